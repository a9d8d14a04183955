//! `is` against an object that was made just now.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextRange;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Comparison, Expr, SubscriptExpr};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::constant::{constant_type, without_parentheses};
use crate::diagnostic::Severity;
use crate::fix::replace_operator;
use crate::fresh::{Fresh, fresh, unescaped_local};
use crate::green::has_token;
use crate::identity::{Identity, Reason};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// An identity test against an object that was made just now.
    ///
    /// `is` asks whether two references lead to one object. An object that is made in the comparison
    /// itself (a display, a comprehension, a call of `list`, `dict`, `set`, a lambda, an f-string)
    /// has no other reference yet, so nothing else can be that object and the answer is always the
    /// same. The same holds for a local name whose only object was made in its function and was never
    /// handed on: the other side cannot have met it.
    ///
    /// A full slice compared with what it was taken of, `x[:] is x`, is always false for a list; it is
    /// true only where `x` is a tuple, `str` or `bytes`, which give themselves.
    ///
    /// Compare values with `==`, or ask for emptiness with `not x`. The fix is unsafe since it changes
    /// the answer.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def load(row, points):
    ///     nothing = []
    ///     if row is nothing:  # flagged: `nothing` leads to a new list
    ///         return None
    ///     if row is not dict(kind="header"):  # flagged: always true
    ///         return row
    ///     return points[:] is points  # flagged: a full slice
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def load(row, points):
    ///     nothing = []
    ///     if row == nothing:
    ///         return None
    ///     if row != dict(kind="header"):
    ///         return row
    ///     return points[:] == points
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// MISSING = object()
    /// ROWS = {}
    ///
    /// def load(key, default=MISSING):
    ///     row = []
    ///     ROWS[key] = row
    ///     again = ROWS[key]
    ///     found = ROWS.get(key, MISSING)
    ///     pair = (1, 2)
    ///     return again is row, found is MISSING, default is MISSING, pair[:] is pair
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// points = [1, 2]
    /// pair = (1, 2)
    /// print([] is [], points[:] is points, pair[:] is pair)  # prints: False False True
    /// ```
    "is-fresh-object",
    code: "RW102", group: Identity, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: ["F632", "R0123", "PLR0123"],
    look: Nodes(&[COMPARE_EXPR]) if has_is in Function => check,
}

fn has_is(node: &GreenNodeData) -> bool {
    has_token(node, IS_KW)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let (answer, equals) = match pair.op {
            CompareOp::Is => ("false", "=="),
            CompareOp::IsNot => ("true", "!="),
            _ => continue,
        };
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let Some(evidence) = evidence(cx, &pair) else {
            if is_never_one(cx, &pair) {
                let [left, right] = [&pair.left, &pair.right].map(|it| it.syntax().text());
                let message = format!(
                    "`{left}` and `{right}` are never one object, since one of them is made anew in this \
                     function: this is always {answer}"
                );
                cx.report(range, message)
                    .severity(Severity::Warning)
                    .help("compare with an object that was made before and kept");
            }
            continue;
        };
        let edits = vec![replace_operator(cx.text(), pair.op_range, equals)];
        let mut report = cx.report(range, evidence.message(answer));
        if let Some(made) = evidence.made {
            report = report.label(made, "it is made here, and no other reference is kept");
        }
        if evidence.fresh.has_value() {
            report
                .help(format!("compare values, with `{equals}`"))
                .unsafe_fix("Compare values", edits);
        } else {
            report.help("compare with an object that was made before and kept");
        }
    }
}

/// Are both variables or attributes of objects of which one is new, as far as objects are followed?
fn is_never_one(cx: &RuleContext<'_>, pair: &Comparison) -> bool {
    let sides = [&pair.left, &pair.right];
    let is_place = |it: &&Expr| matches!(it, Expr::Name(_) | Expr::Attribute(_));
    if !sides.iter().all(is_place) || is_in_test(cx.file().path(cx.db()), pair.left.syntax()) {
        return false;
    }
    let [left, right] = sides.map(|it| it.syntax().text_range());
    let identity = cx.identity(left, right);
    identity == Some(Identity::Different(Reason::MadeAnew))
}

