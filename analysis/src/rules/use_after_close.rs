//! A file, socket or pool that is used when it is surely closed.

use crate::body::{ArgKind, BodyScope, Expr, ExprId, ScopeKind, Stmt, VarId};
use crate::flow::definitions::DefKind;
use crate::items::{definition_of, path};
use crate::obligations::{MAX, Mask, Plan};
use crate::places::{Around, Place, Places, stmt_of};
use crate::resources::{Kind, functions, is_mentioned, is_own_or_top, opens};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// A file, socket or pool that is used when it is surely closed.
    ///
    /// Below its `with` block a file is closed, and so is everything that reads it lazily: a
    /// generator expression, `map`, `filter` or `csv.reader` that the block returns has read nothing
    /// yet, and raises `ValueError` when it is asked for the first item.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def lines(path):
    ///     with open(path) as file:
    ///         return (line.strip() for line in file)  # flagged: closed before the first item is read
    ///
    /// def head(path):
    ///     with open(path) as file:
    ///         first = file.readline()
    ///     return first + file.read()  # flagged: `file` is closed here
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def lines(path):
    ///     with open(path) as file:
    ///         yield from (line.strip() for line in file)
    ///
    /// def head(path):
    ///     with open(path) as file:
    ///         rows = [line for line in file]
    ///     return rows, file.name, file.closed
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import os
    ///
    ///
    /// def lines(path):
    ///     with open(path) as file:
    ///         return (line for line in file)
    ///
    ///
    /// try:
    ///     list(lines(os.devnull))
    /// except ValueError as error:
    ///     print(error)  # prints: I/O operation on closed file.
    /// ```
    "use-after-close",
    code: "RW509", group: Resources, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// Something that is opened, and the one variable that has it.
struct Site {
    /// The call that opens it.
    call: ExprId,
    var: VarId,
    kind: Kind,
    binding: DefKind,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !is_mentioned(cx) {
        return;
    }
    let mut sites = sites(unit);
    sites.truncate(MAX);
    if sites.is_empty() || is_test_unit(unit) {
        return;
    }
    let (places, around) = (Places::new(unit.body), Around::new(unit.body));
    let (plan, uses) = plan(unit, &places, &around, &sites);
    if uses.is_empty() {
        return;
    }
    for scope in functions(unit.body).chain(top(unit)) {
        let outcome = plan.run(unit.body, scope, 0);
        for it in &uses {
            let is_closed = outcome.seen.get(&it.watched).is_some_and(|open| open & it.mask == 0);
            if is_closed || it.is_returned && outcome.seen.contains_key(&it.watched) {
                tell(cx, unit, &sites, it);
            }
        }
    }
}

fn top(unit: &CodeUnit<'_>) -> Option<BodyScope> {
    (unit.body.scope(BodyScope::OWN).kind == ScopeKind::Module).then_some(BodyScope::OWN)
}

fn sites(unit: &CodeUnit<'_>) -> Vec<Site> {
    let body = unit.body;
    let mut found = Vec::new();
    let mut add = |target: ExprId, call: ExprId, binding: DefKind, is_with: bool| {
        let Some(var) = body.expr(target).local().filter(|it| is_own_or_top(body, *it)) else {
            return;
        };
        let Some((kind, _)) = opens(unit, call) else { return };
        // The `with` of a connection ends a transaction, and a few give something else.
        let is_followed = match kind {
            Kind::File | Kind::Archive | Kind::Socket | Kind::Pool => true,
            Kind::Database => !is_with,
            Kind::Other => false,
        };
        if is_followed {
            found.push(Site { call, var, kind, binding });
        }
    };
    for (_, stmt) in body.stmts() {
        match stmt {
            Stmt::With { items, .. } => {
                for item in items {
                    let Some(target) = item.target else { continue };
                    add(target, item.context, DefKind::Entered(item.context), true);
                }
            }
            Stmt::Assign { targets, value } if targets.len() == 1 => {
                add(targets[0], *value, DefKind::Value(*value), false);
            }
            _ => {}
        }
    }
    found
}

