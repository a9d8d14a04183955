//! Iterators over lists and tuples.

use std::cell::Cell;

use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::list::List;
use crate::objects::tuple::Tuple;
use crate::typedef::{FINAL, TypeDef, flag, method};
use crate::vm::Vm;

/// An iterator over a list or a tuple; backwards by its type.
pub struct ListIterator {
    /// What it goes over, until it is exhausted.
    pub list: Slot,
    /// The next index; backwards the one behind it.
    pub at: Cell<usize>,
}

impl Payload for ListIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.list.visit(visit);
    }

    fn clear(&self) {
        self.list.set(None);
    }
}

/// An iterator over a list or a tuple.
pub fn iterate(vm: &Vm, object: &Ref) -> Ref {
    let class = if object.get::<List>().is_some() {
        &vm.types.list_iterator
    } else {
        &vm.types.tuple_iterator
    };
    let it = ListIterator { list: Slot::new(Some(object.clone())), at: Cell::new(0) };
    Ref::new(Some(class.clone()), it)
}

#[inline]
fn item(object: &Ref, at: usize) -> Option<Ref> {
    match object.get::<List>() {
        Some(it) => it.items.get(at),
        None => object.expect::<Tuple>().items().get(at).cloned(),
    }
}

fn len(object: &Ref) -> usize {
    match object.get::<List>() {
        Some(it) => it.items.len(),
        None => object.expect::<Tuple>().items().len(),
    }
}

impl ListIterator {
    /// The next item of one that goes forwards.
    #[inline]
    pub fn advance(&self) -> Option<Ref> {
        let list = self.list.get()?;
        let at = self.at.get();
        let found = item(&list, at);
        match found {
            Some(_) => self.at.set(at + 1),
            None => self.list.set(None),
        }
        found
    }
}

fn next(_: &Vm, object: &Ref) -> Res<Option<Ref>> {
    Ok(object.expect::<ListIterator>().advance())
}

fn next_back(_: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<ListIterator>();
    let Some(list) = it.list.get() else { return Ok(None) };
    let found = it.at.get().checked_sub(1).and_then(|at| item(&list, at).map(|found| (at, found)));
    match found {
        Some((at, found)) => {
            it.at.set(at);
            Ok(Some(found))
        }
        None => {
            it.list.set(None);
            Ok(None)
        }
    }
}

const FORWARDS: TypeDef = TypeDef {
    name: "list_iterator",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    methods: &[
        method("__length_hint__(self, /)", |vm, object, _| {
            let it = object.expect::<ListIterator>();
            let left = it.list.get().map_or(0, |list| len(&list).saturating_sub(it.at.get()));
            Ok(vm.int(left as i64))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<ListIterator>();
            match it.list.get() {
                Some(list) => Ok(vm.tuple(vec![
                    vm.builtin("iter"),
                    vm.tuple(vec![list]),
                    vm.int(it.at.get() as i64),
                ])),
                None => Ok(vm.tuple(vec![vm.builtin("iter"), vm.tuple(vec![vm.list(Vec::new())])])),
            }
        }),
        method("__setstate__(self, object, /)", |vm, object, args| {
            let at = vm.index_or_overflow(&args[0])?.max(0) as usize;
            let it = object.expect::<ListIterator>();
            if let Some(list) = it.list.get() {
                it.at.set(at.min(len(&list)));
            }
            Ok(vm.none.clone())
        }),
    ],
    size: (32, 0),
    ..FINAL
};

/// `list_iterator`.
pub const ITERATOR_DEF: TypeDef = FORWARDS;

/// `tuple_iterator`.
pub const TUPLE_ITERATOR_DEF: TypeDef = TypeDef { name: "tuple_iterator", ..FORWARDS };

/// `list_reverseiterator`.
pub const REVERSE_DEF: TypeDef = TypeDef {
    name: "list_reverseiterator",
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next_back));
    },
    methods: &[
        method("__length_hint__(self, /)", |vm, object, _| {
            let it = object.expect::<ListIterator>();
            let left = it.list.get().map_or(0, |list| it.at.get().min(len(&list)));
            Ok(vm.int(left as i64))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<ListIterator>();
            match it.list.get() {
                Some(list) => {
                    let at = vm.int(it.at.get() as i64 - 1);
                    Ok(vm.tuple(vec![vm.builtin("reversed"), vm.tuple(vec![list]), at]))
                }
                None => Ok(vm.tuple(vec![vm.builtin("iter"), vm.tuple(vec![vm.list(Vec::new())])])),
            }
        }),
        method("__setstate__(self, object, /)", |vm, object, args| {
            let at = vm.index_or_overflow(&args[0])? + 1;
            let it = object.expect::<ListIterator>();
            if let Some(list) = it.list.get() {
                it.at.set((at.max(0) as usize).min(len(&list)));
            }
            Ok(vm.none.clone())
        }),
    ],
    ..FORWARDS
};
