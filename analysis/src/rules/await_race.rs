//! What is missing before an `await` and made behind it.

use crate::body::{
    Block, Body, BodyScope, CompareOp, Const, Expr, ExprId, Stmt, StmtId, UnaryOp, VarRef,
};
use crate::diagnostic::Severity;
use crate::holds::instance;
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;
use crate::threads::{is_global_container, locks_by_hand};

crate::rule! {
    /// What is missing before an `await` and made behind it.
    ///
    /// At each `await` other tasks run. Two that ask for the same missing entry one after the other
    /// both find it missing, both wait for it to be made, and the second replaces what the first has
    /// handed out: work is done twice, and of two connections one is lost.
    ///
    /// Keep the task instead of its result, so that the second finds it, or hold an `asyncio.Lock`
    /// around both. Attributes of `self` are told as information: one task may be all that uses the
    /// object.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// pages = {}
    ///
    ///
    /// async def page(url, load):
    ///     if url not in pages:
    ///         pages[url] = await load(url)  # flagged: another task may have set `pages[url]`
    ///     return pages[url]
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import asyncio
    ///
    /// pages = {}
    /// lock = asyncio.Lock()
    ///
    ///
    /// async def page(url, load):
    ///     async with lock:
    ///         if url not in pages:
    ///             pages[url] = await load(url)
    ///     return pages[url]
    ///
    ///
    /// async def task(url, load):
    ///     if url not in pages:
    ///         pages[url] = asyncio.ensure_future(load(url))
    ///     return await pages[url]
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import asyncio
    ///
    /// pages = {}
    /// loads = []
    ///
    ///
    /// async def load(url):
    ///     loads.append(url)
    ///     await asyncio.sleep(0)
    ///     return object()
    ///
    ///
    /// async def page(url):
    ///     if url not in pages:
    ///         pages[url] = await load(url)
    ///     return pages[url]
    ///
    ///
    /// async def main():
    ///     one, two = await asyncio.gather(page("/"), page("/"))
    ///     print(len(loads), one is two)
    ///
    ///
    /// asyncio.run(main())  # prints: 2 False
    /// ```
    "await-race",
    code: "RW605", group: Concurrency, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// Something that is looked for and made.
struct Act {
    target: ExprId,
    test: ExprId,
    /// It hangs on `self`.
    is_of_instance: bool,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let own = unit.body.scope(BodyScope::OWN);
    if !own.is_coroutine || locks_by_hand(unit.body) || is_test_unit(unit) {
        return;
    }
    let mut acts = Vec::new();
    collect(unit, &own.body, &mut acts);
    for act in acts {
        let target = unit.text(act.target);
        let severity = if act.is_of_instance { Severity::Info } else { Severity::Warning };
        cx.report(
            unit.range(act.target),
            format!("another task may have set `{target}` during the `await`; what it set is lost"),
        )
        .severity(severity)
        .label(unit.range(act.test), "asked before the `await`")
        .help("keep the task that makes it, or hold an `asyncio.Lock` around both");
    }
}

/// A `with` may hold a lock.
fn collect(unit: &CodeUnit<'_>, block: &Block, found: &mut Vec<Act>) {
    for &stmt in block {
        match unit.body.stmt(stmt) {
            Stmt::With { .. } => {}
            Stmt::If { branches, orelse } => {
                for (test, then) in branches {
                    found.extend(act(unit, *test, then));
                    collect(unit, then, found);
                }
                collect(unit, orelse, found);
            }
            it => it.blocks(|it| collect(unit, it, found)),
        }
    }
}

/// What a branch makes behind an `await`, where `test` has found it missing.
fn act(unit: &CodeUnit<'_>, test: ExprId, then: &Block) -> Option<Act> {
    let missing = missing(unit.body, test)?;
    let is_of_instance = is_shared(unit, &missing)?;
    let mut has_waited = false;
    for &stmt in then {
        has_waited |= waits(unit, stmt);
        if let Stmt::Assign { targets, .. } = unit.body.stmt(stmt)
            && let [target] = targets[..]
            && makes(unit.body, target, &missing)
        {
            return has_waited.then_some(Act { target, test, is_of_instance });
        }
    }
    None
}

enum Missing {
    Place(ExprId),
    Item { of: ExprId, key: ExprId },
}

/// What is missing if `test` holds: `x is None`, `not x`, `k not in d`.
fn missing(body: &Body, test: ExprId) -> Option<Missing> {
    match body.expr(test) {
        Expr::Unary { op: UnaryOp::Not, operand } => Some(Missing::Place(*operand)),
        Expr::Compare { left, rest } => match rest[..] {
            [(CompareOp::Is, right)] => {
                let is_none = matches!(body.expr(right), Expr::Const(Const::None));
                is_none.then_some(Missing::Place(*left))
            }
            [(CompareOp::NotIn, of)] => Some(Missing::Item { of, key: *left }),
            _ => None,
        },
        _ => None,
    }
}

/// Do other tasks see it: is it a global, or an attribute of `self` (`true`)?
fn is_shared(unit: &CodeUnit<'_>, missing: &Missing) -> Option<bool> {
    let is_of_instance = |it: ExprId| match unit.body.expr(it) {
        Expr::Attr { value, .. } => {
            let var = unit.body.expr(*value).local();
            var.is_some() && var == instance(unit)
        }
        _ => false,
    };
    match missing {
        Missing::Place(it) | Missing::Item { of: it, .. } if is_of_instance(*it) => Some(true),
        Missing::Place(it) => {
            matches!(unit.body.expr(*it), Expr::Name(VarRef::Global(_))).then_some(false)
        }
        Missing::Item { of, .. } => is_global_container(unit, *of).then_some(false),
    }
}

/// Do other tasks run before the statement ends?
fn waits(unit: &CodeUnit<'_>, stmt: StmtId) -> bool {
    let nesting = unit.nesting();
    unit.body.exprs().any(|(id, it)| {
        matches!(it, Expr::Await(_))
            && nesting.scope_of(id) == Some(BodyScope::OWN)
            && nesting.stmt_of(unit.body, id).is_some_and(|it| nesting.is_in(it, stmt))
    })
}

fn makes(body: &Body, target: ExprId, missing: &Missing) -> bool {
    match (body.expr(target), missing) {
        (Expr::Subscript { value, index }, Missing::Item { of, key }) => {
            let is_plain = matches!(body.expr(*key), Expr::Name(_) | Expr::Const(_));
            is_plain && body.expr(*index) == body.expr(*key) && is_same(body, *value, *of)
        }
        (Expr::Subscript { .. }, _) => false,
        (_, Missing::Place(it)) => is_same(body, target, *it),
        _ => false,
    }
}

/// The same name, or the same attribute of it.
fn is_same(body: &Body, a: ExprId, b: ExprId) -> bool {
    match (body.expr(a), body.expr(b)) {
        (Expr::Name(a), Expr::Name(b)) => a == b,
        (Expr::Attr { value, name }, Expr::Attr { value: other, name: other_name }) => {
            name == other_name && is_same(body, *value, *other)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn globals_and_attributes() {
        flags(
            &RULE,
            "import asyncio
cache = {}
conn = None
async def get(k, fetch):
    if k not in cache:
        cache[k] = await fetch(k)  # flagged: `cache[k]`
    return cache[k]
async def connect(make):
    global conn
    if conn is None:
        await asyncio.sleep(1)
        conn = make()  # flagged: `conn`
    return conn
class Client:
    async def session(self, make):
        if not self.it:
            self.it = await make()  # flagged: `self.it`
        return self.it
",
        );
    }

    #[test]
    fn guarded_or_own() {
        silent(
            &RULE,
            "import asyncio
cache = {}
lock = asyncio.Lock()
async def get(k, fetch):
    async with lock:
        if k not in cache:
            cache[k] = await fetch(k)
    return cache[k]
async def own(k, fetch):
    local = {}
    if k not in local:
        local[k] = await fetch(k)
    return local
async def again(k, fetch):
    if k not in cache:
        found = await fetch(k)
        if k not in cache:
            cache[k] = found
async def before(k, fetch):
    if k not in cache:
        cache[k] = None
        cache[k] = await fetch(k)
def plain(k, fetch):
    if k not in cache:
        cache[k] = fetch(k)
async def later(k, fetch):
    if k not in cache:
        async def run():
            await fetch(k)
        cache[k] = run
",
        );
    }
}
