//! Names of modules: those that are built into the interpreter, and those that are known by another
//! name than that of their file.

/// The modules that CPython 3.13 has in its executable, so that no path is searched for them.
///
/// Source: `sys.builtin_module_names` of CPython 3.13.0 on Linux, and those of other systems.
const BUILTIN: [&str; 37] = [
    "_abc",
    "_ast",
    "_codecs",
    "_collections",
    "_functools",
    "_imp",
    "_io",
    "_locale",
    "_operator",
    "_signal",
    "_sre",
    "_stat",
    "_string",
    "_suggestions",
    "_symtable",
    "_sysconfig",
    "_thread",
    "_tokenize",
    "_tracemalloc",
    "_typing",
    "_warnings",
    "_weakref",
    "_winapi",
    "atexit",
    "builtins",
    "errno",
    "faulthandler",
    "gc",
    "itertools",
    "marshal",
    "msvcrt",
    "nt",
    "posix",
    "pwd",
    "sys",
    "time",
    "winreg",
];

/// Modules whose contents are known under the name of another: implementations in C, or in Python
/// where there is none in C, and modules that others choose by the system.
const KNOWN_AS: [(&str, &str); 38] = [
    ("_abc", "abc"),
    ("_asyncio", "asyncio"),
    ("_bisect", "bisect"),
    ("_collections", "collections"),
    ("_collections_abc", "collections.abc"),
    ("_contextvars", "contextvars"),
    ("_csv", "csv"),
    ("_ctypes", "ctypes"),
    ("_datetime", "datetime"),
    ("_decimal", "decimal"),
    ("_elementtree", "xml.etree.ElementTree"),
    ("_functools", "functools"),
    ("_heapq", "heapq"),
    ("_io", "io"),
    ("_json", "json"),
    ("_locale", "locale"),
    ("_lsprof", "cProfile"),
    ("_operator", "operator"),
    ("_pickle", "pickle"),
    ("_py_abc", "abc"),
    ("_pydatetime", "datetime"),
    ("_pydecimal", "decimal"),
    ("_pyio", "io"),
    ("_queue", "queue"),
    ("_random", "random"),
    ("_signal", "signal"),
    ("_socket", "socket"),
    ("_sqlite3", "sqlite3"),
    ("_ssl", "ssl"),
    ("_stat", "stat"),
    ("_struct", "struct"),
    ("_tracemalloc", "tracemalloc"),
    ("_typing", "typing"),
    ("_weakref", "weakref"),
    ("_weakrefset", "weakref"),
    ("genericpath", "os.path"),
    ("ntpath", "os.path"),
    ("posixpath", "os.path"),
];

pub(super) fn is_builtin(name: &str) -> bool {
    BUILTIN.binary_search(&name).is_ok()
}

/// The name under which a module is known.
pub(crate) fn canonical(name: &str) -> &str {
    KNOWN_AS.binary_search_by_key(&name, |it| it.0).map_or(name, |at| KNOWN_AS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(BUILTIN.is_sorted() && KNOWN_AS.is_sorted());
        assert_eq!(canonical("posixpath"), "os.path");
        assert_eq!(canonical("os"), "os");
    }
}
