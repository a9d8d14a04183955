//! `generator`, `coroutine` and `async_generator`: frames that can wait.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::frame::{Frame, State};
use crate::heap::{Payload, Ref, Slot, is_tracked};
use crate::typedef::{FINAL, TypeDef, flag, getset, getter, method};
use crate::vm::Vm;

/// A generator, a coroutine or an asynchronous generator, by its type.
pub struct Generator {
    /// Its frame, until it ends.
    pub frame: Slot,
    /// The code, also after the end.
    pub code: Ref,
    /// `__name__`.
    pub name: Slot,
    /// `__qualname__`.
    pub qualname: Slot,
    /// Is it running right now?
    pub running: Cell<bool>,
    /// An asynchronous generator: hooks were called, it is closed, it is being awaited.
    pub hooks_called: Cell<bool>,
    /// An asynchronous generator: no more values come.
    pub closed: Cell<bool>,
    /// An asynchronous generator: somebody awaits its next value.
    pub awaited: Cell<bool>,
    /// An asynchronous generator: what `sys.set_asyncgen_hooks` said when it started.
    pub finalizer: Slot,
}

impl Payload for Generator {
    const TRACKED: bool = true;
    const FINALIZES: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        for slot in [&self.name, &self.qualname, &self.finalizer] {
            slot.visit(visit);
        }
        visit(&self.code);
        let Some(frame) = self.frame.get() else { return };
        // A frame that nobody looked at is a part of the generator.
        if is_tracked(&frame) {
            visit(&frame);
        } else {
            frame.expect::<Frame>().traverse(visit);
        }
    }

    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        for slot in [&self.name, &self.qualname, &self.finalizer, &self.frame] {
            slot.visit(visit);
        }
        visit(&self.code);
    }
}

impl Generator {
    /// A generator over a frame that did not start; its type follows the code's flags.
    pub fn object(vm: &Vm, frame: Ref) -> Ref {
        use crate::code::flag::{CO_ASYNC_GENERATOR, CO_COROUTINE};
        let it = frame.expect::<Frame>();
        it.is_generator.set(true);
        let code = it.code();
        let class = match code.object.co_flags {
            flags if flags & CO_COROUTINE != 0 => &vm.types.coroutine,
            flags if flags & CO_ASYNC_GENERATOR != 0 => &vm.types.async_generator,
            _ => &vm.types.generator,
        };
        let function = it.function.get();
        let function = function.as_ref().and_then(|it| it.get::<super::function::Function>());
        let generator = Generator {
            code: it.code.clone(),
            name: Slot::new(Some(
                function.and_then(|it| it.name.get()).unwrap_or_else(|| code.name.clone()),
            )),
            qualname: Slot::new(Some(
                function.and_then(|it| it.qualname.get()).unwrap_or_else(|| code.qualname.clone()),
            )),
            frame: Slot::new(Some(frame.clone())),
            running: Cell::new(false),
            hooks_called: Cell::new(false),
            closed: Cell::new(false),
            awaited: Cell::new(false),
            finalizer: Slot::default(),
        };
        Ref::new(Some(class.clone()), generator)
    }

    fn state(&self) -> State {
        self.frame.get().map_or(State::Finished, |it| it.expect::<Frame>().state.get())
    }
}

/// What a generator does when it is resumed.
pub enum Step {
    /// It yielded a value.
    Yielded(Ref),
    /// It returned.
    Returned(Ref),
}

/// What a generator is resumed with.
pub enum Resume {
    /// The value of its `yield`.
    Value(Ref),
    /// An exception that its `yield` raises.
    Error(crate::error::Raised),
}

/// Resumes it (`gen_send_ex2`).
pub fn resume(vm: &Vm, object: &Ref, with: Resume) -> Res<Step> {
    let it = object.expect::<Generator>();
    let what = kind_name(vm, object);
    if it.running.get() {
        return Err(vm.value_error(format!("{what} already executing")));
    }
    let (Some(frame), state) = (it.frame.get(), it.state()) else {
        return finished(vm, object, with);
    };
    if state == State::Finished {
        return finished(vm, object, with);
    }
    if state == State::Created {
        match &with {
            Resume::Value(value) if !value.is(&vm.none) => {
                return Err(
                    vm.type_error(format!("can't send non-None value to a just-started {what}"))
                );
            }
            _ => {}
        }
    }
    it.running.set(true);
    let found = vm.resume_frame(&frame, with);
    it.running.set(false);
    match found {
        Ok(Some(value)) => Ok(Step::Yielded(value)),
        Ok(None) => {
            let value = vm.take_return_value();
            end(it, frame);
            Ok(Step::Returned(value))
        }
        Err(error) => {
            end(it, frame);
            Err(stop_iteration_is_an_error(vm, object, error))
        }
    }
}

