//! Looking for something in a list, for each element of another.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Expr, ForStmt, NameExpr};
use refwise_syntax::{SyntaxNode, TextRange};
use rowan::GreenNodeData;

use crate::annotation::annotation_of;
use crate::green::has_token;
use crate::loops::loop_around;
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::last_name;

crate::rule! {
    /// Looking for something in a list, for each element of another.
    ///
    /// `x in xs` compares `x` with the elements of a list one after the other. In a loop the time grows
    /// with the product of both lengths. A set finds `x` by its hash, at once.
    ///
    /// It is reported for a parameter that is annotated as a list of hashable builtin values and that the
    /// function does not change.
    ///
    /// Make a set of the list before the loop.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def keep(names, allowed: list[str]):
    ///     found = []
    ///     for name in names:
    ///         if name in allowed:  # flagged: goes through the list
    ///             found.append(name)
    ///     return found
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def keep(names, allowed: list[str]):
    ///     known = set(allowed)
    ///     found = []
    ///     for name in names:
    ///         if name in known or name in ("a", "b"):
    ///             found.append(name)
    ///     return found
    /// ```
    "list-membership-in-loop",
    code: "RW808", group: Performance, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[COMPARE_EXPR]) if has_in in Function => check,
}

fn has_in(node: &GreenNodeData) -> bool {
    has_token(node, IN_KW)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    let pairs = node.pairs();
    let [pair] = pairs.as_slice() else { return };
    let Expr::Name(list) = &pair.right else { return };
    if !matches!(pair.op, CompareOp::In | CompareOp::NotIn) || is_display(&pair.left) {
        return;
    }
    let Some(outer) = loop_around(node.syntax()).and_then(ForStmt::cast) else { return };
    let is_own = outer.iter().is_some_and(|it| mentions(it.syntax(), list));
    if is_own || !is_list_of_values(cx.names(), list) || !is_unchanged(cx.names(), list) {
        return;
    }
    let message =
        format!("`in` goes through the list `{}` in each round of the loop", list.syntax().text());
    cx.report(node.syntax().text_range(), message)
        .label(header(&outer), "for each round of this loop")
        .help("make a set of it before the loop");
}

fn header(outer: &ForStmt) -> TextRange {
    let start = outer.syntax().text_range().start();
    let end = outer.iter().map_or(start, |it| it.syntax().text_range().end());
    TextRange::new(start, end)
}

fn is_display(expr: &Expr) -> bool {
    matches!(expr, Expr::List(_) | Expr::Dict(_) | Expr::Set(_))
}

fn mentions(node: &SyntaxNode, name: &NameExpr) -> bool {
    node.descendants().any(|it| it.kind() == NAME_EXPR && it.text() == name.syntax().text())
}

/// `list[T]` where a `T` is found by its hash.
fn is_list_of_values(names: &Names<'_>, list: &NameExpr) -> bool {
    let Some(Expr::Subscript(it)) = annotation_of(names, &Expr::Name(list.clone())) else {
        return false;
    };
    let base = it.value().and_then(|it| last_name(&it));
    let element = it.index().map(|it| it.syntax().text().to_string());
    matches!(base.as_deref(), Some("list" | "List"))
        && matches!(element.as_deref(), Some("str" | "int" | "bytes" | "float"))
}

/// Is the list only read: no method of it is called, no item is set?
fn is_unchanged(names: &Names<'_>, list: &NameExpr) -> bool {
    let (Some(variable), Some(text)) = (names.variable(list), list.name()) else { return false };
    variable.bindings.reads(text.text()).iter().all(|it| {
        let parent = it.syntax().parent();
        parent.is_some_and(|it| !matches!(it.kind(), ATTRIBUTE_EXPR | SUBSCRIPT_EXPR))
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn annotated_lists() {
        flags(
            &RULE,
            "
def f(xs, allowed: list[str]):
    out = []
    for x in xs:
        if x in allowed:  # flagged: goes through the list `allowed`
            out.append(x)
    return out
",
        );
    }

    #[test]
    fn sets_and_lists_that_change() {
        silent(
            &RULE,
            "
def f(xs, allowed: set[str], ys: list[list], seen: list[str]):
    out = []
    for x in xs:
        if x in allowed or x in (\"a\", \"b\") or [x] in ys:
            ys.append([x])
            out.append(x)
        if x not in seen:
            seen.append(x)
    return out, 1 in seen
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
def f(xs, allowed: set[str], ys: list[list]):
    out = []
    for x in xs:
        if x in allowed or x in ("a", "b") or [x] in ys:
            ys.append([x])
            out.append(x)
    return out
"#,
        );
    }
}
