//! How an edited file falls into units, as inputs: what an edit does not touch is not asked about.
//!
//! A tree is another after every edit, and so is everything that reads it, be it only to find out
//! that nothing else is new. For files that changes bring, the change itself compares the units of
//! the two trees, and sets anew what became another: the source of the edited function, hardly ever
//! more. Sources last long until they are edited, so salsa knows of all that was learnt from the
//! others that it still holds, without a look at what that has read.

use std::sync::Arc;

use refwise_syntax::{GreenNode, TextSize};
use salsa::{Durability, Setter};

use super::index::{self, Entry, UnitIndex};
use super::{Segment, Unit, UnitSource};
use crate::db::{Db, File, RootDb};
use crate::rule::words::{self, Words};

/// What is known of the units of a file beside their code; it says nothing of places in the text.
#[salsa::input(debug)]
pub struct Outline {
    /// Its top level, then its functions in the order of the text.
    #[returns(ref)]
    pub(super) units: Vec<Unit>,
    /// The functions that have `global` statements.
    #[returns(ref)]
    pub(super) with_globals: Vec<Unit>,
    /// Where the functions start in the tree without blocks.
    #[returns(ref)]
    pub(crate) starts: Vec<(TextSize, Unit)>,
    /// Its classes that stand in no other and in no function.
    #[returns(ref)]
    pub(crate) classes: Vec<ClassOutline>,
    /// Which words the text has.
    #[returns(copy)]
    pub(crate) words: Words,
}

/// A class that stands in no other and in no function. There is one for each name and number as long
/// as the database lives.
#[salsa::interned(unsafe(no_lifetime), revisions = usize::MAX, debug)]
pub struct OuterClass {
    /// The file that it is in.
    #[returns(copy)]
    pub file: File,
    /// Its name, and how many of this name come before it.
    #[returns(ref)]
    pub segment: Segment,
}

/// What is known of a class beside its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassOutline {
    pub(crate) class: OuterClass,
    /// Where it starts in the tree without blocks.
    pub(crate) start: TextSize,
    /// Its functions.
    pub(crate) units: Vec<Unit>,
}

/// What one unit is made from, as an input; nothing where its code is gone.
#[salsa::input(debug)]
pub struct SourceInput {
    #[returns(ref)]
    pub(crate) value: Option<UnitSource>,
}

/// A text and how it falls into units, before a change tells the database.
pub(crate) struct Recut {
    index: Arc<UnitIndex>,
    words: Words,
}

impl Recut {
    /// `green` is the tree of `text`, which `file` is to have.
    pub(crate) fn new(db: &RootDb, file: File, text: &str, green: &GreenNode) -> Recut {
        let index = Arc::new(index::of_file(db, file, text, green));
        let words = match (file.cut(db), file.outline(db)) {
            (Some(old), Some(outline)) => {
                words_now(file.text(db), old, outline.words(db), text, &index)
            }
            _ => words::of_text(text),
        };
        Recut { index, words }
    }

    /// Tells the database what differs from what it knows of the units of `file`.
    pub(crate) fn apply(self, db: &mut RootDb, file: File) {
        let old = file.cut(db).map(Arc::clone);
        let Some(outline) = file.outline(db) else { return self.first(db, file) };
        self.set_top_level(db, file, old.as_deref());
        self.set_functions(db, old.as_deref());
        self.set_outline(db, outline);
        file.set_cut(db).with_durability(Durability::LOW).to(Some(self.index));
    }

    fn first(self, db: &mut RootDb, file: File) {
        let top_level = self.index.top_level_source();
        db.set_source(Unit::of_file(db, file), Some(top_level));
        for entry in &self.index.entries {
            db.set_source(entry.unit, Some(self.index.source(entry)));
        }
        let outline = Outline::builder(
            self.units(),
            self.with_globals(),
            self.starts(),
            self.classes(),
            self.words,
        )
        .durability(Durability::MEDIUM)
        .new(db);
        file.set_outline(db).with_durability(Durability::HIGH).to(Some(outline));
        file.set_cut(db).with_durability(Durability::LOW).to(Some(self.index));
    }

