//! A container that changes its size while a loop goes through it.

use crate::body::{Body, BodyScope, Expr, ExprId, Stmt, StmtId, VarRef};
use crate::classes::{Lookup, MemberKind, lookup};
use crate::diagnostic::Severity;
use crate::flow::{Domain, Source, Target, run_scope};
use crate::items::{self, Definition, class_around};
use crate::nesting::{Nesting, Place};
use crate::paths::{Container, Path, container, path};
use crate::rule::{CodeUnit, RuleContext};
use crate::unit::unit_body;

crate::rule! {
    /// A container changes its size while a loop goes through it.
    ///
    /// A dict or set that loses or gains an entry makes the next step of the loop raise
    /// `RuntimeError`. A list does not complain: what is removed moves the rest, and the loop leaves
    /// out the item behind each removed one.
    ///
    /// Told is a removal from which the loop goes on; one that is followed by `break` or `return` is
    /// fine, and so is storing under a key that is there. Names for the same container are followed,
    /// and methods of the same class that change it. Where the container's class is not known, the
    /// finding is an information only.
    ///
    /// Go through a copy: `for x in list(items)`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Tree:
    ///     def __init__(self):
    ///         self.items = [1, 2, 3]
    ///
    ///     def drop(self, item):
    ///         self.items.remove(item)
    ///
    ///     def clear(self):
    ///         for item in self.items:
    ///             self.drop(item)  # flagged: `self.items` loses an item
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def clean(table, rows, row):
    ///     for key in list(table):
    ///         del table[key]
    ///     for key in table:
    ///         table[key] = 0
    ///     for other in rows:
    ///         if other == row:
    ///             rows.remove(other)
    ///             break
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// items = [1, 2, 3, 4]
    /// for item in items:
    ///     items.remove(item)
    /// print(items)  # prints: [2, 4]
    /// ```
    "mutate-while-iterating",
    code: "RW216", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: ["B909", "PLE4703", "W4701", "E4702", "E4703"],
    look: Units => check,
}

/// A loop over a container.
struct Loop {
    stmt: StmtId,
    iter: ExprId,
    /// The expression that leads to the container.
    container: ExprId,
    path: Path,
    kind: Option<Container>,
    /// It goes through `items()`, `keys()` or `values()`.
    is_view: bool,
}

/// The container loses an item here.
struct Change {
    at: ExprId,
    of: usize,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !has_candidates(unit.body) {
        return;
    }
    let nesting = unit.nesting();
    let loops = loops(unit);
    let mut changes = Vec::new();
    for (of, it) in loops.iter().enumerate() {
        changes.extend(changes_in(unit, nesting, it).into_iter().map(|at| Change { at, of }));
    }
    changes.truncate(u64::BITS as usize);
    let mut scopes: Vec<BodyScope> =
        changes.iter().map(|it| nesting.scope_of_stmt(loops[it.of].stmt)).collect();
    scopes.sort();
    scopes.dedup();
    let mut found: Vec<usize> = Vec::new();
    for scope in scopes {
        let mut watch = Watch { loops: &loops, changes: &changes, found: &mut found };
        run_scope(unit.body, scope, &mut watch, 0);
    }
    found.sort_unstable();
    found.dedup();
    for idx in found {
        tell(cx, unit, &loops[changes[idx].of], changes[idx].at);
    }
}

const REMOVERS: [&str; 6] = ["clear", "discard", "pop", "popitem", "popleft", "remove"];

/// Is there a `for` at all?
fn has_candidates(body: &Body) -> bool {
    let is_loop = |it: &Stmt| matches!(it, Stmt::For { is_async: false, .. });
    if !body.stmts.iter().any(is_loop) {
        return false;
    }
    body.stmts.iter().any(|it| matches!(it, Stmt::Delete(_)))
        || body
            .exprs
            .iter()
            .any(|it| matches!(it, Expr::Call { func, .. } if is_candidate(body, *func)))
}

fn is_candidate(body: &Body, func: ExprId) -> bool {
    match body.expr(func) {
        Expr::Attr { value, name } => {
            let is_own = body
                .expr(*value)
                .local()
                .is_some_and(|it| body.scope(BodyScope::OWN).param_of(it) == Some(0));
            is_own || REMOVERS.contains(&name.as_str())
        }
        _ => false,
    }
}

