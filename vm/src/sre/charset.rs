//! Sets of characters, and operators that look at one character.

use super::category::{
    is_in_category, is_line_break, lower_ascii, lower_unicode, upper_ascii, upper_unicode,
};
use super::code::op;

/// How many words a bitmap of 256 characters takes.
const BITMAP: usize = 8;
/// How many words 256 bytes take.
const BLOCK_INDEX: usize = 64;

#[inline]
fn word(code: &[u32], at: usize) -> u32 {
    code.get(at).copied().unwrap_or(op::FAILURE)
}

/// `SRE(charset)`: is the character in the set that begins at `at`?
pub(super) fn contains(code: &[u32], mut at: usize, ch: u32) -> bool {
    let mut ok = true;
    loop {
        let arg = at + 1;
        match word(code, at) {
            op::NEGATE => {
                ok = !ok;
                at += 1;
                continue;
            }
            op::LITERAL if ch == word(code, arg) => return ok,
            op::CATEGORY if is_in_category(word(code, arg), ch) => return ok,
            op::LITERAL | op::CATEGORY => at += 2,
            op::RANGE if is_in_range(code, arg, ch) => return ok,
            op::RANGE_UNI_IGNORE
                if is_in_range(code, arg, ch) || is_in_range(code, arg, upper_unicode(ch)) =>
            {
                return ok;
            }
            op::RANGE | op::RANGE_UNI_IGNORE => at += 3,
            op::CHARSET if ch < 256 && is_in_bitmap(code, arg, ch) => return ok,
            op::CHARSET => at += 1 + BITMAP,
            op::BIGCHARSET if is_in_blocks(code, arg, ch) => return ok,
            op::BIGCHARSET => at += 2 + BLOCK_INDEX + word(code, arg) as usize * BITMAP,
            _ => return !ok && word(code, at) == op::FAILURE,
        }
    }
}

fn is_in_range(code: &[u32], at: usize, ch: u32) -> bool {
    word(code, at) <= ch && ch <= word(code, at + 1)
}

fn is_in_bitmap(code: &[u32], at: usize, bit: u32) -> bool {
    word(code, at + (bit / 32) as usize) & (1 << (bit % 32)) != 0
}

/// `BIGCHARSET COUNT`, 256 bytes that name a block each, then the blocks' bitmaps.
fn is_in_blocks(code: &[u32], at: usize, ch: u32) -> bool {
    if ch >= 0x10000 {
        return false;
    }
    let index = ch as usize >> 8;
    let block = word(code, at + 1 + index / 4) >> (index % 4 * 8) & 0xff;
    is_in_bitmap(code, at + 1 + BLOCK_INDEX, block * 256 + (ch & 0xff))
}

/// `SRE(charset_loc_ignore)`: either case of the character.
fn contains_either_case(code: &[u32], at: usize, ch: u32) -> bool {
    contains(code, at, lower_ascii(ch)) || contains(code, at, upper_ascii(ch))
}

fn is_either_case(ch: u32, literal: u32) -> bool {
    ch == literal || lower_ascii(ch) == literal || upper_ascii(ch) == literal
}

/// Whether the operator at `at` takes this character; `None` where it looks at more than one.
#[inline]
pub(super) fn takes(code: &[u32], at: usize, ch: u32) -> Option<bool> {
    let literal = word(code, at + 1);
    Some(match word(code, at) {
        op::LITERAL => ch == literal,
        op::NOT_LITERAL => ch != literal,
        op::IN => contains(code, at + 2, ch),
        op::ANY => !is_line_break(ch),
        op::ANY_ALL => true,
        op::CATEGORY => is_in_category(literal, ch),
        op::LITERAL_UNI_IGNORE => lower_unicode(ch) == literal,
        op::NOT_LITERAL_UNI_IGNORE => lower_unicode(ch) != literal,
        op::IN_UNI_IGNORE => contains(code, at + 2, lower_unicode(ch)),
        op::LITERAL_IGNORE => lower_ascii(ch) == literal,
        op::NOT_LITERAL_IGNORE => lower_ascii(ch) != literal,
        op::IN_IGNORE => contains(code, at + 2, lower_ascii(ch)),
        op::LITERAL_LOC_IGNORE => is_either_case(ch, literal),
        op::NOT_LITERAL_LOC_IGNORE => !is_either_case(ch, literal),
        op::IN_LOC_IGNORE => contains_either_case(code, at + 2, ch),
        _ => return None,
    })
}

/// How many words an operator that looks at one character has.
pub(super) fn width(code: &[u32], at: usize) -> usize {
    match word(code, at) {
        op::ANY | op::ANY_ALL => 1,
        op::IN | op::IN_IGNORE | op::IN_UNI_IGNORE | op::IN_LOC_IGNORE => {
            1 + word(code, at + 1) as usize
        }
        _ => 2,
    }
}
