//! `is` with a method that is taken from an object just now.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{
    AstNode, AttributeExpr, CompareExpr, CompareOp, Expr, FunctionDef, NameExpr, Parameter,
};
use rowan::GreenNodeData;

use crate::calls::called_path;
use crate::constant::{constant_type, without_parentheses};
use crate::fix::replace_operator;
use crate::fresh::plain_class;
use crate::green::{has_token, nodes};
use crate::identity::{Identity, Reason};
use crate::names::Names;
use crate::origin::origin;
use crate::rule::RuleContext;
use crate::surroundings::{is_in_test, method};

use super::weakref_to_temporary::is_method;

crate::rule! {
    /// `is` with a method that is taken from an object just now.
    ///
    /// A class holds a function; `self.on_event` makes a new bound method of it with each access. No other
    /// reference leads to that object, so `is` is always false, even for `self.on_event is
    /// self.on_event`. A handler that is looked up by identity is never found and never removed.
    ///
    /// Compare with `==`: two bound methods are equal if they have the same object and the same function.
    /// The fix does so; it is unsafe because it changes the answer.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Bus:
    ///     def __init__(self):
    ///         self.handlers = [self.log]
    ///
    ///     def log(self): ...
    ///
    ///     def mute(self):
    ///         self.handlers = [it for it in self.handlers if it is not self.log]  # flagged: always true
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// class Bus:
    ///     def __init__(self):
    ///         self.handlers = [self.log]
    ///
    ///     def log(self): ...
    ///
    ///     def mute(self):
    ///         self.handlers = [it for it in self.handlers if it != self.log]
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Bus:
    ///     def log(self): ...
    ///
    ///     @staticmethod
    ///     def note(): ...
    ///
    ///     def has(self, handler):
    ///         return handler == self.log or handler is self.note or handler is Bus.log
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Bus:
    ///     def log(self): ...
    /// bus = Bus()
    /// print(bus.log is bus.log, bus.log == bus.log, Bus.log is Bus.log)  # prints: False True True
    /// ```
    "bound-method-identity",
    code: "RW113", group: Identity, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: Nodes(&[COMPARE_EXPR]) if has_attribute in Function => check,
}

fn has_attribute(node: &GreenNodeData) -> bool {
    has_token(node, IS_KW) && nodes(node).any(|it| it.kind().0 == ATTRIBUTE_EXPR as u16)
}

fn check(cx: &mut RuleContext<'_>, node: CompareExpr) {
    for pair in node.pairs() {
        let (answer, equals) = match pair.op {
            CompareOp::Is => ("false", "=="),
            CompareOp::IsNot => ("true", "!="),
            _ => continue,
        };
        if constant_type(&pair.left).is_some() || constant_type(&pair.right).is_some() {
            continue;
        }
        let sides = [&pair.left, &pair.right];
        let written = || sides.into_iter().find(|it| is_bound_method(cx.names(), it));
        let Some(bound) = written().or_else(|| followed(cx, sides)) else { continue };
        if is_in_test(cx.file().path(cx.db()), node.syntax()) {
            continue;
        }
        let range = pair.left.syntax().text_range().cover(pair.right.syntax().text_range());
        let edits = vec![replace_operator(cx.text(), pair.op_range, equals)];
        let message = format!(
            "`{}` makes a new bound method with each access, so this is always {answer}",
            bound.syntax().text()
        );
        cx.report(range, message)
            .help(format!("compare with `{equals}`: bound methods of one object are equal"))
            .unsafe_fix("Compare values", edits);
    }
}

/// Does `expr` make a bound method: a plain method of the class around, or of a class of this file?
fn is_bound_method(names: &Names<'_>, expr: &Expr) -> bool {
    let Some(Expr::Attribute(attribute)) = without_parentheses(expr.clone()) else { return false };
    let Some(Expr::Name(object)) = attribute.value() else { return false };
    if is_method(names, &attribute) {
        return is_of_instance(&object);
    }
    is_instance_method(names, &object, &attribute).unwrap_or(false)
}

