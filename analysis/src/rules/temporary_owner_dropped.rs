//! What a temporary object gives, used after the object has cleaned up behind itself.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, AttributeExpr, CallExpr, Expr};
use rowan::GreenNodeData;

use crate::calls::{called_path, keyword};
use crate::diagnostic::Severity;
use crate::green::last_text;
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// What a temporary object gives, used after the object has cleaned up behind itself.
    ///
    /// `TemporaryDirectory().name` gives the path of a folder, but nothing holds the object any more: it
    /// is freed at the end of the expression, and its finaliser removes the folder. In the same way
    /// `NamedTemporaryFile().name` is the path of a file that is gone, and `open(path).fileno()` the number
    /// of a descriptor that is closed; the next file to be opened gets that number.
    ///
    /// Keep the object as long as what it gave is needed, best in a `with` statement.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import tempfile
    ///
    /// def prepare(path):
    ///     folder = tempfile.TemporaryDirectory().name  # flagged: the folder is removed
    ///     number = open(path).fileno()  # flagged: the file is closed
    ///     return folder, number
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import tempfile
    ///
    /// def prepare(path):
    ///     kept = tempfile.NamedTemporaryFile(delete=False).name
    ///     with tempfile.TemporaryDirectory() as folder, open(path) as file:
    ///         return kept, folder, file.fileno(), open(path).read()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import os
    /// import tempfile
    /// print(os.path.exists(tempfile.TemporaryDirectory().name))  # prints: False
    /// ```
    "temporary-owner-dropped",
    code: "RW336", group: Lifetime, severity: Error, fix: None, since: "0.1.0",
    noqa: ["SIM115", "R1732"],
    look: Nodes(&[ATTRIBUTE_EXPR]) if is_owned in Function => check,
}

/// What owns, the attribute that depends on it, what happens.
const OWNERS: [(&str, &str, &str); 9] = [
    ("tempfile.TemporaryDirectory", "name", "the folder is removed"),
    ("tempfile.NamedTemporaryFile", "name", "the file is deleted"),
    ("tempfile.NamedTemporaryFile", "fileno", "the file is closed"),
    ("tempfile.TemporaryFile", "fileno", "the file is closed"),
    ("builtins.open", "fileno", "the file is closed"),
    ("io.open", "fileno", "the file is closed"),
    ("socket.socket", "fileno", "the socket is closed"),
    ("socket.create_connection", "fileno", "the socket is closed"),
    ("socket.create_server", "fileno", "the socket is closed"),
];

fn is_owned(node: &GreenNodeData) -> bool {
    let is_of_call =
        crate::green::nodes(node).next().is_some_and(|it| it.kind().0 == CALL_EXPR as u16);
    is_of_call && matches!(last_text(node), "name" | "fileno")
}

fn check(cx: &mut RuleContext<'_>, node: AttributeExpr) {
    let Some(Expr::Call(owner)) = node.value() else { return };
    let Some(outcome) = outcome(cx.names(), &node, &owner) else { return };
    if is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    let message = format!(
        "nothing holds `{}(..)`, so {outcome} before this can be used",
        owner.func().map(|it| it.syntax().text().to_string()).unwrap_or_default()
    );
    // The path of a file that is gone may still serve as a name that nobody else has.
    let is_name = outcome == "the file is deleted";
    let severity = if is_name { Severity::Warning } else { Severity::Error };
    cx.report(node.syntax().text_range(), message)
        .severity(severity)
        .help("keep the object for as long, with a `with` statement");
}

fn outcome(names: &Names<'_>, node: &AttributeExpr, owner: &CallExpr) -> Option<&'static str> {
    let name = node.name()?;
    let path = called_path(names, &Expr::Call(owner.clone()))?;
    let known = OWNERS.iter().find(|it| it.0 == path && it.1 == name.text())?;
    let is_called = node.syntax().parent().is_some_and(|it| it.kind() == CALL_EXPR);
    let is_kept =
        ["delete", "delete_on_close", "closefd"].iter().any(|it| keyword(owner, it).is_some());
    (!is_kept && is_called == (known.1 == "fileno")).then_some(known.2)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn folders_and_descriptors() {
        flags(
            &RULE,
            "
import tempfile
from socket import socket
def f(p):
    path = tempfile.TemporaryDirectory().name  # flagged: removed
    fd = open(p).fileno()  # flagged: closed
    s = socket().fileno()  # flagged: the socket
    return path, fd
",
        );
    }

    #[test]
    fn owners_that_are_kept() {
        silent(
            &RULE,
            "
import tempfile
def f(p):
    d = tempfile.TemporaryDirectory()
    data = open(p).read()
    keep = tempfile.NamedTemporaryFile(delete=False).name
    return d, d.name, data, keep, open(p).name
",
        );
    }
}
