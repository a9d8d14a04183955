//! A generator of a context manager whose clean-up is skipped by an exception.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, Expr, FunctionDef, Stmt};
use refwise_syntax::{SyntaxNode, TextEdit, TextRange};
use rowan::GreenNodeData;

use crate::bindings::own_nodes;
use crate::green::has_node;
use crate::methods::{indentation, is_target};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::last_name;

crate::rule! {
    /// A `@contextmanager` whose clean-up does not run when the body of the `with` raises.
    ///
    /// What the body of a `with` raises comes out of the `yield`. Without a `try` around the `yield`
    /// the generator ends there, and what stands behind is skipped just when it matters: the folder
    /// stays changed, the lock held, the patch in place.
    ///
    /// It is reported where what stands behind the `yield` cleans up: it closes, stops, removes or
    /// restores something, or sets what was set or saved before. Work that belongs to success only
    /// (a commit, a report, an assertion) is left alone, and so is what stands behind a `try` around the
    /// `yield`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from contextlib import contextmanager
    /// import os
    ///
    /// @contextmanager
    /// def chdir(path):
    ///     old = os.getcwd()
    ///     os.chdir(path)
    ///     yield  # flagged: is skipped
    ///     os.chdir(old)
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// from contextlib import contextmanager
    /// import os
    ///
    /// @contextmanager
    /// def chdir(path):
    ///     old = os.getcwd()
    ///     os.chdir(path)
    ///     try:
    ///         yield
    ///     finally:
    ///         os.chdir(old)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from contextlib import contextmanager
    ///
    /// @contextmanager
    /// def opened(path):
    ///     with open(path) as file:
    ///         yield file
    ///
    /// @contextmanager
    /// def logged(log):
    ///     try:
    ///         yield
    ///     except ValueError:
    ///         log("bad")
    ///     log("done")
    ///
    /// @contextmanager
    /// def transaction(connection):
    ///     yield connection
    ///     connection.commit()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from contextlib import contextmanager
    /// events = []
    /// @contextmanager
    /// def opened():
    ///     events.append("open")
    ///     yield
    ///     events.append("closed")
    /// try:
    ///     with opened():
    ///         raise KeyError
    /// except KeyError:
    ///     print(events)  # prints: ['open']
    /// ```
    "contextmanager-no-finally",
    code: "RW503", group: Resources, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: ["RUF075", "W0135", "PLW0135"],
    look: Nodes(&[FUNCTION_DEF]) if is_decorated => check,
}

fn is_decorated(node: &GreenNodeData) -> bool {
    has_node(node, DECORATOR)
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    if !cx.mentions("contextmanager") || !is_manager(cx.names(), &def) {
        return;
    }
    let yields = own_nodes(def.syntax()).filter(|it| it.kind() == YIELD_EXPR);
    for node in yields.collect::<Vec<_>>() {
        let Some(found) = skipped(cx.names(), &def, &node) else { continue };
        let edits = mend(cx.text(), &found);
        let report = cx
            .report(
                node.text_range(),
                "the clean-up behind this `yield` is skipped when the body of the `with` raises",
            )
            .label(found.clean_up, "does not run then")
            .help("put the `yield` into a `try` and the clean-up into its `finally`");
        if let Some(edits) = edits {
            report.unsafe_fix("Clean up in a `finally`", edits);
        }
        return;
    }
}

fn is_manager(names: &Names<'_>, def: &FunctionDef) -> bool {
    const MANAGERS: [&str; 2] = ["contextlib.contextmanager", "contextlib.asynccontextmanager"];
    let is_one = |it: ast::Decorator| {
        names.path_of_decorator(&it).is_some_and(|it| MANAGERS.contains(&it.as_str()))
    };
    def.decorators().any(is_one)
}

struct Skipped {
    /// The statement of the `yield`.
    stmt: SyntaxNode,
    clean_up: TextRange,
}

/// The clean-up that only a normal end of the `with` reaches.
fn skipped(names: &Names<'_>, def: &FunctionDef, yielded: &SyntaxNode) -> Option<Skipped> {
    let body = def.body()?.syntax().clone();
    let stmt = yielded.ancestors().find_map(Stmt::cast)?;
    let mut at = stmt.syntax().clone();
    loop {
        for next in at.siblings(rowan::Direction::Next).skip(1).filter_map(Stmt::cast) {
            if matches!(next, Stmt::Return(_) | Stmt::Raise(_)) {
                return None;
            }
            if cleans_up(&next, def, stmt.syntax()) && !is_done_finally(&next) {
                let clean_up = next.syntax().text_range();
                let stmt = stmt.syntax().clone();
                return Some(Skipped { stmt, clean_up });
            }
        }
        let block = at.parent()?;
        if block == body {
            return None;
        }
        let owner = block.parent()?;
        let is_open = match owner.kind() {
            IF_STMT => true,
            ELIF_CLAUSE => true,
            ELSE_CLAUSE => owner.parent().is_some_and(|it| it.kind() == IF_STMT),
            WITH_STMT => passes_on(names, &owner),
            _ => false,
        };
        at = owner.ancestors().find(|it| Stmt::can_cast(it.kind())).filter(|_| is_open)?;
    }
}