/// A use that would fail if what it uses were closed.
struct Use {
    /// What is told.
    at: ExprId,
    /// Where one has to look whether it is closed.
    watched: ExprId,
    mask: Mask,
    /// It is lazy, and leaves the `with` by `return`: then it is closed behind.
    is_returned: bool,
    is_lazy: bool,
}

fn plan(unit: &CodeUnit<'_>, places: &Places, around: &Around, sites: &[Site]) -> (Plan, Vec<Use>) {
    let mut plan = Plan::default();
    for (idx, site) in sites.iter().enumerate() {
        let bit = 1 << idx;
        match site.binding {
            DefKind::Entered(context) => {
                plan.entered.insert(context, bit);
                plan.left.insert(context, bit);
            }
            _ => {
                plan.bound.insert(site.call, bit);
            }
        }
    }
    let mut uses = Vec::new();
    for (name, expr) in unit.body.exprs() {
        let Some(var) = expr.local() else { continue };
        let mask = reaching(unit, sites, name, var);
        if mask != 0 {
            close(unit, places, &mut plan, sites, name, mask);
            uses.extend(use_of(unit, places, around, sites, name, mask));
        }
    }
    for it in &uses {
        plan.watched.insert(it.watched);
    }
    (plan, uses)
}

/// The sites that the name can be, if it can be nothing else.
fn reaching(unit: &CodeUnit<'_>, sites: &[Site], name: ExprId, var: VarId) -> Mask {
    if !sites.iter().any(|it| it.var == var) {
        return 0;
    }
    let definitions = unit.definitions();
    let mut mask = 0;
    for &def in definitions.reaching(name) {
        let kind = definitions.def(def).kind;
        match sites.iter().position(|it| it.var == var && it.binding == kind) {
            Some(idx) => mask |= 1 << idx,
            None if matches!(kind, DefKind::Unbound | DefKind::Deleted) => {}
            None => return 0,
        }
    }
    mask
}

/// `file.close()`, and `with file:` around a file that was opened before.
fn close(
    unit: &CodeUnit<'_>,
    places: &Places,
    plan: &mut Plan,
    sites: &[Site],
    name: ExprId,
    mask: Mask,
) {
    let is_connection =
        sites.iter().enumerate().any(|(idx, it)| mask & 1 << idx != 0 && it.kind == Kind::Database);
    if let Some((call, method)) = places.method_call(unit.body, name) {
        if matches!(method, "close" | "shutdown") && !is_shut_halfway(sites, mask, method) {
            plan.end_at(call, mask);
        }
        return;
    }
    let Place::Of(stmt) = places.of(name) else { return };
    if matches!(unit.body.stmt(stmt), Stmt::With { .. }) && !is_connection {
        *plan.left.entry(name).or_default() |= mask;
    }
}

/// `socket.shutdown(how)` closes but one direction.
fn is_shut_halfway(sites: &[Site], mask: Mask, method: &str) -> bool {
    let mut of_it = sites.iter().enumerate().filter(|it| mask & 1 << it.0 != 0);
    method == "shutdown" && of_it.any(|it| it.1.kind != Kind::Pool)
}

/// The use that fails if the name is closed.
fn use_of(
    unit: &CodeUnit<'_>,
    places: &Places,
    around: &Around,
    sites: &[Site],
    name: ExprId,
    mask: Mask,
) -> Option<Use> {
    let body = unit.body;
    let kind = sites[mask.trailing_zeros() as usize].kind;
    if let Some((call, method)) = places.method_call(body, name) {
        let is_dead = dead_methods(kind).contains(&method);
        let found = Use { at: call, watched: name, mask, is_returned: false, is_lazy: false };
        return (is_dead && !is_tried(unit, places, around, name)).then_some(found);
    }
    let is_read = kind == Kind::File && consumes(unit, places, name);
    if is_read && !is_tried(unit, places, around, name) {
        return Some(Use { at: name, watched: name, mask, is_returned: false, is_lazy: false });
    }
    lazy_use(unit, places, around, sites, name, mask)
}

