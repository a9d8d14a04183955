//! What the engine asks of classes.

use super::object::ClassOf;
use crate::body::{BodyScope, Const, Expr, ExprId, Name, ScopeKind};
use crate::classes::{ClassId, RawKind, class_at, raw_members};
use crate::db::{Db, File};
use crate::items::{self, Definition, class_scope};
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
    /// Neither the class nor a base has it.
    Absent,
    /// A base that is not known may have it.
    Unknown,
}

/// The attribute `name` of `class`, along its bases.
pub fn lookup(db: &dyn Db, class: ClassId, name: &str) -> Lookup {
    let members = raw_members(db, class);
    let Some(found) = members.iter().rfind(|it| it.name == name) else {
        return if has_bases(db, class) { Lookup::Unknown } else { Lookup::Absent };
    };
    let (kind, unit) = match (&found.kind, found.is_certain) {
        (RawKind::Function { scope, unit }, true) => (kind_of(db, class, *scope), *unit),
        (RawKind::Value(_), _) => (MemberKind::Value, None),
        (RawKind::Declared, _) => return Lookup::Absent,
        _ => (MemberKind::Other, None),
    };
    Lookup::Found(Member { class, kind, unit })
}

fn has_bases(db: &dyn Db, class: ClassId) -> bool {
    let body = unit_body(db, Unit::of_file(db, class.file(db)));
    let scope = class_scope(db, class).map(|it| body.scope(it));
    scope.is_none_or(|it| matches!(&it.kind, ScopeKind::Class { args } if !args.is_empty()))
}

fn kind_of(db: &dyn Db, class: ClassId, scope: BodyScope) -> MemberKind {
    let unit = Unit::of_file(db, class.file(db));
    let scope = unit_body(db, unit).scope(scope);
    let [decorator] = scope.decorators[..] else {
        return if scope.decorators.is_empty() { MemberKind::Method } else { MemberKind::Other };
    };
    match items::definition_of(db, unit, decorator) {
        Definition::External(path) => match path.as_str() {
            "builtins.staticmethod" => MemberKind::StaticMethod,
            "builtins.classmethod" => MemberKind::ClassMethod,
            "builtins.property" => MemberKind::Property,
            "functools.cached_property" => MemberKind::CachedProperty,
            "abc.abstractmethod" | "typing.override" | "typing.final" => MemberKind::Method,
            _ => MemberKind::Other,
        },
        _ => MemberKind::Other,
    }
}

/// The class of the body `scope` of `unit`, if it stands in no function.
pub(super) fn class_of_scope(db: &dyn Db, unit: Unit, scope: BodyScope) -> Option<ClassId> {
    unit.is_file(db).then(|| class_at(db, unit.file(db), scope)).flatten()
}

/// Is the first parameter of `unit`, a function in a class, an instance of the class?
pub(super) fn has_instance_first(db: &dyn Db, unit: Unit) -> bool {
    let Some(class) = items::class_around(db, unit) else { return false };
    let Some(name) = unit.path(db).0.last().map(|it| it.name.clone()) else { return false };
    if matches!(name.as_str(), "__new__" | "__init_subclass__" | "__class_getitem__") {
        return false;
    }
    let members = raw_members(db, class);
    let scope = members.iter().find_map(|it| match it.kind {
        RawKind::Function { scope, unit: Some(found) } if found == unit => Some(scope),
        _ => None,
    });
    scope.is_some_and(|it| {
        !matches!(kind_of(db, class, it), MemberKind::StaticMethod | MemberKind::ClassMethod)
    })
}

/// The class of what instances of `class` have as attribute `name`: what its methods store there.
pub(super) fn class_of_attribute(db: &dyn Db, class: ClassId, name: &str) -> ClassOf {
    let init = match lookup(db, class, "__init__") {
        Lookup::Found(Member { unit: Some(unit), .. }) => unit,
        _ => return ClassOf::Unknown,
    };
    let body = unit_body(db, init);
    let me = body.scope(BodyScope::OWN).vars.first().copied();
    let mut classes = body.stmts().filter_map(|(_, it)| {
        let (targets, value) = match it {
            crate::body::Stmt::Assign { targets, value } => (&targets[..], *value),
            crate::body::Stmt::AnnAssign { target, value: Some(value), .. } => {
                (std::slice::from_ref(target), *value)
            }
            _ => return None,
        };
        let is_it = targets.iter().any(|it| match body.expr(*it) {
            Expr::Attr { value, name: found } => {
                found == name && me.is_some() && body.expr(*value).local() == me
            }
            _ => false,
        });
        is_it.then(|| class_of_expr(db, init, value))
    });
    let Some(first) = classes.next() else { return ClassOf::Unknown };
    if classes.all(|it| it == first) { first } else { ClassOf::Unknown }
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

/// May calling `class` give something else than a new instance: `__new__`, a metaclass?
pub(super) fn makes_other_objects(db: &dyn Db, class: ClassId) -> bool {
    matches!(lookup(db, class, "__new__"), Lookup::Found(_))
}

/// The fields that the initialiser of a class without `__init__` takes, in their order.
pub(super) fn initialiser_fields(_db: &dyn Db, _class: ClassId) -> Vec<Name> {
    Vec::new()
}
