//! A growable row of references, changed through a shared borrow.

use std::cell::UnsafeCell;
use std::ops::Range;

use super::Ref;

/// A row of references: the items of a list. It never lends them, so it may be changed at any time.
///
/// Items die from the last to the first, as `list_dealloc` lets them.
#[derive(Default)]
pub struct Seq(UnsafeCell<Vec<Ref>>);

impl Seq {
    /// A row of these items.
    pub fn new(items: Vec<Ref>) -> Seq {
        Seq(UnsafeCell::new(items))
    }

    #[inline]
    #[expect(clippy::mut_from_ref, reason = "the borrow never leaves this module")]
    fn items(&self) -> &mut Vec<Ref> {
        // SAFETY: not `Sync`; every function here ends its borrow before other code can run:
        // clones and moves of references run nothing, and what falls out is returned, not dropped.
        unsafe { &mut *self.0.get() }
    }

    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.items().len()
    }

    /// Are there none?
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.items().is_empty()
    }

    /// The item at `index`.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Ref> {
        self.items().get(index).cloned()
    }

    /// Puts `item` at `index` and returns what was there; `Err(item)` where there is no such place.
    #[inline]
    pub fn replace(&self, index: usize, item: Ref) -> Result<Ref, Ref> {
        match self.items().get_mut(index) {
            Some(place) => Ok(std::mem::replace(place, item)),
            None => Err(item),
        }
    }

    /// Adds `item` at the end.
    #[inline]
    pub fn push(&self, item: Ref) {
        self.items().push(item);
    }

    /// Takes the last one.
    #[inline]
    pub fn pop(&self) -> Option<Ref> {
        self.items().pop()
    }

    /// Puts `item` before the one at `index`, or at the end.
    pub fn insert(&self, index: usize, item: Ref) {
        let items = self.items();
        items.insert(index.min(items.len()), item);
    }

    /// Takes the item at `index`.
    pub fn remove(&self, index: usize) -> Option<Ref> {
        let items = self.items();
        (index < items.len()).then(|| items.remove(index))
    }

    /// Puts `new` in the place of `range` (cut to what is there) and returns what was there.
    pub fn splice(&self, range: Range<usize>, new: Vec<Ref>) -> Vec<Ref> {
        let items = self.items();
        let end = range.end.min(items.len());
        let start = range.start.min(end);
        items.splice(start..end, new).collect()
    }

    /// New references to all items.
    pub fn to_vec(&self) -> Vec<Ref> {
        self.items().clone()
    }

    /// New references to the items of `range`, cut to what is there.
    pub fn slice(&self, range: Range<usize>) -> Vec<Ref> {
        let items = self.items();
        let end = range.end.min(items.len());
        items[range.start.min(end)..end].to_vec()
    }

    /// Takes all items.
    pub fn take(&self) -> Vec<Ref> {
        std::mem::take(self.items())
    }

    /// Puts these items there and returns what was there.
    #[must_use = "dropping may run Python code: do it when nothing is half done"]
    pub fn replace_all(&self, items: Vec<Ref>) -> Vec<Ref> {
        std::mem::replace(self.items(), items)
    }

    /// Adds these at the end.
    pub fn extend(&self, more: impl IntoIterator<Item = Ref>) {
        // The iterator is someone else's code: it runs before the row is borrowed.
        let more: Vec<Ref> = more.into_iter().collect();
        self.items().extend(more);
    }

    /// Changes the order from the first to the last.
    pub fn reverse(&self) {
        self.items().reverse();
    }

    /// Exchanges two items. Both indices must be there.
    pub fn swap(&self, a: usize, b: usize) {
        self.items().swap(a, b);
    }

    /// How many fit before it grows.
    pub fn capacity(&self) -> usize {
        self.items().capacity()
    }

    /// As [`Self::visit`], from the last to the first.
    pub fn visit_from_end(&self, visit: &mut dyn FnMut(&Ref)) {
        for index in (0..self.len()).rev() {
            self.get(index).iter().for_each(&mut *visit);
        }
    }

    /// Shows all items to the collector, which runs no Python code meanwhile.
    pub fn visit(&self, visit: &mut dyn FnMut(&Ref)) {
        for index in 0.. {
            let Some(it) = self.get(index) else { return };
            visit(&it);
        }
    }
}

impl Drop for Seq {
    fn drop(&mut self) {
        while let Some(it) = self.0.get_mut().pop() {
            drop(it);
        }
    }
}
