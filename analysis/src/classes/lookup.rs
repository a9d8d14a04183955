//! Questions about a class and all it inherits from.

use super::{ClassId, ClassRef, Member, MemberKind, Slots, bases, class_model};
use crate::db::Db;
use crate::items::{Definition, path};

/// Where a name is found along the method resolution order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<'db> {
    /// The body of this class binds it.
    Own(ClassId, &'db Member),
    /// It is made for this class: the `__eq__` of a dataclass; the `__hash__` that is `None` of a
    /// class with `__eq__` alone.
    Made(ClassId),
    /// A class without source has it, by its full name.
    External(&'db str),
    /// No class has it.
    Absent,
    /// A class on the way is not known well enough.
    Unknown,
}

impl Lookup<'_> {
    /// It is found, in a class other than `object`.
    pub fn is_found(&self) -> bool {
        match self {
            Lookup::Own(..) | Lookup::Made(_) => true,
            Lookup::External(it) => *it != OBJECT,
            Lookup::Absent | Lookup::Unknown => false,
        }
    }
}

const OBJECT: &str = "builtins.object";

/// Where instances of `class` have the method or class attribute `name` from.
pub fn lookup<'db>(db: &'db dyn Db, class: ClassId, name: &str) -> Lookup<'db> {
    let own = class_model(db, class);
    let Some(mro) = &own.mro else {
        // What the class itself has hides the bases.
        return match in_class(db, class, name) {
            Lookup::Absent => Lookup::Unknown,
            it => it,
        };
    };
    for base in mro {
        let found = match base {
            ClassRef::Known(it) => in_class(db, *it, name),
            ClassRef::External(path) => in_external(path, name),
            ClassRef::Unknown => Lookup::Unknown,
        };
        if found != Lookup::Absent {
            return found;
        }
    }
    Lookup::Absent
}

fn in_class<'db>(db: &'db dyn Db, class: ClassId, name: &str) -> Lookup<'db> {
    let model = class_model(db, class);
    match model.member(name).filter(|it| it.kind != MemberKind::Declared) {
        Some(it) => Lookup::Own(class, it),
        // A class with `__eq__` and no `__hash__` gets one that is `None`.
        None if name == "__hash__" && model.member("__eq__").is_some() => Lookup::Made(class),
        None => match model.nature.makes(name) {
            Some(true) => Lookup::Made(class),
            Some(false) => Lookup::Absent,
            None => Lookup::Unknown,
        },
    }
}

fn in_external<'db>(path: &'db str, name: &str) -> Lookup<'db> {
    let full = format!("{path}.{name}");
    match () {
        () if lacks(path, name) => Lookup::Absent,
        () if refwise_model::function(&full).is_some() => Lookup::External(path),
        () if OBJECT_HAS.contains(&name) => match (path, refwise_model::class(path)) {
            (OBJECT, _) => Lookup::External(path),
            // `==` and `hash()` that go by identity are those of `object`.
            (_, Some(facts)) if matches!(name, "__eq__" | "__ne__" | "__hash__") => {
                match facts.equality_is_identity() {
                    true => Lookup::Absent,
                    false => Lookup::External(path),
                }
            }
            _ => Lookup::Unknown,
        },
        () => Lookup::Unknown,
    }
}

/// The methods of `object` that classes replace.
const OBJECT_HAS: [&str; 19] = [
    "__class__",
    "__delattr__",
    "__dir__",
    "__eq__",
    "__format__",
    "__ge__",
    "__getattribute__",
    "__gt__",
    "__hash__",
    "__init__",
    "__init_subclass__",
    "__le__",
    "__lt__",
    "__ne__",
    "__new__",
    "__reduce_ex__",
    "__repr__",
    "__setattr__",
    "__str__",
];

/// Is it certain that the class without source at `path` does not itself have `name`?
///
/// No class of CPython that is written in C has a `__del__`, `__getattr__` or `__set_name__` of
/// Python's kind, but for those of `io` and `tempfile`, whose finalizers can be called.
pub(super) fn lacks(path: &str, name: &str) -> bool {
    match path {
        OBJECT => !OBJECT_HAS.contains(&name),
        "typing.Generic" => !matches!(name, "__init_subclass__" | "__class_getitem__"),
        "abc.ABC" => true,
        _ if refwise_model::class(path).is_none() => false,
        _ if path.starts_with("builtins.") => {
            matches!(name, "__del__" | "__getattr__" | "__set_name__" | "__post_init__")
        }
        _ => matches!(name, "__getattr__" | "__set_name__" | "__post_init__"),
    }
}

