//! Taking from, or putting to, the front of a list again and again.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextRange;
use refwise_syntax::ast::{AstNode, CallExpr, Expr, NameExpr};
use rowan::GreenNodeData;

use crate::calls::{argument, called_method, method_call, n_arguments};
use crate::diagnostic::Severity;
use crate::fresh::container;
use crate::loops::loop_around;
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// Taking from, or putting to, the front of a list again and again.
    ///
    /// A list is an array of references. `xs.pop(0)` and `xs.insert(0, x)` move all the others by one, so
    /// a loop that empties or fills a list from the front takes time that grows with the square of its
    /// length.
    ///
    /// It is reported for what is known to be a list that is older than the loop; as an information only
    /// for `insert`, since lists that are built from the front are mostly short.
    ///
    /// `collections.deque` has `popleft` and `appendleft`, which move nothing.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def work(queue: list):
    ///     while queue:
    ///         print(queue.pop(0))  # flagged: moves all other elements
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from collections import deque
    ///
    /// def work(queue: list):
    ///     first = queue.pop(0)
    ///     rest = deque(queue)
    ///     while rest:
    ///         print(rest.popleft())
    ///     return first
    /// ```
    "pop-front-in-loop",
    code: "RW807", group: Performance, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CALL_EXPR]) if is_front in Function => check,
}

fn is_front(node: &GreenNodeData) -> bool {
    matches!(called_method(node), "pop" | "insert")
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let Some((object, method)) = method_call(&node) else { return };
    let n_expected = if method.text() == "pop" { 1 } else { 2 };
    let is_zero = argument(&node, 0, "").is_some_and(|it| it.syntax().text() == "0");
    if !is_zero || n_arguments(&node) != Some(n_expected) {
        return;
    }
    let Some(outer) = loop_around(node.syntax()) else { return };
    let Expr::Name(name) = &object else { return };
    if container(cx.names(), &object) != Some("list")
        || is_bound_in(cx.names(), name, outer.text_range())
    {
        return;
    }
    if is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    let message = format!(
        "`{}` moves all other elements of the list in each round of the loop",
        method.text()
    );
    let new = if method.text() == "pop" { "popleft" } else { "appendleft" };
    cx.report(node.syntax().text_range(), message)
        // Nothing says that the list gets long.
        .severity(Severity::Info)
        .help(format!("take a `collections.deque` and its `{new}`"));
}

/// Is the variable bound inside `range`?
pub(super) fn is_bound_in(names: &Names<'_>, name: &NameExpr, range: TextRange) -> bool {
    let (Some(variable), Some(text)) = (names.variable(name), name.name()) else { return true };
    variable.bindings.of_name(text.text()).iter().any(|it| range.contains_range(it.range))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn lists() {
        flags(
            &RULE,
            "
def f(queue: list):
    while queue:
        print(queue.pop(0))  # flagged: `pop` moves
def g(xs):
    out = []
    for x in xs:
        out.insert(0, x)  # flagged: `insert` moves
",
        );
    }

    #[test]
    fn no_list_or_no_loop() {
        silent(
            &RULE,
            "
from collections import deque
def f(xs: list, d: dict, e):
    head = xs.pop(0)
    q = deque(xs)
    while q:
        q.popleft()
    for k in xs:
        d.pop(0, None)
        e.pop(0)
        xs.pop()
        ys = []
        ys.insert(0, k)
    while True:
        xs.pop(0)
        break
    return head
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
from collections import deque
def f(xs: list, d: dict):
    head = xs.pop(0)
    q = deque(xs)
    while q:
        q.popleft()
    for k in xs:
        d.pop(0, None)
    return head
",
        );
    }
}
