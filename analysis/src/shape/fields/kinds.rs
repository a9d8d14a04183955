//! What a value can be, as far as the graph of classes needs it.

use crate::body::{BodyScope, ExprId, Name};
use crate::classes::ClassId;
use crate::unit::Unit;

/// A node of the graph: all objects of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// Instances of a class.
    Instance(ClassId),
    /// Functions that a `def` or `lambda` inside of a unit makes.
    Function(Unit, BodyScope),
    /// A method of a class, bound to an instance.
    Method(ClassId, Name),
    /// What a call leaves waiting with its arguments: a `partial`, a generator, a function that the
    /// called one has made. The call, and which of those that it leaves.
    Waiting(Unit, ExprId, u32),
    /// What a call of something unknown has made, by its name a class, from what it was given.
    Made(Unit, ExprId),
}

/// Where an object comes from, seen from the method that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// It is `self`, or a method bound to it.
    Own,
    /// The method has just made it.
    Fresh,
    /// It was there before.
    Other,
}

/// One of the things that a value can be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// An object.
    Object(Node),
    /// A class itself.
    Class(ClassId),
    /// What hangs on instances of a class by an attribute, where that may be a container.
    Slot(ClassId, Name),
    /// A container.
    Container,
    /// A weak reference, or a container of such: holds nothing.
    Weak,
}

/// One of the things that a value can be, with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Elem {
    pub(super) kind: Kind,
    /// It is in the value, a container, not the value itself.
    pub(super) is_item: bool,
    pub(super) origin: Origin,
}

/// What a value can be; empty where nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds(Vec<Elem>);

impl Node {
    /// Is it something that is called, or waits to go on?
    pub fn is_callable(&self) -> bool {
        !matches!(self, Node::Instance(_) | Node::Made(..))
    }
}

impl Elem {
    pub(super) fn new(kind: Kind, origin: Origin) -> Elem {
        Elem { kind, is_item: false, origin }
    }

    /// The object that the value itself is.
    pub(super) fn object(&self) -> Option<&Node> {
        match &self.kind {
            Kind::Object(node) if !self.is_item => Some(node),
            _ => None,
        }
    }

    /// The class of the instance that the value itself is.
    pub(super) fn instance(&self) -> Option<ClassId> {
        match self.object()? {
            Node::Instance(class) => Some(*class),
            _ => None,
        }
    }
}

impl Kinds {
    /// More are not kept.
    const MAX: usize = 16;

    pub(super) fn one(kind: Kind, origin: Origin) -> Kinds {
        Kinds(vec![Elem::new(kind, origin)])
    }

    pub(super) fn instance(class: ClassId, origin: Origin) -> Kinds {
        Kinds::one(Kind::Object(Node::Instance(class)), origin)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Elem> {
        self.0.iter()
    }

    /// Is it a container for certain?
    pub(super) fn is_container(&self) -> bool {
        self.0.iter().any(|it| it.kind == Kind::Container && !it.is_item)
    }

    /// Are the references weak?
    pub(super) fn is_weak(&self) -> bool {
        self.0.iter().any(|it| it.kind == Kind::Weak)
    }

    /// Adds `elem`; tells whether it is new.
    pub(super) fn add(&mut self, elem: Elem) -> bool {
        if self.0.len() >= Kinds::MAX || self.0.contains(&elem) {
            return false;
        }
        self.0.push(elem);
        true
    }

    /// Adds all of `other`; tells whether any is new.
    pub(super) fn join(&mut self, other: &Kinds) -> bool {
        other.iter().fold(false, |changed, it| self.add(it.clone()) | changed)
    }

    /// What can be taken out of the container that the value is.
    pub(super) fn items(&self) -> Kinds {
        let mut items = Kinds::default();
        for it in self.0.iter().filter(|it| it.is_item) {
            items.add(it.clone());
            items.add(Elem { is_item: false, ..it.clone() });
        }
        items
    }

    /// The functions, methods and waiting calls among them.
    pub(super) fn callables(&self) -> Kinds {
        let is_callable = |it: &&Elem| it.object().is_some_and(Node::is_callable);
        Kinds(self.0.iter().filter(is_callable).cloned().collect())
    }

    /// The same in a container.
    pub(super) fn in_container(&self) -> Kinds {
        let mut kinds = Kinds::one(Kind::Container, Origin::Fresh);
        for it in self.0.iter().filter(|it| matches!(it.kind, Kind::Object(_) | Kind::Class(_))) {
            kinds.add(Elem { is_item: true, ..it.clone() });
        }
        kinds
    }

    /// The same, from elsewhere.
    pub(super) fn elsewhere(&self) -> Kinds {
        let mut kinds = Kinds::default();
        self.0.iter().for_each(|it| {
            kinds.add(Elem { origin: Origin::Other, ..it.clone() });
        });
        kinds
    }
}
