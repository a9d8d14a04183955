//! `None`, `...` and `NotImplemented`.

use crate::error::Res;
use crate::heap::Ref;
use crate::objects::object::Object;
use crate::typedef::{FINAL, TypeDef, method};
use crate::vm::Vm;

/// An object of which there is one.
pub(crate) fn singleton(class: &Ref) -> Ref {
    let made = Ref::new(Some(class.clone()), Object);
    made.make_immortal();
    made
}

fn no_arguments(vm: &Vm, args: &crate::args::Args, name: &str) -> Res<()> {
    if args.is_empty() { Ok(()) } else { Err(vm.type_error(format!("{name} takes no arguments"))) }
}

/// `NoneType`.
pub const NONE_DEF: TypeDef = TypeDef {
    name: "NoneType",
    slots: |it| {
        it.tp_repr.set(Some(|vm, _| Ok(vm.str("None"))));
        it.nb_bool.set(Some(|_, _| Ok(false)));
        it.tp_hash.set(Some(|_, _| Ok(0xfca8_6420)));
        it.tp_new
            .set(Some(|vm, _, args| no_arguments(vm, &args, "NoneType").map(|()| vm.none.clone())));
    },
    ..FINAL
};

/// `ellipsis`.
pub const ELLIPSIS_DEF: TypeDef = TypeDef {
    name: "ellipsis",
    slots: |it| {
        it.tp_repr.set(Some(|vm, _| Ok(vm.str("Ellipsis"))));
        it.tp_new.set(Some(|vm, _, args| {
            no_arguments(vm, &args, "EllipsisType").map(|()| vm.ellipsis.clone())
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, _, _| Ok(vm.str("Ellipsis")))],
    ..FINAL
};

/// `NotImplementedType`.
pub const NOT_IMPLEMENTED_DEF: TypeDef = TypeDef {
    name: "NotImplementedType",
    slots: |it| {
        it.tp_repr.set(Some(|vm, _| Ok(vm.str("NotImplemented"))));
        it.tp_new.set(Some(|vm, _, args| {
            no_arguments(vm, &args, "NotImplementedType").map(|()| vm.not_implemented.clone())
        }));
        it.nb_bool.set(Some(|vm, _| {
            vm.warn(
                &vm.exceptions.DeprecationWarning,
                "NotImplemented should not be used in a boolean context",
            )?;
            Ok(true)
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, _, _| Ok(vm.str("NotImplemented")))],
    ..FINAL
};
