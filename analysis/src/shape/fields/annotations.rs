//! What an annotation says of a value.

use super::kinds::{Elem, Kind, Kinds, Node, Origin};
use crate::body::{BodyScope, Const, Expr, ExprId, Name, Operator};
use crate::classes::{ClassId, Nature, class_model};
use crate::db::{Db, File};
use crate::items::{self, Definition, class_around};
use crate::unit::{Unit, unit_body};

/// How many aliases of types may follow one another, and how deep brackets are read.
const MAX_DEPTH: usize = 8;

/// What is annotated by `expr` of `unit`.
pub(super) fn annotated(db: &dyn Db, unit: Unit, expr: ExprId) -> Kinds {
    Reader { db, unit, depth: 0 }.expr(expr)
}

/// What the annotation of its result says that `unit` returns.
#[salsa::tracked(returns(ref))]
pub(super) fn annotated_result(db: &dyn Db, unit: Unit) -> Kinds {
    match unit_body(db, unit).scope(BodyScope::OWN).returns {
        Some(it) => annotated(db, unit, it),
        None => Kinds::default(),
    }
}

struct Reader<'a> {
    db: &'a dyn Db,
    unit: Unit,
    depth: usize,
}

impl Reader<'_> {
    fn expr(&mut self, expr: ExprId) -> Kinds {
        if self.depth >= MAX_DEPTH {
            return Kinds::default();
        }
        self.depth += 1;
        let kinds = self.inner(expr);
        self.depth -= 1;
        kinds
    }

    fn inner(&mut self, expr: ExprId) -> Kinds {
        let body = unit_body(self.db, self.unit);
        match body.expr(expr) {
            Expr::Name(var) if body.name_of(var) == "Self" => self.own_class(),
            Expr::Attr { name, .. } if name == "Self" => self.own_class(),
            Expr::Name(_) | Expr::Attr { .. } => {
                self.definition(items::definition_of(self.db, self.unit, expr))
            }
            Expr::Const(Const::Str(text)) => self.text(text),
            Expr::Bin { op: Operator::BitOr, left, right } => {
                let mut kinds = self.expr(*left);
                kinds.join(&self.expr(*right));
                kinds
            }
            Expr::Subscript { value, index } => {
                let base = match body.expr(*value) {
                    Expr::Name(var) => body.name_of(var).clone(),
                    Expr::Attr { name, .. } => name.clone(),
                    _ => return Kinds::default(),
                };
                let definition = items::definition_of(self.db, self.unit, *value);
                let args = match body.expr(*index) {
                    Expr::Tuple(all) => all.iter().map(|it| self.expr(*it)).collect(),
                    _ => vec![self.expr(*index)],
                };
                self.generic(&base, definition, &args)
            }
            _ => Kinds::default(),
        }
    }

    fn own_class(&self) -> Kinds {
        match class_around(self.db, self.unit) {
            Some(class) => Kinds::instance(class, Origin::Other),
            None => Kinds::default(),
        }
    }

    fn definition(&mut self, definition: Definition) -> Kinds {
        match definition {
            Definition::Class(class) => instance(self.db, class),
            Definition::External(path) => external(&path),
            Definition::Value { file, expr } => {
                let unit = std::mem::replace(&mut self.unit, Unit::of_file(self.db, file));
                let kinds = self.expr(expr);
                self.unit = unit;
                kinds
            }
            _ => Kinds::default(),
        }
    }

    /// `base[args]`.
    fn generic(&mut self, base: &str, definition: Definition, args: &[Kinds]) -> Kinds {
        let join = |args: &[Kinds]| {
            let mut all = Kinds::default();
            args.iter().for_each(|it| {
                all.join(it);
            });
            all
        };
        match base {
            "Optional" | "Union" | "ClassVar" | "Final" | "Required" | "NotRequired"
            | "ReadOnly" | "InitVar" | "Mapped" => join(args),
            "Annotated" => join(&args[..args.len().min(1)]),
            "Awaitable" | "Coroutine" => join(&args[args.len().saturating_sub(1)..]),
            "Callable" | "Literal" | "Concatenate" | "ParamSpec" => Kinds::default(),
            "type" | "Type" => classes_of(&join(args)),
            _ if is_weak(base) => Kinds::one(Kind::Weak, Origin::Other),
            _ => match definition {
                Definition::Class(class) if has_source_of_its_own(self.db, class) => {
                    instance(self.db, class)
                }
                _ => join(args).in_container().elsewhere(),
            },
        }
    }

    /// An annotation in quotes.
    fn text(&mut self, text: &str) -> Kinds {
        let mut text = Text { reader: self, rest: text, depth: 0 };
        text.union()
    }
}

