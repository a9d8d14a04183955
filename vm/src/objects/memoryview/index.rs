//! `view[i]`, `view[i, j]`, `view[i:j] = b`, iteration, `tolist`.

use std::cell::Cell;

use super::{MemoryIterator, MemoryView, buffer, item, not_implemented};
use crate::error::{Raised, Res};
use crate::heap::{Ref, Slot};
use crate::objects::slice::Slice;
use crate::objects::tuple::Tuple;
use crate::protocol::buffer::{self as memory, Buffer};
use crate::typedef::{FINAL, TypeDef, flag};
use crate::vm::Vm;

/// The place of an index in a dimension.
fn place(vm: &Vm, it: &Buffer, dimension: usize, index: isize) -> Res<isize> {
    let len = it.shape[dimension] as isize;
    let at = if index < 0 { index + len } else { index };
    if (0..len).contains(&at) {
        return Ok(at * it.strides[dimension]);
    }
    let text = format!("index out of bounds on dimension {}", dimension + 1);
    Err(vm.index_error(text))
}

fn at(it: &Buffer, offset: isize) -> usize {
    (it.offset as isize + offset) as usize
}

pub(super) fn item(vm: &Vm, object: &Ref, index: isize) -> Res {
    let it = &*buffer(vm, object)?;
    match it.shape.len() {
        0 => Err(vm.type_error("invalid indexing of 0-dim memory".to_owned())),
        1 => item::get(vm, it, at(it, place(vm, it, 0, index)?)),
        _ => Err(not_implemented(vm, "multi-dimensional sub-views are not implemented")),
    }
}

fn is_index(key: &Ref) -> bool {
    key.ty().slots.nb_index.get().is_some()
}

/// The place of one index for each dimension.
fn place_of_all(vm: &Vm, it: &Buffer, keys: &[Ref]) -> Res<usize> {
    let (wanted, given) = (it.shape.len(), keys.len());
    if given < wanted {
        return Err(not_implemented(vm, "sub-views are not implemented"));
    }
    if given > wanted {
        return Err(vm.type_error(format!(
            "cannot index {wanted}-dimension view with {given}-element tuple"
        )));
    }
    let mut offset = 0;
    for (dimension, key) in keys.iter().enumerate() {
        offset += place(vm, it, dimension, vm.index_or_index_error(key)?)?;
    }
    Ok(at(it, offset))
}

fn indices(key: &Ref) -> Option<&[Ref]> {
    let keys = key.get::<Tuple>()?.items();
    keys.iter().all(is_index).then_some(keys)
}

fn are_slices(key: &Ref) -> bool {
    let is_slice = |it: &Ref| it.get::<Slice>().is_some();
    key.get::<Tuple>().is_some_and(|it| !it.items().is_empty() && it.items().iter().all(is_slice))
}

pub(super) fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let it = &*buffer(vm, object)?;
    if it.shape.is_empty() {
        if key.get::<Tuple>().is_some_and(|it| it.items().is_empty()) {
            return item::get(vm, it, it.offset);
        }
        if key.is(&vm.ellipsis) {
            return Ok(object.clone());
        }
        return Err(vm.type_error("invalid indexing of 0-dim memory".to_owned()));
    }
    if is_index(key) {
        return item(vm, object, vm.index_or_index_error(key)?);
    }
    if let Some(slice) = key.get::<Slice>() {
        return Ok(MemoryView::object(vm, sliced(vm, it, slice)?));
    }
    if let Some(keys) = indices(key) {
        return item::get(vm, it, place_of_all(vm, it, keys)?);
    }
    Err(bad_key(vm, key))
}

fn bad_key(vm: &Vm, key: &Ref) -> Raised {
    if are_slices(key) {
        return not_implemented(vm, "multi-dimensional slicing is not implemented");
    }
    vm.type_error("memoryview: invalid slice key".to_owned())
}

/// Some of the items of the first dimension.
fn sliced(vm: &Vm, it: &Buffer, slice: &Slice) -> Res<Buffer> {
    let found = vm.slice_of(slice, it.shape[0])?;
    let mut made = it.clone();
    made.offset = at(it, found.start as isize * it.strides[0]);
    made.shape[0] = found.len;
    made.strides[0] = it.strides[0] * found.step;
    Ok(made)
}

