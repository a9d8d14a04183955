//! The table of `dict`: entries in the order of insertion, found through a table of indices.
//!
//! Growth, tombstones and the two kinds of keys are those of Objects/dictobject.c, because
//! `sys.getsizeof` and the order after `popitem` show them; the bytes themselves are our own.

use super::{PERTURB_SHIFT, Probe};

const EMPTY: u32 = u32::MAX;
const DUMMY: u32 = u32::MAX - 1;
const LOG_MINSIZE: u8 = 3;
const MINSIZE: usize = 8;
/// `NEXT_LOG2_SHARED_KEYS_MAX_SIZE`.
const LOG_SHARED: u8 = 6;
/// `dict_new_presized` does not believe more than this.
const LOG_MAX_PRESIZE: u8 = 17;

/// Whether all keys are exactly `str`: such entries need no hash in CPython and are smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeysKind {
    #[default]
    Unicode,
    General,
}

impl KeysKind {
    /// The kind of a table that holds a key which is exactly a `str`, or is not.
    pub fn of(is_str: bool) -> Self {
        if is_str { Self::Unicode } else { Self::General }
    }

    fn entry_size(self) -> usize {
        match self {
            Self::Unicode => 16,
            Self::General => 24,
        }
    }
}

#[derive(Debug, Clone)]
struct Entry<K, V> {
    hash: i64,
    /// `None` is what a removed entry leaves behind.
    item: Option<(K, V)>,
}

/// An insertion-ordered hash table with the growth of CPython's `dict`.
///
/// Entries are named by their index, which stays the same until the table grows or is cleared.
#[derive(Debug, Clone)]
pub struct DictTable<K, V> {
    /// As many as `DK_SIZE`; none before the first insertion (`Py_EMPTY_KEYS`).
    indices: Box<[u32]>,
    entries: Vec<Entry<K, V>>,
    used: usize,
    usable: usize,
    kind: KeysKind,
    layout: u32,
    keys_version: u32,
}

impl<K, V> Default for DictTable<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

/// `USABLE_FRACTION`: how many entries a table of `size` indices may have.
fn usable_fraction(size: usize) -> usize {
    (size << 1) / 3
}

/// `calculate_log2_keysize`: about the power of two that is not below `minsize`, by its very bits.
fn log2_keysize(minsize: usize) -> u8 {
    let minsize = (minsize | MINSIZE) - 1;
    (minsize | (MINSIZE - 1)).ilog2() as u8 + 1
}

/// `estimate_log2_keysize`: a size that holds `n` entries without growing.
fn estimated_log2_keysize(n: usize) -> u8 {
    log2_keysize((n * 3).div_ceil(2))
}

impl<K, V> DictTable<K, V> {
    pub fn new() -> Self {
        Self {
            indices: Box::new([]),
            entries: Vec::new(),
            used: 0,
            usable: 0,
            kind: KeysKind::Unicode,
            layout: 0,
            keys_version: 0,
        }
    }

    /// A table made for `n` entries, as `dict_new_presized` makes it for a display.
    pub fn presized(n: usize, kind: KeysKind) -> Self {
        let mut table = Self::new();
        if n > usable_fraction(MINSIZE) {
            table.resize(estimated_log2_keysize(n).min(LOG_MAX_PRESIZE), kind);
        }
        table
    }

    /// How many items it has.
    #[inline]
    pub fn len(&self) -> usize {
        self.used
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.used == 0
    }

    /// How many entries there are, those that were removed among them (`dk_nentries`).
    #[inline]
    pub fn n_entries(&self) -> usize {
        self.entries.len()
    }

    /// Whether all keys that it ever held since it last grew were exactly `str`.
    pub fn kind(&self) -> KeysKind {
        self.kind
    }

    /// `DK_SIZE`; 1 for the table that nothing was put into.
    pub fn index_size(&self) -> usize {
        self.indices.len().max(1)
    }

    /// What `sys.getsizeof` says of an exact `dict` with this table, in bytes.
    ///
    /// With the collector's header. Source: `_PyDict_SizeOf`, `_PyDict_KeysSize`.
    pub fn sizeof(&self) -> usize {
        64 + self.keys_sizeof()
    }

    /// `_PyDict_KeysSize`: the bytes of the keys object alone; 0 for the shared empty one.
    pub fn keys_sizeof(&self) -> usize {
        let size = self.indices.len();
        if size == 0 {
            return 0;
        }
        32 + Self::index_bytes(size) + usable_fraction(size) * self.kind.entry_size()
    }

    /// How many bytes more the table would hold after the next insertion; 0 when there is room.
    ///
    /// For whoever must ask before it allocates.
    pub fn growth(&self) -> usize {
        if self.usable > 0 {
            return 0;
        }
        let log2 = if self.indices.is_empty() { LOG_MINSIZE } else { log2_keysize(self.used * 3) };
        Self::bytes_of(1 << log2)
    }

    fn bytes_of(size: usize) -> usize {
        size * size_of::<u32>() + usable_fraction(size) * size_of::<Entry<K, V>>()
    }

