//! Exceptions that are caught, kept and raised, and the frames to which they lead.

use super::heap::{Edge, State};
use super::interpret::Interpreter;
use super::object::{Callable, Label, ObjId, Object, Site, Value};
use crate::body::{BodyScope, Expr, ExprId, Handler, Stmt, StmtId};
use crate::items::Definition;

impl Interpreter<'_> {
    /// The state in which a `raise` ends the unit.
    pub(super) fn raised(&mut self, state: &State, stmt: StmtId) {
        if self.active.len() > 1 || !self.db.settings().hints {
            return;
        }
        let Some(names) = self.written.leaving.get(&stmt).cloned() else { return };
        let mut left = state.clone();
        if !self.lead_to_frame(&mut left, stmt) && self.written.handled.is_empty() {
            return;
        }
        names.into_iter().for_each(|it| {
            left.vars.set(it.index(), Value::one(ObjId::UNBOUND));
        });
        match &mut self.shape.raised {
            Some(known) => {
                known.join(&left);
            }
            none => *none = Some(left),
        }
    }

    pub(super) fn caught_value(&mut self, state: &mut State, handler: &Handler) -> Value {
        let Some(exc) = handler.exc else { return Value::unknown() };
        let caught = self.exception_of(state, exc);
        self.hold_arguments(state, exc, &caught);
        caught
    }

    /// The frames of the functions that were tried hold what was passed to them, and the traceback
    /// may hold those frames.
    pub(super) fn hold_arguments(&mut self, state: &mut State, exc: ExprId, caught: &Value) {
        let label = self.label(Label::Frame);
        for call in self.written.tried.get(&exc).cloned().unwrap_or_default() {
            let Expr::Call { func, args } = self.body.expr(call) else { continue };
            let is_python = self.now[func.index()].iter().any(|it| {
                matches!(
                    self.get(it),
                    Object::Function(_)
                        | Object::Global(Definition::Function(_))
                        | Object::Method { function: Callable::Unit(_) | Callable::Scope(_), .. }
                )
            });
            for arg in args.iter().filter(|_| is_python) {
                let value = self.now[arg.value.index()].clone();
                self.link(state, caught, label, &value, call, false);
            }
        }
    }

    /// The exception that is known by `exc`: it leads to the frame that runs.
    pub(super) fn exception_of(&mut self, state: &mut State, exc: ExprId) -> Value {
        let Some(&scope) = self.active.last() else { return Value::unknown() };
        let caught = self.make(state, Object::Caught { handler: exc, scope });
        let traceback = self.object(Object::Traceback(scope));
        let frame = self.object(Object::Frame(scope));
        let labels = [Label::Traceback, Label::Frame].map(|it| self.label(it));
        for (from, label, to) in [(caught, labels[0], traceback), (traceback, labels[1], frame)] {
            state.add_edge(Edge { from, label, to, site: exc, must: true, is_callees: false });
        }
        if let Some(&outer) = self.written.outer_handlers.get(&exc) {
            // What is raised while another exception is handled has that one as its context.
            let outer = self.object(Object::Caught { handler: outer, scope });
            let label = self.label(Label::Context);
            self.link(state, &Value::one(caught), label, &Value::one(outer), exc, true);
        }
        Value::one(caught)
    }

    /// `error.with_traceback(..)` is `error` again.
    pub(super) fn without_call(&self, exc: ExprId) -> ExprId {
        let Expr::Call { func, .. } = self.body.expr(exc) else { return exc };
        match self.body.expr(*func) {
            Expr::Attr { value, name } if name == "with_traceback" => *value,
            _ => exc,
        }
    }

    /// What `stmt` raises gets a traceback that leads to the frame; false where that is a new
    /// exception, which nobody has yet.
    pub(super) fn lead_to_frame(&mut self, state: &mut State, stmt: StmtId) -> bool {
        let Stmt::Raise { exc: Some(exc), .. } = *self.body.stmt(stmt) else { return false };
        let raised = self.now[self.without_call(exc).index()].clone();
        let [traceback, frame] = [Object::Traceback(BodyScope::OWN), Object::Frame(BodyScope::OWN)]
            .map(|it| self.object(it));
        let [by_traceback, by_frame] = [Label::Traceback, Label::Frame].map(|it| self.label(it));
        let mut is_known = false;
        for from in raised.iter() {
            let is_object = matches!(
                self.get(from),
                Object::Made { .. }
                    | Object::Param(..)
                    | Object::Held { .. }
                    | Object::Caught { .. }
            );
            if !is_object
                || self.get(from)
                    == &(Object::Made { site: Site::of(exc), class: self.class_of(from) })
            {
                continue;
            }
            is_known = true;
            for (from, label, to) in [(from, by_traceback, traceback), (traceback, by_frame, frame)]
            {
                let edge = Edge { from, label, to, site: exc, must: true, is_callees: false };
                state.add_edge(edge);
            }
        }
        is_known
    }
}
