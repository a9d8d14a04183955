//! What the engine asks of classes.

use rustc_hash::FxHashMap;

use super::object::ClassOf;
use crate::body::{BodyScope, Const, Expr, ExprId, Name};
use crate::classes::{
    self, AttributeSite, ClassId, ClassRef, MethodKind, Nature, class_at, class_model,
    instance_attributes,
};
use crate::db::{Db, File};
use crate::items::{self, Definition};
use crate::unit::{Unit, unit_body};

/// What a class binds to a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The class that binds it.
    pub class: ClassId,
    /// How it behaves when it is read from an instance.
    pub kind: MemberKind,
    /// The function.
    pub unit: Option<Unit>,
}

/// How a member behaves when it is read from an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// It is bound to the instance.
    Method,
    /// It is given as it is.
    StaticMethod,
    /// It is bound to the class.
    ClassMethod,
    /// It is called.
    Property,
    /// It is called once, then the instance has it.
    CachedProperty,
    /// A value; the instance may have its own.
    Value,
    /// Behind a decorator that is not known.
    Other,
}

/// What looking a name up in a class gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// This.
    Found(Member),
    /// What has no source: the class that has it, by its full name.
    External(Name),
    /// Neither the class nor a base has it.
    Absent,
    /// A base that is not known may have it.
    Unknown,
}

/// The attribute `name` of `class`, along its bases.
pub fn lookup(db: &dyn Db, class: ClassId, name: &str) -> Lookup {
    match classes::lookup(db, class, name) {
        classes::Lookup::Own(class, member) => Lookup::Found(read(class, &member.kind)),
        classes::Lookup::External("builtins.object") | classes::Lookup::Absent => Lookup::Absent,
        classes::Lookup::External(path) => Lookup::External(path.into()),
        classes::Lookup::Made(_) if name == "__init__" => Lookup::Absent,
        classes::Lookup::Made(class) => {
            Lookup::Found(Member { class, kind: MemberKind::Other, unit: None })
        }
        classes::Lookup::Unknown => Lookup::Unknown,
    }
}

/// A member as it is when it is read.
fn read(class: ClassId, kind: &classes::MemberKind) -> Member {
    let (kind, unit) = match *kind {
        classes::MemberKind::Method { how, unit, .. } => match how {
            MethodKind::Plain => (MemberKind::Method, unit),
            MethodKind::Static => (MemberKind::StaticMethod, unit),
            MethodKind::Class => (MemberKind::ClassMethod, unit),
            MethodKind::ContextManager | MethodKind::Cached | MethodKind::Decorated => {
                (MemberKind::Other, None)
            }
        },
        classes::MemberKind::Property { getter, is_cached: false, .. } => {
            (MemberKind::Property, getter)
        }
        classes::MemberKind::Property { getter, .. } => (MemberKind::CachedProperty, getter),
        classes::MemberKind::Class(_) | classes::MemberKind::Value(_) => (MemberKind::Value, None),
        classes::MemberKind::Declared | classes::MemberKind::Other => (MemberKind::Other, None),
    };
    Member { class, kind, unit }
}

/// The class of the body `scope` of `unit`, if it stands in no function.
pub(super) fn class_of_scope(db: &dyn Db, unit: Unit, scope: BodyScope) -> Option<ClassId> {
    unit.is_file(db).then(|| class_at(db, unit.file(db), scope)).flatten()
}

/// Is the first parameter of `unit`, a function in a class, an instance of the class?
pub(crate) fn has_instance_first(db: &dyn Db, unit: Unit) -> bool {
    let Some(class) = items::class_around(db, unit) else { return false };
    let takes_it = |it: &classes::Member| match it.kind {
        classes::MemberKind::Method { how, unit: found, .. } => {
            found == Some(unit) && !matches!(how, MethodKind::Static | MethodKind::Class)
        }
        classes::MemberKind::Property { getter, setter, .. } => {
            getter == Some(unit) || setter == Some(unit)
        }
        _ => false,
    };
    // Nearly always it is the member of its own name.
    let model = class_model(db, class);
    let name = unit.path(db).0.last().map(|it| it.name.as_str());
    name.and_then(|it| model.member(it)).is_some_and(takes_it) || model.members.iter().any(takes_it)
}

