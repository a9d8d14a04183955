//! The only way to alter the database.

use std::sync::Arc;

use refwise_syntax::TextEdit;
use salsa::{Durability, Setter};

use crate::db::{File, RootDb, SettingsInput, parse};
use crate::settings::Settings;

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
    SetSettings(Settings),
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
                Step::SetSettings(settings) => set_settings(db, settings),
            }
        }
    }
}

fn set_text(db: &mut RootDb, path: Arc<str>, text: Arc<str>) {
    let Some(file) = db.known_file(&path) else { return db.add_file(path, text) };
    set_present(db, file, true);
    if **file.text_input(db) == *text {
        return;
    }
    if file.reparsed(db).is_some() {
        file.set_reparsed(db).to(None);
    }
    file.set_text_input(db).to(text);
}

fn edit(db: &mut RootDb, path: Arc<str>, edits: &[TextEdit]) {
    let Some(file) = db.known_file(&path) else {
        let text = edits.iter().fold(String::new(), |text, it| it.apply(&text));
        return db.add_file(path, text.into());
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
        file.set_reparsed(db).to(Some(tree));
        file.set_text_input(db).to(text);
    }
}

fn remove(db: &mut RootDb, path: &str) {
    let Some(file) = db.known_file(path) else { return };
    set_text(db, path.into(), "".into());
    set_present(db, file, false);
}

fn set_present(db: &mut RootDb, file: File, present: bool) {
    if file.present(db) != present {
        file.set_present(db).to(present);
    }
}

fn set_settings(db: &mut RootDb, settings: Settings) {
    let input = SettingsInput::get(db);
    if *input.value(db) != settings {
        input.set_value(db).with_durability(Durability::HIGH).to(settings);
    }
}
