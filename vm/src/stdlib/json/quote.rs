//! Text in quotes.

use crate::text::{Str, StrBuilder};

/// With escapes for all that is not ASCII.
pub(super) fn ascii(text: &Str) -> Str {
    quote(text, |code| code > 0x7e)
}

/// With escapes where there have to be some.
pub(super) fn unicode(text: &Str) -> Str {
    quote(text, |_| false)
}

fn quote(text: &Str, is_escaped: impl Fn(u32) -> bool) -> Str {
    let mut out = StrBuilder::with_capacity(text.len() + 2);
    push(&mut out, text, is_escaped);
    out.finish()
}

pub(super) fn push_ascii(out: &mut StrBuilder, text: &Str) {
    push(out, text, |code| code > 0x7e);
}

pub(super) fn push_unicode(out: &mut StrBuilder, text: &Str) {
    push(out, text, |_| false);
}

fn push(out: &mut StrBuilder, text: &Str, is_escaped: impl Fn(u32) -> bool) {
    out.push(b'"'.into());
    if let Some(plain) = text.as_str().filter(|it| it.is_ascii())
        && plain.bytes().all(|it| (0x20..0x7f).contains(&it) && it != b'"' && it != b'\\')
    {
        out.push_str(plain);
    } else {
        text.code_points().for_each(|code| push_code(out, code, &is_escaped));
    }
    out.push(b'"'.into());
}

fn push_code(out: &mut StrBuilder, code: u32, is_escaped: &impl Fn(u32) -> bool) {
    match code {
        0x22 => out.push_str("\\\""),
        0x5c => out.push_str("\\\\"),
        0x08 => out.push_str("\\b"),
        0x0c => out.push_str("\\f"),
        0x0a => out.push_str("\\n"),
        0x0d => out.push_str("\\r"),
        0x09 => out.push_str("\\t"),
        0..0x20 => out.push_str(&format!("\\u{code:04x}")),
        _ if !is_escaped(code) => out.push(code),
        0x1_0000.. => {
            let (high, low) = (0xd800 + ((code - 0x1_0000) >> 10), 0xdc00 + (code & 0x3ff));
            out.push_str(&format!("\\u{high:04x}\\u{low:04x}"));
        }
        _ => out.push_str(&format!("\\u{code:04x}")),
    }
}
