//! Does an expression make something that keeps a variable's object alive?

use crate::body::{Expr, ExprId, VarId};
use crate::classes::{ClassId, Lookup, MemberKind, MethodKind, lookup};
use crate::flow::definitions::DefKind;
use crate::items::{class_around, definition_of, path};
use crate::rule::CodeUnit;
use crate::unit::{Unit, unit_body, units};

/// How something keeps an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// It is the object.
    Itself,
    /// A method that is bound to it.
    Method,
    /// A function that uses the variable.
    Closure,
    /// An argument of a `partial`, an item of a display.
    Argument,
}

impl Hold {
    /// In words, for `name`, the variable.
    pub(crate) fn words(self, name: &str) -> String {
        match self {
            Hold::Itself => format!("it is `{name}` itself"),
            Hold::Method => format!("the bound method holds `{name}`"),
            Hold::Closure => format!("the function holds `{name}`, which it uses"),
            Hold::Argument => format!("its arguments hold `{name}`"),
        }
    }
}

/// How the value of `expr` keeps what `var` holds; none where it does not, or nobody knows.
pub(crate) fn holds(unit: &CodeUnit<'_>, expr: ExprId, var: VarId) -> Option<Hold> {
    holds_within(unit, expr, var, 4)
}

fn holds_within(unit: &CodeUnit<'_>, expr: ExprId, var: VarId, depth: u32) -> Option<Hold> {
    let body = unit.body;
    let depth = depth.checked_sub(1)?;
    let uses = |scope| body.scope(scope).free.contains(&var).then_some(Hold::Closure);
    match body.expr(expr) {
        it if it.local() == Some(var) => Some(Hold::Itself),
        Expr::Name(_) => match unit.definitions().sole(expr)? {
            DefKind::Value(value) => holds_within(unit, value, var, depth),
            DefKind::Function(scope) if body.scope(scope).decorators.is_empty() => uses(scope),
            _ => None,
        },
        Expr::Attr { value, name } if body.expr(*value).local() == Some(var) => {
            is_method_of(unit, var, name).then_some(Hold::Method)
        }
        Expr::Lambda(scope) => uses(*scope),
        Expr::Tuple(items) | Expr::List(items) => {
            let mut held = items.iter().filter_map(|it| holds_within(unit, *it, var, depth));
            held.next().map(|_| Hold::Argument)
        }
        Expr::Call { func, args } => {
            let made = path(unit.db, &definition_of(unit.db, unit.unit, *func))?;
            if made != "functools.partial" {
                return None;
            }
            let mut held = args.iter().filter_map(|it| holds_within(unit, it.value, var, depth));
            held.next().map(|_| Hold::Argument)
        }
        _ => None,
    }
}

/// Is `name` a method that reading it from `var`, the instance, binds?
fn is_method_of(unit: &CodeUnit<'_>, var: VarId, name: &str) -> bool {
    let Some(class) = class_of_instance(unit, var) else { return false };
    let Lookup::Own(_, member) = lookup(unit.db, class, name) else { return false };
    matches!(member.kind, MemberKind::Method { how: MethodKind::Plain, .. })
}

/// The class whose instance the first parameter `var` of the method `unit` is.
pub(crate) fn class_of_instance(unit: &CodeUnit<'_>, var: VarId) -> Option<ClassId> {
    (instance(unit)? == var).then(|| class_around(unit.db, unit.unit)).flatten()
}

/// The first parameter of a method: its instance, unless it is rebound.
pub(crate) fn instance(unit: &CodeUnit<'_>) -> Option<VarId> {
    let class = class_around(unit.db, unit.unit)?;
    let name = unit.unit.path(unit.db).0.last()?.name.clone();
    let Lookup::Own(_, member) = lookup(unit.db, class, &name) else { return None };
    let is_plain = matches!(member.kind, MemberKind::Method { how: MethodKind::Plain, .. });
    let is_made_by_class = matches!(name.as_str(), "__new__" | "__init_subclass__");
    let own = unit.body.scopes.first()?;
    let first = own.params.first().and(own.vars.first().copied());
    first.filter(|_| is_plain && !is_made_by_class)
}

/// Is the method the one that makes an instance ready?
pub(crate) fn is_initialiser(unit: &CodeUnit<'_>) -> bool {
    let path = &unit.unit.path(unit.db).0;
    path.last().is_some_and(|it| it.name == "__init__" || it.name == "__post_init__")
}

/// Are instances of `class` made at the top level of its file and in no function of it? Then there
/// are as many as the text says.
pub(crate) fn is_made_at_import_only(unit: &CodeUnit<'_>, class: ClassId) -> bool {
    let Some(name) = class.path(unit.db).0.last().map(|it| &it.name) else { return false };
    let makes = |unit_: Unit| {
        let body = unit_body(unit.db, unit_);
        body.exprs().any(|(_, it)| match it {
            Expr::Call { func, .. } => crate::places::last_name(body, *func) == Some(name),
            _ => false,
        })
    };
    let all = units(unit.db, unit.file);
    let mut functions = all.iter().filter(|it| !it.is_file(unit.db));
    makes(Unit::of_file(unit.db, unit.file)) && !functions.any(|it| makes(*it))
}
