//! Which object an expression refers to, where that is made, and how often.

use super::{Asked, line, title};
use crate::body::{Body, BodyScope, Const, Expr, ExprId, Name, ScopeKind, UnaryOp};
use crate::items::Definition;
use crate::rule::CodeUnit;
use crate::shape::object::Callable;
use crate::shape::{ClassOf, ObjId, Object, explain};
use crate::unit::{Unit, outer_scope, unit_body};

/// What a name or call refers to.
pub(super) fn referred(unit: &Asked<'_>, expr: ExprId) -> Vec<String> {
    let shape = unit.shape();
    let read = read(unit, expr);
    let value = shape.value(read);
    if value.is_unknown() {
        return Vec::new();
    }
    let objects: Vec<ObjId> = value.iter().collect();
    match objects[..] {
        [one] => one_object(unit, expr, one),
        _ => {
            let told: Vec<String> = objects.iter().filter_map(|it| noun(unit, *it)).collect();
            match told.len() == objects.len() {
                true => vec![format!("`{}` refers to {}", title(unit, expr), told.join(" or "))],
                false => Vec::new(),
            }
        }
    }
}

/// The expression whose value a target takes; other expressions themselves.
pub(super) fn read(unit: &Asked<'_>, expr: ExprId) -> ExprId {
    match unit.shape().value(expr).is_empty() {
        true => unit.stored.get(&expr).copied().unwrap_or(expr),
        false => expr,
    }
}

fn one_object(unit: &Asked<'_>, expr: ExprId, id: ObjId) -> Vec<String> {
    let shape = unit.shape();
    let Some(noun) = noun(unit, id) else { return Vec::new() };
    let mut facts = vec![format!("`{}` refers to {noun}", title(unit, expr))];
    match shape.object(id) {
        Object::Const(it) if is_shared(it) => facts.push(of_const(it)),
        Object::Made { site, .. } => {
            facts.extend(made(unit, site.expr));
            if !shape.is_one(id) {
                facts.push("made anew in each turn of a loop, so that there are several".into());
            }
        }
        Object::Function(_) => facts.push(when(unit, "function", made_in(unit, id))),
        Object::LocalClass(_) => facts.push(when(unit, "class", made_in(unit, id))),
        _ => {}
    }
    if is_mutable(unit, id) {
        facts.push("it can be changed in place: who else has it sees the change".into());
    }
    facts
}

/// An object in words; `None` for what a type checker says as well.
pub(super) fn noun(unit: &Asked<'_>, id: ObjId) -> Option<String> {
    let shape = unit.shape();
    match shape.object(id) {
        Object::Const(it) => Some(const_noun(it)),
        Object::Made { site, .. } if is_decorated(unit, site.expr) => None,
        Object::Made { site, class } => Some(format!(
            "the {} made in line {}",
            class_name(unit, id, class),
            line(unit, site.expr)
        )),
        Object::Function(scope) => {
            let line = super::line_at(unit, unit.scope_range(*scope).start());
            Some(format!("the function made in line {line}"))
        }
        Object::LocalClass(scope) => {
            let line = super::line_at(unit, unit.scope_range(*scope).start());
            Some(format!("the class made in line {line}"))
        }
        Object::Param(scope, idx) => {
            let name = &unit.body.scope(*scope).params.get(*idx as usize)?.name;
            Some(format!("what the caller passes as `{name}`"))
        }
        _ => None,
    }
}

fn class_name(unit: &CodeUnit<'_>, id: ObjId, class: &ClassOf) -> String {
    match class {
        ClassOf::External(path) => path.rsplit('.').next().unwrap_or_default().to_owned(),
        ClassOf::Unknown => "object".to_owned(),
        ClassOf::Local(scope) => format!("`{}`", unit.body.scope(*scope).name),
        ClassOf::Known(class) => {
            let definition = Definition::Class(*class);
            match crate::items::path(unit.db, &definition) {
                Some(path) => format!("`{}`", path.rsplit('.').next().unwrap_or_default()),
                None => explain::object(unit.db, unit.body, unit.shape(), id),
            }
        }
    }
}

fn made_in(unit: &Asked<'_>, id: ObjId) -> Option<BodyScope> {
    let scope = match unit.shape().object(id) {
        Object::Function(scope) | Object::LocalClass(scope) => *scope,
        _ => return None,
    };
    match unit.nesting().definer(scope) {
        Some(stmt) => Some(unit.nesting().scope_of_stmt(stmt)),
        None => unit.nesting().scope_of(unit.nesting().maker(scope)?),
    }
}

/// What is said of a literal, display, lambda or comprehension.
pub(super) fn written(unit: &Asked<'_>, expr: ExprId) -> Vec<String> {
    if let Some(it) = constant(unit.body, expr) {
        return vec![format!("`{}`", title(unit, expr)), it];
    }
    let mut facts = made(unit, expr);
    if facts.is_empty() {
        return facts;
    }
    if matches!(unit.body.expr(expr), Expr::List(_) | Expr::Set(_) | Expr::Dict(_)) {
        facts.push("it can be changed in place: who else has it sees the change".into());
    }
    facts.insert(0, format!("`{}`", title(unit, expr)));
    facts
}

