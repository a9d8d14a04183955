//! What CPython's collector finds: the rings of references that programs leave behind.

use std::collections::BTreeSet;
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

/// An object on a ring, as `tests/rings/observe.py` tells it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    /// `instance`, `class`, `function`, `frame`, …, or the name of a built-in type.
    pub kind: String,
    /// The qualified name of its class or function; empty where there is none.
    pub name: String,
    /// The line of the program, from one, that made it; 0 where that is not told.
    pub line: u32,
}

/// The objects that hold each other, equal ones once.
pub type Ring = BTreeSet<Member>;

/// What became of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The distinct rings that nothing else holds when it has ended.
    pub rings: Vec<Ring>,
    /// What it raised, or where the collector itself was found to disagree.
    pub error: Option<String>,
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if !self.name.is_empty() {
            write!(f, " {}", self.name)?;
        }
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        Ok(())
    }
}

/// A ring in one line.
pub fn told(ring: &Ring) -> String {
    ring.iter().map(Member::to_string).collect::<Vec<_>>().join(", ")
}

/// The rings that each of `programs` leaves behind under CPython 3.13 after its `main()`; `None`
/// where there is no such Python.
pub fn rings_of_programs(programs: &[String]) -> Option<Vec<Vec<Ring>>> {
    observed(programs).map(|all| all.into_iter().map(|it| it.rings).collect())
}

/// The same with what went wrong.
pub fn observed(programs: &[String]) -> Option<Vec<Observed>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("rings/observe.py");
    let mut python = Command::new(crate::python()?)
        .args(["-I", "-W", "ignore"])
        .arg(script)
        .arg("--verify")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python was there a moment ago");
    let mut input = python.stdin.take().expect("its input is ours");
    let lines: String =
        programs.iter().map(|it| format!("{}\n", Value::from(it.as_str()))).collect();
    let writer = thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = python.wait_with_output().expect("Python ends");
    writer.join().expect("no panic in it").expect("Python reads all programs");
    assert!(output.status.success(), "observe.py failed");
    let output = String::from_utf8(output.stdout).expect("JSON is text");
    let all: Vec<Observed> = output.lines().map(answer).collect();
    assert_eq!(all.len(), programs.len(), "one answer for each program");
    Some(all)
}

fn answer(line: &str) -> Observed {
    let answer: Value = serde_json::from_str(line).expect("an answer is JSON");
    let rings = answer["rings"].as_array().expect("rings are a list");
    Observed {
        rings: rings.iter().map(ring).collect(),
        error: answer["error"].as_str().map(str::to_owned),
    }
}

fn ring(value: &Value) -> Ring {
    let members = value.as_array().expect("a ring is a list").iter();
    let text = |it: &Value| it.as_str().expect("kinds and names are text").to_owned();
    let line = |it: &Value| it.as_u64().and_then(|it| u32::try_from(it).ok()).expect("a line");
    let member = |it: &Value| Member { kind: text(&it[0]), name: text(&it[1]), line: line(&it[2]) };
    members.map(member).collect()
}
