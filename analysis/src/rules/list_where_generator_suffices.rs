//! A list that is built to be gone through once.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CallExpr, Expr, ListCompExpr};
use rowan::GreenNodeData;

use crate::calls::{called_name, n_arguments};
use crate::green::nodes;
use crate::rule::RuleContext;

crate::rule! {
    /// A list that is built to be gone through once.
    ///
    /// `any([x > 1 for x in xs])` builds a list of all answers before `any` looks at the first. A
    /// generator expression gives them one by one: no list, and `any` and `all` stop early.
    ///
    /// The fix drops the brackets; it is unsafe because elements behind the decisive one are not computed
    /// any more.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def has_large(xs):
    ///     return any([x > 1 for x in xs])  # flagged: builds a list
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def has_large(xs):
    ///     return any(x > 1 for x in xs)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def has_large(xs):
    ///     names = ",".join([str(x) for x in xs])
    ///     return any(x > 1 for x in xs), names
    /// ```
    "list-where-generator-suffices",
    code: "RW801", group: Performance, severity: Hint, fix: Unsafe, since: "0.1.0",
    noqa: ["C419", "R1728", "R1729", "PLR1728", "PLR1729", "S7492"],
    look: Nodes(&[CALL_EXPR]) if takes_list in Function => check,
}

fn takes_list(node: &GreenNodeData) -> bool {
    let has_list = || {
        let args = nodes(node).nth(1);
        args.and_then(|it| nodes(it).next()).is_some_and(|it| it.kind().0 == LIST_COMP_EXPR as u16)
    };
    matches!(called_name(node), "all" | "any" | "max" | "min" | "sum" | "set" | "frozenset")
        && has_list()
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let Some(Expr::ListComp(list)) = node.args().and_then(|it| it.args().next()) else { return };
    let Some(func) = node.func().filter(|_| n_arguments(&node) == Some(1)) else { return };
    let is_builtin = cx.names().path(&func).is_some_and(|it| it.starts_with("builtins."));
    if !is_builtin || waits(&list) {
        return;
    }
    let range = list.syntax().text_range();
    let text = &cx.text()[usize::from(range.start()) + 1..usize::from(range.end()) - 1];
    let edit = TextEdit::replace(range, text.to_owned());
    let message = format!("this builds a list that `{}` goes through once", func.syntax().text());
    cx.report(range, message)
        .help("drop the brackets: a generator gives the elements one by one")
        .unsafe_fix("Drop the brackets", vec![edit]);
}

/// An asynchronous generator cannot stand for the list.
fn waits(list: &ListCompExpr) -> bool {
    let has_async =
        |it: &refwise_syntax::SyntaxNode| it.children_with_tokens().any(|it| it.kind() == ASYNC_KW);
    list.syntax()
        .descendants()
        .any(|it| matches!(it.kind(), AWAIT_EXPR | YIELD_EXPR | YIELD_FROM_EXPR) || has_async(&it))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn one_pass() {
        flags(&RULE, "def f(xs):\n    return any([x > 1 for x in xs])  # flagged: `any`\n");
        flags(&RULE, "sum([x for x in xs])  # flagged: `sum`\n");
    }

    #[test]
    fn whatever_needs_the_list() {
        silent(
            &RULE,
            "
def f(xs):
    s = \",\".join([str(x) for x in xs])
    ys = [x for x in xs]
    return sum(ys) / len(ys), s, sum([x for x in xs], 0), any(xs)
async def g(xs):
    return any([await x for x in xs]) or all([x async for x in xs])
def h(any, xs):
    return any([x for x in xs])
",
        );
    }
}
