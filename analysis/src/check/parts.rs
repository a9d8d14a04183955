//! What rules find in each function, each class, and what stands around them.
//!
//! A look at a node sees little more than the function around it ([`Sees`]), so each function has a
//! query of its own: who types in one function has the rules look at that one again. Rules that
//! compare the methods of a class look at classes, and what is in no function is a part too. The
//! tree of a part is an [`Excerpt`], so that what is elsewhere cannot count unnoticed; who wants to
//! see more says so ([`Names::look_into`]) and is run on the whole file, each time.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use refwise_syntax::SyntaxKind::{self, CLASS_DEF, FUNCTION_DEF};
use refwise_syntax::{GreenNode, TextRange, TextSize};

use super::errors;
use super::looks::{Looks, looks};
use super::relevant::{add_names, statements};
use crate::db::{Db, File, SettingsInput, parse};
use crate::diagnostic::Diagnostic;
use crate::excerpt::{Excerpt, Origin, Place, Wanted};
use crate::names::Around;
use crate::rule::RuleContext;
use crate::unit::{
    OuterClass, Outline, Unit, UnitIndex, range_with_blocks, unit_green, unit_index, unit_start,
    units_with_globals,
};
use crate::walk::Walk;

/// What is found in a part of a file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    /// At places that begin with the part.
    inside: Vec<Diagnostic>,
    /// What points outside of the part, at places of the tree that was looked at.
    beyond: Vec<Diagnostic>,
    /// Where the parts of that tree stand; `None` where it is that of the file.
    origin: Option<Origin>,
}

/// What is found in all parts of `file`.
pub(super) fn findings(db: &dyn Db, file: File, outline: Outline) -> Vec<Diagnostic> {
    let mut all = Vec::new();
    for (_, unit) in outline.starts(db) {
        let found = in_function(db, *unit);
        if !found.inside.is_empty() || !found.beyond.is_empty() {
            found.put(db, file, unit_start(db, *unit), &mut all);
        }
    }
    for it in outline.classes(db) {
        let found = in_class(db, it.class);
        if !found.inside.is_empty() || !found.beyond.is_empty() {
            let start = unit_index(db, file).start_of_class(it.class);
            found.put(db, file, start.unwrap_or_default(), &mut all);
        }
    }
    around_functions(db, file).put(db, file, TextSize::new(0), &mut all);
    all
}

impl Found {
    /// Adds what was found to `all`, where it stands in the file now.
    fn put(&self, db: &dyn Db, file: File, start: TextSize, all: &mut Vec<Diagnostic>) {
        all.extend(self.inside.iter().map(|it| it.clone().moved(db, file, start)));
        for it in &self.beyond {
            let mut it = it.clone();
            if let Some(origin) = &self.origin {
                places(&mut it).for_each(|it| *it = in_file(db, file, origin, *it));
            }
            all.push(it);
        }
    }
}

/// Where `range` of an excerpt is in the file.
fn in_file(db: &dyn Db, file: File, origin: &Origin, range: TextRange) -> TextRange {
    match origin.place(range) {
        Place::InUnit(unit, range) => range + unit_start(db, unit),
        Place::Around(range) => range_with_blocks(unit_index(db, file), range),
    }
}

/// The places of a finding in its own file.
fn places(it: &mut Diagnostic) -> impl Iterator<Item = &mut TextRange> {
    let file = it.file;
    let labels = it.labels.iter_mut().filter(move |it| it.file == file && it.within.is_none());
    let edits = it.fixes.iter_mut().flat_map(|it| &mut it.edits);
    let range = std::iter::once(&mut it.range);
    range.chain(labels.map(|it| &mut it.range)).chain(edits.map(|it| &mut it.delete))
}

/// What is found in a function, by rules for which it alone counts; where it is in no class, by all.
#[salsa::tracked(returns(ref))]
fn in_function(db: &dyn Db, unit: Unit) -> Found {
    let all = looks(db, SettingsInput::get(db));
    let looks = if unit.is_in_class(db) { &all.of_functions } else { &all.all };
    let file = unit.file(db);
    let Some(outline) = file.outline(db) else { return Found::default() };
    let Some((start, _)) = outline.starts(db).iter().find(|it| it.1 == unit) else {
        return Found::default();
    };
    let place = |it: &UnitIndex| it.start_of(unit);
    let part = Part { db, file, outline, unit: Some(unit), kind: FUNCTION_DEF, start: *start };
    part.found(looks, &[unit], place)
}

/// What is found in a class by rules for which its functions count together.
#[salsa::tracked(returns(ref))]
fn in_class(db: &dyn Db, class: OuterClass) -> Found {
    let looks = &looks(db, SettingsInput::get(db)).of_classes;
    let file = class.file(db);
    let Some(outline) = file.outline(db) else { return Found::default() };
    let Some(it) = outline.classes(db).iter().find(|it| it.class == class) else {
        return Found::default();
    };
    let place = |it: &UnitIndex| it.start_of_class(class);
    let part = Part { db, file, outline, unit: None, kind: CLASS_DEF, start: it.start };
    part.found(looks, &it.units, place)
}

