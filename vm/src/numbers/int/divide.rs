//! Division of ints: towards minus infinity, and to the nearest float.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::numbers::Error;

use super::Int::{self, Big, Small};

impl Int {
    /// `self // other`.
    pub fn floor_div(&self, other: &Int) -> Result<Int, Error> {
        match (self, other) {
            (_, Small(0)) => Err(Error::zero_division("integer division or modulo by zero")),
            (Small(a), Small(b)) => Ok(match a.checked_div_euclid(*b) {
                Some(_) => Small(Integer::div_floor(a, b)),
                None => self.neg(),
            }),
            _ => Ok(self.to_big().div_floor(&other.to_big()).into()),
        }
    }

    /// `self % other`, which has the sign of `other`.
    pub fn modulo(&self, other: &Int) -> Result<Int, Error> {
        match (self, other) {
            (_, Small(0)) => Err(Error::zero_division("integer modulo by zero")),
            (_, Small(-1)) => Ok(Int::ZERO),
            (Small(a), Small(b)) => Ok(Small(Integer::mod_floor(a, b))),
            (Big(a), Small(b)) => Ok(big_modulo(a, *b)),
            _ => Ok(self.to_big().mod_floor(&other.to_big()).into()),
        }
    }

    /// `divmod(self, other)`.
    pub fn divmod(&self, other: &Int) -> Result<(Int, Int), Error> {
        match (self, other) {
            (Small(_), Small(_)) | (_, Small(0)) => {
                Ok((self.floor_div(other)?, self.modulo(other)?))
            }
            _ => {
                let (quotient, rest) = self.to_big().div_mod_floor(&other.to_big());
                Ok((quotient.into(), rest.into()))
            }
        }
    }

    /// `self / other`, correctly rounded. Source: `long_true_divide` (Objects/longobject.c).
    pub fn true_div(&self, other: &Int) -> Result<f64, Error> {
        const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
        match (self, other) {
            (_, Small(0)) => Err(Error::zero_division("division by zero")),
            (Small(a), Small(b)) if a.unsigned_abs() <= EXACT && b.unsigned_abs() <= EXACT => {
                Ok(*a as f64 / *b as f64)
            }
            (Small(0), _) => Ok(if other.is_negative() { -0.0 } else { 0.0 }),
            _ => rounded_quotient(&self.to_big(), &other.to_big())
                .ok_or_else(|| Error::overflow("integer division result too large for a float")),
        }
    }
}

/// `a % b` without a quotient.
fn big_modulo(a: &BigInt, b: i64) -> Int {
    let rest = (a.magnitude() % b.unsigned_abs()).to_u64().unwrap_or(0);
    let rest = i128::from(rest);
    let rest = if a.is_negative() { -rest } else { rest };
    rest.mod_floor(&i128::from(b)).into()
}

/// `a / b` as the nearest float, of two the even one; `None` where it is too large.
fn rounded_quotient(a: &BigInt, b: &BigInt) -> Option<f64> {
    // Enough bits for the mantissa and one to round by; a sticky bit stands for the rest.
    let shift = i64::from(f64::MANTISSA_DIGITS) + 2 - (a.bits() as i64 - b.bits() as i64);
    // Subnormal results have fewer bits: never scale below the smallest float.
    let shift = shift.min(1074 + 2);
    if shift < 2 - 1024 - 2 {
        return None;
    }
    let (mut top, mut bottom) = (a.abs(), b.abs());
    if shift >= 0 {
        top <<= shift;
    } else {
        bottom <<= -shift;
    }
    let (mut quotient, rest) = top.div_rem(&bottom);
    if !rest.is_zero() {
        quotient |= BigInt::from(1);
    }
    let magnitude = quotient.to_u64().map_or(f64::INFINITY, |it| scaled(it, -shift));
    let negative = (a.sign() == Sign::Minus) != (b.sign() == Sign::Minus);
    magnitude.is_finite().then_some(if negative { -magnitude } else { magnitude })
}

/// `value * 2**exponent`; `value` has few enough bits that only this step rounds.
pub(crate) fn scaled(value: u64, exponent: i64) -> f64 {
    let extra = (64 - i64::from(value.leading_zeros()) - i64::from(f64::MANTISSA_DIGITS)).max(0);
    let subnormal = (-1074 - exponent).max(0);
    let drop = extra.max(subnormal).min(63) as u32;
    let kept = value >> drop;
    let rest = value & ((1 << drop) - 1);
    let half = if drop == 0 { 0 } else { 1 << (drop - 1) };
    let up = drop > 0 && (rest > half || rest == half && kept & 1 == 1);
    let rounded = (kept + u64::from(up)) as f64;
    times_power(rounded, exponent + i64::from(drop))
}

/// `value * 2**exponent` in steps that are exact.
fn times_power(mut value: f64, mut exponent: i64) -> f64 {
    while exponent != 0 && value.is_finite() && value != 0.0 {
        let step = exponent.clamp(-1000, 1000);
        value *= 2f64.powi(step as i32);
        exponent -= step;
    }
    value
}
