//! The units of a file: its top level, and each function that stands in no other function.
//!
//! Answers about meaning are kept by unit, so an edit must not touch more units than it has to. The
//! tree of a file is another after every edit; [`unit_index`] cuts it into units once, and what
//! follows asks for one unit's own tree ([`unit_source`]), which is the same object as before for
//! all units but the edited one. The top level is lowered from a tree without the blocks of its
//! functions, so that it stays the same too.

mod index;
mod outline;
mod places;

use std::sync::Arc;

use refwise_syntax::{GreenNode, TextRange, TextSize};

use crate::body::lower::{self, DeclaredGlobal, Lowered, Source, Surroundings};
use crate::body::{Body, BodyMap, BodyScope, Name};
use crate::db::{Db, File, parse};

pub(crate) use index::{Green, UnitIndex};
pub(crate) use outline::{OuterClass, Outline, Recut, SourceInput};

/// One unit of a file. There is one for each path as long as the database lives, so it may be kept
/// across edits; one whose code is gone has an empty body.
#[salsa::interned(unsafe(no_lifetime), revisions = usize::MAX, debug)]
pub struct Unit {
    /// The file that it is in.
    #[returns(copy)]
    pub file: File,
    /// Its place in the file.
    #[returns(ref)]
    pub path: UnitPath,
}

/// The classes around a function and the function itself, the outermost first; nothing for the top
/// level of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct UnitPath(pub Box<[Segment]>);

/// A step of a [`UnitPath`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Segment {
    /// The name of the class or function; empty where it is missing.
    pub name: Name,
    /// How many classes, or functions, of this name come before it in the same class or file.
    pub ordinal: u32,
}

impl UnitPath {
    /// It is the top level of a file.
    pub fn is_file(&self) -> bool {
        self.0.is_empty()
    }

    /// The classes around a function.
    pub fn classes(&self) -> &[Segment] {
        self.0.split_last().map_or(&[], |it| it.1)
    }
}

impl Unit {
    /// The top level of `file`.
    pub fn of_file(db: &dyn Db, file: File) -> Unit {
        Unit::new(db, file, UnitPath::default())
    }

    /// It is the top level of its file.
    pub fn is_file(self, db: &dyn Db) -> bool {
        self.path(db).is_file()
    }

    /// It is a function that stands in a class.
    pub fn is_in_class(self, db: &dyn Db) -> bool {
        !self.path(db).classes().is_empty()
    }
}

/// The units of `file`: its top level, then its functions in the order of the text.
#[salsa::tracked(returns(deref))]
pub fn units(db: &dyn Db, file: File) -> Vec<Unit> {
    match file.outline(db) {
        Some(it) => it.units(db).clone(),
        None => unit_index(db, file).units().collect(),
    }
}

/// What `unit` is. Stays equal after edits elsewhere, and of blanks and comments.
pub fn unit_body(db: &dyn Db, unit: Unit) -> &Body {
    shared_body(db, unit)
}

/// Where the parts of `unit` stand, from [`unit_start`] on.
pub fn unit_map(db: &dyn Db, unit: Unit) -> &BodyMap {
    shared_map(db, unit)
}

/// Where the parts of `unit` stand in its own tree, which for the top level of a file is the one without
/// the blocks of functions.
pub(crate) fn own_map(db: &dyn Db, unit: Unit) -> &BodyMap {
    &lowered(db, unit).map
}

/// The same as [`unit_map`], to keep.
pub(crate) fn kept_map(db: &dyn Db, unit: Unit) -> Arc<BodyMap> {
    Arc::clone(shared_map(db, unit))
}

/// Where `unit` starts in its file: at its first decorator, `async` or `def`.
pub fn unit_start(db: &dyn Db, unit: Unit) -> TextSize {
    let entry = unit_index(db, unit.file(db)).entry(unit);
    entry.map_or(TextSize::new(0), |it| it.range.start())
}

/// The whole of `unit` in its file, its decorators included.
pub fn unit_range(db: &dyn Db, unit: Unit) -> TextRange {
    let file = unit.file(db);
    match unit_index(db, file).entry(unit) {
        Some(it) => it.range,
        None => TextRange::up_to(TextSize::of(file.text(db))),
    }
}

/// Where `range` of the tree without blocks is in the file that `index` tells of.
pub(crate) fn range_with_blocks(index: &UnitIndex, range: TextRange) -> TextRange {
    places::range_with_blocks(index, range)
}

/// The unit of `file` at `offset`: for a function also on its decorators and parameters.
pub fn unit_at(db: &dyn Db, file: File, offset: TextSize) -> Unit {
    let found = unit_index(db, file).at(offset);
    found.unwrap_or_else(|| Unit::of_file(db, file))
}

