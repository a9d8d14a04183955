//! The abstract run of a unit: statements and expressions, and what they do to variables and heap.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::heap::{Edge, State};
use super::lookup::{Lookup, lookup};
use super::object::{Callable, ClassOf, Label, LabelId, ObjId, Object, Site, Value};
use super::written::Written;
use super::{Event, Happening, Mutation, Shape};
use crate::body::{
    Body, BodyScope, CompKind, Const, DictItem, Expr, ExprId, Handler, Operator, ParamKind,
    ScopeKind, StmtId, UnaryOp, VarId, VarRef,
};
use crate::classes::ClassId;
use crate::db::{Db, File};
use crate::flow::{Domain, Exits, Source, Target, run_scope};
use crate::items::Definition;
use crate::unit::{Unit, inner_unit, unit_body};

/// Runs `unit` and tells what its heap looks like.
pub(super) fn interpret(db: &dyn Db, unit: Unit) -> Shape {
    let mut it = Interpreter::new(db, unit);
    it.run();
    it.shape
}

/// How many evaluations a unit gets: so many, and so many for each of its expressions.
const BUDGET: (usize, usize) = (50_000, 60);
/// How deep functions of the unit are followed into each other.
const MAX_DEPTH: usize = 6;

pub(super) struct Interpreter<'a> {
    pub(super) db: &'a dyn Db,
    pub(super) unit: Unit,
    pub(super) file: File,
    pub(super) body: &'a Body,
    /// The class whose method the unit is.
    pub(super) class: Option<ClassId>,
    pub(super) shape: Shape,
    /// What each expression was when it was last evaluated.
    pub(super) now: Vec<Value>,
    /// All that each variable ever held.
    ever: Vec<Value>,
    /// The scopes that run, the innermost last.
    pub(super) active: Vec<BodyScope>,
    /// Inner functions that have run.
    ran: FxHashSet<BodyScope>,
    /// What the functions that run have returned so far, beside `active`.
    returned: Vec<Value>,
    budget: usize,
    /// What the code says once and for all.
    pub(super) written: Written,
    /// The effects of another unit are being done.
    pub(super) is_applying: bool,
    seen: FxHashSet<Event>,
    /// What code that is not known may have changed.
    lost: FxHashSet<ObjId>,
}

