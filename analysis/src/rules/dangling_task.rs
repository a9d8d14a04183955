//! A task that nothing keeps while it runs.

use crate::body::{Body, Expr, ExprId, Stmt, VarId};
use crate::flow::definitions::DefKind;
use crate::items::{definition_of, path};
use crate::places::{Place, Places, last_name};
use crate::resources::{is_own, is_reached_by};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// A task that nothing keeps while it runs.
    ///
    /// The event loop has only a weak reference to a task. If the result of `create_task` or
    /// `ensure_future` is dropped, or only put into a local container that dies with its function,
    /// the task can vanish in the middle of its work, and its exception is never seen.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import asyncio
    ///
    /// async def main(work):
    ///     asyncio.create_task(work())  # flagged: nothing keeps the task
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import asyncio
    ///
    /// TASKS = set()
    ///
    /// async def main(work):
    ///     task = asyncio.create_task(work())
    ///     TASKS.add(task)
    ///     task.add_done_callback(TASKS.discard)
    ///     async with asyncio.TaskGroup() as group:
    ///         group.create_task(work())
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import asyncio
    /// import gc
    ///
    ///
    /// async def wait():
    ///     try:
    ///         await asyncio.get_running_loop().create_future()
    ///     except GeneratorExit:
    ///         print("vanished")  # prints: vanished
    ///
    ///
    /// async def main():
    ///     asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    ///     asyncio.create_task(wait())
    ///     await asyncio.sleep(0)
    ///     gc.collect()
    ///     await asyncio.sleep(0)
    ///
    ///
    /// asyncio.run(main())
    /// ```
    "dangling-task",
    code: "RW335", group: Lifetime, severity: Error, fix: None, since: "0.1.0",
    noqa: ["RUF006", "ASYNC300"],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("create_task") && !cx.mentions("ensure_future") {
        return;
    }
    let mut places = None;
    for (call, func, _) in unit.calls() {
        if !is_candidate(unit.body, func) {
            continue;
        }
        let places = &*places.get_or_insert_with(|| Places::new(unit.body));
        let Some(why) = why_dangling(unit, places, call) else { continue };
        if !makes_task(unit, func) || is_test_unit(unit) {
            continue;
        }
        cx.report(unit.range(call), format!("nothing keeps the task: {why}")).help(
            "keep it where it lives as long as it runs, await it, or use an `asyncio.TaskGroup`",
        );
    }
}

fn is_candidate(body: &Body, func: ExprId) -> bool {
    matches!(last_name(body, func), Some("create_task" | "ensure_future"))
}

/// Is it a function of `asyncio`, or a method of a loop that `asyncio` gives?
fn makes_task(unit: &CodeUnit<'_>, func: ExprId) -> bool {
    let of = |it| path(unit.db, &definition_of(unit.db, unit.unit, it));
    if let Some(path) = of(func) {
        let module = path.rsplit_once('.').map_or("", |it| it.0);
        return matches!(module, "asyncio" | "asyncio.tasks");
    }
    let Expr::Attr { value, .. } = unit.body.expr(func) else { return false };
    let made = match unit.body.expr(*value) {
        Expr::Name(_) => unit.definitions().origin(unit.body, *value),
        _ => *value,
    };
    let Expr::Call { func, .. } = unit.body.expr(made) else { return false };
    of(*func).is_some_and(|it| {
        let name = it.rsplit('.').next().unwrap_or_default();
        it.starts_with("asyncio.")
            && matches!(name, "get_running_loop" | "get_event_loop" | "new_event_loop")
    })
}

/// Why nothing keeps the value of `call`, if nothing does.
fn why_dangling(unit: &CodeUnit<'_>, places: &Places, call: ExprId) -> Option<String> {
    match places.of(call) {
        Place::Of(stmt) => match unit.body.stmt(stmt) {
            Stmt::Expr(_) => Some("its result is dropped".to_owned()),
            Stmt::Assign { targets, .. } if targets.len() == 1 => {
                let var = unit.body.expr(targets[0]).local()?;
                let name = &unit.body.var(var).name;
                let is_left = is_own(unit.body, var) && only_asked(unit, places, call, var);
                is_left.then(|| {
                    format!("it is only in the local variable `{name}`, which nobody awaits")
                })
            }
            _ => None,
        },
        Place::In(around) => {
            // An argument of `tasks.add(..)`, `tasks.append(..)`.
            let Expr::Call { func, .. } = unit.body.expr(around) else { return None };
            let Expr::Attr { value, name } = unit.body.expr(*func) else { return None };
            if !matches!(name.as_str(), "add" | "append") {
                return None;
            }
            let var = unit.body.expr(*value).local().filter(|it| is_own(unit.body, *it))?;
            let container = &unit.body.var(var).name;
            is_forgotten(unit, places, *value, var)
                .then(|| format!("the local `{container}` that has it dies with the function"))
        }
        _ => None,
    }
}