    /// The top level is read by nearly everything, so it stays what lasts.
    fn set_top_level(&self, db: &mut RootDb, file: File, old: Option<&UnitIndex>) {
        let new = self.index.top_level_source();
        if old.is_none_or(|it| it.top_level_source() != new) {
            db.set_source(Unit::of_file(db, file), Some(new));
        }
    }

    fn set_functions(&self, db: &mut RootDb, old: Option<&UnitIndex>) {
        let same_header = |it: &&UnitIndex| it.future_annotations == self.index.future_annotations;
        let old = old.filter(same_header).map_or(&[][..], |it| &it.entries);
        let new = &self.index.entries[..];
        let (before, behind) = common(old, new);
        for entry in &new[before..new.len() - behind] {
            let source = self.index.source(entry);
            if db.source_of(entry.unit).value(db).as_ref() != Some(&source) {
                db.edit_source(entry.unit, Some(source));
            }
        }
        for gone in &old[before..old.len() - behind] {
            if self.index.entry(gone.unit).is_none() {
                db.edit_source(gone.unit, None);
            }
        }
    }

    fn set_outline(&self, db: &mut RootDb, outline: Outline) {
        let (units, with_globals, starts) = (self.units(), self.with_globals(), self.starts());
        if *outline.units(db) != units {
            outline.set_units(db).to(units);
        }
        if *outline.with_globals(db) != with_globals {
            outline.set_with_globals(db).to(with_globals);
        }
        if *outline.starts(db) != starts {
            outline.set_starts(db).to(starts);
        }
        let classes = self.classes();
        if *outline.classes(db) != classes {
            outline.set_classes(db).to(classes);
        }
        if outline.words(db) != self.words {
            outline.set_words(db).to(self.words);
        }
    }

    fn units(&self) -> Vec<Unit> {
        self.index.units().collect()
    }

    fn with_globals(&self) -> Vec<Unit> {
        self.index.with_globals().collect()
    }

    fn classes(&self) -> Vec<ClassOutline> {
        let entries = &self.index.entries;
        let classes = self.index.classes.iter().map(|it| ClassOutline {
            class: it.class,
            start: it.short_start,
            units: entries[it.functions.clone()].iter().map(|it| it.unit).collect(),
        });
        classes.collect()
    }

    fn starts(&self) -> Vec<(TextSize, Unit)> {
        self.index.entries.iter().map(|it| (it.short_start, it.unit)).collect()
    }
}

/// How many functions at the start and at the end are the same.
fn common(old: &[Entry], new: &[Entry]) -> (usize, usize) {
    let before = old.iter().zip(new).take_while(|it| it.0.is_same(it.1)).count();
    let (old, new) = (&old[before..], &new[before..]);
    let pairs = old.iter().rev().zip(new.iter().rev());
    (before, pairs.take_while(|it| it.0.is_same(it.1)).count())
}

/// How far beyond a function its last word may reach.
const MARGIN: u32 = 64;

/// The words of `text`: only the functions that are new, and what is around them, are searched.
fn words_now(old_text: &str, old: &UnitIndex, known: Words, text: &str, new: &UnitIndex) -> Words {
    let (before, behind) = common(&old.entries, &new.entries);
    let between = |it: &UnitIndex, text: &str| {
        let start = before.checked_sub(1);
        let start: usize = start.map_or(0, |at| it.entries[at].range.end().into());
        let end = it.entries.len() - behind;
        let end = it.entries.get(end).map_or(text.len(), |it| it.range.start().into());
        let start = text.floor_char_boundary(start.saturating_sub(MARGIN as usize));
        start..text.ceil_char_boundary((end + MARGIN as usize).min(text.len()))
    };
    let was = words::of_text(&old_text[between(old, old_text)]);
    let is = words::of_text(&text[between(new, text)]);
    // A word that is gone here may be elsewhere.
    if is.has_all(was) { known.with(is) } else { words::of_text(text) }
}
