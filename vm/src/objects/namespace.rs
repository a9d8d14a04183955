//! `types.SimpleNamespace`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::object::Object;
use crate::objects::type_;
use crate::typedef::{BASE, TypeDef, flag, member, method};
use crate::vm::Vm;

/// `types.SimpleNamespace`.
pub static DEF: TypeDef = TypeDef {
    name: "types.SimpleNamespace",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_DICT,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Object))));
        it.tp_init.set(Some(init));
        it.tp_repr.set(Some(repr));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let class = vm.type_of(&DEF);
            if !vm.is_instance_of(a, &class) || !vm.is_instance_of(b, &class) {
                return Ok(vm.not_implemented.clone());
            }
            vm.rich_compare(&vm.instance_dict(a)?, &vm.instance_dict(b)?, op)
        }));
    },
    methods: &[
        method("__reduce__(self, /)", |vm, object, _| {
            Ok(vm.tuple(vec![object.class(), vm.empty_tuple(), vm.instance_dict(object)?]))
        }),
        method("__replace__(self, /, **changes)", |vm, object, mut args| {
            let made = vm.call(&object.class(), Args::none())?;
            vm.dict_update(&vm.instance_dict(&made)?, &vm.instance_dict(object)?)?;
            for (name, value) in args.take_keywords() {
                vm.set_attribute(&made, &name, Some(value))?;
            }
            Ok(made)
        }),
    ],
    getset: &[member("__dict__", |vm, object| vm.instance_dict(object))],
    size: (24, 0),
    ..BASE
};

fn init(vm: &Vm, object: &Ref, mut args: Args) -> Res<()> {
    let keywords = args.take_keywords();
    args.check(vm, "SimpleNamespace", 0, 1)?;
    let dict = vm.instance_dict(object)?;
    if let Some(mapping) = args.get(0) {
        if vm.is_instance_of(mapping, &vm.types.dict) {
            vm.dict_update(&dict, mapping)?;
        } else {
            let made = vm.call(&vm.types.dict, Args::one(mapping.clone()))?;
            vm.dict_update(&dict, &made)?;
        }
    }
    for (name, value) in keywords {
        dict.expect::<Dict>().insert(vm, &name, value)?;
    }
    Ok(())
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let class = object.class();
    let is_own = class.is(&vm.type_of(&DEF));
    let name = if is_own {
        "namespace".to_owned()
    } else {
        class.expect::<type_::Type>().name.borrow().clone()
    };
    vm.guarded_repr(object, &format!("{name}(...)"), || {
        let mut parts = Vec::new();
        for (key, value) in vm.instance_dict(object)?.expect::<Dict>().entries() {
            if let Some(key) = vm.str_text(&key).filter(|it| !it.is_empty()) {
                parts.push(format!("{key}={}", vm.repr_text(&value)?));
            }
        }
        Ok(vm.str(&format!("{name}({})", parts.join(", "))))
    })
}

impl Vm {
    /// A namespace with these attributes.
    pub fn simple_namespace(&self, attributes: Vec<(&str, Ref)>) -> Res {
        let made = type_::instantiate(&self.type_of(&DEF), Object);
        let dict = self.instance_dict(&made)?;
        for (name, value) in attributes {
            dict.expect::<Dict>().insert_name(self, &self.intern(name), value);
        }
        Ok(made)
    }
}
