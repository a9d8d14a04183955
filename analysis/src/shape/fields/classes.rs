//! What is known of the attributes of instances, without following calls.

use std::collections::BTreeMap;

use super::annotations::annotated;
use super::evaluate::{Depth, evaluate};
use super::kinds::{Kind, Kinds, Origin};
use crate::body::{Body, Expr, ExprId, Name};
use crate::classes::{ClassId, ClassRef, RawKind, class_model, raw_members};
use crate::db::Db;
use crate::items::{self, Definition};
use crate::unit::{Unit, unit_body};

/// What the body and the methods of `class` put into attributes of its instances.
#[salsa::tracked(returns(ref))]
pub(super) fn own_fields(db: &dyn Db, class: ClassId) -> BTreeMap<Name, Kinds> {
    let mut fields: BTreeMap<Name, Kinds> = BTreeMap::new();
    let file = Unit::of_file(db, class.file(db));
    for member in raw_members(db, class) {
        let kinds = fields.entry(member.name.clone()).or_default();
        if let Some(annotation) = member.annotation {
            kinds.join(&annotated(db, file, annotation));
        }
        match member.kind {
            RawKind::Value(value) => kinds.join(&of_value(db, file, value)),
            RawKind::Class(class) => kinds.join(&Kinds::one(Kind::Class(class), Origin::Other)),
            _ => false,
        };
    }
    for unit in methods(db, class) {
        for (name, stored) in evaluate(db, unit, Depth::Alone).stored {
            fields.entry(name).or_default().join(&stored);
        }
    }
    fields.retain(|_, it| !it.is_empty());
    fields
}

/// What the attribute `name` of instances of `class` can be.
pub(super) fn field(db: &dyn Db, class: ClassId, name: &str) -> Kinds {
    let mut kinds = Kinds::default();
    for class in lineage(db, class) {
        if let Some(found) = own_fields(db, class).get(name) {
            kinds.join(found);
        }
    }
    kinds.elsewhere()
}

/// The functions in the body of `class`.
pub(super) fn methods(db: &dyn Db, class: ClassId) -> impl Iterator<Item = Unit> {
    raw_members(db, class).iter().filter_map(|it| match it.kind {
        RawKind::Function { unit, .. } => unit,
        _ => None,
    })
}

/// The function of `class` whose result its instances keep under `name`: behind
/// `functools.cached_property`, or a decorator of a library that is called so.
pub(super) fn kept_getter(db: &dyn Db, class: ClassId, name: &str) -> Option<Unit> {
    let body = unit_body(db, Unit::of_file(db, class.file(db)));
    raw_members(db, class).iter().filter(|it| it.name == name).find_map(|it| {
        let RawKind::Function { scope, unit } = it.kind else { return None };
        let is_kept = body.scope(scope).decorators.iter().any(|it| is_caching(body, *it));
        unit.filter(|_| is_kept)
    })
}

fn is_caching(body: &Body, decorator: ExprId) -> bool {
    let name = match body.expr(decorator) {
        Expr::Name(var) => body.name_of(var),
        Expr::Attr { name, .. } => name,
        Expr::Call { func, .. } => return is_caching(body, *func),
        _ => return false,
    };
    let is_attribute = ["property", "attribute", "attr"].iter().any(|it| name.ends_with(it));
    let is_kept = ["cached", "memoized", "lazy"].iter().any(|it| name.contains(it));
    is_attribute && is_kept || name == "reify"
}

/// The class itself and those that it inherits from, as far as they have source.
pub(super) fn lineage(db: &dyn Db, class: ClassId) -> Vec<ClassId> {
    let mut classes = vec![class];
    for base in class_model(db, class).mro.iter().flatten() {
        match base {
            ClassRef::Known(it) if !classes.contains(it) => classes.push(*it),
            _ => {}
        }
    }
    if class_model(db, class).mro.is_none() {
        classes.extend(known_bases(db, class));
    }
    classes
}

/// The bases that are known where the order of all is not.
fn known_bases(db: &dyn Db, class: ClassId) -> Vec<ClassId> {
    let mut found = Vec::new();
    let mut waiting = vec![class];
    while let Some(class) = waiting.pop() {
        for base in &class_model(db, class).bases {
            match base {
                ClassRef::Known(it) if !found.contains(it) && found.len() < 32 => {
                    found.push(*it);
                    waiting.push(*it);
                }
                _ => {}
            }
        }
    }
    found
}

/// What a value in the body of a class is.
fn of_value(db: &dyn Db, file: Unit, expr: ExprId) -> Kinds {
    match unit_body(db, file).expr(expr) {
        Expr::List(_) | Expr::Dict(_) | Expr::Set(_) => Kinds::one(Kind::Container, Origin::Other),
        Expr::Name(_) | Expr::Attr { .. } => match items::definition_of(db, file, expr) {
            Definition::Class(class) => Kinds::one(Kind::Class(class), Origin::Other),
            _ => Kinds::default(),
        },
        Expr::Call { func, .. } => match items::definition_of(db, file, *func) {
            Definition::External(path) => super::annotations::external(&path),
            _ => Kinds::default(),
        },
        _ => Kinds::default(),
    }
}
