//! `hash()` of constants, and the order of a set that follows from it.
//!
//! As CPython 3.13 answers with `PYTHONHASHSEED=0`: strings and bytes are hashed with a key of
//! zeros. With another seed sets of strings have another order in each run of CPython.

mod set;

use crate::code::Constant;
use crate::numbers::{Complex, Int, float};
use crate::text::{Str, hash_bytes};

pub use set::frozen_set;

/// Source: `none_hash` (Objects/object.c).
const NONE: i64 = 0xfca8_6420;

/// `hash(constant)`. Zero for what CPython hashes by its address: `...`, NaN and code objects.
pub fn hash(constant: &Constant) -> i64 {
    match constant {
        Constant::None => NONE,
        Constant::Bool(it) => i64::from(*it),
        Constant::Int(it) => Int::from(it).hash(),
        Constant::Float(it) => float::hash(*it).unwrap_or(0),
        Constant::Complex(real, imag) => Complex::new(*real, *imag).hash(0),
        Constant::Str(it) => Str::from(it).hash(),
        Constant::Bytes(it) => hash_bytes(it),
        Constant::Tuple(items) => tuple(items),
        Constant::FrozenSet(items) => unordered(items),
        Constant::Ellipsis | Constant::Code(_) => 0,
    }
}

/// Source: `tuple_hash` (Objects/tupleobject.c), after xxHash.
fn tuple(items: &[Constant]) -> i64 {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mixed = items.iter().fold(PRIME_5, |state, item| {
        let state = state.wrapping_add((hash(item) as u64).wrapping_mul(PRIME_2));
        state.rotate_left(31).wrapping_mul(PRIME_1)
    });
    match mixed.wrapping_add(items.len() as u64 ^ (PRIME_5 ^ 3_527_539)) {
        u64::MAX => 1_546_275_796,
        hash => hash as i64,
    }
}

/// Source: `frozenset_hash` (Objects/setobject.c).
fn unordered(items: &[Constant]) -> i64 {
    let mixed = items.iter().fold(0, |state, item| state ^ shuffled(hash(item) as u64));
    let mixed = mixed ^ (items.len() as u64 + 1).wrapping_mul(1_927_868_237);
    let mixed = mixed ^ (mixed >> 11) ^ (mixed >> 25);
    match mixed.wrapping_mul(69069).wrapping_add(907_133_923) {
        u64::MAX => 590_923_713,
        hash => hash as i64,
    }
}

fn shuffled(hash: u64) -> u64 {
    ((hash ^ 89_869_747) ^ (hash << 16)).wrapping_mul(3_644_798_167)
}

#[cfg(test)]
mod tests {
    use num_bigint::BigInt;

    use super::*;

    fn string(text: &str) -> Constant {
        Constant::Str(text.into())
    }

    /// Recorded from CPython 3.13.0 with `PYTHONHASHSEED=0`.
    #[test]
    fn as_python_answers() {
        let pair = [string("a"), Constant::Int(1.into())];
        for (constant, expected) in [
            (Constant::None, 4238894112),
            (Constant::Bool(true), 1),
            (Constant::Int(0.into()), 0),
            (Constant::Int((-1).into()), -2),
            (Constant::Int(257.into()), 257),
            (Constant::Int(BigInt::from(2305843009213693951_i128)), 0),
            (Constant::Int(BigInt::from(2305843009213693952_i128)), 1),
            (Constant::Int(BigInt::from(-1180591620717411303424_i128)), -512),
            (Constant::Float(0.0), 0),
            (Constant::Float(-1.0), -2),
            (Constant::Float(1.5), 1152921504606846977),
            (Constant::Float(-0.1), -230584300921369408),
            (Constant::Float(1e+300), 1224995262755759164),
            (Constant::Float(5e-324), 16777216),
            (Constant::Float(f64::INFINITY), 314159),
            (Constant::Complex(1.0, -2.0), -2000005),
            (string(""), 0),
            (string("a"), 4644417185603328019),
            (string("name"), -6269146191053140058),
            (string("h\u{e4}"), -8944948397906534620),
            (string("\u{20ac}"), -5529981157763016009),
            (string("\u{1f600}"), -3536540696076613844),
            (Constant::Bytes((*b"ab").into()), 6148830537548944441),
            (Constant::Tuple([].into()), 5740354900026072187),
            (Constant::Tuple(pair.clone().into()), 6955645834154447545),
            (Constant::FrozenSet(pair.into()), 6198228035823778356),
        ] {
            assert_eq!(hash(&constant), expected, "{constant:?}");
        }
    }
}
