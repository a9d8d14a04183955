//! `__exit__` keeps the exception or its traceback on the context manager.

use crate::body::{Body, BodyScope, Expr, ExprId, ParamKind, Stmt, VarId};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// `__exit__` keeps the exception or its traceback on the context manager.
    ///
    /// A traceback holds the frames of all code that ran in the `with` block, and their variables:
    /// mostly also the context manager, so that all of them form a ring. They stay for as long as the
    /// context manager does.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Guard:
    ///     def __enter__(self):
    ///         return self
    ///
    ///     def __exit__(self, kind, value, traceback):
    ///         self.exc_info = (kind, value, traceback)  # flagged: every frame of the `with` block
    ///         return True
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Guard:
    ///     def __enter__(self):
    ///         return self
    ///
    ///     def __exit__(self, kind, value, traceback):
    ///         self.failed = kind is not None
    ///         self.message = str(value)
    ///         return True
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    ///
    ///
    /// class Guard:
    ///     def __enter__(self):
    ///         return self
    ///
    ///     def __exit__(self, kind, value, traceback):
    ///         self.value = value
    ///         return True
    ///
    ///
    /// def demo():
    ///     with Guard() as guard:
    ///         raise ValueError(guard)
    ///
    ///
    /// gc.disable()
    /// gc.collect()
    /// demo()
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "exit-stores-traceback",
    code: "RW305", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let path = &unit.unit.path(unit.db).0;
    let is_exit = path.last().is_some_and(|it| it.name == "__exit__" || it.name == "__aexit__");
    if !is_exit || !unit.unit.is_in_class(unit.db) {
        return;
    }
    let Some((me, pinning)) = pinning_params(unit.body) else { return };
    if takes_apart(unit.body) || is_test_unit(unit) {
        return;
    }
    for (_, stmt) in unit.body.stmts() {
        let Stmt::Assign { targets, value } = stmt else { continue };
        let Some(&target) = targets.iter().find(|it| is_attribute_of(unit.body, **it, me)) else {
            continue;
        };
        let Some(held) = held(unit.body, *value, &pinning) else { continue };
        let name = &unit.body.var(held).name;
        let message = format!(
            "`{}` keeps `{name}`, and with it every frame of the `with` block and its variables",
            unit.text(target)
        );
        cx.report(unit.range(target), message)
            .help("keep its text or class, or the exception `with_traceback(None)`");
    }
}

/// The instance, and the parameters that lead to the traceback: the exception and the traceback, or
/// all of them as one tuple.
fn pinning_params(body: &Body) -> Option<(VarId, Vec<VarId>)> {
    let own = body.scope(BodyScope::OWN);
    let (me, rest) = own.vars.get(..own.params.len())?.split_first()?;
    let is_star = |idx: usize| own.params[idx + 1].kind == ParamKind::VarPositional;
    let held = match rest {
        [args] if is_star(0) => vec![*args],
        [_, value, traceback] if !is_star(0) && !is_star(1) => vec![*value, *traceback],
        _ => return None,
    };
    Some((*me, held))
}

/// Does the method let go of the frames itself?
fn takes_apart(body: &Body) -> bool {
    body.exprs.iter().any(|it| {
        let name = match it {
            Expr::Attr { name, .. } => name,
            _ => return false,
        };
        matches!(name.as_str(), "with_traceback" | "__traceback__" | "clear_frames")
    })
}

fn is_attribute_of(body: &Body, target: ExprId, me: VarId) -> bool {
    match body.expr(target) {
        Expr::Attr { value, .. } => body.expr(*value).local() == Some(me),
        _ => false,
    }
}

/// The parameter that the value is or has as an item.
fn held(body: &Body, value: ExprId, pinning: &[VarId]) -> Option<VarId> {
    match body.expr(value) {
        Expr::Name(_) => body.expr(value).local().filter(|it| pinning.contains(it)),
        Expr::Tuple(items) | Expr::List(items) => {
            items.iter().find_map(|it| held(body, *it, pinning))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn kept() {
        flags(
            &RULE,
            "class Guard:
    def __exit__(self, t, v, tb):
        self.exc_info = (t, v, tb)  # flagged: `self.exc_info` keeps `v`
        return True
class All:
    async def __aexit__(self, *args):
        self.args = args  # flagged: `args`
",
        );
    }

    #[test]
    fn not_kept() {
        silent(
            &RULE,
            "class Guard:
    def __exit__(self, t, v, tb):
        self.failed = t is not None
        self.kind = t
        self.message = str(v)
        exc = v
        return True
class Cut:
    def __exit__(self, t, v, tb):
        self.exception = v.with_traceback(None)
class Cleared:
    def __exit__(self, t, v, tb):
        self.exception = v
        v.__traceback__ = None
def __exit__(self, t, v, tb):
    self.v = v
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
class Guard:
    def __enter__(self):
        return self
    def __exit__(self, t, v, tb):
        self.failed = t is not None
        self.message = str(v)
        return True
def demo():
    with Guard() as g:
        raise ValueError(id(g))
",
        );
    }
}