/// The side that is a bound method, as far as objects are followed: through variables, annotations
/// and other files.
fn followed<'a>(cx: &RuleContext<'_>, sides: [&'a Expr; 2]) -> Option<&'a Expr> {
    let attribute = sides.into_iter().find(|it| matches!(it, Expr::Attribute(_)))?;
    let [left, right] = sides.map(|it| it.syntax().text_range());
    let identity = cx.identity(left, right)?;
    (identity == Identity::Different(Reason::BoundMethod)).then_some(attribute)
}

/// Is `self` the first parameter of a method around that is called on instances?
fn is_of_instance(this: &NameExpr) -> bool {
    let defs = this.syntax().ancestors().filter_map(FunctionDef::cast);
    let mut methods = defs.filter(|it| {
        let class = it.syntax().parent().and_then(|it| it.parent());
        class.is_some_and(|it| it.kind() == CLASS_DEF)
    });
    let Some(method) = methods.next() else { return false };
    let first = method.params().and_then(|it| it.params().next());
    let is_first = match first {
        Some(Parameter::Plain(it)) => {
            it.name().is_some_and(|it| this.name().is_some_and(|this| this.text() == it.text()))
        }
        _ => false,
    };
    let mut decorators = method.decorators().filter_map(|it| it.value());
    is_first
        && !decorators.any(|it| {
            matches!(it.syntax().text().to_string().as_str(), "classmethod" | "staticmethod")
        })
}

fn is_instance_method(
    names: &Names<'_>,
    object: &NameExpr,
    attribute: &AttributeExpr,
) -> Option<bool> {
    let made = origin(names, &Expr::Name(object.clone()))?;
    let Expr::Call(call) = &made else { return None };
    let Expr::Name(class) = call.func()? else { return None };
    if called_path(names, &made).is_some() {
        return None;
    }
    let name = attribute.name()?;
    let def = method(&plain_class(names, &class)?, name.text())?;
    Some(def.decorators().next().is_none() && !names.is_attribute_stored(name.text()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn methods_of_self_and_of_instances() {
        flags(
            &RULE,
            "
class Bus:
    def __init__(self):
        self.handlers = []
    def on(self): ...
    def off(self, cb):
        return [h for h in self.handlers if h is not self.on] or cb is self.on  # flagged: always
b = Bus()
ok = b.on is b.on  # flagged: always false
",
        );
    }

    #[test]
    fn methods_of_objects_that_are_followed() {
        flags(
            &RULE,
            "
class Bus:
    def on(self): ...
def f(cb, bus: Bus):
    own = Bus()
    again = own
    return cb is bus.on, again.on is not cb  # flagged: new bound method
",
        );
        silent(
            &RULE,
            "
from typing import Protocol
class Bus:
    def __init__(self, on):
        self.on = on
    def on(self): ...
class Sink(Protocol):
    def put(self): ...
def f(cb, bus: Bus, sink: Sink, other):
    return cb is bus.on, cb is sink.put, cb is other.on
",
        );
    }

    #[test]
    fn other_attributes() {
        silent(
            &RULE,
            "
class Bus:
    def on(self): ...
    @staticmethod
    def log(): ...
    @classmethod
    def make(cls):
        return cls.on is Bus.on
    @property
    def p(self): ...
    def f(self, x):
        return x is self.p or x is self.other or self.on is None
b = Bus()
ok = b.log is b.log and Bus.on is Bus.on and b.on == b.on
",
        );
    }

    #[test]
    fn a_method_that_is_replaced() {
        silent(
            &RULE,
            "
class A:
    def f(self): ...
    def g(self, x):
        self.f = x
    def h(self, x):
        return self.f is x
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
class Bus:
    def on(self): ...
    @staticmethod
    def log(): ...
    @classmethod
    def make(cls): ...
b = Bus()
ok = b.log is b.log and Bus.on is Bus.on and b.on == b.on
",
        );
    }
}
