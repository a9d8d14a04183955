//! What expressions evaluate to.

use super::Happening;
use super::heap::{Edge, State};
use super::interpret::Interpreter;
use super::object::{ClassOf, Label, ObjId, Object, Site, Value};
use crate::body::{
    BodyScope, CompKind, Const, DictItem, Expr, ExprId, Operator, ScopeKind, UnaryOp, VarRef,
};

impl Interpreter<'_> {
    pub(super) fn value_of(&mut self, state: &mut State, expr: ExprId) -> Value {
        let body = self.body;
        match body.expr(expr) {
            Expr::Missing => Value::unknown(),
            Expr::Name(var) => self.read(state, var),
            Expr::Const(it) => Value::one(self.constant(it.clone())),
            Expr::FString(_) => self.fresh(state, expr, "str"),
            Expr::Tuple(items) => self.display(state, expr, "tuple", items),
            Expr::List(items) => {
                // The compiler makes a tuple of a list that is only gone through (`fold_iter`).
                let is_tuple = self.written.iterated.contains(&expr);
                self.display(state, expr, if is_tuple { "tuple" } else { "list" }, items)
            }
            Expr::Set(items) => self.display(state, expr, "set", items),
            Expr::Dict(items) => self.dict(state, expr, items),
            Expr::Starred(it) | Expr::Walrus { value: it, .. } => self.now[it.index()].clone(),
            Expr::Comp(scope) => self.comprehension(state, expr, *scope),
            Expr::Lambda(scope) => self.function(state, expr, *scope),
            Expr::Bin { op, left, right } => self.binary(state, expr, *op, *left, *right),
            Expr::Unary { op: UnaryOp::Not, .. } | Expr::Compare { .. } => {
                self.fresh(state, expr, "bool")
            }
            Expr::Unary { .. } => Value::unknown(),
            Expr::Bool { is_and, operands } => self.one_of(*is_and, operands),
            Expr::If { then, orelse, .. } => self.any_of(&[*then, *orelse]),
            Expr::Call { func, args } => self.call(state, expr, *func, args),
            Expr::Attr { value, name } => {
                let value = self.now[value.index()].clone();
                self.load(state, expr, &value, name)
            }
            Expr::Subscript { value, index } => self.subscript(state, expr, *value, *index),
            Expr::Slice(_) => self.fresh(state, expr, "slice"),
            Expr::Await(it) => self.awaited(state, *it),
            Expr::Yield(it) => {
                if let Some(it) = it {
                    let value = self.now[it.index()].clone();
                    value.iter().for_each(|it| self.event(expr, it, Happening::Yielded));
                }
                Value::unknown()
            }
            Expr::YieldFrom(_) => Value::unknown(),
        }
    }

    /// `a and b` is `a` only if that is false, `a or b` only if it is true.
    pub(super) fn one_of(&mut self, is_and: bool, operands: &[ExprId]) -> Value {
        let Some((last, others)) = operands.split_last() else { return Value::unknown() };
        let mut value = self.now[last.index()].clone();
        for other in others {
            for object in self.now[other.index()].clone().iter() {
                let is_falsy = self.is_falsy(object);
                let is_it = if is_and { is_falsy || object == ObjId::UNKNOWN } else { !is_falsy };
                if is_it {
                    value.add(object);
                } else if is_and && self.is_open(object) {
                    let none = self.constant(Const::None);
                    value.add(none);
                }
            }
        }
        value
    }

    pub(super) fn any_of(&mut self, operands: &[ExprId]) -> Value {
        let mut value = Value::default();
        for it in operands {
            value.join(&self.now[it.index()]);
        }
        value
    }

    pub(super) fn fresh(&mut self, state: &mut State, expr: ExprId, class: &str) -> Value {
        Value::one(self.make_at(state, expr, ClassOf::builtin(class)))
    }

    pub(super) fn read(&mut self, state: &State, var: &VarRef) -> Value {
        let VarRef::Local(var) = var else { return self.read_global(var) };
        let mut value = state.vars[var.index()].clone();
        value.retain(|it| it != ObjId::UNBOUND);
        if value.is_empty() {
            return Value::unknown();
        }
        value
    }

    pub(super) fn display(
        &mut self,
        state: &mut State,
        expr: ExprId,
        class: &str,
        items: &[ExprId],
    ) -> Value {
        let made = self.fresh(state, expr, class);
        let label = self.label(Label::Item);
        for &item in items {
            let value = self.now[item.index()].clone();
            let value = match self.body.expr(item) {
                Expr::Starred(_) => self.items_of(state, &value),
                _ => value,
            };
            self.link(state, &made, label, &value, expr, true);
        }
        made
    }

    pub(super) fn dict(&mut self, state: &mut State, expr: ExprId, items: &[DictItem]) -> Value {
        let made = self.fresh(state, expr, "dict");
        let (label, key_label) = (self.label(Label::Item), self.label(Label::Key));
        for item in items {
            let mut value = self.now[item.value.index()].clone();
            match item.key {
                Some(key) => {
                    let key = self.now[key.index()].clone();
                    self.link(state, &made, key_label, &key, expr, true);
                }
                None => value = self.items_of(state, &value),
            }
            self.link(state, &made, label, &value, expr, true);
        }
        made
    }

    pub(super) fn comprehension(
        &mut self,
        state: &mut State,
        expr: ExprId,
        scope: BodyScope,
    ) -> Value {
        let Some(site) = self.comp_object(expr, scope) else { return Value::unknown() };
        let made = self.object(site);
        let it = self.body.scope(scope);
        if let ScopeKind::Comp { kind: CompKind::Generator, clauses, .. } = &it.kind {
            let label = self.label(Label::Argument);
            if let Some(first) = clauses.first() {
                let iter = self.now[first.iter.index()].clone();
                self.link(state, &Value::one(made), label, &iter, expr, false);
            }
            self.capture(state, made, scope, expr);
        }
        Value::one(made)
    }

    pub(super) fn comp_object(&self, expr: ExprId, scope: BodyScope) -> Option<Object> {
        let ScopeKind::Comp { kind, .. } = &self.body.scope(scope).kind else { return None };
        let class = ClassOf::builtin(match kind {
            CompKind::List => "list",
            CompKind::Set => "set",
            CompKind::Dict => "dict",
            CompKind::Generator => "generator",
        });
        Some(Object::Made { site: Site::of(expr), class })
    }

    /// Makes the function of a `def` or `lambda`; `site` is what its edges are shown at.
    pub(super) fn function(&mut self, state: &mut State, site: ExprId, scope: BodyScope) -> Value {
        let made = self.make(state, Object::Function(scope));
        self.capture(state, made, scope, site);
        let label = self.label(Label::Default);
        let defaults = self.body.scope(scope).params.iter().filter_map(|it| it.default);
        for default in defaults.collect::<Vec<_>>() {
            let value = self.now[default.index()].clone();
            self.link(state, &Value::one(made), label, &value, default, true);
        }
        Value::one(made)
    }

    pub(super) fn capture(
        &mut self,
        state: &mut State,
        made: ObjId,
        scope: BodyScope,
        site: ExprId,
    ) {
        let body = self.body;
        for &var in &body.scope(scope).free {
            let label = self.label(Label::Captures(body.var(var).name.clone()));
            let cell = self.object(Object::Cell(var));
            state.add_edge(Edge {
                from: made,
                label,
                to: cell,
                site,
                must: true,
                is_callees: false,
            });
        }
    }

    pub(super) fn binary(
        &mut self,
        state: &mut State,
        expr: ExprId,
        op: Operator,
        left: ExprId,
        right: ExprId,
    ) -> Value {
        let [left, right] = [left, right].map(|it| self.now[it.index()].clone());
        let [a, b] = [&left, &right].map(|it| self.class_of_value(it));
        match op {
            Operator::Add if a == b && a.is("builtins.list") => {
                let made = self.fresh(state, expr, "list");
                let label = self.label(Label::Item);
                for operand in [&left, &right] {
                    let items = self.items_of(state, operand);
                    self.link(state, &made, label, &items, expr, false);
                }
                made
            }
            Operator::Mult if a.is("builtins.list") => {
                let made = self.fresh(state, expr, "list");
                let (label, items) = (self.label(Label::Item), self.items_of(state, &left));
                self.link(state, &made, label, &items, expr, true);
                made
            }
            Operator::Mod if a.is("builtins.str") => self.fresh(state, expr, "str"),
            _ if a == b && (a.is("builtins.str") || a.is("builtins.int")) => {
                let class = if a.is("builtins.str") { "str" } else { "int" };
                self.fresh(state, expr, class)
            }
            _ => Value::unknown(),
        }
    }

    pub(super) fn subscript(
        &mut self,
        state: &mut State,
        expr: ExprId,
        value: ExprId,
        index: ExprId,
    ) -> Value {
        let value = self.now[value.index()].clone();
        let class = self.class_of_value(&value);
        if matches!(self.body.expr(index), Expr::Slice(_)) {
            let is_list = class.is("builtins.list");
            if !is_list {
                return Value::unknown();
            }
            let made = self.fresh(state, expr, "list");
            let (label, items) = (self.label(Label::Item), self.items_of(state, &value));
            self.link(state, &made, label, &items, expr, false);
            return made;
        }
        if class.is("builtins.str") {
            return self.fresh(state, expr, "str");
        }
        if let Expr::Const(Const::Int(number)) = self.body.expr(index)
            && let Some(item) = self.exc_info_item(state, &value, *number as usize)
        {
            return item;
        }
        self.items_of(state, &value)
    }

    pub(super) fn awaited(&mut self, state: &State, expr: ExprId) -> Value {
        let content = self.label(Label::Content);
        let mut value = Value::default();
        for object in self.now[expr.index()].clone().iter() {
            let found = state.heap.by(object, content);
            value.join(&found.iter().map(|it| it.to).collect());
        }
        if value.is_empty() {
            return Value::unknown();
        }
        value
    }
}
