//! What the tests of the whole share.

pub mod client;
pub mod generated;
pub mod predicted;
pub mod rings;

mod program;
mod python;

pub use program::program;
pub use python::python;
