//! What the tests of the whole share.

pub mod client;
mod program;

pub use program::program;
