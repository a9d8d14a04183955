//! Attributes: `PyObject_GetAttr`, `PyObject_GenericGetAttr` and their kin.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::objects::type_::{self, MAX_SHARED_KEYS, Type};
use crate::typedef::flag;
use crate::vm::Vm;

impl Vm {
    /// `object.name`.
    pub fn get_attribute(&self, object: &Ref, name: &Ref) -> Res {
        if name.get::<Str>().is_none() {
            return Err(self.no_name(name));
        }
        match object.ty().slots.tp_getattro.get() {
            Some(get) => get(self, object, name),
            None => Err(self.no_attribute(object, name)),
        }
    }

    /// `object.name`, `None` where that raises `AttributeError`.
    pub fn find_attribute(&self, object: &Ref, name: &Ref) -> Res<Option<Ref>> {
        match self.find_attribute_or_raise(object, name) {
            Err(error) if self.is_raised(&error, &self.exceptions.AttributeError) => Ok(None),
            found => found,
        }
    }

    /// What is given as the name of an attribute is no str.
    #[cold]
    pub fn no_name(&self, name: &Ref) -> Raised {
        self.type_error(format!("attribute name must be string, not '{}'", self.type_name(name)))
    }

    /// As [`Self::find_attribute`]; what the usual lookup does not find costs no exception.
    fn find_attribute_or_raise(&self, object: &Ref, name: &Ref) -> Res<Option<Ref>> {
        if name.get::<Str>().is_none() {
            return Err(self.no_name(name));
        }
        let generic = self.types.object.expect::<Type>().slots.tp_getattro.get();
        let own = object.ty().slots.tp_getattro.get();
        if own.map(|it| it as usize) == generic.map(|it| it as usize) {
            return self.generic_find_attribute(object, name);
        }
        if object.get::<Type>().is_some() && object.class().is(&self.types.type_) {
            return type_::get_class_attribute(self, object, name);
        }
        self.get_attribute(object, name).map(Some)
    }

    /// `object.name = value`; `None` deletes.
    pub fn set_attribute(&self, object: &Ref, name: &Ref, value: Option<Ref>) -> Res<()> {
        if name.get::<Str>().is_none() {
            return Err(self.no_name(name));
        }
        let name = self.interned(name);
        match object.ty().slots.tp_setattro.get() {
            Some(set) => set(self, object, &name, value),
            None => Err(self.no_attribute(object, &name)),
        }
    }

    #[cold]
    fn no_attribute(&self, object: &Ref, name: &Ref) -> Raised {
        let text =
            format!("'{}' object has no attribute '{}'", self.type_name(object), self.text(name));
        self.attribute_error(text, object, name)
    }

    /// `object.__getattribute__`: data descriptor, instance attribute, class attribute.
    pub fn generic_get_attribute(&self, object: &Ref, name: &Ref) -> Res {
        match self.generic_find_attribute(object, name)? {
            Some(found) => Ok(found),
            None => Err(self.no_attribute(object, name)),
        }
    }

    /// As [`Self::generic_get_attribute`], `None` where there is none.
    pub fn generic_find_attribute(&self, object: &Ref, name: &Ref) -> Res<Option<Ref>> {
        let in_class = type_::lookup_in(self, object.ty(), name);
        let get = in_class.as_ref().and_then(|it| it.ty().slots.tp_descr_get.get());
        if let (Some(descriptor), Some(get)) = (&in_class, get)
            && descriptor.ty().slots.tp_descr_set.get().is_some()
        {
            return self.get_described(get, descriptor, object);
        }
        if let Some(found) = self.instance_attribute(object, name)? {
            return Ok(Some(found));
        }
        match (in_class, get) {
            (Some(descriptor), Some(get)) => self.get_described(get, &descriptor, object),
            (in_class, _) => Ok(in_class),
        }
    }

    /// Reads a descriptor; `AttributeError` is told to the caller as an error, as CPython does
    /// unless it suppresses it.
    fn get_described(
        &self,
        get: crate::slots::Get,
        descriptor: &Ref,
        object: &Ref,
    ) -> Res<Option<Ref>> {
        get(self, descriptor, Some(object), Some(&object.class())).map(Some)
    }

    /// An attribute of the instance itself.
    pub fn instance_attribute(&self, object: &Ref, name: &Ref) -> Res<Option<Ref>> {
        if let Some(module) = object.get::<Module>() {
            return module.dict.expect::<Dict>().get(self, name);
        }
        let Some(ext) = object.ext() else { return Ok(None) };
        if let Some(dict) = ext.dict.get() {
            return dict.expect::<Dict>().get(self, name);
        }
        let class = object.ty();
        if !class.flag(flag::HAS_DICT) || ext.len() == class.n_slots.get() {
            return Ok(None);
        }
        let name = self.interned(name);
        Ok(class.shared_key(&name).and_then(|index| ext.value(class.n_slots.get() + index)))
    }

