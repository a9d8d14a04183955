//! `tell` and `seek` of text files: a place is the number of a byte.
//!
//! Characters that were read ahead are turned back into bytes by decoding those they came from once
//! more, up to the character in question.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::vm::Vm;

use super::{Decoder, TextIo, call, flush_pending, open, unsupported};

fn os_error(vm: &Vm, text: &str) -> Raised {
    vm.raise(&vm.exceptions.OSError, vec![vm.str(text)])
}

fn check_seekable(vm: &Vm, buffer: &Ref) -> Res<()> {
    let seekable = call(vm, buffer, "seekable")?;
    match vm.is_true(&seekable)? {
        true => Ok(()),
        false => Err(unsupported(vm, "underlying stream is not seekable")),
    }
}

/// How many characters these bytes give, and whether none is cut.
fn count(vm: &Vm, decoder: &Decoder, bytes: &[u8]) -> Res<(usize, bool)> {
    let mut decoder = decoder.clone();
    let found = decoder.decode(vm, bytes, false)?;
    Ok((found.len(), decoder.is_clean()))
}

/// How many of the bytes give so many characters.
fn bytes_for(vm: &Vm, decoder: &Decoder, bytes: &[u8], characters: usize) -> Res<usize> {
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = (low + high) / 2;
        vm.charge(1)?;
        if count(vm, decoder, &bytes[..middle])?.0 < characters {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while low < bytes.len() && !count(vm, decoder, &bytes[..low])?.1 {
        low += 1;
    }
    Ok(low)
}

/// The same snapshot without the characters that were handed on.
pub(super) fn without_used(
    vm: &Vm,
    mut decoder: Decoder,
    mut bytes: Vec<u8>,
    used: usize,
) -> Res<Option<(Decoder, Vec<u8>)>> {
    if !decoder.can_be_copied() {
        return Ok(None);
    }
    let end = bytes_for(vm, &decoder, &bytes, used)?;
    let rest = bytes.split_off(end);
    decoder.decode(vm, &bytes, false)?;
    Ok(Some((decoder, rest)))
}

/// `tell()`.
pub(super) fn tell(vm: &Vm, object: &Ref) -> Res {
    let buffer = open(vm, object)?;
    let it = object.expect::<TextIo>();
    check_seekable(vm, &buffer)?;
    if it.iterates.get() {
        return Err(os_error(vm, "telling position disabled by next() call"));
    }
    flush_pending(vm, object)?;
    call(vm, &buffer, "flush")?;
    let at = call(vm, &buffer, "tell")?;
    let used = it.used.get();
    let left = it.decoded.borrow().len() - used;
    let snapshot = it.snapshot.borrow().clone();
    let Some((decoder, bytes)) = snapshot else {
        return match left {
            0 => Ok(at),
            _ => Err(os_error(vm, "can't reconstruct logical file position")),
        };
    };
    let at = vm.index_or_overflow(&at)? as i64;
    let start = at - bytes.len() as i64;
    if left == 0 && it.decoder.borrow().as_ref().is_some_and(Decoder::is_clean) {
        return Ok(vm.int(at));
    }
    if !decoder.can_be_copied() {
        return Err(os_error(vm, "can't reconstruct logical file position"));
    }
    Ok(vm.int(start + bytes_for(vm, &decoder, &bytes, used)? as i64))
}

/// `seek(cookie, whence)`.
pub(super) fn seek(vm: &Vm, object: &Ref, cookie: &Ref, whence: isize) -> Res {
    let buffer = open(vm, object)?;
    let it = object.expect::<TextIo>();
    check_seekable(vm, &buffer)?;
    let is_zero = |it: &Ref| vm.is_equal(it, &vm.int(0));
    let target = match whence {
        0 => cookie.clone(),
        1 if !is_zero(cookie)? => {
            return Err(unsupported(vm, "can't do nonzero cur-relative seeks"));
        }
        2 if !is_zero(cookie)? => {
            return Err(unsupported(vm, "can't do nonzero end-relative seeks"));
        }
        1 => call(vm, object, "tell")?,
        2 => vm.int(0),
        _ => {
            let text = format!("invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(vm.value_error(text));
        }
    };
    if whence == 0 && vm.index_or_overflow(&target)? < 0 {
        let text = format!("negative seek position {}", vm.repr_text(&target)?);
        return Err(vm.value_error(text));
    }
    call(vm, object, "flush")?;
    it.iterates.set(false);
    it.forget();
    if let Some(decoder) = it.decoder.borrow_mut().as_mut() {
        decoder.reset(vm)?;
    }
    let from = vm.int(if whence == 2 { 2 } else { 0 });
    let found = vm.call_method(&buffer, "seek", Args::positional([target, from]))?;
    // At the start a mark is written again.
    it.wrote.set(!is_zero(&found)?);
    Ok(found)
}
