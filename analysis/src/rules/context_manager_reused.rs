//! A context manager that can be entered once is entered again.

use crate::body::{Body, BodyScope, Expr, ExprId, Stmt};
use crate::flow::definitions::DefKind;
use crate::items::{Definition, definition_of, path};
use crate::obligations::{MAX, Plan};
use crate::resources::{Kind, functions, is_own_or_top, opens};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;
use crate::unit::unit_body;

crate::rule! {
    /// A context manager that can be entered once is entered again.
    ///
    /// What a function with `@contextmanager` returns is a generator: it runs once. A second `with`
    /// raises `RuntimeError`. A file is closed behind its first `with`, and raises `ValueError`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from contextlib import contextmanager
    ///
    /// @contextmanager
    /// def session():
    ///     yield 1
    ///
    /// def work():
    ///     it = session()
    ///     with it:
    ///         pass
    ///     with it:  # flagged: can be entered once
    ///         pass
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from contextlib import contextmanager, suppress
    ///
    /// @contextmanager
    /// def session():
    ///     yield 1
    ///
    /// def work():
    ///     with session():
    ///         pass
    ///     with session():
    ///         pass
    ///     quiet = suppress(KeyError)
    ///     with quiet, quiet:
    ///         pass
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from contextlib import contextmanager
    ///
    /// @contextmanager
    /// def session():
    ///     yield 1
    ///
    /// it = session()
    /// with it:
    ///     pass
    /// try:
    ///     with it:
    ///         pass
    /// except (AttributeError, RuntimeError):
    ///     print("not again")  # prints: not again
    /// ```
    "context-manager-reused",
    code: "RW510", group: Resources, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// A name that a `with` enters, and the call that made what it has.
struct Entry {
    name: ExprId,
    made: ExprId,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let names = entered_names(unit.body);
    if names.len() < 2 {
        return;
    }
    let entries: Vec<Entry> = names.into_iter().filter_map(|it| entry(unit, it)).collect();
    let mut made: Vec<ExprId> = entries.iter().map(|it| it.made).collect();
    made.sort();
    let is_twice = |it: &ExprId| made.iter().filter(|other| *other == it).count() > 1;
    let mut sites: Vec<ExprId> = made.iter().copied().filter(is_twice).collect();
    sites.dedup();
    sites.retain(|it| is_for_once(unit, *it));
    sites.truncate(MAX);
    if sites.is_empty() || is_test_unit(unit) {
        return;
    }
    let mut plan = Plan::default();
    for (idx, site) in sites.iter().enumerate() {
        plan.bound.insert(*site, 1 << idx);
        for entry in entries.iter().filter(|it| it.made == *site) {
            plan.watched.insert(entry.name);
            plan.end_at(entry.name, 1 << idx);
        }
    }
    let is_module = unit.unit.is_file(unit.db).then_some(BodyScope::OWN);
    for scope in functions(unit.body).chain(is_module) {
        let outcome = plan.run(unit.body, scope, 0);
        for (idx, site) in sites.iter().enumerate() {
            for entry in entries.iter().filter(|it| it.made == *site) {
                if outcome.seen.get(&entry.name).is_some_and(|it| it & 1 << idx == 0) {
                    tell(cx, unit, entry);
                }
            }
        }
    }
}

fn tell(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>, entry: &Entry) {
    let name = unit.text(entry.name);
    cx.report(unit.range(entry.name), format!("`{name}` can be entered once, and was before"))
        .label(unit.range(entry.made), "it is made here")
        .help("make a new one for each `with`");
}

/// The local names that `with` statements enter.
fn entered_names(body: &Body) -> Vec<ExprId> {
    let withs = body.stmts.iter().filter_map(|it| match it {
        Stmt::With { items, .. } => Some(items.iter().map(|it| it.context)),
        _ => None,
    });
    let is_name = |it: &ExprId| body.expr(*it).local().is_some();
    withs.flatten().filter(is_name).collect()
}

fn entry(unit: &CodeUnit<'_>, name: ExprId) -> Option<Entry> {
    unit.body.expr(name).local().filter(|it| is_own_or_top(unit.body, *it))?;
    let DefKind::Value(made) = unit.definitions().sole(name)? else { return None };
    Some(Entry { name, made })
}

/// Is it a file that is opened, or the call of a function with `@contextmanager`?
fn is_for_once(unit: &CodeUnit<'_>, made: ExprId) -> bool {
    if let Some((kind, opener)) = opens(unit, made) {
        return kind == Kind::File && opener != "tempfile.NamedTemporaryFile";
    }
    let Expr::Call { func, .. } = unit.body.expr(made) else { return false };
    let Definition::Function(function) = definition_of(unit.db, unit.unit, *func) else {
        return false;
    };
    let body = unit_body(unit.db, function);
    let Some(own) = body.scopes.first() else { return false };
    let [decorator] = own.decorators[..] else { return false };
    let path = path(unit.db, &definition_of(unit.db, function, decorator));
    path.is_some_and(|it| {
        matches!(it.as_str(), "contextlib.contextmanager" | "contextlib.asynccontextmanager")
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    const CM: &str = "from contextlib import contextmanager
@contextmanager
def cm():
    yield 1
";

    #[test]
    fn entered_again() {
        let text = "def f():
    c = cm()
    with c:
        pass
    with c:  # flagged: `c` can be entered once
        pass
def nested(p):
    c = cm()
    with c:
        with c:  # flagged: `c` can be entered once
            pass
def file(p):
    f = open(p)
    with f:
        f.read()
    with f as g:  # flagged: `f` can be entered once
        g.read()
";
        flags(&RULE, &format!("{CM}{text}"));
    }

    #[test]
    fn reusable_or_another() {
        let text = "import threading, sys
from contextlib import suppress, redirect_stdout
def f(make, early):
    lock, sup, red = threading.RLock(), suppress(KeyError), redirect_stdout(sys.stderr)
    with lock, sup, red:
        with lock, sup, red:
            pass
    one = threading.Lock()
    with one:
        pass
    with one:
        pass
    c = cm()
    with c:
        pass
    c = cm()
    with c:
        pass
    d = cm()
    if early:
        with d:
            return
    with d:
        pass
    e = make()
    with e:
        pass
    with e:
        pass
";
        silent(&RULE, &format!("{CM}{text}"));
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
import threading
from contextlib import suppress, redirect_stdout
import sys
def f():
    lock, sup, red = threading.RLock(), suppress(KeyError), redirect_stdout(sys.stderr)
    with lock, sup, red:
        with lock, sup, red:
            pass
",
        );
    }
}
