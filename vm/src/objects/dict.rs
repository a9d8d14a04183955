//! `dict`: insertion order, keys compared by identity first, then by `==`.
//!
//! Comparing keys may run Python code, which may change the dict: no borrow is open then, and a
//! search starts again where the dict changed meanwhile.

mod inline;
mod methods;
mod view_types;
mod views;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::error::Res;
use crate::heap::{Home, Payload, Ref, may_be_tracked};
use crate::objects::int::Int;
use crate::objects::str_::Str;
use crate::table::{DictTable, KeysKind};
use crate::typedef::{BASE, TypeDef, flag};
use crate::vm::Vm;

pub use inline::{Place, SharedKeys};
pub use view_types::*;
pub use views::{DictIterator, DictView, DictViewKind};

/// A dict.
#[derive(Default)]
pub struct Dict {
    table: RefCell<DictTable<Ref, Ref>>,
    /// Changes whenever a key comes, goes or gets another value.
    version: Cell<u64>,
    home: Home,
    place: Cell<Place>,
    shared: Cell<Option<Rc<SharedKeys>>>,
}

impl Payload for Dict {
    const TRACKED: bool = true;
    const TRACKED_AT_BIRTH: bool = false;

    fn home(&self) -> Option<&Home> {
        Some(&self.home)
    }

