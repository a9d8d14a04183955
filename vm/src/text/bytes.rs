//! What the methods of `bytes` and `bytearray` compute: on ASCII where letters count.
//!
//! Splitting, stripping and searching are shared with `str`; `bytes::split` and its kin bind them to
//! bytes' own white space and ends of lines.

use std::ops::Range;

use crate::numbers::Error;

use super::search;
use super::split::{self, Side};
use super::{Unit, bounds, margins};

pub use super::pad::{expand_tabs, expanded_len};
pub use super::replace::replace;
pub use super::split::{rsplit, split};

/// White space: `bytes.isspace`.
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | 0x09..=0x0d)
}

/// `bytes.find(needle, start, end)`.
pub fn find(bytes: &[u8], needle: &[u8], start: isize, end: isize) -> Option<usize> {
    let range = bounds(start, end, bytes.len())?;
    search::find(&bytes[range.clone()], needle).map(|it| it + range.start)
}

/// `bytes.rfind(needle, start, end)`.
pub fn rfind(bytes: &[u8], needle: &[u8], start: isize, end: isize) -> Option<usize> {
    let range = bounds(start, end, bytes.len())?;
    search::rfind(&bytes[range.clone()], needle).map(|it| it + range.start)
}

/// `bytes.count(needle, start, end)`.
pub fn count(bytes: &[u8], needle: &[u8], start: isize, end: isize) -> usize {
    let range = bounds(start, end, bytes.len());
    range.map_or(0, |it| search::count(&bytes[it], needle))
}

/// `bytes.startswith(prefix, start, end)`.
pub fn starts_with(bytes: &[u8], prefix: &[u8], start: isize, end: isize) -> bool {
    bounds(start, end, bytes.len()).is_some_and(|it| bytes[it].starts_with(prefix))
}

/// `bytes.endswith(suffix, start, end)`.
pub fn ends_with(bytes: &[u8], suffix: &[u8], start: isize, end: isize) -> bool {
    bounds(start, end, bytes.len()).is_some_and(|it| bytes[it].ends_with(suffix))
}

/// `bytes.split(None, maxsplit)`, as ranges.
pub fn split_space(bytes: &[u8], maxsplit: isize) -> Vec<Range<usize>> {
    split::split_space(bytes, maxsplit, is_space)
}

/// `bytes.rsplit(None, maxsplit)`, as ranges.
pub fn rsplit_space(bytes: &[u8], maxsplit: isize) -> Vec<Range<usize>> {
    split::rsplit_space(bytes, maxsplit, is_space)
}

/// `bytes.splitlines(keepends)`, as ranges.
pub fn split_lines(bytes: &[u8], keepends: bool) -> Vec<Range<usize>> {
    split::split_lines(bytes, keepends, |it| matches!(it, b'\n' | b'\r'))
}

/// What `bytes.strip(None)` leaves.
pub fn strip_space(bytes: &[u8], side: Side) -> Range<usize> {
    split::strip(bytes, side, is_space)
}

/// What `bytes.strip(chars)` leaves.
pub fn strip(bytes: &[u8], chars: &[u8], side: Side) -> Range<usize> {
    let mut goes = [false; 256];
    chars.iter().for_each(|&it| goes[usize::from(it)] = true);
    split::strip(bytes, side, |it| goes[usize::from(it)])
}

/// How many bytes `replace` makes of `bytes`.
pub fn replaced_len(bytes: &[u8], old: &[u8], new: &[u8], count: isize) -> usize {
    let places = search::count(bytes, old).min(split::limit(count));
    (bytes.len() - places * old.len()).saturating_add(places.saturating_mul(new.len()))
}

/// `bytes.title()`.
pub fn title(bytes: &[u8]) -> Vec<u8> {
    let mut inside = false;
    let each = |&byte: &u8| {
        let cased = if inside { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() };
        inside = byte.is_ascii_alphabetic();
        cased
    };
    bytes.iter().map(each).collect()
}

/// `bytes.capitalize()`.
pub fn capitalize(bytes: &[u8]) -> Vec<u8> {
    let mut cased = bytes.to_ascii_lowercase();
    if let Some(first) = cased.first_mut() {
        first.make_ascii_uppercase();
    }
    cased
}

/// `bytes.swapcase()`.
pub fn swapcase(bytes: &[u8]) -> Vec<u8> {
    let each = |&byte: &u8| if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { byte };
    bytes.iter().map(each).collect()
}

