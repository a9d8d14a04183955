//! One object that a loop fills and appends in each of its turns.

use crate::body::{ArgKind, Expr, ExprId, Stmt, StmtId};
use crate::keeping::Keepings;
use crate::mutation::changes;
use crate::nesting::{Nesting, Place};
use crate::paths::{Container, Path, container, path};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// One object that a loop changes and appends in each of its turns.
    ///
    /// `append` stores the object, not what it holds at that moment. A dict or list that is made
    /// before the loop and appended in each turn stands in the result as often as the loop turned,
    /// each time with its last state.
    ///
    /// Make the object in the loop, or append a copy.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def rows(data):
    ///     row, found = {}, []
    ///     for value in data:
    ///         row["value"] = value
    ///         found.append(row)  # flagged: `row` is one object
    ///     return found
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def rows(data):
    ///     row, found = {}, []
    ///     for value in data:
    ///         row["value"] = value
    ///         found.append(dict(row))
    ///     for value in data:
    ///         row = {"value": value}
    ///         found.append(row)
    ///     return found
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// row, found = {}, []
    /// for value in (1, 2):
    ///     row["value"] = value
    ///     found.append(row)
    /// print(found)  # prints: [{'value': 2}, {'value': 2}]
    /// ```
    "append-same-object-in-loop",
    code: "RW207", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let body = unit.body;
    let is_loop = |it: &Stmt| matches!(it, Stmt::For { .. } | Stmt::While { .. });
    if !body.stmts.iter().any(is_loop) {
        return;
    }
    let appended: Vec<(ExprId, ExprId, ExprId)> =
        unit.calls().filter_map(|(call, func, args)| appended(unit, call, func, args)).collect();
    if appended.is_empty() {
        return;
    }
    let nesting = unit.nesting();
    let changes = changes(body, nesting);
    for (call, holder, item) in appended {
        let Place::Stmt(stmt) = nesting.place(call) else { continue };
        let Some(around) = each_turn(unit, nesting, stmt) else { continue };
        let Some(made) = made_before(unit, nesting, item, around) else { continue };
        let is_it = |it: &&(ExprId, ExprId)| {
            let in_loop = nesting.stmt_of(body, it.1).is_some_and(|it| nesting.is_in(it, around));
            in_loop && it.1 != call && path(unit, it.0) == Some(Path::Made(made))
        };
        let Some((_, change)) = changes.iter().find(is_it) else { continue };
        let births = Keepings::births(unit, nesting, holder);
        let is_emptied = changes.iter().any(|it| it.1 != call && drops(unit, it, holder));
        if is_emptied || births.iter().any(|it| nesting.is_in(*it, around)) {
            continue;
        }
        let name = unit.text(item);
        let message = format!(
            "`{name}` is one object, appended in each turn: the result holds it many times, with its \
             last state"
        );
        cx.report(unit.range(item), message)
            .label(unit.range(made), "made once, before the loop")
            .label(unit.range(*change), "changed in each turn")
            .help("make it in the loop, or append a copy");
    }
}

/// A call that appends a name: the call, the container, the name.
fn appended(
    unit: &CodeUnit<'_>,
    call: ExprId,
    func: ExprId,
    args: &[crate::body::Arg],
) -> Option<(ExprId, ExprId, ExprId)> {
    let Expr::Attr { value, name } = unit.body.expr(func) else { return None };
    let is_append = matches!(name.as_str(), "append" | "appendleft");
    let [arg] = args else { return None };
    let is_plain = arg.kind == ArgKind::Positional;
    unit.body.expr(arg.value).local()?;
    (is_append && is_plain).then_some((call, *value, arg.value))
}

/// The innermost loop around `stmt` if it runs `stmt` in each of its turns, and goes on behind it.
fn each_turn(unit: &CodeUnit<'_>, nesting: &Nesting, stmt: StmtId) -> Option<StmtId> {
    let mut inner = stmt;
    loop {
        let outer = nesting.around(inner)?;
        match unit.body.stmt(outer) {
            Stmt::For { body, .. } | Stmt::While { body, .. } => {
                let ends = body.iter().any(|it| {
                    matches!(
                        unit.body.stmt(*it),
                        Stmt::Break | Stmt::Return(_) | Stmt::Raise { .. }
                    )
                });
                return (body.contains(&inner) && !ends).then_some(outer);
            }
            Stmt::With { .. } => inner = outer,
            _ => return None,
        }
    }
}

/// The expression that made the container `item`, outside the loop.
fn made_before(
    unit: &CodeUnit<'_>,
    nesting: &Nesting,
    item: ExprId,
    around: StmtId,
) -> Option<ExprId> {
    let path = path(unit, item)?;
    let Path::Made(made) = path else { return None };
    container(unit, &path).filter(|it| *it != Container::Other)?;
    let stmt = nesting.stmt_of(unit.body, made)?;
    let same_scope = nesting.scope_of_stmt(stmt) == nesting.scope_of_stmt(around);
    (same_scope && !nesting.is_in(stmt, around)).then_some(made)
}

/// Does the change take items out of the container again?
fn drops(unit: &CodeUnit<'_>, change: &(ExprId, ExprId), holder: ExprId) -> bool {
    let Expr::Call { func, .. } = unit.body.expr(change.1) else { return false };
    let Expr::Attr { name, .. } = unit.body.expr(*func) else { return false };
    let is_drop = matches!(name.as_str(), "clear" | "pop" | "popleft" | "remove");
    is_drop && path(unit, change.0).is_some_and(|it| Some(it) == path(unit, holder))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn one_object_many_times() {
        flags(
            &RULE,
            "def rows(data):
    row, out = {}, []
    for x in data:
        row['v'] = x
        out.append(row)  # flagged: one object
    return out
def lines(data):
    line = []
    out = []
    while data:
        line.append(data.pop())
        out.append(line)  # flagged: one object
    return out
",
        );
    }

    #[test]
    fn copies_new_objects_and_ends() {
        silent(
            &RULE,
            "def rows(data):
    row, out = {}, []
    for x in data:
        row['v'] = x
        out.append(dict(row))
        if x == 0:
            row = {}
    return out
def groups(data):
    out, group = [], []
    for x in data:
        if x:
            group = []
        group.append(x)
        out.append(group)
    return out
def once(data):
    out, group = [], []
    for x in data:
        group.append(x)
        if not out:
            out.append(group)
    return out
def unchanged(data):
    row, out = {}, []
    for x in data:
        out.append(row)
    return out
def queue(data):
    row, out = {}, []
    for x in data:
        row['v'] = x
        out.append(row)
        use(out.pop())
",
        );
    }
}
