//! Ints as digits.

use crate::numbers::Error;

use super::Int::{self, Big, Small};
use super::parse::MAX_STR_DIGITS_THRESHOLD;

impl Int {
    /// `str(self)`; an error where it has more than `max_digits` (`sys.get_int_max_str_digits`, 0 is
    /// no limit). Source: `long_to_decimal_string_internal` (Objects/longobject.c).
    pub fn to_decimal(&self, max_digits: usize) -> Result<String, Error> {
        let Big(big) = self else { return Ok(self.to_string()) };
        let is_limited = max_digits > 0 && big.bits() > MAX_STR_DIGITS_THRESHOLD;
        // Each digit takes more than three bits: no need to compute digits that are refused.
        if is_limited && self.decimal_len() > max_digits.saturating_add(1) {
            return Err(too_many_digits(max_digits));
        }
        let text = self.to_string();
        let digits = text.len() - usize::from(self.is_negative());
        if is_limited && digits > max_digits {
            return Err(too_many_digits(max_digits));
        }
        Ok(text)
    }

    /// How many decimal digits it has, or one less or more.
    pub fn decimal_len(&self) -> usize {
        (self.bit_length() as f64 * std::f64::consts::LOG10_2) as usize + 1
    }

    /// The digits in base 2, 8, 10 or 16, lowercase, without a prefix, with a minus sign.
    pub fn to_radix(&self, radix: u32) -> String {
        match (self, radix) {
            (Small(it), 10) => it.to_string(),
            (Small(it), _) => {
                let sign = if *it < 0 { "-" } else { "" };
                let magnitude = it.unsigned_abs();
                match radix {
                    2 => format!("{sign}{magnitude:b}"),
                    8 => format!("{sign}{magnitude:o}"),
                    _ => format!("{sign}{magnitude:x}"),
                }
            }
            (Big(it), _) => it.to_str_radix(radix),
        }
    }
}

fn too_many_digits(max_digits: usize) -> Error {
    Error::value(format!(
        "Exceeds the limit ({max_digits} digits) for integer string conversion; \
         use sys.set_int_max_str_digits() to increase the limit"
    ))
}
