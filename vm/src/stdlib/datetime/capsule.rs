//! Capsules: what a module gives to others that are written natively. They only have a name here.

use crate::heap::{Payload, Ref};
use crate::typedef::{FINAL, TypeDef, flag};
use crate::vm::Vm;

/// A capsule.
pub(crate) struct Capsule {
    name: &'static str,
}

impl Payload for Capsule {
    const LEAF: bool = true;
}

static DEF: TypeDef = TypeDef {
    name: "PyCapsule",
    flags: flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_repr.set(Some(|vm, object| {
            let (name, address) = (object.expect::<Capsule>().name, object.address());
            Ok(vm.str(&format!("<capsule object \"{name}\" at {address:#x}>")))
        }));
    },
    size: (56, 0),
    ..FINAL
};

/// A capsule of this name.
pub(crate) fn capsule(vm: &Vm, name: &'static str) -> Ref {
    Ref::new(Some(vm.type_of(&DEF)), Capsule { name })
}
