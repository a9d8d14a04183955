//! An object without a hash as the key of a dict or in a set.

use crate::body::{ArgKind, CompKind, Const, Expr, ExprId, ScopeKind, Stmt, StmtId};
use crate::classes::{ClassId, Lookup, MemberKind, Nature, class_model, lookup};
use crate::items::{self, Definition};
use crate::nesting::{Nesting, Place};
use crate::paths::{Container, container, path};
use crate::rule::{CodeUnit, RuleContext};
use crate::shape::{ClassOf, lookup::class_of_expr};
use crate::unit::{Unit, unit_body};

crate::rule! {
    /// An object without a hash as the key of a dict or in a set.
    ///
    /// A class that defines `__eq__` and no `__hash__` gets a `__hash__` that is `None`, and so does
    /// a `@dataclass` that is not frozen. The lists, dicts and sets have none either. As a key of a
    /// dict, in a set, or handed to `hash`, such an object raises `TypeError`.
    ///
    /// Make the dataclass `frozen=True` if its fields do not change, or `eq=False` if instances are
    /// only equal to themselves; define `__hash__` beside `__eq__`; or take a tuple as the key.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// from dataclasses import dataclass
    ///
    ///
    /// @dataclass
    /// class Point:
    ///     x: int
    ///
    ///
    /// def names():
    ///     return {Point(1): "a"}  # flagged: `Point` has no hash
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// from dataclasses import dataclass
    ///
    ///
    /// @dataclass(frozen=True)
    /// class Point:
    ///     x: int
    ///
    ///
    /// def names():
    ///     return {Point(1): "a"}
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// from dataclasses import dataclass
    /// @dataclass
    /// class Point:
    ///     x: int
    /// try:
    ///     {Point(1): "a"}
    /// except TypeError as error:
    ///     print(error)  # prints: unhashable type: 'Point'
    /// ```
    "unhashable-used-as-key",
    code: "RW702", group: Classes, severity: Error, fix: None, since: "0.1.0",
    noqa: ["E1143", "PLE4702"],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    for (key, place) in keys(unit) {
        if !may_be_unhashable(unit, key) {
            continue;
        }
        let origin = match unit.body.expr(key).local() {
            Some(_) => unit.definitions().origin(unit.body, key),
            None => key,
        };
        let Some((name, why)) = unhashable(unit, origin) else { continue };
        let nesting = unit.nesting();
        let is_tried =
            nesting.stmt_of(unit.body, key).is_none_or(|it| is_in_try(unit, nesting, it));
        if is_tried || cx.is_in_test(unit.range(key)) {
            continue;
        }
        let message = format!("`{name}` has no hash, {why}: {place} raises `TypeError`");
        cx.report(unit.range(key), message).help(
            "take a tuple of its values, or give its class a hash: `frozen=True`, `eq=False` or a \
             `__hash__`",
        );
    }
}

