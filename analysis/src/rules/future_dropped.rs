//! The future of `executor.submit` is dropped.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr, ExceptClause, Expr, ExprStmt, FunctionDef, Stmt};
use rowan::GreenNodeData;

use super::callback_called_not_passed::is_executor;
use crate::bindings::How;
use crate::calls::{argument, called_method, method_call};
use crate::green::nodes;
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// The future of `executor.submit` is dropped.
    ///
    /// What a submitted function raises is kept in the future, and raised again by `result()`. Where nobody
    /// holds the future, the exception is never seen: the work is simply not done. `executor.map` gives an
    /// iterator that raises when its items are taken; dropped, it tells nothing either.
    ///
    /// Functions of this file that catch all exceptions themselves are not reported.
    ///
    /// Keep the futures and ask for their results, or add a callback that does.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from concurrent.futures import ThreadPoolExecutor
    ///
    /// def run(work, items):
    ///     with ThreadPoolExecutor() as pool:
    ///         pool.submit(work, items[0])  # flagged: never seen
    ///         pool.map(work, items)  # flagged: never seen
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from concurrent.futures import ThreadPoolExecutor
    ///
    /// def run(work, items):
    ///     with ThreadPoolExecutor() as pool:
    ///         first = pool.submit(work, items[0])
    ///         return first.result(), list(pool.map(work, items))
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from concurrent.futures import ThreadPoolExecutor
    /// with ThreadPoolExecutor() as pool:
    ///     pool.submit(lambda: 1 / 0)
    /// print("nothing was said")  # prints: nothing was said
    /// ```
    "future-dropped",
    code: "RW611", group: Concurrency, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[EXPR_STMT]) if submits in Function => check,
}

fn submits(node: &GreenNodeData) -> bool {
    let call = nodes(node).next().filter(|it| it.kind().0 == CALL_EXPR as u16);
    call.is_some_and(|it| matches!(called_method(it), "submit" | "map"))
}

fn check(cx: &mut RuleContext<'_>, node: ExprStmt) {
    if !cx.mentions("concurrent.futures") && !cx.mentions("futures") {
        return;
    }
    let Some(Expr::Call(call)) = node.value() else { return };
    let Some((executor, method)) = method_call(&call) else { return };
    if !is_executor(cx.names(), &executor)
        || catches_all(cx.names(), &call)
        || is_in_test(cx.file().path(cx.db()), node.syntax())
    {
        return;
    }
    let (what, help) = match method.text() {
        "submit" => ("the future is dropped", "keep the future and ask for its `result()`"),
        _ => ("the results are dropped", "go through the results, for example with `list(..)`"),
    };
    let message = format!("{what}, so an exception of the work is never seen");
    cx.report(call.syntax().text_range(), message).help(help);
}

/// Is the work a function of this file that is one `try` for all exceptions?
fn catches_all(names: &Names<'_>, call: &CallExpr) -> bool {
    let Some(Expr::Name(work)) = argument(call, 0, "fn") else { return false };
    let Some(How::Def(def)) = names.sole_binding(&work).map(|it| it.how) else { return false };
    names.look_into(def.syntax());
    body_catches_all(&def)
}

fn body_catches_all(def: &FunctionDef) -> bool {
    let is_all = |it: &ExceptClause| {
        it.class().is_none_or(|it| {
            matches!(it.syntax().text().to_string().as_str(), "Exception" | "BaseException")
        })
    };
    let mut body = def.body().into_iter().flat_map(|it| it.body());
    body.any(|it| matches!(it, Stmt::Try(it) if it.handlers().any(|it| is_all(&it))))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn dropped() {
        flags(
            &RULE,
            "
from concurrent.futures import ThreadPoolExecutor
def run(f, xs):
    with ThreadPoolExecutor() as ex:
        ex.submit(f, 1)  # flagged: the future is dropped
        ex.map(f, xs)  # flagged: the results are dropped
",
        );
    }

    #[test]
    fn kept_or_harmless() {
        silent(
            &RULE,
            "
from concurrent.futures import ThreadPoolExecutor, wait
def work(x):
    try:
        x()
    except Exception:
        log()
def run(f, xs, other):
    with ThreadPoolExecutor() as ex:
        fs = [ex.submit(f, x) for x in xs]
        ex.submit(f, 1).add_done_callback(lambda r: r.result())
        ex.submit(work, 1)
        other.submit(f)
        return [x.result() for x in fs], list(ex.map(f, xs))
",
        );
    }
}
