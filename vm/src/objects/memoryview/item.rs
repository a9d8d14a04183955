//! One item to bytes and back (`unpack_single`, `pack_single`).

use smallvec::SmallVec;

use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::layout::{Field, Layout};
use crate::numbers::Int;
use crate::objects::bytes::Bytes;
use crate::protocol::buffer::{self, Buffer};
use crate::vm::Vm;

/// The native format of one letter: `i` or `@i`.
pub(super) fn native_letter(format: &str) -> Option<u8> {
    match format.trim_start_matches('@').as_bytes() {
        &[letter] if b"cbBhHiIlLqQnNfdePe?w".contains(&letter) => Some(letter),
        _ => None,
    }
}

pub(super) fn size_of(letter: u8) -> usize {
    match letter {
        b'c' | b'b' | b'B' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' | b'w' => 4,
        _ => 8,
    }
}

fn letter_of(vm: &Vm, it: &Buffer) -> Res<u8> {
    native_letter(&it.format).filter(|&it| it != b'w').ok_or_else(|| {
        super::not_implemented(vm, &format!("memoryview: format {} not supported", it.format))
    })
}

/// The item at a place.
pub(super) fn get(vm: &Vm, it: &Buffer, at: usize) -> Res {
    let letter = letter_of(vm, it)?;
    let mut place = [0; 8];
    let size = it.itemsize.min(8);
    buffer::look(&it.owner, |bytes| {
        if let Some(item) = bytes.get(at..at + size) {
            place[..size].copy_from_slice(item);
        }
    });
    Ok(decode(vm, letter, &place[..size]))
}

pub(super) fn decode(vm: &Vm, letter: u8, place: &[u8]) -> Ref {
    match letter {
        b'B' => vm.int(place[0].into()),
        b'P' => vm.new_int(Int::from_bytes(place, crate::numbers::int::ByteOrder::Little, false)),
        _ => {
            let layout = Layout {
                fields: Vec::new(),
                n_codes: 1,
                size: place.len(),
                is_little: true,
                is_native: true,
            };
            let field = Field { code: letter, offset: 0, size: place.len() };
            crate::stdlib::struct_::get(vm, &layout, field, place)
        }
    }
}

/// Puts an item at a place.
pub(super) fn set(vm: &Vm, it: &Buffer, at: usize, value: &Ref) -> Res<()> {
    let letter = letter_of(vm, it)?;
    let bytes = encode(vm, letter, value, &it.format)?;
    buffer::change(&it.owner, |all| {
        if let Some(place) = all.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(&bytes);
        }
    });
    Ok(())
}

type Item = SmallVec<[u8; 8]>;

fn encode(vm: &Vm, letter: u8, value: &Ref, format: &str) -> Res<Item> {
    match letter {
        b'c' => {
            let Some(bytes) = value.get::<Bytes>() else { return Err(bad_type(vm, format)) };
            if bytes.0.len() != 1 { Err(bad_value(vm, format)) } else { Ok((*bytes.0).into()) }
        }
        b'?' => Ok([u8::from(vm.is_true(value)?)].as_slice().into()),
        b'e' | b'f' | b'd' => {
            let real = crate::stdlib::math::real(vm, value);
            let real = real.map_err(|error| own_words(vm, error, format))?;
            float_bytes(vm, letter, real)
        }
        _ => {
            let number = vm.index(value).map_err(|error| own_words(vm, error, format))?;
            let number = number.expect::<Int>();
            let wide = i128::try_from(&*number.to_big()).ok();
            let size = size_of(letter);
            let bits = size as u32 * 8;
            let (min, max) = match letter {
                b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => {
                    (-(1_i128 << (bits - 1)), (1 << (bits - 1)) - 1)
                }
                b'P' => (i128::from(i64::MIN), (1 << bits) - 1),
                _ => (0, (1 << bits) - 1),
            };
            let fits = wide.filter(|&it| it >= min && it <= max);
            let number = fits.ok_or_else(|| bad_value(vm, format))?;
            Ok(number.to_le_bytes()[..size].into())
        }
    }
}

fn float_bytes(vm: &Vm, letter: u8, real: f64) -> Res<Item> {
    Ok(match letter {
        b'd' => real.to_le_bytes().as_slice().into(),
        b'f' => (real as f32).to_le_bytes().as_slice().into(),
        _ => match crate::layout::to_half(real) {
            Some(half) => half.to_le_bytes().as_slice().into(),
            None => {
                let text = "float too large to pack with e format";
                return Err(vm.overflow_error(text.to_owned()));
            }
        },
    })
}

/// `fix_error_int`: types and values that do not fit have words of their own.
fn own_words(vm: &Vm, error: Raised, format: &str) -> Raised {
    if vm.is_raised(&error, &vm.exceptions.TypeError) {
        return bad_type(vm, format);
    }
    let is_value = vm.is_raised(&error, &vm.exceptions.OverflowError)
        || vm.is_raised(&error, &vm.exceptions.ValueError);
    if is_value { bad_value(vm, format) } else { error }
}

fn bad_type(vm: &Vm, format: &str) -> Raised {
    let format = format.trim_start_matches('@');
    vm.type_error(format!("memoryview: invalid type for format '{format}'"))
}

fn bad_value(vm: &Vm, format: &str) -> Raised {
    let format = format.trim_start_matches('@');
    vm.value_error(format!("memoryview: invalid value for format '{format}'"))
}
