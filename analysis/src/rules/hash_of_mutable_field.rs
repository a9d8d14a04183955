//! A `__hash__` of something that changes.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{self, AstNode, AttributeExpr, ClassDef, FunctionDef};
use rowan::GreenNodeData;

use crate::green::has_method;
use crate::methods::{attributes, is_target, this_of};
use crate::rule::RuleContext;
use crate::surroundings::method;

crate::rule! {
    /// A `__hash__` that reads a field which another method assigns.
    ///
    /// A set or dict keeps an object at the place that its hash told when it was put in. When the hash
    /// changes the object is still inside, but not where anybody looks: `x in box` is false, `box[x]`
    /// raises `KeyError`, and it cannot be removed.
    ///
    /// It is reported where a method other than those that build the object assigns the field, and
    /// does not only fill it in when it is missing.
    ///
    /// Hash what never changes, or give the object no hash (`__hash__ = None`).
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class User:
    ///     def __init__(self, name):
    ///         self.name = name
    ///     def __eq__(self, other):
    ///         return isinstance(other, User) and self.name == other.name
    ///     def __hash__(self):
    ///         return hash(self.name)  # flagged: `name`
    ///     def rename(self, name):
    ///         self.name = name
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class User:
    ///     def __init__(self, name):
    ///         self.name = name
    ///         self._hash = None
    ///     def __eq__(self, other):
    ///         return isinstance(other, User) and self.name == other.name
    ///     def __hash__(self):
    ///         if self._hash is None:
    ///             self._hash = hash(self.name)
    ///         return self._hash
    ///     def hit(self):
    ///         self.count = 1
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class User:
    ///     def __init__(self, name):
    ///         self.name = name
    ///     def __eq__(self, other):
    ///         return self.name == other.name
    ///     def __hash__(self):
    ///         return hash(self.name)
    /// user = User("a")
    /// users = {user}
    /// user.name = "b"
    /// print(user in users, len(users))  # prints: False 1
    /// ```
    "hash-of-mutable-field",
    code: "RW703", group: Classes, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CLASS_DEF]) if has_hash => check,
}

fn has_hash(node: &GreenNodeData) -> bool {
    has_method(node, "__hash__")
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    let Some(hash) = method(&class, "__hash__") else { return };
    let Some(this) = this_of(&hash) else { return };
    let in_hash = attributes(hash.syntax(), &this);
    let is_kept = |name: &str| in_hash.iter().any(|it| it.0 == name && is_target(it.1.syntax()));
    for (name, read) in &in_hash {
        let is_call = read.syntax().parent().is_some_and(|it| it.kind() == CALL_EXPR);
        if is_call
            || is_kept(name)
            || name.contains("hash")
            || name.starts_with("__")
            || is_tested(read)
        {
            continue;
        }
        let Some(change) = changed(&class, name) else { continue };
        cx.report(
            read.syntax().text_range(),
            format!(
                "`__hash__` reads `{name}`, which `{}` assigns: an object in a set or dict is lost then",
                change.by
            ),
        )
        .label(change.target.syntax().text_range(), "the hash changes here")
        .help("hash only what never changes, or say `__hash__ = None`");
        return;
    }
}

/// Does the read only choose what to do?
fn is_tested(read: &AttributeExpr) -> bool {
    let parent = read.syntax().parent();
    parent.is_some_and(|it| matches!(it.kind(), IF_STMT | ELIF_CLAUSE | IF_EXPR))
}

/// Methods that make an object, or that run while nobody else has it.
const BUILDERS: [&str; 12] = [
    "__init__",
    "__new__",
    "__post_init__",
    "__attrs_post_init__",
    "__setstate__",
    "__copy__",
    "__deepcopy__",
    "__reduce__",
    "__init_subclass__",
    "__hash__",
    "__set_name__",
    "__del__",
];

/// How methods are named that fill in an object as a whole, another way to make one.
const BUILDER_NAMES: [&str; 14] = [
    "bind",
    "build",
    "contribute",
    "decode",
    "deserialize",
    "fill",
    "from",
    "init",
    "load",
    "parse",
    "populate",
    "read",
    "setup",
    "un",
];

struct Change {
    by: String,
    target: AttributeExpr,
}

