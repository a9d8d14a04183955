//! The values of a unit's expressions, whatever the order in which it runs.
//!
//! Each variable has one value for the whole unit. All expressions are gone through, then all
//! statements that bind something, until nothing changes.

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::FieldEdge;
use super::annotations::annotated;
use super::classes::{field, kept_getter};
use super::kinds::{Elem, Kind, Kinds, Node, Origin};
use crate::body::{
    ArgKind, Block, Body, BodyScope, Const, Expr, ExprId, Name, Operator, ParamKind, ScopeKind,
    Stmt, VarId, VarRef,
};
use crate::classes::{ClassId, MemberKind, class_model};
use crate::db::Db;
use crate::items::{self, Definition, class_around};
use crate::shape::lookup::{self, Lookup, lookup};
use crate::shape::object::Label;
use crate::unit::{Unit, unit_body};

/// How far is a unit followed?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Its own words only: neither what attributes hold nor what called functions do.
    Alone,
    /// Attributes and calls too.
    WithCalls,
}

/// What a unit does to objects of known classes.
pub(super) struct Evaluated {
    /// The references that it makes.
    pub(super) edges: Vec<FieldEdge>,
    /// What it stores in attributes of its own instance.
    pub(super) stored: Vec<(Name, Kinds)>,
    /// What it returns.
    pub(super) returned: Kinds,
}

/// How deep properties are followed into each other.
const MAX_PROPERTIES: u32 = 4;

/// How often a unit is gone through at most.
const MAX_ROUNDS: usize = 4;

/// Goes through `unit`.
pub(super) fn evaluate(db: &dyn Db, unit: Unit, depth: Depth) -> Evaluated {
    let body = unit_body(db, unit);
    let mut it = Evaluator {
        db,
        unit,
        body,
        depth,
        class: class_around(db, unit),
        is_initialiser: unit.path(db).0.last().is_some_and(|it| it.name == "__init__"),
        vars: vec![Kinds::default(); body.vars.len()],
        exprs: vec![Kinds::default(); body.exprs.len()],
        returned: returned_by(body),
        keyed: keyed_by(body),
        definitions: FxHashMap::default(),
        edges: IndexSet::default(),
        stored: Vec::new(),
        changed: false,
        n_properties: 0,
    };
    it.run();
    let own = it.returned.iter().filter(|it| it.0 == BodyScope::OWN).map(|it| it.1);
    let own: Vec<ExprId> = own.collect();
    let returned = it.any_of(&own);
    Evaluated { edges: it.edges.into_iter().collect(), stored: it.stored, returned }
}

pub(super) struct Evaluator<'a> {
    pub(super) db: &'a dyn Db,
    pub(super) unit: Unit,
    pub(super) body: &'a Body,
    depth: Depth,
    /// The class in whose body the unit stands.
    pub(super) class: Option<ClassId>,
    /// It is `__init__`: what it is given is older than the instance.
    is_initialiser: bool,
    vars: Vec<Kinds>,
    pub(super) exprs: Vec<Kinds>,
    /// What the functions of the unit return.
    pub(super) returned: Vec<(BodyScope, ExprId)>,
    /// What dicts in variables hold by constant keys.
    pub(super) keyed: Vec<(VarId, Name, ExprId)>,
    definitions: FxHashMap<ExprId, Definition>,
    edges: IndexSet<FieldEdge, FxBuildHasher>,
    stored: Vec<(Name, Kinds)>,
    changed: bool,
    /// How many properties are open, one read or set by the other.
    n_properties: u32,
}

