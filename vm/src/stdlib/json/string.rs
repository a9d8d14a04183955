//! Strings of JSON (`scanstring_unicode`).

use super::decode_error;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::text::Str;
use crate::vm::Vm;

/// The string whose quote stands before `start`, and where what follows begins.
pub(super) fn scan(
    vm: &Vm,
    text: &Ref,
    codes: &[u32],
    start: usize,
    strict: bool,
) -> Res<(Ref, usize)> {
    let begin = start - 1;
    let unterminated = || decode_error(vm, "Unterminated string starting at", text, begin);
    let mut found: Vec<u32> = Vec::new();
    let mut at = start;
    loop {
        let is_plain = |it: &u32| *it != 0x22 && *it != 0x5c && (*it > 0x1f || !strict);
        let plain = codes[at..].iter().take_while(|it| is_plain(it)).count();
        let end = at + plain;
        match codes.get(end) {
            Some(0x22) if found.is_empty() => {
                return Ok((vm.new_str(Str::from_codes(&codes[at..end])), end + 1));
            }
            Some(0x22) => {
                found.extend_from_slice(&codes[at..end]);
                return Ok((vm.new_str(Str::from_codes(&found)), end + 1));
            }
            Some(0x5c) => {
                found.extend_from_slice(&codes[at..end]);
                let Some(&letter) = codes.get(end + 1) else { return Err(unterminated()) };
                at = end + 2;
                found.push(match letter {
                    0x75 => unicode_escape(vm, text, codes, &mut at)?,
                    _ => simple(letter)
                        .ok_or_else(|| decode_error(vm, "Invalid \\escape", text, end))?,
                });
            }
            Some(_) => return Err(decode_error(vm, "Invalid control character at", text, end)),
            None => return Err(unterminated()),
        }
    }
}

fn simple(letter: u32) -> Option<u32> {
    Some(match u8::try_from(letter).ok()? {
        letter @ (b'"' | b'\\' | b'/') => letter.into(),
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => 0x0a,
        b'r' => 0x0d,
        b't' => 0x09,
        _ => return None,
    })
}

/// Four digits, and four more where two make one character.
fn unicode_escape(vm: &Vm, text: &Ref, codes: &[u32], at: &mut usize) -> Res<u32> {
    let invalid = |at: usize| -> Raised { decode_error(vm, "Invalid \\uXXXX escape", text, at) };
    let start = *at;
    // There has to be something behind it, the closing quote at least.
    if start + 4 >= codes.len() {
        return Err(invalid(start - 1));
    }
    let first = hex(&codes[start..start + 4]).ok_or_else(|| invalid(start - 1))?;
    *at = start + 4;
    if !(0xd800..0xdc00).contains(&first) || codes.get(*at..*at + 2) != Some(&[0x5c, 0x75]) {
        return Ok(first);
    }
    let second = codes.get(*at + 2..*at + 6).filter(|_| *at + 6 < codes.len()).and_then(hex);
    match second.filter(|it| (0xdc00..0xe000).contains(it)) {
        Some(second) => {
            *at += 6;
            Ok(0x1_0000 + ((first & 0x3ff) << 10) + (second & 0x3ff))
        }
        None => Ok(first),
    }
}

fn hex(digits: &[u32]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, &code| Some(sum * 16 + char::from_u32(code)?.to_digit(16)?))
}
