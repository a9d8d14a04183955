//! `==` with `NotImplemented` or `...`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Expr};
use rowan::GreenNodeData;

use crate::constant::without_parentheses;
use crate::fix::replace_operator;
use crate::green::{has_constant, has_token, last_text, nodes};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `==` with `NotImplemented` or `...`.
    ///
    /// Each of the two is one object, and what is asked is whether it is that object. `==` asks the other
    /// operand's `__eq__` instead, which may say anything: an array compares its elements, a mock says
    /// yes, and some raise.
    ///
    /// Compare identity with `is`. The fix is unsafe where the other operand has an `__eq__` of its own.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def differ(a, b):
    ///     answer = a.__eq__(b)
    ///     if answer == NotImplemented:  # flagged: `NotImplemented`
    ///         return True
    ///     return not answer
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def differ(a, b):
    ///     answer = a.__eq__(b)
    ///     if answer is NotImplemented:
    ///         return True
    ///     return not answer
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def pick(table, key):
    ///     return table[..., 0] if key is ... else table[key]
    /// ```
    "eq-singleton",
    code: "RW107", group: Identity, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[COMPARE_EXPR]) if has_singleton in Function => check,
}

fn has_singleton(node: &GreenNodeData) -> bool {
    let is_equality = has_token(node, EQEQUAL) || has_token(node, NOTEQUAL);
    let is_name = |it: &GreenNodeData| {
        it.kind().0 == NAME_EXPR as u16 && matches!(last_text(it), "NotImplemented" | "Ellipsis")
    };
    is_equality && (has_constant(node, ELLIPSIS) || nodes(node).any(is_name))
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let is = match pair.op {
            CompareOp::Eq => "is",
            CompareOp::NotEq => "is not",
            _ => continue,
        };
        let names = cx.names();
        let (left, right) = (singleton(names, &pair.left), singleton(names, &pair.right));
        let (name, other) = match (left, right) {
            (Some(name), None) => (name, &pair.right),
            (None, Some(name)) => (name, &pair.left),
            _ => continue,
        };
        if is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let message = format!(
            "this asks `{}` whether it is equal to `{name}`; whether it is that object is what `{is}` tells",
            other.syntax().text()
        );
        let edits = vec![replace_operator(cx.text(), pair.op_range, is)];
        cx.report(range, message)
            .help(format!("compare identity, with `{is}`"))
            .unsafe_fix("Compare identity", edits);
    }
}

fn singleton(names: &Names<'_>, expr: &Expr) -> Option<&'static str> {
    let expr = without_parentheses(expr.clone())?;
    match &expr {
        Expr::Constant(it) => (it.token()?.kind() == ELLIPSIS).then_some("..."),
        Expr::Name(_) => match names.path(&expr)?.as_str() {
            "builtins.NotImplemented" => Some("NotImplemented"),
            "builtins.Ellipsis" => Some("Ellipsis"),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn equality() {
        flags(
            &RULE,
            "
def __eq__(a, b):
    r = a.compare(b)
    if r == NotImplemented:  # flagged: `NotImplemented`
        return False
    return r != ... or Ellipsis == r  # flagged: equal to
",
        );
    }

    #[test]
    fn identity_and_indexes() {
        silent(
            &RULE,
            "
def f(x, index, Ellipsis):
    if x is NotImplemented or x == Ellipsis:
        return None
    return index[..., 0] == 3
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
def f(x, index):
    if x is NotImplemented:
        return None
    return index[..., 0] == 3
",
        );
    }
}
