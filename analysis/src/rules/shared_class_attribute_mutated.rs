//! A container of the class that a method changes through its instance.

use crate::body::Expr;
use crate::diagnostic::Severity;
use crate::inplace::{How, attribute_of_first, changes, new_container};
use crate::rule::{CodeUnit, RuleContext};
use crate::shared_state::{class_of_instance, says_shared, shared_attribute};
use crate::surroundings::is_test_unit;
use crate::unit::Unit;

crate::rule! {
    /// A container of the class that a method changes through its instance.
    ///
    /// What stands in the body of a class is there once. `self.items.append(x)` finds no `items` on the
    /// instance, takes that of the class, and adds to it: every instance has the item.
    ///
    /// It is told where no method of the class, its bases or the classes below it in the file ever
    /// gives an instance its own. Nothing is said where sharing is meant: the attribute is annotated as
    /// `ClassVar`, used on the class (`cls.items`, `Cart.items`), or called a registry, cache or pool. A dict
    /// may be a memory for all: unless numbers in it are added to, that is an information.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Cart:
    ///     items = []
    ///
    ///     def add(self, item):
    ///         self.items.append(item)  # flagged: all instances of `Cart`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Cart:
    ///     items: list = []
    ///     handlers = {}
    ///
    ///     def __init__(self):
    ///         self.items = []
    ///
    ///     def add(self, item):
    ///         self.items.append(item)
    ///
    ///     @classmethod
    ///     def handle(cls, key, handler):
    ///         cls.handlers[key] = handler
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Cart:
    ///     items = []
    ///
    ///     def add(self, item):
    ///         self.items.append(item)
    ///
    ///
    /// Cart().add(1)
    /// print(Cart().items)  # prints: [1]
    /// ```
    "shared-class-attribute-mutated",
    code: "RW220", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: ["RUF012"],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let db = unit.db;
    if !unit.unit.is_in_class(db) || is_test_unit(unit) {
        return;
    }
    for change in changes(unit.body).into_iter().filter(|it| it.how != How::Augments) {
        let Some(name) = attribute_of_first(unit.body, change.object) else { continue };
        let is_special = name.starts_with("__") || says_shared(name);
        let Some(class) = class_of_instance(db, unit.unit).filter(|_| !is_special) else {
            continue;
        };
        let Some(shared) = shared_attribute(db, class, name) else { continue };
        let home = Unit::of_file(db, shared.home.file(db));
        let Some(what) = new_container(db, home, shared.value) else { continue };
        let owner =
            shared.home.path(db).0.last().map_or_else(Default::default, |it| it.name.clone());
        // A dict is often one memory for all on purpose, but no number in it is.
        let counts =
            matches!(unit.body.expr(change.at), Expr::Subscript { .. }) && change.how == How::Adds;
        let is_memory = !counts && !matches!(what, "list" | "set" | "deque" | "bytearray");
        let severity = if is_memory { Severity::Info } else { Severity::Error };
        cx.report(
            unit.range(change.at),
            format!("all instances of `{owner}` share the {what} `{name}`, and this changes it"),
        )
        .severity(severity)
        .help("make it in `__init__`, or annotate it as `ClassVar[…]` if it is meant for all");
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn changed_through_self() {
        flags(
            &RULE,
            "from collections import defaultdict
class Base:
    seen = set()
class Cart(Base):
    items = []
    table: dict = {}
    counts = defaultdict(int)
    def add(self, x):
        self.items.append(x)  # flagged: `items`
        self.table[x] = 1  # flagged: dict `table`
        self.counts[x] += 1  # flagged: `counts`
        self.seen.add(x)  # flagged: instances of `Base`
",
        );
    }

    #[test]
    fn own_or_meant() {
        silent(
            &RULE,
            "from typing import ClassVar
class Cart:
    items: list = []
    handlers = {}
    seen: ClassVar[set] = set()
    _cache = {}
    known = {}
    FIELDS = ['a', 'b']
    def __init__(self):
        self.items = []
    def add(self, x):
        self.items.append(x)
        self.seen.add(x)
        self._cache[x] = 1
        self.known[x] = 1
        self.handlers[x] = 1
    @classmethod
    def handle(cls, k, v):
        cls.handlers[k] = v
    @staticmethod
    def static(first):
        first.items.append(1)
    @classmethod
    def made(first, x):
        first.FIELDS.append(x)
print(Cart.known)
class Lazy:
    items = []
    def add(self, x):
        if not self.items:
            self.items = []
        self.items.append(x)
class Heir(Other):
    items = []
    def add(self, x):
        self.items.append(x)
class Sub:
    items = []
    def add(self, x):
        self.items.append(x)
class SubSub(Sub):
    def __init__(self):
        self.items = []
class Local:
    xs = []
    def f(self):
        xs = self.xs + [1]
        xs.append(1)
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
class Cart:
    items: list = []
    registry = {}
    FIELDS = ["a", "b"]
    def __init__(self):
        self.items = []
    def add(self, x):
        self.items.append(x)
    @classmethod
    def register(cls, k, v):
        cls.registry[k] = v
"#,
        );
    }
}
