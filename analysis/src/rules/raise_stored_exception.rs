//! Raising an exception that the raising frame itself keeps.

use crate::body::{Body, BodyScope, Expr, ExprId, Name, ScopeKind, Stmt, StmtId, VarRef};
use crate::classes::{ClassId, Lookup};
use crate::classes::{MemberKind, class_model, inherits, instance_attributes, lookup};
use crate::diagnostic::Severity;
use crate::flow::definitions::DefKind;
use crate::holds::{class_of_instance, instance};
use crate::items::{Definition, definition_of};
use crate::places::Around;
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// Raising an exception that the raising frame itself keeps.
    ///
    /// What is raised gets a traceback, the traceback holds the frame, and the frame holds `self` or
    /// the parameter that has the exception: a ring, with all that the frame's variables reach on it.
    /// `concurrent.futures` breaks it with `finally: self = None`.
    ///
    /// Reported are attributes that are given exceptions by the class, and parameters that are named
    /// or annotated as exceptions. A new exception in a local variable is not reported.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Future:
    ///     def __init__(self, exc):
    ///         self._exc = exc
    ///
    ///     def result(self):
    ///         raise self._exc  # flagged: `self` keeps the exception
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Future:
    ///     def __init__(self, exc):
    ///         self._exc = exc
    ///
    ///     def result(self):
    ///         try:
    ///             raise self._exc
    ///         finally:
    ///             self = None
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    ///
    ///
    /// class Future:
    ///     def __init__(self, exc):
    ///         self._exc = exc
    ///
    ///     def result(self):
    ///         raise self._exc
    ///
    ///
    /// def demo():
    ///     try:
    ///         Future(ValueError("x")).result()
    ///     except ValueError:
    ///         pass
    ///
    ///
    /// gc.disable()
    /// gc.collect()
    /// demo()
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "raise-stored-exception",
    code: "RW303", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let mut around = None;
    for (stmt, it) in unit.body.stmts() {
        let Stmt::Raise { exc: Some(exc), .. } = it else { continue };
        let Some((holder, severity)) = holder(unit, *exc) else { continue };
        let around = around.get_or_insert_with(|| Around::new(unit.body));
        if is_cleared(unit.body, around, stmt, &holder) || is_test_unit(unit) {
            continue;
        }
        let message = format!(
            "`{holder}` keeps the exception, whose traceback keeps this frame, which keeps \
             `{holder}`: only the cycle collector frees them"
        );
        cx.report(unit.range(*exc), message)
            .severity(severity)
            .help(format!("put `try: .. finally: del {holder}` around the `raise`"));
    }
}

/// The variable of the frame that keeps what is raised. An object keeps it for good, a parameter but
/// for the ring itself.
fn holder(unit: &CodeUnit<'_>, exc: ExprId) -> Option<(Name, Severity)> {
    let body = unit.body;
    match body.expr(exc) {
        Expr::Attr { value, name } => {
            let me = body.expr(*value).local().filter(|it| Some(*it) == instance(unit))?;
            let class = class_of_instance(unit, me)?;
            keeps_exception(unit, class, name)
                .then(|| (body.var(me).name.clone(), Severity::Warning))
        }
        Expr::Name(VarRef::Local(var)) => {
            let DefKind::Param(idx) = unit.definitions().sole(exc)? else { return None };
            let scope = body.var(*var).scope;
            let is_exception = is_exception_param(unit, scope, idx);
            (is_exception && scope == BodyScope::OWN)
                .then(|| (body.var(*var).name.clone(), Severity::Info))
        }
        _ => None,
    }
}

/// Does the class give the attribute an exception somewhere, and never a class?
fn keeps_exception(unit: &CodeUnit<'_>, class: ClassId, name: &str) -> bool {
    let is_of_class = matches!(
        lookup(unit.db, class, name),
        Lookup::Own(_, member) if !matches!(member.kind, MemberKind::Declared | MemberKind::Value(_))
    );
    let attributes = instance_attributes(unit.db, class);
    let sites = attributes.sites.get(name);
    !is_of_class
        && sites
            .into_iter()
            .flatten()
            .any(|site| site.value.is_some_and(|it| is_exception(unit, site.unit, it)))
}

