//! An object that holds itself.

use crate::cycles::{RingKind, closing, path, rings_of, tell, tell_possible};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// An object that holds itself.
    ///
    /// An object's memory is given back at the moment when its last reference goes. An object that
    /// holds itself, by an attribute, an item or a container of its own, always has one reference
    /// left: it waits until the cycle collector comes by, with all that hangs on it.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Namespace:
    ///     def __init__(self):
    ///         self.root = self  # flagged: keeps itself alive
    ///
    ///
    /// def scope():
    ///     names = {"x": 1}
    ///     names["__globals__"] = names  # flagged: names
    ///     return names["x"]
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    ///
    /// class Namespace:
    ///     def __init__(self):
    ///         self.root = weakref.ref(self)
    ///
    ///
    /// def scope():
    ///     names = {"x": 1}
    ///     names["__globals__"] = names
    ///     found = names["x"]
    ///     names.clear()
    ///     return found
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    ///
    /// gc.disable()
    /// gc.collect()
    /// names = []
    /// names.append(names)
    /// del names
    /// print(gc.collect())  # prints: 1
    /// ```
    "self-reference",
    code: "RW310", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

const HELP: &str = "use the name that is there, or `weakref.ref`";

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for ring in rings_of(unit, RingKind::SelfReference) {
        let Some(at) = closing(unit, ring) else { continue };
        let message = format!(
            "the object holds itself and so keeps itself alive until the cycle collector runs ({})",
            path(unit, ring)
        );
        tell(cx, unit, ring, at, message, HELP);
    }
    let message = "the object may hold itself; only the cycle collector frees it then";
    tell_possible(cx, unit, RingKind::SelfReference, message, HELP);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn by_attribute_item_and_key() {
        flags(
            &RULE,
            "class Proxy:
    def __init__(self):
        self.root = self  # flagged: keeps itself
def demo():
    Proxy()
    d = {}
    d['self'] = d  # flagged: keeps itself
    x = []
    x.append(x)  # flagged: keeps itself
    x.append([x])  # flagged: keeps itself
",
        );
    }

    #[test]
    fn weak_or_taken_back() {
        silent(
            &RULE,
            "import weakref
class Proxy:
    def __init__(self):
        self.root = weakref.proxy(self)
def demo():
    d = {}
    d['self'] = d
    d.clear()
    x = []
    x.append(x)
    x.pop()
    y = []
    y.append(list(y))
    z = None
    z = [z]
    return Proxy()
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
class Proxy:
    def __init__(self, root=None):
        self.root = root
        self.me = id(self)
def demo():
    Proxy(Proxy())
    a = []
    b = [a]
    a.extend(a)
",
        );
    }
}
