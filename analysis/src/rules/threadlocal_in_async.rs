//! State of a thread in a coroutine.

use crate::body::{BodyScope, Expr, ExprId, Name, VarRef};
use crate::items::{self, Definition};
use crate::rule::{CodeUnit, RuleContext};
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// State of a thread in a coroutine.
    ///
    /// `threading.local()` keeps values apart by threads. All tasks of an event loop run in one thread: what one
    /// stores before an `await`, another overwrites meanwhile, and the first one reads the wrong value behind
    /// it.
    ///
    /// Take a `contextvars.ContextVar`: each task has a context of its own.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    /// context = threading.local()
    ///
    ///
    /// async def handle(request):
    ///     context.user = request.user  # flagged: share `context`
    ///     await request.run()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from contextvars import ContextVar
    ///
    /// user = ContextVar("user")
    ///
    ///
    /// async def handle(request):
    ///     user.set(request.user)
    ///     await request.run()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import asyncio
    /// import threading
    ///
    /// context = threading.local()
    ///
    ///
    /// async def handle(user):
    ///     context.user = user
    ///     await asyncio.sleep(0)
    ///     return context.user
    ///
    ///
    /// async def main():
    ///     print(await asyncio.gather(handle("a"), handle("b")))
    ///
    ///
    /// asyncio.run(main())  # prints: ['b', 'b']
    /// ```
    "threadlocal-in-async",
    code: "RW612", group: Concurrency, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if unit.unit.is_file(unit.db) || !unit.body.scope(BodyScope::OWN).is_coroutine {
        return;
    }
    // Without a pause no other task runs in between.
    if !unit.body.exprs().any(|it| matches!(it.1, Expr::Await(_))) {
        return;
    }
    let mut told: Vec<Name> = Vec::new();
    for (at, expr) in unit.body.exprs() {
        let Expr::Attr { value, .. } = expr else { continue };
        let name = match unit.body.expr(*value) {
            Expr::Name(VarRef::Global(name)) | Expr::Attr { name, .. } => name.clone(),
            _ => continue,
        };
        if told.contains(&name) || !is_thread_local(unit, *value) {
            continue;
        }
        told.push(name.clone());
        cx.report(
            unit.range(at),
            format!("all tasks of the event loop share `{name}`: they run in one thread"),
        )
        .help("take a `contextvars.ContextVar`");
    }
}

fn is_thread_local(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let Definition::Value { file, expr } = items::definition_of(unit.db, unit.unit, expr) else {
        return false;
    };
    let home = Unit::of_file(unit.db, file);
    let Expr::Call { func, .. } = unit_body(unit.db, home).expr(expr) else { return false };
    let definition = items::definition_of(unit.db, home, *func);
    items::path(unit.db, &definition).is_some_and(|it| it == "threading.local")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn in_coroutines() {
        flags(
            &RULE,
            "from threading import local
ctx = local()
async def handle(req):
    ctx.user = req.user  # flagged: `ctx`
    await req.run()
    return ctx.user
",
        );
    }

    #[test]
    fn context_variables_and_functions() {
        silent(
            &RULE,
            "from contextvars import ContextVar
import threading
ctx = threading.local()
user = ContextVar('user')
async def handle(req):
    user.set(req.user)
    await req.run()
def sync(req):
    ctx.user = req.user
async def short(req):
    ctx.user = req.user
    return ctx.user
",
        );
    }
}
