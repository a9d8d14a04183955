//! `__slots__` below a base whose instances have a `__dict__`.

use crate::classes::{ClassId, ClassRef, MemberKind, Nature, Slots, class_model, has_dict};
use crate::items::classes;
use crate::rule::{CodeUnit, RuleContext};
use crate::surroundings::is_in_test_folder;

crate::rule! {
    /// `__slots__` below a base whose instances have a `__dict__`.
    ///
    /// `__slots__` keeps instances from having a `__dict__`, but only if no base gives them one. Below a base
    /// without `__slots__` each instance has both: it takes more memory, not less, and a misspelt attribute
    /// is stored without an error.
    ///
    /// Give the bases `__slots__ = ()`, or drop the slots.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// class Base: ...
    ///
    ///
    /// class Point(Base):
    ///     __slots__ = ("x",)  # flagged: instances have a `__dict__` from `Base`
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// class Base:
    ///     __slots__ = ()
    ///
    ///
    /// class Point(Base):
    ///     __slots__ = ("x",)
    /// ```
    ///
    /// ## On the machine
    ///
    /// ```python
    /// class Base: ...
    ///
    ///
    /// class Point(Base):
    ///     __slots__ = ("x",)
    ///
    ///
    /// point = Point()
    /// point.y = 1
    /// print(vars(point))  # prints: {'y': 1}
    /// ```
    "slots-without-effect",
    code: "RW711", group: Classes, severity: Warning, fix: None, since: "0.1.0",
    noqa: [],
    look: Units => check,
}

fn check(cx: &mut RuleContext<'_>, unit: &CodeUnit<'_>) {
    // A stub does not make instances.
    let is_stub = unit.file.path(unit.db).ends_with(".pyi");
    if !unit.unit.is_file(unit.db) || is_stub || !cx.mentions("__slots__") {
        return;
    }
    for &(_, class) in classes(unit.db, unit.file) {
        let model = class_model(unit.db, class);
        let Some(member) = model.member("__slots__") else { continue };
        let (MemberKind::Value(value), Slots::Names(names)) = (&member.kind, &model.slots) else {
            continue;
        };
        // `()` only adds nothing; `__dict__` says that there is one.
        let has_names = names.iter().any(|it| !matches!(it.as_str(), "__weakref__"));
        let is_plain = matches!(model.nature, Nature::Plain | Nature::Dataclass(..));
        if !has_names || names.iter().any(|it| it == "__dict__") || !is_plain {
            continue;
        }
        let Some(base) = model.bases.iter().find(|it| gives_dict(unit, it)) else { continue };
        if is_in_test_folder(unit.file.path(unit.db)) || cx.is_in_test(unit.range(*value)) {
            continue;
        }
        let name = match base {
            ClassRef::Known(it) => it.path(unit.db).0.last().map(|it| it.name.clone()),
            ClassRef::External(it) => it.rsplit('.').next().map(Into::into),
            ClassRef::Unknown => None,
        };
        let name = name.unwrap_or_default();
        cx.report(
            unit.range(*value),
            format!("instances have a `__dict__` from `{name}`, whatever the slots say"),
        )
        .help("give the bases `__slots__ = ()`, or drop the slots");
    }
}

fn gives_dict(unit: &CodeUnit<'_>, base: &ClassRef) -> bool {
    match base {
        ClassRef::Known(it) => has_dict(unit.db, *it) == Some(true) && !asks_for_dict(unit, *it),
        ClassRef::External(path) => {
            let is_abstract =
                matches!(path.as_str(), "abc.ABC" | "typing.Generic" | "typing.Protocol");
            !is_abstract && refwise_model::class(path).is_some_and(|it| it.has_dict)
        }
        ClassRef::Unknown => false,
    }
}

/// Does a class on the way name `__dict__` among its slots?
fn asks_for_dict(unit: &CodeUnit<'_>, class: ClassId) -> bool {
    class_model(unit.db, class).mro.iter().flatten().any(|it| match it {
        ClassRef::Known(it) => match &class_model(unit.db, *it).slots {
            Slots::Names(names) => names.iter().any(|it| it == "__dict__"),
            _ => false,
        },
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rule::testing::{flags, silent};

    #[test]
    fn bases_with_a_dict() {
        flags(
            &RULE,
            "class Base: ...
class P(Base):
    __slots__ = ('x',)  # flagged: `Base`
class Mixed(P):
    __slots__ = ['y']  # flagged: `P`
class E(Exception):
    __slots__ = ('code',)  # flagged: `Exception`
",
        );
    }

    #[test]
    fn bases_without_and_unknown_ones() {
        silent(
            &RULE,
            "import abc
from typing import Generic, TypeVar
from other import Unknown
T = TypeVar('T')
class Base:
    __slots__ = ()
class P(Base):
    __slots__ = ('x',)
class Q(Base, abc.ABC, Generic[T]):
    __slots__ = ('y',)
class E(Exception):
    code = 1
class U(Unknown):
    __slots__ = ('x',)
class Plain: ...
class Marker(Plain):
    __slots__ = ()
class WithDict(Plain):
    __slots__ = ('x', '__dict__')
class BelowDict(WithDict):
    __slots__ = ('y',)
class Tuple(tuple):
    __slots__ = ()
class Int(int):
    __slots__ = ()
",
        );
    }
}
