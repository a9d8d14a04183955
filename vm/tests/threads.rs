//! Threads: the same seed gives the same interleaving, `switch_every` finds lost updates, a deadlock
//! is told, reports say who held the GIL; and programs that need the library (`threads/`) print what
//! CPython prints, where there is one.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use common::python::Python;
use refwise_vm::host::{Closed, Host};
use refwise_vm::limits::Limits;
use refwise_vm::program::{Outcome, Program};
use refwise_vm::threads::Schedule;
use refwise_vm::vm::{Halt, Vm};

/// What a run came to.
struct Run {
    printed: String,
    outcome: Outcome,
    report: String,
}

/// A host that lends a library to read.
struct Library {
    closed: Closed,
    folder: Option<PathBuf>,
}

impl Library {
    fn allows(&self, path: &str) -> bool {
        self.folder.as_ref().is_some_and(|it| Path::new(path).starts_with(it))
    }
}

impl Host for Library {
    fn write(&self, stream: u32, bytes: &[u8]) {
        self.closed.write(stream, bytes);
    }

    fn read_file(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(Path::new(path)).ok().filter(|_| self.allows(path))
    }

    fn list_folder(&self, path: &str) -> Option<Vec<String>> {
        let entries = fs::read_dir(path).ok().filter(|_| self.allows(path))?;
        let names = entries.flatten().map(|it| it.file_name().to_string_lossy().into_owned());
        Some(names.collect())
    }

    fn is_folder(&self, path: &str) -> Option<bool> {
        let found = fs::metadata(path).ok().filter(|_| self.allows(path))?;
        Some(found.is_dir())
    }

    fn search_path(&self) -> Vec<String> {
        self.folder.iter().map(|it| it.to_string_lossy().into_owned()).collect()
    }
}

