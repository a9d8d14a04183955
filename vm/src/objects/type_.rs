//! `type`: classes, their order of resolution, and the lookup of attributes in them.

mod attributes;
mod create;
mod mro;
mod native;
mod signatures;
mod update;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use crate::heap::{Payload, Ref, Slot, Weak};
use crate::objects::dict::{Dict, SharedKeys};
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::slots::SlotTable;
use crate::typedef::{TypeDef, flag};
use crate::vm::Vm;

pub use attributes::{get_class_attribute, lookup_and_bind, native_size};
pub use create::{NewClass, new_class};
pub use mro::{Mro, calculate_metaclass, compute_mro};
pub use native::{DEF, add_native, instantiate, native_new_of, ready};

/// A class.
pub struct Type {
    /// `__name__`.
    pub name: RefCell<String>,
    /// `__qualname__`.
    pub qualname: Slot,
    /// `__base__`: the base whose layout instances have.
    pub base: Slot,
    /// `__bases__`, a tuple.
    pub bases: Slot,
    /// `__mro__`, itself first.
    pub mro: Mro,
    /// `__dict__`, a dict; empty only while the first types are made.
    pub dict: Slot,
    /// What instances can do.
    pub slots: SlotTable,
    /// Bits of `typedef::flag`.
    pub flags: Cell<u32>,
    /// Changes with every change of the class or its bases; zero while nothing may rely on it.
    pub version: Cell<u32>,
    /// Classes that derive from it directly, oldest first.
    pub subclasses: RefCell<Vec<Weak>>,
    /// The native type whose payload instances have.
    pub native: &'static TypeDef,
    /// Is it that native type itself?
    pub is_native: bool,
    /// How many `__slots__` instances have, those of bases included.
    pub n_slots: Cell<usize>,
    /// Attribute names of instances in the order of their values (CPython's shared keys).
    pub shared_keys: RefCell<Vec<Ref>>,
    /// For how many of them there is room; unset where instances have no dict or one of their own.
    pub shared_count: OnceCell<Rc<SharedKeys>>,
}

/// A place in the dict of a class or of one of its bases.
#[derive(Clone, Copy, Debug)]
pub struct ClassPlace {
    /// Which class in the order of resolution.
    pub base: u32,
    /// Which entry of its dict.
    pub entry: u32,
}

/// How many attributes an instance keeps without a dict of its own (`SHARED_KEYS_MAX_SIZE`).
pub const MAX_SHARED_KEYS: usize = 30;

impl Payload for Type {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.dict.visit(visit);
        self.mro.visit(visit);
        self.bases.visit(visit);
        self.base.visit(visit);
    }

    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        self.traverse(visit);
        self.qualname.visit(visit);
        self.shared_keys.borrow().iter().for_each(visit);
    }

    fn clear(&self) {
        if !self.flag(flag::HEAPTYPE) {
            return;
        }
        if let Some(dict) = self.dict.get() {
            dict.expect::<Dict>().clear();
        }
        self.mro.set(None);
    }
}

impl Type {
    /// Are these bits set?
    #[inline]
    pub fn flag(&self, flag: u32) -> bool {
        self.flags.get() & flag != 0
    }

    /// Sets or unsets bits.
    pub fn set_flag(&self, flag: u32, on: bool) {
        let others = self.flags.get() & !flag;
        self.flags.set(if on { others | flag } else { others });
    }

    /// Its attributes.
    pub fn attributes(&self) -> Ref {
        self.dict.get().expect("a type that is ready has a dict")
    }

    /// The index of an attribute among the values of instances.
    pub fn shared_key(&self, name: &Ref) -> Option<usize> {
        self.shared_keys.borrow().iter().position(|it| it.is(name))
    }

    /// Is there a place for this attribute among those that instances share?
    pub fn takes_shared_key(&self, name: &Ref) -> bool {
        let name = name.get::<Str>();
        let (Some(count), Some(name)) = (self.shared_count.get(), name) else { return false };
        count.takes(&name.to_string_lossy())
    }

    /// Where the attribute `name`, a str, stands in the class or its bases.
    pub fn find(&self, name: &Ref) -> Option<ClassPlace> {
        self.find_behind(0, name)
    }