/// `bytes.isalpha()` and its kin: all are of this kind, and there are some.
pub fn all(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    !bytes.is_empty() && bytes.iter().all(|&it| is(it))
}

/// `bytes.islower()`.
pub fn is_lower(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase)
}

/// `bytes.isupper()`.
pub fn is_upper(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_uppercase) && !bytes.iter().any(u8::is_ascii_lowercase)
}

/// `bytes.istitle()`.
pub fn is_title(bytes: &[u8]) -> bool {
    let mut inside = false;
    let fits = |byte: &u8| {
        let fits = match byte {
            b'A'..=b'Z' => !inside,
            b'a'..=b'z' => inside,
            _ => true,
        };
        inside = byte.is_ascii_alphabetic();
        fits
    };
    bytes.iter().all(fits) && bytes.iter().any(u8::is_ascii_alphabetic)
}

/// `before` times `fill`, the bytes, `behind` times `fill`.
pub fn pad(bytes: &[u8], before: usize, behind: usize, fill: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + before + behind);
    out.resize(before, fill);
    out.extend_from_slice(bytes);
    out.resize(out.len() + behind, fill);
    out
}

/// `bytes.center(width, fill)`.
pub fn center(bytes: &[u8], width: usize, fill: u8) -> Vec<u8> {
    let (before, behind) = margins(bytes.len(), width);
    pad(bytes, before, behind, fill)
}

/// `bytes.zfill(width)`: zeros go behind a sign.
pub fn zfill(bytes: &[u8], width: usize) -> Vec<u8> {
    let mut out = pad(bytes, width.saturating_sub(bytes.len()), 0, b'0');
    if let Some(sign @ (b'+' | b'-')) = bytes.first() {
        let zeros = out.len() - bytes.len();
        out[zeros] = b'0';
        out[0] = *sign;
    }
    out
}

/// `separator.join(items)`.
pub fn join(separator: &[u8], items: &[&[u8]]) -> Vec<u8> {
    items.join(separator)
}

/// `bytes.translate(table, deleted)`; the table has 256 bytes.
pub fn translate(bytes: &[u8], table: Option<&[u8; 256]>, deleted: &[u8]) -> Vec<u8> {
    let mut goes = [false; 256];
    deleted.iter().for_each(|&it| goes[usize::from(it)] = true);
    let stay = bytes.iter().copied().filter(|&it| !goes[usize::from(it)]);
    match table {
        Some(table) => stay.map(|it| table[usize::from(it)]).collect(),
        None => stay.collect(),
    }
}

/// `bytes.maketrans(from, to)`; both have the same length.
pub fn maketrans(from: &[u8], to: &[u8]) -> [u8; 256] {
    let mut table = std::array::from_fn(|it| it as u8);
    from.iter().zip(to).for_each(|(&from, &to)| table[usize::from(from)] = to);
    table
}

/// `bytes.hex()`; with a separator between groups of `group` bytes, counted from the end, or from
/// the start where it is negative.
pub fn hex(bytes: &[u8], separator: Option<u8>, group: isize) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let size = group.unsigned_abs();
    let separator = separator.filter(|_| size > 0).map(char::from);
    let mut out = String::with_capacity(bytes.len() * 2);
    for (at, &byte) in bytes.iter().enumerate() {
        let distance = if group < 0 { at } else { bytes.len() - at };
        if at > 0 && size > 0 && distance % size == 0 {
            out.extend(separator);
        }
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    out
}

/// `bytes.fromhex(text)`: white space may stand between bytes.
///
/// Source: `_PyBytes_FromHex` (Objects/bytesobject.c).
pub fn fromhex<T: Unit>(text: &[T]) -> Result<Vec<u8>, Error> {
    let digit = |at: usize| {
        let code = text.get(at)?.code();
        char::from_u32(code)?.to_digit(16)
    };
    let bad = |at: usize| {
        Error::value(format!("non-hexadecimal number found in fromhex() arg at position {at}"))
    };
    // What is not ASCII is found before anything is read.
    if let Some(at) = text.iter().position(|it| it.code() >= 0x80) {
        return Err(bad(at));
    }
    let mut out = Vec::with_capacity(text.len() / 2);
    let mut at = 0;
    while at < text.len() {
        if u8::try_from(text[at].code()).is_ok_and(is_space) {
            at += 1;
            continue;
        }
        let high = digit(at).ok_or_else(|| bad(at))?;
        let low = digit(at + 1).ok_or_else(|| bad(at + 1))?;
        out.push((high << 4 | low) as u8);
        at += 2;
    }
    Ok(out)
}
