//! What `prove.py` answers, as values.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

/// What CPython 3.13.0 answered.
pub(crate) const RECORDED: &str = include_str!("../recorded/effects.txt");

/// What became of the references in one call; `prove.py` tells what the fields are.
pub(crate) struct Observation<'a> {
    /// The path of the row.
    pub(crate) path: &'a str,
    /// Which of the row's examples.
    pub(crate) example: usize,
    fields: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Observation<'a> {
    fn new(line: &'a str) -> Observation<'a> {
        let mut parts = line.split('\t');
        let path = parts.next().expect("a path");
        let example = parts.next().and_then(|it| it.parse().ok()).expect("a number");
        let fields = parts.filter_map(|it| it.split_once('='));
        let fields = fields.map(|it| (it.0, it.1.split('|').collect())).collect();
        Observation { path, example, fields }
    }

    /// The values of a field; none where it is not there.
    pub(crate) fn all(&self, field: &str) -> &[&'a str] {
        self.fields.get(field).map_or(&[], Vec::as_slice)
    }

    /// The only value of a field; empty where it is not there.
    pub(crate) fn one(&self, field: &str) -> &'a str {
        self.all(field).first().copied().unwrap_or_default()
    }

    /// The type of what was passed for a parameter.
    pub(crate) fn given(&self, name: &str) -> Option<&'a str> {
        let given = self.all("given").iter().filter_map(|it| it.split_once(':'));
        given.filter(|it| it.0 == name).map(|it| it.1).next()
    }
}

/// The calls that an answer tells of.
pub(crate) fn observations(answer: &str) -> Vec<Observation<'_>> {
    let lines = answer.lines().filter(|it| !it.starts_with("class\t"));
    lines.map(Observation::new).collect()
}

/// Path, words and bases of the classes that an answer tells of.
pub(crate) fn classes(answer: &str) -> Vec<(&str, Vec<&str>, Vec<&str>)> {
    let lines = answer.lines().filter_map(|it| it.strip_prefix("class\t"));
    lines
        .map(|line| {
            let parts: Vec<&str> = line.split('\t').collect();
            let bases = parts[2].strip_prefix("bases=").expect("bases");
            let bases = bases.split('|').filter(|it| !it.is_empty()).collect();
            (parts[0], parts[1].split('|').collect(), bases)
        })
        .collect()
}

/// What a Python 3.13 on this machine answers now; nothing where there is none.
pub(crate) fn live() -> Option<&'static str> {
    static ANSWER: LazyLock<Option<String>> = LazyLock::new(|| run("prove.py"));
    ANSWER.as_deref()
}

/// What a script of this folder prints under a Python 3.13; nothing where there is none.
pub(crate) fn run(script: &str) -> Option<String> {
    let program = std::env::var("REFWISE_PYTHON").unwrap_or_else(|_| "python3.13".to_string());
    let version = Command::new(&program).arg("--version").output().ok();
    if !version.is_some_and(|it| it.stdout.starts_with(b"Python 3.13.")) {
        println!("no Python 3.13 found as `{program}`: only what is recorded is looked at");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
    let output =
        Command::new(&program).arg(script).output().expect("Python was there a moment ago");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).expect("text"))
}