/// Do all reads of the variable only ask the task things that do not keep it?
fn only_asked(unit: &CodeUnit<'_>, places: &Places, call: ExprId, var: VarId) -> bool {
    let definitions = unit.definitions();
    let is_read = |id: ExprId| is_reached_by(definitions, id, DefKind::Value(call));
    let names = unit.body.exprs().filter(|it| it.1.local() == Some(var) && is_read(it.0));
    let reads: Vec<ExprId> = names.map(|it| it.0).collect();
    let is_question = |id: &ExprId| {
        places.method_call(unit.body, *id).is_some_and(|(_, method)| {
            matches!(method, "add_done_callback" | "set_name" | "get_name")
        })
    };
    // A variable that is never read is there to keep the task while the function waits.
    !reads.is_empty() && !awaits(unit.body, var) && reads.iter().all(is_question)
}

/// Does the function that owns the variable wait for anything? Meanwhile its frame keeps the task.
fn awaits(body: &Body, var: VarId) -> bool {
    body.scope(body.var(var).scope).is_coroutine
        && body.exprs.iter().any(|it| matches!(it, Expr::Await(_) | Expr::Yield(_)))
        || body.scope(body.var(var).scope).is_generator
}

/// Is the container a new one that is only added to?
fn is_forgotten(unit: &CodeUnit<'_>, places: &Places, name: ExprId, var: VarId) -> bool {
    let made = unit.definitions().origin(unit.body, name);
    let is_new = match unit.body.expr(made) {
        Expr::List(_) | Expr::Set(_) => true,
        Expr::Call { func, .. } => matches!(last_name(unit.body, *func), Some("set" | "list")),
        _ => false,
    };
    let is_adding = |id| {
        places
            .method_call(unit.body, id)
            .is_some_and(|(_, method)| matches!(method, "add" | "append" | "discard" | "remove"))
    };
    let mut uses = unit
        .body
        .exprs()
        .filter(|(id, it)| it.local() == Some(var) && !unit.definitions().reaching(*id).is_empty());
    is_new && !awaits(unit.body, var) && uses.all(|(id, _)| is_adding(id))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn dropped() {
        flags(
            &RULE,
            "import asyncio
async def main(coro):
    asyncio.create_task(coro())  # flagged: dropped
    s = set()
    s.add(asyncio.create_task(coro()))  # flagged: the local `s`
",
        );
        flags(
            &RULE,
            "import asyncio
from asyncio import ensure_future
def start(coro):
    ensure_future(coro())  # flagged: dropped
    loop = asyncio.get_event_loop()
    loop.create_task(coro())  # flagged: dropped
    asyncio.get_running_loop().create_task(coro())  # flagged: dropped
    t = asyncio.create_task(coro())  # flagged: only in the local variable `t`
    t.add_done_callback(print)
",
        );
    }

    #[test]
    fn kept() {
        silent(
            &RULE,
            "import asyncio
TASKS = set()
async def main(coro):
    t = asyncio.create_task(coro())
    TASKS.add(t)
    t.add_done_callback(TASKS.discard)
    async with asyncio.TaskGroup() as tg:
        tg.create_task(coro())
    u = asyncio.create_task(coro())
    await u
    return asyncio.create_task(coro())
async def waits(coro, event):
    t = asyncio.create_task(coro())
    ts = [t]
    all_ = []
    all_.append(asyncio.create_task(coro()))
    await asyncio.gather(*all_)
    t.add_done_callback(print)
    await event.wait()
class A:
    def start(self, coro, loop):
        self.t = asyncio.create_task(coro())
        loop.create_task(coro())
        later = []
        later.append(asyncio.create_task(coro()))
        return later
",
        );
    }
}
