//! Projects for tests: a disk in memory, and a database that reads it.
//!
//! `#- /p/a.py` starts a file. The project is `/p` with `/p/src`, the standard library `/lib`, the
//! installed packages are in `/site`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use crate::Change;
use crate::db::{Db, File, RootDb, join, split};
use crate::loader::{Entry, Loader};
use crate::modules::SearchPaths;

/// Files in memory. Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Disk(Arc<Mutex<BTreeMap<String, Arc<str>>>>);

impl Disk {
    pub(crate) fn add(&self, path: &str, text: &str) {
        self.0.lock().expect("no test panics with it").insert(path.to_owned(), text.into());
    }

    pub(crate) fn remove(&self, path: &str) {
        self.0.lock().expect("no test panics with it").remove(path);
    }
}

impl Loader for Disk {
    fn key(&self, path: &str) -> Arc<str> {
        path.into()
    }

    fn shown(&self, key: &str) -> Arc<str> {
        key.into()
    }

    fn read(&self, key: &str) -> Option<Arc<str>> {
        self.0.lock().expect("no test panics with it").get(key).cloned()
    }

    fn list(&self, key: &str) -> Option<Vec<Entry>> {
        let files = self.0.lock().expect("no test panics with it");
        let start = join(key, "");
        let inside = files.keys().filter_map(|it| it.strip_prefix(&start));
        let entries: BTreeSet<(&str, bool)> = inside
            .map(|it| it.split_once('/').map_or((it, false), |(folder, _)| (folder, true)))
            .collect();
        let entry = |it: (&str, bool)| Entry { name: it.0.to_owned(), is_folder: it.1 };
        (!entries.is_empty()).then(|| entries.into_iter().map(entry).collect())
    }
}

/// A database over a disk.
pub(crate) struct Fixture {
    pub(crate) db: RootDb,
    /// The paths in the order of the text.
    paths: Vec<String>,
}

impl Fixture {
    /// A database of the files in `text`.
    pub(crate) fn new(text: &str) -> Fixture {
        let disk = Disk::default();
        let mut paths = Vec::new();
        for part in text.split("#- ").skip(1) {
            let (path, text) = part.split_once('\n').expect("a line for the path");
            disk.add(path.trim(), text);
            paths.push(path.trim().to_owned());
        }
        Fixture { paths, ..Fixture::of(disk) }
    }

    /// A database of what is on `disk`.
    pub(crate) fn of(disk: Disk) -> Fixture {
        let mut db = RootDb::with_loader(Arc::new(disk));
        let search_paths = SearchPaths {
            roots: vec!["/p".into(), "/p/src".into()],
            standard_library: Some("/lib".into()),
            site_packages: vec!["/site".into()],
        };
        Change::new().set_search_paths(search_paths).apply(&mut db);
        Fixture { db, paths: Vec::new() }
    }

    /// The files in the order of the text.
    pub(crate) fn files(&self) -> Vec<File> {
        self.paths.iter().map(|it| self.file(it)).collect()
    }

    pub(crate) fn file(&self, path: &str) -> File {
        debug_assert!(split(path).is_some());
        self.db.file_at(path).expect("the fixture has it")
    }
}
