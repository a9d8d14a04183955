//! `object`: what every object can do.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::dict::Dict;
use crate::objects::type_::{self, Type};
use crate::slots::CompareOp;
use crate::typedef::{BASE, GetSetDef, TypeDef, classmethod, flag, getset, method};
use crate::vm::Vm;

/// An object that is nothing but an instance of its class. Also `None`, `...`, `NotImplemented`.
pub struct Object;

impl Payload for Object {}

/// `object`.
pub const DEF: TypeDef = TypeDef {
    name: "object",
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.tp_str.set(Some(|vm, object| vm.repr(object)));
        it.tp_hash.set(Some(|_, object| Ok(hash_address(object))));
        it.tp_richcompare.set(Some(compare));
        it.tp_getattro.set(Some(|vm, object, name| vm.generic_get_attribute(object, name)));
        it.tp_setattro
            .set(Some(|vm, object, name, value| vm.generic_set_attribute(object, name, value)));
        it.tp_new.set(Some(new));
        it.tp_init.set(Some(init));
    },
    methods: &[
        method("__reduce_ex__(self, protocol, /)", super::reduce::reduce_ex),
        method("__reduce__(self, /)", super::reduce::reduce),
        method("__getstate__(self, /)", super::reduce::getstate),
        method("__format__(self, format_spec, /)", format),
        method("__sizeof__(self, /)", size_of),
        method("__dir__(self, /)", dir),
        classmethod("__init_subclass__(cls, /)", |vm, _, _| Ok(vm.none.clone())),
        classmethod("__subclasshook__(cls, object, /)", |vm, _, _| Ok(vm.not_implemented.clone())),
    ],
    getset: &[getset("__class__", |_, object| Ok(object.class()), set_class)],
    ..BASE
};

/// `__dict__` of the instances of native types (`PyObject_GenericGetDict`).
pub const INSTANCE_DICT: GetSetDef = getset(
    "__dict__",
    |vm, object| vm.instance_dict(object),
    |vm, object, value| match value {
        Some(_) => vm.set_instance_dict(object, value),
        None => Err(vm.type_error("cannot delete __dict__".to_owned())),
    },
);

/// An address as a hash: its low four bits are always zero (`_Py_HashPointer`).
pub fn hash_address(object: &Ref) -> i64 {
    let address = object.address() as u64;
    let hash = address.rotate_right(4) as i64;
    if hash == -1 { -2 } else { hash }
}

/// `PyObject_HashNotImplemented`.
pub fn hash_not_implemented(vm: &Vm, object: &Ref) -> Res<i64> {
    Err(vm.type_error(format!("unhashable type: '{}'", vm.type_name(object))))
}

/// Is it what types have whose instances are not hashed?
pub fn is_not_hashed(function: crate::slots::Hash) -> bool {
    function as usize == hash_not_implemented as *const () as usize
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let class = object.class();
    let name = vm.class_name_with_module(&class)?;
    Ok(vm.str(&format!("<{name} object at {:#x}>", object.address())))
}

/// `object_richcompare`: identity for `==`; `!=` is what `==` is not.
fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    match op {
        CompareOp::Eq if a.is(b) => Ok(vm.bool(true)),
        CompareOp::Ne => {
            let Some(eq) = a.ty().slots.tp_richcompare.get() else {
                return Ok(vm.not_implemented.clone());
            };
            let found = eq(vm, a, b, CompareOp::Eq)?;
            if found.is(&vm.not_implemented) {
                Ok(found)
            } else {
                Ok(vm.bool(!vm.is_true(&found)?))
            }
        }
        _ => Ok(vm.not_implemented.clone()),
    }
}

fn overrides(vm: &Vm, class: &Ref, name: &Ref) -> bool {
    let found = type_::lookup(vm, class, name).map(|it| it.address());
    found != type_::lookup(vm, &vm.types.object, name).map(|it| it.address())
}

/// Is it `object.__new__`?
pub fn is_object_new(function: crate::slots::New) -> bool {
    function as usize == new as *const () as usize
}

/// Is it `object.__init__`?
pub fn is_object_init(function: crate::slots::Init) -> bool {
    function as usize == init as *const () as usize
}

/// `object_new`: arguments only where `__init__` is the class's own.
fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    let it = class.expect::<Type>();
    if !args.is_empty() {
        if overrides(vm, class, &vm.names.__new__) {
            return Err(vm.type_error(
                "object.__new__() takes exactly one argument (the type to instantiate)".to_owned(),
            ));
        }
        if !overrides(vm, class, &vm.names.__init__) {
            return Err(vm.type_error(format!("{}() takes no arguments", it.name.borrow())));
        }
    }
    if it.flag(flag::ABSTRACT) {
        return Err(abstract_error(vm, class)?);
    }
    Ok(type_::instantiate(class, Object))
}

