//! Calls of classes: `__init__` runs in a frame of the same loop (`CALL_ALLOC_AND_ENTER_INIT`).

use super::{Called, call_any, functions, take};
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::{FrameSlots, Ref};
use crate::objects::function::Function;
use crate::objects::object::{self, Object};
use crate::objects::type_::{self, Type};
use crate::typedef::flag;
use crate::vm::Vm;

/// `callee(...)` with `n` values on the stack above NULL and itself.
pub(super) fn call(vm: &Vm, slots: &FrameSlots, callee: Ref, n: usize) -> Res<Called> {
    let Some(init) = python_init(vm, &callee) else {
        drop(callee);
        let (callee, args) = take(slots, n);
        return call_any(vm, callee, args);
    };
    let made = type_::instantiate(&callee, Object);
    drop(callee);
    let null = slots.put(n + 1, Some(made.clone()));
    debug_assert!(null.is_none());
    drop(slots.put(n + 2, Some(init.clone())));
    let called = match functions::frame_from_stack(vm, slots, init.expect::<Function>(), n + 1) {
        Some(frame) => {
            drop(slots.pop_maybe());
            frame.expect::<Frame>().function.set(Some(init));
            frame
        }
        None => {
            drop(init);
            let (init, args) = take(slots, n);
            functions::new_frame(vm, init, args, None)?
        }
    };
    called.expect::<Frame>().made.set(Some(made));
    Ok(Called::Frame(called))
}

/// `__init__` of a class whose instances `object.__new__` makes, if it is a function.
#[inline]
fn python_init(vm: &Vm, callee: &Ref) -> Option<Ref> {
    let class = callee.expect::<Type>();
    let is_usual = callee.is_exactly(&vm.types.type_)
        && !class.flag(flag::ABSTRACT)
        && class.slots.tp_new.get().is_some_and(object::is_object_new);
    if !is_usual {
        return None;
    }
    let init = vm.method_cache.find(vm, class, &vm.names.__init__)?;
    init.get::<Function>().is_some().then_some(init)
}

/// What a call of a class is worth once `__init__` returned: the instance (`EXIT_INIT_CHECK`).
pub(in crate::interp) fn instance(vm: &Vm, made: Ref, returned: &Ref) -> Res {
    if returned.is(&vm.none) {
        return Ok(made);
    }
    let text = format!("__init__() should return None, not '{}'", vm.type_name(returned));
    Err(vm.type_error(text))
}
