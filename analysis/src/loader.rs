//! How the database comes to files that nobody has given it: asked for by name, when an import
//! leads to them.

use std::panic::RefUnwindSafe;
use std::sync::Arc;

/// The files outside. The server implements it; everything it says is kept until a
/// [`Change`](crate::Change) says otherwise.
pub trait Loader: Send + Sync + RefUnwindSafe {
    /// The one name of what is at `path`, however it is spelt: absolute, `/` between folders, none
    /// at the end.
    fn key(&self, path: &str) -> Arc<str>;

    /// How the path behind `key` is shown to people.
    fn shown(&self, key: &str) -> Arc<str>;

    /// The text of the Python file at `key`; `None` where there is none that can be read.
    fn read(&self, key: &str) -> Option<Arc<str>>;

    /// What is in the folder at `key`; `None` where there is no folder.
    fn list(&self, key: &str) -> Option<Vec<Entry>>;
}

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// It is a folder, or a link to one.
    pub is_folder: bool,
}

/// There is nothing but what a [`Change`](crate::Change) brings.
#[derive(Debug)]
pub(crate) struct Nothing;

impl Loader for Nothing {
    fn key(&self, path: &str) -> Arc<str> {
        path.strip_prefix("./").unwrap_or(path).into()
    }

    fn shown(&self, key: &str) -> Arc<str> {
        key.into()
    }

    fn read(&self, _: &str) -> Option<Arc<str>> {
        None
    }

    fn list(&self, _: &str) -> Option<Vec<Entry>> {
        None
    }
}
