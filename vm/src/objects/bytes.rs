//! `bytes`, and what `bytearray` shares with it.

pub(in crate::objects) mod change;
pub(in crate::objects) mod codec;
mod iterator;
pub(in crate::objects) mod methods;
mod new;
mod percent;
pub(in crate::objects) mod search;
pub(in crate::objects) mod slots;
pub(in crate::objects) mod split;

use std::borrow::Cow;

use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::bytearray::ByteArray;
use crate::typedef::{BASE, TypeDef, flag};
use crate::vm::Vm;

pub(in crate::objects) use iterator::iter;
pub use iterator::{BYTEARRAY_ITERATOR_DEF, BytesIterator, ITERATOR_DEF};
pub(in crate::objects) use methods::shared_methods;
pub(in crate::objects) use new::{Source, byte, contents_of};
pub(in crate::objects) use {methods as plain, slots as operators};

/// A row of bytes.
pub struct Bytes(pub Box<[u8]>);

impl Payload for Bytes {
    const LEAF: bool = true;
}

/// `bytes`.
pub const DEF: TypeDef = TypeDef {
    name: "bytes",
    flags: flag::BASETYPE | flag::MATCH_SELF,
    slots: slots::fill,
    methods: shared_methods! {
        method("__getnewargs__(self, /)", |vm, it, _| {
            Ok(vm.tuple(vec![vm.bytes(contents(it).into_owned())]))
        }),
        method("__bytes__(self, /)", |vm, it, _| Ok(exact(vm, it))),
        method("__buffer__(self, flags, /)", crate::objects::memoryview::of_object),
    },
    size: (33, 1),
    ..BASE
};

/// The bytes of a bytes-like object.
pub fn as_bytes(object: &Ref) -> Option<Cow<'_, [u8]>> {
    crate::protocol::buffer::bytes_of(object)
}

/// The bytes of a bytes-like object or of an iterable of ints, as `bytes()` takes them.
pub fn to_bytes<'a>(vm: &Vm, object: &'a Ref) -> Res<Cow<'a, [u8]>> {
    match as_bytes(object) {
        Some(found) => Ok(found),
        None => contents_of(vm, object, "bytes").map(Cow::Owned),
    }
}

/// The bytes of `self`.
pub(in crate::objects) fn contents(object: &Ref) -> Cow<'_, [u8]> {
    as_bytes(object).unwrap_or_default()
}

/// The same bytes as an exact bytes object.
fn exact(vm: &Vm, object: &Ref) -> Ref {
    if object.is_exactly(&vm.types.bytes) {
        object.clone()
    } else {
        vm.bytes(contents(object).into_owned())
    }
}

/// Bytes of the kind of `object`: bytes, or a new bytearray.
pub(in crate::objects) fn like(vm: &Vm, object: &Ref, bytes: Vec<u8>) -> Ref {
    match object.get::<ByteArray>() {
        Some(_) => ByteArray::object(vm, bytes),
        None => vm.bytes(bytes),
    }
}

/// As [`like`]; one byte is a new object.
pub(in crate::objects) fn fresh_like(vm: &Vm, object: &Ref, bytes: Vec<u8>) -> Ref {
    match object.get::<ByteArray>() {
        Some(_) => ByteArray::object(vm, bytes),
        None => vm.fresh_bytes(bytes),
    }
}

/// The bytes of `object` in their own kind: bytes themselves, or a new bytearray.
pub(in crate::objects) fn unchanged(vm: &Vm, object: &Ref) -> Ref {
    match object.get::<ByteArray>() {
        Some(it) => ByteArray::object(vm, it.to_vec()),
        None => exact(vm, object),
    }
}

/// A bytes-like argument.
pub(in crate::objects) fn argument<'a>(vm: &Vm, object: &'a Ref) -> Res<Cow<'a, [u8]>> {
    as_bytes(object).ok_or_else(|| {
        let name = vm.type_name(object);
        vm.type_error(format!("a bytes-like object is required, not '{name}'"))
    })
}
