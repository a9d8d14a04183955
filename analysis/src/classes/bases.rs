//! The bases of a class, the order of all it inherits from (C3), and its metaclass.

use rustc_hash::FxHashMap;

use super::{ClassId, ClassRef};
use crate::body::{Arg, ArgKind, Body, BodyScope, Expr, ExprId, Name, ScopeKind};
use crate::db::Db;
use crate::items::{Definition, class_scope, definition_nearby, path};
use crate::unit::{Unit, unit_body};

/// A class that inherits from more classes than this has no known order.
const MAX_ANCESTORS: usize = 200;

/// The bases of `class` as they are written.
#[salsa::tracked(returns(deref))]
pub(super) fn class_bases(db: &dyn Db, class: ClassId) -> Vec<ClassRef> {
    let unit = Unit::of_file(db, class.file(db));
    match class_scope(db, class) {
        Some(scope) => bases_of(db, unit, unit_body(db, unit), scope),
        None => vec![ClassRef::Unknown],
    }
}

/// The bases of the class `scope` of `unit`.
pub(super) fn bases_of(db: &dyn Db, unit: Unit, body: &Body, scope: BodyScope) -> Vec<ClassRef> {
    let base = |it: &Arg| match it.kind {
        ArgKind::Positional => Some(class_of(db, unit, body, it.value)),
        ArgKind::Star | ArgKind::DoubleStar => Some(ClassRef::Unknown),
        ArgKind::Keyword(_) => None,
    };
    let made = simple_enum(db, unit, body, scope);
    arguments(body, scope).iter().filter_map(base).chain(made).collect()
}

/// The base that `@enum._simple_enum(IntEnum)`, which CPython's own library uses, puts on a class.
fn simple_enum(db: &dyn Db, unit: Unit, body: &Body, scope: BodyScope) -> Option<ClassRef> {
    body.scope(scope).decorators.iter().find_map(|&decorator| {
        let Expr::Call { func, args } = body.expr(decorator) else { return None };
        let name = path(db, &definition_nearby(db, unit, *func))?;
        let base = args.first().filter(|_| name == "enum._simple_enum")?;
        Some(class_of(db, unit, body, base.value))
    })
}

/// The keyword arguments of a class, but for the metaclass.
pub(super) fn keywords(body: &Body, scope: BodyScope) -> Box<[(Name, ExprId)]> {
    let keyword = |it: &Arg| match &it.kind {
        ArgKind::Keyword(name) if name != "metaclass" => Some((name.clone(), it.value)),
        _ => None,
    };
    arguments(body, scope).iter().filter_map(keyword).collect()
}

fn arguments(body: &Body, scope: BodyScope) -> &[Arg] {
    match &body.scope(scope).kind {
        ScopeKind::Class { args } => args,
        _ => &[],
    }
}

/// The class that an expression among the bases stands for.
fn class_of(db: &dyn Db, unit: Unit, body: &Body, expr: ExprId) -> ClassRef {
    match body.expr(expr) {
        // `Base[int]` is `Base`, or what stands for it.
        Expr::Subscript { value, .. } => class_of(db, unit, body, *value),
        Expr::Call { func, .. } => match path(db, &definition_nearby(db, unit, *func)).as_deref() {
            Some("collections.namedtuple" | "typing.NamedTuple") => {
                ClassRef::External("builtins.tuple".into())
            }
            _ => ClassRef::Unknown,
        },
        Expr::Name(_) | Expr::Attr { .. } => {
            let definition = definition_nearby(db, unit, expr);
            let path = path(db, &definition);
            match (definition, path) {
                (_, Some(path)) if stands_for(&path).is_some() => {
                    ClassRef::External(stands_for(&path).expect("just seen").into())
                }
                (Definition::Class(it), _) => ClassRef::Known(it),
                (Definition::External(it), _) => {
                    ClassRef::External(refwise_model::canonical(&it).into())
                }
                _ => ClassRef::Unknown,
            }
        }
        _ => ClassRef::Unknown,
    }
}

