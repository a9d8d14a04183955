//! `is` between values of types whose identity is the interpreter's own business.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Comparison, Expr, NameExpr};
use rowan::GreenNodeData;

use crate::annotation::builtin_types;
use crate::bindings::How;
use crate::calls::same_text;
use crate::constant::constant_type;
use crate::fix::replace_operator;
use crate::fresh::fresh;
use crate::green::has_token;
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `is` between values of types whose identity is the interpreter's own business.
    ///
    /// Whether two equal numbers, texts or tuples are one object depends on how they came about: CPython
    /// keeps the ints from -5 to 256 once each, shares texts that look like identifiers, and merges equal
    /// constants of one function or module. A number that was computed, read or sent is another object,
    /// so the test works in the example and fails with the data.
    ///
    /// It is reported where both sides are known to be such values, by annotation or by how they are made,
    /// and where one side is a constant number outside the shared range.
    ///
    /// Compare values with `==`. The fix is safe where both sides are known to be builtin values.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// LEVEL = 1000
    ///
    /// def is_level(n):
    ///     return n is LEVEL  # flagged: `int`
    ///
    /// def is_same(a: str, b: str) -> bool:
    ///     return a is b  # flagged: `str`
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// LEVEL = 1000
    ///
    /// def is_level(n):
    ///     return n == LEVEL
    ///
    /// def is_same(a: str, b: str) -> bool:
    ///     return a == b
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// MISSING = object()
    ///
    /// def is_same(a: str, b: str, c: int | None = None, d=MISSING) -> bool:
    ///     return a == b and c is not None and d is not MISSING
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print(int("256") is int("256"), int("257") is int("257"))  # prints: True False
    /// ```
    "is-value-type",
    code: "RW103", group: Identity, severity: Warning, fix: Safe, since: "0.1.0",
    noqa: ["F632", "R0123", "PLR0123", "S5795"],
    look: Nodes(&[COMPARE_EXPR]) if has_is in Function => check,
}

fn has_is(node: &GreenNodeData) -> bool {
    has_token(node, IS_KW)
}

const VALUES: [&str; 7] = ["int", "float", "complex", "str", "bytes", "tuple", "frozenset"];

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let equals = match pair.op {
            CompareOp::Is => "==",
            CompareOp::IsNot => "!=",
            _ => continue,
        };
        let Some((value, are_both)) = value_sides(cx.names(), &pair) else { continue };
        let path = cx.file().path(cx.db());
        if is_in_test(path, node.syntax()) || is_shortcut(&node, &pair) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let edits = vec![replace_operator(cx.text(), pair.op_range, equals)];
        let message = format!(
            "whether two equal objects of type `{value}` are one object is up to the interpreter"
        );
        let report = cx.report(range, message).help(format!("compare values, with `{equals}`"));
        if are_both {
            report.safe_fix("Compare values", edits);
        } else {
            report.unsafe_fix("Compare values", edits);
        }
    }
}

/// The type of the values that are compared, and whether both sides are known to be values.
fn value_sides(names: &Names<'_>, pair: &Comparison) -> Option<(String, bool)> {
    // Literals and new objects are the topic of other rules.
    let is_plain = |it: &Expr| constant_type(it).is_none() && fresh(names, it).is_none();
    if !is_plain(&pair.left) || !is_plain(&pair.right) || same_text(&pair.left, &pair.right) {
        return None;
    }
    let sides = [value_type(names, &pair.left), value_type(names, &pair.right)];
    match sides {
        [Some(a), Some(b)] => (a == b).then_some((a, true)),
        [Some(a), None] => is_number(names, &pair.left, &pair.right).then_some((a, false)),
        [None, Some(b)] => is_number(names, &pair.right, &pair.left).then_some((b, false)),
        [None, None] => None,
    }
}

fn value_type(names: &Names<'_>, expr: &Expr) -> Option<String> {
    let mut types = builtin_types(names, expr)?;
    let [_] = types.as_slice() else { return None };
    types.pop().filter(|it| VALUES.contains(&it.as_str()))
}

/// Is `side` a name for a number that is not shared, and `other` no parameter that takes the very
/// object by default?
fn is_number(names: &Names<'_>, side: &Expr, other: &Expr) -> bool {
    let Expr::Name(name) = side else { return false };
    let Some(How::Assign(value)) = names.sole_binding(name).map(|it| it.how) else { return false };
    let text = value.syntax().text().to_string().replace('_', "");
    let is_large = matches!(text.parse::<i64>(), Ok(it) if !(-5..=256).contains(&it));
    is_large && !is_default(names, other, name)
}

fn is_default(names: &Names<'_>, other: &Expr, name: &NameExpr) -> bool {
    let Expr::Name(other) = other else { return true };
    let Some(How::Param(param)) = names.sole_binding(other).map(|it| it.how) else { return true };
    param.default().is_some_and(|it| it.syntax().text() == name.syntax().text())
}

/// Is it the quick way to an answer that `==` of the same two gives as well?
fn is_shortcut(node: &CompareExpr, pair: &Comparison) -> bool {
    let Some(function) = node.syntax().ancestors().find(|it| it.kind() == FUNCTION_DEF) else {
        return false;
    };
    let comparisons = function.descendants().filter_map(CompareExpr::cast);
    comparisons.flat_map(|it| it.pairs()).any(|it| {
        let is_same = same_text(&it.left, &pair.left) && same_text(&it.right, &pair.right);
        let is_turned = same_text(&it.left, &pair.right) && same_text(&it.right, &pair.left);
        (is_same || is_turned) && !matches!(it.op, CompareOp::Is | CompareOp::IsNot)
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn annotations_and_constants() {
        flags(
            &RULE,
            "
def same_user(a: int, b: int) -> bool:
    return a is b  # flagged: `int`
LEVEL = 1000
def is_level(n):
    return n is LEVEL  # flagged: `int`
def f(x, y):
    return str(x) is not repr(y)  # flagged: `str`
",
        );
    }

    #[test]
    fn sentinels() {
        silent(
            &RULE,
            "
_MISSING = object()
def get(d, k, default=_MISSING):
    v = d.get(k, _MISSING)
    if v is _MISSING and default is _MISSING:
        raise KeyError(k)
    return v
UNSET = 'unset'
BIG = 1000
SMALL = 3
def g(x, y=BIG):
    return x is UNSET or y is BIG or x is SMALL
",
        );
    }

    #[test]
    fn unions_and_shortcuts() {
        silent(
            &RULE,
            "
def f(a: int | None, b: int | None, c: bool, d: bool):
    return a is b or c is d
def g(a: str, b: str):
    return a is b or a == b
",
        );
    }
}
