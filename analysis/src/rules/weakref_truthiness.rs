//! A weak reference that is tested itself, not its object.

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::SyntaxNode;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Expr};
use rowan::GreenNodeData;

use crate::calls::called_path;
use crate::green::has_node;
use crate::names::Names;
use crate::origin::origins;
use crate::rule::{AnyNode, RuleContext};
use crate::surroundings::{Fate, fate, is_in_test};

crate::rule! {
    /// A weak reference that is tested itself, not its object.
    ///
    /// A `weakref.ref` is an object of its own that outlives what it refers to. It is true and is not
    /// `None`, whether its object lives or not; only calling it tells.
    ///
    /// It is reported where all that is ever assigned to the variable or attribute are weak references.
    ///
    /// Call the reference. The fix is unsafe because it changes the answer.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import weakref
    ///
    /// class Node:
    ///     def __init__(self, owner):
    ///         self._owner = weakref.ref(owner)
    ///
    ///     def is_owned(self):
    ///         if self._owner:  # flagged: whether its object lives or not
    ///             return True
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// import weakref
    ///
    /// class Node:
    ///     def __init__(self, owner):
    ///         self._owner = weakref.ref(owner)
    ///
    ///     def is_owned(self):
    ///         if self._owner() is not None:
    ///             return True
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    /// class Node:
    ///     def __init__(self, owner=None):
    ///         self._owner = None if owner is None else weakref.ref(owner)
    ///
    ///     def is_owned(self):
    ///         return self._owner is not None and self._owner() is not None
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import weakref
    /// class Node: ...
    /// dead = weakref.ref(Node())
    /// print(bool(dead), dead is None, dead() is None)  # prints: True False True
    /// ```
    "weakref-truthiness",
    code: "RW324", group: Lifetime, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(TESTS) if has_variable of "weakref" => check,
}

/// Where the truth of what stands right below may count, or what it is compared with.
const TESTS: &[SyntaxKind] = &[
    PAREN_EXPR,
    BOOL_EXPR,
    UNARY_EXPR,
    COMPARE_EXPR,
    IF_EXPR,
    IF_STMT,
    ELIF_CLAUSE,
    WHILE_STMT,
    GUARD,
    ASSERT_STMT,
    COMP_IF,
];

fn has_variable(node: &GreenNodeData) -> bool {
    has_node(node, NAME_EXPR) || has_node(node, ATTRIBUTE_EXPR)
}

fn check(cx: &mut RuleContext<'_>, AnyNode(node): AnyNode) {
    if !cx.mentions("ref(") {
        return;
    }
    for expr in node.children().filter_map(Expr::cast) {
        if !matches!(expr, Expr::Name(_) | Expr::Attribute(_)) {
            continue;
        }
        let Some(test) = test(&expr) else { continue };
        if !is_weak_reference(cx.names(), &expr)
            || is_in_test(cx.file().path(cx.db()), expr.syntax())
        {
            continue;
        }
        let text = expr.syntax().text().to_string();
        let message = match test {
            Test::Truth => {
                format!(
                    "`{text}` is a weak reference and always true, whether its object lives or not"
                )
            }
            Test::None => {
                format!(
                    "`{text}` is a weak reference and never `None`, whether its object lives or not"
                )
            }
        };
        let new = match test {
            Test::Truth => format!("{text}() is not None"),
            Test::None => format!("{text}()"),
        };
        let new = if is_operand(expr.syntax()) && matches!(test, Test::Truth) {
            format!("({new})")
        } else {
            new
        };
        let edit = TextEdit::replace(expr.syntax().text_range(), new);
        cx.report(expr.syntax().text_range(), message)
            .help("call it: it gives its object, or `None`")
            .unsafe_fix("Ask for its object", vec![edit]);
    }
}

enum Test {
    Truth,
    None,
}

fn test(expr: &Expr) -> Option<Test> {
    let node = expr.syntax();
    if fate(node) == Fate::Tested {
        return Some(Test::Truth);
    }
    let compare = CompareExpr::cast(node.parent()?)?;
    let pairs = compare.pairs();
    let [pair] = pairs.as_slice() else { return None };
    let is_none = pair.right.syntax().text() == "None" && pair.left.syntax() == node;
    (is_none && matches!(pair.op, CompareOp::Is | CompareOp::IsNot)).then_some(Test::None)
}

fn is_operand(node: &SyntaxNode) -> bool {
    node.parent().is_some_and(|it| it.kind() == UNARY_EXPR)
}

/// Is all that is ever assigned to `expr` a `weakref.ref`?
pub(super) fn is_weak_reference(names: &Names<'_>, expr: &Expr) -> bool {
    let made = origins(names, expr);
    let is_ref = |it: &Expr| called_path(names, it).is_some_and(|it| it == "weakref.ref");
    !made.is_empty() && made.iter().all(is_ref)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn attributes_and_locals() {
        flags(
            &RULE,
            "
import weakref
class A:
    def __init__(self, owner):
        self._owner = weakref.ref(owner)
    def alive(self):
        if self._owner:  # flagged: always true
            return True
        return self._owner is None  # flagged: never `None`
def f(x):
    r = weakref.ref(x)
    return not r  # flagged: always true
",
        );
    }

    #[test]
    fn references_that_may_be_none() {
        silent(
            &RULE,
            "
import weakref
class A:
    def __init__(self, owner=None):
        self._owner = weakref.ref(owner) if owner is not None else None
    def alive(self):
        if self._owner is None:
            return False
        return self._owner() is not None
class B:
    r = None
    def set(self, x):
        self.r = weakref.ref(x)
    def alive(self):
        return bool(self.r) and not self.r
class C:
    def set(self, x):
        self.r = weakref.ref(x)
    def alive(self):
        return not self.r
c = C()
c.r = None
",
        );
    }
}
