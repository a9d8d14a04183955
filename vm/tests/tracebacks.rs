//! Programs of `tracebacks/`, run here: what they write to standard error is what CPython wrote
//! (`NAME.err`), or writes now where there is one. File names are cut to their last part.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use common::python::Python;
use refwise_vm::host::Closed;
use refwise_vm::limits::Limits;
use refwise_vm::program::Program;
use refwise_vm::vm::Vm;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tracebacks")
}

fn programs() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("the programs").flatten().map(|it| it.path());
    let is_program = |it: &PathBuf| it.extension().is_some_and(|it| it == "py");
    entries.filter(is_program).collect()
}

fn printed(program: &Path) -> String {
    let text = fs::read_to_string(program).expect("a program");
    let name = program.file_name().expect("a name").to_string_lossy().into_owned();
    let run = move || {
        let host = Rc::new(Closed::default());
        let program = Program::Text(text, name);
        Vm::new(Limits::default(), host.clone()).run_program(&program, &[]);
        String::from_utf8(host.printed.borrow().clone()).expect("UTF-8")
    };
    let thread = std::thread::Builder::new().stack_size(256 << 20);
    thread.spawn(run).expect("a thread").join().expect("the machine stands")
}

fn check(program: &Path, ours: &str, theirs: &str) {
    for (at, (a, b)) in ours.lines().zip(theirs.lines()).enumerate() {
        assert_eq!(a, b, "{}: line {}", program.display(), at + 1);
    }
    assert_eq!(ours.lines().count(), theirs.lines().count(), "{}", program.display());
}

#[test]
fn as_recorded() {
    let programs = programs();
    assert!(!programs.is_empty(), "no programs");
    for program in programs {
        let expected = fs::read_to_string(program.with_extension("err")).expect("what it writes");
        check(&program, &printed(&program), &expected);
    }
}

#[test]
fn as_cpython_prints_now() {
    let Some(python) = Python::find() else { return };
    for program in programs() {
        let found = python.command().arg(&program).output().expect("CPython runs");
        let text = String::from_utf8(found.stderr).expect("UTF-8");
        let text = text.replace(&format!("{}/", folder().display()), "");
        check(&program, &printed(&program), &text);
    }
}
