//! The hash tables behind `dict` and `set`, with what Python code can see of CPython's.
//!
//! What can be seen: the order of a dict (insertion), the order of a set (its slots, hence its
//! probing and growth), and the sizes of both. The tables are plain Rust over any key; comparing
//! keys may run Python code, so a look-up can be taken step by step: [`DictTable::probe`] and
//! [`SetTable::probe`] give a [`Probe`], `next_candidate` the entries of equal hash one by one, and
//! `still_holds` says whether the table was changed while the caller compared. The infallible
//! `find_by` is the fast way when comparing runs no Python code.

mod dict;
mod set;

pub use dict::{DictTable, KeysKind};
pub use set::SetTable;

/// `PERTURB_SHIFT` of Objects/dictobject.c and Objects/setobject.c.
const PERTURB_SHIFT: u32 = 5;

/// A look-up on its way: where it stands, and which layout of the table it belongs to.
///
/// A probe is only good for the table that gave it. When `still_holds` says no, start anew.
#[derive(Debug, Clone)]
pub struct Probe {
    hash: i64,
    perturb: u64,
    /// Where the last jump led; only sets need it, as they look at the slots behind it too.
    first: usize,
    slot: usize,
    /// Slots that may still be looked at before the next jump.
    linear: usize,
    layout: u32,
}