/// Runs a program on a thread of its own, as machines on one thread would share interned strings.
fn run(text: &str, schedule: Schedule, folder: Option<PathBuf>) -> Run {
    let text = text.to_owned();
    let thread = std::thread::Builder::new().stack_size(64 << 20);
    let running = thread.spawn(move || {
        let host = Rc::new(Library { closed: Closed::default(), folder });
        let vm = Vm::new(Limits::default(), host.clone());
        vm.threads.set_schedule(schedule);
        let outcome = vm.run_program(&Program::Text(text, "<test>".to_owned()), &[]);
        let printed = String::from_utf8_lossy(&host.closed.printed.borrow()).into_owned();
        Run { printed, outcome, report: vm.thread_report() }
    });
    running.expect("a thread").join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn plain(text: &str) -> Run {
    run(text, Schedule::default(), None)
}

fn seeded(text: &str, seed: u64, switch_every: u64) -> Run {
    run(text, Schedule { seed: Some(seed), switch_every }, None)
}

/// Two threads that count one variable up, a thousand times each.
const COUNTERS: &str = "
import _thread
x = 0
def work():
    global x
    for _ in range(1000):
        x += 1
handles = [_thread.start_joinable_thread(work) for _ in range(2)]
for handle in handles:
    handle.join()
print(x)
";

#[test]
fn no_update_is_lost_where_cpython_switches() {
    for seed in 0..5 {
        assert_eq!(seeded(COUNTERS, seed, 0).printed, "2000\n");
    }
    assert_eq!(plain(COUNTERS).printed, "2000\n");
}

#[test]
fn switching_anywhere_loses_updates() {
    let lost = seeded(COUNTERS, 1, 5).printed.trim().parse::<i64>().expect("a number");
    assert!((1..2000).contains(&lost), "{lost}");
}

/// Threads that say who they are, with slices that are shorter than their work.
const TALKERS: &str = "
import _thread, sys
sys.setswitchinterval(1e-5)
log = []
def work(name):
    for turn in range(300):
        log.append(name)
handles = [_thread.start_joinable_thread(lambda name=name: work(name)) for name in 'abc']
for handle in handles:
    handle.join()
print(''.join(log))
";

#[test]
fn the_same_seed_gives_the_same_order() {
    for schedule in [(1, 0), (2, 0), (1, 7)] {
        let [first, second] = [(); 2].map(|()| seeded(TALKERS, schedule.0, schedule.1).printed);
        assert_eq!(first, second);
        assert_eq!(first.trim().len(), 900);
    }
    assert_ne!(seeded(TALKERS, 1, 0).printed, seeded(TALKERS, 2, 0).printed);
}

#[test]
fn a_deadlock_says_who_waits_for_whom() {
    let found = plain(
        "
import _thread, time
a, b = _thread.allocate_lock(), _thread.allocate_lock()
def take(first, second):
    with first:
        time.sleep(1)
        with second:
            print('never')
handles = [
    _thread.start_joinable_thread(lambda: take(a, b)),
    _thread.start_joinable_thread(lambda: take(b, a)),
]
handles[0].join()
",
    );
    let Some(Halt::Deadlock(who)) = found.outcome.halt else { panic!("{:?}", found.outcome) };
    assert_eq!(found.outcome.code, 1);
    assert_eq!(
        who.replace(" a thread", "").lines().collect::<Vec<_>>(),
        [
            "  MainThread waits for the end of <lambda> at <test>:13",
            "  <lambda> waits for a lock that <lambda> holds at <test>:7",
            "  <lambda> waits for a lock that <lambda> holds at <test>:7",
        ]
    );
}

#[test]
fn who_holds_a_lock_may_wait_for_himself() {
    let found =
        plain("import _thread\nlock = _thread.allocate_lock()\nlock.acquire()\nlock.acquire()\n");
    let Some(Halt::Deadlock(who)) = found.outcome.halt else { panic!("{:?}", found.outcome) };
    assert_eq!(who, "  MainThread waits for a lock that it holds itself at <test>:4");
}

#[test]
fn threads_that_compute_do_not_overlap() {
    let found = plain(
        "
import _thread
def work():
    n = 200000
    while n:
        n -= 1
for handle in [_thread.start_joinable_thread(work) for _ in range(3)]:
    handle.join()
",
    );
    assert!(found.report.contains("CPU-bound: 3 threads"), "{}", found.report);
    assert!(found.report.contains("did not overlap"), "{}", found.report);
}

#[test]
fn threads_that_wait_overlap() {
    let found = plain(
        "
import _thread, time
start = time.monotonic()
def work():
    time.sleep(2)
for handle in [_thread.start_joinable_thread(work) for _ in range(3)]:
    handle.join()
print(2 <= time.monotonic() - start < 2.1)
",
    );
    assert_eq!(found.printed, "True\n");
    assert!(found.report.contains("I/O-bound: 3 threads waited 6000.000 ms"), "{}", found.report);
}

#[test]
fn deep_recursion_in_a_thread_is_an_error() {
    let found = plain(
        "
import _thread
def native(n):
    return sorted([n], key=lambda it: native(it + 1))
def python(n):
    return python(n + 1)
def work(function):
    try:
        function(0)
    except RecursionError:
        print('RecursionError')
for function in (native, python):
    _thread.start_joinable_thread(lambda: work(function)).join()
",
    );
    assert_eq!(found.printed, "RecursionError\nRecursionError\n");
}

#[test]
fn a_bomb_of_threads_meets_a_limit() {
    let found = plain(
        "
import _thread, time
n = 0
try:
    while True:
        _thread.start_new_thread(time.sleep, (10 ** 6,))
        n += 1
except RuntimeError as error:
    print(n > 100, error)
",
    );
    assert_eq!(found.printed, "True can't start new thread\n");
    assert_eq!(found.outcome, Outcome { code: 0, halt: None });
}

#[test]
fn programs_with_the_library_print_what_cpython_prints() {
    let Some(python) = Python::find() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/threads");
    let mut programs: Vec<PathBuf> =
        fs::read_dir(folder).expect("the programs").flatten().map(|it| it.path()).collect();
    programs.sort();
    assert!(!programs.is_empty());
    for program in programs {
        let theirs = python.answer(python.command().arg(&program));
        let theirs = String::from_utf8(theirs).expect("UTF-8");
        let text = fs::read_to_string(&program).expect("a program");
        let ours = run(&text, Schedule::default(), Some(python.stdlib()));
        assert_eq!(ours.printed, theirs, "{}", program.display());
        assert_eq!(ours.outcome, Outcome { code: 0, halt: None }, "{}", program.display());
        let again = [(); 2].map(|()| {
            let schedule = Schedule { seed: Some(3), switch_every: 0 };
            run(&text, schedule, Some(python.stdlib())).printed
        });
        assert_eq!(again[0], again[1], "{}", program.display());
    }
}