impl<'a> Interpreter<'a> {
    fn new(db: &'a dyn Db, unit: Unit) -> Interpreter<'a> {
        let body = unit_body(db, unit);
        let mut it = Interpreter {
            db,
            unit,
            file: unit.file(db),
            body,
            class: crate::items::class_around(db, unit),
            shape: Shape::default(),
            now: vec![Value::default(); body.exprs.len()],
            ever: vec![Value::default(); body.vars.len()],
            active: Vec::new(),
            ran: FxHashSet::default(),
            returned: Vec::new(),
            budget: BUDGET.0 + BUDGET.1 * body.exprs.len(),
            written: Written::new(body),
            is_applying: false,
            seen: FxHashSet::default(),
            lost: FxHashSet::default(),
        };
        it.shape.values = vec![Value::default(); body.exprs.len()];
        let fixed = [it.object(Object::Unknown), it.object(Object::Unbound)];
        debug_assert_eq!(fixed, [ObjId::UNKNOWN, ObjId::UNBOUND]);
        it
    }

    fn run(&mut self) {
        let mut entry = State {
            vars: Arc::new(vec![Value::one(ObjId::UNBOUND); self.body.vars.len()]),
            ..State::default()
        };
        self.enter(&mut entry, BodyScope::OWN, |it, idx| {
            Value::one(it.object(Object::Param(BodyScope::OWN, idx as u32)))
        });
        let exits = self.run_active(BodyScope::OWN, entry);
        self.shape.end = exits.normal(self);
        self.shape.returned = self.returned.pop().unwrap_or_default();
        if exits.fell_off.is_some() {
            let none = self.constant(Const::None);
            self.shape.returned.add(none);
        }
        self.active.pop();
        self.run_the_rest();
        self.shape.gave_up = self.budget == 0;
        let objects = (0..self.shape.objects.len()).map(ObjId::from);
        self.shape.classes = objects.map(|it| self.class_of(it)).collect();
    }

    /// Runs the inner functions that nothing here has called: whoever gets them may. They see what
    /// their variables hold at any time.
    fn run_the_rest(&mut self) {
        for (scope, it) in self.body.scopes() {
            let is_inner = scope != BodyScope::OWN && it.is_function() && !it.is_elsewhere;
            if !is_inner || self.ran.contains(&scope) {
                continue;
            }
            let vars = self.ever.iter().enumerate().map(|(idx, value)| match value.is_empty() {
                true => Value::one(ObjId::from(
                    self.shape.objects.insert_full(Object::Captured(VarId::new(idx))).0,
                )),
                false => value.clone(),
            });
            let vars: Vec<Value> = vars.collect();
            let heap = self.shape.end.as_ref().map(|it| Arc::clone(&it.heap)).unwrap_or_default();
            let mut state = State { vars: Arc::new(vars), heap };
            self.enter(&mut state, scope, |it, idx| {
                Value::one(it.object(Object::Param(scope, idx as u32)))
            });
            let exits = self.run_active(scope, state);
            self.returned.pop();
            self.active.pop();
            // What the function does to the heap is done once somebody calls it: it may.
            if let (Some(mut end), Some(known)) = (exits.normal(self), self.shape.end.take()) {
                end.vars = Arc::clone(&known.vars);
                let mut known = known;
                known.join(&end);
                self.shape.end = Some(known);
            }
        }
    }

    /// Prepares `state` for a run of `scope`: its variables are unbound but for the parameters.
    fn enter(
        &mut self,
        state: &mut State,
        scope: BodyScope,
        mut param: impl FnMut(&mut Self, usize) -> Value,
    ) {
        let body = self.body;
        let it = body.scope(scope);
        for (idx, &var) in it.vars.iter().enumerate() {
            let value = match idx < it.params.len() {
                true => param(self, idx),
                false => Value::one(ObjId::UNBOUND),
            };
            self.set_var(state, var, value);
        }
        self.active.push(scope);
        self.returned.push(Value::default());
        self.ran.insert(scope);
    }

    fn run_active(&mut self, scope: BodyScope, entry: State) -> Exits<State> {
        self.many_grow();
        run_scope(self.body, scope, self, entry)
    }

    /// Calls a function of this unit: runs it from the state of the caller.
    pub(super) fn run_inner(
        &mut self,
        state: &mut State,
        scope: BodyScope,
        args: impl FnMut(&mut Self, usize) -> Value,
    ) -> Value {
        let it = self.body.scope(scope);
        let is_too_deep = self.active.len() > MAX_DEPTH || self.active.contains(&scope);
        if is_too_deep || it.is_generator || it.is_coroutine || self.budget == 0 {
            return Value::unknown();
        }
        self.enter(state, scope, args);
        let exits = self.run_active(scope, state.clone());
        self.active.pop();
        let mut returned = self.returned.pop().unwrap_or_default();
        if exits.fell_off.is_some() {
            let none = self.constant(Const::None);
            returned.add(none);
        }
        if let Some(end) = exits.normal(self) {
            *state = end;
        }
        match returned.is_empty() {
            true => Value::unknown(),
            false => returned,
        }
    }

    // Objects and labels.

    /// The id of `object`.
    pub(super) fn object(&mut self, object: Object) -> ObjId {
        let id = self.shape.objects.insert_full(object).0;
        if self.shape.many.len() <= id {
            self.shape.many.resize(id + 1, false);
        }
        ObjId(id as u32)
    }

    fn many_grow(&mut self) {
        let n = self.shape.objects.len();
        self.shape.many.resize(n.max(self.shape.many.len()), false);
    }

    pub(super) fn get(&self, id: ObjId) -> &Object {
        &self.shape.objects[id.index()]
    }

    pub(super) fn label(&mut self, label: Label) -> LabelId {
        LabelId(self.shape.labels.insert_full(label).0 as u32)
    }

    pub(super) fn constant(&mut self, value: Const) -> ObjId {
        self.object(Object::Const(value))
    }

    /// Makes an object; one that the same place made before may still live beside it.
    pub(super) fn make(&mut self, state: &mut State, object: Object) -> ObjId {
        let n_before = self.shape.objects.len();
        let id = self.object(object);
        let is_new = id.index() >= n_before;
        if !is_new && self.is_in_use(state, id) {
            self.shape.many[id.index()] = true;
            state.weaken_edges(id);
        }
        id
    }

    fn is_in_use(&self, state: &State, id: ObjId) -> bool {
        !state.heap.from(id).is_empty()
            || state.vars.iter().any(|it| it.contains(id))
            || state.heap.edges().iter().any(|it| it.to == id)
    }

    pub(super) fn make_at(&mut self, state: &mut State, expr: ExprId, class: ClassOf) -> ObjId {
        self.make(state, Object::Made { site: Site::of(expr), class })
    }

    // Variables, edges, events.

    pub(super) fn set_var(&mut self, state: &mut State, var: VarId, value: Value) {
        self.ever[var.index()].join(&value);
        let known = &state.vars[var.index()];
        if *known != value {
            Arc::make_mut(&mut state.vars)[var.index()] = value;
        }
    }

    /// Every object of `from` holds (one of) `to` by `label` from now on.
    pub(super) fn link(
        &mut self,
        state: &mut State,
        from: &Value,
        label: LabelId,
        to: &Value,
        site: ExprId,
        is_sure: bool,
    ) {
        let is_sole = from.sole().is_some() && to.sole().is_some();
        let is_callees = self.is_applying;
        for holder in from.iter() {
            for held in to.iter() {
                if holder <= ObjId::UNBOUND || held <= ObjId::UNBOUND {
                    continue;
                }
                let must = is_sure && is_sole;
                state.add_edge(Edge { from: holder, label, to: held, site, must, is_callees });
                self.event(site, held, Happening::Stored(holder, label));
            }
        }
        let is_lost = from.is_unknown();
        if is_lost {
            self.escape(site, to);
        }
    }

    pub(super) fn event(&mut self, at: ExprId, object: ObjId, what: Happening) {
        if object <= ObjId::UNBOUND {
            return;
        }
        if what == Happening::Escapes {
            self.lost.insert(object);
        }
        let event = Event { at, object, what };
        if self.seen.insert(event.clone()) {
            self.shape.events.push(event);
        }
    }

    pub(super) fn mutated(&mut self, at: ExprId, objects: &Value, how: Mutation) {
        objects.iter().for_each(|it| self.event(at, it, Happening::Mutated(how)));
    }

    /// `value` goes to code that is not known.
    pub(super) fn escape(&mut self, at: ExprId, value: &Value) {
        value.iter().for_each(|it| self.event(at, it, Happening::Escapes));
    }

    /// Items of what is iterated over or indexed.
    pub(super) fn items_of(&mut self, state: &State, value: &Value) -> Value {
        let item = self.label(Label::Item);
        let mut items = Value::default();
        for object in value.iter() {
            let found: Value = state.heap.by(object, item).iter().map(|it| it.to).collect();
            if self.gives_items_itself(object) {
                items.add(ObjId::UNKNOWN);
                continue;
            }
            let is_closed = self.is_display(object);
            items.join(&found);
            if found.is_empty() || !is_closed {
                items.add(self.held(object, Label::Item));
            }
        }
        items
    }

    /// Does the object's class say in Python what its items are?
    fn gives_items_itself(&self, object: ObjId) -> bool {
        let ClassOf::Known(class) = self.class_of(object) else { return false };
        ["__getitem__", "__iter__"]
            .iter()
            .any(|it| matches!(lookup(self.db, class, it), Lookup::Found(_)))
    }

    /// Is it an object whose items are all known: made here as a display, and kept from others?
    fn is_display(&self, object: ObjId) -> bool {
        let Object::Made { site, .. } = self.get(object) else { return false };
        if self.lost.contains(&object) {
            return false;
        }
        matches!(
            self.body.expr(site.expr),
            Expr::Tuple(_) | Expr::List(_) | Expr::Set(_) | Expr::Dict(_)
        )
    }

    /// What hangs on `by`; unknown where `by` is not the caller's, or too far away.
    pub(super) fn held(&mut self, by: ObjId, label: Label) -> ObjId {
        if self.depth(by).is_none_or(|it| it >= 3) {
            return ObjId::UNKNOWN;
        }
        let label = self.label(label);
        self.object(Object::Held { by, label })
    }

    /// How many references an object is away from what the unit was given.
    fn depth(&self, object: ObjId) -> Option<usize> {
        match self.get(object) {
            Object::Param(..) | Object::Captured(_) => Some(0),
            Object::Global(Definition::Value { .. }) => Some(0),
            Object::Held { by, .. } => Some(self.depth(*by)? + 1),
            _ => None,
        }
    }

    // Expressions.

    fn value_of(&mut self, state: &mut State, expr: ExprId) -> Value {
        let body = self.body;
        match body.expr(expr) {
            Expr::Missing => Value::unknown(),
            Expr::Name(var) => self.read(state, var),
            Expr::Const(it) => Value::one(self.constant(it.clone())),
            Expr::FString(_) => self.fresh(state, expr, "str"),
            Expr::Tuple(items) => self.display(state, expr, "tuple", items),
            Expr::List(items) => {
                // The compiler makes a tuple of a list that is only gone through (`fold_iter`).
                let is_tuple = self.written.iterated.contains(&expr);
                self.display(state, expr, if is_tuple { "tuple" } else { "list" }, items)
            }
            Expr::Set(items) => self.display(state, expr, "set", items),
            Expr::Dict(items) => self.dict(state, expr, items),
            Expr::Starred(it) | Expr::Walrus { value: it, .. } => self.now[it.index()].clone(),
            Expr::Comp(scope) => self.comprehension(state, expr, *scope),
            Expr::Lambda(scope) => self.function(state, expr, *scope),
            Expr::Bin { op, left, right } => self.binary(state, expr, *op, *left, *right),
            Expr::Unary { op: UnaryOp::Not, .. } | Expr::Compare { .. } => {
                self.fresh(state, expr, "bool")
            }
            Expr::Unary { .. } => Value::unknown(),
            Expr::Bool { is_and, operands } => self.one_of(*is_and, operands),
            Expr::If { then, orelse, .. } => self.any_of(&[*then, *orelse]),
            Expr::Call { func, args } => self.call(state, expr, *func, args),
            Expr::Attr { value, name } => {
                let value = self.now[value.index()].clone();
                self.load(state, expr, &value, name)
            }
            Expr::Subscript { value, index } => self.subscript(state, expr, *value, *index),
            Expr::Slice(_) => self.fresh(state, expr, "slice"),
            Expr::Await(it) => self.awaited(state, *it),
            Expr::Yield(it) => {
                if let Some(it) = it {
                    let value = self.now[it.index()].clone();
                    value.iter().for_each(|it| self.event(expr, it, Happening::Yielded));
                }
                Value::unknown()
            }
            Expr::YieldFrom(_) => Value::unknown(),
        }
    }

    /// `a and b` is `a` only if that is false, `a or b` only if it is true.
    fn one_of(&mut self, is_and: bool, operands: &[ExprId]) -> Value {
        let Some((last, others)) = operands.split_last() else { return Value::unknown() };
        let mut value = self.now[last.index()].clone();
        for other in others {
            for object in self.now[other.index()].clone().iter() {
                let is_falsy = self.is_falsy(object);
                let is_it = if is_and { is_falsy || object == ObjId::UNKNOWN } else { !is_falsy };
                if is_it {
                    value.add(object);
                } else if is_and && self.is_open(object) {
                    let none = self.constant(Const::None);
                    value.add(none);
                }
            }
        }
        value
    }

    fn any_of(&mut self, operands: &[ExprId]) -> Value {
        let mut value = Value::default();
        for it in operands {
            value.join(&self.now[it.index()]);
        }
        value
    }

    pub(super) fn fresh(&mut self, state: &mut State, expr: ExprId, class: &str) -> Value {
        Value::one(self.make_at(state, expr, ClassOf::builtin(class)))
    }

    fn read(&mut self, state: &State, var: &VarRef) -> Value {
        let VarRef::Local(var) = var else { return self.read_global(var) };
        let mut value = state.vars[var.index()].clone();
        value.retain(|it| it != ObjId::UNBOUND);
        if value.is_empty() {
            return Value::unknown();
        }
        value
    }

    fn display(&mut self, state: &mut State, expr: ExprId, class: &str, items: &[ExprId]) -> Value {
        let made = self.fresh(state, expr, class);
        let label = self.label(Label::Item);
        for &item in items {
            let value = self.now[item.index()].clone();
            let value = match self.body.expr(item) {
                Expr::Starred(_) => self.items_of(state, &value),
                _ => value,
            };
            self.link(state, &made, label, &value, expr, true);
        }
        made
    }

    fn dict(&mut self, state: &mut State, expr: ExprId, items: &[DictItem]) -> Value {
        let made = self.fresh(state, expr, "dict");
        let (label, key_label) = (self.label(Label::Item), self.label(Label::Key));
        for item in items {
            let mut value = self.now[item.value.index()].clone();
            match item.key {
                Some(key) => {
                    let key = self.now[key.index()].clone();
                    self.link(state, &made, key_label, &key, expr, true);
                }
                None => value = self.items_of(state, &value),
            }
            self.link(state, &made, label, &value, expr, true);
        }
        made
    }

    fn comprehension(&mut self, state: &mut State, expr: ExprId, scope: BodyScope) -> Value {
        let Some(site) = self.comp_object(expr, scope) else { return Value::unknown() };
        let made = self.object(site);
        let it = self.body.scope(scope);
        if let ScopeKind::Comp { kind: CompKind::Generator, clauses, .. } = &it.kind {
            let label = self.label(Label::Argument);
            if let Some(first) = clauses.first() {
                let iter = self.now[first.iter.index()].clone();
                self.link(state, &Value::one(made), label, &iter, expr, false);
            }
            self.capture(state, made, scope, expr);
        }
        Value::one(made)
    }

    fn comp_object(&self, expr: ExprId, scope: BodyScope) -> Option<Object> {
        let ScopeKind::Comp { kind, .. } = &self.body.scope(scope).kind else { return None };
        let class = ClassOf::builtin(match kind {
            CompKind::List => "list",
            CompKind::Set => "set",
            CompKind::Dict => "dict",
            CompKind::Generator => "generator",
        });
        Some(Object::Made { site: Site::of(expr), class })
    }

    /// Makes the function of a `def` or `lambda`; `site` is what its edges are shown at.
    pub(super) fn function(&mut self, state: &mut State, site: ExprId, scope: BodyScope) -> Value {
        let made = self.make(state, Object::Function(scope));
        self.capture(state, made, scope, site);
        let label = self.label(Label::Default);
        let defaults = self.body.scope(scope).params.iter().filter_map(|it| it.default);
        for default in defaults.collect::<Vec<_>>() {
            let value = self.now[default.index()].clone();
            self.link(state, &Value::one(made), label, &value, default, true);
        }
        Value::one(made)
    }

    fn capture(&mut self, state: &mut State, made: ObjId, scope: BodyScope, site: ExprId) {
        let body = self.body;
        for &var in &body.scope(scope).free {
            let label = self.label(Label::Captures(body.var(var).name.clone()));
            let cell = self.object(Object::Cell(var));
            state.add_edge(Edge {
                from: made,
                label,
                to: cell,
                site,
                must: true,
                is_callees: false,
            });
        }
    }

    fn binary(
        &mut self,
        state: &mut State,
        expr: ExprId,
        op: Operator,
        left: ExprId,
        right: ExprId,
    ) -> Value {
        let [left, right] = [left, right].map(|it| self.now[it.index()].clone());
        let [a, b] = [&left, &right].map(|it| self.class_of_value(it));
        match op {
            Operator::Add if a == b && a.is("builtins.list") => {
                let made = self.fresh(state, expr, "list");
                let label = self.label(Label::Item);
                for operand in [&left, &right] {
                    let items = self.items_of(state, operand);
                    self.link(state, &made, label, &items, expr, false);
                }
                made
            }
            Operator::Mult if a.is("builtins.list") => {
                let made = self.fresh(state, expr, "list");
                let (label, items) = (self.label(Label::Item), self.items_of(state, &left));
                self.link(state, &made, label, &items, expr, true);
                made
            }
            Operator::Mod if a.is("builtins.str") => self.fresh(state, expr, "str"),
            _ if a == b && (a.is("builtins.str") || a.is("builtins.int")) => {
                let class = if a.is("builtins.str") { "str" } else { "int" };
                self.fresh(state, expr, class)
            }
            _ => Value::unknown(),
        }
    }

    fn subscript(
        &mut self,
        state: &mut State,
        expr: ExprId,
        value: ExprId,
        index: ExprId,
    ) -> Value {
        let value = self.now[value.index()].clone();
        let class = self.class_of_value(&value);
        if matches!(self.body.expr(index), Expr::Slice(_)) {
            let is_list = class.is("builtins.list");
            if !is_list {
                return Value::unknown();
            }
            let made = self.fresh(state, expr, "list");
            let (label, items) = (self.label(Label::Item), self.items_of(state, &value));
            self.link(state, &made, label, &items, expr, false);
            return made;
        }
        if class.is("builtins.str") {
            return self.fresh(state, expr, "str");
        }
        if let Expr::Const(Const::Int(number)) = self.body.expr(index)
            && let Some(item) = self.exc_info_item(state, &value, *number as usize)
        {
            return item;
        }
        self.items_of(state, &value)
    }

    fn awaited(&mut self, state: &State, expr: ExprId) -> Value {
        let content = self.label(Label::Content);
        let mut value = Value::default();
        for object in self.now[expr.index()].clone().iter() {
            let found = state.heap.by(object, content);
            value.join(&found.iter().map(|it| it.to).collect());
        }
        if value.is_empty() {
            return Value::unknown();
        }
        value
    }

    // What is bound.

    fn source(&mut self, state: &mut State, source: Source<'_>) -> Value {
        match source {
            Source::Value(it) | Source::Subject(it) => self.now[it.index()].clone(),
            Source::ItemOf(it) => {
                let value = self.now[it.index()].clone();
                self.items_of(state, &value)
            }
            Source::Element { of, index, count, star } => {
                self.element(state, *of, index, count, star)
            }
            Source::PartOf(_) | Source::TypeAlias => Value::unknown(),
            Source::Entered(it) => self.entered(state, it),
            Source::Caught(handler) => self.caught_value(state, handler),
            Source::Augmented(stmt) => self.augmented(state, stmt),
            Source::Import(stmt, alias) => self.imported(stmt, alias),
            Source::Function(scope) => self.defined_function(state, scope),
            Source::Class(scope) => self.defined_class(state, scope),
        }
    }

    /// One of the targets of `a, b = ..`.
    fn element(
        &mut self,
        state: &mut State,
        of: Source<'_>,
        index: usize,
        count: usize,
        star: Option<usize>,
    ) -> Value {
        if star == Some(index) {
            return Value::unknown();
        }
        if let (Source::Value(display), None) = (of, star)
            && let Expr::Tuple(items) | Expr::List(items) = self.body.expr(display)
            && items.len() == count
            && !items.iter().any(|it| matches!(self.body.expr(*it), Expr::Starred(_)))
        {
            return self.now[items[index].index()].clone();
        }
        let whole = self.source(state, of);
        match self.exc_info_item(state, &whole, index) {
            Some(item) => item,
            None => self.items_of(state, &whole),
        }
    }

    fn caught_value(&mut self, state: &mut State, handler: &Handler) -> Value {
        let Some(exc) = handler.exc else { return Value::unknown() };
        let caught = self.exception_of(state, exc);
        self.hold_arguments(state, exc, &caught);
        caught
    }

    /// The frames of the functions that were tried hold what was passed to them, and the traceback
    /// may hold those frames.
    fn hold_arguments(&mut self, state: &mut State, exc: ExprId, caught: &Value) {
        let label = self.label(Label::Frame);
        for call in self.written.tried.get(&exc).cloned().unwrap_or_default() {
            let Expr::Call { func, args } = self.body.expr(call) else { continue };
            let is_python = self.now[func.index()].iter().any(|it| {
                matches!(
                    self.get(it),
                    Object::Function(_)
                        | Object::Global(Definition::Function(_))
                        | Object::Method { function: Callable::Unit(_) | Callable::Scope(_), .. }
                )
            });
            for arg in args.iter().filter(|_| is_python) {
                let value = self.now[arg.value.index()].clone();
                self.link(state, caught, label, &value, call, false);
            }
        }
    }

    /// The exception that is known by `exc`: it leads to the frame that runs.
    pub(super) fn exception_of(&mut self, state: &mut State, exc: ExprId) -> Value {
        let Some(&scope) = self.active.last() else { return Value::unknown() };
        let caught = self.make(state, Object::Caught { handler: exc, scope });
        let traceback = self.object(Object::Traceback(scope));
        let frame = self.object(Object::Frame(scope));
        let labels = [Label::Traceback, Label::Frame].map(|it| self.label(it));
        for (from, label, to) in [(caught, labels[0], traceback), (traceback, labels[1], frame)] {
            state.add_edge(Edge { from, label, to, site: exc, must: true, is_callees: false });
        }
        if let Some(&outer) = self.written.outer_handlers.get(&exc) {
            // What is raised while another exception is handled has that one as its context.
            let outer = self.object(Object::Caught { handler: outer, scope });
            let label = self.label(Label::Context);
            self.link(state, &Value::one(caught), label, &Value::one(outer), exc, true);
        }
        Value::one(caught)
    }

    /// `x op= y`: what is changed in place stays the object that it is.
    fn augmented(&mut self, state: &mut State, stmt: StmtId) -> Value {
        let crate::body::Stmt::AugAssign { target, op, value } = self.body.stmt(stmt) else {
            return Value::unknown();
        };
        let before = self.now[target.index()].clone();
        let added = self.now[value.index()].clone();
        let class = self.class_of_value(&before);
        let in_place = ["list", "set", "dict", "bytearray"];
        if !in_place.iter().any(|it| class == ClassOf::builtin(it)) {
            return self.binary(state, *value, *op, *target, *value);
        }
        self.mutated(*target, &before, Mutation::Items);
        let (label, items) = (self.label(Label::Item), self.items_of(state, &added));
        self.link(state, &before, label, &items, *value, false);
        before
    }

    fn defined_function(&mut self, state: &mut State, scope: BodyScope) -> Value {
        let body = self.body;
        let it = body.scope(scope);
        if it.is_elsewhere {
            let unit = inner_unit(self.db, self.unit, scope);
            let is_plain = it.decorators.is_empty();
            return match unit {
                Some(unit) if is_plain => {
                    Value::one(self.object(Object::Global(Definition::Function(unit))))
                }
                _ => Value::unknown(),
            };
        }
        let site = it.params.iter().find_map(|it| it.default).or(it.decorators.first().copied());
        let made = self.function(state, site.unwrap_or(ExprId::new(0)), scope);
        self.decorated(state, made, scope)
    }

    /// The function `made` behind its decorators.
    fn decorated(&mut self, state: &mut State, made: Value, scope: BodyScope) -> Value {
        let body = self.body;
        let mut value = made;
        for &decorator in body.scope(scope).decorators.iter().rev() {
            value = self.apply_decorator(state, decorator, value);
        }
        value
    }

    fn defined_class(&mut self, state: &mut State, scope: BodyScope) -> Value {
        if let Some(class) = super::lookup::class_of_scope(self.db, self.unit, scope) {
            return Value::one(self.object(Object::Global(Definition::Class(class))));
        }
        let made = self.make(state, Object::LocalClass(scope));
        let label = self.label(Label::Class);
        let body = self.body;
        for &var in &body.scope(scope).vars {
            let value = state.vars[var.index()].clone();
            let site = ExprId::new(0);
            self.link(state, &Value::one(made), label, &value, site, true);
        }
        match body.scope(scope).decorators.is_empty() {
            true => Value::one(made),
            false => Value::unknown(),
        }
    }

    fn store_attribute(&mut self, state: &mut State, target: ExprId, value: &Value) {
        let Expr::Attr { value: holder, name } = self.body.expr(target) else { return };
        let holders = self.now[holder.index()].clone();
        self.mutated(target, &holders, Mutation::Attribute);
        let label = self.attribute_label(name);
        self.let_go(state, &holders, label);
        self.link(state, &holders, label, value, target, true);
    }

    /// What `label` led to is gone; with several holders, or several objects in one, it may be.
    pub(super) fn let_go(&mut self, state: &mut State, holders: &Value, label: LabelId) {
        match holders.sole().filter(|it| !self.shape.many[it.index()]) {
            Some(holder) => state.remove_edges(|it| it.from == holder && it.label == label),
            None => self.overwritten(state, holders, label),
        }
    }

    /// The label of an attribute; those that the interpreter sets itself have their own.
    pub(super) fn attribute_label(&mut self, name: &str) -> LabelId {
        self.label(match name {
            "__traceback__" => Label::Traceback,
            "__cause__" | "__context__" => Label::Context,
            "tb_frame" => Label::Frame,
            "__self__" => Label::SelfOf,
            _ => Label::Attr(name.into()),
        })
    }

    fn store_item(&mut self, state: &mut State, target: ExprId, value: &Value) {
        let Expr::Subscript { value: holder, index } = self.body.expr(target) else { return };
        let holders = self.now[holder.index()].clone();
        self.mutated(target, &holders, Mutation::Items);
        let (item, key) = self.item_labels(&holders);
        if let Expr::Slice(slice) = self.body.expr(*index) {
            let items = self.items_of(state, value);
            if let Some(holder) = holders.sole()
                && slice.lower.is_none()
                && slice.upper.is_none()
            {
                state.remove_edges(|it| it.from == holder && it.label == item);
            }
            return self.link(state, &holders, item, &items, target, false);
        }
        let index = self.now[index.index()].clone();
        let mut holders = holders;
        let args = [index.clone(), value.clone()];
        for holder in holders.clone().iter() {
            if self.call_special(state, target, holder, "__setitem__", &args) {
                holders.retain(|it| it != holder);
            }
        }
        if holders.is_empty() {
            return;
        }
        self.overwritten(state, &holders, item);
        self.link(state, &holders, item, value, target, true);
        self.link(state, &holders, key, &index, target, true);
    }

    /// An item is set, perhaps in the place of another.
    pub(super) fn overwritten(&mut self, state: &mut State, holders: &Value, label: LabelId) {
        holders.iter().for_each(|it| self.doubt_items(state, it, label));
    }

    /// How a container holds its values and keys: weak ones do not.
    fn item_labels(&mut self, container: &Value) -> (LabelId, LabelId) {
        let class = self.class_of_value(container);
        let item = match class.is("weakref.WeakValueDictionary") {
            true => Label::Weak,
            false => Label::Item,
        };
        let key = match class.is("weakref.WeakKeyDictionary") {
            true => Label::Weak,
            false => Label::Key,
        };
        (self.label(item), self.label(key))
    }

    pub(super) fn param_kind(&self, scope: BodyScope, idx: u32) -> Option<ParamKind> {
        Some(self.body.scope(scope).params.get(idx as usize)?.kind)
    }
}

/// The expression from which a value comes, whole or in part.
fn bound_by(source: Source<'_>) -> Option<ExprId> {
    match source {
        Source::Value(it) | Source::ItemOf(it) => Some(it),
        Source::Element { of, .. } => bound_by(*of),
        _ => None,
    }
}

impl From<usize> for ObjId {
    fn from(index: usize) -> ObjId {
        ObjId(index as u32)
    }
}

impl Domain for Interpreter<'_> {
    type State = State;

