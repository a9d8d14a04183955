//! A weak reference to an object that cannot have one.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AstNode, CallExpr, ClassDef, Expr, Stmt};
use rowan::GreenNodeData;

use crate::annotation::builtin_types;
use crate::calls::{argument, called_name};
use crate::constant::without_parentheses;
use crate::fresh::plain_class;
use crate::names::Names;
use crate::origin::origin;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// A weak reference to an object that cannot have one.
    ///
    /// Numbers, texts, tuples, lists, dicts and `None` have no room for weak references, and neither have
    /// instances of a class whose `__slots__` lack `__weakref__`. `weakref.ref` raises `TypeError` for
    /// them.
    ///
    /// It is reported for what is annotated or made as such a type, and for instances of such a class of
    /// this file.
    ///
    /// Add `"__weakref__"` to the slots; derive a class from `list` or `dict`, whose instances can have
    /// weak references.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import weakref
    ///
    /// class Point:
    ///     __slots__ = ("x",)
    ///
    /// def watch(table: dict):
    ///     return weakref.ref(Point()), weakref.ref(table)  # flagged: cannot have weak references
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    /// class Point:
    ///     __slots__ = ("x", "__weakref__")
    ///
    /// class Table(dict): ...
    ///
    /// def watch():
    ///     point, table = Point(), Table()
    ///     return weakref.ref(point), weakref.ref(table), weakref.ref({1})
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import weakref
    /// try:
    ///     weakref.ref({})
    /// except TypeError as error:
    ///     print(error)  # prints: cannot create weak reference to 'dict' object
    /// ```
    "weakref-unsupported-type",
    code: "RW326", group: Lifetime, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[CALL_EXPR]) if is_weak => check,
}

fn is_weak(node: &GreenNodeData) -> bool {
    matches!(called_name(node), "ref" | "proxy" | "finalize")
}

const UNSUPPORTED: [&str; 11] = [
    "bool",
    "bytearray",
    "bytes",
    "complex",
    "dict",
    "float",
    "int",
    "list",
    "None",
    "str",
    "tuple",
];

fn check(cx: &mut RuleContext<'_>, node: CallExpr) {
    let Some(object) = argument(&node, 0, "") else { return };
    let path = node.func().and_then(|it| cx.names().path(&it));
    if !matches!(path.as_deref(), Some("weakref.ref" | "weakref.proxy" | "weakref.finalize")) {
        return;
    }
    let Some(what) = unsupported(cx.names(), &object) else { return };
    let is_tried = node.syntax().ancestors().any(|it| it.kind() == TRY_STMT);
    if is_tried || is_in_test(cx.file().path(cx.db()), node.syntax()) {
        return;
    }
    let message = format!("{what} cannot have weak references, so this raises `TypeError`");
    let help = match what.starts_with('`') {
        true => "give the class a `__weakref__` slot",
        false => "refer to an object of a class of your own",
    };
    cx.report(object.syntax().text_range(), message).help(help);
}

fn unsupported(names: &Names<'_>, object: &Expr) -> Option<String> {
    if let Some(types) = builtin_types(names, object) {
        let [only] = types.as_slice() else { return None };
        return UNSUPPORTED.contains(&only.as_str()).then(|| match only.as_str() {
            "None" => "`None`".to_owned(),
            it => format!("objects of type {it}"),
        });
    }
    let made = without_parentheses(origin(names, object)?)?;
    let Expr::Call(call) = made else { return None };
    let Expr::Name(name) = call.func()? else { return None };
    let class = plain_class(names, &name)?;
    let has_base =
        class.args().is_some_and(|it| it.args().any(|it| it.syntax().text() != "object"));
    let is_decorated = class.decorators().next().is_some();
    (!has_base && !is_decorated && lacks_weakref(&class)?)
        .then(|| Some(format!("`{}` objects", class.name()?.text())))?
}

/// Does the class have `__slots__` of texts only, none of them `__weakref__`?
fn lacks_weakref(class: &ClassDef) -> Option<bool> {
    let slots = class.body()?.body().find_map(|it| match it {
        Stmt::Assign(it) => {
            it.targets().any(|it| it.syntax().text() == "__slots__").then(|| it.value()).flatten()
        }
        _ => None,
    })?;
    let elements: Vec<Expr> = match without_parentheses(slots)? {
        Expr::Tuple(it) => it.elements().collect(),
        Expr::List(it) => it.elements().collect(),
        it @ Expr::String(_) => vec![it],
        _ => return None,
    };
    let is_text = |it: &Expr| matches!(it, Expr::String(_));
    let is_weakref = |it: &Expr| {
        let text = it.syntax().text().to_string();
        matches!(text.as_str(), "'__weakref__'" | "\"__weakref__\"" | "'__dict__'" | "\"__dict__\"")
    };
    elements.iter().all(is_text).then(|| !elements.iter().any(is_weakref))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn slots_and_builtins() {
        flags(
            &RULE,
            "
import weakref
class P:
    __slots__ = (\"x\",)
def f():
    p = P()
    weakref.proxy(p)  # flagged: `P` objects
    return weakref.ref(P())  # flagged: `P` objects
def g(d: dict):
    return weakref.ref(d)  # flagged: type dict
",
        );
    }

    #[test]
    fn objects_with_room() {
        silent(
            &RULE,
            "
import weakref
class P:
    __slots__ = (\"x\", \"__weakref__\")
class L(list): ...
class Q(P):
    __slots__ = ()
class R(object):
    __slots__ = NAMES
def f(x):
    p, l = P(), L()
    try:
        weakref.ref(())
    except TypeError:
        pass
    return weakref.ref(p), weakref.ref(l), weakref.ref({1}), weakref.ref(Q()), weakref.ref(R()), weakref.ref(x)
",
        );
    }
}
