//! Rings of a unit, sorted by what they are made of, for the rules that tell them.
//!
//! Each ring belongs to one rule, so that it is told once.

use refwise_syntax::TextRange;

use crate::body::{Body, Expr, ExprId, Name, Stmt};
use crate::classes::instance_attributes;
use crate::diagnostic::Severity;
use crate::places::{Around, is_in_cleanup, last_name};
use crate::rule::{CodeUnit, RuleContext};
use crate::shape::explain;
use crate::shape::fields::{self, FieldEdge, FieldRing, Node, field_rings};
use crate::shape::lookup::{Lookup, Member, class_of_attribute, lookup};
use crate::shape::rings::{Certainty, Ring, Step};
use crate::shape::{ClassOf, Event, Happening, Label, ObjId, Object};
use crate::surroundings::is_test_unit;
use crate::unit::{unit_body, unit_map};

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

/// The rules that look for less where hints are not wanted.
pub(crate) const HAVE_HINTS: [&str; 7] = [
    "exception-on-self",
    "exception-stored-cycle",
    "frame-in-local",
    "parent-child-cycle",
    "self-callback-cycle",
    "self-reference",
    "traceback-in-local",
];

/// The rings of `unit` of one kind.
pub(crate) fn rings_of<'a>(
    unit: &'a CodeUnit<'_>,
    kind: RingKind,
) -> impl Iterator<Item = &'a Ring> {
    let rings = if is_of_interest(unit) { unit.rings() } else { &[] };
    rings.iter().filter(move |it| kind_of(unit, it) == kind && is_told(unit, it))
}

/// Tells, as hints, the rings of one kind that objects of classes may close when methods of `unit`
/// hand their instance over; but those that the unit's own objects tell better.
pub(crate) fn tell_possible(
    cx: &mut RuleContext<'_>,
    unit: &CodeUnit<'_>,
    kind: RingKind,
    message: &str,
    help: &str,
) {
    if !unit.db.settings().hints || !is_of_interest(unit) {
        return;
    }
    for ring in field_rings(unit.db, unit.file) {
        if ring.closing.0 == unit.unit && field_kind(ring) == kind && !is_known(unit, ring) {
            tell_field_ring(cx, unit, ring, message, help);
        }
    }
}

fn field_kind(ring: &FieldRing) -> RingKind {
    match () {
        () if ring.steps.iter().any(|it| it.from.is_callable()) => RingKind::Callback,
        () if ring.steps.len() == 1 => RingKind::SelfReference,
        () => RingKind::Objects,
    }
}

/// Do the unit's own objects say it better: by a ring with the same attributes, or because what the
/// unit stores there is gone when it ends?
fn is_known(unit: &CodeUnit<'_>, ring: &FieldRing) -> bool {
    let attribute = |label: &Label| matches!(label, Label::Attr(_));
    let mut told = unit.rings().iter().filter(|it| is_told(unit, it));
    let has_all = |known: &Ring| {
        let labels = ring.steps.iter().map(|it| &it.label).filter(|it| attribute(it));
        labels.clone().count() > 0
            && labels.into_iter().all(|it| known.steps.iter().any(|step| step.label == *it))
    };
    told.any(has_all) || ring.steps.iter().any(|it| is_taken_back(unit, it))
}

/// Does the unit store the reference, and take it back on every way to its end?
fn is_taken_back(unit: &CodeUnit<'_>, step: &FieldEdge) -> bool {
    let Some((_, site)) = step.site.filter(|it| it.0 == unit.unit) else { return false };
    let Some(end) = &unit.shape().end else { return false };
    let is_stored = |it: &Event| {
        it.at == site
            && matches!(it.what, Happening::Stored(_, label) if *unit.shape().label(label) == step.label)
    };
    unit.shape().events.iter().any(is_stored) && !end.heap.edges().iter().any(|it| it.site == site)
}

fn tell_field_ring(
    cx: &mut RuleContext<'_>,
    unit: &CodeUnit<'_>,
    ring: &FieldRing,
    message: &str,
    help: &str,
) {
    let message = format!("{message}: {}", ring.path(unit.db));
    let mut report = cx.report(unit.range(ring.closing.1), message);
    report = report.severity(Severity::Hint).help(help);
    for step in &ring.steps {
        let Some((at, expr)) = step.site.filter(|it| *it != ring.closing) else { continue };
        let range = unit_map(unit.db, at).exprs[expr.index()];
        let text = format!("`{}` holds {}", fields::step(unit.db, step), of_node(unit, &step.to));
        report = report.label_in((at.file(unit.db), at), range, text);
    }
}

fn of_node(unit: &CodeUnit<'_>, node: &Node) -> String {
    let name = fields::name(unit.db, node);
    if matches!(node, Node::Instance(_)) { format!("an object of `{name}`") } else { name }
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
    if ring.steps.iter().all(|it| is_any_item(unit, it.from))
        || ring.steps.iter().any(|it| is_callers_exception(unit, it))
        || is_freed_of_traceback(unit, ring)
    {
        return false;
    }
    let is_mixed = ring.certainty == Certainty::Possible
        && !ring.steps.iter().any(is_frame)
        && ring.steps.iter().any(|it| !unit.shape().is_one(it.from));
    !is_mixed && !ring.steps.iter().any(is_global)
}

