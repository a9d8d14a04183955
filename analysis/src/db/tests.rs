//! What a change leaves idle.

use std::mem::take;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use refwise_syntax::{PythonVersion, TextEdit, TextRange, TextSize};
use salsa::plumbing::AsId;

use super::*;
use crate::change::Change;
use crate::check::check;
use crate::unit::units;

/// A database and the queries that it ran since they were last asked for, as `query(path)`.
struct Observed {
    db: RootDb,
    ran: Arc<Mutex<Vec<(String, salsa::Id)>>>,
}

impl Observed {
    fn new() -> Observed {
        let ran: Arc<Mutex<Vec<(String, salsa::Id)>>> = Arc::default();
        let log = Arc::clone(&ran);
        let callback = move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind {
                let query = format!("{database_key:?}");
                let query = query.split('(').next().expect("a first part").to_owned();
                log.lock().expect("no test panics with it").push((query, database_key.key_index()));
            }
        };
        let db = RootDb::observed(Box::new(callback), Arc::new(Nothing));
        Observed { db, ran }
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.db);
    }

    /// Checks all files and tells which queries had to run.
    fn checked(&self) -> Vec<String> {
        take(&mut *self.ran.lock().expect("no test panics with it"));
        let files = self.db.files();
        for &file in &files {
            check(&self.db, file);
        }
        let ran = take(&mut *self.ran.lock().expect("no test panics with it"));
        let is_of = |it: File, id: salsa::Id| {
            it.as_id() == id || units(&self.db, it).iter().any(|it| it.as_id() == id)
        };
        let path = |id| files.iter().find(|it| is_of(**it, id)).map_or("?", |it| it.path(&self.db));
        let mut ran: Vec<String> =
            ran.iter().map(|(query, id)| format!("{query}({})", path(*id))).collect();
        ran.sort();
        ran
    }
}

fn edit(start: u32, end: u32, insert: &str) -> Vec<TextEdit> {
    vec![TextEdit::replace(TextRange::new(TextSize::new(start), TextSize::new(end)), insert)]
}

fn two_files() -> Observed {
    let mut it = Observed::new();
    it.change(Change::new().set_text("a.py", "x = 1\n").set_text("b.py", "y = 2\n"));
    it.checked();
    it
}

#[test]
fn a_second_look_computes_nothing() {
    assert!(two_files().checked().is_empty());
}

#[test]
fn the_same_again_computes_nothing() {
    let mut it = two_files();
    let settings = it.db.settings().clone();
    it.change(Change::new().set_text("a.py", "x = 1\n").edit("b.py", edit(0, 1, "y")));
    it.change(Change::new().set_settings(settings).remove("never.py"));
    assert!(it.checked().is_empty());
}

#[test]
fn an_edit_leaves_other_files_idle() {
    let mut it = two_files();
    it.change(Change::new().edit("a.py", edit(4, 5, "10")));
    let ran = it.checked();
    assert!(ran.contains(&"parse(a.py)".to_owned()), "{ran:?}");
    assert!(ran.iter().all(|it| it.ends_with("(a.py)")), "{ran:?}");
}

#[test]
fn another_target_parses_nothing() {
    let mut it = two_files();
    let target = PythonVersion::MIN;
    it.change(Change::new().set_settings(Settings { target, ..Settings::default() }));
    let ran = it.checked();
    assert!(ran.contains(&"syntax_errors(a.py)".to_owned()), "{ran:?}");
    assert!(!ran.iter().any(|it| it.starts_with("parse")), "{ran:?}");
}

#[test]
fn a_path_keeps_its_file() {
    let mut it = two_files();
    let file = it.db.file("a.py");
    it.change(Change::new().remove("a.py"));
    assert_eq!(it.db.file("a.py"), None);
    assert_eq!(it.db.files().len(), 1);
    it.change(Change::new().set_text("a.py", "z = 3\n"));
    assert_eq!(it.db.file("a.py"), file);
    assert_eq!(file.expect("there").text(&it.db), "z = 3\n");
}

#[test]
fn edits_make_the_tree_of_the_new_text() {
    let mut it = two_files();
    let edits = [edit(0, 0, "if x:\n    "), edit(10, 11, "é"), edit(16, 17, "")].concat();
    it.change(Change::new().edit("a.py", edits).edit("new.py", edit(0, 0, "w = 4\n")));
    for path in ["a.py", "new.py"] {
        let file = it.db.file(path).expect("there");
        assert_eq!(*parse(&it.db, file), refwise_syntax::parse(file.text(&it.db)));
    }
    assert_eq!(it.db.file("a.py").expect("there").text(&it.db), "if x:\n    é = 1");
}

#[test]
fn a_change_cancels_the_queries_of_other_handles() {
    let mut db = RootDb::default();
    Change::new().set_text("a.py", "x = 1\n".repeat(50_000)).apply(&mut db);
    let reader = db.clone();
    let thread = std::thread::spawn(move || {
        let file = reader.file("a.py").expect("there");
        let queries = || -> Option<()> {
            loop {
                check(&reader, file);
                salsa::Database::unwind_if_revision_cancelled(&reader);
            }
        };
        cancellable(&reader, AssertUnwindSafe(queries))
    });
    Change::new().set_text("a.py", "").apply(&mut db);
    let answer = thread.join().expect("cancelled, not dead");
    assert!(matches!(answer, Err(Cancelled::PendingWrite)));
}

/// A query that ends when `b.py` is to be changed, or panics when told to.
#[salsa::tracked]
fn long_query(db: &dyn Db, file: File) -> usize {
    let told_to_panic = file.text(db) == "panic";
    loop {
        db.unwind_if_revision_cancelled();
        assert!(!told_to_panic || WAITING.load(Ordering::SeqCst) > 0, "on purpose");
        std::thread::yield_now();
    }
}

/// How many handles are still to begin to wait for another in [`two_that_wait`].
static WAITING: AtomicUsize = AtomicUsize::new(0);

/// What two handles say that want the same of `a.py`, when `then` is done while one of them waits.
fn two_that_wait(text: &str, then: impl FnOnce(RootDb)) -> Vec<bool> {
    WAITING.store(1, Ordering::SeqCst);
    let note = |event: salsa::Event| {
        if let salsa::EventKind::WillBlockOn { .. } = event.kind {
            WAITING.store(0, Ordering::SeqCst);
        }
    };
    let mut db = RootDb::observed(Box::new(note), Arc::new(Nothing));
    Change::new().set_text("a.py", text).apply(&mut db);
    let ask = |db: RootDb| {
        move || {
            let file = db.file("a.py").expect("there");
            let asked = || cancellable(&db, AssertUnwindSafe(|| long_query(&db, file)));
            let outcome = std::panic::catch_unwind(AssertUnwindSafe(asked));
            matches!(outcome, Ok(Err(Cancelled::PendingWrite)))
        }
    };
    let threads = [std::thread::spawn(ask(db.clone())), std::thread::spawn(ask(db.clone()))];
    while WAITING.load(Ordering::SeqCst) > 0 {
        std::thread::yield_now();
    }
    then(db);
    threads.map(|it| it.join().expect("caught")).to_vec()
}

#[test]
fn those_who_wait_for_another_learn_why_it_was_unwound() {
    let change = |mut db: RootDb| Change::new().set_text("a.py", "").apply(&mut db);
    assert_eq!(two_that_wait("x", change), [true, true]);
    assert_eq!(two_that_wait("panic", drop), [false, false]);
}
