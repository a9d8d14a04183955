//! What asynchronous generators are awaited by: `__anext__()`, `asend()`, `athrow()`, `aclose()`.
//!
//! Source: `async_gen_asend_*`, `async_gen_athrow_*` (Objects/genobject.c, CPython 3.13).

use std::cell::Cell;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::frame::{Frame, State as FrameState};
use crate::heap::{Payload, Ref, Slot};
use crate::objects::generator::{self, Generator, Resume, Step};
use crate::typedef::{FINAL, TypeDef, flag, method};
use crate::vm::Vm;

/// A value that an asynchronous generator yields, not one that it awaits.
pub struct WrappedValue {
    /// The value.
    pub value: Ref,
}

impl Payload for WrappedValue {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.value);
    }
}

static WRAPPED_DEF: TypeDef =
    TypeDef { name: "async_generator_wrapped_value", flags: flag::HAVE_GC, size: (24, 0), ..FINAL };

/// Wraps a value that is yielded.
pub fn wrap(vm: &Vm, value: Ref) -> Ref {
    Ref::new(Some(vm.type_of(&WRAPPED_DEF)), WrappedValue { value })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fresh,
    Iterating,
    Closed,
}

/// `asend(value)` or `athrow(…)`; `aclose()` throws without an exception of the caller's.
pub struct Awaited {
    generator: Ref,
    /// What is sent; the arguments of `athrow` as a tuple.
    value: Slot,
    kind: Kind,
    state: Cell<State>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Send,
    Throw,
    Close,
}

impl Payload for Awaited {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.generator);
        self.value.visit(visit);
    }
}

impl Awaited {
    fn generator(&self) -> &Generator {
        self.generator.expect::<Generator>()
    }

    fn close(&self) {
        self.state.set(State::Closed);
    }

    fn finish(&self) {
        self.generator().awaited.set(false);
        self.close();
    }
}

/// `generator.__anext__()`.
pub fn anext(vm: &Vm, generator: &Ref) -> Res {
    make(vm, generator, Kind::Send, Some(vm.none.clone()))
}

fn make(vm: &Vm, generator: &Ref, kind: Kind, value: Option<Ref>) -> Res {
    call_hooks(vm, generator)?;
    let def = if kind == Kind::Send { &SEND_DEF } else { &THROW_DEF };
    let it = Awaited {
        generator: generator.clone(),
        value: Slot::new(value),
        kind,
        state: Cell::new(State::Fresh),
    };
    Ok(Ref::new(Some(vm.type_of(def)), it))
}

/// `sys.set_asyncgen_hooks`: told of the first iteration (`async_gen_init_hooks`).
fn call_hooks(vm: &Vm, generator: &Ref) -> Res<()> {
    let it = generator.expect::<Generator>();
    if it.hooks_called.replace(true) {
        return Ok(());
    }
    let [first, finalizer] = vm.asyncgen_hooks.borrow().clone();
    it.finalizer.set(finalizer);
    match first {
        Some(first) => vm.call(&first, Args::one(generator.clone())).map(drop),
        None => Ok(()),
    }
}

/// Methods of `async_generator`.
pub const METHODS: &[crate::typedef::NativeDef] = &[
    method("asend(self, value, /)", |vm, object, args| {
        make(vm, object, Kind::Send, Some(args[0].clone()))
    }),
    method("athrow(self, *args)", |vm, object, mut args| {
        args.check(vm, "athrow", 1, 3)?;
        if args.len() > 1 {
            let text = "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead.";
            vm.warn(&vm.exceptions.DeprecationWarning, text)?;
        }
        make(vm, object, Kind::Throw, Some(vm.tuple(args.take_positional(0))))
    }),
    method("aclose(self, /)", |vm, object, _| make(vm, object, Kind::Close, None)),
    method("__sizeof__(self, /)", super::generator::size_of),
];

