//! An `__exit__` that swallows every exception.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, ClassDef, ConstantExpr, Expr, FunctionDef, ReturnStmt};
use rowan::GreenNodeData;

use crate::green::name_of;
use crate::lineage::{Lineage, class_around};
use crate::methods::{
    is_generator, is_name, is_target, may_end, mentions, positional, returns, this_of,
};
use crate::rule::RuleContext;

crate::rule! {
    /// An `__exit__` that returns something true on every path.
    ///
    /// What `__exit__` returns decides about the exception that ended the body of the `with`: anything
    /// true ends it there. An `__exit__` that always returns `self`, a text or a filled container makes
    /// every exception disappear, `KeyboardInterrupt` among them, and the program goes on behind the
    /// `with` as if its body had run.
    ///
    /// A plain `return True` is reported where `__exit__` does other work, does not look at the
    /// exception, and the class does not say by its name that it swallows exceptions.
    ///
    /// Return nothing, or `False`. `__enter__` is the one that returns `self`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Timer:
    ///     def __enter__(self):
    ///         return self
    ///     def __exit__(self, *exc):
    ///         self.done = True
    ///         return self  # flagged: swallows every exception
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Suppress:
    ///     def __enter__(self):
    ///         return self
    ///     def __exit__(self, type, value, traceback):
    ///         if type is None:
    ///             return False
    ///         return issubclass(type, KeyError)
    ///
    /// class Timer:
    ///     def __enter__(self):
    ///         return self
    ///     def __exit__(self, *exc):
    ///         return None
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Timer:
    ///     def __enter__(self):
    ///         return self
    ///     def __exit__(self, *exc):
    ///         return self
    /// with Timer():
    ///     1 / 0
    /// print("goes on")  # prints: goes on
    /// ```
    "exit-swallows",
    code: "RW504", group: Resources, severity: Error, fix: None, since: "0.1.0",
    noqa: ["exit-return"],
    look: Nodes(&[FUNCTION_DEF]) if is_exit => check,
}

fn is_exit(node: &GreenNodeData) -> bool {
    matches!(name_of(node), "__exit__" | "__aexit__")
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    let Some(class) = class_around(&def) else { return };
    let Some(name) = def.name().map(|it| it.text().to_owned()) else { return };
    let is_async = def.async_token().is_some();
    let is_plain = is_async == (name == "__aexit__")
        && def.decorators().next().is_none()
        && !is_generator(cx.names(), &def);
    let ends = def.body().is_none_or(|it| may_end(&it));
    let returns = returns(&def);
    if !is_plain || ends || returns.is_empty() {
        return;
    }
    let lineage = Lineage::of(cx.names(), &class);
    let all: Option<Vec<What>> = returns.iter().map(|it| truth(&lineage, &def, it, cx)).collect();
    let Some(all) = all else { return };
    if all.contains(&What::True) && is_meant(&class, &def) {
        return;
    }
    for (it, what) in returns.iter().zip(all) {
        let value = match what {
            What::This => "`self`, which is true",
            What::True => "`True`",
            What::Value => "a value that is always true",
        };
        cx.report(
            it.syntax().text_range(),
            format!("`{name}` returns {value}, and so swallows every exception of the `with`"),
        )
        .help("return nothing: what is false lets the exception go on");
    }
}

/// What certainly true value is returned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    This,
    True,
    Value,
}

fn truth(
    lineage: &Lineage,
    def: &FunctionDef,
    it: &ReturnStmt,
    cx: &RuleContext<'_>,
) -> Option<What> {
    let value = it.value()?;
    let this = this_of(def)?;
    if is_name(&value, &this) {
        let has_truth = ["__bool__", "__len__"].iter().any(|it| lineage.binds(cx.names(), it));
        let is_rebound = mentions(def.syntax(), &this).iter().any(|it| is_target(it.syntax()));
        return (lineage.is_whole() && !has_truth && !is_rebound).then_some(What::This);
    }
    match value {
        Expr::Constant(it) => of_constant(&it),
        Expr::Tuple(it) => it.elements().next().map(|_| What::Value),
        Expr::List(it) => it.elements().next().map(|_| What::Value),
        Expr::Dict(it) => it.entries().next().map(|_| What::Value),
        Expr::Lambda(_) => Some(What::Value),
        _ => None,
    }
}

