//! What makes methods for a class, or changes what its body means: dataclasses, attrs, pydantic,
//! Django's models, enums, named tuples, typed dicts, protocols.

use super::members::text;
use super::{ClassRef, RawKind, RawMember};
use crate::body::{Arg, ArgKind, Body, BodyScope, Const, Expr, ExprId, Name};
use crate::db::Db;
use crate::items::{definition_nearby, imported_path, path};
use crate::unit::{Unit, unit_body};

/// What a class is besides a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nature {
    /// Nothing.
    Plain,
    /// `dataclasses.dataclass`, with what its body declares.
    Dataclass(DataclassArgs, Box<[Field]>),
    /// `attrs.define`, `attr.s` and theirs.
    Attrs(DataclassArgs, Box<[Field]>),
    /// It inherits from `pydantic.BaseModel`.
    Pydantic(Box<[Field]>),
    /// It inherits from `django.db.models.Model`.
    Django,
    /// It inherits from `enum.Enum`.
    Enum,
    /// It is a `typing.NamedTuple`.
    NamedTuple(Box<[Field]>),
    /// It is a `typing.TypedDict`.
    TypedDict,
    /// It is a protocol itself, not only made after one.
    Protocol,
    /// A decorator that nobody knows made something of it.
    Unclear,
}

/// What `dataclass` or `define` was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "the arguments of `dataclass`")]
pub struct DataclassArgs {
    /// It makes `__init__`.
    pub init: bool,
    /// It makes `__eq__`.
    pub eq: bool,
    /// It makes `__lt__` and the others.
    pub order: bool,
    /// Attributes cannot be set.
    pub frozen: bool,
    /// It makes `__hash__` in any case.
    pub unsafe_hash: bool,
    /// It makes `__slots__`.
    pub slots: bool,
    /// All parameters of `__init__` are keywords.
    pub kw_only: bool,
    /// All arguments are literals; otherwise the rest is the defaults.
    pub is_clear: bool,
}

/// A field that the body of a class declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its annotation.
    pub annotation: Option<ExprId>,
    /// The default: what stands behind `=`, or `default` in it.
    pub default: Option<ExprId>,
    /// What is called for a default.
    pub factory: Option<ExprId>,
    /// `__init__` has a parameter for it.
    pub in_init: bool,
    /// It is `InitVar`: only a parameter.
    pub is_init_var: bool,
}

impl Nature {
    /// The fields that the body declares.
    pub fn fields(&self) -> &[Field] {
        match self {
            Nature::Dataclass(_, it) | Nature::Attrs(_, it) => it,
            Nature::Pydantic(it) | Nature::NamedTuple(it) => it,
            _ => &[],
        }
    }

    /// Does it make the method `name`, where the body does not have it? None where that is not known.
    pub fn makes(&self, name: &str) -> Option<bool> {
        match self {
            Nature::Dataclass(args, _) | Nature::Attrs(args, _) => args.makes(name),
            Nature::Unclear => None,
            // Their bases have the methods.
            _ => Some(false),
        }
    }

    /// The slots that it makes.
    pub(super) fn slots(&self) -> Option<Box<[Name]>> {
        match self {
            Nature::Dataclass(args, fields) | Nature::Attrs(args, fields) if args.slots => {
                let weak = matches!(self, Nature::Attrs(..)).then(|| "__weakref__".into());
                Some(fields.iter().map(|it| it.name.clone()).chain(weak).collect())
            }
            Nature::NamedTuple(_) => Some(Box::default()),
            _ => None,
        }
    }
}

impl DataclassArgs {
    /// Those of `@dataclass` alone.
    const DATACLASS: DataclassArgs = DataclassArgs {
        init: true,
        eq: true,
        order: false,
        frozen: false,
        unsafe_hash: false,
        slots: false,
        kw_only: false,
        is_clear: true,
    };

    fn makes(&self, name: &str) -> Option<bool> {
        let made = match name {
            "__init__" => self.init,
            "__repr__" => true,
            "__eq__" => self.eq,
            "__hash__" => self.eq || self.unsafe_hash,
            "__lt__" | "__le__" | "__gt__" | "__ge__" => self.order,
            "__setattr__" | "__delattr__" => self.frozen,
            _ => return Some(false),
        };
        (self.is_clear || made).then_some(made)
    }

    /// Is the `__hash__` that it makes `None`, so that instances cannot be keys?
    pub const fn is_unhashable(&self) -> bool {
        self.eq && !self.frozen && !self.unsafe_hash
    }

