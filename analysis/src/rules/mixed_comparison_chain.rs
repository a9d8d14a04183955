//! Comparisons of different kinds in one chain.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Comparison, Expr};
use rowan::GreenNodeData;

use crate::green::{has_token, nodes};
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// Comparisons of different kinds in one chain.
    ///
    /// `a == b is None` looks like a question about `a == b`, and means `a == b and b is None`. Python
    /// chains all comparisons, those with `is` and `in` too, so that the middle operand is used twice.
    ///
    /// It is reported where `is` or `in` stands in a chain with an operator of another kind.
    /// `a[0] == a[-1] in ("'", '"')` cannot be misread and is left alone.
    ///
    /// Write the two comparisons with `and`, or put one of them in parentheses.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def both_none(a, b):
    ///     return a == b is None  # flagged: `a == b and b is None`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def both_none(a, b, c):
    ///     return a is b is c and 0 < len(a) < 3 and (a == b) is None
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print(1 == 1 in [1], (1 == 1) in [2], 1 == 1 in [2])  # prints: True False False
    /// print(3 == 4 in [False], (3 == 4) in [False])  # prints: False True
    /// ```
    "mixed-comparison-chain",
    code: "RW125", group: Identity, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["W3601", "PLW3601", "WPS409"],
    look: Nodes(&[COMPARE_EXPR]) if is_chain in Function => check,
}

fn is_chain(node: &GreenNodeData) -> bool {
    (has_token(node, IS_KW) || has_token(node, IN_KW)) && nodes(node).count() > 2
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    let pairs = node.pairs();
    let kinds: Vec<Kind> = pairs.iter().map(|it| kind(it.op)).collect();
    let Some(second) = kinds.windows(2).position(|it| it[0] != it[1]) else { return };
    let (first, second) = (&pairs[second], &pairs[second + 1]);
    if is_plain_to_see(first, second) || is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    let start = first.left.syntax().text_range().start();
    let text = |from: refwise_syntax::TextSize, to: refwise_syntax::TextSize| {
        &cx.text()[usize::from(from)..usize::from(to)]
    };
    let left = text(start, first.right.syntax().text_range().end());
    let range = second.left.syntax().text_range().cover(second.right.syntax().text_range());
    let right = text(range.start(), range.end());
    let message = if left.len() + right.len() > 60 || left.contains('\n') || right.contains('\n') {
        "a chain compares its middle operand twice, once with each neighbour".to_owned()
    } else {
        format!("a chain compares its middle operand twice: this is `{left} and {right}`")
    };
    cx.report(node.syntax().text_range(), message)
        .help("write the two comparisons with `and`, or put one in parentheses");
}

/// `first == last in ("'", '"')`: nobody takes the answer of `==` for one of these.
fn is_plain_to_see(first: &Comparison, second: &Comparison) -> bool {
    let is_text = |it: Expr| matches!(it, Expr::String(_));
    let are_texts = match &second.right {
        Expr::Tuple(it) => it.elements().all(is_text),
        Expr::List(it) => it.elements().all(is_text),
        Expr::Set(it) => it.elements().all(is_text),
        Expr::String(_) => true,
        _ => false,
    };
    kind(first.op) == Kind::Value && second.op == CompareOp::In && are_texts
}

#[derive(PartialEq, Eq)]
enum Kind {
    Identity,
    Membership,
    Value,
}

fn kind(op: CompareOp) -> Kind {
    match op {
        CompareOp::Is | CompareOp::IsNot => Kind::Identity,
        CompareOp::In | CompareOp::NotIn => Kind::Membership,
        _ => Kind::Value,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn mixed() {
        flags(
            &RULE,
            "def f(a, b):\n    return a == b is None  # flagged: `a == b and b is None`\n",
        );
        flags(&RULE, "a in b == c  # flagged: `a in b and b == c`\n");
        flags(&RULE, "0 < a is not b  # flagged: a is not b\n");
    }

    #[test]
    fn of_one_kind() {
        silent(
            &RULE,
            "def f(a, b, c):\n    return a is b is c and 0 < len(a) < 3 and a == b != c and (a == b) is c\n",
        );
    }
}
