//! `_thread._ThreadHandle`: what a thread is waited for by.

use std::cell::Cell;
use std::rc::Rc;

use super::seconds;
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::threads::{JOINS, Wait};
use crate::typedef::{FINAL, TypeDef, flag, getter, method};
use crate::vm::Vm;

/// What its thread does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// It was not started.
    New,
    /// It runs.
    Running,
    /// It ended.
    Done,
}

/// A handle.
pub(crate) struct Handle {
    pub(super) stage: Cell<Stage>,
    /// The thread's identity, shared with those who wait for it.
    pub(super) ident: Rc<Cell<u64>>,
}

impl Payload for Handle {}

impl Handle {
    /// A handle without a thread.
    pub(super) fn object(vm: &Vm) -> Ref {
        let it = Handle { stage: Cell::new(Stage::New), ident: Rc::default() };
        Ref::new(Some(vm.type_of(&DEF)), it)
    }
}

/// The thread has ended: who joins it goes on.
pub(super) fn set_done(vm: &Vm, object: &Ref) {
    object.expect::<Handle>().stage.set(Stage::Done);
    let mut awaited = vm.threads.awaited_at_end.borrow_mut();
    let at = awaited.iter().position(|it| it.is(object));
    let gone = at.map(|at| awaited.remove(at));
    drop(awaited);
    drop(gone);
    vm.wake(object, usize::MAX);
}

/// `_make_thread_handle`: a handle of a thread that runs already.
pub(super) fn of_ident(vm: &Vm, _: &Ref, args: Args) -> Res {
    let handle = Handle::object(vm);
    let it = handle.expect::<Handle>();
    it.stage.set(Stage::Running);
    it.ident.set(vm.index_or_overflow(&args[0])? as u64);
    Ok(handle)
}

/// `_shutdown`: waits for all threads but daemons.
pub(super) fn shutdown(vm: &Vm, _: &Ref, _: Args) -> Res {
    loop {
        let own = vm.threads.ident();
        let next = vm
            .threads
            .awaited_at_end
            .borrow()
            .iter()
            .find(|it| it.expect::<Handle>().ident.get() != own)
            .cloned();
        let Some(handle) = next else { return Ok(vm.none.clone()) };
        wait_for(vm, &handle, None)?;
    }
}

fn wait_for(vm: &Vm, object: &Ref, until: Option<u64>) -> Res<()> {
    let it = object.expect::<Handle>();
    while it.stage.get() != Stage::Done {
        if until.is_some_and(|it| it <= vm.now()) {
            break;
        }
        let holder = Some(it.ident.clone());
        let wait = Wait { on: object.address(), what: JOINS, holder };
        vm.wait(wait, until)?;
    }
    Ok(())
}

fn join(vm: &Vm, object: &Ref, args: Args) -> Res {
    let it = object.expect::<Handle>();
    let until = match args.get_not_none(vm, 0).map(|it| seconds(vm, it)).transpose()? {
        Some(timeout) if timeout >= 0.0 => Some(super::deadline(vm, timeout)),
        _ => None,
    };
    if it.stage.get() == Stage::New {
        return Err(vm.runtime_error("thread not started".to_owned()));
    }
    if it.stage.get() == Stage::Running && it.ident.get() == vm.threads.ident() {
        return Err(vm.runtime_error("Cannot join current thread".to_owned()));
    }
    wait_for(vm, object, until)?;
    Ok(vm.none.clone())
}

/// `_thread._ThreadHandle`.
pub(super) static DEF: TypeDef = TypeDef {
    name: "_thread._ThreadHandle",
    flags: flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|vm, _, _| Ok(Handle::object(vm))));
        it.tp_repr.set(Some(|vm, object| {
            let ident = object.expect::<Handle>().ident.get();
            Ok(vm.str(&format!("<{} object: ident={ident}>", vm.type_name(object))))
        }));
    },
    methods: &[
        method("join(self, timeout=None, /)", join),
        method("_set_done(self, /)", |vm, object, _| {
            if object.expect::<Handle>().stage.get() == Stage::New {
                return Err(vm.runtime_error("thread not started".to_owned()));
            }
            set_done(vm, object);
            Ok(vm.none.clone())
        }),
        method("is_done(self, /)", |vm, object, _| {
            Ok(vm.bool(object.expect::<Handle>().stage.get() == Stage::Done))
        }),
    ],
    getset: &[getter("ident", |vm, object| {
        Ok(vm.int(object.expect::<Handle>().ident.get() as i64))
    })],
    size: (32, 0),
    ..FINAL
};
