//! Types that are written in Rust: from their tables to classes; and `type` itself.

use std::cell::{Cell, RefCell};

use super::signatures::signature_of;
use super::{Type, attributes, compute_mro, create, lookup, modified};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Extra, Payload, Ref, Slot, Weak};
use crate::objects::descriptor::{GetSet, MethodDescriptor, Wrapper};
use crate::objects::dict::Dict;
use crate::objects::method::StaticMethod;
use crate::objects::native::NativeFunction;
use crate::objects::object;
use crate::slots::{self, New, SlotTable};
use crate::typedef::{
    BASE, Binding, NativeDef, TypeDef, classmethod, flag, getset, getter, member, method,
};
use crate::vm::Vm;

impl Type {
    /// A class of this native type, without attributes, bases or slots yet.
    pub fn empty(native: &'static TypeDef, name: &str, is_native: bool) -> Type {
        Type {
            name: RefCell::new(name.to_owned()),
            qualname: Slot::default(),
            base: Slot::default(),
            bases: Slot::default(),
            mro: super::Mro::default(),
            dict: Slot::default(),
            slots: SlotTable::default(),
            flags: Cell::new(0),
            version: Cell::new(0),
            subclasses: RefCell::default(),
            native,
            is_native,
            n_slots: Cell::new(0),
            shared_keys: RefCell::default(),
            shared_count: std::cell::OnceCell::new(),
        }
    }

    /// The class that a table stands for, before it is made [`ready`].
    pub fn from_def(def: &'static TypeDef) -> Type {
        let name = def.name.rsplit('.').next().unwrap_or(def.name);
        let class = Type::empty(def, name, true);
        class.flags.set(def.flags | flag::IMMUTABLE);
        (def.slots)(&class.slots);
        class
    }
}

/// A native type's dict, order and slots (`type_ready`). Its bases are ready.
pub fn ready(vm: &Vm, class: &Ref, bases: &[Ref]) {
    let it = class.expect::<Type>();
    let def = it.native;
    it.base.set(bases.first().cloned());
    it.bases.set(Some(vm.tuple(bases.to_vec())));
    it.dict.set(Some(vm.dict()));
    it.qualname.set(Some(vm.str(&it.name.borrow())));
    let mut mro = vec![class.clone()];
    mro.extend(compute_mro(vm, bases).unwrap_or_default());
    it.mro.set(Some(vm.tuple(mro)));
    add_native(vm, class, def);
    for base in bases {
        let base = base.expect::<Type>();
        slots::inherit(&it.slots, &base.slots);
        it.set_flag(
            base.flags.get()
                & (flag::SEQUENCE
                    | flag::MAPPING
                    | flag::MATCH_SELF
                    | flag::HAS_DICT
                    | flag::HAS_WEAKREFS),
            true,
        );
        base.subclasses.borrow_mut().push(Weak::watching(class));
    }
    let is_static = !def.name.contains('.') && bases.iter().all(|it| it.is(&vm.types.object));
    if is_static && it.slots.tp_new.get().is_some_and(object::is_object_new) && !is_object(def) {
        it.set_flag(flag::DISALLOW_INSTANTIATION, true);
    }
    finish_hash(vm, class);
    class.make_immortal();
    if !it.flag(flag::HEAPTYPE) {
        crate::heap::untrack(class);
    }
}

fn is_object(def: &TypeDef) -> bool {
    def.name == "object"
}

/// A type that compares in its own way and does not say how to hash is not hashable.
fn finish_hash(vm: &Vm, class: &Ref) {
    let it = class.expect::<Type>();
    if it.slots.tp_hash.get().is_none() {
        it.slots.tp_hash.set(Some(crate::objects::object::hash_not_implemented));
        super::set_attribute(vm, class, "__hash__", vm.none.clone());
    }
}

