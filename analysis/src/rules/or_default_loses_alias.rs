//! `x = x or []`, and then a change that the caller was to see.

use refwise_syntax::TextEdit;

use crate::body::{Expr, ExprId, ParamKind, Stmt, StmtId};
use crate::diagnostic::Severity;
use crate::inplace::{Change, changes, is_empty, new_container, origins};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// `x = x or []`, and then a change in place.
    ///
    /// An empty list or dict counts as false. A caller who passes an empty one to be filled gets it
    /// back empty: `or` has put a new object in its place, and that is the one that is changed. A
    /// caller who passes one with something in it does see the changes. For sets and dicts it is
    /// an information: callers seldom look there afterwards.
    ///
    /// Ask `is None` instead. The fix does; it is unsafe because it changes what happens to empty
    /// arguments. If callers shall not see the change, make a copy.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def collect(node, out=None):
    ///     out = out or []  # flagged: a caller's empty list
    ///     out.append(node)
    ///     return out
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def collect(node, out=None):
    ///     out = out if out is not None else []
    ///     out.append(node)
    ///     return out
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def render(parts=None):
    ///     parts = parts or []
    ///     return ",".join(parts)
    ///
    ///
    /// def collect(node, out=None):
    ///     if out is None:
    ///         out = []
    ///     out.append(node)
    ///     return out
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def collect(node, out=None):
    ///     out = out or []
    ///     out.append(node)
    ///
    ///
    /// mine = []
    /// collect(1, mine)
    /// print(mine)  # prints: []
    /// ```
    "or-default-loses-alias",
    code: "RW204", group: Aliasing, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// `x or []`: the whole, the parameter, the new container.
struct Choice {
    whole: ExprId,
    param: ExprId,
    new: ExprId,
    class: &'static str,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if unit.unit.is_file(unit.db) {
        return;
    }
    let choices: Vec<Choice> =
        unit.body.stmts().filter_map(|(stmt, _)| choice(unit, stmt)).collect();
    if choices.is_empty() {
        return;
    }
    let all = changes(unit.body);
    for choice in choices {
        let Some(change) = all.iter().find(|it| it.how.fills() && changes_it(unit, it, &choice))
        else {
            continue;
        };
        let (param, new, class) = (unit.text(choice.param), unit.text(choice.new), choice.class);
        let edit = format!("{param} if {param} is not None else {new}");
        let range = unit.range(choice.whole);
        // A dict is rather a setting that is filled in, a set remembers what was seen: callers seldom
        // look there afterwards.
        let is_collected = matches!(class, "list" | "deque" | "bytearray");
        let severity = if is_collected { Severity::Warning } else { Severity::Info };
        cx.report(
            range,
            format!(
                "a caller's empty {class} counts as false: a new one takes its place, and the \
                 caller does not see the changes"
            ),
        )
        .severity(severity)
        .help("ask `is None`, or make a copy if callers shall not see the changes")
        .label(unit.range(change.at), "changed here")
        .unsafe_fix("Ask `is None`", vec![TextEdit::replace(range, edit)]);
    }
}

fn choice(unit: &CodeUnit<'_>, stmt: StmtId) -> Option<Choice> {
    let Stmt::Assign { targets, value } = unit.body.stmt(stmt) else { return None };
    let [target] = targets[..] else { return None };
    let Expr::Bool { is_and: false, operands } = unit.body.expr(*value) else { return None };
    let [param, new] = operands[..] else { return None };
    unit.body.expr(target).local()?;
    let class = new_container(unit.db, unit.unit, new).filter(|_| is_empty(unit.body, new))?;
    is_param(unit, param).then_some(Choice { whole: *value, param, new, class })
}

/// Is it what a caller passes, and nothing else?
fn is_param(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let Some(var) = unit.body.expr(expr).local() else { return false };
    let scope = unit.body.scope(unit.body.var(var).scope);
    let Some(idx) = scope.param_of(var) else { return false };
    let is_gathered =
        matches!(scope.params[idx].kind, ParamKind::VarPositional | ParamKind::VarKeyword);
    let found = origins(unit.body, unit.definitions(), expr);
    !is_gathered && found.params.len() == 1 && found.exprs.len() == 1
}

fn changes_it(unit: &CodeUnit<'_>, change: &Change, choice: &Choice) -> bool {
    unit.body.expr(change.object).local().is_some()
        && origins(unit.body, unit.definitions(), change.object).exprs.contains(&choice.whole)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn filled_afterwards() {
        flags(
            &RULE,
            "def collect(node, out=None):
    out = out or []  # flagged: empty list
    out.append(node)
    return out
def index(xs, table=None):
    into = table or {}  # flagged: empty dict
    for x in xs:
        into[x] = 1
def join(xs, seen):
    seen = seen or set()  # flagged: empty set
    seen |= set(xs)
",
        );
    }

    #[test]
    fn read_copied_or_made_anew() {
        silent(
            &RULE,
            "def render(parts=None):
    parts = parts or []
    return ','.join(parts)
def collect(node, out=None):
    if out is None:
        out = []
    out.append(node)
    return out
def copy(node, out=None):
    out = out or []
    out = list(out)
    out.append(node)
def gathered(**kwargs):
    kwargs = kwargs or {}
    kwargs['x'] = 1
def filled(out=None):
    out = out or [1]
    out.append(2)
def local():
    out = read()
    out = out or []
    out.append(1)
",
        );
    }
}
