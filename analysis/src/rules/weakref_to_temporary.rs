//! A weak reference to an object that nobody else holds.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AssignStmt, AstNode, AttributeExpr, CallExpr, ClassDef, Expr};
use refwise_syntax::{SyntaxNode, TextEdit};

use crate::calls::{argument, called_path, method_call, n_arguments};
use crate::constant::without_parentheses;
use crate::fresh::{Fresh, fresh};
use crate::names::Names;
use crate::origin::{is_this, origin};
use crate::rule::RuleContext;
use crate::surroundings::{is_in_test, method};

crate::rule! {
    /// A weak reference to an object that nobody else holds.
    ///
    /// A weak reference does not keep its object. A lambda, a bound method or an instance that is made in
    /// the call itself has no other reference, so it is gone when the call returns: the reference gives
    /// `None`, the `WeakSet` stays empty. Each `self.method` makes a new bound method, so a weak reference
    /// to one is dead at once even though `self` lives.
    ///
    /// Take `weakref.WeakMethod` for methods; keep other objects in a variable or attribute first. The fix
    /// makes a `WeakMethod` of `weakref.ref(self.method)`; it is unsafe because the callback begins to be
    /// called then.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import weakref
    ///
    /// class Bus:
    ///     def __init__(self):
    ///         self.on_end = weakref.ref(self.end)  # flagged: a bound method
    ///
    ///     def end(self): ...
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// import weakref
    ///
    /// class Bus:
    ///     def __init__(self):
    ///         self.on_end = weakref.WeakMethod(self.end)
    ///
    ///     def end(self): ...
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    /// class Bus:
    ///     def __init__(self, owner):
    ///         self.owner = weakref.ref(owner)
    ///         self.on_end = weakref.WeakMethod(self.end)
    ///
    ///     def end(self): ...
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import weakref
    /// class Bus:
    ///     def end(self): ...
    /// bus = Bus()
    /// print(weakref.ref(bus.end)(), weakref.WeakMethod(bus.end)() == bus.end)  # prints: None True
    /// ```
    "weakref-to-temporary",
    code: "RW323", group: Lifetime, severity: Error, fix: Unsafe, since: "0.1.0",
    noqa: [],
    look: File => check,
}

fn check(cx: &mut RuleContext<'_>) {
    if !cx.mentions("weakref") {
        return;
    }
    let root = cx.parse().syntax();
    for node in root.descendants().filter(|it| matches!(it.kind(), CALL_EXPR | ASSIGN_STMT)) {
        check_node(cx, &node);
    }
}

fn check_node(cx: &mut RuleContext<'_>, node: &SyntaxNode) {
    let Some(weak) = weak(cx.names(), node) else { return };
    let Some(what) = temporary(cx.names(), &weak.object) else { return };
    if is_in_test(cx.file().path(cx.db()), node) {
        return;
    }
    let fix = weak.constructor.filter(|_| what == BOUND_METHOD).and_then(|it| mend(&it));
    let message = format!("{what} has no other reference, so {} at once", weak.outcome);
    let help = match what.as_str() {
        BOUND_METHOD => "take `weakref.WeakMethod`",
        _ => "keep the object somewhere first",
    };
    let report = cx.report(weak.object.syntax().text_range(), message).help(help);
    if let Some(edit) = fix {
        report.unsafe_fix("Take `WeakMethod`", vec![edit]);
    }
}

/// A place that holds an object weakly.
struct Weak {
    object: Expr,
    outcome: &'static str,
    /// `weakref.ref` itself.
    constructor: Option<AttributeExpr>,
}

