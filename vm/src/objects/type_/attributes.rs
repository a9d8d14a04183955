//! Attributes of classes: `type.__getattribute__`, and what `type` computes.

use super::{Type, lookup, modified, update};
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::descriptor::GetSet;
use crate::objects::dict::Dict;
use crate::objects::mappingproxy::MappingProxy;
use crate::slots;
use crate::typedef::flag;
use crate::vm::Vm;

/// `type_getattro`: a data descriptor of the metaclass, the class's own attribute, the metaclass's.
pub(super) fn get(vm: &Vm, class: &Ref, name: &Ref) -> Res {
    check_name(vm, name)?;
    match get_class_attribute(vm, class, name)? {
        Some(found) => Ok(found),
        None => {
            let text = format!(
                "type object '{}' has no attribute '{}'",
                class.expect::<Type>().name.borrow(),
                vm.text(name)
            );
            Err(vm.attribute_error(text, class, name))
        }
    }
}

/// As `type.__getattribute__`, `None` where there is no such attribute.
pub fn get_class_attribute(vm: &Vm, class: &Ref, name: &Ref) -> Res<Option<Ref>> {
    let metaclass = class.class();
    let meta = lookup(vm, &metaclass, name);
    let meta_get = meta.as_ref().and_then(|it| it.ty().slots.tp_descr_get.get());
    if let (Some(meta), Some(get)) = (&meta, meta_get)
        && meta.ty().slots.tp_descr_set.get().is_some()
    {
        return get(vm, meta, Some(class), Some(&metaclass)).map(Some);
    }
    if let Some(found) = lookup(vm, class, name) {
        return match found.ty().slots.tp_descr_get.get() {
            Some(get) => get(vm, &found, None, Some(class)).map(Some),
            None => Ok(Some(found)),
        };
    }
    match (meta, meta_get) {
        (Some(meta), Some(get)) => get(vm, &meta, Some(class), Some(&metaclass)).map(Some),
        (meta, _) => Ok(meta),
    }
}

/// An attribute of the object's class, bound to the object; no instance attribute
/// (`lookup_maybe_method` and the call of `tp_descr_get`).
pub fn lookup_and_bind(vm: &Vm, object: &Ref, name: &Ref) -> Res<Option<Ref>> {
    let class = object.class();
    let Some(found) = lookup(vm, &class, name) else { return Ok(None) };
    match found.ty().slots.tp_descr_get.get() {
        Some(get) => get(vm, &found, Some(object), Some(&class)).map(Some),
        None => Ok(Some(found)),
    }
}

/// `type_setattro`: only classes made in Python can be changed.
/// Natives are called with whatever a program gives them.
fn check_name(vm: &Vm, name: &Ref) -> Res<()> {
    if name.get::<crate::objects::str_::Str>().is_some() {
        return Ok(());
    }
    let given = vm.type_name(name);
    Err(vm.type_error(format!("attribute name must be string, not '{given}'")))
}

pub(super) fn set(vm: &Vm, class: &Ref, name: &Ref, value: Option<Ref>) -> Res<()> {
    check_name(vm, name)?;
    let it = class.expect::<Type>();
    let text = vm.text(name);
    if it.flag(flag::IMMUTABLE) {
        let text = format!("cannot set '{text}' attribute of immutable type '{}'", it.full_name());
        return Err(vm.type_error(text));
    }
    let name = vm.interned(name);
    vm.generic_set_attribute_of_type(class, &name, value)?;
    modified(class);
    slots::update_slot(vm, class, &text);
    update::finalizers(class);
    Ok(())
}

pub(super) fn name(vm: &Vm, class: &Ref) -> Res {
    Ok(vm.str(&class.expect::<Type>().name.borrow()))
}

fn check_settable(vm: &Vm, class: &Ref, name: &str, value: &Option<Ref>) -> Res<Ref> {
    let it = class.expect::<Type>();
    if it.flag(flag::IMMUTABLE) {
        return Err(vm.type_error(format!(
            "cannot set '{name}' attribute of immutable type '{}'",
            it.full_name()
        )));
    }
    value.clone().ok_or_else(|| {
        vm.type_error(format!("cannot delete '{name}' attribute of type '{}'", it.name.borrow()))
    })
}

