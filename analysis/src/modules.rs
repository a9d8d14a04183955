//! Which module an import means, as Python's import system finds it.
//!
//! A module is looked for in the project's source roots, the standard library, the folder around
//! the importing file's own package, and the environment's `site-packages`, in this order. What is
//! found is a file or a namespace package; an extension module, a builtin one and one that is
//! nowhere have no source, and all that is known of them is their name.

mod names;

use std::sync::Arc;

use crate::body::Name;
use crate::db::{Db, File, Folder, is_identifier, join, split};

pub(crate) use names::canonical;

/// The folders in which imports look, in this order.
///
/// The folder around the top package of the importing file is looked into as well, behind the
/// standard library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchPaths {
    /// The source roots of the project.
    pub roots: Vec<Arc<str>>,
    /// Where the modules of the standard library are.
    pub standard_library: Option<Arc<str>>,
    /// Where the installed packages are.
    pub site_packages: Vec<Arc<str>>,
}

/// A module with source, or a package of modules with source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Module {
    /// A file; a package is its `__init__.py`.
    File(File),
    /// A package without `__init__.py`.
    Namespace(Namespace),
}

/// A package without `__init__.py`: folders of the same name.
#[salsa::interned(unsafe(no_lifetime), revisions = usize::MAX, debug)]
pub struct Namespace {
    #[returns(ref)]
    portions: Box<[Folder]>,
}

#[salsa::interned(unsafe(no_lifetime), revisions = usize::MAX)]
struct Dotted {
    #[returns(ref)]
    text: Name,
}

impl SearchPaths {
    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<str>> {
        self.roots.iter().chain(&self.standard_library).chain(&self.site_packages)
    }

    pub(crate) fn map(self, mut change: impl FnMut(&str) -> Arc<str>) -> SearchPaths {
        SearchPaths {
            roots: self.roots.iter().map(|it| change(it)).collect(),
            standard_library: self.standard_library.map(|it| change(&it)),
            site_packages: self.site_packages.iter().map(|it| change(it)).collect(),
        }
    }
}

/// The module that `from {level dots}{name} import ..` in `from`, or `import {name}`, means; `None`
/// where it has no source.
pub fn resolve_import(db: &dyn Db, from: File, level: u32, name: &str) -> Option<Module> {
    imported(db, from.folder(db), level, Dotted::new(db, Name::new(name)))
}

/// The full name of the module that is imported so, whether it has source or not; `None` for too
/// many dots.
pub fn imported_name(db: &dyn Db, from: File, level: u32, name: &str) -> Option<Name> {
    if level == 0 {
        return Some(canonical(name).into());
    }
    let folder = above(db, from.folder(db), level - 1)?;
    let package = folder_name(db, folder);
    Some(match (package.as_str(), name) {
        ("", _) => name.into(),
        (_, "") => package.clone(),
        (package, _) => canonical(&format!("{package}.{name}")).into(),
    })
}

/// The module `name` of the package `module`; `None` where it has no source.
pub fn submodule(db: &dyn Db, module: Module, name: &str) -> Option<Module> {
    match module {
        Module::File(file) if is_init(db, file) => in_folder(db, file.folder(db), name).found(),
        // The module chooses it by the system, and puts it where `import os.path` finds it.
        Module::File(file) if name == "path" && module_name(db, file) == "os" => {
            in_folder(db, file.folder(db), "posixpath").found()
        }
        Module::File(_) => None,
        Module::Namespace(it) => search(db, it.portions(db).iter().copied(), name),
    }
}

/// The dotted name under which a file is imported: that of the search path it is in, else from its
/// top package on. Modules that Python's documentation knows by another name have that one:
/// `os.path` for `posixpath`, `collections.abc` for `_collections_abc`.
#[salsa::tracked(returns(ref))]
pub fn module_name(db: &dyn Db, file: File) -> Name {
    let package = folder_name(db, file.folder(db));
    let name = split(file.key(db)).map_or("", |it| it.1);
    let stem = name.split_once('.').map_or(name, |it| it.0);
    match (package.as_str(), stem) {
        (_, "__init__") => package.clone(),
        ("", _) => canonical(stem).into(),
        _ => canonical(&format!("{package}.{stem}")).into(),
    }
}

/// The dotted name of a module.
pub fn name_of(db: &dyn Db, module: Module) -> &Name {
    match module {
        Module::File(file) => module_name(db, file),
        Module::Namespace(it) => {
            folder_name(db, *it.portions(db).first().expect("a namespace has a folder"))
        }
    }
}

impl Module {
    /// The file; none for a namespace package.
    pub const fn file(self) -> Option<File> {
        match self {
            Module::File(it) => Some(it),
            Module::Namespace(_) => None,
        }
    }
}

#[salsa::tracked(returns(copy))]
fn imported(db: &dyn Db, folder: Folder, level: u32, name: Dotted) -> Option<Module> {
    let mut parts = name.text(db).split('.').filter(|it| !it.is_empty());
    let mut module = match level {
        0 => top_level(db, source_root(db, folder), Dotted::new(db, Name::new(parts.next()?)))?,
        _ => package_at(db, above(db, folder, level - 1)?),
    };
    for part in parts {
        module = submodule(db, module, part)?;
    }
    Some(module)
}

