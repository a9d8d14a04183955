//! Digits as ints: `int('0x_ff', 0)`.

use num_bigint::BigInt;

use crate::numbers::Error;

use super::Int;

/// The limit that `sys.get_int_max_str_digits` starts with.
pub const MAX_STR_DIGITS: usize = 4300;
/// Numbers with fewer bits are printed whatever the limit is: those of 640 digits,
/// `_PY_LONG_MAX_STR_DIGITS_THRESHOLD` (Include/internal/pycore_long.h).
pub(super) const MAX_STR_DIGITS_THRESHOLD: u64 = 640 * 3;

/// Why a text is no int.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseFailure {
    /// It is no literal of this base; `int` tells which text it was.
    Invalid,
    /// Another error, in whole.
    Error(Error),
}

impl Int {
    /// `int(text, base)` for ASCII, with white space around it, signs, prefixes and underscores;
    /// `base` is 0 or 2 to 36. Bases that are no powers of two have at most `max_digits` digits (0
    /// is no limit).
    ///
    /// Source: `PyLong_FromString` (Objects/longobject.c).
    pub fn parse(text: &[u8], base: u32, max_digits: usize) -> Result<Int, ParseFailure> {
        let text = trim(text);
        let (negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        let (base, text, must_be_zero) = prefix(text, base);
        let value = magnitude(text, base, max_digits)?;
        if must_be_zero && !value.is_zero() {
            return Err(ParseFailure::Invalid);
        }
        Ok(if negative { value.neg() } else { value })
    }
}

/// C's `isspace` decides here; other white space was replaced before.
fn trim(mut text: &[u8]) -> &[u8] {
    let is_space = |it: &u8| matches!(it, b' ' | 0x09..=0x0d);
    while let [first, rest @ ..] = text
        && is_space(first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && is_space(last)
    {
        text = rest;
    }
    text
}

/// The base, the digits behind the prefix, and whether they must be zeros: `00`, but not `01`.
fn prefix(text: &[u8], base: u32) -> (u32, &[u8], bool) {
    let of_prefix = match text {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    if of_prefix != 0 && (base == 0 || base == of_prefix) {
        // One underscore may stand behind the prefix.
        let digits = &text[2..];
        return (of_prefix, digits.strip_prefix(b"_").unwrap_or(digits), false);
    }
    match base {
        0 => (10, text, text.first() == Some(&b'0')),
        _ => (base, text, false),
    }
}

fn magnitude(text: &[u8], base: u32, max_digits: usize) -> Result<Int, ParseFailure> {
    let mut small: Option<u64> = Some(0);
    let mut digits = Vec::with_capacity(text.len());
    let mut may_be_underscore = false;
    for &byte in text {
        if byte == b'_' && may_be_underscore {
            may_be_underscore = false;
            continue;
        }
        let digit = char::from(byte).to_digit(base).ok_or(ParseFailure::Invalid)?;
        small = small.and_then(|it| it.checked_mul(base.into())?.checked_add(digit.into()));
        digits.push(digit as u8);
        may_be_underscore = true;
    }
    if !may_be_underscore {
        return Err(ParseFailure::Invalid);
    }
    let is_limited = !base.is_power_of_two() && max_digits > 0;
    if is_limited && digits.len() > max_digits {
        return Err(ParseFailure::Error(too_many_digits(digits.len(), max_digits)));
    }
    match small {
        Some(it) => Ok(it.into()),
        None => {
            let value = BigInt::from_radix_be(num_bigint::Sign::Plus, &digits, base);
            Ok(value.ok_or(ParseFailure::Invalid)?.into())
        }
    }
}

fn too_many_digits(digits: usize, max_digits: usize) -> Error {
    Error::value(format!(
        "Exceeds the limit ({max_digits} digits) for integer string conversion: \
         value has {digits} digits; use sys.set_int_max_str_digits() to increase the limit"
    ))
}
