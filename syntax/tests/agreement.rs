//! What we say of real files is what CPython 3.13 says of them.
//!
//! One Python process (`agreement.py`) answers for every file of its standard library, length and
//! checksum only; we compute the same and name the files that differ. Without a Python 3.13 the
//! tests say so and pass. `REFWISE_AGREEMENT` names other folders to compare, separated by `:`.

mod common;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::python::{Python, decode};
use refwise_syntax::dump::{self, Options};

#[test]
fn ast() {
    check("ast", |text| {
        let parse = refwise_syntax::parse(text);
        let options = Options { include_attributes: true, ..Options::default() };
        let error = refwise_syntax::first_reported(parse.errors()).cloned();
        let refused = |it: refwise_syntax::SyntaxError| Refused { at: it.range.start() };
        error.map_or_else(|| dump::dump(&parse.file(), text, options), Err).map_err(refused)
    });
}

/// We refuse a file that CPython accepts, or should.
struct Refused {
    at: refwise_syntax::TextSize,
}

/// What CPython says of one file.
enum Answer {
    Text { len: usize, crc: u32 },
    Refused,
}

/// Compares our `answer` for each file with Python's answer of this `kind`.
fn check(kind: &str, answer: impl Fn(&str) -> Result<String, Refused> + Sync) {
    let Some(python) = Python::find() else { return };
    let folders = std::env::var("REFWISE_AGREEMENT").unwrap_or_default();
    let folders: Vec<&str> = folders.split(':').filter(|it| !it.is_empty()).collect();
    let files: Vec<(Answer, PathBuf)> =
        python.agreement(kind, &folders).lines().map(read_line).collect();
    let (next, wrong, skipped) = (AtomicUsize::new(0), Mutex::new(Vec::new()), AtomicUsize::new(0));
    let work = || {
        while let Some((theirs, path)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Answer::Text { len, crc } = theirs else {
                continue;
            };
            let bytes = std::fs::read(path).expect("Python has read it");
            let Some(text) = decode(&bytes) else {
                skipped.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            let what = match answer(&text) {
                Ok(it) if it.len() == *len && crc32fast::hash(it.as_bytes()) == *crc => continue,
                Ok(it) => difference(&python.show(kind, path), &it),
                Err(it) => format!("refused at {:?}", it.at),
            };
            wrong.lock().unwrap().push(format!("{}: {what}", path.display()));
        }
    };
    // Deep trees want more stack than a test's thread has.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let thread = std::thread::Builder::new().stack_size(32 << 20);
            thread.spawn_scoped(scope, work).expect("a thread");
        }
    });
    let (wrong, skipped) = (wrong.into_inner().unwrap(), skipped.into_inner());
    let refused = files.iter().filter(|it| matches!(it.0, Answer::Refused)).count();
    println!(
        "{kind}: {} files, {refused} refused by Python, {skipped} in other encodings, {} differ",
        files.len(),
        wrong.len()
    );
    assert!(files.len() > 100 || !folders.is_empty(), "where is the standard library?");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A line of `agreement.py`.
fn read_line(line: &str) -> (Answer, PathBuf) {
    let mut words = line.splitn(3, ' ');
    let mut word = || words.next().expect("three words");
    let (first, second, path) = (word(), word(), word().into());
    let answer = match first {
        "refused" => Answer::Refused,
        len => Answer::Text { len: len.parse().unwrap(), crc: second.parse().unwrap() },
    };
    (answer, path)
}

/// The first line where two texts part.
fn difference(theirs: &str, ours: &str) -> String {
    let pairs = theirs.lines().map(Some).chain([None]).zip(ours.lines().map(Some).chain([None]));
    let found = pairs.enumerate().find(|(_, (a, b))| a != b);
    match found {
        Some((n, (theirs, ours))) => format!(
            "line {} is {:?}, Python says {:?}",
            n + 1,
            ours.unwrap_or("<end>").trim(),
            theirs.unwrap_or("<end>").trim()
        ),
        None => "line ends differ".to_string(),
    }
}