/// Does the `finally` of a `try` around the statement do the same once more?
fn is_done_finally(stmt: &Stmt) -> bool {
    let text = stmt.syntax().text().to_string();
    let mut tries = stmt.syntax().ancestors().filter_map(ast::TryStmt::cast);
    tries.any(|it| {
        let ends = it.syntax().children().filter(|it| it.kind() == FINALLY_CLAUSE);
        let mut stmts = ends.flat_map(|it| it.descendants().collect::<Vec<_>>());
        stmts.any(|it| Stmt::can_cast(it.kind()) && it.text().to_string().trim() == text.trim())
    })
}

/// Does a `with` surely let exceptions through? Only of a lock or a file is that known.
fn passes_on(names: &Names<'_>, with: &SyntaxNode) -> bool {
    let mut items = with.children().filter_map(ast::WithItem::cast);
    items.all(|it| {
        let func = match it.context() {
            Some(Expr::Call(it)) => it.func(),
            it => it,
        };
        let Some(func) = func else { return false };
        let path = names.path(&func).unwrap_or_default();
        let name = last_name(&func).unwrap_or_default().to_lowercase();
        path.starts_with("tempfile.") || name.contains("lock") || name.starts_with("open")
    })
}

/// Names of functions and methods that end what another one began.
const ENDS: [&str; 35] = [
    "__exit__",
    "chdir",
    "cleanup",
    "clean_up",
    "close",
    "deactivate",
    "delenv",
    "detach",
    "disable",
    "disconnect",
    "kill",
    "killpg",
    "pop",
    "release",
    "remove",
    "restore",
    "rmdir",
    "rmtree",
    "reset",
    "shutdown",
    "server_close",
    "stop",
    "tearDown",
    "teardown",
    "terminate",
    "unlink",
    "uninstall",
    "unlock",
    "unpatch",
    "unregister",
    "unset",
    "unsubscribe",
    "undo",
    "aclose",
    "umount",
];

/// Names of variables that keep a value for later.
const KEPT: [&str; 6] = ["old", "saved", "save", "prev", "orig", "backup"];

/// Does a statement behind the `yield` bring back what was before?
fn cleans_up(stmt: &Stmt, def: &FunctionDef, yielded: &SyntaxNode) -> bool {
    if let Stmt::Expr(it) = stmt {
        let value = match it.value() {
            Some(Expr::Await(it)) => it.value(),
            it => it,
        };
        return matches!(value, Some(Expr::Call(it)) if ends_something(&it, def, yielded));
    }
    stmt.syntax().descendants().any(|it| match it.kind() {
        ATTRIBUTE_EXPR | SUBSCRIPT_EXPR => {
            is_target(&it)
                && !is_asked_for(&it)
                && (is_set_before(&it, def, yielded) || gets_kept(&it))
        }
        _ => false,
    })
}

/// Does an `if` around the target ask for its value? Then it tells what came of the body.
fn is_asked_for(target: &SyntaxNode) -> bool {
    let text = target.text().to_string();
    let mut around = target.ancestors().filter_map(ast::IfStmt::cast);
    around.any(|it| it.test().is_some_and(|it| it.syntax().text().to_string().contains(&text)))
}

/// Is it a call of a method that ends something, or of the same function as before with a value that
/// was kept?
fn ends_something(call: &ast::CallExpr, def: &FunctionDef, yielded: &SyntaxNode) -> bool {
    let Some(func) = call.func() else { return false };
    let is_end = last_name(&func).is_some_and(|it| ENDS.contains(&it.as_str()));
    let gives_kept = || {
        let mut args = call.args().into_iter().flat_map(|it| it.args());
        args.any(|it| is_kept(it.syntax()))
    };
    let is_same = || {
        let calls = own_nodes(def.syntax()).filter_map(ast::CallExpr::cast);
        let start = yielded.text_range().start();
        let mut calls = calls.filter(|it| it.syntax().text_range().end() <= start);
        calls.any(|it| it.func().is_some_and(|it| it.syntax().text() == func.syntax().text()))
    };
    is_end || gives_kept() && is_same()
}

/// Is the target assigned a value that was kept?
fn gets_kept(target: &SyntaxNode) -> bool {
    let assign = target.parent().and_then(ast::AssignStmt::cast);
    assign.and_then(|it| it.value()).is_some_and(|it| is_kept(it.syntax()))
}