const AWAITED: TypeDef = TypeDef {
    name: "",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.am_await.set(Some(|_, object| Ok(object.clone())));
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| send(vm, object, vm.none.clone()).map(Some)));
    },
    methods: &[
        method("send(self, value, /)", |vm, object, args| send(vm, object, args[0].clone())),
        method("throw(self, *args)", throw),
        method("close(self, /)", close),
    ],
    size: (48, 0),
    ..FINAL
};

static SEND_DEF: TypeDef = TypeDef { name: "async_generator_asend", ..AWAITED };
static THROW_DEF: TypeDef = TypeDef { name: "async_generator_athrow", ..AWAITED };

fn reused(vm: &Vm, kind: Kind) -> Raised {
    let what = if kind == Kind::Send { "__anext__()/asend()" } else { "aclose()/athrow()" };
    vm.runtime_error(format!("cannot reuse already awaited {what}"))
}

fn running(vm: &Vm, kind: Kind) -> Raised {
    let what = match kind {
        Kind::Send => "anext()",
        Kind::Throw => "athrow()",
        Kind::Close => "aclose()",
    };
    vm.runtime_error(format!("{what}: asynchronous generator is already running"))
}

fn send(vm: &Vm, object: &Ref, value: Ref) -> Res {
    let it = object.expect::<Awaited>();
    if it.state.get() == State::Closed {
        return Err(reused(vm, it.kind));
    }
    if it.kind == Kind::Send { send_value(vm, it, value) } else { send_throw(vm, it, value) }
}

fn send_value(vm: &Vm, it: &Awaited, value: Ref) -> Res {
    let mut value = value;
    if it.state.get() == State::Fresh {
        if it.generator().awaited.get() {
            it.close();
            return Err(running(vm, it.kind));
        }
        if value.is(&vm.none) {
            value = it.value.get().unwrap_or(value);
        }
        it.state.set(State::Iterating);
    }
    it.generator().awaited.set(true);
    let step = generator::resume(vm, &it.generator, Resume::Value(value));
    let found = unwrap(vm, it, step);
    if found.is_err() {
        it.close();
    }
    found
}

/// What the generator did, as what awaiting it does: a value it yields ends the await
/// (`async_gen_unwrap_value`).
fn unwrap(vm: &Vm, it: &Awaited, step: Res<Step>) -> Res {
    let generator = it.generator();
    match step {
        Ok(Step::Yielded(value)) => match value.get::<WrappedValue>() {
            Some(wrapped) => {
                generator.awaited.set(false);
                Err(vm.stop_iteration(Some(wrapped.value.clone())))
            }
            None => Ok(value),
        },
        Ok(Step::Returned(_)) => {
            generator.closed.set(true);
            generator.awaited.set(false);
            Err(vm.raise(&vm.exceptions.StopAsyncIteration, Vec::new()))
        }
        Err(error) => {
            let ends = [&vm.exceptions.StopAsyncIteration, &vm.exceptions.GeneratorExit];
            if ends.iter().any(|it| vm.is_raised(&error, it)) {
                generator.closed.set(true);
            }
            generator.awaited.set(false);
            Err(error)
        }
    }
}

fn has_ended(it: &Awaited) -> bool {
    it.generator()
        .frame
        .get()
        .is_none_or(|it| it.expect::<Frame>().state.get() == FrameState::Finished)
}

/// `athrow` and `aclose` (`async_gen_athrow_send`).
fn send_throw(vm: &Vm, it: &Awaited, value: Ref) -> Res {
    let generator = it.generator();
    if it.state.get() == State::Fresh {
        if generator.awaited.get() {
            it.close();
            return Err(running(vm, it.kind));
        }
        if has_ended(it) || generator.closed.get() {
            it.close();
            let class = if it.kind == Kind::Close {
                &vm.exceptions.StopIteration
            } else {
                &vm.exceptions.StopAsyncIteration
            };
            return Err(vm.raise(class, Vec::new()));
        }
        if !value.is(&vm.none) {
            return Err(vm.runtime_error(
                "can't send non-None value to a just-started coroutine".to_owned(),
            ));
        }
        it.state.set(State::Iterating);
        generator.awaited.set(true);
        return throw_first(vm, it);
    }
    let step = generator::resume(vm, &it.generator, Resume::Value(value));
    match it.kind {
        Kind::Close => closing(vm, it, step),
        _ => thrown(vm, it, step),
    }
}

