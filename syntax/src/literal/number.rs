//! Values of numbers.

use num_bigint::BigUint;

use crate::kind::SyntaxKind::{self, *};

/// The value of a number token; a sign is an operator, not part of the number.
#[derive(Clone, Debug, PartialEq)]
pub enum Number {
    /// An `int`.
    Int(BigUint),
    /// A `float`; literals too large for one are infinite.
    Float(f64),
    /// A `complex` without real part.
    Imaginary(f64),
}

/// How many decimal digits an `int` literal may have.
///
/// Source: `_PY_LONG_DEFAULT_MAX_STR_DIGITS` (Include/internal/pycore_long.h, CPython 3.13).
pub const MAX_DECIMAL_DIGITS: usize = 4300;

/// The value of an `INT`, `FLOAT` or `IMAGINARY` token; `None` where the tokenizer complained.
pub fn number(kind: SyntaxKind, text: &str) -> Option<Number> {
    let digits = text.replace('_', "");
    Some(match kind {
        INT => Number::Int(int(&digits)?),
        FLOAT => Number::Float(digits.parse().ok()?),
        IMAGINARY => Number::Imaginary(digits[..digits.len() - 1].parse().ok()?),
        _ => return None,
    })
}

fn int(digits: &str) -> Option<BigUint> {
    let (digits, radix) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&digits[2..], 16),
        [b'0', b'o' | b'O', ..] => (&digits[2..], 8),
        [b'0', b'b' | b'B', ..] => (&digits[2..], 2),
        _ => (digits, 10),
    };
    BigUint::parse_bytes(digits.as_bytes(), radix)
}

/// CPython's words about an `INT` token with too many decimal digits.
pub(super) fn too_long(text: &str) -> Option<String> {
    if text.len() <= MAX_DECIMAL_DIGITS || text.starts_with('0') {
        return None;
    }
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    (n_digits > MAX_DECIMAL_DIGITS).then(|| {
        format!(
            "Exceeds the limit ({MAX_DECIMAL_DIGITS} digits) for integer string conversion: \
             value has {n_digits} digits; use sys.set_int_max_str_digits() to increase the limit \
             - Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_and_underscores() {
        for (text, value) in [
            ("0", 0u32),
            ("0_0", 0),
            ("1_000", 1000),
            ("0xFf", 255),
            ("0X_ff", 255),
            ("0o17", 15),
            ("0B1_1", 3),
        ] {
            assert_eq!(number(INT, text), Some(Number::Int(value.into())), "{text}");
        }
    }

    #[test]
    fn floats() {
        assert_eq!(number(FLOAT, "1_0.5e-1_0"), Some(Number::Float(10.5e-10)));
        assert_eq!(number(FLOAT, "1."), Some(Number::Float(1.0)));
        assert_eq!(number(FLOAT, ".5E1"), Some(Number::Float(5.0)));
        assert_eq!(number(FLOAT, "1e309"), Some(Number::Float(f64::INFINITY)));
        assert_eq!(number(IMAGINARY, "010J"), Some(Number::Imaginary(10.0)));
    }

    #[test]
    fn limit_of_digits() {
        assert_eq!(too_long(&"1".repeat(4300)), None);
        assert!(too_long(&"1_".repeat(4300)).is_none());
        assert!(too_long(&"1".repeat(4301)).unwrap().contains("value has 4301 digits"));
    }
}
