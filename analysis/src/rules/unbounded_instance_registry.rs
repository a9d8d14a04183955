//! Instances that enter themselves into a registry which nothing ever leaves.

use crate::body::{Arg, Expr, ExprId, Stmt, VarId};
use crate::classes::inherits;
use crate::holds::{class_of_instance, instance, is_initialiser, is_made_at_import_only};
use crate::places::last_name;
use crate::registry::{only_grows, registry};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// Instances that enter themselves into a registry which nothing ever leaves.
    ///
    /// A list, set or dict of a class or module lives as long as the program. If `__init__` puts
    /// each instance into one, and nothing in the file ever takes one out, every instance lives as
    /// long too.
    ///
    /// Nothing is reported for registries that the file empties or gives away, and for classes whose
    /// instances are all made at the top level of the file.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Widget:
    ///     all = []
    ///
    ///     def __init__(self):
    ///         Widget.all.append(self)  # flagged: never leaves
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    /// class Widget:
    ///     all = weakref.WeakSet()
    ///     live = {}
    ///
    ///     def __init__(self):
    ///         Widget.all.add(self)
    ///         Widget.live[id(self)] = self
    ///
    ///     def close(self):
    ///         Widget.live.pop(id(self), None)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    /// import weakref
    ///
    ///
    /// class Widget:
    ///     all = []
    ///
    ///     def __init__(self):
    ///         Widget.all.append(self)
    ///
    ///
    /// widget = weakref.ref(Widget())
    /// gc.collect()
    /// print(widget() is None)  # prints: False
    /// ```
    "unbounded-instance-registry",
    code: "RW328", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !is_initialiser(unit) {
        return;
    }
    let Some(me) = unit.body.scopes.first().and_then(|it| it.vars.first().copied()) else { return };
    for (at, container) in entered(unit, me) {
        let Some(registry) = registry(unit, container) else { continue };
        let Some(class) = instance(unit).and_then(|it| class_of_instance(unit, it)) else { return };
        // Instances of a metaclass are classes: as many as the text says.
        let is_plain = inherits(unit.db, class, "builtins.type") == Some(false);
        if !is_plain
            || is_test_unit(unit)
            || is_made_at_import_only(unit, class)
            || !only_grows(unit, &registry)
        {
            continue;
        }
        let message = format!(
            "every instance goes into `{}` and never leaves: none is freed before the program ends",
            registry.name
        );
        cx.report(unit.range(at), message)
            .help("use a `weakref.WeakSet` or `WeakValueDictionary`, or take it out when closing");
    }
}

/// Where the instance is put into something, and into what.
fn entered(unit: &CodeUnit<'_>, me: VarId) -> Vec<(ExprId, ExprId)> {
    let is_me = |it: ExprId| unit.body.expr(it).local() == Some(me);
    let mut found = Vec::new();
    for (call, func, args) in unit.calls() {
        let Expr::Attr { value, name } = unit.body.expr(func) else { continue };
        let is_last = args.last().is_some_and(|it: &Arg| is_me(it.value));
        if is_last && matches!(name.as_str(), "append" | "add" | "insert") {
            found.push((call, *value));
        }
    }
    for (_, stmt) in unit.body.stmts() {
        let Stmt::Assign { targets, value } = stmt else { continue };
        let [target] = targets[..] else { continue };
        let Expr::Subscript { value: container, index } = unit.body.expr(target) else { continue };
        // Under a name there is one at a time; under its own identity each stays.
        if is_me(*value) && is_identity(unit, *index, me) {
            found.push((target, *container));
        }
    }
    found
}

fn is_identity(unit: &CodeUnit<'_>, key: ExprId, me: VarId) -> bool {
    match unit.body.expr(key) {
        Expr::Call { func, args } => {
            last_name(unit.body, *func) == Some("id")
                && args.iter().all(|it| unit.body.expr(it.value).local() == Some(me))
        }
        it => it.local() == Some(me),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn never_left() {
        flags(
            &RULE,
            "ALL = set()
class Widget:
    all = []
    live = {}
    def __init__(self):
        Widget.all.append(self)  # flagged: `all`
        self.live[id(self)] = self  # flagged: `live`
        type(self).all.insert(0, self)  # flagged: `all`
        ALL.add(self)  # flagged: `ALL`
    def show(self):
        for it in ALL:
            print(it, len(Widget.all))
def demo():
    return Widget()
",
        );
    }

    #[test]
    fn left_weak_or_given_away() {
        silent(
            &RULE,
            "import weakref
ALL, OTHERS = [], []
GIVEN = []
class Widget:
    all = weakref.WeakSet()
    live = {}
    named = {}
    cut = []
    def __init__(self, name):
        Widget.all.add(self)
        Widget.live[id(self)] = self
        Widget.named[name] = self
        Widget.cut.append(self)
        GIVEN.append(self)
        self.own = []
        self.own.append(self)
    def close(self):
        Widget.live.pop(id(self), None)
        Widget.cut[:] = []
def everything():
    return GIVEN
",
        );
    }

    #[test]
    fn constants_and_classes() {
        silent(
            &RULE,
            "class Option:
    all = []
    def __init__(self, name):
        Option.all.append(self)
A = Option('a')
B = Option('b')
class Meta(type):
    all = []
    def __init__(cls, *args):
        Meta.all.append(cls)
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
import weakref
class Widget:
    all = weakref.WeakSet()
    live = {}
    def __init__(self):
        Widget.all.add(self)
        Widget.live[id(self)] = self
    def close(self):
        Widget.live.pop(id(self), None)
def demo():
    w = Widget()
    w.close()
    return weakref.ref(w)
",
        );
    }
}