fn abstract_error(vm: &Vm, class: &Ref) -> Res<crate::error::Raised> {
    let names = vm.get_attribute(class, &vm.names.__abstractmethods__)?;
    let mut names: Vec<String> = vm.iterate_to_vec(&names)?.iter().map(|it| vm.text(it)).collect();
    names.sort();
    let plural = if names.len() > 1 { "s" } else { "" };
    let list = names.iter().map(|it| format!("'{it}'")).collect::<Vec<_>>().join(", ");
    let name = class.expect::<Type>().name.borrow().clone();
    Ok(vm.type_error(format!(
        "Can't instantiate abstract class {name} without an implementation for abstract method{plural} {list}"
    )))
}

/// `object_init`: no arguments, or a `__new__` of the class's own that took them.
fn init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    if args.is_empty() {
        return Ok(());
    }
    let class = object.class();
    if overrides(vm, &class, &vm.names.__init__) {
        let text = "object.__init__() takes exactly one argument (the instance to initialize)";
        return Err(vm.type_error(text.to_owned()));
    }
    if !overrides(vm, &class, &vm.names.__new__) {
        let name = class.expect::<Type>().name.borrow().clone();
        return Err(vm.type_error(format!(
            "{name}.__init__() takes exactly one argument (the instance to initialize)"
        )));
    }
    Ok(())
}

fn format(vm: &Vm, object: &Ref, args: Args) -> Res {
    if vm.str_text(&args[0]).is_none_or(|it| !it.is_empty()) {
        let text =
            format!("unsupported format string passed to {}.__format__", vm.type_name(object));
        return Err(vm.type_error(text));
    }
    vm.str_of(object)
}

/// `tp_basicsize` and, for types of items, what `__len__` says (`object___sizeof___impl`).
fn size_of(vm: &Vm, object: &Ref, _: Args) -> Res {
    let class = object.class();
    let it = class.expect::<Type>();
    let (_, item) = it.native.size;
    let basic = super::type_::native_size(&class);
    let items = if item == 0 { 0 } else { vm.length(object).unwrap_or(0) * item };
    Ok(vm.int((basic + 8 * it.n_slots.get() + items) as i64))
}

/// Names of the instance, then of its class and bases (`object___dir___impl`).
fn dir(vm: &Vm, object: &Ref, _: Args) -> Res {
    let names = vm.dict();
    let class = object.class();
    for base in class.expect::<Type>().mro.to_vec().iter().rev() {
        vm.dict_update(&names, &base.expect::<Type>().attributes())?;
    }
    if let Some(own) = vm.find_attribute(object, &vm.names.__dict__)?
        && own.get::<Dict>().is_some()
    {
        vm.dict_update(&names, &own)?;
    }
    Ok(vm.list(names.expect::<Dict>().keys()))
}

/// `object.__class__ = class`, where the layouts agree (`object_set_class`).
fn set_class(vm: &Vm, object: &Ref, value: Option<Ref>) -> Res<()> {
    let Some(value) = value else {
        return Err(vm.type_error("can't delete __class__ attribute".to_owned()));
    };
    let Some(new) = value.get::<Type>() else {
        let text =
            format!("__class__ must be set to a class, not '{}' object", vm.type_name(&value));
        return Err(vm.type_error(text));
    };
    let old = object.class();
    let it = old.expect::<Type>();
    let is_module = |class: &Type| std::ptr::eq(class.native, &super::module::DEF);
    let both_modules = is_module(it) && is_module(new);
    if !both_modules && (it.flag(flag::IMMUTABLE) || new.flag(flag::IMMUTABLE)) {
        let text = "__class__ assignment only supported for mutable types or ModuleType subclasses";
        return Err(vm.type_error(text.to_owned()));
    }
    let same_layout = std::ptr::eq(it.native, new.native)
        && it.n_slots.get() == new.n_slots.get()
        && it.flag(flag::HAS_DICT) == new.flag(flag::HAS_DICT);
    if !same_layout && !both_modules {
        let text = format!(
            "__class__ assignment: '{}' object layout differs from '{}'",
            new.name.borrow(),
            it.name.borrow()
        );
        return Err(vm.type_error(text));
    }
    let dict = vm.make_instance_dict(object);
    dict.get::<Dict>().inspect(|it| {
        it.show();
        it.leave_instance();
    });
    object.set_class(value.clone());
    if new.slots.tp_finalize.get().is_some() {
        object.set_has_finalizer();
    }
    Ok(())
}