/// It ended in the loop of who resumed it.
pub fn end_in_loop(object: &Ref) {
    let it = object.expect::<Generator>();
    if let Some(frame) = it.frame.get() {
        end(it, frame);
    }
}

fn end(it: &Generator, frame: Ref) {
    it.frame.set(None);
    if frame.count() > 1 {
        crate::heap::track(&frame);
    }
}

fn finished(vm: &Vm, object: &Ref, with: Resume) -> Res<Step> {
    if object.is_exactly(&vm.types.coroutine) {
        return Err(vm.runtime_error("cannot reuse already awaited coroutine".to_owned()));
    }
    match with {
        Resume::Value(_) => Ok(Step::Returned(vm.none.clone())),
        Resume::Error(error) => Err(error),
    }
}

fn kind_name(vm: &Vm, object: &Ref) -> &'static str {
    if object.is_exactly(&vm.types.coroutine) {
        "coroutine"
    } else if object.is_exactly(&vm.types.async_generator) {
        "async generator"
    } else {
        "generator"
    }
}

/// PEP 479.
pub fn stop_iteration_is_an_error(
    vm: &Vm,
    object: &Ref,
    error: crate::error::Raised,
) -> crate::error::Raised {
    let what = kind_name(vm, object);
    let name = if vm.is_raised(&error, &vm.exceptions.StopIteration) {
        "StopIteration"
    } else if what == "async generator" && vm.is_raised(&error, &vm.exceptions.StopAsyncIteration) {
        "StopAsyncIteration"
    } else {
        return error;
    };
    let made = vm.runtime_error(format!("{what} raised {name}"));
    vm.set_cause(&made, &error);
    made
}

/// A step as a value, the end as `StopIteration`.
fn value_of(vm: &Vm, step: Res<Step>) -> Res {
    match step? {
        Step::Yielded(value) => Ok(value),
        Step::Returned(value) => Err(vm.stop_iteration(Some(value).filter(|it| !it.is(&vm.none)))),
    }
}

/// `generator.throw(...)`, into what it delegates to first (`_gen_throw`).
pub fn throw(vm: &Vm, object: &Ref, error: crate::error::Raised) -> Res<Step> {
    let it = object.expect::<Generator>();
    let Some(delegate) = delegate(vm, object) else {
        return resume(vm, object, Resume::Error(error));
    };
    if vm.is_raised(&error, &vm.exceptions.GeneratorExit) {
        it.running.set(true);
        let closed = close_any(vm, &delegate);
        it.running.set(false);
        drop(delegate);
        let error = closed.err().unwrap_or(error);
        return resume(vm, object, Resume::Error(error));
    }
    it.running.set(true);
    let found = throw_any(vm, &delegate, error);
    it.running.set(false);
    match found {
        Ok(Some(value)) => Ok(Step::Yielded(value)),
        Ok(None) => {
            let value = vm.take_return_value();
            vm.finish_delegation(object);
            resume(vm, object, Resume::Value(value))
        }
        Err(error) => resume(vm, object, Resume::Error(error)),
    }
}

/// Throws into whatever a generator delegates to. `None`: it returned, its value is kept.
fn throw_any(vm: &Vm, delegate: &Ref, error: crate::error::Raised) -> Res<Option<Ref>> {
    if delegate.get::<Generator>().is_some() && !delegate.is_exactly(&vm.types.async_generator) {
        return match throw(vm, delegate, error)? {
            Step::Yielded(value) => Ok(Some(value)),
            Step::Returned(value) => {
                vm.keep_return_value(value);
                Ok(None)
            }
        };
    }
    let Some(function) = vm.find_attribute(delegate, &vm.names.throw)? else { return Err(error) };
    match vm.call(&function, Args::one(error.0)) {
        Ok(value) => Ok(Some(value)),
        Err(error) => {
            let value = vm.stop_iteration_value(error)?;
            vm.keep_return_value(value);
            Ok(None)
        }
    }
}

fn close_any(vm: &Vm, delegate: &Ref) -> Res<()> {
    if delegate.get::<Generator>().is_some() && !delegate.is_exactly(&vm.types.async_generator) {
        return close(vm, delegate).map(drop);
    }
    match vm.find_attribute(delegate, &vm.names.close)? {
        Some(function) => vm.call(&function, Args::none()).map(drop),
        None => Ok(()),
    }
}

/// What a suspended generator delegates to by `yield from` or `await` (`_PyGen_yf`).
pub fn delegate(vm: &Vm, object: &Ref) -> Option<Ref> {
    let frame = object.expect::<Generator>().frame.get()?;
    vm.delegate_of(frame.expect::<Frame>())
}

