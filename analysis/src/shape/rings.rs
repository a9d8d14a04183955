//! Rings of strong references that stand when a unit ends.
//!
//! Reference counting alone never frees what is on a ring. Beside the references that the run has
//! noted there are those that objects have by nature: a bound method holds its object, a cell what
//! its variable holds at last, a frame its local variables.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::heap::State;
use super::object::{Label, ObjId, Object, Value};
use super::{Edge, Happening, Shape};
use crate::body::{Body, BodyScope, ExprId, VarId};

/// A ring of references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// Each leads to the holder of the next, the last to that of the first.
    pub steps: Vec<Step>,
    /// How certain it is.
    pub certainty: Certainty,
    /// It stands only where a `raise` ends the unit.
    pub is_raised: bool,
}

/// A reference of a ring.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// Who holds.
    pub from: ObjId,
    /// How.
    pub label: Label,
    /// Who is held.
    pub to: ObjId,
    /// The expression that makes the reference, if the code does.
    pub site: Option<ExprId>,
    /// It stands on every way through the unit.
    pub must: bool,
    /// A function of another unit makes it, called at `site`.
    pub is_callees: bool,
}

/// Longer rings are not looked for: nobody follows them, and generated code has long ones.
const MAX_STEPS: usize = 32;

/// How certain a ring is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// On some ways, or by what names suggest.
    Possible,
    /// On every way; but others know objects of the ring, and may break it.
    Likely,
    /// On every way, and nobody but the unit knows its objects: when it has run, they are garbage
    /// that only the collector finds.
    Certain,
}

/// The rings that stand when the unit with this shape ends, and that its own code closes: one for
/// each reference that closes one, the shortest first.
pub fn rings(body: &Body, shape: &Shape) -> Vec<Ring> {
    let mut found = all_rings(body, shape);
    found.retain(|it| !is_told_elsewhere(it));
    leave_covered(found)
}

/// The same with those that the functions close which the unit calls.
pub fn all_rings(body: &Body, shape: &Shape) -> Vec<Ring> {
    let mut found = shape.end.as_ref().map(|it| rings_in(body, shape, it)).unwrap_or_default();
    for ring in shape.raised.as_ref().map(|it| rings_in(body, shape, it)).unwrap_or_default() {
        // The frame lives on with the traceback of what is raised.
        let has_frame = ring.steps.iter().any(|it| matches!(it.label, Label::Frame));
        if has_frame && !found.iter().any(|it| is_same(it, &ring)) {
            found.push(Ring { certainty: Certainty::Possible, is_raised: true, ..ring });
        }
    }
    found.sort_by_key(|it| (it.is_raised, it.steps.len()));
    found
}

/// The rings among the references of one state.
fn rings_in(body: &Body, shape: &Shape, end: &State) -> Vec<Ring> {
    if !has_circle(&links(body, shape, end), shape.objects.len()) {
        return Vec::new();
    }
    let graph = Graph::new(body, shape, end);
    let mut found: Vec<Ring> = Vec::new();
    for start in graph.explicit_steps() {
        let Some(ring) = graph.shortest_ring(start) else { continue };
        if !found.iter().any(|it| is_same(it, &ring)) {
            found.push(ring);
        }
    }
    found
}

/// Leaves out rings all of whose explicit references are on rings before them.
fn leave_covered(rings: Vec<Ring>) -> Vec<Ring> {
    let mut covered: FxHashSet<(ObjId, Label, ObjId)> = FxHashSet::default();
    let key = |it: &Step| (it.from, it.label.clone(), it.to);
    let mut kept = Vec::new();
    for ring in rings {
        let explicit = ring.steps.iter().filter(|it| it.site.is_some());
        let is_new = explicit.clone().any(|it| !covered.contains(&key(it)));
        if is_new {
            covered.extend(explicit.map(key));
            kept.push(ring);
        }
    }
    kept
}

fn is_same(a: &Ring, b: &Ring) -> bool {
    a.steps.len() == b.steps.len() && a.steps.iter().all(|it| b.steps.contains(it))
}

