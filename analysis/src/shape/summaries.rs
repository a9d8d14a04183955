//! What callers need to know of a function, and nothing else.
//!
//! A summary names no offsets: its objects are the parameters, what hangs on them, what the function
//! makes and leaves behind (numbered), constants and globals. It compares by value, so that an edit
//! that changes no behaviour stops here.

use rustc_hash::FxHashMap;

use super::heap::State;
use super::interpret::Interpreter;
use super::object::{Callable, ClassOf, Label, ObjId, Object, Value};
use super::run::summary_of_run;
use super::{Happening, Shape};
use crate::body::{Body, BodyScope, Const, Expr, ExprId, Name, ParamKind};
use crate::classes::is_replaced;
use crate::db::Db;
use crate::items::Definition;
use crate::unit::{Unit, unit_body};

/// What a function does to the objects that callers know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Nothing is known: everything passed is lost.
    pub is_unknown: bool,
    /// A decorator may have put something else in its place: what its name means is not known.
    pub is_replaced: bool,
    /// The call makes a generator or coroutine; the effects are those of running it.
    pub is_suspended: bool,
    /// The call makes a generator.
    pub is_generator: bool,
    /// It may return something that counts as true.
    pub may_return_truth: bool,
    /// The parameters.
    pub params: Vec<ParamSpec>,
    /// The objects that the rest speaks of.
    pub objects: Vec<SummaryObject>,
    /// The objects that it makes and that somebody can still reach.
    pub made: Vec<Made>,
    /// References that stand at the end.
    pub edges: Vec<SummaryEdge>,
    /// What happens to objects of the caller.
    pub happenings: Vec<(usize, Happening)>,
    /// What is returned: any of these; empty if it never returns.
    pub returned: Vec<usize>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamSpec {
    /// Its name.
    pub name: Name,
    /// How it is filled.
    pub kind: ParamKind,
    /// Its default, if that is a constant.
    pub default: Option<Const>,
}

/// An object of a summary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SummaryObject {
    /// Anything.
    Unknown,
    /// What is passed for a parameter.
    Param(u32),
    /// What hangs on another object (its index) by a label.
    Held(usize, Label),
    /// One that the function makes, its index in [`Summary::made`].
    Made(usize),
    /// A constant.
    Const(Const),
    /// A function, class, module or value of a file, or something built in.
    Global(Definition),
    /// A bound method of another object.
    Method(usize, Unit),
}

/// An object that a function makes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Made {
    /// An instance.
    Instance(ClassOf),
    /// A function, by its name.
    Closure(Name),
}

/// A reference of a summary.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SummaryEdge {
    /// Who holds.
    pub from: usize,
    /// How.
    pub label: Label,
    /// Who is held.
    pub to: usize,
    /// On every way through the function.
    pub must: bool,
}

/// A summary with more than this is none: the arguments are lost.
const MAX_MADE: usize = 24;
const MAX_EDGES: usize = 96;

/// What `unit` does, for its callers.
///
/// Equal to its predecessor as long as an edit changes no behaviour: then callers stay as they are.
/// Functions that call each other in a circle are not known to each other.
#[salsa::tracked(returns(ref), cycle_result = in_a_circle)]
pub fn summary(db: &dyn Db, unit: Unit) -> Summary {
    summary_of_run(db, unit).cloned().unwrap_or_else(|| unknown(db, unit))
}

fn in_a_circle(db: &dyn Db, _id: salsa::Id, unit: Unit) -> Summary {
    unknown(db, unit)
}

fn unknown(db: &dyn Db, unit: Unit) -> Summary {
    Summary {
        is_unknown: true,
        may_return_truth: true,
        params: params(unit_body(db, unit)),
        ..Summary::default()
    }
}

impl Summary {
    /// The attribute of the first parameter that the function returns, if it only does that.
    pub fn returned_attribute_of_self(&self) -> Option<&Name> {
        let [returned] = self.returned[..] else { return None };
        let SummaryObject::Held(by, Label::Attr(name)) = &self.objects[returned] else {
            return None;
        };
        (self.objects[*by] == SummaryObject::Param(0)).then_some(name)
    }
}

