//! Are two expressions one object?
//!
//! [`identity`] compares what is known of the objects: which of them exist once in CPython (small
//! ints, interned strings, equal constants of one compilation), which are made anew each time
//! (displays, instances, bound methods), and which of them one variable or function hands on. What
//! is the same or different is so on each run; everything else depends, and the [`Reason`] says on
//! what. The objects come from the [`Shape`](crate::shape::Shape), the facts of CPython from
//! `refwise-model`.

mod compare;
mod constants;
mod provenance;
mod reason;
#[cfg(test)]
mod tests;

use refwise_syntax::TextRange;

use crate::body::ExprId;
use crate::db::{Db, File};
use crate::excerpt::Excerpt;
use crate::names::Around;
use crate::rule::CodeUnit;
use crate::unit::{Unit, own_map, unit_at, unit_map, unit_start};

pub use constants::Constant;
pub use provenance::{Maker, Provenance, provenance};
pub use reason::Reason;

/// Whether two expressions are one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// They are, always.
    Same(Reason),
    /// They are not, ever.
    Different(Reason),
    /// That depends.
    Depends(Reason),
}

impl Identity {
    /// Why.
    pub const fn reason(&self) -> &Reason {
        match self {
            Identity::Same(it) | Identity::Different(it) | Identity::Depends(it) => it,
        }
    }

    /// What `a is b` gives; `None` where that depends.
    pub const fn answer(&self) -> Option<bool> {
        match self {
            Identity::Same(_) => Some(true),
            Identity::Different(_) => Some(false),
            Identity::Depends(_) => None,
        }
    }
}

/// What `a is b` gives where both expressions of `unit` are evaluated one after the other, in one
/// run, and the objects of both are alive.
pub fn identity(db: &dyn Db, unit: Unit, a: ExprId, b: ExprId) -> Identity {
    identity_in(&CodeUnit::new(db, unit), a, b)
}

/// The same, of what stands at two places of a file; `None` where one of them is no expression, or
/// they are of different units.
pub(crate) fn identity_at(
    db: &dyn Db,
    file: File,
    left: TextRange,
    right: TextRange,
) -> Option<Identity> {
    let unit = unit_at(db, file, left.start());
    let start = unit_start(db, unit);
    let map = unit_map(db, unit);
    let at = |it: TextRange| {
        let it = it.checked_sub(start)?;
        map.exprs.iter().position(|range| *range == it).map(ExprId::new)
    };
    Some(remembered(db, unit, at(left)?, at(right)?).clone())
}

/// The same in a part of a file, whose tree is `excerpt`.
pub(crate) fn identity_in_part(
    part: &Around<'_>,
    excerpt: &Excerpt,
    left: TextRange,
    right: TextRange,
) -> Option<Identity> {
    let (db, unit) = (part.db, part.unit?);
    let map = own_map(db, unit);
    let at = |it: TextRange| {
        let it = match unit.is_file(db) {
            true => excerpt.origin.place_around(it)?,
            false => it.checked_sub(part.part.start())?,
        };
        map.exprs.iter().position(|range| *range == it).map(ExprId::new)
    };
    Some(remembered(db, unit, at(left)?, at(right)?).clone())
}

/// [`identity`], kept: the objects of a unit are followed anew for each question otherwise.
#[salsa::tracked(returns(ref))]
fn remembered(db: &dyn Db, unit: Unit, a: ExprId, b: ExprId) -> Identity {
    identity(db, unit, a, b)
}

/// The same, where the unit is at hand.
pub fn identity_in(unit: &CodeUnit<'_>, a: ExprId, b: ExprId) -> Identity {
    compare::compare(unit, a, b)
}
