//! What an edit leaves alone, in a file of 10,000 lines.

use std::mem::take;
use std::sync::{Arc, Mutex};

use refwise_syntax::{TextEdit, TextRange, TextSize};
use salsa::plumbing::FromId;

use super::check;
use crate::db::{File, RootDb};
use crate::loader::Nothing;
use crate::unit::Unit;
use crate::{Change, units};

/// Queries about one unit: its body, a run of it, what callers see of it, what rules find that look at
/// units or at nodes, what Python refuses.
const QUERIES: [&str; 6] =
    ["lowered(", "run(", "summary(", "unit_findings(", "in_function(", "errors_in("];

struct Observed {
    db: RootDb,
    file: File,
    ran: Arc<Mutex<Vec<(&'static str, salsa::Id)>>>,
}

impl Observed {
    fn new(text: &str) -> Observed {
        let ran: Arc<Mutex<Vec<(&'static str, salsa::Id)>>> = Arc::default();
        let log = Arc::clone(&ran);
        let callback = move |event: salsa::Event| {
            let salsa::EventKind::WillExecute { database_key } = event.kind else { return };
            let name = format!("{database_key:?}");
            if let Some(query) = QUERIES.iter().find(|it| name.starts_with(**it)) {
                let mut log = log.lock().expect("no test panics with it");
                log.push((query.trim_end_matches('('), database_key.key_index()));
            }
        };
        let mut db = RootDb::observed(Box::new(callback), Arc::new(Nothing));
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let it = Observed { db, file, ran };
        it.checked();
        it
    }

    /// Replaces the only `old`.
    fn replace(&mut self, old: &str, new: &str) {
        let text = self.file.text(&self.db);
        assert_eq!(text.matches(old).count(), 1, "{old}");
        let start = TextSize::new(text.find(old).expect("there") as u32);
        let edit = TextEdit::replace(TextRange::at(start, TextSize::of(old)), new);
        Change::new().edit("a.py", vec![edit]).apply(&mut self.db);
    }

    /// Checks the file and tells what ran for that, sorted: `query of unit`.
    fn checked(&self) -> Vec<String> {
        check(&self.db, self.file);
        let ran = take(&mut *self.ran.lock().expect("no test panics with it"));
        let mut ran: Vec<String> = ran
            .into_iter()
            .map(|(query, id)| format!("{query} of {}", self.name(Unit::from_id(id))))
            .collect();
        ran.sort();
        ran
    }

    fn name(&self, unit: Unit) -> String {
        let steps: Vec<&str> = unit.path(&self.db).0.iter().map(|it| it.name.as_str()).collect();
        if steps.is_empty() { "file".to_owned() } else { steps.join(".") }
    }

    /// All that is found, with the text that it is about.
    fn found(&self) -> Vec<(&'static str, String)> {
        let text = self.file.text(&self.db);
        let found = check(&self.db, self.file).iter();
        found.map(|it| (it.rule, text[it.range].to_owned())).collect()
    }
}

/// 500 times 20 lines.
fn large_file() -> String {
    let piece = |n: usize| {
        format!(
            "
class Node{n}:
    def __init__(self, parent):
        self.parent = parent
        self.children = []

    def add(self, child):
        self.children.append(child)
        return child

def make_{n}(name):
    node = Node{n}(None)
    count = {n}
    for part in name:
        node.add(part)
    return node

def use_{n}(name):
    made = make_{n}(name)
    return made.children
"
        )
    };
    (0..500).map(piece).collect()
}

#[test]
fn one_body_that_does_the_same() {
    let mut it = Observed::new(&large_file());
    // A function that is edited lasts less long than the others: what reads it takes note once.
    it.replace("count = 250", "count = 9250");
    it.checked();
    it.replace("count = 9250", "count = 1250\n    more = count");
    let expected = [
        "errors_in of make_250",
        "in_function of make_250",
        "lowered of make_250",
        "run of make_250",
        "summary of make_250",
        "unit_findings of make_250",
    ];
    assert_eq!(it.checked(), expected);
}

#[test]
fn one_body_that_does_something_else() {
    let mut it = Observed::new(&large_file());
    it.replace("count = 250", "count = 9250");
    it.checked();
    it.replace("made = make_250(name)\n    return made.children", "return [make_250(name)]");
    // Nobody calls it.
    let expected = [
        "errors_in of use_250",
        "in_function of use_250",
        "lowered of use_250",
        "run of use_250",
        "unit_findings of use_250",
    ];
    assert_eq!(it.checked(), expected);
    it.replace("count = 9250\n", "return []\n");
    let expected = [
        "errors_in of make_250",
        "in_function of make_250",
        "lowered of make_250",
        "run of make_250",
        "run of use_250",
        "summary of make_250",
        "unit_findings of make_250",
        "unit_findings of use_250",
    ];
    assert_eq!(it.checked(), expected);
}

#[test]
fn findings_move_with_their_unit() {
    let text = "def f(a):\n    a.me = a\n\ndef g(fs):\n    for x in fs:\n        fs.append(x)\n";
    let mut it = Observed::new(text);
    let before = it.found();
    assert!(!before.is_empty());
    it.replace("def f(a):", "# a comment\n\ndef f(a):");
    // What is around them is new, though no code is.
    let expected = [
        "errors_in of f",
        "errors_in of g",
        "in_function of f",
        "in_function of g",
        "lowered of file",
    ];
    assert_eq!(it.checked(), expected);
    assert_eq!(it.found(), before);
    assert_eq!(units(&it.db, it.file).len(), 3);
}
