//! An object enters its own method into a list that outlives it, and nothing takes it out.

use crate::body::Expr;
use crate::holds::{
    Hold, class_of_instance, holds, instance, is_initialiser, is_made_at_import_only,
};
use crate::registry::{only_grows, registry};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;

crate::rule! {
    /// An object enters its own method into a list that outlives it, and nothing takes it out.
    ///
    /// A bound method holds its object. In a list, set or dict of the module it keeps the object
    /// until the program ends, and the method is called for objects that nobody uses any more.
    ///
    /// Nothing is reported if the file takes things out of the list, or gives the list away.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// BUS = []
    ///
    /// class Panel:
    ///     def __init__(self):
    ///         BUS.append(self.update)  # flagged: `BUS` keeps every instance
    ///
    ///     def update(self): ...
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// BUS = []
    ///
    /// class Panel:
    ///     def __init__(self):
    ///         BUS.append(self.update)
    ///
    ///     def update(self): ...
    ///
    ///     def close(self):
    ///         BUS.remove(self.update)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    /// import weakref
    ///
    /// BUS = []
    ///
    ///
    /// class Panel:
    ///     def __init__(self):
    ///         BUS.append(self.update)
    ///
    ///     def update(self): ...
    ///
    ///
    /// panel = weakref.ref(Panel())
    /// gc.collect()
    /// print(panel() is None)  # prints: False
    /// ```
    "listener-never-removed",
    code: "RW333", group: Lifetime, severity: Info, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !is_initialiser(unit) {
        return;
    }
    for (call, func, args) in unit.calls() {
        let Expr::Attr { value, name } = unit.body.expr(func) else { continue };
        let ([.., listener], "append" | "add" | "insert") = (args, name.as_str()) else { continue };
        let Some(registry) = registry(unit, *value) else { continue };
        let Some(me) = instance(unit) else { return };
        let how = holds(unit, listener.value, me).filter(|it| *it != Hold::Itself);
        let (Some(how), Some(class)) = (how, class_of_instance(unit, me)) else { continue };
        if is_test_unit(unit) || is_made_at_import_only(unit, class) || !only_grows(unit, &registry)
        {
            continue;
        }
        let me = &unit.body.var(me).name;
        let message = format!(
            "`{}` keeps every instance until the program ends: {}",
            registry.name,
            how.words(me)
        );
        cx.report(unit.range(call), message)
            .help("take it out when the object is closed, or keep a `weakref.WeakMethod`");
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn never_taken_out() {
        flags(
            &RULE,
            "BUS = []
class Panel:
    listeners = set()
    def __init__(self):
        BUS.append(self.update)  # flagged: the bound method
        self.listeners.add(lambda: self.update())  # flagged: `listeners`
    def update(self): ...
def call():
    for it in BUS:
        it()
    return Panel()
",
        );
    }

    #[test]
    fn taken_out_or_no_method() {
        silent(
            &RULE,
            "BUS, OTHER = [], []
LEFT = []
NAMES = []
class Panel:
    def __init__(self, name):
        LEFT.append(self.update)
        NAMES.append(self.name)
        NAMES.append(name)
        own = []
        own.append(self.update)
    def update(self): ...
    def close(self):
        LEFT.remove(self.update)
class Only:
    def __init__(self):
        NAMES.append(self.update)
    def update(self): ...
only = Only()
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
import weakref
BUS = []
class Panel:
    def __init__(self):
        BUS.append(self.update)
    def update(self): ...
    def close(self):
        BUS.remove(self.update)
def demo():
    p = Panel()
    p.close()
    return weakref.ref(p)
",
        );
    }
}
