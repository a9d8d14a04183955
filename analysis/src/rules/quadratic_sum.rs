//! `sum(lists, [])`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr, Expr};
use rowan::GreenNodeData;

use crate::calls::{argument, called_name};
use crate::constant::without_parentheses;
use crate::rule::RuleContext;

crate::rule! {
    /// `sum(lists, [])` to join lists.
    ///
    /// `sum` adds with `+`, and `+` of two lists makes a new list of all elements so far. The time grows
    /// with the square of the result's length.
    ///
    /// `list(itertools.chain.from_iterable(lists))` goes through each element once.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def flatten(rows):
    ///     return sum(rows, [])  # flagged: copies
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from itertools import chain
    ///
    /// def flatten(rows):
    ///     return list(chain.from_iterable(rows)), sum((len(row) for row in rows), start=1)
    /// ```
    "quadratic-sum",
    code: "RW804", group: Performance, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["RUF017", "FURB179", "S8520"],
    look: Nodes(&[CALL_EXPR]) if is_sum in Function => check,
}

fn is_sum(node: &GreenNodeData) -> bool {
    called_name(node) == "sum"
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let Some(start) = argument(&node, 1, "start").and_then(without_parentheses) else { return };
    let what = match &start {
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Tuple(_) => "tuple",
        _ => return,
    };
    let is_builtin =
        node.func().and_then(|it| cx.names().path(&it)).is_some_and(|it| it == "builtins.sum");
    // A written list of summands is short.
    let is_short = matches!(argument(&node, 0, ""), Some(Expr::List(_) | Expr::Tuple(_)));
    if !is_builtin || is_short {
        return;
    }
    let message = format!("each `+` copies the whole {what} so far");
    cx.report(node.syntax().text_range(), message)
        .help("join with `itertools.chain.from_iterable`");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn lists_and_tuples() {
        flags(&RULE, "def f(xss):\n    return sum(xss, [])  # flagged: the whole list\n");
        flags(&RULE, "sum((x for x in y), start=())  # flagged: the whole tuple\n");
    }

    #[test]
    fn numbers() {
        silent(
            &RULE,
            "def f(xs):\n    return sum(xs, 0), sum((len(x) for x in xs), start=1), sum([a, b], [])\n",
        );
        silent(&RULE, "def sum(a, b): ...\nsum(x, [])\n");
    }
}
