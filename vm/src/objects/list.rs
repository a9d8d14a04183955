//! `list`.

mod iterator;
mod methods;
mod sort;
mod timsort;

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Seq};
use crate::objects::slice::Slice;
use crate::objects::type_;
use crate::slots::CompareOp;
use crate::typedef::{BASE, TypeDef, flag};
use crate::vm::Vm;

pub use iterator::{ITERATOR_DEF, ListIterator, REVERSE_DEF, TUPLE_ITERATOR_DEF, iterate};
pub use sort::sort;

/// A list.
#[derive(Default)]
pub struct List {
    /// Its items.
    pub items: Seq,
    /// How many places CPython would have allocated (`sys.getsizeof`).
    pub allocated: Cell<usize>,
}

impl Payload for List {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.items.visit_from_end(visit);
    }

    fn clear(&self) {
        self.allocated.set(0);
        drop(Seq::new(self.items.take()));
    }
}

impl List {
    /// The number of items changed: says how many places CPython would have by now (`list_resize`).
    pub fn resized(&self) {
        let (len, allocated) = (self.items.len(), self.allocated.get());
        if len > allocated || len < allocated >> 1 {
            self.allocated.set(if len == 0 { 0 } else { (len + (len >> 3) + 6) & !3 });
        }
    }

    /// As [`Self::resized`] after many items came at once.
    pub fn extended(&self, before: usize) {
        let (len, allocated) = (self.items.len(), self.allocated.get());
        if len <= allocated {
            return;
        }
        let added = len - before;
        let grown = (len + (len >> 3) + 6) & !3;
        // More than doubling: no room to spare.
        self.allocated.set(if added > grown - len { (len + 3) & !3 } else { grown });
    }
}

/// `list`.
pub const DEF: TypeDef = TypeDef {
    name: "list",
    flags: flag::BASETYPE | flag::SEQUENCE | flag::MATCH_SELF | flag::HAVE_GC,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, List::default()))));
        it.tp_init.set(Some(init));
        it.tp_repr.set(Some(repr));
        it.tp_hash.set(Some(super::object::hash_not_implemented));
        it.tp_richcompare.set(Some(|vm, a, b, op| match (a.get::<List>(), b.get::<List>()) {
            (Some(x), Some(y)) => compare_sequences(
                vm,
                op,
                |at| x.items.get(at),
                |at| y.items.get(at),
                || (x.items.len(), y.items.len()),
            ),
            _ => Ok(vm.not_implemented.clone()),
        }));
        it.tp_iter.set(Some(|vm, object| Ok(iterate(vm, object))));
        it.sq_length.set(Some(|_, object| Ok(items(object).len())));
        it.mp_length.set(Some(|_, object| Ok(items(object).len())));
        it.sq_item.set(Some(item));
        it.sq_ass_item.set(Some(set_item));
        it.sq_contains
            .set(Some(|vm, object, item| contains_item(vm, |at| items(object).get(at), item)));
        it.sq_concat.set(Some(concat));
        it.sq_repeat.set(Some(repeat));
        it.sq_inplace_concat.set(Some(|vm, object, other| {
            extend(vm, object, other)?;
            Ok(object.clone())
        }));
        it.sq_inplace_repeat.set(Some(|vm, object, n| {
            let repeated = repeat_items(vm, items(object).to_vec(), n)?;
            replace_all(object, repeated);
            Ok(object.clone())
        }));
        it.mp_subscript.set(Some(subscript));
        it.mp_ass_subscript.set(Some(set_subscript));
    },
    methods: methods::METHODS,
    size: (40, 0),
    ..BASE
};

fn items(object: &Ref) -> &Seq {
    &object.expect::<List>().items
}

fn replace_all(object: &Ref, new: Vec<Ref>) {
    let list = object.expect::<List>();
    let old = list.items.replace_all(new);
    list.resized();
    drop(Seq::new(old));
}

fn init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    // A subclass with a `__new__` of its own may know what keywords mean (`list___init___impl`).
    let own_new = object.ty().slots.tp_new.get().map(|it| it as usize)
        != vm.types.list.expect::<type_::Type>().slots.tp_new.get().map(|it| it as usize);
    let mut args = args;
    if own_new {
        args.take_keywords();
    }
    args.check(vm, "list", 0, 1)?;
    object.expect::<List>().clear();
    match args.get(0) {
        Some(given) => extend(vm, object, given),
        None => Ok(()),
    }
}

