//! Making classes: `type.__new__`.

use std::rc::Rc;

use super::{Type, attributes, calculate_metaclass, compute_mro, is_subtype, modified};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Ref, Slot, Weak};
use crate::objects::cell::Cell;
use crate::objects::descriptor::{GetSet, Member};
use crate::objects::dict::{Dict, SharedKeys};
use crate::objects::function::Function;
use crate::objects::method::{ClassMethod, StaticMethod};
use crate::objects::str_::Str;
use crate::objects::super_;
use crate::slots;
use crate::typedef::{flag, getset};
use crate::vm::Vm;

/// What a class is made of.
pub struct NewClass<'a> {
    /// Its metaclass.
    pub metaclass: &'a Ref,
    /// Its name.
    pub name: String,
    /// Its bases; none: `object`.
    pub bases: Vec<Ref>,
    /// What its body defined; the class keeps a copy.
    pub namespace: Ref,
    /// What `__init_subclass__` gets.
    pub keywords: Vec<(Ref, Ref)>,
}

/// `type.__new__(metaclass, name, bases, namespace, **keywords)`.
pub(super) fn type_new(vm: &Vm, metaclass: &Ref, mut args: Args) -> Res {
    let keywords = args.take_keywords();
    if args.len() != 3 {
        let text = format!("type.__new__() takes exactly 3 arguments ({} given)", args.len());
        return Err(vm.type_error(text));
    }
    let Some(name) = vm.str_text(&args[0]) else {
        return Err(wrong_argument(vm, 1, "str", &args[0]));
    };
    if !vm.is_instance_of(&args[1], &vm.types.tuple) {
        return Err(wrong_argument(vm, 2, "tuple", &args[1]));
    }
    if !vm.is_instance_of(&args[2], &vm.types.dict) {
        return Err(wrong_argument(vm, 3, "dict", &args[2]));
    }
    let bases = vm.tuple_items(&args[1]);
    for base in &bases {
        check_is_class(vm, base)?;
    }
    let winner = calculate_metaclass(vm, metaclass, &bases)?;
    if !winner.is(metaclass)
        && let Some(new) = winner.expect::<Type>().slots.tp_new.get()
        && new as usize != type_new as *const () as usize
    {
        let mut again = args;
        for (name, value) in keywords {
            again.names.push(name);
            again.values.push(Some(value));
        }
        return new(vm, &winner, again);
    }
    let namespace = args[2].clone();
    new_class(vm, NewClass { metaclass: &winner, name, bases, namespace, keywords })
}

fn wrong_argument(vm: &Vm, position: usize, wanted: &str, given: &Ref) -> crate::error::Raised {
    vm.type_error(format!(
        "type.__new__() argument {position} must be {wanted}, not {}",
        vm.type_name(given)
    ))
}

fn check_is_class(vm: &Vm, base: &Ref) -> Res<()> {
    if base.get::<Type>().is_some() {
        return Ok(());
    }
    if vm.lookup_special(base, &vm.names.__mro_entries__).is_some() {
        let text = "type() doesn't support MRO entry resolution; use types.new_class()";
        return Err(vm.type_error(text.to_owned()));
    }
    Err(vm.type_error("bases must be types".to_owned()))
}

/// `type.__init__` looks at nothing but the number of arguments.
pub(super) fn type_init(vm: &Vm, _: &Ref, args: Args) -> Res<()> {
    match args.n_positional() {
        1 if !args.names.is_empty() => {
            Err(vm.type_error("type.__init__() takes no keyword arguments".to_owned()))
        }
        1 | 3 => Ok(()),
        _ => Err(vm.type_error("type.__init__() takes 1 or 3 arguments".to_owned())),
    }
}

