//! What the tests of the whole share.

pub mod client;
pub mod generated;
pub mod predicted;
pub mod rings;

mod program;
mod python;
mod random;

pub use program::program;
pub use python::python;
pub use random::Random;