/// `list.extend`: exactly as many places for what has a length, growing for all else.
pub fn extend(vm: &Vm, object: &Ref, other: &Ref) -> Res<()> {
    let list = object.expect::<List>();
    let before = list.items.len();
    let is_known = other.is_exactly(&vm.types.list) || other.is_exactly(&vm.types.tuple);
    if is_known {
        let more = vm.iterate_to_vec(other)?;
        vm.reserve(8 * more.len() as u64)?;
        list.items.extend(more);
        if before == 0 {
            list.allocated.set(list.allocated.get().max((list.items.len() + 1) & !1));
        } else {
            list.extended(before);
        }
        return Ok(());
    }
    if is_exact_set_or_dict(vm, other) {
        list.items.extend(vm.iterate_to_vec(other)?);
        list.extended(before);
        return Ok(());
    }
    let hint = vm.length_hint(other, 8)?;
    let iterator = vm.iter(other)?;
    if list.allocated.get() == 0 && hint > 0 {
        list.allocated.set((hint + 1) & !1);
    } else if hint > 0 {
        list.make_room(before.saturating_add(hint));
    }
    while let Some(item) = vm.next(&iterator)? {
        vm.charge(1)?;
        if list.items.len() == list.items.capacity() {
            vm.reserve(8 * list.items.len() as u64)?;
        }
        list.items.push(item);
        list.resized_up();
    }
    if list.items.len() < list.allocated.get() {
        list.resized();
    }
    Ok(())
}

/// What CPython reads without an iterator (`list_extend_set`, `list_extend_dict`).
fn is_exact_set_or_dict(vm: &Vm, object: &Ref) -> bool {
    let types = &vm.types;
    let sets = [&types.set, &types.frozenset, &types.dict];
    let views = [&types.dict_keys, &types.dict_values, &types.dict_items];
    sets.into_iter().chain(views).any(|it| object.is_exactly(it))
}

impl List {
    /// Room for as many items (`list_resize`).
    fn make_room(&self, size: usize) {
        let (len, allocated) = (self.items.len(), self.allocated.get());
        if allocated >= size && size >= allocated >> 1 {
            return;
        }
        let grown = size.saturating_add(size >> 3).saturating_add(6) & !3;
        let is_far = size.saturating_sub(len) > grown - size;
        self.allocated.set(if is_far { size.saturating_add(3) & !3 } else { grown });
    }

    /// The room that CPython has after it made a list of `room` places and appended the rest.
    pub fn appended_behind(&self, room: usize) {
        self.allocated.set(room);
        let mut allocated = room;
        while allocated < self.items.len() {
            let len = allocated + 1;
            allocated = (len + (len >> 3) + 6) & !3;
        }
        self.allocated.set(allocated);
    }

    /// As [`Self::resized`] where it can only have grown.
    pub fn resized_up(&self) {
        if self.items.len() > self.allocated.get() {
            self.resized();
        }
    }
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    vm.guarded_repr(object, "[...]", || {
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(item) = items(object).get(at) {
            parts.push(vm.repr(&item)?);
            at += 1;
        }
        vm.bracketed("[", &parts, "]")
    })
}

/// Two sequences, item by item, as lists and tuples compare (`list_richcompare`).
pub fn compare_sequences(
    vm: &Vm,
    op: CompareOp,
    left: impl Fn(usize) -> Option<Ref>,
    right: impl Fn(usize) -> Option<Ref>,
    lengths: impl Fn() -> (usize, usize),
) -> Res {
    let (n, m) = lengths();
    if n != m && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(vm.bool(op == CompareOp::Ne));
    }
    let mut at = 0;
    while let (Some(x), Some(y)) = (left(at), right(at)) {
        vm.charge(1)?;
        if !vm.is_equal(&x, &y)? {
            return match op {
                CompareOp::Eq => Ok(vm.bool(false)),
                CompareOp::Ne => Ok(vm.bool(true)),
                _ => vm.rich_compare(&x, &y, op),
            };
        }
        at += 1;
    }
    let (n, m) = lengths();
    Ok(vm.bool(op.holds(n.cmp(&m))))
}

/// `item in sequence`.
pub fn contains_item(vm: &Vm, get: impl Fn(usize) -> Option<Ref>, item: &Ref) -> Res<bool> {
    let mut at = 0;
    while let Some(found) = get(at) {
        vm.charge(1)?;
        if vm.is_equal(&found, item)? {
            return Ok(true);
        }
        at += 1;
    }
    Ok(false)
}

fn item(vm: &Vm, object: &Ref, index: isize) -> Res {
    let found = usize::try_from(index).ok().and_then(|it| items(object).get(it));
    found.ok_or_else(|| vm.index_error("list index out of range".to_owned()))
}

fn set_item(vm: &Vm, object: &Ref, index: isize, value: Option<Ref>) -> Res<()> {
    let list = object.expect::<List>();
    let out_of_range = || vm.index_error("list assignment index out of range".to_owned());
    let index = usize::try_from(index).map_err(|_| out_of_range())?;
    let old = match value {
        Some(value) => list.items.replace(index, value).map_err(|_| out_of_range())?,
        None => {
            // The room stays (`list_ass_item`).
            vm.charge(list.items.len().saturating_sub(index) as u64 / 64)?;
            list.items.remove(index).ok_or_else(out_of_range)?
        }
    };
    drop(old);
    Ok(())
}