/// The class that a name of `typing` stands for among the bases, where it is none itself.
///
/// Source: `typing._alias`, `__mro_entries__` (Lib/typing.py, CPython 3.13).
fn stands_for(path: &str) -> Option<&'static str> {
    let path = path.strip_prefix("typing_extensions.").or_else(|| path.strip_prefix("typing."))?;
    Some(match path {
        "NamedTuple" | "Tuple" => "builtins.tuple",
        "TypedDict" | "Dict" => "builtins.dict",
        "List" => "builtins.list",
        "Set" => "builtins.set",
        "FrozenSet" => "builtins.frozenset",
        "Type" => "builtins.type",
        "Deque" => "collections.deque",
        "DefaultDict" => "collections.defaultdict",
        "OrderedDict" => "collections.OrderedDict",
        "Counter" => "collections.Counter",
        "ChainMap" => "collections.ChainMap",
        "Generic" => "typing.Generic",
        "Protocol" => "typing.Protocol",
        "Hashable" => "collections.abc.Hashable",
        "Sized" => "collections.abc.Sized",
        "Container" => "collections.abc.Container",
        "Iterable" => "collections.abc.Iterable",
        "Iterator" => "collections.abc.Iterator",
        "Collection" => "collections.abc.Collection",
        "Callable" => "collections.abc.Callable",
        "AbstractSet" => "collections.abc.Set",
        "MutableSet" => "collections.abc.MutableSet",
        "Mapping" => "collections.abc.Mapping",
        "MutableMapping" => "collections.abc.MutableMapping",
        "Sequence" => "collections.abc.Sequence",
        "MutableSequence" => "collections.abc.MutableSequence",
        "Generator" => "collections.abc.Generator",
        "Awaitable" => "collections.abc.Awaitable",
        "Coroutine" => "collections.abc.Coroutine",
        "AsyncIterable" => "collections.abc.AsyncIterable",
        "AsyncIterator" => "collections.abc.AsyncIterator",
        _ => return None,
    })
}

/// What the class without source at `path` inherits from, `object` left out; none where nobody
/// knows.
fn bases_of_external(path: &str) -> Option<Vec<ClassRef>> {
    let external = |it: &str| ClassRef::External(it.into());
    if let Some(name) = path.strip_prefix("collections.abc.") {
        let bases = bases_of_abstract(name)?;
        return Some(bases.iter().map(|it| external(&format!("collections.abc.{it}"))).collect());
    }
    let bases: &[&str] = match path {
        OBJECT | "abc.ABC" | "typing.Generic" | "enum.Enum" => &[],
        "collections.ChainMap" | "collections.UserDict" => &["collections.abc.MutableMapping"],
        "collections.UserList" => &["collections.abc.MutableSequence"],
        "collections.UserString" => &["collections.abc.Sequence"],
        "weakref.WeakKeyDictionary" | "weakref.WeakValueDictionary" => {
            &["collections.abc.MutableMapping"]
        }
        "typing.Protocol" => &["typing.Generic"],
        "enum.ReprEnum" | "enum.Flag" => &["enum.Enum"],
        "enum.IntEnum" => &["builtins.int", "enum.ReprEnum"],
        "enum.StrEnum" => &["builtins.str", "enum.ReprEnum"],
        "enum.IntFlag" => &["builtins.int", "enum.ReprEnum", "enum.Flag"],
        "abc.ABCMeta" | "enum.EnumType" | "enum.EnumMeta" => &[TYPE],
        _ => {
            let facts = refwise_model::class(path)?;
            return Some(facts.bases.iter().map(|it| external(it)).collect());
        }
    };
    Some(bases.iter().map(|it| external(it)).collect())
}

