//! A thread that runs a method of an object whose `__del__` is to stop it.

use crate::body::{Arg, ArgKind, Const, Expr, ExprId, Stmt, VarId};
use crate::classes::{ClassId, Lookup, MemberKind, class_model, lookup};
use crate::holds::{class_of_instance, holds, instance};
use crate::items::{definition_of, path};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;
use crate::unit::unit_body;

crate::rule! {
    /// A thread that runs a method of an object whose `__del__` is to stop it.
    ///
    /// A running thread holds its target, and a bound method holds its object: as long as the loop
    /// runs, the object does not die, and `__del__` is not called to end the loop. Both stay until
    /// the program ends.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import threading
    ///
    /// class Poller:
    ///     def __init__(self):
    ///         self.stop = False
    ///         threading.Thread(target=self.loop, daemon=True).start()  # flagged: holds `self`
    ///
    ///     def loop(self):
    ///         while not self.stop:
    ///             pass
    ///
    ///     def __del__(self):
    ///         self.stop = True
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import threading
    /// import weakref
    ///
    /// def loop(reference):
    ///     while (poller := reference()) is not None:
    ///         del poller
    ///
    /// class Poller:
    ///     def __init__(self):
    ///         threading.Thread(target=loop, args=(weakref.ref(self),), daemon=True).start()
    /// ```
    "thread-pins-self",
    code: "RW334", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !cx.mentions("Thread") || !cx.mentions("__del__") {
        return;
    }
    let Some(me) = instance(unit) else { return };
    let Some(class) = class_of_instance(unit, me) else { return };
    if class_model(unit.db, class).member("__del__").is_none() {
        return;
    }
    for (call, func, args) in unit.calls() {
        let Some(target) = target(args) else { continue };
        if !loops(unit, class, me, target) || is_test_unit(unit) {
            continue;
        }
        let made = path(unit.db, &definition_of(unit.db, unit.unit, func));
        if made.is_some_and(|it| it == "threading.Thread") {
            let name = &unit.body.var(me).name;
            let message = format!(
                "the thread holds `{name}` as long as it runs, so `__del__` is not called to stop it"
            );
            cx.report(unit.range(call), message)
                .label(unit.range(target), format!("the bound method holds `{name}`"))
                .help("give the thread a `weakref.ref` of the object, or stop it in a `close()`");
        }
    }
}

fn target(args: &[Arg]) -> Option<ExprId> {
    let is_target = |it: &&Arg| matches!(&it.kind, ArgKind::Keyword(name) if name == "target");
    args.iter().find(is_target).map(|it| it.value)
}

/// Is it a method of the object that goes round until the object says stop, or for ever?
fn loops(unit: &CodeUnit<'_>, class: ClassId, me: VarId, target: ExprId) -> bool {
    let Expr::Attr { value, name } = unit.body.expr(target) else { return false };
    if unit.body.expr(*value).local() != Some(me) || holds(unit, target, me).is_none() {
        return false;
    }
    let Lookup::Own(_, member) = lookup(unit.db, class, name) else { return false };
    let MemberKind::Method { unit: Some(method), .. } = member.kind else { return false };
    let body = unit_body(unit.db, method);
    let own = body.scopes[0].vars.first().copied();
    let asks_self = |test: ExprId| {
        crate::places::contains(body, test, &|it| own.is_some() && body.expr(it).local() == own)
    };
    body.stmts.iter().any(|it| match it {
        Stmt::While { test, .. } => {
            matches!(body.expr(*test), Expr::Const(Const::Bool(true) | Const::Int(1)))
                || asks_self(*test)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn held_by_its_thread() {
        flags(
            &RULE,
            "from threading import Thread
class Poller:
    def __init__(self):
        self.stop = False
        self.thread = Thread(target=self.loop, daemon=True)  # flagged: holds `self`
        self.thread.start()
    def loop(self):
        while True:
            if self.stop:
                break
    def __del__(self):
        self.stop = True
",
        );
    }

    #[test]
    fn ends_or_is_weak() {
        silent(
            &RULE,
            "import threading, weakref
def loop(ref):
    while (p := ref()) is not None:
        del p
class Poller:
    def __init__(self):
        threading.Thread(target=loop, args=(weakref.ref(self),), daemon=True).start()
        threading.Thread(target=self.once).start()
        threading.Thread(target=self.static).start()
    def once(self):
        for it in range(3):
            print(it)
    @staticmethod
    def static():
        while True:
            pass
    def __del__(self): ...
class NoDel:
    def __init__(self):
        threading.Thread(target=self.loop).start()
    def loop(self):
        while True:
            pass
",
        );
    }
}
