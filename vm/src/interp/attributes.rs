//! `LOAD_ATTR`, `STORE_ATTR` and `LOAD_SUPER_ATTR`, with what they remember.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::code::{Cache, Code};
use crate::objects::function::Function;
use crate::objects::super_;
use crate::objects::type_::{self, Type};
use crate::typedef::flag;
use crate::vm::Vm;

/// `object.name`.
#[inline]
pub(super) fn load(vm: &Vm, code: &Code, at: usize, object: Ref, name: usize) -> Res {
    if let Some(found) = cached_value(code, at, &object) {
        return Ok(found);
    }
    let name = &code.names[name];
    remember_value(vm, code, at, &object, name);
    vm.get_attribute(&object, name)
}

#[inline]
fn cached_value(code: &Code, at: usize, object: &Ref) -> Option<Ref> {
    let caches = code.caches.borrow();
    let Cache::Value(version, index) = caches[at] else { return None };
    let ext = object.ext()?;
    if object.ty().version.get() != version || !ext.dict.is_none() {
        return None;
    }
    ext.value(index)
}

/// Does the class look attributes up in the usual way?
fn is_generic(vm: &Vm, class: &Type) -> bool {
    let generic = vm.types.object.expect::<Type>().slots.tp_getattro.get();
    class.slots.tp_getattro.get().map(|it| it as usize) == generic.map(|it| it as usize)
}

/// An attribute that stands among the instance's values, and nothing in the class comes before it.
fn remember_value(vm: &Vm, code: &Code, at: usize, object: &Ref, name: &Ref) {
    let class = object.ty();
    if !class.flag(flag::HAS_DICT)
        || object.ext().is_none_or(|it| !it.dict.is_none())
        || !is_generic(vm, class)
    {
        return;
    }
    let in_class = type_::lookup_in(vm, class, name);
    if in_class.is_some_and(|it| it.ty().slots.tp_descr_set.get().is_some()) {
        return;
    }
    let version = class.version.get();
    if let Some(index) = class.shared_key(name)
        && version != 0
    {
        let old = std::mem::replace(
            &mut code.caches.borrow_mut()[at],
            Cache::Value(version, class.n_slots.get() + index),
        );
        drop(old);
    }
}

/// `object.name` that is called next: a function and the object, or an attribute alone.
#[inline]
pub(super) fn load_method(
    vm: &Vm,
    code: &Code,
    at: usize,
    object: Ref,
    name: usize,
) -> Res<(Ref, Option<Ref>)> {
    if let Some(found) = cached_method(code, at, &object) {
        return Ok((found, Some(object)));
    }
    let name = &code.names[name];
    let (found, takes_self) = vm.get_method(&object, name)?;
    if !takes_self {
        return Ok((found, None));
    }
    let class = object.ty();
    let version = class.version.get();
    // An instance attribute would come first: remembered only where instances have none of that name.
    if version != 0 && class.shared_key(name).is_none() {
        let old = std::mem::replace(
            &mut code.caches.borrow_mut()[at],
            Cache::Method(version, found.clone()),
        );
        drop(old);
    }
    Ok((found, Some(object)))
}

#[inline]
fn cached_method(code: &Code, at: usize, object: &Ref) -> Option<Ref> {
    let caches = code.caches.borrow();
    let Cache::Method(version, function) = &caches[at] else { return None };
    let class = object.ty();
    if class.version.get() != *version {
        return None;
    }
    if let Some(ext) = object.ext()
        && !ext.dict.is_none()
    {
        return None;
    }
    Some(function.clone())
}

/// `object.name = value`.
#[inline]
pub(super) fn store(
    vm: &Vm,
    code: &Code,
    at: usize,
    object: &Ref,
    name: &Ref,
    value: Ref,
) -> Res<()> {
    if let Cache::Value(version, index) = code.caches.borrow()[at]
        && let Some(ext) = object.ext()
        && object.ty().version.get() == version
        && ext.dict.is_none()
        && index < ext.len()
    {
        let old = ext.replace(index, Some(value));
        drop(old);
        return Ok(());
    }
    vm.set_attribute(object, name, Some(value))?;
    let generic = vm.types.object.expect::<Type>().slots.tp_setattro.get();
    if object.ty().slots.tp_setattro.get().map(|it| it as usize) == generic.map(|it| it as usize) {
        remember_value(vm, code, at, object, name);
    }
    Ok(())
}

/// `super().name`: the attribute, and the object where it is to be called as its method.
pub(super) fn load_super(
    vm: &Vm,
    function: &Ref,
    class: Ref,
    object: Ref,
    name: &Ref,
    arg: u32,
) -> Res<(Ref, Option<Ref>)> {
    if !function.is(&vm.types.super_) {
        let args = if arg & 2 != 0 { Args::positional([class, object]) } else { Args::none() };
        let made = vm.call(function, args)?;
        return vm.get_attribute(&made, name).map(|it| (it, None));
    }
    if class.get::<Type>().is_none() {
        let text = format!("super() argument 1 must be a type, not {}", vm.type_name(&class));
        return Err(vm.type_error(text));
    }
    let found = super_::lookup_or_own(vm, &class, &object, name)?;
    if arg & 1 != 0
        && let Some(method) = found.get::<crate::objects::method::Method>()
        && method.object.is(&object)
        && method.function.get::<Function>().is_some()
    {
        return Ok((method.function.clone(), Some(object)));
    }
    Ok((found, None))
}
