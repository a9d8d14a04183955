//! Threads for a function that only computes.

use crate::body::{Arg, Body, BodyScope, Expr, ExprId, Operator, Stmt, VarRef};
use crate::db::Db;
use crate::flow::definitions::Definitions;
use crate::inplace::new_container;
use crate::items::{self, Definition};
use crate::rule::{CodeUnit, RuleContext};
use crate::threads::starts;
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// Threads for a function that only computes.
    ///
    /// Only the thread that holds the global interpreter lock runs Python. A function that reads, waits or
    /// hashes lets go of the lock meanwhile; one that only computes in Python does not, so that threads run
    /// it one after the other, and take longer than a loop, because they also fight for the lock.
    ///
    /// It is told where all that the function calls is known to keep the lock, and it has a loop or calls
    /// itself. Take a `ProcessPoolExecutor`; from Python 3.14 on an `InterpreterPoolExecutor`. The
    /// free-threaded build has no such lock.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from concurrent.futures import ThreadPoolExecutor
    ///
    ///
    /// def fib(n):
    ///     return n if n < 2 else fib(n - 1) + fib(n - 2)
    ///
    ///
    /// def run(numbers):
    ///     with ThreadPoolExecutor() as pool:
    ///         return list(pool.map(fib, numbers))  # flagged: `fib` only computes
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import hashlib
    /// from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    ///
    ///
    /// def fib(n):
    ///     return n if n < 2 else fib(n - 1) + fib(n - 2)
    ///
    ///
    /// def digest(data):
    ///     return hashlib.sha256(data).hexdigest()
    ///
    ///
    /// def run(numbers, blocks):
    ///     with ProcessPoolExecutor() as processes, ThreadPoolExecutor() as threads:
    ///         return list(processes.map(fib, numbers)), list(threads.map(digest, blocks))
    /// ```
    "thread-for-cpu-bound",
    code: "RW601", group: Concurrency, severity: Info, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("Thread") {
        return;
    }
    for start in starts(unit) {
        let Some(function) = function(unit, start.target) else { continue };
        let mut work = Work { db: unit.db, seen: Vec::new(), is_heavy: false };
        if !work.only_computes(function) || !work.is_heavy {
            continue;
        }
        let name = unit.text(start.target);
        let message = format!(
            "`{name}` only computes, so it keeps the interpreter lock: the threads run one at a time"
        );
        cx.report(unit.range(start.at), message).help(
            "take a `ProcessPoolExecutor`, or an `InterpreterPoolExecutor` from Python 3.14 on",
        );
    }
}

fn function(unit: &CodeUnit<'_>, target: ExprId) -> Option<Unit> {
    match items::definition_of(unit.db, unit.unit, target) {
        Definition::Function(it) => Some(it),
        _ => None,
    }
}

struct Work<'a> {
    db: &'a dyn Db,
    seen: Vec<Unit>,
    /// There is a loop, or a function that calls itself.
    is_heavy: bool,
}

