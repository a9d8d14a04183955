//! Calls: from the stack to a new frame, or to a native.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{FrameSlots, Ref};
use crate::objects::dict::Dict;
use crate::objects::function::Function;
use crate::objects::method::Method;
use crate::vm::Vm;

use super::functions;

/// What a call came to.
pub(super) enum Called {
    /// A value.
    Value(Ref),
    /// A frame that has to run first.
    Frame(Ref),
}

/// `CALL`: the callee, itself or NULL, `n` values.
#[inline]
pub(super) fn call(vm: &Vm, slots: &FrameSlots, n: usize) -> Res<Called> {
    let (callee, args) = take(slots, n);
    call_any(vm, callee, args)
}

/// `CALL_KW`: as [`call`], with the names of the last values on top.
pub(super) fn call_kw(vm: &Vm, slots: &FrameSlots, n: usize) -> Res<Called> {
    let names = slots.pop();
    let (callee, mut args) = take(slots, n);
    args.names = vm.tuple_items(&names);
    call_any(vm, callee, args)
}

#[inline]
fn take(slots: &FrameSlots, n: usize) -> (Ref, Args) {
    let takes_self = !slots.is_null(n + 1);
    let values = slots.take(n + usize::from(takes_self));
    if !takes_self {
        let null = slots.pop_maybe();
        debug_assert!(null.is_none());
    }
    let callee = slots.pop();
    (callee, Args { values, names: Vec::new() })
}

/// `CALL_FUNCTION_EX`: the callee, NULL, a tuple, and with `has_keywords` a dict.
pub(super) fn call_ex(vm: &Vm, slots: &FrameSlots, has_keywords: bool) -> Res<Called> {
    let keywords = has_keywords.then(|| slots.pop());
    let positional = slots.pop();
    drop(slots.pop_maybe());
    let callee = slots.pop();
    if !positional.is_exactly(&vm.types.tuple)
        && positional.ty().slots.tp_iter.get().is_none()
        && positional.ty().slots.sq_item.get().is_none()
    {
        let text = format!(
            "{} argument after * must be an iterable, not {}",
            vm.function_text(&callee)?,
            vm.type_name(&positional)
        );
        return Err(vm.type_error(text));
    }
    let mut args = Args::positional(vm.iterate_to_vec(&positional)?);
    drop(positional);
    if let Some(keywords) = keywords {
        for (name, value) in keywords.expect::<Dict>().entries() {
            if vm.str_text(&name).is_none() {
                return Err(vm.type_error("keywords must be strings".to_owned()));
            }
            args.names.push(name);
            args.values.push(Some(value));
        }
    }
    call_any(vm, callee, args)
}

#[inline]
fn call_any(vm: &Vm, callee: Ref, mut args: Args) -> Res<Called> {
    if callee.get::<Function>().is_some() {
        return functions::frame_for_call(vm, callee, args);
    }
    if let Some(method) = callee.get::<Method>()
        && method.function.get::<Function>().is_some()
    {
        args.insert_first(method.object.clone());
        let function = method.function.clone();
        drop(callee);
        return functions::frame_for_call(vm, function, args);
    }
    vm.call(&callee, args).map(Called::Value)
}
