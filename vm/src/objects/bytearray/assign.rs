//! Bytes that are put into a bytearray: `a[i] = 1`, `a[i:j] = b'…'`, `a += b'…'`.

use crate::error::Res;
use crate::heap::Ref;
use crate::objects::bytes::{as_bytes, byte, contents_of, operators};
use crate::objects::slice::Slice;
use crate::objects::str_::Str;
use crate::text;
use crate::vm::Vm;

use super::ByteArray;

pub(super) fn inplace_concat(vm: &Vm, object: &Ref, other: &Ref) -> Res {
    let Some(more) = as_bytes(other) else {
        let (left, right) = (vm.type_name(object), vm.type_name(other));
        return Err(vm.type_error(format!("can't concat {right} to {left}")));
    };
    let it = object.expect::<ByteArray>();
    vm.charge_len(more.len())?;
    vm.reserve((it.len() + more.len()) as u64)?;
    it.resize(vm, |own| own.extend_from_slice(&more))?;
    Ok(object.clone())
}

pub(super) fn inplace_repeat(vm: &Vm, object: &Ref, n: isize) -> Res {
    let it = object.expect::<ByteArray>();
    let bytes = operators::repeated(vm, &it.to_vec(), n)?;
    it.resize(vm, |own| *own = bytes)?;
    Ok(object.clone())
}

pub(super) fn set_item(vm: &Vm, object: &Ref, index: isize, value: Option<Ref>) -> Res<()> {
    let it = object.expect::<ByteArray>();
    let Some(at) = usize::try_from(index).ok().filter(|&at| at < it.len()) else {
        return Err(vm.index_error("bytearray index out of range".to_owned()));
    };
    let Some(value) = value else {
        it.resize(vm, |own| own.remove(at))?;
        return Ok(());
    };
    let byte = byte(vm, &value, "byte")?;
    // `__index__` may have shortened it.
    let is_set = it.change(|own| own.get_mut(at).map(|place| *place = byte).is_some());
    if is_set { Ok(()) } else { Err(vm.index_error("bytearray index out of range".to_owned())) }
}

pub(super) fn set_subscript(vm: &Vm, object: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
    let it = object.expect::<ByteArray>();
    if key.ty().slots.nb_index.get().is_some() {
        let index = vm.index_or_index_error(key)?;
        let at = if index < 0 { index + it.len() as isize } else { index };
        return set_item(vm, object, at, value);
    }
    let Some(slice) = key.get::<Slice>() else {
        let name = vm.type_name(key);
        let text = format!("bytearray indices must be integers or slices, not {name}");
        return Err(vm.type_error(text));
    };
    let new = value.map(|it| new_bytes(vm, &it)).transpose()?;
    // Finding the bounds may run code that changes the length.
    let slice = vm.slice_of(slice, it.len())?;
    let slice = text::Slice { len: slice.len.min(it.len()), ..slice };
    vm.charge_len(it.len() + new.as_ref().map_or(0, Vec::len))?;
    match new {
        _ if slice.step == 1 => {
            let range = slice.start..slice.start + slice.len;
            it.resize(vm, |own| drop(own.splice(range, new.unwrap_or_default())))?;
        }
        None => it.resize(vm, |own| delete(own, slice))?,
        Some(new) => put(vm, it, slice, &new)?,
    }
    Ok(())
}

/// What a slice is set to.
fn new_bytes(vm: &Vm, value: &Ref) -> Res<Vec<u8>> {
    if value.get::<Str>().is_some() || value.ty().slots.nb_index.get().is_some() {
        let text = "can assign only bytes, buffers, or iterables of ints in range(0, 256)";
        return Err(vm.type_error(text.to_owned()));
    }
    contents_of(vm, value, "bytearray")
}

fn delete(own: &mut Vec<u8>, slice: text::Slice) {
    let mut goes = vec![false; own.len()];
    slice.indices().for_each(|it| goes[it] = true);
    let mut at = 0..;
    own.retain(|_| !at.next().is_some_and(|it: usize| goes[it]));
}

fn put(vm: &Vm, it: &ByteArray, slice: text::Slice, new: &[u8]) -> Res<()> {
    if new.len() != slice.len {
        let (given, wanted) = (new.len(), slice.len);
        return Err(vm.value_error(format!(
            "attempt to assign bytes of size {given} to extended slice of size {wanted}"
        )));
    }
    it.change(|own| slice.indices().zip(new).for_each(|(at, &byte)| own[at] = byte));
    Ok(())
}