fn params(body: &Body) -> Vec<ParamSpec> {
    let constant = |it: ExprId| match body.expr(it) {
        Expr::Const(it) => Some(it.clone()),
        _ => None,
    };
    let params = body.scope(BodyScope::OWN).params.iter();
    params
        .map(|it| ParamSpec {
            name: it.name.clone(),
            kind: it.kind,
            default: it.default.and_then(constant),
        })
        .collect()
}

pub(super) fn summarise(db: &dyn Db, unit: Unit, shape: &Shape) -> Summary {
    let body = unit_body(db, unit);
    let scope = body.scope(BodyScope::OWN);
    let mut summary = Summary {
        params: params(body),
        is_replaced: is_replaced(db, unit),
        is_suspended: scope.is_generator || scope.is_coroutine,
        is_generator: scope.is_generator,
        is_unknown: shape.gave_up,
        may_return_truth: shape.returned.iter().any(|it| may_be_true(shape.object(it))),
        ..Summary::default()
    };
    let Some(end) = &shape.end else { return summary };
    let (known, numbers) = Default::default();
    let mut builder = Builder { shape, summary: &mut summary, known, numbers };
    builder.returned();
    builder.edges(end);
    builder.happenings();
    if summary.made.len() > MAX_MADE || summary.edges.len() > MAX_EDGES {
        return Summary {
            is_unknown: true,
            is_replaced: summary.is_replaced,
            params: summary.params,
            may_return_truth: true,
            ..Summary::default()
        };
    }
    summary
}

fn may_be_true(object: &Object) -> bool {
    match object {
        Object::Const(it) => !matches!(it, Const::None | Const::Bool(false) | Const::Int(0)),
        _ => true,
    }
}

struct Builder<'a> {
    shape: &'a Shape,
    summary: &'a mut Summary,
    known: FxHashMap<ObjId, usize>,
    /// The places of the summary's objects.
    numbers: FxHashMap<SummaryObject, usize>,
}

impl Builder<'_> {
    /// What callers see of an object.
    fn object(&mut self, id: ObjId) -> usize {
        if let Some(&known) = self.known.get(&id) {
            return known;
        }
        let object = match self.shape.object(id).clone() {
            Object::Param(BodyScope::OWN, idx) => SummaryObject::Param(idx),
            Object::Const(it) => SummaryObject::Const(it),
            Object::Global(it) => SummaryObject::Global(it),
            // The scopes of this unit mean nothing to its callers.
            Object::Made { class: ClassOf::Local(_), .. } => {
                self.made(Made::Instance(ClassOf::Unknown))
            }
            Object::Made { class, .. } => self.made(Made::Instance(class)),
            Object::Closure { name, .. } => self.made(Made::Closure(name)),
            Object::Function(_) => self.made(Made::Closure("<function>".into())),
            Object::Caught { .. } => self.made(Made::Instance(ClassOf::builtin("Exception"))),
            Object::Held { by, label } => {
                let by = self.object(by);
                match self.summary.objects[by] {
                    SummaryObject::Unknown => SummaryObject::Unknown,
                    _ => SummaryObject::Held(by, self.shape.label(label).clone()),
                }
            }
            Object::Method { receiver, function: Callable::Unit(unit), .. } => {
                SummaryObject::Method(self.object(receiver), unit)
            }
            _ => SummaryObject::Unknown,
        };
        let idx = self.add(object);
        self.known.insert(id, idx);
        idx
    }

    fn add(&mut self, object: SummaryObject) -> usize {
        let objects = &mut self.summary.objects;
        *self.numbers.entry(object).or_insert_with_key(|object| {
            objects.push(object.clone());
            objects.len() - 1
        })
    }

    fn made(&mut self, made: Made) -> SummaryObject {
        self.summary.made.push(made);
        SummaryObject::Made(self.summary.made.len() - 1)
    }

    fn returned(&mut self) {
        for object in self.shape.returned.clone().iter() {
            let object = self.object(object);
            if !self.summary.returned.contains(&object) {
                self.summary.returned.push(object);
            }
        }
    }

    /// The references that start at what callers can reach.
    fn edges(&mut self, end: &State) {
        let is_root = |id: ObjId| {
            let object = self.shape.object(id);
            let is_callers =
                matches!(object, Object::Param(BodyScope::OWN, _) | Object::Held { .. });
            let leads_on = || {
                !end.heap.from(id).is_empty()
                    || matches!(object, Object::Function(_) | Object::Method { .. })
            };
            (is_callers || matches!(object, Object::Global(_)) || self.shape.returned.contains(id))
                && leads_on()
        };
        let objects = (0..self.shape.objects.len()).map(ObjId::from);
        let mut queue: Vec<ObjId> = objects.filter(|it| is_root(*it)).collect();
        let mut is_done = rustc_hash::FxHashSet::default();
        while let Some(from) = queue.pop() {
            if !is_done.insert(from) {
                continue;
            }
            for edge in end.heap.from(from) {
                queue.push(edge.to);
                let label = self.shape.label(edge.label).clone();
                let (from, to) = (self.object(edge.from), self.object(edge.to));
                let edge = SummaryEdge { from, label, to, must: edge.must };
                self.summary.edges.push(edge);
            }
            if let Object::Function(_) = self.shape.object(from) {
                self.captured(end, from);
            }
            if let Object::Method { receiver, .. } = self.shape.object(from) {
                queue.push(*receiver);
            }
        }
    }

    /// What a closure that leaves the function keeps: through its cells, directly.
    fn captured(&mut self, end: &State, function: ObjId) {
        for edge in end.heap.from(function) {
            let Object::Cell(var) = *self.shape.object(edge.to) else { continue };
            for held in end.vars[var.index()].clone().iter() {
                let label = self.shape.label(edge.label).clone();
                let (from, to) = (self.object(function), self.object(held));
                self.summary.edges.push(SummaryEdge { from, label, to, must: edge.must });
            }
        }
    }

    /// What happens to the objects of the caller: changes, escapes, calls.
    fn happenings(&mut self) {
        for event in &self.shape.events {
            let is_known = matches!(
                self.shape.object(event.object),
                Object::Param(BodyScope::OWN, _) | Object::Held { .. }
            );
            let is_told = matches!(
                event.what,
                Happening::Mutated(_) | Happening::Emptied | Happening::Escapes | Happening::Called
            );
            if !is_known || !is_told {
                continue;
            }
            let happening = (self.object(event.object), event.what.clone());
            if !self.summary.happenings.contains(&happening) {
                self.summary.happenings.push(happening);
            }
        }
    }
}

