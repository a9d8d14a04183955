//! The result of a cached function, changed by a caller.

use crate::body::{Block, Body, BodyScope, Expr, ExprId, Stmt};
use crate::classes::{Lookup, MemberKind, MethodKind, lookup};
use crate::db::Db;
use crate::diagnostic::Severity;
use crate::flow::definitions::Definitions;
use crate::inplace::{attribute_of_first, changes, new_container, origins};
use crate::items::{self, Definition};
use crate::rule::{CodeUnit, RuleContext};
use crate::shared_state::class_of_instance;
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// The result of a cached function, changed by a caller.
    ///
    /// `functools.cache` and `lru_cache` keep the object that the function has returned, and give that
    /// same one to everybody who asks again. Who changes it changes what all later callers get.
    ///
    /// It is told where the function, in whatever file, is seen to return a list, dict or set that it
    /// has made. Make a copy before you change it, or let the function return a tuple, a `frozenset` or a
    /// `types.MappingProxyType`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from functools import lru_cache
    ///
    ///
    /// @lru_cache
    /// def columns(table):
    ///     return [c for c in table.split(",")]
    ///
    ///
    /// def with_id(table):
    ///     found = columns(table)
    ///     found.insert(0, "id")  # flagged: that the cache of `columns` keeps
    ///     return found
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from functools import lru_cache
    ///
    ///
    /// @lru_cache
    /// def columns(table):
    ///     return [c for c in table.split(",")]
    ///
    ///
    /// def with_id(table):
    ///     return ["id", *columns(table)]
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from functools import lru_cache
    ///
    ///
    /// @lru_cache
    /// def columns(table):
    ///     return table.split(",")
    ///
    ///
    /// columns("a,b").insert(0, "id")
    /// print(columns("a,b"))  # prints: ['id', 'a', 'b']
    /// ```
    "cached-mutable-result",
    code: "RW225", group: Aliasing, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let changes = changes(unit.body);
    if !changes.iter().any(|it| may_be_result(unit.body, it.object)) {
        return;
    }
    let cached: Vec<(ExprId, Unit, &str)> = results(unit.body)
        .into_iter()
        .filter_map(|call| {
            let Expr::Call { func, .. } = unit.body.expr(call) else { return None };
            let func = *func;
            let function = function(unit, func)?;
            let what = cached_container(unit.db, function)?;
            Some((call, function, what))
        })
        .collect();
    if cached.is_empty() {
        return;
    }
    for change in changes {
        let found = origins(unit.body, unit.definitions(), change.object);
        let it = cached.iter().find(|it| found.exprs.contains(&it.0));
        let Some((call, function, what)) = it else { continue };
        let Some(name) = function.path(unit.db).0.last().map(|it| it.name.clone()) else {
            continue;
        };
        cx.report(
            unit.range(change.at),
            format!("this changes the {what} that the cache of `{name}` keeps and gives to others"),
        )
        .severity(Severity::Error)
        .help(
            "change a copy, or let the function return a tuple, `frozenset` or `MappingProxyType`",
        )
        .label(unit.range(*call), "this may come from the cache");
    }
}

/// Can it be what a call has returned: the call, or a variable?
fn may_be_result(body: &Body, object: ExprId) -> bool {
    matches!(body.expr(object), Expr::Call { .. }) || body.expr(object).local().is_some()
}

