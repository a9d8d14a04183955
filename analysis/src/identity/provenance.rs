//! Where the objects come from that an expression can be, as far as identity asks.

use refwise_model::Returns;

use super::constants::{Constant, constant};
use crate::body::{ArgKind, BodyScope, Const, Expr, ExprId, Name, Operator, ParamKind, UnaryOp};
use crate::classes::{ClassId, ClassRef, Nature, class_model, instance_attributes};
use crate::items::Definition;
use crate::rule::CodeUnit;
use crate::shape::object::Callable;
use crate::shape::{ClassOf, ObjId, Object, Site};
use crate::unit::{Unit, unit_body};

/// Where an object comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A constant of this file's code.
    Constant(Constant),
    /// An equal one of some other file's code, perhaps.
    ForeignConstant(Constant),
    /// Made anew each time that its maker runs.
    Fresh(Maker, ObjId),
    /// The method that this expression binds to its object, each time another.
    BoundMethod(ExprId, ObjId),
    /// An immutable value of a builtin type that is computed, perhaps an old object.
    Computed(Name, ObjId),
    /// A function, class, module, global, or what has no source.
    Definition(Definition),
    /// What the caller passes for a parameter of the unit.
    Argument(ObjId),
    /// What a variable of an outer function holds.
    Variable(ObjId),
    /// What hangs on an object of the caller.
    Attribute(ObjId),
    /// Anything.
    Unknown,
}

/// What makes an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Maker {
    /// An expression; more than one object, where a called function makes several.
    Site(Site),
    /// A `def`, `lambda` or `class`.
    Scope(BodyScope),
    /// The call of the unit, for `**kwargs`.
    Call(ObjId),
}

/// Where the objects come from that `expr` can be.
pub fn provenance(unit: &CodeUnit<'_>, expr: ExprId) -> Vec<Provenance> {
    let origin = unit.definitions().origin(unit.body, expr);
    if let Some(it) = constant(unit.body, origin) {
        return vec![Provenance::Constant(it)];
    }
    if let Some(whole) = sliced_whole(unit, origin) {
        let of = provenance(unit, whole);
        if of.iter().all(gives_itself_when_sliced) {
            return of;
        }
    }
    if let Some(it) = copied(unit, origin) {
        return it;
    }
    let value = unit.shape().value(expr);
    if value.is_empty() {
        return vec![Provenance::Unknown];
    }
    value.iter().map(|it| of_object(unit, it)).collect()
}

/// `x` of `x[:]`.
fn sliced_whole(unit: &CodeUnit<'_>, expr: ExprId) -> Option<ExprId> {
    let Expr::Subscript { value, index } = unit.body.expr(expr) else { return None };
    let Expr::Slice(slice) = unit.body.expr(*index) else { return None };
    let is_whole = slice.lower.is_none() && slice.upper.is_none() && slice.step.is_none();
    is_whole.then_some(*value)
}

/// Does a full slice of it give it? So it is for tuples, strings and bytes that are of no subclass.
///
/// Source: `tuple_subscript`, `unicode_subscript`, `bytes_subscript` (Objects/, CPython 3.13).
fn gives_itself_when_sliced(it: &Provenance) -> bool {
    match it {
        Provenance::Constant(it) | Provenance::ForeignConstant(it) => {
            matches!(it.class(), "str" | "bytes" | "tuple")
        }
        Provenance::Computed(class, _) => matches!(class.as_str(), "str" | "bytes" | "tuple"),
        _ => false,
    }
}

