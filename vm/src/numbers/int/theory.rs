//! What `math` computes with ints: `gcd`, `lcm`, `isqrt`, `factorial`, `comb`, `perm`.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;

use crate::numbers::Error;

use super::Int::{self, Small};

impl Int {
    /// `math.gcd(self, other)`.
    pub fn gcd(&self, other: &Int) -> Int {
        match (self, other) {
            (Small(a), Small(b)) => a.unsigned_abs().gcd(&b.unsigned_abs()).into(),
            _ => self.to_big().gcd(&other.to_big()).into(),
        }
    }

    /// `math.lcm(self, other)`.
    pub fn lcm(&self, other: &Int) -> Int {
        if self.is_zero() || other.is_zero() {
            return Int::ZERO;
        }
        self.to_big().lcm(&other.to_big()).into()
    }

    /// `math.isqrt(self)`.
    pub fn isqrt(&self) -> Result<Int, Error> {
        match self {
            _ if self.is_negative() => Err(Error::value("isqrt() argument must be nonnegative")),
            Small(it) => Ok(Small(it.isqrt())),
            Int::Big(it) => Ok(it.sqrt().into()),
        }
    }

    /// `math.factorial(self)`. [`factorial_bits`](Int::factorial_bits) tells how long it gets.
    pub fn factorial(&self) -> Result<Int, Error> {
        if self.is_negative() {
            return Err(Error::value("factorial() not defined for negative values"));
        }
        let Small(n) = self else {
            return Err(Error::overflow(format!(
                "factorial() argument should not exceed {}",
                i64::MAX
            )));
        };
        Ok(BigInt::from(product(1, *n as u64)).into())
    }

    /// An upper bound of the bits of `math.factorial(self)`.
    pub fn factorial_bits(&self) -> u64 {
        match self.to_u64() {
            Some(n) => n.saturating_mul(self.bit_length()).max(1),
            None => u64::MAX,
        }
    }

    /// `math.perm(self, k)`: how many ordered choices of `k` from `self` there are.
    pub fn perm(&self, k: &Int) -> Result<Int, Error> {
        check_not_negative(self, k)?;
        if k > self {
            return Ok(Int::ZERO);
        }
        let Small(k) = k else {
            return Err(Error::overflow(format!("k must not exceed {}", i64::MAX)));
        };
        Ok(falling(self, *k as u64))
    }

    /// `math.comb(self, k)`: how many choices of `k` from `self` there are.
    pub fn comb(&self, k: &Int) -> Result<Int, Error> {
        check_not_negative(self, k)?;
        if k > self {
            return Ok(Int::ZERO);
        }
        let k = k.min(&self.sub(k)).clone();
        let Small(k) = k else {
            return Err(Error::overflow(format!("min(n - k, k) must not exceed {}", i64::MAX)));
        };
        let orders = Int::from(BigInt::from(product(1, k as u64)));
        falling(self, k as u64).floor_div(&orders)
    }

    /// An upper bound of the bits of `math.perm(self, k)` and of `math.comb(self, k)`.
    pub fn perm_bits(&self, k: &Int) -> u64 {
        match k.min(self).to_u64() {
            Some(k) => k.saturating_mul(self.bit_length()).max(1),
            None => u64::MAX,
        }
    }
}

fn check_not_negative(n: &Int, k: &Int) -> Result<(), Error> {
    if n.is_negative() {
        return Err(Error::value("n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(Error::value("k must be a non-negative integer"));
    }
    Ok(())
}

/// The product of the ints from `low` to `high`; halves of about equal length are multiplied last.
fn product(low: u64, high: u64) -> BigUint {
    if high < low {
        return 1u8.into();
    }
    if high - low < 8 {
        return (low..=high).fold(BigUint::from(1u8), |product, it| product * it);
    }
    let middle = low + (high - low) / 2;
    product(low, middle) * product(middle + 1, high)
}

/// `n * (n - 1) * … `, `k` factors.
fn falling(n: &Int, k: u64) -> Int {
    match n.to_u64() {
        Some(n) if k > 0 => BigInt::from(product(n - k + 1, n)).into(),
        _ => (0..k).fold(Int::ONE, |product, it| product.mul(&n.sub(&it.into()))),
    }
}
