//! `==` with an object that is only there to be itself.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CompareExpr, CompareOp, Expr, NameExpr};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::body;
use crate::calls::{called_path, n_arguments};
use crate::fix::replace_operator;
use crate::green::has_token;
use crate::items::{Definition, definition_of, resolve_global};
use crate::names::Names;
use crate::places::ends_in;
use crate::rule::{RuleContext, Words};
use crate::surroundings::is_in_test;
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// `==` with an object that is only there to be itself.
    ///
    /// A sentinel such as `MISSING = object()` or `inspect.Parameter.empty` has no value. `==` asks the
    /// other operand first, and its `__eq__` may say yes to everything, raise, or give an array.
    ///
    /// It is reported for globals that are made by `object()`, in this file or in one that it imports
    /// from, and for sentinels of the library.
    ///
    /// Compare identity with `is`. The fix is safe: the sentinel's own `==` is identity.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// MISSING = object()
    ///
    /// def get(default=MISSING):
    ///     return None if default == MISSING else default  # flagged: `MISSING`
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// MISSING = object()
    ///
    /// def get(default=MISSING):
    ///     return None if default is MISSING else default
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import inspect
    ///
    /// MISSING = object()
    ///
    /// def get(parameter, default=MISSING):
    ///     return default is MISSING or parameter.default is inspect.Parameter.empty
    /// ```
    "eq-sentinel",
    code: "RW108", group: Identity, severity: Warning, fix: Safe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[COMPARE_EXPR]) if has_equality in Function => check,
}

fn has_equality(node: &GreenNodeData) -> bool {
    has_token(node, EQEQUAL) || has_token(node, NOTEQUAL)
}

/// Where the sentinels of the library are.
const MODULES: Words = Words::of(&["inspect", "dataclasses", "attr"]);

/// Sentinels of the library.
const SENTINELS: [&str; 6] = [
    "inspect.Parameter.empty",
    "inspect.Signature.empty",
    "inspect._empty",
    "dataclasses.MISSING",
    "dataclasses.KW_ONLY",
    "attr.NOTHING",
];

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    if !cx.mentions_any(MODULES) && !cx.mentions("object()") && !cx.mentions("import ") {
        return;
    }
    for pair in node.pairs() {
        let is = match pair.op {
            CompareOp::Eq => "is",
            CompareOp::NotEq => "is not",
            _ => continue,
        };
        let sides = [&pair.left, &pair.right];
        let Some(sentinel) = sides.into_iter().find(|it| is_sentinel(cx, it)) else {
            continue;
        };
        if is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let message = format!(
            "`{}` is a sentinel without a value; whether it is that object is what `{is}` tells",
            sentinel.syntax().text()
        );
        let edits = vec![replace_operator(cx.text(), pair.op_range, is)];
        cx.report(range, message)
            .help(format!("compare identity, with `{is}`"))
            .safe_fix("Compare identity", edits);
    }
}

fn is_sentinel(cx: &RuleContext<'_>, expr: &Expr) -> bool {
    let names = cx.names();
    let is_known = || {
        cx.mentions_any(MODULES)
            && names.path(expr).is_some_and(|it| SENTINELS.contains(&it.as_str()))
    };
    match expr {
        Expr::Attribute(it) => {
            let is_named = |name: &str| SENTINELS.iter().any(|it| ends_in(it, name));
            it.name().is_some_and(|it| is_named(it.text())) && is_known()
        }
        Expr::Name(name) => {
            let is_object = || cx.mentions("object()") && is_object(names, name);
            names.is_global(name) && (is_known() || is_object() || is_imported(cx, name))
        }
        _ => false,
    }
}

pub(super) fn is_object(names: &Names<'_>, name: &NameExpr) -> bool {
    let Some(How::Assign(value)) = names.sole_binding(name).map(|it| it.how) else { return false };
    let Expr::Call(call) = &value else { return false };
    n_arguments(call) == Some(0)
        && called_path(names, &value).is_some_and(|it| it == "builtins.object")
}

/// Is it made by `object()` in the file from which it is imported?
fn is_imported(cx: &RuleContext<'_>, name: &NameExpr) -> bool {
    let Some(text) = name.name().map(|it| it.text().to_owned()) else { return false };
    // A constant by its name; others are searched for in vain.
    if text.contains(char::is_lowercase) {
        return false;
    }
    let Definition::Value { file, expr } = resolve_global(cx.db(), cx.file(), &text) else {
        return false;
    };
    let home = Unit::of_file(cx.db(), file);
    let body::Expr::Call { func, args } = unit_body(cx.db(), home).expr(expr) else { return false };
    let made = definition_of(cx.db(), home, *func);
    args.is_empty() && made == Definition::External("builtins.object".into())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn sentinels() {
        flags(
            &RULE,
            "
import inspect
_MISSING = object()
def f(p, default=_MISSING):
    if p.default == inspect.Parameter.empty:  # flagged: `inspect.Parameter.empty`
        return 1
    return default != _MISSING  # flagged: `is not`
",
        );
    }

    #[test]
    fn objects_with_an_equality() {
        silent(
            &RULE,
            "
from unittest import mock
ANY = object()
ANY = 3
def test(call):
    assert call.args == (mock.ANY, 3)
def f(x, y):
    a = object()
    return x == ANY or x == object() or a == y
",
        );
    }

    #[test]
    fn told() {
        flags(
            &RULE,
            "
import inspect
_MISSING = object()
def f(p, default=_MISSING):
    if p.default == inspect.Parameter.empty:  # flagged: `inspect.Parameter.empty` is a sentinel
        return 1
    return default == _MISSING  # flagged: `_MISSING` is a sentinel
",
        );
    }
}
