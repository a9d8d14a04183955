//! `id(x)` as a key of a container that outlives `x`.

use refwise_syntax::SyntaxKind::*;
use refwise_syntax::ast::{AssignStmt, AstNode, CallExpr, Expr, NameExpr, SubscriptExpr};
use refwise_syntax::symtable::ScopeId;
use rowan::GreenNodeData;

use crate::bindings::How;
use crate::calls::called_path;
use crate::fresh::container;
use crate::green::nodes;
use crate::names::Names;
use crate::rule::RuleContext;
use crate::surroundings::is_in_test;

crate::rule! {
    /// `id(x)` as a key of a global dict that does not keep `x`.
    ///
    /// An id is the address of an object, and is given to another object when the first is freed. A dict
    /// that outlives its objects answers with what belongs to a dead one, whenever a new object happens to
    /// lie at the same address.
    ///
    /// It is reported for global dicts of this file from which nothing is ever removed, where the key is
    /// the id of a parameter and the value is made by a function and does not obviously hold the object.
    ///
    /// Keep the object in the value, take a `weakref.WeakKeyDictionary`, or use the object as the key.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// CACHE = {}
    ///
    /// def measured(node, measure):
    ///     key = id(node)
    ///     if key not in CACHE:
    ///         CACHE[key] = measure(node)  # flagged: does not keep `node`
    ///     return CACHE[key]
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// CACHE = {}
    ///
    /// def measured(node, measure):
    ///     key = id(node)
    ///     if key not in CACHE:
    ///         CACHE[key] = (node, measure(node))
    ///     return CACHE[key][1]
    ///
    /// def walk(node):
    ///     seen = set()
    ///     seen.add(id(node))
    ///     return seen
    /// ```
    "id-as-key",
    code: "RW115", group: Identity, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Nodes(&[ASSIGN_STMT]) if sets_item in Function => check,
}

fn sets_item(node: &GreenNodeData) -> bool {
    nodes(node).next().is_some_and(|it| it.kind().0 == SUBSCRIPT_EXPR as u16)
}

fn check(cx: &mut RuleContext<'_>, node: AssignStmt) {
    if !cx.mentions("id(") || cx.mentions("weakref") {
        return;
    }
    let mut targets = node.targets();
    let (Some(Expr::Subscript(item)), None) = (targets.next(), targets.next()) else { return };
    let (Some(key), Some(value)) = (item.index(), node.value()) else { return };
    let Some(object) = identified(cx.names(), &key) else { return };
    let is_kept = keeps(&value, &object);
    if is_kept
        || !is_lasting(cx.names(), &item)
        || is_in_test(cx.file().path(cx.db()), node.syntax())
    {
        return;
    }
    let object = object.syntax().text();
    let message = format!(
        "the dict outlives `{object}` and does not keep `{object}`: its id is given to another object then"
    );
    cx.report(item.syntax().text_range(), message)
        .label(key.syntax().text_range(), format!("the id of `{object}`"))
        .help("keep the object in the value, or take a `weakref.WeakKeyDictionary`");
}

/// The parameter whose id `key` is.
fn identified(names: &Names<'_>, key: &Expr) -> Option<NameExpr> {
    let call = match key {
        Expr::Name(it) => match names.sole_binding(it)?.how {
            How::Assign(value) => value,
            _ => return None,
        },
        it => it.clone(),
    };
    let Expr::Call(id) = &call else { return None };
    let mut args = id.args()?.args();
    let (Some(Expr::Name(object)), None) = (args.next(), args.next()) else { return None };
    let is_param = matches!(names.sole_binding(&object)?.how, How::Param(_));
    (is_param && called_path(names, &call)? == "builtins.id").then_some(object)
}

/// May `value` hold `object`? What a plain function gives mostly does not.
fn keeps(value: &Expr, object: &NameExpr) -> bool {
    let Expr::Call(call) = value else { return true };
    let is_function = match call.func() {
        Some(Expr::Name(it)) => {
            it.name().is_some_and(|it| it.text().starts_with(|it: char| it.is_ascii_lowercase()))
        }
        _ => false,
    };
    let is_direct = |call: &CallExpr| {
        let mut args = call.args().into_iter().flat_map(|it| it.args());
        args.any(|it| it.syntax().text() == object.syntax().text())
    };
    !(is_function && is_direct(call))
}

/// Is the container a global dict of this file that nothing is removed from?
fn is_lasting(names: &Names<'_>, item: &SubscriptExpr) -> bool {
    let Some(Expr::Name(dict)) = item.value() else { return false };
    let is_global = names.variable(&dict).is_some_and(|it| it.scope == ScopeId::MODULE);
    if !is_global || container(names, &Expr::Name(dict.clone())) != Some("dict") {
        return false;
    }
    let Some(root) = item.syntax().ancestors().last() else { return false };
    names.look_everywhere();
    let mut reads = root.descendants().filter_map(NameExpr::cast);
    reads.all(|it| it.syntax().text() != dict.syntax().text() || !is_removed_from(&it))
}

fn is_removed_from(dict: &NameExpr) -> bool {
    let Some(parent) = dict.syntax().parent() else { return false };
    match parent.kind() {
        ATTRIBUTE_EXPR => {
            parent.last_token().is_some_and(|it| matches!(it.text(), "pop" | "clear" | "popitem"))
        }
        SUBSCRIPT_EXPR => parent.parent().is_some_and(|it| it.kind() == DELETE_STMT),
        ARG_LIST => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn global_caches() {
        flags(
            &RULE,
            "
_cache = {}
def compute(obj):
    key = id(obj)
    if key not in _cache:
        _cache[key] = expensive(obj)  # flagged: does not keep `obj`
    return _cache[key]
def expensive(o): ...
",
        );
    }

    #[test]
    fn sets_of_one_walk() {
        silent(
            &RULE,
            "
def walk(root):
    seen = set()
    def visit(node):
        if id(node) in seen:
            return
        seen.add(id(node))
        for c in node.children:
            visit(c)
    visit(root)
",
        );
    }

    #[test]
    fn objects_that_are_kept_or_removed() {
        silent(
            &RULE,
            "
a, b, c = {}, {}, {}
b = {}
c = {}
def f(x):
    b[id(x)] = x, g(x)
    b[id(x)] = Node(x)
    c[id(x)] = g(x)
    d = {}
    d[id(x)] = g(x)
def h(x):
    del c[id(x)]
",
        );
    }
}