/// Is the ring closed inside a function that the unit calls? That one tells it: it makes the only
/// reference, or both those that lead to and from what the caller has.
fn is_told_elsewhere(ring: &Ring) -> bool {
    let explicit: Vec<&Step> = ring.steps.iter().filter(|it| it.site.is_some()).collect();
    if !explicit.iter().all(|it| it.is_callees) {
        return false;
    }
    let Some(last) = explicit.iter().filter_map(|it| it.site).max() else { return false };
    explicit.len() == 1 || explicit.iter().filter(|it| it.site == Some(last)).count() > 1
}

/// Who holds whom, whatever holds it, by how and by whom. Nearly all units have no circle in it, and
/// to see that takes no more than this.
fn links(body: &Body, shape: &Shape, end: &State) -> Vec<(ObjId, ObjId)> {
    let mut links: Vec<_> = end.heap.edges().iter().map(|it| (it.from, it.to)).collect();
    for (idx, object) in shape.objects.iter().enumerate() {
        let id = ObjId::from(idx);
        let held = |var: VarId| end.vars[var.index()].iter().map(move |it| (id, it));
        match object {
            Object::Method { receiver, .. } => links.push((id, *receiver)),
            Object::Held { by, .. } => links.push((*by, id)),
            Object::LocalClass(_) => links.push((id, id)),
            Object::Cell(var) => links.extend(held(*var)),
            Object::Frame(scope) => {
                links.extend(body.scope(*scope).vars.iter().flat_map(|it| held(*it)));
            }
            _ => {}
        }
    }
    links
}

/// Does any of `links` between `n_objects` lead back to where it starts, over others? Objects that
/// nobody holds are taken away, then those that only they held: what stays is on a circle or
/// behind one.
fn has_circle(links: &[(ObjId, ObjId)], n_objects: usize) -> bool {
    let is_known = |it: &&(ObjId, ObjId)| it.0 > ObjId::UNBOUND && it.1 > ObjId::UNBOUND;
    let mut starts = vec![0_u32; n_objects + 1];
    let mut n_holders = vec![0_u32; n_objects];
    for (from, to) in links.iter().filter(is_known) {
        starts[from.index()] += 1;
        n_holders[to.index()] += 1;
    }
    let mut n_links = 0;
    for start in &mut starts {
        n_links += *start;
        *start = n_links;
    }
    let mut held = vec![ObjId::UNKNOWN; n_links as usize];
    for (from, to) in links.iter().filter(is_known) {
        starts[from.index()] -= 1;
        held[starts[from.index()] as usize] = *to;
    }
    let mut free: Vec<usize> = (0..n_objects).filter(|it| n_holders[*it] == 0).collect();
    let mut n_free = 0;
    while let Some(object) = free.pop() {
        n_free += 1;
        for to in &held[starts[object] as usize..starts[object + 1] as usize] {
            n_holders[to.index()] -= 1;
            if n_holders[to.index()] == 0 {
                free.push(to.index());
            }
        }
    }
    n_free < n_objects
}

struct Graph {
    /// The objects that others know: the caller, a global, unknown code.
    exposed: FxHashSet<ObjId>,
    steps: FxHashMap<ObjId, Vec<Step>>,
    /// Of objects that can reach themselves: the number of their component.
    component: FxHashMap<ObjId, usize>,
}

impl Graph {
    fn new(body: &Body, shape: &Shape, end: &State) -> Graph {
        let mut graph = Graph {
            exposed: FxHashSet::default(),
            steps: FxHashMap::default(),
            component: FxHashMap::default(),
        };
        for edge in end.heap.edges() {
            graph.add_edge(shape, edge);
        }
        for (idx, object) in shape.objects.iter().enumerate() {
            graph.add_nature(body, shape, end, ObjId::from(idx), object);
        }
        graph.find_components();
        if !graph.component.is_empty() {
            graph.find_exposed(body, shape);
        }
        graph
    }

