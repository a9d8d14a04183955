//! A shallow copy whose inner container is changed.

use crate::body::{ArgKind, Const, Expr, ExprId, Name, Stmt, VarRef};
use crate::diagnostic::Severity;
use crate::inplace::{Change, changes, new_container, origins};
use crate::items::{self, Definition};
use crate::rule::{CodeUnit, RuleContext};
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// A shallow copy whose inner container is changed.
    ///
    /// `x.copy()`, `dict(x)`, `list(x)`, `x[:]`, `{**x}`, `[*x]` and `copy.copy(x)` make a new outer
    /// object that holds the same inner ones. What is put into a list inside the copy is in the original
    /// too. If the original is a constant of a module or class, or a default, everybody who uses it
    /// afterwards gets it.
    ///
    /// It is told where the original is a display that can be seen, with a container at the place in
    /// question, and nothing in the function puts another one there.
    ///
    /// Take `copy.deepcopy`, or put a new inner container into the copy.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// DEFAULTS = {"paths": [], "depth": 1}
    ///
    ///
    /// def config(extra):
    ///     options = DEFAULTS.copy()
    ///     options["paths"].append(extra)  # flagged: the list in `DEFAULTS`
    ///     return options
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import copy
    ///
    /// DEFAULTS = {"paths": [], "depth": 1}
    ///
    ///
    /// def config(extra):
    ///     options = DEFAULTS.copy()
    ///     options["depth"] = 2
    ///     options["paths"] = options["paths"] + [extra]
    ///     deep = copy.deepcopy(DEFAULTS)
    ///     deep["paths"].append(extra)
    ///     return options, deep
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// DEFAULTS = {"paths": []}
    /// options = DEFAULTS.copy()
    /// options["paths"].append(1)
    /// print(DEFAULTS)  # prints: {'paths': [1]}
    /// ```
    "shallow-copy-nested-mutation",
    code: "RW211", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// What was copied: a display, and how it is called.
struct Original {
    unit: Unit,
    display: ExprId,
    name: String,
    is_shared: bool,
    /// The expression that makes the copy, and the name that it copies.
    copy: ExprId,
    source: ExprId,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if unit.unit.is_file(unit.db) || !unit.body.exprs().any(|it| copied(unit, it.0).is_some()) {
        return;
    }
    for change in changes(unit.body) {
        let Some((original, class)) = changed_original(unit, &change) else { continue };
        let name = &original.name;
        let message = format!(
            "this changes the {class} in `{name}` too: a shallow copy holds the same inner objects"
        );
        let severity = if original.is_shared { Severity::Error } else { Severity::Warning };
        cx.report(unit.range(change.at), message)
            .severity(severity)
            .help("take `copy.deepcopy`, or put a new inner container into the copy")
            .label(unit.range(original.copy), "copied here");
    }
}

/// The original whose inner container `change` changes, and the class of that.
fn changed_original(unit: &CodeUnit<'_>, change: &Change) -> Option<(Original, &'static str)> {
    let found = origins(unit.body, unit.definitions(), change.object);
    found.exprs.iter().find_map(|inner| {
        let Expr::Subscript { value: copy, index } = unit.body.expr(*inner) else { return None };
        let original = original_of(unit, *copy)?;
        let class = inner_container(unit, &original, *index)?;
        let is_live = original.is_shared || is_read_after(unit, &original, change.at);
        (is_live && !is_replaced(unit, *copy, *index)).then_some((original, class))
    })
}

/// What a local variable is a copy of, on every way.
fn original_of(unit: &CodeUnit<'_>, copy: ExprId) -> Option<Original> {
    unit.body.expr(copy).local()?;
    let made = unit.definitions().origin(unit.body, copy);
    let source = copied(unit, made)?;
    let (home, display, is_shared) = display_of(unit, source)?;
    let name = unit.text(source).to_owned();
    Some(Original { unit: home, display, name, is_shared, copy: made, source })
}

/// What `expr` makes a shallow copy of.
fn copied(unit: &CodeUnit<'_>, expr: ExprId) -> Option<ExprId> {
    let body = unit.body;
    let source = match body.expr(expr) {
        Expr::Call { func, args } => match (body.expr(*func), &args[..]) {
            (Expr::Attr { value, name }, []) if name == "copy" => *value,
            (_, [arg]) if arg.kind == ArgKind::Positional && is_source(body.expr(arg.value)) => {
                is_copier(unit, *func).then_some(arg.value)?
            }
            _ => return None,
        },
        Expr::Subscript { value, index } => match body.expr(*index) {
            Expr::Slice(it) if it.lower.is_none() && it.upper.is_none() => *value,
            _ => return None,
        },
        Expr::Dict(items) => match items[..] {
            [first, ..] if first.key.is_none() => first.value,
            _ => return None,
        },
        Expr::List(items) => match items[..] {
            [first] => match body.expr(first) {
                Expr::Starred(it) => *it,
                _ => return None,
            },
            _ => return None,
        },
        _ => return None,
    };
    is_source(body.expr(source)).then_some(source)
}

