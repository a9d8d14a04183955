//! `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`, and the groups of `except*`.

use crate::args::Args;
use crate::code::flag::{CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR};
use crate::error::{Raised, Res};
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::async_generator;
use crate::objects::dict::Dict;
use crate::objects::exception::group;
use crate::objects::function::Function;
use crate::objects::list::List;
use crate::slots::Slot;
use crate::stdlib::typing::TypeVariable;
use crate::stdlib::{self, typing};
use crate::vm::Vm;

/// `CALL_INTRINSIC_1`, by CPython's numbers (Include/internal/pycore_intrinsics.h).
pub(super) fn unary(vm: &Vm, frame: &Frame, which: u32, value: Ref) -> Res {
    match which {
        1 => stdlib::displayhook(vm, &value),
        2 => import_star(vm, frame, &value),
        3 => stop_iteration_error(vm, frame, value),
        4 => Ok(async_generator::wrap(vm, value)),
        5 => vm.unary_op(&value, Slot::nb_positive),
        6 => Ok(vm.tuple(value.expect::<List>().items.to_vec())),
        7 => Ok(typing::type_variable(vm, TypeVariable::TypeVar, value, None)),
        8 => Ok(typing::type_variable(vm, TypeVariable::ParamSpec, value, None)),
        9 => Ok(typing::type_variable(vm, TypeVariable::TypeVarTuple, value, None)),
        10 => typing::subscript_generic(vm, &value),
        11 => typing::type_alias(vm, &value),
        _ => Err(vm.system_error(format!("unknown intrinsic {which}"))),
    }
}

/// `CALL_INTRINSIC_2`.
pub(super) fn binary(vm: &Vm, which: u32, a: Ref, b: Ref) -> Res {
    match which {
        1 => group::prepare_reraise(vm, &a, &b),
        2 => Ok(typing::type_variable(vm, TypeVariable::Bound, a, Some(b))),
        3 => Ok(typing::type_variable(vm, TypeVariable::Constraints, a, Some(b))),
        4 => {
            a.expect::<Function>().type_params.set(Some(b));
            Ok(a)
        }
        5 => Ok(typing::set_default(a, b)),
        _ => Err(vm.system_error(format!("unknown intrinsic {which}"))),
    }
}

/// PEP 479: what leaves a generator as `StopIteration` is a mistake.
fn stop_iteration_error(vm: &Vm, frame: &Frame, error: Ref) -> Res {
    let flags = frame.code().object.co_flags;
    let is_stop = vm.is_instance_of(&error, &vm.exceptions.StopIteration);
    let is_async_stop = vm.is_instance_of(&error, &vm.exceptions.StopAsyncIteration);
    let text = match flags {
        flags if flags & CO_ASYNC_GENERATOR != 0 && is_async_stop => {
            "async generator raised StopAsyncIteration"
        }
        flags if flags & CO_ASYNC_GENERATOR != 0 && is_stop => {
            "async generator raised StopIteration"
        }
        flags if flags & CO_COROUTINE != 0 && is_stop => "coroutine raised StopIteration",
        flags if flags & CO_GENERATOR != 0 && is_stop => "generator raised StopIteration",
        _ => return Ok(error),
    };
    let made = vm.runtime_error(text.to_owned());
    vm.set_cause(&made, &Raised(error));
    Ok(made.0)
}

/// `from module import *`.
fn import_star(vm: &Vm, frame: &Frame, module: &Ref) -> Res {
    let locals = frame
        .locals
        .get()
        .ok_or_else(|| vm.system_error("no locals found during 'import *'".to_owned()))?;
    let all = vm.find_attribute(module, &vm.names.__all__)?;
    let skips_private = all.is_none();
    let names = match all {
        Some(all) => vm.iterate_to_vec(&all)?,
        None => match vm.find_attribute(module, &vm.names.__dict__)? {
            Some(dict) => vm.iterate_to_vec(&vm.call_method(&dict, "keys", Args::none())?)?,
            None => {
                return Err(vm.import_error(
                    "from-import-* object has no __dict__ and no __all__".to_owned(),
                ));
            }
        },
    };
    for name in names {
        let Some(text) = vm.str_text(&name) else {
            let text = format!("Item in module.__all__ must be str, not {}", vm.type_name(&name));
            return Err(vm.type_error(text));
        };
        if skips_private && text.starts_with('_') {
            continue;
        }
        let value = vm.get_attribute(module, &name)?;
        match locals.get::<Dict>().filter(|_| locals.is_exactly(&vm.types.dict)) {
            Some(dict) => dict.insert(vm, &name, value)?,
            None => vm.set_item(&locals, &name, Some(value))?,
        }
    }
    Ok(vm.none.clone())
}

/// `except* class`: the rest and what matched, `None` for nothing.
pub(super) fn match_group(vm: &Vm, error: &Ref, class: &Ref) -> Res<(Ref, Ref)> {
    group::match_star(vm, error, class)
}
