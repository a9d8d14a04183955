//! `set` and `frozenset`.

use std::cell::Cell;

use crate::heap::{Payload, Ref, Slot};
use crate::objects::dict::Dict;
use crate::typedef::{BASE, FINAL, TypeDef, flag};

/// A set: the keys of a table.
#[derive(Default)]
pub struct Set {
    /// Its elements are the keys.
    pub table: Dict,
    /// The hash of a frozenset, once it is known.
    pub hash: Cell<Option<i64>>,
}

impl Payload for Set {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.table.traverse(visit);
    }

    fn clear(&self) {
        self.table.clear();
    }
}

/// `set`.
pub const DEF: TypeDef = TypeDef {
    name: "set",
    flags: flag::BASETYPE | flag::MATCH_SELF | flag::HAVE_GC | flag::HAS_WEAKREFS,
    size: (200, 0),
    ..BASE
};

/// `frozenset`.
pub const FROZEN_DEF: TypeDef = TypeDef { name: "frozenset", ..DEF };

/// An iterator over a set.
pub struct SetIterator {
    /// The set, until it is exhausted.
    pub set: Slot,
    /// The next place.
    pub at: Cell<usize>,
    /// How many elements there were at the start.
    pub len: usize,
}

impl Payload for SetIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.set.visit(visit);
    }

    fn clear(&self) {
        self.set.set(None);
    }
}

/// `set_iterator`.
pub const ITERATOR_DEF: TypeDef =
    TypeDef { name: "set_iterator", flags: flag::HAVE_GC, size: (48, 0), ..FINAL };