    /// Keys that are all strings are not shown; the values of an instance are the instance's.
    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        if self.place() != Place::Own {
            return;
        }
        let table = self.table.borrow();
        for (_, key, value) in table.iter() {
            visit(value);
            if table.kind() == KeysKind::General {
                visit(key);
            }
        }
    }

    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        for (_, key, value) in self.table.borrow().iter() {
            visit(key);
            visit(value);
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

/// Are two different objects equal, where both are exact strings or both exact ints?
pub(in crate::objects) fn is_equal_without_python(vm: &Vm, a: &Ref, b: &Ref) -> Option<bool> {
    if is_plain_str(vm, a) && is_plain_str(vm, b) {
        return Some(is_same_text(a, b));
    }
    if a.is_exactly(&vm.types.int) && b.is_exactly(&vm.types.int) {
        return Some(a.expect::<Int>() == b.expect::<Int>());
    }
    None
}

fn str_hash(key: &Ref) -> i64 {
    key.expect::<Str>().hash()
}

/// The entry with this very key, or a string of the same text.
#[inline]
fn find_str(table: &DictTable<Ref, Ref>, hash: i64, key: &Ref) -> Option<usize> {
    table.find_by(hash, |it| it.is(key) || is_same_text(it, key))
}

impl Dict {
    /// How many keys there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.table.borrow().len()
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
        let at = find_str(&table, str_hash(name), name)?;
        table.value_at(at).cloned()
    }

    /// The place of a str key; no Python code runs.
    #[inline]
    pub fn place_of_name(&self, name: &Ref) -> Option<usize> {
        find_str(&self.table.borrow(), str_hash(name), name)
    }

    /// A number that changes with every change of the keys, for caches. Never zero.
    pub fn keys_version(&self, vm: &Vm) -> u32 {
        let known = self.table.borrow().keys_version();
        if known != 0 {
            return known;
        }
        let new = vm.new_version();
        self.table.borrow_mut().set_keys_version(new);
        new
    }

    /// Are the keys those of this version?
    #[inline(always)]
    pub fn has_keys(&self, version: u32) -> bool {
        self.table.borrow().keys_version() == version
    }

    /// The value at a place that was found while the keys had this version.
    #[inline(always)]
    pub fn value_of_version(&self, version: u32, place: usize) -> Option<Ref> {
        let table = self.table.borrow();
        if table.keys_version() != version {
            return None;
        }
        table.value_at(place).cloned()
    }

    /// The value of an interned str key, which probably is at this place.
    #[inline]
    pub fn get_name_near(&self, place: usize, name: &Ref) -> Option<Ref> {
        let table = self.table.borrow();
        if let Some((key, value)) = table.get_at(place)
            && key.is(name)
        {
            return Some(value.clone());
        }
        let at = find_str(&table, str_hash(name), name)?;
        table.value_at(at).cloned()
    }

    /// The value at a place.
    #[inline]
    pub fn value_at(&self, place: usize) -> Option<Ref> {
        self.table.borrow().value_at(place).cloned()
    }

    /// Sets the value of a str key; no Python code runs but the old value's end.
    pub fn insert_name(&self, _: &Vm, name: &Ref, value: Ref) {
        let hash = str_hash(name);
        let found = find_str(&self.table.borrow(), hash, name);
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
        let at = find_str(&self.table.borrow(), str_hash(name), name)?;
        self.remove_at(at).map(|it| it.1)
    }

    fn set_value(&self, at: usize, value: Ref) {
        self.changed();
        self.track_for(&value);
        let old = self.table.borrow_mut().replace_at(at, value);
        drop(old);
    }

    /// Asks for the memory that the table is about to take.
    #[inline]
    fn ask_for_growth(&self, vm: &Vm) -> Res<()> {
        match self.table.borrow().growth() {
            0 => Ok(()),
            bytes => vm.reserve(bytes as u64),
        }
    }

    fn push(&self, hash: i64, key: Ref, value: Ref) {
        self.changed();
        let is_str = key.get::<Str>().is_some();
        self.leave_shared_keys_for(&key);
        self.track_for(&key);
        self.track_for(&value);
        self.table.borrow_mut().insert(hash, key, value, is_str);
    }

    fn remove_at(&self, at: usize) -> Option<(Ref, Ref)> {
        self.changed();
        self.table.borrow_mut().remove_at(at)
    }

    /// The place of a key of any type.
    fn find(&self, vm: &Vm, hash: i64, key: &Ref) -> Res<Option<usize>> {
        if let Some(found) = self.find_without_python(vm, hash, key) {
            return Ok(found);
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

    /// As [`Self::find`], where every key of that hash can be compared without Python code: the same
    /// object, strings, ints. The outer `None`: there is another one.
    #[inline]
    fn find_without_python(&self, vm: &Vm, hash: i64, key: &Ref) -> Option<Option<usize>> {
        let table = self.table.borrow();
        if is_plain_str(vm, key) && table.kind() == KeysKind::Unicode {
            return Some(find_str(&table, hash, key));
        }
        let mut probe = table.probe(hash);
        while let Some(at) = table.next_candidate(&mut probe) {
            let Some(candidate) = table.key_at(at) else { continue };
            if candidate.is(key) || is_equal_without_python(vm, candidate, key)? {
                return Some(Some(at));
            }
        }
        Some(None)
    }

    fn candidates(&self, hash: i64) -> Vec<(usize, Ref)> {
        let table = self.table.borrow();
        let mut probe = table.probe(hash);
        let mut found = Vec::new();
        while let Some(at) = table.next_candidate(&mut probe) {
            found.extend(table.key_at(at).map(|it| (at, it.clone())));
        }
        found
    }

    /// The value of a key.
    pub fn get(&self, vm: &Vm, key: &Ref) -> Res<Option<Ref>> {
        let hash = vm.hash(key)?;
        Ok(self.find(vm, hash, key)?.and_then(|at| self.value_at(at)))
    }

    /// As [`Self::get`], for who knows the key's hash.
    pub fn get_hashed(&self, vm: &Vm, hash: i64, key: &Ref) -> Res<Option<Ref>> {
        Ok(self.find(vm, hash, key)?.and_then(|at| self.value_at(at)))
    }

    /// As [`Self::insert`], for who knows the key's hash.
    pub fn insert_hashed(&self, vm: &Vm, hash: i64, key: &Ref, value: Ref) -> Res<()> {
        match self.find(vm, hash, key)? {
            Some(at) => self.set_value(at, value),
            None => {
                self.ask_for_growth(vm)?;
                self.push(hash, key.clone(), value);
            }
        }
        Ok(())
    }

    /// As [`Self::remove`], for who knows the key's hash.
    pub fn remove_hashed(&self, vm: &Vm, hash: i64, key: &Ref) -> Res<Option<(Ref, Ref)>> {
        Ok(self.find(vm, hash, key)?.and_then(|at| self.remove_at(at)))
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
            None => {
                self.ask_for_growth(vm)?;
                self.push(hash, key.clone(), value);
            }
        }
        Ok(())
    }

    /// The value of a key; `value` where it was not there, which it is then.
    pub fn get_or_insert(&self, vm: &Vm, key: &Ref, value: Ref) -> Res {
        let hash = vm.hash(key)?;
        if let Some(found) = self.find(vm, hash, key)?.and_then(|at| self.value_at(at)) {
            return Ok(found);
        }
        self.ask_for_growth(vm)?;
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
        self.changed();
        self.leave_shared_keys();
        self.table.borrow_mut().pop_last()
    }

    /// Takes the first key away.
    pub fn pop_first(&self) -> Option<(Ref, Ref)> {
        let mut at = 0;
        self.table.borrow().next_item(&mut at)?;
        self.remove_at(at - 1)
    }

    /// Makes a key the last one, or the first; false where it is not there.
    pub fn move_to_end(&self, vm: &Vm, key: &Ref, last: bool) -> Res<bool> {
        let hash = vm.hash(key)?;
        let Some(at) = self.find(vm, hash, key)? else { return Ok(false) };
        let end = if last { self.previous_entry(usize::MAX) } else { self.next_entry(0) };
        let end = end.map(|it| if last { it.0 } else { it.0 - 1 });
        if end == Some(at) {
            return Ok(true);
        }
        let Some((key, value)) = self.remove_at(at) else { return Ok(false) };
        if last {
            self.push(hash, key, value);
            return Ok(true);
        }
        let others = self.table.borrow_mut().take();
        self.push(hash, key, value);
        for (hash, key, value) in others.iter() {
            self.push(hash, key.clone(), value.clone());
        }
        Ok(true)
    }

    /// The entry at a place or the first one after it, and where to go on.
    #[inline]
    pub fn next_entry(&self, at: usize) -> Option<(usize, Ref, Ref)> {
        let table = self.table.borrow();
        let mut at = at;
        let (_, key, value) = table.next_item(&mut at)?;
        Some((at, key.clone(), value.clone()))
    }

    /// The last entry before a place, and its place.
    pub fn previous_entry(&self, end: usize) -> Option<(usize, Ref, Ref)> {
        let table = self.table.borrow();
        let end = end.min(table.n_entries());
        let (at, (key, value)) = (0..end).rev().find_map(|at| Some((at, table.get_at(at)?)))?;
        Some((at, key.clone(), value.clone()))
    }

    /// How many places there are, deleted ones included.
    pub fn n_places(&self) -> usize {
        self.table.borrow().n_entries()
    }

    /// Keys and values in order.
    pub fn entries(&self) -> Vec<(Ref, Ref)> {
        self.table.borrow().iter().map(|(_, key, value)| (key.clone(), value.clone())).collect()
    }

    /// Keys in order.
    pub fn keys(&self) -> Vec<Ref> {
        self.table.borrow().iter().map(|(_, key, _)| key.clone()).collect()
    }

    /// Keys in order, with their hashes.
    pub fn hashed_keys(&self) -> Vec<(i64, Ref)> {
        self.table.borrow().iter().map(|(hash, key, _)| (hash, key.clone())).collect()
    }

    /// Values in order.
    pub fn values(&self) -> Vec<Ref> {
        self.table.borrow().iter().map(|(_, _, value)| value.clone()).collect()
    }

    /// Takes all away.
    pub fn clear(&self) {
        self.changed();
        let old = self.table.borrow_mut().take();
        drop(old);
    }

    /// Takes over all entries of a dict at once, where this one is empty (`dict_merge`).
    pub fn copy_from(&self, other: &Dict) {
        let from = other.table.borrow();
        if other.shared_keys().is_none() && from.merges_as_is() {
            drop(from);
            return self.clone_table(other);
        }
        let mut table = DictTable::new();
        table.reserve_for_merge(&from);
        for (hash, key, value) in from.iter() {
            self.track_for(key);
            self.track_for(value);
            table.insert(hash, key.clone(), value.clone(), key.get::<Str>().is_some());
        }
        drop(from);
        self.changed();
        let old = self.table.replace(table);
        drop(old);
    }

    /// Becomes a copy of another, where this one is new (`PyDict_Copy`).
    pub fn become_copy_of(&self, other: &Dict) {
        if other.is_empty() {
            return;
        }
        let shared = other.shared_keys();
        if shared.is_none() && !other.table.borrow().copies_as_is() {
            return self.copy_from(other);
        }
        self.shared.set(shared);
        self.clone_table(other);
    }

    /// The table with all its gaps (`clone_combined_dict_keys`).
    fn clone_table(&self, other: &Dict) {
        if other.home.is_tracked() {
            self.home.track();
        }
        self.changed();
        let table = other.table.borrow().clone();
        let old = self.table.replace(table);
        drop(old);
    }

    /// `dict.__sizeof__()`: of the object, without the collector's header.
    pub fn sizeof(&self) -> usize {
        match self.shared_keys() {
            Some(keys) => 48 + 8 * keys.size(),
            None => self.table.borrow().sizeof() - 16,
        }
    }
}

/// `dict`.
pub const DEF: TypeDef = TypeDef {
    name: "dict",
    flags: flag::BASETYPE | flag::MAPPING | flag::MATCH_SELF | flag::HAVE_GC,
    slots: methods::fill,
    methods: methods::METHODS,
    size: (48, 0),
    ..BASE
};
