//! A function made in a loop that is called when the loop has gone on.

use refwise_syntax::SyntaxKind::{COLON, LAMBDA_KW};
use refwise_syntax::{TextEdit, TextRange};

use crate::body::{BodyScope, ParamKind, ScopeKind};
use crate::captures::{Change, LateChange, Loop};
use crate::diagnostic::Severity;
use crate::keeping::How;
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A function made in a loop reads a variable of the loop after it has changed.
    ///
    /// A function holds the variables that it uses, not their values. All functions made in the
    /// turns of one loop share the loop's variable, and when they are called behind the loop, each
    /// sees its last value.
    ///
    /// What is called, awaited or used up in its own turn is fine and is not told: a `key=` of
    /// `sort`, a helper that is called at once, a function that is returned out of the loop. Told is
    /// what outlives its turn: put into a container, registered as a callback, scheduled, yielded.
    ///
    /// The fix binds the value as a default. It is unsafe because the function takes one more
    /// argument then, which a caller that passes more than expected would fill.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def buttons(ui, names):
    ///     callbacks = []
    ///     for name in names:
    ///         callbacks.append(lambda: print(name))  # flagged: sees the last `name`
    ///         ui.after(10, lambda event: print(event, name))  # flagged: sees the last `name`
    ///     return callbacks
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def buttons(ui, names):
    ///     callbacks = []
    ///     for name in names:
    ///         callbacks.append(lambda name=name: print(name))
    ///         ui.after(10, lambda event, name=name: print(event, name))
    ///     return callbacks
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def search(rows, columns):
    ///     for column in columns:
    ///         rows.sort(key=lambda row: row[column])
    ///         rows.append(lambda column=column: column)
    ///         if rows[0]:
    ///             return lambda: column
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// print([f() for f in [lambda: n for n in range(3)]])  # prints: [2, 2, 2]
    /// ```
    "loop-variable-capture",
    code: "RW401", group: Closures, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: ["B023", "W0640"],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let mut told: Vec<BodyScope> = Vec::new();
    for late in unit.late_changes() {
        let is_loop = late.in_loop.is_some() && is_of_each_turn(unit, late);
        let is_replaced = late.keeping.how == How::Slot && !is_on_loops_object(unit, late);
        if !is_loop || is_replaced || told.contains(&late.closure) || is_managed(unit, late) {
            continue;
        }
        if matches!(late.keeping.how, How::Returned) || matches!(late.change, Change::Deleted(_)) {
            continue;
        }
        told.push(late.closure);
        tell(cx, unit, late);
    }
}

/// Does each turn bind the variable anew, not only now and then?
fn is_of_each_turn(unit: &CodeUnit<'_>, late: &LateChange) -> bool {
    match late.change {
        Change::Next(_) => true,
        Change::Bound(value) => !matches!(unit.body.expr(value), crate::body::Expr::Const(_)),
        Change::Other(_) => true,
        Change::Deleted(_) => false,
    }
}

/// An attribute or item with a fixed key is replaced in the next turn, unless it is one of another
/// object each time.
fn is_on_loops_object(unit: &CodeUnit<'_>, late: &LateChange) -> bool {
    let (Some(holder), Some(Loop::Stmt(around))) = (late.keeping.holder, late.in_loop) else {
        return false;
    };
    let crate::body::Stmt::For { target, .. } = unit.body.stmt(around) else { return false };
    let root = crate::keeping::root_var(unit, holder);
    root.is_some_and(|it| crate::captures::targets(unit, *target).contains(&it))
}

/// A generator that is made for `with` or for a fixture gives its value to one user, who is done
/// with it before the generator goes on.
fn is_managed(unit: &CodeUnit<'_>, late: &LateChange) -> bool {
    let scope = unit.body.var(late.var).scope;
    late.keeping.how == How::Yielded && !unit.body.scope(scope).decorators.is_empty()
}

fn tell(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>, late: &LateChange) {
    let scope = unit.body.scope(late.closure);
    let name = &unit.body.var(late.var).name;
    let is_lambda = matches!(scope.kind, ScopeKind::Lambda);
    let what = if is_lambda { "lambda" } else { "function" };
    let message = format!(
        "this {what} is called when the loop has gone on, and then sees the last `{name}`, not that \
         of its own turn"
    );
    let range = heading(unit, late.closure);
    let edit = is_lambda.then(|| default_edit(cx, unit, late.closure, name)).flatten();
    // Tests make functions that have done their work when the turn ends, by ways that nobody sees.
    let is_test = cx.is_in_test(range);
    let report = cx
        .report(range, message)
        .severity(if is_test { Severity::Info } else { Severity::Error })
        .label(change_range(unit, late.change), format!("the loop binds `{name}` anew here"))
        .label(late.keeping.range(unit), late.keeping.how.words())
        .help(format!("bind the value when the {what} is made: `{name}={name}` as a parameter"));
    if let Some(edit) = edit {
        report.unsafe_fix("Bind the value as a default", vec![edit]);
    }
}

/// What is reported of a function: its name, or the word `lambda`.
fn heading(unit: &CodeUnit<'_>, scope: BodyScope) -> TextRange {
    unit.scope_range(scope)
}