/// What raises on a closed object.
fn dead_methods(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::File => &[
            "read",
            "readline",
            "readlines",
            "readinto",
            "write",
            "writelines",
            "seek",
            "tell",
            "truncate",
            "flush",
        ],
        Kind::Archive => &["read", "write", "writestr", "extractall", "extract", "add", "addfile"],
        Kind::Socket => &[
            "send", "sendall", "sendto", "recv", "recvfrom", "connect", "bind", "listen", "accept",
        ],
        Kind::Database => &["cursor", "execute", "executemany", "commit", "rollback"],
        Kind::Pool => &["submit", "apply", "apply_async", "map_async", "imap", "imap_unordered"],
        Kind::Other => &[],
    }
}

/// Is the name gone through where it stands?
fn consumes(unit: &CodeUnit<'_>, places: &Places, name: ExprId) -> bool {
    let body = unit.body;
    match places.of(name) {
        Place::Of(stmt) => matches!(body.stmt(stmt), Stmt::For { iter, .. } if *iter == name),
        Place::IteratedBy(comp) => match body.expr(comp) {
            Expr::Comp(scope) => !body.scope(*scope).is_generator,
            _ => false,
        },
        Place::In(call) => match body.expr(call) {
            Expr::Call { func, args } if *func != name && args.len() == 1 => {
                is_any_of(unit, *func, EAGER)
            }
            _ => false,
        },
        Place::Elsewhere => false,
    }
}

const EAGER: &[&str] = &[
    "builtins.list",
    "builtins.tuple",
    "builtins.set",
    "builtins.sorted",
    "builtins.sum",
    "builtins.max",
    "builtins.min",
    "builtins.next",
    "builtins.any",
    "builtins.all",
    "json.load",
    "pickle.load",
];

const LAZY: &[&str] = &[
    "builtins.map",
    "builtins.filter",
    "builtins.zip",
    "builtins.enumerate",
    "builtins.iter",
    "itertools.islice",
    "itertools.chain",
    "itertools.takewhile",
    "itertools.dropwhile",
    "itertools.starmap",
    "csv.reader",
    "csv.DictReader",
];

fn is_any_of(unit: &CodeUnit<'_>, func: ExprId, paths: &[&str]) -> bool {
    let path = path(unit.db, &definition_of(unit.db, unit.unit, func));
    path.is_some_and(|it| paths.contains(&it.as_str()))
}

/// The lazy iterator over the file `name`, if it is returned out of the `with`, or bound to a
/// variable that is used behind it.
fn lazy_use(
    unit: &CodeUnit<'_>,
    places: &Places,
    around: &Around,
    sites: &[Site],
    name: ExprId,
    mask: Mask,
) -> Option<Use> {
    let lazy = outermost_lazy(unit, places, name)?;
    let Place::Of(stmt) = places.of(lazy) else { return None };
    let contexts: Vec<ExprId> = around
        .of(stmt)
        .filter_map(|it| match unit.body.stmt(it) {
            Stmt::With { items, .. } => Some(items.iter().map(|it| it.context)),
            _ => None,
        })
        .flatten()
        .collect();
    let is_inside = sites.iter().enumerate().all(|(idx, it)| {
        mask & 1 << idx == 0
            || contexts.iter().any(|context| it.binding == DefKind::Entered(*context))
    });
    match unit.body.stmt(stmt) {
        Stmt::Return(_) if is_inside && !is_generator(unit, sites, mask) => {
            Some(Use { at: lazy, watched: lazy, mask, is_returned: true, is_lazy: true })
        }
        Stmt::Assign { .. } => {
            let definitions = unit.definitions();
            let is_it = |it: &ExprId| definitions.sole(*it) == Some(DefKind::Value(lazy));
            let mut names = unit.body.exprs().map(|it| it.0).filter(is_it);
            let at = names.find(|it| {
                let is_late = stmt_of(places, *it).is_some_and(|it| {
                    !around.of(it).any(|it| around.of(stmt).any(|outer| outer == it))
                });
                is_late && consumes(unit, places, *it) && !is_tried(unit, places, around, *it)
            })?;
            Some(Use { at, watched: at, mask, is_returned: false, is_lazy: true })
        }
        _ => None,
    }
}

