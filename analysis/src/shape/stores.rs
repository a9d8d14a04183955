//! What is stored in attributes and items, and what goes for it.

use super::Mutation;
use super::heap::State;
use super::interpret::Interpreter;
use super::object::{Label, LabelId, Value};
use crate::body::{Expr, ExprId};

impl Interpreter<'_> {
    pub(super) fn store_attribute(&mut self, state: &mut State, target: ExprId, value: &Value) {
        let Expr::Attr { value: holder, name } = self.body.expr(target) else { return };
        let holders = self.now[holder.index()].clone();
        self.mutated(target, &holders, Mutation::Attribute);
        let label = self.attribute_label(name);
        self.let_go(state, &holders, label);
        self.link(state, &holders, label, value, target, true);
    }

    /// What `label` led to is gone; with several holders, or several objects in one, it may be.
    pub(super) fn let_go(&mut self, state: &mut State, holders: &Value, label: LabelId) {
        match holders.sole().filter(|it| !self.shape.many[it.index()]) {
            Some(holder) => state.remove_edges(|it| it.from == holder && it.label == label),
            None => self.overwritten(state, holders, label),
        }
    }

    /// The label of an attribute; those that the interpreter sets itself have their own.
    pub(super) fn attribute_label(&mut self, name: &str) -> LabelId {
        self.label(match name {
            "__traceback__" => Label::Traceback,
            "__cause__" | "__context__" => Label::Context,
            "tb_frame" => Label::Frame,
            "__self__" => Label::SelfOf,
            _ => Label::Attr(name.into()),
        })
    }

    pub(super) fn store_item(&mut self, state: &mut State, target: ExprId, value: &Value) {
        let Expr::Subscript { value: holder, index } = self.body.expr(target) else { return };
        let holders = self.now[holder.index()].clone();
        self.mutated(target, &holders, Mutation::Items);
        let (item, key) = self.item_labels(&holders);
        if let Expr::Slice(slice) = self.body.expr(*index) {
            let items = self.items_of(state, value);
            if let Some(holder) = holders.sole()
                && slice.lower.is_none()
                && slice.upper.is_none()
            {
                state.remove_edges(|it| it.from == holder && it.label == item);
            }
            return self.link(state, &holders, item, &items, target, false);
        }
        let index = self.now[index.index()].clone();
        let mut holders = holders;
        let args = [index.clone(), value.clone()];
        for holder in holders.clone().iter() {
            if self.call_special(state, target, holder, "__setitem__", &args) {
                holders.retain(|it| it != holder);
            }
        }
        if holders.is_empty() {
            return;
        }
        self.overwritten(state, &holders, item);
        self.link(state, &holders, item, value, target, true);
        self.link(state, &holders, key, &index, target, true);
    }

    /// An item is set, perhaps in the place of another.
    pub(super) fn overwritten(&mut self, state: &mut State, holders: &Value, label: LabelId) {
        holders.iter().for_each(|it| self.doubt_items(state, it, label));
    }

    /// How a container holds its values and keys: weak ones do not.
    pub(super) fn item_labels(&mut self, container: &Value) -> (LabelId, LabelId) {
        let class = self.class_of_value(container);
        let item = match class.is("weakref.WeakValueDictionary") {
            true => Label::Weak,
            false => Label::Item,
        };
        let key = match class.is("weakref.WeakKeyDictionary") {
            true => Label::Weak,
            false => Label::Key,
        };
        (self.label(item), self.label(key))
    }
}
