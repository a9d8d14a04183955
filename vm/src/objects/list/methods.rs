//! Methods of `list`.

use std::cell::Cell;

use super::{List, ListIterator, extend, items, sort, subscript};
use crate::args::Args;
use crate::error::Res;
use crate::heap::{Ref, Slot};
use crate::typedef::{NativeDef, classmethod, method};
use crate::vm::Vm;

pub(super) const METHODS: &[NativeDef] = &[
    method("__getitem__(self, index, /)", |vm, object, args| subscript(vm, object, &args[0])),
    method("__reversed__(self, /)", |vm, object, _| {
        let at = Cell::new(items(object).len());
        let it = ListIterator { list: Slot::new(Some(object.clone())), at };
        Ok(Ref::new(Some(vm.types.list_reverse_iterator.clone()), it))
    }),
    method("__sizeof__(self, /)", |vm, object, _| {
        let places = object.ty().n_slots.get() + object.expect::<List>().allocated.get();
        Ok(vm.int(40 + 8 * places as i64))
    }),
    method("clear(self, /)", |vm, object, _| {
        crate::heap::Payload::clear(object.expect::<List>());
        Ok(vm.none.clone())
    }),
    method("copy(self, /)", |vm, object, _| Ok(vm.list(items(object).to_vec()))),
    method("append(self, object, /)", |vm, object, mut args| {
        let list = object.expect::<List>();
        if list.items.len() == list.items.capacity() {
            vm.reserve(8 * list.items.len() as u64)?;
        }
        list.items.push(args.take(0).expect("the signature requires it"));
        list.resized_up();
        Ok(vm.none.clone())
    }),
    method("insert(self, index, object, /)", |vm, object, mut args| {
        let len = items(object).len() as isize;
        let index = vm.index_saturated(&args[0])?;
        let index = if index < 0 { (index + len).max(0) } else { index.min(len) };
        let list = object.expect::<List>();
        vm.charge((len - index) as u64 / 64)?;
        vm.reserve_more(len as usize, list.items.capacity(), 1, 8)?;
        list.items.insert(index as usize, args.take(1).expect("the signature requires it"));
        list.resized_up();
        Ok(vm.none.clone())
    }),
    method("extend(self, iterable, /)", |vm, object, args| {
        extend(vm, object, &args[0])?;
        Ok(vm.none.clone())
    }),
    method("pop(self, index=-1, /)", pop),
    method("remove(self, value, /)", |vm, object, args| {
        match index_of(vm, object, &args[0], 0, isize::MAX)? {
            Some(at) => {
                let old = items(object).remove(at);
                object.expect::<List>().resized();
                drop(old);
                Ok(vm.none.clone())
            }
            None => Err(vm.value_error("list.remove(x): x not in list".to_owned())),
        }
    }),
    method("index(self, value, start=0, stop=9223372036854775807, /)", |vm, object, args| {
        let start = vm.index_bound(args.get(1), 0)?;
        let stop = vm.index_bound(args.get(2), isize::MAX)?;
        match index_of(vm, object, &args[0], start, stop)? {
            Some(at) => Ok(vm.int(at as i64)),
            None => Err(vm.value_error(format!("{} is not in list", vm.repr_text(&args[0])?))),
        }
    }),
    method("count(self, value, /)", |vm, object, args| {
        let mut count = 0;
        let mut at = 0;
        while let Some(item) = items(object).get(at) {
            vm.charge(1)?;
            count += i64::from(vm.is_equal(&item, &args[0])?);
            at += 1;
        }
        Ok(vm.int(count))
    }),
    method("reverse(self, /)", |vm, object, _| {
        items(object).reverse();
        Ok(vm.none.clone())
    }),
    method("sort(self, /, *, key=None, reverse=False)", |vm, object, args| {
        let reverse = args.get(1).map_or(Ok(false), |it| vm.is_true(it))?;
        sort(vm, object, args.get_not_none(vm, 0), reverse)?;
        Ok(vm.none.clone())
    }),
    classmethod("__class_getitem__(cls, object, /)", |vm, class, args| {
        vm.generic_alias(class, &args[0])
    }),
];

fn pop(vm: &Vm, object: &Ref, args: Args) -> Res {
    let index = args.get(0).map_or(Ok(-1), |it| vm.index_or_overflow(it))?;
    let list = object.expect::<List>();
    let len = list.items.len();
    if len == 0 {
        return Err(vm.index_error("pop from empty list".to_owned()));
    }
    let index = if index < 0 { index + len as isize } else { index };
    vm.charge(len.saturating_sub(index.max(0) as usize) as u64 / 64)?;
    let found = usize::try_from(index).ok().and_then(|it| list.items.remove(it));
    list.resized();
    found.ok_or_else(|| vm.index_error("pop index out of range".to_owned()))
}

fn index_of(vm: &Vm, object: &Ref, value: &Ref, start: isize, stop: isize) -> Res<Option<usize>> {
    let len = items(object).len() as isize;
    let clamp = |it: isize| if it < 0 { (it + len).max(0) } else { it };
    let (mut at, stop) = (clamp(start), clamp(stop));
    while at < stop {
        let Some(item) = items(object).get(at as usize) else { break };
        vm.charge(1)?;
        if vm.is_equal(&item, value)? {
            return Ok(Some(at as usize));
        }
        at += 1;
    }
    Ok(None)
}
