//! What is done about characters that cannot be converted: Python's own error handlers.
//!
//! Source: `Python/codecs.c` (CPython 3.13).

use super::{Fault, Replacement, is_surrogate};
use crate::text::{Str, StrBuilder};

/// An error handler that Python registers itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handler {
    /// `strict`: raise.
    Strict,
    /// `ignore`: leave it out.
    Ignore,
    /// `replace`: `?` or U+FFFD.
    Replace,
    /// `surrogateescape`: bytes as lone surrogates, which become bytes again.
    SurrogateEscape,
    /// `surrogatepass`: surrogates as if they were characters.
    SurrogatePass,
    /// `backslashreplace`: `\xff`.
    BackslashReplace,
    /// `xmlcharrefreplace`: `&#255;`; only to bytes.
    XmlCharRefReplace,
    /// `namereplace`: `\N{LATIN SMALL LETTER Y WITH DIAERESIS}`; only to bytes.
    NameReplace,
}

impl Handler {
    /// The handler of a name.
    pub fn by_name(name: &str) -> Option<Handler> {
        Some(match name {
            "strict" => Handler::Strict,
            "ignore" => Handler::Ignore,
            "replace" => Handler::Replace,
            "surrogateescape" => Handler::SurrogateEscape,
            "surrogatepass" => Handler::SurrogatePass,
            "backslashreplace" => Handler::BackslashReplace,
            "xmlcharrefreplace" => Handler::XmlCharRefReplace,
            "namereplace" => Handler::NameReplace,
            _ => return None,
        })
    }

    /// Can it stand in for bytes that cannot be decoded? The others raise `TypeError: don't know how
    /// to handle UnicodeDecodeError in error callback`.
    pub fn decodes(self) -> bool {
        !matches!(self, Handler::XmlCharRefReplace | Handler::NameReplace)
    }

    /// The text for bytes that cannot be decoded, and where to go on; `None` raises.
    pub fn decoded(self, fault: Fault, bytes: &[u8]) -> Option<(Str, usize)> {
        let Fault { start, end, .. } = fault;
        match self {
            Handler::Ignore => Some((Str::new(), end)),
            Handler::Replace => Some((Str::from_char(0xfffd), end)),
            Handler::BackslashReplace => {
                let escaped: String =
                    bytes[start..end].iter().map(|it| format!("\\x{it:02x}")).collect();
                Some((escaped.into(), end))
            }
            Handler::SurrogateEscape => {
                let escaped = bytes[start..end].iter().take(4).take_while(|it| !it.is_ascii());
                let text = Str::from_code_points(escaped.map(|&it| 0xdc00 + u32::from(it)));
                let next = start + text.len();
                (!text.is_empty()).then_some((text, next))
            }
            Handler::SurrogatePass => {
                let (code, len) = passed(fault.encoding, bytes.get(start..)?)?;
                is_surrogate(code).then(|| (Str::from_char(code), start + len))
            }
            Handler::Strict | Handler::XmlCharRefReplace | Handler::NameReplace => None,
        }
    }

    /// What stands for characters that cannot be encoded, and where to go on; `None` raises.
    pub fn encoded(self, fault: Fault, text: &Str) -> Option<(Replacement, usize)> {
        let Fault { start, end, .. } = fault;
        let codes = || (start..end).filter_map(|it| text.get(it));
        let replacement = match self {
            Handler::Strict => return None,
            Handler::Ignore => Str::new(),
            Handler::Replace => Str::from("?").repeat(end - start),
            Handler::BackslashReplace => joined(codes().map(backslashed)),
            Handler::XmlCharRefReplace => joined(codes().map(|it| format!("&#{it};"))),
            Handler::NameReplace => joined(codes().map(named)),
            Handler::SurrogateEscape => {
                let is_escaped = |it: &u32| (0xdc80..0xdd00).contains(it);
                let bytes: Vec<u8> = codes().take_while(is_escaped).map(|it| it as u8).collect();
                let next = start + bytes.len();
                return (!bytes.is_empty()).then_some((Replacement::Bytes(bytes), next));
            }
            Handler::SurrogatePass => {
                let bytes: Option<Vec<Vec<u8>>> =
                    codes().map(|it| pass(fault.encoding, it)).collect();
                return Some((Replacement::Bytes(bytes?.concat()), end));
            }
        };
        Some((Replacement::Text(replacement), end))
    }
}

fn joined(parts: impl Iterator<Item = String>) -> Str {
    let mut out = StrBuilder::new();
    parts.for_each(|it| out.push_str(&it));
    out.finish()
}

/// `\xff`, `\uffff` or `\U0010ffff`.
pub(super) fn backslashed(code: u32) -> String {
    match code {
        0..0x100 => format!("\\x{code:02x}"),
        0x100..0x10000 => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    }
}

fn named(code: u32) -> String {
    let name = char::from_u32(code).and_then(refwise_syntax::unicode::name);
    name.map_or_else(|| backslashed(code), |it| format!("\\N{{{it}}}"))
}

/// The unit of an encoding that `bytes` begin with, as if surrogates were characters; its length.
fn passed(encoding: &str, bytes: &[u8]) -> Option<(u32, usize)> {
    Some(match (encoding, bytes) {
        ("utf-8", &[a @ 0xe0..0xf0, b @ 0x80..0xc0, c @ 0x80..0xc0, ..]) => {
            let tail = u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f);
            (u32::from(a & 15) << 12 | tail, 3)
        }
        ("utf-16-le", &[a, b, ..]) => (u16::from_le_bytes([a, b]).into(), 2),
        ("utf-16-be", &[a, b, ..]) => (u16::from_be_bytes([a, b]).into(), 2),
        ("utf-32-le", &[a, b, c, d, ..]) => (u32::from_le_bytes([a, b, c, d]), 4),
        ("utf-32-be", &[a, b, c, d, ..]) => (u32::from_be_bytes([a, b, c, d]), 4),
        _ => return None,
    })
}

/// A surrogate in an encoding, as if it were a character.
fn pass(encoding: &str, code: u32) -> Option<Vec<u8>> {
    if !is_surrogate(code) {
        return None;
    }
    let tail = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
    Some(match encoding {
        "utf-8" => vec![0xe0 | (code >> 12) as u8, tail(6), tail(0)],
        "utf-16-le" | "utf-16" => (code as u16).to_le_bytes().into(),
        "utf-16-be" => (code as u16).to_be_bytes().into(),
        "utf-32-le" | "utf-32" => code.to_le_bytes().into(),
        "utf-32-be" => code.to_be_bytes().into(),
        _ => return None,
    })
}