    /// As [`Self::find`], without the first classes in the order of resolution.
    pub fn find_behind(&self, first: usize, name: &Ref) -> Option<ClassPlace> {
        let mro = self.mro.tuple()?;
        for (index, base) in mro.expect::<Tuple>().items().iter().enumerate().skip(first) {
            let found = base.expect::<Type>().dict.get()?.expect::<Dict>().place_of_name(name);
            if let Some(entry) = found {
                return Some(ClassPlace { base: index as u32, entry: entry as u32 });
            }
        }
        None
    }

    /// What stands there; it must have been found while the class had its version.
    #[inline]
    pub fn at(&self, place: ClassPlace) -> Option<Ref> {
        let entry = place.entry as usize;
        if place.base == 0 {
            return self.dict.get()?.expect::<Dict>().value_at(entry);
        }
        let base = self.mro.get(place.base as usize)?;
        base.expect::<Type>().dict.get()?.expect::<Dict>().value_at(entry)
    }

    /// `tp_name`: with its module for native types.
    pub fn full_name(&self) -> String {
        if self.is_native { self.native.name.to_owned() } else { self.name.borrow().clone() }
    }
}

/// Is `class` the other one, or derived from it (`PyType_IsSubtype`)?
pub fn is_subtype(class: &Ref, other: &Ref) -> bool {
    if class.is(other) {
        return true;
    }
    let Some(class) = class.get::<Type>() else { return false };
    let Some(mro) = class.mro.tuple() else { return false };
    mro.expect::<Tuple>().items().iter().any(|it| it.is(other))
}

/// The attribute `name` of a class or its bases, unbound (`_PyType_Lookup`).
pub fn lookup(vm: &Vm, class: &Ref, name: &Ref) -> Option<Ref> {
    let class = class.expect::<Type>();
    lookup_in(vm, class, name)
}

/// As [`lookup`], for the payload.
#[inline]
pub fn lookup_in(vm: &Vm, class: &Type, name: &Ref) -> Option<Ref> {
    if name.is_interned() {
        return vm.method_cache.find(vm, class, name);
    }
    // Natives are called with whatever a program gives them.
    name.get::<Str>()?;
    lookup_uncached(vm, class, &vm.interned(name))
}

/// The search itself.
pub fn lookup_uncached(_: &Vm, class: &Type, name: &Ref) -> Option<Ref> {
    class.at(class.find(name)?)
}

/// The class changed: nothing remembered of it or its subclasses holds (`PyType_Modified`).
pub fn modified(class: &Ref) {
    for class in with_subclasses(class) {
        class.expect::<Type>().version.set(0);
    }
}

/// A class and all that derive from it, bases first.
pub fn with_subclasses(class: &Ref) -> Vec<Ref> {
    let mut found = vec![class.clone()];
    let mut at = 0;
    while at < found.len() {
        let more: Vec<Ref> = subclasses(&found[at]);
        for it in more {
            if !found.iter().any(|known| known.is(&it)) {
                found.push(it);
            }
        }
        at += 1;
    }
    found
}

/// The classes that derive directly from it.
pub fn subclasses(class: &Ref) -> Vec<Ref> {
    let Some(class) = class.get::<Type>() else { return Vec::new() };
    class.subclasses.borrow().iter().filter_map(Weak::upgrade).collect()
}

/// Sets an attribute of a class from within: no check, but slots and caches follow.
pub fn set_attribute(vm: &Vm, class: &Ref, name: &str, value: Ref) {
    let dict = class.expect::<Type>().attributes();
    dict.expect::<Dict>().insert_name(vm, &vm.intern(name), value);
    modified(class);
}

/// Does the object's class say itself what its items or keys are? Then natives must ask it.
pub fn overrides_iteration(vm: &Vm, object: &Ref) -> bool {
    let class = object.class();
    let Some(native) = native_class(&class) else { return true };
    let iter = &vm.names.__iter__;
    lookup(vm, &class, iter).map(|it| it.address())
        != lookup(vm, &native, iter).map(|it| it.address())
}

/// The native type whose payload instances have.
fn native_class(class: &Ref) -> Option<Ref> {
    let mut at = class.clone();
    while !at.expect::<Type>().is_native {
        at = at.expect::<Type>().base.get()?;
    }
    Some(at)
}