impl Evaluator<'_> {
    fn run(&mut self) {
        for (scope, it) in self.body.scopes() {
            if it.is_function() && !it.is_elsewhere {
                self.parameters(scope);
            }
        }
        for _ in 0..MAX_ROUNDS {
            self.changed = false;
            for idx in 0..self.body.exprs.len() {
                self.expr(ExprId::new(idx));
            }
            for idx in 0..self.body.stmts.len() {
                self.statement(&self.body.stmts[idx]);
            }
            self.comprehensions();
            if !self.changed {
                break;
            }
        }
        if self.follows_calls() {
            self.captures();
            self.kept_result();
        }
    }

    /// Are attributes and calls looked into?
    pub(super) fn follows_calls(&self) -> bool {
        self.depth == Depth::WithCalls
    }

    fn parameters(&mut self, scope: BodyScope) {
        let it = self.body.scope(scope);
        for (idx, param) in it.params.iter().enumerate() {
            let var = it.vars[idx];
            let first = (idx == 0 && scope == BodyScope::OWN).then(|| self.first_parameter());
            let kinds = match (first.flatten(), param.annotation) {
                (Some(it), _) => it,
                (None, Some(annotation)) => annotated(self.db, self.unit, annotation),
                (None, None) => continue,
            };
            let kinds = match param.kind {
                ParamKind::VarPositional | ParamKind::VarKeyword => kinds.in_container(),
                _ => kinds,
            };
            self.vars[var.index()].join(&kinds);
        }
    }

    /// What a method gets before the arguments.
    fn first_parameter(&self) -> Option<Kinds> {
        let class = self.class?;
        if lookup::has_instance_first(self.db, self.unit) {
            return Some(Kinds::instance(class, Origin::Own));
        }
        let name = &self.unit.path(self.db).0.last()?.name;
        let is_class = name == "__new__"
            || class_model(self.db, class).member(name).is_some_and(|it| {
                matches!(it.kind, MemberKind::Method { how: crate::classes::MethodKind::Class, .. })
            });
        is_class.then(|| Kinds::one(Kind::Class(class), Origin::Other))
    }

    fn expr(&mut self, expr: ExprId) {
        let kinds = self.value(expr);
        if !kinds.is_empty() {
            self.changed |= self.exprs[expr.index()].join(&kinds);
        }
    }

    pub(super) fn kinds(&self, expr: ExprId) -> &Kinds {
        &self.exprs[expr.index()]
    }

    fn value(&mut self, expr: ExprId) -> Kinds {
        let body = self.body;
        match body.expr(expr) {
            Expr::Name(VarRef::Local(var)) => self.vars[var.index()].clone(),
            Expr::Name(_) => self.class_named(expr),
            Expr::Tuple(items) | Expr::List(items) | Expr::Set(items) => self.display(items),
            Expr::Dict(items) => {
                let mut kinds = Kinds::one(Kind::Container, Origin::Fresh);
                for item in items {
                    let value = self.kinds(item.value);
                    let held =
                        if item.key.is_some() { value.in_container() } else { value.clone() };
                    kinds.join(&held);
                    if let Some(key) = item.key {
                        kinds.join(&self.kinds(key).in_container());
                    }
                }
                kinds
            }
            Expr::Starred(it) | Expr::Await(it) => self.kinds(*it).clone(),
            Expr::Walrus { target, value } => {
                let kinds = self.kinds(*value).clone();
                self.bind(target, &kinds);
                kinds
            }
            Expr::Comp(scope) => match body.scope(*scope).result {
                Some(result) => self.kinds(result).in_container(),
                None => Kinds::default(),
            },
            Expr::Lambda(scope) => self.function(*scope),
            Expr::Bool { operands, .. } => self.any_of(operands),
            Expr::If { then, orelse, .. } => self.any_of(&[*then, *orelse]),
            Expr::Bin { op: Operator::Add | Operator::BitOr, left, right } => {
                self.any_of(&[*left, *right])
            }
            Expr::Call { func, args } => self.call(expr, *func, args),
            Expr::Attr { value, name } => {
                let holder = self.kinds(*value).clone();
                let mut kinds = self.load(&holder, name);
                if holder.is_empty() {
                    kinds.join(&self.class_named(expr));
                }
                kinds
            }
            Expr::Subscript { value, .. } => self.items_of(&self.kinds(*value).clone()),
            _ => Kinds::default(),
        }
    }

    fn display(&self, items: &[ExprId]) -> Kinds {
        let mut kinds = Kinds::one(Kind::Container, Origin::Fresh);
        for &item in items {
            match self.body.expr(item) {
                Expr::Starred(it) => kinds.join(self.kinds(*it)),
                _ => kinds.join(&self.kinds(item).in_container()),
            };
        }
        kinds
    }

    fn any_of(&self, exprs: &[ExprId]) -> Kinds {
        let mut kinds = Kinds::default();
        exprs.iter().for_each(|it| {
            kinds.join(self.kinds(*it));
        });
        kinds
    }

    /// The global class that `expr` names.
    fn class_named(&mut self, expr: ExprId) -> Kinds {
        match self.definition(expr) {
            Definition::Class(class) => Kinds::one(Kind::Class(class), Origin::Other),
            _ => Kinds::default(),
        }
    }

    /// What the global that `expr` names is.
    pub(super) fn definition(&mut self, expr: ExprId) -> Definition {
        let (db, unit) = (self.db, self.unit);
        self.definitions.entry(expr).or_insert_with(|| items::definition_of(db, unit, expr)).clone()
    }

    fn function(&self, scope: BodyScope) -> Kinds {
        match self.body.scope(scope).is_elsewhere {
            true => Kinds::default(),
            false => Kinds::one(Kind::Object(Node::Function(self.unit, scope)), Origin::Fresh),
        }
    }

    /// What can be taken out of a container; of one that hangs on an object, what is stored there.
    pub(super) fn items_of(&self, kinds: &Kinds) -> Kinds {
        let mut items = kinds.items();
        for it in kinds.iter() {
            if let (Kind::Slot(class, name), true) = (&it.kind, self.follows_calls()) {
                items.join(&field(self.db, *class, name).items());
                // A container in a container hangs there too.
                items.add(it.clone());
            }
        }
        items
    }

    // Attributes.

    /// `holder.name`.
    pub(super) fn load(&mut self, holder: &Kinds, name: &str) -> Kinds {
        let mut kinds = Kinds::default();
        for it in holder.iter() {
            if let Some(class) = it.instance() {
                kinds.join(&self.load_from(class, it.origin, name));
            }
        }
        kinds
    }

    fn load_from(&mut self, class: ClassId, origin: Origin, name: &str) -> Kinds {
        if name == "__class__" {
            return Kinds::one(Kind::Class(class), Origin::Other);
        }
        if let Lookup::Found(member) = lookup(self.db, class, name) {
            use lookup::MemberKind::*;
            match (member.kind, member.unit) {
                (Method, _) => {
                    let node = Node::Method(class, name.into());
                    return Kinds::one(Kind::Object(node), origin);
                }
                (StaticMethod | ClassMethod, _) => return Kinds::default(),
                (Property | CachedProperty, Some(getter)) => {
                    return self.property(getter, class, origin, name);
                }
                (Other, None) => {
                    if let Some(getter) = kept_getter(self.db, member.class, name) {
                        return self.property(getter, class, origin, name);
                    }
                }
                _ => {}
            }
        }
        match self.follows_calls() {
            true => self.with_slot(field(self.db, class, name), class, name, origin),
            false => Kinds::default(),
        }
    }

    fn property(&mut self, getter: Unit, class: ClassId, origin: Origin, name: &str) -> Kinds {
        if self.n_properties >= MAX_PROPERTIES {
            return Kinds::default();
        }
        self.n_properties += 1;
        let kinds = self.result_of(getter, Kinds::instance(class, origin));
        self.n_properties -= 1;
        self.with_slot(kinds, class, name, origin)
    }

    /// What an attribute holds, and the attribute as the place where a container hangs.
    fn with_slot(&self, mut kinds: Kinds, class: ClassId, name: &str, origin: Origin) -> Kinds {
        let is_object = kinds.iter().any(|it| it.object().is_some());
        if self.follows_calls() && !kinds.is_weak() && (!is_object || kinds.is_container()) {
            kinds.add(Elem::new(Kind::Slot(class, name.into()), origin));
        }
        kinds
    }

    // What is bound and stored.

    fn statement(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Assign { targets, value } => {
                targets.iter().for_each(|it| self.assign(*it, *value));
            }
            Stmt::AnnAssign { target, annotation, value } => {
                let kinds = annotated(self.db, self.unit, *annotation);
                self.store(*target, &kinds, true);
                value.iter().for_each(|it| self.assign(*target, *it));
            }
            Stmt::AugAssign { target, op: Operator::Add | Operator::BitOr, value } => {
                let kinds = self.kinds(*value).clone();
                self.put_into(*target, &kinds.items(), *value);
            }
            Stmt::For { target, iter, .. } => {
                let items = self.items_of(&self.kinds(*iter).clone());
                self.store(*target, &items, false);
            }
            Stmt::With { items, .. } => {
                for item in items {
                    if let Some(target) = item.target {
                        self.assign(target, item.context);
                    }
                }
            }
            Stmt::FunctionDef { scope, var } => {
                let kinds = self.function(*scope);
                self.bind(var, &kinds);
            }
            _ => {}
        }
    }

    fn comprehensions(&mut self) {
        for (_, scope) in self.body.scopes() {
            let ScopeKind::Comp { clauses, .. } = &scope.kind else { continue };
            for clause in clauses {
                let items = self.items_of(&self.kinds(clause.iter).clone());
                self.store(clause.target, &items, false);
            }
        }
    }

    /// Binds `target` to the value of an expression.
    fn assign(&mut self, target: ExprId, value: ExprId) {
        let body = self.body;
        if let (Expr::Tuple(targets) | Expr::List(targets), Expr::Tuple(values)) =
            (body.expr(target), body.expr(value))
            && targets.len() == values.len()
        {
            targets.iter().zip(values).for_each(|(target, value)| self.assign(*target, *value));
            return;
        }
        let kinds = self.kinds(value).clone();
        self.store(target, &kinds, false);
    }

    /// Binds `target` to a value. `is_declared`: it is only said to be such.
    fn store(&mut self, target: ExprId, kinds: &Kinds, is_declared: bool) {
        let body = self.body;
        if kinds.is_empty() {
            return;
        }
        match body.expr(target) {
            Expr::Name(var) => self.bind(var, kinds),
            Expr::Tuple(targets) | Expr::List(targets) => {
                let items = self.items_of(kinds);
                targets.iter().for_each(|it| self.store(*it, &items, is_declared));
            }
            Expr::Starred(it) => self.store(*it, &kinds.in_container(), is_declared),
            Expr::Attr { value, name } => {
                let holder = self.kinds(*value).clone();
                self.note_stored(&holder, name, kinds);
                if !is_declared {
                    self.store_attribute(&holder, name, kinds, target);
                }
            }
            Expr::Subscript { value, .. } if self.dict_of(*value).is_some() => {
                let holder = self.dict_of(*value).map(|it| self.kinds(it).clone());
                self.store_attribute(&holder.unwrap_or_default(), "*", kinds, target);
            }
            Expr::Subscript { value, index } => {
                self.put_into(*value, kinds, target);
                let key = self.kinds(*index).clone();
                self.put_into(*value, &key, target);
            }
            _ => {}
        }
    }

    fn bind(&mut self, var: &VarRef, kinds: &Kinds) {
        if let VarRef::Local(var) = var {
            self.bind_local(*var, kinds);
        }
    }

    pub(super) fn bind_local(&mut self, var: VarId, kinds: &Kinds) {
        self.changed |= self.vars[var.index()].join(kinds);
    }

    /// The object whose `__dict__` `expr` is.
    fn dict_of(&self, expr: ExprId) -> Option<ExprId> {
        match self.body.expr(expr) {
            Expr::Attr { value, name } if name == "__dict__" => Some(*value),
            _ => None,
        }
    }

    fn note_stored(&mut self, holder: &Kinds, name: &Name, kinds: &Kinds) {
        if holder.iter().any(|it| it.instance().is_some() && it.origin == Origin::Own) {
            let entry = (name.clone(), kinds.clone());
            if !self.stored.contains(&entry) {
                self.stored.push(entry);
            }
        }
    }

    /// `holder.name = value`, at `site`.
    pub(super) fn store_attribute(
        &mut self,
        holder: &Kinds,
        name: &str,
        value: &Kinds,
        site: ExprId,
    ) {
        if !self.follows_calls() {
            return;
        }
        for by in holder.iter() {
            let Some(class) = by.instance() else { continue };
            if self.sets_property(class, by, name, value, site) {
                continue;
            }
            for it in value.iter() {
                self.edge(Node::Instance(class), Label::Attr(name.into()), by, it, site);
            }
        }
    }

    /// Stores in a property: what its setter does.
    fn sets_property(
        &mut self,
        class: ClassId,
        holder: &Elem,
        name: &str,
        value: &Kinds,
        site: ExprId,
    ) -> bool {
        let Lookup::Found(member) = lookup(self.db, class, name) else { return false };
        if member.kind != lookup::MemberKind::Property {
            return false;
        }
        let setter = match class_model(self.db, member.class).member(name).map(|it| &it.kind) {
            Some(MemberKind::Property { setter, .. }) => *setter,
            _ => None,
        };
        let is_new = setter != Some(self.unit) && self.n_properties < MAX_PROPERTIES;
        if let Some(setter) = setter.filter(|_| is_new) {
            let instance = Kinds::instance(class, holder.origin);
            self.n_properties += 1;
            self.apply(setter, &[instance, value.clone()], site);
            self.n_properties -= 1;
        }
        true
    }

    /// Adds `value` to the container that `holder` is.
    pub(super) fn put_into(&mut self, holder: ExprId, value: &Kinds, site: ExprId) {
        if value.is_empty() {
            return;
        }
        let holder = self.container_of(holder);
        let kinds = self.kinds(holder).clone();
        if let Some(var) = self.body.expr(holder).local()
            && !kinds.iter().any(|it| it.object().is_some())
        {
            self.bind_local(var, &value.in_container());
        }
        self.put(&kinds, value, site);
    }

    /// The container in which the one that `expr` takes out stands: `d` for `d[k]` and
    /// `d.setdefault(k, [])`.
    fn container_of(&self, expr: ExprId) -> ExprId {
        match self.body.expr(expr) {
            Expr::Subscript { value, .. } => self.container_of(*value),
            Expr::Call { func, .. } => match self.body.expr(*func) {
                Expr::Attr { value, name } if matches!(name.as_str(), "get" | "setdefault") => {
                    self.container_of(*value)
                }
                _ => expr,
            },
            _ => expr,
        }
    }

    /// Adds `value` to the containers among `holders` that hang on objects.
    pub(super) fn put(&mut self, holders: &Kinds, value: &Kinds, site: ExprId) {
        for holder in holders.iter() {
            let Kind::Slot(class, name) = &holder.kind else { continue };
            for it in value.iter() {
                let (from, label) = (Node::Instance(*class), Label::Attr(name.clone()));
                self.edge(from, label, holder, it, site);
            }
        }
    }

    /// Adds the reference from an object of `from`, which `holder` is or hangs on, to `held`.
    pub(super) fn edge(
        &mut self,
        from: Node,
        label: Label,
        holder: &Elem,
        held: &Elem,
        site: ExprId,
    ) {
        let Kind::Object(to) = &held.kind else { return };
        let is_older = match holder.origin {
            Origin::Fresh => held.origin != Origin::Fresh,
            Origin::Own => self.is_initialiser && held.origin == Origin::Other,
            Origin::Other => false,
        };
        self.edges.insert(FieldEdge {
            from,
            label,
            is_item: held.is_item || matches!(holder.kind, Kind::Slot(..)),
            to: to.clone(),
            site: Some((self.unit, site)),
            origin: held.origin,
            is_own_holder: holder.origin == Origin::Own,
            is_older,
        });
    }

    /// What the inner functions hold by their cells.
    fn captures(&mut self) {
        for (scope, it) in self.body.scopes() {
            if scope == BodyScope::OWN || !it.is_function() || it.is_elsewhere {
                continue;
            }
            for &var in &it.free {
                for elem in self.vars[var.index()].clone().iter() {
                    let Kind::Object(to) = &elem.kind else { continue };
                    self.edges.insert(FieldEdge {
                        from: Node::Function(self.unit, scope),
                        label: Label::Captures(self.body.var(var).name.clone()),
                        is_item: elem.is_item,
                        to: to.clone(),
                        site: None,
                        origin: elem.origin,
                        is_own_holder: false,
                        is_older: elem.origin == Origin::Own,
                    });
                }
            }
        }
    }

    /// The instance keeps what a cached property returns.
    fn kept_result(&mut self) {
        let Some(class) = self.class else { return };
        let Some(name) = self.unit.path(self.db).0.last().map(|it| it.name.clone()) else { return };
        if kept_getter(self.db, class, &name) != Some(self.unit) {
            return;
        }
        let holder = Elem::new(Kind::Object(Node::Instance(class)), Origin::Own);
        for (scope, value) in self.returned.clone() {
            if scope != BodyScope::OWN {
                continue;
            }
            let kinds = self.kinds(value).clone();
            for it in kinds.iter() {
                let (from, label) = (Node::Instance(class), Label::Attr(name.clone()));
                self.edge(from, label, &holder, it, value);
            }
        }
    }
}