/// Makes a class and tells its attributes and bases of it.
pub fn new_class(vm: &Vm, wanted: NewClass<'_>) -> Res {
    let bases =
        if wanted.bases.is_empty() { vec![vm.types.object.clone()] } else { wanted.bases.clone() };
    let base = best_base(vm, &bases)?;
    if wanted.name.contains('\0') {
        return Err(vm.value_error("type name must not contain null characters".to_owned()));
    }
    let namespace = vm.dict();
    vm.dict_update(&namespace, &wanted.namespace)?;
    if namespace.expect::<Dict>().keys().iter().any(|it| it.get::<Str>().is_none()) {
        let text = format!("non-string key in the __dict__ of class {}", wanted.name);
        vm.warn(&vm.exceptions.RuntimeWarning, &text)?;
    }
    let class = allocate(vm, &wanted, &bases, &base, &namespace)?;
    fill_namespace(vm, &class);
    add_slots(vm, &class, &base, &bases)?;
    share_keys(vm, &class);
    set_mro(vm, &class, &bases)?;
    // Every slot is looked for in all of them.
    vm.charge(64 * class.expect::<Type>().mro.len() as u64)?;
    finish(vm, &class, &bases)?;
    set_names(vm, &class)?;
    init_subclass(vm, &class, wanted.keywords)?;
    Ok(class)
}

/// Instances that have a dict by their class, not by a native type, share its keys
/// (`_PyDict_NewKeysForClass`).
fn share_keys(vm: &Vm, class: &Ref) {
    let it = class.expect::<Type>();
    if !it.flag(flag::HAS_DICT) || it.native.flags & flag::HAS_DICT != 0 || is_metaclass(it) {
        return;
    }
    let known = it.attributes().expect::<Dict>().get_name(&vm.names.__static_attributes__);
    let known = known.map(|it| vm.tuple_items(&it)).unwrap_or_default();
    let known = known.iter().filter_map(|it| vm.str_text(it)).collect();
    let is_inline = it.native.size == (16, 0) && it.n_slots.get() == 0;
    let keys = SharedKeys::new(known, super::MAX_SHARED_KEYS, is_inline);
    // A new class has none yet.
    let _ = it.shared_count.set(Rc::new(keys));
}

fn allocate(vm: &Vm, wanted: &NewClass<'_>, bases: &[Ref], base: &Ref, namespace: &Ref) -> Res {
    let parent = base.expect::<Type>();
    let it = Type::empty(parent.native, &wanted.name, false);
    it.flags.set(flag::BASETYPE | flag::HEAPTYPE | flag::HAVE_GC);
    let kept = flag::MATCH_SELF | flag::HAS_DICT | flag::HAS_WEAKREFS;
    for base in bases {
        let flags = base.expect::<Type>().flags.get();
        it.set_flag(flags & kept, true);
        // The first base that is matched as either says which (`inherit_patma_flags`).
        if !it.flag(flag::SEQUENCE | flag::MAPPING) {
            it.set_flag(flags & (flag::SEQUENCE | flag::MAPPING), true);
        }
    }
    it.base.set(Some(base.clone()));
    it.bases.set(Some(vm.tuple(bases.to_vec())));
    it.dict.set(Some(namespace.clone()));
    it.n_slots.set(parent.n_slots.get());
    let dict = namespace.expect::<Dict>();
    let qualname = match dict.remove_name(&vm.names.__qualname__) {
        Some(found) if vm.str_text(&found).is_none() => {
            return Err(vm.type_error(format!(
                "type __qualname__ must be a str, not {}",
                vm.type_name(&found)
            )));
        }
        Some(found) => found,
        None => vm.str(&wanted.name),
    };
    it.qualname.set(Some(qualname));
    let class = super::instantiate(wanted.metaclass, it);
    if let Some(cell) = dict.remove_name(&vm.names.__classcell__) {
        let Some(cell) = cell.get::<Cell>() else {
            let text = format!(
                "type.__new__(): __classcell__ must be a nonlocal cell, not <class '{}'>",
                vm.type_name(&cell)
            );
            return Err(vm.type_error(text));
        };
        cell.contents.set(Some(class.clone()));
    }
    Ok(class)
}