    fn set(&mut self, name: &str, value: Option<bool>) {
        let Some(value) = value else {
            self.is_clear = false;
            return;
        };
        match name {
            "init" => self.init = value,
            "eq" | "cmp" => self.eq = value,
            "order" => self.order = value,
            "frozen" => self.frozen = value,
            "unsafe_hash" | "hash" => self.unsafe_hash = value,
            "slots" => self.slots = value,
            "kw_only" => self.kw_only = value,
            _ => {}
        }
    }
}

pub(super) fn nature_of(
    db: &dyn Db,
    unit: Unit,
    scope: BodyScope,
    bases: &[ClassRef],
    mro: Option<&[ClassRef]>,
    raw: &[RawMember],
) -> Nature {
    let body = unit_body(db, unit);
    let mut is_decorated = false;
    for &decorator in body.scope(scope).decorators.iter().rev() {
        match by_decorator(db, unit, body, decorator, raw) {
            Some(it) => return it,
            None => is_decorated |= !keeps_the_class(db, unit, body, decorator),
        }
    }
    if is_decorated {
        return Nature::Unclear;
    }
    if let Some(it) = by_base(db, unit, body, scope, raw) {
        return it;
    }
    let inherited = mro.unwrap_or(bases).iter().filter_map(|it| it.path(db));
    inherited.filter_map(|it| by_ancestor(db, unit, body, &it, raw)).next().unwrap_or(Nature::Plain)
}

fn by_decorator(
    db: &dyn Db,
    unit: Unit,
    body: &Body,
    decorator: ExprId,
    raw: &[RawMember],
) -> Option<Nature> {
    let (func, arguments): (ExprId, &[Arg]) = match body.expr(decorator) {
        Expr::Call { func, args } => (*func, args),
        _ => (decorator, &[]),
    };
    let spelt = imported_path(db, unit, func);
    let meant = path(db, &definition_nearby(db, unit, func));
    let mut args = DataclassArgs::DATACLASS;
    let kind = [spelt, meant].into_iter().flatten().find_map(|it| {
        Some(match it.as_str() {
            "dataclasses.dataclass" | "pydantic.dataclasses.dataclass" => false,
            "attr.s" | "attr.attrs" | "attr.attributes" | "attr._make.attrs" => {
                args.order = true;
                true
            }
            "attr.define"
            | "attrs.define"
            | "attr.mutable"
            | "attrs.mutable"
            | "attr._next_gen.define" => {
                args.slots = true;
                true
            }
            "attr.frozen" | "attrs.frozen" => {
                (args.slots, args.frozen) = (true, true);
                true
            }
            _ => return None,
        })
    });
    let is_attrs = kind?;
    for argument in arguments {
        match &argument.kind {
            ArgKind::Keyword(name) => args.set(name, bool_of(body, argument.value)),
            ArgKind::Positional => {}
            ArgKind::Star | ArgKind::DoubleStar => args.is_clear = false,
        }
    }
    let fields = fields(db, unit, body, raw, is_attrs);
    Some(if is_attrs { Nature::Attrs(args, fields) } else { Nature::Dataclass(args, fields) })
}

/// Does a decorator return the class that it gets, without other methods?
fn keeps_the_class(db: &dyn Db, unit: Unit, body: &Body, decorator: ExprId) -> bool {
    let func = match body.expr(decorator) {
        Expr::Call { func, .. } => *func,
        _ => decorator,
    };
    let path = path(db, &definition_nearby(db, unit, func)).unwrap_or_default();
    let name = path.strip_prefix("typing_extensions.").or_else(|| path.strip_prefix("typing."));
    matches!(name, Some("final" | "runtime_checkable" | "no_type_check" | "type_check_only"))
        || matches!(
            path.as_str(),
            "enum.unique" | "enum.global_enum" | "enum._simple_enum" | "functools.total_ordering"
        )
}

/// What a class is by the names of its own bases.
fn by_base(
    db: &dyn Db,
    unit: Unit,
    body: &Body,
    scope: BodyScope,
    raw: &[RawMember],
) -> Option<Nature> {
    let crate::body::ScopeKind::Class { args } = &body.scope(scope).kind else { return None };
    let positional = args.iter().filter(|it| it.kind == ArgKind::Positional);
    positional.into_iter().find_map(|it| {
        let base = match body.expr(it.value) {
            Expr::Subscript { value, .. } => *value,
            _ => it.value,
        };
        let path = path(db, &definition_nearby(db, unit, base))?;
        let name =
            path.strip_prefix("typing_extensions.").or_else(|| path.strip_prefix("typing."))?;
        match name {
            "NamedTuple" => Some(Nature::NamedTuple(fields(db, unit, body, raw, false))),
            "TypedDict" => Some(Nature::TypedDict),
            "Protocol" => Some(Nature::Protocol),
            _ => None,
        }
    })
}

