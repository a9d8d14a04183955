//! Statements, in the order in which they run.

use super::condition::Outcomes;
use super::exits::{Frame, Pending, WAYS, Way};
use super::{Domain, Runner, Source, Target};
use crate::body::{Block, Expr, ExprId, Handler, Stmt, StmtId, WithItem};

impl<D: Domain> Runner<'_, D> {
    /// Runs one statement; `None` where what follows is not reached.
    pub(super) fn stmt(&mut self, mut state: D::State, stmt: StmtId) -> Option<D::State> {
        self.fuel = self.fuel.saturating_sub(1);
        self.domain.stmt(&mut state, stmt);
        let body = self.body;
        match body.stmt(stmt) {
            Stmt::Pass => Some(state),
            Stmt::Expr(it) => self.simple(state, |it_, state| it_.eval(state, *it)),
            Stmt::Assign { targets, value } => self.simple(state, |it, state| {
                it.eval(state, *value);
                for &target in targets {
                    it.bind_target(state, target, Source::Value(*value));
                }
            }),
            Stmt::AnnAssign { target, value, .. } => self.simple(state, |it, state| {
                let Some(value) = value else { return };
                it.eval(state, *value);
                it.bind_target(state, *target, Source::Value(*value));
            }),
            Stmt::AugAssign { target, value, .. } => {
                self.simple(state, |it, state| it.aug_assign(state, stmt, *target, *value))
            }
            Stmt::Delete(targets) => self.simple(state, |it, state| {
                targets.iter().for_each(|&target| it.delete(state, target));
            }),
            Stmt::Import(import) => self.simple(state, |it, state| {
                for (idx, alias) in import.aliases.iter().enumerate() {
                    it.domain.bind(state, Target::Var(&alias.var), Source::Import(stmt, idx));
                }
                it.raise_here(state);
            }),
            Stmt::TypeAlias { var } => {
                self.domain.bind(&mut state, Target::Var(var), Source::TypeAlias);
                Some(state)
            }
            Stmt::FunctionDef { scope, var } => self.simple(state, |it, state| {
                let def = body.scope(*scope);
                def.decorators.iter().for_each(|&it_| it.eval(state, it_));
                let defaults = def.params.iter().filter_map(|it| it.default);
                defaults.for_each(|default| it.eval(state, default));
                it.domain.bind(state, Target::Var(var), Source::Function(*scope));
            }),
            Stmt::ClassDef { scope, var } => {
                let class = body.scope(*scope);
                class.decorators.iter().for_each(|&it| self.eval(&mut state, it));
                if let crate::body::ScopeKind::Class { args } = &class.kind {
                    args.iter().for_each(|it| self.eval(&mut state, it.value));
                }
                self.domain.class_body(&mut state, *scope, true);
                let mut state = self.deeper(|it| it.block(Some(state), &class.body))?;
                self.domain.class_body(&mut state, *scope, false);
                self.domain.bind(&mut state, Target::Var(var), Source::Class(*scope));
                Some(state)
            }
            Stmt::Return(value) => {
                if let Some(value) = value {
                    self.eval(&mut state, *value);
                }
                self.domain.returns(&mut state, *value);
                self.leave(Way::Return, state);
                None
            }
            Stmt::Raise { exc, cause } => {
                exc.iter().chain(cause).for_each(|&it| self.eval(&mut state, it));
                self.domain.raises(&mut state, stmt);
                self.leave(Way::Raise, state);
                None
            }
            Stmt::Assert { test, message } => {
                let out = self.condition(state, *test);
                if let Some(mut failed) = out.falsy {
                    message.iter().for_each(|&it| self.eval(&mut failed, it));
                    self.leave(Way::Raise, failed);
                }
                out.truthy
            }
            Stmt::Break => {
                self.leave(Way::Break, state);
                None
            }
            Stmt::Continue => {
                self.leave(Way::Continue, state);
                None
            }
            _ => self.deeper(|it| it.compound(state, stmt)),
        }
    }

    fn compound(&mut self, state: D::State, stmt: StmtId) -> Option<D::State> {
        let body = self.body;
        match body.stmt(stmt) {
            Stmt::If { branches, orelse } => self.if_stmt(state, branches, orelse),
            Stmt::While { test, body, orelse } => self.while_stmt(state, *test, body, orelse),
            Stmt::For { target, iter, body, orelse, .. } => {
                self.for_stmt(state, *target, *iter, body, orelse)
            }
            Stmt::Try { body, handlers, orelse, finally } => {
                self.try_stmt(state, body, handlers, orelse, finally)
            }
            Stmt::With { items, body, .. } => self.with_stmt(state, items, body),
            Stmt::Match { subject, cases } => self.match_stmt(state, *subject, cases),
            _ => Some(state),
        }
    }

    /// A statement without a block: it may raise before it has done anything.
    fn simple(
        &mut self,
        mut state: D::State,
        run: impl FnOnce(&mut Self, &mut D::State),
    ) -> Option<D::State> {
        run(self, &mut state);
        Some(state)
    }

    fn aug_assign(&mut self, state: &mut D::State, stmt: StmtId, target: ExprId, value: ExprId) {
        self.eval(state, target);
        self.eval(state, value);
        self.raise_point(state, target);
        let source = Source::Augmented(stmt);
        match self.body.expr(target) {
            Expr::Name(var) => self.domain.bind(state, Target::Var(var), source),
            Expr::Attr { .. } => self.domain.bind(state, Target::Attr(target), source),
            Expr::Subscript { .. } => self.domain.bind(state, Target::Item(target), source),
            _ => {}
        }
    }

    fn delete(&mut self, state: &mut D::State, target: ExprId) {
        match self.body.expr(target) {
            Expr::Name(var) => self.domain.delete(state, Target::Var(var)),
            Expr::Attr { value, .. } => {
                self.eval(state, *value);
                self.domain.delete(state, Target::Attr(target));
            }
            Expr::Subscript { value, index } => {
                self.eval(state, *value);
                self.eval(state, *index);
                self.raise_point(state, target);
                self.domain.delete(state, Target::Item(target));
            }
            Expr::Tuple(targets) | Expr::List(targets) => {
                targets.iter().for_each(|&it| self.delete(state, it));
            }
            _ => {}
        }
    }

    fn if_stmt(
        &mut self,
        state: D::State,
        branches: &[(ExprId, Block)],
        orelse: &Block,
    ) -> Option<D::State> {
        let mut untested = Some(state);
        let mut after = None;
        for (test, block) in branches {
            let Some(state) = untested.take() else { break };
            let Outcomes { truthy, falsy } = self.condition(state, *test);
            let end = self.block(truthy, block);
            after = self.join(after, end);
            untested = falsy;
        }
        let end = self.block(untested, orelse);
        self.join(after, end)
    }

    fn while_stmt(
        &mut self,
        state: D::State,
        test: ExprId,
        block: &Block,
        orelse: &Block,
    ) -> Option<D::State> {
        let mut broken = None;
        let mut ended = None;
        self.repeat(state, |it, turn| {
            let Outcomes { truthy, falsy } = it.condition(turn, test);
            ended = falsy;
            let (back, out) = it.loop_body(truthy, block);
            broken = out;
            back
        });
        let end = self.block(ended, orelse);
        self.join(end, broken)
    }

    fn for_stmt(
        &mut self,
        mut state: D::State,
        target: ExprId,
        iter: ExprId,
        block: &Block,
        orelse: &Block,
    ) -> Option<D::State> {
        self.eval(&mut state, iter);
        let mut broken = None;
        let ended = self.repeat(state, |it, mut turn| {
            it.raise_point(&turn, iter);
            it.bind_target(&mut turn, target, Source::ItemOf(iter));
            let (back, out) = it.loop_body(Some(turn), block);
            broken = out;
            back
        });
        let end = self.block(Some(ended), orelse);
        self.join(end, broken)
    }

    /// One turn: the state that goes back to the head, and the one behind a `break`.
    fn loop_body(
        &mut self,
        state: Option<D::State>,
        block: &Block,
    ) -> (Option<D::State>, Option<D::State>) {
        self.frames.push(Frame::Loop(Frame::NONE));
        let end = self.block(state, block);
        let [broken, continued, ..] = self.pop_frame();
        (self.join(end, continued), broken)
    }

    fn try_stmt(
        &mut self,
        state: D::State,
        block: &Block,
        handlers: &[Handler],
        orelse: &Block,
        finally: &Block,
    ) -> Option<D::State> {
        if finally.is_empty() {
            return self.try_except(state, block, handlers, orelse);
        }
        self.frames.push(Frame::Finally(Frame::NONE));
        let end = self.try_except(state, block, handlers, orelse);
        let pending = self.pop_frame();
        self.send_on(pending, |it, _, state| it.block(Some(state), finally));
        self.block(end, finally)
    }

    fn try_except(
        &mut self,
        state: D::State,
        block: &Block,
        handlers: &[Handler],
        orelse: &Block,
    ) -> Option<D::State> {
        if handlers.is_empty() {
            let end = self.block(Some(state), block);
            return self.block(end, orelse);
        }
        self.frames.push(Frame::Handlers(Frame::NONE));
        // Even the first statement may raise, before it has done anything.
        self.raise_here(&state);
        let end = self.block(Some(state), block);
        let [.., raised] = self.pop_frame();
        let mut after = self.block(end, orelse);
        let Some(mut raised) = raised else { return after };
        for handler in handlers {
            if let Some(exc) = handler.exc {
                self.eval(&mut raised, exc);
            }
            let end = self.handler(raised.clone(), handler);
            after = self.join(after, end);
        }
        if !handlers.iter().any(|it| self.catches_all(it)) {
            self.leave(Way::Raise, raised);
        }
        after
    }

    /// A bare `except`, or one for `Exception` or above: what is no error (`KeyboardInterrupt`) may
    /// come from anywhere, and is not reckoned with.
    fn catches_all(&self, handler: &Handler) -> bool {
        handler.exc.is_none_or(|exc| match self.body.expr(exc) {
            Expr::Name(it) => {
                matches!(self.body.name_of(it).as_str(), "BaseException" | "Exception")
            }
            _ => false,
        })
    }

    fn handler(&mut self, mut state: D::State, handler: &Handler) -> Option<D::State> {
        self.domain.caught(&mut state, handler);
        let Some(var) = &handler.var else { return self.block(Some(state), &handler.body) };
        self.domain.bind(&mut state, Target::Var(var), Source::Caught(handler));
        // `except E as e` is `try: .. finally: e = None; del e`.
        self.frames.push(Frame::Finally(Frame::NONE));
        let end = self.block(Some(state), &handler.body);
        let pending = self.pop_frame();
        self.send_on(pending, |it, _, mut state| {
            it.domain.delete(&mut state, Target::Var(var));
            Some(state)
        });
        let mut end = end?;
        self.domain.delete(&mut end, Target::Var(var));
        Some(end)
    }

    fn with_stmt(
        &mut self,
        mut state: D::State,
        items: &[WithItem],
        block: &Block,
    ) -> Option<D::State> {
        let mut n_entered = 0;
        for item in items {
            self.eval(&mut state, item.context);
            self.raise_here(&state);
            self.frames.push(Frame::Finally(Frame::NONE));
            n_entered += 1;
            if let Some(target) = item.target {
                self.bind_target(&mut state, target, Source::Entered(item.context));
            }
        }
        let mut end = self.block(Some(state), block);
        for item in items[..n_entered].iter().rev() {
            end = self.leave_with(end, item.context);
        }
        end
    }

    fn leave_with(&mut self, end: Option<D::State>, context: ExprId) -> Option<D::State> {
        let pending = self.pop_frame();
        let mut swallowed = None;
        self.send_on(pending, |it, way, mut state| {
            let is_raise = way == Way::Raise;
            if it.domain.left(&mut state, context, is_raise) && is_raise {
                swallowed = Some(state.clone());
            }
            Some(state)
        });
        let end = end.map(|mut state| {
            self.domain.left(&mut state, context, false);
            state
        });
        self.join(end, swallowed)
    }

    /// Does `work` for each way that waits, and sends it on.
    fn send_on(
        &mut self,
        pending: Pending<D::State>,
        mut work: impl FnMut(&mut Self, Way, D::State) -> Option<D::State>,
    ) {
        for (way, state) in WAYS.into_iter().zip(pending) {
            let Some(state) = state else { continue };
            if let Some(state) = work(self, way, state) {
                self.leave(way, state);
            }
        }
    }

    pub(super) fn pop_frame(&mut self) -> Pending<D::State> {
        self.frames.pop().expect("each frame is popped by who pushed it").into_pending()
    }
}