/// How often the object that `expr` makes is made; nothing where that is not certain.
fn made(unit: &Asked<'_>, expr: ExprId) -> Vec<String> {
    if let Some(it) = constant(unit.body, expr) {
        return vec![it];
    }
    let Some(noun) = fresh_noun(unit, expr) else { return Vec::new() };
    if let Some((scope, param)) = default_of(unit.body, expr) {
        let function = match unit.body.scope(scope).name.as_str() {
            "" => "the lambda".to_owned(),
            name => format!("`def {name}`"),
        };
        return vec![format!(
            "one {noun}, made when {function} is evaluated: all calls that do not pass `{param}` share it"
        )];
    }
    vec![when(unit, &noun, unit.nesting().scope_of(expr))]
}

fn when(unit: &Asked<'_>, noun: &str, scope: Option<BodyScope>) -> String {
    let Some(scope) = scope else { return format!("a new {noun} each time this is evaluated") };
    let it = unit.body.scope(scope);
    match &it.kind {
        ScopeKind::Module => format!("a {noun} made when the module runs"),
        ScopeKind::Class { .. } => {
            format!("one {noun}, made when the class `{}` is: its instances share it", it.name)
        }
        ScopeKind::Function => format!("a new {noun} each time `{}` runs", it.name),
        ScopeKind::Lambda => format!("a new {noun} each time the lambda runs"),
        _ => format!("a new {noun} each time this is evaluated"),
    }
}

/// Whose default value is `expr`?
fn default_of(body: &Body, expr: ExprId) -> Option<(BodyScope, Name)> {
    body.scopes().find_map(|(scope, it)| {
        let param = it.params.iter().find(|it| it.default == Some(expr))?;
        Some((scope, param.name.clone()))
    })
}

/// What is made anew at each evaluation.
fn fresh_noun(unit: &Asked<'_>, expr: ExprId) -> Option<String> {
    let body = unit.body;
    let noun = match body.expr(expr) {
        Expr::List(_) => "list",
        Expr::Set(_) => "set",
        Expr::Dict(_) => "dict",
        Expr::Lambda(_) => "function",
        Expr::Tuple(items) => {
            let has_star = items.iter().any(|it| matches!(body.expr(*it), Expr::Starred(_)));
            if has_star {
                return None;
            }
            "tuple"
        }
        Expr::Comp(scope) => match &body.scope(*scope).kind {
            ScopeKind::Comp { kind, .. } => match kind {
                crate::body::CompKind::List => "list",
                crate::body::CompKind::Set => "set",
                crate::body::CompKind::Dict => "dict",
                crate::body::CompKind::Generator => "generator",
            },
            _ => return None,
        },
        Expr::Call { .. } => return called(unit, expr),
        _ => return None,
    };
    Some(noun.to_owned())
}

/// Classes whose call always gives a new object.
const MAKERS: [&str; 10] = [
    "builtins.list",
    "builtins.dict",
    "builtins.set",
    "builtins.bytearray",
    "builtins.object",
    "collections.deque",
    "collections.OrderedDict",
    "collections.Counter",
    "collections.defaultdict",
    "threading.Lock",
];

fn called(unit: &Asked<'_>, expr: ExprId) -> Option<String> {
    let shape = unit.shape();
    let id = shape.value(expr).sole()?;
    let Object::Made { site, class } = shape.object(id) else { return None };
    if site.expr != expr || is_decorated(unit, expr) {
        return None;
    }
    match class {
        ClassOf::Known(_) | ClassOf::Local(_) => Some(class_name(unit, id, class)),
        ClassOf::External(path) if MAKERS.contains(&path.as_str()) => {
            Some(class_name(unit, id, class))
        }
        ClassOf::External(_) | ClassOf::Unknown => None,
    }
}

/// Does `call` go to a function behind a decorator, which may keep what it gave before?
pub(super) fn is_decorated(unit: &Asked<'_>, call: ExprId) -> bool {
    let Expr::Call { func, .. } = unit.body.expr(call) else { return false };
    let function = match unit.shape().sole(*func) {
        Some((_, Object::Global(Definition::Function(it)))) => *it,
        Some((_, Object::Method { function: Callable::Unit(it), .. })) => *it,
        Some((_, Object::Function(scope))) => {
            return !unit.body.scope(*scope).decorators.is_empty();
        }
        _ => return false,
    };
    let top = unit_body(unit.db, Unit::of_file(unit.db, function.file(unit.db)));
    let scope = outer_scope(unit.db, function);
    scope.is_none_or(|it| !top.scope(it).decorators.is_empty())
}

/// Can others see what is done to it?
pub(super) fn is_mutable(unit: &Asked<'_>, id: ObjId) -> bool {
    let class = unit.shape().class_of(id);
    let is_made = matches!(unit.shape().object(id), Object::Made { .. });
    is_made && MAKERS[..4].iter().chain(&MAKERS[5..9]).any(|it| class.is(it))
}