/// `__module__`, `__doc__`, and the functions that are class or static methods by their names.
fn fill_namespace(vm: &Vm, class: &Ref) {
    let dict = class.expect::<Type>().attributes();
    let dict = dict.expect::<Dict>();
    let names = &vm.names;
    if dict.get_name(&names.__module__).is_none()
        && let Some(module) = vm.current_module_name()
    {
        dict.insert_name(vm, &names.__module__, module);
    }
    if let Some(new) = dict.get_name(&names.__new__).filter(|it| it.get::<Function>().is_some()) {
        dict.insert_name(vm, &names.__new__, StaticMethod::object(vm, new));
    }
    for special in [&names.__init_subclass__, &names.__class_getitem__] {
        if let Some(found) = dict.get_name(special).filter(|it| it.get::<Function>().is_some()) {
            dict.insert_name(vm, special, ClassMethod::object(vm, found));
        }
    }
}

/// `__slots__`, `__dict__` and `__weakref__`.
fn add_slots(vm: &Vm, class: &Ref, base: &Ref, bases: &[Ref]) -> Res<()> {
    let it = class.expect::<Type>();
    let parent = base.expect::<Type>();
    let dict = it.attributes();
    let Some(written) = dict.expect::<Dict>().get_name(&vm.names.__slots__) else {
        if !parent.flag(flag::HAS_DICT) && !is_metaclass(parent) {
            add_dict(vm, class);
            it.set_flag(flag::HAS_DICT, true);
        }
        if !parent.flag(flag::HAS_WEAKREFS) {
            add_weakref(vm, class);
        }
        it.set_flag(flag::HAS_WEAKREFS, true);
        return Ok(());
    };
    let written =
        if vm.str_text(&written).is_some() { vec![written] } else { vm.iterate_to_vec(&written)? };
    if !written.is_empty() && parent.native.size.1 != 0 {
        let text = format!(
            "nonempty __slots__ not supported for subtype of '{}'",
            base.expect::<Type>().name.borrow()
        );
        return Err(vm.type_error(text));
    }
    let any_has = |flag| bases.iter().any(|it| it.expect::<Type>().flag(flag));
    let mut names: Vec<String> = Vec::new();
    for name in written {
        let Some(text) = vm.str_text(&name) else {
            return Err(vm.type_error(format!(
                "__slots__ items must be strings, not '{}'",
                vm.type_name(&name)
            )));
        };
        match text.as_str() {
            "__dict__" if any_has(flag::HAS_DICT) || is_metaclass(parent) => {
                return Err(disallowed(vm, "__dict__"));
            }
            "__dict__" => {
                add_dict(vm, class);
                it.set_flag(flag::HAS_DICT, true);
            }
            "__weakref__" if any_has(flag::HAS_WEAKREFS) => {
                return Err(disallowed(vm, "__weakref__"));
            }
            "__weakref__" => {
                add_weakref(vm, class);
                it.set_flag(flag::HAS_WEAKREFS, true);
            }
            _ if !is_identifier(&text) => {
                return Err(vm.type_error("__slots__ must be identifiers".to_owned()));
            }
            _ => names.push(mangled(&it.name.borrow(), &text)),
        }
    }
    for name in names.iter().filter(|it| *it != "__classcell__" && *it != "__qualname__") {
        if dict.expect::<Dict>().get_name(&vm.intern(name)).is_some() {
            return Err(
                vm.value_error(format!("'{name}' in __slots__ conflicts with class variable"))
            );
        }
    }
    names.sort();
    for name in names {
        let index = it.n_slots.get();
        it.n_slots.set(index + 1);
        let name = vm.intern(&name);
        let member = Member::object(vm, class, &name, index);
        dict.expect::<Dict>().insert_name(vm, &name, member);
    }
    Ok(())
}

/// Are its instances classes? They have the dict that `type` knows of, and no other.
fn is_metaclass(class: &Type) -> bool {
    std::ptr::eq(class.native, &super::DEF) || class.native.name == "type"
}

fn disallowed(vm: &Vm, name: &str) -> crate::error::Raised {
    vm.type_error(format!("{name} slot disallowed: we already got one"))
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|it| it == '_' || it.is_alphabetic())
        && chars.all(|it| it == '_' || it.is_alphanumeric())
}

/// Private names of a class (`_Py_Mangle`).
fn mangled(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || class.is_empty() {
        return name.to_owned();
    }
    format!("_{class}{name}")
}

