//! Calls: functions of this unit are run, functions of other units are taken at their summary,
//! what is written in C at its row in the model; to anything else the arguments are lost.

use super::heap::State;
use super::interpret::Interpreter;
use super::lookup::{self, Lookup, Member, MemberKind, lookup};
use super::object::{Callable, ClassOf, Label, ObjId, Object, Site, Value};
use super::summaries::{Made, Resolver, Summary, summary};
use super::{Happening, Mutation};
use crate::body::{Arg, ArgKind, BodyScope, Const, Expr, ExprId, Name, ParamKind};
use crate::classes::ClassId;
use crate::items::Definition;
use crate::unit::Unit;

/// What a call passes.
#[derive(Clone, Debug, Default)]
pub(super) struct Args {
    pub(super) positional: Vec<Value>,
    pub(super) keywords: Vec<(Name, Value)>,
    /// It has `*a` or `**a`: any parameter may be filled with anything.
    pub(super) has_stars: bool,
    /// What is behind the stars.
    pub(super) starred: Vec<Value>,
}

impl Args {
    /// All that is passed.
    pub(super) fn all(&self) -> impl Iterator<Item = &Value> {
        let keywords = self.keywords.iter().map(|it| &it.1);
        self.positional.iter().chain(keywords).chain(&self.starred)
    }

    /// What the parameter called `name` at position `idx` gets.
    pub(super) fn get(&self, idx: usize, name: &str) -> Option<&Value> {
        let by_name = || self.keywords.iter().find(|it| it.0 == name).map(|it| &it.1);
        self.positional.get(idx).or_else(by_name)
    }

    fn with_first(mut self, first: Value) -> Args {
        self.positional.insert(0, first);
        self
    }
}

