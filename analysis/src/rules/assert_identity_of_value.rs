//! `assertIs` and `operator.is_` with a value.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CallExpr, Expr};
use rowan::GreenNodeData;

use crate::calls::{called_name, n_arguments};
use crate::constant::{ConstantType, constant_type};
use crate::diagnostic::Severity;
use crate::fresh::{Fresh, fresh};
use crate::names::Names;
use crate::rule::RuleContext;

crate::rule! {
    /// `assertIs` and `operator.is_` with a value.
    ///
    /// These are `is` in the form of a function. Whether `200` or `"a"` is one object is up to the
    /// interpreter, and a list that is made in the call is never another object: `assertIsNot(x, [])`
    /// holds whatever `x` is.
    ///
    /// `0` and `1` are left alone, since that they are no truth values is worth a test, and so are empty
    /// texts and tuples.
    ///
    /// Compare values. The fix is unsafe because it changes what is tested.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import unittest
    ///
    /// class Tests(unittest.TestCase):
    ///     def test_status(self):
    ///         self.assertIs(get(), 200)  # flagged: up to the interpreter
    ///         self.assertIsNot(get(), [])  # flagged: a new list
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// import unittest
    ///
    /// class Tests(unittest.TestCase):
    ///     def test_status(self):
    ///         self.assertEqual(get(), 200)
    ///         self.assertNotEqual(get(), [])
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import unittest
    ///
    /// MARK = object()
    ///
    /// class Tests(unittest.TestCase):
    ///     def test_status(self):
    ///         self.assertIs(get(), MARK)
    ///         self.assertIs(get(), True)
    /// ```
    "assert-identity-of-value",
    code: "RW128", group: Identity, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CALL_EXPR]) if is_identity in Function => check,
}

const FUNCTIONS: [(&str, &str); 4] = [
    ("assertIs", "assertEqual"),
    ("assertIsNot", "assertNotEqual"),
    ("is_", "eq"),
    ("is_not", "ne"),
];

fn is_identity(node: &GreenNodeData) -> bool {
    let name = called_name(node);
    FUNCTIONS.iter().any(|it| it.0 == name)
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let Some(Expr::Attribute(func)) = node.func() else { return };
    let (Some(name), Some(args)) = (func.name(), node.args()) else { return };
    let Some(known) = FUNCTIONS.iter().find(|it| it.0 == name.text()) else { return };
    let is_operator = known.0.starts_with("is_");
    let path = cx.names().path(&Expr::Attribute(func));
    let is_known = if is_operator {
        path.is_some_and(|it| it.starts_with("operator."))
    } else {
        path.is_none()
    };
    if !is_known || n_arguments(&node).is_none() {
        return;
    }
    let values: Vec<Expr> = args.args().take(2).collect();
    let [first, second] = values.as_slice() else { return };
    // Two constants are compared to show that they are one object, or two.
    let are_constant = values.iter().all(|it| constant_type(it).is_some());
    let (message, value) = match (why(cx.names(), first), why(cx.names(), second)) {
        (Some(it), None) if !are_constant => (it, first),
        (None, Some(it)) if !are_constant => (it, second),
        _ => return,
    };
    // That a copy is another object, and that a value is not shared, is what such a test is about.
    let is_negative = matches!(known.0, "assertIsNot" | "is_not");
    if is_negative && (matches!(value, Expr::Call(_)) || constant_type(value).is_some()) {
        return;
    }
    // Each small int is one object in CPython, so the test passes there.
    let severity = if is_small_int(value) { Severity::Hint } else { Severity::Warning };
    let edit = TextEdit::replace(name.text_range(), known.1);
    cx.report(node.syntax().text_range(), message)
        .severity(severity)
        .help(format!("compare values, with `{}`", known.1))
        .unsafe_fix("Compare values", vec![edit]);
}

/// Why `value` has no identity worth asking for.
fn why(names: &Names<'_>, value: &Expr) -> Option<String> {
    match constant_type(value) {
        Some(it) if it.is_value() && !is_worth_a_test(it, value) => Some(format!(
            "whether `{}` is one object is up to the interpreter",
            value.syntax().text()
        )),
        Some(_) => None,
        None => match fresh(names, value)? {
            made @ Fresh::Builtin(_) if made.has_value() => {
                Some(format!("{} is made here and nothing else can be it", made.noun()))
            }
            _ => None,
        },
    }
}

fn is_small_int(value: &Expr) -> bool {
    let text = value.syntax().text().to_string();
    text.parse().is_ok_and(|it| refwise_model::SMALL_INTS.contains(&it))
}

fn is_worth_a_test(kind: ConstantType, value: &Expr) -> bool {
    let text = value.syntax().text().to_string();
    let is_empty = matches!(text.as_str(), "()" | "''" | "\"\"" | "b''" | "b\"\"");
    is_empty || (kind == ConstantType::Int && matches!(text.as_str(), "0" | "1"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn values() {
        flags(
            &RULE,
            "
import unittest, operator
class T(unittest.TestCase):
    def test(self):
        self.assertIs(get(), 200)  # flagged: up to the interpreter
        self.assertIsNot(get(), [])  # flagged: a new list
def get(): return 200
operator.is_('a', x)  # flagged: `'a'`
",
        );
    }

    #[test]
    fn objects() {
        silent(
            &RULE,
            "
import unittest
S = object()
class T(unittest.TestCase):
    def test(self):
        self.assertIs(get(), S)
        self.assertIs(get(), None)
        self.assertIs(get(), True)
        self.assertIs(get(), 0)
        self.assertIs(intern('a'), ())
        self.assertIs('a', 'a')
        self.assertIsNot(+False, False)
        column.is_('a')
def get(): return S
",
        );
    }
}
