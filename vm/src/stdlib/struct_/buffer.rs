//! Whole layouts to bytes and back.

use super::{error, item};
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::layout::Layout;
use crate::objects::bytes::as_bytes;
use crate::protocol::buffer as memory;
use crate::vm::Vm;

fn packed(vm: &Vm, layout: &Layout, function: &str, values: &[Ref]) -> Res<Vec<u8>> {
    let (wanted, given) = (layout.fields.len(), values.len());
    if wanted != given {
        let text = format!("{function} expected {wanted} items for packing (got {given})");
        return Err(error(vm, text));
    }
    vm.charge_len(layout.size)?;
    let mut bytes = vec![0; layout.size];
    for (field, value) in layout.fields.iter().zip(values) {
        let place = &mut bytes[field.offset..field.offset + field.size];
        item::put(vm, layout, *field, value, place)?;
    }
    Ok(bytes)
}

pub(super) fn pack(vm: &Vm, layout: &Layout, values: &[Ref]) -> Res {
    packed(vm, layout, "pack", values).map(|it| vm.bytes(it))
}

/// `(buffer, offset, value, …)`.
pub(super) fn pack_into(vm: &Vm, layout: &Layout, args: &[Ref]) -> Res {
    let [buffer, offset, values @ ..] = args else {
        let missing = if args.is_empty() { "buffer" } else { "offset" };
        return Err(error(vm, format!("pack_into expected {missing} argument")));
    };
    let target = vm.buffer(buffer)?.filter(|it| !it.readonly && it.is_c_contiguous());
    let Some(target) = target else {
        let name = vm.type_name(buffer);
        let text = format!("argument must be read-write bytes-like object, not {name}");
        return Err(vm.type_error(text));
    };
    let offset = vm.index_or_overflow(offset)?;
    let start = start_of(vm, layout, offset, target.n_bytes(), &PACKING)?;
    let bytes = packed(vm, layout, "pack_into", values)?;
    let start = target.offset + start;
    memory::change(&target.owner, |it| {
        // A value's method may have shortened the array.
        if let Some(place) = it.get_mut(start..start + bytes.len()) {
            place.copy_from_slice(&bytes);
        }
    });
    Ok(vm.none.clone())
}

struct Words {
    function: &'static str,
    doing: &'static str,
    no_room: &'static str,
}

const PACKING: Words =
    Words { function: "pack_into", doing: "packing", no_room: "no space to pack" };
const UNPACKING: Words =
    Words { function: "unpack_from", doing: "unpacking", no_room: "not enough data to unpack" };

/// Where an offset leads that may count from the end.
fn start_of(vm: &Vm, layout: &Layout, offset: isize, len: usize, words: &Words) -> Res<usize> {
    let size = layout.size;
    if offset < 0 {
        if offset + size as isize > 0 {
            return Err(error(vm, format!("{} {size} bytes at offset {offset}", words.no_room)));
        }
        let start = usize::try_from(offset + len as isize);
        let text = || format!("offset {offset} out of range for {len}-byte buffer");
        return start.map_err(|_| error(vm, text()));
    }
    let start = offset as usize;
    if len < start || len - start < size {
        return Err(too_short(vm, size, start, len, words));
    }
    Ok(start)
}

#[cold]
fn too_short(vm: &Vm, size: usize, start: usize, len: usize, words: &Words) -> Raised {
    let Words { function, doing, .. } = words;
    let all = size + start;
    error(
        vm,
        format!(
            "{function} requires a buffer of at least {all} bytes for {doing} {size} bytes at offset {start} (actual buffer size is {len})"
        ),
    )
}

pub(super) fn no_bytes(vm: &Vm, object: &Ref) -> Raised {
    vm.type_error(format!("a bytes-like object is required, not '{}'", vm.type_name(object)))
}

pub(super) fn unpack(vm: &Vm, layout: &Layout, buffer: &Ref) -> Res {
    let bytes = as_bytes(buffer).ok_or_else(|| no_bytes(vm, buffer))?;
    if bytes.len() != layout.size {
        return Err(error(vm, format!("unpack requires a buffer of {} bytes", layout.size)));
    }
    Ok(values(vm, layout, &bytes))
}

pub(super) fn unpack_from(vm: &Vm, layout: &Layout, buffer: &Ref, offset: Option<&Ref>) -> Res {
    let offset = offset.map_or(Ok(0), |it| vm.index_or_overflow(it))?;
    let bytes = as_bytes(buffer).ok_or_else(|| no_bytes(vm, buffer))?;
    let start = start_of(vm, layout, offset, bytes.len(), &UNPACKING)?;
    Ok(values(vm, layout, &bytes[start..]))
}

/// The values as a tuple.
pub(crate) fn values(vm: &Vm, layout: &Layout, bytes: &[u8]) -> Ref {
    let get = |it: &crate::layout::Field| {
        item::get(vm, layout, *it, &bytes[it.offset..it.offset + it.size])
    };
    vm.tuple(layout.fields.iter().map(get).collect())
}
