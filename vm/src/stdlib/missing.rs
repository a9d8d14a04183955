//! What the loop asks for and is not built yet.

use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::vm::Vm;

fn missing(vm: &Vm, what: &str) -> Raised {
    vm.not_implemented_error(format!("{what}: not in this machine yet"))
}

/// `list[int]`.
pub fn generic_alias(vm: &Vm, _: &Ref, _: &Ref) -> Res {
    Err(missing(vm, "types.GenericAlias"))
}

/// `except*`: the part of a group that matches, and the rest.
pub fn match_group(vm: &Vm, _: &Ref, _: &Ref) -> Res<(Ref, Ref)> {
    Err(missing(vm, "except*"))
}

/// What is raised at the end of `try` with `except*`.
pub fn prepare_reraise_star(vm: &Vm, _: &Ref, _: &Ref) -> Res {
    Err(missing(vm, "except*"))
}

/// A default of a type parameter.
pub fn set_type_default(vm: &Vm, _: Ref, _: Ref) -> Res {
    Err(missing(vm, "type parameters"))
}

/// `Generic[T]`.
pub fn subscript_generic(vm: &Vm, _: &Ref) -> Res {
    Err(missing(vm, "type parameters"))
}

/// `type X = …`.
pub fn type_alias(vm: &Vm, _: &Ref) -> Res {
    Err(missing(vm, "type aliases"))
}

/// A type parameter.
pub fn type_variable(vm: &Vm, _: u32, _: Ref, _: Option<Ref>) -> Res {
    Err(missing(vm, "type parameters"))
}

/// A value that an asynchronous generator yields.
pub fn wrap_async_value(vm: &Vm, _: Ref) -> Res {
    Err(missing(vm, "asynchronous generators"))
}
