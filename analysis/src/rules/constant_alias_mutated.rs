//! A constant of a module or class that is changed under another name.

use crate::body::{Body, BodyScope, Expr, ExprId, Name, VarRef};
use crate::db::{Db, File};
use crate::inplace::{Origins, changes, is_empty, new_container, origins};
use crate::items::{self, Definition};
use crate::rule::{CodeUnit, RuleContext};
use crate::unit::{Unit, unit_body, units};

crate::rule! {
    /// A constant of a module or class that is changed under another name.
    ///
    /// `options = DEFAULTS` copies no dict, it gives the same one a second name. What is changed by
    /// that name is changed for everybody who reads `DEFAULTS`, for as long as the program runs.
    ///
    /// A constant is a list, dict or set with something in it, under a name in capitals. Where the file
    /// itself changes it by that name, it is meant to be changed, and nothing is said.
    ///
    /// Make a copy: `dict(DEFAULTS)`, `list(…)`, `copy.deepcopy(…)`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// DEFAULTS = {"depth": 1}
    ///
    ///
    /// def options(**given):
    ///     chosen = DEFAULTS
    ///     chosen.update(given)  # flagged: the dict `DEFAULTS`
    ///     return chosen
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// DEFAULTS = {"depth": 1}
    /// HANDLERS = {}
    ///
    ///
    /// def options(**given):
    ///     chosen = {**DEFAULTS}
    ///     chosen.update(given)
    ///     return chosen
    ///
    ///
    /// def register(name, function):
    ///     HANDLERS[name] = function
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// DEFAULTS = {"depth": 1}
    /// chosen = DEFAULTS
    /// chosen.update(depth=5)
    /// print(DEFAULTS)  # prints: {'depth': 5}
    /// ```
    "constant-alias-mutated",
    code: "RW212", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if unit.unit.is_file(unit.db) || !unit.body.exprs().any(|it| is_constant_name(unit, it.1)) {
        return;
    }
    for change in changes(unit.body) {
        if unit.body.expr(change.object).local().is_none() {
            continue;
        }
        let found = origins(unit.body, unit.definitions(), change.object);
        let Some((source, class)) = constant_among(unit, &found) else { continue };
        let name = unit.text(source);
        cx.report(
            unit.range(change.at),
            format!("this changes the {class} `{name}` itself, for everybody who reads it"),
        )
        .help("make a copy first")
        .label(unit.range(source), format!("`{name}` gets another name, no copy is made"));
    }
}

fn is_constant_name(unit: &CodeUnit<'_>, expr: &Expr) -> bool {
    match expr {
        Expr::Name(it @ (VarRef::Global(_) | VarRef::Enclosing(_))) => {
            is_capital(unit.body.name_of(it))
        }
        Expr::Attr { name, .. } => is_capital(name),
        _ => false,
    }
}

fn is_capital(name: &str) -> bool {
    name.len() > 1
        && name.contains(|it: char| it.is_ascii_uppercase())
        && !name.contains(|it: char| it.is_lowercase())
}

/// The constant that is among the sources of a value: where it is read, and its class. A parameter
/// may be its default.
fn constant_among(unit: &CodeUnit<'_>, found: &Origins) -> Option<(ExprId, &'static str)> {
    let defaults = found.params.iter();
    let defaults = defaults.filter_map(|(scope, idx)| unit.body.scope(*scope).params[*idx].default);
    found.exprs.iter().copied().chain(defaults).find_map(|it| Some((it, constant(unit, it)?)))
}

fn constant(unit: &CodeUnit<'_>, expr: ExprId) -> Option<&'static str> {
    if !is_constant_name(unit, unit.body.expr(expr)) {
        return None;
    }
    let Definition::Value { file, expr: value } = meaning(unit, expr) else { return None };
    let home = Unit::of_file(unit.db, file);
    let class = new_container(unit.db, home, value)?;
    let is_filled = !is_empty(unit_body(unit.db, home), value);
    let name = match unit.body.expr(expr) {
        Expr::Name(it) => unit.body.name_of(it),
        Expr::Attr { name, .. } => name,
        _ => return None,
    };
    (is_filled && !is_changed_by_name(unit.db, file, name)).then_some(class)
}

fn meaning(unit: &CodeUnit<'_>, expr: ExprId) -> Definition {
    let of_first = crate::inplace::attribute_of_first(unit.body, expr);
    match (of_first, items::class_around(unit.db, unit.unit)) {
        (Some(name), Some(class)) => items::member(unit.db, &Definition::Class(class), name),
        _ => items::definition_of(unit.db, unit.unit, expr),
    }
}

/// Does the file in which the constant is made change it by its own name?
fn is_changed_by_name(db: &dyn Db, file: File, name: &Name) -> bool {
    units(db, file).iter().any(|unit| {
        let body = unit_body(db, *unit);
        changes(body).iter().any(|it| is_named(body, it.object, name))
    })
}

fn is_named(body: &Body, expr: ExprId, name: &Name) -> bool {
    match body.expr(expr) {
        Expr::Name(VarRef::Local(it)) => {
            body.var(*it).name == *name && body.var(*it).scope == BodyScope::OWN
        }
        Expr::Name(it) => body.name_of(it) == name,
        Expr::Attr { name: it, .. } => it == name,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn aliases() {
        flags(
            &RULE,
            "DEFAULTS = {'a': 1}
NAMES = ['x']
class C:
    KINDS = ['a']
    def f(self):
        kinds = self.KINDS
        kinds.append('b')  # flagged: `self.KINDS`
def options(given=None, **kw):
    opts = DEFAULTS
    opts.update(kw)  # flagged: dict `DEFAULTS`
    chosen = given or NAMES
    chosen += ['y']  # flagged: list `NAMES`
    return opts
def default(opts=DEFAULTS):
    opts['b'] = 2  # flagged: itself
def maybe(names=None):
    if names is None:
        names = NAMES
    names.sort()  # flagged: `NAMES`
    return names
",
        );
    }

    #[test]
    fn copies_registries_and_reads() {
        silent(
            &RULE,
            "DEFAULTS = {'a': 1}
_registry = {}
HANDLERS = {}
TABLE = {'a': 1}
TUPLE = (1, 2)
def options(**kw):
    opts = {**DEFAULTS}
    opts.update(kw)
    names = list(DEFAULTS)
    names.append('x')
    return opts
def register(name, fn):
    _registry[name] = fn
    handlers = HANDLERS
    handlers[name] = fn
def change(name):
    TABLE[name] = 1
    table = TABLE
    table[name] = 2
def add():
    both = TUPLE
    both += (3,)
def rebound():
    opts = DEFAULTS
    opts = dict(opts)
    opts['x'] = 1
",
        );
    }
}