pub(super) fn set_name(vm: &Vm, class: &Ref, value: Option<Ref>) -> Res<()> {
    let value = check_settable(vm, class, "__name__", &value)?;
    let Some(text) = vm.str_text(&value) else {
        let it = class.expect::<Type>();
        let text = format!(
            "can only assign string to {}.__name__, not '{}'",
            it.name.borrow(),
            vm.type_name(&value)
        );
        return Err(vm.type_error(text));
    };
    *class.expect::<Type>().name.borrow_mut() = text;
    Ok(())
}

pub(super) fn qualname(_: &Vm, class: &Ref) -> Res {
    Ok(class.expect::<Type>().qualname.get().expect("every class has one"))
}

pub(super) fn set_qualname(vm: &Vm, class: &Ref, value: Option<Ref>) -> Res<()> {
    let value = check_settable(vm, class, "__qualname__", &value)?;
    if vm.str_text(&value).is_none() {
        let it = class.expect::<Type>();
        let text = format!(
            "can only assign string to {}.__qualname__, not '{}'",
            it.name.borrow(),
            vm.type_name(&value)
        );
        return Err(vm.type_error(text));
    }
    class.expect::<Type>().qualname.set(Some(value));
    Ok(())
}

fn own(class: &Ref, name: &Ref) -> Option<Ref> {
    let it = class.expect::<Type>();
    let found = it.attributes().expect::<Dict>().get_name(name)?;
    // What native types compute for instances says nothing of themselves.
    (!it.is_native || found.get::<GetSet>().is_none()).then_some(found)
}

pub(super) fn module(vm: &Vm, class: &Ref) -> Res {
    let it = class.expect::<Type>();
    if it.is_native {
        // Its dict may hold what computes the name for instances.
        let module = it.native.name.rsplit_once('.').map(|it| vm.intern(it.0));
        return Ok(module.unwrap_or_else(|| vm.names.builtins.clone()));
    }
    if let Some(found) = own(class, &vm.names.__module__) {
        return Ok(found);
    }
    if class.expect::<Type>().flag(flag::HEAPTYPE) {
        return Err(vm.attribute_error("__module__".to_owned(), class, &vm.names.__module__));
    }
    Ok(vm.names.builtins.clone())
}

pub(super) fn set_module(vm: &Vm, class: &Ref, value: Option<Ref>) -> Res<()> {
    let value = check_settable(vm, class, "__module__", &value)?;
    super::set_attribute(vm, class, "__module__", value);
    // The line is one of the old module.
    let line = vm.intern("__firstlineno__");
    drop(class.expect::<Type>().attributes().expect::<Dict>().remove_name(&line));
    Ok(())
}

pub(super) fn bases(vm: &Vm, class: &Ref) -> Res {
    Ok(class.expect::<Type>().bases.get().unwrap_or_else(|| vm.empty_tuple()))
}

pub(super) fn mro(vm: &Vm, class: &Ref) -> Res {
    Ok(class.expect::<Type>().mro.tuple().unwrap_or_else(|| vm.none.clone()))
}

pub(super) fn mro_method(vm: &Vm, class: &Ref) -> Res {
    let bases = bases(vm, class)?;
    let mut found = vec![class.clone()];
    found.extend(super::compute_mro(vm, &vm.tuple_items(&bases))?);
    Ok(vm.list(found))
}

pub(super) fn dict(vm: &Vm, class: &Ref) -> Res {
    Ok(MappingProxy::object(vm, class.expect::<Type>().attributes()))
}

pub(super) fn doc(vm: &Vm, class: &Ref) -> Res {
    let it = class.expect::<Type>();
    if it.is_native {
        let doc = it.native.doc;
        return Ok(if doc.is_empty() { vm.none.clone() } else { vm.str(doc) });
    }
    let Some(found) = own(class, &vm.names.__doc__) else { return Ok(vm.none.clone()) };
    match found.ty().slots.tp_descr_get.get() {
        Some(get) => get(vm, &found, None, Some(class)),
        None => Ok(found),
    }
}

pub(super) fn set_doc(vm: &Vm, class: &Ref, value: Option<Ref>) -> Res<()> {
    if value.is_none() {
        // Its words say more than is true, as CPython's.
        let name = class.expect::<Type>().name.borrow().clone();
        let text = format!("cannot delete '__doc__' attribute of immutable type '{name}'");
        return Err(vm.type_error(text));
    }
    let value = check_settable(vm, class, "__doc__", &value)?;
    super::set_attribute(vm, class, "__doc__", value);
    Ok(())
}

