//! Displays, unpacking, subscripts.

use crate::args::Args;
use crate::error::Res;
use crate::heap::{FrameSlots, Kind, Ref, Seq};
use crate::numbers::Int;
use crate::objects::dict::Dict;
use crate::objects::list::List;
use crate::objects::set::Set;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::text::StrBuilder;
use crate::vm::Vm;

/// The place that an exact int means in a sequence of this length.
#[inline(always)]
fn place(vm: &Vm, key: &Ref, len: usize) -> Option<usize> {
    match key.get::<Int>()? {
        Int::Small(it) if key.is_exactly(&vm.types.int) => {
            usize::try_from(if *it < 0 { *it + len as i64 } else { *it }).ok()
        }
        _ => None,
    }
}

/// `object[key]`, lists, tuples and dicts first.
#[inline(never)]
pub(super) fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    let found = match object.kind() {
        Kind::List if object.is_exactly(&vm.types.list) => {
            let items = &object.expect::<List>().items;
            place(vm, key, items.len()).and_then(|at| items.get(at))
        }
        Kind::Tuple if object.is_exactly(&vm.types.tuple) => {
            let items = object.expect::<Tuple>().items();
            place(vm, key, items.len()).and_then(|at| items.get(at)).cloned()
        }
        // A key that is not there is looked for twice: nobody must see that.
        Kind::Dict
            if object.is_exactly(&vm.types.dict)
                && (key.is_exactly(&vm.types.str_) || key.is_exactly(&vm.types.int)) =>
        {
            object.expect::<Dict>().get(vm, key)?
        }
        _ => None,
    };
    match found {
        Some(found) => Ok(found),
        None => vm.get_item(object, key),
    }
}

/// `object[key] = value`, lists and dicts first.
#[inline(never)]
pub(super) fn store_subscript(vm: &Vm, object: &Ref, key: &Ref, value: Ref) -> Res<()> {
    match object.kind() {
        Kind::List if object.is_exactly(&vm.types.list) => {
            let items = &object.expect::<List>().items;
            let Some(at) = place(vm, key, items.len()).filter(|at| *at < items.len()) else {
                return vm.set_item(object, key, Some(value));
            };
            let old = items.replace(at, value);
            drop(old);
            Ok(())
        }
        Kind::Dict if object.is_exactly(&vm.types.dict) => {
            object.expect::<Dict>().insert(vm, key, value)
        }
        _ => vm.set_item(object, key, Some(value)),
    }
}

/// `object[start:stop]`; a list needs no slice object.
pub(super) fn slice(vm: &Vm, object: &Ref, start: Ref, stop: Ref) -> Res {
    if object.is_exactly(&vm.types.list)
        && let (Some(first), Some(last)) = (bound(vm, &start), bound(vm, &stop))
    {
        let items = &object.expect::<List>().items;
        let taken = crate::text::Slice::new(first, last, 1, items.len());
        vm.charge_len(8 * taken.len)?;
        return Ok(vm.list(items.slice(taken.start..taken.start + taken.len)));
    }
    let slice = vm.slice(start, stop, vm.none.clone());
    vm.get_item(object, &slice)
}

/// `object[start:stop] = value`; a list that takes a list's items needs no slice object.
pub(super) fn store_slice(vm: &Vm, object: &Ref, start: Ref, stop: Ref, value: Ref) -> Res<()> {
    if object.is_exactly(&vm.types.list)
        && value.is_exactly(&vm.types.list)
        && let (Some(first), Some(last)) = (bound(vm, &start), bound(vm, &stop))
    {
        let new = value.expect::<List>().items.to_vec();
        let list = object.expect::<List>();
        let taken = crate::text::Slice::new(first, last, 1, list.items.len());
        let old = list.items.splice(taken.start..taken.start + taken.len, new);
        list.resized();
        drop(Seq::new(old));
        return Ok(());
    }
    let slice = vm.slice(start, stop, vm.none.clone());
    vm.set_item(object, &slice, Some(value))
}

/// What an end of a slice says, where no code needs to run for that.
#[inline(always)]
fn bound(vm: &Vm, end: &Ref) -> Option<Option<isize>> {
    match end.get::<Int>() {
        Some(Int::Small(value)) => Some(Some(*value as isize)),
        _ if end.is(&vm.none) => Some(None),
        _ => None,
    }
}

pub(super) fn build_set(vm: &Vm, items: Vec<Ref>) -> Res {
    let set = Set::default();
    for item in items {
        set.add(vm, &item)?;
    }
    Ok(Ref::new(Some(vm.types.set.clone()), set))
}

pub(super) fn set_add(vm: &Vm, set: &Ref, item: &Ref) -> Res<()> {
    set.expect::<Set>().add(vm, item).map(drop)
}

pub(super) fn build_map(vm: &Vm, items: Vec<Ref>) -> Res {
    let dict = vm.dict();
    for pair in items.chunks_exact(2) {
        dict.expect::<Dict>().insert(vm, &pair[0], pair[1].clone())?;
    }
    Ok(dict)
}

pub(super) fn build_const_key_map(vm: &Vm, keys: &Ref, values: Vec<Ref>) -> Res {
    let dict = vm.dict();
    for (key, value) in keys.expect::<Tuple>().items().iter().zip(values) {
        dict.expect::<Dict>().insert(vm, key, value)?;
    }
    Ok(dict)
}

/// The parts of an f-string in one.
pub(super) fn build_string(vm: &Vm, parts: &[Ref]) -> Res {
    let length: usize = parts.iter().map(|it| it.expect::<Str>().len()).sum();
    vm.reserve(4 * length as u64)?;
    let mut text = StrBuilder::with_capacity(length);
    parts.iter().for_each(|it| text.push_py(&it.expect::<Str>().0));
    Ok(vm.new_str(text.finish()))
}