/// Where a method of `class` gives the field of a finished object another value.
fn changed(class: &ClassDef, field: &str) -> Option<Change> {
    class.body()?.body().find_map(|it| {
        let ast::Stmt::FunctionDef(def) = it else { return None };
        let by = def.name()?.text().to_owned();
        let builds = BUILDER_NAMES.iter().any(|it| by.trim_start_matches('_').starts_with(it));
        if builds || BUILDERS.contains(&by.as_str()) || !is_method(&def) {
            return None;
        }
        let this = this_of(&def)?;
        let all = attributes(def.syntax(), &this);
        let target = all.iter().find(|it| it.0 == field && is_target(it.1.syntax()))?.1.clone();
        let is_tested = all.iter().any(|it| it.0 == field && is_in_condition(&it.1, &target));
        (!is_tested && !is_built_by(class, &by)).then_some(Change { by, target })
    })
}

/// A method of instances: no class or static method, and no other decorator than that of a property.
fn is_method(def: &FunctionDef) -> bool {
    def.decorators().all(|it| match it.value() {
        Some(ast::Expr::Attribute(it)) => {
            it.name().is_some_and(|it| matches!(it.text(), "setter" | "deleter"))
        }
        _ => false,
    })
}

/// Does `__init__` or its like call the method, so that it is part of the making?
fn is_built_by(class: &ClassDef, name: &str) -> bool {
    let calls = |it: &FunctionDef| {
        this_of(it).is_some_and(|this| attributes(it.syntax(), &this).iter().any(|it| it.0 == name))
    };
    BUILDERS.iter().filter_map(|it| method(class, it)).any(|it| calls(&it))
}

/// Does `read` stand in the condition of an `if` around `target`? Then the field is filled in when
/// it is missing.
fn is_in_condition(read: &AttributeExpr, target: &AttributeExpr) -> bool {
    let condition = read.syntax().ancestors().find_map(|it| match it.parent()?.kind() {
        IF_STMT | ELIF_CLAUSE if it.kind() != BLOCK => it.parent(),
        _ => None,
    });
    condition.is_some_and(|it| it.text_range().contains_range(target.syntax().text_range()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn user(hash: &str, other: &str) -> String {
        let other = other.replace('\n', "\n    ");
        format!(
            "class U:\n    def __init__(self, n):\n        self.n = n\n        self.reset()\n    \
             def __hash__(self):\n        {hash}\n    {other}\n"
        )
    }

    #[test]
    fn fields_that_change() {
        flags(&RULE, &user("return hash(self.n)  # flagged: `n`", "def set(self, n): self.n = n"));
        flags(&RULE, &user("return hash(self.n)  # flagged: `add`", "def add(self): self.n += 1"));
        flags(
            &RULE,
            &user(
                "return hash(self.n)  # flagged: `n`",
                "@name.setter\ndef name(self, n): self.n = n",
            ),
        );
    }

    #[test]
    fn fields_that_stay() {
        silent(&RULE, &user("return hash(self.n)", "def set(self, n): self.m = n"));
        silent(&RULE, &user("return hash(self.n)", "def decode(self, n): self.n = n"));
        silent(
            &RULE,
            &user("if self.n: return 1\n        return 2", "def set(self, n): self.n = n"),
        );
        silent(&RULE, &user("return hash(self.n)", "def reset(self): self.n = 1"));
        silent(&RULE, &user("return hash(self.n)", "def __setstate__(self, n): self.n = n"));
        silent(&RULE, &user("return hash(self.n)", "@classmethod\ndef make(self, n): self.n = n"));
        silent(
            &RULE,
            &user("return hash(self.n)", "def fill(self):\n    if self.n is None: self.n = 1"),
        );
        silent(&RULE, &user("return hash(self.n())", "def set(self, n): self.n = n"));
        silent(&RULE, &user("return self._hash", "def clear(self): self._hash = None"));
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
class User:
    def __init__(self, name):
        self.name = name
        self._hash = None
    def __eq__(self, o):
        return isinstance(o, User) and self.name == o.name
    def __hash__(self):
        if self._hash is None:
            self._hash = hash(self.name)
        return self._hash
    def hits(self):
        self.count = 1
",
        );
    }
}
