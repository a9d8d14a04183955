//! `set` and `frozenset`: their order is that of the slots of CPython's table.

mod iterator;
mod methods;
mod operators;

use std::cell::{Cell, RefCell};

use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::dict::is_equal_without_python;
use crate::objects::str_::Str;
use crate::table::SetTable;
use crate::typedef::{BASE, TypeDef, flag};
use crate::vm::Vm;

pub use iterator::{ITERATOR_DEF, SetIterator};
pub use methods::update;

/// A set.
#[derive(Default)]
pub struct Set {
    table: RefCell<SetTable<Ref>>,
    /// The hash of a frozenset, once it is known.
    pub hash: Cell<Option<i64>>,
    version: Cell<u64>,
}

impl Payload for Set {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        for (_, key) in self.table.borrow().iter() {
            visit(key);
        }
    }

    fn clear(&self) {
        Set::clear(self);
    }
}

/// Are both strings, so that comparing them runs no Python code?
fn both_str(vm: &Vm, a: &Ref, b: &Ref) -> bool {
    a.is_exactly(&vm.types.str_) && b.is_exactly(&vm.types.str_)
}

fn same_text(a: &Ref, b: &Ref) -> bool {
    match (a.get::<Str>(), b.get::<Str>()) {
        (Some(x), Some(y)) => x.0 == y.0,
        _ => false,
    }
}

impl Set {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.table.borrow().len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn changed(&self) {
        self.version.set(self.version.get() + 1);
    }

    /// The slot of an element.
    fn find(&self, vm: &Vm, hash: i64, key: &Ref) -> Res<Option<usize>> {
        if let Some(found) = self.find_without_python(vm, hash, key) {
            return Ok(found);
        }
        'search: loop {
            let version = self.version.get();
            for (slot, candidate) in self.candidates(hash) {
                if candidate.is(key) || both_str(vm, &candidate, key) && same_text(&candidate, key)
                {
                    return Ok(Some(slot));
                }
                if both_str(vm, &candidate, key) {
                    continue;
                }
                let is_equal = vm.is_equal(&candidate, key)?;
                if self.version.get() != version {
                    continue 'search;
                }
                if is_equal {
                    return Ok(Some(slot));
                }
            }
            return Ok(None);
        }
    }

    /// As [`Self::find`], where every element of that hash can be compared without Python code. The
    /// outer `None`: there is another one.
    #[inline]
    fn find_without_python(&self, vm: &Vm, hash: i64, key: &Ref) -> Option<Option<usize>> {
        let table = self.table.borrow();
        let mut probe = table.probe(hash);
        while let Some(slot) = table.next_candidate(&mut probe) {
            let Some(candidate) = table.key_at(slot) else { continue };
            if candidate.is(key) || is_equal_without_python(vm, candidate, key)? {
                return Some(Some(slot));
            }
        }
        Some(None)
    }

    fn candidates(&self, hash: i64) -> Vec<(usize, Ref)> {
        let table = self.table.borrow();
        let mut probe = table.probe(hash);
        let mut found = Vec::new();
        while let Some(slot) = table.next_candidate(&mut probe) {
            found.extend(table.key_at(slot).map(|it| (slot, it.clone())));
        }
        found
    }

    /// Is it an element?
    pub fn contains(&self, vm: &Vm, key: &Ref) -> Res<bool> {
        let hash = vm.hash(key)?;
        Ok(self.find(vm, hash, key)?.is_some())
    }

    /// Makes it an element; false where it is one already.
    pub fn add(&self, vm: &Vm, key: &Ref) -> Res<bool> {
        let hash = vm.hash(key)?;
        self.add_hashed(vm, hash, key)
    }

    /// As [`Self::add`], for who knows the element's hash.
    pub fn add_hashed(&self, vm: &Vm, hash: i64, key: &Ref) -> Res<bool> {
        if self.find(vm, hash, key)?.is_some() {
            return Ok(false);
        }
        let growth = self.table.borrow().growth();
        vm.reserve(growth as u64)?;
        self.changed();
        self.table.borrow_mut().insert(hash, key.clone());
        Ok(true)
    }

    /// Takes an element out; false where it is none.
    pub fn discard(&self, vm: &Vm, key: &Ref) -> Res<bool> {
        let hash = vm.hash(key)?;
        self.discard_hashed(vm, hash, key)
    }

    /// As [`Self::contains`], for who knows the element's hash.
    pub fn contains_hashed(&self, vm: &Vm, hash: i64, key: &Ref) -> Res<bool> {
        Ok(self.find(vm, hash, key)?.is_some())
    }

    /// As [`Self::discard`], for who knows the element's hash.
    pub fn discard_hashed(&self, vm: &Vm, hash: i64, key: &Ref) -> Res<bool> {
        let Some(slot) = self.find(vm, hash, key)? else { return Ok(false) };
        self.changed();
        let old = self.table.borrow_mut().remove_at(slot);
        drop(old);
        Ok(true)
    }

    /// The elements in order, with their hashes.
    pub fn hashed_keys(&self) -> Vec<(i64, Ref)> {
        self.table.borrow().iter().map(|(hash, key)| (hash, key.clone())).collect()
    }

    /// Takes any element out.
    pub fn pop(&self) -> Option<Ref> {
        self.changed();
        self.table.borrow_mut().pop()
    }

    /// The element at a slot or behind it, and where to go on.
    pub fn next_key(&self, slot: usize) -> Option<(usize, Ref)> {
        let mut slot = slot;
        let table = self.table.borrow();
        let key = table.next_key(&mut slot)?.1.clone();
        Some((slot, key))
    }

    /// The elements in order.
    pub fn keys(&self) -> Vec<Ref> {
        self.table.borrow().iter().map(|it| it.1.clone()).collect()
    }

    /// Takes all out.
    pub fn clear(&self) {
        self.changed();
        let old = self.table.borrow_mut().take();
        drop(old);
    }

    /// Makes the elements of `other` its own (`set_merge`).
    pub fn merge(&self, vm: &Vm, other: &Set) -> Res<()> {
        if std::ptr::eq(self, other) || other.is_empty() {
            return Ok(());
        }
        self.changed();
        let copied = {
            let from = other.table.borrow();
            let mut table = self.table.borrow_mut();
            table.reserve_for_merge(from.len());
            table.fill_from(&from)
        };
        if copied {
            return Ok(());
        }
        for (hash, key) in other.hashed_keys() {
            self.add_hashed(vm, hash, &key)?;
        }
        Ok(())
    }

    /// Exchanges the elements with those of another set.
    pub fn swap(&self, other: &Set) {
        self.changed();
        other.changed();
        self.table.borrow_mut().swap_bodies(&mut other.table.borrow_mut());
    }

    /// `set.__sizeof__()`: without the collector's header.
    pub fn sizeof(&self) -> usize {
        self.table.borrow().sizeof() - 16
    }
}

/// `set`.
pub const DEF: TypeDef = TypeDef {
    name: "set",
    flags: flag::BASETYPE | flag::MATCH_SELF | flag::HAVE_GC | flag::HAS_WEAKREFS,
    slots: |it| {
        operators::fill(it);
        operators::fill_in_place(it);
    },
    methods: methods::SET,
    size: (200, 0),
    ..BASE
};

/// `frozenset`.
pub const FROZEN_DEF: TypeDef = TypeDef {
    name: "frozenset",
    slots: |it| {
        operators::fill(it);
        operators::fill_frozen(it);
    },
    methods: methods::FROZEN,
    ..DEF
};