/// The unit behind `scope` of `unit`, if its body is elsewhere ([`crate::body::Scope::is_elsewhere`]).
pub fn inner_unit(db: &dyn Db, unit: Unit, scope: BodyScope) -> Option<Unit> {
    if !unit.is_file(db) {
        return None;
    }
    let inner = inner_units(db, unit.file(db));
    let found = inner.binary_search_by_key(&scope, |it| it.0).ok()?;
    Some(inner[found].1)
}

/// The scope of the file's top level that stands for `unit`, a function.
pub fn outer_scope(db: &dyn Db, unit: Unit) -> Option<BodyScope> {
    inner_units(db, unit.file(db)).iter().find(|it| it.1 == unit).map(|it| it.0)
}

/// The tree of `unit`: of the top level of a file without the blocks of its functions. `None` where its
/// code is gone.
pub(crate) fn unit_green(db: &dyn Db, unit: Unit) -> Option<&GreenNode> {
    unit_source(db, unit).as_ref().map(|it| &it.green.0)
}

// Trees and bodies of units that nobody looked at lately are forgotten, and made again when asked for:
// more units than the largest open file has stay.

// ---- what stands between an edit and the rest -------------------------------------------------

/// How the tree of `file` falls into units.
#[salsa::tracked(returns(ref), no_eq, lru = 128)]
pub(crate) fn unit_index(db: &dyn Db, file: File) -> Arc<UnitIndex> {
    match file.cut(db) {
        Some(it) => Arc::clone(it),
        None => Arc::new(index::of_file(db, file, file.text(db), parse(db, file).green())),
    }
}

/// What one unit is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSource {
    green: Green,
    surroundings: Surroundings,
    future_annotations: bool,
}

#[salsa::tracked(returns(ref), lru = 4096)]
fn unit_source(db: &dyn Db, unit: Unit) -> Option<UnitSource> {
    if unit.file(db).outline(db).is_some() {
        return db.source_of(unit).value(db).clone();
    }
    let index = unit_index(db, unit.file(db));
    match unit.is_file(db) {
        true => Some(index.top_level_source()),
        false => Some(index.source(index.entry(unit)?)),
    }
}

/// The functions of `file` that have `global` statements.
#[salsa::tracked(returns(ref))]
pub(crate) fn units_with_globals(db: &dyn Db, file: File) -> Vec<Unit> {
    match file.outline(db) {
        Some(it) => it.with_globals(db).clone(),
        None => unit_index(db, file).with_globals().collect(),
    }
}

/// What the functions of `file` declare `global`.
#[salsa::tracked(returns(ref))]
fn declared_globals(db: &dyn Db, file: File) -> Vec<DeclaredGlobal> {
    let mut found: Vec<DeclaredGlobal> = Vec::new();
    for &unit in units_with_globals(db, file) {
        for global in &lowered(db, unit).globals {
            match found.iter_mut().find(|it| it.name == global.name) {
                Some(it) => it.is_bound |= global.is_bound,
                None => found.push(global.clone()),
            }
        }
    }
    found
}

#[salsa::tracked(returns(ref), lru = 4096)]
fn lowered(db: &dyn Db, unit: Unit) -> Lowered {
    let globals: &[DeclaredGlobal] =
        if unit.is_file(db) { declared_globals(db, unit.file(db)) } else { &[] };
    match unit_source(db, unit) {
        None => Lowered::default(),
        Some(it) => lower::lower(&Source {
            green: &it.green.0,
            surroundings: &it.surroundings,
            future_annotations: it.future_annotations,
            globals,
        }),
    }
}

#[salsa::tracked(returns(ref), lru = 4096)]
fn shared_body(db: &dyn Db, unit: Unit) -> Arc<Body> {
    Arc::clone(&lowered(db, unit).body)
}

#[salsa::tracked(returns(ref), lru = 4096)]
fn shared_map(db: &dyn Db, unit: Unit) -> Arc<BodyMap> {
    let map = &lowered(db, unit).map;
    match unit.is_file(db) {
        true => places::with_blocks(map, unit_index(db, unit.file(db))),
        false => Arc::clone(map),
    }
}

#[salsa::tracked(returns(ref))]
fn inner_units(db: &dyn Db, file: File) -> Vec<(BodyScope, Unit)> {
    let elsewhere = &lowered(db, Unit::of_file(db, file)).elsewhere;
    let Some(outline) = file.outline(db) else {
        let index = unit_index(db, file);
        let pairs = elsewhere.iter().filter_map(|it| Some((it.1, index.starting_at(it.0)?)));
        return pairs.collect();
    };
    let starts = outline.starts(db);
    let starting_at = |offset| {
        let found = starts.binary_search_by_key(&offset, |it| it.0).ok()?;
        Some(starts[found].1)
    };
    elsewhere.iter().filter_map(|it| Some((it.1, starting_at(it.0)?))).collect()
}

#[cfg(test)]
mod tests;
