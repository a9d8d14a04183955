//! A file that is read whole to go through its lines.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, Expr, ForStmt, NameExpr};
use refwise_syntax::{TextEdit, TextRange};
use rowan::GreenNodeData;

use crate::calls::{called_method, called_path, method_call, n_arguments};
use crate::green::nodes;
use crate::names::Names;
use crate::origin::origin;
use crate::rule::RuleContext;

crate::rule! {
    /// A file that is read whole to go through its lines.
    ///
    /// `for line in file.readlines()` makes a list of all lines first. A file gives its lines one by one
    /// when it is iterated over itself.
    ///
    /// It is reported for what `open` gives, where the body does not use the file. The fix iterates over
    /// the file.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def show(path):
    ///     with open(path) as file:
    ///         for line in file.readlines():  # flagged: all lines
    ///             print(line)
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def show(path):
    ///     with open(path) as file:
    ///         for line in file:
    ///             print(line)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def show(path):
    ///     with open(path) as file:
    ///         lines = file.readlines()
    ///     return lines[-1]
    /// ```
    "readlines-to-iterate",
    code: "RW809", group: Performance, severity: Hint, fix: Safe, since: "0.1.0",
    noqa: ["FURB129"],
    look: Nodes(&[FOR_STMT]) if reads_lines => check,
}

fn reads_lines(node: &GreenNodeData) -> bool {
    let mut calls = nodes(node).filter(|it| it.kind().0 == CALL_EXPR as u16);
    calls.any(|it| matches!(called_method(it), "readlines" | "splitlines"))
}

fn check(cx: &mut RuleContext<'_>, node: ForStmt) {
    let Some(Expr::Call(lines)) = node.iter() else { return };
    let Some((object, method)) = method_call(&lines) else { return };
    if n_arguments(&lines) != Some(0) || node.async_token().is_some() {
        return;
    }
    let file = match method.text() {
        "readlines" => object,
        _ => match read_of(&object) {
            Some(it) => it,
            None => return,
        },
    };
    if !is_file(cx.names(), &file) || body_uses(&node, &file) {
        return;
    }
    let range = TextRange::new(file.syntax().text_range().end(), lines.syntax().text_range().end());
    let is_exact = method.text() == "readlines";
    let report = cx
        .report(
            lines.syntax().text_range(),
            "this makes a list of all lines before the first is seen",
        )
        .help("iterate over the file itself");
    if is_exact {
        report.safe_fix("Iterate over the file", vec![TextEdit::replace(range, "")]);
    }
}

/// `file` of `file.read()`.
fn read_of(expr: &Expr) -> Option<Expr> {
    let Expr::Call(call) = expr else { return None };
    let (file, method) = method_call(call)?;
    (method.text() == "read" && n_arguments(call) == Some(0)).then_some(file)
}

fn is_file(names: &Names<'_>, file: &Expr) -> bool {
    let path = origin(names, file).and_then(|it| called_path(names, &it));
    matches!(path.as_deref(), Some("builtins.open" | "io.open"))
}

/// Does the body read or write the file too?
fn body_uses(node: &ForStmt, file: &Expr) -> bool {
    let Expr::Name(file) = file else { return false };
    let Some(body) = node.body() else { return true };
    let mut names = body.syntax().descendants().filter_map(NameExpr::cast);
    names.any(|it| it.syntax().text() == file.syntax().text())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn files() {
        flags(
            &RULE,
            "
def f(p):
    with open(p) as h:
        for l in h.readlines():  # flagged: all lines
            print(l)
    g = open(p)
    for l in g.read().splitlines():  # flagged: all lines
        print(l)
",
        );
    }

    #[test]
    fn lists_that_are_needed() {
        silent(
            &RULE,
            "
def f(p, g, text):
    with open(p) as h:
        lines = h.readlines()
    for l in g.readlines():
        print(l)
    for l in text.splitlines():
        print(l)
    with open(p, 'r+') as h:
        for l in h.readlines():
            h.write(l)
    return lines[-1], len(lines)
",
        );
    }
}