/// Puts what the table says into the dict: methods, computed attributes, slots as methods.
pub fn add_native(vm: &Vm, class: &Ref, def: &'static TypeDef) {
    let it = class.expect::<Type>();
    let dict = it.attributes();
    let dict = dict.expect::<Dict>();
    let add = |name: &str, value: Ref| dict.insert_name_if_new(vm, &vm.intern(name), value);
    if it.slots.tp_new.get().is_some() {
        add("__new__", NativeFunction::constructor(vm, class));
    }
    for &native in def.methods {
        let value = bound_to_type(vm, class, native);
        add(native.signature.split('(').next().unwrap_or_default(), value);
    }
    for &attribute in def.getset {
        add(attribute.name, GetSet::object(vm, class, attribute));
    }
    if it.slots.tp_hash.get().is_some_and(object::is_not_hashed) {
        add("__hash__", vm.none.clone());
    }
    for (row, function) in slots::wrappers(&it.slots) {
        add(row.name, Wrapper::object(vm, class, row, function));
    }
    let doc = if def.doc.is_empty() { vm.none.clone() } else { vm.str(def.doc) };
    add("__doc__", doc);
    if let Some((module, _)) = def.name.rsplit_once('.') {
        add("__module__", vm.intern(module));
    }
    modified(class);
}

fn bound_to_type(vm: &Vm, class: &Ref, def: NativeDef) -> Ref {
    match def.binding {
        Binding::Instance | Binding::Class => MethodDescriptor::object(vm, class, def),
        Binding::Static => {
            StaticMethod::object(vm, NativeFunction::object(vm, def, Some(class.clone()), None))
        }
    }
}

/// The native constructor behind a `__new__` found in a class.
pub fn native_new_of(_: &Vm, function: &Ref) -> Option<New> {
    let class = function.get::<NativeFunction>()?.constructs()?;
    class.expect::<Type>().slots.tp_new.get()
}

/// A new instance of `class`, with places for what the class asks for.
pub fn instantiate<T: Payload>(class: &Ref, payload: T) -> Ref {
    let it = class.expect::<Type>();
    let has_ext = it.flag(flag::HAS_DICT) || it.n_slots.get() > 0;
    let extra = Extra {
        ext: has_ext.then(|| it.n_slots.get()),
        room: if has_ext { it.n_slots.get() + it.shared_keys.borrow().len() } else { 0 },
        links: T::TRACKED || it.flag(flag::HAVE_GC),
        finalizer: T::FINALIZES || it.slots.tp_finalize.get().is_some(),
    };
    if let Some(keys) = it.shared_count.get() {
        keys.count_instance();
    }
    let found = Ref::with(Some(class.clone()), payload, extra);
    if T::TRACKED && !T::TRACKED_AT_BIRTH && !(it.is_native && it.native.name == "dict") {
        crate::heap::track(&found);
    }
    found
}

