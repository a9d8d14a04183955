//! Python's `float`: what differs from the machine's operations, and what they lack.

mod arithmetic;
mod digits;
mod hex;
mod round;
mod text;

use num_bigint::BigInt;

use crate::numbers::{Error, Int};

pub use arithmetic::{FloatPower, divmod, floor_div, modulo, pow, pow_real, true_div};
pub use digits::{Layout, Style, to_string};
pub use hex::{fromhex, hex};
pub use round::{round, round_to_int};
pub use text::{parse, repr, repr_part};

use super::int::MODULUS;

/// `hash(value)`, never -1; `None` for NaN, which is hashed by its address.
///
/// A float that is a whole number has the int's hash. Source: `_Py_HashDouble` (Python/pyhash.c).
pub fn hash(value: f64) -> Option<i64> {
    const INF: i64 = 314159;
    const BITS: i32 = 61;
    if value.is_nan() {
        return None;
    }
    let sign = if value < 0.0 { -1 } else { 1 };
    if value.is_infinite() {
        return Some(sign * INF);
    }
    let (mantissa, exponent) = parts(value);
    // Two to the power of 61 is one: a shift is a rotation.
    let shifted = u128::from(mantissa) << exponent.rem_euclid(BITS);
    let hash = sign * (shifted % u128::from(MODULUS)) as i64;
    Some(if hash == -1 { -2 } else { hash })
}

/// A finite value without its sign is the first times two to the power of the second.
pub(crate) fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    }
}

/// `value.is_integer()`.
pub fn is_integer(value: f64) -> bool {
    value.is_finite() && value == value.floor()
}

/// `value.as_integer_ratio()`: the exact value as a fraction in lowest terms.
pub fn as_integer_ratio(value: f64) -> Result<(Int, Int), Error> {
    if value.is_nan() {
        return Err(Error::value("cannot convert NaN to integer ratio"));
    }
    if value.is_infinite() {
        return Err(Error::overflow("cannot convert Infinity to integer ratio"));
    }
    let (mantissa, exponent) = parts(value);
    if mantissa == 0 {
        return Ok((Int::ZERO, Int::ONE));
    }
    let zeros = mantissa.trailing_zeros();
    let exponent = exponent + zeros as i32;
    let magnitude = BigInt::from(mantissa >> zeros);
    let (top, bottom) = match exponent {
        0.. => (magnitude << exponent, BigInt::from(1)),
        _ => (magnitude, BigInt::from(1) << -exponent),
    };
    Ok((if value < 0.0 { -top } else { top }.into(), bottom.into()))
}