fn add_dict(vm: &Vm, class: &Ref) {
    let attribute = getset(
        "__dict__",
        |vm, object| vm.instance_dict(object),
        |vm, object, value| vm.set_instance_dict(object, value),
    );
    let value = GetSet::object(vm, class, attribute);
    class.expect::<Type>().attributes().expect::<Dict>().insert_name_if_new(
        vm,
        &vm.names.__dict__,
        value,
    );
}

fn add_weakref(vm: &Vm, class: &Ref) {
    let get = |vm: &Vm, object: &Ref| {
        Ok(crate::heap::weak_references(object)
            .into_iter()
            .next()
            .unwrap_or_else(|| vm.none.clone()))
    };
    let value = GetSet::object(vm, class, crate::typedef::getter("__weakref__", get));
    class.expect::<Type>().attributes().expect::<Dict>().insert_name_if_new(
        vm,
        &vm.names.__weakref__,
        value,
    );
}

/// Only classes can be looked up in (`mro_check`).
fn check_mro(vm: &Vm, mro: &[Ref]) -> Res<()> {
    if mro.is_empty() {
        return Err(vm.type_error("type MRO must not be empty".to_owned()));
    }
    match mro.iter().find(|it| it.get::<Type>().is_none()) {
        None => Ok(()),
        Some(wrong) => {
            let name = vm.type_name(wrong);
            Err(vm.type_error(format!("mro() returned a non-class ('{name}')")))
        }
    }
}

/// The metaclass's `mro()`, or the usual order (`mro_invoke`).
fn set_mro(vm: &Vm, class: &Ref, bases: &[Ref]) -> Res<()> {
    let mut mro = vec![class.clone()];
    let metaclass = class.class();
    if super::native::has_own_mro(vm, &metaclass) {
        let found = vm.call_method(class, "mro", Args::none())?;
        mro = vm.iterate_to_vec(&found)?;
        check_mro(vm, &mro)?;
    } else {
        mro.extend(compute_mro(vm, bases)?);
    }
    class.expect::<Type>().mro.set(Some(vm.tuple(mro)));
    Ok(())
}

fn finish(vm: &Vm, class: &Ref, bases: &[Ref]) -> Res<()> {
    let it = class.expect::<Type>();
    let dict = it.attributes();
    let dict = dict.expect::<Dict>();
    let names = &vm.names;
    if dict.get_name(&names.__eq__).is_some() && dict.get_name(&names.__hash__).is_none() {
        dict.insert_name(vm, &names.__hash__, vm.none.clone());
    }
    if dict.get_name(&names.__doc__).is_none() {
        dict.insert_name(vm, &names.__doc__, vm.none.clone());
    }
    for base in bases {
        base.expect::<Type>().subclasses.borrow_mut().push(Weak::watching(class));
    }
    modified(class);
    slots::fill_from_methods(vm, class);
    Ok(())
}

/// `__set_name__` of what the body defined, in order.
fn set_names(vm: &Vm, class: &Ref) -> Res<()> {
    let dict = class.expect::<Type>().attributes();
    for (name, value) in dict.expect::<Dict>().entries() {
        let args = Args::positional([class.clone(), name.clone()]);
        if let Err(error) = vm.call_special(&value, &vm.names.__set_name__, args) {
            let note = format!(
                "Error calling __set_name__ on '{}' instance '{}' in '{}'",
                vm.type_name(&value),
                vm.text(&name),
                class.expect::<Type>().name.borrow()
            );
            vm.add_note(&error, &note);
            return Err(error);
        }
    }
    Ok(())
}

/// `super(class, class).__init_subclass__(**keywords)`.
fn init_subclass(vm: &Vm, class: &Ref, keywords: Vec<(Ref, Ref)>) -> Res<()> {
    let function = super_::lookup(vm, class, class, &vm.names.__init_subclass__)?;
    let mut args = Args::none();
    for (name, value) in keywords {
        args.names.push(name);
        args.values.push(Some(value));
    }
    vm.call(&function, args).map(drop)
}

