//! `tuple`.

use crate::heap::{Payload, Ref, Seq};
use crate::typedef::{BASE, TypeDef, flag};

/// Items that never change. They die from the last to the first.
pub struct Tuple {
    items: Box<[Ref]>,
}

impl Tuple {
    /// A tuple of these items.
    pub fn new(items: Vec<Ref>) -> Tuple {
        Tuple { items: items.into_boxed_slice() }
    }

    /// Its items.
    #[inline]
    pub fn items(&self) -> &[Ref] {
        &self.items
    }
}

impl Payload for Tuple {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.items.iter().for_each(visit);
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        drop(Seq::new(std::mem::take(&mut self.items).into_vec()));
    }
}

/// `tuple`.
pub const DEF: TypeDef = TypeDef {
    name: "tuple",
    flags: flag::BASETYPE | flag::SEQUENCE | flag::MATCH_SELF | flag::HAVE_GC,
    size: (24, 8),
    ..BASE
};
