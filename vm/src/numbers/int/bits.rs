//! Bits of ints in two's complement with endless signs: `&`, `|`, `^`, `~`, `<<`, `>>`.

use std::ops::{BitAnd, BitOr, BitXor};

use num_bigint::BigInt;

use crate::numbers::Error;

use super::Int::{self, Big, Small};

/// Above this many bits CPython has no memory, whatever the machine has.
const MAX_BITS: u64 = 1 << 39;

impl Int {
    /// `self & other`.
    pub fn and(&self, other: &Int) -> Int {
        match (self, other) {
            (Small(a), Small(b)) => Small(a & b),
            _ => bitwise(self, other, |a, b| a.bitand(b)),
        }
    }

    /// `self | other`.
    pub fn or(&self, other: &Int) -> Int {
        match (self, other) {
            (Small(a), Small(b)) => Small(a | b),
            _ => bitwise(self, other, |a, b| a.bitor(b)),
        }
    }

    /// `self ^ other`.
    pub fn xor(&self, other: &Int) -> Int {
        match (self, other) {
            (Small(a), Small(b)) => Small(a ^ b),
            _ => bitwise(self, other, |a, b| a.bitxor(b)),
        }
    }

    /// `~self`.
    pub fn invert(&self) -> Int {
        match self {
            Small(it) => Small(!it),
            Big(it) => (!&**it).into(),
        }
    }

    /// `self << other`. [`shift_left_bits`](Int::shift_left_bits) tells how long it gets.
    pub fn shift_left(&self, other: &Int) -> Result<Int, Error> {
        if other.is_negative() {
            return Err(Error::value("negative shift count"));
        }
        if self.is_zero() {
            return Ok(Int::ZERO);
        }
        if self.shift_left_bits(other) > MAX_BITS {
            return Err(Error::memory());
        }
        let by = other.to_u64().unwrap_or(0);
        Ok(match self {
            Small(it) if by < 64 => (i128::from(*it) << by).into(),
            _ => (&*self.to_big() << by).into(),
        })
    }

    /// How many bits `self << other` has.
    pub fn shift_left_bits(&self, other: &Int) -> u64 {
        match other.to_u64() {
            _ if self.is_zero() => 0,
            Some(by) => self.bit_length().saturating_add(by),
            None => u64::MAX,
        }
    }

    /// `self >> other`.
    pub fn shift_right(&self, other: &Int) -> Result<Int, Error> {
        if other.is_negative() {
            return Err(Error::value("negative shift count"));
        }
        let by = other.to_u64().unwrap_or(u64::MAX);
        Ok(match self {
            Small(it) => Small(it >> by.min(63)),
            Big(it) if by >= it.bits() => Small(if self.is_negative() { -1 } else { 0 }),
            Big(it) => (&**it >> by).into(),
        })
    }

    /// `self.bit_count()`: ones in the magnitude.
    pub fn bit_count(&self) -> u64 {
        match self {
            Small(it) => it.unsigned_abs().count_ones().into(),
            Big(it) => it.magnitude().count_ones(),
        }
    }
}

fn bitwise(a: &Int, b: &Int, op: impl Fn(&BigInt, &BigInt) -> BigInt) -> Int {
    op(&a.to_big(), &b.to_big()).into()
}
