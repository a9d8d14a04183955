//! Both sides of a comparison are the same expression.

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::ast::{self, AstNode, CompareExpr, CompareOp, Comparison, Expr};
use refwise_syntax::{SyntaxNode, WalkEvent};
use rowan::GreenNodeData;

use crate::constant::constant_type;
use crate::green::{last_text, nodes};
use crate::rule::RuleContext;
use crate::surroundings::{is_in_test, is_in_test_folder, may_be_array};

crate::rule! {
    /// A comparison of an expression with itself.
    ///
    /// Both sides are the same name, attribute or item, so both references lead to the same object and
    /// the answer is known beforehand. Nearly always one side was meant to be something else:
    /// `self.x == self.x` for `self.x == other.x`.
    ///
    /// One object is unlike itself: the float NaN. So `x != x`, which asks for it, is not reported,
    /// nor is `x == x` in code that speaks of NaN or computes with the answer, as with an array. Tests
    /// that compare a thing with itself, to see whether its `__eq__` works, are not reported either.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Point:
    ///     def __eq__(self, other):
    ///         return self.x == other.x and self.y == self.y  # flagged: `self.y` is compared with itself
    ///
    /// def in_order(rows, n):
    ///     return rows[n] <= rows[n]  # flagged: always true
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Point:
    ///     def __eq__(self, other):
    ///         return self.x == other.x and self.y == other.y
    ///
    /// def is_missing(number):
    ///     return number != number
    ///
    /// def keep_numbers(values):
    ///     return [it for it in values if it == it]  # drops NaN
    ///
    /// def test_equality():
    ///     point = Point()
    ///     assert point == point
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// number = float("nan")
    /// print(number == number, number is number)  # prints: False True
    /// ```
    "self-compare",
    code: "RW119", group: Identity, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["PLR0124", "R0124"],
    look: Nodes(&[COMPARE_EXPR]) if has_twins in Function => check,
}

/// Do two neighbours end in the same word?
fn has_twins(node: &GreenNodeData) -> bool {
    let operands = || nodes(node).map(|it| (it.kind().0 == PAREN_EXPR as u16, last_text(it)));
    operands().zip(operands().skip(1)).any(|(a, b)| a.0 || b.0 || a.1 == b.1)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let Some(answer) = answer(pair.op) else { continue };
        if !is_same(&pair) || is_meant(cx, &pair) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let what = pair.left.syntax().text();
        cx.report(range, format!("`{what}` is compared with itself, so the answer is {answer}"))
            .help("name the other side that was meant, or leave the comparison out");
    }
}

/// What comparing an object with itself gives, NaN aside.
fn answer(op: CompareOp) -> Option<&'static str> {
    match op {
        CompareOp::Eq | CompareOp::LtE | CompareOp::GtE | CompareOp::Is => Some("always true"),
        CompareOp::Lt | CompareOp::Gt | CompareOp::IsNot => Some("always false"),
        CompareOp::NotEq | CompareOp::In | CompareOp::NotIn => None,
    }
}

fn is_same(pair: &Comparison) -> bool {
    is_pure(&pair.left)
        && constant_type(&pair.left).is_none()
        && same(pair.left.syntax(), pair.right.syntax())
}

/// Reading it twice gives the same object: a name, an attribute or item of one, by constant keys.
fn is_pure(expr: &Expr) -> bool {
    let mut expr = expr.clone();
    loop {
        let inner = match &expr {
            Expr::Name(_) => return true,
            Expr::Constant(_) | Expr::String(_) => return constant_type(&expr).is_some(),
            Expr::Paren(it) => it.value(),
            Expr::Attribute(it) => it.value(),
            Expr::Subscript(it) => match it.index() {
                Some(Expr::Name(_) | Expr::Constant(_) | Expr::String(_) | Expr::Attribute(_)) => {
                    it.value()
                }
                _ => None,
            },
            _ => None,
        };
        let Some(inner) = inner else { return false };
        expr = inner;
    }
}

