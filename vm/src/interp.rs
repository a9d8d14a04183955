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

use crate::error::{Raised, Res};
use crate::frame::{Frame, State};
use crate::heap::{Ref, track};
use crate::vm::Vm;

/// Why a frame stopped.
pub(crate) enum Flow {
    /// It calls a function written in Python, in this new frame.
    Call(Ref),
    /// It resumes a generator's frame with a value; the generator lies on top of the stack.
    Resume(Ref, Ref),
    /// It returns.
    Return(Ref),
    /// It yields.
    Yield(Ref),
    /// An exception leaves it.
    Error(Raised),
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
        let flow = execute::execute(self, entry.expect::<Frame>(), &entry);
        self.run_on(entry, flow)
    }

    /// As [`Self::run`], where the instruction at which the frame waits raises an exception.
    pub(crate) fn run_raising(&self, entry: Ref, error: Raised) -> Res<Exit> {
        let _nested = self.enter("")?;
        self.push_frame(&entry)?;
        let flow = control::raised(self, &entry, error);
        self.run_on(entry, flow)
    }

    fn run_on(&self, entry: Ref, mut flow: Flow) -> Res<Exit> {
        let mut frame = entry.clone();
        loop {
            flow = match flow {
                Flow::Call(callee) => match self.push_frame(&callee) {
                    Ok(()) => {
                        frame = callee;
                        execute::execute(self, frame.expect::<Frame>(), &frame)
                    }
                    Err(error) => control::raised(self, &frame, error),
                },
                Flow::Resume(callee, value) => match self.push_frame(&callee) {
                    Ok(()) => {
                        generators::enter(self, &frame, &callee, value);
                        frame = callee;
                        execute::execute(self, frame.expect::<Frame>(), &frame)
                    }
                    Err(error) => control::raised(self, &frame, error),
                },
                Flow::Return(value) => {
                    let is_entry = frame.is(&entry);
                    let kind = Ending::of(frame.expect::<Frame>(), is_entry);
                    let made = frame.expect::<Frame>().made.take();
                    let back = self.pop_frame(frame, is_entry);
                    if is_entry {
                        return Ok(Exit::Returned(value));
                    }
                    frame = back.expect("a frame that was called has a caller");
                    let caller = frame.expect::<Frame>();
                    if kind == Ending::Generator {
                        generators::finish(self, caller, value);
                        execute::execute(self, caller, &frame)
                    } else {
                        self.return_to(&frame, caller, value, made)
                    }
                }
                Flow::Yield(value) => {
                    let is_entry = frame.is(&entry);
                    let back = self.suspend_frame(&frame);
                    if is_entry {
                        return Ok(Exit::Yielded(value));
                    }
                    let caller = back.expect("a frame that was resumed has a caller");
                    generators::leave(
                        self,
                        caller.expect::<Frame>(),
                        Some(frame.expect::<Frame>()),
                    );
                    frame = caller;
                    let caller = frame.expect::<Frame>();
                    caller.slots.push(value);
                    execute::execute(self, caller, &frame)
                }
                Flow::Error(error) => {
                    let is_entry = frame.is(&entry);
                    let kind = Ending::of(frame.expect::<Frame>(), is_entry);
                    let made = frame.expect::<Frame>().made.take();
                    let back = self.pop_frame(frame, is_entry);
                    drop(made);
                    if is_entry {
                        return Err(error);
                    }
                    frame = back.expect("a frame that was called has a caller");
                    let error = match kind {
                        Ending::Generator => generators::fail(self, frame.expect::<Frame>(), error),
                        Ending::Call => error,
                    };
                    control::raised(self, &frame, error)
                }
            };
        }
    }

    /// The caller goes on with what its call is worth.
    #[inline]
    fn return_to(&self, frame: &Ref, caller: &Frame, value: Ref, made: Option<Ref>) -> Flow {
        let value = match made {
            None => value,
            Some(made) => match calls::instance(self, made, &value) {
                Ok(made) => made,
                Err(error) => return control::raised(self, frame, error),
            },
        };
        caller.slots.push(value);
        execute::execute(self, caller, frame)
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
    fn pop_frame(&self, frame: Ref, is_entry: bool) -> Option<Ref> {
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
            // Somebody looks at it: it keeps its locals (`take_ownership`).
            it.slots.cut(0);
            it.function.set(None);
            it.back.set(back.clone());
            track(&frame);
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
