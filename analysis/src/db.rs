//! The database: the files, and the first questions about each of them.
//!
//! Inputs change only through [`Change`](crate::Change). Everything else is a query: it is computed
//! when asked, kept, and computed again only when something it has read is another.

use std::panic::UnwindSafe;
use std::sync::Arc;

use refwise_syntax::symtable::SymbolTable;
use refwise_syntax::{LineIndex, Parse};
use rustc_hash::FxHashMap;

use crate::settings::Settings;

pub use salsa::Cancelled;

/// What every query may ask of the database.
#[salsa::db]
pub trait Db: salsa::Database {
    /// What the user has chosen.
    fn settings(&self) -> &Settings;
}

/// One file. There is one `File` for each path for as long as the database lives, whatever happens
/// to the file.
#[salsa::input(debug)]
pub struct File {
    path_input: Arc<str>,
    pub(crate) text_input: Arc<str>,
    /// The tree of the text where it was made from an older tree; a pure shortcut.
    #[returns(as_ref)]
    pub(crate) reparsed: Option<Parse>,
    #[returns(copy)]
    pub(crate) present: bool,
}

impl File {
    /// The path as it came with the [`Change`](crate::Change).
    pub fn path(self, db: &dyn Db) -> &str {
        self.path_input(db)
    }

    /// The text with its byte order mark and line ends; empty where the file was removed.
    pub fn text(self, db: &dyn Db) -> &str {
        self.text_input(db)
    }

    /// The same as [`Self::text`], to keep.
    pub fn shared_text(self, db: &dyn Db) -> Arc<str> {
        Arc::clone(self.text_input(db))
    }
}

/// The settings as an input, so that a query that reads them knows.
#[salsa::input(singleton)]
pub(crate) struct SettingsInput {
    pub(crate) value: Settings,
}

/// The one database. A clone is another handle on the same contents, for another thread.
///
/// A [`Change`](crate::Change) waits until every other handle is dropped; queries that run on them
/// are cancelled ([`cancellable`]).
#[salsa::db]
#[derive(Clone)]
pub struct RootDb {
    storage: salsa::Storage<RootDb>,
    files: Arc<FxHashMap<Arc<str>, File>>,
}

impl RootDb {
    /// The file at `path`, `None` where there is none or it was removed.
    pub fn file(&self, path: &str) -> Option<File> {
        self.known_file(path).filter(|it| it.present(self))
    }

    /// All files, in the order of their paths.
    pub fn files(&self) -> Vec<File> {
        let mut files: Vec<File> = self.files.values().copied().collect();
        files.retain(|it| it.present(self));
        files.sort_by_key(|it| it.path(self));
        files
    }

    /// A database that tells `callback` what it does, for tests about what stays idle.
    #[cfg(test)]
    pub(crate) fn observed(callback: Box<dyn Fn(salsa::Event) + Send + Sync>) -> RootDb {
        RootDb::with_storage(salsa::Storage::new(Some(callback)))
    }

    pub(crate) fn known_file(&self, path: &str) -> Option<File> {
        self.files.get(path).copied()
    }

    pub(crate) fn add_file(&mut self, path: Arc<str>, text: Arc<str>) {
        let file = File::new(self, Arc::clone(&path), text, None, true);
        Arc::make_mut(&mut self.files).insert(path, file);
    }

    fn with_storage(storage: salsa::Storage<RootDb>) -> RootDb {
        let db = RootDb { storage, files: Arc::default() };
        SettingsInput::new(&db, Settings::default());
        db
    }
}

impl Default for RootDb {
    fn default() -> RootDb {
        RootDb::with_storage(salsa::Storage::new(None))
    }
}

#[salsa::db]
impl salsa::Database for RootDb {}

#[salsa::db]
impl Db for RootDb {
    fn settings(&self) -> &Settings {
        SettingsInput::get(self).value(self)
    }
}

/// The tree of a file.
///
/// Not compared with its predecessor: the tree holds every byte, so another text is another tree.
#[salsa::tracked(returns(ref), no_eq)]
pub fn parse(db: &dyn Db, file: File) -> Parse {
    match file.reparsed(db) {
        Some(parse) => parse.clone(),
        None => refwise_syntax::parse(file.text(db)),
    }
}

/// Where the lines of a file start. Stays equal while an edit keeps the lengths of the lines.
#[salsa::tracked(returns(ref))]
pub fn line_index(db: &dyn Db, file: File) -> LineIndex {
    LineIndex::new(file.text(db))
}

/// The scopes of a file and what each name means in them.
#[salsa::tracked(returns(ref))]
pub fn symbol_table(db: &dyn Db, file: File) -> SymbolTable {
    refwise_syntax::symtable::symbol_table(&parse(db, file).file())
}

/// Runs queries of a handle that may be cancelled by a [`Change`](crate::Change) elsewhere.
pub fn cancellable<T>(queries: impl FnOnce() -> T + UnwindSafe) -> Result<T, Cancelled> {
    Cancelled::catch(queries)
}

#[cfg(test)]
mod tests;
