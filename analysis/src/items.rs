//! What the globals of a file mean, across files.
//!
//! The meaning of a global is what it is when its module has run: the one function, class or module
//! that is bound to it. Imports are followed to where something is made; where several meanings are
//! possible, there is none. Names are as the documentation has them (`modules/names.rs`), so that a
//! class with source and the same class without are one.

mod index;
mod resolve;

use crate::body::{Body, BodyScope, Expr, ExprId, Import, Name, VarRef};
use crate::classes::{ClassId, attribute, class_at};
use crate::db::{Db, File};
use crate::modules::{Module, module_name, name_of};
use crate::unit::{Unit, UnitPath, unit_body};

pub use index::{BindingKind, GlobalBinding};

pub(crate) use index::{class_scope, classes};

/// What a name or an expression means.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Definition {
    /// A function with source. Its decorators are in its scope; what they make of it is not said.
    Function(Unit),
    /// A class with source that stands in no function.
    Class(ClassId),
    /// A module with source.
    Module(Module),
    /// The value of an expression of the file's top level.
    Value {
        /// The file.
        file: File,
        /// The expression in the body of [`Unit::of_file`].
        expr: ExprId,
    },
    /// What has no source, or what the model knows, by its full name: `builtins.len`,
    /// `itertools.chain`, `numpy`.
    External(Name),
    /// Nothing is known, or several things are possible.
    Unknown,
}

/// All bindings of the global `name` by the top level of `file`, in the order of the text.
#[salsa::tracked(returns(deref))]
pub fn global(db: &dyn Db, file: File, name: Name) -> Box<[GlobalBinding]> {
    index::file_index(db, file).bindings_of(&name)
}

/// What `name` means in the functions of `file` when its module has run: a global, else a builtin.
pub fn resolve_global(db: &dyn Db, file: File, name: &str) -> Definition {
    resolved(db, file, Name::new(name)).clone()
}

#[salsa::tracked(returns(ref))]
fn resolved(db: &dyn Db, file: File, name: Name) -> Definition {
    resolve::of_global(db, file, &name)
}

/// The attribute `name` of a module or class.
pub fn member(db: &dyn Db, definition: &Definition, name: &str) -> Definition {
    match definition {
        Definition::Module(it) => module_member(db, *it, Name::new(name)).clone(),
        Definition::Class(it) => attribute(db, *it, name),
        Definition::External(path) => Definition::External(format!("{path}.{name}").into()),
        Definition::Function(_) | Definition::Value { .. } | Definition::Unknown => {
            Definition::Unknown
        }
    }
}

#[salsa::tracked(returns(ref))]
fn module_member(db: &dyn Db, module: Module, name: Name) -> Definition {
    resolve::of_member(db, module, &name)
}

/// What the name at `alias` of an import statement in `file` binds.
pub fn imported(db: &dyn Db, file: File, import: &Import, alias: usize) -> Definition {
    resolve::of_import(db, file, import, &import.aliases[alias])
}

/// The full name of what has one: `threading.Thread`, whether it has source or not.
pub fn path(db: &dyn Db, definition: &Definition) -> Option<Name> {
    match definition {
        Definition::Function(it) => Some(path_in(db, it.file(db), it.path(db))),
        Definition::Class(it) => Some(path_in(db, it.file(db), it.path(db))),
        Definition::Module(it) => Some(name_of(db, *it).clone()),
        Definition::External(it) => Some(it.clone()),
        Definition::Value { .. } | Definition::Unknown => None,
    }
}

/// The full name of what stands at `path` in `file`.
fn path_in(db: &dyn Db, file: File, path: &UnitPath) -> Name {
    let mut text = module_name(db, file).to_string();
    for segment in &path.0 {
        text.push('.');
        text.push_str(&segment.name);
    }
    text.into()
}

/// What the expression `expr` of `unit` means: a global or builtin, or attributes of one.
///
/// For the top level of a file a global has a meaning only if nothing else is ever bound to it,
/// since the expression may run before its module has.
pub fn definition_of(db: &dyn Db, unit: Unit, expr: ExprId) -> Definition {
    dotted(db, unit, expr, member)
}