    /// `object.__setattr__`: data descriptor, else the instance; `None` deletes.
    pub fn generic_set_attribute(&self, object: &Ref, name: &Ref, value: Option<Ref>) -> Res<()> {
        if name.get::<Str>().is_none() {
            let given = self.type_name(name);
            return Err(self.type_error(format!("attribute name must be string, not '{given}'")));
        }
        let in_class = type_::lookup_in(self, object.ty(), name);
        if let Some(descriptor) = &in_class
            && let Some(set) = descriptor.ty().slots.tp_descr_set.get()
        {
            return set(self, descriptor, object, value);
        }
        let deletes = value.is_none();
        match self.set_instance_attribute(object, name, value)? {
            Some(true) => Ok(()),
            Some(false) if deletes => Err(self.no_attribute(object, name)),
            _ => Err(self.not_settable(object, name, in_class.is_some())),
        }
    }

    #[cold]
    fn not_settable(&self, object: &Ref, name: &Ref, is_in_class: bool) -> Raised {
        let (class, attribute) = (self.type_name(object), self.text(name));
        let text = if is_in_class {
            format!("'{class}' object attribute '{attribute}' is read-only")
        } else {
            let is_plain = object.ty().slots.tp_setattro.get().map(|it| it as usize)
                == self.types.object.expect::<Type>().slots.tp_setattro.get().map(|it| it as usize);
            if is_plain {
                format!(
                    "'{class}' object has no attribute '{attribute}' and no __dict__ for setting new attributes"
                )
            } else {
                format!("'{class}' object has no attribute '{attribute}'")
            }
        };
        self.attribute_error(text, object, name)
    }

    /// Sets or deletes an attribute of the instance itself: `None` where it can have none, `false`
    /// where there was nothing to delete.
    fn set_instance_attribute(
        &self,
        object: &Ref,
        name: &Ref,
        value: Option<Ref>,
    ) -> Res<Option<bool>> {
        if let Some(module) = object.get::<Module>() {
            return self.set_in_dict(&module.dict, name, value).map(Some);
        }
        let Some(ext) = object.ext() else { return Ok(None) };
        let class = object.ty();
        if !class.flag(flag::HAS_DICT) {
            return Ok(None);
        }
        let name = self.interned(name);
        if ext.dict.is_none()
            && let Some(value) = &value
            && class.shared_count.get().is_some_and(|it| it.is_inline)
            && let Some(index) = self.shared_index(class, ext.len() - class.n_slots.get(), &name)
        {
            let old = ext.replace(class.n_slots.get() + index, Some(value.clone()));
            drop(old);
            return Ok(Some(true));
        }
        let dict = self.make_instance_dict(object);
        let it = dict.expect::<Dict>();
        if class.shared_count.get().is_none_or(|it| !it.is_inline) {
            it.show();
        } else if value.is_some()
            && it.shared_keys().is_some()
            && it.place_of_name(&name).is_none()
            && class.shared_key(&name).is_none()
            && self.shared_index(class, usize::MAX, &name).is_none()
            && class.shared_key(&name).is_none()
        {
            it.outgrow_shared_keys(true);
        }
        self.set_in_dict(&dict, &name, value).map(Some)
    }

    /// Where an instance with `len` values keeps this attribute, if it stays in the order of the
    /// shared keys. The first instances of a class make the keys.
    #[inline]
    pub fn shared_index(&self, class: &Type, len: usize, name: &Ref) -> Option<usize> {
        if let Some(index) = class.shared_key(name) {
            return (index <= len).then_some(index);
        }
        let keys = &class.shared_keys;
        let n_keys = keys.borrow().len();
        let is_new = n_keys < MAX_SHARED_KEYS
            && name.is_exactly(&self.types.str_)
            && class.takes_shared_key(name);
        if is_new {
            if type_::lookup_in(self, class, name).is_some() {
                // From now on instances may have what only the class had so far.
                class.version.set(0);
            }
            keys.borrow_mut().push(name.clone());
        }
        (is_new && n_keys == len).then_some(len)
    }

    fn set_in_dict(&self, dict: &Ref, name: &Ref, value: Option<Ref>) -> Res<bool> {
        let dict = dict.expect::<Dict>();
        match value {
            Some(value) => dict.insert(self, name, value).map(|()| true),
            None => dict.remove(self, name).map(|it| it.is_some()),
        }
    }

    /// The instance's `__dict__`, made now if it was not there; its values move into it. Nobody but
    /// the machine knows of it before it is shown.
    pub fn make_instance_dict(&self, object: &Ref) -> Ref {
        let Some(ext) = object.ext() else { return self.dict() };
        if let Some(dict) = ext.dict.get() {
            return dict;
        }
        let class = object.ty();
        let dict = self.dict();
        dict.expect::<Dict>().hide(class.shared_count.get().cloned());
        let values = ext.take_from(class.n_slots.get());
        let keys = class.shared_keys.borrow().clone();
        for (name, value) in keys.into_iter().zip(values) {
            if let Some(value) = value {
                dict.expect::<Dict>().insert_name(self, &name, value);
            }
        }
        ext.dict.set(Some(dict.clone()));
        dict
    }

