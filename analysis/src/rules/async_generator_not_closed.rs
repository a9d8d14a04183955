//! An `async for` that leaves a generator before it has cleaned up.

use crate::body::{Block, Body, BodyScope, Expr, ExprId, Stmt};
use crate::flow::definitions::DefKind;
use crate::items::{Definition, definition_of};
use crate::nesting::Nesting;
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;
use crate::unit::unit_body;

crate::rule! {
    /// An `async for` that leaves a generator before it has cleaned up.
    ///
    /// A plain generator that nobody holds any more is closed at once, and its `finally` runs. An
    /// asynchronous one must be awaited for that, so it is only noted: the event loop closes it in
    /// some later turn, in another task, or not at all if the loop ends before. Until then its
    /// connection or lock stays taken.
    ///
    /// It is told where the loop has a `break` or `return`, and the generator has a `finally` or a
    /// `with` around a `yield`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// async def rows(pool):
    ///     async with pool.acquire() as connection:
    ///         async for row in connection.fetch():
    ///             yield row
    ///
    ///
    /// async def first(pool):
    ///     async for row in rows(pool):  # flagged: `rows` cleans up some time later
    ///         return row
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from contextlib import aclosing
    ///
    ///
    /// async def rows(pool):
    ///     async with pool.acquire() as connection:
    ///         async for row in connection.fetch():
    ///             yield row
    ///
    ///
    /// async def first(pool):
    ///     async with aclosing(rows(pool)) as all_rows:
    ///         async for row in all_rows:
    ///             return row
    ///
    ///
    /// async def count(pool):
    ///     n = 0
    ///     async for row in rows(pool):
    ///         n += 1
    ///     return n
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import asyncio
    ///
    ///
    /// async def rows():
    ///     try:
    ///         yield 1
    ///     finally:
    ///         print("clean")
    ///
    ///
    /// async def main():
    ///     async for row in rows():
    ///         break
    ///     print("left")  # prints: left
    ///
    ///
    /// asyncio.run(main())  # prints: clean
    /// ```
    "async-generator-not-closed",
    code: "RW342", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["ASYNC900"],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("async for") || is_test_unit(unit) {
        return;
    }
    for (stmt, it) in unit.body.stmts() {
        let Stmt::For { is_async: true, iter, body, .. } = it else { continue };
        let Expr::Call { func, .. } = unit.body.expr(*iter) else { continue };
        if !leaves(unit.body, body, true) || !cleans_up(unit, *func) {
            continue;
        }
        let name = unit.text(*func);
        let message = format!(
            "this loop may leave before the end, and `{name}` cleans up some time later, when the \
             event loop gets to it"
        );
        cx.report(unit.range(*iter), message)
            .help(format!("put `async with contextlib.aclosing({name}(..)) as ..` around the loop"))
            .label(unit.stmt_range(stmt), "it has a `break` or `return`");
    }
}

/// May the loop end by `break` or `return`? `is_own`: a `break` here is of this loop.
fn leaves(body: &Body, block: &Block, is_own: bool) -> bool {
    block.iter().any(|it| match body.stmt(*it) {
        Stmt::Break => is_own,
        Stmt::Return(_) => true,
        Stmt::For { body: inner, orelse, .. } | Stmt::While { body: inner, orelse, .. } => {
            leaves(body, inner, false) || leaves(body, orelse, is_own)
        }
        Stmt::FunctionDef { .. } | Stmt::ClassDef { .. } => false,
        it => {
            let mut found = false;
            it.blocks(|it| found |= leaves(body, it, is_own));
            found
        }
    })
}

/// Is it an asynchronous generator that has to do something when it is closed?
fn cleans_up(unit: &CodeUnit<'_>, func: ExprId) -> bool {
    if let Some(DefKind::Function(scope)) = unit.definitions().sole(func) {
        return is_generator_with_cleanup(unit.body, unit.nesting(), scope);
    }
    let Definition::Function(it) = definition_of(unit.db, unit.unit, func) else { return false };
    let body = unit_body(unit.db, it);
    is_generator_with_cleanup(body, &Nesting::new(body), BodyScope::OWN)
}

fn is_generator_with_cleanup(body: &Body, nesting: &Nesting, scope: BodyScope) -> bool {
    let it = body.scope(scope);
    if !it.is_generator || !it.is_coroutine || !it.decorators.is_empty() {
        return false;
    }
    body.exprs().any(|(id, it)| {
        let is_yield = matches!(it, Expr::Yield(_)) && nesting.scope_of(id) == Some(scope);
        is_yield && is_in_cleanup(body, nesting, id)
    })
}

/// Is something done when an exception leaves `expr`: by `finally` or `with`?
fn is_in_cleanup(body: &Body, nesting: &Nesting, expr: ExprId) -> bool {
    let first = nesting.stmt_of(body, expr);
    let mut inner = first;
    while let Some(stmt) = inner {
        let Some(outer) = nesting.around(stmt) else { return false };
        let cleans = match body.stmt(outer) {
            Stmt::With { .. } => true,
            Stmt::Try { body: tried, finally, .. } => !finally.is_empty() && tried.contains(&stmt),
            _ => false,
        };
        if cleans {
            return true;
        }
        inner = Some(outer);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn left_early() {
        flags(
            &RULE,
            "async def first(agen):
    async for x in gen():  # flagged: `gen` cleans up
        return x
async def gen():
    try:
        yield 1
    finally:
        print('cleanup')
async def inside(pool):
    async def rows():
        with pool:
            for row in pool:
                yield row
    async for x in rows():  # flagged: `rows` cleans up
        if x:
            break
",
        );
    }

    #[test]
    fn closed_or_gone_through() {
        silent(
            &RULE,
            "from contextlib import aclosing
async def gen():
    try:
        yield 1
    finally:
        print('cleanup')
async def plain():
    yield 1
async def first():
    async with aclosing(gen()) as g:
        async for x in g:
            return x
async def allof():
    async for x in gen():
        for y in x:
            break
async def nothing_to_do():
    async for x in plain():
        break
async def unknown(agen):
    async for x in agen():
        break
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
from contextlib import aclosing
async def gen():
    try:
        yield 1
    finally:
        print("cleanup")
async def first():
    async with aclosing(gen()) as g:
        async for x in g:
            return x
async def allof():
    async for x in gen():
        print(x)
"#,
        );
    }
}
