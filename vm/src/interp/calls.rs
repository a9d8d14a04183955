//! Calls: from the stack to a new frame, or to a native.

mod construct;
mod keywords;

use crate::args::Args;
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::{FrameSlots, Kind, Ref};
use crate::objects::descriptor::MethodDescriptor;
use crate::objects::dict::Dict;
use crate::objects::function::Function;
use crate::objects::method::Method;
use crate::objects::native::NativeFunction;
use crate::objects::tuple::Tuple;
use crate::vm::Vm;

use super::functions;

pub(super) use construct::instance;

/// What a call came to.
pub(super) enum Called {
    /// A value.
    Value(Ref),
    /// A frame that has to run first.
    Frame(Ref),
}

/// `CALL`: the callee, itself or NULL, `n` values.
#[inline(never)]
pub(super) fn call(vm: &Vm, slots: &FrameSlots, n: usize) -> Res<Called> {
    let callee = slots.peek(n + 2);
    match callee.kind() {
        Kind::Function => call_function(vm, slots, callee, n),
        Kind::Method if slots.is_null(n + 1) => call_method(vm, slots, callee, n),
        Kind::NativeFunction => call_native(vm, slots, &callee, n).map(Called::Value),
        Kind::MethodDescriptor
            if !slots.is_null(n + 1) && callee.is_exactly(&vm.types.method_descriptor) =>
        {
            call_descriptor(vm, slots, &callee, n).map(Called::Value)
        }
        Kind::Type if slots.is_null(n + 1) => construct::call(vm, slots, callee, n),
        _ => {
            drop(callee);
            let (callee, args) = take(slots, n);
            if callee.kind() == Kind::Method {
                // `__exit__` with its three values: the bound method lives until it returns.
                return vm.call(&callee, args).map(Called::Value);
            }
            call_any(vm, callee, args)
        }
    }
}

/// A function written in Python: its parameters come straight from the stack, if they can.
#[inline]
fn call_function(vm: &Vm, slots: &FrameSlots, callee: Ref, n: usize) -> Res<Called> {
    let takes_self = !slots.is_null(n + 1);
    let function = callee.expect::<Function>();
    let n_args = n + usize::from(takes_self);
    let Some(frame) = functions::frame_from_stack(vm, slots, function, n_args) else {
        drop(callee);
        let (callee, args) = take(slots, n);
        return functions::frame_for_call(vm, callee, args);
    };
    if !takes_self {
        drop(slots.pop_maybe());
    }
    drop(slots.pop_maybe());
    frame.expect::<Frame>().function.set(Some(callee));
    Ok(Called::Frame(frame))
}

/// A bound method makes room for its function and its object, and is let go of.
fn call_method(vm: &Vm, slots: &FrameSlots, callee: Ref, n: usize) -> Res<Called> {
    let it = callee.expect::<Method>();
    let function = it.function.clone();
    let null = slots.put(n + 1, Some(it.object.clone()));
    debug_assert!(null.is_none());
    let own = slots.put(n + 2, Some(function.clone()));
    drop(own);
    drop(callee);
    if function.get::<Function>().is_some() {
        return call_function(vm, slots, function, n);
    }
    drop(function);
    let (callee, args) = take(slots, n);
    vm.call(&callee, args).map(Called::Value)
}

/// A native function. Its arguments are made where it reads them: they are wide, and copies cost
/// more than many a native does.
#[inline(never)]
fn call_native(vm: &Vm, slots: &FrameSlots, callee: &Ref, n: usize) -> Res {
    let it = callee.expect::<NativeFunction>();
    let mut args = Args::none();
    let takes_self = !slots.is_null(n + 1);
    slots.take_into(n + usize::from(takes_self), &mut args.values);
    if !takes_self {
        drop(slots.pop_maybe());
    }
    drop(slots.pop_maybe());
    let _nested = vm.enter(" while calling a Python object")?;
    it.call(vm, args)
}

/// A native method with its object.
#[inline(never)]
fn call_descriptor(vm: &Vm, slots: &FrameSlots, callee: &Ref, n: usize) -> Res {
    let it = callee.expect::<MethodDescriptor>();
    let mut args = Args::none();
    slots.take_into(n, &mut args.values);
    let object = slots.pop();
    drop(slots.pop());
    let _nested = vm.enter(" while calling a Python object")?;
    it.call_checked(vm, &object, args)
}

/// `CALL_KW`: as [`call`], with the names of the last values on top.
pub(super) fn call_kw(vm: &Vm, slots: &FrameSlots, n: usize) -> Res<Called> {
    let names = slots.pop();
    let callee = slots.peek(n + 2);
    if callee.kind() == Kind::Function
        && let Some(frame) = keywords::frame(vm, slots, &callee, names.expect::<Tuple>().items(), n)
    {
        return frame.map(Called::Frame);
    }
    drop(callee);
    let (callee, mut args) = take(slots, n);
    args.names = vm.tuple_items(&names);
    call_any(vm, callee, args)
}

#[inline]
pub(super) fn take(slots: &FrameSlots, n: usize) -> (Ref, Args) {
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
