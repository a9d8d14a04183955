//! `==` with `True` or `False`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Comparison, Expr};
use refwise_syntax::{TextEdit, TextRange};
use rowan::GreenNodeData;

use crate::annotation::{self, Annotated};
use crate::green::has_constant;
use crate::plain::is_bool;
use crate::rule::RuleContext;

crate::rule! {
    /// Comparing a truth value with `True` or `False`.
    ///
    /// Where a value is a `bool`, `value == True` is `value` again, and `value == False` is
    /// `not value`. The comparison says the same with one more step, and hides that there was an
    /// answer already.
    ///
    /// It is reported only where the operand is known to be a `bool`: by its annotation, or because
    /// everything it is assigned is one. `x == True` is something else for other types (`2 == True` is
    /// false, though 2 is true; an array gives an array), so unknown operands are left alone.
    ///
    /// The fix drops the comparison. It is safe where the value is a `bool` by construction; an
    /// annotation is not enforced at run time, so there the fix wants a look.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def wait(done: bool, jobs):
    ///     idle = not jobs
    ///     if done == True:  # flagged: `done` is a `bool`
    ///         return "done"
    ///     if idle != True and None in jobs:  # flagged: `idle` is a `bool`
    ///         return "busy"
    ///     return False == idle  # flagged: `idle` is a `bool`
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def wait(done: bool, jobs):
    ///     idle = not jobs
    ///     if done:
    ///         return "done"
    ///     if not idle and None in jobs:
    ///         return "busy"
    ///     return not idle
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import numpy as np
    ///
    /// def strict(value, flag: "bool | None", numbers):
    ///     mask = np.asarray(numbers) > 5
    ///     return value == True, flag == False, np.where(mask == True)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print(2 == True, bool(2) == True)  # prints: False True
    /// ```
    "eq-bool",
    code: "RW106", group: Identity, severity: Info, fix: Safe, since: "0.1.0",
    noqa: ["E712", "C0121", "PLC0121", "FURB149"],
    look: Nodes(&[COMPARE_EXPR]) if has_bool in Function => check,
}

fn has_bool(node: &GreenNodeData) -> bool {
    has_constant(node, TRUE_KW) || has_constant(node, FALSE_KW)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    let pairs = node.pairs();
    for pair in &pairs {
        let Some((operand, constant, range)) = compared_with_bool(pair) else { continue };
        let is_exact = is_bool(cx.names(), &operand);
        if !is_exact && annotation::of_operand(cx.names(), &operand) != Annotated::Bool {
            continue;
        }
        let keeps = constant == (pair.op == CompareOp::Eq);
        let what = operand.syntax().text();
        let instead = if keeps { format!("{what}") } else { format!("not {what}") };
        let message =
            format!("`{what}` is a `bool`, so comparing it with `{constant}` tells nothing new")
                .replace("`true`", "`True`")
                .replace("`false`", "`False`");
        let report = cx.report(range, message).help(format!("write `{instead}`"));
        if pairs.len() > 1 {
            continue;
        }
        let edits = edits(&operand, range, keeps);
        if is_exact {
            report.safe_fix("Drop the comparison", edits);
        } else {
            report.unsafe_fix("Drop the comparison", edits);
        }
    }
}

/// The operand beside `True` or `False`, which of the two it is, and the range of the comparison.
fn compared_with_bool(pair: &Comparison) -> Option<(Expr, bool, TextRange)> {
    if !matches!(pair.op, CompareOp::Eq | CompareOp::NotEq) {
        return None;
    }
    let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
    match (bool_literal(&pair.left), bool_literal(&pair.right)) {
        (None, Some(it)) => Some((pair.left.clone(), it, range)),
        (Some(it), None) => Some((pair.right.clone(), it, range)),
        _ => None,
    }
}

fn bool_literal(expr: &Expr) -> Option<bool> {
    let Expr::Constant(it) = expr else { return None };
    match it.token()?.kind() {
        TRUE_KW => Some(true),
        FALSE_KW => Some(false),
        _ => None,
    }
}

/// Takes away all but the operand, with `not` before it where the answer is turned round.
fn edits(operand: &Expr, range: TextRange, keeps: bool) -> Vec<TextEdit> {
    let kept = operand.syntax().text_range();
    let before = TextRange::new(range.start(), kept.start());
    let behind = TextRange::new(kept.end(), range.end());
    let mut edits = Vec::new();
    if !keeps || !before.is_empty() {
        edits.push(TextEdit::replace(before, if keeps { "" } else { "not " }));
    }
    if !behind.is_empty() {
        edits.push(TextEdit::replace(behind, ""));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn an_annotated_parameter() {
        flags(
            &RULE,
            "def f(done: bool):\n    if done == True:  # flagged: `done`\n        return 1\n",
        );
    }

    #[test]
    fn masks() {
        silent(
            &RULE,
            "
import numpy as np
def f(a):
    mask = np.asarray(a) > 5
    return np.where(mask == True)
",
        );
    }

    #[test]
    fn what_is_assigned() {
        flags(&RULE, "def f(x):\n    y = x is None\n    return y != False  # flagged: `y`\n");
        flags(&RULE, "isinstance(x, int) == False  # flagged: `False`\n");
        silent(&RULE, "def f(x):\n    y = x == 1\n    return y == False\n");
        silent(&RULE, "def f(x, y=True):\n    return y == False\n");
        flags(
            &RULE,
            "done = False\nwhile done == False:  # flagged: `done`\n    done = len(x) > 3\n",
        );
        silent(
            &RULE,
            "done = False\ndef f(x):\n    global done\n    done = x\nwhile done == False: pass\n",
        );
        silent(&RULE, "any = f\nany(x) == True\n");
    }
}
