//! Operations on values beside CPython's: `values.py` makes calls of random values and says what came
//! of them, here they are made again.
//!
//! What is recorded in `recorded/values/` needs no Python; where there is one, it makes new calls.

mod bytes;
#[path = "../common/mod.rs"]
mod common;
mod format;
mod numbers;
mod text;
mod value;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use common::python::Python;
use value::{Call, Value};

/// What an operation answers; `None` if the group has none of this name.
type Group = fn(&str, &[Value]) -> Option<Value>;

const GROUPS: &[(&str, Group)] = &[
    ("int", numbers::int),
    ("float", numbers::float),
    ("math", numbers::math),
    ("str", text::str),
    ("bytes", bytes::bytes),
    ("codec", bytes::codec),
    ("format", format::format),
];

#[test]
fn as_recorded() {
    for &(name, group) in GROUPS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded/values");
        let path = folder.join(name).with_extension("jsonl");
        let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        check(name, group, BufReader::new(file));
    }
}

#[test]
fn as_cpython_answers_now() {
    let Some(python) = Python::find() else { return };
    let seed = std::env::var("REFWISE_SEED").unwrap_or_else(|_| std::process::id().to_string());
    let count = std::env::var("REFWISE_COUNT").unwrap_or_else(|_| "40".to_string());
    println!("REFWISE_SEED={seed} makes these calls again");
    for &(name, group) in GROUPS {
        let mut command = python.script("values.py");
        command.args([name, &seed, &count]).stdout(Stdio::piped());
        let mut child = command.spawn().expect("Python was there a moment ago");
        check(name, group, BufReader::new(child.stdout.take().expect("its output is ours")));
        assert!(child.wait().expect("Python ends").success());
    }
}

/// Makes every call again and compares.
fn check(name: &str, group: Group, calls: impl BufRead) {
    let mut count = 0;
    let mut wrong = Vec::new();
    for line in calls.lines() {
        let line = line.expect("text");
        let call = Call::parse(&line);
        let answer = group(&call.operation, &call.arguments)
            .unwrap_or_else(|| panic!("{name}: no operation {}", call.operation));
        count += 1;
        if answer != call.answer {
            wrong.push(format!("{line}\n    ours {answer:?}"));
        }
    }
    assert!(count > 100, "{name}: only {count} calls");
    let first: Vec<&String> = wrong.iter().take(40).collect();
    assert!(wrong.is_empty(), "{name}: {} of {count} are wrong: {first:#?}", wrong.len());
}