impl Interpreter<'_> {
    /// The value of a call.
    pub(super) fn call(
        &mut self,
        state: &mut State,
        expr: ExprId,
        func: ExprId,
        args: &[Arg],
    ) -> Value {
        let callees = self.now[func.index()].clone();
        let args = self.args(args);
        let mut result = Value::default();
        if callees.is_empty() {
            return self.call_unknown(expr, &args);
        }
        // Only one of them is called: what each does may be.
        let is_sole = callees.sole().is_some();
        for callee in callees.iter() {
            if is_sole {
                result.join(&self.call_object(state, expr, callee, args.clone()));
                continue;
            }
            let mut way = state.clone();
            result.join(&self.call_object(&mut way, expr, callee, args.clone()));
            state.join(&way);
        }
        match result.is_empty() {
            true => Value::unknown(),
            false => result,
        }
    }

    fn args(&self, args: &[Arg]) -> Args {
        let mut out = Args::default();
        for arg in args {
            let value = self.now[arg.value.index()].clone();
            match &arg.kind {
                ArgKind::Positional if !out.has_stars => out.positional.push(value),
                ArgKind::Keyword(name) => out.keywords.push((name.clone(), value)),
                _ => {
                    out.has_stars = true;
                    out.starred.push(value);
                }
            }
        }
        out
    }

    fn call_unknown(&mut self, at: ExprId, args: &Args) -> Value {
        args.all().for_each(|it| self.escape(at, it));
        Value::unknown()
    }

    pub(super) fn call_object(
        &mut self,
        state: &mut State,
        at: ExprId,
        callee: ObjId,
        args: Args,
    ) -> Value {
        self.event(at, callee, Happening::Called);
        match self.get(callee).clone() {
            Object::Function(scope) => self.call_inner(state, at, scope, args),
            Object::Global(Definition::Function(unit)) => {
                match summary(self.db, unit).is_replaced {
                    true => self.call_unknown(at, &args),
                    false => self.apply(state, at, unit, args),
                }
            }
            Object::Global(Definition::Class(class)) => self.instantiate(state, at, class, args),
            Object::Global(Definition::External(path)) => {
                self.call_external(state, at, &path, None, args)
            }
            Object::LocalClass(scope) => self.instantiate_local(state, at, callee, scope, args),
            Object::Method { receiver, function, .. } => {
                let receiver_value = Value::one(receiver);
                match function {
                    Callable::Unit(unit) => {
                        self.apply(state, at, unit, args.with_first(receiver_value))
                    }
                    Callable::Scope(scope) => {
                        self.call_inner(state, at, scope, args.with_first(receiver_value))
                    }
                    Callable::External(path) => {
                        self.call_external(state, at, &path, Some(receiver), args)
                    }
                    Callable::Unknown => {
                        self.escape(at, &receiver_value);
                        self.call_unknown(at, &args)
                    }
                }
            }
            Object::Held { by, label } => self.call_held(state, at, by, label.index(), &args),
            Object::Made { class, .. } if is_weak_reference(&class) => {
                self.dereferenced(state, callee)
            }
            Object::Made { class: ClassOf::Known(class), .. } => {
                match lookup(self.db, class, "__call__") {
                    Lookup::Found(member) if member.kind == MemberKind::Method => {
                        match member.unit {
                            Some(unit) => {
                                self.apply(state, at, unit, args.with_first(Value::one(callee)))
                            }
                            None => self.call_unknown(at, &args),
                        }
                    }
                    _ => self.call_unknown(at, &args),
                }
            }
            _ => self.call_unknown(at, &args),
        }
    }

    /// A method of an object whose class is not known: what its name suggests.
    fn call_held(
        &mut self,
        state: &mut State,
        at: ExprId,
        receiver: ObjId,
        label: usize,
        args: &Args,
    ) -> Value {
        let Label::Attr(name) = self.shape.labels[label].clone() else {
            return self.call_unknown(at, args);
        };
        let receiver = Value::one(receiver);
        let stored = match (name.as_str(), &args.positional[..]) {
            ("append" | "add" | "appendleft", [item]) => Some(item.clone()),
            ("insert" | "setdefault", [_, item]) => Some(item.clone()),
            ("update", []) => args.keywords.iter().map(|it| it.1.clone()).reduce(|mut all, it| {
                all.join(&it);
                all
            }),
            _ => None,
        };
        match stored {
            Some(item) if self.may_hold_strongly(&receiver) => {
                let label = self.label(Label::Item);
                self.mutated(at, &receiver, super::Mutation::Items);
                self.link(state, &receiver, label, &item, at, false);
            }
            _ => {}
        }
        if name == "clear" {
            receiver.iter().for_each(|it| self.event(at, it, Happening::Emptied));
            self.empty(state, &receiver);
        }
        if matches!(name.as_str(), "pop" | "popleft" | "remove" | "discard" | "popitem") {
            self.mutated(at, &receiver, super::Mutation::Items);
            self.lose_items(state, &receiver);
        }
        self.escape(at, &receiver);
        self.call_unknown(at, args)
    }

    /// Runs a function of this unit.
    fn call_inner(&mut self, state: &mut State, at: ExprId, scope: BodyScope, args: Args) -> Value {
        let it = self.body.scope(scope);
        if it.is_generator || it.is_coroutine {
            return self.suspended(state, at, scope, &args);
        }
        let params = &it.params;
        let values: Vec<Value> = (0..params.len())
            .map(|idx| self.argument(&args, idx, &params[idx].name, params[idx].kind))
            .collect();
        let defaults: Vec<Option<ExprId>> = params.iter().map(|it| it.default).collect();
        self.run_inner(state, scope, |it, idx| match values[idx].is_empty() {
            true => {
                defaults[idx].map_or(Value::unknown(), |default| it.now[default.index()].clone())
            }
            false => values[idx].clone(),
        })
    }

    /// What a parameter gets; empty for its default.
    fn argument(&mut self, args: &Args, idx: usize, name: &str, kind: ParamKind) -> Value {
        let given = match kind {
            ParamKind::VarPositional | ParamKind::VarKeyword => return Value::unknown(),
            ParamKind::KeywordOnly => args.keywords.iter().find(|it| it.0 == name).map(|it| &it.1),
            _ => args.get(idx, name),
        };
        match given {
            Some(value) => value.clone(),
            None if args.has_stars => Value::unknown(),
            None => Value::default(),
        }
    }

    /// A generator or coroutine of this unit: it waits with its arguments and cells.
    fn suspended(&mut self, state: &mut State, at: ExprId, scope: BodyScope, args: &Args) -> Value {
        let class = match self.body.scope(scope).is_generator {
            true => ClassOf::builtin("generator"),
            false => ClassOf::builtin("coroutine"),
        };
        let made = Value::one(self.make_at(state, at, class));
        let label = self.label(Label::Argument);
        // It lets go of all when it has run to its end.
        for value in args.all() {
            self.link(state, &made, label, value, at, false);
        }
        let function = Value::one(self.object(Object::Function(scope)));
        self.link(state, &made, label, &function, at, false);
        made
    }

    /// Takes a function of another unit at its summary.
    fn apply(&mut self, state: &mut State, at: ExprId, unit: Unit, args: Args) -> Value {
        let summary = summary(self.db, unit);
        let values: Vec<Value> = (0..summary.params.len())
            .map(|idx| {
                let param = &summary.params[idx];
                let value = self.argument(&args, idx, &param.name, param.kind);
                match (value.is_empty(), &param.default) {
                    (true, Some(default)) => Value::one(self.constant(default.clone())),
                    (true, None) => Value::unknown(),
                    (false, _) => value,
                }
            })
            .collect();
        if summary.is_unknown {
            self.call_unknown(at, &args);
            return Value::unknown();
        }
        if summary.is_suspended {
            return self.suspended_elsewhere(state, at, summary, &values);
        }
        self.take_effects(state, at, summary, &values)
    }

    fn suspended_elsewhere(
        &mut self,
        state: &mut State,
        at: ExprId,
        summary: &Summary,
        values: &[Value],
    ) -> Value {
        let class = if summary.is_generator { "generator" } else { "coroutine" };
        let made = Value::one(self.make_at(state, at, ClassOf::builtin(class)));
        let label = self.label(Label::Argument);
        for value in values {
            self.link(state, &made, label, value, at, false);
        }
        if !summary.is_generator {
            let mut later = state.clone();
            let result = self.take_effects(&mut later, at, summary, values);
            state.join(&later);
            let label = self.label(Label::Content);
            self.link(state, &made, label, &result, at, false);
        }
        made
    }

    /// Does to the heap what the summary says, and returns what it returns.
    pub(super) fn take_effects(
        &mut self,
        state: &mut State,
        at: ExprId,
        summary: &Summary,
        values: &[Value],
    ) -> Value {
        let made = self.make_all(state, at, summary);
        let mut resolved = Resolver::new(self, values, &made, at);
        let objects = resolved.all(state, summary);
        for (object, what) in &summary.happenings {
            let Some(value) = objects.get(*object) else { continue };
            self.undo(state, value, what);
        }
        // What the function surely stores takes the place of what was there.
        let replaced = summary.edges.iter().filter(|it| it.must && it.label.holds_one());
        for edge in replaced {
            let label = self.label(edge.label.clone());
            if let Some(holders) = objects.get(edge.from) {
                self.let_go(state, holders, label);
            }
        }
        for edge in &summary.edges {
            let label = self.label(edge.label.clone());
            let (Some(from), Some(to)) = (objects.get(edge.from), objects.get(edge.to)) else {
                continue;
            };
            self.is_applying = true;
            self.link(state, from, label, to, at, edge.must);
            self.is_applying = false;
        }
        for (object, what) in &summary.happenings {
            let Some(value) = objects.get(*object) else { continue };
            value.iter().for_each(|it| self.event(at, it, what.clone()));
        }
        let mut returned = Value::default();
        for &object in &summary.returned {
            returned.join(objects.get(object).unwrap_or(&Value::unknown()));
        }
        match returned.is_empty() {
            true => Value::unknown(),
            false => returned,
        }
    }

    /// What a function changes may have been taken back.
    fn undo(&mut self, state: &mut State, changed: &Value, what: &Happening) {
        match what {
            Happening::Emptied => self.empty(state, changed),
            Happening::Mutated(Mutation::Items) => {
                let label = self.label(Label::Item);
                self.overwritten(state, changed, label);
            }
            Happening::Mutated(Mutation::Attribute) => {
                for holder in changed.iter() {
                    let edges = state.heap.from(holder).iter();
                    let mut labels: Vec<_> = edges.map(|it| it.label).collect();
                    labels.dedup();
                    labels.retain(|it| matches!(self.shape.labels[it.index()], Label::Attr(_)));
                    labels.iter().for_each(|it| self.doubt_items(state, holder, *it));
                }
            }
            _ => {}
        }
    }

    fn make_all(&mut self, state: &mut State, at: ExprId, summary: &Summary) -> Vec<ObjId> {
        let made = summary.made.iter().enumerate();
        made.map(|(idx, it)| {
            let site = Site { expr: at, nth: idx as u32 + 1 };
            let object = match it {
                Made::Instance(class) => Object::Made { site, class: class.clone() },
                Made::Closure(name) => Object::Closure { site, name: name.clone() },
            };
            self.make(state, object)
        })
        .collect()
    }

    /// Calls the method `name` that the class of an object defines in Python; `false` where it has
    /// none.
    pub(super) fn call_special(
        &mut self,
        state: &mut State,
        at: ExprId,
        object: ObjId,
        name: &str,
        args: &[Value],
    ) -> bool {
        let ClassOf::Known(class) = self.class_of(object) else { return false };
        let Lookup::Found(member) = lookup(self.db, class, name) else { return false };
        let args = Args { positional: args.to_vec(), ..Args::default() };
        match member.unit {
            Some(unit) => self.apply(state, at, unit, args.with_first(Value::one(object))),
            None => self.call_unknown(at, &args),
        };
        true
    }

    fn instantiate(&mut self, state: &mut State, at: ExprId, class: ClassId, args: Args) -> Value {
        if lookup::makes_other_objects(self.db, class) {
            return self.call_unknown(at, &args);
        }
        let made = Value::one(self.make_at(state, at, ClassOf::Known(class)));
        match lookup(self.db, class, "__init__") {
            Lookup::Found(member) => {
                match member.unit {
                    Some(unit) => {
                        self.apply(state, at, unit, args.with_first(made.clone()));
                    }
                    None => {
                        self.call_unknown(at, &args);
                        self.escape(at, &made);
                    }
                }
                return made;
            }
            Lookup::External(path) => {
                let path = format!("{path}.__init__");
                let receiver = made.sole();
                self.call_external(state, at, &path, receiver, args);
                return made;
            }
            Lookup::Unknown => {
                self.call_unknown(at, &args);
                return made;
            }
            Lookup::Absent => {}
        }
        let fields = lookup::initialiser_fields(self.db, class);
        for (idx, field) in fields.iter().enumerate() {
            let Some(value) = args.get(idx, field).cloned() else { continue };
            let label = self.label(Label::Attr(field.clone()));
            self.link(state, &made, label, &value, at, true);
        }
        if fields.is_empty() {
            args.all().for_each(|it| self.escape(at, it));
        }
        made
    }

    fn instantiate_local(
        &mut self,
        state: &mut State,
        at: ExprId,
        class: ObjId,
        scope: BodyScope,
        args: Args,
    ) -> Value {
        let made_id = self.make_at(state, at, ClassOf::Local(scope));
        let made = Value::one(made_id);
        let label = self.label(Label::Class);
        self.link(state, &made, label, &Value::one(class), at, true);
        let body = self.body;
        let vars = &body.scope(scope).vars;
        let init = vars.iter().find(|it| body.var(**it).name == "__init__");
        let functions = init.map(|it| state.vars[it.index()].clone()).unwrap_or_default();
        match functions.sole().map(|it| self.get(it).clone()) {
            Some(Object::Function(init)) => {
                self.call_inner(state, at, init, args.with_first(made.clone()));
            }
            _ => {
                self.call_unknown(at, &args);
            }
        }
        made
    }

    fn dereferenced(&mut self, state: &State, reference: ObjId) -> Value {
        let weak = self.label(Label::Weak);
        let mut value: Value = state.heap.by(reference, weak).iter().map(|it| it.to).collect();
        let none = self.constant(Const::None);
        value.add(none);
        value
    }

    /// What `with value as target` binds.
    pub(super) fn entered(&mut self, state: &mut State, context: ExprId) -> Value {
        let managers = self.now[context.index()].clone();
        let mut value = Value::default();
        for manager in managers.iter() {
            value.join(&self.entered_one(state, context, manager));
        }
        match value.is_empty() {
            true => Value::unknown(),
            false => value,
        }
    }

    fn entered_one(&mut self, state: &mut State, at: ExprId, manager: ObjId) -> Value {
        match self.class_of(manager) {
            ClassOf::Known(class) => match lookup(self.db, class, "__enter__") {
                Lookup::Found(Member { unit: Some(unit), .. }) => {
                    let args = Args::default().with_first(Value::one(manager));
                    self.apply(state, at, unit, args)
                }
                _ => Value::unknown(),
            },
            ClassOf::External(path) if super::builtins::enters_itself(&path) => Value::one(manager),
            _ => Value::unknown(),
        }
    }

    /// May the context manager keep an exception from going on?
    pub(super) fn may_swallow(&self, context: ExprId) -> bool {
        let value = &self.now[context.index()];
        value.iter().any(|it| match self.class_of(it) {
            ClassOf::External(path) => path == "contextlib.suppress" || path.ends_with("ExitStack"),
            ClassOf::Known(class) => {
                let exit = lookup(self.db, class, "__exit__");
                let unit = match exit {
                    Lookup::Found(member) => member.unit,
                    _ => None,
                };
                unit.is_none_or(|it| summary(self.db, it).may_return_truth)
            }
            _ => false,
        })
    }

    /// `@decorator` applied to what stands below it.
    pub(super) fn apply_decorator(
        &mut self,
        state: &mut State,
        decorator: ExprId,
        value: Value,
    ) -> Value {
        let callee = match self.body.expr(decorator) {
            Expr::Call { func, .. } => *func,
            _ => decorator,
        };
        let path = match self.definition_of(callee) {
            Definition::External(path) => path,
            _ => Name::default(),
        };
        match path.as_str() {
            "functools.wraps" => {
                let Expr::Call { args, .. } = self.body.expr(decorator) else { return value };
                let Some(wrapped) = args.first() else { return value };
                let wrapped = self.now[wrapped.value.index()].clone();
                let label = self.label(Label::Default);
                self.link(state, &value, label, &wrapped, decorator, true);
                value
            }
            "builtins.staticmethod" | "typing.overload" | "abc.abstractmethod" | "typing.final" => {
                value
            }
            _ => {
                self.escape(decorator, &value);
                Value::unknown()
            }
        }
    }
}

fn is_weak_reference(class: &ClassOf) -> bool {
    class.is("weakref.ref") || class.is("weakref.ReferenceType") || class.is("weakref.WeakMethod")
}