fn is_source(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(_) | Expr::Attr { .. })
}

fn is_copier(unit: &CodeUnit<'_>, func: ExprId) -> bool {
    let name = match unit.body.expr(func) {
        Expr::Name(it) => unit.body.name_of(it),
        Expr::Attr { name, .. } => name,
        _ => return false,
    };
    // A look at the name saves most searches for what it means.
    if !matches!(name.as_str(), "dict" | "list" | "copy" | "OrderedDict") {
        return false;
    }
    let Definition::External(path) = items::definition_of(unit.db, unit.unit, func) else {
        return false;
    };
    matches!(
        path.as_str(),
        "builtins.dict" | "builtins.list" | "copy.copy" | "collections.OrderedDict"
    )
}

/// The display that `source` is, in its unit; and whether others share it: a constant or default.
fn display_of(unit: &CodeUnit<'_>, source: ExprId) -> Option<(Unit, ExprId, bool)> {
    let body = unit.body;
    if let Expr::Name(VarRef::Local(_)) = body.expr(source) {
        let found = origins(body, unit.definitions(), source);
        if let ([(scope, idx)], [_]) = (&found.params[..], &found.exprs[..]) {
            let default = body.scope(*scope).params[*idx].default?;
            return is_display(body.expr(default)).then_some((unit.unit, default, true));
        }
        let made = unit.definitions().origin(body, source);
        return is_display(body.expr(made)).then_some((unit.unit, made, false));
    }
    let Definition::Value { file, expr } = constant(unit, source) else { return None };
    let home = Unit::of_file(unit.db, file);
    is_display(unit_body(unit.db, home).expr(expr)).then_some((home, expr, true))
}

/// What a global name means, or an attribute of `self` or `cls` that only the class has.
fn constant(unit: &CodeUnit<'_>, source: ExprId) -> Definition {
    if let Some(name) = crate::inplace::attribute_of_first(unit.body, source)
        && let Some(class) = items::class_around(unit.db, unit.unit)
    {
        let is_own = name.chars().any(char::is_lowercase);
        return match is_own {
            true => Definition::Unknown,
            false => items::member(unit.db, &Definition::Class(class), name),
        };
    }
    items::definition_of(unit.db, unit.unit, source)
}

fn is_display(expr: &Expr) -> bool {
    matches!(expr, Expr::Dict(_) | Expr::List(_))
}

/// The class of the container that the original has at `index`; all its items must be some where the
/// index is not a constant.
fn inner_container(
    unit: &CodeUnit<'_>,
    original: &Original,
    index: ExprId,
) -> Option<&'static str> {
    let body = unit_body(unit.db, original.unit);
    let class = |it: ExprId| new_container(unit.db, original.unit, it);
    let key = constant_of(unit.body.expr(index));
    if is_given_anew(unit, original.copy, key) {
        return None;
    }
    match (body.expr(original.display), key) {
        (Expr::Dict(items), Some(key)) => {
            let item = items.iter().rfind(|it| {
                it.key.is_none_or(|it| constant_of(body.expr(it)).is_none_or(|it| it == key))
            })?;
            item.key.and_then(|it| constant_of(body.expr(it)))?;
            class(item.value)
        }
        (Expr::Dict(items), None) => same(items.iter().map(|it| class(it.value))),
        (Expr::List(items), _) => same(items.iter().map(|it| class(*it))),
        _ => None,
    }
}

fn constant_of(expr: &Expr) -> Option<&Const> {
    match expr {
        Expr::Const(it) => Some(it),
        _ => None,
    }
}

/// Does `{**x, key: ..}` itself say what is at `key`?
fn is_given_anew(unit: &CodeUnit<'_>, copy: ExprId, key: Option<&Const>) -> bool {
    let Expr::Dict(items) = unit.body.expr(copy) else { return false };
    items.iter().skip(1).any(|it| match it.key.map(|it| constant_of(unit.body.expr(it))) {
        Some(Some(given)) => key.is_none_or(|it| it == given),
        _ => true,
    })
}