/// `generator.close()` (`gen_close`).
pub fn close(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Generator>();
    match it.state() {
        State::Created => {
            if let Some(frame) = it.frame.take() {
                frame.expect::<Frame>().finish();
            }
            return Ok(vm.none.clone());
        }
        State::Finished => return Ok(vm.none.clone()),
        _ => {}
    }
    let mut error = vm.raise(&vm.exceptions.GeneratorExit, Vec::new());
    if let Some(delegate) = delegate(vm, object) {
        it.running.set(true);
        let closed = close_any(vm, &delegate);
        it.running.set(false);
        if let Err(other) = closed {
            error = other;
        }
    }
    match resume(vm, object, Resume::Error(error)) {
        Ok(Step::Yielded(_)) => {
            Err(vm.runtime_error(format!("{} ignored GeneratorExit", kind_name(vm, object))))
        }
        Ok(Step::Returned(value)) => Ok(value),
        Err(error) if vm.is_raised(&error, &vm.exceptions.GeneratorExit) => Ok(vm.none.clone()),
        Err(error) => {
            let value = vm.stop_iteration_value(error)?;
            Ok(value)
        }
    }
}

/// What runs when it dies: a suspended one is closed, a coroutine that never ran is warned of.
pub fn finalize(vm: &Vm, object: &Ref) {
    let it = object.expect::<Generator>();
    match it.state() {
        State::Finished => {}
        State::Suspended
            if object.is_exactly(&vm.types.async_generator)
                && super::async_generator::finalize(vm, object) => {}
        State::Created if object.is_exactly(&vm.types.coroutine) => {
            vm.warn_never_awaited(object);
            if let Some(frame) = it.frame.take() {
                frame.expect::<Frame>().finish();
            }
        }
        State::Created => {
            if let Some(frame) = it.frame.take() {
                frame.expect::<Frame>().finish();
            }
        }
        _ => {
            if let Err(error) = close(vm, object) {
                vm.unraisable(error, Some(object));
            }
        }
    }
}

/// The exception that `throw(type, value, traceback)` means (`_gen_throw`'s arguments).
pub fn thrown(vm: &Vm, args: &Args) -> Res<crate::error::Raised> {
    args.check(vm, "throw", 1, 3)?;
    if args.len() > 1 {
        let text = "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.";
        vm.warn(&vm.exceptions.DeprecationWarning, text)?;
    }
    let (kind, value) = (args[0].clone(), args.get_not_none(vm, 1).cloned());
    let made = vm.make_exception(&kind, value)?;
    if let Some(traceback) = args.get_not_none(vm, 2) {
        if traceback.get::<super::traceback::Traceback>().is_none() {
            return Err(
                vm.type_error("throw() third argument must be a traceback object".to_owned())
            );
        }
        made.expect::<super::exception::Exception>().traceback.set(Some(traceback.clone()));
    }
    Ok(crate::error::Raised(made))
}

fn frame(vm: &Vm, object: &Ref) -> Res {
    Ok(object.expect::<Generator>().frame.get().unwrap_or_else(|| vm.none.clone()))
}

fn code(_: &Vm, object: &Ref) -> Res {
    Ok(object.expect::<Generator>().code.clone())
}

fn is_running(vm: &Vm, object: &Ref) -> Res {
    Ok(vm.bool(object.expect::<Generator>().running.get()))
}

fn is_suspended(vm: &Vm, object: &Ref) -> Res {
    Ok(vm.bool(object.expect::<Generator>().state() == State::Suspended))
}

fn delegate_or_none(vm: &Vm, object: &Ref) -> Res {
    Ok(delegate(vm, object).unwrap_or_else(|| vm.none.clone()))
}

fn name(vm: &Vm, object: &Ref) -> Res {
    Ok(object.expect::<Generator>().name.get().unwrap_or_else(|| vm.none.clone()))
}

fn qualname(vm: &Vm, object: &Ref) -> Res {
    Ok(object.expect::<Generator>().qualname.get().unwrap_or_else(|| vm.none.clone()))
}

fn set_name(vm: &Vm, object: &Ref, value: Option<Ref>) -> Res<()> {
    set_str(vm, &object.expect::<Generator>().name, value, "__name__")
}

fn set_qualname(vm: &Vm, object: &Ref, value: Option<Ref>) -> Res<()> {
    set_str(vm, &object.expect::<Generator>().qualname, value, "__qualname__")
}

fn set_str(vm: &Vm, slot: &Slot, value: Option<Ref>, name: &str) -> Res<()> {
    let Some(value) = value.filter(|it| vm.str_text(it).is_some()) else {
        return Err(vm.type_error(format!("{name} must be set to a string object")));
    };
    slot.set(Some(value));
    Ok(())
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let kind = match kind_name(vm, object) {
        "async generator" => "async_generator",
        other => other,
    };
    let name = vm.text(&qualname(vm, object)?);
    Ok(vm.str(&format!("<{kind} object {name} at {:#x}>", object.address())))
}

