//! What several threads make when it is missing, without a lock.

use crate::body::{
    Block, Body, BodyScope, CompareOp, Const, Expr, ExprId, Stmt, StmtId, UnaryOp, VarRef,
};
use crate::diagnostic::Severity;
use crate::rule::{CodeUnit, RuleContext};
use crate::threads::{is_global_container, locks_by_hand, runs_in_threads};

crate::rule! {
    /// What several threads make when it is missing, without a lock.
    ///
    /// Between `if _instance is None` and the assignment another thread may ask the same and find it missing
    /// too. Then both make one, and the one that was stored first is lost, with all that was done to it.
    ///
    /// It is told for functions that the file itself runs in several threads at once. An item that is
    /// made for a missing key is an information: often the two are equal, and only the work is lost.
    ///
    /// Make it before the threads start, or ask again under a lock.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    /// _instance = None
    ///
    ///
    /// def get():
    ///     global _instance
    ///     if _instance is None:
    ///         _instance = object()  # flagged: two threads may
    ///     return _instance
    ///
    ///
    /// def main():
    ///     for _ in range(4):
    ///         threading.Thread(target=get).start()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    ///
    /// _instance = None
    /// _lock = threading.Lock()
    ///
    ///
    /// def get():
    ///     global _instance
    ///     if _instance is None:
    ///         with _lock:
    ///             if _instance is None:
    ///                 _instance = object()
    ///     return _instance
    ///
    ///
    /// def main():
    ///     for _ in range(4):
    ///         threading.Thread(target=get).start()
    /// ```
    "check-then-act-race",
    code: "RW604", group: Concurrency, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

struct Act {
    stmt: StmtId,
    target: ExprId,
    test: ExprId,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("Thread") || unit.unit.is_file(unit.db) {
        return;
    }
    let mut acts = Vec::new();
    collect(unit, &unit.body.scope(BodyScope::OWN).body, &mut acts);
    if acts.is_empty() || locks_by_hand(unit.body) || !runs_in_threads(unit) {
        return;
    }
    for act in acts {
        let is_item = matches!(unit.body.expr(act.target), Expr::Subscript { .. });
        let severity = if is_item { Severity::Info } else { Severity::Warning };
        let target = unit.text(act.target);
        cx.report(
            unit.stmt_range(act.stmt),
            format!(
                "two threads may find `{target}` missing and both make it; one of the two is lost"
            ),
        )
        .severity(severity)
        .help("make it before the threads start, or ask again under a lock")
        .label(unit.range(act.test), "asked here, without a lock");
    }
}

fn collect(unit: &CodeUnit<'_>, block: &Block, found: &mut Vec<Act>) {
    for &stmt in block {
        match unit.body.stmt(stmt) {
            Stmt::With { .. } => {}
            Stmt::If { branches, orelse } => {
                for (test, then) in branches {
                    found.extend(act(unit, *test, then));
                    collect(unit, then, found);
                }
                collect(unit, orelse, found);
            }
            it => it.blocks(|it| collect(unit, it, found)),
        }
    }
}

/// The statement of a branch that makes what `test` has found missing.
fn act(unit: &CodeUnit<'_>, test: ExprId, then: &Block) -> Option<Act> {
    let missing = missing(unit, test)?;
    then.iter().find_map(|&stmt| {
        let Stmt::Assign { targets, .. } = unit.body.stmt(stmt) else { return None };
        let [target] = targets[..] else { return None };
        makes(unit.body, target, &missing).then_some(Act { stmt, target, test })
    })
}

enum Missing {
    Global(ExprId),
    Item { of: ExprId, key: ExprId },
}

/// What is missing if `test` holds: `x is None`, `not x`, `k not in d`.
fn missing(unit: &CodeUnit<'_>, test: ExprId) -> Option<Missing> {
    let is_global = |it: ExprId| matches!(unit.body.expr(it), Expr::Name(VarRef::Global(_)));
    match unit.body.expr(test) {
        Expr::Unary { op: UnaryOp::Not, operand } => {
            is_global(*operand).then_some(Missing::Global(*operand))
        }
        Expr::Compare { left, rest } => match rest[..] {
            [(CompareOp::Is, right)] => {
                let is_none = matches!(unit.body.expr(right), Expr::Const(Const::None));
                (is_none && is_global(*left)).then_some(Missing::Global(*left))
            }
            [(CompareOp::NotIn, of)] => {
                is_global_container(unit, of).then_some(Missing::Item { of, key: *left })
            }
            _ => None,
        },
        _ => None,
    }
}

fn makes(body: &Body, target: ExprId, missing: &Missing) -> bool {
    match (body.expr(target), missing) {
        (target @ Expr::Name(_), Missing::Global(it)) => target == body.expr(*it),
        (Expr::Subscript { value, index }, Missing::Item { of, key }) => {
            let is_same_key = body.expr(*index) == body.expr(*key)
                && matches!(body.expr(*key), Expr::Name(_) | Expr::Const(_));
            body.expr(*value) == body.expr(*of) && is_same_key
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn globals_and_items() {
        flags(
            &RULE,
            "from concurrent.futures import ThreadPoolExecutor
_inst = None
_table = {}
def get(k):
    global _inst
    if _inst is None:
        _inst = object()  # flagged: `_inst`
    if k not in _table:
        _table[k] = object()  # flagged: `_table[k]`
    return _inst
def main(keys):
    with ThreadPoolExecutor() as pool:
        pool.map(get, keys)
",
        );
    }

    #[test]
    fn guarded_or_single() {
        silent(
            &RULE,
            "import threading
_inst = None
_other = None
_lock = threading.Lock()
def get():
    global _inst
    if _inst is None:
        with _lock:
            if _inst is None:
                _inst = object()
    return _inst
def all_of_it():
    global _inst
    with _lock:
        if not _inst:
            _inst = object()
def once():
    global _other
    if _other is None:
        _other = object()
def main():
    for _ in range(4):
        threading.Thread(target=get).start()
        threading.Thread(target=all_of_it).start()
    threading.Thread(target=once).start()
",
        );
    }
}
