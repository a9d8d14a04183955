//! Where an attribute was found, so that the next look can go straight there.
//!
//! Apart from the look-ups because these run seldom: a place holds until a version changes.

use crate::heap::Ref;
use crate::objects::code::Cache;
use crate::objects::code::cache::Place;
use crate::objects::descriptor::Member;
use crate::objects::dict::Dict;
use crate::objects::function::Function;
use crate::objects::module::Module;
use crate::objects::property::Property;
use crate::objects::type_::{ClassPlace, Type};
use crate::typedef::flag;
use crate::vm::Vm;

/// Learns where `object.name` is.
pub(super) fn load(vm: &Vm, cache: &Cache, object: &Ref, name: &Ref, is_called: bool) {
    if !name.is_interned() {
        return;
    }
    if object.get::<Type>().is_some() {
        return of_class(vm, cache, object, name);
    }
    let class = object.ty();
    if object.is_exactly(&vm.types.module) {
        return of_module(vm, cache, object, class, name);
    }
    if !is_generic(vm, class) {
        return;
    }
    let place = vm.method_cache.place(vm, class, name);
    match place.and_then(|place| Some((place, class.at(place)?))) {
        Some((place, found)) => {
            of_instance_and_class(vm, cache, object, name, is_called, place, &found)
        }
        None => of_instance(cache, object, name),
    }
}

/// Does the class look attributes up in the usual way?
fn is_generic(vm: &Vm, class: &Type) -> bool {
    let generic = vm.types.object.expect::<Type>().slots.tp_getattro.get();
    class.slots.tp_getattro.get().map(|it| it as usize) == generic.map(|it| it as usize)
}

/// The attribute of a class that is asked itself; its metaclass is `type` and knows no such name.
fn of_class(vm: &Vm, cache: &Cache, object: &Ref, name: &Ref) {
    let class = object.expect::<Type>();
    if !object.is_exactly(&vm.types.type_)
        || vm.method_cache.place(vm, vm.types.type_.expect::<Type>(), name).is_some()
    {
        return;
    }
    let Some(place) = vm.method_cache.place(vm, class, name) else { return };
    let Some(found) = class.at(place) else { return };
    let is_itself =
        found.ty().slots.tp_descr_get.get().is_none() || found.ty().flag(flag::METHOD_DESCRIPTOR);
    if is_itself {
        cache.set(Place::Type, class.version.get(), place.entry as usize, place.base);
    }
}

fn of_module(vm: &Vm, cache: &Cache, object: &Ref, class: &Type, name: &Ref) {
    let in_class = vm.method_cache.place(vm, class, name).is_some();
    let dict = object.expect::<Module>().dict.expect::<Dict>();
    if let Some(entry) = dict.place_of_name(name)
        && !in_class
    {
        cache.set(Place::Module, dict.keys_version(vm), entry, 0);
    }
}

/// The class has an attribute of that name.
fn of_instance_and_class(
    vm: &Vm,
    cache: &Cache,
    object: &Ref,
    name: &Ref,
    is_called: bool,
    place: ClassPlace,
    found: &Ref,
) {
    let class = object.ty();
    let kind = found.ty();
    let version = class.version.get();
    let set = |what| cache.set(what, version, place.entry as usize, place.base);
    if kind.slots.tp_descr_set.get().is_some() {
        if let Some(member) = found.get::<Member>() {
            cache.set(Place::Slot, version, member.index, 0);
        } else if found.is_exactly(&vm.types.property)
            && !is_called
            && found.expect::<Property>().getter().is_some()
        {
            set(Place::Property);
        }
        return;
    }
    if object.ext().is_some() && class.flag(flag::HAS_DICT) && class.shared_key(name).is_some() {
        return of_instance(cache, object, name);
    }
    if object.get::<Module>().is_some() {
        return;
    }
    if kind.flag(flag::METHOD_DESCRIPTOR) {
        if is_called {
            set(Place::Method);
        }
    } else if kind.slots.tp_descr_get.get().is_none() {
        set(Place::Class);
    }
}

/// The instance has it among its values or in its dict, and nothing in the class comes first.
fn of_instance(cache: &Cache, object: &Ref, name: &Ref) {
    let class = object.ty();
    let version = class.version.get();
    let Some(ext) = object.ext().filter(|_| class.flag(flag::HAS_DICT) && version != 0) else {
        return;
    };
    if let Some(dict) = ext.dict.get() {
        if let Some(entry) = dict.expect::<Dict>().place_of_name(name) {
            cache.set(Place::Dict, version, entry, 0);
        }
    } else if let Some(index) = class.shared_key(name) {
        cache.set(Place::Value, version, class.n_slots.get() + index, 0);
    }
}

/// Learns where `super(class, object).name` is, if it is a function.
pub(super) fn behind(vm: &Vm, cache: &Cache, class: &Ref, object: &Ref, name: &Ref) {
    let own = object.ty();
    if object.get::<Type>().is_some() || !name.is_interned() || name.is(&vm.names.__class__) {
        return;
    }
    // Gives the class a version.
    vm.method_cache.place(vm, own, name);
    let Some(at) = (0..own.mro.len()).find(|at| own.mro.get(*at).is_some_and(|it| it.is(class)))
    else {
        return;
    };
    let Some(place) = own.find_behind(at + 1, name) else { return };
    let is_function = own.at(place).is_some_and(|it| it.get::<Function>().is_some());
    if is_function && place.base < 1 << 16 {
        let more = (at as u32) << 16 | place.base;
        cache.set(Place::Super, own.version.get(), place.entry as usize, more);
    }
}

/// Learns where `object.name` was put.
pub(super) fn store(vm: &Vm, cache: &Cache, object: &Ref, name: &Ref) {
    let class = object.ty();
    let generic = vm.types.object.expect::<Type>().slots.tp_setattro.get();
    let is_generic =
        class.slots.tp_setattro.get().map(|it| it as usize) == generic.map(|it| it as usize);
    if !is_generic || !name.is_interned() || object.get::<Module>().is_some() {
        return;
    }
    let place = vm.method_cache.place(vm, class, name);
    let Some(found) = place.and_then(|it| class.at(it)) else {
        return of_instance(cache, object, name);
    };
    if let Some(member) = found.get::<Member>() {
        cache.set(Place::Slot, class.version.get(), member.index, 0);
    } else if found.ty().slots.tp_descr_set.get().is_none() {
        of_instance(cache, object, name);
    }
}