/// What `copy.copy(x)` and its like give: another container, or the same constant.
fn copied(unit: &CodeUnit<'_>, expr: ExprId) -> Option<Vec<Provenance>> {
    let Expr::Call { func, args } = unit.body.expr(expr) else { return None };
    let (_, Object::Global(Definition::External(path))) = unit.shape().sole(*func)? else {
        return None;
    };
    let Returns::Like(param) = refwise_model::function(path)?.returns else { return None };
    let argument = args.get(usize::from(param.0)).filter(|it| it.kind == ArgKind::Positional)?;
    let of = provenance(unit, argument.value);
    if of.iter().all(|it| matches!(it, Provenance::Constant(_))) {
        return Some(of);
    }
    let class = unit.shape().class_of_expr(argument.value);
    let is_container =
        ["list", "dict", "set", "bytearray"].iter().any(|it| *class == ClassOf::builtin(it));
    is_container.then(|| vec![Provenance::Fresh(Maker::Site(Site::of(expr)), ObjId::UNKNOWN)])
}

fn of_object(unit: &CodeUnit<'_>, id: ObjId) -> Provenance {
    match unit.shape().object(id) {
        Object::Const(it) => of_constant(it),
        Object::Made { site, class } => made(unit, id, *site, class),
        Object::Function(scope) | Object::LocalClass(scope) => {
            Provenance::Fresh(Maker::Scope(*scope), id)
        }
        Object::Closure { site, .. } => Provenance::Fresh(Maker::Site(*site), id),
        Object::Method { at, receiver, function } => {
            bound_method(unit, id, *at, *receiver, function)
        }
        Object::Param(BodyScope::OWN, idx) => {
            match unit.body.scope(BodyScope::OWN).params[*idx as usize].kind {
                ParamKind::VarKeyword => Provenance::Fresh(Maker::Call(id), id),
                _ => Provenance::Argument(id),
            }
        }
        Object::Param(..) | Object::Captured(_) => Provenance::Variable(id),
        Object::Held { .. } => Provenance::Attribute(id),
        Object::Global(it) => of_definition(unit, it),
        _ => Provenance::Unknown,
    }
}

/// The shape does not tell from which file a constant is.
fn of_constant(it: &Const) -> Provenance {
    let it = Constant::One(it.clone());
    match it.once() {
        Some(_) => Provenance::Constant(it),
        None => Provenance::ForeignConstant(it),
    }
}

fn of_definition(unit: &CodeUnit<'_>, it: &Definition) -> Provenance {
    match it {
        Definition::External(path) if path == "builtins.Ellipsis" => {
            Provenance::Constant(Constant::One(Const::Ellipsis))
        }
        Definition::Value { file, expr } => {
            let body = unit_body(unit.db, Unit::of_file(unit.db, *file));
            match constant(body, *expr) {
                Some(it) if *file == unit.file || it.once().is_some() => Provenance::Constant(it),
                Some(it) => Provenance::ForeignConstant(it),
                None => Provenance::Definition(Definition::Value { file: *file, expr: *expr }),
            }
        }
        it => Provenance::Definition(it.clone()),
    }
}

/// A plain method, which nothing puts on the instance instead.
fn bound_method(
    unit: &CodeUnit<'_>,
    id: ObjId,
    at: ExprId,
    receiver: ObjId,
    function: &Callable,
) -> Provenance {
    let Expr::Attr { name, .. } = unit.body.expr(at) else { return Provenance::Unknown };
    let is_replaced = match unit.shape().class_of(receiver) {
        ClassOf::Known(class) => may_be_replaced(unit, *class, name),
        _ => false,
    };
    match function {
        Callable::Unknown => Provenance::Unknown,
        _ if is_replaced => Provenance::Unknown,
        _ => Provenance::BoundMethod(at, id),
    }
}

/// May an instance have an attribute `name` of its own: does a method of the class or of a base set
/// it, or may instances be of quite another class?
fn may_be_replaced(unit: &CodeUnit<'_>, class: ClassId, name: &str) -> bool {
    let model = class_model(unit.db, class);
    let Some(mro) = &model.mro else { return true };
    matches!(model.nature, Nature::Protocol | Nature::Unclear)
        || mro.iter().any(|it| match it {
            ClassRef::Known(it) => {
                let attributes = instance_attributes(unit.db, *it);
                attributes.is_open || attributes.sites.contains_key(name)
            }
            ClassRef::External(_) => false,
            ClassRef::Unknown => true,
        })
}

