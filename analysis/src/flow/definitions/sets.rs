//! Sets of bindings, each kept once.
//!
//! Most variables are bound once or twice, and the same few sets come at each fork of the way: as
//! numbers they are copied and compared without a look at what is in them.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::DefId;

/// A set of [`Sets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct SetId(u32);

impl SetId {
    /// The set of nothing.
    pub(super) const EMPTY: SetId = SetId(0);
}

/// Sets by number, each in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sets(IndexSet<Box<[DefId]>, FxBuildHasher>);

impl Sets {
    pub(super) fn get(&self, set: SetId) -> &[DefId] {
        let before = (set.0 as usize).checked_sub(1);
        before.map_or(&[], |it| &self.0[it])
    }

    fn add(&mut self, sorted: &[DefId]) -> SetId {
        if sorted.is_empty() {
            return SetId::EMPTY;
        }
        let found = self.0.get_index_of(sorted);
        SetId(found.unwrap_or_else(|| self.0.insert_full(sorted.into()).0) as u32 + 1)
    }
}

/// Sets that are being made.
#[derive(Debug, Default)]
pub(super) struct SetsBuilder {
    sets: Sets,
    unions: FxHashMap<(SetId, SetId), SetId>,
}

impl SetsBuilder {
    pub(super) fn get(&self, set: SetId) -> &[DefId] {
        self.sets.get(set)
    }

    /// The set of what is `sorted`.
    pub(super) fn add(&mut self, sorted: &[DefId]) -> SetId {
        self.sets.add(sorted)
    }

    /// The set of one binding.
    pub(super) fn one(&mut self, def: DefId) -> SetId {
        self.sets.add(&[def])
    }

    /// What is in either.
    pub(super) fn union(&mut self, a: SetId, b: SetId) -> SetId {
        if a == b || b == SetId::EMPTY {
            return a;
        }
        if a == SetId::EMPTY {
            return b;
        }
        let key = (a.min(b), a.max(b));
        if let Some(&known) = self.unions.get(&key) {
            return known;
        }
        let mut all = [self.get(a), self.get(b)].concat();
        all.sort_unstable();
        all.dedup();
        let union = self.sets.add(&all);
        self.unions.insert(key, union);
        union
    }

    pub(super) fn finish(self) -> Sets {
        self.sets
    }
}
