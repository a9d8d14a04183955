//! A cache that grows with every new argument.

use crate::body::{Body, Expr, ExprId, Stmt, VarRef};
use crate::flow::definitions::DefKind;
use crate::registry::{only_grows, registry};
use crate::rule::{CodeUnit, RuleContext, Words};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// A cache that grows with every new argument.
    ///
    /// A dict of the module that a function fills by its parameters, and that nothing empties, holds
    /// each result until the program ends. `functools.lru_cache` with a `maxsize` lets old ones go.
    ///
    /// Reported where the name says that it is a cache, and where the file does nothing with it but
    /// to fill it and look things up.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// _cache = {}
    ///
    /// def load(path):
    ///     if path not in _cache:
    ///         _cache[path] = open(path).read()  # flagged: grows
    ///     return _cache[path]
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from functools import lru_cache
    ///
    /// _cache = {}
    ///
    /// def load(path):
    ///     if len(_cache) > 100:
    ///         _cache.clear()
    ///     if path not in _cache:
    ///         _cache[path] = path.upper()
    ///     return _cache[path]
    ///
    /// @lru_cache(maxsize=128)
    /// def size(path):
    ///     return len(path)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// _cache = {}
    ///
    /// def square(n):
    ///     if n not in _cache:
    ///         _cache[n] = n * n
    ///     return _cache[n]
    ///
    /// for n in range(1000):
    ///     square(n)
    /// print(len(_cache))  # prints: 1000
    /// ```
    "unbounded-cache",
    code: "RW330", group: Lifetime, severity: Info, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if unit.unit.is_file(unit.db) || !cx.mentions_any(WORDS) {
        return;
    }
    // Once for each function and cache.
    let mut told = Vec::new();
    for (_, stmt) in unit.body.stmts() {
        let Stmt::Assign { targets, .. } = stmt else { continue };
        for &target in targets {
            let Expr::Subscript { value, index } = unit.body.expr(target) else { continue };
            if !is_named_so(unit.body, *value) || !is_open(unit, *index) {
                continue;
            }
            let Some(registry) = registry(unit, *value) else { continue };
            if is_test_unit(unit) || told.contains(&registry) || !only_grows(unit, &registry) {
                continue;
            }
            let message = format!(
                "`{}` grows with every new argument, and nothing is taken out",
                registry.name
            );
            cx.report(unit.range(target), message)
                .help("use `functools.lru_cache` with a `maxsize`, or take old entries out");
            told.push(registry);
        }
    }
}

const NAMES: [&str; 4] = ["cache", "CACHE", "memo", "Cache"];
const WORDS: Words = Words::of(&NAMES);

/// Is it a global whose name says that it is a cache?
fn is_named_so(body: &Body, expr: ExprId) -> bool {
    let Expr::Name(VarRef::Global(name)) = body.expr(expr) else { return false };
    NAMES.iter().any(|it| name.contains(it))
}

/// Is the key a parameter of a kind of which there are any number, or made of some? A class, a
/// module, a flag: of these there are as many as the text says.
fn is_open(unit: &CodeUnit<'_>, key: ExprId) -> bool {
    match unit.body.expr(key) {
        Expr::Tuple(items) => items.iter().any(|it| is_open(unit, *it)),
        Expr::FString(items) => items.iter().any(|it| is_open(unit, *it)),
        Expr::Name(it) => {
            let is_param = matches!(unit.definitions().sole(key), Some(DefKind::Param(_)));
            is_param && !is_few(unit.body.name_of(it))
        }
        _ => false,
    }
}

/// What programs have a limited number of, by its name.
fn is_few(name: &str) -> bool {
    let few = ["cls", "klass", "class", "type", "typ", "tp", "model", "module", "func", "function"];
    name == "self"
        || name == "t"
        || few.iter().any(|it| name == *it || name.ends_with(&format!("_{it}")))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn only_filled() {
        flags(
            &RULE,
            "_cache = {}
MEMO_CACHE = dict()
def load(path):
    if path not in _cache:
        _cache[path] = open(path).read()  # flagged: `_cache` grows
        _cache[path] = 1
    return _cache[path]
def both(a, b):
    if (a, b) not in MEMO_CACHE:
        MEMO_CACHE[a, b] = a + b  # flagged: `MEMO_CACHE` grows
    return MEMO_CACHE.get((a, b))
",
        );
    }

    #[test]
    fn emptied_or_few() {
        silent(
            &RULE,
            "_cache = {}
_class_cache = {}
_registry = {}
_local_cache = {}
def load(path):
    if len(_cache) > 100:
        _cache.clear()
    _cache[path] = 1
def of(cls, model_type):
    _class_cache[cls] = 1
    _class_cache[model_type] = 2
    _class_cache['a'] = 3
def register(name, it):
    _registry[name] = it
def reset(name):
    global _local_cache
    _local_cache = {}
    _local_cache[name] = 1
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
from functools import lru_cache
_cache = {}
def load(path):
    if len(_cache) > 100:
        _cache.clear()
    if path not in _cache:
        _cache[path] = path.upper()
    return _cache[path]
@lru_cache(maxsize=128)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
",
        );
    }
}