fn is_generator(unit: &CodeUnit<'_>, sites: &[Site], mask: Mask) -> bool {
    let var = sites[mask.trailing_zeros() as usize].var;
    unit.body.scope(unit.body.var(var).scope).is_generator
}

/// The lazy expression around `name` that reads it: `map(f, zip(name))`.
fn outermost_lazy(unit: &CodeUnit<'_>, places: &Places, name: ExprId) -> Option<ExprId> {
    let mut at = name;
    loop {
        let around = match places.of(at) {
            Place::IteratedBy(it) => match unit.body.expr(it) {
                Expr::Comp(scope) if unit.body.scope(*scope).is_generator => it,
                _ => return None,
            },
            Place::In(it) => match unit.body.expr(it) {
                Expr::Call { func, args }
                    if args
                        .iter()
                        .any(|arg| arg.value == at && arg.kind == ArgKind::Positional)
                        && is_any_of(unit, *func, LAZY) =>
                {
                    it
                }
                _ => return None,
            },
            Place::Of(_) => return (at != name).then_some(at),
            Place::Elsewhere => return None,
        };
        at = around;
    }
}

/// Is it in a `try` that catches something? Then it may be meant.
fn is_tried(unit: &CodeUnit<'_>, places: &Places, around: &Around, name: ExprId) -> bool {
    stmt_of(places, name).is_some_and(|stmt| {
        let catches =
            |it| matches!(unit.body.stmt(it), Stmt::Try { handlers, .. } if !handlers.is_empty());
        around.of(stmt).any(catches)
    })
}

fn tell(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>, sites: &[Site], it: &Use) {
    let site = &sites[it.mask.trailing_zeros() as usize];
    let name = &unit.body.var(site.var).name;
    let (message, help) = match it.is_lazy {
        true => (
            format!("`{name}` is closed before the first item is read from it"),
            "go through it inside the block: with `list(..)`, or `yield from`",
        ),
        false => (format!("`{name}` is closed here"), "move this into the block"),
    };
    cx.report(unit.range(it.at), message)
        .label(unit.range(site.call), format!("the {} is opened here", site.kind.title()))
        .help(help);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn behind_the_block() {
        flags(
            &RULE,
            "import csv, zipfile
def lines(p):
    with open(p) as f:
        return (l.strip() for l in f)  # flagged: first item
def parsed(p, parse):
    with open(p) as f:
        return map(parse, csv.reader(f))  # flagged: first item
def head(p):
    with open(p) as f:
        first = f.readline()
    return first + f.read()  # flagged: `f` is closed here
def later(p):
    with open(p) as f:
        rows = (l.strip() for l in f)
    for row in rows:  # flagged: first item
        print(row)
def closed(p):
    f = open(p)
    f.close()
    for l in f:  # flagged: `f` is closed here
        print(l)
    return list(f)  # flagged: `f` is closed here
def archive(p):
    with zipfile.ZipFile(p) as z:
        names = z.namelist()
    return z.read(names[0])  # flagged: `z`
",
        );
    }

    #[test]
    fn still_open() {
        silent(
            &RULE,
            "import sqlite3
def lines(p):
    with open(p) as f:
        yield from (l.strip() for l in f)
def head(p):
    with open(p) as f:
        rows = [l for l in f]
    return rows, f.name, f.closed
def eager(p):
    with open(p) as f:
        rows = (l for l in f)
        return list(rows), sum(1 for l in f)
def some(p, early):
    f = open(p)
    if early:
        f.close()
    return f.read()
def again(p):
    with open(p) as f:
        a = f.read()
    f = open(p)
    return a + f.read()
def loop(ps):
    for p in ps:
        f = open(p)
        f.read()
        f.close()
def base(p):
    with sqlite3.connect(p) as db:
        db.execute('a')
    return db.execute('b')
def tried(p):
    with open(p) as f:
        pass
    try:
        f.read()
    except ValueError:
        pass
",
        );
    }
}
