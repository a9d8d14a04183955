//! `is` with a generic type or a union that is made just now.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, BinOp, CompareExpr, CompareOp, Expr};
use rowan::GreenNodeData;

use crate::constant::without_parentheses;
use crate::fix::replace_operator;
use crate::green::{has_token, nodes};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `is` with a generic type or a union that is made just now.
    ///
    /// `list[int]` and `int | None` are expressions: each time they are evaluated, they make a new object
    /// that describes the type. Nothing else can be that object, so `is` is always false, even for
    /// `list[int] is list[int]`.
    ///
    /// Compare with `==`, which compares the parts. The fix is unsafe because it changes the answer.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def is_numbers(annotation):
    ///     return annotation is list[int] or annotation is (int | None)  # flagged: made anew
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def is_numbers(annotation):
    ///     return annotation == list[int] or annotation == (int | None)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import typing
    ///
    /// def is_list(annotation):
    ///     return annotation == list[int] or typing.get_origin(annotation) is list
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print(list[int] is list[int], list[int] == list[int])  # prints: False True
    /// print((int | None) is (int | None))  # prints: False
    /// ```
    "generic-alias-identity",
    code: "RW112", group: Identity, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[COMPARE_EXPR]) if has_alias in Function => check,
}

fn has_alias(node: &GreenNodeData) -> bool {
    let kinds = [SUBSCRIPT_EXPR as u16, BIN_EXPR as u16, PAREN_EXPR as u16];
    has_token(node, IS_KW) && nodes(node).any(|it| kinds.contains(&it.kind().0))
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let (answer, equals) = match pair.op {
            CompareOp::Is => ("false", "=="),
            CompareOp::IsNot => ("true", "!="),
            _ => continue,
        };
        let sides = [&pair.left, &pair.right];
        let Some(alias) = sides.into_iter().find(|it| is_alias(cx.names(), it)) else { continue };
        if is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let edits = vec![replace_operator(cx.text(), pair.op_range, equals)];
        let text = alias.syntax().text();
        let message = format!("`{text}` is made anew each time, so this is always {answer}");
        cx.report(range, message)
            .help(format!("compare the parts, with `{equals}`"))
            .unsafe_fix("Compare the parts", edits);
    }
}

/// Is `expr` a parameterised builtin class or a union of types, and so a new object?
///
/// What `typing` makes is kept in a cache and may be one object.
fn is_alias(names: &Names<'_>, expr: &Expr) -> bool {
    match without_parentheses(expr.clone()) {
        Some(Expr::Subscript(it)) => it.value().is_some_and(|it| is_generic(names, &it)),
        Some(Expr::Bin(it)) if it.op() == Some(BinOp::BitOr) => {
            let sides = [it.left(), it.right()];
            let is_type = |it: &Option<Expr>| it.as_ref().is_some_and(|it| is_type(names, it));
            let is_none =
                |it: &Option<Expr>| it.as_ref().is_some_and(|it| it.syntax().text() == "None");
            sides.iter().any(is_type) && sides.iter().all(|it| is_type(it) || is_none(it))
        }
        _ => false,
    }
}

fn is_generic(names: &Names<'_>, expr: &Expr) -> bool {
    names.path(expr).is_some_and(|it| {
        let builtin = it.strip_prefix("builtins.");
        builtin.is_some_and(|it| {
            matches!(it, "list" | "dict" | "tuple" | "set" | "frozenset" | "type")
        }) || it.starts_with("collections.abc.")
    })
}

fn is_type(names: &Names<'_>, expr: &Expr) -> bool {
    let is_builtin = names.path(expr).is_some_and(|it| {
        let builtin = it.strip_prefix("builtins.");
        builtin.is_some_and(|it| {
            matches!(it, "int" | "str" | "float" | "bytes" | "bool" | "complex" | "object")
        })
    });
    is_builtin || is_generic(names, expr) || is_alias(names, expr)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn aliases_and_unions() {
        flags(
            &RULE,
            "
def f(annotation):
    return annotation is list[int] or annotation is (int | None)  # flagged: made anew
",
        );
        flags(&RULE, "x is not (str | list[int] | None)  # flagged: always true\n");
    }

    #[test]
    fn whatever_may_be_one_object() {
        silent(
            &RULE,
            "
import typing
from typing import List
def f(annotation, rows, a, b):
    return annotation == list[int] or typing.get_origin(annotation) is list
def g(x, list, a, b):
    return x is list[0] or x is List[int] or x is (a | b) or x is (a | None)
",
        );
    }
}
