//! Dicts of instances: whose values CPython keeps in the instance, under keys that its class shares.
//!
//! The table is an ordinary one; what shows is the size, which dict the collector sees, and whose
//! the values are.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Dict, may_be_tracked};
use crate::heap::Ref;
use crate::objects::str_::Str;

/// Whose the values are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The dict's own.
    #[default]
    Own,
    /// An instance's, which nobody has looked at as a dict yet.
    Hidden,
    /// An instance's, which the dict shows.
    Embedded,
}

/// How many keys the instances of a class share (`ht_cached_keys`).
#[derive(Debug)]
pub struct SharedKeys {
    names: RefCell<Vec<String>>,
    usable: Cell<usize>,
    /// Do instances have their values inline (`Py_TPFLAGS_INLINE_VALUES`)?
    pub is_inline: bool,
}

impl SharedKeys {
    /// Of a class whose methods set these attributes of `self`.
    pub fn new(mut known: Vec<String>, max: usize, is_inline: bool) -> SharedKeys {
        known.truncate(max);
        let usable = Cell::new(max - known.len());
        SharedKeys { names: RefCell::new(known), usable, is_inline }
    }

    /// For how many values there is room (`shared_keys_usable_size`).
    pub fn size(&self) -> usize {
        self.names.borrow().len() + self.usable.get()
    }

    /// Another instance: the fewer keys the first ones needed, the less room later ones get
    /// (`_PyObject_InitInlineValues`).
    #[inline]
    pub fn count_instance(&self) {
        let usable = self.usable.get();
        if usable > 1 && self.is_inline {
            self.usable.set(usable - 1);
        }
    }

    /// Is it one of the keys, now that it takes a place that was left (`insert_split_key`)?
    pub fn takes(&self, name: &str) -> bool {
        let mut names = self.names.borrow_mut();
        if names.iter().any(|it| it == name) {
            return true;
        }
        let usable = self.usable.get();
        if usable > 0 {
            self.usable.set(usable - 1);
            names.push(name.to_owned());
        }
        usable > 0
    }
}

impl Dict {
    /// Whose its values are.
    pub fn place(&self) -> Place {
        self.place.get()
    }

    /// It holds an instance's values, and nobody sees it.
    pub fn hide(&self, keys: Option<Rc<SharedKeys>>) {
        self.place.set(Place::Hidden);
        self.shared.set(keys);
    }

    /// Python sees it from now on (`_PyObject_MaterializeManagedDict`).
    pub fn show(&self) {
        if self.place.get() == Place::Hidden {
            let is_embedded = self.shared_keys().is_some_and(|it| it.is_inline);
            self.place.set(if is_embedded { Place::Embedded } else { Place::Own });
            if self.holds_tracked() {
                self.home.track();
            }
        }
    }

    /// The instance has it no more: its values are its own (`_PyDict_DetachFromObject`).
    pub fn leave_instance(&self) {
        if self.place.get() == Place::Embedded {
            self.place.set(Place::Own);
        }
    }

    /// The keys that it shares with the instances of a class.
    pub fn shared_keys(&self) -> Option<Rc<SharedKeys>> {
        let found = self.shared.take();
        self.shared.set(found.clone());
        found
    }

    /// A new key comes: is there room for it among the shared ones?
    pub(super) fn leave_shared_keys_for(&self, key: &Ref) {
        let Some(keys) = self.shared_keys() else { return };
        let name = key.get::<Str>();
        if !name.is_some_and(|it| keys.takes(&it.to_string_lossy())) {
            self.outgrow_shared_keys(name.is_some());
        }
    }

    /// It needs a key for which the shared ones have no room.
    pub fn outgrow_shared_keys(&self, is_str: bool) {
        self.shared.set(None);
        self.show();
        self.place.set(Place::Own);
        self.table.borrow_mut().grow_out_of_shared(is_str);
    }

    /// It gets keys of its own, without a new one.
    pub(super) fn leave_shared_keys(&self) {
        if self.shared.take().is_some() {
            self.show();
            self.place.set(Place::Own);
            self.table.borrow_mut().unshare();
        }
    }

    /// The collector has to look at it if it has to at this new key or value.
    #[inline]
    pub(super) fn track_for(&self, item: &Ref) {
        if !self.home.is_tracked() && may_be_tracked(item) && self.place.get() != Place::Hidden {
            self.home.track();
        }
    }

    /// Is there anything in it that the collector has to look at?
    pub fn holds_tracked(&self) -> bool {
        let table = self.table.borrow();
        table.iter().any(|(_, key, value)| may_be_tracked(value) || may_be_tracked(key))
    }

    /// Shows its values, whosever they are.
    pub fn visit_values(&self, visit: &mut dyn FnMut(&Ref)) {
        self.table.borrow().iter().for_each(|(_, _, value)| visit(value));
    }
}
