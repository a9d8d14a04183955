//! What an instruction remembers of its last runs (PEP 659's inline caches).
//!
//! It remembers places, never objects: no count changes because of it, and nothing lives longer.
//! Versions say whether the place still holds what it held: those of classes change with every
//! change of the class or its bases, those of dicts with every change of their keys.

use std::cell::{Cell, OnceCell};

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

/// A place with the version for which it holds.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// What kind of place.
    pub place: Place,
    /// The version that must not have changed.
    pub version: u32,
    /// The index of the value or the entry.
    pub index: u32,
    /// The base among the class's order, or another version.
    pub more: u32,
}

/// The memory of one instruction: where it found something, and where it did before that, because
/// objects of a few classes often take turns.
pub struct Cache {
    now: Memory,
    /// Made when a second place is learned, which most instructions never do.
    before: OnceCell<Box<[Memory; 3]>>,
    /// Which of those before is the oldest.
    oldest: Cell<u8>,
    /// How many misses to wait before learning again.
    wait: Cell<u8>,
}

/// One place, each number apart: few of them are looked at every time.
#[derive(Default)]
struct Memory {
    place: Cell<Place>,
    version: Cell<u32>,
    index: Cell<u32>,
    more: Cell<u32>,
}

impl Default for Cache {
    /// The first run learns nothing, as CPython's instructions wait before they specialise.
    fn default() -> Cache {
        Cache {
            now: Memory::default(),
            before: OnceCell::new(),
            oldest: Cell::new(0),
            wait: Cell::new(1),
        }
    }
}

/// How many misses an instruction sees before it learns again: objects of many kinds come by.
const PATIENCE: u8 = 16;

impl Memory {
    #[inline(always)]
    fn get(&self) -> Found {
        Found {
            place: self.place.get(),
            version: self.version.get(),
            index: self.index.get(),
            more: self.more.get(),
        }
    }

    fn set(&self, found: Found) {
        self.place.set(found.place);
        self.version.set(found.version);
        self.index.set(found.index);
        self.more.set(found.more);
    }
}

impl Cache {
    /// What is remembered.
    #[inline(always)]
    pub fn get(&self) -> Found {
        self.now.get()
    }

    /// What was remembered before that.
    pub fn before(&self) -> impl Iterator<Item = Found> {
        self.before.get().into_iter().flat_map(|it| it.iter().map(Memory::get))
    }

    /// Remembers a place.
    pub fn set(&self, place: Place, version: u32, index: usize, more: u32) {
        let Ok(index) = u32::try_from(index) else { return };
        let known = self.now.get();
        if known.place != Place::Unknown {
            let oldest = self.oldest.get();
            self.before.get_or_init(Box::default)[oldest as usize].set(known);
            self.oldest.set((oldest + 1) % 3);
        }
        self.now.set(Found { place, version, index, more });
    }

    /// What is remembered did not help: should it learn again?
    pub fn missed(&self) -> bool {
        let wait = self.wait.get();
        self.wait.set(wait.checked_sub(1).unwrap_or(PATIENCE));
        wait == 0
    }
}
