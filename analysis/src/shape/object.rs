//! Objects, the labels of the references between them, and sets of objects.

use crate::body::{BodyScope, Const, ExprId, Name, VarId};
use crate::classes::ClassId;
use crate::items::Definition;
use crate::unit::Unit;

/// An object of one [`super::Shape`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjId(pub(super) u32);

/// A label of one [`super::Shape`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId(pub(super) u32);

/// An object, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Object {
    /// Anything.
    Unknown,
    /// No object: the variable is not bound.
    Unbound,
    /// A constant; equal ones of a unit are one object.
    Const(Const),
    /// Made by evaluating an expression.
    Made { site: Site, class: ClassOf },
    /// The function that a `def` or `lambda` of this unit makes each time it runs.
    Function(BodyScope),
    /// The class that a `class` statement of a function makes each time it runs.
    LocalClass(BodyScope),
    /// A function of another unit, made when that was called at `site`, with what it captures.
    Closure { site: Site, name: Name },
    /// The method that reading an attribute binds to its object, each time another.
    Method { at: ExprId, receiver: ObjId, function: Callable },
    /// What the caller passes for a parameter of the scope.
    Param(BodyScope, u32),
    /// What the variable of another scope holds, where that is not known better.
    Captured(VarId),
    /// What hung on an object by a label when the unit began.
    Held { by: ObjId, label: LabelId },
    /// A function, class, module or value of a file, or something built in, known by its path.
    Global(Definition),
    /// The cell of a variable that inner scopes share.
    Cell(VarId),
    /// The frame of a scope's run.
    Frame(BodyScope),
    /// The traceback that leads to the frame of a scope.
    Traceback(BodyScope),
    /// The exception that the handler for this class catches.
    Caught { handler: ExprId, scope: BodyScope },
}

/// Where in a unit an object is made: by which expression, and which of those that it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// The expression.
    pub expr: ExprId,
    /// 0 is the expression's own value; more are what a called function makes and leaves behind.
    pub nth: u32,
}

/// What is called when a method is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Callable {
    /// A function of some unit.
    Unit(Unit),
    /// A function of this unit.
    Scope(BodyScope),
    /// Something without source, by its path.
    External(Name),
    /// Not known.
    Unknown,
}

/// The class of an object.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClassOf {
    /// A class of some file.
    Known(ClassId),
    /// A class that a function of this unit makes.
    Local(BodyScope),
    /// A class without source, by its path: `builtins.list`.
    External(Name),
    /// Not known.
    Unknown,
}

/// How one object holds another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// By an attribute.
    Attr(Name),
    /// As an item, value, element: any.
    Item,
    /// As a key of a dict.
    Key,
    /// A closure holds a cell of the variable.
    Captures(Name),
    /// A cell holds its content.
    Content,
    /// A function holds a default, an annotation, what it wraps.
    Default,
    /// A bound method holds its object.
    SelfOf,
    /// A frame holds a local variable.
    Local(Name),
    /// An exception holds its traceback.
    Traceback,
    /// A traceback holds its frame.
    Frame,
    /// An exception holds its cause or context.
    Context,
    /// A call that waits (`partial`, a thread, a generator, a task) holds a function or an argument.
    Argument,
    /// A method of a class in a function, or the class of an instance.
    Class,
    /// A weak reference: holds nothing, but leads there.
    Weak,
}

/// The objects that something can be: sorted, at most [`Value::MAX`], else just unknown.
///
/// Values are copied for each variable at each fork of the way, so they own nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Value {
    len: u8,
    /// Behind the first `len` all are 0.
    objects: [ObjId; Value::MAX],
}

impl ObjId {
    /// [`Object::Unknown`] in every shape.
    pub const UNKNOWN: ObjId = ObjId(0);
    /// [`Object::Unbound`] in every shape.
    pub const UNBOUND: ObjId = ObjId(1);

