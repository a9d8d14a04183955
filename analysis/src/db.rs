//! The database: the files, and the first questions about each of them.
//!
//! Inputs change only through [`Change`](crate::Change). Everything else is a query: it is computed
//! when asked, kept, and computed again only when something it has read is another.

mod files;
mod folder;

use std::panic::{AssertUnwindSafe, UnwindSafe};
use std::sync::Arc;

use refwise_syntax::symtable::SymbolTable;
use refwise_syntax::{LineIndex, Parse};
use salsa::Durability;

use self::files::Files;
use crate::loader::{Loader, Nothing};
use crate::modules::SearchPaths;
use crate::settings::Settings;
use crate::shape::WaitingShapes;
use crate::unit::{Outline, SourceInput, Unit, UnitIndex, UnitSource};

pub use folder::Folder;
pub use salsa::Cancelled;

pub(crate) use files::{join, split};
pub(crate) use folder::{Entries, is_identifier};

/// What every query may ask of the database.
#[salsa::db]
pub trait Db: salsa::Database {
    /// What the user has chosen.
    fn settings(&self) -> &Settings;

    /// Where imports look.
    fn search_paths(&self) -> &SearchPaths;

    /// The file whose key is `key`, loaded if it was never asked for; `None` where there is none.
    fn file_at(&self, key: &str) -> Option<File>;

    /// The folder whose key is `key`, whether there is one or not.
    fn folder_at(&self, key: &str) -> Folder;

    /// The shapes that nobody has wanted yet.
    #[doc(hidden)]
    fn waiting_shapes(&self) -> &WaitingShapes;

    /// What `unit` is made from, where changes tell of the units of its file.
    fn source_of(&self, unit: Unit) -> SourceInput;
}

/// One file. There is one `File` for each path for as long as the database lives, whatever happens
/// to the file.
#[salsa::input(debug)]
pub struct File {
    path_input: Arc<str>,
    /// The one name of the path, as the loader makes it.
    #[returns(ref)]
    pub(crate) key: Arc<str>,
    pub(crate) text_input: Arc<str>,
    /// The tree of the text where it was made from an older tree; a pure shortcut.
    #[returns(as_ref)]
    pub(crate) reparsed: Option<Parse>,
    #[returns(copy)]
    pub(crate) present: bool,
    /// How the text falls into units, where a change has found out; a pure shortcut.
    #[returns(as_ref)]
    pub(crate) cut: Option<Arc<UnitIndex>>,
    /// Its units, where changes tell of them.
    #[returns(copy)]
    pub(crate) outline: Option<Outline>,
}

impl File {
    /// The path as it came with the [`Change`](crate::Change), or as the loader shows it.
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

    /// The folder that it is in.
    pub fn folder(self, db: &dyn Db) -> Folder {
        db.folder_at(split(self.key(db)).map_or("", |it| it.0))
    }
}

/// The settings as an input, so that a query that reads them knows.
#[salsa::input(singleton)]
pub(crate) struct SettingsInput {
    pub(crate) value: Settings,
}

/// Where imports look, as an input.
#[salsa::input(singleton)]
pub(crate) struct SearchPathsInput {
    #[returns(ref)]
    pub(crate) value: SearchPaths,
}

/// The one database. A clone is another handle on the same contents, for another thread.
///
/// A [`Change`](crate::Change) waits until every other handle is dropped; queries that run on them
/// are cancelled ([`cancellable`]).
#[salsa::db]
#[derive(Clone)]
pub struct RootDb {
    storage: salsa::Storage<RootDb>,
    files: Arc<Files>,
}

impl RootDb {
    /// A database that asks `loader` for the files that imports lead to.
    pub fn with_loader(loader: Arc<dyn Loader>) -> RootDb {
        RootDb::new(salsa::Storage::new(None), loader)
    }

    /// A database in which nothing ever changes: it asks `loader` for all files, and a
    /// [`Change`](crate::Change) of it panics.
    ///
    /// Nobody asks it what an answer depends on, so it does not remember that, which is a good part
    /// of the memory of other databases.
    pub fn settled(
        loader: Arc<dyn Loader>,
        settings: Settings,
        search_paths: SearchPaths,
    ) -> RootDb {
        let search_paths = search_paths.map(|it| loader.key(it));
        let (storage, files) = (salsa::Storage::new(None), Files::settled(loader));
        let db = RootDb { storage, files: Arc::new(files) };
        let _ = SettingsInput::builder(settings).durability(Durability::NEVER_CHANGE).new(&db);
        let paths = SearchPathsInput::builder(search_paths);
        let _ = paths.durability(Durability::NEVER_CHANGE).new(&db);
        db
    }

    /// The file at `path`, `None` where none is known or it was removed.
    pub fn file(&self, path: &str) -> Option<File> {
        self.known_file(&self.key(path)).filter(|it| it.present(self))
    }

    /// The file at `path`, loaded if it was never asked for.
    pub fn load(&self, path: &str) -> Option<File> {
        self.file_at(&self.key(path))
    }

    /// All files that are known, in the order of their paths.
    pub fn files(&self) -> Vec<File> {
        let mut files = self.files.all();
        files.retain(|it| it.present(self));
        files.sort_by_key(|it| it.path(self));
        files
    }

    /// Unwinds what runs on this handle if a change waits for it ([`cancellable`]).
    pub fn give_way(&self) {
        salsa::Database::unwind_if_revision_cancelled(self);
    }

