//! A loop variable that is bound to what was made of it, and not read any more.

use crate::body::{Body, Expr, ExprId, Stmt, VarId};
use crate::flow::definitions::DefKind;
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A loop variable that is bound to what was made of it, and not read any more.
    ///
    /// `for x in xs` binds `x` to one item after the other. To bind `x` to another object does not put that
    /// object into `xs`; if nobody reads `x` afterwards, the work was for nothing.
    ///
    /// Make a new list, `xs = [f(x) for x in xs]`, or store by index.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def clean(lines):
    ///     for line in lines:
    ///         line = line.strip()  # flagged: `lines` keeps its items
    ///     return lines
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def clean(lines, out):
    ///     for line in lines:
    ///         line = line.strip()
    ///         out.append(line)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// lines = [" a "]
    /// for line in lines:
    ///     line = line.strip()
    /// print(lines)  # prints: [' a ']
    /// ```
    "loop-rebind-no-effect",
    code: "RW228", group: Aliasing, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["PLW2901", "W2901"],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let body = unit.body;
    if unit.unit.is_file(unit.db) {
        return;
    }
    for (_, it) in body.stmts() {
        let Stmt::For { target, iter, body: block, .. } = it else { continue };
        let Some(var) = body.expr(*target).local() else { continue };
        let is_container = matches!(body.expr(*iter), Expr::Name(_) | Expr::Attr { .. });
        if !is_container || body.var(var).is_shared {
            continue;
        }
        for &stmt in block {
            let Stmt::Assign { targets, value } = body.stmt(stmt) else { continue };
            let is_it = targets.len() == 1 && body.expr(targets[0]).local() == Some(var);
            if is_it && reads(body, *value, var) && is_dead(unit, var, *value) {
                let (name, items) = (&body.var(var).name, unit.text(*iter));
                cx.report(
                    unit.stmt_range(stmt),
                    format!("nobody reads `{name}` behind this, and `{items}` keeps its items"),
                )
                .help("make a new list of them, or store by index");
            }
        }
    }
}

/// Does `expr` read `var`?
fn reads(body: &Body, expr: ExprId, var: VarId) -> bool {
    let mut waiting = vec![expr];
    while let Some(expr) = waiting.pop() {
        let it = body.expr(expr);
        if it.local() == Some(var) {
            return true;
        }
        it.operands(|it| waiting.push(it));
    }
    false
}

fn is_dead(unit: &CodeUnit<'_>, var: VarId, value: ExprId) -> bool {
    let defs = unit.definitions();
    let own = defs.defs().find(|it| it.1.var == var && it.1.kind == DefKind::Value(value));
    own.is_some_and(|it| defs.reads(it.0).next().is_none())
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn dead() {
        flags(
            &RULE,
            "def clean(xs):
    for x in xs:
        x = x.strip()  # flagged: `xs` keeps
    return xs
class C:
    def f(self):
        for x in self.xs:
            print(x)
            x = g(x) + 1  # flagged: `self.xs`
",
        );
    }

    #[test]
    fn read() {
        silent(
            &RULE,
            "def clean(xs, out):
    for x in xs:
        x = x.strip()
        out.append(x)
def last(xs):
    for x in xs:
        x = x.strip()
    return x
def release(xs):
    for x in xs:
        use(x)
        x = None
def fresh(xs):
    for x in xs:
        x = make()
def captured(xs):
    for x in xs:
        x = x.strip()
        yield lambda: x
",
        );
    }
}