pub(super) fn abstract_methods(vm: &Vm, class: &Ref) -> Res {
    let name = &vm.names.__abstractmethods__;
    let found = if class.is(&vm.types.type_) { None } else { own(class, name) };
    found.ok_or_else(|| vm.attribute_error("__abstractmethods__".to_owned(), class, name))
}

pub(super) fn set_abstract_methods(vm: &Vm, class: &Ref, value: Option<Ref>) -> Res<()> {
    let dict = class.expect::<Type>().attributes();
    let is_abstract = match value {
        Some(value) => {
            let is_abstract = vm.is_true(&value)?;
            dict.expect::<Dict>().insert_name(vm, &vm.names.__abstractmethods__, value);
            is_abstract
        }
        None => {
            let name = &vm.names.__abstractmethods__;
            if dict.expect::<Dict>().remove_name(name).is_none() {
                return Err(vm.attribute_error("__abstractmethods__".to_owned(), class, name));
            }
            false
        }
    };
    modified(class);
    class.expect::<Type>().set_flag(flag::ABSTRACT, is_abstract);
    Ok(())
}

pub(super) fn annotations(vm: &Vm, class: &Ref) -> Res {
    let it = class.expect::<Type>();
    if !it.flag(flag::HEAPTYPE) {
        let text = format!("type object '{}' has no attribute '__annotations__'", it.name.borrow());
        return Err(vm.attribute_error(text, class, &vm.names.__annotations__));
    }
    if let Some(found) = own(class, &vm.names.__annotations__) {
        return match found.ty().slots.tp_descr_get.get() {
            Some(get) => get(vm, &found, None, Some(class)),
            None => Ok(found),
        };
    }
    let made = vm.dict();
    super::set_attribute(vm, class, "__annotations__", made.clone());
    Ok(made)
}

pub(super) fn set_annotations(vm: &Vm, class: &Ref, value: Option<Ref>) -> Res<()> {
    let it = class.expect::<Type>();
    if it.flag(flag::IMMUTABLE) {
        return Err(vm.type_error(format!(
            "cannot set '__annotations__' attribute of immutable type '{}'",
            it.full_name()
        )));
    }
    match value {
        Some(value) => super::set_attribute(vm, class, "__annotations__", value),
        None => {
            let name = &vm.names.__annotations__;
            if it.attributes().expect::<Dict>().remove_name(name).is_none() {
                return Err(vm.attribute_error("__annotations__".to_owned(), class, name));
            }
            modified(class);
        }
    }
    Ok(())
}

pub(super) fn type_params(vm: &Vm, class: &Ref) -> Res {
    Ok(own(class, &vm.names.__type_params__).unwrap_or_else(|| vm.empty_tuple()))
}

pub(super) fn set_type_params(vm: &Vm, class: &Ref, value: Option<Ref>) -> Res<()> {
    let value = check_settable(vm, class, "__type_params__", &value)?;
    super::set_attribute(vm, class, "__type_params__", value);
    Ok(())
}

/// Names of the class and its bases (`type___dir___impl`).
pub(super) fn dir(vm: &Vm, class: &Ref) -> Res {
    let names = vm.dict();
    for base in class.expect::<Type>().mro.to_vec().iter().rev() {
        vm.dict_update(&names, &base.expect::<Type>().attributes())?;
    }
    Ok(vm.list(names.expect::<Dict>().keys()))
}

/// `tp_basicsize`: with the places of `__slots__`.
pub(super) fn basicsize(class: &Ref) -> usize {
    let it = class.expect::<Type>();
    native_size(class) + 8 * it.n_slots.get()
}

/// `tp_basicsize` without `__slots__`: at least that of the base (exceptions do not say theirs).
pub fn native_size(class: &Ref) -> usize {
    let it = class.expect::<Type>();
    let base = it.base.get().filter(|_| it.native.size.1 == 0);
    it.native.size.0.max(base.map_or(0, |it| native_size(&it)))
}

/// `PyHeapTypeObject` with the keys that instances share, or `PyTypeObject`.
pub(super) fn size_of(vm: &Vm, class: &Ref) -> Res {
    let it = class.expect::<Type>();
    let keys = if it.shared_count.get().is_some() { 768 } else { 0 };
    Ok(vm.int(if it.flag(flag::HEAPTYPE) { 928 + keys } else { 416 }))
}
