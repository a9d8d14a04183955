//! A callback that is called where it should be handed over.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, CallExpr, ClassDef, Expr, FunctionDef, ReturnStmt, Stmt};
use rowan::GreenNodeData;

use crate::bindings::{How, own_nodes};
use crate::calls::{argument, called_name, called_path, method_call, n_arguments};
use crate::names::Names;
use crate::origin::{is_this, origins};
use crate::places::ends_in;
use crate::rule::RuleContext;
use crate::surroundings::method;

crate::rule! {
    /// A callback that is called where it should be handed over.
    ///
    /// `Thread(target=work())` runs `work` at once, on the thread that makes the new one, and hands its
    /// result over: `None`. The new thread does nothing, or `TypeError` is raised far away. The same goes
    /// for `atexit.register`, `signal.signal`, timers, executors and event loops.
    ///
    /// It is reported where the called function certainly gives `None`: it is a function of this file (or
    /// a method of this class) without a `return` that has a value.
    ///
    /// Hand over the function itself, and its arguments beside it. The fix drops the parentheses; it is
    /// unsafe because it changes when the function runs.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import atexit
    /// import threading
    ///
    /// def work():
    ///     print("working")
    ///
    /// def main():
    ///     threading.Thread(target=work()).start()  # flagged: runs now
    ///     atexit.register(work())  # flagged: runs now
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// import atexit
    /// import threading
    ///
    /// def work():
    ///     print("working")
    ///
    /// def main():
    ///     threading.Thread(target=work).start()
    ///     atexit.register(work)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    ///
    /// def make():
    ///     def run():
    ///         print("working")
    ///     return run
    ///
    /// def main():
    ///     threading.Thread(target=make()).start()
    /// ```
    "callback-called-not-passed",
    code: "RW609", group: Concurrency, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CALL_EXPR]) if takes_callback => check,
}

/// Functions that take a callback: full path, position, keyword.
const BY_PATH: [(&str, usize, &str); 9] = [
    ("threading.Thread", 1, "target"),
    ("threading.Timer", 1, "function"),
    ("multiprocessing.Process", 1, "target"),
    ("atexit.register", 0, "func"),
    ("signal.signal", 1, "handler"),
    ("weakref.finalize", 1, "func"),
    ("asyncio.to_thread", 0, "func"),
    ("threading.settrace", 0, "func"),
    ("threading.setprofile", 0, "func"),
];

/// Methods that take a callback, of objects that are hardly anything but event loops and futures.
const BY_METHOD: [(&str, usize, &str); 6] = [
    ("call_soon", 0, "callback"),
    ("call_soon_threadsafe", 0, "callback"),
    ("call_later", 1, "callback"),
    ("call_at", 1, "callback"),
    ("add_done_callback", 0, "fn"),
    ("run_in_executor", 1, "func"),
];

fn takes_callback(node: &GreenNodeData) -> bool {
    let name = called_name(node);
    name == "submit"
        || BY_METHOD.iter().any(|it| it.0 == name)
        || BY_PATH.iter().any(|it| ends_in(it.0, name))
}

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let Some((position, name)) = callback_place(cx.names(), &node) else { return };
    let Some(Expr::Call(callback)) = argument(&node, position, name) else { return };
    let Some(def) = function(cx.names(), &callback) else { return };
    cx.names().look_into(def.syntax());
    if !gives_none(&def) {
        return;
    }
    let (Some(func), Some(args)) = (callback.func(), callback.args()) else { return };
    let text = func.syntax().text().to_string();
    let edit = TextEdit::replace(args.syntax().text_range(), "");
    let n_arguments = n_arguments(&callback);
    let message = format!("`{text}` runs now and its result, `None`, is handed over");
    let mut report = cx.report(callback.syntax().text_range(), message);
    if let Some(name) = def.name() {
        report = report.label(name.text_range(), "it returns nothing");
    }
    if n_arguments == Some(0) {
        report
            .help(format!("hand over the function: `{text}`"))
            .unsafe_fix("Hand over the function", vec![edit]);
    } else {
        report.help(format!("hand over `{text}` and its arguments beside it"));
    }
}