    fn join(&mut self, into: &mut State, from: &State) -> bool {
        into.join(from)
    }

    fn expr(&mut self, state: &mut State, expr: ExprId) {
        if self.budget == 0 {
            self.now[expr.index()] = Value::unknown();
            self.shape.values[expr.index()] = Value::unknown();
            return;
        }
        self.budget -= 1;
        let value = self.value_of(state, expr);
        self.shape.values[expr.index()].join(&value);
        self.now[expr.index()] = value;
    }

    fn comp_starts(&mut self, state: &mut State, expr: ExprId) {
        let Expr::Comp(scope) = self.body.expr(expr) else { return };
        if let Some(object) = self.comp_object(expr, *scope) {
            self.make(state, object);
        }
    }

    fn comp_turn(&mut self, state: &mut State, expr: ExprId) {
        let Expr::Comp(scope) = self.body.expr(expr) else { return };
        let Some(object) = self.comp_object(expr, *scope) else { return };
        let made = Value::one(self.object(object));
        let it = self.body.scope(*scope);
        let Some(result) = it.result else { return };
        let value = self.now[result.index()].clone();
        let label = self.label(Label::Item);
        self.link(state, &made, label, &value, expr, false);
    }

    fn bind(&mut self, state: &mut State, target: Target<'_>, source: Source<'_>) {
        let value = self.source(state, source);
        match target {
            Target::Var(VarRef::Local(var)) => {
                if let Some(at) = bound_by(source) {
                    value.iter().for_each(|it| {
                        self.shape.bound_at.insert((*var, it), at);
                    });
                }
                self.set_var(state, *var, value);
            }
            Target::Var(_) => {
                if let Source::Value(at) = source {
                    self.escape(at, &value);
                }
            }
            Target::Attr(target) => self.store_attribute(state, target, &value),
            Target::Item(target) => self.store_item(state, target, &value),
        }
    }

