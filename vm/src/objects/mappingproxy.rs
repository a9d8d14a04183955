//! `mappingproxy`: a read-only view of a mapping.

use crate::args::Args;
use crate::heap::{Payload, Ref};
use crate::typedef::{FINAL, TypeDef, classmethod, flag, method};
use crate::vm::Vm;

/// A read-only view.
pub struct MappingProxy {
    /// What it shows.
    pub mapping: Ref,
}

impl Payload for MappingProxy {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.mapping);
    }
}

impl MappingProxy {
    /// A new view.
    pub fn object(vm: &Vm, mapping: Ref) -> Ref {
        Ref::new(Some(vm.types.mappingproxy.clone()), MappingProxy { mapping })
    }
}

fn inner(object: &Ref) -> &Ref {
    &object.expect::<MappingProxy>().mapping
}

macro_rules! forward {
    ($signature:literal, $name:literal) => {
        method($signature, |vm, object, args| vm.call_method(inner(object), $name, args))
    };
}

/// `mappingproxy`.
pub const DEF: TypeDef = TypeDef {
    name: "mappingproxy",
    flags: flag::MAPPING | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|vm, _, args| {
            args.check(vm, "mappingproxy", 1, 1)?;
            let is_mapping = args[0].ty().slots.mp_subscript.get().is_some()
                && !vm.is_instance_of(&args[0], &vm.types.list)
                && !vm.is_instance_of(&args[0], &vm.types.tuple);
            if !is_mapping {
                let text = format!(
                    "mappingproxy() argument must be a mapping, not {}",
                    vm.type_name(&args[0])
                );
                return Err(vm.type_error(text));
            }
            Ok(MappingProxy::object(vm, args[0].clone()))
        }));
        it.mp_length.set(Some(|vm, object| vm.length(inner(object))));
        it.mp_subscript.set(Some(|vm, object, key| vm.get_item(inner(object), key)));
        it.sq_contains.set(Some(|vm, object, key| vm.contains(inner(object), key)));
        it.tp_iter.set(Some(|vm, object| vm.iter(inner(object))));
        it.tp_hash.set(Some(|vm, object| vm.hash(inner(object))));
        it.tp_str.set(Some(|vm, object| vm.str_of(inner(object))));
        it.tp_repr.set(Some(|vm, object| {
            Ok(vm.str(&format!("mappingproxy({})", vm.repr_text(inner(object))?)))
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let other = b.get::<MappingProxy>().map_or(b, |it| &it.mapping);
            match a.get::<MappingProxy>() {
                Some(it) => vm.rich_compare(&it.mapping, other, op),
                None => Ok(vm.not_implemented.clone()),
            }
        }));
        it.nb_inplace_or.set(Some(|vm, _, _| {
            let text = "'|=' is not supported by mappingproxy; use '|' instead";
            Err(vm.type_error(text.to_owned()))
        }));
        it.nb_or.set(Some(|vm, a, b| {
            let inner = |it: &Ref| {
                it.get::<MappingProxy>().map_or_else(|| it.clone(), |it| it.mapping.clone())
            };
            vm.binary_op(&inner(a), &inner(b), crate::protocol::BinaryOp::Or)
        }));
    },
    methods: &[
        method("get(self, key, default=None, /)", |vm, object, mut args| {
            let default = args.take(1).unwrap_or_else(|| vm.none.clone());
            let args = Args::positional([args[0].clone(), default]);
            vm.call_method(inner(object), "get", args)
        }),
        classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
            vm.generic_alias(class, &args[0])
        }),
        forward!("keys(self)", "keys"),
        forward!("values(self)", "values"),
        forward!("items(self)", "items"),
        forward!("copy(self)", "copy"),
        forward!("__reversed__(self)", "__reversed__"),
    ],
    size: (24, 0),
    ..FINAL
};