/// The class of what instances of `class` have as attribute `name`: what its methods store there,
/// apart from `None`, or its annotation.
pub(crate) fn class_of_attribute(db: &dyn Db, class: ClassId, name: &str) -> ClassOf {
    classes_of_attributes(db, class).get(name).cloned().unwrap_or(ClassOf::Unknown)
}

/// The classes of the attributes of instances of `class`, as far as they are known.
#[salsa::tracked(returns(ref))]
fn classes_of_attributes(db: &dyn Db, class: ClassId) -> FxHashMap<Name, ClassOf> {
    let attributes = instance_attributes(db, class).sites.iter();
    let known = attributes.map(|(name, sites)| (name.clone(), class_at_sites(db, sites)));
    known.filter(|it| it.1 != ClassOf::Unknown).collect()
}

/// The class of what all of `sites` store.
fn class_at_sites(db: &dyn Db, sites: &[AttributeSite]) -> ClassOf {
    let mut found: Option<ClassOf> = None;
    for site in sites.iter().filter(|it| !it.is_deleted) {
        let Some(value) = site.value else { return ClassOf::Unknown };
        if matches!(unit_body(db, site.unit).expr(value), Expr::Const(Const::None)) {
            continue;
        }
        let class = class_of_expr(db, site.unit, value);
        if found.as_ref().is_some_and(|it| *it != class) {
            return ClassOf::Unknown;
        }
        found = Some(class);
    }
    found.unwrap_or(ClassOf::Unknown)
}

/// The class of the value of an expression at the top level of a file.
pub(super) fn class_of_global(db: &dyn Db, file: File, expr: ExprId) -> ClassOf {
    class_of_expr(db, Unit::of_file(db, file), expr)
}

/// The class of what an expression makes, as far as its own words say.
pub(crate) fn class_of_expr(db: &dyn Db, unit: Unit, expr: ExprId) -> ClassOf {
    let body = unit_body(db, unit);
    match body.expr(expr) {
        Expr::List(_) => ClassOf::builtin("list"),
        Expr::Dict(_) => ClassOf::builtin("dict"),
        Expr::Set(_) => ClassOf::builtin("set"),
        Expr::Tuple(_) => ClassOf::builtin("tuple"),
        Expr::FString(_) | Expr::Const(Const::Str(_)) => ClassOf::builtin("str"),
        Expr::Call { func, .. } => match items::definition_of(db, unit, *func) {
            Definition::Class(class) if !makes_other_objects(db, class) => ClassOf::Known(class),
            Definition::External(path) if super::globals::is_class_path(&path) => {
                ClassOf::External(path)
            }
            _ => ClassOf::Unknown,
        },
        _ => ClassOf::Unknown,
    }
}

/// May calling `class` give something else than a new instance: `__new__`, a metaclass, an `Enum`?
pub(super) fn makes_other_objects(db: &dyn Db, class: ClassId) -> bool {
    let model = class_model(db, class);
    let metaclass_calls = match &model.metaclass {
        ClassRef::Known(it) => {
            !matches!(lookup(db, *it, "__call__"), Lookup::Absent | Lookup::External(_))
        }
        ClassRef::External(path) => !matches!(path.as_str(), "builtins.type" | "abc.ABCMeta"),
        ClassRef::Unknown => true,
    };
    metaclass_calls
        || matches!(model.nature, Nature::Enum | Nature::TypedDict | Nature::Unclear)
        || matches!(lookup(db, class, "__new__"), Lookup::Found(_))
}

/// The fields that the initialiser of a class without `__init__` takes, in their order.
pub(super) fn initialiser_fields(db: &dyn Db, class: ClassId) -> Vec<Name> {
    let fields = class_model(db, class).nature.fields().iter();
    fields.filter(|it| it.in_init && !it.is_init_var).map(|it| it.name.clone()).collect()
}
