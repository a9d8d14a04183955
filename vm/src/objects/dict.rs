//! `dict`: insertion order, keys compared by identity first, then by `==`.
//!
//! Comparing keys may run Python code, which may change the dict: no borrow is open then, and a
//! search starts again where the dict changed meanwhile.

mod views;

use std::cell::{Cell, RefCell};

use hashbrown::HashTable;

use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::objects::str_::Str;
use crate::typedef::{BASE, TypeDef, flag};
use crate::vm::Vm;

pub use views::{DictIterator, DictView, DictViewKind};

struct Entry {
    hash: i64,
    key: Ref,
    value: Ref,
}

#[derive(Default)]
struct Table {
    /// Indices into `entries`.
    index: HashTable<u32>,
    /// In the order of insertion; `None` was deleted.
    entries: Vec<Option<Entry>>,
}

/// A dict.
#[derive(Default)]
pub struct Dict {
    table: RefCell<Table>,
    /// Changes whenever a key comes, goes or gets another value.
    version: Cell<u64>,
}

impl Payload for Dict {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        for entry in self.table.borrow().entries.iter().flatten() {
            visit(&entry.key);
            visit(&entry.value);
        }
    }

    fn clear(&self) {
        Dict::clear(self);
    }
}

/// Are both exact strings of the same text?
fn is_same_text(a: &Ref, b: &Ref) -> bool {
    match (a.get::<Str>(), b.get::<Str>()) {
        (Some(x), Some(y)) => !(a.is_interned() && b.is_interned()) && x.0 == y.0,
        _ => false,
    }
}

fn is_plain_str(vm: &Vm, key: &Ref) -> bool {
    key.is_exactly(&vm.types.str_)
}

fn str_hash(key: &Ref) -> i64 {
    key.expect::<Str>().hash()
}

impl Table {
    /// The entry with this very key, or a string of the same text.
    #[inline]
    fn find_str(&self, hash: i64, key: &Ref) -> Option<usize> {
        let is_it = |&at: &u32| {
            let entry = self.entries[at as usize].as_ref();
            entry
                .is_some_and(|it| it.hash == hash && (it.key.is(key) || is_same_text(&it.key, key)))
        };
        self.index.find(hash as u64, is_it).map(|&at| at as usize)
    }

    fn push(&mut self, entry: Entry) {
        if self.entries.len() >= 8 && self.entries.len() > 2 * self.index.len() {
            self.compact();
        }
        let at = self.entries.len() as u32;
        let hash = entry.hash;
        self.entries.push(Some(entry));
        let entries = &self.entries;
        self.index.insert_unique(hash as u64, at, |&at| {
            entries[at as usize].as_ref().map_or(0, |it| it.hash as u64)
        });
    }

    fn compact(&mut self) {
        self.entries.retain(Option::is_some);
        self.index.clear();
        let entries = &self.entries;
        for (at, entry) in entries.iter().flatten().enumerate() {
            self.index.insert_unique(entry.hash as u64, at as u32, |&at| {
                entries[at as usize].as_ref().map_or(0, |it| it.hash as u64)
            });
        }
    }

    fn remove(&mut self, at: usize) -> Option<Entry> {
        let entry = self.entries[at].take()?;
        if let Ok(found) = self.index.find_entry(entry.hash as u64, |&it| it as usize == at) {
            found.remove();
        }
        while self.entries.last().is_some_and(Option::is_none) {
            self.entries.pop();
        }
        Some(entry)
    }
}

impl Dict {
    /// How many keys there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.table.borrow().index.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A number that changes with every change, for caches. Zero is never a version.
    #[inline]
    pub fn version(&self) -> u64 {
        if self.version.get() == 0 {
            self.changed();
        }
        self.version.get()
    }

    fn changed(&self) {
        thread_local!(static NEXT: Cell<u64> = const { Cell::new(1) });
        self.version.set(NEXT.with(|it| it.replace(it.get() + 1)));
    }

    /// The value of a str key; no Python code runs.
    #[inline]
    pub fn get_name(&self, name: &Ref) -> Option<Ref> {
        let table = self.table.borrow();
        let at = table.find_str(str_hash(name), name)?;
        table.entries[at].as_ref().map(|it| it.value.clone())
    }

