//! Lines of uuencoded data.

use super::error;
use crate::error::Res;
use crate::vm::Vm;

/// `binascii_a2b_uu_impl`: the first character tells how many bytes there are.
pub(super) fn decode(vm: &Vm, text: &[u8]) -> Res {
    let (first, mut rest) = text.split_first().map_or((0, text), |it| (*it.0, it.1));
    let len = usize::from(first.wrapping_sub(b' ') & 0x3f);
    let mut out = Vec::with_capacity(len);
    let (mut bits, mut n_bits) = (0_u32, 0);
    while out.len() < len {
        let letter = match rest.split_first() {
            Some((&letter, behind)) => {
                rest = behind;
                letter
            }
            None => 0,
        };
        let value = match letter {
            // White space may have been cut at the end.
            b'\n' | b'\r' | 0 => 0,
            b' '..=b'`' => (letter - b' ') & 0x3f,
            _ => return Err(error(vm, "Illegal char")),
        };
        bits = bits << 6 | u32::from(value);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            out.push((bits >> n_bits & 0xff) as u8);
            bits &= (1 << n_bits) - 1;
        }
    }
    // Some encoders add a character that is worth nothing.
    if rest.iter().any(|it| !matches!(it, b' ' | b'`' | b'\n' | b'\r')) {
        return Err(error(vm, "Trailing garbage"));
    }
    Ok(vm.bytes(out))
}

pub(super) fn encode(vm: &Vm, bytes: &[u8], backtick: bool) -> Res {
    const MOST: usize = 45;
    if bytes.len() > MOST {
        return Err(error(vm, "At most 45 bytes at once"));
    }
    let letter = |value: u32| match value {
        0 if backtick => b'`',
        _ => value as u8 + b' ',
    };
    let mut out = vec![letter(bytes.len() as u32)];
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        out.extend((0..4).map(|place| letter(bits >> (18 - 6 * place) & 63)));
    }
    out.push(b'\n');
    Ok(vm.bytes(out))
}
