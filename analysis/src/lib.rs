//! What Python code means: a database of files, rules that read them, findings for people.
//!
//! Reading order: [`db`] (what is known), [`change`] (the only way to alter it), [`diagnostic`]
//! (a finding), [`loader`] (files that nobody has given), [`modules`] (which of them an import means), [`items`] (what a file's globals mean), [`classes`] (what classes are), [`identity`] (are two expressions one object), [`body`] (a unit of code without its text), [`rule`] (what a rule is), [`rules`] (the rules), [`check`] (one walk that feeds
//! them all), [`suppress`] (comments that silence them), [`fix`] (edits into a text), [`render`]
//! (findings as text), [`ide`] (answers for editors).
//!
//! Nothing here reads a file, a clock or the environment, and nothing runs Python.

pub mod body;
pub mod change;
pub mod check;
pub mod classes;
pub mod db;
pub mod diagnostic;
pub mod explain;
pub mod fix;
pub mod flow;
pub mod ide;
pub mod identity;
pub mod items;
pub mod loader;
pub mod modules;
pub mod render;
pub mod rule;
pub mod rules;
pub mod settings;
pub mod suppress;
pub mod unit;

mod annotation;
mod bindings;
mod builtins;
mod calls;
mod captures;
mod constant;
mod cycles;
mod dataclass;
mod excerpt;
#[cfg(test)]
mod fixture;
mod fresh;
mod green;
mod holds;
mod inplace;
mod keeping;
mod lazy;
mod lineage;
mod loops;
mod metaclass;
mod methods;
mod mutation;
mod names;
mod nesting;
mod obligations;
mod origin;
mod paths;
mod places;
mod plain;
mod registry;
mod resources;
pub mod shape;
mod shared_state;
mod slots;
mod surroundings;
mod threads;
mod walk;

pub use change::Change;
pub use check::{check, syntax_errors};
pub use db::{Cancelled, Db, File, RootDb, cancellable, line_index, parse, symbol_table};
pub use diagnostic::{Applicability, Diagnostic, Fix, Label, Severity, Tag};
pub use loader::{Entry, Loader};
pub use modules::SearchPaths;
pub use rule::{FixKind, Group, Look, Rule, RuleContext};
pub use settings::{RuleSet, Settings};
pub use unit::{Unit, UnitPath, inner_unit, unit_body, unit_map, unit_start, units};
