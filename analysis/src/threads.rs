//! Which functions a file runs in threads.

use crate::body::{Arg, ArgKind, Body, Const, Expr, ExprId, Stmt, VarRef};
use crate::classes::{Lookup, MemberKind, instance_attributes, lookup};
use crate::db::{Db, File};
use crate::flow::definitions::DefKind;
use crate::inplace::{attribute_of_first, new_container};
use crate::items::{self, Definition, class_around};
use crate::rule::CodeUnit;
use crate::unit::{Unit, unit_body, units};

/// A place that has a function run in another thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    /// The call.
    pub at: ExprId,
    /// The function that is passed.
    pub target: ExprId,
    /// It runs more than once at a time, as far as the place itself says.
    pub is_many: bool,
}

/// The places of a unit that start threads, or give a pool of threads something to do.
pub(crate) fn starts(unit: &CodeUnit<'_>) -> Vec<Start> {
    let mut found = Vec::new();
    for (at, func, args) in unit.calls() {
        let in_pool = match unit.body.expr(func) {
            Expr::Attr { value, name } if matches!(name.as_str(), "submit" | "map") => {
                n_workers(unit, *value).map(|n| (name == "map", n))
            }
            _ => None,
        };
        if let Some((is_map, n_workers)) = in_pool {
            let Some(first) = args.first().filter(|it| it.kind == ArgKind::Positional) else {
                continue;
            };
            let is_many = n_workers != Some(1) && (is_map || is_in_loop(unit, at));
            found.push(Start { at, target: first.value, is_many });
        } else if is_called(unit, func, "threading.Thread") {
            let Some(target) = argument(args, 1, "target") else { continue };
            found.push(Start { at, target, is_many: is_in_loop(unit, at) });
        }
    }
    found
}

fn is_called(unit: &CodeUnit<'_>, func: ExprId, path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    let is_named = match unit.body.expr(func) {
        Expr::Name(it) => !unit.body.name_of(it).is_empty(),
        Expr::Attr { name, .. } => name == last,
        _ => false,
    };
    is_named && path_of(unit.db, unit.unit, func).is_some_and(|it| it == path)
}

fn path_of(db: &dyn Db, unit: Unit, expr: ExprId) -> Option<crate::body::Name> {
    items::path(db, &items::definition_of(db, unit, expr))
}

fn argument(args: &[Arg], idx: usize, name: &str) -> Option<ExprId> {
    let is_it = |it: &&Arg| matches!(&it.kind, ArgKind::Keyword(it) if it == name);
    let positional = args.get(idx).filter(|it| it.kind == ArgKind::Positional);
    args.iter().find(is_it).or(positional).map(|it| it.value)
}

/// How many workers the pool of threads has that `expr` is; `Some(None)` where that is not said.
fn n_workers(unit: &CodeUnit<'_>, expr: ExprId) -> Option<Option<i64>> {
    let (home, made) = made_by(unit, expr)?;
    let Expr::Call { func, args } = unit_body(unit.db, home).expr(made) else { return None };
    let path = path_of(unit.db, home, *func)?;
    let is_pool = path.starts_with("concurrent.futures.") && path.ends_with(".ThreadPoolExecutor");
    if !is_pool {
        return None;
    }
    let given = argument(args, 0, "max_workers");
    Some(given.and_then(|it| match unit_body(unit.db, home).expr(it) {
        Expr::Const(Const::Int(it)) => Some(*it),
        _ => None,
    }))
}

/// The expression, and its unit, that has made what `expr` is: `with made as expr`, an assignment,
/// the one assignment of an attribute of `self`, a global.
fn made_by(unit: &CodeUnit<'_>, expr: ExprId) -> Option<(Unit, ExprId)> {
    match unit.body.expr(expr) {
        Expr::Call { .. } => Some((unit.unit, expr)),
        Expr::Attr { .. } => {
            let name = attribute_of_first(unit.body, expr)?;
            let class = class_around(unit.db, unit.unit)?;
            let sites = instance_attributes(unit.db, class).sites.get(name)?;
            let [site] = sites[..] else { return None };
            Some((site.unit, site.value?))
        }
        it if it.local().is_some() && !unit.unit.is_file(unit.db) => {
            match unit.definitions().sole(expr)? {
                DefKind::Entered(it) | DefKind::Value(it) => Some((unit.unit, it)),
                _ => None,
            }
        }
        Expr::Name(_) => match items::definition_of(unit.db, unit.unit, expr) {
            Definition::Value { file, expr } => Some((Unit::of_file(unit.db, file), expr)),
            _ => match unit.definitions().sole(expr)? {
                DefKind::Entered(it) => Some((unit.unit, it)),
                _ => None,
            },
        },
        _ => None,
    }
}

