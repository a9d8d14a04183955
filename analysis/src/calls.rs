//! Calls: what is called, on what, and with which arguments.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::SyntaxToken;
use refwise_syntax::ast::{AstNode, CallExpr, Expr};
use rowan::GreenNodeData;

use crate::constant::without_parentheses;
use crate::green::{last_text, nodes};
use crate::names::Names;

/// The full path of what `expr` calls, where it is a call: `threading.Lock` of `threading.Lock()`.
pub(crate) fn called_path(names: &Names<'_>, expr: &Expr) -> Option<String> {
    let Expr::Call(call) = without_parentheses(expr.clone())? else { return None };
    names.path(&call.func()?)
}

/// The object and the name of the method, where `call` is `object.name(..)`.
pub(crate) fn method_call(call: &CallExpr) -> Option<(Expr, SyntaxToken)> {
    let Expr::Attribute(method) = call.func()? else { return None };
    Some((method.value()?, method.name()?))
}

/// The argument of `call` that stands at `position` or is called `name`; `None` where there is none,
/// or where stars leave it open.
pub(crate) fn argument(call: &CallExpr, position: usize, name: &str) -> Option<Expr> {
    let args = call.args()?;
    let mut before = args.args().take(position + 1);
    if before.any(|it| matches!(it, Expr::Starred(_))) {
        return None;
    }
    args.args().nth(position).or_else(|| keyword(call, name))
}

/// The argument of `call` that is given as `name=`.
pub(crate) fn keyword(call: &CallExpr, name: &str) -> Option<Expr> {
    let mut keywords = call.args()?.keywords();
    keywords.find(|it| it.name().is_some_and(|it| it.text() == name))?.value()
}

/// How many arguments `call` gives; `None` where stars leave it open.
pub(crate) fn n_arguments(call: &CallExpr) -> Option<usize> {
    let Some(args) = call.args() else { return Some(0) };
    let has_stars = args.args().any(|it| matches!(it, Expr::Starred(_)))
        || args.keywords().any(|it| it.double_star().is_some());
    (!has_stars).then(|| args.args().count() + args.keywords().count())
}

/// The last name of what a `CALL_EXPR` calls: `ref` of `weakref.ref(x)` and of `ref(x)`.
pub(crate) fn called_name(call: &GreenNodeData) -> &str {
    match nodes(call).next() {
        Some(it) if [NAME_EXPR as u16, ATTRIBUTE_EXPR as u16].contains(&it.kind().0) => {
            last_text(it)
        }
        _ => "",
    }
}

/// The name of the method that a `CALL_EXPR` calls.
pub(crate) fn called_method(call: &GreenNodeData) -> &str {
    match nodes(call).next() {
        Some(it) if it.kind().0 == ATTRIBUTE_EXPR as u16 => last_text(it),
        _ => "",
    }
}

/// Is `expr` the object that `name` means, as it is written: the same text of names and dots?
pub(crate) fn same_text(a: &Expr, b: &Expr) -> bool {
    a.syntax().text() == b.syntax().text()
}
