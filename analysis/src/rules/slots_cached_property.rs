//! `cached_property` in a class without `__dict__`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::TextEdit;
use refwise_syntax::ast::{AstNode, Expr, FunctionDef};
use rowan::GreenNodeData;

use crate::green::has_node;
use crate::lineage::{Lineage, class_around};
use crate::rule::RuleContext;
use crate::slots::{Slots, slots};

crate::rule! {
    /// A `functools.cached_property` whose result has no place to go.
    ///
    /// `cached_property` writes the result into the `__dict__` of the instance. A class with
    /// `__slots__`, whose bases have no `__dict__` either, makes instances without one: the first
    /// access raises `TypeError`.
    ///
    /// Add `"__dict__"` to the slots, or keep the value in a slot of its own. The fix is unsafe since
    /// it gives each instance a dict.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from functools import cached_property
    ///
    /// class A:
    ///     __slots__ = ("x",)
    ///     @cached_property
    ///     def v(self):  # flagged: no `__dict__`
    ///         return 1
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// from functools import cached_property
    ///
    /// class A:
    ///     __slots__ = ("x", "__dict__",)
    ///     @cached_property
    ///     def v(self):
    ///         return 1
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from functools import cached_property
    ///
    /// class A:
    ///     __slots__ = ("x", "__dict__")
    ///     @cached_property
    ///     def v(self):
    ///         return 1
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from functools import cached_property
    /// class A:
    ///     __slots__ = ("x",)
    ///     @cached_property
    ///     def v(self):
    ///         return 1
    /// try:
    ///     A().v
    /// except TypeError as error:
    ///     print(str(error)[:26])  # prints: No '__dict__' attribute on
    /// ```
    "slots-cached-property",
    code: "RW713", group: Classes, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[FUNCTION_DEF]) if is_decorated => check,
}

fn is_decorated(node: &GreenNodeData) -> bool {
    has_node(node, DECORATOR)
}

fn check(cx: &mut RuleContext<'_>, def: FunctionDef) {
    if !cx.mentions("cached_property") || !cx.mentions("__slots__") {
        return;
    }
    let is_cached = def.decorators().any(|it| {
        cx.names().path_of_decorator(&it).as_deref() == Some("functools.cached_property")
    });
    let Some(class) = class_around(&def).filter(|_| is_cached) else { return };
    let Some(own) = slots(&class) else { return };
    let lineage = Lineage::of(cx.names(), &class);
    let has_dict = lineage
        .classes
        .iter()
        .any(|it| slots(it).is_none_or(|it| it.names.iter().any(|it| it == "__dict__")));
    let Some(name) = def.name().filter(|_| !has_dict && lineage.is_whole()) else { return };
    let edits = mend(&own);
    let report = cx
        .report(
            name.text_range(),
            format!(
                "`{name}` raises `TypeError`: instances have no `__dict__` to keep its value in"
            ),
        )
        .label(own.value.syntax().text_range(), "these are all the places of an instance")
        .help("add `\"__dict__\"` to the slots");
    if let Some(edits) = edits {
        report.unsafe_fix("Give instances a `__dict__`", edits);
    }
}

/// `"__dict__"` as one more slot.
fn mend(slots: &Slots) -> Option<Vec<TextEdit>> {
    let mut value = slots.value.clone();
    while let Expr::Paren(it) = &value {
        value = it.value()?;
    }
    let last = match &value {
        Expr::Tuple(it) => it.elements().last(),
        Expr::List(it) => it.elements().last(),
        _ => return None,
    };
    match (last, value) {
        (Some(it), _) => {
            Some(vec![TextEdit::insert(it.syntax().text_range().end(), ", \"__dict__\"")])
        }
        (None, Expr::Tuple(it)) => {
            Some(vec![TextEdit::replace(it.syntax().text_range(), "(\"__dict__\",)")])
        }
        (None, it) => Some(vec![TextEdit::replace(it.syntax().text_range(), "[\"__dict__\"]")]),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn class(head: &str, slots: &str, mark: &str) -> String {
        format!(
            "import functools\nclass Base:\n    __slots__ = []\nclass Open: pass\n{head}:\n    __slots__ = {slots}\n    \
             @functools.cached_property\n    def v(self):{mark}\n        return 1\n"
        )
    }

    #[test]
    fn classes_without_a_dict() {
        for (head, slots) in [
            ("class A", "()"),
            ("class A(object)", "['x', 'y']"),
            ("class A(Base)", "'x'"),
            ("class A(Base)", "{'x': 'doc'}"),
        ] {
            flags(&RULE, &class(head, slots, "  # flagged: `v`"));
        }
    }

    #[test]
    fn classes_with_one() {
        silent(&RULE, &class("class A(Open)", "()", ""));
        silent(&RULE, &class("class A(Elsewhere)", "()", ""));
        silent(&RULE, &class("class A", "('x', '__dict__')", ""));
        silent(&RULE, &class("class A", "NAMES", ""));
        silent(&RULE, &class("@wrap\nclass A", "()", ""));
    }
}
