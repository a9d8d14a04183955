//! One value to bytes and back.

use super::error;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::layout::{Field, Layout, from_half, is_signed, to_half};
use crate::numbers::{Int, int::ByteOrder};
use crate::objects::bytes::as_bytes;
use crate::vm::Vm;

/// Writes a value into its place.
pub(super) fn put(
    vm: &Vm,
    layout: &Layout,
    field: Field,
    value: &Ref,
    place: &mut [u8],
) -> Res<()> {
    match field.code {
        b'c' => {
            let byte = as_bytes(value).filter(|it| it.len() == 1);
            let text = "char format requires a bytes object of length 1";
            place.copy_from_slice(&byte.ok_or_else(|| error(vm, text.to_owned()))?);
        }
        b's' | b'p' => put_text(vm, field, value, place)?,
        b'?' => place[0] = vm.is_true(value)?.into(),
        b'e' | b'f' | b'd' => put_float(vm, layout, field, value, place)?,
        _ => put_int(vm, layout, field, value, place)?,
    }
    Ok(())
}

fn put_text(vm: &Vm, field: Field, value: &Ref, place: &mut [u8]) -> Res<()> {
    let Some(bytes) = as_bytes(value) else {
        let code = char::from(field.code);
        return Err(error(vm, format!("argument for '{code}' must be a bytes object")));
    };
    let target = match (field.code, place) {
        (b'p', []) => return Ok(()),
        (b'p', [len, rest @ ..]) => {
            *len = bytes.len().min(rest.len()).min(255) as u8;
            rest
        }
        (_, whole) => whole,
    };
    let n = bytes.len().min(target.len());
    target[..n].copy_from_slice(&bytes[..n]);
    Ok(())
}

/// In the order of the layout; `bytes` come lowest first.
fn copy_ordered(layout: &Layout, bytes: &[u8], place: &mut [u8]) {
    place.copy_from_slice(bytes);
    if !layout.is_little {
        place.reverse();
    }
}

fn put_float(vm: &Vm, layout: &Layout, field: Field, value: &Ref, place: &mut [u8]) -> Res<()> {
    let real = crate::stdlib::math::real(vm, value);
    let real = real.map_err(|it| match vm.is_halt(&it) {
        true => it,
        false => error(vm, "required argument is not a float".to_owned()),
    })?;
    let too_large =
        |name: &str| vm.overflow_error(format!("float too large to pack with {name} format"));
    match field.code {
        b'e' => {
            let half = to_half(real).ok_or_else(|| too_large("e"))?;
            copy_ordered(layout, &half.to_le_bytes(), place);
        }
        b'f' => {
            let single = real as f32;
            if single.is_infinite() && real.is_finite() && !layout.is_native {
                return Err(too_large("f"));
            }
            copy_ordered(layout, &single.to_le_bytes(), place);
        }
        _ => copy_ordered(layout, &real.to_le_bytes(), place),
    }
    Ok(())
}

fn put_int(vm: &Vm, layout: &Layout, field: Field, value: &Ref, place: &mut [u8]) -> Res<()> {
    if value.get::<Int>().is_none() && value.ty().slots.nb_index.get().is_none() {
        return Err(error(vm, "required argument is not an integer".to_owned()));
    }
    let number = vm.index(value)?;
    let number = number.expect::<Int>();
    let bits = field.size as u32 * 8;
    let wide = i128::try_from(&*number.to_big()).ok();
    let (min, max) = bounds(field.code, bits);
    let fits = match field.code {
        // A pointer may be written as a negative number too.
        b'P' => wide.is_some_and(|it| it >= i64::MIN.into() && it <= max),
        _ => wide.is_some_and(|it| it >= min && it <= max),
    };
    let Some(number) = wide.filter(|_| fits) else {
        return Err(out_of_range(vm, field.code, min, max));
    };
    copy_ordered(layout, &number.to_le_bytes()[..field.size], place);
    Ok(())
}

fn bounds(code: u8, bits: u32) -> (i128, i128) {
    if is_signed(code) { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) }
}

#[cold]
fn out_of_range(vm: &Vm, code: u8, min: i128, max: i128) -> Raised {
    if code == b'P' {
        return error(vm, "int too large to convert".to_owned());
    }
    let code = char::from(code);
    error(vm, format!("'{code}' format requires {min} <= number <= {max}"))
}

/// Reads a value from its place.
pub(crate) fn get(vm: &Vm, layout: &Layout, field: Field, place: &[u8]) -> Ref {
    match field.code {
        b'c' | b's' => vm.bytes(place.to_vec()),
        b'p' => match place {
            [len, rest @ ..] => vm.bytes(rest[..rest.len().min((*len).into())].to_vec()),
            [] => vm.bytes(Vec::new()),
        },
        b'?' => vm.bool(place[0] != 0),
        b'e' | b'f' | b'd' => get_float(vm, layout, place),
        code => {
            let order = if layout.is_little { ByteOrder::Little } else { ByteOrder::Big };
            vm.new_int(Int::from_bytes(place, order, is_signed(code)))
        }
    }
}

fn get_float(vm: &Vm, layout: &Layout, place: &[u8]) -> Ref {
    let mut bytes = [0; 8];
    copy_ordered(layout, place, &mut bytes[..place.len()]);
    let all = u64::from_le_bytes(bytes);
    vm.float(match place.len() {
        2 => from_half(all as u16),
        4 => f32::from_bits(all as u32).into(),
        _ => f64::from_bits(all),
    })
}
