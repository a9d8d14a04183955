//! Python's `int`: 64 bits where they suffice, any number of them where not.

mod bits;
mod bytes;
mod convert;
mod divide;
mod parse;
mod power;
mod print;
mod theory;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

pub use bytes::ByteOrder;
pub(crate) use divide::scaled;
pub use parse::{MAX_STR_DIGITS, ParseFailure};
pub use power::Power;

/// The prime by which hashes of numbers are reduced, `_PyHASH_MODULUS`: `2**61 - 1`.
pub(super) const MODULUS: u64 = (1 << 61) - 1;

/// An int. Equal ints have one form: [`Big`](Int::Big) only where 64 bits do not suffice, so make it
/// with `Int::from`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Int {
    /// One that fits.
    Small(i64),
    /// One that does not.
    Big(Box<BigInt>),
}

use Int::{Big, Small};

impl Int {
    /// 0.
    pub const ZERO: Int = Small(0);
    /// 1.
    pub const ONE: Int = Small(1);

    /// The int with as many bits as it needs.
    pub fn to_big(&self) -> Cow<'_, BigInt> {
        match self {
            Small(it) => Cow::Owned(BigInt::from(*it)),
            Big(it) => Cow::Borrowed(it),
        }
    }

    /// The int, where it fits.
    pub fn to_i64(&self) -> Option<i64> {
        match self {
            Small(it) => Some(*it),
            Big(_) => None,
        }
    }

    /// The int, where it is not negative and fits.
    pub fn to_u64(&self) -> Option<u64> {
        match self {
            Small(it) => u64::try_from(*it).ok(),
            Big(it) => it.to_u64(),
        }
    }

    /// The nearest int of 64 bits: what an index or a bound of a slice becomes.
    pub fn saturated(&self) -> i64 {
        match self {
            Small(it) => *it,
            Big(it) if it.is_negative() => i64::MIN,
            Big(_) => i64::MAX,
        }
    }

    /// Is it below zero?
    pub fn is_negative(&self) -> bool {
        match self {
            Small(it) => *it < 0,
            Big(it) => it.is_negative(),
        }
    }

    /// Is it zero?
    pub fn is_zero(&self) -> bool {
        matches!(self, Small(0))
    }

    /// `self + other`.
    pub fn add(&self, other: &Int) -> Int {
        match (self, other) {
            (Small(a), Small(b)) => match a.checked_add(*b) {
                Some(sum) => Small(sum),
                None => (i128::from(*a) + i128::from(*b)).into(),
            },
            (Big(a), Small(b)) | (Small(b), Big(a)) => (&**a + *b).into(),
            (Big(a), Big(b)) => (&**a + &**b).into(),
        }
    }

    /// `self - other`.
    pub fn sub(&self, other: &Int) -> Int {
        match (self, other) {
            (Small(a), Small(b)) => match a.checked_sub(*b) {
                Some(difference) => Small(difference),
                None => (i128::from(*a) - i128::from(*b)).into(),
            },
            (Big(a), Small(b)) => (&**a - *b).into(),
            (Small(a), Big(b)) => (*a - &**b).into(),
            (Big(a), Big(b)) => (&**a - &**b).into(),
        }
    }

    /// `self * other`.
    pub fn mul(&self, other: &Int) -> Int {
        match (self, other) {
            (Small(a), Small(b)) => match a.checked_mul(*b) {
                Some(product) => Small(product),
                None => (i128::from(*a) * i128::from(*b)).into(),
            },
            (Big(_), Small(0)) | (Small(0), Big(_)) => Int::ZERO,
            (Big(a), Small(b)) | (Small(b), Big(a)) => (&**a * *b).into(),
            (Big(a), Big(b)) => (&**a * &**b).into(),
        }
    }

    /// `-self`.
    pub fn neg(&self) -> Int {
        match self {
            Small(it) => match it.checked_neg() {
                Some(negated) => Small(negated),
                None => (-i128::from(*it)).into(),
            },
            Big(it) => (-&**it).into(),
        }
    }

    /// `abs(self)`.
    pub fn abs(&self) -> Int {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    /// `hash(self)`, never -1. Source: `long_hash` (Objects/longobject.c).
    pub fn hash(&self) -> i64 {
        let (magnitude, negative) = match self {
            Small(it) => (it.unsigned_abs() % MODULUS, *it < 0),
            Big(it) => ((it.magnitude() % MODULUS).to_u64().unwrap_or(0), it.is_negative()),
        };
        let hash = if negative { -(magnitude as i64) } else { magnitude as i64 };
        if hash == -1 { -2 } else { hash }
    }

    /// `sys.getsizeof(self)`: CPython keeps 30 bits in each four bytes.
    pub fn sizeof(&self) -> usize {
        sizeof_bits(self.bit_length())
    }

    /// How many bytes the value takes here beside itself.
    pub fn heap_bytes(&self) -> usize {
        match self {
            Small(_) => 0,
            Big(it) => size_of::<BigInt>() + it.bits().div_ceil(64) as usize * 8,
        }
    }

    /// `self.bit_length()`.
    pub fn bit_length(&self) -> u64 {
        match self {
            Small(it) => u64::from(64 - it.unsigned_abs().leading_zeros()),
            Big(it) => it.bits(),
        }
    }

    fn is_odd(&self) -> bool {
        match self {
            Small(it) => it & 1 == 1,
            Big(it) => it.bit(0),
        }
    }

    fn is_one(&self) -> bool {
        matches!(self, Small(1))
    }
}

/// `sys.getsizeof` of an int of so many bits.
pub fn sizeof_bits(bits: u64) -> usize {
    const HEAD: usize = 24;
    HEAD + 4 * (bits.div_ceil(30) as usize).max(1)
}

impl From<BigInt> for Int {
    fn from(value: BigInt) -> Int {
        match value.to_i64() {
            Some(it) => Small(it),
            None => Big(Box::new(value)),
        }
    }
}

impl From<&BigInt> for Int {
    fn from(value: &BigInt) -> Int {
        match value.to_i64() {
            Some(it) => Small(it),
            None => Big(Box::new(value.clone())),
        }
    }
}

macro_rules! from_small {
    ($($from:ty),*) => {$(
        impl From<$from> for Int {
            fn from(value: $from) -> Int {
                Small(value.into())
            }
        }
    )*};
}
from_small!(i64, i32, u32, u8, bool);

macro_rules! from_wide {
    ($($from:ty),*) => {$(
        impl From<$from> for Int {
            fn from(value: $from) -> Int {
                match i64::try_from(value) {
                    Ok(it) => Small(it),
                    Err(_) => Big(Box::new(value.into())),
                }
            }
        }
    )*};
}
from_wide!(u64, usize, isize, i128, u128);

impl Ord for Int {
    fn cmp(&self, other: &Int) -> Ordering {
        match (self, other) {
            (Small(a), Small(b)) => a.cmp(b),
            (Big(a), Big(b)) => a.cmp(b),
            (Big(a), Small(_)) if a.is_negative() => Ordering::Less,
            (Big(_), Small(_)) => Ordering::Greater,
            (Small(_), Big(b)) if b.is_negative() => Ordering::Greater,
            (Small(_), Big(_)) => Ordering::Less,
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Int) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// In base 10, however long.
impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Small(it) => fmt::Display::fmt(it, f),
            Big(it) => fmt::Display::fmt(it, f),
        }
    }
}

impl fmt::Debug for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