/// Where a variable changes.
fn change_range(unit: &CodeUnit<'_>, change: Change) -> TextRange {
    match change {
        Change::Next(it) | Change::Bound(it) => unit.range(it),
        Change::Other(it) | Change::Deleted(it) => unit.stmt_range(it),
    }
}

/// `name=name` behind the last parameter of a lambda.
fn default_edit(
    cx: &RuleContext<'_>,
    unit: &CodeUnit<'_>,
    scope: BodyScope,
    name: &str,
) -> Option<TextEdit> {
    let params = &unit.body.scope(scope).params;
    if params.iter().any(|it| matches!(it.kind, ParamKind::VarKeyword) || it.name == name) {
        return None;
    }
    let start = unit.start();
    let lambda = unit.scope_range(scope).start() + start;
    let token = cx.excerpt().root().token_at_offset(lambda).right_biased()?;
    if token.kind() != LAMBDA_KW {
        return None;
    }
    let lambda = token.parent()?;
    let colon = lambda.children_with_tokens().find(|it| it.kind() == COLON)?;
    let text =
        if params.is_empty() { format!(" {name}={name}") } else { format!(", {name}={name}") };
    Some(TextEdit::insert(colon.text_range().start() - start, text))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn what_outlives_its_turn() {
        flags(
            &RULE,
            "import atexit
from functools import partial
def buttons(ui, names, loop, pool):
    cbs, table = [], {}
    for n in names:
        cbs.append(lambda: print(n))  # flagged: last `n`
        cbs.append((n, lambda: n))  # flagged: last `n`
        cbs += [lambda: n]  # flagged: last `n`
        table[n] = lambda: n  # flagged: last `n`
        ui.after(10, lambda: print(n))  # flagged: last `n`
        atexit.register(lambda: n)  # flagged: last `n`
        pool.submit(lambda: n)  # flagged: last `n`
        cbs.append(partial(lambda a: a + n, 1))  # flagged: last `n`
        def late():  # flagged: last `n`
            return n
        cbs.append(late)
        yield lambda: n  # flagged: last `n`
    while names:
        last = names.pop()
        cbs.append(lambda: last)  # flagged: last `last`
    return cbs
",
        );
    }

    #[test]
    fn comprehensions() {
        flags(
            &RULE,
            "def f(names, ui):
    a = [lambda: n for n in names]  # flagged: last `n`
    b = {n: lambda: n for n in names}  # flagged: last `n`
    c = dict((n, lambda: n) for n in names)  # flagged: last `n`
    [ui.after(1, lambda: n) for n in names]  # flagged: last `n`
    return a, b, c
",
        );
        silent(
            &RULE,
            "def f(names, find):
    a = [find(lambda x: x == n) for n in names]
    b = [sorted(names, key=lambda x: x[n]) for n in names]
    for g in (lambda: n for n in names):
        g()
    return a, b, [lambda n=n: n for n in names]
",
        );
    }

    #[test]
    fn coroutines_that_are_scheduled() {
        flags(
            &RULE,
            "import asyncio
async def main(urls, group):
    jobs = []
    for url in urls:
        async def work():  # flagged: last `url`
            return await get(url)
        jobs.append(work())
    await asyncio.gather(*jobs)
",
        );
        silent(
            &RULE,
            "async def main(urls, loop):
    for url in urls:
        async def work():
            return await get(url)
        await work()
        await loop.run_in_executor(None, lambda: url)
",
        );
    }

    #[test]
    fn called_or_used_up_in_the_turn() {
        silent(
            &RULE,
            "def f(rows, names, find):
    for n in names:
        def once():
            return n
        once()
        rows.sort(key=lambda r: r[n])
        hit = find(rows, lambda r: r == n)
        rows.append(lambda n=n: n)
        if hit:
            return lambda: n
def find(xs, pred):
    return next((x for x in xs if pred(x)), None)
",
        );
    }

    #[test]
    fn kept_no_longer_than_the_turn() {
        silent(
            &RULE,
            "from concurrent.futures import ThreadPoolExecutor
import threading
def f(names, pool, out):
    for n in names:
        steps = []
        steps.append(lambda: n)
        run(steps)
        with ThreadPoolExecutor() as ex:
            ex.submit(lambda: n)
        out.append(pool.submit(lambda: n).result())
        t = threading.Thread(target=lambda: n)
        t.start()
        t.join()
        future = pool.submit(lambda: n)
        print(future.result())
",
        );
    }

    #[test]
    fn the_loop_ends_or_the_slot_is_replaced() {
        silent(
            &RULE,
            "class C:
    def f(self, names, cbs, d):
        for n in names:
            self.last = lambda: n
            d['last'] = lambda: n
            cbs.register('last', lambda: n)
        for n in names:
            if n:
                cbs.append(lambda: n)
                break
",
        );
        flags(
            &RULE,
            "def f(items):
    for item in items:
        item.callback = lambda: item.name  # flagged: last `item`
",
        );
    }

    #[test]
    fn at_the_top_level() {
        flags(
            &RULE,
            "cbs = []
for n in range(3):
    cbs.append(lambda: n)  # flagged: last `n`
",
        );
    }
}
