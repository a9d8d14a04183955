//! Views of dicts, and the iterators over them.

use std::cell::Cell;

use crate::heap::{Payload, Ref, Slot};
use crate::objects::iterators::Reused;

/// What a view or an iterator shows of each entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the methods' names")]
pub enum DictViewKind {
    Keys,
    Values,
    Items,
}

/// `dict_keys`, `dict_values`, `dict_items`.
pub struct DictView {
    /// The dict.
    pub dict: Ref,
    /// What it shows.
    pub kind: DictViewKind,
}

impl Payload for DictView {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.dict);
    }
}

/// An iterator over a dict.
pub struct DictIterator {
    /// The dict, until it is exhausted.
    pub dict: Slot,
    /// What it yields.
    pub kind: DictViewKind,
    /// The next place; backwards: the one behind the next.
    pub at: Cell<usize>,
    /// How many keys there were at the start.
    pub len: usize,
    /// How many are left.
    pub left: Cell<usize>,
    /// From the last to the first?
    pub is_reversed: bool,
    /// The pair that was yielded last.
    pub result: Reused,
}

impl Payload for DictIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.dict.visit(visit);
        self.result.visit(visit);
    }

    fn clear(&self) {
        self.dict.set(None);
    }
}
