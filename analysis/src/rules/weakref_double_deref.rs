//! A weak reference that is looked at, and called again for its object.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{AstNode, CallExpr, CompareExpr, CompareOp, Expr, IfStmt};

use super::weakref_truthiness::is_weak_reference;
use crate::annotation::annotation_of;
use crate::calls::n_arguments;
use crate::constant::without_parentheses;
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// A weak reference that is looked at, and called again for its object.
    ///
    /// `if ref() is not None: ref().x` calls twice. The object that the first call gave is freed at once if
    /// nobody else holds it, or another thread drops the last reference in between: the second call gives
    /// `None`, and the attribute raises `AttributeError`.
    ///
    /// Call once and keep the object: `if (it := ref()) is not None: it.x`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import weakref
    ///
    /// def touch(owner):
    ///     ref = weakref.ref(owner)
    ///     del owner
    ///     if ref() is not None:
    ///         ref().touch()  # flagged: may give `None`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    /// def touch(owner):
    ///     ref = weakref.ref(owner)
    ///     del owner
    ///     it = ref()
    ///     if it is not None:
    ///         it.touch()
    /// ```
    "weakref-double-deref",
    code: "RW325", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[IF_STMT]) of "weakref" => check,
}

fn check(cx: &mut RuleContext<'_>, node: IfStmt) {
    let (Some(test), Some(body)) = (node.test(), node.body()) else { return };
    let Some(first) = tested(&test) else { return };
    let Some(reference) = first.func().filter(|it| is_reference(cx.names(), it)) else { return };
    let again = body.syntax().descendants().filter_map(CallExpr::cast);
    let mut again = again.filter(|it| it.syntax().text() == first.syntax().text());
    let Some(second) = again.find(|it| is_dereferenced(it.syntax())) else { return };
    if is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    let text = reference.syntax().text();
    let message =
        format!("`{text}()` may give `None` now: nothing has kept the object since the test");
    cx.report(second.syntax().text_range(), message)
        .label(first.syntax().text_range(), "the object is looked at here and let go again")
        .help(format!("call once and keep the object: `(it := {text}())`"));
}

/// `r()` of the tests `r()` and `r() is not None`.
fn tested(test: &Expr) -> Option<CallExpr> {
    let call = match without_parentheses(test.clone())? {
        Expr::Call(it) => it,
        Expr::Compare(it) => not_none(&it)?,
        _ => return None,
    };
    (n_arguments(&call) == Some(0)).then_some(call)
}

fn not_none(compare: &CompareExpr) -> Option<CallExpr> {
    let pairs = compare.pairs();
    let [pair] = pairs.as_slice() else { return None };
    let is_none = pair.right.syntax().text() == "None";
    match &pair.left {
        Expr::Call(it) if is_none && pair.op == CompareOp::IsNot => Some(it.clone()),
        _ => None,
    }
}

/// Is an attribute or item of the object taken?
fn is_dereferenced(call: &SyntaxNode) -> bool {
    call.parent().is_some_and(|it| matches!(it.kind(), ATTRIBUTE_EXPR | SUBSCRIPT_EXPR))
}

/// Is `expr` a weak reference, by its annotation or by how it is made?
fn is_reference(names: &Names<'_>, expr: &Expr) -> bool {
    let annotation = annotation_of(names, expr).map(|it| it.syntax().text().to_string());
    let is_annotated = annotation.is_some_and(|it| {
        let text = it.trim_matches(['"', '\'']);
        ["weakref.ref", "ref[", "weakref.ReferenceType", "ReferenceType["]
            .iter()
            .any(|it| text.starts_with(it))
    });
    is_annotated || is_weak_reference(names, expr)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn two_calls() {
        flags(
            &RULE,
            "
import weakref
def f(r: \"weakref.ref[list]\"):
    if r() is not None:
        r().append(1)  # flagged: may give `None`
class A:
    def __init__(self, x):
        self.r = weakref.ref(x)
    def g(self):
        if self.r():
            return self.r().x  # flagged: `self.r()`
",
        );
    }

    #[test]
    fn one_call() {
        silent(
            &RULE,
            "
import weakref
def f(r: \"weakref.ref[list]\", g):
    obj = r()
    if obj is not None:
        obj.append(1)
    if g() is not None:
        g().append(1)
    if r() is not None:
        print('alive', r())
",
        );
    }
}