fn loops(unit: &CodeUnit<'_>) -> Vec<Loop> {
    let body = unit.body;
    let mut loops = Vec::new();
    for (stmt, it) in body.stmts() {
        let Stmt::For { is_async: false, iter, .. } = it else { continue };
        let Some((container_expr, is_view)) = gone_through(unit, *iter, 0) else { continue };
        let Some(path) = path(unit, container_expr) else { continue };
        let kind = container(unit, &path);
        loops.push(Loop { stmt, iter: *iter, container: container_expr, path, kind, is_view });
    }
    loops
}

/// The container that iterating over `expr` goes through step by step.
fn gone_through(unit: &CodeUnit<'_>, expr: ExprId, depth: usize) -> Option<(ExprId, bool)> {
    let body = unit.body;
    match body.expr(expr) {
        Expr::Name(_) => {
            let origin = unit.definitions().origin(body, expr);
            match body.expr(origin) {
                Expr::Call { .. } if origin != expr && depth < 3 => {
                    gone_through(unit, origin, depth + 1).or(Some((expr, false)))
                }
                _ => Some((expr, false)),
            }
        }
        Expr::Attr { .. } => Some((expr, false)),
        Expr::Call { func, args } => match body.expr(*func) {
            Expr::Attr { value, name } if args.is_empty() => {
                let is_view = matches!(name.as_str(), "items" | "keys" | "values");
                is_view.then_some((*value, true))
            }
            Expr::Name(_) if depth < 3 => {
                let Definition::External(path) = items::definition_of(unit.db, unit.unit, *func)
                else {
                    return None;
                };
                let goes = matches!(path.as_str(), "builtins.enumerate" | "builtins.iter");
                goes.then(|| gone_through(unit, args.first()?.value, depth + 1))?
            }
            _ => None,
        },
        _ => None,
    }
}

/// The expressions in the block of the loop that take items out of its container.
fn changes_in(unit: &CodeUnit<'_>, nesting: &Nesting, around: &Loop) -> Vec<ExprId> {
    let body = unit.body;
    let mut found = Vec::new();
    let is_inside = |expr: ExprId| {
        let stmt = nesting.stmt_of(body, expr);
        stmt.is_some_and(|it| it != around.stmt && nesting.is_in(it, around.stmt))
            && nesting.scope_of(expr) == Some(nesting.scope_of_stmt(around.stmt))
    };
    let is_it = |expr: ExprId| path(unit, expr).as_ref() == Some(&around.path);
    for (id, expr) in body.exprs() {
        match expr {
            Expr::Call { func, args } => {
                let Expr::Attr { value, name } = body.expr(*func) else { continue };
                let is_remover = removes(around.kind, name, args.len()) && is_it(*value);
                let is_method = || own_method_removes(unit, around, *value, name);
                if is_inside(id) && (is_remover || is_method()) {
                    found.push(id);
                }
            }
            Expr::Subscript { value, .. } => {
                let Place::Stmt(stmt) = nesting.place(id) else { continue };
                let is_deleted = matches!(body.stmt(stmt), Stmt::Delete(_));
                if is_deleted && is_inside(id) && is_it(*value) && deletes(around) {
                    found.push(id);
                }
            }
            _ => {}
        }
    }
    if found.is_empty() || is_bound_anew(unit, nesting, around) || fills_up(unit, nesting, around) {
        return Vec::new();
    }
    found
}

fn removes(kind: Option<Container>, method: &str, n_args: usize) -> bool {
    match kind {
        Some(Container::List | Container::Deque) => {
            matches!(method, "remove" | "pop" | "popleft" | "clear")
        }
        Some(Container::Dict) => matches!(method, "pop" | "popitem" | "clear"),
        Some(Container::Set) => matches!(method, "remove" | "discard" | "pop" | "clear"),
        Some(Container::Other) => false,
        None => match method {
            "remove" => n_args == 1,
            _ => false,
        },
    }
}

