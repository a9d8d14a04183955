//! What is true of CPython 3.13's objects, written once.
//!
//! Facts stand here as Rust: which ints and strings exist once ([`SMALL_INTS`], [`is_interned`]),
//! which objects are singletons. What functions written in C do with the references they get stands
//! in `stubs/MODULE.pyi`, a row each, in a subset of Python that [`stubs`] reads: what comes back,
//! what is kept where, what is called, what is let go. The rows are proved by `tests/effects.rs`,
//! which calls the real functions. Some modules written in Python have rows too, where the row says
//! in a line what following the source would not find.
//!
//! Paths are dotted names: `builtins.len`, `builtins.list.append`; the path of a class,
//! `functools.partial`, is that of its constructor too.

mod effect;
mod ints;
mod names;
mod singletons;
mod strings;
pub mod stubs;
mod types;

pub use effect::{
    Base, Call, Condition, Effect, Holder, Keep, Kind, Param, ParamId, ParamKind, Part, Place,
    Release, Returns, When,
};
pub use ints::SMALL_INTS;
pub use names::{all_names, module_has, names};
pub use singletons::{is_empty_singleton, is_singleton};
pub use strings::is_interned;
pub use types::{Hash, TypeFacts};

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use stubs::TABLE;

/// What a call of the function at `path` does, where a row says it. A class's path gives its
/// constructor, if it has a row itself; [`constructor`] looks at the bases too.
pub fn function(path: &str) -> Option<&'static Effect> {
    TABLE.functions.get(canonical(path))
}

/// What is true of the instances of the class at `path`.
pub fn class(path: &str) -> Option<&'static TypeFacts> {
    TABLE.classes.get(canonical(path))
}

/// The method `name` of the class at `path`, or of the first of its bases that has a row for it.
pub fn method(path: &str, name: &str) -> Option<&'static Effect> {
    mro(path).iter().find_map(|it| METHODS.get(it)?.get(name).copied())
}

/// What a call of the class at `path` does: its own row, or that of the first base with one.
///
/// `Thread.__init__(self, …)` and `super().__init__(…)` do the same with `self` in the place of the
/// result.
pub fn constructor(path: &str) -> Option<&'static Effect> {
    mro(path).iter().find_map(|it| TABLE.functions.get(it))
}

/// The class of what is found at `path`, an attribute of a module or class: `sys.stdout`,
/// `builtins.BaseException.__traceback__`. Where that may be `None`, the other class.
pub fn attribute(path: &str) -> Option<&'static str> {
    if let Some(class) = TABLE.attributes.get(canonical(path)) {
        return Some(class);
    }
    let (owner, name) = path.rsplit_once('.')?;
    mro(owner).iter().find_map(|it| TABLE.attributes.get(&*format!("{it}.{name}")).copied())
}

/// The path under which rows know what `path` leads to: `_io.TextIOWrapper` is
/// `io.TextIOWrapper`.
pub fn canonical(path: &str) -> &str {
    TABLE.aliases.get(path).copied().unwrap_or(path)
}

/// The class and its bases, as far as there are rows for them, nearest first. Those builtin classes
/// with several bases have them in an order that agrees with Python's.
fn mro(path: &str) -> &'static [&'static str] {
    MROS.get(canonical(path)).map_or(&[], Vec::as_slice)
}

static MROS: LazyLock<FxHashMap<&str, Vec<&str>>> =
    LazyLock::new(|| TABLE.classes.keys().map(|it| (*it, mro_of(it))).collect());

/// By the path of the class, then by name: the rows of its own methods.
static METHODS: LazyLock<FxHashMap<&str, FxHashMap<&str, &Effect>>> = LazyLock::new(|| {
    let mut methods: FxHashMap<&str, FxHashMap<&str, &Effect>> = FxHashMap::default();
    for (path, row) in &TABLE.functions {
        if let Some((class, name)) = path.rsplit_once('.') {
            methods.entry(class).or_default().insert(name, row);
        }
    }
    methods
});

fn mro_of(path: &str) -> Vec<&'static str> {
    let mut order: Vec<&'static str> = Vec::new();
    let mut rest: Vec<&'static str> = class(path).map(|it| it.path).into_iter().collect();
    while let Some(next) = rest.pop() {
        if order.contains(&next) {
            continue;
        }
        order.push(next);
        if let Some(facts) = class(next) {
            rest.extend(facts.bases.iter().rev());
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_found_in_bases() {
        assert_eq!(
            method("builtins.bool", "bit_length").map(|it| it.path),
            Some("builtins.int.bit_length")
        );
        assert_eq!(method("builtins.bool", "append").map(|it| it.path), None);
    }
}
