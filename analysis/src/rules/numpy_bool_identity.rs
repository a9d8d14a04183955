//! `is True` with what numpy answers.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CallExpr, CompareExpr, CompareOp, Expr};
use rowan::GreenNodeData;

use crate::calls::{called_path, method_call};
use crate::constant::without_parentheses;
use crate::green::{has_constant, has_token};
use crate::names::Names;
use crate::origin::origin;
use crate::rule::RuleContext;

crate::rule! {
    /// `is True` or `is False` with what numpy answers.
    ///
    /// `np.any(a)`, `np.isnan(x)` and `a.all()` give numpy's own truth values, `np.True_` and `np.False_`.
    /// They are equal to Python's and are other objects, so `is True` and `is False` are both always
    /// false.
    ///
    /// Drop the comparison, or make it a `bool` first. The fix does the latter; it is unsafe because it
    /// changes the answer.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import numpy as np
    ///
    /// def is_empty(a):
    ///     return np.any(a) is False  # flagged: numpy's own truth value
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// import numpy as np
    ///
    /// def is_empty(a):
    ///     return bool(np.any(a)) is False
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import numpy as np
    ///
    /// def is_empty(a):
    ///     return not np.any(a) or np.array_equal(a, []) is True
    /// ```
    "numpy-bool-identity",
    code: "RW122", group: Identity, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[COMPARE_EXPR]) if has_bool => check,
}

fn has_bool(node: &GreenNodeData) -> bool {
    has_token(node, IS_KW) && (has_constant(node, TRUE_KW) || has_constant(node, FALSE_KW))
}

/// Functions of numpy that give a `np.bool` or an array, never a `bool`.
const FUNCTIONS: [&str; 17] = [
    "any",
    "all",
    "isnan",
    "isinf",
    "isfinite",
    "isclose",
    "isin",
    "logical_and",
    "logical_or",
    "logical_not",
    "logical_xor",
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
];

/// Functions of numpy that give an array.
const ARRAYS: [&str; 12] = [
    "array",
    "asarray",
    "zeros",
    "ones",
    "empty",
    "full",
    "arange",
    "linspace",
    "zeros_like",
    "ones_like",
    "concatenate",
    "eye",
];

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    if !cx.mentions("numpy") {
        return;
    }
    for pair in node.pairs() {
        let answer = match pair.op {
            CompareOp::Is => "false",
            CompareOp::IsNot => "true",
            _ => continue,
        };
        let is_bool = matches!(pair.right.syntax().text().to_string().as_str(), "True" | "False");
        if !is_bool || !gives_numpy_bool(cx.names(), &pair.left) {
            continue;
        }
        let text = pair.left.syntax().text().to_string();
        let message = format!("`{text}` gives numpy's own truth value, so this is always {answer}");
        let edit = TextEdit::replace(pair.left.syntax().text_range(), format!("bool({text})"));
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        cx.report(range, message)
            .help("drop the comparison, or make it a `bool` first")
            .unsafe_fix("Make it a `bool`", vec![edit]);
    }
}

fn gives_numpy_bool(names: &Names<'_>, expr: &Expr) -> bool {
    let Some(made) = origin(names, expr) else { return false };
    let Expr::Call(call) = &made else { return false };
    let is_function = is_numpy(names, &made, &FUNCTIONS);
    let is_reduction = |call: &CallExpr| {
        let Some((array, method)) = method_call(call) else { return false };
        matches!(method.text(), "all" | "any") && is_array(names, &array, 8)
    };
    is_function || is_reduction(call)
}

fn is_numpy(names: &Names<'_>, call: &Expr, known: &[&str]) -> bool {
    let path = called_path(names, call);
    let name = path.as_deref().and_then(|it| it.strip_prefix("numpy."));
    name.is_some_and(|it| known.contains(&it))
}

/// Is it an array: made by numpy, or computed with one?
fn is_array(names: &Names<'_>, expr: &Expr, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let is = |it: Option<Expr>| it.is_some_and(|it| is_array(names, &it, depth));
    match without_parentheses(expr.clone()) {
        Some(it @ Expr::Call(_)) => is_numpy(names, &it, &ARRAYS),
        Some(Expr::Bin(it)) => is(it.left()) || is(it.right()),
        Some(Expr::Compare(it)) => it.operands().any(|it| is_array(names, &it, depth)),
        Some(it @ Expr::Name(_)) => {
            origin(names, &it).is_some_and(|it| is_array(names, &it, depth))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn functions_and_reductions() {
        flags(
            &RULE,
            "
import numpy as np
def f(a, b):
    return np.any(a) is True or (np.asarray(a) == b).all() is False  # flagged: always false
def g(a):
    c = np.zeros(3) + a
    d = np.isnan(a)
    return c.any() is not True or d is not False  # flagged: always true
",
        );
    }

    #[test]
    fn pythons_own() {
        silent(
            &RULE,
            "
import numpy as np
def f(a):
    return bool(np.any(a)) is True or np.array_equal(a, a) is True or a.all() is True
",
        );
    }
}
