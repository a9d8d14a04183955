//! `[[]] * n`: one object, n references.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, BinExpr, BinOp, Expr, ListExpr, SubscriptExpr};
use refwise_syntax::{SyntaxNode, TextEdit, TextRange};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::constant::without_parentheses;
use crate::diagnostic::Severity;
use crate::fresh::{Fresh, fresh};
use crate::green::{has_token, nodes};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `[[]] * n`: one object, n references.
    ///
    /// Multiplying a list repeats the references that it holds. With a list, dict, set or instance in it
    /// there is still only one such object afterwards: what is done to `rows[0]` is seen in every row.
    ///
    /// It is an error where the function changes an element; a warning where the list is kept or returned,
    /// so that someone may. A list that is only read, or handed to a function, is not reported.
    ///
    /// Make each element anew, with a comprehension. The fix is unsafe because the elements become
    /// different objects.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def grid(width, height):
    ///     rows = [[0] * width] * height  # flagged: one list
    ///     rows[0][0] = 1
    ///     return rows
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def grid(width, height):
    ///     rows = [[0] * width for _ in range(height)]
    ///     rows[0][0] = 1
    ///     return rows
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def grid(width, height):
    ///     rows = [[0] * width for _ in range(height)]
    ///     rows[0][0] = 1
    ///     return rows + [None] * width + [()] * height
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// rows = [[]] * 3
    /// rows[0].append(1)
    /// print(rows)  # prints: [[1], [1], [1]]
    /// ```
    "repeated-mutable-element",
    code: "RW205", group: Aliasing, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: ["WPS435"],
    look: Nodes(&[BIN_EXPR]) if repeats_list => check,
}

fn repeats_list(node: &GreenNodeData) -> bool {
    has_token(node, STAR) && nodes(node).any(|it| it.kind().0 == LIST_EXPR as u16)
}

fn check(cx: &mut RuleContext<'_>, node: BinExpr) {
    let Some((list, times)) = repetition(&node) else { return };
    let Some((element, what)) = list.elements().find_map(|it| {
        let what = mutable(cx.names(), &it)?;
        Some((it, what))
    }) else {
        return;
    };
    if matches!(times.syntax().text().to_string().as_str(), "0" | "1") {
        return;
    }
    let Some(evidence) = evidence(cx.names(), node.syntax()) else { return };
    let is_kept = matches!(evidence, Evidence::Kept);
    if is_kept && is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    let elements: Vec<Expr> = list.elements().collect();
    let edit = (elements.len() == 1).then(|| {
        let new =
            format!("[{} for _ in range({})]", element.syntax().text(), times.syntax().text());
        TextEdit::replace(node.syntax().text_range(), new)
    });
    let message =
        format!("all elements are one {what}: a list is multiplied by repeating references");
    let mut report = cx
        .report(node.syntax().text_range(), message)
        .help("make each element anew, with a comprehension");
    report = match evidence {
        Evidence::Changed(range) => report.label(range, "changing one changes all"),
        Evidence::Kept => report.severity(Severity::Info),
    };
    if let Some(edit) = edit {
        report.unsafe_fix("Make each element anew", vec![edit]);
    }
}

fn repetition(node: &BinExpr) -> Option<(ListExpr, Expr)> {
    let sides = (node.left()?, node.right()?);
    match sides {
        _ if node.op()? != BinOp::Mult => None,
        (Expr::List(list), times) | (times, Expr::List(list)) => Some((list, times)),
        _ => None,
    }
}

/// What mutable object `element` makes.
fn mutable(names: &Names<'_>, element: &Expr) -> Option<String> {
    let element = without_parentheses(element.clone())?;
    if let Expr::Bin(it) = &element {
        let (list, _) = repetition(it)?;
        return list.elements().next().map(|_| "list".to_owned());
    }
    match fresh(names, &element)? {
        Fresh::Builtin(it @ ("list" | "dict" | "set" | "bytearray")) => Some(it.to_owned()),
        Fresh::Builtin("sorted") => Some("list".to_owned()),
        Fresh::Instance(class) => Some(format!("`{class}`")),
        _ => None,
    }
}

enum Evidence {
    Changed(TextRange),
    Kept,
}

/// What becomes of the list: an element changes, or it is kept where anyone may change one.
fn evidence(names: &Names<'_>, list: &SyntaxNode) -> Option<Evidence> {
    let mut node = list.clone();
    while let Some(outer) = node.parent().filter(|it| matches!(it.kind(), PAREN_EXPR | BIN_EXPR)) {
        node = outer;
    }
    match node.parent()?.kind() {
        RETURN_STMT => Some(Evidence::Kept),
        ASSIGN_STMT | ANN_ASSIGN_STMT => of_target(names, &node),
        _ => None,
    }
}

