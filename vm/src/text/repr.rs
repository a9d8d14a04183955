//! Strings and bytes as `repr()` and `ascii()` show them.

use super::{Str, StrBuilder, unicode};

/// `repr(text)`. Source: `unicode_repr` (Objects/unicodeobject.c).
pub fn repr(text: &Str) -> Str {
    quoted(text, unicode::is_printable)
}

/// `ascii(text)`.
pub fn ascii(text: &Str) -> Str {
    quoted(text, |code| (0x20..0x7f).contains(&code))
}

fn quoted(text: &Str, is_plain: impl Fn(u32) -> bool) -> Str {
    let has = |c: char| text.code_points().any(|it| it == u32::from(c));
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    let mut out = StrBuilder::with_capacity(text.len() + 2);
    out.push(quote.into());
    for code in text.code_points() {
        if is_plain(code) && code != u32::from(quote) && code != u32::from('\\') {
            out.push(code);
        } else {
            out.push_str(&escape(code));
        }
    }
    out.push(quote.into());
    out.finish()
}

/// A code point as an escape sequence.
fn escape(code: u32) -> String {
    match code {
        0x09 => "\\t".into(),
        0x0a => "\\n".into(),
        0x0d => "\\r".into(),
        0x22 => "\\\"".into(),
        0x27 => "\\'".into(),
        0x5c => "\\\\".into(),
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    }
}

/// `repr(bytes)`: with a `b`.
pub fn repr_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 3);
    refwise_syntax::repr::write_bytes(bytes, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        assert_eq!(repr(&"it's".into()), "\"it's\"");
        assert_eq!(repr(&"it's \"it\"".into()), "'it\\'s \"it\"'");
    }

    #[test]
    fn escapes() {
        let text =
            Str::from_code_points([0x09, 0x5c, 0x7f, 0xe9, 0x20ac, 0xd800, 0x1f600, 0xe0001]);
        assert_eq!(repr(&text), "'\\t\\\\\\x7fé€\\ud800😀\\U000e0001'");
        assert_eq!(ascii(&text), "'\\t\\\\\\x7f\\xe9\\u20ac\\ud800\\U0001f600\\U000e0001'");
    }
}
