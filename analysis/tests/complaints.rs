//! Code for which people have complained about other tools: refwise is silent on all of it.
//!
//! `complaints/*.py` hold it, in words of our own, a file for each topic; a comment over each piece
//! names the complaint or the rule of the other tool.

#![allow(clippy::disallowed_methods, reason = "only the library itself reads no files")]

use std::fs;
use std::path::{Path, PathBuf};

use refwise_analysis::{Change, RootDb, Severity, check, line_index};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/complaints");
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|it| it.expect("readable").path()).collect();
    files.sort();
    files
}

/// What is found in a file, but for hints, which only editors show.
fn findings(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("readable");
    let name = path.file_name().and_then(|it| it.to_str()).expect("a plain name");
    let mut db = RootDb::default();
    Change::new().set_text(name, text).apply(&mut db);
    let file = db.file(name).expect("just added");
    let lines = line_index(&db, file);
    let found = check(&db, file).iter().filter(|it| it.severity != Severity::Hint);
    found
        .map(|it| {
            let line = lines.line_col(it.range.start()).line + 1;
            format!("{name}:{line}: {} {}", it.rule, it.message)
        })
        .collect()
}

#[test]
fn all_are_silent() {
    let found: Vec<String> = files().iter().flat_map(|it| findings(it)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn each_file_names_what_it_stands_for() {
    let files = files();
    assert!(files.len() >= 12);
    for path in files {
        let text = fs::read_to_string(&path).expect("readable");
        let doc = text.lines().next().unwrap_or_default();
        assert!(doc.starts_with("\"\"\"") && doc.contains(": "), "{}", path.display());
        assert!(text.contains("\n# "), "{}: which complaints?", path.display());
    }
}
