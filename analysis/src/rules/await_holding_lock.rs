//! `await` while a lock for threads is held.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxNode;
use refwise_syntax::ast::{AstNode, WithStmt};
use rowan::GreenNodeData;

use crate::bindings::own_nodes;
use crate::calls::called_path;
use crate::green::has_token;
use crate::names::Names;
use crate::origin::origins;
use crate::rule::RuleContext;

crate::rule! {
    /// `await` while a lock for threads is held.
    ///
    /// A coroutine that awaits lets others run on the same thread, and the lock stays taken meanwhile. The
    /// next coroutine that wants it blocks the thread in `acquire`, so the event loop stands still and
    /// the first coroutine never comes to release it: a deadlock with nobody else involved. Other threads
    /// wait for as long as the awaited thing takes.
    ///
    /// Release the lock before the `await`, or take an `asyncio.Lock` with `async with`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    /// lock = threading.Lock()
    ///
    /// async def put(queue):
    ///     with lock:
    ///         await queue.put(1)  # flagged: `lock`, a lock for threads, is held
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import asyncio
    /// import threading
    ///
    /// turn = asyncio.Lock()
    /// lock = threading.Lock()
    ///
    /// async def put(queue):
    ///     async with turn:
    ///         await queue.put(1)
    ///     with lock:
    ///         n = queue.qsize()
    ///     await queue.put(n)
    /// ```
    "await-holding-lock",
    code: "RW606", group: Concurrency, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[WITH_STMT]) if is_sync => check,
}

fn is_sync(node: &GreenNodeData) -> bool {
    !has_token(node, ASYNC_KW)
}

fn check(cx: &mut RuleContext<'_>, node: WithStmt) {
    if !cx.mentions("async def") || !(cx.mentions("threading") || cx.mentions("multiprocessing")) {
        return;
    }
    let Some(pause) = node.body().and_then(|it| own_nodes(it.syntax()).find(pauses)) else {
        return;
    };
    if !is_in_coroutine(node.syntax()) {
        return;
    }
    let mut contexts = node.items().filter_map(|it| it.context());
    let Some(lock) = contexts.find(|it| is_thread_lock(cx.names(), it)) else { return };
    let message = format!(
        "`{}`, a lock for threads, is held while the coroutine waits: another one that wants it stops the event loop",
        lock.syntax().text()
    );
    cx.report(pause.text_range(), message)
        .label(lock.syntax().text_range(), "it is taken here")
        .help("release it first, or take an `asyncio.Lock` with `async with`");
}

/// Does the coroutine let others run here?
fn pauses(node: &SyntaxNode) -> bool {
    let is_async = || node.children_with_tokens().any(|it| it.kind() == ASYNC_KW);
    match node.kind() {
        AWAIT_EXPR | YIELD_EXPR => true,
        FOR_STMT | WITH_STMT => is_async(),
        _ => false,
    }
}

fn is_in_coroutine(node: &SyntaxNode) -> bool {
    let around = node.ancestors().find(|it| matches!(it.kind(), FUNCTION_DEF | LAMBDA_EXPR));
    around.is_some_and(|it| it.children_with_tokens().any(|it| it.kind() == ASYNC_KW))
}

/// Is the value of `expr` a lock that only one thread at a time can hold?
pub(super) fn is_thread_lock(names: &Names<'_>, expr: &refwise_syntax::ast::Expr) -> bool {
    let made = origins(names, expr);
    let is_lock = |path: String| {
        let name =
            path.strip_prefix("threading.").or_else(|| path.strip_prefix("multiprocessing."));
        name.is_some_and(|it| matches!(it, "Lock" | "RLock" | "Condition"))
    };
    !made.is_empty() && made.iter().all(|it| called_path(names, it).is_some_and(is_lock))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn globals_and_attributes() {
        flags(
            &RULE,
            "
import threading
lock = threading.Lock()
async def f(q):
    with lock:
        await q.put(1)  # flagged: `lock`
",
        );
        flags(
            &RULE,
            "
from threading import RLock
class A:
    def __init__(self):
        self._lock = RLock()
    async def f(self, q):
        with open('x'), self._lock:
            async for x in q:  # flagged: `self._lock`
                pass
",
        );
    }

    #[test]
    fn released_or_another_lock() {
        silent(
            &RULE,
            "
import asyncio, threading
alock = asyncio.Lock()
lock = threading.Lock()
async def f(q):
    async with alock:
        await q.put(1)
    with lock:
        n = q.qsize()
        async def later():
            await q.put(1)
    await q.put(n)
def g(q):
    with lock:
        yield 1
",
        );
        silent(&RULE, "import threading\nasync def f(lock, q):\n    with lock:\n        await q\n");
    }
}
