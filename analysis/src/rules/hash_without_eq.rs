//! A class with `__hash__` whose equality is still identity.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, ClassDef, FunctionDef};
use rowan::GreenNodeData;

use crate::green::has_method;
use crate::lineage::Lineage;
use crate::methods::{is_stub, may_end, mentions, returns, this_of};
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::{is_in_test, method};

crate::rule! {
    /// A class that defines `__hash__` and leaves `__eq__` to `object`.
    ///
    /// A hash brings equal objects together, and without `__eq__` an object equals only itself: two
    /// objects with the same fields land in the same place and are still two keys. Either `__eq__` was
    /// forgotten, or the hash of `object` would do.
    ///
    /// It is reported where the class and all its bases are known, none has an `__eq__`, and no class
    /// below in the file adds one. A hash made of `id(self)` is what `object` does, and one that raises
    /// says that there shall be none.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class A:  # flagged: `__eq__`
    ///     def __init__(self, key):
    ///         self.key = key
    ///     def __hash__(self):
    ///         return hash(self.key)
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class A:
    ///     def __eq__(self, other):
    ///         return isinstance(other, A)
    ///     def __hash__(self):
    ///         return 5
    ///
    /// class B:
    ///     __hash__ = None
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class A:
    ///     def __hash__(self):
    ///         return 5
    /// print(len({A(), A()}))  # prints: 2
    /// ```
    "hash-without-eq",
    code: "RW705", group: Classes, severity: Warning, fix: None, since: "0.1.0",
    noqa: ["py/equals-hash-mismatch"],
    look: Nodes(&[CLASS_DEF]) if has_hash => check,
}

fn has_hash(node: &GreenNodeData) -> bool {
    has_method(node, "__hash__") && !has_method(node, "__eq__")
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    let (Some(name), Some(hash)) = (class.name(), method(&class, "__hash__")) else { return };
    let lineage = Lineage::of(cx.names(), &class);
    let has_eq = ["__eq__", "__cmp__"].iter().any(|it| lineage.binds(cx.names(), it));
    let is_open = has_eq || !lineage.is_whole() || cx.names().is_attribute_stored("__eq__");
    let is_helper = ["Mixin", "Base"].iter().any(|it| name.text().contains(it));
    // `__new__` may give the one object that there is for each hash.
    let is_single = lineage.binds(cx.names(), "__new__");
    if is_open
        || is_single
        || is_helper
        || is_of_identity(&hash)
        || is_in_test(cx.file().path(cx.db()), class.syntax())
        || is_base_with_eq(cx.names(), &class)
    {
        return;
    }
    cx.report(
        name.text_range(),
        format!(
            "`{name}` has a `__hash__` but no `__eq__`: objects with the same hash are never equal"
        ),
    )
    .label(hash.name().map_or(name.text_range(), |it| it.text_range()), "the hash")
    .help("define `__eq__` over the same fields, or leave the hash to `object`");
}

/// Does the hash tell objects apart as identity does, or not at all?
fn is_of_identity(hash: &FunctionDef) -> bool {
    let text = |it: &FunctionDef| it.syntax().text().to_string();
    let is_id = text(hash).contains(" id(") || text(hash).contains(".__hash__(");
    let is_super = text(hash).contains("super(");
    let raises = returns(hash).is_empty() && hash.body().is_some_and(|it| !may_end(&it));
    let is_abstract = hash.decorators().next().is_some() || is_stub(hash);
    let says_none = this_of(hash).is_none_or(|it| mentions(hash.syntax(), &it).is_empty())
        && returns(hash).iter().all(|it| it.value().is_none());
    is_id || is_super || raises || is_abstract || says_none
}

/// Is there a class below it in the file that brings an `__eq__`?
fn is_base_with_eq(names: &Names<'_>, class: &ClassDef) -> bool {
    names.classes_with("__eq__").any(|it| Lineage::of(names, &it).classes.contains(class))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    const HASH: &str = "def __hash__(self): return hash(self.x)";

    #[test]
    fn equality_is_identity() {
        flags(&RULE, "class A:  # flagged: `A`\n    def __hash__(self):\n        return 5\n");
        flags(&RULE, &format!("class B: pass\nclass A(B):  # flagged: `A`\n    {HASH}\n"));
    }

    #[test]
    fn equality_comes_from_elsewhere() {
        silent(&RULE, &format!("class A(B):\n    {HASH}\n"));
        silent(&RULE, &format!("@dataclass\nclass A:\n    {HASH}\n"));
        silent(&RULE, &format!("class A:\n    {HASH}\n    __eq__ = same\n"));
        silent(
            &RULE,
            &format!("class B:\n    def __eq__(self, o): return 1\nclass A(B):\n    {HASH}\n"),
        );
        silent(
            &RULE,
            &format!("class A:\n    {HASH}\nclass B(A):\n    def __eq__(self, o): return 1\n"),
        );
        silent(&RULE, &format!("class KeyMixin:\n    {HASH}\n"));
    }

    #[test]
    fn hashes_of_identity_or_none() {
        silent(&RULE, "class A:\n    def __hash__(self): return id(self)\n");
        silent(&RULE, "class A:\n    def __hash__(self): raise TypeError\n");
        silent(&RULE, "class A:\n    def __hash__(self): return super().__hash__()\n");
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
class A:
    def __eq__(self, o):
        return isinstance(o, A)
    def __hash__(self):
        return 5
class B:
    __hash__ = None
",
        );
    }
}
