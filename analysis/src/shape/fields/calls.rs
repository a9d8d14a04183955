//! Calls: which function it is, and what its arguments become.

use super::evaluate::Evaluator;
use super::kinds::{Elem, Kind, Kinds, Node, Origin};
use super::{annotations, containers};
use crate::body::{Arg, ArgKind, Body, BodyScope, Expr, ExprId, Name};
use crate::classes::{ClassId, MethodKind, class_model};
use crate::items::{self, Definition};
use crate::shape::builtins::holds_for_a_while;
use crate::shape::lookup::{self, Lookup, lookup};
use crate::shape::object::Label;
use crate::unit::Unit;

/// An argument with what it is.
#[derive(Clone)]
pub(super) struct Passed {
    pub(super) how: ArgKind,
    pub(super) kinds: Kinds,
    /// The expression, to which what becomes of it is put down.
    pub(super) site: ExprId,
}

impl Evaluator<'_> {
    /// The value of a call.
    pub(super) fn call(&mut self, at: ExprId, func: ExprId, args: &[Arg]) -> Kinds {
        let body = self.body;
        let passed: Vec<Passed> = args
            .iter()
            .map(|it| {
                let kinds = self.kinds(it.value).clone();
                Passed { how: it.kind.clone(), kinds, site: it.value }
            })
            .collect();
        let passed = self.with_keywords(passed);
        let mut result = Kinds::default();
        if let Expr::Attr { value, name } = body.expr(func) {
            if let Some(found) = self.call_of_super(at, *value, name, &passed) {
                return found;
            }
            let receiver = self.kinds(*value).clone();
            for it in receiver.iter() {
                result.join(&self.call_attribute(at, it, name, &passed));
            }
            if !receiver.iter().any(|it| it.object().is_some()) {
                result.join(&self.container_method(*value, name, &passed));
            }
        }
        let called = self.kinds(func).clone();
        for it in called.iter() {
            result.join(&self.call_value(at, it, &passed));
        }
        if called.is_empty() {
            match self.definition(func) {
                Definition::Function(unit) => {
                    result.join(&self.apply_passed(at, unit, None, &passed));
                }
                Definition::External(path) => {
                    result.join(&self.call_external(at, &path, &passed));
                }
                _ => {}
            }
        }
        match result.is_empty() && called.is_empty() {
            true => self.made_by_unknown(at, func, &passed),
            false => result,
        }
    }

    /// What a dict of this unit holds by constant keys is passed by `**` under these names.
    fn with_keywords(&self, passed: Vec<Passed>) -> Vec<Passed> {
        let mut all = passed;
        for idx in 0..all.len() {
            let var = self.body.expr(all[idx].site).local();
            let Some(var) = var.filter(|_| all[idx].how == ArgKind::DoubleStar) else { continue };
            for (_, key, value) in self.keyed.iter().filter(|it| it.0 == var) {
                let kinds = self.kinds(*value).clone();
                all.push(Passed { how: ArgKind::Keyword(key.clone()), kinds, site: *value });
            }
        }
        all
    }

    /// What is called like a class, but not known, mostly keeps what it is given.
    fn made_by_unknown(&mut self, at: ExprId, func: ExprId, passed: &[Passed]) -> Kinds {
        // `registry[name](self)`, `load(name)(self)`: a class is looked up.
        let is_looked_up =
            matches!(self.body.expr(func), Expr::Call { .. } | Expr::Subscript { .. });
        let is_class =
            is_looked_up || name_of(self.body, func).is_some_and(|it| is_named_like_class(it));
        let gets_own = passed
            .iter()
            .any(|it| it.kinds.iter().any(|it| it.object().is_some() && it.origin == Origin::Own));
        if !is_class || !gets_own || !self.follows_calls() {
            return Kinds::default();
        }
        if let Definition::External(path) = self.definition(func)
            && holds_for_a_while(&path)
        {
            return Kinds::default();
        }
        let node = Node::Made(self.unit, at);
        self.hold(node, passed.iter().map(|it| it.kinds.clone()), at)
    }

    /// `super().name(..)`.
    fn call_of_super(
        &mut self,
        at: ExprId,
        receiver: ExprId,
        name: &str,
        passed: &[Passed],
    ) -> Option<Kinds> {
        let Expr::Call { func, .. } = self.body.expr(receiver) else { return None };
        if self.definition(*func) != Definition::External("builtins.super".into()) {
            return None;
        }
        let class = self.class?;
        let mut above = super::classes::lineage(self.db, class).into_iter().skip(1);
        let found = above.find_map(|it| match class_model(self.db, it).member(name)?.kind {
            crate::classes::MemberKind::Method { unit, how: MethodKind::Plain, .. } => unit,
            _ => None,
        });
        Some(match found {
            Some(unit) => {
                let instance = Kinds::instance(class, Origin::Own);
                self.apply_passed(at, unit, Some(instance), passed)
            }
            None => Kinds::default(),
        })
    }

    /// `receiver.name(..)`, where that is not a bound method.
    fn call_attribute(
        &mut self,
        at: ExprId,
        receiver: &Elem,
        name: &str,
        passed: &[Passed],
    ) -> Kinds {
        if receiver.is_item {
            return Kinds::default();
        }
        let class = match &receiver.kind {
            Kind::Class(class) | Kind::Object(Node::Instance(class)) => *class,
            _ => return Kinds::default(),
        };
        let Lookup::Found(member) = lookup(self.db, class, name) else { return Kinds::default() };
        let Some(unit) = member.unit else { return Kinds::default() };
        let is_instance = matches!(receiver.kind, Kind::Object(_));
        match member.kind {
            lookup::MemberKind::StaticMethod if name == "__new__" => {
                Kinds::instance(class, Origin::Fresh)
            }
            lookup::MemberKind::StaticMethod => self.apply_passed(at, unit, None, passed),
            lookup::MemberKind::ClassMethod => {
                let class = Kinds::one(Kind::Class(class), Origin::Other);
                self.apply_passed(at, unit, Some(class), passed)
            }
            lookup::MemberKind::Method if !is_instance => self.apply_passed(at, unit, None, passed),
            _ => Kinds::default(),
        }
    }

    /// Calls what an expression is.
    fn call_value(&mut self, at: ExprId, called: &Elem, passed: &[Passed]) -> Kinds {
        if called.is_item {
            return Kinds::default();
        }
        match &called.kind {
            Kind::Class(class) => self.construct(at, *class, passed),
            Kind::Object(Node::Function(unit, scope)) if *unit == self.unit => {
                self.call_inner(*scope, passed)
            }
            Kind::Object(Node::Method(class, name)) => {
                let Lookup::Found(member) = lookup(self.db, *class, name) else {
                    return Kinds::default();
                };
                let Some(unit) = member.unit else { return Kinds::default() };
                let instance = Kinds::instance(*class, called.origin);
                self.apply_passed(at, unit, Some(instance), passed)
            }
            _ => Kinds::default(),
        }
    }

    /// A function of this unit: its parameters become the arguments.
    fn call_inner(&mut self, scope: BodyScope, passed: &[Passed]) -> Kinds {
        let it = self.body.scope(scope);
        let positional = passed.iter().filter(|it| it.how == ArgKind::Positional);
        for (arg, &var) in positional.zip(it.vars.iter().take(it.params.len())) {
            self.bind_local(var, &arg.kinds);
        }
        let mut result = Kinds::default();
        for (_, value) in self.returned.iter().filter(|it| it.0 == scope) {
            result.join(&self.exprs[value.index()]);
        }
        result
    }

    fn construct(&mut self, at: ExprId, class: ClassId, passed: &[Passed]) -> Kinds {
        // A thread lets go of what it runs when it has run.
        let path = items::path(self.db, &Definition::Class(class)).unwrap_or_default();
        if holds_for_a_while(&path) {
            return Kinds::default();
        }
        let instance = Kinds::instance(class, Origin::Fresh);
        if !self.follows_calls() {
            return instance;
        }
        match lookup(self.db, class, "__init__") {
            Lookup::Found(member) => {
                if let Some(unit) = member.unit {
                    self.apply_passed(at, unit, Some(instance.clone()), passed);
                }
            }
            _ => self.fill_fields(class, &instance, passed),
        }
        instance
    }

    /// The initialiser that a dataclass or named tuple is given stores its arguments.
    fn fill_fields(&mut self, class: ClassId, instance: &Kinds, passed: &[Passed]) {
        let fields = lookup::initialiser_fields(self.db, class);
        for (idx, arg) in passed.iter().enumerate() {
            let name = match &arg.how {
                ArgKind::Positional => fields.get(idx).cloned(),
                ArgKind::Keyword(name) => Some(name.clone()).filter(|it| fields.contains(it)),
                _ => None,
            };
            if let Some(name) = name {
                self.store_attribute(instance, &name, &arg.kinds, arg.site);
            }
        }
    }

    /// A method of a container: what is put in, and what comes out.
    fn container_method(&mut self, holder: ExprId, name: &str, passed: &[Passed]) -> Kinds {
        let kinds = self.kinds(holder).clone();
        if kinds.is_weak() {
            return Kinds::default();
        }
        let is_known = kinds.iter().any(|it| match &it.kind {
            Kind::Slot(class, name) => {
                self.follows_calls() && super::classes::field(self.db, *class, name).is_container()
            }
            kind => *kind == Kind::Container,
        });
        if containers::takes_items(name, is_known) {
            for arg in passed {
                self.put_into(holder, &arg.kinds, arg.site);
            }
        } else if containers::takes_all_of(name, is_known) {
            for arg in passed {
                match arg.how {
                    ArgKind::Keyword(_) => self.put_into(holder, &arg.kinds, arg.site),
                    _ => {
                        let items = self.items_of(&arg.kinds);
                        self.put_into(holder, &items, arg.site);
                    }
                }
            }
        }
        if containers::takes_callbacks(name) {
            for arg in passed {
                let callables = arg.kinds.callables();
                self.put_into(holder, &callables, arg.site);
            }
        }
        match containers::gives_items(name) {
            true => self.given(&kinds, passed),
            false => Kinds::default(),
        }
    }

    /// What reading from a container gives: one of its items, or all of them again.
    fn given(&self, kinds: &Kinds, passed: &[Passed]) -> Kinds {
        let mut given = self.items_of(kinds);
        // `setdefault` and `get` may give what they are handed.
        passed.iter().skip(1).for_each(|it| {
            given.join(&it.kinds);
        });
        given
    }

    fn call_external(&mut self, at: ExprId, path: &str, passed: &[Passed]) -> Kinds {
        let first = passed.first().map(|it| it.kinds.clone()).unwrap_or_default();
        match path {
            "functools.partial" | "functools.partialmethod" | "_functools.partial" => {
                self.waiting(at, 0, passed.iter().map(|it| it.kinds.clone()))
            }
            "builtins.next" | "builtins.min" | "builtins.max" => self.items_of(&first),
            "copy.copy" | "copy.deepcopy" => first.elsewhere(),
            "typing.cast" => passed.get(1).map(|it| it.kinds.clone()).unwrap_or_default(),
            "builtins.type" if passed.len() == 1 => self.load(&first, "__class__"),
            "builtins.object.__new__" => made_of(&first),
            "builtins.getattr" => match self.constant_name(passed) {
                Some(name) => self.load(&first, &name),
                None => Kinds::default(),
            },
            "builtins.setattr" | "builtins.object.__setattr__" => {
                if let Some(value) = passed.get(2) {
                    let name = self.constant_name(passed).unwrap_or(ANY_NAME);
                    self.store_attribute(&first, &name, &value.kinds, value.site);
                }
                Kinds::default()
            }
            _ if containers::collects(path) => {
                let mut kinds = Kinds::one(Kind::Container, Origin::Fresh);
                for arg in passed {
                    kinds.join(&self.items_of(&arg.kinds).in_container());
                    if let (ArgKind::Keyword(_), "builtins.dict") = (&arg.how, path) {
                        kinds.join(&arg.kinds.in_container());
                    }
                }
                kinds
            }
            _ => annotations::external(path),
        }
    }

    fn constant_name(&self, passed: &[Passed]) -> Option<Name> {
        match self.body.expr(passed.get(1)?.site) {
            Expr::Const(crate::body::Const::Str(name)) => Some(name.clone()),
            _ => None,
        }
    }

    /// Something that waits with what it was given.
    pub(super) fn waiting(
        &mut self,
        at: ExprId,
        nth: u32,
        held: impl Iterator<Item = Kinds>,
    ) -> Kinds {
        self.hold(Node::Waiting(self.unit, at, nth), held, at)
    }

    /// The object `node`, which a call has just made and which holds what it was given.
    fn hold(&mut self, node: Node, held: impl Iterator<Item = Kinds>, at: ExprId) -> Kinds {
        let holder = Elem::new(Kind::Object(node.clone()), Origin::Fresh);
        for kinds in held {
            for it in kinds.iter() {
                self.edge(node.clone(), Label::Argument, &holder, it, at);
            }
        }
        Kinds::one(Kind::Object(node), Origin::Fresh)
    }

    /// What `unit`, a getter, returns for an instance.
    pub(super) fn result_of(&mut self, unit: Unit, instance: Kinds) -> Kinds {
        let kinds = annotations::annotated_result(self.db, unit).clone();
        if !kinds.is_empty() || !self.follows_calls() {
            return kinds;
        }
        self.returned_by_summary(unit, &instance)
    }
}

/// An attribute whose name is found out when the program runs.
const ANY_NAME: Name = Name::new_static("*");

/// The last part of the name of what is called.
pub(super) fn name_of(body: &Body, func: ExprId) -> Option<&Name> {
    match body.expr(func) {
        Expr::Name(var) => Some(body.name_of(var)),
        Expr::Attr { name, .. } => Some(name),
        _ => None,
    }
}

fn is_named_like_class(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    let is_capital = name.starts_with(char::is_uppercase) && name.contains(char::is_lowercase);
    let lower = name.to_lowercase();
    is_capital || ["cls", "class", "klass", "factory"].iter().any(|it| lower.ends_with(it))
}

fn made_of(classes: &Kinds) -> Kinds {
    let mut kinds = Kinds::default();
    for it in classes.iter() {
        if let Kind::Class(class) = it.kind {
            kinds.add(Elem::new(Kind::Object(Node::Instance(class)), Origin::Fresh));
        }
    }
    kinds
}
