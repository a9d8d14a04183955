//! What every object begins with.

use std::cell::{Cell, UnsafeCell};

use super::Ref;
use super::kinds::Kind;

/// A count that never changes: the object lives as long as the machine.
///
/// Source: `_Py_IMMORTAL_REFCNT` (Include/refcount.h, CPython 3.13, 64 bits).
pub(super) const IMMORTAL: u32 = u32::MAX;

/// Count, kind, flags and type of an object; the payload follows.
///
/// Before it stand, where its flags say so, the links of the collector's lists and [`super::Ext`].
#[repr(C)]
pub struct Header {
    pub(super) count: Cell<u32>,
    pub(super) kind: Kind,
    pub(super) flags: Cell<u8>,
    /// A payload may keep a few bits here.
    pub(super) bits: Cell<u16>,
    /// `None` only while the first types are made.
    pub(super) class: UnsafeCell<Option<Ref>>,
}

/// The collector's links stand before the header.
pub(super) const HAS_LINKS: u8 = 1;
/// An instance's dict and values stand before the links.
pub(super) const HAS_EXT: u8 = 2;
/// Somebody holds a weak reference.
pub(super) const HAS_WEAK: u8 = 4;
/// Its finalizer ran, and does not run again (PEP 442).
pub(super) const FINALIZED: u8 = 8;
/// It is on one of the collector's lists.
pub(super) const TRACKED: u8 = 16;
/// Its death began.
pub(super) const DYING: u8 = 32;
/// A str that exists once for its value.
pub(super) const INTERNED: u8 = 64;
/// Its type defines `__del__` or its kind has a finalizer of its own.
pub(super) const FINALIZER: u8 = 128;

impl Header {
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags.get() & flag != 0
    }

    pub(super) fn set(&self, flag: u8) {
        self.flags.set(self.flags.get() | flag);
    }

    pub(super) fn unset(&self, flag: u8) {
        self.flags.set(self.flags.get() & !flag);
    }
}