/// As [`definition_of`], but attributes of classes are only those of their own bodies, so that what
/// is asked to find out the bases of a class needs the bases of none.
pub(crate) fn definition_nearby(db: &dyn Db, unit: Unit, expr: ExprId) -> Definition {
    dotted(db, unit, expr, |db, it, name| match it {
        Definition::Class(it) => {
            crate::classes::own_member(db, *it, name).unwrap_or(Definition::Unknown)
        }
        it => member(db, it, name),
    })
}

fn dotted(
    db: &dyn Db,
    unit: Unit,
    expr: ExprId,
    member: impl Fn(&dyn Db, &Definition, &str) -> Definition,
) -> Definition {
    let body = unit_body(db, unit);
    let mut names = Vec::new();
    let mut expr = expr;
    while let Expr::Attr { value, name } = body.expr(expr) {
        names.push(name);
        expr = *value;
    }
    let Expr::Name(var) = body.expr(expr) else { return Definition::Unknown };
    let root = definition_of_name(db, unit, body, var);
    names.iter().rev().fold(root, |it, name| member(db, &it, name))
}

/// The dotted name of an expression as its file imports it, before anybody follows the import:
/// `attrs.define`, whatever that is made of.
pub fn imported_path(db: &dyn Db, unit: Unit, expr: ExprId) -> Option<Name> {
    let body = unit_body(db, unit);
    let mut names: Vec<&str> = Vec::new();
    let mut expr = expr;
    while let Expr::Attr { value, name } = body.expr(expr) {
        names.push(name);
        expr = *value;
    }
    let Expr::Name(var) = body.expr(expr) else { return None };
    let is_global = match var {
        VarRef::Local(it) => unit.is_file(db) && body.var(*it).scope == BodyScope::OWN,
        VarRef::Global(_) => true,
        VarRef::Enclosing(_) => false,
    };
    let name = is_global.then(|| body.name_of(var))?;
    let [binding] = global(db, unit.file(db), name.clone()) else { return None };
    let root = match &binding.kind {
        BindingKind::Module { name } => name.clone(),
        BindingKind::Member { level, module, name } => {
            let module = crate::modules::imported_name(db, unit.file(db), *level, module)?;
            format!("{module}.{name}").into()
        }
        _ => return None,
    };
    names.push(&root);
    names.reverse();
    Some(names.join(".").into())
}

/// What a name of `unit` means.
pub fn definition_of_name(db: &dyn Db, unit: Unit, body: &Body, var: &VarRef) -> Definition {
    let file = unit.file(db);
    match var {
        VarRef::Global(name) => resolve_global(db, file, name),
        VarRef::Enclosing(name) => match class_around(db, unit) {
            Some(class) => attribute_or_global(db, class, name),
            None => resolve_global(db, file, name),
        },
        VarRef::Local(var) if unit.is_file(db) => {
            let var = body.var(*var);
            match var.scope {
                BodyScope::OWN => only_meaning(db, file, var.name.clone()).clone(),
                scope => match class_at(db, file, scope) {
                    Some(class) => attribute_or_global(db, class, &var.name),
                    None => Definition::Unknown,
                },
            }
        }
        VarRef::Local(_) => Definition::Unknown,
    }
}

/// What `name` means at the top level of `file`, if it means the same throughout.
#[salsa::tracked(returns(ref))]
fn only_meaning(db: &dyn Db, file: File, name: Name) -> Definition {
    resolve::of_global_throughout(db, file, &name)
}

/// The class in whose body `unit`, a method, stands.
pub fn class_around(db: &dyn Db, unit: Unit) -> Option<ClassId> {
    let classes = unit.path(db).classes();
    (!classes.is_empty()).then(|| ClassId::new(db, unit.file(db), UnitPath(classes.into())))
}

/// A name in the body of `class`: what the body itself binds, else a global.
fn attribute_or_global(db: &dyn Db, class: ClassId, name: &str) -> Definition {
    match crate::classes::own_member(db, class, name) {
        Some(it) => it,
        None => resolve_global(db, class.file(db), name),
    }
}

#[cfg(test)]
mod tests;
