//! `list`.

use std::cell::Cell;

use crate::heap::{Payload, Ref, Seq, Slot};
use crate::typedef::{BASE, FINAL, TypeDef, flag};

/// A list.
#[derive(Default)]
pub struct List {
    /// Its items.
    pub items: Seq,
    /// How many places CPython would have allocated (`sys.getsizeof`).
    pub allocated: Cell<usize>,
}

impl Payload for List {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.items.visit(visit);
    }

    fn clear(&self) {
        drop(Seq::new(self.items.take()));
    }
}

/// `list`.
pub const DEF: TypeDef = TypeDef {
    name: "list",
    flags: flag::BASETYPE | flag::SEQUENCE | flag::MATCH_SELF | flag::HAVE_GC,
    size: (40, 0),
    ..BASE
};

/// An iterator over a list or a tuple, forwards or backwards.
pub struct ListIterator {
    /// What it goes over, until it is exhausted.
    pub list: Slot,
    /// The next index.
    pub at: Cell<usize>,
}

impl Payload for ListIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.list.visit(visit);
    }

    fn clear(&self) {
        self.list.set(None);
    }
}

/// `list_iterator`.
pub const ITERATOR_DEF: TypeDef =
    TypeDef { name: "list_iterator", flags: flag::HAVE_GC, size: (32, 0), ..FINAL };

impl List {
    /// Items were added: says how many places CPython would have by now (`list_resize`).
    pub fn grown(&self) {
        let (len, allocated) = (self.items.len(), self.allocated.get());
        if len > allocated {
            self.allocated.set((len + (len >> 3) + 6) & !3);
        }
    }
}
