//! Iterators: what makes one that is used up by going through it.

use crate::body::{ArgKind, BodyScope, CompKind, Expr, ExprId, ScopeKind};
use crate::db::Db;
use crate::flow::definitions::DefKind;
use crate::items::{self, Definition};
use crate::rule::CodeUnit;
use crate::shape::summary;
use crate::unit::{Unit, unit_body};

/// Iterators that never end.
const ENDLESS: [&str; 3] = ["itertools.count", "itertools.cycle", "itertools.repeat"];

/// Does `expr` make an iterator of its own that ends?
pub(crate) fn makes_iterator(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    match unit.body.expr(expr) {
        Expr::Comp(_) => is_generator(unit, expr),
        Expr::Call { func, args } => {
            if unit.body.expr(*func).local().is_some()
                && let Some(DefKind::Function(scope)) = unit.definitions().sole(*func)
            {
                let scope = unit.body.scope(scope);
                return scope.is_generator && !scope.is_coroutine && scope.decorators.is_empty();
            }
            match items::definition_of(unit.db, unit.unit, *func) {
                Definition::External(path) => match path.as_str() {
                    "builtins.iter" => args.len() == 1,
                    _ => is_iterator_class(&path) && !ENDLESS.contains(&path.as_str()),
                },
                Definition::Function(it) => makes_generator(unit.db, it),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Does a call of the function make a generator?
#[salsa::tracked(returns(copy))]
fn makes_generator(db: &dyn Db, function: Unit) -> bool {
    let scope = unit_body(db, function).scope(BodyScope::OWN);
    scope.is_generator
        && !scope.is_coroutine
        && scope.decorators.is_empty()
        && summary(db, function).is_generator
}

fn is_iterator_class(path: &str) -> bool {
    refwise_model::function(path).is_some()
        && refwise_model::class(path).is_some_and(|it| it.is_iterator)
        && !path.starts_with("io.")
}

/// Is `expr` a generator expression?
pub(crate) fn is_generator(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let Expr::Comp(scope) = unit.body.expr(expr) else { return false };
    matches!(unit.body.scope(*scope).kind, ScopeKind::Comp { kind: CompKind::Generator, .. })
}

/// The iterables that the iterator made by `expr` will go through when it is asked.
pub(crate) fn sources(unit: &CodeUnit<'_>, expr: ExprId) -> Vec<ExprId> {
    match unit.body.expr(expr) {
        Expr::Comp(scope) => match &unit.body.scope(*scope).kind {
            ScopeKind::Comp { clauses, .. } => clauses.iter().take(1).map(|it| it.iter).collect(),
            _ => Vec::new(),
        },
        Expr::Call { args, .. } => {
            let plain = args.iter().filter(|it| it.kind == ArgKind::Positional);
            plain.map(|it| it.value).collect()
        }
        _ => Vec::new(),
    }
}