    /// What is returned, yielded or lost, what the caller has, and all that hangs on it.
    fn find_exposed(&mut self, body: &Body, shape: &Shape) {
        let own = body.scope(BodyScope::OWN);
        let is_suspended = own.is_generator || own.is_coroutine;
        let lost = shape.events.iter().filter(|it| {
            matches!(it.what, Happening::Escapes | Happening::Returned | Happening::Yielded)
        });
        let mut queue: Vec<ObjId> = lost.map(|it| it.object).collect();
        queue.extend(shape.returned.iter());
        for (idx, object) in shape.objects.iter().enumerate() {
            if is_suspended || !is_own(object) || shape.many[idx] {
                queue.push(ObjId::from(idx));
            }
        }
        while let Some(id) = queue.pop() {
            if self.exposed.insert(id) {
                queue.extend(self.steps(id).iter().map(|it| it.to));
            }
        }
    }

    fn add_edge(&mut self, shape: &Shape, edge: &Edge) {
        let label = shape.label(edge.label).clone();
        let holds = label != Label::Weak && !matches!(shape.object(edge.to), Object::Const(_));
        if holds {
            let (site, must) = (Some(edge.site), edge.must);
            let is_callees = edge.is_callees;
            self.add(Step { from: edge.from, label, to: edge.to, site, must, is_callees });
        }
    }

    /// The references that an object has by nature.
    fn add_nature(&mut self, body: &Body, shape: &Shape, end: &State, id: ObjId, object: &Object) {
        match object {
            Object::Method { receiver, .. } => {
                self.add_natural(id, Label::SelfOf, &Value::one(*receiver));
            }
            Object::Held { by, label } => {
                let step = Step {
                    from: *by,
                    label: shape.label(*label).clone(),
                    to: id,
                    site: None,
                    must: !is_replaced(shape, end, *by, *label),
                    is_callees: false,
                };
                if step.must {
                    self.add(step);
                }
            }
            // Its `__mro__`, its `__dict__` and the descriptors in it lead back to it.
            Object::LocalClass(_) => {
                let (label, site) = (Label::Class, None);
                self.add(Step { from: id, label, to: id, site, must: false, is_callees: false });
            }
            Object::Cell(var) => self.add_natural(id, Label::Content, &end.vars[var.index()]),
            Object::Frame(scope) => {
                for &var in &body.scope(*scope).vars {
                    let it = body.var(var);
                    let label = Label::Local(it.name.clone());
                    let held = &end.vars[var.index()];
                    for to in held.iter() {
                        let site = shape.bound_at.get(&(var, to)).copied();
                        let must = held.sole().is_some();
                        let label = label.clone();
                        self.add(Step { from: id, label, to, site, must, is_callees: false });
                    }
                }
            }
            _ => {}
        }
    }

    fn add_natural(&mut self, from: ObjId, label: Label, held: &Value) {
        let must = held.sole().is_some();
        for to in held.iter().filter(|it| *it > ObjId::UNBOUND) {
            let label = label.clone();
            self.add(Step { from, label, to, site: None, must, is_callees: false });
        }
    }

    fn add(&mut self, step: Step) {
        if step.from > ObjId::UNBOUND && step.to > ObjId::UNBOUND {
            self.steps.entry(step.from).or_default().push(step);
        }
    }

    fn steps(&self, from: ObjId) -> &[Step] {
        self.steps.get(&from).map_or(&[], |it| it)
    }

    /// The references that code makes inside of components, in the order of the objects.
    fn explicit_steps(&self) -> Vec<&Step> {
        let mut steps: Vec<&Step> = self.steps.values().flatten().collect();
        let is_inside = |it: &&Step| {
            let [a, b] = [it.from, it.to].map(|it| self.component.get(&it));
            (it.site.is_some() || it.from == it.to) && a.is_some() && a == b
        };
        steps.retain(is_inside);
        steps.sort_by_key(|it| (it.from, it.to, it.site));
        steps
    }

    /// The shortest ring over `start`; one that surely stands before a shorter one that may.
    fn shortest_ring(&self, start: &Step) -> Option<Ring> {
        let sure = start.must.then(|| self.way_back(start, true)).flatten();
        let Some(steps) = sure else {
            let steps = self.way_back(start, false)?;
            return Some(Ring { steps, certainty: Certainty::Possible, is_raised: false });
        };
        let is_known = steps.iter().any(|it| self.exposed.contains(&it.from));
        let certainty = if is_known { Certainty::Likely } else { Certainty::Certain };
        Some(Ring { steps, certainty, is_raised: false })
    }

