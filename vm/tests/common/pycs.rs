//! The `.pyc` files that CPython wrote of its standard library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::python::Python;

/// All of them, sorted. Where the installation has none, they are made in the target folder.
pub(crate) fn of_the_standard_library(python: &Python) -> Vec<PathBuf> {
    let stdlib = python.stdlib();
    let found = below(&stdlib);
    if found.len() > 500 {
        return found;
    }
    let cache = scratch("pycs");
    let mut command = python.command();
    command.env("PYTHONPYCACHEPREFIX", &cache).args(["-m", "compileall", "-q"]).arg(&stdlib);
    // It fails where one file is no Python, as some of the test-suite's are on purpose.
    command.stdout(Stdio::null()).status().expect("Python was there a moment ago");
    below(&cache)
}

/// A folder for what a test writes.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder that can be read").flatten() {
            let path = entry.path();
            if entry.file_type().is_ok_and(|it| it.is_dir()) {
                open.push(path);
            } else if is_pyc(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_pyc(path: &Path) -> bool {
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    name.contains(".cpython-313.") && name.ends_with(".pyc")
}

/// One path a line.
pub(crate) fn lines(paths: &[PathBuf]) -> String {
    paths.iter().map(|it| format!("{}\n", it.display())).collect()
}
