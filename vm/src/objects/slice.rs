//! `slice`.

use crate::heap::{Payload, Ref};
use crate::typedef::{FINAL, TypeDef, flag};

/// A slice; `None` objects where nothing is said.
pub struct Slice {
    /// `start`.
    pub start: Ref,
    /// `stop`.
    pub stop: Ref,
    /// `step`.
    pub step: Ref,
}

impl Payload for Slice {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        visit(&self.start);
        visit(&self.stop);
        visit(&self.step);
    }
}

/// `slice`.
pub const DEF: TypeDef = TypeDef { name: "slice", flags: flag::HAVE_GC, size: (40, 0), ..FINAL };
