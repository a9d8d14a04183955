//! Reading attributes: what was stored, what the class has, what hung there before.

use super::heap::State;
use super::interpret::Interpreter;
use super::lookup::{Lookup, Member, MemberKind, lookup};
use super::object::{Callable, ClassOf, Label, ObjId, Object, Value};
use crate::body::ExprId;
use crate::classes::ClassId;
use crate::items::{self, Definition};

impl Interpreter<'_> {
    /// `value.name`, read by the expression `at`.
    pub(super) fn load(
        &mut self,
        state: &mut State,
        at: ExprId,
        value: &Value,
        name: &str,
    ) -> Value {
        let mut found = Value::default();
        for object in value.iter() {
            found.join(&self.load_from(state, at, object, name));
        }
        match found.is_empty() {
            true => Value::unknown(),
            false => found,
        }
    }

    fn load_from(&mut self, state: &mut State, at: ExprId, object: ObjId, name: &str) -> Value {
        let label = self.attribute_label(name);
        let edges = state.heap.by(object, label);
        let is_certain = edges.iter().any(|it| it.must);
        let mut found: Value = edges.iter().map(|it| it.to).collect();
        if !is_certain {
            found.join(&self.default(state, at, object, name));
        }
        found
    }

    /// What an attribute is that nothing here has stored.
    fn default(&mut self, state: &mut State, at: ExprId, object: ObjId, name: &str) -> Value {
        match self.get(object).clone() {
            Object::Global(Definition::Module(_) | Definition::External(_)) => {
                let Object::Global(definition) = self.get(object).clone() else { unreachable!() };
                let member = items::member(self.db, &definition, name);
                self.defined(member)
            }
            Object::Global(Definition::Class(class)) => {
                self.class_attribute(at, object, class, name)
            }
            Object::LocalClass(_) => self.local_class_attribute(state, object, name),
            Object::Unknown | Object::Unbound => Value::unknown(),
            _ => self.instance_attribute(state, at, object, name),
        }
    }

    fn instance_attribute(
        &mut self,
        state: &mut State,
        at: ExprId,
        object: ObjId,
        name: &str,
    ) -> Value {
        match self.class_of(object) {
            ClassOf::Known(class) => match lookup(self.db, class, name) {
                Lookup::Found(member) => {
                    self.bound(at, object, &member).unwrap_or_else(|| self.hanging(object, name))
                }
                Lookup::External(path) => match refwise_model::method(&path, name) {
                    Some(row) => self.method(at, object, Callable::External(row.path.into())),
                    None => self.hanging(object, name),
                },
                _ => self.hanging(object, name),
            },
            ClassOf::External(path) => match refwise_model::method(&path, name) {
                Some(row) => self.method(at, object, Callable::External(row.path.into())),
                None => self.hanging(object, name),
            },
            ClassOf::Local(scope) => {
                let class = self.object(Object::LocalClass(scope));
                let found = self.local_class_attribute(state, class, name);
                found.iter().map(|it| self.bound_local(at, object, it)).collect()
            }
            ClassOf::Unknown => self.hanging(object, name),
        }
    }

    fn hanging(&mut self, object: ObjId, name: &str) -> Value {
        Value::one(self.held(object, Label::Attr(name.into())))
    }

    /// A member of a class read from an instance; `None` if the instance's own attribute counts.
    fn bound(&mut self, at: ExprId, object: ObjId, member: &Member) -> Option<Value> {
        let function = member.unit.map_or(Callable::Unknown, Callable::Unit);
        match member.kind {
            MemberKind::Method => Some(self.method(at, object, function)),
            MemberKind::StaticMethod => {
                let unit = member.unit?;
                Some(Value::one(self.object(Object::Global(Definition::Function(unit)))))
            }
            MemberKind::ClassMethod => {
                let class = self.object(Object::Global(Definition::Class(member.class)));
                Some(self.method(at, class, function))
            }
            MemberKind::Property => Some(self.property(at, object, member)),
            MemberKind::CachedProperty | MemberKind::Value => None,
            MemberKind::Other => Some(Value::unknown()),
        }
    }

    /// What a property gives, if its function just hands on what hangs on `self`.
    fn property(&mut self, _at: ExprId, object: ObjId, member: &Member) -> Value {
        let Some(unit) = member.unit else { return Value::unknown() };
        let summary = super::summary(self.db, unit);
        let Some(name) = summary.returned_attribute_of_self() else { return Value::unknown() };
        let name = name.clone();
        self.hanging(object, &name)
    }

    fn method(&mut self, at: ExprId, receiver: ObjId, function: Callable) -> Value {
        Value::one(self.object(Object::Method { at, receiver, function }))
    }

    fn bound_local(&mut self, at: ExprId, receiver: ObjId, found: ObjId) -> ObjId {
        match self.get(found) {
            Object::Function(scope) => {
                let function = Callable::Scope(*scope);
                self.object(Object::Method { at, receiver, function })
            }
            _ => found,
        }
    }

    fn class_attribute(&mut self, at: ExprId, object: ObjId, class: ClassId, name: &str) -> Value {
        let Lookup::Found(member) = lookup(self.db, class, name) else {
            return Value::unknown();
        };
        match (member.kind, member.unit) {
            (MemberKind::Method | MemberKind::StaticMethod, Some(unit)) => {
                Value::one(self.object(Object::Global(Definition::Function(unit))))
            }
            (MemberKind::ClassMethod, Some(unit)) => self.method(at, object, Callable::Unit(unit)),
            (MemberKind::Value, _) => {
                let definition = items::member(self.db, &Definition::Class(class), name);
                self.defined(definition)
            }
            _ => Value::unknown(),
        }
    }

    /// What the body of a class in a function has bound `name` to.
    fn local_class_attribute(&mut self, state: &State, object: ObjId, name: &str) -> Value {
        let Object::LocalClass(scope) = *self.get(object) else { return Value::unknown() };
        let body = self.body;
        let vars = &body.scope(scope).vars;
        let Some(&var) = vars.iter().find(|it| body.var(**it).name == name) else {
            return Value::unknown();
        };
        let mut value = state.vars[var.index()].clone();
        value.retain(|it| it != ObjId::UNBOUND);
        value
    }
}
