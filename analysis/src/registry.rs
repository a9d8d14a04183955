//! Containers that live as long as their module, and what the file does with them.

use crate::body::{Body, Expr, ExprId, Name, Stmt, VarRef};
use crate::classes::own_member;
use crate::db::File;
use crate::items::{Definition, class_around, definition_of};
use crate::places::{Place, Places, last_name};
use crate::rule::CodeUnit;
use crate::unit::{Unit, unit_body, units};

/// A list, dict or set that a module or class binds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Registry {
    /// The name that it is bound to.
    pub(crate) name: Name,
    /// What made it, in the top level of the file.
    pub(crate) made: ExprId,
}

/// The container of the same file that `expr` is: a global, or an attribute of a class.
pub(crate) fn registry(unit: &CodeUnit<'_>, expr: ExprId) -> Option<Registry> {
    let name = last_name(unit.body, expr)?;
    let definition = match unit.body.expr(expr) {
        Expr::Name(VarRef::Global(_)) => definition_of(unit.db, unit.unit, expr),
        Expr::Attr { value, .. } if is_own_class(unit, *value) => {
            let class = class_around(unit.db, unit.unit)?;
            own_member(unit.db, class, name)?
        }
        Expr::Attr { value, .. } => match definition_of(unit.db, unit.unit, *value) {
            Definition::Class(class) => own_member(unit.db, class, name)?,
            _ => return None,
        },
        _ => return None,
    };
    let Definition::Value { file, expr: made } = definition else { return None };
    let is_here = file == unit.file && makes_container(unit, made);
    is_here.then(|| Registry { name: Name::new(name), made })
}

/// Is it `self`, `cls`, `type(self)` or `self.__class__` of a method?
fn is_own_class(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let first = unit.body.scopes.first().and_then(|it| it.vars.first().copied());
    let is_first = |it: ExprId| first.is_some() && unit.body.expr(it).local() == first;
    match unit.body.expr(expr) {
        Expr::Name(_) => is_first(expr),
        Expr::Attr { value, name } => name == "__class__" && is_first(*value),
        Expr::Call { func, args } => {
            last_name(unit.body, *func) == Some("type")
                && args.len() == 1
                && is_first(args[0].value)
        }
        _ => false,
    }
}

fn makes_container(unit: &CodeUnit<'_>, made: ExprId) -> bool {
    let module = Unit::of_file(unit.db, unit.file);
    let body = unit_body(unit.db, module);
    match body.expr(made) {
        Expr::List(_) | Expr::Set(_) | Expr::Dict(_) => true,
        Expr::Call { func, .. } => {
            let path = crate::items::path(unit.db, &definition_of(unit.db, module, *func));
            path.is_some_and(|it| CONTAINERS.contains(&it.as_str()))
        }
        _ => false,
    }
}

const CONTAINERS: &[&str] = &[
    "builtins.list",
    "builtins.set",
    "builtins.dict",
    "collections.OrderedDict",
    "collections.defaultdict",
];

/// Does the file do nothing with `registry` but add to it, look and go through it? Any use that
/// removes, or that gives it away, is a no. Names are compared, not objects.
pub(crate) fn only_grows(unit: &CodeUnit<'_>, registry: &Registry) -> bool {
    units_of(unit, unit.file).all(|(it, body)| {
        let is_module = it.is_file(unit.db);
        let is_named = |expr| last_name(body, expr) == Some(&registry.name);
        let named: Vec<ExprId> = body.exprs().map(|it| it.0).filter(|it| is_named(*it)).collect();
        if named.is_empty() {
            return true;
        }
        let places = Places::new(body);
        named.into_iter().all(|it| is_harmless(body, &places, it, is_module.then_some(registry)))
    })
}

fn units_of<'a>(unit: &CodeUnit<'a>, file: File) -> impl Iterator<Item = (Unit, &'a Body)> {
    let db = unit.db;
    units(db, file).iter().map(move |it| (*it, unit_body(db, *it)))
}

/// `defines`: in the code where the registry is made.
fn is_harmless(body: &Body, places: &Places, name: ExprId, defines: Option<&Registry>) -> bool {
    if let Some((_, method)) = places.method_call(body, name) {
        return HARMLESS.contains(&method);
    }
    match places.of(name) {
        Place::Of(stmt) => match body.stmt(stmt) {
            Stmt::Assign { value, .. } => defines.is_some_and(|it| it.made == *value),
            Stmt::AnnAssign { value: Some(value), .. } => {
                defines.is_some_and(|it| it.made == *value)
            }
            Stmt::For { iter, .. } => *iter == name,
            Stmt::If { .. } | Stmt::While { .. } | Stmt::Expr(_) => true,
            _ => false,
        },
        Place::In(around) => match body.expr(around) {
            Expr::Compare { .. } | Expr::Unary { .. } | Expr::Bool { .. } => true,
            Expr::Subscript { value, .. } => *value == name && !is_taken_away(body, places, around),
            Expr::Call { func, .. } => {
                *func != name && last_name(body, *func).is_some_and(|it| READERS.contains(&it))
            }
            _ => false,
        },
        Place::IteratedBy(_) => true,
        Place::Elsewhere => false,
    }
}

/// Is the item deleted, or a slice assigned?
fn is_taken_away(body: &Body, places: &Places, item: ExprId) -> bool {
    let Expr::Subscript { index, .. } = body.expr(item) else { return false };
    matches!(body.expr(*index), Expr::Slice(_))
        || matches!(places.of(item), Place::Of(it) if matches!(body.stmt(it), Stmt::Delete(_)))
}

const HARMLESS: &[&str] = &[
    "append",
    "add",
    "setdefault",
    "insert",
    "extend",
    "update",
    "get",
    "items",
    "keys",
    "values",
    "copy",
    "index",
    "count",
    "sort",
    "reverse",
];

const READERS: &[&str] = &[
    "len",
    "list",
    "tuple",
    "set",
    "dict",
    "sorted",
    "iter",
    "enumerate",
    "print",
    "str",
    "repr",
    "reversed",
    "max",
    "min",
    "sum",
    "any",
    "all",
    "bool",
    "next",
    "zip",
    "map",
    "filter",
];
