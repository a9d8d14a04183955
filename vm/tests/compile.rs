//! Our code objects beside those of CPython's `compile`.

mod common;

use std::path::Path;

use common::oracle::{self, Compiled};
use common::python::Python;
use common::report::Report;
use refwise_syntax::{LineIndex, parse};
use refwise_vm::compile;

/// Compares what we make of the text at `path` with what CPython has made of it.
fn compare(report: &mut Report, compiled: &Compiled, path: &Path) {
    let Some(theirs) = compiled.code() else { return };
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let text = text.trim_start_matches('\u{feff}');
    let file = compiled.path.display().to_string();
    let (parse, lines) = (parse(text), LineIndex::new(text));
    match compile::module(&parse, &lines, &file, 0) {
        Ok(ours) => report.compare(&file, &ours, &theirs),
        Err(errors) => report.missing(&file, &errors[0].message(&lines), &theirs),
    }
}

/// What CPython 3.13.0 makes of the files in `corpus/compile`, recorded in `corpus` by
/// `PYTHONHASHSEED=0 python3.13 ../compile_all.py compile > ../recorded/compile.bin`.
#[test]
fn the_corpus_compiles_as_recorded() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut recorded = include_bytes!("recorded/compile.bin").as_slice();
    let mut report = Report::default();
    while let Some(compiled) = oracle::next(&mut recorded) {
        compare(&mut report, &compiled, &corpus.join(&compiled.path));
    }
    assert!(report.objects > 80, "{report}");
    assert_eq!(report.equal, report.objects, "{report}");
}

/// `REFWISE_SOURCES` names another folder to compare than the standard library.
#[test]
fn the_standard_library_compiles_as_in_cpython() {
    let Some(python) = Python::find() else { return };
    let place = std::env::var_os("REFWISE_SOURCES");
    let places: Vec<&Path> = place.iter().map(Path::new).collect();
    let mut report = Report::default();
    oracle::compile(&python, &places, |compiled| {
        compare(&mut report, &compiled, &compiled.path);
    });
    println!("{report}");
    let share = |count: usize| count as f64 / report.objects as f64;
    assert!(share(report.equal_without_linetable) >= 0.99);
    assert!(share(report.equal_linetables) >= 0.98);
}