/// Is the value of `expr` in a method an exception?
fn is_exception(unit: &CodeUnit<'_>, method: Unit, expr: ExprId) -> bool {
    let body = unit_body(unit.db, method);
    match body.expr(expr) {
        Expr::Name(VarRef::Local(var)) => {
            let own = body.scope(BodyScope::OWN);
            let is_param = own.param_of(*var).is_some_and(|idx| is_named_so(&own.params[idx].name));
            is_param || is_caught(body, &body.var(*var).name)
        }
        Expr::Call { func, .. } => makes_exception(unit, method, *func),
        _ => false,
    }
}

fn is_caught(body: &Body, name: &Name) -> bool {
    body.stmts.iter().any(|it| match it {
        Stmt::Try { handlers, .. } => {
            handlers.iter().any(|it| it.var.as_ref().is_some_and(|it| body.name_of(it) == name))
        }
        _ => false,
    })
}

fn makes_exception(unit: &CodeUnit<'_>, method: Unit, func: ExprId) -> bool {
    match definition_of(unit.db, method, func) {
        Definition::Class(class) => {
            let known = class_model(unit.db, class).mro.is_some();
            known && inherits(unit.db, class, "builtins.BaseException") == Some(true)
        }
        Definition::External(path) => {
            let name = path.strip_prefix("builtins.").unwrap_or_default();
            name.ends_with("Error") || matches!(name, "Exception" | "BaseException")
        }
        _ => false,
    }
}

fn is_exception_param(unit: &CodeUnit<'_>, scope: BodyScope, idx: usize) -> bool {
    let scope = unit.body.scope(scope);
    let Some(param) = scope.params.get(idx) else { return false };
    let is_annotated = param.annotation.is_some_and(|it| {
        matches!(
            crate::places::last_name(unit.body, it),
            Some("Exception" | "BaseException" | "BaseExceptionGroup" | "ExceptionGroup")
        )
    });
    // A lambda cannot raise, and what a class statement binds is no parameter.
    scope.kind == ScopeKind::Function
        && (is_annotated || param.annotation.is_none() && is_named_so(&param.name))
}

fn is_named_so(name: &str) -> bool {
    matches!(name, "exc" | "exception" | "exc_value" | "error" | "err")
}

/// Does a `finally` around the `raise` let go of the variable, or is the exception caught here?
fn is_cleared(body: &Body, around: &Around, raise: StmtId, holder: &Name) -> bool {
    let lets_go = |it: &StmtId| match body.stmt(*it) {
        Stmt::Delete(targets) => targets.iter().any(|it| is_part_of(body, *it, holder)),
        Stmt::Assign { targets, .. } => targets.iter().any(|it| is_part_of(body, *it, holder)),
        _ => false,
    };
    around.of(raise).any(|it| match body.stmt(it) {
        Stmt::Try { finally, handlers, .. } => !handlers.is_empty() || finally.iter().any(lets_go),
        _ => false,
    })
}

/// Is the target the variable itself, an attribute of it, or a tuple with one of these?
fn is_part_of(body: &Body, target: ExprId, holder: &Name) -> bool {
    match body.expr(target) {
        Expr::Name(it) => body.name_of(it) == holder,
        Expr::Attr { value, .. } => is_part_of(body, *value, holder),
        Expr::Tuple(items) => items.iter().any(|it| is_part_of(body, *it, holder)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn kept_by_the_frame() {
        flags(
            &RULE,
            "class Future:
    def __init__(self, exc):
        self._exc = exc
        self.other = None
    def run(self, work):
        try:
            work()
        except ValueError as e:
            self.other = e
    def result(self):
        if self.other:
            raise self.other  # flagged: `self` keeps
        raise self._exc  # flagged: `self` keeps
def throw(exc):
    raise exc  # flagged: `exc` keeps
def typed(it: BaseException):
    raise it  # flagged: `it` keeps
",
        );
    }

    #[test]
    fn let_go_or_new() {
        silent(
            &RULE,
            "class Future:
    failure = AssertionError
    def __init__(self, exc, kind):
        self._exc = exc
        self.kind = kind
    def result(self):
        try:
            raise self._exc
        finally:
            self = None
    def fail(self):
        raise self.failure
    def other(self):
        raise self.kind
def throw(exc):
    try:
        raise exc
    finally:
        del exc
def new():
    exc = ValueError('x')
    raise exc
def again(work):
    try:
        work()
    except ValueError as exc:
        raise exc
",
        );
    }
}
