//! A lock that is taken while it is held.

use crate::body::{Block, Body, BodyScope, Expr, ExprId, Name, Stmt, VarRef};
use crate::classes::{ClassId, Lookup, MemberKind, instance_attributes, lookup};
use crate::db::Db;
use crate::inplace::attribute_of_first;
use crate::items::{self, Definition};
use crate::rule::{CodeUnit, RuleContext};
use crate::shared_state::class_of_instance;
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// A lock that is taken while it is held.
    ///
    /// A `threading.Lock` does not know who holds it. A thread that takes it a second time waits for itself,
    /// for ever.
    ///
    /// It is told where a function holds the lock by `with`, and in there calls another one of the
    /// same object or file that takes it on every way. Take an `RLock`, or split off what both need into a function
    /// that expects the lock to be held.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    ///
    /// class Account:
    ///     def __init__(self):
    ///         self.lock = threading.Lock()
    ///
    ///     def read(self):
    ///         with self.lock:
    ///             return 1
    ///
    ///     def both(self):
    ///         with self.lock:
    ///             return self.read()  # flagged: `read` takes `self.lock`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    ///
    ///
    /// class Account:
    ///     def __init__(self):
    ///         self.lock = threading.RLock()
    ///
    ///     def read(self):
    ///         with self.lock:
    ///             return 1
    ///
    ///     def both(self):
    ///         with self.lock:
    ///             return self.read()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import threading
    ///
    /// lock = threading.Lock()
    /// with lock:
    ///     print(lock.acquire(timeout=0.01))  # prints: False
    /// ```
    "nonreentrant-relock",
    code: "RW615", group: Concurrency, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// A lock, by the place where it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Lock {
    /// An attribute of the instance.
    Attribute(ClassId, Name),
    /// A global, where it is made.
    Global(crate::db::File, ExprId),
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("with ") || unit.unit.is_file(unit.db) {
        return;
    }
    for (_, stmt) in unit.body.stmts() {
        let Stmt::With { is_async: false, items, body } = stmt else { continue };
        for item in items {
            let Some(lock) = lock(unit.db, unit.unit, item.context) else { continue };
            for (at, callee) in taken_again(unit, body, &lock) {
                let text = unit.text(item.context);
                cx.report(
                    unit.range(at),
                    format!("`{callee}` takes `{text}`, which is held here and lets nobody in twice: the thread waits for itself"),
                )
                .help("take an `RLock`, or call a function that expects the lock to be held")
                .label(unit.range(item.context), "held from here on");
            }
        }
    }
}

/// The lock that `expr` is, if it is a plain one.
fn lock(db: &dyn Db, unit: Unit, expr: ExprId) -> Option<Lock> {
    let body = unit_body(db, unit);
    match body.expr(expr) {
        Expr::Name(VarRef::Global(_)) => match items::definition_of(db, unit, expr) {
            Definition::Value { file, expr } => {
                is_lock(db, Unit::of_file(db, file), expr).then_some(Lock::Global(file, expr))
            }
            _ => None,
        },
        Expr::Attr { .. } => {
            let name = attribute_of_first(body, expr)?;
            let class = class_of_instance(db, unit)?;
            let attributes = instance_attributes(db, class);
            let [site] = attributes.sites.get(name)?[..] else { return None };
            let is_it = !attributes.is_open && is_lock(db, site.unit, site.value?);
            is_it.then(|| Lock::Attribute(class, name.clone()))
        }
        _ => None,
    }
}

fn is_lock(db: &dyn Db, unit: Unit, made: ExprId) -> bool {
    let Expr::Call { func, .. } = unit_body(db, unit).expr(made) else { return false };
    let definition = items::definition_of(db, unit, *func);
    items::path(db, &definition).is_some_and(|it| it == "threading.Lock")
}