impl Work<'_> {
    /// Is all that `unit` does Python's own work?
    fn only_computes(&mut self, unit: Unit) -> bool {
        if self.seen.contains(&unit) {
            self.is_heavy = true;
            return true;
        }
        if self.seen.len() > 8 {
            return false;
        }
        self.seen.push(unit);
        let body = unit_body(self.db, unit);
        let scope = body.scope(BodyScope::OWN);
        let is_plain = scope.decorators.is_empty() && !scope.is_coroutine && !scope.is_generator;
        let definitions = Definitions::new(body);
        is_plain
            && body.stmts().all(|it| self.stmt(body, it.1))
            && body.exprs().all(|it| self.expr(unit, body, &definitions, it.1))
    }

    fn stmt(&mut self, body: &Body, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Assign { targets, .. } => targets.iter().all(|it| is_own(body, *it)),
            Stmt::AugAssign { target, .. } | Stmt::AnnAssign { target, .. } => {
                is_own(body, *target)
            }
            Stmt::For { is_async, target, .. } => {
                self.is_heavy = true;
                !is_async && is_own(body, *target)
            }
            Stmt::While { .. } => {
                self.is_heavy = true;
                true
            }
            Stmt::Pass
            | Stmt::Expr(_)
            | Stmt::Return(_)
            | Stmt::Raise { .. }
            | Stmt::Assert { .. }
            | Stmt::Break
            | Stmt::Continue
            | Stmt::If { .. } => true,
            _ => false,
        }
    }

    fn expr(&mut self, unit: Unit, body: &Body, definitions: &Definitions, expr: &Expr) -> bool {
        match expr {
            Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Lambda(_) => false,
            // An array may let go of the lock.
            Expr::Bin { op: Operator::MatMult, .. } => false,
            Expr::Comp(_) => {
                self.is_heavy = true;
                true
            }
            Expr::Call { func, args } => self.call(unit, body, definitions, *func, args),
            // Only of what is called; what an attribute does nobody knows.
            Expr::Attr { value, .. } => {
                matches!(body.expr(*value), Expr::Name(_) | Expr::Const(_))
            }
            _ => true,
        }
    }

    fn call(
        &mut self,
        unit: Unit,
        body: &Body,
        definitions: &Definitions,
        func: ExprId,
        args: &[Arg],
    ) -> bool {
        match items::definition_of(self.db, unit, func) {
            Definition::Function(it) => self.only_computes(it),
            Definition::External(path) => {
                let row = refwise_model::function(&path);
                let row = row.or_else(|| refwise_model::constructor(&path));
                // What is called with functions of others calls them.
                row.is_some_and(|it| !it.releases_gil && !it.blocks && it.calls.is_empty())
                    || matches!(path.as_str(), "builtins.range" | "builtins.int" | "builtins.float")
            }
            _ => is_method_of_own(self.db, unit, body, definitions, func) && args.len() < 3,
        }
    }
}

/// Is it a method of a container or string that was made here?
fn is_method_of_own(
    db: &dyn Db,
    unit: Unit,
    body: &Body,
    definitions: &Definitions,
    func: ExprId,
) -> bool {
    let Expr::Attr { value, .. } = body.expr(func) else { return false };
    let made = definitions.origin(body, *value);
    matches!(body.expr(made), Expr::Const(_)) || new_container(db, unit, made).is_some()
}

/// Is it a variable of the function, or an item of one?
fn is_own(body: &Body, target: ExprId) -> bool {
    match body.expr(target) {
        Expr::Name(it) => matches!(it, VarRef::Local(_)),
        Expr::Subscript { value, .. } => is_own(body, *value),
        Expr::Tuple(all) | Expr::List(all) => all.iter().all(|it| is_own(body, *it)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn computing() {
        flags(
            &RULE,
            "import threading
from concurrent.futures import ThreadPoolExecutor
def primes(n):
    found = []
    for i in range(2, n):
        if all(i % p for p in found):
            found.append(i)
    return found
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def run(xs):
    with ThreadPoolExecutor(4) as ex:
        return list(ex.map(fib, xs))  # flagged: `fib`
def submit(xs):
    pool = ThreadPoolExecutor()
    return [pool.submit(primes, x) for x in xs]  # flagged: `primes`
def start(n):
    threading.Thread(target=primes, args=(n,)).start()  # flagged: `primes`
",
        );
    }

    #[test]
    fn waiting_hashing_and_unknown() {
        silent(
            &RULE,
            "from concurrent.futures import ThreadPoolExecutor, ProcessPoolExecutor
import hashlib, urllib.request, time
def fetch(u):
    return urllib.request.urlopen(u).read()
def digest(b):
    return hashlib.sha256(b).hexdigest()
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def sleepy(n):
    for i in range(n):
        time.sleep(i)
def unknown(xs):
    for x in xs:
        x.work()
def short(x):
    return x + 1
def run(us, bs, ns):
    with ThreadPoolExecutor() as t, ProcessPoolExecutor() as p:
        t.map(sleepy, ns)
        t.map(unknown, ns)
        t.map(short, ns)
        return list(t.map(fetch, us)), list(t.map(digest, bs)), list(p.map(fib, ns))
",
        );
    }
}
