//! What a condition says about the objects that a variable can be.

use super::heap::State;
use super::interpret::Interpreter;
use super::object::{ObjId, Object, Value};
use crate::body::{CompareOp, Const, Expr, ExprId, VarId};

impl Interpreter<'_> {
    /// Keeps in `state` what fits `test` having been `outcome`; `false` if nothing does.
    pub(super) fn narrow(&mut self, state: &mut State, test: ExprId, outcome: bool) -> bool {
        let body = self.body;
        match body.expr(test) {
            Expr::Compare { left, rest } => {
                let [(op, right)] = rest[..] else { return true };
                let is_none = matches!(body.expr(right), Expr::Const(Const::None));
                let is_equal = match op {
                    CompareOp::Is | CompareOp::Eq => outcome,
                    CompareOp::IsNot | CompareOp::NotEq => !outcome,
                    _ => return true,
                };
                let Some(var) = self.variable(*left).filter(|_| is_none) else { return true };
                self.keep_none(state, var, is_equal)
            }
            Expr::Name(_) | Expr::Walrus { .. } => match self.variable(test) {
                Some(var) if outcome => self.keep_truthy(state, var),
                _ => true,
            },
            _ => true,
        }
    }

    fn variable(&self, expr: ExprId) -> Option<VarId> {
        match self.body.expr(expr) {
            Expr::Walrus { target: crate::body::VarRef::Local(it), .. } => Some(*it),
            it => it.local(),
        }
    }

    /// The variable is `None`, or is not.
    fn keep_none(&mut self, state: &mut State, var: VarId, is_none: bool) -> bool {
        let none = self.constant(Const::None);
        let before = state.vars[var.index()].clone();
        let may_be_none = |it: &Interpreter<'_>, id: ObjId| id == none || it.is_open(id);
        let after: Value = match is_none {
            true if before.iter().any(|id| may_be_none(self, id)) => Value::one(none),
            true => Value::default(),
            false => before.iter().filter(|it| *it != none).collect(),
        };
        self.narrowed(state, var, after)
    }

    fn keep_truthy(&mut self, state: &mut State, var: VarId) -> bool {
        let before = state.vars[var.index()].clone();
        let after = before.iter().filter(|it| !self.is_falsy(*it)).collect();
        self.narrowed(state, var, after)
    }

    /// Is it a constant that counts as false?
    pub(super) fn is_falsy(&self, id: ObjId) -> bool {
        let falsy = [Const::None, Const::Bool(false), Const::Int(0), Const::Str("".into())];
        matches!(self.get(id), Object::Const(it) if falsy.contains(it))
    }

    fn narrowed(&mut self, state: &mut State, var: VarId, after: Value) -> bool {
        let is_possible = !after.is_empty();
        if is_possible && state.vars[var.index()] != after {
            state.vars.set(var.index(), after);
        }
        is_possible
    }

    /// May the object turn out to be another than it seems: `None`, say?
    pub(super) fn is_open(&self, id: ObjId) -> bool {
        matches!(
            self.get(id),
            Object::Unknown
                | Object::Unbound
                | Object::Param(..)
                | Object::Captured(_)
                | Object::Held { .. }
                | Object::Global(crate::items::Definition::Value { .. })
        )
    }
}
