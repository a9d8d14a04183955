//! `ContextVar.set` whose token is dropped, around work.

use crate::body::{Expr, ExprId, Stmt, StmtId, VarRef};
use crate::items::{Definition, definition_of, path};
use crate::places::{Places, contains, dotted, last_name, own_expressions, stmt_of};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// `ContextVar.set` whose token is dropped, around work.
    ///
    /// The value stays when the function is done: the rest of the thread, or of the task that called
    /// it, goes on with the value that was meant for one request. The token that `set` returns puts
    /// the old value back.
    ///
    /// Reported in plain functions that do something with the value set; not where setting it is the
    /// last thing, and not in coroutines, which often are tasks with a context of their own.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from contextvars import ContextVar
    ///
    /// user = ContextVar("user")
    ///
    /// def handle(request):
    ///     user.set(request.user)  # flagged: stays set
    ///     return request.run()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from contextvars import ContextVar
    ///
    /// user = ContextVar("user")
    ///
    /// def handle(request):
    ///     token = user.set(request.user)
    ///     try:
    ///         return request.run()
    ///     finally:
    ///         user.reset(token)
    ///
    /// if __name__ == "__main__":
    ///     user.set("root")
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from contextvars import ContextVar
    ///
    /// user = ContextVar("user", default="nobody")
    ///
    /// def handle(name):
    ///     user.set(name)
    ///
    /// handle("guest")
    /// print(user.get())  # prints: guest
    /// ```
    "contextvar-set-no-reset",
    code: "RW519", group: Resources, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if unit.unit.is_file(unit.db) || !cx.mentions(".set(") {
        return;
    }
    let body = unit.body;
    let sets: Vec<(ExprId, ExprId)> = unit
        .calls()
        .filter_map(|(call, func, args)| match body.expr(func) {
            Expr::Attr { value, name } if name == "set" && args.len() == 1 => Some((call, *value)),
            _ => None,
        })
        .collect();
    if sets.is_empty() || body.scopes[0].is_coroutine {
        return;
    }
    let places = Places::new(body);
    for &(call, var) in &sets {
        let is_alone =
            sets.iter().filter(|it| dotted(body, it.1) == dotted(body, var)).count() == 1;
        let Some(stmt) = stmt_of(&places, call) else { continue };
        let is_dropped = matches!(body.stmt(stmt), Stmt::Expr(it) if *it == call);
        if !is_alone || !is_dropped || !is_context_var(unit, var) {
            continue;
        }
        let works = works_after(unit, stmt);
        if works && !is_setter(&body.scopes[0].name) && !is_test_unit(unit) {
            let name = unit.text(var);
            cx.report(unit.range(call), format!("`{name}` stays set when the function is done"))
                .help(format!(
                    "keep the token, and put the old value back: `{name}.reset(token)` in a `finally`"
                ));
        }
    }
}

/// Setting is what the function is for, by its name.
fn is_setter(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    ["set", "init", "main", "start", "setup", "configure", "enter", "activate", "push", "use"]
        .iter()
        .any(|it| name.starts_with(it))
}

/// A global that its file binds to a `ContextVar`.
fn is_context_var(unit: &CodeUnit<'_>, var: ExprId) -> bool {
    if !matches!(unit.body.expr(var), Expr::Name(VarRef::Global(_)) | Expr::Attr { .. }) {
        return false;
    }
    let Definition::Value { file, expr } = definition_of(unit.db, unit.unit, var) else {
        return false;
    };
    let module = Unit::of_file(unit.db, file);
    let Expr::Call { func, .. } = unit_body(unit.db, module).expr(expr) else { return false };
    let path = path(unit.db, &definition_of(unit.db, module, *func));
    path.is_some_and(|it| it == "contextvars.ContextVar" || it == "_contextvars.ContextVar")
}

/// Does the function call something behind `stmt`, in the block of the function itself?
fn works_after(unit: &CodeUnit<'_>, stmt: StmtId) -> bool {
    let own = &unit.body.scopes[0].body;
    let Some(at) = own.iter().position(|it| *it == stmt) else { return false };
    let is_call = |it: ExprId| match unit.body.expr(it) {
        Expr::Call { func, .. } => last_name(unit.body, *func).is_none_or(|it| it != "get"),
        Expr::Yield(_) => true,
        _ => false,
    };
    own[at + 1..].iter().any(|it| {
        let mut found = false;
        own_expressions(unit.body.stmt(*it), |it| {
            found = found || contains(unit.body, it, &is_call);
        });
        found
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn stays_set() {
        flags(
            &RULE,
            "from contextvars import ContextVar
user = ContextVar('user')
def handle(req):
    user.set(req.user)  # flagged: `user` stays set
    return req.run()
def manager(req):
    user.set(req.user)  # flagged: `user` stays set
    yield
",
        );
    }

    #[test]
    fn put_back_or_meant() {
        silent(
            &RULE,
            "from contextvars import ContextVar
import threading
user = ContextVar('user')
event = threading.Event()
def handle(req):
    tok = user.set(req.user)
    try:
        return req.run()
    finally:
        user.reset(tok)
def by_hand(req):
    user.set(req.user)
    req.run()
    user.set(None)
def set_user(req):
    user.set(req.user)
    req.run()
def last(req):
    req.run()
    user.set(req.user)
async def task(req):
    user.set(req.user)
    await req.run()
def other(req):
    event.set()
    event.set(1)
    req.run()
if __name__ == '__main__':
    user.set('root')
",
        );
    }
}
