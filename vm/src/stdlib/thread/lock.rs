//! `_thread.lock`: anybody may release it.

use std::cell::Cell;
use std::rc::Rc;

use super::patience;
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::type_;
use crate::threads::Wait;
use crate::typedef::{FINAL, NativeDef, TypeDef, flag, method};
use crate::vm::Vm;

/// A lock.
#[derive(Default)]
pub(crate) struct Lock {
    /// Is it locked?
    locked: Cell<bool>,
    /// Who locked it, for reports.
    holder: Rc<Cell<u64>>,
}

impl Payload for Lock {}

/// A new lock that nobody holds.
pub(super) fn new_lock(vm: &Vm) -> Ref {
    Ref::new(Some(vm.type_of(&DEF)), Lock::default())
}

/// Takes it, with as much patience as `until` says; false: it was in vain.
pub(crate) fn take(vm: &Vm, object: &Ref, patience: Option<Option<u64>>) -> Res<bool> {
    let it = object.expect::<Lock>();
    while it.locked.get() {
        let Some(until) = patience else { return Ok(false) };
        if until.is_some_and(|it| it <= vm.now()) {
            return Ok(false);
        }
        let holder = Some(it.holder.clone());
        let wait = Wait { on: object.address(), what: "waits for a lock", holder };
        if !vm.wait(wait, until)? && it.locked.get() {
            return Ok(false);
        }
    }
    it.locked.set(true);
    it.holder.set(vm.threads.ident());
    Ok(true)
}

fn acquire(vm: &Vm, object: &Ref, args: &Args) -> Res {
    let patience = patience(vm, args)?;
    Ok(vm.bool(take(vm, object, patience)?))
}

fn release(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Lock>();
    if !it.locked.replace(false) {
        return Err(vm.runtime_error("release unlocked lock".to_owned()));
    }
    it.holder.set(0);
    vm.wake(object, 1);
    Ok(vm.none.clone())
}

fn locked(vm: &Vm, object: &Ref, _: Args) -> Res {
    Ok(vm.bool(object.expect::<Lock>().locked.get()))
}

fn enter(vm: &Vm, object: &Ref, _: Args) -> Res {
    acquire(vm, object, &Args::none())
}

const METHODS: &[NativeDef] = &[
    method("acquire_lock(self, blocking=True, timeout=-1)", |vm, object, args| {
        acquire(vm, object, &args)
    }),
    method("acquire(self, blocking=True, timeout=-1)", |vm, object, args| {
        acquire(vm, object, &args)
    }),
    method("release_lock(self, /)", |vm, object, _| release(vm, object)),
    method("release(self, /)", |vm, object, _| release(vm, object)),
    method("locked_lock(self, /)", locked),
    method("locked(self, /)", locked),
    method("__enter__(self, /)", enter),
    method("__exit__(self, *args)", |vm, object, _| release(vm, object)),
    method("_at_fork_reinit(self, /)", |vm, object, _| {
        let it = object.expect::<Lock>();
        it.locked.set(false);
        it.holder.set(0);
        Ok(vm.none.clone())
    }),
];

/// `_thread.lock`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_thread.lock",
    flags: flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, args| {
            if !args.is_empty() {
                return Err(vm.type_error("lock() takes no arguments".to_owned()));
            }
            Ok(type_::instantiate(class, Lock::default()))
        }));
        it.tp_repr.set(Some(|vm, object| {
            let state = if object.expect::<Lock>().locked.get() { "locked" } else { "unlocked" };
            let name = vm.type_name(object);
            Ok(vm.str(&format!("<{state} {name} object at {:#x}>", object.address())))
        }));
    },
    methods: METHODS,
    size: (32, 0),
    ..FINAL
};
