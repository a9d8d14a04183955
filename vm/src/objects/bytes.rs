//! `bytes`.

use crate::heap::Payload;
use crate::typedef::{BASE, TypeDef, flag};

/// A row of bytes.
pub struct Bytes(pub Box<[u8]>);

impl Payload for Bytes {
    const LEAF: bool = true;
}

/// `bytes`.
pub const DEF: TypeDef =
    TypeDef { name: "bytes", flags: flag::BASETYPE | flag::MATCH_SELF, size: (33, 1), ..BASE };
