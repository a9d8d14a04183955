//! Kinds of characters, and their cases.

use crate::text::unicode::{self, Case, Kind};

/// `sre_lower_ascii`.
#[inline]
pub fn lower_ascii(code: u32) -> u32 {
    if (0x41..=0x5a).contains(&code) { code + 0x20 } else { code }
}

#[inline]
pub(super) fn upper_ascii(code: u32) -> u32 {
    if (0x61..=0x7a).contains(&code) { code - 0x20 } else { code }
}

/// `sre_lower_unicode`: the first character of what `str.lower` gives.
#[inline]
pub fn lower_unicode(code: u32) -> u32 {
    if code < 0x80 { lower_ascii(code) } else { in_case(code, Case::Lower) }
}

/// `sre_upper_unicode`.
#[inline]
pub(super) fn upper_unicode(code: u32) -> u32 {
    if code < 0x80 { upper_ascii(code) } else { in_case(code, Case::Upper) }
}

fn in_case(code: u32, case: Case) -> u32 {
    if code > 0x0010_ffff { code } else { unicode::cased(code, case).codes()[0] }
}

/// `_sre.ascii_iscased`.
pub fn is_cased_ascii(code: u32) -> bool {
    code < 0x80 && (code as u8).is_ascii_alphabetic()
}

/// `_sre.unicode_iscased`.
pub fn is_cased_unicode(code: u32) -> bool {
    code != lower_unicode(code) || code != upper_unicode(code)
}

/// `SRE_IS_LINEBREAK`: what `.`, `^` and `$` stop at.
#[inline]
pub(super) fn is_line_break(code: u32) -> bool {
    code == 0x0a
}

fn is_digit(code: u32) -> bool {
    (0x30..=0x39).contains(&code)
}

fn is_space(code: u32) -> bool {
    matches!(code, 0x20 | 0x09..=0x0d)
}

/// `SRE_IS_WORD`; also `SRE_LOC_IS_WORD`, as only ASCII is alphanumeric in the locale `C`.
#[inline]
pub(super) fn is_word(code: u32) -> bool {
    code < 0x80 && ((code as u8).is_ascii_alphanumeric() || code == 0x5f)
}

/// `SRE_UNI_IS_WORD`.
#[inline]
pub(super) fn is_unicode_word(code: u32) -> bool {
    if code < 0x80 {
        return is_word(code);
    }
    let kinds = [Kind::Alpha, Kind::Decimal, Kind::Digit, Kind::Numeric];
    is_character(code) && kinds.into_iter().any(|it| unicode::is(code, it))
}

fn is_unicode_digit(code: u32) -> bool {
    is_character(code) && unicode::decimal(code).is_some()
}

fn is_unicode_space(code: u32) -> bool {
    is_character(code) && unicode::is_space(code)
}

fn is_character(code: u32) -> bool {
    code <= 0x0010_ffff
}

/// `sre_category`: the kinds by the numbers of `re._constants.CHCODES`.
#[inline]
pub(super) fn is_in_category(category: u32, code: u32) -> bool {
    match category {
        0 => is_digit(code),
        1 => !is_digit(code),
        2 => is_space(code),
        3 => !is_space(code),
        4 | 8 => is_word(code),
        5 | 9 => !is_word(code),
        6 => is_line_break(code),
        7 => !is_line_break(code),
        10 => is_unicode_digit(code),
        11 => !is_unicode_digit(code),
        12 => is_unicode_space(code),
        13 => !is_unicode_space(code),
        14 => is_unicode_word(code),
        15 => !is_unicode_word(code),
        16 => unicode::is_line_break(code),
        17 => !unicode::is_line_break(code),
        _ => false,
    }
}
