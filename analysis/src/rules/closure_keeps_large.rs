//! A function that keeps a large object for a small part of it.

use crate::body::{BodyScope, Const, Expr, ExprId, VarId};
use crate::captures::keepings;
use crate::flow::definitions::DefKind;
use crate::items::{self, Definition};
use crate::keeping::How;
use crate::nesting::{Nesting, Place};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// A function that keeps a large object for a small part of it.
    ///
    /// A closure holds the whole object that a variable is bound to for as long as the closure
    /// lives, even if it only ever asks for its length. The content of a file or an array stays in
    /// memory for the sake of one number.
    ///
    /// Compute the small value first and let the function use that.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def make_counter(path):
    ///     with open(path) as file:
    ///         data = file.read()
    ///
    ///     def size():
    ///         return len(data)  # flagged: keeps all of `data`
    ///
    ///     return size
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def make_counter(path):
    ///     with open(path) as file:
    ///         data = file.read()
    ///     n_characters = len(data)
    ///
    ///     def size():
    ///         return n_characters
    ///
    ///     def content():
    ///         return data
    ///
    ///     content()
    ///     return size
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import sys
    /// def make():
    ///     data = "x" * 1_000_000
    ///     return lambda: len(data)
    /// size = make()
    /// print(sys.getsizeof(size.__closure__[0].cell_contents) > 1_000_000)  # prints: True
    /// ```
    "closure-keeps-large",
    code: "RW337", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for (scope, it) in unit.body.scopes() {
        if !it.is_function() || it.is_elsewhere || it.free.is_empty() || scope == BodyScope::OWN {
            continue;
        }
        for &var in &it.free {
            let Some(made) = large(unit, var) else { continue };
            let nesting = unit.nesting();
            let Some(uses) = small_uses(unit, nesting, var) else { continue };
            let outlives = |it: &crate::keeping::Keeping| {
                let is_outer = it.holder.is_none_or(|it| is_from_outside(unit, it));
                matches!(it.how, How::Returned | How::Yielded) || is_outer
            };
            if !keepings(unit, nesting, scope).iter().any(outlives) {
                continue;
            }
            let name = &unit.body.var(var).name;
            for at in uses {
                let message = format!(
                    "the function keeps all of `{name}` in memory for as long as it lives, and only \
                     needs this of it"
                );
                cx.report(unit.range(at), message)
                    .label(unit.range(made), "may be large")
                    .label(unit.scope_range(scope), "outlives the code that made it")
                    .help("compute this before, and let the function use the result");
            }
        }
    }
}

/// The call that made the large object that is all that the variable is ever bound to.
fn large(unit: &CodeUnit<'_>, var: VarId) -> Option<ExprId> {
    let is_bound = |it: &&crate::flow::definitions::Def| it.kind != DefKind::Unbound;
    // Cheap before exact: most captured variables are never bound to a call.
    let defs = unit.definitions();
    let mut bindings = defs.defs().map(|it| it.1).filter(|it| it.var == var).filter(is_bound);
    let DefKind::Value(made) = bindings.next()?.kind else { return None };
    (bindings.next().is_none() && makes_large(unit, made)).then_some(made)
}

/// Does `expr` read or make what may be large?
pub(super) fn makes_large(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let Expr::Call { func, args } = unit.body.expr(expr) else { return false };
    if let Definition::External(path) = items::definition_of(unit.db, unit.unit, *func) {
        let is_maker = |it: &str| {
            let Some(name) = path.strip_prefix(it) else { return false };
            matches!(
                name,
                ".load"
                    | ".loadtxt"
                    | ".genfromtxt"
                    | ".fromfile"
                    | ".zeros"
                    | ".ones"
                    | ".empty"
                    | ".arange"
                    | ".read_csv"
                    | ".read_parquet"
                    | ".read_excel"
                    | ".read_json"
                    | ".read_sql"
            )
        };
        return ["json", "numpy", "pandas", "pickle"].into_iter().any(is_maker);
    }
    match unit.body.expr(*func) {
        Expr::Attr { name, .. } => match name.as_str() {
            "read" | "readlines" | "read_bytes" => args.is_empty(),
            "read_text" => true,
            _ => false,
        },
        _ => false,
    }
}

/// What functions read of the variable, if each use is a small part: `len(data)`, `data[0]`,
/// `data.shape`.
fn small_uses(unit: &CodeUnit<'_>, nesting: &Nesting, var: VarId) -> Option<Vec<ExprId>> {
    let owner = unit.body.var(var).scope;
    let mut uses = Vec::new();
    for (read, it) in unit.body.exprs() {
        if it.local() != Some(var) || !is_in_function(unit, nesting, read, owner) {
            continue;
        }
        let Place::Expr(outer) = nesting.place(read) else { return None };
        let is_small = match unit.body.expr(outer) {
            Expr::Call { func, args } => args.len() == 1 && is_len(unit, *func),
            Expr::Subscript { value, index } => {
                *value == read && matches!(unit.body.expr(*index), Expr::Const(Const::Int(_)))
            }
            Expr::Attr { name, .. } => {
                matches!(name.as_str(), "shape" | "size" | "dtype" | "ndim" | "name")
            }
            _ => false,
        };
        if !is_small {
            return None;
        }
        uses.push(outer);
    }
    (!uses.is_empty()).then_some(uses)
}

/// Does a function inside `owner` evaluate `expr`?
fn is_in_function(unit: &CodeUnit<'_>, nesting: &Nesting, expr: ExprId, owner: BodyScope) -> bool {
    let mut scope = nesting.scope_of(expr);
    while let Some(it) = scope.filter(|it| *it != owner) {
        let is_generator = unit.body.scope(it).is_generator;
        if unit.body.scope(it).is_function() || is_generator {
            return true;
        }
        scope = unit.body.scope(it).parent;
    }
    false
}

fn is_len(unit: &CodeUnit<'_>, func: ExprId) -> bool {
    let definition = items::definition_of(unit.db, unit.unit, func);
    matches!(definition, Definition::External(it) if it == "builtins.len")
}

/// Is the object something that was there before the function ran?
fn is_from_outside(unit: &CodeUnit<'_>, holder: ExprId) -> bool {
    let Some(var) = crate::keeping::root_var(unit, holder) else { return true };
    let it = unit.body.var(var);
    unit.body.scope(it.scope).param_of(var).is_some()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn kept_for_a_part() {
        flags(
            &RULE,
            "import numpy as np
class C:
    def f(self, path):
        data = open(path).read()
        self.size = lambda: len(data)  # flagged: all of `data`
def shape(path):
    array = np.load(path)
    return lambda: array.shape  # flagged: all of `array`
def make_counter(path):
    with open(path) as f:
        data = f.read()
    def size():
        return len(data)  # flagged: all of `data`
    return size
",
        );
    }

    #[test]
    fn used_whole_small_or_not_kept() {
        silent(
            &RULE,
            "def make_counter(path, run):
    with open(path) as f:
        data = f.read()
        head = f.read(10)
    n = len(data)
    def size():
        return n
    def both():
        return len(data), data
    def first():
        return len(head)
    total = sum(1 for _ in data)
    run(lambda: len(data))
    return size, total, both, first
def called(path):
    data = open(path).read()
    def size():
        return len(data)
    return size()
",
        );
    }
}
