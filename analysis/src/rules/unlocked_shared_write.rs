//! A count that several threads keep without a lock.

use crate::body::{Block, Body, BodyScope, Expr, ExprId, Stmt, StmtId, VarRef};
use crate::inplace::attribute_of_first;
use crate::rule::{CodeUnit, RuleContext};
use crate::threads::{is_global_container, locks_by_hand, runs_in_threads};

crate::rule! {
    /// A count that several threads keep without a lock.
    ///
    /// `count += 1` reads `count`, adds, and stores the sum: three steps. Where another thread gets its
    /// turn between them, it reads the same number, and one of the two additions is lost. The interpreter
    /// lock guards each step, not all three; when it changes hands depends on the version of
    /// Python, and the free-threaded build has none.
    ///
    /// It is told for functions that the file itself runs in several threads at once, for globals that
    /// they declare, items of global containers and attributes of the object that they share, wherever no
    /// `with` is around. Guard it by a lock, or let each thread count for itself and add up at the end.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    /// count = 0
    ///
    ///
    /// def worker():
    ///     global count
    ///     for _ in range(1000):
    ///         count += 1  # flagged: `count`
    ///
    ///
    /// def main():
    ///     for _ in range(4):
    ///         threading.Thread(target=worker).start()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    ///
    /// lock = threading.Lock()
    /// count = 0
    ///
    ///
    /// def worker():
    ///     global count
    ///     for _ in range(1000):
    ///         with lock:
    ///             count += 1
    ///
    ///
    /// def main():
    ///     for _ in range(4):
    ///         threading.Thread(target=worker).start()
    /// ```
    "unlocked-shared-write",
    code: "RW603", group: Concurrency, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("Thread") || unit.unit.is_file(unit.db) {
        return;
    }
    let writes = unguarded_writes(unit);
    if writes.is_empty() || !runs_in_threads(unit) {
        return;
    }
    for write in writes {
        let message = format!(
            "several threads read, change and store `{}`: without a lock one may undo what another did",
            unit.text(write.target)
        );
        cx.report(unit.stmt_range(write.stmt), message).help("guard it by a lock");
    }
}

struct Write {
    stmt: StmtId,
    target: ExprId,
}

/// What the function reads, changes and stores outside of any `with`, of what threads share.
fn unguarded_writes(unit: &CodeUnit<'_>) -> Vec<Write> {
    let mut found = Vec::new();
    let own = unit.body.scope(BodyScope::OWN);
    collect(unit, &own.body, &mut found);
    if !found.is_empty() && locks_by_hand(unit.body) {
        found.clear();
    }
    found
}

fn collect(unit: &CodeUnit<'_>, block: &Block, found: &mut Vec<Write>) {
    for &stmt in block {
        match unit.body.stmt(stmt) {
            Stmt::With { .. } => {}
            Stmt::AugAssign { target, .. } => {
                if is_shared(unit, *target) {
                    found.push(Write { stmt, target: *target });
                }
            }
            Stmt::Assign { targets, value } => {
                let [target] = targets[..] else { continue };
                if is_shared(unit, target) && is_made_of(unit.body, *value, target) {
                    found.push(Write { stmt, target });
                }
            }
            it => it.blocks(|it| collect(unit, it, found)),
        }
    }
}

/// A global, an item of a global container, an attribute of the first parameter.
fn is_shared(unit: &CodeUnit<'_>, target: ExprId) -> bool {
    match unit.body.expr(target) {
        Expr::Name(it) => matches!(it, VarRef::Global(_)),
        Expr::Subscript { value, .. } => is_global_container(unit, *value),
        Expr::Attr { .. } => attribute_of_first(unit.body, target).is_some(),
        _ => false,
    }
}

/// Does `value` compute with what `target` was, `x = x + 1`?
fn is_made_of(body: &Body, value: ExprId, target: ExprId) -> bool {
    match body.expr(value) {
        Expr::Bin { left, right, .. } => {
            [left, right].iter().any(|it| same_place(body, **it, target))
        }
        _ => false,
    }
}

fn same_place(body: &Body, a: ExprId, b: ExprId) -> bool {
    match (body.expr(a), body.expr(b)) {
        (Expr::Name(a), Expr::Name(b)) => a == b,
        (Expr::Attr { value: a, name: x }, Expr::Attr { value: b, name: y }) => {
            x == y && same_place(body, *a, *b)
        }
        (Expr::Subscript { value: a, index: x }, Expr::Subscript { value: b, index: y }) => {
            same_place(body, *a, *b) && same_place(body, *x, *y)
        }
        (Expr::Const(a), Expr::Const(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn globals_items_and_attributes() {
        flags(
            &RULE,
            "import threading
from concurrent.futures import ThreadPoolExecutor
from collections import Counter
count = 0
table = Counter()
def worker():
    global count
    for _ in range(1000):
        count += 1  # flagged: `count`
def main():
    ts = [threading.Thread(target=worker) for _ in range(4)]
def tally(word):
    table[word] += 1  # flagged: `table[word]`
def run(words):
    with ThreadPoolExecutor() as pool:
        pool.map(tally, words)
class Job:
    def __init__(self):
        self.done = 0
    def start(self):
        for _ in range(3):
            threading.Thread(target=self.work).start()
    def work(self):
        self.step()
    def step(self):
        self.done = self.done + 1  # flagged: `self.done`
",
        );
    }

    #[test]
    fn guarded_local_and_single() {
        silent(
            &RULE,
            "import threading, queue
lock = threading.Lock()
count = 0
other = 0
out = queue.Queue()
local = threading.local()
results = []
def worker():
    global count
    with lock:
        count += 1
    local.n = getattr(local, 'n', 0) + 1
    out.put(1)
    results.append(1)
    n = 0
    n += 1
def once():
    global other
    other += 1
def by_hand():
    global count
    lock.acquire()
    count += 1
    lock.release()
def main():
    ts = [threading.Thread(target=worker) for _ in range(4)]
    for t in ts:
        t.start()
        threading.Thread(target=by_hand).start()
    threading.Thread(target=once).start()
class Own(threading.Thread):
    def run(self):
        self.n += 1
",
        );
    }
}
