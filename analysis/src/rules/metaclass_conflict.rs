//! Bases that cannot have a common class.

use crate::body::{ArgKind, ScopeKind};
use crate::classes::{ClassId, ClassRef, class_model, inherits, is_fully_known};
use crate::db::Db;
use crate::items::{self, Definition, classes};
use crate::rule::{CodeUnit, RuleContext};

crate::rule! {
    /// Bases that cannot have a common class.
    ///
    /// The metaclass of a class must inherit from the metaclasses of all its bases, and there must be an order
    /// in which every class stands before its own bases, as each of them has them. Otherwise the `class`
    /// statement raises `TypeError`.
    ///
    /// It is told where all classes on the way are known, in whatever files.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// import abc
    ///
    ///
    /// class Meta(type): ...
    /// class A(metaclass=Meta): ...
    /// class B(abc.ABC): ...
    /// class C(A, B):  # flagged: `Meta` and `ABCMeta`
    ///     pass
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// import abc
    ///
    ///
    /// class Meta(abc.ABCMeta): ...
    /// class A(metaclass=Meta): ...
    /// class B(abc.ABC): ...
    /// class C(A, B): ...
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Meta(type): ...
    /// class Other(type): ...
    /// class A(metaclass=Meta): ...
    /// class B(metaclass=Other): ...
    /// try:
    ///     class C(A, B): ...
    /// except TypeError as error:
    ///     print(str(error)[:18])  # prints: metaclass conflict
    /// ```
    "metaclass-conflict",
    code: "RW721", group: Classes, severity: Error, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    if !unit.unit.is_file(unit.db) {
        return;
    }
    for &(scope, class) in classes(unit.db, unit.file) {
        if class_model(unit.db, class).bases.len() < 2 {
            continue;
        }
        let ScopeKind::Class { args } = &unit.body.scope(scope).kind else { continue };
        if !args.iter().all(|it| it.kind == ArgKind::Positional) {
            continue;
        }
        let message = match conflict(unit.db, class) {
            Some([a, b]) => {
                format!("no class can have both `{a}` and `{b}` as its metaclass: `TypeError`")
            }
            None if has_no_order(unit.db, class) => {
                "there is no order of all that this class inherits from: `TypeError`".to_owned()
            }
            None => continue,
        };
        cx.report(unit.scope_range(scope), message).help(
            "make the metaclasses inherit from one another, or change the order of the bases",
        );
    }
}

/// Two metaclasses of bases of which neither inherits from the other, nor any from both.
fn conflict(db: &dyn Db, class: ClassId) -> Option<[String; 2]> {
    let model = class_model(db, class);
    if model.mro.is_none() || model.metaclass != ClassRef::Unknown {
        return None;
    }
    let mut metaclasses: Vec<&ClassRef> = Vec::new();
    for base in &model.bases {
        let ClassRef::Known(base) = base else { continue };
        let metaclass = &class_model(db, *base).metaclass;
        let is_known = match metaclass {
            ClassRef::Known(it) => is_fully_known(db, *it),
            ClassRef::External(it) => {
                matches!(it.as_str(), "builtins.type" | "abc.ABCMeta" | "enum.EnumType")
            }
            ClassRef::Unknown => false,
        };
        if !is_known {
            return None;
        }
        let is_type = *metaclass == ClassRef::External("builtins.type".into());
        if !is_type && !metaclasses.contains(&metaclass) {
            metaclasses.push(metaclass);
        }
    }
    // The others are written in C, and their metaclasses are not looked at.
    let [a, b] = metaclasses[..] else { return None };
    (!may_inherit(db, a, b) && !may_inherit(db, b, a)).then(|| [name(db, a), name(db, b)])
}

/// May `class` be `base` or inherit from it?
fn may_inherit(db: &dyn Db, class: &ClassRef, base: &ClassRef) -> bool {
    let path_of = |it: &ClassRef| match it {
        ClassRef::Known(it) => items::path(db, &Definition::Class(*it)),
        ClassRef::External(it) => Some(it.clone()),
        ClassRef::Unknown => None,
    };
    let (Some(own), Some(path)) = (path_of(class), path_of(base)) else { return true };
    match class {
        ClassRef::Known(it) => inherits(db, *it, &path) != Some(false),
        _ => own == path,
    }
}

fn name(db: &dyn Db, class: &ClassRef) -> String {
    match class {
        ClassRef::Known(it) => {
            it.path(db).0.last().map_or_else(String::new, |it| it.name.to_string())
        }
        ClassRef::External(it) => it.rsplit('.').next().unwrap_or_default().to_owned(),
        ClassRef::Unknown => String::new(),
    }
}

/// Is every base known with its order, and the class has none?
fn has_no_order(db: &dyn Db, class: ClassId) -> bool {
    let model = class_model(db, class);
    let is_known = |it: &ClassRef| match it {
        // `typing` drops some of its names from the bases.
        ClassRef::Known(it) => class_model(db, *it).mro.as_deref().is_some_and(is_plain_order),
        ClassRef::External(it) => it == "builtins.object",
        ClassRef::Unknown => false,
    };
    model.mro.is_none() && model.decorators.is_empty() && model.bases.iter().all(is_known)
}

fn is_plain_order(order: &[ClassRef]) -> bool {
    order.iter().all(|it| match it {
        ClassRef::Known(_) => true,
        ClassRef::External(it) => it.starts_with("builtins."),
        ClassRef::Unknown => false,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn metaclasses_and_orders() {
        flags(
            &RULE,
            "import abc
class Meta(type): ...
class Other(type): ...
class A(metaclass=Meta): ...
class B(abc.ABC): ...
class O(metaclass=Other): ...
class C(A, B):  # flagged: `Meta` and `ABCMeta`
    pass
class D(A, O): ...  # flagged: `Other`
class X: ...
class Y(X): ...
class Z(X, Y): ...  # flagged: no order
class W(object, X): ...  # flagged: no order
",
        );
    }

    #[test]
    fn related_and_unknown() {
        silent(
            &RULE,
            "import abc
from typing import Generic, TypeVar
from other import Strange, StrangeMeta
T = TypeVar('T')
class Meta(abc.ABCMeta): ...
class A(metaclass=Meta): ...
class B(abc.ABC): ...
class C(A, B): ...
class D(metaclass=StrangeMeta): ...
class E(D, B): ...
class SubMeta(StrangeMeta): ...
class F(metaclass=SubMeta): ...
class G(F, B): ...
class H(Generic[T]): ...
class I(Generic[T], H[T]): ...
class J(A, D, metaclass=Meta): ...
class X: ...
class Y(X): ...
class Z(Y, X): ...
",
        );
    }
}
