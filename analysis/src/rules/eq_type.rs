//! `type(a) == T`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr, CompareExpr, CompareOp, Expr};
use rowan::GreenNodeData;

use crate::calls::{called_path, n_arguments};
use crate::constant::without_parentheses;
use crate::fix::replace_operator;
use crate::fresh::plain_class;
use crate::green::{has_token, last_text, nodes};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `type(a) == T`, a question about which class it is.
    ///
    /// A class is one object, so `is` asks what is meant, does not run the metaclass's `__eq__`, and says
    /// that subclasses are out on purpose. Often `isinstance` is what was meant.
    ///
    /// It is reported where the other side is a class for sure: another call of `type`, a builtin type, or
    /// a class of this file. Things that only compare like types, such as numpy's dtypes and generic
    /// aliases, need `==`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def is_alike(a, b):
    ///     return type(a) == type(b)  # flagged: a class is one object
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def is_alike(a, b):
    ///     return type(a) is type(b)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def is_alike(a, dtype):
    ///     return type(a) is list or type(a) == dtype or dtype == list[int]
    /// ```
    "eq-type",
    code: "RW111", group: Identity, severity: Info, fix: Safe, since: "0.1.0",
    noqa: ["E721", "C0123", "PLC0123", "S6660"],
    look: Nodes(&[COMPARE_EXPR]) if has_type_call in Function => check,
}

fn has_type_call(node: &GreenNodeData) -> bool {
    let is_type = |it: &GreenNodeData| {
        it.kind().0 == CALL_EXPR as u16
            && nodes(it).next().is_some_and(|it| last_text(it) == "type")
    };
    (has_token(node, EQEQUAL) || has_token(node, NOTEQUAL)) && nodes(node).any(is_type)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let is = match pair.op {
            CompareOp::Eq => "is",
            CompareOp::NotEq => "is not",
            _ => continue,
        };
        let names = cx.names();
        let sides = [(&pair.left, &pair.right), (&pair.right, &pair.left)];
        let is_about_type =
            sides.iter().any(|it| is_type_call(names, it.0) && is_class(names, it.1));
        if !is_about_type || is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let edits = vec![replace_operator(cx.text(), pair.op_range, is)];
        cx.report(range, format!("a class is one object: `{is}` asks whether it is this one"))
            .help(format!("compare with `{is}`, or ask `isinstance`"))
            .safe_fix("Compare identity", edits);
    }
}

fn is_type_call(names: &Names<'_>, expr: &Expr) -> bool {
    let n_args = |it: &CallExpr| n_arguments(it);
    let call = match without_parentheses(expr.clone()) {
        Some(Expr::Call(it)) => it,
        _ => return false,
    };
    n_args(&call) == Some(1)
        && called_path(names, &Expr::Call(call)).is_some_and(|it| it == "builtins.type")
}

fn is_class(names: &Names<'_>, expr: &Expr) -> bool {
    const TYPES: [&str; 15] = [
        "bool",
        "bytearray",
        "bytes",
        "complex",
        "dict",
        "float",
        "frozenset",
        "int",
        "list",
        "object",
        "range",
        "set",
        "str",
        "tuple",
        "type",
    ];
    let Expr::Name(name) = expr else { return is_type_call(names, expr) };
    let path = names.path(expr);
    let builtin = path.as_deref().and_then(|it| it.strip_prefix("builtins."));
    builtin.is_some_and(|it| TYPES.contains(&it)) || plain_class(names, name).is_some()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn classes() {
        flags(
            &RULE,
            "
class A: pass
def f(a, b):
    return type(a) == type(b) or type(a) != A or str == type(b)  # flagged: a class is one object
",
        );
    }

    #[test]
    fn whatever_only_compares_like_a_type() {
        silent(
            &RULE,
            "
import numpy as np
def f(arr, ann, A, out_dtype=np.dtype(\"bool\")):
    return out_dtype != bool or ann == list[int] or type(arr) is list or type(arr) == A
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
import numpy as np
def f(arr, ann, out_dtype=np.dtype("bool")):
    return out_dtype != bool or ann == list[int] or type(arr) is list
"#,
        );
    }
}
