//! Programs of `programs/`, run here: they print what CPython printed (`NAME.out`), or prints now where
//! there is one.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use common::python::Python;
use refwise_vm::host::Closed;
use refwise_vm::limits::Limits;
use refwise_vm::objects::code::constants_of_tree;
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

/// When the collector runs.
#[derive(Clone, Copy, Debug)]
enum Collector {
    /// Never by itself.
    Off,
    /// By its thresholds.
    On,
    /// Wherever it may and anything was allocated.
    Always,
}

impl Collector {
    fn set(self, vm: &Vm) {
        match self {
            Collector::Off => vm.gc.enabled.set(false),
            Collector::On => {}
            Collector::Always => vm.gc.thresholds[0].set(-1),
        }
    }
}

/// Programs that begin so print what differs with the collector's settings.
const LOOKS_AT_COLLECTOR: &str = "# Looks at the collector.";

/// What a program prints here. Each has a thread of its own, as machines on one thread would share
/// their interned strings.
fn printed(program: &Path, collector: Collector) -> String {
    let program = program.to_path_buf();
    let thread = std::thread::Builder::new().stack_size(64 << 20);
    let run = thread.spawn(move || run(&program, collector)).expect("a thread");
    run.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// As `-W ignore`, which CPython is told, too.
fn ignore_warnings(vm: &Vm) {
    let filter = b"import _warnings\n\
        _warnings.filters.insert(0, ('ignore', None, Warning, None, 0))\n";
    let namespace = vm.dict();
    let done = stdlib::compile(vm, filter, "filter.py")
        .and_then(|code| vm.run_code(&code, &namespace, &namespace, None));
    assert!(done.is_ok(), "the filter is set");
}

fn run(program: &Path, collector: Collector) -> String {
    let source = fs::read(program).expect("a program");
    let host = Rc::new(Closed::default());
    let vm = Vm::new(Limits::default(), host.clone());
    ignore_warnings(&vm);
    collector.set(&vm);
    let main = stdlib::main_module(&vm);
    let dict = main.get::<Module>().expect("a module").dict.clone();
    drop(main);
    let run = stdlib::compile(&vm, &source, "program.py").and_then(|code| {
        // As long as a program runs its tree holds its constants.
        let tree = constants_of_tree(&code);
        let run = vm.run_code(&code, &dict, &dict, None);
        drop(tree);
        run
    });
    vm.flush_output();
    if let Err(error) = &run {
        panic!("{}: {}", program.display(), vm.repr_text(&error.0).unwrap_or_default());
    }
    drop((run, dict));
    let wrong = vm.audit_text();
    assert!(wrong.is_empty(), "{}, {collector:?}:\n{}", program.display(), wrong.join("\n"));
    String::from_utf8(host.printed.borrow().clone()).expect("UTF-8")
}

/// Says which lines differ.
fn check(program: &Path, ours: &str, theirs: &str) {
    let numbered = ours.lines().zip(theirs.lines()).enumerate();
    let differing = numbered.filter(|(_, (a, b))| a != b);
    let shown: Vec<String> = differing
        .map(|(at, (a, b))| format!("line {}\n  ours    {a}\n  CPython {b}", at + 1))
        .collect();
    assert!(shown.is_empty(), "{}:\n{}", program.display(), shown.join("\n"));
    assert_eq!(ours.lines().count(), theirs.lines().count(), "{}", program.display());
}

/// Runs `check` for each of the programs, and fails with those for which it fails.
fn each(programs: &[PathBuf], check: impl Fn(&Path) + std::panic::RefUnwindSafe) {
    assert!(!programs.is_empty(), "no programs");
    let fails = |it: &&PathBuf| std::panic::catch_unwind(|| check(it)).is_err();
    let failed: Vec<_> = programs.iter().filter(fails).collect();
    assert!(failed.is_empty(), "{failed:#?} differ, see above");
}

fn recorded(program: &Path) -> String {
    fs::read_to_string(program.with_extension("out")).expect("what it prints")
}

#[test]
fn as_recorded() {
    each(&programs(), |program| {
        check(program, &printed(program, Collector::On), &recorded(program));
    });
}

#[test]
fn as_recorded_whenever_the_collector_runs() {
    let looks =
        |it: &PathBuf| fs::read_to_string(it).expect("a program").starts_with(LOOKS_AT_COLLECTOR);
    let (_, others): (Vec<_>, Vec<_>) = programs().into_iter().partition(looks);
    each(&others, |program| {
        for collector in [Collector::Off, Collector::Always] {
            check(program, &printed(program, collector), &recorded(program));
        }
    });
}

#[test]
fn as_cpython_prints_now() {
    let Some(python) = Python::find() else { return };
    each(&programs(), |program| {
        let answer = python.answer(python.command().args(["-W", "ignore"]).arg(program));
        let answer = String::from_utf8(answer).expect("UTF-8");
        check(program, &printed(program, Collector::On), &answer);
    });
}
