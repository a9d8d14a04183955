//! `del` of a variable that a function reads later.

use crate::body::{Expr, ExprId, Stmt, StmtId, VarId};
use crate::captures::{captured, keepings};
use crate::flow::definitions::DefKind;
use crate::keeping::{How, Keeping, root_var};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// `del` of a variable that a function reads later.
    ///
    /// A closure holds the variable. `del` empties it for the closure too: called afterwards, the
    /// function raises `NameError`.
    ///
    /// Bind the value when the function is made (`lambda data=data: ...`), or leave the `del` out.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def make():
    ///     data = [1]
    ///     first = lambda: data[0]
    ///     del data  # flagged: `data` is read by a function
    ///     return first
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def make():
    ///     data = [1]
    ///     first = lambda data=data: data[0]
    ///     del data
    ///     return first
    ///
    ///
    /// def use():
    ///     data = [1]
    ///     first = lambda: data[0]
    ///     print(first())
    ///     del data
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def make():
    ///     data = [1]
    ///     first = lambda: data[0]
    ///     del data
    ///     return first
    /// try:
    ///     make()()
    /// except NameError as error:
    ///     print(type(error).__name__)  # prints: NameError
    /// ```
    "captured-variable-deleted",
    code: "RW406", group: Closures, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let body = unit.body;
    let deleted: Vec<(StmtId, ExprId, VarId)> = body
        .stmts()
        .filter_map(|(stmt, it)| match it {
            Stmt::Delete(targets) => Some((stmt, targets)),
            _ => None,
        })
        .flat_map(|(stmt, targets)| {
            targets.iter().filter_map(move |it| Some((stmt, *it, body.expr(*it).local()?)))
        })
        .filter(|it| body.var(it.2).is_shared)
        .collect();
    if deleted.is_empty() || unit.unit.is_file(unit.db) {
        return;
    }
    let nesting = unit.nesting();
    for (stmt, target, var) in deleted {
        if !is_gone_at_end(unit, var) {
            continue;
        }
        let kept = body.scopes().filter(|it| it.1.is_function() && !it.1.is_elsewhere).find_map(
            |(scope, it)| {
                let captures =
                    it.free.contains(&var) && captured(unit, nesting, scope).contains(&var);
                let keepings = captures.then(|| keepings(unit, nesting, scope))?;
                keepings.into_iter().find(|it| outlives(unit, it)).map(|it| (scope, it))
            },
        );
        let Some((scope, keeping)) = kept else { continue };
        if nesting.scope_of_stmt(stmt) != body.var(var).scope {
            continue;
        }
        let name = &body.var(var).name;
        let message = format!(
            "`{name}` is read by a function that lives on: called after this it raises `NameError`"
        );
        cx.report(unit.range(target), message)
            .label(unit.scope_range(scope), format!("reads `{name}` when it is called"))
            .label(keeping.range(unit), keeping.how.words())
            .help(format!("bind the value when the function is made: `{name}={name}`"));
    }
}

/// Does each way through the function leave the variable deleted?
fn is_gone_at_end(unit: &CodeUnit<'_>, var: VarId) -> bool {
    let defs = unit.definitions();
    let is_handlers =
        defs.defs().any(|it| it.1.var == var && matches!(it.1.kind, DefKind::Caught(_)));
    let end = defs.at_end(var);
    let is_deleted = |it: &_| defs.def(*it).kind == DefKind::Deleted;
    !is_handlers && !end.is_empty() && end.iter().all(is_deleted)
}

/// Is the function surely still there when the code that made it has ended?
fn outlives(unit: &CodeUnit<'_>, keeping: &Keeping) -> bool {
    match (keeping.how, keeping.holder) {
        (How::Returned, _) => true,
        (How::Item | How::Slot, Some(holder)) => root_var(unit, holder).is_some_and(|it| {
            let scope = unit.body.scope(unit.body.var(it).scope);
            let is_attribute = matches!(unit.body.expr(holder), Expr::Attr { .. } | Expr::Name(_));
            scope.param_of(it) == Some(0) && is_attribute
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn read_after_del() {
        flags(
            &RULE,
            "class C:
    def f(self):
        data = [1]
        self.g = lambda: data
        del data  # flagged: `data`
def f():
    data = [1]
    def g():
        return data
    del data  # flagged: `data`
    return g
",
        );
    }

    #[test]
    fn bound_called_or_bound_again() {
        silent(
            &RULE,
            "def f():
    data = [1]
    g = lambda data=data: data
    del data
    return g
def h():
    data = [1]
    g = lambda: data
    print(g())
    del data
def k():
    data = [1]
    g = lambda: data
    del data
    data = [2]
    return g
def m(pool):
    data = [1]
    job = pool.submit(lambda: data)
    job.result()
    del data
",
        );
    }
}
