//! What the units of a file are, and what an edit leaves alone.

use std::mem::take;
use std::sync::{Arc, Mutex};

use refwise_syntax::TextEdit;
use salsa::plumbing::{AsId, FromId};

use super::*;
use crate::change::Change;
use crate::db::RootDb;
use crate::loader::Nothing;

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

#[test]
fn places() {
    let text = "x = 1\nclass A:\n  @b\n  def f(self, c=d):\n    return c\n  # end\ny = x\n";
    let (db, file) = with(text);
    let [top, f] = units(&db, file) else { panic!("two units") };
    let at = |offset: usize| TextSize::new(offset as u32);
    let shown = |unit: Unit, offset: usize| {
        let start = unit_start(&db, unit);
        let map = unit_map(&db, unit);
        let expr = map.expr_at(at(offset) - start).expect("an expression");
        &text[map.exprs[expr.index()] + start]
    };
    let (y, d, c) = (text.find("y =").unwrap(), text.find("d)").unwrap(), text.rfind('c').unwrap());
    assert_eq!((shown(*top, y), shown(*top, y + 4), shown(*top, d)), ("y", "x", "d"));
    assert_eq!((shown(*f, c), shown(*f, c + 1), shown(*f, d)), ("c", "c", "d"));
    assert_eq!((unit_at(&db, file, at(y)), unit_at(&db, file, at(c))), (*top, *f));
    assert_eq!(unit_map(&db, *f).scope_at(at(c) - unit_start(&db, *f)), BodyScope::OWN);
    assert_eq!(unit_map(&db, *top).scope_at(at(d)), BodyScope::new(1));
    let scope = outer_scope(&db, *f).expect("in the class");
    assert!(unit_body(&db, *top).scope(scope).is_elsewhere);
    assert_eq!(inner_unit(&db, *top, scope), Some(*f));
}

#[test]
fn statements_end_with_their_blocks() {
    let text = "class A:\n  def f():\n    1\n    # end\ndef g(): 2;  # end\n3\n";
    let (db, file) = with(text);
    let map = unit_map(&db, Unit::of_file(&db, file));
    let shown: Vec<&str> = map.stmts.iter().map(|it| &text[*it]).collect();
    let class = "class A:\n  def f():\n    1";
    assert_eq!(shown, [&class[11..], class, "def g(): 2;", "3"]);
}

// ---- what stays idle --------------------------------------------------------------------------

/// A database, and which units it lowered since it was last asked.
struct Observed {
    db: RootDb,
    file: File,
    ran: Arc<Mutex<Vec<salsa::Id>>>,
}

impl Observed {
    fn new(text: &str) -> Observed {
        let ran: Arc<Mutex<Vec<salsa::Id>>> = Arc::default();
        let log = Arc::clone(&ran);
        let callback = move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind
                && format!("{database_key:?}").starts_with("lowered(")
            {
                log.lock().expect("no test panics with it").push(database_key.key_index());
            }
        };
        let mut db = RootDb::observed(Box::new(callback), Arc::new(Nothing));
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("there");
        let it = Observed { db, file, ran };
        it.lowered();
        it
    }

    /// Replaces the only `old`.
    fn replace(&mut self, old: &str, new: &str) {
        let text = self.file.text(&self.db);
        let start = TextSize::new(text.find(old).expect("there") as u32);
        let edit = TextEdit::replace(TextRange::at(start, TextSize::of(old)), new);
        Change::new().edit("a.py", vec![edit]).apply(&mut self.db);
    }

    /// Asks for all bodies and maps, and tells which units were lowered for that.
    fn lowered(&self) -> Vec<String> {
        for &unit in units(&self.db, self.file) {
            unit_body(&self.db, unit);
            unit_map(&self.db, unit);
        }
        let ran = take(&mut *self.ran.lock().expect("no test panics with it"));
        ran.into_iter().map(|it| shown(Unit::from_id(it).path(&self.db))).collect()
    }
}

const THREE: &str =
    "a = 1\nclass A:\n  def f(self):\n    return 1\n\n  b = 2\n\ndef g():\n  return 3\n";

#[test]
fn an_edit_lowers_one_function() {
    let mut it = Observed::new(THREE);
    it.replace("return 1", "# more\n    return self");
    assert_eq!(it.lowered(), ["A.f"]);
    it.replace("return 3", "return 4");
    assert_eq!(it.lowered(), ["g"]);
}

#[test]
fn an_edit_outside_functions_lowers_no_function() {
    let mut it = Observed::new(THREE);
    it.replace("b = 2", "b = [2, 3]");
    assert_eq!(it.lowered(), [""]);
    it.replace("a = 1\n", "");
    assert_eq!(it.lowered(), [""]);
}

#[test]
fn a_header_belongs_to_both() {
    let mut it = Observed::new(THREE);
    it.replace("g()", "g(x)");
    let mut lowered = it.lowered();
    lowered.sort();
    assert_eq!(lowered, ["", "g"]);
}

#[test]
fn another_function_lowers_the_top_level() {
    let mut it = Observed::new(THREE);
    it.replace("def g", "def h(): pass\ndef g");
    let mut lowered = it.lowered();
    lowered.sort();
    assert_eq!(lowered, ["", "h"]);
}

#[test]
fn another_global_lowers_the_top_level() {
    let mut it = Observed::new("a = 1\ndef f():\n  global a\n  a = 2\n");
    it.replace("a = 2", "a = 3");
    it.lowered();
    it.replace("a = 3", "a = 4");
    assert_eq!(it.lowered(), ["f"]);
    it.replace("global a", "global a, b");
    let mut lowered = it.lowered();
    lowered.sort();
    assert_eq!(lowered, ["", "f"]);
}

#[test]
fn maps_follow_edits_elsewhere() {
    let mut it = Observed::new(THREE);
    it.replace("return 1", "return 10000");
    it.lowered();
    let top = Unit::of_file(&it.db, it.file);
    let text = it.file.text(&it.db);
    let shown: Vec<&str> = unit_map(&it.db, top).exprs.iter().map(|it| &text[*it]).collect();
    assert_eq!(shown, ["1", "a", "2", "b"]);
    let g = it.db.file("a.py").map(|file| units(&it.db, file)[2]).expect("three units");
    assert_eq!(&text[unit_range(&it.db, g)], "def g():\n  return 3");
    assert_eq!(g.as_id(), units(&it.db, it.file)[2].as_id());
}
