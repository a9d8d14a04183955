//! `object[key]`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::type_::{self, Type};
use crate::vm::Vm;

impl Vm {
    /// `object[key]` (`PyObject_GetItem`).
    pub fn get_item(&self, object: &Ref, key: &Ref) -> Res {
        let slots = &object.ty().slots;
        if let Some(subscript) = slots.mp_subscript.get() {
            return subscript(self, object, key);
        }
        if slots.sq_item.get().is_some() {
            if key.ty().slots.nb_index.get().is_none() {
                let text = format!("sequence index must be integer, not '{}'", self.type_name(key));
                return Err(self.type_error(text));
            }
            return self.sequence_item(object, self.index_or_overflow(key)?);
        }
        if object.get::<Type>().is_some() {
            if object.is(&self.types.type_) {
                return self.generic_alias(object, key);
            }
            if let Some(function) = self.find_attribute(object, &self.names.__class_getitem__)? {
                return self.call(&function, Args::one(key.clone()));
            }
            let name = object.expect::<Type>().full_name();
            return Err(self.type_error(format!("type '{name}' is not subscriptable")));
        }
        Err(self.type_error(format!("'{}' object is not subscriptable", self.type_name(object))))
    }

    /// The item at an index, counted from the end where it is negative.
    pub fn sequence_item(&self, object: &Ref, index: isize) -> Res {
        let slots = &object.ty().slots;
        let Some(item) = slots.sq_item.get() else {
            return Err(self.type_error(format!(
                "'{}' object does not support indexing",
                self.type_name(object)
            )));
        };
        match slots.sq_length.get() {
            Some(length) if index < 0 => item(self, object, index + length(self, object)? as isize),
            _ => item(self, object, index),
        }
    }

    /// `object[key] = value`; `None` deletes.
    pub fn set_item(&self, object: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
        let slots = &object.ty().slots;
        if let Some(set) = slots.mp_ass_subscript.get() {
            return set(self, object, key, value);
        }
        let what = if value.is_some() { "assignment" } else { "deletion" };
        let Some(set) = slots.sq_ass_item.get() else {
            let text = format!(
                "'{}' object {} item {what}",
                self.type_name(object),
                if value.is_some() { "does not support" } else { "doesn't support" }
            );
            return Err(self.type_error(text));
        };
        if key.ty().slots.nb_index.get().is_none() {
            return Err(self.type_error(format!(
                "sequence index must be integer, not '{}'",
                self.type_name(key)
            )));
        }
        let mut index = self.index_or_overflow(key)?;
        if index < 0
            && let Some(length) = slots.sq_length.get()
        {
            index += length(self, object)? as isize;
        }
        set(self, object, index, value)
    }

    /// `class[key]` of native generics.
    pub fn generic_alias(&self, origin: &Ref, key: &Ref) -> Res {
        Ok(crate::objects::generic_alias::make(self, origin, key))
    }

    /// Adds all entries of a mapping to a dict (`PyDict_Update`).
    pub fn dict_update(&self, dict: &Ref, other: &Ref) -> Res<()> {
        let into = dict.expect::<Dict>();
        if let Some(from) = other.get::<Dict>()
            && !type_::overrides_iteration(self, other)
        {
            if into.is_empty() && !dict.is(other) {
                into.copy_from(from);
                return Ok(());
            }
            for (key, value) in from.entries() {
                into.insert(self, &key, value)?;
            }
            return Ok(());
        }
        let keys = self.call_method(other, "keys", Args::none())?;
        self.for_each(&keys, |key| {
            let value = self.get_item(other, &key)?;
            into.insert(self, &key, value)
        })
    }

    /// `(function, (object, name))` for `getattr`: how natives are pickled.
    pub fn reduce_getattr(&self, object: &Ref, name: &str) -> Res {
        let getattr = self.builtins_dict().expect::<Dict>().get_name(&self.intern("getattr"));
        let getattr = getattr.unwrap_or_else(|| self.none.clone());
        Ok(self.tuple(vec![getattr, self.tuple(vec![object.clone(), self.str(name)])]))
    }
}
