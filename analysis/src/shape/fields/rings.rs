//! Loops in the graph of classes that are likely to be rings of objects.
//!
//! A loop of classes alone says little: the nodes of a tree have a class in common, and trees have
//! no rings. It is taken for a ring where a method hands its own `self` over on the way: what gets
//! `self` to keep is mostly what `self` keeps. Each ring is told once, at the reference that does so.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::graph::Graph;
use super::kinds::{Node, Origin};
use super::{FieldEdge, unit_edges};
use crate::body::{BodyScope, Expr, ExprId, Name};
use crate::db::{Db, File};
use crate::items::{self, Definition};
use crate::shape::object::Label;
use crate::unit::{Unit, unit_body, units};

/// A possible ring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRing {
    /// Each leads to the holder of the next, the last to that of the first.
    pub steps: Vec<FieldEdge>,
    /// The unit that hands itself over, and the expression that does.
    pub closing: (Unit, ExprId),
}

/// Longer rings are not looked for.
const MAX_STEPS: usize = 5;

/// The rings that methods and functions of `file` may close.
#[salsa::tracked(returns(deref))]
pub fn field_rings(db: &dyn Db, file: File) -> Vec<FieldRing> {
    let mut graph = Graph::new(db);
    let units: Vec<Unit> = units(db, file).iter().copied().filter(|it| !it.is_file(db)).collect();
    units.iter().for_each(|it| graph.add_unit(*it));
    let mut search = Search { graph, found: Vec::new(), told: FxHashSet::default() };
    for unit in units {
        for edge in unit_edges(db, unit).iter().filter(|it| hands_over(it)) {
            search.from(edge);
        }
    }
    search.found
}

/// Does the edge start a search: is `self` handed over, or a function that may hold it?
fn hands_over(edge: &FieldEdge) -> bool {
    let is_function = matches!(edge.to, Node::Function(..) | Node::Waiting(..) | Node::Made(..));
    edge.site.is_some()
        && matches!(edge.from, Node::Instance(_))
        && (edge.origin == Origin::Own || is_function)
}

struct Search<'a> {
    graph: Graph<'a>,
    found: Vec<FieldRing>,
    told: FxHashSet<(Node, Label, Node)>,
}

/// A node that was reached: by which edge, from which other.
struct Reached {
    edge: FieldEdge,
    before: Option<usize>,
    n_steps: usize,
    /// Each object on the way was there before the one that holds it. Then it is no ring: the last
    /// would have to be older than itself.
    is_older: bool,
}

impl Search<'_> {
    /// Looks for the shortest way from what `start` holds back to its holder.
    fn from(&mut self, start: &FieldEdge) {
        let key = (start.from.clone(), start.label.clone(), start.to.clone());
        if self.told.contains(&key) {
            return;
        }
        let Some(steps) = self.way_back(start) else { return };
        if !steps.iter().any(|it| it.origin == Origin::Own) {
            return;
        }
        let Some(closing) = start.site else { return };
        self.told.insert(key);
        self.found.push(FieldRing { steps, closing });
    }

    fn way_back(&mut self, start: &FieldEdge) -> Option<Vec<FieldEdge>> {
        let is_same = self.graph.may_be(&start.to, &start.from);
        if is_same && start.is_own_holder && start.origin == Origin::Own {
            return Some(vec![start.clone()]);
        }
        let mut reached = vec![Reached {
            edge: start.clone(),
            before: None,
            n_steps: 1,
            is_older: start.is_older,
        }];
        let mut seen: FxHashSet<(Node, bool)> = FxHashSet::default();
        let mut queue = VecDeque::from([0]);
        while let Some(at) = queue.pop_front() {
            let Reached { edge, n_steps, is_older, .. } = &reached[at];
            let (node, n_steps, is_older) = (edge.to.clone(), *n_steps, *is_older);
            if n_steps >= MAX_STEPS {
                continue;
            }
            for edge in self.graph.held_by(&node) {
                if edge.label == start.label && self.graph.may_be(&edge.from, &start.from) {
                    continue;
                }
                let is_older = is_older && edge.is_older;
                let closes = !is_older && self.graph.may_be(&edge.to, &start.from);
                if !closes && !seen.insert((edge.to.clone(), is_older)) {
                    continue;
                }
                reached.push(Reached { edge, before: Some(at), n_steps: n_steps + 1, is_older });
                if closes {
                    return Some(path(&reached));
                }
                queue.push_back(reached.len() - 1);
            }
        }
        None
    }
}

/// The way to the last node.
fn path(reached: &[Reached]) -> Vec<FieldEdge> {
    let mut steps = Vec::new();
    let mut at = reached.len().checked_sub(1);
    while let Some(idx) = at {
        steps.push(reached[idx].edge.clone());
        at = reached[idx].before;
    }
    steps.reverse();
    steps
}

impl FieldRing {
    /// The ring as a path: `Parent.children[*] → Child.parent → Parent`.
    pub fn path(&self, db: &dyn Db) -> String {
        let mut parts: Vec<String> = self.steps.iter().map(|it| step(db, it)).collect();
        parts.extend(self.steps.first().map(|it| name(db, &it.from)));
        parts.join(" → ")
    }
}

/// What holds, and by what.
pub(crate) fn step(db: &dyn Db, edge: &FieldEdge) -> String {
    let holder = name(db, &edge.from);
    let item = if edge.is_item { "[*]" } else { "" };
    match &edge.label {
        Label::Attr(attribute) => format!("{holder}.{attribute}{item}"),
        Label::Item => format!("{holder}[*]"),
        _ => holder,
    }
}

/// A node in words.
pub(crate) fn name(db: &dyn Db, node: &Node) -> String {
    match node {
        Node::Instance(class) => last(items::path(db, &Definition::Class(*class))),
        Node::Method(class, method) => {
            format!("bound method {}.{method}", last(items::path(db, &Definition::Class(*class))))
        }
        Node::Function(unit, scope) => function(db, *unit, *scope),
        Node::Made(unit, at) => made(db, *unit, *at),
        Node::Waiting(unit, _, 0) => format!("a waiting call in {}()", last(unit_name(db, *unit))),
        Node::Waiting(unit, ..) => {
            format!("a function made by a call in {}()", last(unit_name(db, *unit)))
        }
    }
}

fn function(db: &dyn Db, unit: Unit, scope: BodyScope) -> String {
    match unit_body(db, unit).scope(scope).name.as_str() {
        "" => "<lambda>".to_owned(),
        name => format!("{name}()"),
    }
}

/// What a call has made, by the name of what is called.
fn made(db: &dyn Db, unit: Unit, at: ExprId) -> String {
    let body = unit_body(db, unit);
    let Expr::Call { func, .. } = body.expr(at) else { return "an object".to_owned() };
    match super::calls::name_of(body, *func) {
        Some(name) => format!("what {name}() makes"),
        None => "an object".to_owned(),
    }
}

fn unit_name(db: &dyn Db, unit: Unit) -> Option<Name> {
    unit.path(db).0.last().map(|it| it.name.clone())
}

fn last(path: Option<Name>) -> String {
    path.as_deref().and_then(|it| it.rsplit('.').next()).unwrap_or("?").to_owned()
}
