//! Comparing with NaN.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr, CompareExpr, CompareOp, Comparison, Expr};
use refwise_syntax::{SyntaxNode, TextEdit};

use crate::bindings::How;
use crate::constant::without_parentheses;
use crate::names::Names;
use crate::rule::{RuleContext, Words};
use crate::surroundings::{is_in_test, last_name};

crate::rule! {
    /// Comparing with NaN.
    ///
    /// NaN is unequal to everything, itself included, and neither smaller nor greater than anything.
    /// So `==` with NaN is false, `!=` is true, and the ordering comparisons are false, whatever stands
    /// on the other side. `is` asks for one particular NaN object: `math.nan` is one, every
    /// `float("nan")` and every computed NaN is another.
    ///
    /// Ask the number instead: `math.isnan(x)`, `cmath.isnan(x)`, `numpy.isnan(x)`, `d.is_nan()` for
    /// a `Decimal`. Left alone is `is numpy.nan` for names like `na_value` and `fill_value`: there the
    /// object is passed around as a marker. The fix is unsafe because `math.isnan` refuses what is no number.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import math
    ///
    /// def clean(value, default):
    ///     if value == math.nan:  # flagged: always false
    ///         return default
    ///     if value is not math.nan:  # flagged: one particular NaN object
    ///         return value
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// import math
    ///
    /// def clean(value, default):
    ///     if math.isnan(value):
    ///         return default
    ///     if not math.isnan(value):
    ///         return value
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import math
    ///
    /// def clean(value, default):
    ///     if math.isnan(value) or value != value:
    ///         return default
    ///     return value in (math.inf, float("inf")) or value == math.pi
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import math
    /// print(math.nan == math.nan, math.nan < 1, math.inf - math.inf is math.nan)  # prints: False False False
    /// ```
    "nan-compare",
    code: "RW117", group: Identity, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: ["PLW0177", "W0177", "RUF069"],
    look: Nodes(&[COMPARE_EXPR]) in Function => check,
}

/// The names of what is not equal to itself.
const NAMES: Words = Words::of(&["nan", "NaN", "NAN", "Nan"]);

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    if !cx.mentions_any(NAMES) {
        return;
    }
    let pairs = node.pairs();
    for pair in &pairs {
        if matches!(pair.op, CompareOp::In | CompareOp::NotIn) {
            continue;
        }
        let Some((operand, nan)) = nan_side(cx.names(), pair) else { continue };
        if nan.is_numpy && is_marker_test(pair, &node) {
            continue;
        }
        if is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let edit = match pairs.len() {
            1 => mend(pair.op, &operand, &nan).map(|it| TextEdit::replace(range, it)),
            _ => None,
        };
        let report = cx.report(range, message(pair.op)).help(nan.help());
        if let Some(edit) = edit {
            report.unsafe_fix("Ask whether it is NaN", vec![edit]);
        }
    }
}

fn message(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Is | CompareOp::IsNot => {
            "this asks for one particular NaN object; a NaN that was computed is another one"
        }
        CompareOp::NotEq => "NaN is unequal to everything, itself included, so this is always true",
        CompareOp::Eq => "NaN is equal to nothing, not even to itself, so this is always false",
        _ => "NaN is neither smaller nor greater than anything, so this is always false",
    }
}

/// A NaN in the source.
pub(super) struct Nan {
    /// The module whose `isnan` tells, as it is written here; `None` where none is at hand.
    module: Option<String>,
    is_decimal: bool,
    is_numpy: bool,
}

impl Nan {
    /// The constant at `path`, read from `module` as it is written here.
    fn constant(path: &str, module: Option<String>) -> Option<Nan> {
        let is_numpy = path.starts_with("numpy.");
        is_nan_constant(path).then_some(Nan { module, is_decimal: false, is_numpy })
    }

    fn help(&self) -> &'static str {
        if self.is_decimal { "ask the number: `x.is_nan()`" } else { "ask with `math.isnan(x)`" }
    }
}

/// The other operand and the NaN, where one side is one.
///
/// A variable is followed to its only binding, but not for `is`: there it may be meant as a marker
/// that is passed around.
fn nan_side(names: &Names<'_>, pair: &Comparison) -> Option<(Expr, Nan)> {
    let is_identity = matches!(pair.op, CompareOp::Is | CompareOp::IsNot);
    let nan = |it: &Expr| match nan_written(names, it) {
        None if !is_identity => nan_behind(names, it),
        nan => nan,
    };
    let sides = [(&pair.left, &pair.right), (&pair.right, &pair.left)];
    sides.into_iter().find_map(|(operand, side)| Some((operand.clone(), nan(side)?)))
}

/// The NaN that `expr` spells.
pub(super) fn nan_written(names: &Names<'_>, expr: &Expr) -> Option<Nan> {
    match without_parentheses(expr.clone())? {
        Expr::Unary(it) if it.op()?.kind() == MINUS => nan_written(names, &it.operand()?),
        Expr::Attribute(it) => {
            let module = it.value().map(|it| it.syntax().text().to_string());
            Nan::constant(&names.path(&Expr::Attribute(it))?, module)
        }
        Expr::Name(it) => Nan::constant(&names.path(&Expr::Name(it))?, None),
        Expr::Call(it) => nan_call(names, &it),
        _ => None,
    }
}

