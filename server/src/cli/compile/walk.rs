//! Which files are compiled: those that `compileall` finds.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::Problem;

/// What lies below the paths of the command line.
#[derive(Default)]
pub(super) struct Found {
    pub(super) files: Vec<PathBuf>,
    pub(super) problems: Vec<Problem>,
}

/// The files among `paths`, and all `.py` files below the folders among them, by their names.
/// Links to folders are not followed below a folder.
pub(super) fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        if path.is_dir() {
            walk(path, &mut found);
        } else {
            found.files.push(path.clone());
        }
    }
    found
}

fn walk(folder: &Path, found: &mut Found) {
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_file() {
            found.files.push(path);
            continue;
        }
        match children(&path) {
            Ok(children) => open.extend(children.into_iter().rev()),
            Err(error) => found.problems.push(Problem::io(&path, &error)),
        }
    }
}

/// The folders and `.py` files of a folder, by name.
fn children(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut children = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_link = path.is_symlink();
        let is_folder = path.is_dir() && !is_link && !path.ends_with("__pycache__");
        let is_python = path.extension().is_some_and(|it| it == "py") && path.is_file();
        if is_folder || is_python {
            children.push(path);
        }
    }
    children.sort();
    Ok(children)
}
