//! Conditions: two states come out, one for each outcome.

use super::{Domain, Runner};
use crate::body::{Const, Expr, ExprId, UnaryOp};

/// The states behind a condition that was true, and behind one that was false.
pub(super) struct Outcomes<S> {
    pub(super) truthy: Option<S>,
    pub(super) falsy: Option<S>,
}

impl<D: Domain> Runner<'_, D> {
    /// Evaluates `test` as a condition.
    pub(super) fn condition(&mut self, state: D::State, test: ExprId) -> Outcomes<D::State> {
        match self.body.expr(test) {
            Expr::Unary { op: UnaryOp::Not, operand } => {
                let inner = self.deeper(|it| it.condition(state, *operand));
                let out = Outcomes { truthy: inner.falsy, falsy: inner.truthy };
                self.done(out, test)
            }
            Expr::Bool { is_and, operands } => {
                let out = self.deeper(|it| it.short_circuit(state, *is_and, operands));
                self.done(out, test)
            }
            _ => self.leaf(state, test),
        }
    }

    fn leaf(&mut self, mut state: D::State, test: ExprId) -> Outcomes<D::State> {
        self.eval(&mut state, test);
        let known = match self.body.expr(test) {
            Expr::Const(Const::Bool(it)) => Some(*it),
            Expr::Const(Const::Int(it)) => Some(*it != 0),
            Expr::Const(Const::None) => Some(false),
            _ => None,
        };
        let mut truthy = state.clone();
        let may_be_true = known != Some(false) && self.domain.refine(&mut truthy, test, true);
        let may_be_false = known != Some(true) && self.domain.refine(&mut state, test, false);
        Outcomes { truthy: may_be_true.then_some(truthy), falsy: may_be_false.then_some(state) }
    }

    fn short_circuit(
        &mut self,
        state: D::State,
        is_and: bool,
        operands: &[ExprId],
    ) -> Outcomes<D::State> {
        let mut going_on = Some(state);
        let mut decided = None;
        for &operand in operands {
            let Some(state) = going_on.take() else { break };
            let out = self.condition(state, operand);
            let (on, off) = if is_and { (out.truthy, out.falsy) } else { (out.falsy, out.truthy) };
            going_on = on;
            decided = self.join(decided, off);
        }
        match is_and {
            true => Outcomes { truthy: going_on, falsy: decided },
            false => Outcomes { truthy: decided, falsy: going_on },
        }
    }

    /// Tells the domain that `test` has been evaluated, on each way.
    fn done(&mut self, mut out: Outcomes<D::State>, test: ExprId) -> Outcomes<D::State> {
        for state in [&mut out.truthy, &mut out.falsy].into_iter().flatten() {
            self.domain.expr(state, test);
        }
        out
    }
}