/// Is the expression a name for something that was kept?
fn is_kept(expr: &SyntaxNode) -> bool {
    let name = expr.text().to_string();
    let is_of = |word: &str| {
        name == word
            || name.starts_with(&format!("{word}_"))
            || name.starts_with(&format!("_{word}"))
            || name.ends_with(&format!("_{word}"))
    };
    expr.kind() == NAME_EXPR && KEPT.iter().any(|it| is_of(it))
}

/// Is the target also assigned before the `yield`?
fn is_set_before(target: &SyntaxNode, def: &FunctionDef, yielded: &SyntaxNode) -> bool {
    let before = own_nodes(def.syntax()).filter(|it| {
        it.kind() == target.kind() && it.text_range().end() <= yielded.text_range().start()
    });
    let text = target.text();
    before.into_iter().any(|it| it.text() == text && is_target(&it))
}

/// Puts the statement into a `try`, and what stands behind it in its block into the `finally`.
fn mend(text: &str, found: &Skipped) -> Option<Vec<TextEdit>> {
    let start = found.stmt.text_range().start();
    let indent = indentation(text, start)?;
    let step = if indent.contains('\t') { "\t" } else { "    " };
    let rest: Vec<SyntaxNode> = found
        .stmt
        .siblings(rowan::Direction::Next)
        .skip(1)
        .filter(|it| Stmt::can_cast(it.kind()))
        .collect();
    let (first, last) = (rest.first()?, rest.last()?);
    let end = refwise_syntax::ast::significant_end(last);
    let rest = TextRange::new(first.text_range().start(), end);
    let behind = TextRange::new(refwise_syntax::ast::significant_end(&found.stmt), rest.start());
    let is_simple = indentation(text, rest.start()) == Some(indent)
        && text[behind].trim().is_empty()
        && !text[rest].contains(['\\', '\r'])
        && !text[rest].contains("\"\"\"")
        && !text[rest].contains("'''");
    let moved: Vec<&str> = text[rest].lines().collect();
    let moved = moved.join(&format!("\n{step}"));
    let head = &text[TextRange::new(start, behind.start())];
    let new = format!("try:\n{indent}{step}{head}\n{indent}finally:\n{indent}{step}{moved}");
    let is_simple = is_simple && !head.contains('\n');
    is_simple.then(|| vec![TextEdit::replace(TextRange::new(start, end), new)])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn done_once_more_in_the_end() {
        silent(
            &RULE,
            "from contextlib import contextmanager
@contextmanager
def pager(make):
    file = make()
    try:
        yield file
        file.close()
        print(file)
    finally:
        file.close()
",
        );
    }

    fn manager(body: &str) -> String {
        let body = body.replace('\n', "\n    ");
        format!("import contextlib\n@contextlib.contextmanager\ndef f(a, b):\n    {body}\n")
    }

    #[test]
    fn clean_up_behind_the_yield() {
        flags(&RULE, &manager("old = a.x\na.x = b\nyield a  # flagged: skipped\na.x = old"));
        flags(&RULE, &manager("b.acquire()\nyield  # flagged: skipped\nb.release()"));
        flags(&RULE, &manager("a[0] = 1\nif b:\n    yield  # flagged: skipped\na[0] = 2"));
        flags(&RULE, &manager("with b.lock:\n    x = yield  # flagged: skipped\na.close()"));
    }

    #[test]
    fn clean_up_that_runs() {
        silent(&RULE, &manager("try:\n    yield\nfinally:\n    a.close()"));
        silent(&RULE, &manager("try:\n    yield\nexcept ValueError:\n    b()\na.close()"));
        silent(&RULE, &manager("with open(a) as x:\n    yield x"));
        silent(&RULE, &manager("with contextlib.suppress(E):\n    yield x\na.close()"));
        silent(&RULE, &manager("if a:\n    yield 1\nelse:\n    yield 2"));
        silent(&RULE, &manager("if a:\n    yield 1\n    return\na.close()\nyield"));
    }

    #[test]
    fn work_of_success() {
        silent(&RULE, &manager("yield\na.commit()"));
        silent(&RULE, &manager("t = a()\nyield\nprint(a() - t)"));
        silent(&RULE, &manager("old_page = a.page\nyield\na.wait(old_page)"));
        silent(&RULE, &manager("a.e = None\nyield\nif a.e is not None:\n    a.e = None"));
        silent(&RULE, &manager("with a.Saver() as s:\n    yield\na.close()"));
        silent(&RULE, &manager("yield\nif a.error:\n    a.close()\n    raise a.error"));
        silent(&RULE, &manager("yield\nassert a.closed == old_x"));
        silent(&RULE, "def f(a):\n    yield 1\n    a.close()\n");
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
from contextlib import contextmanager
@contextmanager
def a(p):
    with open(p) as f:
        yield f
@contextmanager
def b(flag):
    if flag:
        yield 1
    else:
        yield 2
@contextmanager
def c(log):
    try:
        yield
    except ValueError:
        log("bad")
    log("done")
"#,
        );
    }
}