/// The bases of the abstract classes of `collections.abc`.
///
/// Source: `Lib/_collections_abc.py`, CPython 3.13.
fn bases_of_abstract(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "AsyncIterable" | "Awaitable" | "Buffer" | "Callable" | "Container" | "Hashable"
        | "Iterable" | "Sized" => &[],
        "AsyncGenerator" => &["AsyncIterator"],
        "AsyncIterator" => &["AsyncIterable"],
        "ByteString" | "MutableSequence" => &["Sequence"],
        "Collection" => &["Sized", "Iterable", "Container"],
        "Coroutine" => &["Awaitable"],
        "Generator" => &["Iterator"],
        "ItemsView" | "KeysView" => &["MappingView", "Set"],
        "Iterator" | "Reversible" => &["Iterable"],
        "Mapping" | "Set" => &["Collection"],
        "MappingView" => &["Sized"],
        "MutableMapping" => &["Mapping"],
        "MutableSet" => &["Set"],
        "Sequence" => &["Reversible", "Collection"],
        "ValuesView" => &["MappingView", "Collection"],
        _ => return None,
    })
}

const OBJECT: &str = "builtins.object";
const TYPE: &str = "builtins.type";

// ---- the method resolution order --------------------------------------------------------------

/// The order in which attributes of `class` are looked up, itself first.
#[salsa::tracked(returns(ref))]
pub(super) fn class_mro(db: &dyn Db, class: ClassId) -> Option<Box<[ClassRef]>> {
    let class = ClassRef::Known(class);
    let mut orders = Orders::default();
    orders.add(db, &class)?;
    orders.known.remove(&class).map(Vec::into_boxed_slice)
}

/// The order of what a class with these bases inherits from, without itself.
pub(super) fn mro_above(db: &dyn Db, bases: &[ClassRef]) -> Option<Box<[ClassRef]>> {
    let mut orders = Orders::default();
    bases.iter().try_for_each(|it| orders.add(db, it))?;
    orders.merge(bases).map(Vec::into_boxed_slice)
}

/// The orders of classes, made from the bases upwards without recursion.
#[derive(Default)]
struct Orders {
    known: FxHashMap<ClassRef, Vec<ClassRef>>,
    bases: FxHashMap<ClassRef, Vec<ClassRef>>,
}

impl Orders {
    fn add(&mut self, db: &dyn Db, class: &ClassRef) -> Option<()> {
        let mut path = vec![class.clone()];
        while let Some(class) = path.last().cloned() {
            if self.known.contains_key(&class) {
                path.pop();
                continue;
            }
            let is_new = !self.bases.contains_key(&class);
            if is_new {
                let bases = bases_of_ref(db, &class)?;
                self.bases.insert(class.clone(), bases);
                if self.bases.len() > MAX_ANCESTORS {
                    return None;
                }
            }
            let missing = self.bases[&class].iter().find(|it| !self.known.contains_key(*it));
            match missing {
                // A class that is reached from itself has no order.
                Some(it) if path.contains(it) => return None,
                Some(it) => path.push(it.clone()),
                None if class == ClassRef::External(OBJECT.into()) => {
                    self.known.insert(class.clone(), vec![class]);
                }
                None => {
                    let above = self.merge(&self.bases[&class])?;
                    let order = std::iter::once(class.clone()).chain(above).collect();
                    self.known.insert(class, order);
                    path.pop();
                }
            }
        }
        Some(())
    }

    /// The C3 order of what a class with these bases inherits from; none where there is none.
    fn merge(&self, bases: &[ClassRef]) -> Option<Vec<ClassRef>> {
        let object = ClassRef::External(OBJECT.into());
        let mut lists: Vec<&[ClassRef]> = bases.iter().map(|it| &*self.known[it]).collect();
        lists.push(bases);
        let mut order = Vec::new();
        loop {
            lists.retain(|it| !it.is_empty());
            let heads = lists.iter().map(|it| &it[0]);
            let is_free = |head: &&ClassRef| !lists.iter().any(|it| it[1..].contains(head));
            // `object` ends every order, also that of classes whose bases do not name it.
            let mut heads = heads.filter(|it| **it != object);
            let Some(next) = heads.find(is_free).cloned() else {
                return match lists.iter().all(|it| it[0] == object && it.len() == 1) {
                    true => {
                        order.push(object);
                        Some(order)
                    }
                    false => None,
                };
            };
            for list in &mut lists {
                if list[0] == next {
                    *list = &list[1..];
                }
            }
            order.push(next);
        }
    }
}

