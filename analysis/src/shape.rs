//! The shape of the heap: which objects a unit knows, and who holds whom.
//!
//! One abstract run of a unit ([`interpret`]) gives each expression the objects that it can be, and
//! the references between objects when the unit ends. An object is known by where it is made; what
//! the caller passes and what hangs on that are symbols. A [`Summary`] is what callers need of it,
//! so that objects are followed into calls and across files. `rings` looks for the references that
//! close a ring.
//!
//! What is not known is [`Object::Unknown`]: it has no edges, and nobody says anything about it.

pub mod explain;
pub mod fields;
pub mod heap;
pub mod lookup;
pub mod object;
pub mod rings;
mod summaries;
#[cfg(test)]
mod tests;
mod written;

mod attributes;
mod bindings;
mod builtins;
mod calls;
mod exceptions;
mod expressions;
mod globals;
mod interpret;
mod narrow;
mod run;
mod stores;

use std::sync::Arc;

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::body::{ExprId, VarId};
use crate::db::Db;
use crate::unit::Unit;

pub use heap::{Edge, Heap};
pub use object::{ClassOf, Label, LabelId, ObjId, Object, Site, Value};
pub use run::WaitingShapes;
pub use summaries::{Made, ParamSpec, Summary, SummaryEdge, SummaryObject, summary};

/// What a unit's objects are and who holds whom.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The objects, by [`ObjId`].
    pub objects: IndexSet<Object, FxBuildHasher>,
    /// Their classes, by [`ObjId`].
    pub classes: Vec<ClassOf>,
    /// More than one object of a run may be this one: made in a loop.
    pub many: Vec<bool>,
    /// The labels of edges, by [`LabelId`].
    pub labels: IndexSet<Label, FxBuildHasher>,
    /// What each expression can be, by its id; empty where it is never evaluated.
    pub values: Vec<Value>,
    /// The references when the unit ends without an exception; nothing where it never does.
    pub end: Option<heap::State>,
    /// The references when a `raise` statement ends the unit; nothing where none does.
    pub raised: Option<heap::State>,
    /// What is returned.
    pub returned: Value,
    /// The last expression that bound a variable to an object.
    pub bound_at: FxHashMap<(VarId, ObjId), ExprId>,
    /// What was seen on the way, in the order of the run.
    pub events: Vec<Event>,
    /// The unit was too large to be followed to its end.
    pub gave_up: bool,
}

/// Something that happens to an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// The expression or the target at which it happens.
    pub at: ExprId,
    /// The object.
    pub object: ObjId,
    /// What happens.
    pub what: Happening,
}

/// What happens to an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Happening {
    /// It is changed in place: an item, attribute or the whole.
    Mutated(Mutation),
    /// It loses all its items.
    Emptied,
    /// Something holds it from now on.
    Stored(ObjId, LabelId),
    /// It is called.
    Called,
    /// It goes to code that is not known.
    Escapes,
    /// The function returns it.
    Returned,
    /// A generator yields it.
    Yielded,
}

/// How an object is changed in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mutation {
    /// An attribute is set or deleted.
    Attribute,
    /// Items are added, set or removed.
    Items,
}

/// The shape of a unit.
///
/// Depends on the unit's body, the meanings of the global names in it and the summaries of what it
/// calls; an edit elsewhere, or one that changes no callee's summary, leaves it.
///
/// Not kept: the bodies of a large project make more objects than should stay in memory, and only
/// the file that is looked at needs them. What was found for the [`summary`] is handed out once.
pub fn shape(db: &dyn Db, unit: Unit) -> Arc<Shape> {
    run::shape(db, unit)
}

impl Shape {
    /// The objects that `expr` can be.
    pub fn value(&self, expr: ExprId) -> &Value {
        &self.values[expr.index()]
    }

    /// An object.
    pub fn object(&self, id: ObjId) -> &Object {
        &self.objects[id.index()]
    }

    /// The id of an object, if the unit knows it.
    pub fn object_id(&self, object: &Object) -> Option<ObjId> {
        self.objects.get_index_of(object).map(|it| ObjId(it as u32))
    }

    /// The class of an object.
    pub fn class_of(&self, id: ObjId) -> &ClassOf {
        &self.classes[id.index()]
    }

    /// The class of all objects that `expr` can be.
    pub fn class_of_expr(&self, expr: ExprId) -> &ClassOf {
        let mut objects = self.value(expr).iter();
        let Some(first) = objects.next() else { return &ClassOf::Unknown };
        let class = self.class_of(first);
        if objects.all(|it| self.class_of(it) == class) { class } else { &ClassOf::Unknown }
    }

    /// A label.
    pub fn label(&self, id: LabelId) -> &Label {
        &self.labels[id.index()]
    }

    /// The one object that `expr` is, if that is certain.
    pub fn sole(&self, expr: ExprId) -> Option<(ObjId, &Object)> {
        let id = self.value(expr).sole()?;
        Some((id, self.object(id)))
    }

    /// Is this object one and the same in a run of the unit?
    pub fn is_one(&self, id: ObjId) -> bool {
        !self.many[id.index()]
    }
}
