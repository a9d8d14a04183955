//! A `__del__` that hands its object on.

use crate::body::BodyScope;
use crate::body::{Expr, ExprId, Stmt, VarRef};
use crate::rule::{CodeUnit, RuleContext};
use crate::shape::{Happening, Label, Object};
use crate::shared_state::class_of_instance;

crate::rule! {
    /// A `__del__` that hands its object on.
    ///
    /// `__del__` runs when nobody holds the object any more. If it stores `self` in a global or a global
    /// container, the object lives on, and Python does not call `__del__` for it again: what it was to release
    /// stays when the object dies for good.
    ///
    /// Hand on what the object holds instead, or let the owner put it back before it lets go of it.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// POOL = []
    ///
    ///
    /// class Buffer:
    ///     def __del__(self):
    ///         POOL.append(self)  # flagged: lives on
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// POOL = []
    ///
    ///
    /// class Buffer:
    ///     def __init__(self):
    ///         self.raw = bytearray(10)
    ///
    ///     def __del__(self):
    ///         POOL.append(self.raw)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// POOL = []
    ///
    ///
    /// class Buffer:
    ///     def __del__(self):
    ///         print("released")
    ///         POOL.append(self)
    ///
    ///
    /// Buffer()  # prints: released
    /// POOL.clear()
    /// print(len(POOL))  # prints: 0
    /// ```
    "del-resurrects",
    code: "RW315", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let is_del = unit.unit.path(unit.db).0.last().is_some_and(|it| it.name == "__del__");
    if !is_del || class_of_instance(unit.db, unit.unit).is_none() {
        return;
    }
    for at in stored(unit).into_iter().chain(assigned(unit)) {
        cx.report(unit.range(at), "the object lives on, and its `__del__` is not called again")
            .help("hand on what the object holds, not the object");
    }
}

/// Where the object is put into something global.
fn stored(unit: &CodeUnit<'_>) -> Vec<ExprId> {
    let shape = unit.shape();
    let mut found = Vec::new();
    for event in &shape.events {
        let is_self = *shape.object(event.object) == Object::Param(BodyScope::OWN, 0);
        let Happening::Stored(holder, label) = event.what else { continue };
        let is_global = matches!(shape.object(holder), Object::Global(_));
        let is_strong = *shape.label(label) != Label::Weak;
        if is_self && is_global && is_strong && !found.contains(&event.at) {
            found.push(event.at);
        }
    }
    found
}

/// Where the object is assigned to a global.
fn assigned(unit: &CodeUnit<'_>) -> Vec<ExprId> {
    let me = unit.body.scope(BodyScope::OWN).vars[0];
    let assigned = unit.body.stmts().filter_map(|(_, it)| match it {
        Stmt::Assign { targets, value } if unit.body.expr(*value).local() == Some(me) => {
            let is_global =
                |it: &&ExprId| matches!(unit.body.expr(**it), Expr::Name(VarRef::Global(_)));
            targets.iter().find(is_global).copied()
        }
        _ => None,
    });
    assigned.collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn handed_on() {
        flags(
            &RULE,
            "POOL = []
TABLE = {}
last = None
class Buf:
    def __del__(self):
        global last
        POOL.append(self)  # flagged: lives on
        TABLE['x'] = self  # flagged: lives on
        last = self  # flagged: lives on
",
        );
    }

    #[test]
    fn what_it_holds_and_other_methods() {
        silent(
            &RULE,
            "import weakref
POOL = []
WEAK = weakref.WeakSet()
class Buf:
    def __init__(self):
        self.raw = bytearray(10)
        POOL.append(self)
    def __del__(self):
        POOL.append(self.raw)
        POOL.append(id(self))
        held = [self]
        POOL.remove(self)
        print(self)
",
        );
    }
}