fn of_target(names: &Names<'_>, value: &SyntaxNode) -> Option<Evidence> {
    let target = value.parent()?.first_child().and_then(Expr::cast)?;
    let Expr::Name(name) = &target else { return of_attribute(&target) };
    let variable = names.variable(name)?;
    let text = name.name()?.text().to_owned();
    let bindings = variable.bindings.of_name(&text);
    let is_only = bindings.iter().filter(|it| !matches!(it.how, How::Delete)).count() == 1;
    let reads = variable.bindings.reads(&text);
    let reads: Vec<SyntaxNode> = reads.iter().map(|it| it.syntax().clone()).collect();
    let change = reads.iter().filter(|_| is_only).find_map(change);
    let is_kept = reads.iter().any(is_returned);
    weighed(change, reads.iter().any(is_replaced), is_kept)
}

/// Elements that are replaced were there to hold the place; one that is changed may be a new one then.
fn weighed(change: Option<TextRange>, is_replaced: bool, is_kept: bool) -> Option<Evidence> {
    match (change, is_replaced) {
        (Some(range), false) => Some(Evidence::Changed(range)),
        (Some(_), true) => Some(Evidence::Kept),
        (None, _) => (is_kept && !is_replaced).then_some(Evidence::Kept),
    }
}

/// The same of an attribute, as far as its class tells.
fn of_attribute(target: &Expr) -> Option<Evidence> {
    let Expr::Attribute(target) = target else { return Some(Evidence::Kept) };
    let Some(class) = target.syntax().ancestors().find(|it| it.kind() == CLASS_DEF) else {
        return Some(Evidence::Kept);
    };
    let reads = class.descendants().filter(|it| it.kind() == ATTRIBUTE_EXPR);
    let text = target.syntax().text();
    let reads: Vec<SyntaxNode> = reads.filter(|it| it.text() == text).collect();
    weighed(reads.iter().find_map(change), reads.iter().any(is_replaced), true)
}

fn is_returned(read: &SyntaxNode) -> bool {
    read.parent().is_some_and(|it| it.kind() == RETURN_STMT)
}

/// The item of the list that `read` leads to.
fn item(read: &SyntaxNode) -> Option<SyntaxNode> {
    let item = SubscriptExpr::cast(read.parent()?)?;
    let is_base = item.value()?.syntax() == read;
    let is_slice = matches!(item.index()?, Expr::Slice(_));
    (is_base && !is_slice).then(|| item.syntax().clone())
}

fn is_replaced(read: &SyntaxNode) -> bool {
    item(read).is_some_and(|it| is_target(&it))
}

fn is_target(node: &SyntaxNode) -> bool {
    node.parent().is_some_and(|stmt| {
        matches!(stmt.kind(), ASSIGN_STMT | AUG_ASSIGN_STMT | DELETE_STMT)
            && stmt.first_child().as_ref() == Some(node)
    })
}

/// The place where an element that `read` leads to is changed.
fn change(read: &SyntaxNode) -> Option<TextRange> {
    let item = item(read)?;
    let outer = item.parent()?;
    let changes = match outer.kind() {
        SUBSCRIPT_EXPR | ATTRIBUTE_EXPR if outer.first_child().as_ref() == Some(&item) => {
            is_target(&outer) || is_changing_call(&outer)
        }
        _ => false,
    };
    changes.then(|| outer.text_range())
}

fn is_changing_call(method: &SyntaxNode) -> bool {
    const CHANGING: [&str; 12] = [
        "add",
        "append",
        "clear",
        "discard",
        "extend",
        "insert",
        "pop",
        "remove",
        "reverse",
        "setdefault",
        "sort",
        "update",
    ];
    let is_called = method.parent().is_some_and(|it| it.kind() == CALL_EXPR);
    let name = method.last_token().map(|it| it.text().to_owned()).unwrap_or_default();
    method.kind() == ATTRIBUTE_EXPR && is_called && CHANGING.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn changed_and_kept() {
        flags(
            &RULE,
            "
def grid(w, h):
    rows = [[0] * w] * h  # flagged: one list
    rows[0][0] = 1
    return rows
def f(n):
    xs = n * [{}]  # flagged: one dict
    xs[0].update(a=1)
class A: pass
def g(self, n):
    self.xs = [A()] * n  # flagged: one `A`
    return [set()] * n  # flagged: one set
",
        );
    }

    #[test]
    fn immutable_elements() {
        silent(
            &RULE,
            "
def grid(w, h):
    return [[0] * w for _ in range(h)] + [None] * 3 + [()] * w + [[1, 2]][:1]
",
        );
    }

    #[test]
    fn held_places() {
        silent(
            &RULE,
            "
def f(n):
    rows = [[]] * n
    for i in range(n):
        rows[i] = [i]
    return rows
class A:
    def __init__(self, n):
        self.rows = [[None]] * n
    def set(self, i, x):
        self.rows[i] = x
",
        );
        flags(
            &RULE,
            "
class A:
    def __init__(self, n):
        self.rows = [[None]] * n  # flagged: one list
    def set(self, i, x):
        self.rows[i].append(x)
",
        );
    }

    #[test]
    fn only_read() {
        silent(
            &RULE,
            "
def f(n, g):
    rows = [[]] * n
    for row in rows:
        print(row, len(rows[0]))
    rows[0] = 1
    g([[]] * n, *[[0, 1]] * 3)
    return g(rows) == [[1]] * 2 and [iter(n)] * 2
",
        );
        silent(&RULE, "x = [[]] * 1\n");
    }
}