/// The base whose layout instances have (`best_base`).
fn best_base(vm: &Vm, bases: &[Ref]) -> Res {
    let mut winner: Option<(Ref, Ref)> = None;
    for base in bases {
        check_is_class(vm, base)?;
        if !base.expect::<Type>().flag(flag::BASETYPE) {
            let text = format!(
                "type '{}' is not an acceptable base type",
                base.expect::<Type>().full_name()
            );
            return Err(vm.type_error(text));
        }
        let solid = solid_base(base);
        match &winner {
            Some((known, _)) if is_subtype(known, &solid) => {}
            Some((known, _)) if !is_subtype(&solid, known) => {
                return Err(
                    vm.type_error("multiple bases have instance lay-out conflict".to_owned())
                );
            }
            _ => winner = Some((solid, base.clone())),
        }
    }
    Ok(winner.map(|it| it.1).unwrap_or_else(|| vm.types.object.clone()))
}

/// The nearest base that says what instances are made of.
fn solid_base(class: &Ref) -> Ref {
    let it = class.expect::<Type>();
    let Some(base) = it.base.get() else { return class.clone() };
    let parent = base.expect::<Type>();
    let is_own = attributes::basicsize(class) != attributes::basicsize(&base)
        || it.native.size.1 != parent.native.size.1;
    if is_own { class.clone() } else { solid_base(&base) }
}

/// `class.__bases__ = bases`.
pub(super) fn set_bases(vm: &Vm, class: &Ref, value: Option<Ref>) -> Res<()> {
    let it = class.expect::<Type>();
    let name = it.name.borrow().clone();
    let Some(value) = value else {
        return Err(vm.type_error(format!("cannot delete '__bases__' attribute of type '{name}'")));
    };
    if it.flag(flag::IMMUTABLE) {
        return Err(vm.type_error(format!(
            "cannot set '__bases__' attribute of immutable type '{}'",
            it.full_name()
        )));
    }
    if !vm.is_instance_of(&value, &vm.types.tuple) {
        return Err(vm.type_error(format!(
            "can only assign tuple to {name}.__bases__, not {}",
            vm.type_name(&value)
        )));
    }
    let bases = vm.tuple_items(&value);
    if bases.is_empty() {
        return Err(
            vm.type_error(format!("can only assign non-empty tuple to {name}.__bases__, not ()"))
        );
    }
    for base in &bases {
        if base.get::<Type>().is_none() {
            return Err(vm.type_error(format!(
                "{name}.__bases__ must be tuple of classes, not '{}'",
                vm.type_name(base)
            )));
        }
        if is_subtype(base, class) {
            return Err(vm.type_error("a __bases__ item causes an inheritance cycle".to_owned()));
        }
    }
    let base = best_base(vm, &bases)?;
    let old = it.base.get().expect("a class has a base");
    if !std::ptr::eq(base.expect::<Type>().native, old.expect::<Type>().native) {
        let text = format!(
            "__bases__ assignment: '{}' object layout differs from '{}'",
            base.expect::<Type>().name.borrow(),
            old.expect::<Type>().name.borrow()
        );
        return Err(vm.type_error(text));
    }
    replace_bases(vm, class, base, bases)
}

fn replace_bases(vm: &Vm, class: &Ref, base: Ref, bases: Vec<Ref>) -> Res<()> {
    let it = class.expect::<Type>();
    let old: Slot = Slot::new(it.bases.get());
    it.bases.set(Some(vm.tuple(bases.clone())));
    for class in super::with_subclasses(class) {
        let bases = vm.tuple_items(&attributes::bases(vm, &class)?);
        if let Err(error) = set_mro(vm, &class, &bases) {
            it.bases.set(old.take());
            return Err(error);
        }
    }
    for old in vm.tuple_items(&old.take().expect("it had bases")) {
        let is_other = |it: &Weak| it.upgrade().is_some_and(|it| !it.is(class));
        old.expect::<Type>().subclasses.borrow_mut().retain(is_other);
    }
    for base in &bases {
        base.expect::<Type>().subclasses.borrow_mut().push(Weak::watching(class));
    }
    it.base.set(Some(base));
    modified(class);
    for class in super::with_subclasses(class) {
        slots::fill_from_methods(vm, &class);
    }
    Ok(())
}
