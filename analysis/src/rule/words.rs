//! Which words a file mentions, of those that rules ask for before they look at anything.
//!
//! The text of a file is another after every edit, these answers are nearly always the same: a rule
//! that asked for a word need not look again at the units that were not edited. All words are
//! searched for in one pass over the text.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;

use crate::db::{Db, File};

/// The words. One that is missing here is searched for in the text each time.
const WORDS: [&str; 102] = [
    " in ",
    ".__set_name__(",
    ".acquire",
    ".release",
    ".seek(",
    ".set(",
    "BZ2File",
    "CACHE",
    "Cache",
    "Enum",
    "Executor",
    "FTP",
    "Flag",
    "GzipFile",
    "LZMAFile",
    "Meta",
    "NAN",
    "NaN",
    "Nan",
    "Pool",
    "ProcessPoolExecutor",
    "SMTP",
    "TarFile",
    "TemporaryFile",
    "Thread",
    "WeakKeyDictionary",
    "ZipFile",
    "__aenter__",
    "__class__",
    "__del__",
    "__enter__",
    "__hash__",
    "__set_name__",
    "__slots__",
    "_cache",
    "addHandler",
    "addaudithook",
    "append",
    "async def",
    "async for",
    "asyncio",
    "attr",
    "cache",
    "cached_property",
    "callbacks.remove",
    "class ",
    "concurrent.futures",
    "connect",
    "contextmanager",
    "create_connection",
    "create_server",
    "create_task",
    "dataclass",
    "dataclasses",
    "deepcopy",
    "ensure_future",
    "enum",
    "finalize",
    "frozen",
    "futures",
    "gc.collect",
    "gc.enable",
    "gc.freeze",
    "globals(",
    "handlers = ",
    "handlers.clear",
    "hasHandlers",
    "hook",
    "httpx",
    "id(",
    "import ",
    "input",
    "inspect",
    "memo",
    "meta_path.remove",
    "mmap",
    "multiprocessing",
    "nan",
    "numpy",
    "object()",
    "open",
    "os",
    "path_hooks.remove",
    "pickle",
    "ref(",
    "register",
    "removeHandler",
    "requests",
    "select",
    "showwarning",
    "slots",
    "socket",
    "startswith",
    "subprocess",
    "super()",
    "threading",
    "time",
    "type",
    "unregister",
    "urllib",
    "weakref",
    "with ",
];

static INDICES: LazyLock<FxHashMap<&str, usize>> =
    LazyLock::new(|| WORDS.iter().enumerate().map(|(idx, it)| (*it, idx)).collect());

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let search = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(WORDS);
    search.expect("some hundred short words are within all limits")
});

/// A set of the words, a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(u128);

impl Words {
    /// The set of `words`, for a `const`: a word that is not one of those that are known does not
    /// compile.
    pub(crate) const fn of(words: &[&str]) -> Words {
        let (mut set, mut idx) = (0, 0);
        while idx < words.len() {
            set |= 1 << position(words[idx]);
            idx += 1;
        }
        Words(set)
    }

    pub(super) const fn contains(self, word: usize) -> bool {
        self.0 & (1 << word) != 0
    }

    pub(super) const fn has_any(self, other: Words) -> bool {
        self.0 & other.0 != 0
    }

    /// All of `other` are among them.
    pub(crate) fn has_all(self, other: Words) -> bool {
        self.0 & other.0 == other.0
    }

    /// Those of both.
    pub(crate) fn with(self, other: Words) -> Words {
        Words(self.0 | other.0)
    }
}

/// The place of `word` among those that are known.
const fn position(word: &str) -> usize {
    let mut idx = 0;
    while !is_same(WORDS[idx].as_bytes(), word.as_bytes()) {
        idx += 1;
    }
    idx
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut idx = 0;
    while idx < a.len() && idx < b.len() && a[idx] == b[idx] {
        idx += 1;
    }
    idx == a.len() && idx == b.len()
}

/// The number of `word`, if it is one of those that are known.
pub(super) fn index(word: &str) -> Option<usize> {
    INDICES.get(word).copied()
}

/// What `file` mentions.
#[salsa::tracked(returns(copy))]
pub(super) fn words(db: &dyn Db, file: File) -> Words {
    file.outline(db).map_or_else(|| of_text(file.text(db)), |it| it.words(db))
}

/// What `text` mentions.
pub(crate) fn of_text(text: &str) -> Words {
    let found = SEARCH.find_overlapping_iter(text);
    Words(found.fold(0, |all, it| all | 1 << it.pattern().as_u32()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    #[test]
    fn what_stands_in_the_text() {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", "with open(a): create_cache()\n").apply(&mut db);
        let words = words(&db, db.file("a.py").expect("just added"));
        let found = WORDS.iter().filter(|it| index(it).is_some_and(|it| words.contains(it)));
        assert_eq!(found.collect::<Vec<_>>(), [&"_cache", &"cache", &"open", &"with "]);
    }

    #[test]
    fn each_word_has_its_own_bit() {
        const SOME: Words = Words::of(&["open", "weakref"]);
        assert_eq!(SOME.0.count_ones(), 2);
        assert!(SOME.has_any(Words::of(&["weakref"])) && !SOME.has_any(Words::of(&["cache"])));
    }
}