    /// The instance's `__dict__`, if it can have one.
    pub fn instance_dict_if_any(&self, object: &Ref) -> Option<Ref> {
        if let Some(module) = object.get::<Module>() {
            return Some(module.dict.clone());
        }
        (object.ext().is_some() && object.ty().flag(flag::HAS_DICT)).then(|| {
            let dict = self.make_instance_dict(object);
            dict.get::<Dict>().inspect(|it| it.show());
            dict
        })
    }

    /// `object.__dict__`.
    pub fn instance_dict(&self, object: &Ref) -> Res {
        let name = &self.names.__dict__;
        self.instance_dict_if_any(object).ok_or_else(|| self.no_attribute(object, name))
    }

    /// `object.__dict__ = value`; `None` deletes.
    pub fn set_instance_dict(&self, object: &Ref, value: Option<Ref>) -> Res<()> {
        let Some(ext) = object.ext() else {
            return Err(self.no_attribute(object, &self.names.__dict__));
        };
        if let Some(wrong) = value.as_ref().filter(|it| it.get::<Dict>().is_none()) {
            let text =
                format!("__dict__ must be set to a dictionary, not a '{}'", self.type_name(wrong));
            return Err(self.type_error(text));
        }
        drop(ext.take_from(object.ty().n_slots.get()));
        if let Some(old) = ext.dict.get() {
            old.get::<Dict>().inspect(|it| it.leave_instance());
        }
        ext.dict.set(value);
        Ok(())
    }

    /// Sets an attribute in the instance's dict, whatever its class says.
    pub fn generic_set_attribute_of_dict(&self, object: &Ref, name: &Ref, value: Ref) -> Res<()> {
        self.set_instance_attribute(object, name, Some(value)).map(drop)
    }

    /// Sets or deletes an attribute of a class, descriptors of its metaclass first.
    pub fn generic_set_attribute_of_type(
        &self,
        class: &Ref,
        name: &Ref,
        value: Option<Ref>,
    ) -> Res<()> {
        let in_meta = type_::lookup_in(self, class.ty(), name);
        if let Some(descriptor) = &in_meta
            && let Some(set) = descriptor.ty().slots.tp_descr_set.get()
        {
            return set(self, descriptor, class, value);
        }
        let deletes = value.is_none();
        let done = self.set_in_dict(&class.expect::<Type>().attributes(), name, value)?;
        if done || !deletes {
            return Ok(());
        }
        let text = format!(
            "type object '{}' has no attribute '{}'",
            class.expect::<Type>().name.borrow(),
            self.text(name)
        );
        Err(self.attribute_error(text, class, name))
    }

    /// The method `name` of the object's class, unbound, with what is needed to call it: `Some(true)`
    /// when the object is to be passed first (`_PyObject_GetMethod`).
    pub fn get_method(&self, object: &Ref, name: &Ref) -> Res<(Ref, bool)> {
        let class = object.ty();
        let generic = self.types.object.expect::<Type>().slots.tp_getattro.get();
        let is_generic =
            class.slots.tp_getattro.get().map(|it| it as usize) == generic.map(|it| it as usize);
        if !is_generic {
            return self.get_attribute(object, name).map(|it| (it, false));
        }
        let Some(found) = type_::lookup_in(self, class, name) else {
            return self.generic_get_attribute(object, name).map(|it| (it, false));
        };
        if !found.ty().flag(flag::METHOD_DESCRIPTOR) {
            return self.generic_get_attribute(object, name).map(|it| (it, false));
        }
        match self.instance_attribute(object, name)? {
            Some(own) => Ok((own, false)),
            None => Ok((found, true)),
        }
    }

    /// The special method `name` of the object's class, unbound.
    pub fn lookup_special(&self, object: &Ref, name: &Ref) -> Option<Ref> {
        type_::lookup_in(self, object.ty(), name)
    }

    /// Calls the special method `name` of the object's class; `None` where there is none.
    pub fn call_special(&self, object: &Ref, name: &Ref, mut args: Args) -> Res<Option<Ref>> {
        let Some(found) = type_::lookup_in(self, object.ty(), name) else { return Ok(None) };
        let class = found.ty();
        if class.flag(flag::METHOD_DESCRIPTOR) {
            args.insert_first(object.clone());
            return self.call(&found, args).map(Some);
        }
        let function = match class.slots.tp_descr_get.get() {
            Some(get) => get(self, &found, Some(object), Some(&object.class()))?,
            None => found,
        };
        self.call(&function, args).map(Some)
    }
}
