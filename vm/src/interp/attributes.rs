//! `LOAD_ATTR`, `STORE_ATTR` and `LOAD_SUPER_ATTR`, with what they remember.

mod learn;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::code::cache::{Found, Place};
use crate::objects::code::{Cache, Code};
use crate::objects::dict::Dict;
use crate::objects::function::Function;
use crate::objects::module::Module;
use crate::objects::super_;
use crate::objects::type_::{ClassPlace, Type};
use crate::vm::Vm;

/// What `LOAD_ATTR` found.
pub(super) enum Loaded {
    /// The attribute.
    Value(Ref),
    /// A function of the class, to be called with the object.
    Method(Ref),
    /// The function that computes the attribute of the object.
    Getter(Ref),
}

use Loaded::*;

/// `object.name`; `is_called`: it is called next.
#[inline(never)]
pub(super) fn load(
    vm: &Vm,
    code: &Code,
    at: usize,
    object: &Ref,
    name: usize,
    is_called: bool,
) -> Res<Loaded> {
    let cache = code.cache(at);
    let name = &code.names[name];
    if let Some(found) = remembered(cache.get(), object, name) {
        return Ok(found);
    }
    load_slowly(vm, code, at, object, name, is_called)
}

#[inline(never)]
fn load_slowly(
    vm: &Vm,
    code: &Code,
    at: usize,
    object: &Ref,
    name: &Ref,
    is_called: bool,
) -> Res<Loaded> {
    let cache = code.cache(at);
    if let Some(found) = cache.before().find_map(|it| remembered(it, object, name)) {
        return Ok(found);
    }
    if cache.missed() {
        learn::load(vm, cache, object, name, is_called);
        if let Some(found) = remembered(cache.get(), object, name) {
            return Ok(found);
        }
    }
    if !is_called {
        return vm.get_attribute(object, name).map(Value);
    }
    let (found, takes_self) = vm.get_method(object, name)?;
    Ok(if takes_self { Method(found) } else { Value(found) })
}

#[inline(always)]
fn remembered(found: Found, object: &Ref, name: &Ref) -> Option<Loaded> {
    match found.place {
        Place::Value => {
            let ext = object.ext()?;
            if object.ty().version.get() != found.version || !ext.dict.is_none() {
                return None;
            }
            ext.value(found.index as usize).map(Value)
        }
        Place::Method => in_class(found, object, name, Method),
        Place::Unknown => None,
        _ => remembered_elsewhere(found, object, name),
    }
}

fn remembered_elsewhere(found: Found, object: &Ref, name: &Ref) -> Option<Loaded> {
    match found.place {
        Place::Slot if object.ty().version.get() == found.version => {
            object.ext()?.value(found.index as usize).map(Value)
        }
        Place::Dict if object.ty().version.get() == found.version => {
            let dict = object.ext()?.dict.get()?;
            dict.expect::<Dict>().get_name_near(found.index as usize, name).map(Value)
        }
        Place::Class => in_class(found, object, name, Value),
        Place::Property if object.ty().version.get() == found.version => {
            let property = object.ty().at(class_place(found))?;
            property.get::<crate::objects::property::Property>()?.getter().map(Getter)
        }
        Place::Type => {
            let class = object.get::<Type>()?;
            if class.version.get() != found.version {
                return None;
            }
            class.at(class_place(found)).map(Value)
        }
        Place::Module => {
            let dict = object.get::<Module>()?.dict.expect::<Dict>();
            dict.value_of_version(found.version, found.index as usize).map(Value)
        }
        _ => None,
    }
}

fn class_place(found: Found) -> ClassPlace {
    ClassPlace { base: found.more, entry: found.index }
}

/// An attribute of the class, unless the instance has one of that name.
#[inline(always)]
fn in_class(found: Found, object: &Ref, name: &Ref, made: fn(Ref) -> Loaded) -> Option<Loaded> {
    let class = object.ty();
    if class.version.get() != found.version {
        return None;
    }
    if let Some(dict) = object.ext().and_then(|it| it.dict.get())
        && let Some(own) = dict.expect::<Dict>().get_name(name)
    {
        return Some(Value(own));
    }
    class.at(class_place(found)).map(made)
}

/// `object.name = value`.
#[inline(never)]
pub(super) fn store(
    vm: &Vm,
    code: &Code,
    at: usize,
    object: &Ref,
    name: &Ref,
    value: Ref,
) -> Res<()> {
    let found = code.cache(at).get();
    if let Some(ext) = object.ext()
        && object.ty().version.get() == found.version
    {
        let index = found.index as usize;
        match found.place {
            Place::Value if ext.dict.is_none() && index <= ext.len() => {
                let old = ext.replace(index, Some(value));
                drop(old);
                return Ok(());
            }
            Place::Slot => {
                let old = ext.replace(index, Some(value));
                drop(old);
                return Ok(());
            }
            Place::Dict if let Some(dict) = ext.dict.get() => {
                dict.expect::<Dict>().insert_name(vm, name, value);
                return Ok(());
            }
            _ => {}
        }
    }
    let learns = code.cache(at).missed();
    vm.set_attribute(object, name, Some(value))?;
    if learns {
        learn::store(vm, code.cache(at), object, name);
    }
    Ok(())
}

/// A function that stands behind `class` in the order of the object's class.
#[inline]
fn remembered_super(found: Found, class: &Ref, object: &Ref) -> Option<Ref> {
    let own = object.ty();
    if found.place != Place::Super || own.version.get() != found.version {
        return None;
    }
    let (at, base) = (found.more >> 16, found.more & 0xFFFF);
    if !own.mro.get(at as usize)?.is(class) {
        return None;
    }
    own.at(ClassPlace { base, entry: found.index })
}

/// `super().name`: the attribute, and the object where it is to be called as its method.
pub(super) fn load_super(
    vm: &Vm,
    cache: &Cache,
    function: &Ref,
    class: Ref,
    object: Ref,
    name: &Ref,
    arg: u32,
) -> Res<(Ref, Option<Ref>)> {
    if function.is(&vm.types.super_)
        && let Some(found) = remembered_super(cache.get(), &class, &object)
    {
        return Ok((found, Some(object)));
    }
    if !function.is(&vm.types.super_) {
        let args = if arg & 2 != 0 { Args::positional([class, object]) } else { Args::none() };
        let made = vm.call(function, args)?;
        return vm.get_attribute(&made, name).map(|it| (it, None));
    }
    if class.get::<Type>().is_none() {
        let text = format!("super() argument 1 must be a type, not {}", vm.type_name(&class));
        return Err(vm.type_error(text));
    }
    if arg & 1 != 0 && cache.missed() {
        learn::behind(vm, cache, &class, &object, name);
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
