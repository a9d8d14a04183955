//! Generators, coroutines and `await` in the loop.

use super::Exit;
use crate::args::Args;
use crate::code::flag::{CO_COROUTINE, CO_ITERABLE_COROUTINE};
use crate::error::{Raised, Res};
use crate::frame::{Frame, State};
use crate::heap::Ref;
use crate::objects::generator::{self, Generator, Resume, Step};
use crate::opcode::Opcode;
use crate::slots::Slot;
use crate::vm::Vm;

/// `RETURN_GENERATOR`: the frame becomes a generator's, its caller gets that.
pub(super) fn start(vm: &Vm, frame: &Frame, own: &Ref) -> Ref {
    frame.state.set(State::Created);
    Generator::object(vm, own.clone())
}

fn is_generator(vm: &Vm, object: &Ref) -> bool {
    object.is_exactly(&vm.types.generator) || object.is_exactly(&vm.types.coroutine)
}

/// The frame of a generator or coroutine that can be resumed with `value` in the same loop.
#[inline]
pub(super) fn resumable(vm: &Vm, object: &Ref, value: &Ref) -> Option<Ref> {
    let it = object.get::<Generator>().filter(|it| !it.running.get())?;
    if !is_generator(vm, object) {
        return None;
    }
    let frame = it.frame.get()?;
    match frame.expect::<Frame>().state.get() {
        State::Suspended => Some(frame),
        State::Created if value.is(&vm.none) => Some(frame),
        _ => None,
    }
}

/// A generator's frame runs from now on; `caller` has the generator on top of its stack.
pub(super) fn enter(vm: &Vm, caller: &Ref, frame: &Ref, value: Ref) {
    let generator = caller.expect::<Frame>().slots.peek(1);
    generator.expect::<Generator>().running.set(true);
    let it = frame.expect::<Frame>();
    let handled = it.handled.borrow_mut().take();
    vm.handled.borrow_mut().push(handled);
    it.slots.push(value);
}

/// It does not run any more; `suspended`: its frame, if it waits. The generator.
pub(super) fn leave(vm: &Vm, caller: &Frame, suspended: Option<&Frame>) -> Ref {
    let handled = vm.handled.borrow_mut().pop().flatten();
    match suspended {
        Some(frame) => *frame.handled.borrow_mut() = handled,
        None => drop(handled),
    }
    let generator = caller.slots.peek(1);
    generator.expect::<Generator>().running.set(false);
    generator
}

/// It returned: the caller goes on behind its loop, or with the value of `yield from` or `await`.
pub(super) fn finish(vm: &Vm, caller: &Frame, value: Ref) {
    let generator = leave(vm, caller, None);
    generator::end_in_loop(&generator);
    drop(generator);
    let unit = caller.code().units[caller.at.get()].get();
    let next = caller.next.get() + unit.arg as usize;
    if unit.op == Opcode::SEND {
        caller.slots.push(value);
        caller.next.set(next);
    } else {
        drop(value);
        drop(caller.slots.pop());
        // Behind END_FOR and POP_TOP.
        caller.next.set(next + 2);
    }
}

/// It raised: the error as the caller sees it (PEP 479).
pub(super) fn fail(vm: &Vm, caller: &Frame, error: Raised) -> Raised {
    let generator = leave(vm, caller, None);
    generator::end_in_loop(&generator);
    generator::stop_iteration_is_an_error(vm, &generator, error)
}

/// `SEND`: resumes whatever is delegated to.
pub(super) fn send(vm: &Vm, receiver: &Ref, value: Ref) -> Res<Exit> {
    if is_generator(vm, receiver) {
        return Ok(match generator::resume(vm, receiver, Resume::Value(value))? {
            Step::Yielded(value) => Exit::Yielded(value),
            Step::Returned(value) => Exit::Returned(value),
        });
    }
    let slots = &receiver.ty().slots;
    let found = if value.is(&vm.none)
        && let Some(next) = slots.tp_iternext.get()
    {
        if slots.is_python(Slot::tp_iternext) {
            // Not by the slot: the value of `StopIteration` counts.
            vm.call_special(receiver, &vm.names.__next__, Args::none())
        } else {
            next(vm, receiver)
        }
    } else {
        vm.call_method(receiver, "send", Args::one(value)).map(Some)
    };
    match found {
        Ok(Some(value)) => Ok(Exit::Yielded(value)),
        Ok(None) => Ok(Exit::Returned(vm.none.clone())),
        Err(error) => vm.stop_iteration_value(error).map(Exit::Returned),
    }
}

/// What `yield from object` goes over.
pub(super) fn yield_from_iter(vm: &Vm, frame: &Frame, object: Ref) -> Res {
    if object.is_exactly(&vm.types.coroutine) {
        if frame.code().flag(CO_COROUTINE | CO_ITERABLE_COROUTINE) {
            return Ok(object);
        }
        let text = "cannot 'yield from' a coroutine object in a non-coroutine generator";
        return Err(vm.type_error(text.to_owned()));
    }
    if object.is_exactly(&vm.types.generator) { Ok(object) } else { vm.iter(&object) }
}

/// What `await object` goes over (`_PyCoro_GetAwaitableIter`). `place`: 1 after `__aenter__`, 2 after
/// `__aexit__`.
pub(super) fn awaitable(vm: &Vm, object: &Ref, place: u32) -> Res {
    let found = awaitable_iter(vm, object, place)?;
    if found.is_exactly(&vm.types.coroutine) && generator::delegate(vm, &found).is_some() {
        return Err(vm.runtime_error("coroutine is being awaited already".to_owned()));
    }
    Ok(found)
}

