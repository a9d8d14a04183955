//! `_thread.RLock`: its owner may take it again.

use std::cell::Cell;
use std::rc::Rc;

use super::patience;
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::type_;
use crate::threads::Wait;
use crate::typedef::{BASE, NativeDef, TypeDef, flag, method};
use crate::vm::Vm;

/// A reentrant lock.
#[derive(Default)]
pub(crate) struct RLock {
    /// The thread that holds it; zero is nobody.
    owner: Rc<Cell<u64>>,
    /// How often.
    count: Cell<u64>,
}

impl Payload for RLock {}

fn is_owned(vm: &Vm, it: &RLock) -> bool {
    it.count.get() > 0 && it.owner.get() == vm.threads.ident()
}

fn acquire(vm: &Vm, object: &Ref, args: &Args) -> Res {
    let patience = patience(vm, args)?;
    let it = object.expect::<RLock>();
    if is_owned(vm, it) {
        it.count.set(it.count.get() + 1);
        return Ok(vm.bool(true));
    }
    let taken = take(vm, object, patience, 1)?;
    Ok(vm.bool(taken))
}

fn take(vm: &Vm, object: &Ref, patience: Option<Option<u64>>, count: u64) -> Res<bool> {
    let it = object.expect::<RLock>();
    while it.count.get() > 0 {
        let Some(until) = patience else { return Ok(false) };
        if until.is_some_and(|it| it <= vm.now()) {
            return Ok(false);
        }
        let holder = Some(it.owner.clone());
        let wait = Wait { on: object.address(), what: "waits for a reentrant lock", holder };
        if !vm.wait(wait, until)? && it.count.get() > 0 {
            return Ok(false);
        }
    }
    it.count.set(count);
    it.owner.set(vm.threads.ident());
    Ok(true)
}

fn release(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<RLock>();
    if !is_owned(vm, it) {
        return Err(vm.runtime_error("cannot release un-acquired lock".to_owned()));
    }
    it.count.set(it.count.get() - 1);
    if it.count.get() == 0 {
        it.owner.set(0);
        vm.wake(object, 1);
    }
    Ok(vm.none.clone())
}

/// Lets go of it altogether; how often and by whom it was held.
fn release_save(vm: &Vm, object: &Ref, _: Args) -> Res {
    let it = object.expect::<RLock>();
    if it.count.get() == 0 {
        return Err(vm.runtime_error("cannot release un-acquired lock".to_owned()));
    }
    let (count, owner) = (it.count.replace(0), it.owner.replace(0));
    vm.wake(object, 1);
    Ok(vm.tuple(vec![vm.int(count as i64), vm.int(owner as i64)]))
}

fn acquire_restore(vm: &Vm, object: &Ref, args: Args) -> Res {
    let state = vm.tuple_items(&args[0]);
    let count = match state.first() {
        Some(it) => vm.index_or_overflow(it)?.max(1) as u64,
        None => {
            return Err(vm.type_error("function takes exactly 2 arguments (0 given)".to_owned()));
        }
    };
    take(vm, object, Some(None), count)?;
    Ok(vm.none.clone())
}

const METHODS: &[NativeDef] = &[
    method("acquire(self, blocking=True, timeout=-1)", |vm, object, args| {
        acquire(vm, object, &args)
    }),
    method("release(self, /)", |vm, object, _| release(vm, object)),
    method("__enter__(self, blocking=True, timeout=-1)", |vm, object, args| {
        acquire(vm, object, &args)
    }),
    method("__exit__(self, *args)", |vm, object, _| release(vm, object)),
    method("_is_owned(self, /)", |vm, object, _| {
        Ok(vm.bool(is_owned(vm, object.expect::<RLock>())))
    }),
    method("_recursion_count(self, /)", |vm, object, _| {
        let it = object.expect::<RLock>();
        Ok(vm.int(if is_owned(vm, it) { it.count.get() as i64 } else { 0 }))
    }),
    method("_at_fork_reinit(self, /)", |vm, object, _| {
        let it = object.expect::<RLock>();
        it.count.set(0);
        it.owner.set(0);
        Ok(vm.none.clone())
    }),
    method("_release_save(self, /)", release_save),
    method("_acquire_restore(self, state, /)", acquire_restore),
];

/// `_thread.RLock`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_thread.RLock",
    flags: flag::HAS_WEAKREFS | flag::BASETYPE,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, RLock::default()))));
        it.tp_repr.set(Some(|vm, object| {
            let it = object.expect::<RLock>();
            let state = if it.count.get() > 0 { "locked" } else { "unlocked" };
            Ok(vm.str(&format!(
                "<{state} {} object owner={} count={} at {:#x}>",
                vm.type_name(object),
                it.owner.get(),
                it.count.get(),
                object.address()
            )))
        }));
    },
    methods: METHODS,
    size: (40, 0),
    ..BASE
};
