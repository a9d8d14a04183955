//! CPython's `marshal`, version 4: code objects and constants as bytes.
//!
//! The format of `.pyc` files. Source: Python/marshal.c, CPython 3.13.0. What no code object holds
//! (lists, dicts, sets, `StopIteration`) is neither read nor written.

mod bytes;
mod graph;
mod read;
mod tag;
mod write;

pub use graph::TooDeep;
pub(crate) use read::loads_from_file;
pub use read::{ReadError, loads};
pub use write::dumps;

/// How deep objects may lie in each other (`MAX_MARSHAL_STACK_DEPTH`).
pub const MAX_DEPTH: usize = 2000;

#[cfg(test)]
mod tests;