/// `list.append`, with CPython's growth (`list_resize`).
pub(super) fn append(list: &List, item: Ref) {
    list.items.push(item);
    list.resized_up();
}

/// `[*items]`.
pub(super) fn list_extend(vm: &Vm, list: &Ref, items: &Ref) -> Res<()> {
    let is_iterable =
        items.ty().slots.tp_iter.get().is_some() || items.ty().slots.sq_item.get().is_some();
    if !is_iterable {
        return Err(vm.type_error(format!(
            "Value after * must be an iterable, not {}",
            vm.type_name(items)
        )));
    }
    crate::objects::list::extend(vm, list, items)
}

/// `{**other}`.
pub(super) fn dict_update(vm: &Vm, dict: &Ref, other: &Ref) -> Res<()> {
    match vm.dict_update(dict, other) {
        Err(error) if vm.is_raised(&error, &vm.exceptions.AttributeError) => {
            Err(vm.type_error(format!("'{}' object is not a mapping", vm.type_name(other))))
        }
        other => other,
    }
}

/// `f(**other)`: no keyword twice (`_PyDict_MergeEx`).
pub(super) fn dict_merge(vm: &Vm, dict: &Ref, other: &Ref, callee: Option<&Ref>) -> Res<()> {
    let function = || callee.map_or(Ok("function".to_owned()), |it| vm.function_text(it));
    let keys = match vm.call_method(other, "keys", Args::none()) {
        Err(error) if vm.is_raised(&error, &vm.exceptions.AttributeError) => {
            let text = format!(
                "{} argument after ** must be a mapping, not {}",
                function()?,
                vm.type_name(other)
            );
            return Err(vm.type_error(text));
        }
        found => found?,
    };
    let into = dict.expect::<Dict>();
    for key in vm.iterate_to_vec(&keys)? {
        if into.contains(vm, &key)? {
            let text = match vm.str_text(&key) {
                Some(name) => {
                    format!("{} got multiple values for keyword argument '{name}'", function()?)
                }
                None => "keywords must be strings".to_owned(),
            };
            return Err(vm.type_error(text));
        }
        if vm.str_text(&key).is_none() {
            return Err(vm.type_error("keywords must be strings".to_owned()));
        }
        let value = vm.get_item(other, &key)?;
        into.insert(vm, &key, value)?;
    }
    Ok(())
}

fn not_iterable(vm: &Vm, object: &Ref, error: crate::error::Raised) -> crate::error::Raised {
    let slots = &object.ty().slots;
    if vm.is_raised(&error, &vm.exceptions.TypeError)
        && slots.tp_iter.get().is_none()
        && slots.sq_item.get().is_none()
    {
        return vm
            .type_error(format!("cannot unpack non-iterable {} object", vm.type_name(object)));
    }
    error
}

/// `a, b = object`.
pub(super) fn unpack_sequence(vm: &Vm, slots: &FrameSlots, object: &Ref, n: usize) -> Res<()> {
    if let Some(tuple) = object
        .get::<Tuple>()
        .filter(|it| it.items().len() == n && object.is_exactly(&vm.types.tuple))
    {
        tuple.items().iter().rev().for_each(|it| slots.push(it.clone()));
        return Ok(());
    }
    if let Some(list) = object.get::<List>()
        && list.items.len() == n
        && object.is_exactly(&vm.types.list)
    {
        (0..n).rev().filter_map(|at| list.items.get(at)).for_each(|it| slots.push(it));
        return Ok(());
    }
    let found = unpacked(vm, object, n, None)?;
    found.into_iter().rev().for_each(|it| slots.push(it));
    Ok(())
}

/// `a, *b, c = object`.
pub(super) fn unpack_ex(
    vm: &Vm,
    slots: &FrameSlots,
    object: &Ref,
    before: usize,
    after: usize,
) -> Res<()> {
    let mut found = unpacked(vm, object, before, Some(after))?;
    let tail = found.split_off(found.len() - after);
    let middle = found.split_off(before);
    tail.into_iter().rev().for_each(|it| slots.push(it));
    slots.push(vm.list(middle));
    found.into_iter().rev().for_each(|it| slots.push(it));
    Ok(())
}

/// Exactly `n` items, or with `after` at least `n + after` of them (`_PyEval_UnpackIterable`).
fn unpacked(vm: &Vm, object: &Ref, n: usize, after: Option<usize>) -> Res<Vec<Ref>> {
    let iterator = vm.iter(object).map_err(|it| not_iterable(vm, object, it))?;
    let mut found = Vec::with_capacity(n);
    while found.len() < n {
        let Some(item) = vm.next(&iterator)? else {
            let got = found.len();
            let text = match after {
                None => format!("not enough values to unpack (expected {n}, got {got})"),
                Some(after) => format!(
                    "not enough values to unpack (expected at least {}, got {got})",
                    n + after
                ),
            };
            return Err(vm.value_error(text));
        };
        found.push(item);
    }
    let Some(after) = after else {
        return match vm.next(&iterator)? {
            None => Ok(found),
            Some(_) => Err(vm.value_error(format!("too many values to unpack (expected {n})"))),
        };
    };
    while let Some(item) = vm.next(&iterator)? {
        vm.charge(1)?;
        found.push(item);
    }
    if found.len() < n + after {
        let text = format!(
            "not enough values to unpack (expected at least {}, got {})",
            n + after,
            found.len()
        );
        return Err(vm.value_error(text));
    }
    Ok(found)
}

/// `!s`, `!r`, `!a`.
pub(super) fn convert(vm: &Vm, value: &Ref, how: u32) -> Res {
    match how {
        1 => vm.str_of(value),
        2 => vm.repr(value),
        _ => crate::stdlib::ascii(vm, value),
    }
}