    fn index_bytes(size: usize) -> usize {
        match size.trailing_zeros() {
            0..8 => size,
            8..16 => size * 2,
            16..32 => size * 4,
            _ => size * 8,
        }
    }

    /// A number that changes with the keys, but not with the values; 0 when none was assigned.
    ///
    /// An inline cache remembers it with the index of an entry.
    #[inline]
    pub fn keys_version(&self) -> u32 {
        self.keys_version
    }

    /// Gives the present keys a number, which the caller takes from a counter of its own.
    pub fn set_keys_version(&mut self, version: u32) {
        self.keys_version = version;
    }

    /// Starts a look-up whose comparisons may run Python code.
    #[inline]
    pub fn probe(&self, hash: i64) -> Probe {
        let slot = hash as usize & self.indices.len().wrapping_sub(1);
        Probe { hash, perturb: hash as u64, first: slot, slot, linear: 0, layout: self.layout }
    }

    /// The next entry whose hash is the probe's.
    #[inline]
    pub fn next_candidate(&self, probe: &mut Probe) -> Option<usize> {
        if self.indices.is_empty() {
            return None;
        }
        let mask = self.indices.len() - 1;
        loop {
            let index = self.indices[probe.slot & mask];
            if index == EMPTY {
                return None;
            }
            probe.perturb >>= PERTURB_SHIFT;
            probe.slot = next_slot(probe.slot, probe.perturb, mask);
            if index != DUMMY && self.entries[index as usize].hash == probe.hash {
                return Some(index as usize);
            }
        }
    }

    /// Whether nothing happened to the entry while its key was compared.
    pub fn still_holds(
        &self,
        probe: &Probe,
        index: usize,
        is_same: impl FnOnce(&K) -> bool,
    ) -> bool {
        self.layout == probe.layout && self.key_at(index).is_some_and(is_same)
    }

    /// The entry with that hash for whose key `is_equal` holds.
    #[inline]
    pub fn find_by(&self, hash: i64, mut is_equal: impl FnMut(&K) -> bool) -> Option<usize> {
        if self.indices.is_empty() {
            return None;
        }
        let mask = self.indices.len() - 1;
        let mut slot = hash as usize & mask;
        let mut perturb = hash as u64;
        loop {
            let index = self.indices[slot];
            if index < DUMMY {
                let entry = &self.entries[index as usize];
                if entry.hash == hash && entry.item.as_ref().is_some_and(|it| is_equal(&it.0)) {
                    return Some(index as usize);
                }
            } else if index == EMPTY {
                return None;
            }
            perturb >>= PERTURB_SHIFT;
            slot = next_slot(slot, perturb, mask);
        }
    }

    /// The item of an entry; nothing where it was removed or never was.
    #[inline]
    pub fn get_at(&self, index: usize) -> Option<(&K, &V)> {
        self.entries.get(index)?.item.as_ref().map(|it| (&it.0, &it.1))
    }

    #[inline]
    pub fn key_at(&self, index: usize) -> Option<&K> {
        self.get_at(index).map(|it| it.0)
    }

    #[inline]
    pub fn value_at(&self, index: usize) -> Option<&V> {
        self.get_at(index).map(|it| it.1)
    }

    #[inline]
    pub fn value_at_mut(&mut self, index: usize) -> Option<&mut V> {
        self.entries.get_mut(index)?.item.as_mut().map(|it| &mut it.1)
    }

    pub fn hash_at(&self, index: usize) -> Option<i64> {
        let entry = self.entries.get(index)?;
        entry.item.as_ref().map(|_| entry.hash)
    }

    /// Puts another value into an entry that is there, and gives the old one back.
    #[inline]
    pub fn replace_at(&mut self, index: usize, value: V) -> V {
        let slot = self.value_at_mut(index).expect("the entry was found before");
        std::mem::replace(slot, value)
    }

    /// What CPython does before it looks for a key that it is going to put in.
    ///
    /// A key that is not exactly a `str` makes the table general, and a table that becomes general
    /// grows, even if the key is found then.
    #[inline]
    pub fn before_insert(&mut self, is_str: bool) {
        if !is_str && self.kind == KeysKind::Unicode && !self.indices.is_empty() {
            self.resize(log2_keysize(self.used * 3), KeysKind::General);
        }
    }

    /// Appends an item whose key is known not to be there, and returns the entry's index.
    pub fn insert(&mut self, hash: i64, key: K, value: V, is_str: bool) -> usize {
        self.make_room(is_str);
        let slot = self.free_slot(hash);
        let index = self.entries.len();
        self.indices[slot] = index as u32;
        self.entries.push(Entry { hash, item: Some((key, value)) });
        self.used += 1;
        self.usable -= 1;
        self.keys_version = 0;
        index
    }

    fn make_room(&mut self, is_str: bool) {
        if self.indices.is_empty() {
            self.resize(LOG_MINSIZE, KeysKind::of(is_str));
        }
        self.before_insert(is_str);
        if self.usable == 0 {
            self.resize(log2_keysize(self.used * 3), KeysKind::of(is_str));
        }
    }

