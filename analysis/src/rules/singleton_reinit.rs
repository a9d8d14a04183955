//! A singleton whose `__init__` resets it at every call.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, ClassDef, Expr, FunctionDef, Stmt};
use rowan::GreenNodeData;

use crate::constant::constant_type;
use crate::green::has_method;
use crate::methods::{attribute_of, mentions, positional, returns, this_of};
use crate::rule::RuleContext;
use crate::surroundings::method;

crate::rule! {
    /// A `__new__` that gives the one instance again, and an `__init__` that starts it anew.
    ///
    /// `Settings()` calls `__new__`, and then `__init__` on whatever instance of the class came back,
    /// new or not. A singleton (or any class with a cache in `__new__`) whose `__init__` sets fields
    /// loses what was in them each time somebody asks for the instance.
    ///
    /// Set the fields in `__new__` where the instance is made, or let `__init__` return at once when
    /// they are there.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Settings:
    ///     _inst = None
    ///     def __new__(cls):
    ///         if cls._inst is None:
    ///             cls._inst = super().__new__(cls)
    ///         return cls._inst
    ///     def __init__(self):
    ///         self.values = {}  # flagged: `values`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Settings:
    ///     _inst = None
    ///     def __new__(cls):
    ///         if cls._inst is None:
    ///             cls._inst = super().__new__(cls)
    ///             cls._inst.values = {}
    ///         return cls._inst
    ///
    /// class Once:
    ///     _inst = None
    ///     def __new__(cls):
    ///         if cls._inst is None:
    ///             cls._inst = super().__new__(cls)
    ///         return cls._inst
    ///     def __init__(self):
    ///         if not hasattr(self, "values"):
    ///             self.values = {}
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Settings:
    ///     _inst = None
    ///     def __new__(cls):
    ///         if cls._inst is None:
    ///             cls._inst = super().__new__(cls)
    ///         return cls._inst
    ///     def __init__(self):
    ///         self.values = {}
    /// Settings().values["a"] = 1
    /// print(Settings().values)  # prints: {}
    /// ```
    "singleton-reinit",
    code: "RW715", group: Classes, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CLASS_DEF]) if has_both => check,
}

fn has_both(node: &GreenNodeData) -> bool {
    has_method(node, "__new__") && has_method(node, "__init__")
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    let mut keywords = class.args().into_iter().flat_map(|it| it.keywords());
    if keywords.any(|it| it.name().is_none_or(|it| it.text() == "metaclass")) {
        return;
    }
    let (Some(new), Some(init)) = (method(&class, "__new__"), method(&class, "__init__")) else {
        return;
    };
    let Some(kept) = kept_instance(&new) else { return };
    let Some((field, stmt)) = reset(&init) else { return };
    cx.report(
        stmt.syntax().text_range(),
        format!("`{field}` is reset at every call: `__new__` gives the same instance, but `__init__` runs again"),
    )
    .label(kept.syntax().text_range(), "gives an instance that was made before")
    .help("set it in `__new__` where the instance is made, or only where it is missing");
}

/// The `return` that gives what a condition of `__new__` made at an earlier call.
fn kept_instance(new: &FunctionDef) -> Option<ast::ReturnStmt> {
    if new.decorators().next().is_some() {
        return None;
    }
    let returned = returns(new).into_iter().filter_map(|it| Some((it.value()?, it)));
    returned
        .filter(|(value, _)| matches!(value, Expr::Attribute(_) | Expr::Subscript(_)))
        .find(|(value, _)| is_filled_in(new, &value.syntax().text().to_string()))
        .map(|it| it.1)
}

/// Does an `if` whose condition speaks of the place assign it?
fn is_filled_in(new: &FunctionDef, place: &str) -> bool {
    // The condition may ask for the attribute by its text, as in `hasattr(cls, "inst")`.
    let word = place.split('[').next().unwrap_or(place);
    let word = word.rsplit('.').next().unwrap_or(word);
    let assigns = |it: &ast::AssignStmt| it.targets().any(|it| it.syntax().text() == place);
    new.syntax().descendants().filter_map(ast::IfStmt::cast).any(|it| {
        it.test().is_some_and(|it| it.syntax().text().to_string().contains(word))
            && it.syntax().descendants().filter_map(ast::AssignStmt::cast).any(|it| assigns(&it))
    })
}

/// The first field that `__init__` sets in any case, to something that no argument tells.
fn reset(init: &FunctionDef) -> Option<(String, Stmt)> {
    if init.decorators().next().is_some() {
        return None;
    }
    let this = this_of(init)?;
    let params = positional(init);
    for stmt in init.body()?.body() {
        let (target, value) = match &stmt {
            Stmt::Assign(it) => (it.targets().next(), it.value()),
            Stmt::AnnAssign(it) => (it.target(), it.value()),
            Stmt::Expr(_) => continue,
            // A guard may stand in any compound statement; what follows may run only once.
            _ => return None,
        };
        let (Some(Expr::Attribute(target)), Some(value)) = (target, value) else { continue };
        let Some(field) = attribute_of(&target, &this) else { continue };
        let is_told = params.iter().any(|it| !mentions(value.syntax(), it).is_empty());
        if !is_told && makes_new(&value) {
            return Some((field.text().to_owned(), stmt));
        }
    }
    None
}

/// A constant, an empty container or the result of a call: not the value that was there.
fn makes_new(value: &Expr) -> bool {
    constant_type(value).is_some()
        || matches!(value, Expr::List(_) | Expr::Dict(_) | Expr::Set(_) | Expr::Call(_))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn class(new: &str, init: &str) -> String {
        let (new, init) = (new.replace('\n', "\n        "), init.replace('\n', "\n        "));
        format!(
            "class A:\n    def __new__(cls, key=1):\n        {new}\n    def __init__(self, key=1):\n        {init}\n"
        )
    }

    const ONE: &str =
        "if not hasattr(cls, 'one'):\n    cls.one = object.__new__(cls)\nreturn cls.one";

    #[test]
    fn state_that_is_lost() {
        flags(&RULE, &class(ONE, "self.x = []  # flagged: `x`"));
        flags(&RULE, &class(ONE, "super().__init__()\nself.x = load()  # flagged: `x`"));
        flags(
            &RULE,
            &class(
                "if key not in cls.all:\n    cls.all[key] = object.__new__(cls)\nreturn cls.all[key]",
                "self.key = key\nself.hits = 0  # flagged: `hits`",
            ),
        );
    }

    #[test]
    fn state_that_stays() {
        silent(&RULE, &class(ONE, "pass"));
        silent(&RULE, &class(ONE, "self.key = key"));
        silent(&RULE, &class(ONE, "if self.done:\n    return\nself.x = []"));
        silent(&RULE, &class(ONE, "if not hasattr(self, 'x'):\n    self.x = []"));
    }

    #[test]
    fn a_new_instance_each_time() {
        silent(&RULE, &class("return object.__new__(cls)", "self.x = []"));
        silent(&RULE, &class("cls.last = object.__new__(cls)\nreturn cls.last", "self.x = []"));
        silent(&RULE, &class(ONE, "self.x = []").replace("class A", "class A(metaclass=M)"));
    }
}