/// What is found outside of all functions, and by rules that look at classes outside of these.
#[salsa::tracked(returns(ref))]
fn around_functions(db: &dyn Db, file: File) -> Found {
    let all = looks(db, SettingsInput::get(db));
    let Some(outline) = file.outline(db) else { return Found::default() };
    let Some(green) = unit_green(db, Unit::of_file(db, file)) else { return Found::default() };
    let excerpt =
        OnceCell::from(Excerpt::of_functions(green, None, &wanted(db, file, outline, &[])));
    let found = |excerpt: &OnceCell<Excerpt>| {
        let around = Around {
            db,
            file,
            unit: Some(Unit::of_file(db, file)),
            part: TextRange::default(),
            is_left: Cell::new(false),
        };
        let mut cx = RuleContext::of_part(&around, excerpt, crate::rules::all()[0]);
        let tree = cx.excerpt();
        let walk = || Walk::of(tree.green(), tree.root());
        let mut functions = Vec::new();
        all.of_functions.look_at_nodes(&mut cx, walk(), |kind, range| {
            let is_function = kind == FUNCTION_DEF;
            if is_function {
                functions.push(range);
            }
            is_function
        });
        all.of_classes
            .look_at_nodes(&mut cx, walk(), |kind, _| matches!(kind, FUNCTION_DEF | CLASS_DEF));
        let whole = TextRange::up_to(tree.green().text_len());
        all.of_functions.look_at_scopes(&mut cx, whole, &functions);
        (cx.into_found(), around.is_left.get())
    };
    let (beyond, is_left) = found(&excerpt);
    if is_left {
        let whole = OnceCell::from(Excerpt::of_file(db, file));
        return Found { beyond: found(&whole).0, ..Found::default() };
    }
    let origin = excerpt.into_inner().map(|it| it.origin);
    Found { beyond, origin, ..Found::default() }
}

/// A function or class that is looked at.
struct Part<'a> {
    db: &'a dyn Db,
    file: File,
    outline: Outline,
    /// The one function that it is.
    unit: Option<Unit>,
    kind: SyntaxKind,
    /// Where it starts in the tree without blocks.
    start: TextSize,
}

/// What was found at places of one tree.
struct Looked {
    found: Vec<Diagnostic>,
    part: TextRange,
    is_left: bool,
}

impl Part<'_> {
    /// What `looks` find in the part, whose functions are `units`; `place` tells where it starts in a
    /// file.
    fn found(
        &self,
        looks: &Looks,
        units: &[Unit],
        place: impl Fn(&UnitIndex) -> Option<TextSize>,
    ) -> Found {
        let (db, file) = (self.db, self.file);
        let Some(top_level) = unit_green(db, Unit::of_file(db, file)) else {
            return Found::default();
        };
        // Asked for in any case: these are what the answer depends on.
        let wanted = wanted(db, file, self.outline, units);
        if let Some(batch) = Batch::of(file)
            && let Some(excerpt) = batch.whole()
            && let Some(start) = place(&batch.index)
        {
            let looked = self.look(looks, excerpt, start);
            if !looked.is_left && looked.points_inside() {
                return looked.split(None);
            }
        }
        let excerpt = Excerpt::of_functions(top_level, Some(&self.kept(&wanted)), &wanted);
        let start = match self.unit {
            Some(it) => excerpt.origin.start_of(it),
            None => Some(excerpt.origin.start_at(self.start)),
        };
        let Some(start) = start else { return Found::default() };
        let origin = excerpt.origin.clone();
        let looked = self.look(looks, &OnceCell::from(excerpt), start);
        if !looked.is_left {
            return looked.split(Some(origin));
        }
        let excerpt = OnceCell::from(Excerpt::of_file(db, file));
        match place(unit_index(db, file)) {
            Some(start) => self.look(looks, &excerpt, start).split(None),
            None => Found::default(),
        }
    }

    /// The statements that count for the functions that are `wanted`.
    fn kept(&self, wanted: &[Wanted<'_>]) -> Vec<TextRange> {
        let mut names = Vec::new();
        wanted.iter().for_each(|it| add_names(it.green, &mut names));
        let mut places: Vec<TextSize> = wanted.iter().map(|it| it.start).collect();
        places.push(self.start);
        statements(self.db, self.file).that_count(names.into_iter(), &places)
    }

    /// Has the rules look at the part, which starts at `start` of the tree.
    fn look(&self, looks: &Looks, excerpt: &OnceCell<Excerpt>, start: TextSize) -> Looked {
        let tree = excerpt.get_or_init(|| Excerpt::of_file(self.db, self.file));
        let none = Looked { found: Vec::new(), part: TextRange::empty(start), is_left: false };
        let Some(walk) = Walk::of(tree.green(), tree.root()).within(self.kind, start) else {
            return none;
        };
        let part = walk.range();
        let (db, file) = (self.db, self.file);
        let around = Around { db, file, unit: self.unit, part, is_left: Cell::new(false) };
        let mut cx = RuleContext::of_part(&around, excerpt, crate::rules::all()[0]);
        looks.look_at_nodes(&mut cx, walk, |_, _| false);
        looks.look_at_scopes(&mut cx, part, &[]);
        Looked { found: cx.into_found(), part, is_left: around.is_left.get() }
    }
}

