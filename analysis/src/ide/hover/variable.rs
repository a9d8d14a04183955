//! What is true of a variable rather than of what it is bound to: captures, defaults, globals.

use refwise_syntax::TextSize;

use super::{Asked, Hover, line, line_at, title};
use crate::body::{Body, BodyScope, Expr, ExprId, Name, ScopeKind, VarId};
use crate::items::{Definition, definition_of};
use crate::rule::CodeUnit;
use crate::unit::Unit;

/// The functions that capture `var`, and whether they see another value than they were made with.
pub(super) fn captures(unit: &Asked<'_>, var: VarId) -> Vec<String> {
    let mut by: Vec<String> = Vec::new();
    let mut facts = Vec::new();
    let mut has_owner_function = !unit.unit.is_file(unit.db);
    for (scope, it) in unit.body.scopes() {
        let is_closure = it.is_function() || matches!(it.kind, ScopeKind::Class { .. });
        if !is_closure || !it.free.contains(&var) || is_only_around(unit.body, scope, var) {
            continue;
        }
        has_owner_function = true;
        let line = line_at(unit, unit.scope_range(scope).start());
        by.push(match it.name.as_str() {
            "" => format!("the lambda of line {line}"),
            name => format!("`{name}` (line {line})"),
        });
    }
    if !by.is_empty() && has_owner_function {
        let name = &unit.body.var(var).name;
        facts.push(format!(
            "captured by {}: the variable `{name}` itself, so a later binding is seen there",
            by.join(", ")
        ));
    }
    if unit.late_changes().iter().any(|it| it.var == var) {
        facts.push("bound again after a function captured it that is called later".to_owned());
    }
    facts
}

/// Has the scope the variable only because one inside it needs it?
fn is_only_around(body: &Body, scope: BodyScope, var: VarId) -> bool {
    body.scopes()
        .any(|it| it.1.parent == Some(scope) && it.1.free.contains(&var) && !it.1.is_comp())
}

/// What is said where the name of a parameter stands.
pub(super) fn parameter(unit: &Asked<'_>, offset: TextSize) -> Option<Hover> {
    for (scope, it) in unit.body.scopes().filter(|it| it.1.is_function()) {
        for (idx, param) in it.params.iter().enumerate() {
            let range = unit.param_range(scope, idx);
            if !range.contains_inclusive(offset) || range.is_empty() {
                continue;
            }
            let mut facts = vec![format!("`{}` is what the caller passes", param.name)];
            if let Some(default) = param.default.filter(|it| is_container(unit.body, *it)) {
                facts.push(format!(
                    "without it, one object for all calls: `{}`, made when the function is",
                    title(unit, default)
                ));
            }
            let var = it.vars.get(idx).copied();
            facts.extend(var.into_iter().flat_map(|it| captures(unit, it)));
            return (facts.len() > 1).then_some(Hover { range, facts });
        }
    }
    None
}

fn is_container(body: &Body, expr: ExprId) -> bool {
    matches!(body.expr(expr), Expr::List(_) | Expr::Set(_) | Expr::Dict(_))
}

/// What is said of a global that holds an object which can be changed.
pub(super) fn global(unit: &Asked<'_>, expr: ExprId, name: &Name) -> Vec<String> {
    let Definition::Value { file, expr: value } = definition_of(unit.db, unit.unit, expr) else {
        return Vec::new();
    };
    let top = CodeUnit::new(unit.db, Unit::of_file(unit.db, file));
    if !is_container(top.body, value) {
        return Vec::new();
    }
    let place = match file == unit.file {
        true => String::new(),
        false => format!(" of `{}`", crate::modules::module_name(unit.db, file)),
    };
    vec![
        format!(
            "`{name}` refers to one object of the module, made in line {}{place}",
            line(&top, value)
        ),
        "all functions that use the name share it, and a change is seen by all".to_owned(),
    ]
}
