//! The table of `set` and `frozenset`, slot by slot as Objects/setobject.c fills it.
//!
//! The order of a set is the order of its slots, so probing and growth are exactly CPython's: nine
//! slots beside each other, then a jump.

use super::{PERTURB_SHIFT, Probe};

/// `LINEAR_PROBES`: how many more slots beside the first are looked at before a jump.
const LINEAR_PROBES: usize = 9;
/// `PySet_MINSIZE`: the table that lies within the object.
const MINSIZE: usize = 8;
const DUMMY_HASH: i64 = -1;

#[derive(Debug, Clone)]
struct Entry<K> {
    /// With no key: 0 where nothing ever was, -1 where a key was removed.
    hash: i64,
    key: Option<K>,
}

impl<K> Entry<K> {
    fn unused() -> Self {
        Self { hash: 0, key: None }
    }

    fn is_unused(&self) -> bool {
        self.key.is_none() && self.hash == 0
    }
}

/// A hash table with CPython's set order.
///
/// Keys are named by their slot, which stays the same until the table grows or is cleared.
#[derive(Debug, Clone)]
pub struct SetTable<K> {
    /// None until the first key comes, although CPython's has eight then already.
    slots: Vec<Entry<K>>,
    fill: usize,
    used: usize,
    finger: usize,
    layout: u32,
}

impl<K> Default for SetTable<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> SetTable<K> {
    pub fn new() -> Self {
        Self { slots: Vec::new(), fill: 0, used: 0, finger: 0, layout: 0 }
    }