/// Is every class that `class` inherits from known, with source or by the model?
pub fn is_fully_known(db: &dyn Db, class: ClassId) -> bool {
    let is_known = |it: &ClassRef| match it {
        ClassRef::Known(_) => true,
        ClassRef::External(path) => {
            matches!(path.as_str(), OBJECT | "abc.ABC" | "typing.Generic" | "typing.Protocol")
                || refwise_model::class(path).is_some()
        }
        ClassRef::Unknown => false,
    };
    class_model(db, class).mro.iter().flatten().all(is_known)
        && class_model(db, class).mro.is_some()
}

/// Does `class` inherit from the class at `path`, or is it that? None where a base is not known and
/// those that are do not tell.
pub fn inherits(db: &dyn Db, class: ClassId, path: &str) -> Option<bool> {
    let is_it = |it: &ClassRef| match it {
        ClassRef::Known(it) => {
            crate::items::path(db, &Definition::Class(*it)).is_some_and(|it| it == path)
        }
        ClassRef::External(it) => it == path || refwise_model::canonical(path) == it,
        ClassRef::Unknown => false,
    };
    if is_it(&ClassRef::Known(class)) {
        return Some(true);
    }
    match bases::class_mro(db, class) {
        Some(mro) => Some(mro.iter().any(is_it)),
        None => bases::class_bases(db, class).iter().any(is_it).then_some(true),
    }
}

/// Can instances have any attribute, because they have a `__dict__`? None where that is not known.
pub fn has_dict(db: &dyn Db, class: ClassId) -> Option<bool> {
    for base in class_model(db, class).mro.as_ref()? {
        let has = match base {
            ClassRef::Known(it) => match &class_model(db, *it).slots {
                Slots::Missing => true,
                Slots::Names(names) => names.iter().any(|it| it == "__dict__"),
                Slots::Unclear => return None,
            },
            ClassRef::External(path) => match path.as_str() {
                OBJECT | "abc.ABC" | "typing.Generic" | "typing.Protocol" => false,
                path => refwise_model::class(path)?.has_dict,
            },
            ClassRef::Unknown => return None,
        };
        if has {
            return Some(true);
        }
    }
    Some(false)
}

/// Does the metaclass of `class` have a `__prepare__` of its own, so that the body may run in
/// something else than a dict? None where that is not known.
pub fn prepares(db: &dyn Db, class: ClassId) -> Option<bool> {
    match &class_model(db, class).metaclass {
        ClassRef::Known(it) => match lookup(db, *it, "__prepare__") {
            Lookup::Own(..) | Lookup::Made(_) => Some(true),
            Lookup::External("builtins.type") => Some(false),
            Lookup::External(_) => Some(true),
            Lookup::Absent => Some(false),
            Lookup::Unknown => only_type(db, *it).then_some(false),
        },
        ClassRef::External(it) => match it.as_str() {
            "builtins.type" | "abc.ABCMeta" => Some(false),
            "enum.EnumType" | "enum.EnumMeta" => Some(true),
            _ => None,
        },
        ClassRef::Unknown => None,
    }
}

/// Does a metaclass inherit from nothing without source but `type`, and has no `__prepare__`?
fn only_type(db: &dyn Db, metaclass: ClassId) -> bool {
    let Some(mro) = &class_model(db, metaclass).mro else { return false };
    mro.iter().all(|it| match it {
        ClassRef::Known(it) => class_model(db, *it).member("__prepare__").is_none(),
        ClassRef::External(it) => matches!(it.as_str(), "builtins.type" | OBJECT | "abc.ABCMeta"),
        ClassRef::Unknown => false,
    })
}

impl ClassRef {
    /// The full name; none where it is not known.
    pub fn path(&self, db: &dyn Db) -> Option<crate::body::Name> {
        match self {
            ClassRef::Known(it) => path(db, &Definition::Class(*it)),
            ClassRef::External(it) => Some(it.clone()),
            ClassRef::Unknown => None,
        }
    }
}
