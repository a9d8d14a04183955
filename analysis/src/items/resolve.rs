//! From a name to where it is made, through imports, star imports and plain aliases.
//!
//! One search looks at every way to a meaning, each place once, so that cycles of imports end; what
//! it finds is one definition or none. It keeps its own list of what is to be looked at, however
//! long a chain of re-exports is, and gives up after [`BUDGET`] places.

use std::cell::Cell;

use rustc_hash::FxHashSet;

use super::index::{BindingKind, GlobalBinding, Star, exports, stars};
use super::{Definition, global, path};
use crate::body::{Alias, Import, Name};
use crate::builtins::is_builtin;
use crate::db::{Db, File};
use crate::modules::{Module, imported_name, module_name, name_of, resolve_import, submodule};

/// How many places one search looks at.
const BUDGET: u32 = 10_000;

/// How many aliases (`a = b.c`) may follow one another.
const MAX_ALIASES: u32 = 8;

/// What the global `name` of `file` means when the module has run, else the builtin.
pub(super) fn of_global(db: &dyn Db, file: File, name: &Name) -> Definition {
    let budget = Cell::new(BUDGET);
    let search = Search::new(db, &budget, 0).from(file, name, Span::AtTheEnd);
    search.meaning_or_builtin(name)
}

/// What the global `name` of `file` means, if it never means anything else.
pub(super) fn of_global_throughout(db: &dyn Db, file: File, name: &Name) -> Definition {
    let budget = Cell::new(BUDGET);
    let search = Search::new(db, &budget, 0).from(file, name, Span::Throughout);
    search.meaning_or_builtin(name)
}

/// What the attribute `name` of `module` means.
pub(super) fn of_member(db: &dyn Db, module: Module, name: &Name) -> Definition {
    let budget = Cell::new(BUDGET);
    let mut search = Search::new(db, &budget, 0);
    search.member(module, name);
    search.run();
    search.meaning()
}

/// Which bindings of a name count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    /// Those that are there when the module has run.
    AtTheEnd,
    /// All.
    Throughout,
}

struct Search<'a> {
    db: &'a dyn Db,
    budget: &'a Cell<u32>,
    n_aliases: u32,
    seen: FxHashSet<(File, Name)>,
    waiting: Vec<(File, Name)>,
    found: Vec<Definition>,
    /// Names that a module without source may have given by a star import.
    perhaps: Vec<Name>,
    is_unknown: bool,
}