/// Why the answer is known.
struct Evidence {
    fresh: Fresh,
    how: Way,
    /// Where the object is made, if not in the comparison.
    made: Option<TextRange>,
}

enum Way {
    Written,
    Slice,
    Local(String),
}

impl Evidence {
    fn message(&self, answer: &str) -> String {
        let noun = self.fresh.noun();
        match &self.how {
            Way::Written if self.fresh == Fresh::Text => {
                format!("{noun} is compared by identity; equal texts are not one object")
            }
            Way::Written => {
                format!(
                    "{noun} is made for this comparison and nothing else can be it, so this is always {answer}"
                )
            }
            Way::Slice => {
                format!(
                    "a full slice of a list is a new list, so this is always {answer} for lists"
                )
            }
            Way::Local(name) => format!(
                "`{name}` leads to {noun} that nothing else leads to, so this is always {answer}"
            ),
        }
    }
}

fn evidence(cx: &RuleContext<'_>, pair: &Comparison) -> Option<Evidence> {
    let (names, path, node) = (cx.names(), cx.file().path(cx.db()), pair.left.syntax());
    let sides = [(&pair.left, &pair.right), (&pair.right, &pair.left)];
    let written = sides.iter().find_map(|it| Some((fresh(names, it.0)?, it.1)));
    if let Some((fresh, other)) = written {
        // A literal beside it is the topic of `is-literal`.
        let is_value = constant_type(other).is_some_and(|it| it.is_value());
        // A test may show that two displays are two objects.
        let is_shown = self::fresh(names, other).is_some() && is_in_test(path, node);
        return (!is_value && !is_shown).then_some(Evidence {
            fresh,
            how: Way::Written,
            made: None,
        });
    }
    if sides.iter().any(|it| is_slice_of(names, it.0, it.1)) {
        let is_meant = is_in_test(path, node);
        let slice = Evidence { fresh: Fresh::Builtin("list"), how: Way::Slice, made: None };
        return (!is_meant).then_some(slice);
    }
    sides.iter().find_map(|it| local(names, it.0, it.1))
}

/// `side` is a name for a new object, and `other` something else that could be thought to be it.
fn local(names: &Names<'_>, side: &Expr, other: &Expr) -> Option<Evidence> {
    let Expr::Name(name) = without_parentheses(side.clone())? else { return None };
    let other = without_parentheses(other.clone())?;
    let is_same = matches!(&other, Expr::Name(it) if it.name()?.text() == name.name()?.text());
    if is_same || constant_type(&other).is_some() {
        return None;
    }
    let (fresh, value) = unescaped_local(names, &name)?;
    let made = value.syntax().text_range();
    let is_before = made.end() <= name.syntax().text_range().start();
    let how = Way::Local(name.name()?.text().to_owned());
    is_before.then_some(Evidence { fresh, how, made: Some(made) })
}

/// `slice` is `x[:]` where `base` is `x`, a parameter that nothing tells to be a tuple or a text, or
/// a local list.
fn is_slice_of(names: &Names<'_>, slice: &Expr, base: &Expr) -> bool {
    let Expr::Subscript(slice) = slice else { return false };
    let (Some(Expr::Name(sliced)), Expr::Name(base)) = (slice.value(), base) else { return false };
    let name = |it: &refwise_syntax::ast::NameExpr| it.name().map(|it| it.text().to_owned());
    if name(&sliced) != name(base) || !is_full(slice) {
        return false;
    }
    match names.sole_binding(base).map(|it| it.how) {
        Some(How::Param(it)) => match it.annotation() {
            None => it.default().is_none_or(|it| matches!(it, Expr::List(_))),
            Some(it) => {
                let text = it.syntax().text().to_string();
                text.trim_matches(['"', '\'']).to_lowercase().starts_with("list")
            }
        },
        Some(How::Assign(it)) => matches!(it, Expr::List(_) | Expr::ListComp(_)),
        _ => false,
    }
}

