//! What `anext(iterator, default)` returns: an awaitable that ends with the default where the
//! iterator ends (`anextawaitableobject`, Objects/iterobject.c).

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref};
use crate::interp::awaitable_iter;
use crate::typedef::{FINAL, TypeDef, flag, method};
use crate::vm::Vm;

/// `anext_awaitable`.
pub struct AnextAwaitable {
    /// What `__anext__()` returned.
    wrapped: Ref,
    /// What stands for the end.
    default: Ref,
}

impl Payload for AnextAwaitable {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.wrapped);
        visit(&self.default);
    }
}

static DEF: TypeDef = TypeDef {
    name: "anext_awaitable",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.am_await.set(Some(|_, object| Ok(object.clone())));
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    methods: &[
        method("send(self, value, /)", |vm, object, args| forward(vm, object, "send", args)),
        method("throw(self, *args)", |vm, object, args| forward(vm, object, "throw", args)),
        method("close(self, /)", |vm, object, args| forward(vm, object, "close", args)),
    ],
    size: (32, 0),
    ..FINAL
};

/// Awaits `wrapped`; `default` where that says that there are no more items.
pub fn make(vm: &Vm, wrapped: Ref, default: Ref) -> Ref {
    Ref::new(Some(vm.type_of(&DEF)), AnextAwaitable { wrapped, default })
}

/// The iterator behind the awaitable (`anextawaitable_getiter`).
fn iterator(vm: &Vm, it: &AnextAwaitable) -> Res {
    let found = awaitable_iter(vm, &it.wrapped, 0)?;
    if found.ty().slots.tp_iternext.get().is_some() {
        return Ok(found);
    }
    let Some(function) = found.ty().slots.am_await.get() else { return Ok(found) };
    function(vm, &found)
}

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<AnextAwaitable>();
    let iterator = iterator(vm, it)?;
    let found = match iterator.ty().slots.tp_iternext.get() {
        Some(next) => next(vm, &iterator),
        None => Ok(None),
    };
    found.map_err(|error| or_default(vm, it, error))
}

fn forward(vm: &Vm, object: &Ref, name: &str, args: Args) -> Res {
    let it = object.expect::<AnextAwaitable>();
    let iterator = iterator(vm, it)?;
    vm.call_method(&iterator, name, args).map_err(|error| or_default(vm, it, error))
}

fn or_default(vm: &Vm, it: &AnextAwaitable, error: Raised) -> Raised {
    if vm.is_raised(&error, &vm.exceptions.StopAsyncIteration) {
        return vm.stop_iteration(Some(it.default.clone()));
    }
    error
}
