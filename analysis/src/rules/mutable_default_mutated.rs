//! A mutable default that the function changes or hands out.

use crate::body::{Arg, ArgKind, BodyScope, Expr, ExprId, Name, Stmt};
use crate::diagnostic::Severity;
use crate::flow::definitions::DefKind;
use crate::inplace::{
    Change, Origins, attribute_changes, attribute_of_first, changed_arguments, changes, is_empty,
    new_container, origins,
};
use crate::items::class_around;
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A mutable default that the function changes or hands out.
    ///
    /// A default is made once, when `def` runs, and every call that leaves the argument out gets that
    /// one object. If the function changes it, what one call puts in is what the next one finds.
    /// Where the function only returns it or keeps it somewhere, others may do the same; without a
    /// proof of that it is told as an information.
    ///
    /// Parameters that are meant to keep things between calls (`cache`, `memo`, `_seen`) are left alone.
    /// Take `None` for the default and make the object in the body.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def add(item, found=[]):  # flagged: what one call puts in
    ///     found.append(item)
    ///     return found
    ///
    ///
    /// class Job:
    ///     def __init__(self, steps=[]):  # flagged: the method `step`
    ///         self.steps = steps
    ///
    ///     def step(self, name):
    ///         self.steps.append(name)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def add(item, found=[]):
    ///     found = list(found)
    ///     found.append(item)
    ///     return found
    ///
    ///
    /// def square(n, _cache={}):
    ///     if n not in _cache:
    ///         _cache[n] = n * n
    ///     return _cache[n]
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def add(item, found=[]):
    ///     found.append(item)
    ///     return found
    ///
    ///
    /// add(1)
    /// print(add(2))  # prints: [1, 2]
    /// ```
    "mutable-default-mutated",
    code: "RW202", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: ["B006", "W0102", "PLW0102"],
    look: Units => check,
}

/// A parameter with a container as its default.
#[derive(Clone, Copy)]
struct Shared {
    param: (BodyScope, usize),
    default: ExprId,
    class: &'static str,
    is_empty: bool,
}

/// What becomes of a default.
struct Evidence {
    at: ExprId,
    fate: Fate,
}