fn throw_first(vm: &Vm, it: &Awaited) -> Res {
    if it.kind == Kind::Close {
        it.generator().closed.set(true);
        let error = vm.raise(&vm.exceptions.GeneratorExit, Vec::new());
        let step = generator::throw(vm, &it.generator, error);
        return closing(vm, it, step);
    }
    let args = it.value.get().map(|it| vm.tuple_items(&it)).unwrap_or_default();
    let error = generator::thrown(vm, &Args::positional(args))?;
    let step = generator::throw(vm, &it.generator, error);
    thrown(vm, it, step)
}

fn thrown(vm: &Vm, it: &Awaited, step: Res<Step>) -> Res {
    let found = unwrap(vm, it, step);
    if found.is_err() {
        it.finish();
    }
    found
}

/// `aclose()`: a value that is yielded now is a mistake, any end is a good one.
fn closing(vm: &Vm, it: &Awaited, step: Res<Step>) -> Res {
    match step {
        Ok(Step::Yielded(value)) if value.get::<WrappedValue>().is_some() => {
            it.finish();
            Err(vm.runtime_error("async generator ignored GeneratorExit".to_owned()))
        }
        Ok(Step::Yielded(value)) => Ok(value),
        Ok(Step::Returned(_)) => {
            it.finish();
            Err(vm.stop_iteration(None))
        }
        Err(error) => {
            it.finish();
            let ends = [&vm.exceptions.StopAsyncIteration, &vm.exceptions.GeneratorExit];
            match ends.iter().any(|it| vm.is_raised(&error, it)) {
                true => Err(vm.stop_iteration(None)),
                false => Err(error),
            }
        }
    }
}

fn throw(vm: &Vm, object: &Ref, args: Args) -> Res {
    let it = object.expect::<Awaited>();
    if it.state.get() == State::Closed {
        return Err(reused(vm, it.kind));
    }
    if it.state.get() == State::Fresh {
        if it.generator().awaited.get() {
            it.close();
            return Err(running(vm, it.kind));
        }
        it.state.set(State::Iterating);
        it.generator().awaited.set(true);
    }
    let error = generator::thrown(vm, &args)?;
    let step = generator::throw(vm, &it.generator, error);
    match it.kind {
        Kind::Close => closing(vm, it, step),
        Kind::Throw => thrown(vm, it, step),
        Kind::Send => {
            let found = unwrap(vm, it, step);
            if found.is_err() {
                it.close();
            }
            found
        }
    }
}

fn close(vm: &Vm, object: &Ref, _: Args) -> Res {
    let it = object.expect::<Awaited>();
    if it.state.get() == State::Closed {
        return Ok(vm.none.clone());
    }
    let error = vm.raise(&vm.exceptions.GeneratorExit, Vec::new());
    match throw(vm, object, Args::one(error.0)) {
        Ok(_) => Err(vm.runtime_error("coroutine ignored GeneratorExit".to_owned())),
        Err(error) => {
            let ends = [
                &vm.exceptions.StopIteration,
                &vm.exceptions.StopAsyncIteration,
                &vm.exceptions.GeneratorExit,
            ];
            if ends.iter().any(|it| vm.is_raised(&error, it)) {
                Ok(vm.none.clone())
            } else {
                Err(error)
            }
        }
    }
}

/// An asynchronous generator that was iterated dies before its end: the loop's hook is told.
///
/// True where a hook was there.
pub fn finalize(vm: &Vm, generator: &Ref) -> bool {
    let it = generator.expect::<Generator>();
    let Some(finalizer) = it.finalizer.get().filter(|_| !it.closed.get()) else { return false };
    if let Err(error) = vm.call(&finalizer, Args::one(generator.clone())) {
        vm.unraisable(error, Some(generator));
    }
    true
}
