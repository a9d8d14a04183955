//! Rings of a unit, sorted by what they are made of, for the rules that tell them.
//!
//! Each ring belongs to one rule, so that it is told once.

use refwise_syntax::TextRange;

use crate::body::{ExprId, Name};
use crate::rule::{CodeUnit, RuleContext};
use crate::shape::explain;
use crate::shape::lookup::{Lookup, lookup};
use crate::shape::rings::{Certainty, Ring, Step};
use crate::shape::{ClassOf, Label, ObjId, Object};
use crate::surroundings::is_test_unit;

/// What a ring is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RingKind {
    /// A member has `__del__`.
    WithFinalizer,
    /// An exception, its traceback, the frame, and a local variable of it.
    ExceptionInLocal,
    /// An exception, its traceback, the frame, and the object on which the exception is kept.
    ExceptionOnObject,
    /// A traceback in a local variable of the frame that it leads to.
    TracebackInLocal,
    /// A frame in its own local variable.
    FrameInLocal,
    /// An object that holds itself, itself or by a container.
    SelfReference,
    /// An object that keeps a function, method or waiting call which keeps the object.
    Callback,
    /// A function that reaches itself by its own cell.
    RecursiveClosure,
    /// Through a class made in a function.
    LocalClass,
    /// Objects that keep each other.
    Objects,
}

/// The rings of `unit` of one kind.
pub(crate) fn rings_of<'a>(
    unit: &'a CodeUnit<'_>,
    kind: RingKind,
) -> impl Iterator<Item = &'a Ring> {
    let rings = if is_of_interest(unit) { unit.rings() } else { &[] };
    rings.iter().filter(move |it| kind_of(unit, it) == kind && is_told(unit, it))
}

/// The top level of a file keeps its objects anyway, and a test its own for a moment.
fn is_of_interest(unit: &CodeUnit<'_>) -> bool {
    !unit.unit.is_file(unit.db) && !is_test_unit(unit)
}

/// What a module holds lives on in any case; and of objects that a loop makes, the one that holds
/// may be another than the one that is held.
fn is_told(unit: &CodeUnit<'_>, ring: &Ring) -> bool {
    let is_global = |it: &Step| matches!(unit.shape().object(it.from), Object::Global(_));
    let is_frame = |it: &Step| matches!(unit.shape().object(it.from), Object::Frame(_));
    if ring.steps.iter().all(|it| is_any_item(unit, it.from)) {
        return false;
    }
    let is_mixed = ring.certainty == Certainty::Possible
        && !ring.steps.iter().any(is_frame)
        && ring.steps.iter().any(|it| !unit.shape().is_one(it.from));
    !is_mixed && !ring.steps.iter().any(is_global)
}

fn kind_of(unit: &CodeUnit<'_>, ring: &Ring) -> RingKind {
    let object = |it: &Step| unit.shape().object(it.from);
    let has = |what: fn(&Object) -> bool| ring.steps.iter().any(|it| what(object(it)));
    let is_exception = has(|it| matches!(it, Object::Caught { .. }));
    let is_frame = has(|it| matches!(it, Object::Frame(_)));
    match () {
        () if ring.certainty > Certainty::Possible
            && ring.steps.iter().any(|it| has_finalizer(unit, it.from)) =>
        {
            RingKind::WithFinalizer
        }
        () if is_exception && is_on_object(unit, ring) => RingKind::ExceptionOnObject,
        () if is_exception => RingKind::ExceptionInLocal,
        () if has(|it| matches!(it, Object::Traceback(_))) => RingKind::TracebackInLocal,
        () if is_frame => RingKind::FrameInLocal,
        () if has(|it| matches!(it, Object::LocalClass(_))) => RingKind::LocalClass,
        () if ring.steps.iter().all(|it| is_function_or_cell(object(it))) => {
            RingKind::RecursiveClosure
        }
        () if ring.steps.iter().any(|it| is_call_that_waits(unit, it)) => RingKind::Callback,
        () if is_alone(unit, ring) => RingKind::SelfReference,
        () => RingKind::Objects,
    }
}

/// Is it one of the items of something, nobody knows which?
fn is_any_item(unit: &CodeUnit<'_>, id: ObjId) -> bool {
    match unit.shape().object(id) {
        Object::Held { by, label } => {
            matches!(unit.shape().label(*label), Label::Item | Label::Key) || is_any_item(unit, *by)
        }
        _ => false,
    }
}