/// `del items[i]` of a container that is not known may be anything, but of a view it is an entry.
fn deletes(around: &Loop) -> bool {
    match around.kind {
        Some(it) => it != Container::Other,
        None => around.is_view,
    }
}

/// Is the attribute by which the container is found bound anew in the loop?
fn is_bound_anew(unit: &CodeUnit<'_>, nesting: &Nesting, around: &Loop) -> bool {
    let Path::Attr(_, name) = &around.path else { return false };
    let is_alias = !matches!(unit.body.expr(around.container), Expr::Attr { .. });
    unit.body.stmts().any(|(stmt, it)| {
        let targets: &[ExprId] = match it {
            Stmt::Assign { targets, .. } => targets,
            Stmt::AnnAssign { target, .. } => std::slice::from_ref(target),
            _ => return false,
        };
        let binds = targets.iter().any(
            |it| matches!(unit.body.expr(*it), Expr::Attr { name: found, .. } if found == name),
        );
        binds && (is_alias || nesting.is_in(stmt, around.stmt))
    })
}

/// Does the loop put items in too, so that it keeps the balance itself?
fn fills_up(unit: &CodeUnit<'_>, nesting: &Nesting, around: &Loop) -> bool {
    let body = unit.body;
    let is_it = |expr: ExprId| path(unit, expr).as_ref() == Some(&around.path);
    let is_inside = |stmt: StmtId| nesting.is_in(stmt, around.stmt);
    let puts = body.exprs().any(|(id, it)| match it {
        Expr::Call { func, .. } => match body.expr(*func) {
            Expr::Attr { value, name } => {
                matches!(name.as_str(), "insert" | "append" | "appendleft" | "add" | "extend")
                    && nesting.stmt_of(body, id).is_some_and(is_inside)
                    && is_it(*value)
            }
            _ => false,
        },
        _ => false,
    });
    let stores = body.stmts().any(|(stmt, it)| match it {
        Stmt::Assign { targets, .. } if is_inside(stmt) => targets.iter().any(
            |target| matches!(body.expr(*target), Expr::Subscript { value, .. } if is_it(*value)),
        ),
        _ => false,
    });
    puts || stores
}

/// Is it `self.method(..)`, and does that method take an item out of the container `self.attribute`,
/// whatever else it does?
fn own_method_removes(unit: &CodeUnit<'_>, around: &Loop, receiver: ExprId, method: &str) -> bool {
    let Path::Attr(owner, attribute) = &around.path else { return false };
    let Some(kind) = around.kind else { return false };
    if path(unit, receiver).as_ref() != Some(&**owner) {
        return false;
    }
    let Some(class) = class_around(unit.db, unit.unit) else { return false };
    let Lookup::Own(_, member) = lookup(unit.db, class, method) else { return false };
    let MemberKind::Method { unit: Some(callee), .. } = member.kind else { return false };
    let body = unit_body(unit.db, callee);
    let own = body.scope(BodyScope::OWN);
    let Some(&this) = own.vars.first() else { return false };
    let is_attribute = |expr: ExprId| match body.expr(expr) {
        Expr::Attr { value, name } => {
            name == attribute
                && matches!(body.expr(*value), Expr::Name(VarRef::Local(it)) if *it == this)
        }
        _ => false,
    };
    own.body.iter().any(|stmt| match body.stmt(*stmt) {
        Stmt::Expr(it) => match body.expr(*it) {
            Expr::Call { func, args } => match body.expr(*func) {
                Expr::Attr { value, name } => {
                    is_attribute(*value) && removes(Some(kind), name, args.len())
                }
                _ => false,
            },
            _ => false,
        },
        Stmt::Delete(targets) => targets.iter().any(
            |it| matches!(body.expr(*it), Expr::Subscript { value, .. } if is_attribute(*value)),
        ),
        _ => false,
    })
}

/// Which changes have happened since their loop began: one bit each.
type State = u64;

struct Watch<'a> {
    loops: &'a [Loop],
    changes: &'a [Change],
    found: &'a mut Vec<usize>,
}

