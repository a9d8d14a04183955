//! Our symbol tables beside CPython 3.13's, over all of CPython's own library.
//!
//! Wants `python3.13` on the path, or its path in `REFWISE_PYTHON`; says so and passes where there
//! is none. `REFWISE_PYTHON_CODE` names other folders to compare instead, separated as in `PATH`.

#[path = "symtable/canonical.rs"]
mod canonical;
#[path = "symtable/raised.rs"]
mod raised;

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::process::{ChildStdout, Command, Stdio};

use canonical::canonical;
use refwise_syntax::parse;
use refwise_syntax::symtable::symbol_table;

/// A file that CPython's parser accepts, and its tables or the error instead.
struct Sample {
    path: String,
    text: String,
    tables: String,
}

#[test]
fn tables_equal_cpythons() {
    let Some(python) = python() else {
        eprintln!("skipped: no Python 3.13 as `python3.13` or in REFWISE_PYTHON");
        return;
    };
    let mut command = Command::new(python);
    command.args(["-c", include_str!("symtable/dump.py")]).stdout(Stdio::piped());
    if let Some(folders) = env::var_os("REFWISE_PYTHON_CODE") {
        command.args(env::split_paths(&folders));
    }
    let mut child = command.spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let (mut n_files, mut wrong) = (0, Vec::new());
    while let Some(sample) = read_sample(&mut output) {
        n_files += 1;
        wrong.extend(difference(&sample));
    }
    assert!(child.wait().unwrap().success());
    eprintln!("{} of {n_files} files equal", n_files - wrong.len());
    assert!(n_files > 0, "Python found no files");
    assert!(
        wrong.is_empty(),
        "{} files differ:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(20)].join("\n")
    );
}

fn python() -> Option<String> {
    let python = env::var("REFWISE_PYTHON").unwrap_or_else(|_| "python3.13".to_string());
    let version = Command::new(&python).arg("--version").output().ok()?;
    String::from_utf8_lossy(&version.stdout).contains("3.13.").then_some(python)
}

fn read_sample(output: &mut BufReader<ChildStdout>) -> Option<Sample> {
    let mut header = Vec::new();
    output.read_until(b'\n', &mut header).unwrap();
    let header = String::from_utf8_lossy(&header);
    let mut fields = header.trim_end().split('\t');
    let path = fields.next().filter(|it| !it.is_empty())?.to_string();
    let mut part = || {
        let mut bytes = vec![0; fields.next().unwrap().parse().unwrap()];
        output.read_exact(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    Some(Sample { path, text: part(), tables: part() })
}

/// The first scope that differs.
fn difference(sample: &Sample) -> Option<String> {
    let parse = parse(&sample.text);
    let ours = canonical(&symbol_table(&parse.file()), &sample.text);
    if ours == sample.tables {
        return None;
    }
    let mut pairs = ours.lines().zip(sample.tables.lines());
    let (ours, theirs) = pairs.find(|it| it.0 != it.1).unwrap_or(("(another count of scopes)", ""));
    Some(format!("{}\n  ours:   {ours}\n  theirs: {theirs}", sample.path))
}