    /// `find_empty_slot`: the first slot on the way that no entry is found through.
    fn free_slot(&self, hash: i64) -> usize {
        let mask = self.indices.len() - 1;
        let mut slot = hash as usize & mask;
        let mut perturb = hash as u64;
        while self.indices[slot] < DUMMY {
            perturb >>= PERTURB_SHIFT;
            slot = next_slot(slot, perturb, mask);
        }
        slot
    }

    /// Takes an entry's item out; its place among the entries stays empty.
    pub fn remove_at(&mut self, index: usize) -> Option<(K, V)> {
        let item = self.entries.get_mut(index)?.item.take()?;
        let slot = self.slot_of(index);
        self.indices[slot] = DUMMY;
        self.used -= 1;
        self.keys_version = 0;
        Some(item)
    }

    /// `lookdict_index`: the slot that leads to an entry.
    fn slot_of(&self, index: usize) -> usize {
        let mask = self.indices.len() - 1;
        let hash = self.entries[index].hash;
        let mut slot = hash as usize & mask;
        let mut perturb = hash as u64;
        while self.indices[slot] != index as u32 {
            perturb >>= PERTURB_SHIFT;
            slot = next_slot(slot, perturb, mask);
        }
        slot
    }

    /// Takes the last item out, as `popitem` does: the entries end before it then.
    pub fn pop_last(&mut self) -> Option<(K, V)> {
        let index = self.entries.iter().rposition(|it| it.item.is_some())?;
        let item = self.remove_at(index);
        self.entries.truncate(index);
        item
    }

    /// The first item at or behind `*index`, which is moved behind it (`PyDict_Next`).
    #[inline]
    pub fn next_item(&self, index: &mut usize) -> Option<(i64, &K, &V)> {
        while let Some(entry) = self.entries.get(*index) {
            *index += 1;
            if let Some((key, value)) = &entry.item {
                return Some((entry.hash, key, value));
            }
        }
        None
    }

    /// The items in order, each with its hash.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (i64, &K, &V)> {
        self.entries.iter().filter_map(|entry| {
            let (key, value) = entry.item.as_ref()?;
            Some((entry.hash, key, value))
        })
    }

    /// Takes everything out, leaving the table as new; what drops the result drops the items.
    pub fn take(&mut self) -> Self {
        let layout = self.layout.wrapping_add(1);
        std::mem::replace(self, Self { layout, ..Self::new() })
    }

    /// Whether `dict.copy` keeps the layout of this table, tombstones and all.
    pub fn copies_as_is(&self) -> bool {
        self.used >= self.entries.len() * 2 / 3
    }

    /// Whether an empty dict that is updated with this one takes its layout over.
    ///
    /// Source: the clone in `dict_merge`.
    pub fn merges_as_is(&self) -> bool {
        let size = self.indices.len();
        self.used > 0
            && self.used == self.entries.len()
            && (size == MINSIZE || usable_fraction(size / 2) < self.used)
    }

    /// Makes room for the items of another table at once, as `dict_merge` does.
    pub fn reserve_for_merge<W>(&mut self, other: &DictTable<K, W>) {
        if usable_fraction(self.index_size()) < other.used {
            self.resize(estimated_log2_keysize(self.used + other.used), other.kind);
        }
    }

    /// Makes room for `n` keys of a dict or set that `fromkeys` reads.
    pub fn reserve_for_keys(&mut self, n: usize, kind: KeysKind) {
        self.resize(estimated_log2_keysize(n), kind);
    }

    /// Grows as a table that shared its keys does when it gets some of its own.
    pub fn grow_out_of_shared(&mut self, is_str: bool) {
        self.resize(log2_keysize(self.used * 3), KeysKind::of(is_str));
    }

    /// Gets keys of its own, as many as the shared ones (`popitem`).
    pub fn unshare(&mut self) {
        self.resize(LOG_SHARED, KeysKind::Unicode);
    }

    fn resize(&mut self, log2_size: u8, kind: KeysKind) {
        let size = 1 << log2_size;
        if self.kind == KeysKind::Unicode {
            self.kind = kind;
        }
        if self.used < self.entries.len() {
            self.entries.retain(|it| it.item.is_some());
        }
        self.usable = usable_fraction(size) - self.used;
        self.entries.reserve_exact(self.usable);
        self.indices = vec![EMPTY; size].into_boxed_slice();
        for index in 0..self.entries.len() {
            let slot = self.free_slot(self.entries[index].hash);
            self.indices[slot] = index as u32;
        }
        self.layout = self.layout.wrapping_add(1);
        self.keys_version = 0;
    }
}

#[inline]
fn next_slot(slot: usize, perturb: u64, mask: usize) -> usize {
    slot.wrapping_mul(5).wrapping_add(perturb as usize).wrapping_add(1) & mask
}

#[cfg(test)]
mod tests;