/// Does the ring have but one object, apart from containers made for it?
fn is_alone(unit: &CodeUnit<'_>, ring: &Ring) -> bool {
    ring.steps.len() == 1
        || ring.steps.iter().filter(|it| !is_plain_container(unit, it.from)).count() <= 1
}

fn is_plain_container(unit: &CodeUnit<'_>, id: ObjId) -> bool {
    let Object::Made { class: ClassOf::External(path), .. } = unit.shape().object(id) else {
        return false;
    };
    ["list", "dict", "set", "tuple"].iter().any(|it| path.strip_prefix("builtins.") == Some(it))
}

fn is_function_or_cell(object: &Object) -> bool {
    matches!(object, Object::Function(_) | Object::Cell(_))
}

fn is_call_that_waits(unit: &CodeUnit<'_>, step: &Step) -> bool {
    match unit.shape().object(step.from) {
        Object::Function(_) | Object::Method { .. } | Object::Closure { .. } => true,
        Object::Made { class: ClassOf::External(path), .. } => {
            path.starts_with("functools.partial")
                || matches!(path.as_str(), "builtins.generator" | "builtins.coroutine")
        }
        _ => false,
    }
}

/// Is the exception kept by an attribute?
fn is_on_object(unit: &CodeUnit<'_>, ring: &Ring) -> bool {
    ring.steps.iter().any(|it| {
        matches!(it.label, Label::Attr(_))
            && !matches!(unit.shape().object(it.from), Object::Caught { .. })
    })
}

/// Does the class of an object have `__del__`?
pub(crate) fn has_finalizer(unit: &CodeUnit<'_>, id: ObjId) -> bool {
    let ClassOf::Known(class) = *unit.shape().class_of(id) else { return false };
    matches!(lookup(unit.db, class, "__del__"), Lookup::Found(_))
}

/// The reference at which a ring is told: the one that closes it in the order of the text, among
/// those that hang something on what was there before.
pub(crate) fn closing(unit: &CodeUnit<'_>, ring: &Ring) -> Option<ExprId> {
    let sites = |anchored: bool| {
        let steps = ring.steps.iter().filter(move |it| !anchored || is_anchor(unit, it));
        steps.filter_map(|it| it.site).max_by_key(|it| unit.range(*it).start())
    };
    sites(true).or_else(|| sites(false))
}

fn is_anchor(unit: &CodeUnit<'_>, step: &Step) -> bool {
    let holder = unit.shape().object(step.from);
    let is_exception = matches!(unit.shape().object(step.to), Object::Caught { .. });
    is_exception || matches!(holder, Object::Param(..) | Object::Held { .. } | Object::Captured(_))
}

/// The ring in words.
pub(crate) fn path(unit: &CodeUnit<'_>, ring: &Ring) -> String {
    explain::path(unit.db, unit.body, unit.shape(), ring)
}

/// An object in words.
pub(crate) fn name(unit: &CodeUnit<'_>, id: ObjId) -> String {
    explain::object(unit.db, unit.body, unit.shape(), id)
}

/// Tells a ring at the reference that closes it, with a label for each other reference.
pub(crate) fn tell(
    cx: &mut RuleContext<'_>,
    unit: &CodeUnit<'_>,
    ring: &Ring,
    at: ExprId,
    message: String,
    help: &str,
) {
    let mut labels: Vec<(TextRange, String)> = Vec::new();
    for step in &ring.steps {
        let Some(site) = step.site.filter(|it| *it != at) else { continue };
        let (from, to) = (name(unit, step.from), name(unit, step.to));
        let label = (unit.range(site), format!("{} holds {to}", holder(&from, &step.label)));
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let mut report = cx.report(unit.range(at), message).help(help);
    for (range, text) in labels {
        report = report.label(range, text);
    }
}

fn holder(from: &str, label: &Label) -> String {
    match label {
        Label::Attr(name) => format!("`{from}.{name}`"),
        Label::Local(name) => format!("the local variable `{name}`"),
        _ => format!("`{from}`"),
    }
}

/// The name of the local variable by which a frame closes the ring.
pub(crate) fn local_of(ring: &Ring) -> Option<&Name> {
    ring.steps.iter().find_map(|it| match &it.label {
        Label::Local(name) => Some(name),
        _ => None,
    })
}
