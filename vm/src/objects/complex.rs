//! `complex`.

use crate::heap::Payload;
use crate::typedef::{BASE, TypeDef, flag};

/// A complex number: real and imaginary part.
pub struct Complex(pub f64, pub f64);

impl Payload for Complex {
    const LEAF: bool = true;
}

/// `complex`.
pub const DEF: TypeDef = TypeDef { name: "complex", flags: flag::BASETYPE, size: (32, 0), ..BASE };
