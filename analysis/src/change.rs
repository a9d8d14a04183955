//! The only way to alter the database.

use std::sync::Arc;

use refwise_syntax::{Parse, TextEdit};
use salsa::{Durability, Setter};

use crate::db::{Db, File, RootDb, SearchPathsInput, SettingsInput, parse};
use crate::modules::SearchPaths;
use crate::settings::Settings;
use crate::unit::Recut;

/// Steps to be done to the database together, in their order.
///
/// What a step sets to the value it has already is left alone, so that nothing is computed again.
#[derive(Clone, Debug, Default)]
pub struct Change {
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    SetText(Arc<str>, Arc<str>),
    Edit(Arc<str>, Vec<TextEdit>),
    Remove(Arc<str>),
    Reload(Arc<str>),
    SetSettings(Settings),
    SetSearchPaths(SearchPaths),
}

impl Change {
    /// A change of nothing.
    pub fn new() -> Change {
        Change::default()
    }

    /// The file at `path` has this `text`, whether it was known before or not.
    pub fn set_text(mut self, path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Change {
        self.steps.push(Step::SetText(path.into(), text.into()));
        self
    }

    /// The text at `path` is edited; the tree is made from the one before.
    ///
    /// Each edit speaks of the text that the edits before it have left. A range must lie inside that
    /// text, on character boundaries. An unknown file is edited as an empty one.
    pub fn edit(mut self, path: impl Into<Arc<str>>, edits: Vec<TextEdit>) -> Change {
        self.steps.push(Step::Edit(path.into(), edits));
        self
    }

    /// There is no file at `path` any more.
    pub fn remove(mut self, path: impl Into<Arc<str>>) -> Change {
        self.steps.push(Step::Remove(path.into()));
        self
    }

    /// What is at `path` is what the loader reads there now, which may be nothing.
    pub fn reload(mut self, path: impl Into<Arc<str>>) -> Change {
        self.steps.push(Step::Reload(path.into()));
        self
    }

    /// Imports look in these folders.
    pub fn set_search_paths(mut self, paths: SearchPaths) -> Change {
        self.steps.push(Step::SetSearchPaths(paths));
        self
    }

    /// The user chose these settings.
    pub fn set_settings(mut self, settings: Settings) -> Change {
        self.steps.push(Step::SetSettings(settings));
        self
    }

    /// Does it do nothing?
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Does all steps. Waits until every other handle of the database is dropped, and cancels the
    /// queries that run on them.
    pub fn apply(self, db: &mut RootDb) {
        for step in self.steps {
            match step {
                Step::SetText(path, text) => set_text(db, path, text),
                Step::Edit(path, edits) => edit(db, path, &edits),
                Step::Remove(path) => remove(db, &path),
                Step::Reload(path) => reload(db, &path),
                Step::SetSearchPaths(paths) => set_search_paths(db, paths),
                Step::SetSettings(settings) => set_settings(db, settings),
            }
        }
    }
}

fn set_text(db: &mut RootDb, path: Arc<str>, text: Arc<str>) {
    let key = db.key(&path);
    match db.known_file(&key) {
        Some(file) => {
            set_known(db, file, text);
            if file.outline(db).is_none() {
                cut(db, file);
            }
        }
        None => give(db, path, key, text),
    }
}

fn give(db: &mut RootDb, path: Arc<str>, key: Arc<str>, text: Arc<str>) {
    db.give_file(path, Arc::clone(&key), text);
    let file = db.known_file(&key).expect("just given");
    cut(db, file);
}

/// Notes into which units the text of `file` falls.
fn cut(db: &mut RootDb, file: File) {
    let recut = Recut::new(db, file, file.text(db), parse(db, file).green());
    recut.apply(db, file);
}

fn set_known(db: &mut RootDb, file: File, text: Arc<str>) {
    set_present(db, file, true);
    if **file.text_input(db) == *text {
        return;
    }
    if file.outline(db).is_some() {
        let tree = refwise_syntax::parse(&text);
        return set_text_and_tree(db, file, text, tree);
    }
    if file.reparsed(db).is_some() {
        file.set_reparsed(db).to(None);
    }
    file.set_text_input(db).with_durability(Durability::LOW).to(text);
}

/// Nothing of this fails half way: what may, has been done before.
fn set_text_and_tree(db: &mut RootDb, file: File, text: Arc<str>, tree: Parse) {
    let recut = file.outline(db).map(|_| Recut::new(db, file, &text, tree.green()));
    file.set_reparsed(db).with_durability(Durability::LOW).to(Some(tree));
    file.set_text_input(db).with_durability(Durability::LOW).to(text);
    if let Some(recut) = recut {
        recut.apply(db, file);
    }
}

fn edit(db: &mut RootDb, path: Arc<str>, edits: &[TextEdit]) {
    let key = db.key(&path);
    let Some(file) = db.known_file(&key) else {
        let text = edits.iter().fold(String::new(), |text, it| it.apply(&text));
        return give(db, path, key, text.into());
    };
    set_present(db, file, true);
    let mut text = file.shared_text(db);
    let mut tree = parse(db, file).clone();
    for edit in edits {
        if text[edit.delete] == edit.insert {
            continue;
        }
        tree = tree.reparse(edit);
        text = edit.apply(&text).into();
    }
    if **file.text_input(db) != *text {
        set_text_and_tree(db, file, text, tree);
    }
}

fn remove(db: &mut RootDb, path: &str) {
    let key = db.key(path);
    let Some(file) = db.known_file(&key) else { return };
    set_known(db, file, "".into());
    set_present(db, file, false);
}

fn reload(db: &mut RootDb, path: &str) {
    let key = db.key(path);
    match (db.known_file(&key), db.read(&key)) {
        (Some(file), Some(text)) => set_known(db, file, text),
        (Some(_), None) => remove(db, path),
        // Nobody has asked for it; but its folders may have been looked into.
        (None, _) => db.note_removed(&key),
    }
}

fn set_present(db: &mut RootDb, file: File, present: bool) {
    if file.present(db) == present {
        return;
    }
    file.set_present(db).to(present);
    let key = Arc::clone(file.key(db));
    match present {
        true => db.note_given(&key),
        false => db.note_removed(&key),
    }
}

fn set_search_paths(db: &mut RootDb, paths: SearchPaths) {
    let paths = paths.map(|it| db.key(it));
    if *db.search_paths() != paths {
        let input = SearchPathsInput::get(db);
        input.set_value(db).with_durability(Durability::HIGH).to(paths);
    }
}

fn set_settings(db: &mut RootDb, settings: Settings) {
    let input = SettingsInput::get(db);
    if *input.value(db) != settings {
        input.set_value(db).with_durability(Durability::HIGH).to(settings);
    }
}