/// Which expressions the functions of a unit return.
fn returned_by(body: &Body) -> Vec<(BodyScope, ExprId)> {
    let mut found = Vec::new();
    for (scope, it) in body.scopes() {
        if it.is_function() {
            found.extend(it.result.map(|it| (scope, it)));
            in_block(body, &it.body, &mut |it| found.push((scope, it)));
        }
    }
    found
}

/// What dicts in variables hold by constant keys: `d["k"] = v`, `d = {"k": v}`, `d = dict(k=v)`.
fn keyed_by(body: &Body) -> Vec<(VarId, Name, ExprId)> {
    let mut found = Vec::new();
    for (_, stmt) in body.stmts() {
        let Stmt::Assign { targets, value } = stmt else { continue };
        for &target in targets {
            match (body.expr(target), body.expr(*value)) {
                (Expr::Subscript { value: dict, index }, _) => {
                    if let (Some(var), Expr::Const(Const::Str(key))) =
                        (body.expr(*dict).local(), body.expr(*index))
                    {
                        found.push((var, key.clone(), *value));
                    }
                }
                (Expr::Name(VarRef::Local(var)), Expr::Dict(items)) => {
                    for item in items {
                        if let Some(Expr::Const(Const::Str(key))) = item.key.map(|it| body.expr(it))
                        {
                            found.push((*var, key.clone(), item.value));
                        }
                    }
                }
                (Expr::Name(VarRef::Local(var)), Expr::Call { args, .. }) => {
                    for arg in args {
                        if let ArgKind::Keyword(key) = &arg.kind {
                            found.push((*var, key.clone(), arg.value));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    found
}

fn in_block(body: &Body, block: &Block, found: &mut impl FnMut(ExprId)) {
    let mut waiting: Vec<_> = block.to_vec();
    while let Some(stmt) = waiting.pop() {
        let stmt = body.stmt(stmt);
        if let Stmt::Return(Some(it)) = stmt {
            found(*it);
        }
        stmt.blocks(|it| waiting.extend(it));
    }
}