/// Finds for the objects of a summary those of a caller.
pub(super) struct Resolver<'a, 'b> {
    it: &'a mut Interpreter<'b>,
    params: &'a [Value],
    made: &'a [ObjId],
    at: ExprId,
}

impl<'a, 'b> Resolver<'a, 'b> {
    pub(super) fn new(
        it: &'a mut Interpreter<'b>,
        params: &'a [Value],
        made: &'a [ObjId],
        at: ExprId,
    ) -> Resolver<'a, 'b> {
        Resolver { it, params, made, at }
    }

    /// The values of the summary's objects, in their order.
    pub(super) fn all(&mut self, state: &mut State, summary: &Summary) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::with_capacity(summary.objects.len());
        for object in &summary.objects {
            let value = match object {
                SummaryObject::Unknown => Value::unknown(),
                SummaryObject::Param(idx) => {
                    self.params.get(*idx as usize).cloned().unwrap_or_else(Value::unknown)
                }
                SummaryObject::Made(idx) => Value::one(self.made[*idx]),
                SummaryObject::Const(it) => Value::one(self.it.constant(it.clone())),
                SummaryObject::Global(it) => self.it.defined(it.clone()),
                SummaryObject::Held(by, label) => {
                    let by = values.get(*by).cloned().unwrap_or_else(Value::unknown);
                    self.held(state, &by, label)
                }
                SummaryObject::Method(receiver, unit) => {
                    let receiver = values.get(*receiver).cloned().unwrap_or_else(Value::unknown);
                    self.method(&receiver, *unit)
                }
            };
            values.push(value);
        }
        values
    }

    fn held(&mut self, state: &mut State, by: &Value, label: &Label) -> Value {
        match label {
            Label::Attr(name) => self.it.load(state, self.at, by, name),
            Label::Item => self.it.items_of(state, by),
            _ => Value::unknown(),
        }
    }

    fn method(&mut self, receiver: &Value, unit: Unit) -> Value {
        let at = self.at;
        receiver
            .iter()
            .filter(|it| *it > ObjId::UNBOUND)
            .map(|receiver| {
                let function = Callable::Unit(unit);
                self.it.object(Object::Method { at, receiver, function })
            })
            .collect()
    }
}
