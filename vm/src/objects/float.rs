//! `float`.

use crate::heap::Payload;
use crate::typedef::{BASE, TypeDef, flag};

/// A float.
pub struct Float(pub f64);

impl Payload for Float {
    const LEAF: bool = true;
}

/// `float`.
pub const DEF: TypeDef =
    TypeDef { name: "float", flags: flag::BASETYPE | flag::MATCH_SELF, size: (24, 0), ..BASE };
