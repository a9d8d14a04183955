//! Powers of ints.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use crate::numbers::Error;
use crate::numbers::float;

use super::Int::{self, Big, Small};

/// What a power of ints is.
#[derive(Clone, Debug, PartialEq)]
pub enum Power {
    /// A whole number.
    Int(Int),
    /// With a negative exponent.
    Float(f64),
}

impl Int {
    /// `self ** exponent`. [`pow_bits`](Int::pow_bits) tells how long it gets.
    pub fn pow(&self, exponent: &Int) -> Result<Power, Error> {
        if exponent.is_negative() {
            return float::pow_real(self.to_f64()?, exponent.to_f64()?).map(Power::Float);
        }
        Ok(Power::Int(match (self, exponent) {
            (_, Small(0)) | (Small(1), _) => Int::ONE,
            (Small(0), _) => Int::ZERO,
            (Small(-1), _) => Small(if exponent.is_odd() { -1 } else { 1 }),
            (_, Big(_)) => return Err(Error::memory()),
            (_, Small(exponent)) => self.power(*exponent as u64)?,
        }))
    }

    /// How many bits `self ** exponent` has, or a little more; zero for negative exponents.
    pub fn pow_bits(&self, exponent: &Int) -> u64 {
        if exponent.is_negative() {
            return 0;
        }
        match (self, exponent.to_u64()) {
            (Small(-1..=1), _) => 1,
            (_, None) => u64::MAX,
            (Small(base), Some(exponent)) => {
                let each = (base.unsigned_abs() as f64).log2();
                ((each * exponent as f64) as u64).saturating_add(1)
            }
            (Big(base), Some(exponent)) => base.bits().saturating_mul(exponent).max(1),
        }
    }

    fn power(&self, exponent: u64) -> Result<Int, Error> {
        if let Small(base) = self {
            let small = u32::try_from(exponent).ok().and_then(|it| base.checked_pow(it));
            if let Some(power) = small {
                return Ok(Small(power));
            }
            if base.unsigned_abs().is_power_of_two() {
                return self.power_of_two(exponent);
            }
        }
        let exponent = u32::try_from(exponent).map_err(|_| Error::memory())?;
        Ok(self.to_big().pow(exponent).into())
    }

    /// A shift, for a base of plus or minus 2, 4, 8, …
    fn power_of_two(&self, exponent: u64) -> Result<Int, Error> {
        let each = self.bit_length() - 1;
        let zeros = each.checked_mul(exponent).ok_or_else(Error::memory)?;
        let power = Int::ONE.shift_left(&zeros.into())?;
        Ok(if self.is_negative() && exponent % 2 == 1 { power.neg() } else { power })
    }

    /// `pow(self, exponent, modulus)`. Source: `long_pow` (Objects/longobject.c).
    pub fn pow_mod(&self, exponent: &Int, modulus: &Int) -> Result<Int, Error> {
        if modulus.is_zero() {
            return Err(Error::value("pow() 3rd argument cannot be 0"));
        }
        let size = modulus.abs();
        if size.is_one() {
            return Ok(Int::ZERO);
        }
        let size = size.to_big();
        let base = self.to_big().mod_floor(&size);
        let power = if exponent.is_negative() {
            inverse(&base, &size)?.modpow(&exponent.neg().to_big(), &size)
        } else {
            base.modpow(&exponent.to_big(), &size)
        };
        let is_shifted = modulus.is_negative() && !power.is_zero();
        Ok(if is_shifted { power - &*size } else { power }.into())
    }
}

/// The number that gives 1 when it is multiplied by `base`, modulo `size`.
fn inverse(base: &BigInt, size: &BigInt) -> Result<BigInt, Error> {
    let found = base.extended_gcd(size);
    if !found.gcd.abs().is_one() {
        return Err(Error::value("base is not invertible for the given modulus"));
    }
    let inverse = if found.gcd.is_negative() { -found.x } else { found.x };
    Ok(inverse.mod_floor(size))
}