fn is_full(subscript: &SubscriptExpr) -> bool {
    let Some(Expr::Slice(it)) = subscript.index() else { return false };
    it.lower().is_none() && it.upper().is_none() && it.step().is_none()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn displays_calls_and_slices() {
        flags(
            &RULE,
            "
def f(row, points):
    empty = []
    if row is empty:  # flagged: `empty` leads to a new list
        return 0
    if row is dict(a=1):  # flagged: a new dict
        return 1
    return points[:] is points  # flagged: full slice
",
        );
    }

    #[test]
    fn objects_that_escape() {
        silent(
            &RULE,
            "
CACHE = {}
def f(key):
    d = {}
    CACHE[key] = d
    e = CACHE[key]
    t = (1, 2)
    return e is d and t[:] is t
def g(x, f):
    a = []
    b = a
    c = object()
    f(c)
    return f() is c, b is a
",
        );
    }

    #[test]
    fn whatever_is_new() {
        flags(&RULE, "x is {}  # flagged: a new dict\n");
        flags(&RULE, "x is not [y for y in z]  # flagged: always true\n");
        flags(&RULE, "x is (lambda: 0)  # flagged: a new function\n");
        flags(&RULE, "x is f'{y}!'  # flagged: equal texts\n");
        flags(&RULE, "class A: pass\nx is A()  # flagged: a new `A`\n");
        flags(&RULE, "[] is []  # flagged: always false\n");
    }

    #[test]
    fn known_containers() {
        flags(&RULE, "def f(x: list[int], y):\n    return x.copy() is y  # flagged: a new list\n");
        flags(&RULE, "d = {}\nd.keys() is x  # flagged: a new dict_keys\n");
        flags(
            &RULE,
            "def f(y):\n    x = [1]\n    g(x)\n    return x[:] is y  # flagged: a new list\n",
        );
        flags(&RULE, "class A: pass\nclass B(A): pass\nx is B()  # flagged: a new `B`\n");
    }

    #[test]
    fn whatever_may_be_old() {
        silent(
            &RULE,
            "x is f()\nx is tuple(y)\nx is frozenset()\nx is y.copy()\nx is (y, z)\nx is str(y)\n",
        );
        silent(&RULE, "class A(B): pass\nx is A()\n");
        silent(&RULE, "class A:\n    def __new__(cls): return ONE\nx is A()\n");
        silent(&RULE, "@singleton\nclass A: pass\nx is A()\n");
        silent(&RULE, "def list(): return ONE\nx is list()\n");
    }

    #[test]
    fn an_instance_that_registers_itself() {
        let class =
            |init: &str| format!("class A:\n    def __init__(self):\n        {init}\nx is A()");
        silent(&RULE, &class("ALL.append(self)"));
        silent(&RULE, &class("self.register()"));
        silent(&RULE, &class("self.me = lambda: self"));
        flags(&RULE, &(class("self.x = [self.y]") + "  # flagged: a new `A`"));
    }

    #[test]
    fn a_local_that_others_reach() {
        silent(&RULE, "def f(x):\n    a = []\n    g = lambda: a\n    return g() is a\n");
        silent(&RULE, "def f(x):\n    a = []\n    a = x\n    return x is a\n");
        silent(&RULE, "def f(x):\n    a = []\n    return locals()['a'] is a\n");
        silent(&RULE, "a = []\ndef f(x):\n    return x is a\n");
    }

    #[test]
    fn a_local_that_is_followed() {
        flags(
            &RULE,
            "
MARK = object()
def f(x, default):
    rows = [x]
    found = rows
    if found is x:  # flagged: never one object
        return 1
    return found is MARK  # flagged: made anew
",
        );
        silent(
            &RULE,
            "
def f(x, default):
    rows = [] if x is None else x
    if rows is default:
        return 1
    last = None
    for row in x:
        new = [row]
        if new is last:
            return row
        last = new
    return rows is x
",
        );
    }

    #[test]
    fn a_local_that_is_only_used() {
        flags(
            &RULE,
            "
def f(x):
    a = []
    a.append(1)
    for y in a:
        pass
    if not a or x is a:  # flagged: `a`
        return a
",
        );
    }
}
