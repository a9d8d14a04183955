//! What an instruction remembers of its last runs (PEP 659's inline caches).
//!
//! It remembers places, never objects: no count changes because of it, and nothing lives longer.
//! Versions say whether the place still holds what it held: those of classes change with every
//! change of the class or its bases, those of dicts with every change of their keys.

use std::cell::Cell;

/// Where an instruction found what it looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nowhere yet, or where no look-up can be saved.
    #[default]
    Unknown,
    /// Among the values of an instance: class version, index.
    Value,
    /// In a place of `__slots__`: class version, index.
    Slot,
    /// In an instance's dict: class version, entry.
    Dict,
    /// In the class of an instance, as it is: class version, entry, base.
    Class,
    /// In the class of an instance, to be called as its method: class version, entry, base.
    Method,
    /// In the class of an instance, a property: class version, entry, base.
    Property,
    /// Behind a class in the order of the object's class, a function: class version, entry, base and
    /// where that class stands.
    Super,
    /// In a class that is asked itself: its version, entry, base.
    Type,
    /// In a module: version of its keys, entry.
    Module,
    /// A global: version of the keys, entry.
    Global,
    /// A builtin: version of its keys, entry, version of the globals' keys.
    Builtin,
}

/// A place with the versions for which it holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// What kind of place.
    pub place: Place,
    /// How many misses to wait before looking for another place.
    pub wait: u8,
    /// The version that must not have changed.
    pub version: u32,
    /// The index of the value or the entry.
    pub index: u32,
    /// The base among the class's order, or another version.
    pub more: u32,
}

/// The memory of one instruction.
#[derive(Default)]
pub struct Cache(Cell<Found>);

/// How many misses an instruction sees before it learns again: objects of other kinds come by.
const PATIENCE: u8 = 16;

impl Cache {
    /// What is remembered.
    #[inline(always)]
    pub fn get(&self) -> Found {
        self.0.get()
    }

    /// Remembers a place.
    pub fn set(&self, place: Place, version: u32, index: usize, more: u32) {
        let Ok(index) = u32::try_from(index) else { return };
        self.0.set(Found { place, wait: PATIENCE, version, index, more });
    }

    /// What is remembered did not help: should it learn again?
    pub fn missed(&self) -> bool {
        let mut found = self.0.get();
        if found.wait > 0 {
            found.wait -= 1;
            self.0.set(found);
            return false;
        }
        self.0.set(Found { wait: PATIENCE, ..Found::default() });
        true
    }
}
