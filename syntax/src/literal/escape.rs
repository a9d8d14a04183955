//! Backslash escapes of `str` and `bytes`.

use super::PyStr;
use crate::unicode;

/// An escape that CPython refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// `UnicodeDecodeError`. `at` covers the bytes of the escape.
    Unicode { at: std::ops::Range<usize>, reason: &'static str },
    /// `ValueError`: `\x` in `bytes` at this byte without two digits.
    Hex { at: usize },
}

impl Refused {
    /// CPython's words; `body` is the text the escape stands in.
    pub(super) fn message(&self, body: &str) -> String {
        match self {
            Refused::Unicode { at, reason } => {
                let (start, end) = (expanded_len(&body[..at.start]), expanded_len(&body[..at.end]));
                format!(
                    "(unicode error) 'unicodeescape' codec can't decode bytes in position {start}-{}: {reason}",
                    end - 1
                )
            }
            Refused::Hex { at } => format!("(value error) invalid \\x escape at position {at}"),
        }
    }
}

/// How long CPython's decoder sees `text`: `decode_unicode_with_escapes` (Parser/string_parser.c)
/// first writes other characters than ASCII as `\UXXXXXXXX`, and a backslash before one as `\u005c`.
fn expanded_len(text: &str) -> usize {
    let mut len = 0;
    let mut escaped = false;
    for c in text.chars() {
        len += if c.is_ascii() { 1 } else { 10 };
        if escaped && !c.is_ascii() {
            len += 5;
        }
        escaped = c == '\\' && !escaped;
    }
    len
}

/// The value of a `str` body with escapes; line ends are `\n` already.
///
/// Source: `_PyUnicode_DecodeUnicodeEscapeInternal` (Objects/unicodeobject.c).
pub(super) fn unescape(body: &str) -> Result<PyStr, Refused> {
    // What an escape stands for is never longer than the escape.
    let mut value = PyStr::with_capacity(body.len());
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &body.as_bytes()[at..]) {
        value.push_str(&body[at..at + found]);
        at = escape(body, at + found, &mut value)?;
    }
    value.push_str(&body[at..]);
    Ok(value)
}

/// Reads the escape whose backslash is at `start`; returns where it ends.
fn escape(body: &str, start: usize, value: &mut PyStr) -> Result<usize, Refused> {
    let at = start + 2;
    let Some(&c) = body.as_bytes().get(start + 1) else {
        value.push_str("\\");
        return Ok(start + 1);
    };
    if let Some(code) = simple(c) {
        value.push(code.into());
        return Ok(at);
    }
    match c {
        b'\n' => Ok(at),
        b'0'..=b'7' => {
            let (code, end) = octal(body.as_bytes(), start + 1);
            value.push(code);
            Ok(end)
        }
        b'x' => hex(body, start, 2, "truncated \\xXX escape", value),
        b'u' => hex(body, start, 4, "truncated \\uXXXX escape", value),
        b'U' => hex(body, start, 8, "truncated \\UXXXXXXXX escape", value),
        b'N' => name(body, start, value),
        // What follows is left for the caller, whatever it is.
        _ => {
            value.push_str("\\");
            Ok(start + 1)
        }
    }
}

/// The escapes of one letter, the same in `str` and `bytes`.
fn simple(c: u8) -> Option<u8> {
    Some(match c {
        b'\\' | b'\'' | b'"' => c,
        b'b' => 0x08,
        b'f' => 0x0c,
        b't' => b'\t',
        b'n' => b'\n',
        b'r' => b'\r',
        b'v' => 0x0b,
        b'a' => 0x07,
        _ => return None,
    })
}

/// Up to three octal digits at `start`: their value, at most 0o777, and their end.
fn octal(bytes: &[u8], start: usize) -> (u32, usize) {
    let digits = bytes[start..].iter().take(3).take_while(|it| matches!(it, b'0'..=b'7'));
    digits.fold((0, start), |(code, end), it| (code << 3 | u32::from(it - b'0'), end + 1))
}

fn hex(
    body: &str,
    start: usize,
    n_digits: usize,
    reason: &'static str,
    value: &mut PyStr,
) -> Result<usize, Refused> {
    let first = start + 2;
    let found = body.as_bytes()[first..]
        .iter()
        .take(n_digits)
        .take_while(|it| it.is_ascii_hexdigit())
        .count();
    let end = first + found;
    if found < n_digits {
        return Err(Refused::Unicode { at: start..end, reason });
    }
    let code = u32::from_str_radix(&body[first..end], 16).expect("hexadecimal digits");
    if code > 0x10ffff {
        return Err(Refused::Unicode { at: start..end, reason: "illegal Unicode character" });
    }
    value.push(code);
    Ok(end)
}

