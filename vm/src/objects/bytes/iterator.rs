//! `bytes_iterator` and `bytearray_iterator`.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::bytearray::ByteArray;
use crate::objects::dict::Dict;
use crate::slots::SlotTable;
use crate::typedef::{FINAL, TypeDef, flag, method};
use crate::vm::Vm;

use super::contents;

/// An iterator over bytes.
pub struct BytesIterator {
    /// The bytes, until it is exhausted.
    pub bytes: Slot,
    /// The next index.
    pub at: Cell<usize>,
}

impl Payload for BytesIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.bytes.visit(visit);
    }
}

/// `bytes_iterator`.
pub const ITERATOR_DEF: TypeDef = TypeDef {
    name: "bytes_iterator",
    flags: flag::HAVE_GC,
    slots: fill,
    methods: &[
        method("__length_hint__(self, /)", length_hint),
        method("__reduce__(self, /)", reduce),
        method("__setstate__(self, state, /)", set_state),
    ],
    size: (32, 0),
    ..FINAL
};

/// `bytearray_iterator`.
pub const BYTEARRAY_ITERATOR_DEF: TypeDef = TypeDef { name: "bytearray_iterator", ..ITERATOR_DEF };

fn fill(slots: &SlotTable) {
    slots.tp_iter.set(Some(|_, object| Ok(object.clone())));
    slots.tp_iternext.set(Some(next));
}

/// `iter(bytes)`, `iter(bytearray)`.
pub(in crate::objects) fn iter(vm: &Vm, object: &Ref) -> Res {
    let is_array = object.get::<ByteArray>().is_some();
    let class = if is_array { &vm.types.bytearray_iterator } else { &vm.types.bytes_iterator };
    let it = BytesIterator { bytes: Slot::new(Some(object.clone())), at: Cell::new(0) };
    Ok(Ref::new(Some(class.clone()), it))
}

fn get(bytes: &Ref, at: usize) -> Option<u8> {
    match bytes.get::<ByteArray>() {
        Some(it) => it.get(at),
        None => contents(bytes).get(at).copied(),
    }
}

fn len(bytes: &Ref) -> usize {
    bytes.get::<ByteArray>().map_or_else(|| contents(bytes).len(), ByteArray::len)
}

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<BytesIterator>();
    let Some(bytes) = it.bytes.get() else { return Ok(None) };
    let at = it.at.get();
    let Some(byte) = get(&bytes, at) else {
        it.bytes.set(None);
        return Ok(None);
    };
    it.at.set(at + 1);
    Ok(Some(vm.int(byte.into())))
}

fn length_hint(vm: &Vm, object: &Ref, _: Args) -> Res {
    let it = object.expect::<BytesIterator>();
    let len = it.bytes.get().map_or(0, |bytes| len(&bytes));
    Ok(vm.int(len.saturating_sub(it.at.get()) as i64))
}

fn reduce(vm: &Vm, object: &Ref, _: Args) -> Res {
    let iter = vm.builtins_dict().expect::<Dict>().get_name(&vm.intern("iter"));
    let iter = iter.unwrap_or_else(|| vm.none.clone());
    let it = object.expect::<BytesIterator>();
    Ok(match it.bytes.get() {
        Some(bytes) => vm.tuple(vec![iter, vm.tuple(vec![bytes]), vm.int(it.at.get() as i64)]),
        None => vm.tuple(vec![iter, vm.tuple(vec![vm.empty_tuple()])]),
    })
}

fn set_state(vm: &Vm, object: &Ref, args: Args) -> Res {
    let index = vm.index_or_overflow(&args[0])?;
    let it = object.expect::<BytesIterator>();
    if let Some(bytes) = it.bytes.get() {
        it.at.set(usize::try_from(index).unwrap_or(0).min(len(&bytes)));
    }
    Ok(vm.none.clone())
}
