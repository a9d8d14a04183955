//! A target that goes through a name which the same assignment has just bound anew.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AssignStmt, AstNode, Expr, NameExpr, TupleExpr};
use rowan::GreenNodeData;

use crate::green::nodes;
use crate::rule::RuleContext;

crate::rule! {
    /// A target that goes through a name which the same assignment has just bound anew.
    ///
    /// The right side of `a, a.next = b, c` is computed first, but its values are stored one by one,
    /// from left to right. When `a.next` is stored, `a` already is `b`, so the attribute of another
    /// object is set than the one that the right side read. Reversing a linked list goes wrong this way
    /// and often ends in an endless loop or in `AttributeError` on `None`.
    ///
    /// It is reported where the right side reads the name as well, so that the old object is surely in
    /// play.
    ///
    /// Write the names last. The fix moves them; it is unsafe because another object changes then.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def reverse(node):
    ///     before = None
    ///     while node:
    ///         node, node.next, before = node.next, before, node  # flagged: `node` has been bound anew
    ///     return before
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def reverse(node):
    ///     before = None
    ///     while node:
    ///         node.next, node, before = before, node.next, node
    ///     return before
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def reverse(node, rows, i):
    ///     before = None
    ///     while node:
    ///         node.next, before, node = before, node, node.next
    ///     rows[i], rows[i + 1] = rows[i + 1], rows[i]
    ///     return before
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// i, rows = 0, [1, 2]
    /// i, rows[i] = i + 1, "new"
    /// print(rows)  # prints: [1, 'new']
    /// ```
    "tuple-assign-order",
    code: "RW226", group: Aliasing, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[ASSIGN_STMT]) if has_tuple in Function => check,
}

fn has_tuple(node: &GreenNodeData) -> bool {
    nodes(node).next().is_some_and(|it| it.kind().0 == TUPLE_EXPR as u16)
}

fn check(cx: &mut RuleContext<'_>, node: AssignStmt) {
    let Some(value) = node.value() else { return };
    let targets: Vec<Expr> = node.targets().collect();
    let [Expr::Tuple(tuple)] = targets.as_slice() else { return };
    let elements: Vec<Expr> = tuple.elements().collect();
    let found = elements.iter().enumerate().find_map(|(i, later)| {
        let is_path = matches!(later, Expr::Attribute(_) | Expr::Subscript(_));
        let mut before = elements[..i].iter().filter(|_| is_path);
        let bound = before.find(|it| name(it).is_some_and(|it| reads(later, &it)))?;
        Some((bound, later, name(bound)?))
    });
    let Some((bound, later, name)) = found.filter(|it| reads(&value, &it.2)) else { return };
    let message = format!(
        "`{name}` has been bound anew when `{}` is set, so this changes the new object",
        later.syntax().text()
    );
    let edits = mend(tuple, &value);
    let report = cx
        .report(later.syntax().text_range(), message)
        .label(bound.syntax().text_range(), "targets are bound from left to right, this one first")
        .help("write the plain names last");
    if let Some(edits) = edits {
        report.unsafe_fix("Bind the names last", edits);
    }
}

fn name(expr: &Expr) -> Option<String> {
    let Expr::Name(it) = expr else { return None };
    Some(it.name()?.text().to_owned())
}

fn reads(expr: &Expr, name: &str) -> bool {
    let mut names = expr.syntax().descendants().filter_map(NameExpr::cast);
    names.any(|it| it.name().is_some_and(|it| it.text() == name))
}

/// Both tuples with what belongs to plain names last.
fn mend(targets: &TupleExpr, value: &Expr) -> Option<Vec<TextEdit>> {
    let Expr::Tuple(values) = value else { return None };
    let pairs: Vec<(Expr, Expr)> = targets.elements().zip(values.elements()).collect();
    let is_whole = pairs.len() == targets.elements().count()
        && pairs.len() == values.elements().count()
        && pairs.iter().all(|it| !matches!(it, (Expr::Starred(_), _) | (_, Expr::Starred(_))));
    let (last, first): (Vec<_>, Vec<_>) =
        pairs.iter().partition(|it| matches!(it.0, Expr::Name(_)));
    let ordered = || first.iter().chain(&last);
    let texts = |all: Vec<&Expr>| {
        let texts: Vec<String> = all.iter().map(|it| it.syntax().text().to_string()).collect();
        texts.join(", ")
    };
    let (old, new) = (pairs.first()?, pairs.last()?);
    let range = |a: &Expr, b: &Expr| a.syntax().text_range().cover(b.syntax().text_range());
    is_whole.then(|| {
        vec![
            TextEdit::replace(range(&old.0, &new.0), texts(ordered().map(|it| &it.0).collect())),
            TextEdit::replace(range(&old.1, &new.1), texts(ordered().map(|it| &it.1).collect())),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn linked_lists() {
        flags(
            &RULE,
            "
def reverse(cur):
    prev = None
    while cur:
        cur, cur.next, prev = cur.next, prev, cur  # flagged: `cur` has been bound anew
    return prev
",
        );
    }

    #[test]
    fn paths_and_indexes() {
        flags(&RULE, "a, b[a] = a + 1, 2  # flagged: `a`\n");
        flags(&RULE, "a, a.b.c = f(a)  # flagged: `a`\n");
        flags(&RULE, "(x, a, a.b) = (1, a.b, 2)  # flagged: `a`\n");
    }

    #[test]
    fn orders_that_work() {
        silent(
            &RULE,
            "
def reverse(cur):
    prev = None
    while cur:
        cur.next, prev, cur = prev, cur, cur.next
    return prev
def swap(a, i, j):
    a[i], a[j] = a[j], a[i]
",
        );
    }

    #[test]
    fn the_new_object_is_meant() {
        silent(&RULE, "node, node.name = make(), 'x'\n");
        silent(&RULE, "a = b, c = a, b\n");
    }
}
