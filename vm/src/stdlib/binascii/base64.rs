//! Base64 (RFC 4648), as forgiving as `binascii` is.

use super::error;
use crate::error::Res;
use crate::vm::Vm;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD: u8 = b'=';

pub(super) fn encode(bytes: &[u8], has_newline: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 3 * 4 + 5);
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= group.len() { letter } else { PAD });
        }
    }
    if has_newline {
        out.push(b'\n');
    }
    out
}

fn value(letter: u8) -> Option<u8> {
    Some(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

/// `binascii_a2b_base64_impl`.
pub(super) fn decode(vm: &Vm, text: &[u8], strict: bool) -> Res {
    vm.charge_len(text.len())?;
    if strict && text.first() == Some(&PAD) {
        return Err(error(vm, "Leading padding not allowed"));
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut in_group, mut left, mut pads, mut padding_started) = (0, 0_u8, 0, false);
    for (at, &letter) in text.iter().enumerate() {
        if letter == PAD {
            padding_started = true;
            pads += 1;
            if in_group >= 2 && in_group + pads >= 4 {
                // A complete group; what follows is only looked at where that is asked for.
                if strict && at + 1 < text.len() {
                    return Err(error(vm, "Excess data after padding"));
                }
                return Ok(vm.bytes(out));
            }
            if strict && in_group == 0 {
                return Err(error(vm, "Excess padding not allowed"));
            }
            if strict && in_group + pads > 4 {
                return Err(error(vm, "Excess padding not allowed"));
            }
            continue;
        }
        let Some(value) = value(letter) else {
            if strict {
                return Err(error(vm, "Only base64 data is allowed"));
            }
            continue;
        };
        if strict && padding_started {
            return Err(error(vm, "Discontinuous padding not allowed"));
        }
        pads = 0;
        match in_group {
            0 => left = value,
            1 => {
                out.push(left << 2 | value >> 4);
                left = value & 0x0f;
            }
            2 => {
                out.push(left << 4 | value >> 2);
                left = value & 0x03;
            }
            _ => out.push(left << 6 | value),
        }
        in_group = (in_group + 1) % 4;
    }
    match in_group {
        0 => Ok(vm.bytes(out)),
        1 => {
            let n = out.len() / 3 * 4 + 1;
            Err(error(
                vm,
                &format!(
                    "Invalid base64-encoded string: number of data characters ({n}) cannot be 1 more than a multiple of 4"
                ),
            ))
        }
        _ => Err(error(vm, "Incorrect padding")),
    }
}