fn made(unit: &CodeUnit<'_>, id: ObjId, site: Site, class: &ClassOf) -> Provenance {
    let fresh = Provenance::Fresh(Maker::Site(site), id);
    let computed = |class: &str| Provenance::Computed(class.into(), id);
    if site.nth > 0 {
        return match class {
            ClassOf::Known(_) => fresh,
            _ => Provenance::Unknown,
        };
    }
    if let Some(it) = constant(unit.body, site.expr) {
        return Provenance::Constant(it);
    }
    match unit.body.expr(site.expr) {
        Expr::List(_) | Expr::Set(_) | Expr::Dict(_) | Expr::Comp(_) => fresh,
        Expr::Tuple(items) => {
            let is_starred = |it: &ExprId| matches!(unit.body.expr(*it), Expr::Starred(_));
            if items.iter().all(is_starred) { computed("tuple") } else { fresh }
        }
        Expr::FString(_) => computed("str"),
        Expr::Unary { op: UnaryOp::Not, .. } => computed("bool"),
        Expr::Compare { rest, .. } if rest.iter().all(|it| it.0.is_identity()) => computed("bool"),
        Expr::Bin { op: Operator::Add | Operator::Mult, .. } | Expr::Subscript { .. }
            if class.is("builtins.list") =>
        {
            fresh
        }
        Expr::Call { func, .. } => called(unit, id, site, *func, class),
        _ => Provenance::Unknown,
    }
}

/// What a call gives.
fn called(unit: &CodeUnit<'_>, id: ObjId, site: Site, func: ExprId, class: &ClassOf) -> Provenance {
    let fresh = Provenance::Fresh(Maker::Site(site), id);
    let Some((_, callee)) = unit.shape().sole(func) else { return Provenance::Unknown };
    match (callee, class) {
        (
            Object::Global(Definition::External(path))
            | Object::Method { function: Callable::External(path), .. },
            ClassOf::External(class),
        ) => of_row(path, class, id, fresh),
        (Object::Global(Definition::Class(_)) | Object::LocalClass(_), _) => fresh,
        (
            Object::Global(Definition::Function(_))
            | Object::Method { function: Callable::Unit(_), .. },
            ClassOf::Known(_),
        ) => fresh,
        _ => Provenance::Unknown,
    }
}

/// What the row of `path` says of a result of `class`.
fn of_row(path: &str, class: &str, id: ObjId, fresh: Provenance) -> Provenance {
    let Some(row) = refwise_model::function(path) else { return Provenance::Unknown };
    let mut found = Vec::new();
    leaves(&row.returns, &mut found);
    let of_class = |it: &&Returns| match it {
        Returns::Fresh { class: it, .. } | Returns::Cached(it) | Returns::Value(it) => *it == class,
        Returns::Bool => class == "builtins.bool",
        _ => false,
    };
    let of_class: Vec<&Returns> = found.into_iter().filter(of_class).collect();
    if !of_class.is_empty() && of_class.iter().all(|it| matches!(it, Returns::Fresh { .. })) {
        return fresh;
    }
    match class.strip_prefix("builtins.") {
        Some(it) if is_value_type(it) => Provenance::Computed(it.into(), id),
        _ => Provenance::Unknown,
    }
}

/// Immutable types whose equal objects may be one.
pub(super) fn is_value_type(class: &str) -> bool {
    const VALUES: [&str; 8] =
        ["bool", "bytes", "complex", "float", "frozenset", "int", "str", "tuple"];
    VALUES.contains(&class)
}

fn leaves<'a>(returns: &'a Returns, found: &mut Vec<&'a Returns>) {
    match returns {
        Returns::If(_, then, orelse) => {
            leaves(then, found);
            leaves(orelse, found);
        }
        Returns::Either(choices) => choices.iter().for_each(|it| leaves(it, found)),
        it => found.push(it),
    }
}
