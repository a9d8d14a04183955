//! `sys.settrace` and `sys.setprofile`: what is told of frames that run.
//!
//! Source: `Python/legacy_tracing.c`, `trace_trampoline` and `profile_trampoline` (Python/sysmodule.c),
//! CPython 3.13. While nobody traces, all of this costs one look at a flag a frame.

use std::cell::Cell;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::frame::Frame;
use crate::heap::{Ref, Slot};
use crate::objects::code::Code;
use crate::objects::exception::Exception;
use crate::opcode::Opcode;
use crate::vm::Vm;

/// Who is told.
#[derive(Default)]
pub(crate) struct Tracing {
    /// Is anybody to be told now?
    pub(crate) active: Cell<bool>,
    /// How many of those who are told run at the moment; what they do is not traced.
    inside: Cell<u32>,
    /// `sys.gettrace()`.
    pub(crate) trace: Slot,
    /// `sys.getprofile()`.
    pub(crate) profile: Slot,
}

impl Vm {
    /// `sys.settrace`.
    pub(crate) fn set_trace(&self, function: Option<Ref>) {
        self.tracing.trace.set(function);
        self.update_tracing();
    }

    /// `sys.setprofile`.
    pub(crate) fn set_profile(&self, function: Option<Ref>) {
        self.tracing.profile.set(function);
        self.update_tracing();
    }

    fn update_tracing(&self) {
        let it = &self.tracing;
        let is_wanted = !it.trace.is_none() || !it.profile.is_none();
        it.active.set(is_wanted && it.inside.get() == 0);
    }

    /// `sys.call_tracing`: what the call does is traced, though it comes from a trace function.
    pub(crate) fn call_traced(&self, function: &Ref, args: Args) -> Res {
        let inside = self.tracing.inside.replace(0);
        self.update_tracing();
        let found = self.call(function, args);
        self.tracing.inside.set(inside);
        self.update_tracing();
        found
    }

    /// Calls who is told, with nothing traced meanwhile.
    fn tell(&self, function: &Ref, frame: &Ref, event: &str, arg: Option<Ref>) -> Res {
        let it = &self.tracing;
        it.inside.set(it.inside.get() + 1);
        it.active.set(false);
        let arg = arg.unwrap_or_else(|| self.none.clone());
        let args = Args::positional([frame.clone(), self.intern(event), arg]);
        let found = self.call(function, args);
        it.inside.set(it.inside.get() - 1);
        self.update_tracing();
        found
    }

    /// Tells the trace function of the frame; one that fails is asked no more.
    fn tell_trace(&self, function: &Ref, frame: &Ref, event: &str, arg: Option<Ref>) -> Res<()> {
        match self.tell(function, frame, event, arg) {
            Ok(local) => {
                if !local.is(&self.none) {
                    frame.expect::<Frame>().trace.set(Some(local));
                }
                Ok(())
            }
            Err(error) => {
                self.set_trace(None);
                frame.expect::<Frame>().trace.set(None);
                Err(error)
            }
        }
    }

    fn tell_profile(&self, frame: &Ref, event: &str, arg: Option<Ref>) -> Res<()> {
        let Some(function) = self.tracing.profile.get() else { return Ok(()) };
        let found = self.tell(&function, frame, event, arg);
        found.map(drop).inspect_err(|_| self.set_profile(None))
    }

    /// Before an instruction: the start of a frame, a line, an instruction.
    pub(super) fn trace_instruction(&self, frame: &Ref) -> Res<()> {
        if !self.tracing.active.get() {
            return Ok(());
        }
        let it = frame.expect::<Frame>();
        let (at, code) = (it.at.get(), it.code());
        let before = it.traced_unit.replace(at);
        let op = code.units[at].get().op;
        if op == Opcode::RESUME {
            return self.trace_start(frame);
        }
        let Some(local) = it.trace.get().filter(|_| !self.tracing.trace.is_none()) else {
            return Ok(());
        };
        if it.trace_lines.get() && starts_line(code, before, at) {
            self.tell_trace(&local, frame, "line", None)?;
        }
        if it.trace_opcodes.get()
            && let Some(local) = it.trace.get()
        {
            self.tell_trace(&local, frame, "opcode", None)?;
        }
        Ok(())
    }

    fn trace_start(&self, frame: &Ref) -> Res<()> {
        if let Some(function) = self.tracing.trace.get() {
            self.tell_trace(&function, frame, "call", None)?;
        }
        self.tell_profile(frame, "call", None)
    }

    /// A frame returns or yields `value`, or nothing because of an exception.
    #[cold]
    pub(super) fn trace_return(&self, frame: &Ref, value: Option<&Ref>) -> Res<()> {
        let it = frame.expect::<Frame>();
        if let Some(local) = it.trace.get().filter(|_| !self.tracing.trace.is_none()) {
            self.tell_trace(&local, frame, "return", value.cloned())?;
        }
        self.tell_profile(frame, "return", value.cloned())
    }

    /// An exception came up in a frame.
    #[cold]
    pub(super) fn trace_exception(&self, frame: &Ref, error: Raised) -> Raised {
        let it = frame.expect::<Frame>();
        let Some(local) = it.trace.get().filter(|_| !self.tracing.trace.is_none()) else {
            return error;
        };
        let traceback = error.0.get::<Exception>().and_then(|it| it.traceback.get());
        let traceback = traceback.unwrap_or_else(|| self.none.clone());
        let arg = self.tuple(vec![error.0.class(), error.0.clone(), traceback]);
        match self.tell_trace(&local, frame, "exception", Some(arg)) {
            Ok(()) => error,
            Err(other) => other,
        }
    }
}

/// Does another line begin at the unit `at`, where `before` is the one that ran before it? A jump back
/// begins a line again.
fn starts_line(code: &Code, before: usize, at: usize) -> bool {
    let Some(line) = code.line(at) else { return false };
    let op = code.units[at].get().op;
    if matches!(op, Opcode::END_FOR | Opcode::END_SEND | Opcode::END_ASYNC_FOR) {
        return false;
    }
    let is_marked = code.starts_line(at);
    is_marked && (at <= before || code.line(before) != Some(line) || is_resume(code, before))
}

fn is_resume(code: &Code, at: usize) -> bool {
    code.units[at].get().op == Opcode::RESUME
}
