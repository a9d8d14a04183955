//! What the benches share: the Python files they read.
//!
//! `REFWISE_CORPUS` names a folder; without it the standard library of the `python3.13` (or
//! `python3`) on the path is taken.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python file of the corpus.
pub struct Source {
    /// Where it stands.
    pub path: PathBuf,
    /// What it holds; files that are not UTF-8 are left out.
    pub text: String,
}

/// All Python files of the corpus, in the order of their paths.
pub fn corpus() -> Vec<Source> {
    let mut sources = Vec::new();
    collect(&corpus_root(), &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// The corpus's folder.
pub fn corpus_root() -> PathBuf {
    if let Some(root) = std::env::var_os("REFWISE_CORPUS") {
        return root.into();
    }
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    for python in ["python3.13", "python3"] {
        if let Ok(output) = Command::new(python).args(["-c", script]).output()
            && output.status.success()
        {
            return String::from_utf8_lossy(&output.stdout).trim().into();
        }
    }
    panic!("set REFWISE_CORPUS to a folder with Python files: no python3 was found");
}

/// The file of the corpus whose path ends in `name`; else the longest one.
pub fn source<'s>(sources: &'s [Source], name: &str) -> &'s Source {
    let named = sources.iter().find(|it| it.path.ends_with(name));
    named.unwrap_or_else(|| sources.iter().max_by_key(|it| it.text.len()).expect("a corpus"))
}

fn collect(folder: &Path, out: &mut Vec<Source>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|it| it.path()) {
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|it| it == "py")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            out.push(Source { path, text });
        }
    }
}

/// The median and the 95th percentile of `times`, which are sorted here.
pub fn percentiles<T: Ord + Copy>(times: &mut [T]) -> (T, T) {
    times.sort();
    (times[times.len() / 2], times[times.len() * 95 / 100])
}