fn of_constant(it: &ConstantExpr) -> Option<What> {
    let token = it.token()?;
    match token.kind() {
        TRUE_KW => Some(What::True),
        INT => token.text().parse::<u32>().is_ok_and(|it| it != 0).then_some(What::Value),
        _ => None,
    }
}

/// `return True` may be the purpose: nothing else is done, the exception is looked at, or the class
/// is named after it.
fn is_meant(class: &ClassDef, def: &FunctionDef) -> bool {
    const WORDS: [&str; 13] = [
        "suppress", "ignor", "swallow", "quiet", "silen", "catch", "guard", "handl", "expect",
        "rais", "assert", "mock", "safe",
    ];
    let name = class.name().map(|it| it.text().to_lowercase()).unwrap_or_default();
    let is_named = WORDS.iter().any(|it| name.contains(it));
    let is_bare = def.body().is_none_or(|it| {
        let kinds = it.body().filter(|it| it.syntax().kind() != EXPR_STMT || has_call(it.syntax()));
        kinds.count() <= 1
    });
    let looks = || {
        let body = def.body();
        let mut names = positional(def)
            .into_iter()
            .skip(1)
            .chain(def.params().and_then(|it| it.vararg()?.name()).map(|it| it.text().to_owned()));
        names.any(|it| body.as_ref().is_some_and(|body| !mentions(body.syntax(), &it).is_empty()))
    };
    is_named || is_bare || looks()
}

fn has_call(node: &refwise_syntax::SyntaxNode) -> bool {
    node.descendants().any(|it| it.kind() == CALL_EXPR)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn exit(body: &str) -> String {
        let body = body.replace('\n', "\n        ");
        format!("class Timer:\n    def __exit__(self, *exc):\n        {body}\n")
    }

    #[test]
    fn always_true() {
        flags(&RULE, &exit("self.done = 1\nreturn self  # flagged: `self`"));
        flags(&RULE, &exit("return (1, 2)  # flagged: always true"));
        flags(&RULE, &exit("self.close()\nreturn True  # flagged: `True`"));
        flags(
            &RULE,
            &exit(
                "if self.x:\n    return self  # flagged: swallows\nreturn 1  # flagged: swallows",
            ),
        );
        flags(
            &RULE,
            "class A:\n    async def __aexit__(self, *exc):\n        return self  # flagged: `__aexit__`\n",
        );
    }

    #[test]
    fn not_always() {
        silent(&RULE, &exit("return None"));
        silent(&RULE, &exit("return False"));
        silent(&RULE, &exit("if self.x:\n    return self"));
        silent(&RULE, &exit("if self.x:\n    return True\nreturn False"));
        silent(&RULE, &exit("return self.close()"));
        silent(&RULE, &exit("return ()"));
        silent(&RULE, "class A(B):\n    def __exit__(self, *exc):\n        return self\n");
        silent(
            &RULE,
            "class A:\n    def __bool__(self): return False\n    def __exit__(self, *exc):\n        return self\n",
        );
    }

    #[test]
    fn meant_to() {
        silent(&RULE, &exit("return True"));
        silent(&RULE, &exit("self.seen = exc\nreturn True"));
        silent(&RULE, &exit("self.x()\nreturn True").replace("Timer", "IgnoreErrors"));
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
class Suppress:
    def __enter__(self):
        return self
    def __exit__(self, t, v, tb):
        if t is None:
            return False
        return issubclass(t, KeyError)
class Timer:
    def __enter__(self):
        return self
    def __exit__(self, *exc):
        return None
",
        );
    }
}
