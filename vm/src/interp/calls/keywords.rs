//! Calls with keywords of functions that collect neither positions nor keywords: values go straight
//! to the places of their parameters.

use smallvec::SmallVec;

use super::functions;
use crate::code::flag::{CO_VARARGS, CO_VARKEYWORDS};
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::{FrameSlots, Ref};
use crate::objects::code::Code;
use crate::objects::function::Function;
use crate::vm::Vm;

/// The frame of a call of `callee` with `n` values on the stack, the last of which have `names`.
/// None where a name is not found at once or something is wrong: nothing was done then.
pub(super) fn frame(
    vm: &Vm,
    slots: &FrameSlots,
    callee: &Ref,
    names: &[Ref],
    n: usize,
) -> Option<Res> {
    let function = callee.expect::<Function>();
    let code = function.code();
    let takes_self = !slots.is_null(n + 1);
    let n_positional = n + usize::from(takes_self) - names.len();
    let places = places(code.expect::<Code>(), names, n_positional)?;
    let made = Frame::object(vm, code, &function.globals, &function.builtins);
    let it = made.expect::<Frame>();
    for place in places.iter().rev() {
        let empty = it.slots.set_local(*place, slots.pop_maybe());
        debug_assert!(empty.is_none());
    }
    slots.move_to_locals(n_positional, &it.slots);
    if !takes_self {
        drop(slots.pop_maybe());
    }
    it.function.set(slots.pop_maybe());
    Some(functions::bind_defaults(vm, function, it).map(|()| made))
}

/// The local of each name, where every one is a different parameter behind the positional ones.
fn places(code: &Code, names: &[Ref], n_positional: usize) -> Option<SmallVec<[usize; 8]>> {
    let object = &code.object;
    let n_parameters = object.co_argcount as usize;
    let n_total = n_parameters + object.co_kwonlyargcount as usize;
    if object.co_flags & (CO_VARARGS | CO_VARKEYWORDS) != 0 || n_positional > n_parameters {
        return None;
    }
    let first = n_positional.max(object.co_posonlyargcount as usize);
    let mut places = SmallVec::new();
    for name in names {
        let found = code.localsplus[first..n_total].iter().position(|it| it.is(name))?;
        if places.contains(&(first + found)) {
            return None;
        }
        places.push(first + found);
    }
    Some(places)
}