/// The calls in `block` of functions that take the lock, by their names.
fn taken_again(unit: &CodeUnit<'_>, block: &Block, lock_held: &Lock) -> Vec<(ExprId, Name)> {
    let mut found = Vec::new();
    let ranges: Vec<_> = block.iter().map(|it| unit.stmt_range(*it)).collect();
    let is_inside = |at: ExprId| ranges.iter().any(|it| it.contains_range(unit.range(at)));
    let is_let_go = |name: &Name| matches!(name.as_str(), "release" | "wait");
    let lets_go = unit
        .body
        .exprs()
        .any(|(at, it)| matches!(it, Expr::Attr { name, .. } if is_let_go(name)) && is_inside(at));
    if lets_go {
        return found;
    }
    for (at, func, _) in unit.calls().filter(|it| is_inside(it.0) && !is_later(unit, it.0)) {
        let Some(callee) = callee(unit.db, unit.unit, func) else { continue };
        let body = unit_body(unit.db, callee);
        let own = body.scope(BodyScope::OWN);
        let is_plain = !own.is_generator && !own.is_coroutine;
        if is_plain && takes(unit.db, callee, body, &own.body, lock_held) {
            found.extend(callee.path(unit.db).0.last().map(|it| (at, it.name.clone())));
        }
    }
    found
}

/// Does it stand in a function inside, which runs some other time?
fn is_later(unit: &CodeUnit<'_>, at: ExprId) -> bool {
    let range = unit.range(at);
    let in_statement = unit.body.stmts().any(|(id, it)| {
        matches!(it, Stmt::FunctionDef { .. } | Stmt::ClassDef { .. })
            && unit.stmt_range(id).contains_range(range)
    });
    in_statement
        || unit.body.exprs().any(|(id, it)| {
            matches!(it, Expr::Lambda(_) | Expr::Comp(_)) && unit.range(id).contains_range(range)
        })
}

/// The function that is called: a global one, or a method of the same object that no class below
/// replaces as far as the file tells.
fn callee(db: &dyn Db, unit: Unit, func: ExprId) -> Option<Unit> {
    if let Definition::Function(it) = items::definition_of(db, unit, func) {
        let is_plain = unit_body(db, it).scope(BodyScope::OWN).decorators.is_empty();
        return is_plain.then_some(it);
    }
    let name = attribute_of_first(unit_body(db, unit), func)?;
    match lookup(db, class_of_instance(db, unit)?, name) {
        Lookup::Own(_, member) => match member.kind {
            MemberKind::Method { unit: Some(it), .. } => {
                let is_plain = unit_body(db, it).scope(BodyScope::OWN).decorators.is_empty();
                is_plain.then_some(it)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Does a function take the lock on every way, before anything that may end it?
fn takes(db: &dyn Db, unit: Unit, body: &Body, block: &Block, held: &Lock) -> bool {
    for &stmt in block {
        match body.stmt(stmt) {
            Stmt::With { is_async: false, items, body: inner } => {
                let is_it =
                    |it: &crate::body::WithItem| lock(db, unit, it.context).as_ref() == Some(held);
                return items.iter().any(is_it) || takes(db, unit, body, inner, held);
            }
            Stmt::Try { body: inner, .. } => return takes(db, unit, body, inner, held),
            Stmt::Pass
            | Stmt::Expr(_)
            | Stmt::Assign { .. }
            | Stmt::AnnAssign { .. }
            | Stmt::AugAssign { .. } => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn methods_and_functions() {
        flags(
            &RULE,
            "import threading
from threading import Lock
lock = Lock()
class A:
    def __init__(self):
        self.lock = threading.Lock()
    def get(self):
        x = 1
        with self.lock:
            return x
    def both(self):
        with self.lock:
            return self.get()  # flagged: `get` takes
def inner():
    with lock:
        pass
def outer():
    with lock:
        inner()  # flagged: `inner` takes `lock`
",
        );
    }

    #[test]
    fn other_locks_and_other_times() {
        silent(
            &RULE,
            "import threading
lock = threading.Lock()
rlock = threading.RLock()
class A:
    def __init__(self):
        self.lock = threading.RLock()
        self.a = threading.Lock()
        self.b = threading.Lock()
    def get(self):
        with self.lock:
            return 1
    def both(self):
        with self.lock:
            return self.get()
    def take_a(self):
        with self.a:
            pass
    def under_b(self):
        with self.b:
            self.take_a()
    def later(self):
        with self.a:
            return lambda: self.take_a()
    def outside(self):
        with self.a:
            pass
        self.take_a()
    def other(self, other):
        with self.a:
            other.take_a()
    def maybe(self, x):
        if x:
            with self.a:
                pass
    def call_maybe(self):
        with self.a:
            self.maybe(False)
def inner():
    with lock:
        pass
def outer():
    with rlock:
        inner()
",
        );
    }
}
