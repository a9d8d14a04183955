//! Iteration and membership.

use std::cell::Cell;

use crate::error::Res;
use crate::heap::{Ref, Slot};
use crate::objects::iterator::SequenceIterator;
use crate::objects::list::List;
use crate::objects::tuple::Tuple;
use crate::vm::Vm;

impl Vm {
    /// `iter(object)`.
    pub fn iter(&self, object: &Ref) -> Res {
        let slots = &object.ty().slots;
        if let Some(iter) = slots.tp_iter.get() {
            let found = iter(self, object)?;
            if found.ty().slots.tp_iternext.get().is_none() {
                let text =
                    format!("iter() returned non-iterator of type '{}'", self.type_name(&found));
                return Err(self.type_error(text));
            }
            return Ok(found);
        }
        if slots.sq_item.get().is_some() {
            let it =
                SequenceIterator { sequence: Slot::new(Some(object.clone())), at: Cell::new(0) };
            return Ok(Ref::new(Some(self.types.iterator.clone()), it));
        }
        Err(self.type_error(format!("'{}' object is not iterable", self.type_name(object))))
    }

    /// The next item of an iterator; `None` at the end.
    #[inline]
    pub fn next(&self, iterator: &Ref) -> Res<Option<Ref>> {
        let Some(next) = iterator.ty().slots.tp_iternext.get() else {
            return Err(self
                .type_error(format!("'{}' object is not an iterator", self.type_name(iterator))));
        };
        // Iterators ask iterators in turn, however many.
        let _nested = self.enter("")?;
        match next(self, iterator) {
            Err(error) => self.end_of_iteration(error),
            found => found,
        }
    }

    /// All items, in order. Each is charged.
    pub fn iterate_to_vec(&self, object: &Ref) -> Res<Vec<Ref>> {
        if object.is_exactly(&self.types.list) {
            let items = &object.expect::<List>().items;
            self.reserve(8 * items.len() as u64)?;
            return Ok(items.to_vec());
        }
        if object.is_exactly(&self.types.tuple) {
            let items = object.expect::<Tuple>().items();
            self.reserve(8 * items.len() as u64)?;
            return Ok(items.to_vec());
        }
        let mut found = Vec::new();
        self.for_each(object, |item| {
            if found.len() == found.capacity() {
                self.reserve(8 * found.len() as u64)?;
            }
            found.push(item);
            Ok(())
        })?;
        Ok(found)
    }

    /// Goes over all items.
    pub fn for_each(&self, object: &Ref, mut each: impl FnMut(Ref) -> Res<()>) -> Res<()> {
        let iterator = self.iter(object)?;
        while let Some(item) = self.next(&iterator)? {
            self.charge(1)?;
            each(item)?;
        }
        Ok(())
    }

    /// `item in container`.
    pub fn contains(&self, container: &Ref, item: &Ref) -> Res<bool> {
        match container.ty().slots.sq_contains.get() {
            Some(contains) => contains(self, container, item),
            None => self.contains_by_iteration(container, item),
        }
    }

    /// `item in container`, looking at one item after the other.
    pub fn contains_by_iteration(&self, container: &Ref, item: &Ref) -> Res<bool> {
        let iterator = match self.iter(container) {
            Err(error) if self.is_raised(&error, &self.exceptions.TypeError) => {
                let text =
                    format!("argument of type '{}' is not iterable", self.type_name(container));
                return Err(self.type_error(text));
            }
            other => other?,
        };
        while let Some(found) = self.next(&iterator)? {
            self.charge(1)?;
            if self.is_equal(&found, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
