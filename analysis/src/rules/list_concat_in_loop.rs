//! A list that is copied to add to it, in each round of a loop.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AssignStmt, AstNode, BinOp, Expr, NameExpr};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::green::nodes;
use crate::loops::loop_around;
use crate::names::{Names, is_function};
use crate::rule::RuleContext;

crate::rule! {
    /// A list that is copied to add to it, in each round of a loop.
    ///
    /// `xs = xs + [x]` makes a new list of all the elements so far. In a loop that takes time that grows
    /// with the square of the length.
    ///
    /// It is reported for a local variable that is a list in all its assignments, and of which nothing
    /// else takes hold in the loop: where the old list is stored or handed over, the copy is meant.
    ///
    /// `+=` and `append` add to the list that is there. The fix is unsafe because other references to the
    /// list would see the change.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def squares(n):
    ///     found = []
    ///     for i in range(n):
    ///         found = found + [i * i]  # flagged: copies
    ///     return found
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def squares(n):
    ///     found = []
    ///     for i in range(n):
    ///         found += [i * i]
    ///     return found
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def paths(n):
    ///     found, path = [], []
    ///     for i in range(n):
    ///         path = path + [i]
    ///         found.append(path)
    ///     return found
    /// ```
    "list-concat-in-loop",
    code: "RW805", group: Performance, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: ["PLR6104"],
    look: Nodes(&[ASSIGN_STMT]) if adds in Function => check,
}

fn adds(node: &GreenNodeData) -> bool {
    let mut parts = nodes(node);
    let is = |it: Option<&GreenNodeData>, kind: u16| it.is_some_and(|it| it.kind().0 == kind);
    is(parts.next(), NAME_EXPR as u16) && is(parts.next(), BIN_EXPR as u16)
}

fn check(cx: &mut RuleContext<'_>, node: AssignStmt) {
    let Some(outer) = loop_around(node.syntax()) else { return };
    let Some((name, added)) = concatenation(&node) else { return };
    if !is_list(cx.names(), &name, &outer) || !is_private(cx.names(), &name, &outer) {
        return;
    }
    let text = name.syntax().text().to_string();
    let edit = TextEdit::replace(
        node.syntax().text_range(),
        format!("{text} += {}", added.syntax().text()),
    );
    cx.report(
        node.syntax().text_range(),
        format!("this copies all of `{text}` in each round of the loop"),
    )
    .help("`+=` and `append` add to the list that is there")
    .unsafe_fix("Add to the list", vec![edit]);
}

/// `xs` and `[..]` of `xs = xs + [..]`.
fn concatenation(node: &AssignStmt) -> Option<(NameExpr, Expr)> {
    let mut targets = node.targets();
    let (Some(Expr::Name(name)), None) = (targets.next(), targets.next()) else { return None };
    let Expr::Bin(sum) = node.value()? else { return None };
    let is_same = sum.left()?.syntax().text() == name.syntax().text();
    let added = sum.right()?;
    let is_list = matches!(added, Expr::List(_) | Expr::ListComp(_));
    (is_same && is_list && sum.op()? == BinOp::Add).then_some((name, added))
}

/// Is the variable local, older than the loop, and a list in all its assignments?
fn is_list(names: &Names<'_>, name: &NameExpr, outer: &SyntaxNode) -> bool {
    let (Some(variable), Some(text)) = (names.variable(name), name.name()) else { return false };
    let bindings = variable.bindings.of_name(text.text());
    let are_lists = bindings.iter().all(|it| match &it.how {
        How::Assign(Expr::List(_) | Expr::ListComp(_)) => {
            !outer.text_range().contains_range(it.range)
        }
        How::Assign(value) => value
            .syntax()
            .parent()
            .and_then(AssignStmt::cast)
            .is_some_and(|it| concatenation(&it).is_some()),
        _ => false,
    });
    are_lists && is_function(names.table(), variable.scope) && !variable.is_shared
}

/// Is the list only looked at in the loop, so that no other reference to it comes about?
fn is_private(names: &Names<'_>, name: &NameExpr, outer: &SyntaxNode) -> bool {
    let (Some(variable), Some(text)) = (names.variable(name), name.name()) else { return false };
    let reads = variable.bindings.reads(text.text());
    let mut inside =
        reads.iter().filter(|it| outer.text_range().contains_range(it.syntax().text_range()));
    inside.all(|it| {
        let Some(parent) = it.syntax().parent() else { return false };
        match parent.kind() {
            BIN_EXPR => parent
                .parent()
                .and_then(AssignStmt::cast)
                .is_some_and(|it| concatenation(&it).is_some()),
            COMPARE_EXPR | IF_STMT | WHILE_STMT | UNARY_EXPR => true,
            SUBSCRIPT_EXPR => parent.first_child().as_ref() == Some(it.syntax()),
            ARG_LIST => {
                parent.parent().and_then(|it| it.first_child()).is_some_and(|it| it.text() == "len")
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn copies() {
        flags(
            &RULE,
            "
def f(n):
    xs = []
    for i in range(n):
        if i in xs or len(xs) > 3:
            xs = xs + [i]  # flagged: copies all of `xs`
    return xs
",
        );
    }

    #[test]
    fn the_copy_is_meant() {
        silent(
            &RULE,
            "
def paths(n):
    out, path = [], []
    for i in range(n):
        path = path + [i]
        out.append(path)
    return out
def f(n, xs, seen):
    a = []
    b = list(xs)
    for i in range(n):
        xs = xs + [i]
        a = a + [i]
        seen(a)
        c = []
        c = c + [i]
    a = a + [1]
    for i in range(n):
        b = b + [i]
        break
",
        );
    }
}
