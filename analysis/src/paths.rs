//! Which expressions of a unit lead to the same object: by a variable, its attributes, or the
//! expression that made it.

use crate::body::{Expr, ExprId, Name, VarId, VarRef};
use crate::classes::{InstanceAttributes, instance_attributes};
use crate::flow::definitions::{DefId, DefKind};
use crate::items::{self, Definition, class_around};
use crate::rule::CodeUnit;
use crate::unit::{Unit, unit_body};

/// What an expression leads to. Equal paths lead to one object, as long as no attribute on the way is
/// bound anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// What this expression made.
    Made(ExprId),
    /// What a variable holds that these bindings give it.
    Var(VarId, Box<[DefId]>),
    /// What a global holds.
    Global(Name),
    /// An attribute.
    Attr(Box<Path>, Name),
}

/// The path of `expr`, through names that only stand for other expressions.
pub(crate) fn path(unit: &CodeUnit<'_>, expr: ExprId) -> Option<Path> {
    let body = unit.body;
    match body.expr(expr) {
        Expr::Name(VarRef::Local(var)) => {
            let defs = unit.definitions();
            let origin = defs.origin(body, expr);
            if origin == expr || body.expr(origin).local().is_some() {
                let (expr, var) = match body.expr(origin).local() {
                    Some(it) => (origin, it),
                    None => (expr, *var),
                };
                return Some(Path::Var(var, defs.reaching(expr).into()));
            }
            match body.expr(origin) {
                Expr::Attr { .. } | Expr::Name(_) => path(unit, origin),
                _ => Some(Path::Made(origin)),
            }
        }
        Expr::Name(VarRef::Global(name)) => Some(Path::Global(name.clone())),
        Expr::Attr { value, name } => Some(Path::Attr(Box::new(path(unit, *value)?), name.clone())),
        _ => None,
    }
}

/// A kind of container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// `list`.
    List,
    /// `dict` and its subclasses.
    Dict,
    /// `set`.
    Set,
    /// `deque`.
    Deque,
    /// An instance of another class.
    Other,
}

/// What kind of container the object at `path` is, as far as it is certain.
pub(crate) fn container(unit: &CodeUnit<'_>, path: &Path) -> Option<Container> {
    match path {
        Path::Made(it) => container_made(unit.db, unit.unit, *it),
        Path::Attr(owner, name) => {
            let Path::Var(var, defs) = &**owner else { return None };
            let [def] = defs[..] else { return None };
            let is_self = unit.definitions().def(def).kind == DefKind::Param(0)
                && unit.body.var(*var).scope == crate::body::BodyScope::OWN;
            let class = class_around(unit.db, unit.unit).filter(|_| is_self)?;
            of_attribute(unit, instance_attributes(unit.db, class), name)
        }
        _ => None,
    }
}

fn of_attribute(
    unit: &CodeUnit<'_>,
    attributes: &InstanceAttributes,
    name: &str,
) -> Option<Container> {
    let mut kinds = attributes.sites.get(name)?.iter().filter(|it| !it.is_deleted).map(|it| {
        let value = it.value?;
        container_made(unit.db, it.unit, value)
    });
    let first = kinds.next()??;
    kinds.all(|it| it == Some(first)).then_some(first)
}

fn container_made(db: &dyn crate::db::Db, unit: Unit, expr: ExprId) -> Option<Container> {
    use crate::body::{CompKind, ScopeKind};
    let body = unit_body(db, unit);
    match body.expr(expr) {
        Expr::List(_) => Some(Container::List),
        Expr::Dict(_) => Some(Container::Dict),
        Expr::Set(_) => Some(Container::Set),
        Expr::Comp(scope) => match body.scope(*scope).kind {
            ScopeKind::Comp { kind: CompKind::List, .. } => Some(Container::List),
            ScopeKind::Comp { kind: CompKind::Set, .. } => Some(Container::Set),
            ScopeKind::Comp { kind: CompKind::Dict, .. } => Some(Container::Dict),
            _ => None,
        },
        Expr::Bin { op: crate::body::Operator::Mult, left, .. } => {
            matches!(body.expr(*left), Expr::List(_)).then_some(Container::List)
        }
        Expr::Call { func, .. } => match items::definition_of(db, unit, *func) {
            Definition::External(path) => match path.as_str() {
                "builtins.list" | "builtins.sorted" => Some(Container::List),
                "builtins.dict"
                | "collections.defaultdict"
                | "collections.OrderedDict"
                | "collections.Counter" => Some(Container::Dict),
                "builtins.set" => Some(Container::Set),
                "collections.deque" => Some(Container::Deque),
                path => refwise_model::class(path).map(|_| Container::Other),
            },
            Definition::Class(_) => Some(Container::Other),
            _ => None,
        },
        _ => None,
    }
}