impl Domain for Watch<'_> {
    type State = State;

    fn join(&mut self, into: &mut State, from: &State) -> bool {
        let before = *into;
        *into |= from;
        *into != before
    }

    fn expr(&mut self, state: &mut State, expr: ExprId) {
        for (idx, it) in self.changes.iter().enumerate() {
            if it.at == expr {
                *state |= 1 << idx;
            }
            if self.loops[it.of].iter == expr {
                *state &= !(1 << idx);
            }
        }
    }

    fn delete(&mut self, state: &mut State, target: Target<'_>) {
        if let Target::Item(expr) = target {
            self.expr(state, expr);
        }
    }

    fn bind(&mut self, state: &mut State, _target: Target<'_>, source: Source<'_>) {
        let mut source = source;
        while let Source::Element { of, .. } = source {
            source = *of;
        }
        let Source::ItemOf(iter) = source else { return };
        for (idx, it) in self.changes.iter().enumerate() {
            if *state & (1 << idx) != 0 && self.loops[it.of].iter == iter {
                self.found.push(idx);
            }
        }
    }

    fn may_raise(&mut self, _state: &State, expr: ExprId) -> bool {
        // A removal that raises has removed nothing.
        !self.changes.iter().any(|it| it.at == expr)
    }
}

fn tell(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>, around: &Loop, at: ExprId) {
    let name = unit.text(around.container);
    let message = match (around.kind, around.is_view) {
        (Some(Container::Dict | Container::Set | Container::Deque | Container::Other), _) => {
            format!(
                "`{name}` loses an item while the loop goes through it: the next step raises `RuntimeError`"
            )
        }
        (Some(Container::List), _) => {
            format!(
                "`{name}` loses an item while the loop goes through it: the next one is left out"
            )
        }
        (None, true) => format!(
            "`{name}` loses an entry while the loop goes through it: if it is a dict, the next step \
             raises `RuntimeError`"
        ),
        (None, false) => format!(
            "`{name}` loses an item while the loop goes through it: if it is a list, the next one is \
             left out"
        ),
    };
    let severity = if around.kind.is_some() { Severity::Error } else { Severity::Info };
    cx.report(unit.range(at), message)
        .severity(severity)
        .label(unit.range(around.iter), "the loop goes through it")
        .help(format!("go through a copy: `list({})`", unit.text(around.iter)));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn removals_from_which_the_loop_goes_on() {
        flags(
            &RULE,
            "class Tree:
    def __init__(self):
        self.items = [1, 2, 3]
    def drop(self, x):
        self.items.remove(x)
    def clear(self):
        for x in self.items:
            self.drop(x)  # flagged: left out
def g(d):
    view = d.items()
    for k, v in view:
        if not v:
            del d[k]  # flagged: loses an entry
def h():
    s = {1, 2}
    t = s
    for x in t:
        s.discard(x)  # flagged: RuntimeError
    d = dict(a=1)
    for k in d.keys():
        d.pop(k)  # flagged: RuntimeError
    xs = [1]
    for i, x in enumerate(xs):
        del xs[i]  # flagged: left out
",
        );
    }

    #[test]
    fn copies_ends_and_stores() {
        silent(
            &RULE,
            "class Message: ...
def f(d, xs, x):
    for k in d:
        d[k] = 0
    for y in xs:
        if y == x:
            xs.remove(y)
            break
    for k in list(d):
        del d[k]
    for i, y in enumerate(xs):
        xs[i] = y + 1
def g():
    todo = [1]
    for x in todo:
        todo.append(x)
    for x in reversed(todo):
        todo.remove(x)
    for x in todo[:]:
        todo.remove(x)
    for x in todo:
        try:
            todo.remove(x)
        except ValueError:
            continue
        return
class C:
    def __init__(self):
        self.items = []
    def f(self):
        for x in self.items:
            self.items = [y for y in self.items if y != x]
            self.items.remove(x)
    def h(self):
        self.message = Message()
        for key in self.message.keys():
            del self.message[key]
    def g(self):
        items = self.items
        self.items = []
        for x in items:
            self.items.pop()
",
        );
    }

    #[test]
    fn another_object() {
        silent(
            &RULE,
            "def f():
    xs = [1]
    ys = list(xs)
    for x in xs:
        ys.remove(x)
    d = {}
    for k, v in d.items():
        v.pop(k)
",
        );
    }
}