impl<'a> Search<'a> {
    fn new(db: &'a dyn Db, budget: &'a Cell<u32>, n_aliases: u32) -> Search<'a> {
        Search {
            db,
            budget,
            n_aliases,
            seen: FxHashSet::default(),
            waiting: Vec::new(),
            found: Vec::new(),
            perhaps: Vec::new(),
            is_unknown: false,
        }
    }

    fn from(mut self, file: File, name: &Name, span: Span) -> Self {
        self.seen.insert((file, name.clone()));
        self.look(file, name, span);
        self.run();
        self
    }

    fn run(&mut self) {
        while let Some((file, name)) = self.waiting.pop() {
            if self.is_unknown {
                return;
            }
            self.look(file, &name, Span::AtTheEnd);
        }
    }

    /// Looks at what `file` binds to `name`.
    fn look(&mut self, file: File, name: &Name, span: Span) {
        let Some(left) = self.budget.get().checked_sub(1) else {
            self.is_unknown = true;
            return;
        };
        self.budget.set(left);
        let all = global(self.db, file, name.clone());
        let bindings = match span {
            Span::AtTheEnd => last(all),
            Span::Throughout => all,
        };
        let since = bindings.first().filter(|it| it.is_certain).map_or(0, |it| it.order);
        for binding in relevant(bindings) {
            self.binding(file, name, binding);
        }
        for star in stars(self.db, file).iter().filter(|it| it.order > since) {
            self.star(file, star, name, !bindings.is_empty());
        }
    }

    fn binding(&mut self, file: File, name: &Name, binding: &GlobalBinding) {
        match &binding.kind {
            BindingKind::Function(it) => self.found.push(Definition::Function(*it)),
            BindingKind::Class(it) => self.found.push(Definition::Class(*it)),
            BindingKind::Module { name } => self.found.push(module(self.db, file, name)),
            BindingKind::Member { level, module, name } => {
                match resolve_import(self.db, file, *level, module) {
                    Some(it) => self.member(it, name),
                    None => match imported_name(self.db, file, *level, module) {
                        Some(it) => self.found.push(external(&it, name)),
                        None => self.is_unknown = true,
                    },
                }
            }
            BindingKind::Value { expr, names, .. } => {
                let value = || match module_name(self.db, file).as_str() {
                    // `List = _alias(list, 1)`: what it is, its name says.
                    "typing" => external("typing", name),
                    _ => Definition::Value { file, expr: *expr },
                };
                let alias = self.alias(file, names, binding.order);
                self.found.push(alias.unwrap_or_else(value));
            }
            BindingKind::Nothing | BindingKind::Other => self.is_unknown = true,
        }
    }

    /// What `from module import name` binds.
    fn member(&mut self, module: Module, name: &Name) {
        let full = external(name_of(self.db, module), name);
        if is_in_model(&full) {
            return self.found.push(full);
        }
        match module.file() {
            Some(file) if provides(self.db, file, name) && self.wait(file, name) => {}
            // It is not there yet when a package imports it from itself: `from . import name`.
            _ => match submodule(self.db, module, name) {
                Some(it) => self.found.push(Definition::Module(it)),
                // An extension module in a package has a name, but no source.
                None if module.file().is_none_or(|it| is_package(self.db, it)) => {
                    self.without_source(module, name, full);
                }
                None if self.has_seen(module, name) => {}
                None => self.is_unknown = true,
            },
        }
    }

    fn has_seen(&self, module: Module, name: &Name) -> bool {
        module.file().is_some_and(|it| self.seen.contains(&(it, name.clone())))
    }

    /// A name of a package that neither its file nor its folder explains.
    fn without_source(&mut self, module: Module, name: &Name, full: Definition) {
        let db = self.db;
        let has_getattr =
            module.file().is_some_and(|it| provides(db, it, &Name::new("__getattr__")));
        match has_getattr || name.starts_with("__") || self.has_seen(module, name) {
            true => self.is_unknown = true,
            false => self.found.push(full),
        }
    }

    /// What `from module import *` in `file` gives for `name`.
    ///
    /// `is_bound`: the file also binds it otherwise.
    fn star(&mut self, file: File, star: &Star, name: &Name, is_bound: bool) {
        let Star { level, module, .. } = star;
        let level = *level;
        let db = self.db;
        match resolve_import(db, file, level, module) {
            Some(Module::File(it)) => match exports(db, it) {
                Some(all) if !all.contains(name) => {}
                Some(_) => self.member(Module::File(it), name),
                None if name.starts_with('_') => {}
                // Where that file does not bind the name, nothing is found there.
                None => {
                    self.wait(it, name);
                }
            },
            Some(Module::Namespace(_)) => {}
            None if name.starts_with('_') => {}
            None => match imported_name(db, file, level, module) {
                // The library's own modules in C add to what is written around them.
                Some(_) if module.starts_with('_') && is_bound => {}
                Some(it) => self.perhaps.push(format!("{it}.{name}").into()),
                None => self.is_unknown = true,
            },
        }
    }

    /// Looks there later; `false` where the search was there already.
    fn wait(&mut self, file: File, name: &Name) -> bool {
        let is_new = self.seen.insert((file, name.clone()));
        if is_new {
            self.waiting.push((file, name.clone()));
        }
        is_new
    }

    /// What a dotted name means to which a global is bound; none where it comes before what it
    /// names. `order` is the place of the binding.
    fn alias(&self, file: File, names: &[Name], order: u32) -> Option<Definition> {
        let (root, names) = names.split_first()?;
        let is_later = |it: &GlobalBinding| it.order > order;
        let is_too_deep = self.n_aliases == MAX_ALIASES;
        if is_too_deep || global(self.db, file, root.clone()).iter().any(is_later) {
            return None;
        }
        let inner = Search::new(self.db, self.budget, self.n_aliases + 1);
        let root = inner.from(file, root, Span::Throughout).meaning_or_builtin(root);
        let found = names.iter().fold(root, |it, name| self.member_of(&it, name));
        let is_known = !matches!(found, Definition::Unknown | Definition::Value { .. });
        is_known.then_some(found)
    }

    /// As [`super::member`], but in this search: asking a query here could go in a circle.
    fn member_of(&self, definition: &Definition, name: &Name) -> Definition {
        match definition {
            Definition::Module(it) => {
                let mut inner = Search::new(self.db, self.budget, self.n_aliases + 1);
                inner.member(*it, name);
                inner.run();
                inner.meaning()
            }
            Definition::External(it) => external(it, name),
            _ => Definition::Unknown,
        }
    }

    fn meaning_or_builtin(self, name: &Name) -> Definition {
        if !self.found.is_empty() || self.is_unknown || !is_builtin(name) {
            return self.meaning();
        }
        match self.perhaps.is_empty() {
            true => external("builtins", name),
            // The builtin, or what a star import hides it by.
            false => Definition::Unknown,
        }
    }

    /// The one thing that was found.
    fn meaning(self) -> Definition {
        if self.is_unknown {
            return Definition::Unknown;
        }
        let Some(first) = self.found.first() else {
            // Nothing else gives the name, so the one star import does.
            return match &*self.perhaps {
                [only] => Definition::External(only.clone()),
                _ => Definition::Unknown,
            };
        };
        if self.found.len() == 1 && self.perhaps.is_empty() {
            return first.clone();
        }
        // What has source says more.
        let has_source = |it: &&Definition| !matches!(it, Definition::External(_));
        let best = self.found.iter().find(has_source).unwrap_or(first);
        let name = path(self.db, best).unwrap_or_default();
        let is_same = |it: &Definition| {
            it == best || path(self.db, it).is_some_and(|it| is_same_name(&name, &it))
        };
        let all_same =
            self.found.iter().all(is_same) && self.perhaps.iter().all(|it| is_same_name(&name, it));
        if all_same { best.clone() } else { Definition::Unknown }
    }
}

