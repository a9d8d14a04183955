//! What objects of classes hold, put together from all methods and files: a graph of classes.
//!
//! The interpreter follows the objects of one run, and ends where another method or file has set an
//! attribute. Here each unit is asked which references it makes between instances of known classes
//! ([`unit_edges`]), whatever the order in which they are made: annotations count, and values that
//! a constructor or method is handed are followed by its summary. A loop in the graph is not yet a
//! ring, `Node.next: Node` is a list; `rings` takes one for possible where a method hands `self`
//! over. What is found here is told as a hint.

mod annotations;
mod calls;
mod classes;
mod containers;
mod evaluate;
mod graph;
mod kinds;
mod rings;
mod summaries;
#[cfg(test)]
mod tests;

use super::object::Label;
use crate::body::ExprId;
use crate::db::Db;
use crate::unit::Unit;

pub use kinds::{Node, Origin};
pub use rings::{FieldRing, field_rings};
pub(crate) use rings::{name, step};

/// A reference that some code makes from one object to another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldEdge {
    /// Who holds.
    pub from: Node,
    /// How.
    pub label: Label,
    /// In a container that hangs there.
    pub is_item: bool,
    /// Who is held.
    pub to: Node,
    /// The expression that makes the reference; none where the holder has it by nature.
    pub site: Option<(Unit, ExprId)>,
    /// Where the held object comes from.
    pub origin: Origin,
    /// The holder is the instance whose method makes the reference.
    pub is_own_holder: bool,
    /// What is held was there before its holder: an initialiser was given it. A ring has another
    /// reference too.
    pub is_older: bool,
}

/// The references that `unit` makes between objects of known classes, by itself or in what it calls.
#[salsa::tracked(returns(deref))]
pub(super) fn unit_edges(db: &dyn Db, unit: Unit) -> Vec<FieldEdge> {
    evaluate::evaluate(db, unit, evaluate::Depth::WithCalls).edges
}

/// What `unit` returns, where no annotation says it. Nothing for functions that call each other in
/// a circle.
#[salsa::tracked(returns(ref), cycle_result = in_a_circle)]
fn returned_kinds(db: &dyn Db, unit: Unit) -> kinds::Kinds {
    stacker::maybe_grow(512 * 1024, 4 * 1024 * 1024, || {
        evaluate::evaluate(db, unit, evaluate::Depth::WithCalls).returned
    })
}

fn in_a_circle(_db: &dyn Db, _id: salsa::Id, _unit: Unit) -> kinds::Kinds {
    kinds::Kinds::default()
}
