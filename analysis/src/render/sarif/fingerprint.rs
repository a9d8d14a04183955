//! What makes a finding the same finding after an edit elsewhere.

use rustc_hash::FxHashMap;

use crate::db::{Db, line_index};
use crate::diagnostic::Diagnostic;

/// Fingerprints of the findings of one file, given out in their order.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: FxHashMap<u64, u32>,
}

impl Fingerprints {
    /// Made from the rule and the lines of the finding without their blanks, not from where these
    /// lines are; equal ones are numbered. The file's path is not in it: services keep it apart.
    pub(super) fn of(&mut self, db: &dyn Db, it: &Diagnostic) -> String {
        let mut hash = Fnv::new();
        hash.write(it.rule.bytes().chain([b'\n']));
        hash.write(lines(db, it).bytes().filter(|it| !it.is_ascii_whitespace()));
        let nth = self.seen.entry(hash.0).or_default();
        *nth += 1;
        format!("{:016x}:{nth}", hash.0)
    }
}

/// The lines that a finding touches.
fn lines<'a>(db: &'a dyn Db, it: &Diagnostic) -> &'a str {
    let index = line_index(db, it.file);
    let text = it.file.text(db);
    let [first, last] = [it.range.start(), it.range.end()].map(|at| index.line_col(at).line);
    let start = index.line_range(first).map(|it| it.start()).unwrap_or_default();
    let end = index.line_range(last).map_or(text.len(), |it| usize::from(it.end()));
    &text[usize::from(start)..end]
}

/// FNV-1a with 64 bits: the same on every machine and in every version, as a fingerprint must be.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn write(&mut self, bytes: impl Iterator<Item = u8>) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        let mut hash = Fnv::new();
        hash.write("foobar".bytes());
        assert_eq!(hash.0, 0x8594_4171_f739_67e8);
    }
}
