//! Calls of what is written in C, by the rows of the model.

use refwise_model::{
    Base, Call, Condition, Effect, Holder, Keep, ParamId, ParamKind, Part, Place, Release, Returns,
    When,
};

use super::calls::Args;
use super::heap::State;
use super::interpret::Interpreter;
use super::object::{ClassOf, Label, LabelId, ObjId, Object, Value};
use super::{Happening, Mutation};
use crate::body::{Const, ExprId, Name};

/// A call of a row: what its parameters got, and what comes back.
struct Bound<'a> {
    at: ExprId,
    effect: &'static Effect,
    values: Vec<Value>,
    args: &'a Args,
    result: Value,
}

impl Interpreter<'_> {
    /// Calls what has no source.
    pub(super) fn call_external(
        &mut self,
        state: &mut State,
        at: ExprId,
        path: &str,
        receiver: Option<ObjId>,
        args: Args,
    ) -> Value {
        if let Some(value) = self.special(state, at, path, receiver, &args) {
            return value;
        }
        let Some(effect) = refwise_model::function(path) else {
            return self.call_without_row(state, at, path, &args);
        };
        let values = self.bind_params(effect, receiver, &args);
        let mut bound = Bound { at, effect, values, args: &args, result: Value::default() };
        bound.result = self.returned(state, &bound, &effect.returns);
        for release in &effect.releases {
            self.release(state, &bound, release);
        }
        for keep in &effect.keeps {
            let what = self.place(state, &bound, &keep.what);
            self.keep(state, &bound, keep, &what);
        }
        for &param in &effect.mutates {
            let value = bound.values[param.0 as usize].clone();
            self.mutated(at, &value, Mutation::Items);
        }
        for call in &effect.calls {
            self.call_argument(state, &bound, call);
        }
        match bound.result.is_empty() {
            true => Value::unknown(),
            false => bound.result,
        }
    }

    /// What looks at the stack, or at an exception's traceback.
    fn special(
        &mut self,
        state: &mut State,
        at: ExprId,
        path: &str,
        receiver: Option<ObjId>,
        args: &Args,
    ) -> Option<Value> {
        let scope = *self.active.last()?;
        let frame = || Object::Frame(scope);
        match path {
            "sys._getframe" | "inspect.currentframe" => {
                // With a depth it is a caller's frame, which does not hold what this one holds.
                let is_own = args.all().all(|it| self.is_zero(it));
                Some(match is_own {
                    true => Value::one(self.object(frame())),
                    false => Value::unknown(),
                })
            }
            "inspect.stack" | "inspect.trace" => {
                let made = self.fresh(state, at, "list");
                let (label, frame) = (self.label(Label::Item), Value::one(self.object(frame())));
                self.link(state, &made, label, &frame, at, true);
                Some(made)
            }
            "sys.exc_info" => {
                let class = ClassOf::External("sys.exc_info".into());
                let made = Value::one(self.make_at(state, at, class));
                if self.written.is_in_handler(at) {
                    let exception = self.exception_of(state, at);
                    let label = self.label(Label::Item);
                    self.link(state, &made, label, &exception, at, true);
                }
                Some(made)
            }
            "builtins.iter" => self.iterator_of(state, at, args),
            "builtins.BaseException.with_traceback" => {
                let receiver = receiver?;
                let label = self.label(Label::Traceback);
                state.remove_edges(|it| it.from == receiver && it.label == label);
                Some(Value::one(receiver))
            }
            _ => None,
        }
    }

    /// An item of what `sys.exc_info()` has given: the exception and its traceback lead to the frame.
    pub(super) fn exc_info_item(
        &mut self,
        state: &mut State,
        whole: &Value,
        index: usize,
    ) -> Option<Value> {
        let Object::Made { site, class } = self.get(whole.sole()?).clone() else { return None };
        if !class.is("sys.exc_info") {
            return None;
        }
        match index {
            1 => Some(self.exception_of(state, site.expr)),
            2 | usize::MAX => {
                let exception = self.exception_of(state, site.expr);
                Some(self.load(state, site.expr, &exception, "__traceback__"))
            }
            _ => Some(Value::unknown()),
        }
    }

    fn is_zero(&self, value: &Value) -> bool {
        value.sole().is_some_and(|it| matches!(self.get(it), Object::Const(Const::Int(0))))
    }

    /// A class without a row makes an instance, as far as the name says; other calls are unknown.
    fn call_without_row(
        &mut self,
        state: &mut State,
        at: ExprId,
        path: &str,
        args: &Args,
    ) -> Value {
        if is_exception(path) {
            return self.new_exception(state, at, path, args);
        }
        args.all().for_each(|it| self.escape(at, it));
        if super::globals::is_class_path(path) {
            return Value::one(self.make_at(state, at, ClassOf::External(path.into())));
        }
        Value::unknown()
    }

    /// An exception holds what it is given, and does nothing with it.
    fn new_exception(&mut self, state: &mut State, at: ExprId, path: &str, args: &Args) -> Value {
        let made = Value::one(self.make_at(state, at, ClassOf::External(path.into())));
        let label = self.label(Label::Argument);
        args.all().for_each(|it| self.link(state, &made, label, it, at, true));
        made
    }

    /// `iter(x)` is `x.__iter__()`, where the class is the model's. The iterator lets go of `x` at its
    /// end.
    fn iterator_of(&mut self, state: &mut State, at: ExprId, args: &Args) -> Option<Value> {
        let ([iterated], true) = (&args.positional[..], args.keywords.is_empty()) else {
            return None;
        };
        let ClassOf::External(class) = self.class_of(iterated.sole()?) else { return None };
        let row = refwise_model::method(&class, "__iter__")?;
        let made = self.call_external(state, at, row.path, iterated.sole(), Args::default());
        if let Some(made) = made.sole().filter(|it| !iterated.contains(*it)) {
            state.weaken_edges(made);
        }
        Some(made)
    }

    fn bind_params(
        &mut self,
        effect: &'static Effect,
        receiver: Option<ObjId>,
        args: &Args,
    ) -> Vec<Value> {
        let mut positional = receiver.map(Value::one).into_iter().chain(args.positional.clone());
        let mut values = Vec::with_capacity(effect.params.len());
        for param in &effect.params {
            let by_name =
                || args.keywords.iter().find(|it| it.0 == param.name).map(|it| it.1.clone());
            let value = match param.kind {
                ParamKind::VarPositional => {
                    let mut rest = Value::default();
                    positional.by_ref().for_each(|it| {
                        rest.join(&it);
                    });
                    rest
                }
                ParamKind::VarKeyword => {
                    let mut rest = Value::default();
                    args.keywords.iter().for_each(|it| {
                        rest.join(&it.1);
                    });
                    rest
                }
                ParamKind::KeywordOnly => by_name().unwrap_or_default(),
                ParamKind::PositionalOnly => positional.next().unwrap_or_default(),
                ParamKind::PositionalOrKeyword => {
                    positional.next().or_else(by_name).unwrap_or_default()
                }
            };
            let value = match value.is_empty() && args.has_stars {
                true => Value::unknown(),
                false => value,
            };
            values.push(value);
        }
        values
    }

    fn returned(&mut self, state: &mut State, bound: &Bound<'_>, returns: &Returns) -> Value {
        let at = bound.at;
        match returns {
            Returns::None => Value::one(self.constant(Const::None)),
            Returns::Bool => self.fresh(state, at, "bool"),
            Returns::Value(class) | Returns::Cached(class) | Returns::Fresh { class, .. } => {
                Value::one(self.make_at(state, at, ClassOf::External(Name::from(*class))))
            }
            Returns::Same(place) => self.place(state, bound, place),
            Returns::If(condition, then, orelse) => match self.holds(bound, condition) {
                Some(true) => self.returned(state, bound, then),
                Some(false) => self.returned(state, bound, orelse),
                None => {
                    let mut value = self.returned(state, bound, then);
                    value.join(&self.returned(state, bound, orelse));
                    value
                }
            },
            Returns::Either(choices) => {
                let mut value = Value::default();
                for choice in choices {
                    value.join(&self.returned(state, bound, choice));
                }
                value
            }
            _ => Value::unknown(),
        }
    }

    fn holds(&self, bound: &Bound<'_>, condition: &Condition) -> Option<bool> {
        let value = |it: &ParamId| &bound.values[it.0 as usize];
        match condition {
            Condition::Given(it) => {
                if value(it).is_empty() {
                    return Some(false);
                }
                (!bound.args.has_stars).then_some(true)
            }
            Condition::Exact(it, class) => match self.class_of_value(value(it)) {
                ClassOf::External(path) => Some(path == *class),
                // An instance of a class that is written in Python is at most one of a subclass.
                ClassOf::Known(_) | ClassOf::Local(_) => Some(false),
                ClassOf::Unknown => None,
            },
            Condition::Instance(it, class) => match self.class_of_value(value(it)) {
                ClassOf::External(path) => Some(path == *class),
                _ => None,
            },
            Condition::Iterator(it) => match self.class_of_value(value(it)) {
                ClassOf::External(path) => match path.as_str() {
                    "builtins.list" | "builtins.tuple" | "builtins.dict" | "builtins.set" => {
                        Some(false)
                    }
                    "builtins.generator" => Some(true),
                    _ => None,
                },
                _ => None,
            },
            Condition::IsNone(it) => {
                let is_none = |id| matches!(self.get(id), Object::Const(Const::None));
                match value(it).sole() {
                    Some(id) => Some(is_none(id)),
                    None if value(it).is_empty() => Some(true),
                    None => None,
                }
            }
        }
    }

    fn base(&self, bound: &Bound<'_>, base: Base) -> Value {
        match base {
            Base::Param(it) => bound.values[it.0 as usize].clone(),
            Base::Result => bound.result.clone(),
        }
    }

    fn place(&mut self, state: &mut State, bound: &Bound<'_>, place: &Place) -> Value {
        let mut value = self.base(bound, place.base);
        for part in &place.parts {
            value = match part {
                Part::Items | Part::Values => self.items_of(state, &value),
                Part::Keys => {
                    let label = self.label(Label::Key);
                    let found = value.iter().flat_map(|it| {
                        state.heap.by(it, label).iter().map(|it| it.to).collect::<Vec<_>>()
                    });
                    found.collect()
                }
                Part::Iterator => value,
                Part::Attribute(name) => self.load(state, bound.at, &value, name),
            };
        }
        value
    }

    fn keep(&mut self, state: &mut State, bound: &Bound<'_>, keep: &Keep, what: &Value) {
        if holds_for_a_while(bound.effect.path) {
            return self.escape(bound.at, what);
        }
        let (base, label) = match &keep.holder {
            Holder::Items(base) | Holder::Values(base) => (*base, Label::Item),
            Holder::Keys(base) => (*base, Label::Key),
            Holder::Attribute(base, name) => (*base, self.label_of_part(bound, name)),
            Holder::Registry(_) => return self.escape(bound.at, what),
        };
        let mut holder = self.base(bound, base);
        if base == Base::Result {
            // What came back may be the argument itself, which holds what it held.
            holder.retain(|it| !bound.values.iter().any(|value| value.contains(it)));
        }
        let label = self.label(if keep.is_weak { Label::Weak } else { label });
        if matches!(keep.holder, Holder::Values(_)) {
            self.overwritten(state, &holder, label);
        }
        self.link(state, &holder, label, what, bound.at, keep.is_certain);
    }

    /// What a waiting call holds is an argument of it, whatever the attribute is called.
    fn label_of_part(&self, bound: &Bound<'_>, name: &str) -> Label {
        match bound.effect.path {
            "functools.partial" | "functools.partialmethod" => Label::Argument,
            "types.MethodType" if name == "__self__" => Label::SelfOf,
            _ => Label::Attr(name.into()),
        }
    }

    fn release(&mut self, state: &mut State, bound: &Bound<'_>, release: &Release) {
        match release {
            Release::All(place) if is_content(place) => {
                let holders = self.base(bound, place.base);
                holders.iter().for_each(|it| self.event(bound.at, it, Happening::Emptied));
                self.empty(state, &holders);
            }
            Release::One(place) if is_content(place) => {
                let holders = self.base(bound, place.base);
                match bound.effect.path.rsplit('.').next() {
                    Some("remove" | "discard") => {
                        let gone = bound.values.get(1).cloned().unwrap_or_default();
                        self.lose_equal(state, &holders, &gone);
                    }
                    _ => self.lose_items(state, &holders),
                }
            }
            _ => {}
        }
    }

    /// All items are gone, if it is but one container.
    pub(super) fn empty(&mut self, state: &mut State, holders: &Value) {
        let labels = [Label::Item, Label::Key].map(|it| self.label(it));
        if let Some(holder) = holders.sole() {
            state.remove_edges(|it| it.from == holder && labels.contains(&it.label));
        }
    }

    /// What is equal to `gone` goes: for sure only if that is what is there.
    fn lose_equal(&mut self, state: &mut State, holders: &Value, gone: &Value) {
        let label = self.label(Label::Item);
        for holder in holders.iter() {
            let items: Value = state.heap.by(holder, label).iter().map(|it| it.to).collect();
            let may_be = items.iter().any(|it| gone.contains(it)) || gone.is_unknown();
            match may_be && holders.sole().is_some() {
                true => self.lose_items(state, holders),
                false => self.doubt_items(state, holder, label),
            }
        }
    }

    /// One of the items is gone, nobody knows which: if there was but one, that.
    pub(super) fn lose_items(&mut self, state: &mut State, holders: &Value) {
        let label = self.label(Label::Item);
        for holder in holders.iter() {
            let n_items = state.heap.by(holder, label).len();
            if n_items == 1 && holders.sole().is_some() {
                state.remove_edges(|it| it.from == holder && it.label == label);
            } else if n_items > 1 {
                self.doubt_items(state, holder, label);
            }
        }
    }

    pub(super) fn doubt_items(&self, state: &mut State, holder: ObjId, label: LabelId) {
        let edges: Vec<_> = state.heap.by(holder, label).to_vec();
        state.remove_edges(|it| it.from == holder && it.label == label);
        for edge in edges {
            state.add_edge(super::Edge { must: false, ..edge });
        }
    }

    fn call_argument(&mut self, state: &mut State, bound: &Bound<'_>, call: &Call) {
        if call.when == When::Later {
            return;
        }
        let functions = self.place(state, bound, &call.what);
        for function in functions.iter() {
            if !matches!(self.get(function), Object::Function(_) | Object::Method { .. }) {
                self.event(bound.at, function, Happening::Called);
                continue;
            }
            let args = call.args.iter().flatten().map(|it| self.place(state, bound, it));
            let args = Args { positional: args.collect(), ..Args::default() };
            let mut way = state.clone();
            self.call_object(&mut way, bound.at, function, args);
            state.join(&way);
        }
    }

    /// Does a container of this kind keep its items alive? Weak ones do not, nor what the class of
    /// this unit calls by the same name and makes a weak one.
    pub(super) fn may_hold_strongly(&self, receiver: &Value) -> bool {
        receiver.iter().all(|it| !self.is_weak_container(it))
    }

    fn is_weak_container(&self, object: ObjId) -> bool {
        if let ClassOf::External(path) = self.class_of(object) {
            return path.starts_with("weakref.");
        }
        let Object::Held { label, .. } = self.get(object) else { return false };
        let (Label::Attr(name), Some(class)) = (&self.shape.labels[label.index()], self.class)
        else {
            return false;
        };
        let namesake = super::lookup::class_of_attribute(self.db, class, name);
        matches!(namesake, ClassOf::External(path) if path.starts_with("weakref."))
    }
}

