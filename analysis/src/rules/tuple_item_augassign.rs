//! `t[i] += …` on a tuple.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, AugAssignStmt, Expr};
use rowan::GreenNodeData;

use crate::green::nodes;
use crate::plain::plain_types;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `t[i] += …` on a tuple.
    ///
    /// The statement takes the item, changes it, and stores the result back into the tuple. Storing raises
    /// `TypeError`, but a list in the tuple has been changed by then: the statement fails and works.
    ///
    /// Change the item itself: `t[i].extend(…)`, or make a list of the tuple.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def add(item):
    ///     pair = ([1], 2)
    ///     pair[0] += [item]  # flagged: raises `TypeError`
    ///     return pair
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def add(item):
    ///     pair = ([1], 2)
    ///     pair[0].append(item)
    ///     named = {"a": (1,)}
    ///     named["a"] += (item,)
    ///     return pair, named
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// pair = ([1], 2)
    /// try:
    ///     pair[0] += [9]
    /// except TypeError:
    ///     print(pair)  # prints: ([1, 9], 2)
    /// ```
    "tuple-item-augassign",
    code: "RW215", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: ["E1137", "PLE1137"],
    look: Nodes(&[AUG_ASSIGN_STMT]) if changes_item in Function => check,
}

fn changes_item(node: &GreenNodeData) -> bool {
    nodes(node).next().is_some_and(|it| it.kind().0 == SUBSCRIPT_EXPR as u16)
}

fn check(cx: &mut RuleContext<'_>, node: AugAssignStmt) {
    let Some(Expr::Subscript(item)) = node.target() else { return };
    let Some(tuple) = item.value() else { return };
    let is_tuple = plain_types(cx.names(), &tuple).is_some_and(|it| it == ["tuple"]);
    if !is_tuple || is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    let message = format!(
        "`{}` is a tuple: storing the item raises `TypeError` when a list in it has been changed already",
        tuple.syntax().text()
    );
    cx.report(node.syntax().text_range(), message)
        .help("change the item itself, or make a list of the tuple");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn tuples() {
        flags(
            &RULE,
            "
def f():
    t = ([1], 2)
    try:
        t[0] += [9]  # flagged: `t` is a tuple
    except TypeError:
        return t
",
        );
    }

    #[test]
    fn other_containers() {
        silent(
            &RULE,
            "
def f(u):
    t = ([1], 2)
    t[0].extend([9])
    d = {\"k\": (1,)}
    d[\"k\"] += (2,)
    u[0] += 1
    v = (1, 2)
    v = list(v)
    v[0] += 1
    return t
",
        );
    }
}
