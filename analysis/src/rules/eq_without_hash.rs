//! A class with `__eq__` and no `__hash__`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, ClassDef};
use rowan::GreenNodeData;

use crate::green::has_method;
use crate::lineage::{Lineage, binds};
use crate::rule::RuleContext;
use crate::surroundings::{is_in_test, method};

crate::rule! {
    /// A class that defines `__eq__` and says nothing of its hash.
    ///
    /// A class body with `__eq__` and without `__hash__` gets `__hash__ = None`: instances can no
    /// longer be members of a set or keys of a dict, even if a base class had a hash. For objects that
    /// change this is right; then `__hash__ = None` says that it is meant.
    ///
    /// Classes whose decorator may add a hash (`dataclass`, `attrs`) are left alone.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class A:  # flagged: `A`
    ///     def __eq__(self, other):
    ///         return isinstance(other, A)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from dataclasses import dataclass
    ///
    /// class A:
    ///     def __eq__(self, other):
    ///         return isinstance(other, A)
    ///     __hash__ = None
    ///
    /// @dataclass(frozen=True)
    /// class B:
    ///     x: int
    ///     def __eq__(self, other):
    ///         return True
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class A:
    ///     def __eq__(self, other):
    ///         return True
    /// print(A.__hash__)  # prints: None
    /// ```
    "eq-without-hash",
    code: "RW701", group: Classes, severity: Info, fix: None, since: "0.1.0",
    noqa: ["PLW1641", "W1641"],
    look: Nodes(&[CLASS_DEF]) if has_eq => check,
}

fn has_eq(node: &GreenNodeData) -> bool {
    has_method(node, "__eq__") && !has_method(node, "__hash__")
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    let (Some(name), Some(eq)) = (class.name(), method(&class, "__eq__")) else { return };
    let is_test = is_in_test(cx.file().path(cx.db()), class.syntax());
    if is_test || binds(cx.names(), &class, "__hash__") {
        return;
    }
    let lineage = Lineage::of(cx.names(), &class);
    let is_set_later = cx.names().is_attribute_stored("__hash__");
    if lineage.is_decorated || lineage.is_metaclass() || is_set_later {
        return;
    }
    let range = eq.name().map(|it| it.text_range()).unwrap_or(name.text_range());
    cx.report(
        name.text_range(),
        format!("`{name}` defines `__eq__` without `__hash__`: its instances cannot be hashed"),
    )
    .label(range, "sets `__hash__` to `None`")
    .help("define `__hash__`, or say `__hash__ = None`");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    const EQ: &str = "def __eq__(self, other): return True";

    #[test]
    fn says_nothing() {
        flags(&RULE, &format!("class A(B):  # flagged: `A`\n    {EQ}\n"));
    }

    #[test]
    fn says_something() {
        silent(&RULE, &format!("class A:\n    {EQ}\n    def __hash__(self): return 1\n"));
        silent(&RULE, &format!("class A:\n    {EQ}\n    __hash__ = B.__hash__\n"));
        silent(&RULE, &format!("@dataclass\nclass A:\n    {EQ}\n"));
        silent(&RULE, &format!("class TestA:\n    class A:\n        {EQ}\n"));
        silent(&RULE, "class A:\n    def __hash__(self): return 1\n");
    }
}
