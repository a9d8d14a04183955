//! `_thread`: threads, their handles, locks, and what belongs to each thread alone.

mod handle;
mod local;
mod lock;
mod rlock;
mod start;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::module::Module;
use crate::threads::MAIN;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

pub(crate) use handle::Handle;
pub(crate) use local::{Dicts, Local};
pub(crate) use lock::Lock;
pub(crate) use rlock::RLock;

/// `threading.TIMEOUT_MAX`, in seconds.
const TIMEOUT_MAX: f64 = 9_223_372_036.0;

/// `_thread`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_thread",
    doc: "Threads, and the locks they meet at.",
    functions: &[
        function("allocate_lock()", |vm, _, _| Ok(lock::new_lock(vm))),
        function("allocate()", |vm, _, _| Ok(lock::new_lock(vm))),
        function("get_ident()", |vm, _, _| Ok(vm.int(vm.threads.ident() as i64))),
        function("get_native_id()", |vm, _, _| Ok(vm.int(vm.threads.ident() as i64))),
        function("_get_main_thread_ident()", |vm, _, _| Ok(vm.int(MAIN as i64))),
        function("_count()", |vm, _, _| Ok(vm.int(vm.threads.living.borrow().len() as i64 - 1))),
        function("_is_main_interpreter()", |vm, _, _| Ok(vm.bool(true))),
        function("daemon_threads_allowed()", |vm, _, _| Ok(vm.bool(true))),
        function("stack_size(size=0, /)", stack_size),
        function("start_new_thread(function, args, kwargs={}, /)", start::start_new_thread),
        function("start_new(function, args, kwargs={}, /)", start::start_new_thread),
        function(
            "start_joinable_thread(function, handle=None, daemon=True)",
            start::start_joinable_thread,
        ),
        function("_make_thread_handle(ident, /)", handle::of_ident),
        function("_shutdown()", handle::shutdown),
        function("_excepthook(args, /)", start::excepthook),
        function("exit()", exit),
        function("exit_thread()", exit),
        function("interrupt_main(signum=2, /)", |vm, _, args| {
            let interrupt = vm.int(2);
            super::signal::interrupt_main(vm, args.get(0).unwrap_or(&interrupt))
        }),
        function("_set_sentinel()", |vm, _, _| Ok(lock::new_lock(vm))),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "LockType", vm.type_of(&lock::DEF));
        module.set(vm, "lock", vm.type_of(&lock::DEF));
        module.set(vm, "RLock", vm.type_of(&rlock::DEF));
        module.set(vm, "_local", vm.type_of(&local::DEF));
        module.set(vm, "_ThreadHandle", vm.type_of(&handle::DEF));
        module.set(vm, "_ExceptHookArgs", start::except_hook_args(vm)?);
        module.set(vm, "error", vm.exceptions.RuntimeError.clone());
        module.set(vm, "TIMEOUT_MAX", vm.float(TIMEOUT_MAX));
        Ok(())
    },
};

fn exit(vm: &Vm, _: &Ref, _: Args) -> Res {
    Err(vm.raise(&vm.exceptions.SystemExit, Vec::new()))
}

/// Threads get what they need; the number is only kept.
fn stack_size(vm: &Vm, module: &Ref, args: Args) -> Res {
    let module = module.expect::<Module>();
    let before = module.get(vm, "_stack_size").unwrap_or_else(|| vm.int(0));
    if let Some(size) = args.get(0) {
        let size = vm.index_or_overflow(size)?;
        if size < 0 {
            return Err(vm.value_error("size must be 0 or a positive value".to_owned()));
        }
        if size != 0 && size < 0x8000 {
            return Err(vm.value_error(format!("size not valid: {size} bytes")));
        }
        module.set(vm, "_stack_size", vm.int(size as i64));
    }
    Ok(before)
}

/// What `acquire(blocking, timeout)` asks for: `None` does not wait, `Some(None)` waits for ever,
/// `Some(Some(time))` until then (`lock_acquire_parse_args`).
fn patience(vm: &Vm, args: &Args) -> Res<Option<Option<u64>>> {
    let blocking = args.get(0).map_or(Ok(true), |it| vm.is_true(it))?;
    let timeout = args.get(1).map_or(Ok(-1.0), |it| seconds(vm, it))?;
    if !blocking && timeout != -1.0 {
        return Err(vm.value_error("can't specify a timeout for a non-blocking call".to_owned()));
    }
    if timeout < 0.0 && timeout != -1.0 {
        return Err(vm.value_error("timeout value must be a non-negative number".to_owned()));
    }
    if timeout > TIMEOUT_MAX {
        return Err(vm.overflow_error("timeout value is too large".to_owned()));
    }
    if !blocking {
        return Ok(None);
    }
    Ok(Some((timeout >= 0.0).then(|| deadline(vm, timeout))))
}

/// When so many seconds will be over.
pub(super) fn deadline(vm: &Vm, seconds: f64) -> u64 {
    vm.now().saturating_add((seconds * 1e9).ceil() as u64)
}

/// Seconds as a float or an int; NaN is refused (`_PyTime_FromSecondsObject`).
pub(super) fn seconds(vm: &Vm, object: &Ref) -> Res<f64> {
    if let Some(it) = object.get::<crate::objects::float::Float>() {
        if it.0.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)".to_owned()));
        }
        return Ok(it.0);
    }
    let int = vm.index(object).map_err(|error| {
        if vm.is_halt(&error) {
            return error;
        }
        let name = vm.type_name(object);
        vm.type_error(format!("'{name}' object cannot be interpreted as an integer"))
    })?;
    let value = int.expect::<crate::numbers::Int>().saturated();
    if value.unsigned_abs() > i64::MAX as u64 / 1_000_000_000 {
        return Err(vm.overflow_error("timestamp too large to convert to C PyTime_t".to_owned()));
    }
    Ok(value as f64)
}
