//! `_thread`: locks, and the one thread there is.
//!
//! Threads cannot be started yet; locks work as they do for a program with one thread.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::module::Module;
use crate::objects::object::Object;
use crate::objects::type_;
use crate::typedef::{BASE, FINAL, ModuleDef, NativeDef, TypeDef, flag, function, method};
use crate::vm::{Halt, Vm};

/// The identity of the only thread.
const MAIN: i64 = 1;

/// A lock, reentrant by its type.
#[derive(Default)]
pub struct Lock {
    /// How often it is held.
    held: Cell<u64>,
}

impl Payload for Lock {}

/// `_thread`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_thread",
    doc: "Locks and the thread that runs.",
    functions: &[
        function("allocate_lock()", |vm, _, _| Ok(new_lock(vm, &LOCK))),
        function("allocate()", |vm, _, _| Ok(new_lock(vm, &LOCK))),
        function("get_ident()", |vm, _, _| Ok(vm.int(MAIN))),
        function("get_native_id()", |vm, _, _| Ok(vm.int(MAIN))),
        function("_get_main_thread_ident()", |vm, _, _| Ok(vm.int(MAIN))),
        function("_count()", |vm, _, _| Ok(vm.int(0))),
        function("_is_main_interpreter()", |vm, _, _| Ok(vm.bool(true))),
        function("stack_size(size=0, /)", |vm, _, _| Ok(vm.int(0))),
        function("daemon_threads_allowed()", |vm, _, _| Ok(vm.bool(false))),
        function("start_new_thread(function, args, kwargs={}, /)", |vm, _, _| {
            Err(vm.runtime_error("can't start new thread".to_owned()))
        }),
        function("start_joinable_thread(function, handle=None, daemon=True)", |vm, _, _| {
            Err(vm.runtime_error("can't start new thread".to_owned()))
        }),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "LockType", vm.type_of(&LOCK));
        module.set(vm, "lock", vm.type_of(&LOCK));
        module.set(vm, "RLock", vm.type_of(&RLOCK));
        module.set(vm, "_local", vm.type_of(&LOCAL));
        module.set(vm, "error", vm.exceptions.RuntimeError.clone());
        module.set(vm, "TIMEOUT_MAX", vm.float(9_223_372_036.0));
        Ok(())
    },
};

fn new_lock(vm: &Vm, def: &'static TypeDef) -> Ref {
    type_::instantiate(&vm.type_of(def), Lock::default())
}

fn held(object: &Ref) -> &Cell<u64> {
    &object.expect::<Lock>().held
}

/// Nobody could release a lock for which the only thread waits.
fn acquire(vm: &Vm, object: &Ref, args: &Args) -> Res {
    let waits = args.get(0).map_or(Ok(true), |it| vm.is_true(it))?;
    let has_timeout = args.get(1).is_some_and(|it| !it.is(&vm.int(-1)));
    let is_reentrant = object.is_exactly(&vm.type_of(&RLOCK));
    let count = held(object);
    if count.get() == 0 || is_reentrant {
        count.set(count.get() + 1);
        return Ok(vm.bool(true));
    }
    if waits && !has_timeout {
        return Err(vm.halt(Halt::Deadlock(
            "the main thread waits for a lock that it holds itself".to_owned(),
        )));
    }
    Ok(vm.bool(false))
}

fn release(vm: &Vm, object: &Ref) -> Res {
    let count = held(object);
    if count.get() == 0 {
        let is_reentrant = object.is_exactly(&vm.type_of(&RLOCK));
        let text =
            if is_reentrant { "cannot release un-acquired lock" } else { "release unlocked lock" };
        return Err(vm.runtime_error(text.to_owned()));
    }
    count.set(count.get() - 1);
    Ok(vm.none.clone())
}

const METHODS: &[NativeDef] = &[
    method("acquire(self, blocking=True, timeout=-1)", |vm, object, args| {
        acquire(vm, object, &args)
    }),
    method("release(self, /)", |vm, object, _| release(vm, object)),
    method("__enter__(self, /)", |vm, object, _| acquire(vm, object, &Args::none())),
    method("__exit__(self, *args)", |vm, object, _| release(vm, object)),
    method("locked(self, /)", |vm, object, _| Ok(vm.bool(held(object).get() > 0))),
    method("_is_owned(self, /)", |vm, object, _| Ok(vm.bool(held(object).get() > 0))),
    method("_recursion_count(self, /)", |vm, object, _| Ok(vm.int(held(object).get() as i64))),
    method("_at_fork_reinit(self, /)", |vm, object, _| {
        held(object).set(0);
        Ok(vm.none.clone())
    }),
    method("_release_save(self, /)", |vm, object, _| Ok(vm.int(held(object).replace(0) as i64))),
    method("_acquire_restore(self, state, /)", |vm, object, args| {
        held(object).set(vm.index_or_overflow(&args[0])?.max(0) as u64);
        Ok(vm.none.clone())
    }),
];

const LOCK_BASE: TypeDef = TypeDef {
    name: "_thread.lock",
    flags: flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Lock::default()))));
        it.tp_repr.set(Some(|vm, object| {
            let state = if held(object).get() > 0 { "locked" } else { "unlocked" };
            let name = vm.type_name(object);
            Ok(vm.str(&match object.is_exactly(&vm.type_of(&RLOCK)) {
                true => {
                    let (owner, count) =
                        (if held(object).get() > 0 { MAIN } else { 0 }, held(object).get());
                    format!(
                        "<{state} {name} object owner={owner} count={count} at {:#x}>",
                        object.address()
                    )
                }
                false => format!("<{state} {name} object at {:#x}>", object.address()),
            }))
        }));
    },
    methods: METHODS,
    size: (32, 0),
    ..FINAL
};

static LOCK: TypeDef = LOCK_BASE;
static RLOCK: TypeDef =
    TypeDef { name: "_thread.RLock", flags: flag::HAS_WEAKREFS | flag::BASETYPE, ..LOCK_BASE };

/// `threading.local`: with one thread, an object with attributes.
static LOCAL: TypeDef = TypeDef {
    name: "_thread._local",
    flags: flag::BASETYPE | flag::HAS_DICT | flag::HAS_WEAKREFS | flag::HAVE_GC,
    slots: |it| it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Object)))),
    getset: &[crate::typedef::getset(
        "__dict__",
        |vm, it| vm.instance_dict(it),
        |vm, it, value| vm.set_instance_dict(it, value),
    )],
    ..BASE
};