/// What `sys.exc_info()` gives outside of `except` and `finally` is what a caller handles: its
/// traceback leads to the caller's frame, not to this one.
fn is_callers_exception(unit: &CodeUnit<'_>, step: &Step) -> bool {
    let asked = match unit.shape().object(step.to) {
        Object::Caught { handler, .. } => Some(*handler),
        Object::Traceback(_) => step.site,
        _ => None,
    };
    asked.is_some_and(|it| asks_outside(unit, it))
}

/// Is it `sys.exc_info()` or a part of that, outside of `except` and `finally`?
fn asks_outside(unit: &CodeUnit<'_>, expr: ExprId) -> bool {
    let expr = unit.definitions().origin(unit.body, expr);
    match unit.body.expr(expr) {
        Expr::Tuple(items) => items.iter().any(|it| asks_outside(unit, *it)),
        Expr::Subscript { value, .. } | Expr::Attr { value, .. } => asks_outside(unit, *value),
        Expr::Call { func, .. } => {
            let is_it = matches!(last_name(unit.body, *func), Some("exc_info" | "exception"));
            let stmt = unit.nesting().stmt_of(unit.body, expr);
            let around = Around::new(unit.body);
            is_it && !stmt.is_some_and(|it| is_in_cleanup(unit.body, &around, it))
        }
        _ => false,
    }
}

/// Does a class that keeps the exception take its traceback away when it is made?
fn is_freed_of_traceback(unit: &CodeUnit<'_>, ring: &Ring) -> bool {
    let is_caught = |it: &Step| matches!(unit.shape().object(it.to), Object::Caught { .. });
    let holders = ring.steps.iter().filter(|it| is_caught(it)).map(|it| it.from);
    holders.into_iter().any(|it| match unit.shape().class_of(it) {
        ClassOf::Known(class) => match lookup(unit.db, *class, "__init__") {
            Lookup::Found(Member { unit: Some(init), .. }) => {
                sets_traceback(unit_body(unit.db, init))
            }
            _ => false,
        },
        _ => false,
    })
}

fn sets_traceback(body: &Body) -> bool {
    body.stmts().any(|(_, it)| match it {
        Stmt::Assign { targets, .. } => targets
            .iter()
            .any(|it| matches!(body.expr(*it), Expr::Attr { name, .. } if name == "__traceback__")),
        _ => false,
    })
}

fn kind_of(unit: &CodeUnit<'_>, ring: &Ring) -> RingKind {
    let object = |it: &Step| unit.shape().object(it.from);
    let has = |what: fn(&Object) -> bool| ring.steps.iter().any(|it| what(object(it)));
    let is_exception = has(|it| matches!(it, Object::Caught { .. }))
        || ring.steps.iter().any(|it| it.label == Label::Traceback);
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

/// How bad a ring is: what it pins is its price. Frames hold all their variables, resources are
/// scarce; for the rest it is enough to know.
fn severity(unit: &CodeUnit<'_>, ring: &Ring) -> Severity {
    if ring.is_raised {
        // Which `raise` it is, and what has been let go before, is not always seen.
        return Severity::Hint;
    }
    match kind_of(unit, ring) {
        RingKind::WithFinalizer => Severity::Error,
        RingKind::Callback | RingKind::SelfReference | RingKind::Objects => {
            let is_sure = ring.certainty > Certainty::Possible;
            let pins = || ring.steps.iter().any(|it| owns_resource(unit, it.from));
            if is_sure && pins() { Severity::Warning } else { Severity::Info }
        }
        kind => match is_first_of_exception(unit, ring, kind) {
            true => Severity::Warning,
            false => Severity::Info,
        },
    }
}

/// Is it the first ring that is told of its exception? Others are another way to the same frame.
fn is_first_of_exception(unit: &CodeUnit<'_>, ring: &Ring, kind: RingKind) -> bool {
    let exception = |it: &Ring| {
        let steps = it.steps.iter().map(|it| it.from);
        steps.into_iter().find(|it| matches!(unit.shape().object(*it), Object::Caught { .. }))
    };
    let Some(of_ring) = exception(ring) else { return true };
    rings_of(unit, kind).find(|it| exception(it) == Some(of_ring)).is_none_or(|it| it == ring)
}

/// Does the object have a file, socket or another thing to be closed, as far as its class says?
fn owns_resource(unit: &CodeUnit<'_>, id: ObjId) -> bool {
    let ClassOf::Known(class) = *unit.shape().class_of(id) else { return false };
    let attributes = instance_attributes(unit.db, class).sites.keys();
    attributes.into_iter().any(|it| match class_of_attribute(unit.db, class, it) {
        ClassOf::External(path) => is_resource(&path),
        _ => false,
    })
}

fn is_resource(path: &str) -> bool {
    let facts = refwise_model::class(path);
    facts.is_some_and(|it| it.is_context_manager) && !path.starts_with("threading.")
}

/// Tells a ring at the reference that closes it, with a label for each other reference. Another ring
/// that the same reference closes is added to what was told.
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
    if let Some(mut told) = cx.told(unit.range(at)) {
        for (range, text) in labels.into_iter().filter(|it| it.0 != unit.range(at)) {
            told = told.label_once(range, text);
        }
        return;
    }
    let report = cx.report(unit.range(at), message);
    let mut report = report.severity(severity(unit, ring)).help(help);
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
