//! Digits and white space of any script as ASCII, for `int()`, `float()` and `complex()`.

use std::borrow::Cow;

use super::{Str, unicode};

/// The text with spaces for white space and ASCII digits for decimal digits; what is neither becomes
/// `?`, which no number has.
///
/// Source: `_PyUnicode_TransformDecimalAndSpaceToASCII` (Objects/unicodeobject.c).
pub fn numeric_ascii(text: &Str) -> Cow<'_, [u8]> {
    match text.as_str() {
        Some(ascii) => Cow::Borrowed(ascii.as_bytes()),
        None => Cow::Owned(text.code_points().map(numeric_byte).collect()),
    }
}

fn numeric_byte(code: u32) -> u8 {
    match (code, unicode::decimal(code)) {
        (0..0x7f, _) => code as u8,
        (_, Some(digit)) => b'0' + digit,
        _ if unicode::is_space(code) => b' ',
        _ => b'?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_spaces() {
        assert_eq!(&*numeric_ascii(&"\u{2003}-٣4_é".into()), b" -34_?");
        assert_eq!(&*numeric_ascii(&"12".into()), b"12");
    }
}
