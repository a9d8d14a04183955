//! What operators do with strings.

use crate::error::Res;
use crate::heap::Ref;
use crate::objects::slice::Slice;
use crate::slots::{CompareOp, SlotTable};
use crate::text;
use crate::vm::Vm;

use super::{Str, part, text_of, unchanged};

pub(super) fn fill(slots: &SlotTable) {
    slots.tp_hash.set(Some(|_, object| Ok(object.expect::<Str>().hash())));
    slots.tp_richcompare.set(Some(compare));
    slots.tp_str.set(Some(|vm, object| Ok(unchanged(vm, object))));
    slots.tp_repr.set(Some(|vm, object| {
        let text = text_of(object);
        vm.charge_len(text.len())?;
        Ok(vm.new_str(text::repr(text)))
    }));
    slots.tp_new.set(Some(super::new::new));
    slots.tp_iter.set(Some(super::iterator::iter));
    slots.mp_length.set(Some(|_, object| Ok(text_of(object).len())));
    slots.sq_length.set(Some(|_, object| Ok(text_of(object).len())));
    slots.mp_subscript.set(Some(subscript));
    slots.sq_item.set(Some(item));
    slots.sq_concat.set(Some(concat));
    slots.sq_repeat.set(Some(repeat));
    slots.sq_contains.set(Some(contains));
    slots.nb_remainder.set(Some(super::percent::remainder));
}

fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let (Some(x), Some(y)) = (a.get::<Str>(), b.get::<Str>()) else {
        return Ok(vm.not_implemented.clone());
    };
    let holds = match op {
        CompareOp::Eq => a.is(b) || x.0 == y.0,
        CompareOp::Ne => !a.is(b) && x.0 != y.0,
        _ => op.holds(x.0.cmp(&y.0)),
    };
    Ok(vm.bool(holds))
}

fn item(vm: &Vm, object: &Ref, index: isize) -> Res {
    let found = usize::try_from(index).ok().and_then(|it| text_of(object).get(it));
    match found {
        Some(code) => Ok(vm.char(code)),
        None => Err(vm.index_error("string index out of range".to_owned())),
    }
}

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let len = text_of(object).len();
    if key.ty().slots.nb_index.get().is_some() {
        let index = vm.index_or_overflow(key);
        let index = index.map_err(|error| index_too_large(vm, key, error))?;
        return item(vm, object, if index < 0 { index + len as isize } else { index });
    }
    let Some(slice) = key.get::<Slice>() else {
        let name = vm.type_name(key);
        return Err(vm.type_error(format!("string indices must be integers, not '{name}'")));
    };
    let slice = vm.slice_of(slice, len)?;
    if slice.step == 1 {
        return Ok(part(vm, object, slice.start..slice.start + slice.len));
    }
    vm.charge_len(slice.len)?;
    Ok(vm.new_str(text_of(object).step(slice)))
}

/// An index that does not fit is out of range, in its own words.
fn index_too_large(vm: &Vm, key: &Ref, error: crate::error::Raised) -> crate::error::Raised {
    if !vm.is_raised(&error, &vm.exceptions.OverflowError) {
        return error;
    }
    let name = vm.type_name(key);
    vm.index_error(format!("cannot fit '{name}' into an index-sized integer"))
}

fn concat(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some(other) = b.get::<Str>() else {
        let name = vm.type_name(b);
        return Err(vm.type_error(format!("can only concatenate str (not \"{name}\") to str")));
    };
    let text = text_of(a);
    if text.is_empty() {
        return Ok(unchanged(vm, b));
    }
    if other.is_empty() {
        return Ok(unchanged(vm, a));
    }
    vm.charge_len((text.len() + other.len()) * text.kind().max(other.kind()))?;
    Ok(vm.new_str(text.concat(&other.0)))
}

fn repeat(vm: &Vm, object: &Ref, n: isize) -> Res {
    let text = text_of(object);
    let n = usize::try_from(n).unwrap_or(0);
    if n == 1 {
        return Ok(unchanged(vm, object));
    }
    let len = text.len().checked_mul(n).filter(|it| isize::try_from(*it).is_ok());
    let Some(len) = len else {
        return Err(vm.overflow_error("repeated string is too long".to_owned()));
    };
    vm.charge_len(len.saturating_mul(text.kind()))?;
    Ok(vm.new_str(text.repeat(n)))
}

fn contains(vm: &Vm, object: &Ref, part: &Ref) -> Res<bool> {
    let Some(part) = part.get::<Str>() else {
        let name = vm.type_name(part);
        let text = format!("'in <string>' requires string as left operand, not {name}");
        return Err(vm.type_error(text));
    };
    Ok(text_of(object).contains(&part.0))
}
