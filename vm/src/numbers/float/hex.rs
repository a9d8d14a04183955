//! Floats in base 16: `float.hex` and `float.fromhex`.

use crate::numbers::Error;
use crate::numbers::parse::named;

/// `value.hex()`.
pub fn hex(value: f64) -> String {
    if !value.is_finite() {
        return super::repr(value);
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let (first, exponent) = match (bits >> 52 & 0x7ff) as i32 {
        0 => (0, -1022),
        it => (1, it - 1023),
    };
    format!("{sign}0x{first}.{fraction:013x}p{exponent:+}")
}

/// `float.fromhex(text)` for ASCII. Source: `float_fromhex` (Objects/floatobject.c).
pub fn fromhex(text: &[u8]) -> Result<f64, Error> {
    let text = trim(text);
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let magnitude = match named(text) {
        Some((value, len)) if len == text.len() => value,
        _ => magnitude(text)?,
    };
    Ok(if negative { -magnitude } else { magnitude })
}

fn trim(text: &[u8]) -> &[u8] {
    let is_space = |it: &u8| matches!(it, b' ' | 0x09..=0x0d);
    let Some(start) = text.iter().position(|it| !is_space(it)) else { return b"" };
    let end = text.iter().rposition(|it| !is_space(it)).map_or(0, |it| it + 1);
    &text[start..end]
}

fn magnitude(text: &[u8]) -> Result<f64, Error> {
    let invalid = || Error::value("invalid hexadecimal floating-point string");
    let text = match text {
        [b'0', b'x' | b'X', rest @ ..] => rest,
        _ => text,
    };
    let (digits, rest) = Digits::scan(text);
    if !digits.has_any {
        return Err(invalid());
    }
    let (exponent, rest) = match rest {
        [b'p' | b'P', rest @ ..] => exponent(rest).ok_or_else(invalid)?,
        _ => (0, rest),
    };
    // A value that is too large is told before what follows it.
    let value = digits.value(exponent)?;
    if rest.is_empty() { Ok(value) } else { Err(invalid()) }
}

/// A decimal number with a sign, clamped where it does not matter any more, and what follows.
fn exponent(text: &[u8]) -> Option<(i64, &[u8])> {
    const MANY: i64 = i64::MAX / 4;
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let len = text.iter().take_while(|it| it.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(len);
    if digits.is_empty() {
        return None;
    }
    let append = |value: i64, &digit: &u8| {
        value.saturating_mul(10).saturating_add((digit - b'0').into()).min(MANY)
    };
    let value = digits.iter().fold(0, append);
    Some((if negative { -value } else { value }, rest))
}

/// Digits of a hexadecimal number: the first that count, and whether others follow.
#[derive(Default)]
struct Digits {
    has_any: bool,
    has_point: bool,
    /// Up to 60 bits.
    bits: u64,
    /// Is one of those that were left out not zero?
    has_rest: bool,
    /// The value is `bits` times two to this power.
    exponent: i64,
}

impl Digits {
    /// The digits that `text` begins with, one point among them, and what follows.
    fn scan(text: &[u8]) -> (Digits, &[u8]) {
        let mut digits = Digits::default();
        for (at, &byte) in text.iter().enumerate() {
            match char::from(byte).to_digit(16) {
                Some(digit) => digits.push(digit),
                None if byte == b'.' && !digits.has_point => digits.has_point = true,
                None => return (digits, &text[at..]),
            }
        }
        (digits, b"")
    }

    fn push(&mut self, digit: u32) {
        self.has_any = true;
        if self.has_point {
            self.exponent -= 4;
        }
        if self.bits < 1 << 56 {
            self.bits = self.bits << 4 | u64::from(digit);
        } else {
            self.exponent += 4;
            self.has_rest |= digit != 0;
        }
    }

    /// The nearest float, of two the even one.
    fn value(&self, exponent: i64) -> Result<f64, Error> {
        if self.bits == 0 {
            return Ok(0.0);
        }
        let exponent = self.exponent.saturating_add(exponent);
        let top = i64::from(self.bits.ilog2()).saturating_add(exponent);
        if top < -1080 {
            return Ok(0.0);
        }
        let too_large = || Error::overflow("hexadecimal value too large to represent as a float");
        if top > 1024 {
            return Err(too_large());
        }
        let bits = self.bits << 1 | u64::from(self.has_rest);
        let value = crate::numbers::int::scaled(bits, exponent - 1);
        if value.is_finite() { Ok(value) } else { Err(too_large()) }
    }
}
