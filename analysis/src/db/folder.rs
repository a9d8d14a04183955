//! What can be imported from a folder.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::body::Name;
use crate::loader::Entry;

/// One folder. There is one `Folder` for each path, whether there is such a folder or not.
#[salsa::input(debug)]
pub struct Folder {
    #[returns(ref)]
    pub(crate) key: Arc<str>,
    #[returns(ref)]
    pub(crate) entries: Arc<Entries>,
}

/// The modules of a folder by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries(FxHashMap<Name, Kinds>);

/// What has the same module name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kinds {
    /// `name.py`.
    pub(crate) is_source: bool,
    /// `name/`.
    pub(crate) is_folder: bool,
    /// `name.cpython-313-x86_64-linux-gnu.so` and the like.
    pub(crate) is_extension: bool,
}

impl Folder {
    /// What has this module name.
    pub(crate) fn find(self, db: &dyn crate::Db, name: &str) -> Kinds {
        self.entries(db).get(name)
    }

    /// Is it a package with an `__init__.py`?
    pub(crate) fn is_package(self, db: &dyn crate::Db) -> bool {
        self.find(db, "__init__").is_source
    }
}

impl Entries {
    /// Those of a folder that holds `listing`.
    pub(crate) fn of(listing: &[Entry]) -> Entries {
        let mut entries = Entries::default();
        for entry in listing {
            entries.add(&entry.name, entry.is_folder);
        }
        entries
    }

    pub(crate) fn get(&self, name: &str) -> Kinds {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Adds a file or folder; one that cannot be imported is left out.
    pub(crate) fn add(&mut self, name: &str, is_folder: bool) {
        let Some((module, kind)) = kind_of(name, is_folder) else { return };
        let known = self.0.entry(module.into()).or_default();
        *known = known.or(kind);
    }

    pub(crate) fn remove_source(&mut self, name: &str) {
        let Some(module) = name.strip_suffix(".py") else { return };
        if let Some(kinds) = self.0.get_mut(module) {
            kinds.is_source = false;
        }
    }

    pub(crate) fn add_all(&mut self, other: &Entries) {
        for (name, kinds) in &other.0 {
            let known = self.0.entry(name.clone()).or_default();
            *known = known.or(*kinds);
        }
    }
}

impl Kinds {
    const fn or(self, other: Kinds) -> Kinds {
        Kinds {
            is_source: self.is_source || other.is_source,
            is_folder: self.is_folder || other.is_folder,
            is_extension: self.is_extension || other.is_extension,
        }
    }
}

/// The module name of a file or folder, and what it is.
fn kind_of(name: &str, is_folder: bool) -> Option<(&str, Kinds)> {
    if is_folder {
        return is_identifier(name).then_some((name, Kinds { is_folder, ..Kinds::default() }));
    }
    let (stem, rest) = name.split_once('.')?;
    let kinds = match rest {
        "py" => Kinds { is_source: true, ..Kinds::default() },
        _ if rest.ends_with("so") || rest.ends_with("pyd") => {
            Kinds { is_extension: true, ..Kinds::default() }
        }
        _ => return None,
    };
    is_identifier(stem).then_some((stem, kinds))
}

pub(crate) fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|it| it == '_' || it.is_alphabetic());
    starts && chars.all(|it| it == '_' || it.is_alphanumeric())
}
