//! A place for one reference that may be empty, changed through a shared borrow.

use std::cell::UnsafeCell;

use super::Ref;

/// A place for one reference. It never lends what it holds, so it may be changed at any time.
#[repr(transparent)]
#[derive(Default)]
pub struct Slot(UnsafeCell<Option<Ref>>);

impl Slot {
    /// A slot that holds `value`.
    pub const fn new(value: Option<Ref>) -> Slot {
        Slot(UnsafeCell::new(value))
    }

    /// A new reference to what it holds.
    #[inline]
    pub fn get(&self) -> Option<Ref> {
        // SAFETY: not `Sync`; cloning a reference runs no other code.
        unsafe { (*self.0.get()).clone() }
    }

    /// Puts `value` there; the caller drops what was there before, when nothing is half done.
    #[inline]
    #[must_use = "dropping may run Python code: do it when nothing is half done"]
    pub fn replace(&self, value: Option<Ref>) -> Option<Ref> {
        // SAFETY: not `Sync`; a move runs no other code.
        unsafe { std::mem::replace(&mut *self.0.get(), value) }
    }

    /// Puts `value` there and lets go of what was there before.
    #[inline]
    pub fn set(&self, value: Option<Ref>) {
        drop(self.replace(value));
    }

    /// Empties it.
    #[inline]
    pub fn take(&self) -> Option<Ref> {
        self.replace(None)
    }

    /// Holds it nothing?
    #[inline]
    pub fn is_none(&self) -> bool {
        // SAFETY: not `Sync`; a look at a pointer.
        unsafe { (*self.0.get()).is_none() }
    }

    /// Holds it this very object?
    #[inline]
    pub fn is(&self, other: &Ref) -> bool {
        // SAFETY: not `Sync`; a look at a pointer.
        unsafe { (*self.0.get()).as_ref().is_some_and(|it| it.is(other)) }
    }

    /// Shows what it holds to the collector, which runs no Python code meanwhile.
    #[inline]
    pub fn visit(&self, visit: &mut dyn FnMut(&Ref)) {
        if let Some(it) = self.get() {
            visit(&it);
        }
    }
}
