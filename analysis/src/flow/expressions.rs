//! Expressions, in the order of evaluation.

use smallvec::SmallVec;

use super::{Domain, Runner, Source, Target};
use crate::body::{BodyScope, CompClause, CompKind, Expr, ExprId, ScopeKind};

/// Below this much stack another piece is taken; how much that is.
const RED_ZONE: usize = 128 * 1024;
const STACK_PIECE: usize = 2 * 1024 * 1024;

impl<D: Domain> Runner<'_, D> {
    /// Runs `step` with enough stack: expressions nest a thousand deep.
    pub(super) fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> T {
        stacker::maybe_grow(RED_ZONE, STACK_PIECE, || step(self))
    }

    /// Evaluates `expr`.
    pub(super) fn eval(&mut self, state: &mut D::State, expr: ExprId) {
        // Long chains (`a.b().c`, `1 + 1 + 1`) are walked down to their first operand in a loop.
        let mut spine: SmallVec<[ExprId; 8]> = SmallVec::new();
        spine.push(expr);
        let mut bottom = expr;
        while let Some(first) = first_operand(self.body.expr(bottom)) {
            spine.push(first);
            bottom = first;
        }
        while let Some(expr) = spine.pop() {
            self.deeper(|it| it.eval_rest(state, expr));
        }
    }

    /// Evaluates what is not the first operand of a chain, then `expr` itself.
    fn eval_rest(&mut self, state: &mut D::State, expr: ExprId) {
        let body = self.body;
        match body.expr(expr) {
            Expr::Bin { right, .. } => self.eval(state, *right),
            Expr::Compare { rest, .. } => rest.iter().for_each(|it| self.eval(state, it.1)),
            Expr::Call { args, .. } => args.iter().for_each(|it| self.eval(state, it.value)),
            Expr::Subscript { index, .. } => self.eval(state, *index),
            Expr::Attr { .. } => {}
            Expr::Bool { is_and, operands } => self.bool_value(state, *is_and, operands),
            Expr::If { test, then, orelse } => self.choice(state, *test, *then, *orelse),
            Expr::Comp(scope) => self.comprehension(state, expr, *scope),
            Expr::Lambda(scope) => {
                let defaults = body.scope(*scope).params.iter().filter_map(|it| it.default);
                defaults.for_each(|default| self.eval(state, default));
            }
            Expr::Walrus { target, value } => {
                self.eval(state, *value);
                self.domain.bind(state, Target::Var(target), Source::Value(*value));
            }
            other => other.operands(|it| self.eval(state, it)),
        }
        self.domain.expr(state, expr);
        if raises(body.expr(expr)) {
            self.raise_point(state, expr);
        }
    }

    /// `a and b` as a value.
    fn bool_value(&mut self, state: &mut D::State, is_and: bool, operands: &[ExprId]) {
        let mut out: Option<D::State> = None;
        let mut going_on = Some(state.clone());
        for (idx, &operand) in operands.iter().enumerate() {
            let Some(mut here) = going_on.take() else { break };
            if idx + 1 == operands.len() {
                self.eval(&mut here, operand);
                out = self.join(out, Some(here));
                break;
            }
            let outcomes = self.condition(here, operand);
            let (on, off) = match is_and {
                true => (outcomes.truthy, outcomes.falsy),
                false => (outcomes.falsy, outcomes.truthy),
            };
            going_on = on;
            out = self.join(out, off);
        }
        if let Some(out) = out {
            *state = out;
        }
    }

    /// `then if test else orelse`.
    fn choice(&mut self, state: &mut D::State, test: ExprId, then: ExprId, orelse: ExprId) {
        let outcomes = self.condition(state.clone(), test);
        let mut after = None;
        for (way, value) in [(outcomes.truthy, then), (outcomes.falsy, orelse)] {
            let Some(mut way) = way else { continue };
            self.eval(&mut way, value);
            after = self.join(after, Some(way));
        }
        if let Some(after) = after {
            *state = after;
        }
    }

    /// The turns of a comprehension. Those of a generator expression run later, if ever: what they
    /// do to the state is forgotten.
    fn comprehension(&mut self, state: &mut D::State, expr: ExprId, scope: BodyScope) {
        let body = self.body;
        let scope = body.scope(scope);
        let ScopeKind::Comp { kind, clauses, key } = &scope.kind else { return };
        let Some(first) = clauses.first() else { return };
        self.eval(state, first.iter);
        self.domain.comp_starts(state, expr);
        let mut inside = state.clone();
        let values = key.iter().chain(&scope.result).copied().collect::<Vec<_>>();
        self.comp_clauses(&mut inside, clauses, &mut |it, state| {
            values.iter().for_each(|&value| it.eval(state, value));
            it.domain.comp_turn(state, expr);
        });
        if *kind != CompKind::Generator {
            *state = inside;
        }
    }

    /// Runs `inner` in each turn of `clauses`, the iterable of the first one evaluated before.
    fn comp_clauses(
        &mut self,
        state: &mut D::State,
        clauses: &[CompClause],
        inner: &mut dyn FnMut(&mut Self, &mut D::State),
    ) {
        let Some((clause, rest)) = clauses.split_first() else { return inner(self, state) };
        *state = self.repeat(state.clone(), |it, mut turn| {
            it.bind_target(&mut turn, clause.target, Source::ItemOf(clause.iter));
            let mut turn = Some(turn);
            for &condition in &clause.conditions {
                turn = it.condition(turn?, condition).truthy;
            }
            let mut turn = turn?;
            if let Some(next) = rest.first() {
                it.eval(&mut turn, next.iter);
            }
            it.deeper(|it| it.comp_clauses(&mut turn, rest, inner));
            Some(turn)
        });
    }

    /// Stores into a target, evaluating what it consists of.
    pub(super) fn bind_target(&mut self, state: &mut D::State, target: ExprId, source: Source<'_>) {
        match self.body.expr(target) {
            Expr::Name(var) => self.domain.bind(state, Target::Var(var), source),
            Expr::Attr { value, .. } => {
                self.eval(state, *value);
                self.domain.bind(state, Target::Attr(target), source);
            }
            Expr::Subscript { value, index } => {
                self.eval(state, *value);
                self.eval(state, *index);
                self.domain.bind(state, Target::Item(target), source);
            }
            Expr::Tuple(targets) | Expr::List(targets) => {
                let is_star = |it: &ExprId| matches!(self.body.expr(*it), Expr::Starred(_));
                let (count, star) = (targets.len(), targets.iter().position(is_star));
                for (index, &target) in targets.iter().enumerate() {
                    let element = Source::Element { of: &source, index, count, star };
                    self.deeper(|it| it.bind_target(state, target, element));
                }
            }
            Expr::Starred(inner) => self.bind_target(state, *inner, source),
            _ => {}
        }
    }
}

/// The operand with which evaluation starts, where chains of such operands get long.
fn first_operand(expr: &Expr) -> Option<ExprId> {
    match expr {
        Expr::Bin { left, .. } | Expr::Compare { left, .. } => Some(*left),
        Expr::Call { func, .. } => Some(*func),
        Expr::Attr { value, .. } | Expr::Subscript { value, .. } => Some(*value),
        _ => None,
    }
}

/// May evaluating it, its operands done, raise?
const fn raises(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Call { .. }
            | Expr::Attr { .. }
            | Expr::Subscript { .. }
            | Expr::Bin { .. }
            | Expr::Compare { .. }
            | Expr::Await(_)
            | Expr::Yield(_)
            | Expr::YieldFrom(_)
            | Expr::Comp(_)
    )
}
