//! The files and folders that the database has met, shared by all its handles.

use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;
use salsa::Durability;

use crate::db::{Db, Entries, File, Folder};
use crate::loader::Loader;
use crate::shape::WaitingShapes;
use crate::unit::{SourceInput, Unit};

/// Each path is met once; what is there may change later.
pub(super) struct Files {
    pub(super) loader: Arc<dyn Loader>,
    /// How lasting what the loader finds is.
    durability: Durability,
    files: RwLock<FxHashMap<Arc<str>, File>>,
    folders: RwLock<FxHashMap<Arc<str>, Folder>>,
    /// What is in folders because a change brought it, not because the loader sees it.
    given: RwLock<FxHashMap<Arc<str>, Entries>>,
    /// What units are made from, of the files that changes brought.
    sources: RwLock<FxHashMap<Unit, SourceInput>>,
    /// Shapes that nobody has wanted yet.
    pub(super) shapes: WaitingShapes,
}

const UNBROKEN: &str = "nothing panics while it holds the lock";

impl Files {
    /// Files that nobody has given are rarely edited: what was learnt of them is not looked at
    /// again when somebody edits another.
    pub(super) fn new(loader: Arc<dyn Loader>) -> Files {
        Files::lasting(loader, Durability::HIGH)
    }

    /// Files that stay as they are for as long as the database lives.
    pub(super) fn settled(loader: Arc<dyn Loader>) -> Files {
        Files::lasting(loader, Durability::NEVER_CHANGE)
    }

    fn lasting(loader: Arc<dyn Loader>, durability: Durability) -> Files {
        Files {
            loader,
            durability,
            files: RwLock::default(),
            folders: RwLock::default(),
            given: RwLock::default(),
            sources: RwLock::default(),
            shapes: WaitingShapes::default(),
        }
    }

    pub(super) fn known_file(&self, key: &str) -> Option<File> {
        self.files.read().expect(UNBROKEN).get(key).copied()
    }

    pub(super) fn known_folder(&self, key: &str) -> Option<Folder> {
        self.folders.read().expect(UNBROKEN).get(key).copied()
    }

    pub(super) fn all(&self) -> Vec<File> {
        self.files.read().expect(UNBROKEN).values().copied().collect()
    }

    /// The file at `key`, read now if it was never asked for.
    pub(super) fn file(&self, db: &dyn Db, key: &str) -> File {
        if let Some(known) = self.known_file(key) {
            return known;
        }
        let text = self.loader.read(key);
        let mut files = self.files.write().expect(UNBROKEN);
        if let Some(known) = files.get(key) {
            return *known;
        }
        let shown = self.loader.shown(key);
        let key: Arc<str> = if *shown == *key { Arc::clone(&shown) } else { key.into() };
        let is_present = text.is_some();
        let text = text.unwrap_or_default();
        let file = File::builder(shown, Arc::clone(&key), text, None, is_present, None, None)
            .durability(self.durability)
            .new(db);
        files.insert(key, file);
        file
    }

    /// A file that was never asked for, and what is in it.
    pub(super) fn give_file(&self, db: &dyn Db, path: Arc<str>, key: Arc<str>, text: Arc<str>) {
        let file = File::builder(path, Arc::clone(&key), text, None, true, None, None)
            .durability(self.durability)
            .text_input_durability(Durability::LOW)
            .reparsed_durability(Durability::LOW)
            .cut_durability(Durability::LOW)
            .new(db);
        self.files.write().expect(UNBROKEN).insert(key, file);
    }

    /// The input for what `unit` is made from.
    pub(super) fn source(&self, db: &dyn Db, unit: Unit) -> SourceInput {
        if let Some(known) = self.sources.read().expect(UNBROKEN).get(&unit) {
            return *known;
        }
        let mut sources = self.sources.write().expect(UNBROKEN);
        *sources
            .entry(unit)
            .or_insert_with(|| SourceInput::builder(None).durability(Durability::MEDIUM).new(db))
    }

    /// The folder at `key`, listed now if it was never asked for.
    pub(super) fn folder(&self, db: &dyn Db, key: &str) -> Folder {
        if let Some(known) = self.known_folder(key) {
            return known;
        }
        let entries = Arc::new(self.listed(key));
        let mut folders = self.folders.write().expect(UNBROKEN);
        if let Some(known) = folders.get(key) {
            return *known;
        }
        let key: Arc<str> = key.into();
        let folder = Folder::builder(Arc::clone(&key), entries).durability(self.durability).new(db);
        folders.insert(key, folder);
        folder
    }

    /// What is in a folder now.
    pub(super) fn listed(&self, key: &str) -> Entries {
        let listing = self.loader.list(key).unwrap_or_default();
        let mut entries = Entries::of(&listing);
        if let Some(given) = self.given.read().expect(UNBROKEN).get(key) {
            entries.add_all(given);
        }
        entries
    }

    /// There is a file at `key`, and a folder for each folder of its path.
    pub(super) fn note_given(&self, key: &str) {
        let mut given = self.given.write().expect(UNBROKEN);
        let mut is_folder = false;
        let mut key = key;
        while let Some((folder, name)) = split(key) {
            given.entry(folder.into()).or_default().add(name, is_folder);
            (key, is_folder) = (folder, true);
        }
    }

    pub(super) fn note_removed(&self, key: &str) {
        let Some((folder, name)) = split(key) else { return };
        if let Some(entries) = self.given.write().expect(UNBROKEN).get_mut(folder) {
            entries.remove_source(name);
        }
    }
}

/// The folder that holds what is at `key`, and the name in it.
pub(crate) fn split(key: &str) -> Option<(&str, &str)> {
    if key.is_empty() || key == "/" {
        return None;
    }
    Some(match key.rfind('/') {
        None => ("", key),
        Some(0) => ("/", &key[1..]),
        Some(at) => (&key[..at], &key[at + 1..]),
    })
}

/// The key of `name` in the folder at `key`.
pub(crate) fn join(key: &str, name: &str) -> String {
    match key {
        "" => name.to_owned(),
        _ if key.ends_with('/') => format!("{key}{name}"),
        _ => format!("{key}/{name}"),
    }
}
