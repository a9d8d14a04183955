//! `range`.

use std::cell::Cell;

use crate::heap::{Payload, Ref};
use crate::typedef::{FINAL, TypeDef, flag};

/// A range: int objects, and how many values it has.
pub struct Range {
    /// `start`.
    pub start: Ref,
    /// `stop`.
    pub stop: Ref,
    /// `step`.
    pub step: Ref,
    /// Its length, an int.
    pub length: Ref,
}

impl Payload for Range {}

/// `range`.
pub const DEF: TypeDef = TypeDef { name: "range", flags: flag::SEQUENCE, size: (48, 0), ..FINAL };

/// An iterator over a range whose values fit 64 bits.
pub struct RangeIterator {
    /// The next value.
    pub next: Cell<i64>,
    /// What is added.
    pub step: i64,
    /// How many are left.
    pub left: Cell<u64>,
}

impl Payload for RangeIterator {
    const LEAF: bool = true;
}

/// `range_iterator`.
pub const ITERATOR_DEF: TypeDef = TypeDef { name: "range_iterator", size: (40, 0), ..FINAL };