fn concat(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some(other) = b.get::<List>() else {
        let name = vm.type_name(b);
        return Err(vm.type_error(format!("can only concatenate list (not \"{name}\") to list")));
    };
    let len = items(a).len() + other.items.len();
    vm.reserve(8 * len as u64)?;
    vm.charge(len as u64 / 64)?;
    let mut joined = items(a).to_vec();
    joined.extend(other.items.to_vec());
    Ok(vm.list(joined))
}

fn repeat(vm: &Vm, object: &Ref, n: isize) -> Res {
    Ok(vm.list(repeat_items(vm, items(object).to_vec(), n)?))
}

/// The items `n` times.
pub fn repeat_items(vm: &Vm, items: Vec<Ref>, n: isize) -> Res<Vec<Ref>> {
    let n = usize::try_from(n).unwrap_or(0);
    let Some(len) = items.len().checked_mul(n).filter(|it| *it < isize::MAX as usize / 8) else {
        return Err(vm.raise(&vm.exceptions.MemoryError, Vec::new()));
    };
    vm.charge_len(8 * len)?;
    let mut found = Vec::with_capacity(len);
    for _ in 0..n {
        found.extend(items.iter().cloned());
    }
    Ok(found)
}

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    if key.ty().slots.nb_index.get().is_some() {
        let index = vm.index_or_index_error(key)?;
        return item(
            vm,
            object,
            if index < 0 { index + items(object).len() as isize } else { index },
        );
    }
    let Some(slice) = key.get::<Slice>() else {
        let name = vm.type_name(key);
        return Err(vm.type_error(format!("list indices must be integers or slices, not {name}")));
    };
    let slice = vm.slice_of(slice, items(object).len())?;
    vm.charge_len(8 * slice.len)?;
    if slice.step == 1 {
        return Ok(vm.list(items(object).slice(slice.start..slice.start + slice.len)));
    }
    Ok(vm.list(slice.indices().filter_map(|it| items(object).get(it)).collect()))
}

fn set_subscript(vm: &Vm, object: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
    if key.ty().slots.nb_index.get().is_some() {
        let index = vm.index_or_index_error(key)?;
        let index = if index < 0 { index + items(object).len() as isize } else { index };
        return set_item(vm, object, index, value);
    }
    let Some(slice) = key.get::<Slice>() else {
        let name = vm.type_name(key);
        return Err(vm.type_error(format!("list indices must be integers or slices, not {name}")));
    };
    let new = match &value {
        Some(value) => match vm.iterate_to_vec(value) {
            Err(error)
                if vm.is_raised(&error, &vm.exceptions.TypeError)
                    && value.ty().slots.tp_iter.get().is_none()
                    && value.ty().slots.sq_item.get().is_none() =>
            {
                let what = if vm.slice_step_is_one(slice) {
                    "can only assign an iterable"
                } else {
                    "must assign iterable to extended slice"
                };
                return Err(vm.type_error(what.to_owned()));
            }
            found => Some(found?),
        },
        None => None,
    };
    let slice = vm.slice_of(slice, items(object).len())?;
    let list = object.expect::<List>();
    if slice.step == 1 {
        let more = new.as_ref().map_or(0, Vec::len);
        let len = list.items.len();
        vm.reserve_more(len, list.items.capacity(), more, 8)?;
        vm.charge((len - slice.start) as u64 / 64)?;
        let old = list.items.splice(slice.start..slice.start + slice.len, new.unwrap_or_default());
        list.resized();
        drop(Seq::new(old));
        return Ok(());
    }
    match new {
        Some(new) => {
            if new.len() != slice.len {
                let text = format!(
                    "attempt to assign sequence of size {} to extended slice of size {}",
                    new.len(),
                    slice.len
                );
                return Err(vm.value_error(text));
            }
            let old: Vec<_> =
                slice.indices().zip(new).map(|(at, item)| list.items.replace(at, item)).collect();
            drop(old);
        }
        None => {
            let mut indices: Vec<usize> = slice.indices().collect();
            indices.sort_unstable();
            let mut gone = indices.into_iter().peekable();
            // They die from the first to the last.
            let (mut old, mut left) = (Vec::with_capacity(slice.len), Vec::new());
            for (at, item) in list.items.take().into_iter().enumerate() {
                let into = if gone.next_if_eq(&at).is_some() { &mut old } else { &mut left };
                into.push(item);
            }
            drop(list.items.replace_all(left));
            list.resized();
            drop(old);
        }
    }
    Ok(())
}