/// The expressions that are hashed, and as what.
fn keys(unit: &CodeUnit<'_>) -> Vec<(ExprId, &'static str)> {
    let body = unit.body;
    let mut found = Vec::new();
    for (_, expr) in body.exprs() {
        match expr {
            Expr::Dict(items) => {
                found
                    .extend(items.iter().filter_map(|it| it.key).map(|it| (it, "a key of a dict")));
            }
            Expr::Set(items) => found.extend(items.iter().map(|it| (*it, "an item of a set"))),
            Expr::Comp(scope) => {
                let scope = body.scope(*scope);
                let ScopeKind::Comp { kind, key, .. } = &scope.kind else { continue };
                match kind {
                    CompKind::Set => found.extend(scope.result.map(|it| (it, "an item of a set"))),
                    CompKind::Dict => found.extend(key.map(|it| (it, "a key of a dict"))),
                    _ => {}
                }
            }
            Expr::Subscript { value, index }
                if may_be_unhashable(unit, *index) && is_a(unit, *value, Container::Dict) =>
            {
                found.push((*index, "a key of a dict"));
            }
            Expr::Call { func, args } => {
                let [arg] = &args[..] else { continue };
                if arg.kind != ArgKind::Positional || !may_be_unhashable(unit, arg.value) {
                    continue;
                }
                match body.expr(*func) {
                    Expr::Attr { value, name }
                        if name == "add" && is_a(unit, *value, Container::Set) =>
                    {
                        found.push((arg.value, "an item of a set"));
                    }
                    Expr::Name(_) if is_hash(unit, *func) => found.push((arg.value, "`hash`")),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    found
}

/// Cheap: an expression that makes an object, or a name.
fn may_be_unhashable(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    match unit.body.expr(expr) {
        Expr::Call { .. } | Expr::List(_) | Expr::Dict(_) | Expr::Set(_) => true,
        it => it.local().is_some(),
    }
}

fn is_a(unit: &CodeUnit<'_>, expr: ExprId, kind: Container) -> bool {
    path(unit, expr).is_some_and(|it| container(unit, &it) == Some(kind))
}

fn is_hash(unit: &CodeUnit<'_>, func: ExprId) -> bool {
    let definition = items::definition_of(unit.db, unit.unit, func);
    matches!(definition, Definition::External(it) if it == "builtins.hash")
}

/// The class of what `expr` makes, if its instances have no hash, and why.
fn unhashable(unit: &CodeUnit<'_>, expr: ExprId) -> Option<(String, &'static str)> {
    match class_of_expr(unit.db, unit.unit, expr) {
        ClassOf::Known(class) => {
            let why = reason(unit, class)?;
            let name = class.path(unit.db).0.last()?.name.to_string();
            Some((name, why))
        }
        ClassOf::External(path) => match path.as_str() {
            "builtins.list" | "builtins.dict" | "builtins.set" => {
                let name = path.rsplit('.').next().unwrap_or_default().to_owned();
                Some((name, "as it can change"))
            }
            _ => None,
        },
        _ => None,
    }
}

fn reason(unit: &CodeUnit<'_>, class: ClassId) -> Option<&'static str> {
    let is_plain_class = |it: ClassId| {
        let model = class_model(unit.db, it);
        matches!(&model.metaclass, crate::classes::ClassRef::External(it) if it == "builtins.type")
    };
    if !is_plain_class(class) {
        return None;
    }
    match lookup(unit.db, class, "__hash__") {
        Lookup::Made(found) => match &class_model(unit.db, found).nature {
            Nature::Dataclass(args, _) if args.is_clear && args.is_unhashable() => {
                Some("as a `@dataclass` with `__eq__` that is not frozen")
            }
            Nature::Plain => Some("as it defines `__eq__` and no `__hash__`"),
            _ => None,
        },
        Lookup::Own(found, member) => match member.kind {
            MemberKind::Value(value) => {
                let body = unit_body(unit.db, Unit::of_file(unit.db, found.file(unit.db)));
                let is_none = matches!(body.expr(value), Expr::Const(Const::None));
                is_none.then_some("as its `__hash__` is `None`")
            }
            _ => None,
        },
        _ => None,
    }
}

/// Is the statement tried, so that the error may be what is asked for?
fn is_in_try(unit: &CodeUnit<'_>, nesting: &Nesting, stmt: StmtId) -> bool {
    std::iter::successors(Some(stmt), |it| nesting.around(*it)).any(|it| match unit.body.stmt(it) {
        Stmt::Try { handlers, .. } => !handlers.is_empty(),
        Stmt::With { items, .. } => items.iter().any(|item| {
            let call = unit.body.expr(item.context);
            matches!(call, Expr::Call { .. })
                && matches!(nesting.place(item.context), Place::Stmt(_))
                && unit.text(item.context).contains("aises")
        }),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn objects_without_a_hash() {
        flags(
            &RULE,
            "from dataclasses import dataclass
@dataclass
class P:
    x: int
class E:
    def __eq__(self, other): return True
class N:
    __hash__ = None
def f():
    return {P(1): 'a'}  # flagged: `P` has no hash
def g():
    p = P(1)
    d = {}
    d[p] = 1  # flagged: key of a dict
    s = set()
    s.add(E())  # flagged: item of a set
    hash(N())  # flagged: `hash`
    return {[1], 2}  # flagged: `list`
",
        );
    }

    #[test]
    fn objects_with_a_hash() {
        silent(
            &RULE,
            "from dataclasses import dataclass
@dataclass(eq=False)
class P:
    x: int
@dataclass(frozen=True)
class Q:
    x: int
@dataclass
class R:
    x: int
    def __hash__(self): return 1
class E:
    def __eq__(self, other): return True
    def __hash__(self): return 1
class F(E): ...
def f():
    return {P(1): 'a', Q(2): 'b', R(1): 'c', E(): 'd', F(): 'e'}
class U:
    def __eq__(self, other): return True
def g():
    try:
        hash(U())
    except TypeError:
        pass
    return (U(),), {1: U()}
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            r#"
from dataclasses import dataclass
@dataclass(eq=False)
class P:
    x: int
@dataclass(frozen=True)
class Q:
    x: int
def f():
    return {P(1): "a", Q(2): "b"}
"#,
        );
    }
}
