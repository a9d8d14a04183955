//! Symbol tables and their errors beside what CPython 3.13 said when it was asked.
//!
//! The answers stand in `corpus/symtable`; `record_symtable.py` writes them.

#[path = "symtable/raised.rs"]
mod raised;

use std::fs;
use std::path::{Path, PathBuf};

use refwise_syntax::ast::{self, AstNode};
use refwise_syntax::symtable::symbol_table;
use refwise_syntax::{first_reported, parse};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/symtable")
}

#[test]
fn tables_are_cpythons() {
    let mut n_files = 0;
    for entry in fs::read_dir(corpus()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "py") {
            continue;
        }
        n_files += 1;
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let parse = parse(&text);
        let table = symbol_table(&parse.file());
        assert_eq!((parse.errors(), table.errors()), (&[][..], &[][..]), "{name}");
        let recorded = fs::read_to_string(path.with_extension("symtable")).unwrap();
        assert_eq!(sorted_tables(&table.print(name)), recorded, "{name}");
    }
    assert!(n_files > 0);
}

#[test]
fn every_name_is_in_the_scope_it_stands_in() {
    for entry in fs::read_dir(corpus()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "py") {
            check_names(&fs::read_to_string(&path).unwrap(), path.to_str().unwrap());
        }
    }
}

fn check_names(text: &str, path: &str) {
    let parse = parse(text);
    let table = symbol_table(&parse.file());
    for name in parse.syntax().descendants().filter_map(ast::NameExpr::cast) {
        // CPython takes `__class__` out of comprehensions right inside a class.
        if name.syntax().text() == "__class__" {
            continue;
        }
        let (scope, text) = (table.scope_at(name.syntax()), name.name().unwrap());
        let is_there = [text.text(), &table.mangled(scope, text.text())]
            .iter()
            .any(|it| !it.is_ascii() || table.symbol_named(scope, it).is_some());
        assert!(is_there, "{path}: {text} at {:?} is not in scope {scope:?}", text.text_range());
    }
}

/// The symbols of each table sorted.
fn sorted_tables(printed: &str) -> String {
    let tables = printed.split("\n\n").map(|table| {
        let mut lines: Vec<&str> = table.split('\n').collect();
        lines[1..].sort_unstable();
        lines.join("\n")
    });
    tables.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn errors_are_cpythons() {
    let cases = fs::read_to_string(corpus().join("errors.txt")).unwrap();
    let mut wrong = Vec::new();
    for case in cases.split("\n#- ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (source, recorded) = rest.split_once("#! ").unwrap();
        let (ours, recorded) = (answer(source), recorded.trim_end());
        if ours != recorded {
            wrong.push(format!("{name}\n  ours:     {ours}\n  CPython's: {recorded}"));
        }
    }
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn answer(source: &str) -> String {
    let parse = parse(source);
    let errors = [parse.errors(), symbol_table(&parse.file()).errors()].concat();
    let Some(error) = first_reported(&errors) else {
        return "accepted".to_string();
    };
    let (place, message) = raised::place_and_message(error, source);
    format!("{place} {message}")
}
