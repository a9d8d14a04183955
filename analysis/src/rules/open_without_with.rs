//! A file or another resource is opened outside of a `with` statement.

use crate::body::{Expr, ExprId, Stmt};
use crate::flow::definitions::DefKind;
use crate::places::{Place, Places};
use crate::resources::{Kind, Use, is_mentioned, is_own, is_reached_by, opens, use_of};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// A file or another resource is opened outside of a `with` statement.
    ///
    /// `with` closes it on every way out, and shows for how long it is open. Where a way out leaves
    /// it open for sure, `resource-not-closed` says so.
    ///
    /// What is returned, stored or passed on is not reported.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def read(path):
    ///     file = open(path)  # flagged: without `with`
    ///     return file.read()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def read(path):
    ///     with open(path) as file:
    ///         return file.read()
    ///
    /// def reader(path):
    ///     return open(path)
    /// ```
    "open-without-with",
    code: "RW501", group: Resources, severity: Hint, fix: None, since: "0.1.0",
    noqa: ["SIM115", "R1732"],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !is_mentioned(cx) {
        return;
    }
    let mut places = None;
    for (call, _, _) in unit.calls() {
        let Some((kind, _)) = opens(unit, call) else { continue };
        let places = &*places.get_or_insert_with(|| Places::new(unit.body));
        if kind == Kind::Pool || !is_left_to_itself(unit, places, call) || is_test_unit(unit) {
            continue;
        }
        let message = format!("the {} is opened without `with`", kind.title());
        cx.report(unit.range(call), message).help("open it in a `with` statement");
    }
}

/// Does nobody else get what `call` opens: is it asked once and dropped, or only used by way of a
/// local variable that no `with` enters?
fn is_left_to_itself(unit: &CodeUnit<'_>, places: &Places, call: ExprId) -> bool {
    if let Some((_, method)) = places.method_call(unit.body, call) {
        return matches!(method, "read" | "readlines" | "readline" | "write" | "writelines");
    }
    let Place::Of(stmt) = places.of(call) else { return false };
    let Stmt::Assign { targets, .. } = unit.body.stmt(stmt) else { return false };
    let [target] = targets[..] else { return false };
    let Some(var) = unit.body.expr(target).local().filter(|it| is_own(unit.body, *it)) else {
        return false;
    };
    let is_it = |(id, expr): &(ExprId, &Expr)| {
        expr.local() == Some(var) && is_reached_by(unit.definitions(), *id, DefKind::Value(call))
    };
    let mut uses = unit.body.exprs().filter(is_it).map(|it| (it.0, use_of(unit, places, it.0)));
    uses.all(|(name, what)| match what {
        Use::Used => true,
        // By a call, not by a `with`.
        Use::Closed(by) => by != name,
        Use::HandedOver => false,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn left_to_itself() {
        flags(
            &RULE,
            "def f(p):
    h = open(p)  # flagged: the file
    return h.read()
def g(p):
    return open(p).read()  # flagged: the file
def k(p):
    h = open(p)  # flagged: the file
    try:
        return h.read()
    finally:
        h.close()
",
        );
    }

    #[test]
    fn with_an_owner() {
        silent(
            &RULE,
            "import contextlib
def f(p, stack: contextlib.ExitStack):
    h = stack.enter_context(open(p))
    return h
def g(p):
    return open(p)
class R:
    def __enter__(self):
        self.h = open('x')
        return self
    def __exit__(self, *a):
        self.h.close()
def k(p):
    h = open(p)
    with h:
        return h.read()
def touch(p):
    open(p, 'w').close()
",
        );
    }
}
