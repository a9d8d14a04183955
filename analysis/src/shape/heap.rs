//! What is known at one point of a run: what the variables hold, and the references between objects.

use std::ops::Index;
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
    pub vars: Vars,
    /// The references.
    pub heap: Arc<Heap>,
}

/// What each variable holds. In pieces, so that states that differ in one variable share the rest:
/// functions with thousands of variables have thousands of states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vars {
    pieces: Arc<[Arc<[Value]>]>,
}

impl Vars {
    /// How many variables a piece has; the last one may have fewer.
    const PIECE: usize = 32;

    /// By the index of the variable.
    pub fn new(values: &[Value]) -> Vars {
        Vars { pieces: values.chunks(Vars::PIECE).map(Arc::from).collect() }
    }

    /// What all variables hold, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Value> {
        self.pieces.iter().flat_map(|it| it.iter())
    }

    /// The variable at `index` holds `value` from now on.
    pub fn set(&mut self, index: usize, value: Value) {
        let piece = &mut Arc::make_mut(&mut self.pieces)[index / Vars::PIECE];
        Arc::make_mut(piece)[index % Vars::PIECE] = value;
    }

    /// Makes it hold for both ways; tells whether it changed.
    fn join(&mut self, other: &Vars) -> bool {
        let mut changed = false;
        if Arc::ptr_eq(&self.pieces, &other.pieces) {
            return changed;
        }
        for (idx, theirs) in other.pieces.iter().enumerate() {
            let mine = &self.pieces[idx];
            if Arc::ptr_eq(mine, theirs) {
                continue;
            }
            let mut pairs = mine.iter().zip(theirs.iter());
            let Some(first) = pairs.position(|it| !it.0.covers(it.1)) else { continue };
            let mine = Arc::make_mut(&mut Arc::make_mut(&mut self.pieces)[idx]);
            for (mine, theirs) in mine[first..].iter_mut().zip(&theirs[first..]) {
                changed |= mine.join(theirs);
            }
        }
        changed
    }
}

impl Index<usize> for Vars {
    type Output = Value;

    fn index(&self, index: usize) -> &Value {
        &self.pieces[index / Vars::PIECE][index % Vars::PIECE]
    }
}

impl Edge {
    /// What makes it the same edge as another.
    fn key(&self) -> (ObjId, LabelId, ObjId) {
        (self.from, self.label, self.to)
    }
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
        self.edges.binary_search_by_key(&edge.key(), Edge::key)
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

    /// Would joining `other` change nothing?
    fn covers(&self, other: &Heap) -> bool {
        let mut theirs = other.edges.iter().peekable();
        for edge in &self.edges {
            if theirs.next_if(|it| it.key() < edge.key()).is_some() {
                return false;
            }
            let same = theirs.next_if(|it| it.key() == edge.key());
            if edge.must && !same.is_some_and(|it| it.must) {
                return false;
            }
        }
        theirs.next().is_none()
    }

    /// Makes it hold for both ways.
    fn join(&mut self, other: &Heap) {
        let mut new = Vec::new();
        let mut theirs = other.edges.iter().peekable();
        for edge in &mut self.edges {
            while let Some(it) = theirs.next_if(|it| it.key() < edge.key()) {
                new.push(Edge { must: false, ..*it });
            }
            let same = theirs.next_if(|it| it.key() == edge.key());
            edge.must &= same.is_some_and(|it| it.must);
        }
        new.extend(theirs.map(|it| Edge { must: false, ..*it }));
        new.truncate(Heap::MAX.saturating_sub(self.edges.len()));
        self.edges.append(&mut new);
        // Two sorted pieces: that takes one walk.
        self.edges.sort_by_key(Edge::key);
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
        let mut changed = self.vars.join(&other.vars);
        if !Arc::ptr_eq(&self.heap, &other.heap) && !self.heap.covers(&other.heap) {
            Arc::make_mut(&mut self.heap).join(&other.heap);
            changed = true;
        }
        changed
    }
}
