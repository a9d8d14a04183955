//! A comprehension that puts one object into all its places.

use crate::body::{CompKind, Expr, ExprId, ScopeKind, VarId};
use crate::diagnostic::Severity;
use crate::flow::definitions::DefKind;
use crate::items::{self, Definition};
use crate::mutation::changes;
use crate::nesting::Nesting;
use crate::paths::{Container, Path, container, path};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A comprehension that puts one object into all its places.
    ///
    /// `[row for _ in range(3)]` holds the same list three times, as `[row] * 3` does, and
    /// `defaultdict(lambda: empty)` gives all missing keys the same object. A change in one place is
    /// seen in all.
    ///
    /// Make the object where the element is made: `[[0] * width for _ in range(height)]`. It is an
    /// error where a change through one of the places is in sight, else an information.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from collections import defaultdict
    ///
    ///
    /// def grid(width, height):
    ///     row = [0] * width
    ///     rows = [row for _ in range(height)]  # flagged: `row` is one object
    ///     rows[0][0] = 1
    ///     empty = []
    ///     found = defaultdict(lambda: empty)  # flagged: `empty` is one object
    ///     found["a"].append(1)
    ///     return rows, found
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def grid(width, height, zero=0):
    ///     row = [0] * width
    ///     rows = [row[:] for _ in range(height)]
    ///     rows[0][0] = 1
    ///     return rows, {i: zero for i in range(width)}
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// row = [0]
    /// rows = [row for _ in range(2)]
    /// rows[0][0] = 1
    /// print(rows)  # prints: [[1], [1]]
    /// ```
    "shared-element-in-comprehension",
    code: "RW206", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// An object that is put into many places.
struct Shared {
    /// What has the places.
    whole: ExprId,
    /// The name of the object.
    element: ExprId,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let candidates = shared(unit);
    if candidates.is_empty() {
        return;
    }
    let nesting = unit.nesting();
    let changes = changes(unit.body, nesting);
    for it in candidates {
        let Some(made) = made_outside(unit, nesting, &it) else { continue };
        let through = changes.iter().find(|change| is_place_of(unit, change.0, it.whole));
        let name = unit.text(it.element);
        let message = format!("`{name}` is one object, which stands in all places");
        let severity = if through.is_some() { Severity::Error } else { Severity::Info };
        let mut report = cx
            .report(unit.range(it.element), message)
            .severity(severity)
            .label(unit.range(made), "made once");
        if let Some((_, change)) = through {
            report = report.label(unit.range(*change), "this changes what all places hold");
        }
        report.help("make a new object for each place");
    }
}

fn shared(unit: &CodeUnit<'_>) -> Vec<Shared> {
    let body = unit.body;
    let mut found = Vec::new();
    for (whole, expr) in body.exprs() {
        match expr {
            Expr::Comp(scope) => {
                let scope = body.scope(*scope);
                let ScopeKind::Comp { kind, clauses, .. } = &scope.kind else { continue };
                let is_kept = matches!(kind, CompKind::List | CompKind::Dict);
                let is_single = clauses.iter().all(|it| turns_once(unit, it.iter));
                let Some(element) = scope.result.filter(|_| is_kept && !is_single) else {
                    continue;
                };
                if body.expr(element).local().is_some() {
                    found.push(Shared { whole, element });
                }
            }
            Expr::Call { func, args } => {
                let [first, ..] = &args[..] else { continue };
                let Expr::Lambda(scope) = body.expr(first.value) else { continue };
                let Some(element) = body.scope(*scope).result else { continue };
                let is_name = body.expr(element).local().is_some();
                if is_name && is_defaultdict(unit, *func) {
                    found.push(Shared { whole, element });
                }
            }
            _ => {}
        }
    }
    found
}

fn is_defaultdict(unit: &CodeUnit<'_>, func: ExprId) -> bool {
    let definition = items::definition_of(unit.db, unit.unit, func);
    matches!(definition, Definition::External(it) if it == "collections.defaultdict")
}

/// `range(1)`, `[x]`.
fn turns_once(unit: &CodeUnit<'_>, iter: ExprId) -> bool {
    match unit.body.expr(iter) {
        Expr::Call { args, .. } => match &args[..] {
            [only] => {
                matches!(unit.body.expr(only.value), Expr::Const(crate::body::Const::Int(0 | 1)))
            }
            _ => false,
        },
        Expr::List(it) | Expr::Tuple(it) => it.len() < 2,
        _ => false,
    }
}

/// The expression outside that made the shared container.
fn made_outside(unit: &CodeUnit<'_>, nesting: &Nesting, it: &Shared) -> Option<ExprId> {
    let var = unit.body.expr(it.element).local()?;
    let owner = unit.body.var(var).scope;
    if unit.body.scope(owner).is_comp() || nesting.scope_of(it.element) == Some(owner) {
        return None;
    }
    let made = sole_value(unit, var)?;
    let kind = container(unit, &Path::Made(made)).filter(|it| *it != Container::Other);
    kind.is_some().then_some(made)
}

/// What the only binding of a variable binds it to.
fn sole_value(unit: &CodeUnit<'_>, var: VarId) -> Option<ExprId> {
    let mut values =
        unit.definitions().defs().filter(|it| it.1.var == var).filter_map(|it| match it.1.kind {
            DefKind::Unbound => None,
            DefKind::Value(it) => Some(Some(it)),
            _ => Some(None),
        });
    let first = values.next()??;
    values.next().is_none().then_some(first)
}

/// Is `expr` `whole[..]`, or the variable of a loop over `whole`?
fn is_place_of(unit: &CodeUnit<'_>, expr: ExprId, whole: ExprId) -> bool {
    let is_whole = |it: ExprId| path(unit, it) == Some(Path::Made(whole));
    match unit.body.expr(expr) {
        Expr::Subscript { value, .. } => is_whole(*value),
        Expr::Name(_) => match unit.definitions().sole(expr) {
            Some(DefKind::ItemOf(iter)) => is_whole(iter),
            Some(DefKind::Value(value)) => match unit.body.expr(value) {
                Expr::Subscript { value, .. } => is_whole(*value),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn one_object_in_all_places() {
        flags(
            &RULE,
            "from collections import defaultdict
def f(keys, w, h):
    row = [0] * w
    rows = [row for _ in range(h)]  # flagged: one object
    rows[0][0] = 1
    empty = []
    d = defaultdict(lambda: empty)  # flagged: one object
    d[keys[0]].append(1)
    shared = set()
    table = {k: shared for k in keys}  # flagged: one object
    return rows, d, table
",
        );
    }

    #[test]
    fn copies_values_and_single_turns() {
        silent(
            &RULE,
            "def f(keys, w, h, rows, zero=0):
    row = [0] * w
    rows = [row[:] for _ in range(h)]
    rows[0][0] = 1
    x = 1
    return rows, {k: zero for k in keys}, [row for _ in range(1)], [row for row in rows], [x for _ in keys]
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
def f(keys, w, h, zero=0):
    row = [0] * w
    rows = [row[:] for _ in range(h)]
    rows[0][0] = 1
    return rows, {k: zero for k in keys}, [row for _ in range(1)]
",
        );
    }
}