    /// The place of a str key among the entries, for caches.
    pub fn place_of_name(&self, name: &Ref) -> Option<usize> {
        self.table.borrow().find_str(str_hash(name), name)
    }

    /// The value at a place.
    #[inline]
    pub fn value_at(&self, place: usize) -> Option<Ref> {
        self.table.borrow().entries.get(place)?.as_ref().map(|it| it.value.clone())
    }

    /// Sets the value of a str key; no Python code runs but the old value's end.
    pub fn insert_name(&self, _: &Vm, name: &Ref, value: Ref) {
        let hash = str_hash(name);
        let found = self.table.borrow().find_str(hash, name);
        match found {
            Some(at) => self.set_value(at, value),
            None => self.push(hash, name.clone(), value),
        }
    }

    /// As [`Self::insert_name`] where the key is new; the key stays where it is not.
    pub fn insert_name_if_new(&self, vm: &Vm, name: &Ref, value: Ref) {
        if self.get_name(name).is_none() {
            self.insert_name(vm, name, value);
        }
    }

    /// Takes a str key away and returns its value.
    pub fn remove_name(&self, name: &Ref) -> Option<Ref> {
        let at = self.table.borrow().find_str(str_hash(name), name)?;
        self.remove_at(at).map(|it| it.1)
    }

    fn set_value(&self, at: usize, value: Ref) {
        self.changed();
        let old = self.table.borrow_mut().entries[at]
            .as_mut()
            .map(|it| std::mem::replace(&mut it.value, value));
        drop(old);
    }

    fn push(&self, hash: i64, key: Ref, value: Ref) {
        self.changed();
        self.table.borrow_mut().push(Entry { hash, key, value });
    }

    fn remove_at(&self, at: usize) -> Option<(Ref, Ref)> {
        self.changed();
        let entry = self.table.borrow_mut().remove(at);
        entry.map(|it| (it.key, it.value))
    }