/// `type`.
pub const DEF: TypeDef = TypeDef {
    name: "type",
    flags: flag::BASETYPE | flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        it.tp_repr.set(Some(repr));
        it.tp_call.set(Some(call));
        it.tp_new.set(Some(create::type_new));
        it.tp_init.set(Some(create::type_init));
        it.tp_getattro.set(Some(attributes::get));
        it.tp_setattro.set(Some(attributes::set));
        it.nb_or.set(Some(crate::objects::union::make));
    },
    methods: &[
        method("mro(self, /)", |vm, class, _| attributes::mro_method(vm, class)),
        method("__subclasses__(self, /)", |vm, class, _| Ok(vm.list(super::subclasses(class)))),
        method("__instancecheck__(self, instance, /)", |vm, class, args| {
            vm.real_isinstance(&args[0], class).map(|it| vm.bool(it))
        }),
        method("__subclasscheck__(self, subclass, /)", |vm, class, args| {
            vm.real_issubclass(&args[0], class).map(|it| vm.bool(it))
        }),
        method("__dir__(self, /)", |vm, class, _| attributes::dir(vm, class)),
        method("__sizeof__(self, /)", |vm, class, _| attributes::size_of(vm, class)),
        classmethod("__prepare__(cls, *args, **kwargs)", |vm, _, _| Ok(vm.dict())),
    ],
    getset: &[
        getset("__name__", attributes::name, attributes::set_name),
        getset("__qualname__", attributes::qualname, attributes::set_qualname),
        getset("__module__", attributes::module, attributes::set_module),
        getset("__bases__", attributes::bases, create::set_bases),
        getter("__mro__", attributes::mro),
        member("__base__", |vm, class| {
            Ok(class.expect::<Type>().base.get().unwrap_or_else(|| vm.none.clone()))
        }),
        member("__flags__", |vm, class| {
            Ok(vm.int(i64::from(class.expect::<Type>().flags.get() | 1 << 12)))
        }),
        member("__basicsize__", |vm, class| Ok(vm.int(attributes::basicsize(class) as i64))),
        member("__itemsize__", |vm, class| Ok(vm.int(class.expect::<Type>().native.size.1 as i64))),
        member("__dictoffset__", |vm, class| {
            Ok(vm.int(if class.expect::<Type>().flag(flag::HAS_DICT) { -1 } else { 0 }))
        }),
        member("__weakrefoffset__", |vm, class| {
            Ok(vm.int(if class.expect::<Type>().flag(flag::HAS_WEAKREFS) { -32 } else { 0 }))
        }),
        getter("__dict__", attributes::dict),
        getset("__doc__", attributes::doc, attributes::set_doc),
        getset(
            "__abstractmethods__",
            attributes::abstract_methods,
            attributes::set_abstract_methods,
        ),
        getset("__annotations__", attributes::annotations, attributes::set_annotations),
        getset("__type_params__", attributes::type_params, attributes::set_type_params),
        getter("__text_signature__", |vm, class| {
            let it = class.expect::<Type>();
            let known = Some(it.native.name).filter(|_| it.is_native).and_then(signature_of);
            Ok(known.map_or_else(|| vm.none.clone(), |it| vm.str(it)))
        }),
    ],
    size: (928, 40),
    ..BASE
};

/// `<class 'module.name'>` (`type_repr`).
fn repr(vm: &Vm, class: &Ref) -> Res {
    let module = attributes::module(vm, class)?;
    let qualname = attributes::qualname(vm, class)?;
    let qualname = vm.text(&qualname);
    let module = vm.str_text(&module);
    Ok(vm.str(&match module {
        Some(module) if module != "builtins" => format!("<class '{module}.{qualname}'>"),
        _ => format!("<class '{}'>", class.expect::<Type>().name.borrow()),
    }))
}

/// A class is called: `__new__`, then `__init__` if what came out is an instance (`type_call`).
fn call(vm: &Vm, class: &Ref, args: Args) -> Res {
    let it = class.expect::<Type>();
    if class.is(&vm.types.type_) && args.names.is_empty() {
        match args.len() {
            1 => return Ok(args[0].class()),
            3 => {}
            _ => return Err(vm.type_error("type() takes 1 or 3 arguments".to_owned())),
        }
    }
    let new = it.slots.tp_new.get().filter(|_| !it.flag(flag::DISALLOW_INSTANTIATION));
    let Some(new) = new else {
        return Err(vm.type_error(format!("cannot create '{}' instances", it.full_name())));
    };
    if it.is_native
        && it.slots.tp_init.get().is_some_and(object::is_object_init)
        && !object::is_object_new(new)
    {
        // `object.__init__` says nothing where `__new__` took the arguments.
        return new(vm, class, args);
    }
    let (for_new, for_init) = (args.duplicate(), args);
    let object = new(vm, class, for_new)?;
    if !super::is_subtype(&object.class(), class) {
        return Ok(object);
    }
    if let Some(init) = object.ty().slots.tp_init.get() {
        init(vm, &object, for_init)?;
    }
    Ok(object)
}

/// Has the metaclass an order of resolution of its own?
pub(super) fn has_own_mro(vm: &Vm, metaclass: &Ref) -> bool {
    let found = lookup(vm, metaclass, &vm.names.mro);
    let usual = lookup(vm, &vm.types.type_, &vm.names.mro);
    found.map(|it| it.address()) != usual.map(|it| it.address())
}