/// The same tokens, trivia and parentheses around all aside.
fn same(left: &SyntaxNode, right: &SyntaxNode) -> bool {
    let mut left = significant(left);
    let mut right = significant(right);
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (left, right) if left != right => return false,
            _ => {}
        }
    }
}

fn significant(node: &SyntaxNode) -> impl Iterator<Item = (SyntaxKind, String)> + use<> {
    let mut node = node.clone();
    while node.kind() == PAREN_EXPR {
        let Some(inner) = node.first_child() else { break };
        node = inner;
    }
    node.preorder_with_tokens()
        .filter_map(|event| match event {
            WalkEvent::Enter(it) => it.into_token().map(|it| (it.kind(), it.text().to_owned())),
            WalkEvent::Leave(_) => None,
        })
        .filter(|it| !it.0.is_trivia())
}

/// Tests compare things with themselves on purpose, and so does code that looks for NaN.
fn is_meant(cx: &RuleContext<'_>, pair: &Comparison) -> bool {
    let (node, path) = (pair.left.syntax(), cx.file().path(cx.db()));
    let is_identity = matches!(pair.op, CompareOp::Is | CompareOp::IsNot);
    is_in_test(path, node)
        || (!is_identity && node.parent().is_some_and(|it| may_be_array(&it)))
        || (is_statement(node) && is_in_test_folder(path))
        || (pair.op == CompareOp::Eq && speaks_of_nan(cx, node))
}

/// The answer is dropped, so the comparison is only tried.
fn is_statement(operand: &SyntaxNode) -> bool {
    let statement = operand.parent().and_then(|it| it.parent());
    statement.is_some_and(|it| it.kind() == EXPR_STMT)
}

/// The statement (with the comments at its last line and above it) or the name of a function around
/// it speaks of NaN.
fn speaks_of_nan(cx: &RuleContext<'_>, node: &SyntaxNode) -> bool {
    let says = |text: &str| text.to_ascii_lowercase().contains("nan");
    let mut functions = node.ancestors().filter_map(ast::FunctionDef::cast);
    if functions.any(|it| it.name().is_some_and(|it| says(it.text()))) {
        return true;
    }
    let text = cx.text();
    let at = usize::from(node.text_range().start());
    let line_start = text[..at].rfind(['\n', '\r']).map_or(0, |it| it + 1);
    let above = text[..line_start].trim_end_matches(['\n', '\r']);
    let above = above[above.rfind(['\n', '\r']).map_or(0, |it| it + 1)..].trim_start();
    let line = &text[line_start..];
    let line = line.split(['\n', '\r']).next().unwrap_or_default();
    says(line) || (above.starts_with('#') && says(above))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn attributes() {
        flags(&RULE, "def f(a):\n    return a.x == a.x  # flagged: itself\n");
        flags(&RULE, "def f(a):\n    return (a . x) is not a.x  # flagged: always false\n");
    }

    #[test]
    fn tests_and_the_nan_idiom() {
        silent(
            &RULE,
            "
def test_eq(p):
    assert p == p
def is_nan(v: float) -> bool:
    return v != v
class PointTest(TestCase):
    def check(self):
        self.assertTrue(self.p == self.p)
def not_nan(v):
    return v == v
",
        );
    }

    #[test]
    fn arrays_without_nan() {
        silent(&RULE, "a[b == b]\nx = (b == b).all()\ny = c & (b == b)\nz = np.sum(b == b)\n");
        silent(&RULE, "self.assertTrue(b == b)\n");
        flags(&RULE, "print(b == b)  # flagged: `b`\nx = not b == b  # flagged: `b`\n");
    }

    #[test]
    fn what_may_change_between_two_reads() {
        silent(
            &RULE,
            "f() == f()\nnext(it) < next(it)\na[f()] == a[f()]\n(x := 1) == x\n1 == 1\nx in x\n",
        );
    }

    #[test]
    fn chains_compare_neighbours() {
        silent(&RULE, "a < b < a\na == b == a\n");
        flags(&RULE, "a < b < b  # flagged: `b` is compared with itself\n");
    }
}
