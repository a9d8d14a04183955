//! NaN that is looked for in a container.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Expr};
use rowan::GreenNodeData;

use super::nan_compare::nan_written;
use crate::constant::without_parentheses;
use crate::green::has_token;
use crate::names::Names;
use crate::rule::{RuleContext, Words};
use crate::surroundings::is_in_test;

crate::rule! {
    /// NaN that is looked for in a container.
    ///
    /// `in` asks for identity first and for equality then. NaN is equal to nothing, so it is found only if
    /// it is the very object that stands in the container: `math.nan in [math.nan]` is true and
    /// `float("nan") in [math.nan]` is false. What a computation gives is another object each time.
    ///
    /// Ask with `math.isnan`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import math
    ///
    /// def is_missing(value):
    ///     return value in (None, math.nan)  # flagged: NaN
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import math
    ///
    /// def is_missing(value):
    ///     return value is None or isinstance(value, float) and math.isnan(value)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import math
    /// print(math.nan in [math.nan], float("nan") in [math.nan])  # prints: True False
    /// ```
    "nan-in-container",
    code: "RW118", group: Identity, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["PLW0177", "W0177"],
    look: Nodes(&[COMPARE_EXPR]) if has_in in Function => check,
}

fn has_in(node: &GreenNodeData) -> bool {
    has_token(node, IN_KW)
}

/// The names of what is not equal to itself.
const NAMES: Words = Words::of(&["nan", "NaN", "NAN", "Nan"]);

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    if !cx.mentions_any(NAMES) {
        return;
    }
    for pair in node.pairs() {
        if !matches!(pair.op, CompareOp::In | CompareOp::NotIn) {
            continue;
        }
        let names = cx.names();
        let is_nan = nan_written(names, &pair.left).is_some() || has_nan(names, &pair.right);
        if !is_nan || is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        cx.report(
            range,
            "NaN is found only if it is this very object; one that was computed is another",
        )
        .help("ask with `math.isnan(x)`");
    }
}

fn has_nan(names: &Names<'_>, container: &Expr) -> bool {
    let is_nan = |it: Expr| nan_written(names, &it).is_some();
    match without_parentheses(container.clone()) {
        Some(Expr::Tuple(it)) => it.elements().any(is_nan),
        Some(Expr::List(it)) => it.elements().any(is_nan),
        Some(Expr::Set(it)) => it.elements().any(is_nan),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn both_sides() {
        flags(
            &RULE,
            "
import math
def is_missing(v, xs):
    return v in (None, math.nan)  # flagged: NaN
float('nan') not in xs  # flagged: NaN
x in {math.nan}  # flagged: NaN
",
        );
    }

    #[test]
    fn questions_that_work() {
        silent(
            &RULE,
            "
import math
def is_missing(v):
    return v is None or (isinstance(v, float) and math.isnan(v)) or v in ('nan', float(v))
",
        );
    }
}
