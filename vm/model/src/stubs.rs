//! The rows of `stubs/*.pyi`, read once.
//!
//! Each stub is a file of Python's grammar, so that editors and CPython's `ast` read it, but only
//! of these statements:
//!
//! ```python
//! """What the module is, and where CPython's source stands."""
//!
//! maxsize: int                                  # a name, and the class of its value
//! _io.TextIOWrapper = TextIOWrapper             # another path of the same thing
//!
//! @facts("mutable unhashable gc iterable")      # see `TypeFacts`
//! class list(base):
//!     self = [thing(), thing()]                 # an object whose methods can be called
//!
//!     @effect(returns=None, keeps="object in self", mutates="self")
//!     def append(self, object, /): ...
//! ```
//!
//! `def __new__(cls, …)` is the row of a call of the class. The body of a function is `...` or
//! lines of assignments that set parameters: each line is one proof that a call shows the row.
//! What an argument of `@effect` may be is told in `words.rs`.

mod lines;
mod read;
mod words;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::{Effect, TypeFacts};

/// The stubs: name of the module, and text.
pub const STUBS: &[(&str, &str)] = &[
    ("abc", include_str!("../stubs/abc.pyi")),
    ("array", include_str!("../stubs/array.pyi")),
    ("asyncio", include_str!("../stubs/asyncio.pyi")),
    ("atexit", include_str!("../stubs/atexit.pyi")),
    ("bisect", include_str!("../stubs/bisect.pyi")),
    ("builtins", include_str!("../stubs/builtins.pyi")),
    ("codecs", include_str!("../stubs/codecs.pyi")),
    ("collections", include_str!("../stubs/collections.pyi")),
    ("concurrent.futures", include_str!("../stubs/concurrent.futures.pyi")),
    ("contextlib", include_str!("../stubs/contextlib.pyi")),
    ("contextvars", include_str!("../stubs/contextvars.pyi")),
    ("copy", include_str!("../stubs/copy.pyi")),
    ("dataclasses", include_str!("../stubs/dataclasses.pyi")),
    ("functools", include_str!("../stubs/functools.pyi")),
    ("gc", include_str!("../stubs/gc.pyi")),
    ("heapq", include_str!("../stubs/heapq.pyi")),
    ("inspect", include_str!("../stubs/inspect.pyi")),
    ("io", include_str!("../stubs/io.pyi")),
    ("itertools", include_str!("../stubs/itertools.pyi")),
    ("json", include_str!("../stubs/json.pyi")),
    ("logging", include_str!("../stubs/logging.pyi")),
    ("math", include_str!("../stubs/math.pyi")),
    ("operator", include_str!("../stubs/operator.pyi")),
    ("os", include_str!("../stubs/os.pyi")),
    ("queue", include_str!("../stubs/queue.pyi")),
    ("random", include_str!("../stubs/random.pyi")),
    ("re", include_str!("../stubs/re.pyi")),
    ("signal", include_str!("../stubs/signal.pyi")),
    ("socket", include_str!("../stubs/socket.pyi")),
    ("struct", include_str!("../stubs/struct.pyi")),
    ("subprocess", include_str!("../stubs/subprocess.pyi")),
    ("sys", include_str!("../stubs/sys.pyi")),
    ("threading", include_str!("../stubs/threading.pyi")),
    ("time", include_str!("../stubs/time.pyi")),
    ("traceback", include_str!("../stubs/traceback.pyi")),
    ("types", include_str!("../stubs/types.pyi")),
    ("typing", include_str!("../stubs/typing.pyi")),
    ("warnings", include_str!("../stubs/warnings.pyi")),
    ("weakref", include_str!("../stubs/weakref.pyi")),
];

/// All rows.
#[derive(Default)]
pub struct Table {
    /// By path; constructors by the path of their class.
    pub functions: FxHashMap<&'static str, Effect>,
    /// By path.
    pub classes: FxHashMap<&'static str, TypeFacts>,
    /// Path of an attribute to the path of its class.
    pub attributes: FxHashMap<&'static str, &'static str>,
    /// Other paths, and those with rows.
    pub aliases: FxHashMap<&'static str, &'static str>,
    /// What each module says something of, sorted.
    pub names: FxHashMap<&'static str, Vec<&'static str>>,
    /// What is wrong with the stubs; the tests see to it that nothing is.
    pub errors: Vec<StubError>,
}

/// A line of a stub that is not of the subset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StubError {
    /// Which stub.
    pub module: &'static str,
    /// The line, from one.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// All rows.
pub static TABLE: LazyLock<Table> = LazyLock::new(|| read(STUBS));

/// The rows of `stubs`. A line that is wrong gives an error and no row.
pub fn read(stubs: &[(&'static str, &'static str)]) -> Table {
    let mut table = Table::default();
    for (module, text) in stubs {
        read::module(&mut table, module, text);
    }
    for names in table.names.values_mut() {
        names.sort_unstable();
        names.dedup();
    }
    table
}

#[cfg(test)]
mod tests;
