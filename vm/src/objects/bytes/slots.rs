//! What operators do with bytes; most of it is bytearray's, too.

use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::slice::Slice;
use crate::slots::{CompareOp, SlotTable};
use crate::text;
use crate::vm::Vm;

use super::{argument, as_bytes, contents, exact, like};

pub(super) fn fill(slots: &SlotTable) {
    slots.tp_hash.set(Some(|_, object| Ok(text::hash_bytes(&contents(object)))));
    slots.tp_repr.set(Some(|vm, object| repr(vm, &contents(object))));
    slots.tp_new.set(Some(super::new::new));
    slots.tp_iter.set(Some(super::iterator::iter));
    slots.sq_repeat.set(Some(
        |vm, object, n| {
            if n == 1 { Ok(exact(vm, object)) } else { repeat(vm, object, n) }
        },
    ));
    fill_shared(slots);
}

/// Those that work for both.
pub(in crate::objects) fn fill_shared(slots: &SlotTable) {
    slots.tp_richcompare.set(Some(compare));
    slots.mp_length.set(Some(|_, object| Ok(len(object))));
    slots.sq_length.set(Some(|_, object| Ok(len(object))));
    slots.mp_subscript.set(Some(subscript));
    slots.sq_item.set(Some(item));
    slots.sq_concat.set(Some(concat));
    slots.sq_contains.set(Some(contains));
    slots.nb_remainder.set(Some(super::percent::remainder));
}

pub(in crate::objects) fn repr(vm: &Vm, bytes: &[u8]) -> Res {
    vm.charge_len(bytes.len().saturating_mul(4))?;
    Ok(vm.str(&text::repr_bytes(bytes)))
}

fn len(object: &Ref) -> usize {
    use crate::objects::bytearray::ByteArray;
    object.get::<ByteArray>().map_or_else(|| contents(object).len(), ByteArray::len)
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    match (as_bytes(a), as_bytes(b)) {
        (Some(x), Some(y)) => Ok(vm.bool(op.holds(x.cmp(&y)))),
        _ => Ok(vm.not_implemented.clone()),
    }
}

/// What an index out of range is called.
fn range_error(vm: &Vm, object: &Ref) -> crate::error::Raised {
    let is_array = object.get::<crate::objects::bytearray::ByteArray>().is_some();
    vm.index_error(
        if is_array { "bytearray index out of range" } else { "index out of range" }.into(),
    )
}

fn item(vm: &Vm, object: &Ref, index: isize) -> Res {
    use crate::objects::bytearray::ByteArray;
    let found = usize::try_from(index).ok().and_then(|at| match object.get::<ByteArray>() {
        Some(it) => it.get(at),
        None => contents(object).get(at).copied(),
    });
    found.map(|it| vm.int(it.into())).ok_or_else(|| range_error(vm, object))
}

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let len = len(object);
    if key.ty().slots.nb_index.get().is_some() {
        let index = vm.index_or_index_error(key)?;
        return item(vm, object, if index < 0 { index + len as isize } else { index });
    }
    let Some(slice) = key.get::<Slice>() else {
        let is_array = object.get::<crate::objects::bytearray::ByteArray>().is_some();
        let (own, name) = (if is_array { "bytearray" } else { "byte" }, vm.type_name(key));
        let text = format!("{own} indices must be integers or slices, not {name}");
        return Err(vm.type_error(text));
    };
    let slice = vm.slice_of(slice, len)?;
    let is_whole = slice.step == 1 && slice.len == len;
    if is_whole && object.is_exactly(&vm.types.bytes) {
        return Ok(object.clone());
    }
    vm.charge_len(slice.len)?;
    let bytes = contents(object);
    Ok(like(vm, object, slice.indices().map(|it| bytes[it]).collect()))
}

fn concat(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some(other) = as_bytes(b) else {
        let (left, right) = (vm.type_name(a), vm.type_name(b));
        return Err(vm.type_error(format!("can't concat {right} to {left}")));
    };
    let bytes = contents(a);
    let is_bytes = |it: &Ref| it.is_exactly(&vm.types.bytes);
    if bytes.is_empty() && is_bytes(a) && is_bytes(b) {
        return Ok(b.clone());
    }
    if other.is_empty() && is_bytes(a) {
        return Ok(a.clone());
    }
    vm.charge_len(bytes.len() + other.len())?;
    Ok(like(vm, a, [&*bytes, &*other].concat()))
}

pub(in crate::objects) fn repeat(vm: &Vm, object: &Ref, n: isize) -> Res {
    if n == 1 && object.is_exactly(&vm.types.bytes) {
        return Ok(object.clone());
    }
    let bytes = repeated(vm, &contents(object), n)?;
    if bytes.is_empty() && object.get::<super::Bytes>().is_some() {
        // A new object: `bytes_repeat` does not ask for the empty one.
        return Ok(Ref::new(Some(vm.types.bytes.clone()), super::Bytes(Box::default())));
    }
    Ok(like(vm, object, bytes))
}

pub(in crate::objects) fn repeated(vm: &Vm, bytes: &[u8], n: isize) -> Res<Vec<u8>> {
    let n = usize::try_from(n).unwrap_or(0);
    let len = bytes.len().checked_mul(n).filter(|it| isize::try_from(*it).is_ok());
    let Some(len) = len else {
        return Err(vm.overflow_error("repeated bytes are too long".to_owned()));
    };
    vm.charge_len(len)?;
    Ok(bytes.repeat(n))
}

fn contains(vm: &Vm, object: &Ref, part: &Ref) -> Res<bool> {
    let bytes = contents(object);
    if part.get::<Int>().is_some() || part.ty().slots.nb_index.get().is_some() {
        let byte = super::byte(vm, part, "byte")?;
        return Ok(bytes.contains(&byte));
    }
    Ok(text::search::find(&bytes, &argument(vm, part)?).is_some())
}
