//! Attributes of classes that were looked up lately, by class version and name (`type_cache`).

use std::cell::RefCell;

use super::Vm;
use crate::heap::Ref;
use crate::objects::type_::{Type, lookup_uncached};

const SIZE: usize = 4096;

#[derive(Clone, Default)]
struct Row {
    version: u32,
    name: usize,
    value: Option<Ref>,
}

/// The cache.
pub struct MethodCache(RefCell<Vec<Row>>);

impl Default for MethodCache {
    fn default() -> MethodCache {
        MethodCache(RefCell::new(vec![Row::default(); SIZE]))
    }
}

impl MethodCache {
    /// The attribute of a class or its bases; `name` is interned.
    #[inline]
    pub fn find(&self, vm: &Vm, class: &Type, name: &Ref) -> Option<Ref> {
        let version = class.version.get();
        let index = (version as usize ^ (name.address() >> 4)) % SIZE;
        if version != 0 {
            let rows = self.0.borrow();
            let row = &rows[index];
            if row.version == version && row.name == name.address() {
                return row.value.clone();
            }
        }
        self.fill(vm, class, name)
    }

    #[cold]
    fn fill(&self, vm: &Vm, class: &Type, name: &Ref) -> Option<Ref> {
        let value = lookup_uncached(vm, class, name);
        if class.version.get() == 0 {
            class.version.set(vm.new_version());
        }
        let version = class.version.get();
        let index = (version as usize ^ (name.address() >> 4)) % SIZE;
        let row = Row { version, name: name.address(), value: value.clone() };
        let old = std::mem::replace(&mut self.0.borrow_mut()[index], row);
        drop(old);
        value
    }

    /// Forgets everything.
    pub fn clear(&self) {
        let old = self.0.replace(vec![Row::default(); SIZE]);
        drop(old);
    }
}

impl Vm {
    /// A version that no class had.
    pub fn new_version(&self) -> u32 {
        let next = self.next_version.get();
        self.next_version.set(next + 1);
        next
    }
}