pub(super) fn set_subscript(vm: &Vm, object: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
    let it = &*buffer(vm, object)?;
    if it.readonly {
        return Err(vm.type_error("cannot modify read-only memory".to_owned()));
    }
    let Some(value) = value else { return Err(vm.type_error("cannot delete memory".to_owned())) };
    if it.shape.is_empty() {
        let is_whole =
            key.is(&vm.ellipsis) || key.get::<Tuple>().is_some_and(|it| it.items().is_empty());
        if is_whole {
            return item::set(vm, it, it.offset, &value);
        }
        return Err(vm.type_error("invalid indexing of 0-dim memory".to_owned()));
    }
    if is_index(key) {
        if it.shape.len() > 1 {
            return Err(not_implemented(vm, "sub-views are not implemented"));
        }
        let offset = place(vm, it, 0, vm.index_or_index_error(key)?)?;
        // `__index__` may have released it.
        buffer(vm, object)?;
        return item::set(vm, it, at(it, offset), &value);
    }
    if let Some(slice) = key.get::<Slice>() {
        if it.shape.len() > 1 {
            let text = "memoryview slice assignments are currently restricted to ndim = 1";
            return Err(not_implemented(vm, text));
        }
        let source = vm.bytes_like(&value)?;
        return copy(vm, &sliced(vm, it, slice)?, &source);
    }
    if let Some(keys) = indices(key) {
        let at = place_of_all(vm, it, keys)?;
        return item::set(vm, it, at, &value);
    }
    Err(bad_key(vm, key))
}

/// Items into the place of others; they may overlap (`copy_single`).
fn copy(vm: &Vm, target: &Buffer, source: &Buffer) -> Res<()> {
    let plain = |it: &Buffer| it.format.trim_start_matches('@').to_owned();
    if plain(target) != plain(source) || target.shape != source.shape {
        let text = "memoryview assignment: lvalue and rvalue have different structures";
        return Err(vm.value_error(text.to_owned()));
    }
    vm.charge_len(source.n_bytes())?;
    let bytes = source.to_vec();
    let places = target.places();
    memory::change(&target.owner, |all| {
        for (at, item) in places.into_iter().zip(bytes.chunks(target.itemsize)) {
            if let Some(place) = all.get_mut(at..at + item.len()) {
                place.copy_from_slice(item);
            }
        }
    });
    Ok(())
}

/// Lists in lists, one level for each dimension.
pub(super) fn to_list(vm: &Vm, it: &Buffer) -> Res {
    vm.charge_len(8 * it.n_items())?;
    level(vm, it, 0, it.offset as isize)
}

fn level(vm: &Vm, it: &Buffer, dimension: usize, offset: isize) -> Res {
    let Some(&len) = it.shape.get(dimension) else { return item::get(vm, it, offset as usize) };
    let inner =
        |n: usize| level(vm, it, dimension + 1, offset + n as isize * it.strides[dimension]);
    Ok(vm.list((0..len).map(inner).collect::<Res<Vec<Ref>>>()?))
}

pub(super) fn iterate(vm: &Vm, object: &Ref) -> Res {
    let it = &*buffer(vm, object)?;
    match it.shape.len() {
        0 => return Err(vm.type_error("invalid indexing of 0-dim memory".to_owned())),
        1 => {}
        _ => {
            let text = "multi-dimensional sub-views are not implemented";
            return Err(not_implemented(vm, text));
        }
    }
    let len = it.shape[0];
    let it = MemoryIterator { view: Slot::new(Some(object.clone())), at: Cell::new(0), len };
    Ok(Ref::new(Some(vm.type_of(&ITERATOR)), it))
}

static ITERATOR: TypeDef = TypeDef {
    name: "memory_iterator",
    flags: flag::HAVE_GC | flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let it = object.expect::<MemoryIterator>();
            let Some(view) = it.view.get() else { return Ok(None) };
            let at = it.at.get();
            if at >= it.len {
                it.view.set(None);
                return Ok(None);
            }
            it.at.set(at + 1);
            item(vm, &view, at as isize).map(Some)
        }));
    },
    size: (56, 0),
    ..FINAL
};
