//! A mutable container as a plain attribute of a class.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AssignStmt, AstNode, ClassDef, Expr};
use rowan::GreenNodeData;

use crate::green::nodes;
use crate::lineage::Lineage;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// A list, dict or set in a class body, without a word that it is shared.
    ///
    /// What stands in the class body is there once, for the class and all instances that have no
    /// attribute of their own. Adding to it through one instance adds to all.
    ///
    /// This is only a hint, because most such containers are never changed. It is not given for names in
    /// capitals, special names, and classes whose bases are not known: those often read the container
    /// as a setting.
    ///
    /// Annotate it as `ClassVar[…]` if it is meant to be shared, use a tuple if it never changes, or make
    /// it in `__init__`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class A:
    ///     items = []  # flagged: `items`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from typing import ClassVar
    ///
    /// class A:
    ///     items: ClassVar[list[int]] = []
    ///     kinds = ("a", "b")
    ///     __slots__ = ["x"]
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class A:
    ///     items = []
    /// A().items.append(1)
    /// print(A().items)  # prints: [1]
    /// ```
    "mutable-class-attribute",
    code: "RW219", group: Aliasing, severity: Hint, fix: None, since: "0.1.0",
    noqa: ["RUF012"],
    look: Nodes(&[ASSIGN_STMT]) if is_container => check,
}

fn is_container(node: &GreenNodeData) -> bool {
    let kinds = [LIST_EXPR, DICT_EXPR, SET_EXPR, LIST_COMP_EXPR, DICT_COMP_EXPR, SET_COMP_EXPR];
    nodes(node).last().is_some_and(|it| kinds.iter().any(|kind| it.kind().0 == *kind as u16))
}

fn check(cx: &mut RuleContext<'_>, assign: AssignStmt) {
    let class = assign.syntax().parent().and_then(|it| ClassDef::cast(it.parent()?));
    let mut targets = assign.targets();
    let (Some(class), Some(Expr::Name(target)), None) = (class, targets.next(), targets.next())
    else {
        return;
    };
    let Some(name) = target.name() else { return };
    let is_constant = !name.text().chars().any(char::is_lowercase);
    let is_special = name.text().starts_with("__") || name.text() == "_fields_";
    let is_settings = class.name().is_some_and(|it| matches!(it.text(), "Meta" | "Config"));
    let is_test = is_in_test(cx.file().path(cx.db()), class.syntax());
    if is_constant || is_special || is_settings || is_test {
        return;
    }
    if !Lineage::of(cx.names(), &class).is_whole() {
        return;
    }
    let value = assign.value().map_or(target.syntax().text_range(), |it| it.syntax().text_range());
    cx.report(value, format!("all instances share this `{name}`: a class body runs once"))
        .help("annotate it as `ClassVar[…]`, use a tuple, or make it in `__init__`");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn containers() {
        flags(
            &RULE,
            "class A:\n    x = {}  # flagged: `x`\n    y = [z for z in w]  # flagged: `y`\n",
        );
    }

    #[test]
    fn constants_settings_and_unknown_classes() {
        silent(
            &RULE,
            "class A:\n    KINDS = ['a']\n    __slots__ = []\n    x: dict = {}\n    y = ()\n",
        );
        silent(&RULE, "class A(Model):\n    x = []\n    class Meta:\n        y = []\n");
        silent(&RULE, "class A:\n    def f(self):\n        x = []\n");
    }
}