/// Is `other` the same thing as `name`, or what is known by the name of the package that `name` is
/// in? `asyncio.Task`, written in C, stands for `asyncio.tasks.Task`.
fn is_same_name(name: &str, other: &str) -> bool {
    let in_package = || {
        let (package, last) = other.rsplit_once('.')?;
        let inner = name.strip_prefix(package)?.strip_prefix('.')?;
        Some(inner.rsplit('.').next() == Some(last))
    };
    !name.is_empty() && (name == other || in_package() == Some(true))
}

/// The bindings that may be the last: from the last one on that certainly runs.
fn last(bindings: &[GlobalBinding]) -> &[GlobalBinding] {
    let start = bindings.iter().rposition(|it| it.is_certain && !it.is_for_typing);
    &bindings[start.unwrap_or(0)..]
}

/// The bindings that count: what is for type checkers only if there is nothing else, and `None` only
/// if nothing is defined or imported, since it only says that there is none.
fn relevant(bindings: &[GlobalBinding]) -> impl Iterator<Item = &GlobalBinding> {
    let is_run = |it: &GlobalBinding| !it.is_for_typing;
    let is_none = |it: &GlobalBinding| matches!(it.kind, BindingKind::Value { is_none: true, .. });
    let is_item = |it: &GlobalBinding| {
        !matches!(it.kind, BindingKind::Value { .. } | BindingKind::Nothing | BindingKind::Other)
    };
    let any_run = bindings.iter().any(is_run);
    let any_item = bindings.iter().any(|it| is_item(it) && (is_run(it) || !any_run));
    bindings.iter().filter(move |it| (is_run(it) || !any_run) && !(any_item && is_none(it)))
}

/// Does `file` bind `name` at its top level, or import it by a star?
fn provides(db: &dyn Db, file: File, name: &Name) -> bool {
    let mut seen = FxHashSet::from_iter([file]);
    let mut waiting = vec![file];
    while let Some(file) = waiting.pop() {
        if !global(db, file, name.clone()).is_empty() {
            return true;
        }
        for star in stars(db, file) {
            match resolve_import(db, file, star.level, &star.module) {
                Some(Module::File(it)) => {
                    let is_given = match exports(db, it) {
                        Some(all) => all.contains(name),
                        None => !name.starts_with('_'),
                    };
                    if is_given && seen.insert(it) {
                        waiting.push(it);
                    }
                }
                Some(Module::Namespace(_)) => {}
                None if name.starts_with('_') => {}
                None => return true,
            }
        }
    }
    false
}

fn module(db: &dyn Db, file: File, name: &Name) -> Definition {
    match resolve_import(db, file, 0, name) {
        Some(it) => Definition::Module(it),
        None => Definition::External(imported_name(db, file, 0, name).unwrap_or_default()),
    }
}

/// What one name of an import statement in `file` binds.
pub(super) fn of_import(db: &dyn Db, file: File, import: &Import, alias: &Alias) -> Definition {
    let Some(from) = &import.from else {
        let top = alias.name.split('.').next().unwrap_or_default();
        let name = if alias.has_as { alias.name.clone() } else { top.into() };
        return module(db, file, &name);
    };
    match resolve_import(db, file, import.level, from) {
        Some(it) => super::member(db, &Definition::Module(it), &alias.name),
        None => match imported_name(db, file, import.level, from) {
            Some(it) => external(&it, &alias.name),
            None => Definition::Unknown,
        },
    }
}

fn is_package(db: &dyn Db, file: File) -> bool {
    file.key(db).ends_with("/__init__.py")
}

fn external(module: &str, name: &str) -> Definition {
    Definition::External(format!("{module}.{name}").into())
}

fn is_in_model(definition: &Definition) -> bool {
    matches!(definition, Definition::External(it) if knows(it))
}

/// Has the model a row for what is at `path`?
fn knows(path: &str) -> bool {
    refwise_model::class(path).is_some()
        || refwise_model::function(path).is_some()
        || refwise_model::attribute(path).is_some()
}
