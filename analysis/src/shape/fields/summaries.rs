//! What a called function does with its arguments, taken from its summary.

use super::annotations::annotated_result;
use super::calls::Passed;
use super::evaluate::Evaluator;
use super::kinds::{Elem, Kind, Kinds, Node, Origin};
use crate::body::{ArgKind, BodyScope, Expr, ExprId, Name, ParamKind};
use crate::items::Definition;
use crate::shape::object::{ClassOf, Label};
use crate::shape::{Made, ParamSpec, Summary, SummaryObject, summary};
use crate::unit::{Unit, unit_body};

/// What a parameter is bound to.
#[derive(Clone, Default)]
struct Bound {
    kinds: Kinds,
    site: Option<ExprId>,
}

impl Evaluator<'_> {
    /// A call of `unit` with arguments; `first` is what a method gets before them.
    pub(super) fn apply_passed(
        &mut self,
        at: ExprId,
        unit: Unit,
        first: Option<Kinds>,
        passed: &[Passed],
    ) -> Kinds {
        let mut result = annotated_result(self.db, unit).clone();
        let is_of_interest = !passed.is_empty() || first.is_some();
        if !self.follows_calls() || !is_of_interest {
            return result;
        }
        let summary = summary(self.db, unit);
        let bound = bind(&summary.params, first, passed);
        if bound.iter().all(|it| it.kinds.is_empty()) {
            return result;
        }
        self.spread_keywords(unit, &bound, passed);
        let is_near = unit.file(self.db) == self.unit.file(self.db);
        if result.is_empty() && is_near {
            let is_own = bound[0].kinds.iter().any(|it| it.origin == Origin::Own);
            let returned = super::returned_kinds(self.db, unit);
            result.join(&if is_own { returned.clone() } else { returned.elsewhere() });
        }
        if !summary.is_unknown {
            let returned = self.take(at, summary, &bound);
            let is_more = returned.iter().any(is_function) && !result.iter().any(is_function);
            if result.is_empty() || is_more {
                result.join(&returned);
            }
        }
        result
    }

    /// The same with one value for each parameter.
    pub(super) fn apply(&mut self, unit: Unit, args: &[Kinds], site: ExprId) {
        let summary = summary(self.db, unit);
        if self.follows_calls() && !summary.is_unknown {
            let bound: Vec<Bound> =
                args.iter().map(|it| Bound { kinds: it.clone(), site: Some(site) }).collect();
            self.take(site, summary, &bound);
        }
    }

    /// What the summary of `unit`, which takes an instance alone, says that it returns.
    pub(super) fn returned_by_summary(&mut self, unit: Unit, instance: &Kinds) -> Kinds {
        let summary = summary(self.db, unit);
        let mut kinds = Kinds::default();
        if summary.is_unknown || summary.is_suspended {
            return kinds;
        }
        for &object in &summary.returned {
            match &summary.objects[object] {
                // A property that returns itself has no end.
                SummaryObject::Held(_, Label::Attr(name))
                    if summary.returned_attribute_of_self().is_some() =>
                {
                    kinds.join(&self.load(instance, name));
                }
                SummaryObject::Made(idx) => {
                    if let Made::Instance(ClassOf::Known(class)) = &summary.made[*idx] {
                        kinds.join(&Kinds::instance(*class, Origin::Other));
                    }
                }
                _ => {}
            }
        }
        kinds
    }

    /// Does what the summary says, and returns what it returns.
    fn take(&mut self, at: ExprId, summary: &Summary, bound: &[Bound]) -> Kinds {
        if summary.is_generator {
            let held: Vec<Kinds> = bound.iter().map(|it| it.kinds.clone()).collect();
            return self.waiting(at, 0, held.into_iter());
        }
        let objects = self.objects_of(at, summary, bound);
        for edge in &summary.edges {
            let site = match summary.objects[edge.to] {
                SummaryObject::Param(idx) => bound.get(idx as usize).and_then(|it| it.site),
                _ => None,
            };
            let (from, to) = (&objects[edge.from], &objects[edge.to]);
            self.link(from, &edge.label, to, site.unwrap_or(at));
        }
        let mut returned = Kinds::default();
        for &object in &summary.returned {
            returned.join(&objects[object]);
        }
        returned
    }

    fn link(&mut self, from: &Kinds, label: &Label, to: &Kinds, site: ExprId) {
        match label {
            Label::Weak => {}
            Label::Attr(name) => self.store_attribute(from, name, to, site),
            Label::Item | Label::Key => {
                self.put(from, to, site);
                self.put_in_object(from, to, site);
            }
            _ => {
                for holder in from.iter().filter(|it| is_function(it)) {
                    let Kind::Object(node) = &holder.kind else { continue };
                    for held in to.iter() {
                        self.edge(node.clone(), label.clone(), holder, held, site);
                    }
                }
            }
        }
    }

    /// Items of an instance, and attributes whose names are found out when the program runs.
    fn put_in_object(&mut self, from: &Kinds, to: &Kinds, site: ExprId) {
        for holder in from.iter() {
            let Some(class) = holder.instance() else { continue };
            for held in to.iter() {
                self.edge(Node::Instance(class), Label::Item, holder, held, site);
            }
        }
    }

    /// What the objects of the summary are here.
    fn objects_of(&mut self, at: ExprId, summary: &Summary, bound: &[Bound]) -> Vec<Kinds> {
        let mut objects: Vec<Kinds> = Vec::with_capacity(summary.objects.len());
        for object in &summary.objects {
            let kinds = match object {
                SummaryObject::Param(idx) => {
                    bound.get(*idx as usize).map(|it| it.kinds.clone()).unwrap_or_default()
                }
                SummaryObject::Held(by, Label::Attr(name)) => {
                    let by = objects[*by].clone();
                    self.load(&by, name)
                }
                SummaryObject::Held(by, Label::Item) => self.items_of(&objects[*by]),
                SummaryObject::Made(idx) => self.made(at, *idx, &summary.made[*idx]),
                SummaryObject::Global(Definition::Class(class)) => {
                    Kinds::one(Kind::Class(*class), Origin::Other)
                }
                SummaryObject::Method(receiver, unit) => {
                    bound_method(&objects[*receiver], &self.name_of(*unit))
                }
                _ => Kinds::default(),
            };
            objects.push(kinds);
        }
        // Containers that the function has made hold what it put there.
        for _ in 0..2 {
            for edge in summary.edges.iter().filter(|it| it.label == Label::Item) {
                if let SummaryObject::Made(_) = summary.objects[edge.from]
                    && objects[edge.from].is_container()
                {
                    let items = objects[edge.to].in_container();
                    objects[edge.from].join(&items);
                }
            }
        }
        objects
    }

    fn made(&self, at: ExprId, nth: usize, made: &Made) -> Kinds {
        match made {
            Made::Instance(ClassOf::Known(class)) => Kinds::instance(*class, Origin::Fresh),
            Made::Instance(ClassOf::External(path)) if waits(path) => {
                let node = Node::Waiting(self.unit, at, nth as u32 + 1);
                Kinds::one(Kind::Object(node), Origin::Fresh)
            }
            Made::Instance(ClassOf::External(path)) => super::annotations::external(path),
            Made::Instance(_) => Kinds::default(),
            Made::Closure(_) => {
                let node = Node::Waiting(self.unit, at, nth as u32 + 1);
                Kinds::one(Kind::Object(node), Origin::Fresh)
            }
        }
    }

    fn name_of(&self, unit: Unit) -> Name {
        unit.path(self.db).0.last().map(|it| it.name.clone()).unwrap_or_default()
    }

    /// A method that sets attributes by the names of its keyword arguments.
    fn spread_keywords(&mut self, unit: Unit, bound: &[Bound], passed: &[Passed]) {
        let keywords = passed.iter().filter_map(|it| match &it.how {
            ArgKind::Keyword(name) => Some((name, it)),
            _ => None,
        });
        let Some(instance) = bound.first().filter(|it| !it.kinds.is_empty()) else { return };
        let keywords: Vec<_> = keywords.filter(|it| !it.1.kinds.is_empty()).collect();
        if keywords.is_empty() || !sets_by_name(self, unit) {
            return;
        }
        for (name, arg) in keywords {
            self.store_attribute(&instance.kinds, name, &arg.kinds, arg.site);
        }
    }
}

