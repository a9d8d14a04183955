//! Bodies of CPython's library: every name is there once, and means what the symbol table says.
//!
//! Wants `python3.13` on the path, or its path in `REFWISE_PYTHON`; says so and passes where there
//! is none. `REFWISE_PYTHON_CODE` names other folders to read instead, separated as in `PATH`.

#![allow(clippy::disallowed_methods, reason = "only the library itself reads no files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use refwise_analysis::body::Expr;
use refwise_analysis::{Change, RootDb, parse, unit_body, unit_map, unit_start, units};
use refwise_syntax::{SyntaxKind, SyntaxNode};

fn folders() -> Vec<PathBuf> {
    if let Some(folders) = std::env::var_os("REFWISE_PYTHON_CODE") {
        return std::env::split_paths(&folders).collect();
    }
    let python = std::env::var_os("REFWISE_PYTHON").unwrap_or("python3.13".into());
    let question = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let Ok(output) = Command::new(&python).args(["-c", question]).output() else {
        eprintln!("skipped: no Python 3.13 as `python3.13` or in REFWISE_PYTHON");
        return Vec::new();
    };
    vec![String::from_utf8_lossy(&output.stdout).trim().into()]
}

/// The Python files below `folder` that are UTF-8 and that Python can read.
fn each_file(folder: &Path, check: &mut impl FnMut(&str, &str)) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() && !path.ends_with("site-packages") {
            each_file(&path, check);
        } else if path.extension().is_some_and(|it| it == "py")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            check(&path.to_string_lossy(), &text);
        }
    }
}

#[test]
fn every_name_is_lowered_once() {
    let mut n_names = 0;
    for folder in folders() {
        each_file(&folder, &mut |path, text| n_names += check_names(path, text));
    }
    eprintln!("{n_names} names");
}

fn check_names(path: &str, text: &str) -> usize {
    let mut db = RootDb::default();
    Change::new().set_text("a.py", text).apply(&mut db);
    let file = db.file("a.py").expect("there");
    let tree = parse(&db, file);
    let is_valid = tree.errors().is_empty();
    let mut found: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (n, &unit) in units(&db, file).iter().enumerate() {
        let (body, map) = (unit_body(&db, unit), unit_map(&db, unit));
        let start = unit_start(&db, unit);
        let inside = map.extents[0];
        for (id, expr) in body.exprs() {
            let range = map.exprs[id.index()];
            let is_own = n == 0 || inside.contains_range(range);
            if matches!(expr, Expr::Name(_)) && is_own {
                let range = range + start;
                *found.entry((range.start().into(), range.end().into())).or_default() += 1;
            }
        }
    }
    if !is_valid {
        return found.len();
    }
    let names = tree.syntax().descendants().filter(|it| it.kind() == SyntaxKind::NAME_EXPR);
    let names = names.filter(|it| !is_target_without_expression(it)).map(|it| it.text_range());
    let expected: Vec<(u32, u32)> = names.map(|it| (it.start().into(), it.end().into())).collect();
    let once: Vec<(u32, u32)> = found.iter().filter(|it| *it.1 == 1).map(|it| *it.0).collect();
    if once != expected {
        let odd = found.iter().find(|it| *it.1 != 1);
        let missing = expected.iter().find(|it| !found.contains_key(it));
        let extra = once.iter().find(|it| expected.binary_search(it).is_err());
        panic!("{path}: more than once {odd:?}, missing {missing:?}, too much {extra:?}");
    }
    once.len()
}

/// The targets of `:=` and of `type` are variables, no expressions.
fn is_target_without_expression(name: &SyntaxNode) -> bool {
    let mut node = name.clone();
    while let Some(parent) = node.parent() {
        match parent.kind() {
            SyntaxKind::PAREN_EXPR => node = parent,
            SyntaxKind::NAMED_EXPR | SyntaxKind::TYPE_ALIAS_STMT => {
                return parent.first_child().as_ref() == Some(&node);
            }
            _ => return false,
        }
    }
    false
}