fn bases_of_ref(db: &dyn Db, class: &ClassRef) -> Option<Vec<ClassRef>> {
    match class {
        ClassRef::Known(it) => Some(class_bases(db, *it).to_vec()),
        ClassRef::External(path) => bases_of_external(path),
        ClassRef::Unknown => None,
    }
}

// ---- the metaclass ----------------------------------------------------------------------------

/// The metaclass of `class`, its own or an inherited one.
#[salsa::tracked(returns(ref))]
pub(super) fn metaclass(db: &dyn Db, class: ClassId) -> ClassRef {
    match class_mro(db, class) {
        Some(mro) => winner(db, mro.iter().map(|it| own_metaclass_of(db, it))),
        None => match own_metaclass(db, class) {
            Some(it) => it,
            None => ClassRef::Unknown,
        },
    }
}

/// The metaclass of the class `scope` of `unit` with these bases.
pub(super) fn metaclass_of(
    db: &dyn Db,
    unit: Unit,
    scope: BodyScope,
    bases: &[ClassRef],
) -> ClassRef {
    let own = metaclass_in(db, unit, unit_body(db, unit), scope);
    let mro = mro_above(db, bases);
    let Some(mro) = mro else { return own.unwrap_or(ClassRef::Unknown) };
    winner(db, own.into_iter().map(Some).chain(mro.iter().map(|it| own_metaclass_of(db, it))))
}

/// The metaclass that the statement names.
fn own_metaclass(db: &dyn Db, class: ClassId) -> Option<ClassRef> {
    let unit = Unit::of_file(db, class.file(db));
    metaclass_in(db, unit, unit_body(db, unit), class_scope(db, class)?)
}

fn metaclass_in(db: &dyn Db, unit: Unit, body: &Body, scope: BodyScope) -> Option<ClassRef> {
    let is_metaclass = |it: &&Arg| matches!(&it.kind, ArgKind::Keyword(it) if it == "metaclass");
    let named = arguments(body, scope).iter().find(is_metaclass)?;
    Some(class_of(db, unit, body, named.value))
}

fn own_metaclass_of(db: &dyn Db, class: &ClassRef) -> Option<ClassRef> {
    match class {
        ClassRef::Known(it) => own_metaclass(db, *it),
        ClassRef::External(path) => {
            let name = match path.as_str() {
                "abc.ABC" | "typing.Protocol" => "abc.ABCMeta",
                "enum.Enum" | "enum.Flag" | "enum.IntEnum" | "enum.IntFlag" | "enum.StrEnum" => {
                    "enum.EnumType"
                }
                _ if path.starts_with("collections.abc.") => "abc.ABCMeta",
                _ => return None,
            };
            Some(ClassRef::External(name.into()))
        }
        ClassRef::Unknown => Some(ClassRef::Unknown),
    }
}

/// The one metaclass of all that inherits from the others; `type` where there is none.
fn winner(db: &dyn Db, all: impl Iterator<Item = Option<ClassRef>>) -> ClassRef {
    let mut distinct: Vec<ClassRef> = Vec::new();
    for it in all.flatten().filter(|it| *it != ClassRef::External(TYPE.into())) {
        if !distinct.contains(&it) {
            distinct.push(it);
        }
    }
    let inherits_all = |it: &&ClassRef| {
        let order = match it {
            ClassRef::Known(it) => class_mro(db, *it).as_deref(),
            _ => None,
        };
        let order = order.unwrap_or(std::slice::from_ref(*it));
        distinct.iter().all(|other| order.contains(other))
    };
    match distinct.iter().find(inherits_all) {
        Some(it) => it.clone(),
        None if distinct.is_empty() => ClassRef::External(TYPE.into()),
        None => ClassRef::Unknown,
    }
}
