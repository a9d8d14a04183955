//! The members of a class: what its bindings are once their decorators have run.

use super::raw::{RawKind, RawMember};
use super::{ClassId, Slots};
use crate::body::{Body, BodyScope, Const, Expr, ExprId, Name};
use crate::db::Db;
use crate::items::{definition_nearby, path};
use crate::unit::{Unit, unit_body};

/// What a class binds to a name, when its body has run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name, mangled where it is private.
    pub name: Name,
    /// What is bound.
    pub kind: MemberKind,
    /// The annotation.
    pub annotation: Option<ExprId>,
}

/// What a class binds to a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberKind {
    /// A function.
    Method {
        /// What its decorators make of it.
        how: MethodKind,
        /// The function; none for a class in a function.
        unit: Option<Unit>,
        /// Its scope in the body that the class is in.
        scope: BodyScope,
        /// It is marked by `abc.abstractmethod`.
        is_abstract: bool,
    },
    /// `property` or a function that `functools.cached_property` wraps.
    Property {
        /// The function that is called when the attribute is read; none for a class in a function.
        getter: Option<Unit>,
        /// The one that is called when it is set.
        setter: Option<Unit>,
        /// Has it a setter?
        has_setter: bool,
        /// The value is kept in the instance's `__dict__` once it was read.
        is_cached: bool,
        /// It is marked by `abc.abstractmethod`.
        is_abstract: bool,
    },
    /// A class.
    Class(ClassId),
    /// The value of an expression.
    Value(ExprId),
    /// It is only annotated.
    Declared,
    /// Something else, or several things are possible.
    Other,
}

/// What a function in a class is to those who call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodKind {
    /// It gets the instance.
    Plain,
    /// It gets what the call has, nothing before: `staticmethod`, and `__new__`, whose first
    /// parameter is the class.
    Static,
    /// It gets the class: `classmethod`, `__init_subclass__`, `__class_getitem__`.
    Class,
    /// A call of it returns a context manager: `contextlib.contextmanager` and its asynchronous twin.
    ContextManager,
    /// Results are kept by arguments, the instance among them: `functools.lru_cache`, `cache`.
    Cached,
    /// Some decorator made something of it.
    Decorated,
}

/// What one function's decorators make of it.
#[derive(Clone, Copy)]
struct Decoration {
    how: How,
    is_abstract: bool,
    is_overload: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Method(MethodKind),
    Property,
    CachedProperty,
    Setter,
    /// `@x.getter`, `@x.deleter`.
    Changed,
}

/// The members that bindings make, each name once.
pub(super) fn members_of(db: &dyn Db, unit: Unit, raw: &[RawMember]) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for binding in raw {
        let place = members.iter().position(|it| it.name == binding.name);
        let before = place.map(|it| &members[it]);
        let Some(kind) = kind_of(db, unit, binding, before) else { continue };
        let annotation = binding.annotation.or_else(|| before.and_then(|it| it.annotation));
        let member = Member { name: binding.name.clone(), kind, annotation };
        match place {
            Some(it) => members[it] = member,
            None => members.push(member),
        }
    }
    members.retain(|it| it.kind != MemberKind::Other || !is_deleted(raw, &it.name));
    members
}

/// Is the last thing that certainly happens to a name that it is deleted?
fn is_deleted(raw: &[RawMember], name: &str) -> bool {
    let last = raw.iter().rfind(|it| it.name == name);
    last.is_some_and(|it| it.kind == RawKind::Nothing && it.is_certain)
}

/// What a binding makes of what was bound before; none where that stays.
fn kind_of(
    db: &dyn Db,
    unit: Unit,
    binding: &RawMember,
    before: Option<&Member>,
) -> Option<MemberKind> {
    let is_bound = before.is_some_and(|it| it.kind != MemberKind::Declared);
    let kind = match binding.kind {
        RawKind::Function { scope, unit: function } => {
            let decoration = decoration(db, unit, scope, &binding.name);
            if decoration.is_overload {
                return before.is_none().then_some(MemberKind::Declared);
            }
            function_kind(decoration, function, scope, before)
        }
        RawKind::Class(it) => MemberKind::Class(it),
        RawKind::Value(it) => MemberKind::Value(it),
        RawKind::Declared => return (!is_bound).then_some(MemberKind::Declared),
        RawKind::Nothing | RawKind::Other => MemberKind::Other,
    };
    // What may not run leaves open what is bound.
    Some(if binding.is_certain || !is_bound { kind } else { MemberKind::Other })
}

