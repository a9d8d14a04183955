//! A lock that only one call can ever see.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{AstNode, Expr, NameExpr, WithStmt};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::calls::called_path;
use crate::green::nodes;
use crate::names::{Names, is_function};
use crate::rule::{RuleContext, Words};

crate::rule! {
    /// A lock that only one call can ever see.
    ///
    /// A lock keeps others out because they take the same one. A lock that is made in the call and never
    /// leaves it is another object for each caller: nobody ever waits, and nothing is protected.
    ///
    /// It is reported for `with Lock():`, and for a local variable that is only used in `with` statements
    /// of its own function.
    ///
    /// Make the lock once: at the top of the module, or in `__init__` beside what it protects.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    /// def count(counts):
    ///     lock = threading.Lock()
    ///     with lock:  # flagged: a lock of its own
    ///         counts["n"] += 1
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    ///
    /// lock = threading.Lock()
    ///
    /// def count(counts):
    ///     with lock:
    ///         counts["n"] += 1
    ///
    /// def share(start):
    ///     own = threading.Lock()
    ///     start(own)
    ///     with own:
    ///         pass
    /// ```
    "useless-lock",
    code: "RW513", group: Resources, severity: Error, fix: None, since: "0.1.0",
    noqa: ["W2101", "PLW2101"],
    look: Nodes(&[WITH_STMT]) if takes_lock in Function => check,
}

fn takes_lock(node: &GreenNodeData) -> bool {
    let contexts = nodes(node).filter(|it| it.kind().0 == WITH_ITEM as u16);
    let mut contexts = contexts.filter_map(|it| nodes(it).next());
    contexts.any(|it| [NAME_EXPR as u16, CALL_EXPR as u16].contains(&it.kind().0))
}

const LOCKS: [&str; 7] = [
    "threading.Lock",
    "threading.RLock",
    "threading.Semaphore",
    "threading.BoundedSemaphore",
    "asyncio.Lock",
    "multiprocessing.Lock",
    "multiprocessing.RLock",
];

/// One of these a file imports that has locks.
const MODULES: Words = Words::of(&["threading", "asyncio", "multiprocessing"]);

fn check(cx: &mut RuleContext<'_>, node: WithStmt) {
    if !cx.mentions_any(MODULES) {
        return;
    }
    let contexts: Vec<Expr> = node.items().filter_map(|it| it.context()).collect();
    for context in contexts {
        let Some(made) = made_here(cx.names(), &context) else { continue };
        let message = "each call has a lock of its own, so nobody ever waits for this one";
        let mut report = cx.report(context.syntax().text_range(), message);
        if made != *context.syntax() {
            report = report.label(made.text_range(), "it is made here and seen nowhere else");
        }
        report.help("make the lock once, where all callers take the same one");
    }
}

/// Where the lock of `context` is made, if it never leaves the function.
fn made_here(names: &Names<'_>, context: &Expr) -> Option<SyntaxNode> {
    let made = match context {
        Expr::Call(_) => context.clone(),
        Expr::Name(it) => private_value(names, it)?,
        _ => return None,
    };
    let path = called_path(names, &made)?;
    LOCKS.contains(&path.as_str()).then(|| made.syntax().clone())
}

/// The value of a local variable that only `with` statements read.
fn private_value(names: &Names<'_>, name: &NameExpr) -> Option<Expr> {
    let variable = names.variable(name)?;
    if variable.is_shared || !is_function(names.table(), variable.scope) {
        return None;
    }
    let text = name.name()?;
    let [binding] = variable.bindings.of_name(text.text()) else { return None };
    let How::Assign(value) = &binding.how else { return None };
    let reads = variable.bindings.reads(text.text());
    let is_taken = |it: &NameExpr| it.syntax().parent().is_some_and(|it| it.kind() == WITH_ITEM);
    reads.iter().all(is_taken).then(|| value.clone())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn locks_of_one_call() {
        flags(
            &RULE,
            "
import threading
def f(d):
    lock = threading.Lock()
    with lock:  # flagged: a lock of its own
        d[\"n\"] += 1
with threading.Lock():  # flagged: nobody ever waits
    pass
",
        );
    }

    #[test]
    fn locks_that_are_shared() {
        silent(
            &RULE,
            "
import threading
def f(d, work):
    lock = threading.Lock()
    def worker():
        with lock:
            work(d)
    ts = [threading.Thread(target=worker) for _ in range(3)]
    with lock:
        for t in ts:
            t.start()
def g(d):
    lock = d.lock = threading.Lock()
    with lock:
        pass
def h(d):
    lock = threading.Lock()
    d.append(lock)
    with lock:
        pass
l = threading.Lock()
with l: pass
",
        );
    }
}
