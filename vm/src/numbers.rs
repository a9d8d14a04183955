//! Python's numbers as values: what `int`, `float`, `complex` and `math` compute.
//!
//! Nothing here knows of objects; what raises in Python returns an [`Error`]. Operations whose result
//! can be much larger than what goes in have a twin that tells its size beforehand (`pow` and
//! `pow_bits`), so that a sandbox can refuse.

pub mod complex;
mod error;
pub mod float;
pub mod int;
pub mod math;
mod mersenne;
mod parse;

pub use complex::Complex;
pub use error::{Class, Error};
pub use int::Int;
pub use mersenne::MersenneTwister;
