//! A weak reference to an object that nobody else holds.

use refwise_syntax::SyntaxKind::{self, *};
use refwise_syntax::ast::{AssignStmt, AstNode, AttributeExpr, CallExpr, ClassDef, Expr};
use refwise_syntax::{SyntaxNode, TextEdit};
use rowan::GreenNodeData;

use crate::calls::{argument, called_method, called_path, method_call, n_arguments};
use crate::constant::without_parentheses;
use crate::diagnostic::Severity;
use crate::fresh::{Fresh, fresh};
use crate::green::nodes;
use crate::names::Names;
use crate::origin::{is_this, origin};
use crate::rule::{AnyNode, RuleContext};
use crate::surroundings::{is_in_test, method};

crate::rule! {
    /// A weak reference to an object that nobody else holds.
    ///
    /// A weak reference does not keep its object. A lambda, a bound method or an instance that is made in
    /// the call itself has no other reference, so it is gone when the call returns: the reference gives
    /// `None`, the `WeakSet` stays empty. Each `self.method` makes a new bound method, so a weak reference
    /// to one is dead at once even though `self` lives.
    ///
    /// An attribute of an object that is not known is told as a hint, and only where it is called like a
    /// method: `handle`, `on_close`, `notify`.
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
    look: Nodes(&[CALL_EXPR, ASSIGN_STMT]) if may_be_weak of "weakref" => check,
}

/// Is it `name(..)`, `.. .ref(..)`, `.. .proxy(..)`, `.. .add(..)` or `..[..] = ..`? A name may stand
/// for another that was imported.
fn may_be_weak(node: &GreenNodeData) -> bool {
    let first = || nodes(node).next().map(|it| it.kind().0);
    match SyntaxKind::ALL[usize::from(node.kind().0)] {
        CALL_EXPR => {
            first() == Some(NAME_EXPR as u16)
                || matches!(called_method(node), "ref" | "proxy" | "add")
        }
        ASSIGN_STMT => first() == Some(SUBSCRIPT_EXPR as u16),
        _ => false,
    }
}

fn check(cx: &mut RuleContext<'_>, AnyNode(node): AnyNode) {
    let Some(weak) = weak(cx.names(), &node) else { return };
    let Some(what) = temporary(cx.names(), &weak.object) else { return };
    if is_in_test(cx.file().path(cx.db()), &node) {
        return;
    }
    let is_method = !matches!(what, Temporary::Object(_));
    let fix = weak.constructor.filter(|_| is_method).and_then(|it| mend(&it));
    let message = what.message(&weak.object, weak.outcome);
    let help = match is_method {
        true => "take `weakref.WeakMethod`",
        false => "keep the object somewhere first",
    };
    let severity = match what {
        Temporary::PerhapsMethod => Severity::Hint,
        Temporary::Object(_) | Temporary::Method => Severity::Error,
    };
    let range = weak.object.syntax().text_range();
    let report = cx.report(range, message).severity(severity).help(help);
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

/// An object that nobody else holds.
enum Temporary {
    /// This one, in words.
    Object(String),
    /// A bound method.
    Method,
    /// A bound method, as far as its name tells.
    PerhapsMethod,
}

impl Temporary {
    fn message(&self, object: &Expr, outcome: &str) -> String {
        match self {
            Temporary::Object(noun) => {
                format!("{noun} has no other reference, so {outcome} at once")
            }
            Temporary::Method => format!(
                "a bound method that is made here has no other reference, so {outcome} at once"
            ),
            Temporary::PerhapsMethod => format!(
                "if `{}` is a method, reading it makes a new object that has no other reference, so \
                 {outcome} at once",
                object.syntax().text()
            ),
        }
    }
}

/// What new object `expr` makes that nobody else holds.
fn temporary(names: &Names<'_>, expr: &Expr) -> Option<Temporary> {
    let expr = without_parentheses(expr.clone())?;
    if let Expr::Attribute(it) = &expr {
        return match is_method(names, it) {
            true => Some(Temporary::Method),
            false => sounds_like_method(names, it).then_some(Temporary::PerhapsMethod),
        };
    }
    match fresh(names, &expr)? {
        fresh @ (Fresh::Lambda | Fresh::Generator | Fresh::Instance(_)) => {
            Some(Temporary::Object(fresh.noun()))
        }
        _ => None,
    }
}

/// Is it an attribute of a variable other than `self`, is its name what handlers are called, and does
/// nothing in the file set such an attribute?
fn sounds_like_method(names: &Names<'_>, attribute: &AttributeExpr) -> bool {
    const VERBS: [&str; 16] = [
        "call", "close", "dispatch", "emit", "execute", "fire", "handle", "invoke", "notify",
        "process", "receive", "refresh", "run", "stop", "trigger", "update",
    ];
    const BEGINNINGS: [&str; 3] = ["on_", "handle_", "process_"];
    let Some(Expr::Name(object)) = attribute.value() else { return false };
    let Some(name) = attribute.name() else { return false };
    let word = name.text().trim_start_matches('_');
    let is_named_so = VERBS.contains(&word) || BEGINNINGS.iter().any(|it| word.starts_with(it));
    is_named_so
        && !is_this(&object)
        && names.path(&Expr::Attribute(attribute.clone())).is_none()
        && !names.is_attribute_stored(name.text())
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
    fn what_sounds_like_a_method() {
        flags(
            &RULE,
            "
import weakref
class Bus:
    def __init__(self):
        self.subs = weakref.WeakSet()
    def on(self, obj):
        self.ref = weakref.ref(obj.handle)  # flagged: if `obj.handle` is a method
        self.end = weakref.proxy(obj._on_close)  # flagged: the proxy is dead
        self.subs.add(lambda: obj)  # flagged: leaves the `WeakSet`
",
        );
        silent(
            &RULE,
            "
import weakref, signals
class Job:
    def __init__(self, run):
        self.run = run
def on(obj):
    return weakref.ref(obj.run), weakref.ref(signals.update), weakref.ref(obj.owner)
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
