//! The loop: instructions of one frame after the other, until the frame that was asked for ends.
//!
//! A call from Python to Python goes on in the same loop, so that the host's stack does not grow
//! with it. [`execute`] runs one frame until it calls, returns, yields or raises.

mod attributes;
mod build_class;
mod calls;
mod containers;
mod control;
mod execute;
mod functions;
mod generators;
mod imports;
mod intrinsics;
mod locals;
mod names;
mod operators;
mod patterns;
pub(crate) mod tracing;

use crate::error::{Raised, Res};
use crate::frame::{Frame, State};
use crate::heap::{Ref, track};
use crate::vm::Vm;

pub(crate) use generators::awaitable_iter;

/// Why the loop stopped.
pub(crate) enum Flow {
    /// The frame that was asked for did this.
    Exit(Exit),
    /// An exception leaves the frame that runs.
    Error(Raised),
    /// Somebody wants to be told of each instruction from here on.
    Told,
}

/// What the frame that was asked for did.
pub(crate) enum Exit {
    /// It returned.
    Returned(Ref),
    /// It yielded.
    Yielded(Ref),
}

impl Vm {
    /// Runs a frame until it returns, yields or raises.
    pub(crate) fn run(&self, entry: Ref) -> Res<Exit> {
        let _nested = self.enter("")?;
        self.push_frame(&entry)?;
        let frame = entry.clone();
        self.run_on(entry, frame)
    }

    /// As [`Self::run`], where the instruction at which the frame waits raises an exception.
    pub(crate) fn run_raising(&self, entry: Ref, error: Raised) -> Res<Exit> {
        let _nested = self.enter("")?;
        self.push_frame(&entry)?;
        let mut frame = entry.clone();
        self.unwind(&mut frame, &entry, error)?;
        self.run_on(entry, frame)
    }

    fn run_on(&self, entry: Ref, mut frame: Ref) -> Res<Exit> {
        loop {
            let is_told = self.tracing.active.get();
            let found = if self.threads.schedule().switch_every == 0 && !is_told {
                execute::instructions::<false>(self, &mut frame, &entry)
            } else {
                execute::instructions::<true>(self, &mut frame, &entry)
            };
            let error = match found {
                Ok(Flow::Exit(exit)) => return Ok(exit),
                Ok(Flow::Told) => continue,
                Ok(Flow::Error(error)) => self.leave_by_error(&mut frame, &entry, error)?,
                Err(error) => error,
            };
            self.unwind(&mut frame, &entry, error)?;
        }
    }

    /// Makes the frame with a handler the one that runs: the one that raised, or one of its callers.
    #[inline(never)]
    fn unwind(&self, frame: &mut Ref, entry: &Ref, mut error: Raised) -> Res<()> {
        loop {
            let at = frame.expect::<Frame>().at.get();
            match control::handle(self, frame, error, at, true) {
                Ok(()) => return Ok(()),
                Err(unhandled) => error = self.leave_by_error(frame, entry, unhandled)?,
            }
        }
    }

    /// The exception as the caller of the frame sees it; `Err` where the frame was the first.
    fn leave_by_error(&self, frame: &mut Ref, entry: &Ref, error: Raised) -> Res<Raised> {
        let error = match self.tell_return(frame, None) {
            Ok(()) => error,
            Err(other) => other,
        };
        let is_entry = frame.is(entry);
        let it = frame.expect::<Frame>();
        let (ending, made) = (Ending::of(it, is_entry), it.made.take());
        let back = self.pop_frame(frame, is_entry);
        drop(made);
        if is_entry {
            return Err(error);
        }
        *frame = back.expect("a frame that was called has a caller");
        Ok(match ending {
            Ending::Generator => generators::fail(self, frame.expect::<Frame>(), error),
            Ending::Call => error,
        })
    }

    /// The frame that runs returns: its caller runs on. `Some` where it was the first.
    #[inline]
    pub(crate) fn return_from(
        &self,
        frame: &mut Ref,
        entry: &Ref,
        value: Ref,
    ) -> Res<Option<Flow>> {
        self.tell_return(frame, Some(&value))?;
        let is_entry = frame.is(entry);
        let it = frame.expect::<Frame>();
        let ending = Ending::of(it, is_entry);
        let made = if it.made.is_none() { None } else { it.made.take() };
        let back = self.pop_frame(frame, is_entry);
        if is_entry {
            return Ok(Some(Flow::Exit(Exit::Returned(value))));
        }
        *frame = back.expect("a frame that was called has a caller");
        let caller = frame.expect::<Frame>();
        match (ending, made) {
            (Ending::Generator, _) => generators::finish(self, caller, value),
            (Ending::Call, None) => caller.slots.push(value),
            (Ending::Call, Some(made)) => {
                caller.slots.push(calls::instance(self, made, &value)?);
            }
        }
        Ok(None)
    }

