//! `dict.fromkeys(keys, [])`: one value for all keys.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CallExpr, Expr};
use rowan::GreenNodeData;

use crate::calls::{called_name, n_arguments};
use crate::fresh::{Fresh, fresh};
use crate::rule::RuleContext;

crate::rule! {
    /// `dict.fromkeys(keys, [])`: one value for all keys.
    ///
    /// The second argument is computed once, and every key gets a reference to that one object. What is
    /// added under one key appears under all of them.
    ///
    /// Make each value anew, with a comprehension. The fix is unsafe because the values become different
    /// objects.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def groups(names):
    ///     return dict.fromkeys(names, [])  # flagged: one list
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def groups(names):
    ///     return {key: [] for key in names}
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def groups(names):
    ///     return dict.fromkeys(names, ()), dict.fromkeys(names), {name: [] for name in names}
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// groups = dict.fromkeys("ab", [])
    /// groups["a"].append(1)
    /// print(groups)  # prints: {'a': [1], 'b': [1]}
    /// ```
    "fromkeys-mutable",
    code: "RW208", group: Aliasing, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: ["RUF024", "B046", "S8508"],
    look: Nodes(&[CALL_EXPR]) if is_fromkeys in Function => check,
}

fn is_fromkeys(node: &GreenNodeData) -> bool {
    called_name(node) == "fromkeys"
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    if n_arguments(&node) != Some(2) {
        return;
    }
    let (Some(func), Some(args)) = (node.func(), node.args()) else { return };
    let values: Vec<Expr> = args.args().collect();
    let [keys, value] = values.as_slice() else { return };
    let path = cx.names().path(&func);
    let is_dict = path.as_deref() == Some("builtins.dict.fromkeys");
    if !is_dict && path.as_deref() != Some("collections.OrderedDict.fromkeys") {
        return;
    }
    let what = match fresh(cx.names(), value) {
        Some(Fresh::Builtin(it @ ("list" | "dict" | "set" | "bytearray"))) => it.to_owned(),
        Some(Fresh::Instance(class)) => format!("`{class}`"),
        _ => return,
    };
    let (keys, value) = (keys.syntax().text(), value.syntax().text());
    let new = format!("{{key: {value} for key in {keys}}}");
    let edit = TextEdit::replace(node.syntax().text_range(), new);
    let report = cx
        .report(node.syntax().text_range(), format!("all keys share one {what}: it is made once"))
        .help("make each value anew, with a comprehension");
    if is_dict {
        report.unsafe_fix("Make each value anew", vec![edit]);
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn mutable_values() {
        flags(&RULE, "def f(keys):\n    return dict.fromkeys(keys, [])  # flagged: one list\n");
        flags(
            &RULE,
            "from collections import OrderedDict as O\nO.fromkeys(k, {})  # flagged: one dict\n",
        );
        flags(&RULE, "class A: pass\ndict.fromkeys(k, A())  # flagged: one `A`\n");
    }

    #[test]
    fn immutable_values() {
        silent(
            &RULE,
            "
def f(keys, x):
    return dict.fromkeys(keys, ()), dict.fromkeys(keys, 0), {k: [] for k in keys}, dict.fromkeys(x, x), x.fromkeys(keys, [])
",
        );
    }
}
