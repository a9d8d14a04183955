//! A large object in a local variable that is used no more while the function goes on for long.

use super::closure_keeps_large::makes_large;
use crate::body::{Block, Body, BodyScope, Const, Expr, ExprId, Stmt, StmtId, VarId};
use crate::flow::definitions::{DefId, DefKind};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A large object in a local variable that is used no more while the function goes on for long.
    ///
    /// A local variable keeps its object until the function returns. Before a loop that never ends, or
    /// a server that runs for ever, that is as long as the program.
    ///
    /// `del` the variable behind its last use, or read the data in a function of its own.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import json, time
    ///
    ///
    /// def main(path):
    ///     with open(path) as file:
    ///         data = json.load(file)
    ///     names = [it["name"] for it in data]  # flagged: the last use of `data`
    ///     while True:
    ///         time.sleep(1)
    ///         print(names)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import json, time
    ///
    ///
    /// def main(path):
    ///     with open(path) as file:
    ///         data = json.load(file)
    ///     names = [it["name"] for it in data]
    ///     del data
    ///     while True:
    ///         time.sleep(1)
    ///         print(names)
    /// ```
    "large-local-outlives-use",
    code: "RW338", group: Lifetime, severity: Hint, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if unit.unit.is_file(unit.db) {
        return;
    }
    let block = &unit.body.scope(BodyScope::OWN).body;
    let Some(place) = block.iter().position(|it| runs_for_long(unit.body, *it)) else { return };
    let long = block[place];
    for (var, made) in large_variables(unit) {
        let Some(last) = last_use_before(unit, var, &block[..place]) else { continue };
        let name = &unit.body.var(var).name;
        let message = format!(
            "this is the last use of `{name}`, which keeps what it holds as long as the function runs"
        );
        cx.report(unit.range(last), message)
            .label(unit.range(made), "may be large")
            .label(unit.stmt_range(long), "runs for long")
            .help(format!("put `del {name}` behind it"));
    }
}

/// Is it a loop without an end, or a call that serves for ever?
fn runs_for_long(body: &Body, stmt: StmtId) -> bool {
    match body.stmt(stmt) {
        Stmt::While { test, body: block, .. } => {
            let is_true =
                matches!(body.expr(*test), Expr::Const(Const::Bool(true) | Const::Int(1)));
            is_true && !breaks(body, block)
        }
        Stmt::Expr(it) => match body.expr(*it) {
            Expr::Call { func, .. } => matches!(
                body.expr(*func),
                Expr::Attr { name, .. }
                    if matches!(name.as_str(), "serve_forever" | "run_forever" | "mainloop")
            ),
            _ => false,
        },
        _ => false,
    }
}

fn breaks(body: &Body, block: &Block) -> bool {
    block.iter().any(|it| match body.stmt(*it) {
        Stmt::Break | Stmt::Return(_) => true,
        Stmt::FunctionDef { .. } | Stmt::ClassDef { .. } => false,
        it => {
            let mut found = false;
            it.blocks(|it| found |= breaks(body, it));
            found
        }
    })
}

/// Variables that are bound but once, to a call that makes something large.
fn large_variables(unit: &CodeUnit<'_>) -> Vec<(VarId, ExprId)> {
    let defs = unit.definitions();
    let is_bound = |it: &(DefId, &_)| {
        let it: &crate::flow::definitions::Def = it.1;
        it.kind != DefKind::Unbound && unit.body.var(it.var).scope == BodyScope::OWN
    };
    let bound: Vec<_> = defs.defs().filter(is_bound).map(|it| it.1).collect();
    let is_single = |var: VarId| {
        bound.iter().filter(|it| it.var == var).count() == 1 && !unit.body.var(var).is_shared
    };
    let made = bound.iter().filter_map(|it| match it.kind {
        DefKind::Value(made) => Some((it.var, made)),
        _ => None,
    });
    made.filter(|it| is_single(it.0) && makes_large(unit, it.1)).collect()
}

/// The last read of the variable, if all are in `block`.
fn last_use_before(unit: &CodeUnit<'_>, var: VarId, block: &[StmtId]) -> Option<ExprId> {
    let nesting = unit.nesting();
    let mut last: Option<ExprId> = None;
    for (read, it) in unit.body.exprs() {
        if it.local() != Some(var) || unit.definitions().reaching(read).is_empty() {
            continue;
        }
        let stmt = nesting.stmt_of(unit.body, read)?;
        if !block.iter().any(|it| nesting.is_in(stmt, *it)) {
            return None;
        }
        let is_later = |it: ExprId| unit.range(it).start() < unit.range(read).start();
        last = if last.is_none_or(is_later) { Some(read) } else { last };
    }
    last
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn before_what_never_ends() {
        flags(
            &RULE,
            "import json, time
def main(path):
    data = json.load(open(path))
    names = [d['name'] for d in data]  # flagged: the last use of `data`
    while True:
        time.sleep(1)
        print(names)
def serve(path, server):
    text = path.read_text()
    server.text = text[:100]  # flagged: the last use of `text`
    server.serve_forever()
",
        );
    }

    #[test]
    fn used_or_let_go() {
        silent(
            &RULE,
            "import json, time
def main(path):
    data = json.load(open(path))
    names = [d['name'] for d in data]
    del data
    while True:
        time.sleep(1)
        print(names)
def uses(path):
    data = json.load(open(path))
    print(len(data))
    while True:
        print(data)
def ends(path):
    data = json.load(open(path))
    print(len(data))
    while True:
        if input():
            break
def again(path):
    data = json.load(open(path))
    data = len(data)
    while True:
        print(1)
",
        );
    }
}
