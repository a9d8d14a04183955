//! Exceptions in the loop: handlers, what is being handled, `raise`, `with`.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::frame::Frame;
use crate::heap::{FrameSlots, Ref};
use crate::objects::exception::Exception;
use crate::objects::traceback::Traceback;
use crate::objects::tuple::Tuple;
use crate::objects::type_::{self, Type};
use crate::vm::Vm;

/// Makes the handler of the instruction that raised the next instruction; the error again where
/// there is none. `at`: the instruction whose handler is meant, which for `RERAISE` is not the one
/// that the frame stands at. `trace`: the frame is added to the traceback.
pub(super) fn handle(vm: &Vm, frame: &Ref, error: Raised, at: usize, trace: bool) -> Res<()> {
    let it = frame.expect::<Frame>();
    if vm.is_halt(&error) {
        return Err(error);
    }
    if trace && let Some(exception) = error.0.get::<Exception>() {
        let inner = exception.traceback.take();
        exception.traceback.set(Some(Traceback::here(vm, frame, inner)));
    }
    let error =
        if trace && vm.tracing.active.get() { vm.trace_exception(frame, error) } else { error };
    let Some(handler) = it.code().handler(at) else { return Err(error) };
    it.slots.cut(handler.depth as usize);
    if handler.lasti {
        it.slots.push(vm.int(it.at.get() as i64));
    }
    it.slots.push(error.0);
    it.next.set(handler.target as usize);
    Ok(())
}

/// The exception that the running thread or generator handles becomes `error`; what it was.
pub(super) fn set_handled(vm: &Vm, error: Option<Ref>) -> Option<Ref> {
    let mut handled = vm.handled.borrow_mut();
    let last = handled.last_mut().expect("the thread has one");
    std::mem::replace(last, error)
}

/// `raise`, `raise e`, `raise e from cause`. `Ok(true)`: what is being handled is raised again, and
/// no traceback entry is added.
pub(super) fn raise(vm: &Vm, slots: &FrameSlots, n: u32) -> Res<bool> {
    let cause = (n == 2).then(|| slots.pop());
    if n == 0 {
        return match vm.handled() {
            Some(_) => Ok(true),
            None => Err(vm.runtime_error("No active exception to reraise".to_owned())),
        };
    }
    let error = exception_of(vm, &slots.pop(), "exceptions must derive from BaseException")?;
    if let Some(cause) = cause {
        let it = error.expect::<Exception>();
        let cause = if cause.is(&vm.none) {
            None
        } else {
            Some(exception_of(vm, &cause, "exception causes must derive from BaseException")?)
        };
        it.cause.set(cause);
        it.suppress_context.set(true);
    }
    Err(vm.with_context(Raised(error)))
}

fn exception_of(vm: &Vm, object: &Ref, otherwise: &str) -> Res {
    if object.get::<Exception>().is_some() {
        return Ok(object.clone());
    }
    if object.get::<Type>().is_some() && type_::is_subtype(object, &vm.exceptions.BaseException) {
        let made = vm.call(object, Args::none())?;
        if made.get::<Exception>().is_none() {
            let text = format!(
                "calling {} should have returned an instance of BaseException, not {}",
                vm.repr_text(object)?,
                vm.repr_text(&made.class())?
            );
            return Err(vm.type_error(text));
        }
        return Ok(made);
    }
    Err(vm.type_error(otherwise.to_owned()))
}

/// `except class`.
pub(super) fn matches(vm: &Vm, error: &Ref, class: &Ref) -> Res<bool> {
    let classes =
        class.get::<Tuple>().map_or_else(|| vec![class.clone()], |it| it.items().to_vec());
    let is_class = |it: &Ref| {
        it.get::<Type>().is_some() && type_::is_subtype(it, &vm.exceptions.BaseException)
    };
    if !classes.iter().all(is_class) {
        let text = "catching classes that do not inherit from BaseException is not allowed";
        return Err(vm.type_error(text.to_owned()));
    }
    let own = error.class();
    Ok(classes.iter().any(|it| type_::is_subtype(&own, it)))
}

/// `__exit__`, bound, and what `__enter__` returned.
pub(super) fn enter_with(vm: &Vm, manager: &Ref) -> Res<(Ref, Ref)> {
    let names = &vm.names;
    let protocol = "the context manager protocol";
    let enter = special(vm, manager, &names.__enter__, protocol, "")?;
    let exit = special(vm, manager, &names.__exit__, protocol, " (missed __exit__ method)")?;
    let entered = vm.call(&enter, Args::none())?;
    Ok((exit, entered))
}

/// As [`enter_with`], for `async with`.
pub(super) fn enter_async_with(vm: &Vm, manager: &Ref) -> Res<(Ref, Ref)> {
    let names = &vm.names;
    let protocol = "the asynchronous context manager protocol";
    let enter = special(vm, manager, &names.__aenter__, protocol, "")?;
    let exit = special(vm, manager, &names.__aexit__, protocol, " (missed __aexit__ method)")?;
    let entered = vm.call(&enter, Args::none())?;
    Ok((exit, entered))
}

fn special(vm: &Vm, object: &Ref, name: &Ref, protocol: &str, missed: &str) -> Res {
    match type_::lookup_and_bind(vm, object, name)? {
        Some(found) => Ok(found),
        None => {
            let class = vm.type_name(object);
            Err(vm.type_error(format!("'{class}' object does not support {protocol}{missed}")))
        }
    }
}

/// `__exit__(type, error, traceback)`.
pub(super) fn exit_with(vm: &Vm, exit: &Ref, error: &Ref) -> Res {
    let traceback = error.get::<Exception>().and_then(|it| it.traceback.get());
    let traceback = traceback.unwrap_or_else(|| vm.none.clone());
    vm.call(exit, Args::positional([error.class(), error.clone(), traceback]))
}