    /// The frame that runs yields: who resumed it runs on. `Some` where it was the first.
    #[inline]
    pub(crate) fn yield_from(&self, frame: &mut Ref, entry: &Ref, value: Ref) -> Res<Option<Flow>> {
        self.tell_return(frame, Some(&value))?;
        let back = self.suspend_frame(frame);
        if frame.is(entry) {
            return Ok(Some(Flow::Exit(Exit::Yielded(value))));
        }
        let caller = back.expect("a frame that was resumed has a caller");
        let suspended = std::mem::replace(frame, caller);
        let caller = frame.expect::<Frame>();
        generators::leave(self, caller, Some(suspended.expect::<Frame>()));
        caller.slots.push(value);
        Ok(None)
    }

    /// Tells those who trace that a frame ends or waits.
    #[inline]
    fn tell_return(&self, frame: &Ref, value: Option<&Ref>) -> Res<()> {
        // One that was just created became a generator's.
        let is_traced =
            self.tracing.active.get() && frame.expect::<Frame>().state.get() != State::Created;
        if is_traced { self.trace_return(frame, value) } else { Ok(()) }
    }

    /// A function that was called runs.
    #[inline]
    pub(crate) fn call_from(&self, frame: &mut Ref, callee: Ref) -> Res<()> {
        self.push_frame(&callee)?;
        *frame = callee;
        Ok(())
    }

    /// A generator's frame runs; the generator lies on top of the stack of the one that ran.
    #[inline]
    pub(crate) fn resume_from(&self, frame: &mut Ref, callee: Ref, value: Ref) -> Res<()> {
        self.push_frame(&callee)?;
        generators::enter(self, frame, &callee, value);
        *frame = callee;
        Ok(())
    }

    /// What CPython's eval breaker looks at: the collector, other threads.
    #[inline]
    pub(crate) fn breathe(&self) -> Res<()> {
        self.breathe_after(1)
    }

    /// As [`Self::breathe`], after about so many instructions.
    #[inline]
    pub(crate) fn breathe_after(&self, instructions: u64) -> Res<()> {
        self.collect_if_due();
        self.charge(instructions)?;
        if self.limits.steps.get() >= self.threads.look_at.get() { self.attend() } else { Ok(()) }
    }

    /// The frame becomes the one that runs.
    fn push_frame(&self, frame: &Ref) -> Res<()> {
        let it = frame.expect::<Frame>();
        let depth = self.python_depth.get() + 1;
        if depth > self.recursion_limit.get() {
            return Err(self.too_deep());
        }
        self.python_depth.set(depth);
        let caller = self.frame.replace(Some(frame.clone()));
        it.back.set(caller);
        it.state.set(State::Running);
        Ok(())
    }

    #[cold]
    fn too_deep(&self) -> Raised {
        // Making the exception and handling it needs some frames, too.
        let limit = self.recursion_limit.get();
        self.recursion_limit.set(limit + 50);
        let error = self.recursion_error("maximum recursion depth exceeded".to_owned());
        self.recursion_limit.set(limit);
        error
    }

    /// The frame that runs ends; its caller, which runs now.
    #[inline]
    fn pop_frame(&self, frame: &Ref, is_entry: bool) -> Option<Ref> {
        let it = frame.expect::<Frame>();
        self.python_depth.set(self.python_depth.get() - 1);
        let back = it.back.take();
        let own = self.frame.replace(back.clone());
        drop(own);
        if it.state.get() == State::Created {
            // It became a generator's.
            return back;
        }
        it.state.set(State::Finished);
        if frame.count() > own_references(it, is_entry) {
            take_ownership(frame, back.clone());
        } else {
            it.slots.clear();
        }
        back
    }

    /// The frame that runs waits; its caller.
    fn suspend_frame(&self, frame: &Ref) -> Option<Ref> {
        let it = frame.expect::<Frame>();
        self.python_depth.set(self.python_depth.get() - 1);
        it.state.set(State::Suspended);
        let back = it.back.take();
        let own = self.frame.replace(back.clone());
        drop(own);
        back
    }
}

/// Somebody looks at a frame that ended: it keeps its locals.
#[cold]
fn take_ownership(frame: &Ref, back: Option<Ref>) {
    let it = frame.expect::<Frame>();
    it.slots.cut(0);
    it.function.set(None);
    it.back.set(back);
    track(frame);
}

/// What a frame that ends leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// A call.
    Call,
    /// A generator that was resumed in this loop.
    Generator,
}

impl Ending {
    #[inline]
    fn of(frame: &Frame, is_entry: bool) -> Ending {
        // One that was just created returns its generator from a call.
        let is_resumed =
            frame.is_generator.get() && !is_entry && frame.state.get() != State::Created;
        if is_resumed { Ending::Generator } else { Ending::Call }
    }
}

/// How many references to a frame that ends are the loop's own: its variables, and for a generator
/// those of the generator and of who resumes it from outside of the loop.
fn own_references(frame: &Frame, is_entry: bool) -> u32 {
    match (frame.is_generator.get(), is_entry) {
        (false, is_entry) => 1 + u32::from(is_entry),
        (true, false) => 2,
        (true, true) => 4,
    }
}
