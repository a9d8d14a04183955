//! A `ContextVar` that is made in a function.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr};
use rowan::GreenNodeData;

use crate::calls::called_name;
use crate::names::is_function;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// A `ContextVar` that is made in a function.
    ///
    /// Each context that a `ContextVar` is set in holds the variable and its value strongly. One that is
    /// made with each call is never freed as long as a context lives that has seen it, and the variables
    /// of two calls have nothing to do with each other.
    ///
    /// Make it once, at the top of the module.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from contextvars import ContextVar
    ///
    /// def handle(request):
    ///     current = ContextVar("current")  # flagged: with each call
    ///     current.set(request)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from contextvars import ContextVar
    ///
    /// current = ContextVar("current")
    ///
    /// def handle(request):
    ///     current.set(request)
    /// ```
    "contextvar-in-function",
    code: "RW613", group: Concurrency, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CALL_EXPR]) if is_context_var in Function => check,
}

fn is_context_var(node: &GreenNodeData) -> bool {
    called_name(node) == "ContextVar"
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let path = node.func().and_then(|it| cx.names().path(&it));
    if path.as_deref() != Some("contextvars.ContextVar") {
        return;
    }
    let names = cx.names();
    let is_inside = is_function(names.table(), names.scope_at(node.syntax()));
    if !is_inside || is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    cx.report(
        node.syntax().text_range(),
        "a `ContextVar` is made with each call, and contexts that it is set in keep it for ever",
    )
    .help("make it once, at the top of the module");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn in_functions() {
        flags(
            &RULE,
            "
from contextvars import ContextVar
def f():
    v = ContextVar(\"v\")  # flagged: with each call
    v.set(1)
",
        );
    }

    #[test]
    fn once() {
        silent(
            &RULE,
            "
from contextvars import ContextVar
v = ContextVar(\"v\")
class A:
    w = ContextVar(\"w\")
def f(ContextVar):
    return ContextVar('x')
",
        );
    }
}
