//! The `None` that a method gives which changes its object.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{self, AstNode, CallExpr, Expr, NameExpr};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::calls::{called_name, method_call};
use crate::fresh::container;
use crate::names::Names;
use crate::plain::plain_types;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// The `None` that a method gives which changes its object.
    ///
    /// `xs.sort()` sorts the list that is there and gives `None`, as do `append`, `update`, `reverse` and
    /// `random.shuffle`. `ys = xs.sort()` binds `None`; `xs = xs.sort()` loses the list.
    ///
    /// It is reported for what is known to be a list, dict or set, where the result is bound to a variable
    /// or asked for an attribute or item, and where the result of `sort`, `reverse` or `shuffle` is returned.
    ///
    /// Take `sorted(xs)` or `list(reversed(xs))` for a new list, or make the call a statement of its own.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def order(names: list):
    ///     ordered = names.sort()  # flagged: gives `None`
    ///     return ordered
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def order(names: list, frame):
    ///     names.sort()
    ///     last = names.pop()
    ///     return sorted(names), last, frame.sort("a")
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print([2, 1].sort(), sorted([2, 1]))  # prints: None [1, 2]
    /// ```
    "inplace-method-result-used",
    code: "RW218", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: ["E1111", "E1128", "PLE1111", "PLE1128"],
    look: Nodes(&[CALL_EXPR]) if is_in_place in Function => check,
}

/// Methods that give `None`, by the type of their object.
const METHODS: [(&str, &[&str]); 3] = [
    ("list", &["append", "clear", "extend", "insert", "remove", "reverse", "sort"]),
    ("dict", &["clear", "update"]),
    (
        "set",
        &[
            "add",
            "clear",
            "difference_update",
            "discard",
            "intersection_update",
            "remove",
            "symmetric_difference_update",
            "update",
        ],
    ),
];

fn is_in_place(node: &GreenNodeData) -> bool {
    let name = called_name(node);
    name == "shuffle" || METHODS.iter().any(|it| it.1.contains(&name))
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let is_ordering =
        method_name(&node).is_some_and(|it| matches!(it.as_str(), "sort" | "reverse" | "shuffle"));
    if !is_used(node.syntax(), is_ordering) {
        return;
    }
    let Some(what) = changed(cx.names(), &node) else { return };
    if is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    let message = format!("{what}, and gives `None`");
    let help = match method_name(&node).as_deref() {
        Some("sort") => "take `sorted(..)`, or make the call a statement of its own",
        Some("reverse") => "take `reversed(..)`, or make the call a statement of its own",
        _ => "make the call a statement of its own",
    };
    cx.report(node.syntax().text_range(), message).help(help);
}

fn method_name(call: &CallExpr) -> Option<String> {
    match call.func()? {
        Expr::Attribute(it) => Some(it.name()?.text().to_owned()),
        Expr::Name(it) => Some(it.name()?.text().to_owned()),
        _ => None,
    }
}

/// Is something done with the value of the call that makes no sense with `None`?
fn is_used(node: &SyntaxNode, is_ordering: bool) -> bool {
    let Some(parent) = node.parent() else { return false };
    match parent.kind() {
        PAREN_EXPR => is_used(&parent, is_ordering),
        ASSIGN_STMT => {
            let assign = ast::AssignStmt::cast(parent).expect("of this kind");
            assign.value().is_some_and(|it| it.syntax() == node)
        }
        ANN_ASSIGN_STMT => {
            let assign = ast::AnnAssignStmt::cast(parent).expect("of this kind");
            assign.value().is_some_and(|it| it.syntax() == node)
        }
        ATTRIBUTE_EXPR => true,
        SUBSCRIPT_EXPR => parent.first_child().as_ref() == Some(node),
        RETURN_STMT => is_ordering,
        FOR_STMT => {
            let stmt = ast::ForStmt::cast(parent).expect("of this kind");
            stmt.iter().is_some_and(|it| it.syntax() == node)
        }
        _ => false,
    }
}

/// What the call changes, in words.
fn changed(names: &Names<'_>, call: &CallExpr) -> Option<String> {
    if names.path(&call.func()?).is_some_and(|it| it == "random.shuffle") {
        return Some("`shuffle` changes the list that is there".to_owned());
    }
    let (object, method) = method_call(call)?;
    let kind = container(names, &object).or_else(|| before(names, &object, call))?;
    let known = METHODS.iter().find(|it| it.0 == kind)?.1;
    known
        .contains(&method.text())
        .then(|| format!("`{}` changes the {kind} that is there", method.text()))
}

/// The type of the container that the variable holds in all its assignments but those of the call's
/// own result.
fn before(names: &Names<'_>, object: &Expr, call: &CallExpr) -> Option<&'static str> {
    let Expr::Name(name) = object else { return None };
    let variable = names.variable(name)?;
    let text = name.name()?;
    if variable.is_shared {
        return None;
    }
    let bindings = variable.bindings.of_name(text.text());
    let others = bindings.iter().filter_map(|it| match &it.how {
        How::Assign(value) if value.syntax() == call.syntax() => None,
        How::Assign(value) => Some(of_value(names, value, name)),
        _ => Some(None),
    });
    let kinds: Option<Vec<&'static str>> = others.collect();
    match kinds?.as_slice() {
        [first, rest @ ..] => rest.iter().all(|it| it == first).then_some(*first),
        [] => None,
    }
}

fn of_value(names: &Names<'_>, value: &Expr, name: &NameExpr) -> Option<&'static str> {
    let is_itself = matches!(value, Expr::Name(it) if it.syntax().text() == name.syntax().text());
    match plain_types(names, value)?.as_slice() {
        [kind] if !is_itself => METHODS.iter().map(|it| it.0).find(|it| it == kind),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn bound_returned_and_chained() {
        flags(
            &RULE,
            "
import random
def f(xs: list):
    ys = xs.sort()  # flagged: the list
    return ys
def g():
    xs = [2, 1]
    xs = xs.sort()  # flagged: `sort` changes
    s = set()
    s.add(1).add(2)  # flagged: the set
    z = random.shuffle(xs)  # flagged: `shuffle`
def h(xs: list):
    return xs.reverse()  # flagged: gives `None`
",
        );
    }

    #[test]
    fn other_results() {
        silent(
            &RULE,
            "
def f(df, xs, seen: set, d: dict, ys: list):
    zs = df.sort()
    s = {1}
    s.pop()
    last = xs.pop()
    new = [x for x in xs if not (x in seen or seen.add(x))]
    key = lambda x: seen.add(x)
    v = d.pop(1)
    if xs:
        return d.update(xs)
    ys.sort()
    return ys, last, sorted(ys)
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
def f(df, xs):
    ys = df.sort_values("a")
    s = {1}
    s.pop()
    last = xs.pop()
    return ys, last
"#,
        );
    }
}
