//! Disassembly beside CPython's, from `.pyc` files that CPython wrote.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::python::Python;
use common::{masked, oracle, pycs};
use refwise_syntax::{LineIndex, parse};
use refwise_vm::dis::{Options, dis};
use refwise_vm::{compile, pyc};

/// Compares what CPython and `text` say of `paths`; `None` for what is no code to us. At most `few`
/// in a hundred may differ.
fn check(
    paths: &[PathBuf],
    options: Options,
    few: usize,
    text: impl Fn(&Path, Options) -> Option<String>,
) {
    let Some(python) = Python::find() else { return };
    let name = format!("{options:?}{}", paths.len());
    let list = pycs::scratch("dis").join(name);
    fs::write(&list, pycs::lines(paths)).expect("room on the disk");
    let mut command = python.script("disassemble.py");
    command.arg(format!("@{}", list.display()));
    command.args(options.show_caches.then_some("-C"));
    command.args(options.show_offsets.then_some("-O"));
    let mut left = paths.iter();
    let (mut files, mut wrong) = (0, Vec::new());
    oracle::blocks(&mut command, |theirs| {
        let path = left.next().expect("one answer for each file");
        let theirs = String::from_utf8_lossy(&theirs).into_owned();
        let Some(ours) = text(path, options) else { return };
        files += 1;
        if let Some(difference) = masked::difference(&ours, &theirs) {
            wrong.push(format!("{}\n{difference}", path.display()));
        }
    });
    let first = wrong[..wrong.len().min(10)].join("\n");
    println!("{options:?}: {files} files, {} differ\n{first}", wrong.len());
    assert!(wrong.len() * 100 <= files * few);
}

/// Every `step`th `.pyc` file of the standard library.
fn written(step: usize) -> Vec<PathBuf> {
    let Some(python) = Python::find() else { return Vec::new() };
    pycs::of_the_standard_library(&python).into_iter().step_by(step).collect()
}

fn of_pyc(path: &Path, options: Options) -> Option<String> {
    let read = pyc::read(&fs::read(path).expect("a file that can be read")).expect("a .pyc");
    Some(dis(&read.code, options))
}

fn of_source(path: &Path, options: Options) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let text = text.trim_start_matches('\u{feff}');
    let (parse, lines) = (parse(text), LineIndex::new(text));
    let code = compile::module(&parse, &lines, &path.to_string_lossy(), 0).ok()?;
    Some(dis(&code, options))
}

/// `REFWISE_STEP` takes every so manieth file instead of the usual share.
fn step(usual: usize) -> usize {
    std::env::var("REFWISE_STEP").ok().and_then(|it| it.parse().ok()).unwrap_or(usual)
}

#[test]
fn text() {
    check(&written(step(20)), Options::default(), 0, of_pyc);
}

#[test]
fn caches_and_offsets() {
    let options = Options { show_caches: true, show_offsets: true };
    check(&written(step(60)), options, 0, of_pyc);
}

#[test]
fn offsets() {
    let options = Options { show_caches: false, show_offsets: true };
    check(&written(step(60)), options, 0, of_pyc);
}

/// Sets are why some differ: CPython puts their strings into a new one when it has met one of them
/// before, anywhere, and the order can change by that.
#[test]
fn text_of_sources() {
    let sources = written(1).into_iter().filter_map(|it| source_of(&it)).step_by(step(20));
    check(&sources.collect::<Vec<_>>(), Options::default(), 2, of_source);
}

/// `a/b.py` for `a/__pycache__/b.cpython-313.pyc`.
fn source_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?.strip_suffix(".cpython-313.pyc")?;
    Some(path.parent()?.parent()?.join(format!("{name}.py"))).filter(|it| it.is_file())
}

/// What `record_pyc.py` recorded of CPython 3.13.0.
#[test]
fn recorded_text() {
    let read = pyc::read(include_bytes!("recorded/snippets.pyc")).expect("a .pyc");
    let plain = dis(&read.code, Options::default());
    assert_eq!(plain, include_str!("recorded/snippets.plain.dis"));
    let all = dis(&read.code, Options { show_caches: true, show_offsets: true });
    assert_eq!(all, include_str!("recorded/snippets.all.dis"));
}