/// The module `name` for files whose own source root is `own`.
#[salsa::tracked(returns(copy))]
fn top_level(db: &dyn Db, own: Folder, name: Dotted) -> Option<Module> {
    let name = name.text(db);
    if names::is_builtin(name) {
        return None;
    }
    let paths = db.search_paths();
    let before = paths.roots.iter().chain(&paths.standard_library).map(|it| db.folder_at(it));
    let after = paths.site_packages.iter().map(|it| db.folder_at(it));
    search(db, before.chain([own]).chain(after), name)
}

/// The first module `name` in `folders`; else the namespace package of all folders of that name.
fn search(db: &dyn Db, folders: impl Iterator<Item = Folder>, name: &str) -> Option<Module> {
    let mut portions: Vec<Folder> = Vec::new();
    for folder in folders {
        match in_folder(db, folder, name) {
            Found::Module(Module::Namespace(it)) => {
                for &portion in it.portions(db) {
                    if !portions.contains(&portion) {
                        portions.push(portion);
                    }
                }
            }
            Found::Module(it) => return Some(it),
            Found::Extension => return None,
            Found::Nothing => {}
        }
    }
    let portions = portions.into_boxed_slice();
    (!portions.is_empty()).then(|| Module::Namespace(Namespace::new(db, portions)))
}

enum Found {
    Module(Module),
    Extension,
    Nothing,
}

impl Found {
    fn found(self) -> Option<Module> {
        match self {
            Found::Module(it) => Some(it),
            Found::Extension | Found::Nothing => None,
        }
    }
}

/// What `name` means in one folder: a package before an extension before a module.
fn in_folder(db: &dyn Db, folder: Folder, name: &str) -> Found {
    let kinds = folder.find(db, name);
    let key = folder.key(db);
    if kinds.is_folder {
        let inner = db.folder_at(&join(key, name));
        if inner.is_package(db) {
            return package_at_opt(db, inner).map_or(Found::Nothing, Found::Module);
        }
        if !kinds.is_extension && !kinds.is_source {
            return Found::Module(package_at(db, inner));
        }
    }
    if kinds.is_extension {
        return Found::Extension;
    }
    let file = kinds.is_source.then(|| db.file_at(&join(key, &format!("{name}.py")))).flatten();
    file.map_or(Found::Nothing, |it| Found::Module(Module::File(it)))
}

/// The package that a folder is.
fn package_at(db: &dyn Db, folder: Folder) -> Module {
    package_at_opt(db, folder)
        .unwrap_or_else(|| Module::Namespace(Namespace::new(db, Box::from([folder]))))
}

fn package_at_opt(db: &dyn Db, folder: Folder) -> Option<Module> {
    if !folder.is_package(db) {
        return None;
    }
    db.file_at(&join(folder.key(db), "__init__.py")).map(Module::File)
}

/// The folder around the top package of what is in `folder`: the first without `__init__.py`.
#[salsa::tracked(returns(copy))]
fn source_root(db: &dyn Db, folder: Folder) -> Folder {
    let mut folder = folder;
    while folder.is_package(db) {
        let Some(outer) = above(db, folder, 1) else { break };
        folder = outer;
    }
    folder
}

/// The folder `n` levels above.
fn above(db: &dyn Db, folder: Folder, n: u32) -> Option<Folder> {
    let mut key = &**folder.key(db);
    for _ in 0..n {
        key = split(key)?.0;
    }
    Some(db.folder_at(key))
}

/// The dotted name of the package in a folder; empty for a source root.
#[salsa::tracked(returns(ref))]
fn folder_name(db: &dyn Db, folder: Folder) -> Name {
    let key = &**folder.key(db);
    let below = db.search_paths().iter().filter_map(|it| below(key, it));
    let by_path = below.min_by_key(|it| it.len()).filter(|it| it.split('/').all(is_identifier));
    let inside = match by_path {
        Some(inside) => inside,
        None if db.search_paths().iter().any(|it| **it == *key) => "",
        None => below_root(key, source_root(db, folder).key(db)),
    };
    canonical(&inside.replace('/', ".")).into()
}

/// The part of `key` behind the folder `root`.
fn below<'a>(key: &'a str, root: &str) -> Option<&'a str> {
    if root.is_empty() {
        return (!key.is_empty() && !key.starts_with('/')).then_some(key);
    }
    let rest = key.strip_prefix(root)?;
    let rest = if root.ends_with('/') { rest } else { rest.strip_prefix('/')? };
    (!rest.is_empty()).then_some(rest)
}

fn below_root<'a>(key: &'a str, root: &str) -> &'a str {
    below(key, root).unwrap_or("")
}

fn is_init(db: &dyn Db, file: File) -> bool {
    split(file.key(db)).is_some_and(|it| it.1 == "__init__.py")
}

#[cfg(test)]
mod tests;