enum Fate {
    /// It is changed, in these words.
    Changed(String),
    /// It is kept by an attribute, and this method changes it there.
    ChangedBy(Name),
    /// It leaves the function, in these words.
    HandedOut(&'static str),
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for shared in shared_defaults(unit) {
        let Some(found) = change(unit, &shared).or_else(|| way_out(unit, &shared)) else {
            continue;
        };
        let class = shared.class;
        let (severity, message) = match &found.fate {
            Fate::Changed(_) => (
                Severity::Error,
                format!(
                    "calls share this {class} and change it: what one call puts in, the next one finds"
                ),
            ),
            Fate::ChangedBy(method) => (
                Severity::Error,
                format!("objects share this {class}, and the method `{method}` changes it"),
            ),
            Fate::HandedOut(how) => (
                Severity::Info,
                format!("calls share this {class}, which the function hands out: {how}"),
            ),
        };
        let label = match found.fate {
            Fate::Changed(it) => it,
            Fate::ChangedBy(_) => "kept here".to_owned(),
            Fate::HandedOut(it) => it.to_owned(),
        };
        cx.report(unit.range(shared.default), message)
            .severity(severity)
            .help("take `None` for the default and make the object in the body")
            .label(unit.range(found.at), label);
    }
}

fn shared_defaults(unit: &CodeUnit<'_>) -> Vec<Shared> {
    let mut found = Vec::new();
    for (scope, it) in unit.body.scopes().filter(|it| !it.1.is_elsewhere) {
        for (idx, param) in it.params.iter().enumerate() {
            let Some(default) = param.default.filter(|_| !is_store(&param.name)) else { continue };
            let Some(class) = new_container(unit.db, unit.unit, default) else { continue };
            let is_empty = is_empty(unit.body, default);
            let shared = Shared { param: (scope, idx), default, class, is_empty };
            if scope == BodyScope::OWN || is_passed(unit, scope, idx, &param.name) {
                found.push(shared);
            }
        }
    }
    found
}

/// Does a call in the unit pass the parameter of an inner function? If none does, the default is but
/// a variable that lives between its calls.
fn is_passed(unit: &CodeUnit<'_>, scope: BodyScope, idx: usize, name: &str) -> bool {
    unit.calls().any(|(_, func, args)| {
        let is_it = unit.body.expr(func).local().is_some()
            && unit.definitions().sole(func) == Some(DefKind::Function(scope));
        let by_name = |it: &Arg| matches!(&it.kind, ArgKind::Keyword(it) if it == name);
        is_it && (args.len() > idx || args.iter().any(by_name))
    })
}

/// `[0]`, whose item alone is set: a variable that lives between calls, and written to be one.
fn is_cell(unit: &CodeUnit<'_>, shared: &Shared, all: &[Change]) -> bool {
    let is_it = |it: &&Change| sources(unit, it.object).params.contains(&shared.param);
    let sets_item = |it: &Change| matches!(unit.body.expr(it.at), Expr::Subscript { .. });
    shared.class == "list" && !shared.is_empty && all.iter().filter(is_it).all(sets_item)
}

/// Is a parameter of this name meant to keep things between calls?
fn is_store(name: &str) -> bool {
    let name = name.to_lowercase();
    name.starts_with('_') || ["cache", "memo"].iter().any(|word| name.contains(word))
}

fn change(unit: &CodeUnit<'_>, shared: &Shared) -> Option<Evidence> {
    let is_it = |expr: ExprId| sources(unit, expr).params.contains(&shared.param);
    let all = changes(unit.body);
    let here = all.iter().find(|it| (it.how.fills() || !shared.is_empty) && is_it(it.object));
    if let Some(it) = here.filter(|_| !is_cell(unit, shared, &all)) {
        return Some(Evidence { at: it.at, fate: Fate::Changed("changed here".to_owned()) });
    }
    for (call, func, args) in unit.calls() {
        // Only for what may be it: the summary of the callee costs.
        if !args.iter().any(|it| is_it(it.value)) {
            continue;
        }
        if changed_arguments(unit, func, args).into_iter().any(is_it) {
            let what = format!("`{}` changes it", unit.text(func));
            return Some(Evidence { at: call, fate: Fate::Changed(what) });
        }
    }
    None
}

fn sources(unit: &CodeUnit<'_>, expr: ExprId) -> Origins {
    match unit.body.expr(expr) {
        Expr::Name(_) | Expr::Bool { .. } | Expr::If { .. } => {
            origins(unit.body, unit.definitions(), expr)
        }
        _ => Origins::default(),
    }
}

/// Where the default leaves the function.
fn way_out(unit: &CodeUnit<'_>, shared: &Shared) -> Option<Evidence> {
    let is_it = |expr: ExprId| sources(unit, expr).params.contains(&shared.param);
    let out = |at: ExprId, how| Some(Evidence { at, fate: Fate::HandedOut(how) });
    for (_, stmt) in unit.body.stmts() {
        match stmt {
            Stmt::Return(Some(it)) if is_it(*it) => return out(*it, "returned here"),
            Stmt::Assign { targets, value } if is_it(*value) => {
                for &target in targets {
                    match unit.body.expr(target) {
                        Expr::Attr { .. } => return Some(kept(unit, target)),
                        Expr::Subscript { .. } => return out(target, "kept here"),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    unit.body.exprs().find_map(|(at, expr)| match expr {
        Expr::Yield(Some(it)) if is_it(*it) => out(at, "given here"),
        _ => None,
    })
}

/// Kept by an attribute: does a method of the class change it there?
fn kept(unit: &CodeUnit<'_>, target: ExprId) -> Evidence {
    let changing = || {
        let name = attribute_of_first(unit.body, target)?;
        let class = class_around(unit.db, unit.unit)?;
        let all = attribute_changes(unit.db, class);
        let found = all.into_iter().find(|it| it.name == *name && it.change.how.fills())?;
        Some(found.unit.path(unit.db).0.last()?.name.clone())
    };
    let fate = changing().map_or(Fate::HandedOut("kept here"), Fate::ChangedBy);
    Evidence { at: target, fate }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn changed() {
        flags(
            &RULE,
            "import heapq
def add(x, acc=[]):  # flagged: puts in
    acc.append(x)
    return acc
def item(x, acc={}):  # flagged: puts in
    found = acc
    found[x] = 1
def more(x, *, acc=list()):  # flagged: puts in
    acc += [x]
def push(x, acc=[]):  # flagged: puts in
    heapq.heappush(acc, x)
def through(x, acc=[]):  # flagged: puts in
    put(acc, x)
def put(where, what):
    where.append(what)
def outer():
    def inner(x, acc=set()):  # flagged: puts in
        acc.add(x)
    inner(1, set())
    return inner
",
        );
    }

    #[test]
    fn handed_out() {
        flags(
            &RULE,
            "def get(acc=[]):  # flagged: returned here
    return acc
class A:
    def __init__(self, xs=[], ys={}):  # flagged: share
        self.xs = xs
        self.ys = ys
    def add(self, x):
        self.xs.append(x)
",
        );
    }

    #[test]
    fn copied_memos_and_reads() {
        silent(
            &RULE,
            "def add(x, acc=[]):
    acc = list(acc)
    acc.append(x)
    return acc
def memo(n, _cache={}):
    if n not in _cache:
        _cache[n] = n * n
    return _cache[n]
def other(x, acc=[]):
    acc = acc + [x]
    acc.append(2)
    return len(acc)
def take(x, acc=[]):
    if acc:
        acc.pop()
def given(x, acc=()):
    acc.append(x)
def outer():
    def state(x, seen={}):
        seen[x] = 1
    state(1)
def count(number=[0]):
    number[0] += 1
    return number[0]
",
        );
    }
}
