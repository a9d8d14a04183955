//! Where a value that is bound comes from.

use super::Mutation;
use super::heap::State;
use super::interpret::Interpreter;
use super::object::{ClassOf, Label, Object, Value};
use crate::body::{BodyScope, Expr, ExprId, Stmt, StmtId};
use crate::flow::Source;
use crate::items::Definition;
use crate::unit::inner_unit;

impl Interpreter<'_> {
    pub(super) fn source(&mut self, state: &mut State, source: Source<'_>) -> Value {
        match source {
            Source::Value(it) | Source::Subject(it) => self.now[it.index()].clone(),
            Source::ItemOf(it) => {
                let value = self.now[it.index()].clone();
                self.items_of(state, &value)
            }
            Source::Element { of, index, count, star } => {
                self.element(state, *of, index, count, star)
            }
            Source::PartOf(_) | Source::TypeAlias => Value::unknown(),
            Source::Entered(it) => self.entered(state, it),
            Source::Caught(handler) => self.caught_value(state, handler),
            Source::Augmented(stmt) => self.augmented(state, stmt),
            Source::Import(stmt, alias) => self.imported(stmt, alias),
            Source::Function(scope) => self.defined_function(state, scope),
            Source::Class(scope) => self.defined_class(state, scope),
        }
    }

    /// One of the targets of `a, b = ..`.
    pub(super) fn element(
        &mut self,
        state: &mut State,
        of: Source<'_>,
        index: usize,
        count: usize,
        star: Option<usize>,
    ) -> Value {
        if star == Some(index) {
            return Value::unknown();
        }
        if let (Source::Value(display), None) = (of, star)
            && let Expr::Tuple(items) | Expr::List(items) = self.body.expr(display)
            && items.len() == count
            && !items.iter().any(|it| matches!(self.body.expr(*it), Expr::Starred(_)))
        {
            return self.now[items[index].index()].clone();
        }
        let whole = self.source(state, of);
        match self.exc_info_item(state, &whole, index) {
            Some(item) => item,
            None => self.items_of(state, &whole),
        }
    }

    /// `x op= y`: what is changed in place stays the object that it is.
    pub(super) fn augmented(&mut self, state: &mut State, stmt: StmtId) -> Value {
        let Stmt::AugAssign { target, op, value } = self.body.stmt(stmt) else {
            return Value::unknown();
        };
        let before = self.now[target.index()].clone();
        let added = self.now[value.index()].clone();
        let class = self.class_of_value(&before);
        let in_place = ["list", "set", "dict", "bytearray"];
        if !in_place.iter().any(|it| class == ClassOf::builtin(it)) {
            return self.binary(state, *value, *op, *target, *value);
        }
        self.mutated(*target, &before, Mutation::Items);
        let (label, items) = (self.label(Label::Item), self.items_of(state, &added));
        self.link(state, &before, label, &items, *value, false);
        before
    }

    pub(super) fn defined_function(&mut self, state: &mut State, scope: BodyScope) -> Value {
        let body = self.body;
        let it = body.scope(scope);
        if it.is_elsewhere {
            let unit = inner_unit(self.db, self.unit, scope);
            let is_plain = it.decorators.is_empty();
            return match unit {
                Some(unit) if is_plain => {
                    Value::one(self.object(Object::Global(Definition::Function(unit))))
                }
                _ => Value::unknown(),
            };
        }
        let site = it.params.iter().find_map(|it| it.default).or(it.decorators.first().copied());
        let made = self.function(state, site.unwrap_or(ExprId::new(0)), scope);
        self.decorated(state, made, scope)
    }

    /// The function `made` behind its decorators.
    pub(super) fn decorated(&mut self, state: &mut State, made: Value, scope: BodyScope) -> Value {
        let body = self.body;
        let mut value = made;
        for &decorator in body.scope(scope).decorators.iter().rev() {
            value = self.apply_decorator(state, decorator, value);
        }
        value
    }

    pub(super) fn defined_class(&mut self, state: &mut State, scope: BodyScope) -> Value {
        if let Some(class) = super::lookup::class_of_scope(self.db, self.unit, scope) {
            return Value::one(self.object(Object::Global(Definition::Class(class))));
        }
        let made = self.make(state, Object::LocalClass(scope));
        let label = self.label(Label::Class);
        let body = self.body;
        for &var in &body.scope(scope).vars {
            let value = state.vars[var.index()].clone();
            let site = ExprId::new(0);
            self.link(state, &Value::one(made), label, &value, site, true);
        }
        match body.scope(scope).decorators.is_empty() {
            true => Value::one(made),
            false => Value::unknown(),
        }
    }
}

/// The expression from which a value comes, whole or in part.
pub(super) fn bound_by(source: Source<'_>) -> Option<ExprId> {
    match source {
        Source::Value(it) | Source::ItemOf(it) => Some(it),
        Source::Element { of, .. } => bound_by(*of),
        _ => None,
    }
}