/// Is it evaluated in a loop or comprehension of the unit?
pub(crate) fn is_in_loop(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let range = unit.range(expr);
    let in_statement = unit.body.stmts().any(|(id, it)| {
        matches!(it, Stmt::For { .. } | Stmt::While { .. })
            && unit.stmt_range(id).contains_range(range)
    });
    in_statement
        || unit.body.exprs().any(|(id, it)| {
            matches!(it, Expr::Comp(_)) && id != expr && unit.range(id).contains_range(range)
        })
}

/// A lock may be taken by calls of `acquire`, for which nobody here looks.
pub(crate) fn locks_by_hand(body: &Body) -> bool {
    body.exprs().any(|it| matches!(it.1, Expr::Attr { name, .. } if name == "acquire"))
}

/// Does the file run the function in several threads at once, itself or through functions that it
/// calls outside of a `with`?
pub(crate) fn runs_in_threads(unit: &CodeUnit<'_>) -> bool {
    let mut seen = Vec::new();
    started(unit.db, unit.file).iter().any(|it| reaches(unit.db, *it, unit.unit, &mut seen))
}

/// The functions that the file starts in several threads.
#[salsa::tracked(returns(deref))]
fn started(db: &dyn Db, file: File) -> Vec<Unit> {
    let mut targets: Vec<(Unit, bool)> = Vec::new();
    for &starter in units(db, file) {
        let starter = CodeUnit::new(db, starter);
        for start in starts(&starter) {
            let Some(target) = function(&starter, start.target) else { continue };
            let is_many = start.is_many || targets.iter().any(|it| it.0 == target);
            targets.push((target, is_many));
        }
    }
    targets.into_iter().filter(|it| it.1).map(|it| it.0).collect()
}

/// The function that a thread runs: a global one, or a method of the object that starts it.
fn function(unit: &CodeUnit<'_>, target: ExprId) -> Option<Unit> {
    match items::definition_of(unit.db, unit.unit, target) {
        Definition::Function(it) => Some(it),
        _ => method(unit.db, unit.unit, target),
    }
}

fn method(db: &dyn Db, unit: Unit, expr: ExprId) -> Option<Unit> {
    let name = attribute_of_first(unit_body(db, unit), expr)?;
    match lookup(db, class_around(db, unit)?, name) {
        Lookup::Own(_, member) => match member.kind {
            MemberKind::Method { unit, .. } => unit,
            _ => None,
        },
        _ => None,
    }
}

fn reaches(db: &dyn Db, from: Unit, to: Unit, seen: &mut Vec<Unit>) -> bool {
    if from == to {
        return true;
    }
    if seen.contains(&from) || seen.len() > 32 {
        return false;
    }
    seen.push(from);
    let body = unit_body(db, from);
    if locks_by_hand(body) || body.stmts().any(|it| matches!(it.1, Stmt::With { .. })) {
        return false;
    }
    body.exprs().any(|(_, it)| {
        let Expr::Call { func, .. } = it else { return false };
        let callee = match items::definition_of(db, from, *func) {
            Definition::Function(it) => Some(it),
            _ => method(db, from, *func),
        };
        callee.is_some_and(|it| reaches(db, it, to, seen))
    })
}

/// Is it a container that the file makes as a global?
pub(crate) fn is_global_container(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    if !matches!(unit.body.expr(expr), Expr::Name(VarRef::Global(_))) {
        return false;
    }
    match items::definition_of(unit.db, unit.unit, expr) {
        Definition::Value { file, expr } => {
            new_container(unit.db, Unit::of_file(unit.db, file), expr).is_some()
        }
        _ => false,
    }
}
