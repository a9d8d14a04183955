//! A parameter that is bound to a new container which nobody reads.

use crate::body::{Body, Expr, Stmt};
use crate::flow::definitions::DefKind;
use crate::inplace::new_container;
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A parameter that is bound to a new container which nobody reads.
    ///
    /// A parameter is a variable of the function. To bind it to another object does nothing to the
    /// caller's, and if the new one is never read, the statement does nothing at all.
    ///
    /// To empty the caller's object, say `items.clear()`, or `items[:] = ..` to give a list other items. To let
    /// go of a large object, `del items` is clearer.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def clear(items):
    ///     items = []  # flagged: the caller's stays as it is
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def clear(items):
    ///     items.clear()
    ///
    ///
    /// def stripped(items):
    ///     items = [item.strip() for item in items]
    ///     return items
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def clear(items):
    ///     items = []
    ///
    ///
    /// mine = [1]
    /// clear(mine)
    /// print(mine)  # prints: [1]
    /// ```
    "parameter-rebind-no-effect",
    code: "RW227", group: Aliasing, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let body = unit.body;
    for (stmt, it) in body.stmts() {
        let Stmt::Assign { targets, value } = it else { continue };
        let [target] = targets[..] else { continue };
        let Some(var) = body.expr(target).local() else { continue };
        let scope = body.scope(body.var(var).scope);
        let param = scope.param_of(var).filter(|_| scope.is_function());
        // Without a default it is what every caller passes.
        let is_param = param.is_some_and(|it| scope.params[it].default.is_none());
        if !is_param || body.var(var).is_shared || reads_by_name(body) {
            continue;
        }
        let Some(class) = new_container(unit.db, unit.unit, *value) else { continue };
        let defs = unit.definitions();
        let own = |it: &&(_, &crate::flow::definitions::Def)| {
            it.1.var == var && it.1.kind == DefKind::Value(*value)
        };
        let Some((def, _)) = defs.defs().find(|it| own(&it)) else { continue };
        if defs.reads(def).next().is_some() {
            continue;
        }
        let name = &body.var(var).name;
        cx.report(
            unit.stmt_range(stmt),
            format!("nobody reads this {class}, and the caller's stays as it is: only the variable `{name}` changes"),
        )
        .help("`clear()` or `x[:] = ..` changes the caller's object; `del` lets go of it");
    }
}

/// May variables be read by their names alone?
fn reads_by_name(body: &Body) -> bool {
    body.exprs().any(|(_, it)| match it {
        Expr::Name(it) => matches!(body.name_of(it).as_str(), "locals" | "vars" | "eval" | "exec"),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn dead_containers() {
        flags(
            &RULE,
            "def clear(items):
    items = []  # flagged: caller's
def reset(table, deep):
    for x in table:
        print(x)
    if deep:
        table = {}  # flagged: dict
",
        );
    }

    #[test]
    fn read_captured_or_released() {
        silent(
            &RULE,
            "def norm(items):
    items = [x.strip() for x in items]
    return items
def drop(big):
    n = len(big)
    del big
    return n
def release(big):
    n = len(big)
    big = None
    return n
def captured(items):
    items = []
    return lambda: items
def loop(items):
    while items:
        items = []
def shown(items):
    items = []
    return locals()
def filled(done=None):
    if done is None:
        done = {}
def local():
    items = []
",
        );
    }
}
