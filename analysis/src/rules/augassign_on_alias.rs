//! `x += ..` on an object that somebody else holds.

use crate::body::{BodyScope, Const, Expr, ExprId, Name, Operator, Stmt, StmtId, VarId};
use crate::diagnostic::Severity;
use crate::flow::definitions::DefKind;
use crate::inplace::{new_container, origins};
use crate::items::{self, Definition};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// `x += ..` on an object that somebody else holds.
    ///
    /// For numbers, strings and tuples `x += y` makes a new object. A list, set, dict, deque, `bytearray` or
    /// array is changed where it is, and everybody who holds it sees the change.
    ///
    /// It is told for a parameter that is annotated as such a container and then returned, as if it were a
    /// new one, and for a variable that is another name of a container whose first name is still read. A
    /// sum that starts with the first of the items (`total = rows[0]`) changes that item if it is a
    /// container; since nobody knows whether it is, that is an information.
    ///
    /// `x = x + y` makes a new object; the fix writes that. To change the caller's object on purpose,
    /// `x.extend(y)` says so.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def flags(options: list[str]):
    ///     options += ["-v"]  # flagged: the caller's list
    ///     return options
    ///
    ///
    /// def total(rows):
    ///     found = rows[0]
    ///     for row in rows[1:]:
    ///         found += row  # flagged: the first item
    ///     return found
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def flags(options: list[str]):
    ///     options = options + ["-v"]
    ///     return options
    ///
    ///
    /// def total(rows):
    ///     found = rows[0]
    ///     for row in rows[1:]:
    ///         found = found + row
    ///     return found
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def flags(options: tuple[str, ...], n: int):
    ///     options += ("-v",)
    ///     n += 1
    ///     out = []
    ///     out += options
    ///     return options, n, out
    ///
    ///
    /// def collect(node, into: list):
    ///     into += node.names
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// def flags(options: list[str]):
    ///     options += ["-v"]
    ///     return options
    ///
    ///
    /// mine = ["-x"]
    /// flags(mine)
    /// print(mine)  # prints: ['-x', '-v']
    /// ```
    "augassign-on-alias",
    code: "RW213", group: Aliasing, severity: Warning, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// Who else holds the object.
struct Alias {
    message: String,
    severity: Severity,
    at: Option<ExprId>,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if unit.unit.is_file(unit.db) {
        return;
    }
    for (stmt, it) in unit.body.stmts() {
        let Stmt::AugAssign { target, op, value } = it else { continue };
        let is_merge = matches!(op, Operator::Add | Operator::BitOr | Operator::Mult);
        let Some(var) = unit.body.expr(*target).local().filter(|_| is_merge) else { continue };
        let found = parameter(unit, *target, var)
            .or_else(|| second_name(unit, stmt, *target, var))
            .or_else(|| first_item(unit, stmt, *target));
        let Some(found) = found else { continue };
        let range = unit.stmt_range(stmt);
        let mut report = cx
            .report(range, found.message)
            .severity(found.severity)
            .help("`x = x + y` makes a new object; `x.extend(y)` says that this one is to change");
        if let Some(at) = found.at {
            report = report.label(unit.range(at), "the other reference");
        }
        if let (Some(sign), true) = (sign(*op), is_operand(unit.body.expr(*value))) {
            let (name, added) = (unit.text(*target), unit.text(*value));
            let edit = format!("{name} = {name} {sign} {added}");
            let edit = refwise_syntax::TextEdit::replace(range, edit);
            report.unsafe_fix("Make a new object", vec![edit]);
        }
    }
}

fn sign(op: Operator) -> Option<&'static str> {
    match op {
        Operator::Add => Some("+"),
        Operator::BitOr => Some("|"),
        _ => None,
    }
}

/// Can it stand behind an operator without parentheses?
fn is_operand(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Name(_)
            | Expr::Attr { .. }
            | Expr::Call { .. }
            | Expr::Subscript { .. }
            | Expr::List(_)
            | Expr::Dict(_)
            | Expr::Set(_)
    )
}

/// A parameter that is annotated as a mutable container, and returned.
fn parameter(unit: &CodeUnit<'_>, target: ExprId, var: VarId) -> Option<Alias> {
    let scope_id = unit.body.var(var).scope;
    let scope = unit.body.scope(scope_id);
    let param = &scope.params[scope.param_of(var)?];
    let class = annotated(unit, param.annotation?)?;
    let reaching = unit.definitions().reaching(target).iter();
    let is_param = |it: DefKind| matches!(it, DefKind::Param(_) | DefKind::Augmented(_));
    let is_callers = reaching.map(|it| unit.definitions().def(*it).kind).all(is_param);
    let is_method = matches!(&*param.name, "self" | "cls");
    if !is_callers || is_method || scope.is_generator || !is_returned(unit, scope_id, var) {
        return None;
    }
    Some(Alias {
        message: format!(
            "this changes the caller's {class}, and returns it as if it were a new one"
        ),
        severity: Severity::Warning,
        at: None,
    })
}

