//! What the units of a file are, and what an edit leaves alone.

use super::*;
use crate::change::Change;
use crate::db::RootDb;

fn with(text: &str) -> (RootDb, File) {
    let mut db = RootDb::default();
    Change::new().set_text("a.py", text).apply(&mut db);
    let file = db.file("a.py").expect("there");
    (db, file)
}

/// The path of each unit behind the first, and its text.
fn check(text: &str, expected: &[(&str, &str)]) {
    let (db, file) = with(text);
    let all = units(&db, file);
    assert!(all[0].is_file(&db));
    let found: Vec<(String, &str)> =
        all[1..].iter().map(|&it| (shown(it.path(&db)), &text[unit_range(&db, it)])).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|it| (it.0.as_str(), it.1)).collect();
    assert_eq!(found, expected);
}

fn shown(path: &UnitPath) -> String {
    let steps = path.0.iter().map(|it| match it.ordinal {
        0 => it.name.to_string(),
        n => format!("{}#{n}", it.name),
    });
    steps.collect::<Vec<_>>().join(".")
}

#[test]
fn functions_outside_functions() {
    check(
        "import a\n@b\nasync def f(): pass\nif a:\n    def f():\n        def g(): pass\n    # end\n",
        &[("f", "@b\nasync def f(): pass"), ("f#1", "def f():\n        def g(): pass")],
    );
}

#[test]
fn methods() {
    check(
        "class A:\n  def f(self): 1\n  class B:\n    try: pass\n    finally:\n      def f(self): 2\nclass A:\n  def f(self): 3\n",
        &[("A.f", "def f(self): 1"), ("A.B.f", "def f(self): 2"), ("A#1.f", "def f(self): 3")],
    );
}