    /// How many keys it has.
    #[inline]
    pub fn len(&self) -> usize {
        self.used
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    fn mask(&self) -> usize {
        self.slots.len().max(MINSIZE) - 1
    }

    /// What `sys.getsizeof` says of a set with this table, in bytes, the collector's header with it.
    pub fn sizeof(&self) -> usize {
        let size = self.mask() + 1;
        216 + if size > MINSIZE { size * 16 } else { 0 }
    }

    /// How many bytes a larger table would take if the next key made it grow; else 0.
    pub fn growth(&self) -> usize {
        if (self.fill + 1) * 5 < self.mask() * 3 {
            return 0;
        }
        table_size(grown(self.used + 1)) * size_of::<Entry<K>>()
    }

    /// Starts a look-up whose comparisons may run Python code.
    #[inline]
    pub fn probe(&self, hash: i64) -> Probe {
        let slot = hash as usize & self.mask();
        let linear = linear_probes(slot, self.mask());
        Probe { hash, perturb: hash as u64, first: slot, slot, linear, layout: self.layout }
    }

    /// The next slot whose key has the probe's hash.
    #[inline]
    pub fn next_candidate(&self, probe: &mut Probe) -> Option<usize> {
        let mask = self.mask();
        loop {
            let slot = probe.slot;
            let entry = self.slots.get(slot)?;
            if entry.is_unused() {
                return None;
            }
            let is_candidate = entry.hash == probe.hash && entry.key.is_some();
            advance(probe, mask);
            if is_candidate {
                return Some(slot);
            }
        }
    }

    /// Whether nothing happened to the slot while its key was compared.
    pub fn still_holds(
        &self,
        probe: &Probe,
        slot: usize,
        is_same: impl FnOnce(&K) -> bool,
    ) -> bool {
        self.layout == probe.layout && self.key_at(slot).is_some_and(is_same)
    }

    /// The slot with that hash for whose key `is_equal` holds.
    #[inline]
    pub fn find_by(&self, hash: i64, mut is_equal: impl FnMut(&K) -> bool) -> Option<usize> {
        let mut probe = self.probe(hash);
        while let Some(slot) = self.next_candidate(&mut probe) {
            if self.slots[slot].key.as_ref().is_some_and(&mut is_equal) {
                return Some(slot);
            }
        }
        None
    }

    #[inline]
    pub fn key_at(&self, slot: usize) -> Option<&K> {
        self.slots.get(slot)?.key.as_ref()
    }

    pub fn hash_at(&self, slot: usize) -> Option<i64> {
        let entry = self.slots.get(slot)?;
        entry.key.as_ref().map(|_| entry.hash)
    }

    /// Puts a key in that is known not to be there; the table may grow behind it.
    ///
    /// Where a key was removed on the way, the last such slot is taken and nothing grows.
    pub fn insert(&mut self, hash: i64, key: K) {
        if self.slots.is_empty() {
            self.slots.resize_with(MINSIZE, Entry::unused);
        }
        let (unused, removed) = self.free_slots(hash);
        self.slots[removed.unwrap_or(unused)] = Entry { hash, key: Some(key) };
        self.used += 1;
        if removed.is_some() {
            return;
        }
        self.fill += 1;
        if self.fill * 5 >= self.mask() * 3 {
            self.resize(grown(self.used));
        }
    }

    /// On the way of a hash, the first slot where nothing ever was, and the last before it where
    /// a key was removed.
    fn free_slots(&self, hash: i64) -> (usize, Option<usize>) {
        let mut probe = self.probe(hash);
        let mut removed = None;
        loop {
            let entry = &self.slots[probe.slot];
            if entry.is_unused() {
                return (probe.slot, removed);
            }
            if entry.key.is_none() {
                removed = Some(probe.slot);
            }
            advance(&mut probe, self.mask());
        }
    }

    /// Takes the key of a slot out, and marks the slot as one that was used.
    pub fn remove_at(&mut self, slot: usize) -> Option<K> {
        let entry = self.slots.get_mut(slot)?;
        let key = entry.key.take()?;
        entry.hash = DUMMY_HASH;
        self.used -= 1;
        Some(key)
    }

    /// `set.pop`: takes the first key out, counted from where the last call stopped.
    pub fn pop(&mut self) -> Option<K> {
        if self.used == 0 {
            return None;
        }
        let mask = self.mask();
        let mut slot = self.finger & mask;
        while self.slots[slot].key.is_none() {
            slot = if slot == mask { 0 } else { slot + 1 };
        }
        self.finger = slot + 1;
        self.remove_at(slot)
    }

    /// The first key at or behind `*slot`, which is moved behind it (`_PySet_NextEntry`).
    #[inline]
    pub fn next_key(&self, slot: &mut usize) -> Option<(i64, &K)> {
        while let Some(entry) = self.slots.get(*slot) {
            *slot += 1;
            if let Some(key) = &entry.key {
                return Some((entry.hash, key));
            }
        }
        None
    }

    /// The keys in the order of the set, each with its hash.
    pub fn iter(&self) -> impl Iterator<Item = (i64, &K)> {
        self.slots.iter().filter_map(|it| Some((it.hash, it.key.as_ref()?)))
    }

    /// Takes everything out; what drops the result drops the keys. Where `pop` goes on stays.
    pub fn take(&mut self) -> Self {
        let fresh =
            Self { finger: self.finger, layout: self.layout.wrapping_add(1), ..Self::new() };
        std::mem::replace(self, fresh)
    }

    /// `set_swap_bodies`: exchanges the keys, but not where `pop` goes on.
    pub fn swap_bodies(&mut self, other: &mut Self) {
        std::mem::swap(self, other);
        std::mem::swap(&mut self.finger, &mut other.finger);
        let layout = self.layout.max(other.layout).wrapping_add(1);
        (self.layout, other.layout) = (layout, layout);
    }

    /// Makes room for the `n` keys of another set or dict at once, before they are put in.
    ///
    /// Source: `set_merge`, `set_update_dict`.
    pub fn reserve_for_merge(&mut self, n: usize) {
        if (self.fill + n) * 5 >= self.mask() * 3 {
            self.resize((self.used + n) * 2);
        }
    }

    /// Copies another set's keys into this one, in which nothing ever was.
    ///
    /// Returns false, without doing anything, where something was: then the keys have to be put in
    /// one by one, because they have to be compared. Source: `set_merge`, behind the resize.
    pub fn fill_from(&mut self, other: &Self) -> bool
    where
        K: Clone,
    {
        if self.fill != 0 {
            return false;
        }
        if other.used == 0 {
            return true;
        }
        if self.mask() == other.mask() && other.fill == other.used {
            self.slots = other.slots.clone();
        } else {
            self.fill_slots(other.iter().map(|(hash, key)| (hash, key.clone())));
        }
        self.fill = other.used;
        self.used = other.used;
        true
    }

    fn fill_slots(&mut self, keys: impl Iterator<Item = (i64, K)>) {
        if self.slots.is_empty() {
            self.slots.resize_with(MINSIZE, Entry::unused);
        }
        for (hash, key) in keys {
            let (slot, _) = self.free_slots(hash);
            self.slots[slot] = Entry { hash, key: Some(key) };
        }
    }

    /// `set_table_resize`.
    fn resize(&mut self, minused: usize) {
        let size = table_size(minused);
        if size == MINSIZE && self.mask() + 1 == MINSIZE && self.fill == self.used {
            return;
        }
        let mut larger = Vec::new();
        larger.resize_with(size, Entry::unused);
        let old = std::mem::replace(&mut self.slots, larger);
        self.fill = self.used;
        self.layout = self.layout.wrapping_add(1);
        self.fill_slots(old.into_iter().filter_map(|it| Some((it.hash, it.key?))));
    }
}

/// For how many keys a set of `used` keys grows.
fn grown(used: usize) -> usize {
    if used > 50_000 { used * 2 } else { used * 4 }
}

fn table_size(minused: usize) -> usize {
    (minused + 1).next_power_of_two().max(MINSIZE)
}

#[inline]
fn linear_probes(slot: usize, mask: usize) -> usize {
    if slot + LINEAR_PROBES <= mask { LINEAR_PROBES } else { 0 }
}

#[inline]
fn advance(probe: &mut Probe, mask: usize) {
    if probe.linear > 0 {
        probe.linear -= 1;
        probe.slot += 1;
        return;
    }
    probe.perturb >>= PERTURB_SHIFT;
    let next = probe.first.wrapping_mul(5).wrapping_add(1).wrapping_add(probe.perturb as usize);
    probe.first = next & mask;
    probe.slot = probe.first;
    probe.linear = linear_probes(probe.slot, mask);
}

#[cfg(test)]
mod tests;