fn weak(names: &Names<'_>, node: &SyntaxNode) -> Option<Weak> {
    if let Some(assign) = AssignStmt::cast(node.clone()) {
        return weak_item(names, &assign);
    }
    let call = CallExpr::cast(node.clone())?;
    if let Some((object, method)) = method_call(&call)
        && method.text() == "add"
    {
        let path = called_path(names, &origin(names, &object)?)?;
        let object = argument(&call, 0, "item").filter(|_| n_arguments(&call) == Some(1))?;
        let outcome = "it leaves the `WeakSet`";
        return (path == "weakref.WeakSet").then_some(Weak { object, outcome, constructor: None });
    }
    let func = call.func()?;
    let object = argument(&call, 0, "")?;
    let (outcome, constructor) = match names.path(&func)?.as_str() {
        "weakref.ref" => match func {
            Expr::Attribute(it) => ("the reference is dead", Some(it)),
            _ => ("the reference is dead", None),
        },
        "weakref.proxy" => ("the proxy is dead", None),
        _ => return None,
    };
    Some(Weak { object, outcome, constructor })
}

/// `cache[key] = object` of a `WeakValueDictionary`, where nothing else is bound.
fn weak_item(names: &Names<'_>, assign: &AssignStmt) -> Option<Weak> {
    let mut targets = assign.targets();
    let (Some(Expr::Subscript(target)), None) = (targets.next(), targets.next()) else {
        return None;
    };
    let path = called_path(names, &origin(names, &target.value()?)?)?;
    let outcome = "the entry is gone";
    (path == "weakref.WeakValueDictionary")
        .then(|| Some(Weak { object: assign.value()?, outcome, constructor: None }))?
}

const BOUND_METHOD: &str = "a bound method that is made here";

/// What new object `expr` makes that nobody else holds.
fn temporary(names: &Names<'_>, expr: &Expr) -> Option<String> {
    let expr = without_parentheses(expr.clone())?;
    if let Expr::Attribute(it) = &expr {
        return is_method(names, it).then(|| BOUND_METHOD.to_owned());
    }
    match fresh(names, &expr)? {
        fresh @ (Fresh::Lambda | Fresh::Generator | Fresh::Instance(_)) => Some(fresh.noun()),
        _ => None,
    }
}

/// Is it `self.name`, a plain method of the class around?
pub(super) fn is_method(names: &Names<'_>, attribute: &AttributeExpr) -> bool {
    let Some(Expr::Name(this)) = attribute.value() else { return false };
    let (Some(class), Some(name)) =
        (attribute.syntax().ancestors().find_map(ClassDef::cast), attribute.name())
    else {
        return false;
    };
    let is_instance = is_this(&this) && this.name().is_some_and(|it| it.text() == "self");
    is_instance
        && method(&class, name.text()).is_some_and(|it| it.decorators().next().is_none())
        && !names.is_attribute_stored(name.text())
}

fn mend(constructor: &AttributeExpr) -> Option<TextEdit> {
    Some(TextEdit::replace(constructor.name()?.text_range(), "WeakMethod"))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn lambdas_methods_and_instances() {
        flags(
            &RULE,
            "
import weakref
class P: pass
class Bus:
    def __init__(self):
        self.subs = weakref.WeakSet()
        self.cache = weakref.WeakValueDictionary()
    def handle(self): ...
    def on(self, obj):
        self.ref = weakref.ref(self.handle)  # flagged: a bound method
        self.subs.add(lambda: obj)  # flagged: leaves the `WeakSet`
        self.cache['k'] = P()  # flagged: the entry is gone
        self.p = weakref.proxy(P())  # flagged: a new `P`
",
        );
    }

    #[test]
    fn objects_that_are_kept() {
        silent(
            &RULE,
            "
import weakref
class Bus:
    def __init__(self):
        self.subs = weakref.WeakSet()
        self.cache = weakref.WeakValueDictionary()
    def on(self, obj, cls):
        self.ref = weakref.WeakMethod(obj.handle)
        self.subs.add(obj)
        value = cls()
        self.cache[\"k\"] = value
        self.up = weakref.ref(obj.parent)
        return value
",
        );
    }

    #[test]
    fn two_references() {
        silent(
            &RULE,
            "
import weakref
class P: pass
cache = weakref.WeakValueDictionary()
p = cache['k'] = P()
names = {}
names['k'] = P()
",
        );
    }

    #[test]
    fn a_method_that_is_replaced() {
        silent(
            &RULE,
            "
import weakref
class A:
    def f(self): ...
    def on(self):
        self.f = g
        return weakref.ref(self.f)
",
        );
    }
}
