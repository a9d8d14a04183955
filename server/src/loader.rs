//! The disk as the database asks for it.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use refwise_analysis::{Entry, Loader};
use rustc_hash::FxHashMap;

use crate::workspace;

/// Reads files when an import leads to them.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    /// Paths that are shown otherwise than they are: as the user wrote them.
    shown: FxHashMap<Arc<str>, Arc<str>>,
    /// Where other paths begin that are shown from there on.
    here: Option<Arc<str>>,
}

impl Disk {
    /// A disk whose `paths` are shown as they are written, and others from the current folder on.
    pub(crate) fn shown_as<'a>(paths: impl Iterator<Item = &'a Path>) -> Disk {
        let shown = paths.map(|it| (key(it), workspace::display(it).into())).collect();
        let here = std::env::current_dir().ok().map(|it| format!("{}/", key(&it)).into());
        Disk { shown, here }
    }
}

impl Loader for Disk {
    fn key(&self, path: &str) -> Arc<str> {
        key(Path::new(path))
    }

    fn shown(&self, key: &str) -> Arc<str> {
        if let Some(shown) = self.shown.get(key) {
            return Arc::clone(shown);
        }
        let below = self.here.as_deref().and_then(|it| key.strip_prefix(it));
        below.unwrap_or(key).into()
    }

    fn read(&self, key: &str) -> Option<Arc<str>> {
        let source = workspace::read(Path::new(key)).ok()?;
        source.refused.is_none().then(|| source.text.into())
    }

    fn list(&self, key: &str) -> Option<Vec<Entry>> {
        let entries = std::fs::read_dir(key).ok()?.flatten().filter_map(|it| {
            let kind = it.file_type().ok()?;
            // What a link leads to counts.
            let is_folder = if kind.is_symlink() { it.path().is_dir() } else { kind.is_dir() };
            Some(Entry { name: it.file_name().into_string().ok()?, is_folder })
        });
        Some(entries.collect())
    }
}

/// The one name of what is at `path`; links are not followed.
pub(crate) fn key(path: &Path) -> Arc<str> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            _ => plain.push(part),
        }
    }
    let text = plain.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_key() {
        let here = std::env::current_dir().unwrap();
        for path in ["src", "./src", "src/../src/.", "src/"] {
            assert_eq!(key(Path::new(path)), key(&here.join("src")), "{path}");
        }
    }

    #[test]
    fn paths_are_shown_as_they_were_written() {
        let disk = Disk::shown_as([Path::new("../a.py")].into_iter());
        assert_eq!(&*disk.shown(&disk.key("../a.py")), "../a.py");
        assert_eq!(&*disk.shown(&disk.key("./b/c.py")), "b/c.py");
        assert_eq!(&*disk.shown("/d.py"), "/d.py");
    }

    #[test]
    fn folders_and_files_are_told_apart() {
        let disk = Disk::default();
        let entries = disk.list(&disk.key("src")).unwrap();
        let find = |name: &str| entries.iter().find(|it| it.name == name).map(|it| it.is_folder);
        assert_eq!((find("cli"), find("cli.rs")), (Some(true), Some(false)));
        assert_eq!(disk.list("/no/such/folder"), None);
    }
}
