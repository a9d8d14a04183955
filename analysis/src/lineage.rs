//! A class and its bases, as far as its own file shows them.
//!
//! Bases are followed by name within the file; of those outside only the full path is known. What a
//! class has from there nobody can say here, so a rule that must know asks [`Lineage::is_whole`].

use refwise_syntax::ast::{self, AstNode, ClassDef, Expr, FunctionDef};

use crate::bindings::How;
use crate::names::Names;
use crate::surroundings::method;

/// How many bases are followed one above the other.
const MAX_DEPTH: u32 = 16;

/// Bases outside the file that bring no attribute that matters to instances.
const EMPTY: [&str; 6] = [
    "builtins.object",
    "abc.ABC",
    "typing.Generic",
    "typing.Protocol",
    "typing_extensions.Generic",
    "typing_extensions.Protocol",
];

/// Classes whose instances are classes.
const METACLASSES: [&str; 4] = ["builtins.type", "abc.ABCMeta", "enum.EnumMeta", "enum.EnumType"];

/// A class with all classes above it.
pub(crate) struct Lineage {
    /// The class, then its bases in this file, each behind those below it.
    pub(crate) classes: Vec<ClassDef>,
    /// The full paths of the bases outside the file.
    pub(crate) outside: Vec<String>,
    /// The full path of each metaclass that is named; `None` for one that is not known.
    pub(crate) metaclasses: Vec<Option<String>>,
    /// Some base is neither in the file nor known by its path.
    pub(crate) has_unknown: bool,
    /// Some class has a decorator that may make another class of it.
    pub(crate) is_decorated: bool,
}

impl Lineage {
    pub(crate) fn of(names: &Names<'_>, class: &ClassDef) -> Lineage {
        let mut lineage = Lineage {
            classes: Vec::new(),
            outside: Vec::new(),
            metaclasses: Vec::new(),
            has_unknown: false,
            is_decorated: false,
        };
        lineage.add(names, class, MAX_DEPTH);
        lineage
    }

    fn add(&mut self, names: &Names<'_>, class: &ClassDef, depth: u32) {
        if self.classes.contains(class) {
            return;
        }
        self.classes.push(class.clone());
        self.is_decorated |= class.decorators().any(|it| !keeps_class(names, &it));
        let Some(args) = class.args() else { return };
        for keyword in args.keywords() {
            match keyword.name() {
                Some(it) if it.text() == "metaclass" => {
                    let value = keyword.value();
                    self.metaclasses.push(value.and_then(|it| names.path(&it)));
                }
                Some(_) => {}
                None => self.has_unknown = true,
            }
        }
        for base in args.args() {
            let base = match base {
                Expr::Subscript(it) => it.value(),
                it => Some(it),
            };
            let here = base.as_ref().and_then(|it| class_of(names, it));
            match (here, base.and_then(|it| names.path(&it))) {
                (Some(class), _) if depth > 0 => self.add(names, &class, depth - 1),
                (None, Some(path)) => self.outside.push(path),
                _ => self.has_unknown = true,
            }
        }
    }

    /// Everything that instances have from their classes stands in the file.
    pub(crate) fn is_whole(&self) -> bool {
        !self.has_unknown
            && !self.is_decorated
            && self.metaclasses.iter().all(|it| it.as_deref() == Some("abc.ABCMeta"))
            && self.outside.iter().all(|it| EMPTY.contains(&it.as_str()))
    }

    /// It is a metaclass: its instances are classes.
    pub(crate) fn is_metaclass(&self) -> bool {
        self.outside.iter().any(|it| METACLASSES.contains(&it.as_str()))
    }

    /// Is one of `paths` among the bases outside the file?
    pub(crate) fn is_below(&self, paths: &[&str]) -> bool {
        self.outside.iter().any(|it| paths.contains(&it.as_str()))
    }

    /// Does the body of one of the classes bind `name`?
    pub(crate) fn binds(&self, names: &Names<'_>, name: &str) -> bool {
        self.classes.iter().any(|it| binds(names, it, name))
    }

    /// The method that instances have under this name, from the classes in the file.
    pub(crate) fn method(&self, name: &str) -> Option<FunctionDef> {
        self.classes.iter().find_map(|it| method(it, name))
    }
}

/// Does the body of `class` bind `name`?
pub(crate) fn binds(names: &Names<'_>, class: &ClassDef, name: &str) -> bool {
    let Some(scope) = names.table().scope_of(class.syntax()) else { return false };
    let name = names.table().mangled(scope, name);
    names.table().symbol_named(scope, &name).is_some_and(|it| it.is_bound())
}

/// The class of the file that `expr` names, bound once.
pub(crate) fn class_of(names: &Names<'_>, expr: &Expr) -> Option<ClassDef> {
    let Expr::Name(name) = expr else { return None };
    match names.sole_binding(name)?.how {
        How::Class(class) => Some(class),
        _ => None,
    }
}

/// The class in whose body `def` stands, right in its block.
pub(crate) fn class_around(def: &FunctionDef) -> Option<ClassDef> {
    ClassDef::cast(def.syntax().parent()?.parent()?)
}

/// Decorators that give the class itself and add nothing that a rule asks for.
fn keeps_class(names: &Names<'_>, decorator: &ast::Decorator) -> bool {
    const KEEPERS: [&str; 6] = [
        "enum.unique",
        "functools.total_ordering",
        "typing.final",
        "typing.runtime_checkable",
        "typing_extensions.final",
        "typing_extensions.runtime_checkable",
    ];
    names.path_of_decorator(decorator).is_some_and(|it| KEEPERS.contains(&it.as_str()))
}
