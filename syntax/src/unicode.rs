//! What CPython 3.13 knows of Unicode, where it matters to literals and their `repr`.
//!
//! CPython 3.13 carries Unicode 15.1. Crates follow newer versions, so what came later is taken out
//! again with [`is_assigned`].

mod aliases;
mod assigned;
mod printable;

use aliases::ALIASES;
use assigned::ASSIGNED;
use printable::PRINTABLE;

/// Does `repr` show this code point as it is (`str.isprintable`)? False for surrogates.
pub(crate) fn is_printable(code: u32) -> bool {
    if code < 0x7f {
        return code >= 0x20;
    }
    inside(&PRINTABLE, code)
}

/// Has Unicode 15.1 a meaning for this code point?
pub fn is_assigned(code: u32) -> bool {
    inside(&ASSIGNED, code)
}

fn inside(boundaries: &[u32], code: u32) -> bool {
    boundaries.partition_point(|&it| it <= code) % 2 == 1
}

/// The character that `\N{name}` means: a name or an alias of Unicode 15.1.
///
/// Case counts only where CPython computes the name instead of looking it up: Hangul syllables and
/// unified ideographs (`_getcode` in Modules/unicodedata.c). Named sequences are no characters.
pub fn named(name: &str) -> Option<char> {
    let upper = name.to_ascii_uppercase();
    if let Ok(at) = ALIASES.binary_search_by(|it| it.0.cmp(&upper)) {
        return char::from_u32(ALIASES[at].1);
    }
    // The crate forgives spaces and hyphens; CPython does not.
    let found = unicode_names2::character(&upper)?;
    let official = unicode_names2::name(found)?.to_string();
    let computed = ["HANGUL SYLLABLE ", "CJK UNIFIED IDEOGRAPH-"];
    let spelled = if computed.iter().any(|it| upper.starts_with(it)) { name } else { &upper };
    (official == spelled && is_assigned(found.into())).then_some(found)
}

/// The name that `unicodedata.name` gives: that of Unicode 15.1.
pub fn name(c: char) -> Option<String> {
    if !is_assigned(c.into()) {
        return None;
    }
    unicode_names2::name(c).map(|it| it.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printable_as_in_python() {
        for (code, expected) in [
            (0x20, true),
            (0x7f, false),
            (0xa0, false),
            (0xa1, true),
            (0xad, false),
            (0x3000, false),
            (0xd800, false),
            (0x2ebf0, true),
            (0x1f6dc, true),
            (0x1c89, false),
            (0x10ffff, false),
        ] {
            assert_eq!(is_printable(code), expected, "{code:x}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(named("bullet"), Some('•'));
        assert_eq!(named("BEL"), Some('\x07'));
        assert_eq!(named("null"), Some('\0'));
        assert_eq!(named("LATIN CAPITAL LETTER GHA"), Some('Ƣ'));
        assert_eq!(named("HANGUL SYLLABLE GAG"), Some('각'));
        assert_eq!(named("CJK UNIFIED IDEOGRAPH-4E00"), Some('一'));
    }

    #[test]
    fn no_names() {
        for name in [
            "",
            "BUL LET",
            "DIGIT-ONE",
            "DIGIT_ONE",
            "hangul syllable gag",
            "cjk unified ideograph-4e00",
            "CJK UNIFIED IDEOGRAPH-4e00",
            "KEYCAP DIGIT ONE",
            // New in Unicode 16.
            "CYRILLIC CAPITAL LETTER TJE",
        ] {
            assert_eq!(named(name), None, "{name}");
        }
    }
}
