//! `args=(x)`: parentheses that make no tuple.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CallExpr, Expr, NameExpr, ParenExpr};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::calls::{called_name, keyword};
use crate::names::Names;
use crate::plain::plain_types;
use crate::rule::RuleContext;

crate::rule! {
    /// `args=(x)` of a thread or process: parentheses that make no tuple.
    ///
    /// `args` is unpacked into the arguments of the target. `(x)` is `x` itself: a text is spread into its
    /// characters, a number cannot be unpacked at all, and any other object is asked for its items. The
    /// `TypeError` comes up in the new thread, where it is easily overlooked.
    ///
    /// It is reported for texts and numbers, and for a parameter in parentheses of which nothing says that
    /// it is a sequence.
    ///
    /// A comma makes the tuple. The fix is unsafe where the value is not a literal.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    /// def work(name): ...
    ///
    /// def main():
    ///     threading.Thread(target=work, args=("first")).start()  # flagged: spread into its characters
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// import threading
    ///
    /// def work(name): ...
    ///
    /// def main():
    ///     threading.Thread(target=work, args=("first",)).start()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    ///
    /// def work(name): ...
    ///
    /// def main(name, names: list):
    ///     threading.Thread(target=work, args=(name,)).start()
    ///     threading.Thread(target=work, args=(names)).start()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import threading
    /// threading.Thread(target=print, args=("abc")).start()  # prints: a b c
    /// ```
    "thread-args-not-tuple",
    code: "RW610", group: Concurrency, severity: Error, fix: Safe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CALL_EXPR]) if is_thread in Function => check,
}

fn is_thread(node: &GreenNodeData) -> bool {
    matches!(called_name(node), "Thread" | "Process" | "Timer")
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let Some(args) = keyword(&node, "args") else { return };
    let Some(path) = node.func().and_then(|it| cx.names().path(&it)) else { return };
    if !matches!(path.as_str(), "threading.Thread" | "threading.Timer" | "multiprocessing.Process")
    {
        return;
    }
    let Some(inner) = inner(args.clone()) else { return };
    let Some(what) = no_tuple(cx.names(), &args, &inner) else { return };
    let text = inner.syntax().text().to_string();
    let is_literal = matches!(inner, Expr::String(_) | Expr::Constant(_));
    let edit = TextEdit::replace(args.syntax().text_range(), format!("({text},)"));
    let report = cx
        .report(args.syntax().text_range(), format!("`{text}` is no tuple of arguments: {what}"))
        .help(format!("a comma makes the tuple: `({text},)`"));
    if is_literal {
        report.safe_fix("Make it a tuple", vec![edit]);
    } else {
        report.unsafe_fix("Make it a tuple", vec![edit]);
    }
}

fn inner(mut expr: Expr) -> Option<Expr> {
    while let Expr::Paren(it) = &expr {
        expr = it.value()?;
    }
    Some(expr)
}

/// Why `inner` cannot be what is meant.
fn no_tuple(names: &Names<'_>, args: &Expr, inner: &Expr) -> Option<&'static str> {
    const TEXT: &str = "it is spread into its characters";
    const NUMBER: &str = "it cannot be unpacked";
    if let Some(types) = plain_types(names, inner) {
        return match types.as_slice() {
            ["str"] => Some(TEXT),
            ["int"] | ["float"] | ["bool"] | ["bool", "int"] => Some(NUMBER),
            _ => None,
        };
    }
    let Expr::Name(name) = inner else { return None };
    let How::Param(param) = names.sole_binding(name)?.how else { return None };
    match param.annotation().map(|it| it.syntax().text().to_string()) {
        Some(it) if it == "str" => Some(TEXT),
        Some(it) if matches!(it.as_str(), "int" | "float" | "bool") => Some(NUMBER),
        Some(_) => None,
        None => {
            let is_grouped = ParenExpr::can_cast(args.syntax().kind());
            (is_grouped && param.default().is_none() && !is_plural(name))
                .then_some("parentheses alone make none")
        }
    }
}

/// Is it called like a sequence?
fn is_plural(name: &NameExpr) -> bool {
    let name = name.name().map(|it| it.text().to_lowercase()).unwrap_or_default();
    let is_one = |it: &str| name.contains(it);
    name.ends_with('s') || ["arg", "param", "list", "tuple", "seq"].into_iter().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn names_and_texts() {
        flags(
            &RULE,
            "
import threading
def work(name): ...
def main(name):
    threading.Thread(target=work, args=(name)).start()  # flagged: `name` is no tuple
    threading.Thread(target=work, args=(\"abc\")).start()  # flagged: characters
",
        );
        flags(
            &RULE,
            "import multiprocessing as m\nm.Process(target=f, args=5)  # flagged: unpacked\n",
        );
        flags(
            &RULE,
            "from threading import Thread\ndef f(a: str):\n    Thread(target=g, args=a)  # flagged: `a`\n",
        );
    }

    #[test]
    fn sequences() {
        silent(
            &RULE,
            "
import threading
def work(name): ...
def main(name, args: tuple, xs: list):
    threading.Thread(target=work, args=(name,)).start()
    threading.Thread(target=work, args=args).start()
    threading.Thread(target=work, args=(xs)).start()
",
        );
        silent(
            &RULE,
            "import threading\ndef f(names, row=()):\n    threading.Thread(args=(names))\n    threading.Thread(args=(row))\n",
        );
        silent(
            &RULE,
            "import threading\nx = [1]\nthreading.Thread(args=(x))\nthreading.Thread(args=x)\n",
        );
    }
}
