//! `int` and `bool`.

use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::slots::CompareOp;
use crate::typedef::{BASE, FINAL, TypeDef, flag};
use crate::vm::Vm;

pub use crate::numbers::Int;

impl Payload for Int {
    const LEAF: bool = true;
}

/// `int`.
pub const DEF: TypeDef = TypeDef {
    name: "int",
    flags: flag::BASETYPE | flag::MATCH_SELF,
    slots: |it| {
        it.tp_hash.set(Some(|_, object| Ok(object.expect::<Int>().hash())));
        it.tp_richcompare.set(Some(compare));
        it.tp_repr.set(Some(|vm, object| Ok(vm.str(&object.expect::<Int>().to_string()))));
        it.nb_bool.set(Some(|_, object| Ok(*object.expect::<Int>() != Int::ZERO)));
        it.nb_index.set(Some(|vm, object| Ok(vm.exact_int(object))));
        it.nb_int.set(Some(|vm, object| Ok(vm.exact_int(object))));
    },
    size: (24, 4),
    ..BASE
};

/// `bool`.
pub const BOOL_DEF: TypeDef = TypeDef {
    name: "bool",
    base: Some(&DEF),
    slots: |it| {
        it.tp_repr.set(Some(|vm, object| {
            Ok(vm.str(if object.is(&vm.true_) { "True" } else { "False" }))
        }));
        it.tp_new.set(Some(|vm, _, args| {
            args.check(vm, "bool", 0, 1)?;
            Ok(vm.bool(args.get(0).map(|it| vm.is_true(it)).transpose()?.unwrap_or(false)))
        }));
    },
    size: (24, 4),
    ..FINAL
};

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    match (a.get::<Int>(), b.get::<Int>()) {
        (Some(x), Some(y)) => Ok(vm.bool(op.holds(x.cmp(y)))),
        _ => Ok(vm.not_implemented.clone()),
    }
}
