//! Names of modules.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::stubs::TABLE;

/// What `tests/names.py` prints.
const TEXT: &str = include_str!("names.txt");

static NAMES: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = TEXT.lines().filter_map(|it| it.split_once(": "));
    lines.map(|it| (it.0, it.1.split(' ').collect())).collect()
});

/// All names of a module that is written in C, sorted, but for those that every module has
/// (`__name__`, `__doc__`, …). `None` for other modules, and for those whose names depend on the
/// platform.
pub fn all_names(module: &str) -> Option<&'static [&'static str]> {
    NAMES.get(module).map(Vec::as_slice)
}

/// The names that the stub of `module` says something of, sorted; none for a module without stub.
pub fn names(module: &str) -> &'static [&'static str] {
    TABLE.names.get(module).map_or(&[], |it| it)
}

/// Is `name` known to be in `module`?
pub fn module_has(module: &str, name: &str) -> bool {
    let all = all_names(module).unwrap_or_default();
    all.binary_search(&name).is_ok() || names(module).binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_modules() {
        assert!(module_has("builtins", "len"));
        assert!(module_has("builtins", "StopAsyncIteration"));
        assert!(!module_has("builtins", "append"));
        assert!(module_has("threading", "Thread"));
        assert!(names("no_such_module").is_empty());
    }

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.values().all(|it| it.is_sorted()));
    }
}