/// The calls whose results may be changed: those that variables are bound to, and objects of
/// methods.
fn results(body: &Body) -> Vec<ExprId> {
    let mut waiting = Vec::new();
    for (_, stmt) in body.stmts() {
        if let Stmt::Assign { value, .. } = stmt {
            waiting.push(*value);
        }
    }
    for change in changes(body) {
        waiting.push(change.object);
    }
    let mut found = Vec::new();
    while let Some(expr) = waiting.pop() {
        match body.expr(expr) {
            Expr::Call { .. } => found.push(expr),
            Expr::Bool { operands, .. } => waiting.extend(operands),
            Expr::If { then, orelse, .. } => waiting.extend([*then, *orelse]),
            Expr::Walrus { value, .. } => waiting.push(*value),
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The function with source that is called.
fn function(unit: &CodeUnit<'_>, func: ExprId) -> Option<Unit> {
    if let Definition::Function(it) = items::definition_of(unit.db, unit.unit, func) {
        return Some(it);
    }
    let name = attribute_of_first(unit.body, func)?;
    let class = class_of_instance(unit.db, unit.unit)?;
    match lookup(unit.db, class, name) {
        Lookup::Own(_, member) => match member.kind {
            MemberKind::Method { how: MethodKind::Cached, unit, .. } => unit,
            _ => None,
        },
        _ => None,
    }
}

/// The container that `function` makes anew and returns, if calls of it go through a cache.
fn cached_container(db: &dyn Db, function: Unit) -> Option<&'static str> {
    let body = unit_body(db, function);
    let scope = body.scope(BodyScope::OWN);
    let is_cached = match scope.decorators[..] {
        [one] => is_cache(db, function, body, one),
        _ => false,
    };
    if !is_cached || scope.is_coroutine || scope.is_generator {
        return None;
    }
    let mut returned = Vec::new();
    collect(body, &scope.body, &mut returned);
    let definitions = Definitions::new(body);
    let containers = returned.into_iter().map(|it| {
        let made = definitions.origin(body, it);
        new_container(db, function, made).or_else(|| new_list(db, function, body, made))
    });
    // Some way must return one; others may return `None`, or what is not known.
    containers.flatten().next()
}

/// A list that a function without source makes anew.
fn new_list(db: &dyn Db, unit: Unit, body: &Body, expr: ExprId) -> Option<&'static str> {
    let Expr::Call { func, .. } = body.expr(expr) else { return None };
    match items::definition_of(db, unit, *func) {
        Definition::External(it) if it == "builtins.sorted" => Some("list"),
        _ => None,
    }
}

fn is_cache(db: &dyn Db, unit: Unit, body: &Body, decorator: ExprId) -> bool {
    let callee = match body.expr(decorator) {
        Expr::Call { func, .. } => *func,
        _ => decorator,
    };
    let definition = items::definition_of(db, unit, callee);
    items::path(db, &definition)
        .is_some_and(|it| matches!(it.as_str(), "functools.lru_cache" | "functools.cache"))
}

/// What the statements of a block return, without those of functions inside.
fn collect(body: &Body, block: &Block, returned: &mut Vec<ExprId>) {
    for stmt in block {
        let stmt = body.stmt(*stmt);
        if let Stmt::Return(Some(it)) = stmt {
            returned.push(*it);
        }
        stmt.blocks(|it| collect(body, it, returned));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn changed_results() {
        flags(
            &RULE,
            "import functools
@functools.lru_cache(maxsize=None)
def columns(table):
    return [c for c in table.split(',')]
@functools.cache
def table(n):
    made = {}
    for i in range(n):
        made[i] = i
    return made
class C:
    @functools.cache
    def names(self):
        return sorted(self.all)
    def f(self):
        names = self.names()
        names.append('x')  # flagged: `names`
def with_id(t):
    cols = columns(t)
    cols.insert(0, 'id')  # flagged: the list
    columns(t).sort()  # flagged: `columns`
    table(3)[1] = 2  # flagged: the dict
    found = table(4) or {}
    found.update(a=1)  # flagged: the dict
",
        );
    }

    #[test]
    fn copies_and_tuples() {
        silent(
            &RULE,
            "from functools import lru_cache
@lru_cache
def columns(table):
    return [c for c in table.split(',')]
@lru_cache
def row(table):
    return tuple(table)
def plain(table):
    return [1]
def with_id(t):
    cols = list(columns(t))
    cols.insert(0, 'id')
    r = row(t)
    r += ('x',)
    plain(t).append(1)
    return ['id', *columns(t)]
",
        );
    }
}
