//! Equality, order and hash of strings.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use siphasher::sip::SipHasher13;

use super::{Data, Str, View};

impl Str {
    /// `hash(str)`, as CPython answers with `PYTHONHASHSEED=0`; never -1. Kept once it is known.
    ///
    /// Source: `unicode_hash` (Objects/unicodeobject.c): the hash of the bytes that CPython stores.
    pub fn hash(&self) -> i64 {
        let known = self.hash.get();
        if known != -1 {
            return known;
        }
        let hash = match self.view() {
            View::Ascii(text) => hash_bytes(text.as_bytes()),
            View::Latin1(units) => hash_bytes(units),
            View::Ucs2(units) => hash_parts(units, |it| it.to_le_bytes()),
            View::Ucs4(units) => hash_parts(units, |it| it.to_le_bytes()),
        };
        self.hash.set(hash);
        hash
    }
}

/// `hash(bytes)` as CPython answers with `PYTHONHASHSEED=0`; never -1.
///
/// Source: `_Py_HashBytes` (Python/pyhash.c).
pub fn hash_bytes(bytes: &[u8]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    valid(SipHasher13::new().hash(bytes))
}

fn hash_parts<T: Copy, const N: usize>(units: &[T], bytes: impl Fn(T) -> [u8; N]) -> i64 {
    let mut hasher = SipHasher13::new();
    units.iter().for_each(|&it| hasher.write(&bytes(it)));
    valid(hasher.finish())
}

/// -1 tells C that something went wrong, so that no hash is -1.
fn valid(hash: u64) -> i64 {
    if hash as i64 == -1 { -2 } else { hash as i64 }
}

impl PartialEq for Str {
    fn eq(&self, other: &Str) -> bool {
        match (&self.data, &other.data) {
            (Data::Ascii(a), Data::Ascii(b)) => a == b,
            (Data::Latin1(a), Data::Latin1(b)) => a == b,
            (Data::Ucs2(a), Data::Ucs2(b)) => a == b,
            (Data::Ucs4(a), Data::Ucs4(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Str {}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        match self.as_str() {
            Some(text) => text == other,
            None => self.code_points().eq(other.chars().map(u32::from)),
        }
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

/// By code points.
impl Ord for Str {
    fn cmp(&self, other: &Str) -> Ordering {
        match (&self.data, &other.data) {
            (Data::Ascii(a), Data::Ascii(b)) => a.as_bytes().cmp(b.as_bytes()),
            (Data::Latin1(a), Data::Latin1(b)) => a.cmp(b),
            (Data::Ucs2(a), Data::Ucs2(b)) => a.cmp(b),
            (Data::Ucs4(a), Data::Ucs4(b)) => a.cmp(b),
            _ => self.code_points().cmp(other.code_points()),
        }
    }
}

impl PartialOrd for Str {
    fn partial_cmp(&self, other: &Str) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Str {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_i64(Str::hash(self));
    }
}
