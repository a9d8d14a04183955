//! Objects that keep each other alive.

use crate::cycles::{RingKind, closing, path, rings_of, tell, tell_possible};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// Objects that keep each other alive.
    ///
    /// A parent that holds its children and children that hold their parent are never freed by
    /// reference counting: each has a reference left, from the other. They stay until the cycle
    /// collector comes by, and all that hangs on them stays with them.
    ///
    /// The message shows the ring as a path of references; the labels show where each is made.
    ///
    /// Where the references are made by methods that do not call each other, in several files, only
    /// the classes say that objects may be kept so: that is told as a hint, at the place where a
    /// method hands its object over.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Node:
    ///     def __init__(self, parent=None):
    ///         self.parent = parent
    ///         self.children = []
    ///         if parent is not None:
    ///             parent.children.append(self)  # flagged: self.parent → parent.children[*] → self
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    ///
    /// class Node:
    ///     def __init__(self, parent=None):
    ///         self._parent = weakref.ref(parent) if parent is not None else None
    ///         self.children = []
    ///         if parent is not None:
    ///             parent.children.append(self)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    ///
    ///
    /// class Node:
    ///     def __init__(self, parent=None):
    ///         self.parent = parent
    ///         self.children = []
    ///         if parent is not None:
    ///             parent.children.append(self)
    ///
    ///
    /// gc.disable()
    /// gc.collect()
    /// root = Node()
    /// Node(root)
    /// del root
    /// print(gc.collect() > 0)  # prints: True
    /// ```
    "parent-child-cycle",
    code: "RW309", group: Lifetime, severity: Info, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

const HELP: &str = "make the reference back a `weakref.ref`, or clear it";

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for ring in rings_of(unit, RingKind::Objects) {
        let Some(at) = closing(unit, ring) else { continue };
        let message = format!(
            "these objects keep each other alive until the cycle collector runs: {}",
            path(unit, ring)
        );
        tell(cx, unit, ring, at, message, HELP);
    }
    let message =
        "objects of these classes may keep each other alive until the cycle collector runs";
    tell_possible(cx, unit, RingKind::Objects, message, HELP);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn a_back_reference() {
        flags(
            &RULE,
            "class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)  # flagged: self.parent
def demo():
    root = Node()
    Node(root)
",
        );
    }

    #[test]
    fn through_the_initialiser_of_another_class() {
        flags(
            &RULE,
            "class Child:
    def __init__(self, owner):
        self.owner = owner
class Parent:
    def __init__(self):
        self.child = Child(self)  # flagged: self.child
",
        );
    }

    #[test]
    fn a_weak_reference_back() {
        silent(
            &RULE,
            "import weakref
class Node:
    def __init__(self, parent=None):
        self._parent = weakref.ref(parent) if parent is not None else None
        self.children = []
        if parent is not None:
            parent.children.append(self)
class Tree:
    def __init__(self, parent):
        self.parent = parent
        self.children = weakref.WeakSet()
        parent.children.add(self)
def demo():
    root = Node()
    Node(root)
",
        );
    }

    #[test]
    fn taken_back_in_the_same_function() {
        silent(
            &RULE,
            "class A: pass
def f():
    a = A()
    b = A()
    a.b = b
    b.a = a
    b.a = None
",
        );
    }
}
