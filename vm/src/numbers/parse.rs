//! Texts as floats: what `float()` and `complex()` accept.

use std::borrow::Cow;

/// The float that `text` begins with, and its length; `None` where it begins with none.
///
/// Values that are too large are infinite. Source: `PyOS_string_to_double` (Python/pystrtod.c).
pub(crate) fn number_prefix(text: &[u8]) -> Option<(f64, usize)> {
    let sign = usize::from(matches!(text, [b'+' | b'-', ..]));
    let negative = text.first() == Some(&b'-');
    if let Some((value, len)) = named(&text[sign..]) {
        return Some((if negative { -value } else { value }, sign + len));
    }
    let len = sign + decimal_len(&text[sign..])?;
    let value = std::str::from_utf8(&text[..len]).ok()?.parse().ok()?;
    Some((value, len))
}

/// `inf`, `infinity` or `nan` at the start, in any case.
pub(crate) fn named(text: &[u8]) -> Option<(f64, usize)> {
    let begins =
        |name: &[u8]| text.len() >= name.len() && text[..name.len()].eq_ignore_ascii_case(name);
    for (name, value) in [("infinity", f64::INFINITY), ("inf", f64::INFINITY), ("nan", f64::NAN)] {
        if begins(name.as_bytes()) {
            return Some((value, name.len()));
        }
    }
    None
}

/// How long the number without a sign is that `text` begins with.
fn decimal_len(text: &[u8]) -> Option<usize> {
    let whole = digits(text);
    let fraction = match text.get(whole) {
        Some(b'.') => 1 + digits(&text[whole + 1..]),
        _ => 0,
    };
    if whole == 0 && fraction <= 1 {
        return None;
    }
    Some(whole + fraction + exponent_len(&text[whole + fraction..]))
}

/// How long the exponent is, `e` with digits, or zero.
fn exponent_len(text: &[u8]) -> usize {
    let [b'e' | b'E', rest @ ..] = text else { return 0 };
    let sign = usize::from(matches!(rest, [b'+' | b'-', ..]));
    match digits(&rest[sign..]) {
        0 => 0,
        n => 1 + sign + n,
    }
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|it| it.is_ascii_digit()).count()
}

/// The text without underscores; `None` where one does not stand between two digits.
///
/// Source: `_Py_string_to_number_with_underscores` (Python/pystrtod.c).
pub(crate) fn without_underscores(text: &[u8]) -> Option<Cow<'_, [u8]>> {
    if !text.contains(&b'_') {
        return Some(Cow::Borrowed(text));
    }
    let mut out = Vec::with_capacity(text.len());
    let mut last = 0u8;
    for &byte in text {
        if byte == b'_' && !last.is_ascii_digit() || last == b'_' && !byte.is_ascii_digit() {
            return None;
        }
        if byte != b'_' {
            out.push(byte);
        }
        last = byte;
    }
    (last != b'_').then_some(Cow::Owned(out))
}
