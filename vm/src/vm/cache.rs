//! Where attributes of classes were found lately, by class version and name (`type_cache`).

use std::cell::Cell;

use super::Vm;
use crate::heap::{Ref, Slot};
use crate::objects::type_::{ClassPlace, Type};

const SIZE: usize = 4096;

/// A row remembers a place and no object but the name, so that nothing in a class lives longer.
#[derive(Default)]
struct Row {
    version: Cell<u32>,
    name: Slot,
    place: Cell<Option<ClassPlace>>,
}

/// The cache.
pub struct MethodCache(Box<[Row]>);

impl Default for MethodCache {
    fn default() -> MethodCache {
        MethodCache((0..SIZE).map(|_| Row::default()).collect())
    }
}

impl MethodCache {
    /// The attribute of a class or its bases; `name` is interned.
    #[inline]
    pub fn find(&self, vm: &Vm, class: &Type, name: &Ref) -> Option<Ref> {
        class.at(self.place(vm, class, name)?)
    }

    /// Where that attribute is. The class has a version afterwards.
    #[inline]
    pub fn place(&self, vm: &Vm, class: &Type, name: &Ref) -> Option<ClassPlace> {
        let version = class.version.get();
        let row = &self.0[index(version, name)];
        if version != 0 && row.version.get() == version && row.name.is(name) {
            return row.place.get();
        }
        self.fill(vm, class, name)
    }

    #[cold]
    fn fill(&self, vm: &Vm, class: &Type, name: &Ref) -> Option<ClassPlace> {
        if class.version.get() == 0 {
            class.version.set(vm.new_version());
        }
        let version = class.version.get();
        let place = class.find(name);
        let row = &self.0[index(version, name)];
        row.version.set(version);
        row.place.set(place);
        row.name.set(Some(name.clone()));
        place
    }

    /// Shows everything to the audit.
    pub(super) fn visit(&self, visit: &mut dyn FnMut(&Ref)) {
        self.0.iter().for_each(|it| it.name.visit(visit));
    }

    /// Forgets everything.
    pub fn clear(&self) {
        for row in &self.0 {
            row.version.set(0);
            row.name.set(None);
        }
    }
}

fn index(version: u32, name: &Ref) -> usize {
    (version as usize ^ (name.address() >> 4)) % SIZE
}

impl Vm {
    /// A version that no class and no dict had.
    pub fn new_version(&self) -> u32 {
        let next = self.next_version.get();
        self.next_version.set(next + 1);
        next
    }
}
