//! One item to bytes and back (`b_setitem` and its kin).

use smallvec::SmallVec;

use super::Typecode;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Int;
use crate::numbers::int::ByteOrder;
use crate::objects::str_::Str;
use crate::text;
use crate::vm::Vm;

/// The bytes of an item.
pub(super) type Item = SmallVec<[u8; 8]>;

pub(super) fn get(vm: &Vm, code: Typecode, place: &[u8]) -> Res {
    Ok(match code {
        Typecode::Int(letter) => {
            let is_signed = letter.is_ascii_lowercase();
            vm.new_int(Int::from_bytes(place, ByteOrder::Little, is_signed))
        }
        Typecode::Float => {
            let bytes = place.try_into().unwrap_or_default();
            vm.float(f32::from_le_bytes(bytes).into())
        }
        Typecode::Double => {
            let bytes = place.try_into().unwrap_or_default();
            vm.float(f64::from_le_bytes(bytes))
        }
        Typecode::Utf16 | Typecode::Utf32 => {
            let code = u32::from_le_bytes(place.try_into().unwrap_or_default());
            if code > 0x10_ffff {
                return Err(not_in_range(vm, code));
            }
            vm.char(code)
        }
    })
}

pub(super) fn not_in_range(vm: &Vm, code: u32) -> Raised {
    vm.value_error(format!("character U+{code:x} is not in range [U+0000; U+10ffff]"))
}

pub(super) fn put(vm: &Vm, code: Typecode, value: &Ref) -> Res<Item> {
    Ok(match code {
        Typecode::Int(letter) => put_int(vm, letter, value)?,
        Typecode::Float => {
            let real = crate::stdlib::math::real(vm, value)?;
            (real as f32).to_le_bytes().as_slice().into()
        }
        Typecode::Double => crate::stdlib::math::real(vm, value)?.to_le_bytes().as_slice().into(),
        Typecode::Utf16 | Typecode::Utf32 => match value.get::<Str>().and_then(|it| it.single()) {
            Some(code) => code.to_le_bytes().as_slice().into(),
            None => {
                let text = "array item must be unicode character";
                return Err(vm.type_error(text.to_owned()));
            }
        },
    })
}

/// The bytes of text.
pub(super) fn text_bytes(_: Typecode, text: &text::Str) -> Vec<u8> {
    text.code_points().flat_map(u32::to_le_bytes).collect()
}

fn put_int(vm: &Vm, letter: u8, value: &Ref) -> Res<Item> {
    let number = vm.index(value)?;
    let wide = i128::try_from(&*number.expect::<Int>().to_big()).ok();
    let size = Typecode::Int(letter).size();
    let bits = size as u32 * 8;
    let (min, max) = if letter.is_ascii_lowercase() {
        (-(1_i128 << (bits - 1)), (1 << (bits - 1)) - 1)
    } else {
        (0, (1 << bits) - 1)
    };
    match wide {
        Some(it) if it >= min && it <= max => Ok(it.to_le_bytes()[..size].into()),
        _ => {
            let is_negative = number.expect::<Int>().is_negative();
            Err(vm.overflow_error(out_of_range(letter, wide, is_negative).to_owned()))
        }
    }
}

/// What `PyArg_Parse` and the conversions of ints say: short ones go through a C `short` or `int`.
fn out_of_range(letter: u8, value: Option<i128>, is_negative: bool) -> &'static str {
    const TOO_LARGE: &str = "Python int too large to convert to C long";
    let fits = |bits: u32| value.is_some_and(|it| it >= -(1 << (bits - 1)) && it < 1 << (bits - 1));
    let (short, int) = (fits(16), fits(32));
    match letter {
        b'I' | b'L' if is_negative => "can't convert negative value to unsigned int",
        b'I' if value.is_some_and(|it| it < 1 << 64) => "unsigned int is greater than maximum",
        b'I' | b'L' => "Python int too large to convert to C unsigned long",
        b'Q' if is_negative => "can't convert negative int to unsigned",
        b'q' | b'Q' => "int too big to convert",
        _ if !fits(64) => TOO_LARGE,
        b'b' if short && is_negative => "signed char is less than minimum",
        b'b' if short => "signed char is greater than maximum",
        b'B' if is_negative => "unsigned byte integer is less than minimum",
        b'B' => "unsigned byte integer is greater than maximum",
        b'H' if int && is_negative => "unsigned short is less than minimum",
        b'H' if int => "unsigned short is greater than maximum",
        b'b' | b'h' if is_negative => "signed short integer is less than minimum",
        b'b' | b'h' => "signed short integer is greater than maximum",
        _ if is_negative => "signed integer is less than minimum",
        _ => "signed integer is greater than maximum",
    }
}
