//! Each call adds another handler to a logger.

use crate::body::{Expr, ExprId, StmtId, VarRef};
use crate::holds::{class_of_instance, instance, is_initialiser, is_made_at_import_only};
use crate::items::{Definition, definition_of, path};
use crate::places::{Around, Places, dotted, stmt_of};
use crate::rule::{CodeUnit, RuleContext, Words};
use crate::surroundings::is_test_unit;
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// Each call adds another handler to a logger.
    ///
    /// `logging.getLogger(name)` gives the same logger each time, and a logger lives until the
    /// program ends. A handler that `__init__`, or a function that gives a logger, adds without
    /// looking is added again and again: each line is written several times, and no handler is freed.
    ///
    /// Nothing is reported if the function looks at the `handlers` of the logger, or the file
    /// removes handlers.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import logging
    ///
    /// class Service:
    ///     def __init__(self, name):
    ///         self.log = logging.getLogger(name)
    ///         self.log.addHandler(logging.StreamHandler())  # flagged: another handler
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import logging
    ///
    /// def get(name):
    ///     logger = logging.getLogger(name)
    ///     if not logger.handlers:
    ///         logger.addHandler(logging.StreamHandler())
    ///     return logger
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import logging
    ///
    /// def get(name):
    ///     logger = logging.getLogger(name)
    ///     logger.addHandler(logging.StreamHandler())
    ///     return logger
    ///
    /// get("a")
    /// print(len(get("a").handlers))  # prints: 2
    /// ```
    "logging-handler-accumulates",
    code: "RW332", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

/// By one of these a file takes its handlers back, or looks before it adds one.
const TAKING_BACK: Words =
    Words::of(&["removeHandler", "hasHandlers", "handlers.clear", "handlers = "]);

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("addHandler") || unit.unit.is_file(unit.db) {
        return;
    }
    if cx.mentions_any(TAKING_BACK) || looks_first(unit) || !runs_often(unit) {
        return;
    }
    let places = Places::new(unit.body);
    let around = Around::new(unit.body);
    for (call, func, args) in unit.calls() {
        let Expr::Attr { value, name } = unit.body.expr(func) else { continue };
        let [handler] = args else { continue };
        if name != "addHandler"
            || !is_logger(unit, *value)
            || !makes_handler(unit, handler.value)
            || is_test_unit(unit)
        {
            continue;
        }
        let is_plain = |it: StmtId| around.of(it).next().is_none();
        if stmt_of(&places, call).is_some_and(is_plain) {
            let message = "each call adds another handler to a logger that lives until the end";
            cx.report(unit.range(call), message).help(
                "look at its `handlers` first, or set logging up once, where the program starts",
            );
        }
    }
}

/// Does the function ask for the `handlers` of anything but the package?
fn looks_first(unit: &CodeUnit<'_>) -> bool {
    unit.body.exprs.iter().any(|it| match it {
        Expr::Attr { value, name } => {
            name == "handlers" && dotted(unit.body, *value).as_deref() != Some(&["logging"])
        }
        _ => false,
    })
}

/// Is it the initialiser of a class with instances made in functions, or a function that gives
/// loggers, by its name?
fn runs_often(unit: &CodeUnit<'_>) -> bool {
    if is_initialiser(unit) {
        let class = instance(unit).and_then(|it| class_of_instance(unit, it));
        return class.is_some_and(|it| !is_made_at_import_only(unit, it));
    }
    let name = &unit.body.scopes[0].name;
    let name = name.trim_start_matches('_');
    name.starts_with("get") && unit.body.scopes[0].decorators.is_empty()
}

/// Is it what `logging.getLogger(..)` gave?
fn is_logger(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let gives = |of: Unit, expr: ExprId| match unit_body(unit.db, of).expr(expr) {
        Expr::Call { func, .. } => {
            let path = path(unit.db, &definition_of(unit.db, of, *func));
            path.is_some_and(|it| it == "logging.getLogger")
        }
        _ => false,
    };
    match unit.body.expr(expr) {
        Expr::Name(VarRef::Local(_)) => {
            gives(unit.unit, unit.definitions().origin(unit.body, expr))
        }
        Expr::Name(VarRef::Global(_)) => match definition_of(unit.db, unit.unit, expr) {
            Definition::Value { file, expr } => gives(Unit::of_file(unit.db, file), expr),
            _ => false,
        },
        Expr::Attr { .. } => assigned_here(unit, expr).is_some_and(|it| gives(unit.unit, it)),
        _ => gives(unit.unit, expr),
    }
}

/// What the one assignment in this function gives to the attribute `self.log`.
fn assigned_here(unit: &CodeUnit<'_>, attribute: ExprId) -> Option<ExprId> {
    let name = dotted(unit.body, attribute)?;
    let mut values = unit.body.stmts.iter().filter_map(|it| match it {
        crate::body::Stmt::Assign { targets, value } => {
            let is_it = |it: &ExprId| dotted(unit.body, *it).as_ref() == Some(&name);
            targets.iter().any(is_it).then_some(*value)
        }
        _ => None,
    });
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// Is it a new handler of `logging`, but none that does nothing?
fn makes_handler(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let made = unit.definitions().origin(unit.body, expr);
    let Expr::Call { func, .. } = unit.body.expr(made) else { return false };
    let path = path(unit.db, &definition_of(unit.db, unit.unit, *func));
    path.is_some_and(|it| {
        it.starts_with("logging.") && it.ends_with("Handler") && !it.ends_with("NullHandler")
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn another_with_each_call() {
        flags(
            &RULE,
            "import logging
from logging.handlers import RotatingFileHandler
class Service:
    def __init__(self, name):
        self.log = logging.getLogger(name)
        self.log.addHandler(logging.StreamHandler())  # flagged: another handler
def get_logger(path):
    log = logging.getLogger('app')
    handler = RotatingFileHandler(path)
    log.addHandler(handler)  # flagged: another handler
    return log
",
        );
    }

    #[test]
    fn once_or_looked_at() {
        silent(
            &RULE,
            "import logging
log = logging.getLogger('x')
log.addHandler(logging.NullHandler())
def get(name):
    lg = logging.getLogger(name)
    if not lg.handlers:
        lg.addHandler(logging.StreamHandler())
    return lg
",
        );
        silent(
            &RULE,
            "import logging
def setup(name):
    logging.getLogger(name).addHandler(logging.StreamHandler())
def get_first(self, done):
    log = logging.getLogger('a')
    if not done:
        log.addHandler(logging.StreamHandler())
    log.addHandler(logging.NullHandler())
class Only:
    def __init__(self):
        logging.getLogger('a').addHandler(logging.StreamHandler())
only = Only()
",
        );
    }
}
