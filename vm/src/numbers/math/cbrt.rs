//! Cube roots as C's library computes them: not always the nearest float.
//!
//! Method: glibc's: a polynomial, and one step of Halley's.

#![allow(clippy::excessive_precision, reason = "the constants as they were computed")]

use super::{frexp, scaled};

const CBRT_2: f64 = 1.2599210498948731648;
const CBRT_4: f64 = 1.5874010519681994748;
const FACTORS: [f64; 5] = [1.0 / CBRT_4, 1.0 / CBRT_2, 1.0, CBRT_2, CBRT_4];

/// From the highest power down.
const POLYNOMIAL: [f64; 7] = [
    -0.145263899385486367,
    0.784932344976639262,
    -1.83469277483613086,
    2.446931225635344430,
    -2.11499494167371287,
    1.50819193781584896,
    0.354895765043919860,
];

pub(super) fn cbrt(x: f64) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    let (mantissa, exponent) = frexp(x.abs());
    let [last, rest @ ..] = &POLYNOMIAL;
    let guess = rest.iter().fold(*last, |sum, it| sum * mantissa + it);
    let cube = guess * guess * guess;
    let root = guess * (cube + 2.0 * mantissa) / (2.0 * cube + mantissa);
    let root = root * FACTORS[(2 + exponent % 3) as usize];
    scaled(root, (exponent / 3).into()).copysign(x)
}
