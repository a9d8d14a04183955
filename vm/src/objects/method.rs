//! Bound methods, `classmethod` and `staticmethod`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::object::INSTANCE_DICT;
use crate::objects::type_;
use crate::typedef::{BASE, FINAL, TypeDef, flag, getter, member, method};
use crate::vm::Vm;

/// `method`: a function bound to an object.
pub struct Method {
    /// `__func__`.
    pub function: Ref,
    /// `__self__`.
    pub object: Ref,
}

impl Payload for Method {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.function);
        visit(&self.object);
    }
}

impl Method {
    /// A new bound method.
    pub fn object(vm: &Vm, function: &Ref, object: &Ref) -> Ref {
        let it = Method { function: function.clone(), object: object.clone() };
        Ref::new(Some(vm.types.method.clone()), it)
    }
}

/// `method`.
pub const METHOD_DEF: TypeDef = TypeDef {
    name: "method",
    flags: flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_new.set(Some(|vm, _, args| {
            args.check(vm, "method", 2, 2)?;
            if args[1].is(&vm.none) {
                return Err(vm.type_error("instance must not be None".to_owned()));
            }
            if !vm.is_callable(&args[0]) {
                return Err(vm.type_error("first argument must be callable".to_owned()));
            }
            Ok(Method::object(vm, &args[0], &args[1]))
        }));
        it.tp_call.set(Some(|vm, object, mut args| {
            let it = object.expect::<Method>();
            args.insert_first(it.object.clone());
            vm.call(&it.function, args)
        }));
        it.tp_repr.set(Some(|vm, object| {
            let it = object.expect::<Method>();
            let name = vm
                .find_attribute(&it.function, &vm.names.__qualname__)?
                .or(vm.find_attribute(&it.function, &vm.names.__name__)?);
            let name = name.and_then(|it| vm.str_text(&it)).unwrap_or_else(|| "?".to_owned());
            let own = vm.repr_text(&it.object)?;
            Ok(vm.str(&format!("<bound method {name} of {own}>")))
        }));
        it.tp_descr_get.set(Some(|_, object, _, _| Ok(object.clone())));
        it.tp_hash.set(Some(|vm, object| {
            let it = object.expect::<Method>();
            Ok(super::object::hash_address(&it.object) ^ vm.hash(&it.function)?)
        }));
        it.tp_richcompare.set(Some(|vm, a, b, op| {
            let (Some(x), Some(y)) = (a.get::<Method>(), b.get::<Method>()) else {
                return Ok(vm.not_implemented.clone());
            };
            let same = x.object.is(&y.object) && vm.is_equal(&x.function, &y.function)?;
            vm.equality(op, same)
        }));
        it.tp_getattro.set(Some(|vm, object, name| {
            // Its own attributes, then those of the function (`method_getattro`).
            if type_::lookup(vm, &object.class(), name).is_some() {
                return vm.generic_get_attribute(object, name);
            }
            vm.get_attribute(&object.expect::<Method>().function, name)
        }));
    },
    methods: &[method("__reduce__(self, /)", |vm, object, _| {
        let it = object.expect::<Method>();
        let name = vm.get_attribute(&it.function, &vm.names.__name__)?;
        vm.reduce_getattr(&it.object, &vm.text(&name))
    })],
    getset: &[
        member("__func__", |_, object| Ok(object.expect::<Method>().function.clone())),
        member("__self__", |_, object| Ok(object.expect::<Method>().object.clone())),
        getter("__doc__", |vm, object| {
            let found =
                vm.find_attribute(&object.expect::<Method>().function, &vm.names.__doc__)?;
            Ok(found.unwrap_or_else(|| vm.none.clone()))
        }),
    ],
    size: (48, 0),
    ..FINAL
};

/// `classmethod`.
pub struct ClassMethod {
    /// `__func__`.
    pub function: Slot,
}

/// `staticmethod`.
pub struct StaticMethod {
    /// `__func__`.
    pub function: Slot,
}

