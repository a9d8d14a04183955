//! The abstract run of a unit: what each step does to variables and heap.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::bindings::bound_by;
use super::heap::{Edge, State, Vars};
use super::lookup::{Lookup, lookup};
use super::object::{ClassOf, Label, LabelId, ObjId, Object, Site, Value};
use super::written::Written;
use super::{Event, Happening, Mutation, Shape};
use crate::body::{Body, BodyScope, Const, Expr, ExprId, ParamKind, StmtId, VarId, VarRef};
use crate::classes::ClassId;
use crate::db::{Db, File};
use crate::flow::{Domain, Exits, Source, Target, run_scope};
use crate::items::Definition;
use crate::unit::{Unit, unit_body};

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
    /// The classes of objects that somebody has asked for.
    pub(super) classes: RefCell<Vec<Option<ClassOf>>>,
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
            classes: RefCell::default(),
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
            vars: Vars::new(&vec![Value::one(ObjId::UNBOUND); self.body.vars.len()]),
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
            let mut state = State { vars: Vars::new(&vars), heap };
            self.enter(&mut state, scope, |it, idx| {
                Value::one(it.object(Object::Param(scope, idx as u32)))
            });
            let exits = self.run_active(scope, state);
            self.returned.pop();
            self.active.pop();
            // What the function does to the heap is done once somebody calls it: it may.
            if let (Some(mut end), Some(known)) = (exits.normal(self), self.shape.end.take()) {
                end.vars = known.vars.clone();
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
            state.vars.set(var.index(), value);
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
            Expr::Tuple(_) | Expr::List(_) | Expr::Set(_) | Expr::Dict(_) | Expr::Comp(_)
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

    pub(super) fn param_kind(&self, scope: BodyScope, idx: u32) -> Option<ParamKind> {
        Some(self.body.scope(scope).params.get(idx as usize)?.kind)
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

    fn follows_exceptions_out(&self) -> bool {
        false
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
        self.raised(state, stmt);
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
