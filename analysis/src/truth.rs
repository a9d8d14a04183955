//! Expressions whose value is certainly `True` or `False`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{CompareOp, Expr};

use crate::bindings::How;
use crate::names::Names;

/// Builtins that answer `True` or `False` and nothing else.
const ANSWERS: [&str; 7] = [
    "builtins.all",
    "builtins.any",
    "builtins.bool",
    "builtins.callable",
    "builtins.hasattr",
    "builtins.isinstance",
    "builtins.issubclass",
];

/// Is the value of `expr` certainly `True` or `False`?
///
/// Comparisons are so with `is` and `in` only: `__eq__` and its like may answer anything.
pub(crate) fn is_bool(names: &Names<'_>, expr: &Expr) -> bool {
    is_bool_within(names, expr, 4)
}

/// `depth` bounds how many assignments are followed.
fn is_bool_within(names: &Names<'_>, expr: &Expr, depth: u32) -> bool {
    match expr {
        Expr::Paren(it) => it.value().is_some_and(|it| is_bool_within(names, &it, depth)),
        Expr::Constant(it) => it.token().is_some_and(|it| matches!(it.kind(), TRUE_KW | FALSE_KW)),
        Expr::Unary(it) => it.op().is_some_and(|it| it.kind() == NOT_KW),
        Expr::Compare(it) => {
            use CompareOp::{In, Is, IsNot, NotIn};
            it.pairs().iter().all(|it| matches!(it.op, Is | IsNot | In | NotIn))
        }
        Expr::Bool(it) => it.values().all(|it| is_bool_within(names, &it, depth)),
        Expr::Call(it) => {
            let path = it.func().and_then(|it| names.path(&it));
            path.is_some_and(|it| ANSWERS.contains(&it.as_str()))
        }
        Expr::Name(it) if depth > 0 => {
            let Some(variable) = names.variable(it).filter(|it| !it.is_shared) else {
                return false;
            };
            let name = it.name().map(|it| it.text().to_owned()).unwrap_or_default();
            let bindings = variable.bindings.of_name(&name);
            !bindings.is_empty()
                && bindings.iter().all(|it| match &it.how {
                    How::Assign(value) => is_bool_within(names, value, depth - 1),
                    _ => false,
                })
        }
        _ => false,
    }
}