    fn delete(&mut self, state: &mut State, target: Target<'_>) {
        match target {
            Target::Var(VarRef::Local(var)) => {
                self.set_var(state, *var, Value::one(ObjId::UNBOUND));
            }
            Target::Var(_) => {}
            Target::Attr(target) => {
                let Expr::Attr { value, name } = self.body.expr(target) else { return };
                let holders = self.now[value.index()].clone();
                self.mutated(target, &holders, Mutation::Attribute);
                let label = self.attribute_label(name);
                self.let_go(state, &holders, label);
            }
            Target::Item(target) => {
                let Expr::Subscript { value, .. } = self.body.expr(target) else { return };
                let holders = self.now[value.index()].clone();
                self.mutated(target, &holders, Mutation::Items);
                self.lose_items(state, &holders);
            }
        }
    }

    fn refine(&mut self, state: &mut State, test: ExprId, outcome: bool) -> bool {
        self.narrow(state, test, outcome)
    }

    fn raises(&mut self, state: &mut State, stmt: StmtId) {
        let is_of_interest = self.active.len() == 1 && !self.written.handled.is_empty();
        if !is_of_interest || !self.db.settings().hints {
            return;
        }
        let Some(names) = self.written.leaving.get(&stmt).cloned() else { return };
        let mut left = state.clone();
        names.into_iter().for_each(|it| {
            Arc::make_mut(&mut left.vars)[it.index()] = Value::one(ObjId::UNBOUND);
        });
        match &mut self.shape.raised {
            Some(known) => {
                known.join(&left);
            }
            none => *none = Some(left),
        }
    }

    fn returns(&mut self, _state: &mut State, value: Option<ExprId>) {
        let value = match value {
            Some(expr) => {
                let value = self.now[expr.index()].clone();
                value.iter().for_each(|it| self.event(expr, it, Happening::Returned));
                value
            }
            None => Value::one(self.constant(Const::None)),
        };
        if let Some(returned) = self.returned.last_mut() {
            returned.join(&value);
        }
    }

    fn left(&mut self, _state: &mut State, context: ExprId, by_exception: bool) -> bool {
        by_exception && self.may_swallow(context)
    }
}
