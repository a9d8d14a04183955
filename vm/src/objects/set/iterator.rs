//! Iterators over sets.

use std::cell::Cell;

use super::Set;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::typedef::{FINAL, TypeDef, flag, method};
use crate::vm::Vm;

/// An iterator over a set.
pub struct SetIterator {
    /// The set, until it is exhausted.
    pub set: Slot,
    /// The next slot.
    pub at: Cell<usize>,
    /// How many elements there were at the start.
    pub len: usize,
    /// How many are left.
    pub left: Cell<usize>,
}

impl Payload for SetIterator {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.set.visit(visit);
    }

    fn clear(&self) {
        self.set.set(None);
    }
}

pub(super) fn iterate(vm: &Vm, set: &Ref) -> Ref {
    let len = set.expect::<Set>().len();
    let it = SetIterator {
        set: Slot::new(Some(set.clone())),
        at: Cell::new(0),
        len,
        left: Cell::new(len),
    };
    Ref::new(Some(vm.types.set_iterator.clone()), it)
}

/// `set_iterator`.
pub const ITERATOR_DEF: TypeDef = TypeDef {
    name: "set_iterator",
    flags: flag::HAVE_GC,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    methods: &[
        method("__length_hint__(self, /)", |vm, object, _| {
            let it = object.expect::<SetIterator>();
            let set = it.set.get().filter(|set| set.expect::<Set>().len() == it.len);
            Ok(vm.int(set.map_or(0, |_| it.left.get()) as i64))
        }),
        method("__reduce__(self, /)", |vm, object, _| {
            let it = object.expect::<SetIterator>();
            let (at, left) = (it.at.get(), it.left.get());
            let mut rest = Vec::new();
            while let Some(item) = next(vm, object)? {
                rest.push(item);
            }
            it.at.set(at);
            it.left.set(left);
            Ok(vm.tuple(vec![vm.builtin("iter"), vm.tuple(vec![vm.list(rest)])]))
        }),
    ],
    size: (48, 0),
    ..FINAL
};

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let it = object.expect::<SetIterator>();
    let Some(set) = it.set.get() else { return Ok(None) };
    let table = set.expect::<Set>();
    if table.len() != it.len {
        return Err(vm.runtime_error("Set changed size during iteration".to_owned()));
    }
    match table.next_key(it.at.get()) {
        Some((at, key)) => {
            it.at.set(at);
            it.left.set(it.left.get().saturating_sub(1));
            Ok(Some(key))
        }
        None => {
            it.set.set(None);
            Ok(None)
        }
    }
}
