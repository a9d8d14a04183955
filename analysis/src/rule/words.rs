//! Which words a file mentions, of those that rules ask for before they look at a unit.
//!
//! The text of a file is another after every edit, these answers are nearly always the same: a rule
//! that asked for a word need not look again at the units that were not edited.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::db::{Db, File};

/// The words. One that is missing here is searched for in the text each time.
const WORDS: [&str; 50] = [
    "async for",
    "WeakKeyDictionary",
    "with ",
    "handlers = ",
    "handlers.clear",
    "callbacks.remove",
    "meta_path.remove",
    "path_hooks.remove",
    ".seek(",
    ".set(",
    ".acquire",
    ".release",
    "__slots__",
    "__del__",
    "BZ2File",
    "CACHE",
    "Cache",
    "Executor",
    "FTP",
    "GzipFile",
    "LZMAFile",
    "Pool",
    "SMTP",
    "TarFile",
    "TemporaryFile",
    "Thread",
    "ZipFile",
    "addHandler",
    "addaudithook",
    "append",
    "cache",
    "connect",
    "create_connection",
    "create_server",
    "create_task",
    "ensure_future",
    "finalize",
    "hasHandlers",
    "hook",
    "memo",
    "mmap",
    "open",
    "register",
    "removeHandler",
    "showwarning",
    "socket",
    "unregister",
    "weakref",
    "_cache",
    "threading",
];

static INDICES: LazyLock<FxHashMap<&str, usize>> =
    LazyLock::new(|| WORDS.iter().enumerate().map(|(idx, it)| (*it, idx)).collect());

/// A set of the words, a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words(u64);

impl Words {
    pub(super) fn contains(self, word: usize) -> bool {
        self.0 & (1 << word) != 0
    }
}

/// The number of `word`, if it is one of those that are known.
pub(super) fn index(word: &str) -> Option<usize> {
    INDICES.get(word).copied()
}

/// What `file` mentions.
#[salsa::tracked(returns(copy))]
pub(super) fn words(db: &dyn Db, file: File) -> Words {
    let text = file.text(db).as_bytes();
    let is_there = |it: &&str| memchr::memmem::find(text, it.as_bytes()).is_some();
    let bits = WORDS.iter().enumerate().filter(|it| is_there(it.1));
    Words(bits.fold(0, |found, it| found | 1 << it.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    #[test]
    fn what_stands_in_the_text() {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", "with open(a): pass\n").apply(&mut db);
        let words = words(&db, db.file("a.py").expect("just added"));
        let found = WORDS.iter().filter(|it| index(it).is_some_and(|it| words.contains(it)));
        assert_eq!(found.collect::<Vec<_>>(), [&"with ", &"open"]);
    }
}