/// Does `unit` take any keywords, and set attributes of its first parameter by names that it gets?
fn sets_by_name(it: &Evaluator<'_>, unit: Unit) -> bool {
    let body = unit_body(it.db, unit);
    let own = body.scope(BodyScope::OWN);
    let Some(&instance) = own.vars.first() else { return false };
    let is_instance = |expr: ExprId| body.expr(expr).local() == Some(instance);
    own.params.iter().any(|it| it.kind == ParamKind::VarKeyword)
        && body.exprs().any(|(_, it)| match it {
            Expr::Call { func, args } => match (body.expr(*func), &**args) {
                (Expr::Name(name), [first, name_of, _]) => {
                    body.name_of(name) == "setattr"
                        && is_instance(first.value)
                        && !matches!(body.expr(name_of.value), Expr::Const(_))
                }
                (Expr::Attr { value, name }, [_]) if name == "update" => match body.expr(*value) {
                    Expr::Attr { value, name } => name == "__dict__" && is_instance(*value),
                    _ => false,
                },
                _ => false,
            },
            _ => false,
        })
}

/// Does a call of it wait with its arguments?
fn waits(path: &str) -> bool {
    matches!(path, "functools.partial" | "functools.partialmethod" | "types.MethodType")
}

fn is_function(elem: &Elem) -> bool {
    matches!(&elem.kind, Kind::Object(Node::Waiting(..) | Node::Function(..)))
}

