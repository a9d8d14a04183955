//! The databases of a run: one for all files for which the same was chosen, so that what one file
//! imports is looked at once.

use std::path::Path;
use std::sync::Arc;

use refwise_analysis::{Change, Loader, RootDb, SearchPaths, Settings};

use super::file::Input;
use crate::environment;
use crate::loader::Disk;
use crate::settings::Project;

/// What a database begins with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Base {
    settings: Settings,
    search_paths: SearchPaths,
    /// Are hints printed?
    pub(super) hints: bool,
}

impl Base {
    /// What was chosen for `path`, which belongs to `project`.
    pub(super) fn new(project: Project, path: &Path) -> Base {
        let search_paths = environment::search_paths(&project, path);
        let settings = Settings { hints: project.hints, ..project.settings };
        Base { settings, search_paths, hints: project.hints }
    }

    /// A database that takes no changes.
    fn settled(&self, loader: Arc<dyn Loader>) -> RootDb {
        RootDb::settled(loader, self.settings.clone(), self.search_paths.clone())
    }

    /// A database without files.
    pub(super) fn database(&self, loader: Arc<dyn Loader>) -> RootDb {
        let mut db = RootDb::with_loader(loader);
        let change = Change::new().set_settings(self.settings.clone());
        change.set_search_paths(self.search_paths.clone()).apply(&mut db);
        db
    }
}

/// The place of `base` in `bases`, added if it is not there yet.
pub(super) fn index_of(bases: &mut Vec<Base>, base: Base) -> usize {
    bases.iter().position(|it| *it == base).unwrap_or_else(|| {
        bases.push(base);
        bases.len() - 1
    })
}

/// A database for each of `bases`; only if files are to be mended do they take changes.
pub(super) fn databases(inputs: &[Input], bases: &[Base], mends: bool) -> Vec<RootDb> {
    let loader = Arc::new(Disk::shown_as(inputs.iter().filter_map(|it| it.path.as_deref())));
    let database = |base: &Base| match mends {
        true => base.database(Arc::clone(&loader) as Arc<dyn Loader>),
        false => base.settled(Arc::clone(&loader) as Arc<dyn Loader>),
    };
    bases.iter().map(database).collect()
}
