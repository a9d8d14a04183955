//! `round()` of floats.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Signed;

use crate::numbers::{Error, Int};

use super::as_integer_ratio;

/// `round(value)`: the nearest int, of two the even one.
pub fn round_to_int(value: f64) -> Result<Int, Error> {
    Int::from_f64(value.round_ties_even())
}

/// `round(value, ndigits)`: the float nearest to the decimal that is nearest to the exact value; of
/// two decimals the even one.
///
/// Source: `float___round___impl`, `double_round` (Objects/floatobject.c).
pub fn round(value: f64, ndigits: i64) -> Result<f64, Error> {
    const NDIGITS_MAX: i64 = 323;
    const NDIGITS_MIN: i64 = -308;
    if !value.is_finite() || ndigits > NDIGITS_MAX {
        return Ok(value);
    }
    if ndigits < NDIGITS_MIN {
        return Ok(0.0 * value);
    }
    let text = match ndigits {
        0.. => format!("{value:.0$}", ndigits as usize),
        _ => rounded_to_tens(value, -ndigits as u32)?,
    };
    match text.parse::<f64>() {
        Ok(rounded) if rounded.is_finite() => Ok(rounded),
        _ => Err(Error::overflow("rounded value too large to represent")),
    }
}

/// The nearest multiple of `10 ** tens`, of two the even one, in digits.
fn rounded_to_tens(value: f64, tens: u32) -> Result<String, Error> {
    let (top, bottom) = as_integer_ratio(value.abs())?;
    let unit = &*bottom.to_big() * BigInt::from(10).pow(tens);
    let (mut quotient, rest) = top.to_big().div_rem(&unit);
    let twice: BigInt = rest.abs() * 2;
    if twice > unit || twice == unit && quotient.is_odd() {
        quotient += 1;
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    Ok(format!("{sign}{quotient}e{tens}"))
}
