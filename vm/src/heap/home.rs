//! Where a payload lies, for those that say themselves when the collector has to look at them.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

use super::header::{Header, TRACKED};
use super::{Ref, lists};

/// A field of a payload that knows the object around it, once there is one.
#[derive(Debug, Default)]
pub struct Home(Cell<Option<NonNull<Header>>>);

impl Home {
    pub(super) fn set(&self, at: NonNull<Header>) {
        self.0.set(Some(at));
    }

    /// The collector looks at the object from now on (`_PyObject_GC_TRACK`).
    pub fn track(&self) {
        if let Some(at) = self.0.get() {
            // Borrowed: the payload that this field belongs to is in that object.
            lists::track(&ManuallyDrop::new(Ref(at)));
        }
    }

    /// Does the collector look at it?
    #[inline]
    pub fn is_tracked(&self) -> bool {
        // SAFETY: only the heap sets it, to the object whose payload this field is a part of; it is
        // in no other object, as payloads never leave theirs.
        self.0.get().is_some_and(|at| unsafe { at.as_ref() }.has(TRACKED))
    }
}