    fn way_back(&self, start: &Step, must: bool) -> Option<Vec<Step>> {
        let component = self.component.get(&start.from)?;
        let mut came: FxHashMap<ObjId, &Step> = FxHashMap::default();
        let mut queue = VecDeque::from([(start.to, 1)]);
        while let Some((at, n_steps)) = queue.pop_front() {
            if at == start.from {
                return Some(path(start, &came));
            }
            if n_steps == MAX_STEPS {
                continue;
            }
            for step in self.steps(at) {
                let is_on = self.component.get(&step.to) == Some(component);
                if is_on
                    && (step.must || !must)
                    && step.to != start.to
                    && !came.contains_key(&step.to)
                {
                    came.insert(step.to, step);
                    queue.push_back((step.to, n_steps + 1));
                }
            }
        }
        None
    }

    /// Tarjan's components, without recursion.
    fn find_components(&mut self) {
        let mut search = Search::default();
        let mut nodes: Vec<ObjId> = self.steps.keys().copied().collect();
        nodes.sort();
        for node in nodes {
            search.from(node, self);
        }
        let is_ring = |it: &Vec<ObjId>| match it[..] {
            [one] => self.steps(one).iter().any(|it| it.to == one),
            _ => true,
        };
        let rings: Vec<Vec<ObjId>> = search.done.into_iter().filter(is_ring).collect();
        for (number, component) in rings.into_iter().enumerate() {
            self.component.extend(component.into_iter().map(|it| (it, number)));
        }
    }
}

fn path(start: &Step, came: &FxHashMap<ObjId, &Step>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = start.from;
    while at != start.to {
        let step = came[&at];
        steps.push(step.clone());
        at = step.from;
    }
    steps.push(start.clone());
    steps.reverse();
    steps
}

/// Can the unit alone have made it?
fn is_own(object: &Object) -> bool {
    !matches!(
        object,
        Object::Param(..) | Object::Captured(_) | Object::Held { .. } | Object::Global(_)
    )
}

/// Was what hung there when the unit began replaced for sure?
fn is_replaced(shape: &Shape, end: &State, by: ObjId, label: super::LabelId) -> bool {
    let is_item = matches!(shape.label(label), Label::Item | Label::Key);
    !is_item && end.heap.by(by, label).iter().any(|it| it.must)
}

#[derive(Default)]
struct Search {
    order: FxHashMap<ObjId, usize>,
    low: FxHashMap<ObjId, usize>,
    stack: Vec<ObjId>,
    on_stack: FxHashSet<ObjId>,
    done: Vec<Vec<ObjId>>,
}

impl Search {
    fn from(&mut self, root: ObjId, graph: &Graph) {
        if self.order.contains_key(&root) {
            return;
        }
        let mut work = vec![(root, 0)];
        self.visit(root);
        while let Some((node, next)) = work.pop() {
            let Some(step) = graph.steps(node).get(next) else {
                self.leave(node);
                if let Some(&(parent, _)) = work.last() {
                    self.lower(parent, self.low[&node]);
                }
                continue;
            };
            work.push((node, next + 1));
            match self.order.get(&step.to) {
                None => {
                    self.visit(step.to);
                    work.push((step.to, 0));
                }
                Some(&order) if self.on_stack.contains(&step.to) => self.lower(node, order),
                Some(_) => {}
            }
        }
    }

    fn visit(&mut self, node: ObjId) {
        let order = self.order.len();
        self.order.insert(node, order);
        self.low.insert(node, order);
        self.stack.push(node);
        self.on_stack.insert(node);
    }

    fn lower(&mut self, node: ObjId, to: usize) {
        let low = self.low.get_mut(&node).expect("visited before");
        *low = (*low).min(to);
    }

    fn leave(&mut self, node: ObjId) {
        if self.low[&node] != self.order[&node] {
            return;
        }
        let start = self.stack.iter().rposition(|it| *it == node).expect("visited before");
        let component = self.stack.split_off(start);
        component.iter().for_each(|it| {
            self.on_stack.remove(it);
        });
        self.done.push(component);
    }
}
