//! A descriptor that keeps the value of an instance on itself.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, AttributeExpr, ClassDef, Expr, FunctionDef};
use rowan::GreenNodeData;

use crate::green::has_method;
use crate::methods::{attribute_of, attributes, is_target, mentions, positional, returns, this_of};
use crate::rule::RuleContext;
use crate::surroundings::{is_in_test, method};

crate::rule! {
    /// A descriptor whose `__set__` stores the value on the descriptor.
    ///
    /// A descriptor is made once, with the class that owns it. `self` of its `__set__` is that one
    /// object, whatever instance the value was meant for; a value stored there is what every instance
    /// of the owner reads afterwards.
    ///
    /// Store it on the instance: `obj.__dict__[self.name] = value`, with the name from
    /// `__set_name__`.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Field:
    ///     def __set__(self, obj, value):
    ///         self.value = value  # flagged: `value`
    ///     def __get__(self, obj, owner=None):
    ///         return self.value
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Field:
    ///     def __set_name__(self, owner, name):
    ///         self.name = name
    ///     def __set__(self, obj, value):
    ///         obj.__dict__[self.name] = value
    ///     def __get__(self, obj, owner=None):
    ///         return self if obj is None else obj.__dict__[self.name]
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Field:
    ///     def __set__(self, obj, value):
    ///         self.value = value
    ///     def __get__(self, obj, owner=None):
    ///         return self.value
    /// class Row:
    ///     x = Field()
    /// a, b = Row(), Row()
    /// a.x, b.x = 1, 2
    /// print(a.x)  # prints: 2
    /// ```
    "descriptor-shared-state",
    code: "RW231", group: Aliasing, severity: Error, fix: None, since: "0.1.0",
    noqa: ["py/mutable-descriptor"],
    look: Nodes(&[CLASS_DEF]) if is_descriptor => check,
}

fn is_descriptor(node: &GreenNodeData) -> bool {
    has_method(node, "__set__") && has_method(node, "__get__")
}

fn check(cx: &mut RuleContext<'_>, class: ClassDef) {
    if is_in_test(cx.file().path(cx.db()), class.syntax()) {
        return;
    }
    let (Some(set), Some(get)) = (method(&class, "__set__"), method(&class, "__get__")) else {
        return;
    };
    let Ok([this, obj, value]) = <[String; 3]>::try_from(positional(&set)) else { return };
    // A `__set__` that also looks at the instance may do both.
    let names_obj = mentions(set.syntax(), &obj)
        .iter()
        .any(|it| it.syntax().parent().is_some_and(|it| it.kind() != COMPARE_EXPR));
    if names_obj {
        return;
    }
    let read = returned(&get);
    for (name, target) in attributes(set.syntax(), &this) {
        let Some(given) = given(&target) else { continue };
        let keeps_value = !mentions(given.syntax(), &value).is_empty();
        let Some(read) = read.iter().find(|it| it.0 == name).filter(|_| keeps_value) else {
            continue;
        };
        cx.report(
            target.syntax().text_range(),
            format!(
                "every instance of the owner shares this `{name}`: `{this}` is the one descriptor"
            ),
        )
        .label(read.1.syntax().text_range(), "each instance reads it from here")
        .help("keep the value on the instance");
        return;
    }
}

/// What is assigned to the attribute.
fn given(target: &AttributeExpr) -> Option<Expr> {
    if !is_target(target.syntax()) {
        return None;
    }
    let parent = target.syntax().parent()?;
    refwise_syntax::ast::AssignStmt::cast(parent)?.value()
}

/// The attributes of `self` that `__get__` returns as they are.
fn returned(get: &FunctionDef) -> Vec<(String, AttributeExpr)> {
    let Some(this) = this_of(get) else { return Vec::new() };
    let values = returns(get).into_iter().filter_map(|it| it.value());
    let attributes = values.filter_map(|it| match it {
        Expr::Attribute(it) => Some((attribute_of(&it, &this)?.text().to_owned(), it)),
        _ => None,
    });
    attributes.collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    fn field(set: &str, get: &str) -> String {
        let (set, get) = (set.replace('\n', "\n        "), get.replace('\n', "\n        "));
        format!(
            "class F:\n    def __set__(self, obj, value):\n        {set}\n    def __get__(self, obj, owner):\n        {get}\n"
        )
    }

    #[test]
    fn kept_on_the_descriptor() {
        flags(&RULE, &field("self.v = value  # flagged: `v`", "return self.v"));
        flags(
            &RULE,
            &field(
                "self.v = int(value)  # flagged: `v`",
                "if obj is None:\n    return self\nreturn self.v",
            ),
        );
    }

    #[test]
    fn kept_elsewhere() {
        silent(&RULE, &field("obj.__dict__['v'] = value", "return obj.__dict__['v']"));
        silent(&RULE, &field("self.data[obj] = value", "return self.data[obj]"));
        silent(&RULE, &field("self.v = obj, value", "return self.v"));
        silent(&RULE, &field("self.used = True", "return self.used"));
        silent(&RULE, &field("self.last = value", "return obj.v"));
        silent(&RULE, "class F:\n    def __set__(self, obj, value):\n        self.v = value\n");
    }
}