    /// The place of a key of any type.
    fn find(&self, vm: &Vm, hash: i64, key: &Ref) -> Res<Option<usize>> {
        if is_plain_str(vm, key)
            && let Some(at) = self.table.borrow().find_str(hash, key)
        {
            return Ok(Some(at));
        }
        'search: loop {
            let version = self.version();
            for (at, candidate) in self.candidates(hash) {
                if candidate.is(key) {
                    return Ok(Some(at));
                }
                if is_plain_str(vm, key) && is_plain_str(vm, &candidate) {
                    continue;
                }
                let is_equal = vm.is_equal(&candidate, key)?;
                if self.version() != version {
                    continue 'search;
                }
                if is_equal {
                    return Ok(Some(at));
                }
            }
            return Ok(None);
        }
    }

    fn candidates(&self, hash: i64) -> Vec<(usize, Ref)> {
        let table = self.table.borrow();
        let entries = &table.entries;
        let found = table.index.iter_hash(hash as u64).filter_map(|&at| {
            let entry = entries[at as usize].as_ref().filter(|it| it.hash == hash)?;
            Some((at as usize, entry.key.clone()))
        });
        found.collect()
    }

    /// The value of a key.
    pub fn get(&self, vm: &Vm, key: &Ref) -> Res<Option<Ref>> {
        let hash = vm.hash(key)?;
        Ok(self.find(vm, hash, key)?.and_then(|at| self.value_at(at)))
    }

    /// Is the key there?
    pub fn contains(&self, vm: &Vm, key: &Ref) -> Res<bool> {
        let hash = vm.hash(key)?;
        Ok(self.find(vm, hash, key)?.is_some())
    }

    /// Sets the value of a key; a key that is there stays.
    pub fn insert(&self, vm: &Vm, key: &Ref, value: Ref) -> Res<()> {
        let hash = vm.hash(key)?;
        match self.find(vm, hash, key)? {
            Some(at) => self.set_value(at, value),
            None => self.push(hash, key.clone(), value),
        }
        Ok(())
    }

    /// The value of a key; `value` where it was not there, which it is then.
    pub fn get_or_insert(&self, vm: &Vm, key: &Ref, value: Ref) -> Res {
        let hash = vm.hash(key)?;
        if let Some(found) = self.find(vm, hash, key)?.and_then(|at| self.value_at(at)) {
            return Ok(found);
        }
        self.push(hash, key.clone(), value.clone());
        Ok(value)
    }

    /// Takes a key away and returns it with its value.
    pub fn remove(&self, vm: &Vm, key: &Ref) -> Res<Option<(Ref, Ref)>> {
        let hash = vm.hash(key)?;
        Ok(self.find(vm, hash, key)?.and_then(|at| self.remove_at(at)))
    }

    /// Takes the last key away.
    pub fn pop_last(&self) -> Option<(Ref, Ref)> {
        let last = self.table.borrow().entries.len().checked_sub(1)?;
        self.remove_at(last)
    }

    /// The entry at a place or the first one after it, and where to go on.
    pub fn next_entry(&self, at: usize) -> Option<(usize, Ref, Ref)> {
        let table = self.table.borrow();
        let rest = table.entries.get(at..)?;
        let skipped = rest.iter().position(Option::is_some)?;
        let entry = rest[skipped].as_ref()?;
        Some((at + skipped + 1, entry.key.clone(), entry.value.clone()))
    }

    /// The last entry before a place, and its place.
    pub fn previous_entry(&self, end: usize) -> Option<(usize, Ref, Ref)> {
        let table = self.table.borrow();
        let end = end.min(table.entries.len());
        let at = table.entries[..end].iter().rposition(Option::is_some)?;
        let entry = table.entries[at].as_ref()?;
        Some((at, entry.key.clone(), entry.value.clone()))
    }

    /// How many places there are, deleted ones included.
    pub fn n_places(&self) -> usize {
        self.table.borrow().entries.len()
    }

    /// Keys and values in order.
    pub fn entries(&self) -> Vec<(Ref, Ref)> {
        self.table
            .borrow()
            .entries
            .iter()
            .flatten()
            .map(|it| (it.key.clone(), it.value.clone()))
            .collect()
    }

    /// Keys in order.
    pub fn keys(&self) -> Vec<Ref> {
        self.table.borrow().entries.iter().flatten().map(|it| it.key.clone()).collect()
    }

    /// Values in order.
    pub fn values(&self) -> Vec<Ref> {
        self.table.borrow().entries.iter().flatten().map(|it| it.value.clone()).collect()
    }

    /// Takes all away.
    pub fn clear(&self) {
        self.changed();
        let old = std::mem::take(&mut *self.table.borrow_mut());
        drop(old);
    }

    /// Takes over all entries of a dict at once, where this one is empty.
    pub fn copy_from(&self, other: &Dict) {
        self.changed();
        let mut table = Table::default();
        for entry in other.table.borrow().entries.iter().flatten() {
            table.push(Entry {
                hash: entry.hash,
                key: entry.key.clone(),
                value: entry.value.clone(),
            });
        }
        let old = self.table.replace(table);
        drop(old);
    }
}

/// `dict`.
pub const DEF: TypeDef = TypeDef {
    name: "dict",
    flags: flag::BASETYPE | flag::MAPPING | flag::MATCH_SELF | flag::HAVE_GC,
    slots: |it| {
        it.mp_length.set(Some(|_, object| Ok(object.expect::<Dict>().len())));
        it.mp_subscript.set(Some(subscript));
        it.mp_ass_subscript.set(Some(set_subscript));
        it.sq_contains.set(Some(|vm, object, key| object.expect::<Dict>().contains(vm, key)));
    },
    size: (48, 0),
    ..BASE
};

fn subscript(vm: &Vm, object: &Ref, key: &Ref) -> Res {
    if let Some(found) = object.expect::<Dict>().get(vm, key)? {
        return Ok(found);
    }
    if !object.is_exactly(&vm.types.dict)
        && let Some(found) =
            vm.call_special(object, &vm.names.__missing__, crate::args::Args::one(key.clone()))?
    {
        return Ok(found);
    }
    Err(vm.key_error(key))
}

fn set_subscript(vm: &Vm, object: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
    let dict = object.expect::<Dict>();
    match value {
        Some(value) => dict.insert(vm, key, value),
        None => match dict.remove(vm, key)? {
            Some(old) => {
                drop(old);
                Ok(())
            }
            None => Err(vm.key_error(key)),
        },
    }
}