impl Payload for ClassMethod {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.function.visit(visit);
    }

    fn clear(&self) {
        self.function.set(None);
    }
}

impl Payload for StaticMethod {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.function.visit(visit);
    }

    fn clear(&self) {
        self.function.set(None);
    }
}

impl ClassMethod {
    /// A new one.
    pub fn object(vm: &Vm, function: Ref) -> Ref {
        let class = &vm.types.classmethod;
        type_::instantiate(class, ClassMethod { function: Slot::new(Some(function)) })
    }
}

impl StaticMethod {
    /// A new one.
    pub fn object(vm: &Vm, function: Ref) -> Ref {
        let class = &vm.types.staticmethod;
        type_::instantiate(class, StaticMethod { function: Slot::new(Some(function)) })
    }
}

fn inner(vm: &Vm, object: &Ref) -> Ref {
    let slot = match object.get::<ClassMethod>() {
        Some(it) => &it.function,
        None => &object.expect::<StaticMethod>().function,
    };
    slot.get().unwrap_or_else(|| vm.none.clone())
}

/// Copies what a wrapped function is called (`functools_wraps` of Objects/funcobject.c).
fn init(vm: &Vm, object: &Ref, args: Args, name: &str) -> Res<()> {
    args.check(vm, name, 1, 1)?;
    match object.get::<ClassMethod>() {
        Some(it) => it.function.set(Some(args[0].clone())),
        None => object.expect::<StaticMethod>().function.set(Some(args[0].clone())),
    }
    let names = &vm.names;
    for name in [
        &names.__module__,
        &names.__name__,
        &names.__qualname__,
        &names.__doc__,
        &names.__annotations__,
    ] {
        if let Some(found) = vm.find_attribute(&args[0], name)? {
            vm.generic_set_attribute(object, name, Some(found))?;
        }
    }
    Ok(())
}

fn is_abstract(vm: &Vm, object: &Ref) -> Res {
    let found = vm.find_attribute(&inner(vm, object), &vm.names.__isabstractmethod__)?;
    Ok(vm.bool(match found {
        Some(it) => vm.is_true(&it)?,
        None => false,
    }))
}

/// `classmethod`.
pub const CLASSMETHOD_DEF: TypeDef = TypeDef {
    name: "classmethod",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_DICT,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| {
            Ok(type_::instantiate(class, ClassMethod { function: Slot::default() }))
        }));
        it.tp_init.set(Some(|vm, object, args| init(vm, object, args, "classmethod")));
        it.tp_descr_get.set(Some(|vm, object, instance, class| {
            let class = class
                .cloned()
                .or_else(|| instance.map(Ref::class))
                .unwrap_or_else(|| vm.none.clone());
            Ok(Method::object(vm, &inner(vm, object), &class))
        }));
        it.tp_repr.set(Some(|vm, object| {
            Ok(vm.str(&format!("<classmethod({})>", vm.repr_text(&inner(vm, object))?)))
        }));
    },
    getset: &[
        member("__func__", |vm, object| Ok(inner(vm, object))),
        member("__wrapped__", |vm, object| Ok(inner(vm, object))),
        getter("__isabstractmethod__", is_abstract),
        INSTANCE_DICT,
    ],
    size: (32, 0),
    ..BASE
};

/// `staticmethod`.
pub const STATICMETHOD_DEF: TypeDef = TypeDef {
    name: "staticmethod",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_DICT,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| {
            Ok(type_::instantiate(class, StaticMethod { function: Slot::default() }))
        }));
        it.tp_init.set(Some(|vm, object, args| init(vm, object, args, "staticmethod")));
        it.tp_descr_get.set(Some(|vm, object, _, _| Ok(inner(vm, object))));
        it.tp_call.set(Some(|vm, object, args| vm.call(&inner(vm, object), args)));
        it.tp_repr.set(Some(|vm, object| {
            Ok(vm.str(&format!("<staticmethod({})>", vm.repr_text(&inner(vm, object))?)))
        }));
    },
    getset: CLASSMETHOD_DEF.getset,
    size: (32, 0),
    ..BASE
};
