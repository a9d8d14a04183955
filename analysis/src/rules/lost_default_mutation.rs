//! A change of an object that nobody else can see.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CallExpr, Expr, ExprStmt};
use rowan::GreenNodeData;

use crate::calls::{called_method, method_call};
use crate::fresh::{Fresh, fresh};
use crate::green::nodes;
use crate::names::Names;
use crate::rule::RuleContext;

crate::rule! {
    /// A change of an object that nobody else can see.
    ///
    /// `d.get(k, []).append(v)` puts `v` into the default when the key is missing. The default is a new
    /// list that no other reference leads to, so it is gone with the statement, and `v` with it. The same
    /// goes for `getattr(o, "xs", []).append(v)`, for `sorted(xs).reverse()` and for `list(xs).append(v)`:
    /// the copy is changed, `xs` is not.
    ///
    /// Only changes that add or reorder are reported. To empty or to remove from the default of `get` is a
    /// short way to say "if it is there".
    ///
    /// Take `setdefault`, which keeps the default; or give the copy a name. The fix takes `setdefault`; it
    /// is unsafe because the mapping changes then.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def group(pairs):
    ///     groups = {}
    ///     for key, value in pairs:
    ///         groups.get(key, []).append(value)  # flagged: where the key is missing
    ///     return groups
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def group(pairs):
    ///     groups = {}
    ///     for key, value in pairs:
    ///         groups.setdefault(key, []).append(value)
    ///     return groups
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def group(pairs):
    ///     groups = {}
    ///     for key, value in pairs:
    ///         groups.setdefault(key, []).append(value)
    ///         groups.get(key).append(value)
    ///     groups.get("rest", []).clear()
    ///     return groups
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// groups = {}
    /// groups.get("a", []).append(1)
    /// groups.setdefault("b", []).append(1)
    /// print(groups)  # prints: {'b': [1]}
    /// ```
    "lost-default-mutation",
    code: "RW217", group: Aliasing, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[EXPR_STMT]) if adds in Function => check,
}

const ADDING: [&str; 9] =
    ["add", "append", "appendleft", "extend", "insert", "reverse", "setdefault", "sort", "update"];

fn adds(node: &GreenNodeData) -> bool {
    let call = nodes(node).next().filter(|it| it.kind().0 == CALL_EXPR as u16);
    call.is_some_and(|it| {
        let object = || nodes(nodes(it).next()?).next();
        ADDING.contains(&called_method(it))
            && object()
                .is_some_and(|it| [CALL_EXPR as u16, PAREN_EXPR as u16].contains(&it.kind().0))
    })
}

fn check(cx: &mut RuleContext<'_>, node: ExprStmt) {
    let Some(Expr::Call(change)) = node.value() else { return };
    let Some((Expr::Call(object), method)) = method_call(&change) else { return };
    let method = method.text().to_owned();
    if let Some((default, edit)) = lost_default(cx.names(), &object) {
        let message = format!(
            "where the key is missing, `{method}` changes the default, {}, that nobody else holds",
            default.noun()
        );
        let report = cx.report(node_range(&change), message).help("`setdefault` keeps the default");
        if let Some(edit) = edit {
            report.unsafe_fix("Take `setdefault`", vec![edit]);
        }
        return;
    }
    let Some(Fresh::Builtin(_)) = copied(cx.names(), &object) else { return };
    let message =
        format!("`{method}` changes an object that was made here and that nobody else holds");
    cx.report(node_range(&change), message).help("give the object a name, or change the original");
}

fn node_range(call: &CallExpr) -> refwise_syntax::TextRange {
    call.syntax().text_range()
}

/// The default of `x.get(key, default)` or `getattr(x, name, default)`, if it is made there, and an
/// edit that keeps it.
fn lost_default(names: &Names<'_>, call: &CallExpr) -> Option<(Fresh, Option<TextEdit>)> {
    let args: Vec<Expr> = call.args()?.args().collect();
    if let Some((_, method)) = method_call(call) {
        let [_, default] = args.as_slice() else { return None };
        let default = fresh_container(names, default).filter(|_| method.text() == "get")?;
        return Some((default, Some(TextEdit::replace(method.text_range(), "setdefault"))));
    }
    let [_, _, default] = args.as_slice() else { return None };
    let is_getattr = names.path(&call.func()?)? == "builtins.getattr";
    Some((fresh_container(names, default).filter(|_| is_getattr)?, None))
}

fn fresh_container(names: &Names<'_>, expr: &Expr) -> Option<Fresh> {
    let is_container = |it: &Fresh| matches!(it, Fresh::Builtin("list" | "dict" | "set"));
    fresh(names, expr).filter(is_container)
}

/// The container that `call` makes of another.
fn copied(names: &Names<'_>, call: &CallExpr) -> Option<Fresh> {
    let made = fresh(names, &Expr::Call(call.clone()))?;
    let is_copy = matches!(made, Fresh::Builtin("list" | "dict" | "set" | "sorted"));
    let has_source = call.args()?.args().next().is_some() || method_call(call).is_some();
    (is_copy && has_source).then_some(made)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn defaults_and_copies() {
        flags(
            &RULE,
            "
def group(pairs):
    d = {}
    for k, v in pairs:
        d.get(k, []).append(v)  # flagged: the default, a new list
    getattr(d, 'xs', set()).add(1)  # flagged: a new set
    d.copy().update(pairs)  # flagged: nobody else holds
    return d
def h(xs):
    sorted(xs).reverse()  # flagged: nobody else holds
    list(xs).append(1)  # flagged: `append`
",
        );
    }

    #[test]
    fn kept_defaults_and_removals() {
        silent(
            &RULE,
            "
def group(pairs, q, sock):
    d = {}
    for k, v in pairs:
        d.setdefault(k, []).append(v)
        d.get(k).append(v)
        d.get(k, DEFAULT).append(v)
        q.copy().update(v)
        x = d.get(k, []) .append(v)
    d.get(\"x\", {}).clear()
    d.get(\"x\", {}).pop(\"k\", None)
    return d
",
        );
    }
}