/// The frame is a part of the object.
pub(super) fn size_of(vm: &Vm, object: &Ref, _: Args) -> Res {
    let code = &object.expect::<Generator>().code;
    let code = code.expect::<crate::objects::code::Code>();
    let places = code.n_localsplus() + code.object.co_stacksize as usize;
    Ok(vm.int(144 + 8 * places as i64))
}

/// `generator`.
pub const DEF: TypeDef = TypeDef {
    name: "generator",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            match resume(vm, object, Resume::Value(vm.none.clone()))? {
                Step::Yielded(value) => Ok(Some(value)),
                Step::Returned(value) if value.is(&vm.none) => Ok(None),
                Step::Returned(value) => Err(vm.stop_iteration(Some(value))),
            }
        }));
    },
    methods: &[
        method("__sizeof__(self, /)", size_of),
        method("send(self, value, /)", |vm, object, args| {
            let step = resume(vm, object, Resume::Value(args[0].clone()));
            value_of(vm, step)
        }),
        method("throw(self, *args)", |vm, object, args| {
            let error = thrown(vm, &args)?;
            drop(args);
            value_of(vm, throw(vm, object, error))
        }),
        method("close(self, /)", |vm, object, _| close(vm, object)),
    ],
    getset: &[
        getset("__name__", name, set_name),
        getset("__qualname__", qualname, set_qualname),
        getter("gi_yieldfrom", delegate_or_none),
        getter("gi_running", is_running),
        getter("gi_frame", frame),
        getter("gi_suspended", is_suspended),
        getter("gi_code", code),
    ],
    size: (144, 8),
    ..FINAL
};

/// `coroutine`.
pub const COROUTINE_DEF: TypeDef = TypeDef {
    name: "coroutine",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.am_await.set(Some(|vm, object| {
            Ok(Ref::new(
                Some(vm.types.coroutine_wrapper.clone()),
                CoroutineWrapper { coroutine: object.clone() },
            ))
        }));
    },
    methods: DEF.methods,
    getset: &[
        getset("__name__", name, set_name),
        getset("__qualname__", qualname, set_qualname),
        getter("cr_await", delegate_or_none),
        getter("cr_running", is_running),
        getter("cr_frame", frame),
        getter("cr_suspended", is_suspended),
        getter("cr_code", code),
        getter("cr_origin", |vm, _| Ok(vm.none.clone())),
    ],
    size: (144, 8),
    ..FINAL
};

/// `coroutine_wrapper`: what `coroutine.__await__()` returns.
pub struct CoroutineWrapper {
    /// The coroutine.
    pub coroutine: Ref,
}

impl Payload for CoroutineWrapper {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.coroutine);
    }
}

fn wrapped(object: &Ref) -> &Ref {
    &object.expect::<CoroutineWrapper>().coroutine
}

/// `coroutine_wrapper`.
pub const WRAPPER_DEF: TypeDef = TypeDef {
    name: "coroutine_wrapper",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            match resume(vm, wrapped(object), Resume::Value(vm.none.clone()))? {
                Step::Yielded(value) => Ok(Some(value)),
                Step::Returned(value) if value.is(&vm.none) => Ok(None),
                Step::Returned(value) => Err(vm.stop_iteration(Some(value))),
            }
        }));
    },
    methods: &[
        method("__sizeof__(self, /)", size_of),
        method("send(self, value, /)", |vm, object, args| {
            let step = resume(vm, wrapped(object), Resume::Value(args[0].clone()));
            value_of(vm, step)
        }),
        method("throw(self, *args)", |vm, object, args| {
            let error = thrown(vm, &args)?;
            value_of(vm, throw(vm, wrapped(object), error))
        }),
        method("close(self, /)", |vm, object, _| close(vm, wrapped(object))),
    ],
    size: (24, 0),
    ..FINAL
};

/// `async_generator`.
pub const ASYNC_DEF: TypeDef = TypeDef {
    name: "async_generator",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.am_aiter.set(Some(|_, object| Ok(object.clone())));
        it.am_anext.set(Some(super::async_generator::anext));
    },
    methods: super::async_generator::METHODS,
    getset: &[
        getset("__name__", name, set_name),
        getset("__qualname__", qualname, set_qualname),
        getter("ag_await", delegate_or_none),
        getter("ag_running", |vm, object| Ok(vm.bool(object.expect::<Generator>().awaited.get()))),
        getter("ag_frame", frame),
        getter("ag_suspended", is_suspended),
        getter("ag_code", code),
    ],
    size: (224, 0),
    ..FINAL
};
