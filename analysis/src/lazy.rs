//! Iterators: what makes one that is used up by going through it.

use crate::body::{ArgKind, CompKind, Expr, ExprId, ScopeKind};
use crate::flow::definitions::DefKind;
use crate::items::{self, Definition};
use crate::rule::CodeUnit;
use crate::shape::summary;

/// Iterators that never end.
const ENDLESS: [&str; 3] = ["itertools.count", "itertools.cycle", "itertools.repeat"];

/// Does `expr` make an iterator of its own that ends?
pub(crate) fn makes_iterator(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    match unit.body.expr(expr) {
        Expr::Comp(_) => is_generator(unit, expr),
        Expr::Call { func, args } => {
            if let Some(DefKind::Function(scope)) = unit.definitions().sole(*func) {
                let scope = unit.body.scope(scope);
                return scope.is_generator && !scope.is_coroutine && scope.decorators.is_empty();
            }
            match items::definition_of(unit.db, unit.unit, *func) {
                Definition::External(path) => match path.as_str() {
                    "builtins.iter" => args.len() == 1,
                    _ => is_iterator_class(&path) && !ENDLESS.contains(&path.as_str()),
                },
                Definition::Function(it) => {
                    let body = crate::unit::unit_body(unit.db, it);
                    let scope = body.scope(crate::body::BodyScope::OWN);
                    scope.is_generator
                        && !scope.is_coroutine
                        && scope.decorators.is_empty()
                        && summary(unit.db, it).is_generator
                }
                _ => false,
            }
        }
        _ => false,
    }
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
