//! `__del__` takes a lock.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr, Expr, FunctionDef, WithStmt};
use refwise_syntax::{NodeOrToken, TextRange};
use rowan::GreenNodeData;

use crate::bindings::own_nodes;
use crate::calls::{called_path, method_call, n_arguments};
use crate::names::Names;
use crate::origin::origins;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `__del__` takes a lock.
    ///
    /// Python runs `__del__` when the last reference goes, or when the collector finds a cycle: between any
    /// two instructions, on whatever thread. If that thread holds the lock just then, `__del__` waits for
    /// it for ever, because the code that would release it waits for `__del__`.
    ///
    /// It is reported for `threading.Lock` and semaphores. An `RLock` can be taken again by its own thread.
    ///
    /// Leave the work to a `close` method, try the lock with `acquire(blocking=False)`, or hand it to a
    /// `queue.SimpleQueue`, which is made for this.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    /// class Pool:
    ///     _lock = threading.Lock()
    ///
    ///     def __del__(self):
    ///         with self._lock:  # flagged: for ever
    ///             self.n = 0
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    ///
    /// class Pool:
    ///     _lock = threading.Lock()
    ///
    ///     def close(self):
    ///         with self._lock:
    ///             self.n = 0
    ///
    ///     def __del__(self):
    ///         if self._lock.acquire(blocking=False):
    ///             self._lock.release()
    /// ```
    "del-takes-lock",
    code: "RW316", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[FUNCTION_DEF]) if is_del => check,
}

fn is_del(node: &GreenNodeData) -> bool {
    node.children().any(|it| matches!(it, NodeOrToken::Token(it) if it.text() == "__del__"))
}

fn check(cx: &mut RuleContext<'_>, node: FunctionDef) {
    if !cx.mentions("threading") && !cx.mentions("multiprocessing") {
        return;
    }
    let takes: Vec<TextRange> =
        own_nodes(node.syntax()).filter_map(|it| taken(cx.names(), it)).collect();
    for range in takes {
        if is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let message =
            "`__del__` may run while its own thread holds this lock, and waits for ever then";
        cx.report(range, message)
            .help("try it with `acquire(blocking=False)`, or leave the work to a `close` method");
    }
}

/// The place of a lock that `node` waits for.
fn taken(names: &Names<'_>, node: refwise_syntax::SyntaxNode) -> Option<TextRange> {
    if let Some(with) = WithStmt::cast(node.clone()) {
        let mut contexts = with.items().filter_map(|it| it.context());
        return contexts.find(|it| is_plain_lock(names, it)).map(|it| it.syntax().text_range());
    }
    let call = CallExpr::cast(node)?;
    let (lock, method) = method_call(&call)?;
    let waits = method.text() == "acquire" && n_arguments(&call) == Some(0);
    (waits && is_plain_lock(names, &lock)).then(|| call.syntax().text_range())
}

/// Is it a lock that its own thread cannot take again?
fn is_plain_lock(names: &Names<'_>, expr: &Expr) -> bool {
    const LOCKS: [&str; 4] = [
        "threading.Lock",
        "threading.Semaphore",
        "threading.BoundedSemaphore",
        "multiprocessing.Lock",
    ];
    let made = origins(names, expr);
    let is_lock = |it: &Expr| called_path(names, it).is_some_and(|it| LOCKS.contains(&it.as_str()));
    !made.is_empty() && made.iter().all(is_lock)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn waiting() {
        flags(
            &RULE,
            "
import threading
class Pool:
    _lock = threading.Lock()
    def __del__(self):
        with self._lock:  # flagged: waits for ever
            self.n = 0
        LOCK.acquire()  # flagged: waits for ever
LOCK = threading.Lock()
",
        );
    }

    #[test]
    fn trying_or_elsewhere() {
        silent(
            &RULE,
            "
import threading
class Pool:
    _lock = threading.Lock()
    def close(self):
        with self._lock:
            self.n = 0
    def __del__(self):
        if self._lock.acquire(blocking=False):
            self._lock.release()
class Other:
    def __init__(self, lock):
        self._lock = lock
        self._again = threading.RLock()
    def __del__(self):
        with self._lock, self._again:
            pass
",
        );
    }
}
