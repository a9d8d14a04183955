//! Programs of `programs/`, run here: they print what CPython printed (`NAME.out`), or prints now where
//! there is one.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use common::python::Python;
use refwise_vm::host::Closed;
use refwise_vm::limits::Limits;
use refwise_vm::objects::module::Module;
use refwise_vm::stdlib;
use refwise_vm::vm::Vm;

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let entries = fs::read_dir(folder).expect("the programs").flatten().map(|it| it.path());
    let mut found: Vec<_> =
        entries.filter(|it| it.extension().is_some_and(|it| it == "py")).collect();
    found.sort();
    found
}

/// What a program prints here. Each has a thread of its own, as machines on one thread would share
/// their interned strings.
fn printed(program: &Path) -> String {
    let program = program.to_path_buf();
    let thread = std::thread::Builder::new().stack_size(64 << 20);
    let run = thread.spawn(move || run(&program)).expect("a thread");
    run.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn run(program: &Path) -> String {
    let source = fs::read(program).expect("a program");
    let host = Rc::new(Closed::default());
    let vm = Vm::new(Limits::default(), host.clone());
    let main = stdlib::main_module(&vm);
    let dict = main.get::<Module>().expect("a module").dict.clone();
    let run = stdlib::compile(&vm, &source, "program.py")
        .and_then(|code| vm.run_code(&code, &dict, &dict, None));
    vm.flush_output();
    if let Err(error) = run {
        panic!("{}: {}", program.display(), vm.repr_text(&error.0).unwrap_or_default());
    }
    String::from_utf8(host.printed.borrow().clone()).expect("UTF-8")
}

/// Fails with the lines that differ.
fn check(program: &Path, ours: &str, theirs: &str) {
    let numbered = ours.lines().zip(theirs.lines()).enumerate();
    let differing = numbered.filter(|(_, (a, b))| a != b);
    let shown: Vec<String> = differing
        .map(|(at, (a, b))| format!("line {}\n  ours    {a}\n  CPython {b}", at + 1))
        .collect();
    assert!(shown.is_empty(), "{}:\n{}", program.display(), shown.join("\n"));
    assert_eq!(ours.lines().count(), theirs.lines().count(), "{}", program.display());
}

#[test]
fn as_recorded() {
    let programs = programs();
    assert!(!programs.is_empty(), "no programs");
    for program in programs {
        let expected = fs::read_to_string(program.with_extension("out")).expect("what it prints");
        check(&program, &printed(&program), &expected);
    }
}

#[test]
fn as_cpython_prints_now() {
    let Some(python) = Python::find() else { return };
    for program in programs() {
        let answer = python.answer(python.command().args(["-W", "ignore"]).arg(&program));
        check(&program, &printed(&program), &String::from_utf8(answer).expect("UTF-8"));
    }
}
