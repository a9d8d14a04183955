//! `is` between things of types that never share an object.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Comparison, Expr};
use rowan::GreenNodeData;

use crate::calls::called_path;
use crate::constant::{ConstantType, constant_type, without_parentheses};
use crate::fresh::fresh;
use crate::green::{has_constant, has_token};
use crate::names::{Names, is_function};
use crate::origin::origins;
use crate::plain::plain_types;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `is` with `None`, `True` or `False` where the other side never is that object.
    ///
    /// `len(x)` is an `int` and so never `None`; `re.match` gives a match or `None` and so never `True`.
    /// The test always has the same answer, and one of its branches never runs. Often truth was meant, or
    /// another function's result.
    ///
    /// It is reported for results of functions whose types are known, and for local variables that only
    /// ever hold such results. Attributes and globals are left alone: other code may set them.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import re
    ///
    /// def has_head(text):
    ///     n = len(text)
    ///     if n is None:  # flagged: never `None`
    ///         return False
    ///     return re.match("head", text) is True  # flagged: never `True`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import re
    ///
    /// def has_head(text, n=None):
    ///     if n is None:
    ///         n = len(text)
    ///     return re.match("head", text) is not None and n > 3
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import re
    /// print(re.match("a", "a") is True, len("") is None)  # prints: False False
    /// ```
    "constant-identity",
    code: "RW121", group: Identity, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["S3403"],
    look: Nodes(&[COMPARE_EXPR]) if has_identity => check,
}

fn has_identity(node: &GreenNodeData) -> bool {
    let mut constants = [NONE_KW, TRUE_KW, FALSE_KW].into_iter();
    has_token(node, IS_KW) && constants.any(|it| has_constant(node, it))
}

/// Functions of the library and the types of their results.
///
/// Source: `Lib/re/__init__.py`, `Modules/_sre/sre.c`, `Lib/shutil.py`, `Modules/timemodule.c`
/// (CPython 3.13).
const RESULTS: [(&str, &[&str]); 11] = [
    ("re.match", &["Match", "None"]),
    ("re.search", &["Match", "None"]),
    ("re.fullmatch", &["Match", "None"]),
    ("re.compile", &["Pattern"]),
    ("re.findall", &["list"]),
    ("re.sub", &["str"]),
    ("re.split", &["list"]),
    ("os.listdir", &["list"]),
    ("os.getcwd", &["str"]),
    ("time.time", &["float"]),
    ("time.monotonic", &["float"]),
];

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let answer = match pair.op {
            CompareOp::Is => "false",
            CompareOp::IsNot => "true",
            _ => continue,
        };
        let Some((constant, operand)) = sides(&pair) else { continue };
        let Some(types) = types(cx.names(), &operand) else { continue };
        let text = constant.syntax().text().to_string();
        let own = if text == "None" { "None" } else { "bool" };
        // `assert hash(x) is not None` says that `x` can be hashed.
        let is_asserted = node.syntax().parent().is_some_and(|it| it.kind() == ASSERT_STMT);
        if types.contains(&own) || is_asserted || is_in_test(cx.file().path(cx.db()), node.syntax())
        {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let message = format!(
            "`{}` has type {} and is never `{text}`, so this is always {answer}",
            operand.syntax().text(),
            in_words(&types),
        );
        cx.report(range, message).help(if own == "bool" {
            "test its truth"
        } else {
            "drop the test"
        });
    }
}

fn in_words(types: &[&str]) -> String {
    types.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" or ")
}

/// `None`, `True` or `False`, and the operand that is no constant.
fn sides(pair: &Comparison) -> Option<(Expr, Expr)> {
    let is_singleton = |it: &Expr| {
        matches!(it, Expr::Constant(it) if it.token().is_some_and(|it| {
            matches!(it.kind(), NONE_KW | TRUE_KW | FALSE_KW)
        }))
    };
    let sides = [(&pair.right, &pair.left), (&pair.left, &pair.right)];
    let (constant, operand) = sides.into_iter().find(|it| is_singleton(it.0))?;
    let is_other = constant_type(operand).is_none_or(ConstantType::is_value);
    is_other.then(|| (constant.clone(), operand.clone()))
}

/// The types that `operand` may have, where it is a call or a local variable.
fn types(names: &Names<'_>, operand: &Expr) -> Option<Vec<&'static str>> {
    let operand = without_parentheses(operand.clone())?;
    // Literals and new objects are the topic of other rules.
    if constant_type(&operand).is_some() || fresh(names, &operand).is_some() {
        return None;
    }
    match &operand {
        Expr::Name(it) => {
            let variable = names.variable(it)?;
            (is_function(names.table(), variable.scope) && !variable.is_shared).then_some(())?;
        }
        Expr::Call(_) => {}
        _ => return None,
    }
    if let Some(types) = plain_types(names, &operand) {
        return Some(types);
    }
    let made = origins(names, &operand);
    let each: Option<Vec<&[&str]>> = made.iter().map(|it| result(names, it)).collect();
    let mut types = each?.concat();
    types.sort_unstable();
    types.dedup();
    (!types.is_empty()).then_some(types)
}

fn result(names: &Names<'_>, expr: &Expr) -> Option<&'static [&'static str]> {
    let path = called_path(names, expr)?;
    RESULTS.iter().find(|it| it.0 == path).map(|it| it.1)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn results_of_functions() {
        flags(
            &RULE,
            "
import re
def f(s):
    m = re.match(\"a\", s)
    if m is True:  # flagged: never `True`
        return 1
    n = len(s)
    return n is None or None is not len(s)  # flagged: never `None`
",
        );
    }

    #[test]
    fn attributes_that_change() {
        silent(
            &RULE,
            "
class A:
    def __init__(self):
        self.ready = False
    def poke(self):
        self.ready = True
a = A()
assert a.ready is False
a.poke()
assert a.ready is True
",
        );
    }

    #[test]
    fn assertions() {
        silent(&RULE, "def f(x):\n    assert hash(x) is not None\n");
    }

    #[test]
    fn variables_that_may_be_it() {
        silent(
            &RULE,
            "
import re
n = len('x')
def f(s, n=None):
    m = None
    if s:
        m = re.match('a', s)
    def g():
        nonlocal s
        s = 1
    return n is None or m is None or isinstance(s, int) is True
def g():
    return n is None
",
        );
    }
}
