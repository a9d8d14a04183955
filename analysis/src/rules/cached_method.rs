//! A cache without bound on a method, which holds every instance.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, Expr, FunctionDef};
use rowan::GreenNodeData;

use crate::dataclass::keywords;
use crate::green::has_node;
use crate::lineage::{Lineage, class_around};
use crate::methods::this_of;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `@cache` or `@lru_cache(maxsize=None)` on a method.
    ///
    /// The cache belongs to the function in the class, and its keys hold the arguments, `self` first.
    /// Every instance for which the method was called stays alive as long as the class does, with all
    /// that it refers to; and each needs a hash.
    ///
    /// Only caches without bound are reported: one with a `maxsize` lets old instances go in the end.
    /// Enumerations, metaclasses, class methods and static methods have nothing to lose.
    ///
    /// Use `functools.cached_property`, make a cache for each instance in `__init__`, or cache a
    /// function of the values that matter.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from functools import lru_cache
    ///
    /// class A:
    ///     @lru_cache(maxsize=None)  # flagged: alive
    ///     def f(self, x):
    ///         return x
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from functools import cached_property, lru_cache
    ///
    /// class A:
    ///     @staticmethod
    ///     @lru_cache
    ///     def g(x):
    ///         return x
    ///     @cached_property
    ///     def p(self):
    ///         return self.g(1)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import functools, gc, weakref
    /// class A:
    ///     @functools.cache
    ///     def f(self, x):
    ///         return x
    /// a = A()
    /// a.f(1)
    /// seen = weakref.ref(a)
    /// del a
    /// gc.collect()
    /// print(seen() is None)  # prints: False
    /// ```
    "cached-method",
    code: "RW320", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["B019", "W1518", "PLW1518"],
    look: Nodes(&[FUNCTION_DEF]) if is_decorated => check,
}

fn is_decorated(node: &GreenNodeData) -> bool {
    has_node(node, DECORATOR)
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    if !cx.mentions("cache") {
        return;
    }
    let Some(class) = class_around(&def) else { return };
    let path = |it: &ast::Decorator| cx.names().path_of_decorator(it);
    let Some(cache) = def.decorators().find(|it| match path(it).as_deref() {
        Some("functools.cache") => true,
        Some("functools.lru_cache") => is_unbounded(it),
        _ => false,
    }) else {
        return;
    };
    let is_unbound = def.decorators().any(|it| {
        matches!(path(&it).as_deref(), Some("builtins.staticmethod" | "builtins.classmethod"))
    });
    let name = def.name().map(|it| it.text().to_owned()).unwrap_or_default();
    let is_special = matches!(name.as_str(), "__new__" | "__init_subclass__" | "__class_getitem__");
    let Some(this) = this_of(&def).filter(|it| it != "cls" && it != "mcs") else { return };
    let lineage = Lineage::of(cx.names(), &class);
    let is_single =
        lineage.is_metaclass() || lineage.outside.iter().any(|it| it.starts_with("enum."));
    let is_singleton = class.name().is_some_and(|it| it.text().contains("Singleton"))
        || lineage.metaclasses.iter().flatten().any(|it| it.contains("Singleton"));
    if is_unbound
        || is_special
        || is_single
        || is_singleton
        || is_in_test(cx.file().path(cx.db()), def.syntax())
    {
        return;
    }
    cx.report(
        cache.syntax().text_range(),
        format!("the cache keeps every `{this}` alive for which `{name}` was called"),
    )
    .help("use `functools.cached_property`, or cache a function of the values that matter");
}

/// `lru_cache(None)` or `lru_cache(maxsize=None)`.
fn is_unbounded(decorator: &ast::Decorator) -> bool {
    let Some(Expr::Call(call)) = decorator.value() else { return false };
    let is_none = |it: &Expr| it.syntax().text() == "None";
    let first = call.args().and_then(|it| it.args().next());
    first.is_some_and(|it| is_none(&it))
        || keywords(&call).iter().any(|it| it.0 == "maxsize" && is_none(&it.1))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn class(head: &str, decorators: &str) -> String {
        format!(
            "import functools, enum\n{head}:\n    {decorators}\n    def f(self, x):\n        return x\n"
        )
    }

    #[test]
    fn caches_without_bound() {
        flags(&RULE, &class("class A", "@functools.cache  # flagged: every `self`"));
        flags(&RULE, &class("class A(B)", "@functools.lru_cache(None)  # flagged: `f`"));
        flags(&RULE, &class("class A", "@property\n    @functools.cache  # flagged: alive"));
    }

    #[test]
    fn bounded_or_not_of_instances() {
        silent(&RULE, &class("class A", "@functools.lru_cache"));
        silent(&RULE, &class("class A", "@functools.lru_cache(maxsize=8)"));
        silent(&RULE, &class("class A", "@staticmethod\n    @functools.cache"));
        silent(&RULE, &class("class A(enum.Enum)", "@functools.cache"));
        silent(&RULE, &class("class A(type)", "@functools.cache"));
        silent(&RULE, "import functools\n@functools.cache\ndef f(self, x):\n    return x\n");
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
from functools import cached_property, lru_cache
import weakref
class A:
    @staticmethod
    @lru_cache
    def g(x):
        return x
    @cached_property
    def p(self):
        return self.g(1)
def demo():
    a = A()
    a.p
    return weakref.ref(a)
",
        );
    }
}