impl Looked {
    fn points_inside(&self) -> bool {
        self.found.iter().all(|it| is_inside(self.part, it))
    }

    /// `origin` is that of the tree, `None` where it is that of the file.
    fn split(self, origin: Option<Origin>) -> Found {
        let (mut inside, mut beyond) = (Vec::new(), Vec::new());
        for mut it in self.found {
            if is_inside(self.part, &it) {
                places(&mut it).for_each(|it| *it -= self.part.start());
                inside.push(it);
            } else {
                beyond.push(it);
            }
        }
        let origin = origin.filter(|_| !beyond.is_empty());
        Found { inside, beyond, origin }
    }
}

fn is_inside(part: TextRange, it: &Diagnostic) -> bool {
    places(&mut it.clone()).all(|it| part.contains_range(*it))
}

/// The functions that have their blocks where `units` are looked at: these, and those that bind
/// globals, for which everybody has to know.
fn wanted<'a>(db: &'a dyn Db, file: File, outline: Outline, units: &[Unit]) -> Vec<Wanted<'a>> {
    let with_globals = units_with_globals(db, file);
    let is_wanted = |it: &Unit| units.contains(it) || with_globals.contains(it);
    let wanted = outline.starts(db).iter().filter(|it| is_wanted(&it.1));
    let with_trees = wanted.filter_map(|&(start, unit)| {
        let green = unit_green(db, unit)?;
        Some(Wanted { unit, start, green })
    });
    with_trees.collect()
}

/// So many parts are looked at one by one; if there are more, it is cheaper to look at them in the
/// tree of the file, whose names need be found out only once.
const FEW: u32 = 3;

/// The tree of the file that is checked, for parts that are looked at together. It only makes that
/// faster: what they find is the same in their own trees.
pub(super) struct Batch {
    file: File,
    green: GreenNode,
    index: Arc<UnitIndex>,
    n_parts: Cell<u32>,
    whole: OnceCell<Excerpt>,
    n_functions: Cell<u32>,
    has_errors: OnceCell<bool>,
}

thread_local! {
    static BATCH: RefCell<Option<Rc<Batch>>> = const { RefCell::new(None) };
}

/// Does `work`, in which many parts of `file` may be looked at.
pub(super) fn together<T>(db: &dyn Db, file: File, work: impl FnOnce() -> T) -> T {
    if file.outline(db).is_none() {
        return work();
    }
    let batch = Batch {
        file,
        green: parse(db, file).green().clone(),
        index: Arc::clone(unit_index(db, file)),
        n_parts: Cell::new(0),
        whole: OnceCell::new(),
        n_functions: Cell::new(0),
        has_errors: OnceCell::new(),
    };
    let _ends = Ends(BATCH.replace(Some(Rc::new(batch))));
    work()
}

/// Puts back what was there before, also where the work is cancelled.
struct Ends(Option<Rc<Batch>>);

impl Drop for Ends {
    fn drop(&mut self) {
        BATCH.set(self.0.take());
    }
}

impl Batch {
    pub(super) fn of(file: File) -> Option<Rc<Batch>> {
        BATCH.with_borrow(|it| it.clone()).filter(|it| it.file == file)
    }

    /// Is it certain that Python's passes behind the parser refuse nothing in the file? Found out where
    /// so many functions are looked at that this is worth it.
    pub(super) fn has_no_errors(&self) -> bool {
        self.n_functions.set(self.n_functions.get() + 1);
        self.n_functions.get() > FEW
            && !self.has_errors.get_or_init(|| !errors::of_tree(&self.green).is_empty())
    }

    /// The tree of the file, where so many parts are looked at that this is worth it.
    fn whole(&self) -> Option<&OnceCell<Excerpt>> {
        self.n_parts.set(self.n_parts.get() + 1);
        if self.n_parts.get() <= FEW {
            return None;
        }
        self.whole.get_or_init(|| Excerpt::whole(self.green.clone()));
        Some(&self.whole)
    }
}

#[cfg(test)]
mod tests;
