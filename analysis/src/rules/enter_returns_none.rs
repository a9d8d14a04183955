//! `with X() as x` where `__enter__` returns nothing.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{self, AstNode, ClassDef, Expr, FunctionDef, WithItem};
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::green::has_token;
use crate::lineage::{Lineage, class_of};
use crate::methods::{
    first_statement, indentation, is_generator, is_stub, may_end, returns, this_of,
};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `with X() as x` where `x` will be `None`.
    ///
    /// The name behind `as` gets what `__enter__` returns, not the context manager. An `__enter__`
    /// without `return self` gives `None`, and the first use of the name fails far from the mistake.
    ///
    /// Let `__enter__` return `self`, or leave the `as` away. The fix is unsafe because the other
    /// users of the class see it too.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Timer:
    ///     def __enter__(self):
    ///         self.start = 1
    ///     def __exit__(self, *exc):
    ///         pass
    ///
    /// def work():
    ///     with Timer() as timer:  # flagged: `timer` is `None`
    ///         return timer
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// class Timer:
    ///     def __enter__(self):
    ///         self.start = 1
    ///         return self
    ///     def __exit__(self, *exc):
    ///         pass
    ///
    /// def work():
    ///     with Timer() as timer:
    ///         return timer
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    ///
    /// class Timer:
    ///     def __enter__(self):
    ///         self.start = 1
    ///     def __exit__(self, *exc):
    ///         pass
    ///
    /// lock = threading.Lock()
    /// def work():
    ///     with Timer(), lock as got:
    ///         return got
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Timer:
    ///     def __enter__(self):
    ///         self.start = 1
    ///     def __exit__(self, *exc):
    ///         pass
    /// with Timer() as timer:
    ///     print(timer)  # prints: None
    /// ```
    "enter-returns-none",
    code: "RW507", group: Resources, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[WITH_ITEM]) if has_target in Function => check,
}

fn has_target(node: &GreenNodeData) -> bool {
    has_token(node, AS_KW)
}

fn check(cx: &mut RuleContext<'_>, item: WithItem) {
    let (Some(context), Some(target)) = (item.context(), item.target()) else { return };
    let with = item.syntax().ancestors().find_map(ast::WithStmt::cast);
    let Some(with) = with else { return };
    let is_async = with.syntax().first_token().is_some_and(|it| it.kind() == ASYNC_KW);
    let enter = if is_async { "__aenter__" } else { "__enter__" };
    if !cx.mentions("__enter__") && !cx.mentions("__aenter__")
        || is_in_test(cx.file().path(cx.db()), item.syntax())
    {
        return;
    }
    let Some(class) = made(cx.names(), &context) else { return };
    let lineage = Lineage::of(cx.names(), &class);
    let Some(def) = lineage.method(enter).filter(|_| lineage.is_whole()) else { return };
    cx.names().look_into(def.syntax());
    if lineage.binds(cx.names(), "__new__") || !gives_none(cx.names(), &def, is_async) {
        return;
    }
    let edits = mend(cx.text(), &def);
    let range = target.syntax().text_range();
    let name = target.syntax().text().to_string();
    let mut report = cx.report(
        range,
        format!("`{name}` is `None` here: `{enter}` of the context manager returns nothing"),
    );
    if let Some(it) = def.name() {
        report = report.label(it.text_range(), "it has no `return` with a value");
    }
    let report = report.help(format!("let `{enter}` return `self`"));
    if let Some(edits) = edits {
        report.unsafe_fix("Return `self`", edits);
    }
}

/// The class of this file that a call makes an instance of; the call may stand behind a name.
fn made(names: &Names<'_>, context: &Expr) -> Option<ClassDef> {
    match context {
        Expr::Call(it) => class_of(names, &it.func()?),
        Expr::Name(it) => match names.sole_binding(it)?.how {
            How::Assign(Expr::Call(it)) => class_of(names, &it.func()?),
            _ => None,
        },
        _ => None,
    }
}

/// Does the method end without a value, in the ordinary way?
fn gives_none(names: &Names<'_>, def: &FunctionDef, is_async: bool) -> bool {
    let has_value = returns(def).iter().any(|it| it.value().is_some());
    def.decorators().next().is_none()
        && def.async_token().is_some() == is_async
        && !is_generator(names, def)
        && !has_value
        && !is_stub(def)
        && def.body().is_some_and(|it| may_end(&it))
}

/// `return self` as the last statement.
fn mend(text: &str, def: &FunctionDef) -> Option<Vec<TextEdit>> {
    let body = def.body()?;
    let indent = indentation(text, first_statement(&body)?.syntax().text_range().start())?;
    let end = usize::from(ast::significant_end(body.syntax()));
    let line_end = text[end..].find(['\r', '\n']).map_or(text.len(), |it| end + it);
    let at = refwise_syntax::TextSize::new(u32::try_from(line_end).ok()?);
    Some(vec![TextEdit::insert(at, format!("\n{indent}return {}", this_of(def)?))])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn timer(enter: &str, with: &str) -> String {
        let enter = enter.replace('\n', "\n        ");
        format!(
            "class A:\n    def __enter__(self):\n        {enter}\n    def __exit__(self, *e): pass\n{with}\n"
        )
    }

    #[test]
    fn nothing_comes_back() {
        flags(&RULE, &timer("self.t = 1", "with A() as t: pass  # flagged: `t` is `None`"));
        flags(&RULE, &timer("if self.x: return", "a = A()\nwith a as t: pass  # flagged: `t`"));
        flags(
            &RULE,
            &timer("self.t = 1", "class B(A): pass\nwith B() as t: pass  # flagged: `__enter__`"),
        );
    }

    #[test]
    fn something_comes_back() {
        silent(&RULE, &timer("return self", "with A() as t: pass"));
        silent(&RULE, &timer("if self.x:\n    return self.x", "with A() as t: pass"));
        silent(&RULE, &timer("yield self", "with A() as t: pass"));
        silent(&RULE, &timer("raise NotImplementedError", "with A() as t: pass"));
        silent(&RULE, &timer("self.t = 1", "with A(): pass"));
    }

    #[test]
    fn classes_that_are_not_known() {
        silent(&RULE, &timer("self.t = 1", "class B(A, x.Y): pass\nwith B() as t: pass"));
        silent(&RULE, &timer("self.t = 1", "").replace("class A", "@wrap\nclass A"));
        silent(
            &RULE,
            "class A:\n    async def __aenter__(self): self.x = 1\nwith A() as t: pass\n",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
import threading
class Timer:
    def __enter__(self):
        self.t = 1
    def __exit__(self, *a):
        pass
lock = threading.Lock()
def f():
    with Timer(), lock as got:
        return got
",
        );
    }

    #[test]
    fn told() {
        flags(
            &RULE,
            "
class Timer:
    def __enter__(self):
        self.t = 1
    def __exit__(self, *a):
        pass
def f():
    with Timer() as t:  # flagged: `t` is `None` here
        return t
",
        );
    }
}
