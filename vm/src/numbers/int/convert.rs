//! Between ints and floats, and ints rounded to tens.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};

use crate::numbers::Error;

use super::Int::{self, Big, Small};

impl Int {
    /// `float(self)`: the nearest, of two the even one.
    pub fn to_f64(&self) -> Result<f64, Error> {
        match self {
            Small(it) => Ok(*it as f64),
            Big(it) => it
                .to_f64()
                .filter(|it| it.is_finite())
                .ok_or_else(|| Error::overflow("int too large to convert to float")),
        }
    }

    /// `int(value)`: towards zero.
    pub fn from_f64(value: f64) -> Result<Int, Error> {
        if value.is_nan() {
            return Err(Error::value("cannot convert float NaN to integer"));
        }
        if value.is_infinite() {
            return Err(Error::overflow("cannot convert float infinity to integer"));
        }
        // The bounds are powers of two, which floats hit exactly.
        if value >= -(2f64.powi(63)) && value < 2f64.powi(63) {
            return Ok(Small(value as i64));
        }
        Ok(BigInt::from_f64(value).unwrap_or_default().into())
    }

    /// How `self` compares with a float, without rounding; `None` for NaN.
    pub fn cmp_f64(&self, other: f64) -> Option<Ordering> {
        if other.is_nan() {
            return None;
        }
        if other == f64::INFINITY {
            return Some(Ordering::Less);
        }
        if other == f64::NEG_INFINITY {
            return Some(Ordering::Greater);
        }
        let whole = Int::from_f64(other.trunc()).unwrap_or(Int::ZERO);
        let fraction = other.fract();
        let rest = 0.0.partial_cmp(&fraction)?;
        Some(self.cmp(&whole).then(rest))
    }

    /// `round(self, ndigits)`: half to even. Source: `int___round___impl` (Objects/longobject.c).
    pub fn round(&self, ndigits: &Int) -> Int {
        if !ndigits.is_negative() {
            return self.clone();
        }
        let digits = ndigits.neg();
        // A power of ten above twice the number rounds it to zero.
        let bound = self.bit_length() / 3 + 2;
        let Some(digits) = digits.to_u64().filter(|it| *it <= bound) else { return Int::ZERO };
        let unit = Int::from(BigInt::from(10).pow(digits as u32));
        self.rounded_to(&unit)
    }

    /// The nearest multiple of `unit`, of two the even one.
    fn rounded_to(&self, unit: &Int) -> Int {
        let (quotient, rest) = self.divmod(unit).unwrap_or((Int::ZERO, Int::ZERO));
        let up = match rest.add(&rest).cmp(unit) {
            Ordering::Less => false,
            Ordering::Equal => quotient.is_odd(),
            Ordering::Greater => true,
        };
        let rounded_down = self.sub(&rest);
        if up { rounded_down.add(unit) } else { rounded_down }
    }
}
