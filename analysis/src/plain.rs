//! Types of builtin values, as far as the way they are made tells them.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{CallExpr, CompareExpr, CompareOp, Expr, NameExpr};

use crate::bindings::How;
use crate::constant::constant_type;
use crate::names::Names;

/// How many assignments are followed one behind the other, and how many of one name are looked at.
const MAX_STEPS: u32 = 4;
const MAX_BINDINGS: usize = 16;

/// Builtin functions and the type of what they always return.
///
/// Source: `Python/bltinmodule.c` and the constructors of the builtin types (CPython 3.13).
const RESULTS: [(&str, &str); 33] = [
    ("all", "bool"),
    ("any", "bool"),
    ("ascii", "str"),
    ("bin", "str"),
    ("bool", "bool"),
    ("bytearray", "bytearray"),
    ("bytes", "bytes"),
    ("callable", "bool"),
    ("chr", "str"),
    ("complex", "complex"),
    ("dict", "dict"),
    ("dir", "list"),
    ("float", "float"),
    ("format", "str"),
    ("frozenset", "frozenset"),
    ("hasattr", "bool"),
    ("hash", "int"),
    ("hex", "str"),
    ("id", "int"),
    ("input", "str"),
    ("int", "int"),
    ("isinstance", "bool"),
    ("issubclass", "bool"),
    ("len", "int"),
    ("list", "list"),
    ("oct", "str"),
    ("ord", "int"),
    ("repr", "str"),
    ("set", "set"),
    ("sorted", "list"),
    ("str", "str"),
    ("tuple", "tuple"),
    ("range", "range"),
];

/// The builtin types that the value of `expr` may have, by its making: literals, displays, calls of
/// builtins, and names for these. `None` where it may have another type.
pub(crate) fn plain_types(names: &Names<'_>, expr: &Expr) -> Option<Vec<&'static str>> {
    within(names, expr, MAX_STEPS)
}

/// Is the value of `expr` certainly `True` or `False`?
pub(crate) fn is_bool(names: &Names<'_>, expr: &Expr) -> bool {
    plain_types(names, expr).is_some_and(|it| it == ["bool"])
}

fn within(names: &Names<'_>, expr: &Expr, steps: u32) -> Option<Vec<&'static str>> {
    if let Some(constant) = constant_type(expr) {
        // `...` is no `None`, but it has no `==` of its own either.
        return Some(vec![constant.name()]);
    }
    let name = match expr {
        Expr::Paren(it) => return within(names, &it.value()?, steps),
        Expr::Name(it) => return of_name(names, it, steps.checked_sub(1)?),
        Expr::Bool(it) => {
            let each: Option<Vec<_>> = it.values().map(|it| within(names, &it, steps)).collect();
            return each.map(joined);
        }
        Expr::If(it) => {
            let both = [within(names, &it.body()?, steps)?, within(names, &it.orelse()?, steps)?];
            return Some(joined(both.into()));
        }
        Expr::Call(it) => of_call(names, it)?,
        Expr::Compare(it) => of_comparison(names, it, steps)?,
        Expr::Unary(it) => (it.op()?.kind() == NOT_KW).then_some("bool")?,
        Expr::List(_) | Expr::ListComp(_) => "list",
        Expr::Set(_) | Expr::SetComp(_) => "set",
        Expr::Dict(_) | Expr::DictComp(_) => "dict",
        Expr::Tuple(_) => "tuple",
        Expr::String(it) => {
            let mut parts = it.parts();
            parts.all(|it| matches!(it.kind(), STRING | FSTRING)).then_some("str")?
        }
        _ => return None,
    };
    Some(vec![name])
}

fn joined(all: Vec<Vec<&'static str>>) -> Vec<&'static str> {
    let mut all = all.concat();
    all.sort_unstable();
    all.dedup();
    all
}

fn of_call(names: &Names<'_>, call: &CallExpr) -> Option<&'static str> {
    let path = names.path(&call.func()?)?;
    let name = path.strip_prefix("builtins.")?;
    RESULTS.iter().find(|it| it.0 == name).map(|it| it.1)
}

/// `is` and `in` always answer with a `bool`; `__eq__` and its like may answer anything, but those
/// of builtin types do not.
fn of_comparison(names: &Names<'_>, compare: &CompareExpr, steps: u32) -> Option<&'static str> {
    use CompareOp::{In, Is, IsNot, NotIn};
    let is_plain = |it: &Expr| within(names, it, steps).is_some();
    let answers = compare.pairs().iter().all(|it| {
        matches!(it.op, Is | IsNot | In | NotIn) || (is_plain(&it.left) && is_plain(&it.right))
    });
    answers.then_some("bool")
}

fn of_name(names: &Names<'_>, name: &NameExpr, steps: u32) -> Option<Vec<&'static str>> {
    let variable = names.variable(name)?;
    let token = name.name()?;
    let bindings = variable.bindings.of_name(token.text());
    let is_open = variable.is_shared && names.is_bound_from_inside(variable.scope, token.text());
    if is_open || bindings.is_empty() || bindings.len() > MAX_BINDINGS {
        return None;
    }
    let each: Option<Vec<_>> = bindings
        .iter()
        .map(|it| match &it.how {
            How::Assign(value) => within(names, value, steps),
            _ => None,
        })
        .collect();
    each.map(joined)
}