fn function_kind(
    decoration: Decoration,
    function: Option<Unit>,
    scope: BodyScope,
    before: Option<&Member>,
) -> MemberKind {
    let is_abstract = decoration.is_abstract;
    match decoration.how {
        How::Method(how) => MemberKind::Method { how, unit: function, scope, is_abstract },
        How::Property | How::CachedProperty => MemberKind::Property {
            getter: function,
            setter: None,
            has_setter: false,
            is_cached: decoration.how == How::CachedProperty,
            is_abstract,
        },
        How::Setter => match before.map(|it| &it.kind) {
            Some(&MemberKind::Property { getter, is_abstract, .. }) => MemberKind::Property {
                getter,
                setter: function,
                has_setter: true,
                is_cached: false,
                is_abstract,
            },
            _ => MemberKind::Other,
        },
        How::Changed => before.map_or(MemberKind::Other, |it| it.kind.clone()),
    }
}

/// May a decorator have put something else in the place of this function?
///
/// `contextmanager` has: but what a call of it makes holds what a call of the function makes.
pub fn is_replaced(db: &dyn Db, function: Unit) -> bool {
    let body = unit_body(db, function);
    !body.scope(BodyScope::OWN).decorators.is_empty()
        && !matches!(
            decoration(db, function, BodyScope::OWN, "").how,
            How::Method(
                MethodKind::Plain
                    | MethodKind::Static
                    | MethodKind::Class
                    | MethodKind::ContextManager
            )
        )
}

fn decoration(db: &dyn Db, unit: Unit, scope: BodyScope, name: &str) -> Decoration {
    let body = unit_body(db, unit);
    let plain = match name {
        "__new__" => MethodKind::Static,
        "__init_subclass__" | "__class_getitem__" => MethodKind::Class,
        _ => MethodKind::Plain,
    };
    let mut found = Decoration { how: How::Method(plain), is_abstract: false, is_overload: false };
    // The one next to the function runs first.
    for &decorator in body.scope(scope).decorators.iter().rev() {
        apply(db, unit, body, decorator, &mut found);
    }
    found
}

fn apply(db: &dyn Db, unit: Unit, body: &Body, decorator: ExprId, found: &mut Decoration) {
    if let Expr::Attr { value, name } = body.expr(decorator)
        && matches!(body.expr(*value), Expr::Name(_))
        && matches!(name.as_str(), "setter" | "getter" | "deleter")
    {
        found.how = if name == "setter" { How::Setter } else { How::Changed };
        return;
    }
    let func = match body.expr(decorator) {
        Expr::Call { func, .. } => *func,
        _ => decorator,
    };
    let path = path(db, &definition_nearby(db, unit, func));
    match path.as_deref().unwrap_or_default() {
        "builtins.staticmethod" => found.how = How::Method(MethodKind::Static),
        "builtins.classmethod" => found.how = How::Method(MethodKind::Class),
        "builtins.property" => found.how = How::Property,
        "functools.cached_property" => found.how = How::CachedProperty,
        "contextlib.contextmanager" | "contextlib.asynccontextmanager" => {
            found.how = How::Method(MethodKind::ContextManager);
        }
        "functools.lru_cache" | "functools.cache" => found.how = How::Method(MethodKind::Cached),
        "abc.abstractmethod" => found.is_abstract = true,
        "abc.abstractproperty" => {
            (found.how, found.is_abstract) = (How::Property, true);
        }
        "abc.abstractclassmethod" => {
            (found.how, found.is_abstract) = (How::Method(MethodKind::Class), true);
        }
        "abc.abstractstaticmethod" => {
            (found.how, found.is_abstract) = (How::Method(MethodKind::Static), true);
        }
        "typing.overload" | "typing_extensions.overload" => found.is_overload = true,
        "typing.final"
        | "typing.override"
        | "typing.no_type_check"
        | "functools.wraps"
        | "typing_extensions.final"
        | "typing_extensions.override" => {}
        _ => found.how = How::Method(MethodKind::Decorated),
    }
}

/// What the class's own `__slots__` says.
pub(super) fn slots(body: &Body, raw: &[RawMember]) -> Slots {
    let mut bindings = raw.iter().filter(|it| it.name == "__slots__");
    let Some(binding) = bindings.next() else { return Slots::Missing };
    let RawKind::Value(value) = binding.kind else { return Slots::Unclear };
    if bindings.next().is_some() || !binding.is_certain {
        return Slots::Unclear;
    }
    let names: Option<Box<[Name]>> = match body.expr(value) {
        Expr::Const(Const::Str(it)) => Some(Box::from([it.clone()])),
        Expr::Tuple(all) | Expr::List(all) | Expr::Set(all) => {
            all.iter().map(|it| text(body, *it)).collect()
        }
        Expr::Dict(items) => items.iter().map(|it| text(body, it.key?)).collect(),
        _ => None,
    };
    names.map_or(Slots::Unclear, Slots::Names)
}

pub(super) fn text(body: &Body, expr: ExprId) -> Option<Name> {
    match body.expr(expr) {
        Expr::Const(Const::Str(it)) => Some(it.clone()),
        _ => None,
    }
}