/// The name of the mutable container that an annotation asks for.
fn annotated(unit: &CodeUnit<'_>, annotation: ExprId) -> Option<&'static str> {
    let base = match unit.body.expr(annotation) {
        Expr::Subscript { value, .. } => *value,
        _ => annotation,
    };
    let Definition::External(path) = items::definition_of(unit.db, unit.unit, base) else {
        return None;
    };
    Some(match path.as_str() {
        "builtins.list" | "typing.List" | "typing.MutableSequence" => "list",
        "builtins.set" | "typing.Set" | "typing.MutableSet" => "set",
        "builtins.dict" | "typing.Dict" => "dict",
        "builtins.bytearray" => "bytearray",
        "collections.deque" | "typing.Deque" => "deque",
        "numpy.ndarray" => "array",
        _ => return None,
    })
}

/// Does the function return the variable itself, as it is?
fn is_returned(unit: &CodeUnit<'_>, scope: BodyScope, var: VarId) -> bool {
    unit.body.var(var).scope == scope
        && unit.body.stmts().any(|(_, it)| match it {
            Stmt::Return(Some(it)) => unit.body.expr(*it).local() == Some(var),
            _ => false,
        })
}

/// A variable that is another name of a container that was made here, whose first name is read
/// behind.
fn second_name(unit: &CodeUnit<'_>, stmt: StmtId, target: ExprId, var: VarId) -> Option<Alias> {
    let defs = unit.definitions();
    let reaching = defs.reaching(target).iter().map(|it| defs.def(*it).kind);
    let mut names = reaching.filter_map(|it| match it {
        DefKind::Value(it) => Some(it),
        _ => None,
    });
    let source = names.next().filter(|_| names.next().is_none())?;
    let other = unit.body.expr(source).local().filter(|it| *it != var)?;
    let made = defs.origin(unit.body, source);
    let class = new_container(unit.db, unit.unit, made)?;
    let end = unit.stmt_range(stmt).end();
    let is_read_behind = unit.body.exprs().any(|(id, it)| {
        it.local() == Some(other)
            && unit.range(id).start() > end
            && origins(unit.body, defs, id).exprs.contains(&made)
    });
    let name: &Name = &unit.body.var(other).name;
    is_read_behind.then(|| Alias {
        message: format!("this changes the {class} that is `{name}` too, which is read behind"),
        severity: Severity::Warning,
        at: Some(source),
    })
}

/// A sum that starts with the first item, and goes on with the others.
fn first_item(unit: &CodeUnit<'_>, stmt: StmtId, target: ExprId) -> Option<Alias> {
    let defs = unit.definitions();
    let Stmt::AugAssign { value, .. } = unit.body.stmt(stmt) else { return None };
    let reaching = defs.reaching(target).iter().map(|it| defs.def(*it).kind);
    let mut starts = reaching.filter_map(|it| match it {
        DefKind::Value(it) => Some(it),
        _ => None,
    });
    let start = starts.next().filter(|_| starts.next().is_none())?;
    let Expr::Subscript { value: items, index } = unit.body.expr(start) else { return None };
    let is_first = matches!(unit.body.expr(*index), Expr::Const(Const::Int(0)));
    let Some(DefKind::ItemOf(rest)) = defs.sole(*value) else { return None };
    let Expr::Subscript { value: same, index } = unit.body.expr(rest) else { return None };
    let is_rest = matches!(unit.body.expr(*index), Expr::Slice(_));
    let is_same =
        unit.body.expr(*items).local().is_some() && unit.body.expr(*items) == unit.body.expr(*same);
    let (items, item) = (unit.text(*items), unit.text(start));
    (is_first && is_rest && is_same).then(|| Alias {
        message: format!("this changes the first item of `{items}`, if it is a list or the like"),
        severity: Severity::Info,
        at: Some(start).filter(|_| !item.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn parameters_second_names_and_first_items() {
        flags(
            &RULE,
            "from typing import List
from collections import deque
def flags(opts: list[str]):
    opts += ['-v']  # flagged: caller's list
    return opts
def more(opts: List[str], loud):
    if loud:
        opts += ['-v']  # flagged: caller's list
    return opts
def queue(q: deque):
    q += [1]  # flagged: deque
    return q
def two():
    old = [1]
    new = old
    new += [2]  # flagged: `old` too
    return old, new
def total(rows):
    acc = rows[0]
    for r in rows[1:]:
        acc += r  # flagged: first item
    return acc
",
        );
    }

    #[test]
    fn new_objects_and_meant_changes() {
        silent(
            &RULE,
            "def flags(opts: tuple[str, ...], n: int, name: str):
    opts += ('-v',)
    n += 1
    name += 'x'
    out = []
    out += opts
    return opts, n, out
def collect(node, out: list):
    out += node.names
def copied(opts: list[str]):
    opts = list(opts)
    opts += ['-v']
    return opts
def renamed():
    old = [1]
    new = old
    new += [2]
    return new
def total(rows):
    acc = 0
    for r in rows[1:]:
        acc += r
    return acc
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
def flags(opts: tuple[str, ...], n: int):
    opts += ("-v",)
    n += 1
    out = []
    out += opts
    return opts, n, out
"#,
        );
    }
}