/// The class that all of them are.
fn same(mut classes: impl Iterator<Item = Option<&'static str>>) -> Option<&'static str> {
    let first = classes.next()??;
    classes.all(|it| it == Some(first)).then_some(first)
}

/// May anything in the unit put another object at `index` of the copy?
fn is_replaced(unit: &CodeUnit<'_>, copy: ExprId, index: ExprId) -> bool {
    let body = unit.body;
    let made = unit.definitions().origin(body, copy);
    let is_copy = |it: ExprId| origins(body, unit.definitions(), it).exprs.contains(&made);
    let key = constant_of(body.expr(index));
    let stores_it = |target: ExprId| match body.expr(target) {
        Expr::Subscript { value, index } => {
            let other = constant_of(body.expr(*index));
            let is_same = key.is_none() || other.is_none() || other == key;
            is_same && is_copy(*value)
        }
        Expr::Tuple(_) | Expr::List(_) | Expr::Starred(_) => true,
        _ => false,
    };
    let is_stored = body.stmts().any(|(_, it)| match it {
        Stmt::Assign { targets, .. } => targets.iter().any(|it| stores_it(*it)),
        Stmt::For { target, .. } => matches!(body.expr(*target), Expr::Subscript { .. }),
        _ => false,
    });
    // `update`, or whatever else gets it, may.
    let is_lost = body.exprs().any(|(_, it)| match it {
        Expr::Call { func, args } => {
            let is_own = match body.expr(*func) {
                Expr::Attr { value, name } => !is_harmless(name) && is_copy(*value),
                _ => false,
            };
            is_own || args.iter().any(|it| is_copy(it.value))
        }
        _ => false,
    });
    is_stored || is_lost
}

/// Does a method of this name leave the items of its object where they are?
fn is_harmless(name: &Name) -> bool {
    matches!(name.as_str(), "get" | "items" | "keys" | "values" | "copy" | "index" | "count")
}

/// Is the original read behind the change?
fn is_read_after(unit: &CodeUnit<'_>, original: &Original, at: ExprId) -> bool {
    let made = original.display;
    let start = unit.range(at).end();
    unit.body.exprs().any(|(id, it)| {
        id != original.source
            && it.local().is_some()
            && unit.range(id).start() > start
            && unit.definitions().origin(unit.body, id) == made
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn copies_of_constants() {
        flags(
            &RULE,
            "import copy
DEFAULTS = {'paths': [], 'depth': 1}
GRID = [[0, 0], [0, 0]]
def a(extra):
    cfg = DEFAULTS.copy()
    cfg['paths'].append(extra)  # flagged: `DEFAULTS`
    return cfg
def b(extra):
    cfg = {**DEFAULTS, 'depth': 2}
    paths = cfg['paths']
    paths += extra  # flagged: list
    return cfg
def c(i, j):
    grid = list(GRID)
    grid[i][j] = 1  # flagged: `GRID`
    return grid
def d(i, j):
    grid = copy.copy(GRID)
    grid[0][j] += 1  # flagged: `GRID`
    return grid
class C:
    OPTIONS = {'x': {}}
    def f(self, k):
        mine = dict(self.OPTIONS)
        mine['x'][k] = 1  # flagged: dict
        return mine
def e(k, options={'x': set()}):
    mine = options.copy()
    mine['x'].add(k)  # flagged: set
    return mine
def local():
    base = {'x': []}
    mine = base.copy()
    mine['x'].append(1)  # flagged: `base`
    return base, mine
",
        );
    }

    #[test]
    fn deep_copies_and_new_inner_containers() {
        silent(
            &RULE,
            "import copy
DEFAULTS = {'paths': [], 'depth': 1, 'names': ()}
def config(extra):
    cfg = DEFAULTS.copy()
    cfg['depth'] = 2
    cfg['paths'] = cfg['paths'] + [extra]
    cfg['paths'].append(1)
    deep = copy.deepcopy(DEFAULTS)
    deep['paths'].append(extra)
    return cfg, deep
def anew(extra):
    cfg = {**DEFAULTS, 'paths': []}
    cfg['paths'].append(extra)
    return cfg
def updated(extra):
    cfg = dict(DEFAULTS)
    cfg.update(extra)
    cfg['paths'].append(extra)
def passed(extra):
    cfg = dict(DEFAULTS)
    renew(cfg)
    cfg['paths'].append(extra)
def outer(extra):
    cfg = dict(DEFAULTS)
    cfg['more'] = extra
    return cfg
def unknown(options):
    mine = options.copy()
    mine['x'].append(1)
    return mine
def local():
    base = {'x': []}
    mine = base.copy()
    mine['x'].append(1)
    return mine
",
        );
    }
}