/// What is true of the object of a constant expression.
pub(super) fn constant(body: &Body, expr: ExprId) -> Option<String> {
    match body.expr(expr) {
        Expr::Const(it) => Some(of_const(it)),
        Expr::Unary { op: UnaryOp::USub, operand } => match body.expr(*operand) {
            Expr::Const(Const::Int(it)) => Some(of_const(&Const::Int(-it))),
            Expr::Const(Const::Float(_)) => Some(IN_MODULE.to_owned()),
            _ => None,
        },
        Expr::Tuple(items) if items.is_empty() => {
            Some("the empty tuple: there is one in the interpreter".to_owned())
        }
        Expr::Tuple(items) if items.iter().all(|it| constant(body, *it).is_some()) => {
            Some(IN_MODULE.to_owned())
        }
        _ => None,
    }
}

const IN_MODULE: &str = "a constant, made when the module is compiled: the same object at each evaluation, and for all equal constants of the file";

fn of_const(value: &Const) -> String {
    match value {
        Const::None | Const::Bool(_) | Const::Ellipsis => {
            "a singleton: there is one in the interpreter, so `is` may compare it".to_owned()
        }
        Const::Int(it) if refwise_model::SMALL_INTS.contains(it) => {
            "a small int: CPython has one object for each int from -5 to 256".to_owned()
        }
        Const::Str(it) if refwise_model::is_interned(it) => {
            "interned: CPython has one object for all constants with this text".to_owned()
        }
        Const::Bytes(it) if it.is_empty() => {
            "the empty bytes object: there is one in the interpreter".to_owned()
        }
        Const::Bytes(it) if it.len() == 1 => "one byte: CPython has one object for each".to_owned(),
        _ => IN_MODULE.to_owned(),
    }
}

/// Is there one object for the constant, in whichever file it stands?
pub(super) fn is_shared(value: &Const) -> bool {
    of_const(value) != IN_MODULE
}

/// A constant as a noun.
pub(super) fn const_noun(value: &Const) -> String {
    match value {
        Const::None => "`None`".to_owned(),
        Const::Bool(true) => "`True`".to_owned(),
        Const::Bool(false) => "`False`".to_owned(),
        Const::Ellipsis => "`...`".to_owned(),
        Const::Int(it) => format!("the int `{it}`"),
        Const::BigInt(it) => format!("the int `{it}`"),
        Const::Float(it) => format!("the float `{:?}`", f64::from_bits(*it)),
        Const::Imaginary(_) => "a complex number".to_owned(),
        Const::Str(it) if it.len() < 40 => format!("the string `{it:?}`"),
        Const::Str(_) => "a string".to_owned(),
        Const::Bytes(_) => "a bytes object".to_owned(),
    }
}

/// What reading an attribute gives.
pub(super) fn attribute(unit: &Asked<'_>, expr: ExprId, name: &Name) -> Vec<String> {
    let shape = unit.shape();
    if let Some(id) = shape.value(expr).sole()
        && let Object::Method { .. } = shape.object(id)
    {
        return vec![
            format!("`{}` refers to a bound method", title(unit, expr)),
            "a new object each time the attribute is read, so `is` between two reads is `False`; `==` compares what it is bound to".to_owned(),
        ];
    }
    if let Some(shared) = class_attribute(unit, expr, name) {
        return vec![format!("`{}`", title(unit, expr)), shared];
    }
    match super::is_plain_attribute(unit, expr) {
        true => referred(unit, expr),
        false => Vec::new(),
    }
}

/// An attribute that the class has and that is never set on instances.
fn class_attribute(unit: &Asked<'_>, expr: ExprId, name: &Name) -> Option<String> {
    use crate::classes::{RawKind, instance_attributes, raw_members};
    let Expr::Attr { value, .. } = unit.body.expr(expr) else { return None };
    let (_, object) = unit.shape().sole(*value)?;
    let Object::Param(BodyScope::OWN, 0) = object else { return None };
    let class = crate::items::class_around(unit.db, unit.unit)?;
    if !crate::shape::lookup::has_instance_first(unit.db, unit.unit) {
        return None;
    }
    let set = instance_attributes(unit.db, class);
    if set.is_open || set.sites.contains_key(name) {
        return None;
    }
    let members = raw_members(unit.db, class);
    let mut found = members.iter().filter(|it| it.name == *name);
    let member = found.next().filter(|it| it.is_certain)?;
    if found.next().is_some() {
        return None;
    }
    let RawKind::Value(value) = member.kind else { return None };
    let top = Unit::of_file(unit.db, class.file(unit.db));
    let top = CodeUnit::new(unit.db, top);
    let is_container = matches!(top.body.expr(value), Expr::List(_) | Expr::Set(_) | Expr::Dict(_));
    is_container.then(|| {
        format!(
            "an attribute of the class, made in line {}: all instances share one object, unless one of them gets its own",
            line(&top, value)
        )
    })
}
