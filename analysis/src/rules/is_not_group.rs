//! `x is (not y)`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Expr, ParenExpr};
use rowan::GreenNodeData;

use crate::constant::constant_type;
use crate::green::{has_token, nodes};
use crate::plain::is_bool;
use crate::rule::RuleContext;

crate::rule! {
    /// `x is (not y)`, where `x is not y` was meant.
    ///
    /// The parentheses make `not y` a value of its own, `True` or `False`, and `is` compares with that.
    /// `x is (not None)` asks whether `x` is `True`.
    ///
    /// It is reported where `y` is a constant, since then nobody can have meant it. Between two truth
    /// values, `a is (not b)` does make sense.
    ///
    /// Drop the parentheses. The fix is unsafe because it changes the answer.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def is_set(x):
    ///     return x is (not None)  # flagged: compares with `True`
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def is_set(x):
    ///     return x is not None
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def is_set(x, flag: bool, other: bool):
    ///     return x is not None and flag is (not other)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print(5 is (not None), 5 is not None)  # prints: False True
    /// ```
    "is-not-group",
    code: "RW124", group: Identity, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[COMPARE_EXPR]) if has_group in Function => check,
}

fn has_group(node: &GreenNodeData) -> bool {
    has_token(node, IS_KW) && nodes(node).any(|it| it.kind().0 == PAREN_EXPR as u16)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let Expr::Paren(group) = &pair.right else { continue };
        let Some(operand) = negated(group).filter(|_| pair.op == CompareOp::Is) else { continue };
        if constant_type(&operand).is_none() || is_bool(cx.names(), &pair.left) {
            continue;
        }
        let text = operand.syntax().text();
        let value = if is_true(&operand) { "False" } else { "True" };
        let message = format!("this compares with `{value}`, which is what `(not {text})` gives");
        let edit = TextEdit::replace(group.syntax().text_range(), format!("not {text}"));
        cx.report(group.syntax().text_range(), message)
            .help(format!("drop the parentheses: `is not {text}`"))
            .unsafe_fix("Drop the parentheses", vec![edit]);
    }
}

fn negated(group: &ParenExpr) -> Option<Expr> {
    let Expr::Unary(not) = group.value()? else { return None };
    (not.op()?.kind() == NOT_KW).then(|| not.operand())?
}

/// Is the constant true?
fn is_true(constant: &Expr) -> bool {
    let text = constant.syntax().text().to_string();
    !matches!(text.as_str(), "None" | "False" | "0" | "0.0" | "()" | "''" | "\"\"")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn constants() {
        flags(&RULE, "def f(x):\n    return x is (not None)  # flagged: `True`\n");
        flags(&RULE, "x is (not 1)  # flagged: `False`\n");
    }

    #[test]
    fn truth_values() {
        silent(
            &RULE,
            "def f(x, flag: bool):\n    return x is not None and flag == (not x) and x is (not flag) and x is not (None)\n",
        );
    }
}