/// What a class is that inherits from the one at `path`.
fn by_ancestor(
    db: &dyn Db,
    unit: Unit,
    body: &Body,
    path: &str,
    raw: &[RawMember],
) -> Option<Nature> {
    match path {
        "enum.Enum" => Some(Nature::Enum),
        "pydantic.BaseModel"
        | "pydantic.main.BaseModel"
        | "pydantic.v1.BaseModel"
        | "pydantic.v1.main.BaseModel"
        | "pydantic_settings.BaseSettings"
        | "pydantic_settings.main.BaseSettings" => {
            Some(Nature::Pydantic(fields(db, unit, body, raw, false)))
        }
        "django.db.models.Model" | "django.db.models.base.Model" => Some(Nature::Django),
        _ => None,
    }
}

fn fields(db: &dyn Db, unit: Unit, body: &Body, raw: &[RawMember], is_attrs: bool) -> Box<[Field]> {
    let field = |it: &RawMember| {
        let value = match it.kind {
            RawKind::Value(it) => Some(it),
            RawKind::Declared => None,
            _ => return None,
        };
        let field = field_of(db, unit, body, it.name.clone(), it.annotation, value);
        // `x = attr.ib()` needs no annotation; a dataclass looks at nothing else.
        let is_made = value.is_some() && field.default != value;
        let is_field = it.annotation.is_some() || is_attrs && is_made;
        let of_class = it.annotation.is_some_and(|it| names(body, it, "ClassVar"));
        (is_field && !of_class).then_some(field)
    };
    raw.iter().filter_map(field).collect()
}

fn field_of(
    db: &dyn Db,
    unit: Unit,
    body: &Body,
    name: Name,
    annotation: Option<ExprId>,
    value: Option<ExprId>,
) -> Field {
    let is_init_var = annotation.is_some_and(|it| names(body, it, "InitVar"));
    let mut field =
        Field { name, annotation, default: value, factory: None, in_init: true, is_init_var };
    let Some(Expr::Call { func, args }) = value.map(|it| body.expr(it)) else { return field };
    if !makes_a_field(db, unit, *func) {
        return field;
    }
    field.default = None;
    for arg in args {
        match &arg.kind {
            ArgKind::Keyword(it) => match it.as_str() {
                "default" => field.default = Some(arg.value),
                "default_factory" | "factory" => field.factory = Some(arg.value),
                "init" => field.in_init = bool_of(body, arg.value) != Some(false),
                _ => {}
            },
            ArgKind::Positional if field.default.is_none() => field.default = Some(arg.value),
            _ => {}
        }
    }
    field
}

/// Is a function one of those whose calls describe a field?
fn makes_a_field(db: &dyn Db, unit: Unit, func: ExprId) -> bool {
    let spelt = imported_path(db, unit, func);
    let meant = path(db, &definition_nearby(db, unit, func));
    [spelt, meant].into_iter().flatten().any(|it| {
        matches!(
            it.as_str(),
            "dataclasses.field"
                | "attr.ib"
                | "attr.attrib"
                | "attr.attr"
                | "attr.field"
                | "attrs.field"
                | "attr._make.attrib"
                | "attr._next_gen.field"
                | "pydantic.Field"
                | "pydantic.fields.Field"
                | "pydantic.v1.Field"
        )
    })
}

/// Is an annotation `name`, `name[..]`, or that in a module, or in a string?
fn names(body: &Body, annotation: ExprId, name: &str) -> bool {
    match body.expr(annotation) {
        Expr::Name(it) => body.name_of(it) == name,
        Expr::Attr { name: it, .. } => it == name,
        Expr::Subscript { value, .. } => names(body, *value, name),
        _ => text(body, annotation).is_some_and(|it| {
            let head = it.split('[').next().unwrap_or_default();
            head.rsplit('.').next() == Some(name)
        }),
    }
}

fn bool_of(body: &Body, expr: ExprId) -> Option<bool> {
    match body.expr(expr) {
        Expr::Const(Const::Bool(it)) => Some(*it),
        Expr::Const(Const::None) => Some(false),
        _ => None,
    }
}