fn is_awaitable_itself(vm: &Vm, object: &Ref) -> bool {
    if object.is_exactly(&vm.types.coroutine) {
        return true;
    }
    let Some(it) = object.get::<Generator>().filter(|_| object.is_exactly(&vm.types.generator))
    else {
        return false;
    };
    it.code.expect::<crate::objects::code::Code>().flag(CO_ITERABLE_COROUTINE)
}

pub(crate) fn awaitable_iter(vm: &Vm, object: &Ref, place: u32) -> Res {
    if is_awaitable_itself(vm, object) {
        return Ok(object.clone());
    }
    let Some(function) = object.ty().slots.am_await.get() else {
        let name = vm.type_name(object);
        let text = match place {
            1 => format!(
                "'async with' received an object from __aenter__ that does not implement __await__: {name}"
            ),
            2 => format!(
                "'async with' received an object from __aexit__ that does not implement __await__: {name}"
            ),
            _ => format!("object {name} can't be used in 'await' expression"),
        };
        return Err(vm.type_error(text));
    };
    let found = function(vm, object)?;
    if is_awaitable_itself(vm, &found) {
        return Err(vm.type_error("__await__() returned a coroutine".to_owned()));
    }
    if found.ty().slots.tp_iternext.get().is_none() {
        let text = format!("__await__() returned non-iterator of type '{}'", vm.type_name(&found));
        return Err(vm.type_error(text));
    }
    Ok(found)
}

/// `GET_AITER`.
pub(super) fn aiter(vm: &Vm, object: &Ref) -> Res {
    let Some(aiter) = object.ty().slots.am_aiter.get() else {
        let text = format!(
            "'async for' requires an object with __aiter__ method, got {}",
            vm.type_name(object)
        );
        return Err(vm.type_error(text));
    };
    let found = aiter(vm, object)?;
    if found.ty().slots.am_anext.get().is_none() {
        let text = format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {}",
            vm.type_name(&found)
        );
        return Err(vm.type_error(text));
    }
    Ok(found)
}

/// `GET_ANEXT`.
pub(super) fn anext(vm: &Vm, object: &Ref) -> Res {
    let Some(anext) = object.ty().slots.am_anext.get() else {
        let text = format!(
            "'async for' requires an iterator with __anext__ method, got {}",
            vm.type_name(object)
        );
        return Err(vm.type_error(text));
    };
    let found = anext(vm, object)?;
    if object.is_exactly(&vm.types.async_generator) {
        return Ok(found);
    }
    match awaitable_iter(vm, &found, 0) {
        Ok(found) => Ok(found),
        Err(error) => {
            let text = format!(
                "'async for' received an invalid object from __anext__: {}",
                vm.type_name(&found)
            );
            let other = vm.type_error(text);
            vm.set_cause(&other, &error);
            Err(other)
        }
    }
}

impl Vm {
    /// Resumes a generator's frame: the value it yields, or `None` where it returned, with the value
    /// kept for [`Self::take_return_value`].
    pub(crate) fn resume_frame(&self, frame: &Ref, with: Resume) -> Res<Option<Ref>> {
        let it = frame.expect::<Frame>();
        let handled = it.handled.borrow_mut().take();
        self.handled.borrow_mut().push(handled);
        let found = self.resume_with(frame, it, with);
        let handled = self.handled.borrow_mut().pop().flatten();
        if it.state.get() == State::Suspended {
            *it.handled.borrow_mut() = handled;
        }
        match found? {
            Exit::Yielded(value) => Ok(Some(value)),
            Exit::Returned(value) => {
                self.keep_return_value(value);
                Ok(None)
            }
        }
    }

    fn resume_with(&self, frame: &Ref, it: &Frame, with: Resume) -> Res<Exit> {
        match with {
            Resume::Value(value) => {
                it.slots.push(value);
                self.run(frame.clone())
            }
            Resume::Error(error) => {
                let error = self.with_context(error);
                self.run_raising(frame.clone(), error)
            }
        }
    }

    /// The value of a generator that just returned.
    pub(crate) fn take_return_value(&self) -> Ref {
        self.returned.take().unwrap_or_else(|| self.none.clone())
    }

    /// Keeps the value of a generator that returns.
    pub(crate) fn keep_return_value(&self, value: Ref) {
        self.returned.set(Some(value));
    }

    /// What a suspended frame delegates to: below its `YIELD_VALUE` in a `SEND` loop.
    pub(crate) fn delegate_of(&self, frame: &Frame) -> Option<Ref> {
        if frame.state.get() != State::Suspended {
            return None;
        }
        let units = &frame.code().units;
        let resume = units.get(frame.next.get())?.get();
        // RESUME's argument says what it comes after: 2 `yield from`, 3 `await`.
        let is_delegating = resume.op == Opcode::RESUME && matches!(resume.arg & 3, 2 | 3);
        (is_delegating && frame.slots.depth() > 0).then(|| frame.slots.peek(1))
    }

    /// What a generator delegated to has returned while something was thrown into it: goes on behind
    /// the `SEND` loop (`_gen_throw`).
    pub(crate) fn finish_delegation(&self, object: &Ref) {
        let Some(frame) = object.expect::<Generator>().frame.get() else { return };
        let it = frame.expect::<Frame>();
        drop(it.slots.pop_maybe());
        let units = &it.code().units;
        let mut at = it.next.get();
        // RESUME is followed by the jump back to SEND, behind which END_SEND stands.
        while units.get(at).is_some_and(|it| it.get().op != Opcode::END_SEND) {
            at += 1;
        }
        it.next.set(at + 1);
    }
}