fn name(body: &str, start: usize, value: &mut PyStr) -> Result<usize, Refused> {
    let malformed =
        |end| Err(Refused::Unicode { at: start..end, reason: "malformed \\N character escape" });
    let Some(rest) = body[start + 2..].strip_prefix('{') else {
        return malformed(start + 2);
    };
    let Some(len) = rest.find('}') else {
        return malformed(body.len());
    };
    let first = start + 3;
    if len == 0 {
        return malformed(first);
    }
    let end = first + len + 1;
    let Some(c) = unicode::named(&rest[..len]) else {
        let reason = "unknown Unicode character name";
        return Err(Refused::Unicode { at: start..end, reason });
    };
    value.push(c.into());
    Ok(end)
}

/// The value of a `bytes` body with escapes; line ends are `\n` already.
///
/// Source: `_PyBytes_DecodeEscape` (Objects/bytesobject.c).
pub(super) fn unescape_bytes(body: &str) -> Result<Vec<u8>, Refused> {
    let bytes = body.as_bytes();
    let mut value = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&c) = bytes.get(at) {
        if c != b'\\' {
            value.push(c);
            at += 1;
            continue;
        }
        at = bytes_escape(bytes, at, &mut value)?;
    }
    Ok(value)
}

fn bytes_escape(bytes: &[u8], start: usize, value: &mut Vec<u8>) -> Result<usize, Refused> {
    let at = start + 2;
    let c = bytes.get(start + 1).copied();
    match c {
        Some(b'\n') => return Ok(at),
        Some(b'0'..=b'7') => {
            let (code, end) = octal(bytes, start + 1);
            value.push((code & 0xff) as u8);
            return Ok(end);
        }
        Some(b'x') => {
            let digits = bytes.get(at..at + 2).and_then(|it| std::str::from_utf8(it).ok());
            let digits = digits.filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()));
            let code = digits.and_then(|it| u8::from_str_radix(it, 16).ok());
            value.push(code.ok_or(Refused::Hex { at: start })?);
            return Ok(at + 2);
        }
        _ => {}
    }
    match c.and_then(simple) {
        Some(code) => {
            value.push(code);
            Ok(at)
        }
        None => {
            value.push(b'\\');
            Ok(start + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: &[u32]) {
        let value = unescape(body).unwrap();
        assert_eq!(value.code_points().collect::<Vec<_>>(), expected, "{body}");
    }

    fn check_refused(body: &str, expected: &str) {
        let message = unescape(body).unwrap_err().message(body);
        let start = "(unicode error) 'unicodeescape' codec can't decode bytes in position ";
        assert_eq!(message.strip_prefix(start), Some(expected), "{body}");
    }

    #[test]
    fn values() {
        check("a\\\nb", &[0x61, 0x62]);
        check(r"\a\b\f\n\r\t\v\\\'\q", &[7, 8, 12, 10, 13, 9, 11, 92, 39, 92, 0x71]);
        check(r"\0\18\777\1234", &[0, 1, 0x38, 0o777, 0o123, 0x34]);
        check(r"\x41\u0042\U0001f600\ud800", &[0x41, 0x42, 0x1f600, 0xd800]);
        check(r"\N{BULLET}\é", &[0x2022, 92, 0xe9]);
    }

    #[test]
    fn refused() {
        check_refused(r"\x", "0-1: truncated \\xXX escape");
        check_refused(r"ab\U0011ffff", "2-11: illegal Unicode character");
        check_refused(r"é\u12", "10-13: truncated \\uXXXX escape");
        check_refused(r"\é\u12", "16-19: truncated \\uXXXX escape");
        check_refused(r"\\é\u12", "12-15: truncated \\uXXXX escape");
        check_refused(r"\N{foo}", "0-6: unknown Unicode character name");
        check_refused(r"\N{foo", "0-5: malformed \\N character escape");
        check_refused(r"\N{}", "0-2: malformed \\N character escape");
        check_refused(r"\N", "0-1: malformed \\N character escape");
    }

    #[test]
    fn bytes() {
        assert_eq!(unescape_bytes(r"\x41\777\N\u\'").unwrap(), b"A\xff\\N\\u'");
        let refused = unescape_bytes(r"a\x1").unwrap_err();
        assert_eq!(refused.message(""), "(value error) invalid \\x escape at position 1");
    }
}