    /// Its place among the objects.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl LabelId {
    /// Its place among the labels.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Label {
    /// Does an object hold but one other by this label?
    pub const fn holds_one(&self) -> bool {
        matches!(self, Label::Attr(_) | Label::Traceback | Label::Frame | Label::SelfOf)
    }
}

impl Site {
    /// The value of `expr` itself.
    pub const fn of(expr: ExprId) -> Site {
        Site { expr, nth: 0 }
    }
}

impl Value {
    /// More objects than this are one: unknown.
    pub const MAX: usize = 8;

    /// One object.
    pub fn one(object: ObjId) -> Value {
        let mut value = Value { len: 1, ..Value::default() };
        value.objects[0] = object;
        value
    }

    /// Anything.
    pub fn unknown() -> Value {
        Value::one(ObjId::UNKNOWN)
    }

    /// Nothing was ever seen here.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// May it be something that is not known?
    pub fn is_unknown(&self) -> bool {
        self.is_empty() || self.objects[0] == ObjId::UNKNOWN
    }

    /// The one object that it is.
    pub fn sole(&self) -> Option<ObjId> {
        match *self.all() {
            [one] if one != ObjId::UNKNOWN => Some(one),
            _ => None,
        }
    }

    /// The objects.
    pub fn iter(&self) -> impl Iterator<Item = ObjId> {
        self.all().iter().copied()
    }

    /// Is `object` one of them?
    pub fn contains(&self, object: ObjId) -> bool {
        self.all().contains(&object)
    }

    /// Would nothing of `other` be new?
    pub fn covers(&self, other: &Value) -> bool {
        let is_open = !self.is_empty() && self.is_unknown();
        other.iter().all(|it| (is_open && it != ObjId::UNBOUND) || self.contains(it))
    }

    /// Adds an object; tells whether it is new.
    pub fn add(&mut self, object: ObjId) -> bool {
        if !self.is_empty() && self.is_unknown() && object != ObjId::UNBOUND {
            return false;
        }
        if object == ObjId::UNKNOWN {
            let is_unbound = self.contains(ObjId::UNBOUND);
            *self = Value::unknown();
            if is_unbound {
                self.insert(1, ObjId::UNBOUND);
            }
            return true;
        }
        let Err(place) = self.all().binary_search(&object) else { return false };
        if self.all().len() >= Value::MAX {
            return self.add(ObjId::UNKNOWN);
        }
        self.insert(place, object);
        true
    }

    /// Adds all of `other`; tells whether any is new.
    pub fn join(&mut self, other: &Value) -> bool {
        if self == other {
            return false;
        }
        other.iter().fold(false, |changed, it| self.add(it) | changed)
    }

    /// Those for which `keep` holds.
    pub fn retain(&mut self, mut keep: impl FnMut(ObjId) -> bool) {
        let all = std::mem::take(self);
        for object in all.iter().filter(|it| keep(*it)) {
            self.insert(self.all().len(), object);
        }
    }

    fn all(&self) -> &[ObjId] {
        &self.objects[..usize::from(self.len)]
    }

    fn insert(&mut self, place: usize, object: ObjId) {
        let len = usize::from(self.len);
        self.objects.copy_within(place..len, place + 1);
        self.objects[place] = object;
        self.len += 1;
    }
}

impl FromIterator<ObjId> for Value {
    fn from_iter<I: IntoIterator<Item = ObjId>>(objects: I) -> Value {
        let mut value = Value::default();
        objects.into_iter().for_each(|it| {
            value.add(it);
        });
        value
    }
}

impl ClassOf {
    /// A class of `builtins`.
    pub fn builtin(name: &str) -> ClassOf {
        let mut path = smol_str::SmolStrBuilder::new();
        path.push_str("builtins.");
        path.push_str(name);
        ClassOf::External(path.finish())
    }

    /// Is it the class without source at `path`?
    pub fn is(&self, path: &str) -> bool {
        matches!(self, ClassOf::External(it) if it == path)
    }
}
