//! What differs from `int` in `bool`.

use crate::error::Res;
use crate::heap::Ref;
use crate::slots::{Binary, SlotTable};
use crate::vm::Vm;

use super::Int;

pub(super) fn fill(slots: &SlotTable) {
    slots
        .tp_repr
        .set(Some(|vm, object| Ok(vm.intern(if object.is(&vm.true_) { "True" } else { "False" }))));
    slots.tp_new.set(Some(|vm, _, args| {
        args.check(vm, "bool", 0, 1)?;
        Ok(vm.bool(args.get(0).map(|it| vm.is_true(it)).transpose()?.unwrap_or(false)))
    }));
    slots.nb_invert.set(Some(invert));
    slots.nb_and.set(Some(|vm, a, b| logical(vm, a, b, |a, b| a & b, super::operators::and)));
    slots.nb_or.set(Some(|vm, a, b| logical(vm, a, b, |a, b| a | b, super::operators::or)));
    slots.nb_xor.set(Some(|vm, a, b| logical(vm, a, b, |a, b| a ^ b, super::operators::xor)));
}

/// Of two bools a bool, else what ints make of it.
fn logical(vm: &Vm, a: &Ref, b: &Ref, op: fn(bool, bool) -> bool, ints: Binary) -> Res {
    match (vm.as_bool(a), vm.as_bool(b)) {
        (Some(a), Some(b)) => Ok(vm.bool(op(a, b))),
        _ => ints(vm, a, b),
    }
}

fn invert(vm: &Vm, object: &Ref) -> Res {
    vm.warn(
        &vm.exceptions.DeprecationWarning,
        "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns \
         the bitwise inversion of the underlying int object and is usually not what you expect from \
         the negation of a bool object. Use the 'not' operator for boolean negation or ~int(x) for \
         the bitwise inversion of the underlying int.",
    )?;
    Ok(vm.new_int(object.expect::<Int>().invert()))
}