/// Is the class not one of the standard library's containers?
fn has_source_of_its_own(db: &dyn Db, class: ClassId) -> bool {
    let path = items::path(db, &Definition::Class(class)).unwrap_or_default();
    !["typing.", "collections.", "builtins.", "_collections_abc."]
        .iter()
        .any(|it| path.starts_with(it))
}

fn instance(db: &dyn Db, class: ClassId) -> Kinds {
    let nature = &class_model(db, class).nature;
    match has_source_of_its_own(db, class) && !matches!(nature, Nature::Enum | Nature::TypedDict) {
        true => Kinds::instance(class, Origin::Other),
        false => Kinds::default(),
    }
}

/// What an instance of a class without source is.
pub(super) fn external(path: &str) -> Kinds {
    let name = path.rsplit('.').next().unwrap_or_default();
    match () {
        () if path.starts_with("weakref.") || is_weak(name) => {
            Kinds::one(Kind::Weak, Origin::Other)
        }
        () if is_container(name) => Kinds::one(Kind::Container, Origin::Other),
        () => Kinds::default(),
    }
}

pub(super) fn is_weak(name: &str) -> bool {
    matches!(
        name,
        "ref"
            | "ReferenceType"
            | "proxy"
            | "WeakMethod"
            | "WeakSet"
            | "WeakKeyDictionary"
            | "WeakValueDictionary"
            | "finalize"
            | "ProxyType"
    )
}

/// Is it the name of a class of containers, or of one that says that something is such?
pub(super) fn is_container(name: &str) -> bool {
    matches!(
        name,
        "list"
            | "dict"
            | "set"
            | "tuple"
            | "frozenset"
            | "deque"
            | "defaultdict"
            | "OrderedDict"
            | "List"
            | "Dict"
            | "Set"
            | "Tuple"
            | "Deque"
            | "DefaultDict"
            | "ChainMap"
            | "MutableMapping"
            | "MutableSequence"
            | "MutableSet"
            | "Queue"
            | "PriorityQueue"
            | "LifoQueue"
            | "SimpleQueue"
            | "UserDict"
            | "UserList"
    )
}

fn classes_of(instances: &Kinds) -> Kinds {
    let mut kinds = Kinds::default();
    for it in instances.iter() {
        if let Kind::Object(Node::Instance(class)) = it.kind {
            kinds.add(Elem { kind: Kind::Class(class), ..it.clone() });
        }
    }
    kinds
}

/// An annotation in quotes, read from the left.
struct Text<'a, 'b, 'c> {
    reader: &'a mut Reader<'b>,
    rest: &'c str,
    depth: usize,
}

impl Text<'_, '_, '_> {
    /// `A | B`.
    fn union(&mut self) -> Kinds {
        let mut kinds = self.one();
        while self.eat('|') {
            kinds.join(&self.one());
        }
        kinds
    }

    /// `a.B[C, D]`.
    fn one(&mut self) -> Kinds {
        self.rest = self.rest.trim_start();
        let is_part = |it: char| it.is_alphanumeric() || it == '_' || it == '.';
        let end = self.rest.find(|it| !is_part(it)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        let last = name.rsplit('.').next().unwrap_or_default();
        let definition = self.resolve(name);
        match self.eat('[') {
            true => {
                let args = self.args();
                self.reader.generic(last, definition, &args)
            }
            false if last == "Self" => self.reader.own_class(),
            false => self.reader.definition(definition),
        }
    }

    fn args(&mut self) -> Vec<Kinds> {
        let mut args = Vec::new();
        self.depth += 1;
        while self.depth < MAX_DEPTH {
            args.push(self.union());
            if !self.eat(',') {
                break;
            }
        }
        self.depth -= 1;
        self.eat(']');
        args
    }

    fn eat(&mut self, char: char) -> bool {
        let rest = self.rest.trim_start();
        let found = rest.strip_prefix(char);
        self.rest = found.unwrap_or(rest);
        found.is_some()
    }

    fn resolve(&self, dotted: &str) -> Definition {
        let (db, unit) = (self.reader.db, self.reader.unit);
        let mut names = dotted.split('.');
        let Some(root) = names.next().filter(|it| !it.is_empty()) else {
            return Definition::Unknown;
        };
        let found = in_file(db, unit.file(db), root);
        names.fold(found, |it, name| items::member(db, &it, name))
    }
}

fn in_file(db: &dyn Db, file: File, name: &str) -> Definition {
    items::resolve_global(db, file, &Name::new(name))
}
