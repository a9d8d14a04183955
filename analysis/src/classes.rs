//! What the classes of a file are.

use crate::body::{BodyScope, Name};
use crate::db::{Db, File};
use crate::items::{Definition, classes};
use crate::unit::UnitPath;

mod raw;

pub use raw::{RawKind, RawMember, raw_members};

/// A class that stands in no function.
#[salsa::interned(unsafe(no_lifetime), revisions = usize::MAX, debug)]
pub struct ClassId {
    /// The file that it is in.
    #[returns(copy)]
    pub file: File,
    /// The classes around it and itself, the outermost first.
    #[returns(ref)]
    pub path: UnitPath,
}

/// The class whose body is `scope` in the top level of `file`.
pub fn class_at(db: &dyn Db, file: File, scope: BodyScope) -> Option<ClassId> {
    classes(db, file).iter().find(|it| it.0 == scope).map(|it| it.1)
}

/// What the body of `class` binds to `name`; none where it does not.
pub fn own_member(db: &dyn Db, class: ClassId, name: &str) -> Option<Definition> {
    let members = raw::raw_members(db, class);
    let mut all = members.iter().filter(|it| it.name == name);
    let last = all.next_back()?;
    Some(match (&last.kind, last.is_certain) {
        (RawKind::Function { unit: Some(it), .. }, true) => Definition::Function(*it),
        (RawKind::Class(it), true) => Definition::Class(*it),
        (RawKind::Value(it), true) => Definition::Value { file: class.file(db), expr: *it },
        _ => Definition::Unknown,
    })
}

/// The attribute `name` of the class, as its body or one of its bases binds it.
pub fn attribute(db: &dyn Db, class: ClassId, name: &str) -> Definition {
    own_member(db, class, name).unwrap_or(Definition::Unknown)
}

/// The name of the class.
pub fn class_name(db: &dyn Db, class: ClassId) -> &Name {
    &class.path(db).0.last().expect("a class has a name").name
}
