//! Objects and rings in words.

use super::Shape;
use super::object::{Callable, ClassOf, Label, ObjId, Object};
use super::rings::{Ring, Step};
use crate::body::{Body, BodyScope, Const, Expr, Name};
use crate::db::Db;
use crate::items::{self, Definition};

/// The ring as a path: `self.on_click → <lambda> → self`.
pub fn path(db: &dyn Db, body: &Body, shape: &Shape, ring: &Ring) -> String {
    let words = Words { db, body, shape };
    let steps =
        ring.steps.iter().filter(|it| !words.is_cell(it.from) && !words.is_named_in_next(it));
    let mut parts: Vec<String> = steps.clone().map(|it| words.holder(it)).collect();
    parts.extend(steps.clone().next().map(|it| words.name(it.from)));
    parts.join(" → ")
}

/// An object in a few words: `self`, `the list`, `<lambda>`.
pub fn object(db: &dyn Db, body: &Body, shape: &Shape, id: ObjId) -> String {
    Words { db, body, shape }.name(id)
}

struct Words<'a> {
    db: &'a dyn Db,
    body: &'a Body,
    shape: &'a Shape,
}

impl Words<'_> {
    fn is_cell(&self, id: ObjId) -> bool {
        matches!(self.shape.object(id), Object::Cell(_))
    }

    /// What the step leads to is called after what it starts from: `parent.children`.
    fn is_named_in_next(&self, step: &Step) -> bool {
        let is_held = matches!(self.shape.object(step.to), Object::Held { .. });
        is_held && step.site.is_none()
    }

    fn holder(&self, step: &Step) -> String {
        let name = self.name(step.from);
        match &step.label {
            Label::Attr(attribute) => format!("{name}.{attribute}"),
            Label::Item => format!("{name}[*]"),
            Label::Key => format!("{name} (a key)"),
            Label::Local(local) => format!("{name}, local `{local}`"),
            Label::Context => format!("{name}.__context__"),
            _ => name,
        }
    }

    fn name(&self, id: ObjId) -> String {
        match self.shape.object(id) {
            Object::Unknown | Object::Unbound => "?".to_owned(),
            Object::Const(it) => constant(it),
            Object::Made { .. } | Object::LocalClass(_) if self.variable(id).is_some() => {
                self.variable(id).unwrap_or_default()
            }
            Object::Made { class, site } => match self.body.expr(site.expr) {
                Expr::Call { .. } => format!("the new {}", self.class(class)),
                Expr::Comp(_) => format!("the {} comprehension", self.class(class)),
                _ => format!("the {}", self.class(class)),
            },
            Object::Function(scope) => self.function(*scope),
            Object::LocalClass(scope) => format!("class {}", self.body.scope(*scope).name),
            Object::Closure { name, .. } => name.to_string(),
            Object::Method { receiver, function, .. } => {
                format!("bound method {}.{}", self.name(*receiver), self.callable(function))
            }
            Object::Param(scope, idx) => {
                let params = &self.body.scope(*scope).params;
                params.get(*idx as usize).map_or("?".to_owned(), |it| it.name.to_string())
            }
            Object::Captured(var) => self.body.var(*var).name.to_string(),
            Object::Held { by, label } => {
                let by = self.name(*by);
                match self.shape.label(*label) {
                    Label::Attr(name) => format!("{by}.{name}"),
                    _ => format!("{by}[*]"),
                }
            }
            Object::Global(it) => items::path(self.db, it).map_or("?".to_owned(), |it| last(&it)),
            Object::Cell(var) => format!("the cell of `{}`", self.body.var(*var).name),
            Object::Frame(scope) => format!("the frame of {}", self.function(*scope)),
            Object::Traceback(_) => "its traceback".to_owned(),
            Object::Caught { .. } => "the exception".to_owned(),
        }
    }

    /// The variable that holds the object, if it is but one.
    fn variable(&self, id: ObjId) -> Option<String> {
        let mut bound = self.shape.bound_at.keys().filter(|it| it.1 == id);
        let (var, _) = bound.next()?;
        bound.next().is_none().then(|| self.body.var(*var).name.to_string())
    }

    fn function(&self, scope: BodyScope) -> String {
        match self.body.scope(scope).name.as_str() {
            "" if self.body.scope(scope).is_function() => "<lambda>".to_owned(),
            "" => "the module".to_owned(),
            name => format!("{name}()"),
        }
    }

    fn callable(&self, callable: &Callable) -> String {
        match callable {
            Callable::Unit(unit) => {
                unit.path(self.db).0.last().map_or_else(String::new, |it| it.name.to_string())
            }
            Callable::Scope(scope) => self.body.scope(*scope).name.to_string(),
            Callable::External(path) => last(path),
            Callable::Unknown => "?".to_owned(),
        }
    }

    fn class(&self, class: &ClassOf) -> String {
        match class {
            ClassOf::Known(class) => {
                let definition = Definition::Class(*class);
                items::path(self.db, &definition).map_or("object".to_owned(), |it| last(&it))
            }
            ClassOf::Local(scope) => self.body.scope(*scope).name.to_string(),
            ClassOf::External(path) => last(path),
            ClassOf::Unknown => "object".to_owned(),
        }
    }
}

fn last(path: &Name) -> String {
    path.rsplit('.').next().unwrap_or_default().to_owned()
}

fn constant(value: &Const) -> String {
    match value {
        Const::None => "None".to_owned(),
        Const::Bool(true) => "True".to_owned(),
        Const::Bool(false) => "False".to_owned(),
        Const::Ellipsis => "...".to_owned(),
        Const::Int(it) => it.to_string(),
        Const::BigInt(it) => it.to_string(),
        Const::Float(_) | Const::Imaginary(_) => "a number".to_owned(),
        Const::Str(it) => format!("{it:?}"),
        Const::Bytes(_) => "bytes".to_owned(),
    }
}
