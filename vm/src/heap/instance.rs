//! What instances of classes have beyond their payload: a dict, `__slots__`, values.

use std::cell::UnsafeCell;

use super::{Ref, Slot};
use crate::objects::dict::{Dict, Place};

/// An instance's attributes, before its header.
///
/// They stand in a row while they follow the class's shared keys, as CPython's inline values do;
/// a dict is made when somebody asks for it, and holds them from then on.
#[derive(Default)]
#[repr(C)]
pub struct Ext {
    /// `__dict__`, once it is an object.
    pub dict: Slot,
    values: UnsafeCell<Vec<Option<Ref>>>,
}

impl Ext {
    /// `n_slots` empty places, with room for as many values in all as `room` says.
    pub(super) fn new(n_slots: usize, room: usize) -> Ext {
        let mut values = Vec::with_capacity(room);
        values.resize(n_slots, None);
        Ext { dict: Slot::new(None), values: UnsafeCell::new(values) }
    }

    #[inline]
    #[expect(clippy::mut_from_ref, reason = "the borrow never leaves this module")]
    fn values(&self) -> &mut Vec<Option<Ref>> {
        // SAFETY: not `Sync`; each function ends its borrow before other code can run.
        unsafe { &mut *self.values.get() }
    }

    /// The value at `index`: first the `__slots__`, then the attributes.
    #[inline]
    pub fn value(&self, index: usize) -> Option<Ref> {
        self.values().get(index).cloned().flatten()
    }

    /// How many values there are, empty ones included.
    #[inline]
    pub fn len(&self) -> usize {
        self.values().len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.values().is_empty()
    }

    /// Puts a value at `index`, at most one behind the last, and returns what was there.
    #[inline]
    #[must_use = "dropping may run Python code: do it when nothing is half done"]
    pub fn replace(&self, index: usize, value: Option<Ref>) -> Option<Ref> {
        let values = self.values();
        if index == values.len() {
            values.push(value);
            return None;
        }
        std::mem::replace(&mut values[index], value)
    }

    /// Takes the values from `start` on: they go into a dict.
    pub fn take_from(&self, start: usize) -> Vec<Option<Ref>> {
        let values = self.values();
        values.split_off(start.min(values.len()))
    }

    /// Lets go of everything: `__slots__`, attributes, then the dict (`subtype_clear`).
    pub fn clear(&self) {
        if let Some(dict) = self.dict.get() {
            dict.get::<Dict>().inspect(|it| it.leave_instance());
        }
        for index in 0..self.len() {
            let old = self.replace(index, None);
            drop(old);
        }
        self.dict.set(None);
    }

    /// Shows what an instance leads to: values that CPython has inline are the instance's, whether
    /// a dict shows them or not (`PyObject_VisitManagedDict`).
    pub(super) fn visit(&self, visit: &mut dyn FnMut(&Ref)) {
        self.visit_values(visit);
        let Some(dict) = self.dict.get() else { return };
        let place = dict.get::<Dict>().map_or(Place::Own, Dict::place);
        if place != Place::Own {
            dict.expect::<Dict>().visit_values(visit);
        }
        // In 3.13.0 a dict that shows inline values is not visited.
        if place == Place::Own {
            visit(&dict);
        }
    }

    /// Shows every reference: the dict itself, and the values.
    pub(super) fn visit_edges(&self, visit: &mut dyn FnMut(&Ref)) {
        self.dict.visit(visit);
        self.visit_values(visit);
    }

    fn visit_values(&self, visit: &mut dyn FnMut(&Ref)) {
        for index in 0..self.len() {
            self.value(index).iter().for_each(&mut *visit);
        }
    }
}