/// The NaN that the only assignment of the variable `expr` spells.
fn nan_behind(names: &Names<'_>, expr: &Expr) -> Option<Nan> {
    let Expr::Name(name) = without_parentheses(expr.clone())? else { return None };
    let How::Assign(value) = names.sole_binding(&name)?.how else { return None };
    Some(Nan { module: None, ..nan_written(names, &value)? })
}

fn is_nan_constant(path: &str) -> bool {
    matches!(path, "math.nan" | "cmath.nan" | "numpy.nan" | "numpy.NaN" | "numpy.NAN")
}

/// `float("nan")` and `Decimal("NaN")`.
fn nan_call(names: &Names<'_>, call: &CallExpr) -> Option<Nan> {
    let is_decimal = match names.path(&call.func()?)?.as_str() {
        "builtins.float" | "numpy.float32" | "numpy.float64" => false,
        "decimal.Decimal" => true,
        _ => return None,
    };
    let args = call.args()?;
    let mut values = args.args();
    let (Some(Expr::String(text)), None) = (values.next(), values.next()) else { return None };
    spells_nan(text.syntax()).then_some(Nan { module: None, is_decimal, is_numpy: false })
}

fn spells_nan(string: &SyntaxNode) -> bool {
    let text = string.text().to_string().to_ascii_lowercase();
    let text = text.trim_matches(['"', '\'', ' ']).trim_start_matches(['+', '-']);
    matches!(text, "nan" | "snan")
}

/// Does the comparison, or one that is joined to it by `and`, ask by identity for what a name says to
/// be a marker for missing values? Libraries on top of numpy pass `numpy.nan` around as one.
fn is_marker_test(pair: &Comparison, node: &CompareExpr) -> bool {
    let is_identity = matches!(pair.op, CompareOp::Is | CompareOp::IsNot);
    let joined = node.syntax().ancestors().skip(1).take_while(|it| it.kind() == BOOL_EXPR);
    let comparisons = joined.flat_map(|it| it.children()).filter_map(CompareExpr::cast);
    let mut operands = comparisons.chain([node.clone()]).flat_map(|it| it.operands());
    is_identity && operands.any(|it| last_name(&it).is_some_and(|it| is_marker_name(&it)))
}

fn is_marker_name(name: &str) -> bool {
    let name = name.to_lowercase();
    ["na_", "fill", "missing", "default", "sentinel"].iter().any(|it| name.contains(it))
}

/// The question that was meant.
fn mend(op: CompareOp, operand: &Expr, nan: &Nan) -> Option<String> {
    let not = match op {
        CompareOp::Eq | CompareOp::Is => "",
        CompareOp::NotEq | CompareOp::IsNot => "not ",
        _ => return None,
    };
    let module = nan.module.as_ref()?;
    Some(format!("{not}{module}.isnan({})", operand.syntax().text()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn calls_and_constants() {
        flags(
            &RULE,
            "
import math
def f(x):
    return x == float(\"nan\") or x is math.nan  # flagged: NaN
",
        );
        flags(&RULE, "x < -float(' NaN ')  # flagged: neither smaller\n");
        flags(&RULE, "import numpy as np\nx != np.nan  # flagged: always true\n");
        flags(&RULE, "from decimal import Decimal as D\nx == D('sNaN')  # flagged: always false\n");
    }

    #[test]
    fn names_for_it() {
        flags(
            &RULE,
            "NAN = float('nan')\ndef f(x):\n    return x == NAN  # flagged: always false\n",
        );
        flags(&RULE, "from math import nan\nx is nan  # flagged: one particular\n");
        silent(&RULE, "NAN = float('nan')\ndef f(x):\n    return x is NAN\n");
        silent(&RULE, "NAN = float('nan')\ndef f(x):\n    global NAN\n    NAN = 1\nx == NAN\n");
    }

    #[test]
    fn a_variable_made_of_itself() {
        silent(&RULE, "x = -x\ny == x  # nan\n");
    }

    #[test]
    fn questions_that_work() {
        silent(&RULE, "import math\ndef f(x):\n    return math.isnan(x) or x != x\n");
        silent(&RULE, "x == float('inf')\nx == float(nan)\nx in (float('nan'),)\n");
    }

    #[test]
    fn shadowed_names() {
        silent(&RULE, "def float(x): ...\nx == float('nan')\n");
        silent(&RULE, "def f(math):\n    return x == math.nan\n");
        silent(&RULE, "from m import *\nx == float('nan')\n");
    }

    #[test]
    fn markers() {
        silent(&RULE, "import numpy as np\nif d.na_value is np.nan and x is np.nan: pass\n");
        flags(&RULE, "import numpy as np\nx[0] is np.nan  # flagged: one particular\n");
    }

    #[test]
    fn tests_of_nan() {
        silent(&RULE, "def test_nan():\n    assert float('nan') != float('nan')\n");
    }
}
