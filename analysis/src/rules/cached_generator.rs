//! A cache around a generator or coroutine function.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, FunctionDef};
use rowan::GreenNodeData;

use crate::green::has_node;
use crate::methods::is_generator;
use crate::rule::RuleContext;

crate::rule! {
    /// `@cache` on a function whose result can be used once.
    ///
    /// Calling a generator function makes a generator, and calling an `async def` makes a coroutine;
    /// neither has run yet. A cache gives the same object to the second caller, who finds a generator
    /// that is exhausted, or raises `RuntimeError: cannot reuse already awaited coroutine`.
    ///
    /// Return a tuple or list, or cache what is awaited.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from functools import cache
    ///
    /// @cache
    /// def lines(n):  # flagged: generator
    ///     yield from range(n)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from functools import cache
    ///
    /// @cache
    /// def lines(n):
    ///     return tuple(i for i in range(n))
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from functools import cache
    /// @cache
    /// def lines(n):
    ///     yield from range(n)
    /// print(list(lines(2)), list(lines(2)))  # prints: [0, 1] []
    /// ```
    "cached-generator",
    code: "RW224", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[FUNCTION_DEF]) if is_decorated => check,
}

fn is_decorated(node: &GreenNodeData) -> bool {
    has_node(node, DECORATOR)
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    if !cx.mentions("cache") {
        return;
    }
    // What stands between the cache and the function may make something else of the result.
    let Some(innermost) = def.decorators().last() else { return };
    let path = cx.names().path_of_decorator(&innermost);
    if !matches!(path.as_deref(), Some("functools.cache" | "functools.lru_cache")) {
        return;
    }
    let what = match (def.async_token().is_some(), is_generator(cx.names(), &def)) {
        (false, true) => "a generator",
        (true, true) => "an asynchronous generator",
        (true, false) => "a coroutine",
        (false, false) => return,
    };
    let Some(name) = def.name() else { return };
    cx.report(
        name.text_range(),
        format!(
            "the cache gives the same object to every caller, but {what} can be used only once"
        ),
    )
    .label(innermost.syntax().text_range(), "keeps what the first call made")
    .help("return a tuple, or cache the result of the work");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn things_that_are_used_once() {
        flags(
            &RULE,
            "import functools\n@functools.lru_cache(maxsize=8)\ndef f(n):  # flagged: a generator\n    yield n\n",
        );
        flags(
            &RULE,
            "import functools\n@functools.cache\nasync def f(n):  # flagged: a coroutine\n    return n\n",
        );
        flags(
            &RULE,
            "from functools import cache as c\n# cache\n@c\nasync def f(n):  # flagged: asynchronous\n    yield n\n",
        );
    }

    #[test]
    fn things_that_last() {
        silent(&RULE, "import functools\n@functools.cache\ndef f(n):\n    return n\n");
        silent(&RULE, "import functools\n@functools.cache\n@collect\ndef f(n):\n    yield n\n");
        silent(
            &RULE,
            "import functools\n@functools.cache\ndef f(n):\n    return lambda: (yield n)\n",
        );
        silent(&RULE, "@cache\ndef f(n):\n    yield n\n");
    }
}
