//! What is known at one point of a run: what the variables hold, and the references between objects.

use std::sync::Arc;

use super::object::{LabelId, ObjId, Value};
use crate::body::ExprId;

/// A reference from one object to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edge {
    /// Who holds.
    pub from: ObjId,
    /// How.
    pub label: LabelId,
    /// Who is held.
    pub to: ObjId,
    /// The expression that made it.
    pub site: ExprId,
    /// On every way to here it stands, as far as the code says; not only on some, and not only by
    /// what a name suggests.
    pub must: bool,
    /// A function of another unit made it, which `site` calls.
    pub is_callees: bool,
}

/// The references that were made so far and not taken back: sorted, of equal ones the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heap {
    edges: Vec<Edge>,
}

/// What is known at one point of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// By variable.
    pub vars: Arc<Vec<Value>>,
    /// The references.
    pub heap: Arc<Heap>,
}

impl Heap {
    /// More edges than this are not followed.
    const MAX: usize = 4_000;

    /// All edges.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The edges from `object`.
    pub fn from(&self, object: ObjId) -> &[Edge] {
        let start = self.edges.partition_point(|it| it.from < object);
        let n = self.edges[start..].partition_point(|it| it.from == object);
        &self.edges[start..start + n]
    }

    /// The edges from `object` by `label`.
    pub fn by(&self, object: ObjId, label: LabelId) -> &[Edge] {
        let edges = self.from(object);
        let start = edges.partition_point(|it| it.label < label);
        let n = edges[start..].partition_point(|it| it.label == label);
        &edges[start..start + n]
    }

    fn place(&self, edge: &Edge) -> Result<usize, usize> {
        let key = |it: &Edge| (it.from, it.label, it.to);
        self.edges.binary_search_by_key(&key(edge), key)
    }

    fn add(&mut self, edge: Edge) {
        match self.place(&edge) {
            Ok(known) => {
                let known = &mut self.edges[known];
                if edge.must && !known.must {
                    *known = edge;
                }
            }
            Err(place) if self.edges.len() < Heap::MAX => self.edges.insert(place, edge),
            Err(_) => {}
        }
    }

    /// Makes it hold for both ways; tells whether it changed.
    fn join(&mut self, other: &Heap) -> bool {
        let mut changed = false;
        for edge in &mut self.edges {
            if edge.must && !other.place(edge).is_ok_and(|it| other.edges[it].must) {
                edge.must = false;
                changed = true;
            }
        }
        for edge in &other.edges {
            if self.place(edge).is_err() && self.edges.len() < Heap::MAX {
                self.add(Edge { must: false, ..*edge });
                changed = true;
            }
        }
        changed
    }
}

impl State {
    /// The references, to change them.
    pub fn add_edge(&mut self, edge: Edge) {
        let place = self.heap.place(&edge);
        if place.is_ok_and(|it| self.heap.edges[it].must || !edge.must) {
            return;
        }
        Arc::make_mut(&mut self.heap).add(edge);
    }

    /// Takes back the edges for which `is_gone` holds.
    pub fn remove_edges(&mut self, is_gone: impl Fn(&Edge) -> bool) {
        if self.heap.edges.iter().any(&is_gone) {
            Arc::make_mut(&mut self.heap).edges.retain(|it| !is_gone(it));
        }
    }

    /// The edges of `object` may be those of an older object made at the same place.
    pub fn weaken_edges(&mut self, object: ObjId) {
        if self.heap.edges.iter().any(|it| it.must && (it.from == object || it.to == object)) {
            let edges = &mut Arc::make_mut(&mut self.heap).edges;
            let touching = |it: &&mut Edge| it.from == object || it.to == object;
            edges.iter_mut().filter(touching).for_each(|it| it.must = false);
        }
    }

    /// Makes it hold for both ways; tells whether it changed.
    pub fn join(&mut self, other: &State) -> bool {
        let mut changed = false;
        if !Arc::ptr_eq(&self.vars, &other.vars) && self.vars != other.vars {
            let vars = Arc::make_mut(&mut self.vars);
            for (mine, theirs) in vars.iter_mut().zip(other.vars.iter()) {
                changed |= mine.join(theirs);
            }
        }
        if !Arc::ptr_eq(&self.heap, &other.heap) && self.heap != other.heap {
            changed |= Arc::make_mut(&mut self.heap).join(&other.heap);
        }
        changed
    }
}
