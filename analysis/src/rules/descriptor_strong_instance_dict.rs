//! A descriptor keeps a dict by instance, which keeps every instance.

use crate::body::{Body, BodyScope, Expr, ExprId, Stmt};
use crate::classes::{ClassId, Lookup, instance_attributes, lookup};
use crate::holds::{class_of_instance, instance};
use crate::items::{definition_of, path};
use crate::places::{Place, Places, last_name};
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_test_unit;
use crate::unit::{Unit, unit_body, units};

crate::rule! {
    /// A descriptor keeps a dict by instance, which keeps every instance.
    ///
    /// The descriptor lives as long as its class, and so do the keys of its dict: an instance whose
    /// attribute was set once is never freed. A `weakref.WeakKeyDictionary` lets it go.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Field:
    ///     def __init__(self):
    ///         self.data = {}
    ///
    ///     def __set__(self, instance, value):
    ///         self.data[instance] = value  # flagged: keeps every instance
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import weakref
    ///
    /// class Field:
    ///     def __init__(self):
    ///         self.data = weakref.WeakKeyDictionary()
    ///
    ///     def __set__(self, instance, value):
    ///         self.data[instance] = value
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// import gc
    /// import weakref
    ///
    ///
    /// class Field:
    ///     def __init__(self):
    ///         self.data = {}
    ///
    ///     def __set__(self, instance, value):
    ///         self.data[instance] = value
    ///
    ///
    /// class Point:
    ///     x = Field()
    ///
    ///
    /// point = Point()
    /// point.x = 1
    /// it = weakref.ref(point)
    /// del point
    /// gc.collect()
    /// print(it() is None)  # prints: False
    /// ```
    "descriptor-strong-instance-dict",
    code: "RW329", group: Lifetime, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    let name = unit.unit.path(unit.db).0.last().map(|it| it.name.clone());
    if !name.is_some_and(|it| it == "__set__" || it == "__get__") {
        return;
    }
    let Some(class) = instance(unit).and_then(|it| class_of_instance(unit, it)) else { return };
    let own = unit.body.scope(BodyScope::OWN);
    let [me, object, ..] = own.vars[..] else { return };
    for (_, stmt) in unit.body.stmts() {
        let Stmt::Assign { targets, .. } = stmt else { continue };
        for &target in targets {
            let Expr::Subscript { value, index } = unit.body.expr(target) else { continue };
            let Expr::Attr { value: owner, name } = unit.body.expr(*value) else { continue };
            let is_by_instance = unit.body.expr(*index).local() == Some(object)
                && unit.body.expr(*owner).local() == Some(me);
            if !is_by_instance
                || !is_dict(unit, class, name)
                || is_emptied(unit, class, name)
                || is_test_unit(unit)
            {
                continue;
            }
            let instance = &unit.body.var(object).name;
            let message = format!(
                "`{}` keeps every instance that it was given as a key, as long as the class lives",
                unit.text(*value)
            );
            cx.report(unit.range(target), message)
                .label(unit.range(*index), format!("`{instance}` is a key"))
                .help("use a `weakref.WeakKeyDictionary`, or keep the value on the instance");
        }
    }
}

/// Is the attribute always a plain dict?
fn is_dict(unit: &CodeUnit<'_>, class: ClassId, name: &str) -> bool {
    let attributes = instance_attributes(unit.db, class);
    let Some(sites) = attributes.sites.get(name) else { return false };
    let is_absent = matches!(lookup(unit.db, class, name), Lookup::Absent | Lookup::Unknown);
    is_absent
        && sites.iter().all(|it| it.value.is_some_and(|value| makes_dict(unit, it.unit, value)))
}

fn makes_dict(unit: &CodeUnit<'_>, method: Unit, value: ExprId) -> bool {
    match unit_body(unit.db, method).expr(value) {
        Expr::Dict(_) => true,
        Expr::Call { func, .. } => {
            let path = path(unit.db, &definition_of(unit.db, method, *func));
            path.is_some_and(|it| {
                ["builtins.dict", "collections.defaultdict", "collections.OrderedDict"]
                    .contains(&it.as_str())
            })
        }
        _ => false,
    }
}

/// Does a method other than `__delete__`, which nobody calls when an instance dies, take something
/// out of the dict?
fn is_emptied(unit: &CodeUnit<'_>, class: ClassId, name: &str) -> bool {
    let path = class.path(unit.db);
    let in_class = units(unit.db, unit.file).iter().filter(|it| {
        let of = it.path(unit.db);
        of.classes() == &*path.0 && of.0.last().is_some_and(|it| it.name != "__delete__")
    });
    in_class.copied().any(|it| takes_out(unit_body(unit.db, it), name))
}

fn takes_out(body: &Body, name: &str) -> bool {
    let places = Places::new(body);
    let named = body.exprs().filter(|it| matches!(it.1, Expr::Attr { .. }));
    let mut named = named.map(|it| it.0).filter(|it| last_name(body, *it) == Some(name));
    named.any(|it| match places.method_call(body, it) {
        Some((_, method)) => matches!(method, "pop" | "popitem" | "clear"),
        None => match places.of(it) {
            Place::In(item) => matches!(places.of(item), Place::Of(stmt)
                if matches!(body.stmt(stmt), Stmt::Delete(_))),
            _ => false,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn kept_by_key() {
        flags(
            &RULE,
            "from collections import defaultdict
class Field:
    def __init__(self):
        self.data = {}
        self.seen = defaultdict(int)
    def __get__(self, obj, owner=None):
        self.seen[obj] = 1  # flagged: `self.seen`
        return self.data[obj]
    def __set__(self, obj, value):
        self.data[obj] = value  # flagged: `self.data`
    def __delete__(self, obj):
        del self.data[obj]
",
        );
    }

    #[test]
    fn weak_emptied_or_by_number() {
        silent(
            &RULE,
            "import weakref
class Weak:
    def __init__(self):
        self.data = weakref.WeakKeyDictionary()
        self.numbers = {}
    def __set__(self, obj, value):
        self.data[obj] = value
        self.numbers[id(obj)] = value
class Emptied:
    def __init__(self):
        self.data = {}
    def __set__(self, obj, value):
        self.data[obj] = value
    def forget(self, obj):
        self.data.pop(obj, None)
class Plain:
    def __init__(self):
        self.data = {}
    def put(self, obj, value):
        self.data[obj] = value
",
        );
    }

    #[test]
    fn left_alone() {
        silent(
            &RULE,
            "
import weakref
class Field:
    def __init__(self):
        self.data = weakref.WeakKeyDictionary()
    def __set__(self, obj, value):
        self.data[obj] = value
class A:
    x = Field()
def demo():
    a = A()
    a.x = 1
    return weakref.ref(a)
",
        );
    }
}
