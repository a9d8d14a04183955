//! A variable that is bound again after a function that reads it was handed on.

use crate::body::{Const, Expr, ExprId, VarId};
use crate::captures::{Change, LateChange};
use crate::flow::definitions::DefKind;
use crate::keeping::How;
use crate::nesting::Nesting;
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A variable that is bound again after a function that reads it was handed on.
    ///
    /// A closure holds the variable, not its value: used for something else further down, the
    /// variable gives the function, when it is called, the other thing.
    ///
    /// Told is only a name that the code around uses for two things. One that starts as `None` and
    /// is filled in later, a counter, and what only the function reads are meant to be seen late.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def setup(register, path):
    ///     name = path + ".log"
    ///     register(lambda: open(name))  # flagged: `name` is bound again
    ///     name = path + ".err"
    ///     return open(name)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def setup(register, path):
    ///     name = path + ".log"
    ///     register(lambda: open(name))
    ///     errors = path + ".err"
    ///     return open(errors)
    ///
    ///
    /// def later(register):
    ///     server = None
    ///     register(lambda: server.close())
    ///     server = start()
    ///     return server
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// name = "log"
    /// show = lambda: name
    /// name = "err"
    /// print(show())  # prints: err
    /// ```
    "captured-then-rebound",
    code: "RW403", group: Closures, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if unit.unit.is_file(unit.db) {
        return;
    }
    for late in unit.late_changes() {
        let Change::Bound(value) = late.change else { continue };
        let is_handed_on = matches!(late.keeping.how, How::Registered | How::Item);
        if late.in_loop.is_some() || !is_handed_on {
            continue;
        }
        let nesting = unit.nesting();
        if !is_for_two_things(unit, nesting, late, value) {
            continue;
        }
        let name = &unit.body.var(late.var).name;
        let message = format!(
            "`{name}` is bound again after this function was handed on: when it is called, it sees \
             the other value"
        );
        let range = unit.scope_range(late.closure);
        if cx.is_in_test(range) {
            continue;
        }
        cx.report(range, message)
            .label(late.keeping.range(unit), late.keeping.how.words())
            .label(unit.range(value), format!("`{name}` is bound again to this"))
            .help("take another name for the second thing");
    }
}

/// Is the variable bound to something before and to something else after, and does the code around
/// read both, each for itself?
fn is_for_two_things(
    unit: &CodeUnit<'_>,
    nesting: &Nesting,
    late: &LateChange,
    value: ExprId,
) -> bool {
    let body = unit.body;
    let defs = unit.definitions();
    let mut n_before = 0;
    for (id, def) in defs.defs().filter(|it| it.1.var == late.var) {
        match def.kind {
            DefKind::Unbound => {}
            DefKind::Value(it) if it == value => {
                let mut reads = defs.reads(id);
                let is_read =
                    reads.any(|it| nesting.scope_of(it) == Some(body.var(late.var).scope));
                if !is_read || reads_var(unit, nesting, value, late.var) {
                    return false;
                }
            }
            DefKind::Value(it) if !is_placeholder(unit, it) => n_before += 1,
            DefKind::Param(_) => n_before += 1,
            _ => return false,
        }
    }
    n_before == 1 && !is_placeholder(unit, value)
}

/// A value that stands for "not yet": `None`, an empty string, `False`, `0`.
fn is_placeholder(unit: &CodeUnit<'_>, value: ExprId) -> bool {
    match unit.body.expr(value) {
        Expr::Const(Const::Str(it)) => it.is_empty(),
        Expr::Const(_) => true,
        Expr::List(it) | Expr::Tuple(it) | Expr::Set(it) => it.is_empty(),
        Expr::Dict(it) => it.is_empty(),
        _ => false,
    }
}

/// Is the new value made of the old one?
fn reads_var(unit: &CodeUnit<'_>, nesting: &Nesting, value: ExprId, var: VarId) -> bool {
    let stmt = nesting.stmt_of(unit.body, value);
    let mut reads = unit.body.exprs().filter(|it| it.1.local() == Some(var)).map(|it| it.0);
    let is_target = |it: ExprId| unit.definitions().reaching(it).is_empty();
    reads.any(|it| !is_target(it) && nesting.stmt_of(unit.body, it) == stmt)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn one_name_for_two_things() {
        flags(
            &RULE,
            "def setup(register, path):
    name = path + '.log'
    register(lambda: open(name))  # flagged: bound again
    name = path + '.err'
    return open(name)
",
        );
    }

    #[test]
    fn meant_to_be_seen_late() {
        silent(
            &RULE,
            "def setup(register, path):
    name = path + '.log'
    n = 0
    def count():
        nonlocal n
        n += 1
        return name
    register(count)
    n = 10
    return n
def placeholder(register):
    x = None
    register(lambda: x)
    x = make()
    return x
def wrapped(register, f):
    register(lambda: f())
    f = wrap(f)
    return f
def only_for_the_function(register, a):
    x = a.b
    register(lambda: x)
    x = a.c
",
        );
    }
}
