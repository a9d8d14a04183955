//! The graph of classes, as far as somebody has asked for it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::classes::{lineage, methods, own_fields};
use super::kinds::{Kind, Node, Origin};
use super::{FieldEdge, unit_edges};
use crate::classes::ClassId;
use crate::db::Db;
use crate::shape::object::Label;
use crate::unit::Unit;

/// More classes are not looked at from one file: what is that far away is nobody's ring.
const MAX_CLASSES: usize = 400;

/// References between objects of classes. A class brings those of its methods with it when it is
/// first reached.
pub(super) struct Graph<'a> {
    db: &'a dyn Db,
    from: FxHashMap<Node, Vec<FieldEdge>>,
    seen: FxHashSet<FieldEdge>,
    classes: FxHashSet<ClassId>,
    units: FxHashSet<Unit>,
    lineages: FxHashMap<ClassId, Vec<ClassId>>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(db: &'a dyn Db) -> Graph<'a> {
        Graph {
            db,
            from: FxHashMap::default(),
            seen: FxHashSet::default(),
            classes: FxHashSet::default(),
            units: FxHashSet::default(),
            lineages: FxHashMap::default(),
        }
    }

    /// The class and those it inherits from.
    pub(super) fn lineage(&mut self, class: ClassId) -> &[ClassId] {
        let db = self.db;
        self.lineages.entry(class).or_insert_with(|| lineage(db, class))
    }

    /// Adds what `unit` does.
    pub(super) fn add_unit(&mut self, unit: Unit) {
        if !self.units.insert(unit) {
            return;
        }
        for edge in unit_edges(self.db, unit) {
            if self.seen.insert(edge.clone()) {
                self.from.entry(edge.from.clone()).or_default().push(edge.clone());
            }
        }
    }

    fn add_class(&mut self, class: ClassId) {
        if self.classes.len() >= MAX_CLASSES || !self.classes.insert(class) {
            return;
        }
        self.db.unwind_if_revision_cancelled();
        for unit in methods(self.db, class) {
            self.add_unit(unit);
        }
        self.add_declared(class);
    }

    /// Adds what attributes hold by their annotations alone.
    fn add_declared(&mut self, class: ClassId) {
        let from = Node::Instance(class);
        let known = self.from.entry(from.clone()).or_default();
        for (name, kinds) in own_fields(self.db, class) {
            let label = Label::Attr(name.clone());
            for it in kinds.iter() {
                let Kind::Object(to) = &it.kind else { continue };
                if known.iter().any(|it| it.label == label && it.to == *to) {
                    continue;
                }
                known.push(FieldEdge {
                    from: from.clone(),
                    label: label.clone(),
                    is_item: it.is_item,
                    to: to.clone(),
                    site: None,
                    origin: Origin::Other,
                    is_own_holder: false,
                    is_older: !it.is_item,
                });
            }
        }
    }

    /// What an object of `node` may hold.
    pub(super) fn held_by(&mut self, node: &Node) -> Vec<FieldEdge> {
        match node {
            Node::Instance(class) => {
                let classes = self.lineage(*class).to_vec();
                let mut edges = Vec::new();
                for class in classes {
                    self.add_class(class);
                    edges.extend(
                        self.from.get(&Node::Instance(class)).into_iter().flatten().cloned(),
                    );
                }
                edges
            }
            Node::Method(class, _) => vec![FieldEdge {
                from: node.clone(),
                label: Label::SelfOf,
                is_item: false,
                to: Node::Instance(*class),
                site: None,
                origin: Origin::Other,
                is_own_holder: false,
                is_older: true,
            }],
            Node::Function(unit, _) | Node::Waiting(unit, ..) | Node::Made(unit, _) => {
                self.add_unit(*unit);
                self.from.get(node).cloned().unwrap_or_default()
            }
        }
    }

    /// May an object of one of the nodes be one of the other? Instances are where one class inherits
    /// from the other.
    pub(super) fn may_be(&mut self, a: &Node, b: &Node) -> bool {
        match (a, b) {
            (Node::Instance(a), Node::Instance(b)) => {
                a == b || self.lineage(*a).contains(b) || self.lineage(*b).contains(a)
            }
            _ => a == b,
        }
    }
}
