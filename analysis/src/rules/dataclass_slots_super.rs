//! `super()` in a dataclass with slots, whose class is made twice.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, ClassDef, Expr, FunctionDef};
use refwise_syntax::{PythonVersion, SyntaxNode, TextEdit};
use rowan::GreenNodeData;

use crate::dataclass::{Library, decorated};
use crate::green::has_node;
use crate::lineage::class_around;
use crate::methods::this_of;
use crate::rule::RuleContext;

crate::rule! {
    /// `super()` or `__class__` in a dataclass with `slots=True`.
    ///
    /// Slots cannot be added to a class that is there, so `dataclass(slots=True)` makes a second one
    /// and gives that. The methods still hold the first in their `__class__` cell: `super()` without
    /// arguments finds that the instance is none of it and raises `TypeError`. Python 3.14 mends the
    /// cell; nothing is reported where the project needs 3.14 anyway.
    ///
    /// Name the class: `super(A, self)`. The name is looked up when the method runs and means the new
    /// class.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from dataclasses import dataclass
    ///
    /// class B:
    ///     def f(self):
    ///         return 1
    ///
    /// @dataclass(slots=True)
    /// class A(B):
    ///     x: int = 0
    ///     def f(self):
    ///         return super().f()  # flagged: `TypeError`
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// from dataclasses import dataclass
    ///
    /// class B:
    ///     def f(self):
    ///         return 1
    ///
    /// @dataclass(slots=True)
    /// class A(B):
    ///     x: int = 0
    ///     def f(self):
    ///         return super(A, self).f()
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from dataclasses import dataclass
    ///
    /// class B:
    ///     def f(self):
    ///         return 1
    ///
    /// @dataclass
    /// class A(B):
    ///     x: int = 0
    ///     def f(self):
    ///         return super().f()
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from dataclasses import dataclass
    /// @dataclass(slots=True)
    /// class A:
    ///     x: int = 0
    ///     def __str__(self):
    ///         return super().__str__()
    /// try:
    ///     str(A())
    /// except TypeError as error:
    ///     print(str(error)[:16])  # prints: super(type, obj)
    /// ```
    "dataclass-slots-super",
    code: "RW714", group: Classes, severity: Error, fix: Safe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CLASS_DEF]) if is_decorated => check,
}

fn is_decorated(node: &GreenNodeData) -> bool {
    has_node(node, DECORATOR)
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    if !cx.mentions("slots") || !cx.mentions("super()") && !cx.mentions("__class__") {
        return;
    }
    let mends_cell = PythonVersion::new(14).is_some_and(|it| cx.db().settings().target >= it);
    let makes_two = decorated(cx.names(), &class)
        .is_some_and(|it| it.library == Library::Dataclasses && it.flag("slots") == Some(true));
    let Some(name) = class.name().filter(|_| makes_two && !mends_cell) else { return };
    let Some(body) = class.body() else { return };
    for user in users(body.syntax()) {
        let edits = mend(&user, &class, name.text());
        let (what, outcome) = match user.kind() {
            CALL_EXPR => ("`super()`", "raises `TypeError`"),
            _ => ("`__class__`", "is the wrong class"),
        };
        let report = cx
            .report(
                user.text_range(),
                format!(
                    "{what} {outcome} here: it means the class before `slots=True` made another one"
                ),
            )
            .help(format!("name the class: `{name}`"));
        if let Some(edits) = edits {
            report.safe_fix("Name the class", edits);
        }
    }
}

/// The places below `node` that use the cell of the class around.
fn users(node: &SyntaxNode) -> Vec<SyntaxNode> {
    let mut found = Vec::new();
    let mut nodes = node.preorder();
    while let Some(event) = nodes.next() {
        let rowan::WalkEvent::Enter(it) = event else { continue };
        match it.kind() {
            CLASS_DEF => nodes.skip_subtree(),
            CALL_EXPR if it.text() == "super()" => found.push(it),
            NAME_EXPR if it.text() == "__class__" => found.push(it),
            _ => {}
        }
    }
    let in_function = |it: &SyntaxNode| it.ancestors().any(|it| it.kind() == FUNCTION_DEF);
    found.retain(in_function);
    found
}

/// `super(A, self)`, where the function is a method of the class itself.
fn mend(user: &SyntaxNode, class: &ClassDef, name: &str) -> Option<Vec<TextEdit>> {
    let function = user
        .ancestors()
        .find(|it| matches!(it.kind(), FUNCTION_DEF | LAMBDA_EXPR | GENERATOR_EXPR));
    let def = FunctionDef::cast(function?)?;
    let is_global = class.syntax().parent().is_some_and(|it| it.kind() == FILE);
    let is_method = class_around(&def).as_ref() == Some(class) && is_global;
    let call = ast::CallExpr::cast(user.clone())?;
    let is_super = matches!(call.func()?, Expr::Name(_)) && is_method;
    let this = this_of(&def)?;
    let edit = TextEdit::replace(call.args()?.syntax().text_range(), format!("({name}, {this})"));
    is_super.then(|| vec![edit])
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn class(decorator: &str, body: &str) -> String {
        format!(
            "import dataclasses, attrs\n@{decorator}\nclass A(B):\n    x: int = 0\n    {body}\n"
        )
    }

    const SLOTS: &str = "dataclasses.dataclass(slots=True, frozen=True)";

    #[test]
    fn users_of_the_cell() {
        flags(&RULE, &class(SLOTS, "def f(self): return super().f()  # flagged: `super()`"));
        flags(&RULE, &class(SLOTS, "def f(self): return __class__  # flagged: `__class__`"));
        flags(&RULE, &class(SLOTS, "def f(self): return [lambda: super()]  # flagged: `super()`"));
    }

    #[test]
    fn classes_that_are_made_once() {
        silent(&RULE, &class("dataclasses.dataclass", "def f(self): return super().f() # slots"));
        silent(
            &RULE,
            &class("dataclasses.dataclass(slots=False)", "def f(self): return super().f()"),
        );
        silent(&RULE, &class("attrs.define(slots=True)", "def f(self): return super().f()"));
    }

    #[test]
    fn other_classes_and_ways() {
        silent(&RULE, &class(SLOTS, "def f(self): return super(A, self).f()"));
        silent(&RULE, &class(SLOTS, "class C:\n        def f(self): return super().f()"));
        silent(&RULE, &class(SLOTS, "def f(self): return self.__class__"));
    }
}
