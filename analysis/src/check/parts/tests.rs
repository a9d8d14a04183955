//! A part of a file finds what the whole file does.

use std::sync::Arc;

use super::*;
use crate::check::findings as found_in;
use crate::loader::{Entry, Loader};
use crate::{Change, RootDb};

/// A loader of one file, which nobody edits.
struct One(Arc<str>);

impl Loader for One {
    fn key(&self, path: &str) -> Arc<str> {
        path.into()
    }

    fn shown(&self, key: &str) -> Arc<str> {
        key.into()
    }

    fn read(&self, key: &str) -> Option<Arc<str>> {
        (key == "a.py").then(|| Arc::clone(&self.0))
    }

    fn list(&self, _: &str) -> Option<Vec<Entry>> {
        None
    }
}

fn shown(found: &[Diagnostic]) -> Vec<String> {
    let mut all: Vec<String> = found
        .iter()
        .map(|it| {
            let labels: Vec<_> = it.labels.iter().map(|it| (it.range, &it.message)).collect();
            let Diagnostic { range, rule, message, help, fixes, .. } = it;
            format!("{range:?} {rule} {message} {labels:?} {help:?} {fixes:?}")
        })
        .collect();
    all.sort();
    all
}

/// What is found in the parts of a file, each looked at in its own tree, many looked at in that of the
/// file, and in a file that is looked at as a whole.
fn three_ways(text: &str) -> [Vec<String>; 3] {
    let given = || {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        db
    };
    let (one_by_one, together) = (given(), given());
    let whole = RootDb::with_loader(Arc::new(One(text.into())));
    let file = |db: &RootDb| db.load("a.py").expect("just added");
    [
        shown(found_in(&one_by_one, file(&one_by_one))),
        shown(crate::check(&together, file(&together))),
        shown(crate::check(&whole, file(&whole))),
    ]
}

fn check_three_ways(text: &str) {
    let [one_by_one, together, whole] = three_ways(text);
    assert_eq!(one_by_one, whole, "one by one:\n{text}");
    assert_eq!(together, whole, "together:\n{text}");
}

/// The examples of all rules, several in one file: more parts than are looked at one by one.
#[test]
fn examples_of_all_rules() {
    let sections = ["Flagged", "Clean"];
    let rules = crate::rules::all().iter();
    let examples: Vec<String> =
        rules.flat_map(|it| sections.map(|section| it.examples(section))).flatten().collect();
    for some in examples.chunks(6) {
        check_three_ways(&some.join("\n"));
    }
}

#[test]
fn what_is_around_a_function_counts() {
    check_three_ways(
        "
import weakref as w
def unrelated(): pass
class Base:
    def __init__(self): self.x = 1
    def __eq__(self, other): return self.x == other.x
class Node(Base):
    y = 3
    def __hash__(self): return hash(self.x)
    def f(self):
        global cache
        cache = {}
        return lambda: y, w.ref(Node()), cache is {}
def made(a=[]):
    a.append(Node() is Base())
    return cache is None, a is [], unrelated() == None
",
    );
}