/// Does what this function makes or changes let go by itself: when a thread has run, a callback was
/// called, a task has ended, somebody has taken the item?
pub(super) fn holds_for_a_while(path: &str) -> bool {
    const MODULES: [&str; 5] =
        ["threading.", "asyncio.", "concurrent.", "queue.", "multiprocessing."];
    MODULES.iter().any(|it| path.starts_with(it))
}

/// Is it a builtin class of exceptions?
fn is_exception(path: &str) -> bool {
    let Some(name) = path.strip_prefix("builtins.") else { return false };
    ["Error", "Exception", "Warning", "ExceptionGroup"].iter().any(|it| name.ends_with(it))
        || matches!(
            name,
            "StopIteration"
                | "StopAsyncIteration"
                | "KeyboardInterrupt"
                | "SystemExit"
                | "GeneratorExit"
        )
}

/// Is it what a container holds: its items, keys or values?
fn is_content(place: &Place) -> bool {
    matches!(place.parts[..], [] | [Part::Items | Part::Values | Part::Keys])
}

/// Does entering an object of this class give the object itself?
pub(super) fn enters_itself(path: &str) -> bool {
    matches!(
        path,
        "_io.TextIOWrapper"
            | "_io.BufferedReader"
            | "_io.BufferedWriter"
            | "_io.BufferedRandom"
            | "_io.FileIO"
            | "io.StringIO"
            | "io.BytesIO"
            | "tempfile.TemporaryFile"
            | "concurrent.futures.ThreadPoolExecutor"
            | "concurrent.futures.ProcessPoolExecutor"
            | "contextlib.ExitStack"
            | "socket.socket"
    )
}