    /// Drops trees and tables that were not looked at lately. They are made again when asked for.
    /// Waits until every other handle is dropped.
    pub fn forget_trees(&mut self) {
        self.files.shapes.forget();
        salsa::Database::trigger_lru_eviction(self);
    }

    /// A database that tells `callback` what it does, for tests about what stays idle.
    #[cfg(test)]
    pub(crate) fn observed(
        callback: Box<dyn Fn(salsa::Event) + Send + Sync>,
        loader: Arc<dyn Loader>,
    ) -> RootDb {
        RootDb::new(salsa::Storage::new(Some(callback)), loader)
    }

    /// The one name of `path`.
    pub(crate) fn key(&self, path: &str) -> Arc<str> {
        self.files.loader.key(path)
    }

    pub(crate) fn known_file(&self, key: &str) -> Option<File> {
        self.files.known_file(key)
    }

    /// What the loader reads at `key` now.
    pub(crate) fn read(&self, key: &str) -> Option<Arc<str>> {
        self.files.loader.read(key)
    }

    pub(crate) fn give_file(&mut self, path: Arc<str>, key: Arc<str>, text: Arc<str>) {
        self.files.give_file(self, path, Arc::clone(&key), text);
        self.note_given(&key);
    }

    /// A change has brought what is at `key`: its folders hold it.
    pub(crate) fn note_given(&mut self, key: &str) {
        self.files.note_given(key);
        self.list_again(key);
    }

    /// A change has removed what is at `key`.
    pub(crate) fn note_removed(&mut self, key: &str) {
        self.files.note_removed(key);
        self.list_again(key);
    }

    /// A change says what `unit` is made from; it will hardly say something else soon.
    pub(crate) fn set_source(&mut self, unit: Unit, source: Option<UnitSource>) {
        let input = self.source_of(unit);
        salsa::Setter::to(input.set_value(self), source);
    }

    /// The same for a unit that somebody is at work on.
    pub(crate) fn edit_source(&mut self, unit: Unit, source: Option<UnitSource>) {
        let setter = self.source_of(unit).set_value(self);
        salsa::Setter::to(salsa::Setter::with_durability(setter, Durability::LOW), source);
    }

    /// Looks again into the folders above `key` that are known.
    fn list_again(&mut self, key: &str) {
        let mut key = key;
        while let Some((folder, _)) = split(key) {
            if let Some(known) = self.files.known_folder(folder) {
                let entries = self.files.listed(folder);
                if **known.entries(self) != entries {
                    salsa::Setter::to(known.set_entries(self), Arc::new(entries));
                }
            }
            key = folder;
        }
    }

    fn new(storage: salsa::Storage<RootDb>, loader: Arc<dyn Loader>) -> RootDb {
        let db = RootDb { storage, files: Arc::new(Files::new(loader)) };
        let _ = SettingsInput::builder(Settings::default()).durability(Durability::HIGH).new(&db);
        let paths = SearchPathsInput::builder(SearchPaths::default());
        let _ = paths.durability(Durability::HIGH).new(&db);
        db
    }
}

impl Default for RootDb {
    fn default() -> RootDb {
        RootDb::new(salsa::Storage::new(None), Arc::new(Nothing))
    }
}

#[salsa::db]
impl salsa::Database for RootDb {}

#[salsa::db]
impl Db for RootDb {
    fn settings(&self) -> &Settings {
        SettingsInput::get(self).value(self)
    }

    fn search_paths(&self) -> &SearchPaths {
        SearchPathsInput::get(self).value(self)
    }

    fn file_at(&self, key: &str) -> Option<File> {
        Some(self.files.file(self, key)).filter(|it| it.present(self))
    }

    fn folder_at(&self, key: &str) -> Folder {
        self.files.folder(self, key)
    }

    fn waiting_shapes(&self) -> &WaitingShapes {
        &self.files.shapes
    }

    fn source_of(&self, unit: Unit) -> SourceInput {
        self.files.source(self, unit)
    }
}

/// The tree of a file.
///
/// Not compared with its predecessor: the tree holds every byte, so another text is another tree.
#[salsa::tracked(returns(ref), no_eq, lru = 128)]
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
pub fn symbol_table(db: &dyn Db, file: File) -> &SymbolTable {
    shared_table(db, file)
}

/// The same, to keep.
#[salsa::tracked(returns(ref), lru = 128)]
pub(crate) fn shared_table(db: &dyn Db, file: File) -> Arc<SymbolTable> {
    Arc::new(refwise_syntax::symtable::symbol_table(&parse(db, file).file()))
}

/// Runs queries of the handle `db`, which a [`Change`](crate::Change) elsewhere may cancel.
///
/// A handle that waits for what another computes learns that the other was unwound, but not why:
/// salsa says [`Cancelled::PropagatedPanic`] then, also where a change did it. The change goes on
/// waiting for `db`, so it can be asked.
pub fn cancellable<T>(
    db: &RootDb,
    queries: impl FnOnce() -> T + UnwindSafe,
) -> Result<T, Cancelled> {
    let outcome = Cancelled::catch(queries);
    if !matches!(outcome, Err(Cancelled::PropagatedPanic)) {
        return outcome;
    }
    let asked = AssertUnwindSafe(|| salsa::Database::unwind_if_revision_cancelled(db));
    Cancelled::catch(asked).and(outcome)
}

#[cfg(test)]
mod tests;