fn bound_method(receiver: &Kinds, name: &Name) -> Kinds {
    let mut kinds = Kinds::default();
    for it in receiver.iter() {
        if let Some(class) = it.instance() {
            let node = Node::Method(class, name.clone());
            kinds.add(Elem::new(Kind::Object(node), it.origin));
        }
    }
    kinds
}

/// Which parameter gets which argument.
fn bind(params: &[ParamSpec], first: Option<Kinds>, passed: &[Passed]) -> Vec<Bound> {
    let mut bound: Vec<Bound> = vec![Bound::default(); params.len()];
    let n_before = usize::from(first.is_some());
    if let (Some(place), Some(kinds)) = (bound.first_mut(), first) {
        *place = Bound { kinds, site: None };
    }
    let mut positional = n_before;
    for arg in passed {
        let site = Some(arg.site);
        match &arg.how {
            ArgKind::Positional => {
                let rest = params.iter().position(|it| it.kind == ParamKind::VarPositional);
                match rest.filter(|it| positional >= *it) {
                    Some(rest) => {
                        bound[rest].kinds.join(&arg.kinds.in_container());
                        bound[rest].site = site;
                    }
                    None if positional < params.len() => {
                        bound[positional] = Bound { kinds: arg.kinds.clone(), site };
                    }
                    None => {}
                }
                positional += 1;
            }
            ArgKind::Keyword(name) => match params.iter().position(|it| it.name == *name) {
                Some(idx) => bound[idx] = Bound { kinds: arg.kinds.clone(), site },
                None => {
                    let rest = params.iter().position(|it| it.kind == ParamKind::VarKeyword);
                    if let Some(rest) = rest {
                        bound[rest].kinds.join(&arg.kinds.in_container());
                        bound[rest].site = site;
                    }
                }
            },
            ArgKind::Star => {
                let rest = params.iter().position(|it| it.kind == ParamKind::VarPositional);
                if let Some(rest) = rest {
                    bound[rest].kinds.join(&arg.kinds);
                    bound[rest].site = site;
                }
            }
            // What it holds is passed by name, as far as that is known.
            ArgKind::DoubleStar => {}
        }
    }
    bound
}