fn callback_place(names: &Names<'_>, call: &CallExpr) -> Option<(usize, &'static str)> {
    let func = call.func()?;
    if let Some(path) = names.path(&func)
        && let Some(known) = BY_PATH.iter().find(|it| it.0 == path)
    {
        return Some((known.1, known.2));
    }
    let (object, method) = method_call(call)?;
    if method.text() == "submit" {
        return is_executor(names, &object).then_some((0, "fn"));
    }
    BY_METHOD.iter().find(|it| it.0 == method.text()).map(|it| (it.1, it.2))
}

/// Is the value of `expr` an executor of `concurrent.futures`?
pub(super) fn is_executor(names: &Names<'_>, expr: &Expr) -> bool {
    let made = origins(names, expr);
    let is_one = |it: &Expr| {
        called_path(names, it).is_some_and(|it| {
            let name = it.strip_prefix("concurrent.futures.");
            name.is_some_and(|it| {
                it.ends_with("ThreadPoolExecutor") || it.ends_with("ProcessPoolExecutor")
            })
        })
    };
    !made.is_empty() && made.iter().all(is_one)
}

/// The function of this file, or method of this class, that `call` runs.
fn function(names: &Names<'_>, call: &CallExpr) -> Option<FunctionDef> {
    match call.func()? {
        Expr::Name(it) => match names.sole_binding(&it)?.how {
            How::Def(it) => Some(it),
            _ => None,
        },
        Expr::Attribute(it) => {
            let Expr::Name(this) = it.value()? else { return None };
            let class = it.syntax().ancestors().find_map(ClassDef::cast)?;
            is_this(&this).then(|| method(&class, it.name()?.text()))?
        }
        _ => None,
    }
}

/// Does a call of the function certainly give `None`? One that only raises, or is there to be
/// overridden, tells nothing.
fn gives_none(def: &FunctionDef) -> bool {
    let returns = |it: refwise_syntax::SyntaxNode| ReturnStmt::cast(it)?.value();
    def.async_token().is_none()
        && def.decorators().next().is_none()
        && does_something(def)
        && own_nodes(def.syntax()).all(|it| {
            !matches!(it.kind(), YIELD_EXPR | YIELD_FROM_EXPR | AWAIT_EXPR) && returns(it).is_none()
        })
}

fn does_something(def: &FunctionDef) -> bool {
    def.body().into_iter().flat_map(|it| it.body()).any(|it| match it {
        Stmt::Pass(_) | Stmt::Raise(_) => false,
        Stmt::Expr(it) => !matches!(it.value(), Some(Expr::String(_) | Expr::Constant(_))),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn threads_and_exits() {
        flags(
            &RULE,
            "
import threading, atexit
def work():
    print(1)
def main():
    threading.Thread(target=work()).start()  # flagged: runs now
    atexit.register(work())  # flagged: runs now
",
        );
    }

    #[test]
    fn loops_executors_and_methods() {
        flags(
            &RULE,
            "
from concurrent.futures import ThreadPoolExecutor
class A:
    def stop(self, x):
        self.x = x
    def go(self, loop):
        loop.call_later(1, self.stop(2))  # flagged: `self.stop` runs now
        with ThreadPoolExecutor() as ex:
            ex.submit(self.stop(3))  # flagged: `None`
",
        );
    }

    #[test]
    fn functions_that_give_a_function() {
        silent(
            &RULE,
            "
import threading
def make():
    def run():
        print(1)
    return run
def main():
    threading.Thread(target=make()).start()
",
        );
    }

    #[test]
    fn unknown_results() {
        silent(
            &RULE,
            "
import atexit, asyncio
@wrap
def a(): print(1)
def b(): raise NotImplementedError
def c(): yield 1
class A:
    def hook(self): pass
    def go(self, form):
        atexit.register(a())
        atexit.register(b())
        atexit.register(c())
        atexit.register(self.hook())
        atexit.register(unknown())
        form.submit(b())
",
        );
    }
}
