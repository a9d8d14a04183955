//! `NotImplemented` as a truth value.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr, ClassDef, Expr, FunctionDef, NameExpr, ReturnStmt};
use rowan::GreenNodeData;

use crate::bindings::own_nodes;
use crate::calls::{called_method, method_call};
use crate::constant::without_parentheses;
use crate::green::last_text;
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::{Fate, fate, is_in_test, method};

crate::rule! {
    /// `NotImplemented` as a truth value.
    ///
    /// A comparison method returns `NotImplemented` to say that it does not know the other object. That
    /// object is true, so `not self.__eq__(other)` is false for everything unknown, and says that the two
    /// are equal. Since Python 3.14 asking for its truth raises `TypeError`.
    ///
    /// It is reported for the name itself, and for calls of a comparison method of the class around that
    /// returns `NotImplemented`.
    ///
    /// Keep the answer and look whether it is `NotImplemented`, or compare with the operator.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Point:
    ///     def __init__(self, x):
    ///         self.x = x
    ///
    ///     def __lt__(self, other):
    ///         return self.x < other.x if isinstance(other, Point) else NotImplemented
    ///
    ///     def __ge__(self, other):
    ///         return not self.__lt__(other)  # flagged: `NotImplemented`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Point:
    ///     def __init__(self, x):
    ///         self.x = x
    ///
    ///     def __lt__(self, other):
    ///         return self.x < other.x if isinstance(other, Point) else NotImplemented
    ///
    ///     def __ge__(self, other):
    ///         answer = self.__lt__(other)
    ///         return answer if answer is NotImplemented else not answer
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print(not (1).__eq__("1"), 1 != "1")  # prints: False True
    /// ```
    "notimplemented-in-bool",
    code: "RW126", group: Classes, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[NAME_EXPR, CALL_EXPR]) if is_wanted => check,
}

const COMPARING: [&str; 6] = ["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"];

fn is_wanted(node: &GreenNodeData) -> bool {
    if node.kind().0 == NAME_EXPR as u16 {
        return last_text(node) == "NotImplemented";
    }
    COMPARING.contains(&called_method(node))
}

fn check(cx: &mut RuleContext<'_>, node: Expr) {
    if fate(node.syntax()) != Fate::Tested || is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    let message = match &node {
        Expr::Name(it) if is_not_implemented(cx.names(), it) => {
            "`NotImplemented` is no truth value: it is true, and raises `TypeError` since Python 3.14"
        }
        Expr::Call(it) if gives_not_implemented(cx.names(), it) => {
            "this may be `NotImplemented`, which is true, and raises `TypeError` since Python 3.14"
        }
        _ => return,
    };
    cx.report(node.syntax().text_range(), message)
        .help("look whether the answer is `NotImplemented` first, or compare with the operator");
}

fn is_not_implemented(names: &Names<'_>, name: &NameExpr) -> bool {
    names.path(&Expr::Name(name.clone())).is_some_and(|it| it == "builtins.NotImplemented")
}

/// Is it `self.__eq__(..)` where the class's own `__eq__` returns `NotImplemented`?
fn gives_not_implemented(names: &Names<'_>, call: &CallExpr) -> bool {
    let Some((Expr::Name(this), name)) = method_call(call) else { return false };
    let Some(class) = call.syntax().ancestors().find_map(ClassDef::cast) else { return false };
    let is_self = this.name().is_some_and(|it| it.text() == "self");
    // A caller that returns `NotImplemented` itself has looked at the other object before.
    let caller = call.syntax().ancestors().find_map(FunctionDef::cast);
    let has_looked = caller.is_some_and(|it| returns_not_implemented(names, &it));
    is_self
        && !has_looked
        && method(&class, name.text()).is_some_and(|it| returns_not_implemented(names, &it))
}

fn returns_not_implemented(names: &Names<'_>, def: &FunctionDef) -> bool {
    let returned = own_nodes(def.syntax()).filter_map(ReturnStmt::cast);
    returned.filter_map(|it| it.value()).any(|it| may_be(names, it))
}

fn may_be(names: &Names<'_>, value: Expr) -> bool {
    match without_parentheses(value) {
        Some(Expr::Name(it)) => is_not_implemented(names, &it),
        Some(Expr::If(it)) => {
            [it.body(), it.orelse()].into_iter().flatten().any(|it| may_be(names, it))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn names_and_methods() {
        flags(
            &RULE,
            "
class V:
    def __eq__(self, other):
        return NotImplemented
    def __ne__(self, other):
        return not self.__eq__(other)  # flagged: `NotImplemented`
    __hash__ = object.__hash__
if NotImplemented:  # flagged: no truth value
    pass
",
        );
    }

    #[test]
    fn callers_that_have_looked() {
        silent(
            &RULE,
            "
class V:
    def __eq__(self, other):
        return self.x == other.x if isinstance(other, V) else NotImplemented
    def __ne__(self, other):
        if not isinstance(other, V):
            return NotImplemented
        return not self.__eq__(other)
",
        );
    }

    #[test]
    fn answers_that_are_looked_at() {
        silent(
            &RULE,
            "
class V:
    def __eq__(self, other):
        return NotImplemented
    def __lt__(self, other):
        return self.x < other.x
    def __ne__(self, other):
        r = self.__eq__(other)
        return r if r is NotImplemented else not r
    def __ge__(self, other):
        return not self.__lt__(other)
    __hash__ = object.__hash__
",
        );
    }
}
