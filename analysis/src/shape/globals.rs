//! Names of the file and imports: which objects they are, and which classes objects have.

use super::interpret::Interpreter;
use super::object::{ClassOf, Label, ObjId, Object, Value};
use crate::body::{Const, Expr, ParamKind, Stmt, StmtId, VarRef};
use crate::classes::class_model;
use crate::items::{self, Definition};

impl Interpreter<'_> {
    /// What a global, builtin, or name of the class around is.
    pub(super) fn read_global(&mut self, var: &VarRef) -> Value {
        let VarRef::Global(name) = var else { return Value::unknown() };
        let definition = items::resolve_global(self.db, self.file, name);
        self.defined(definition)
    }

    /// The object of a definition.
    pub(super) fn defined(&mut self, definition: Definition) -> Value {
        match definition {
            Definition::Unknown => Value::unknown(),
            it => Value::one(self.object(Object::Global(it))),
        }
    }

    /// What an import binds.
    pub(super) fn imported(&mut self, stmt: StmtId, alias: usize) -> Value {
        let Stmt::Import(import) = self.body.stmt(stmt) else { return Value::unknown() };
        let definition = items::imported(self.db, self.file, import, alias);
        self.defined(definition)
    }

    /// The class of an object: it stays the same, and is asked for again and again.
    pub(super) fn class_of(&self, id: ObjId) -> ClassOf {
        if let Some(Some(known)) = self.classes.borrow().get(id.index()) {
            return known.clone();
        }
        let class = self.find_class(id);
        let mut classes = self.classes.borrow_mut();
        if classes.len() <= id.index() {
            classes.resize(self.shape.objects.len(), None);
        }
        classes[id.index()] = Some(class.clone());
        class
    }

    fn find_class(&self, id: ObjId) -> ClassOf {
        match self.get(id) {
            Object::Made { class, .. } => class.clone(),
            Object::Const(it) => ClassOf::builtin(class_of_constant(it)),
            Object::Function(_) | Object::Closure { .. } => ClassOf::builtin("function"),
            Object::Method { .. } => ClassOf::builtin("method"),
            Object::LocalClass(_) => ClassOf::builtin("type"),
            Object::Param(scope, idx) => self.class_of_param(*scope, *idx),
            Object::Held { by, label } => {
                self.class_of_held(*by, &self.shape.labels[label.index()])
            }
            Object::Caught { handler, .. } => self.class_of_caught(*handler),
            Object::Global(it) => self.class_of_definition(it),
            _ => ClassOf::Unknown,
        }
    }

    /// The class that a handler catches, if that is all known.
    fn class_of_caught(&self, handler: crate::body::ExprId) -> ClassOf {
        match self.definition_of(handler) {
            Definition::Class(class) if class_model(self.db, class).mro.is_some() => {
                ClassOf::Known(class)
            }
            _ => ClassOf::builtin("BaseException"),
        }
    }

    /// The class of all objects of a value.
    pub(super) fn class_of_value(&self, value: &Value) -> ClassOf {
        let mut classes = value.iter().map(|it| self.class_of(it));
        let Some(first) = classes.next() else { return ClassOf::Unknown };
        match classes.all(|it| it == first) {
            true => first,
            false => ClassOf::Unknown,
        }
    }

    fn class_of_param(&self, scope: crate::body::BodyScope, idx: u32) -> ClassOf {
        match self.param_kind(scope, idx) {
            Some(ParamKind::VarPositional) => return ClassOf::builtin("tuple"),
            Some(ParamKind::VarKeyword) => return ClassOf::builtin("dict"),
            _ => {}
        }
        if scope == crate::body::BodyScope::OWN
            && idx == 0
            && let Some(class) = self.class
            && super::lookup::has_instance_first(self.db, self.unit)
        {
            return ClassOf::Known(class);
        }
        let param = &self.body.scope(scope).params[idx as usize];
        param.annotation.map_or(ClassOf::Unknown, |it| self.class_of_annotation(it, 0))
    }

    /// The class that an annotation asks for: `C`, `"C"`, `C | None`, `Optional[C]`.
    fn class_of_annotation(&self, annotation: crate::body::ExprId, depth: usize) -> ClassOf {
        if depth > 4 {
            return ClassOf::Unknown;
        }
        match self.body.expr(annotation) {
            Expr::Name(_) | Expr::Attr { .. } => match self.definition_of(annotation) {
                Definition::Class(class) => ClassOf::Known(class),
                Definition::External(path) if is_class_path(&path) => ClassOf::External(path),
                _ => ClassOf::Unknown,
            },
            Expr::Const(Const::Str(text)) => {
                let is_name = text.chars().all(|it| it.is_alphanumeric() || it == '_');
                match is_name.then(|| items::resolve_global(self.db, self.file, text)) {
                    Some(Definition::Class(class)) => ClassOf::Known(class),
                    _ => ClassOf::Unknown,
                }
            }
            Expr::Bin { op: crate::body::Operator::BitOr, left, right } => {
                let is_none = |it| matches!(self.body.expr(it), Expr::Const(Const::None));
                match (is_none(*left), is_none(*right)) {
                    (true, false) => self.class_of_annotation(*right, depth + 1),
                    (false, true) => self.class_of_annotation(*left, depth + 1),
                    _ => ClassOf::Unknown,
                }
            }
            Expr::Subscript { value, index } => match self.definition_of(*value) {
                Definition::External(it) if it == "typing.Optional" => {
                    self.class_of_annotation(*index, depth + 1)
                }
                Definition::External(it) if is_class_path(&it) => ClassOf::External(it),
                Definition::Class(class) => ClassOf::Known(class),
                _ => ClassOf::Unknown,
            },
            _ => ClassOf::Unknown,
        }
    }

    /// What a dotted name of globals means.
    pub(super) fn definition_of(&self, expr: crate::body::ExprId) -> Definition {
        match self.body.expr(expr) {
            Expr::Name(VarRef::Global(name) | VarRef::Enclosing(name)) => {
                items::resolve_global(self.db, self.file, name)
            }
            Expr::Name(VarRef::Local(var)) if self.unit.is_file(self.db) => {
                items::resolve_global(self.db, self.file, &self.body.var(*var).name)
            }
            Expr::Attr { value, name } => match self.definition_of(*value) {
                Definition::Unknown => Definition::Unknown,
                it => items::member(self.db, &it, name),
            },
            _ => Definition::Unknown,
        }
    }

    /// The class of what an object of a known class holds by an attribute, as far as the methods of
    /// that class agree.
    fn class_of_held(&self, by: ObjId, label: &Label) -> ClassOf {
        let (Label::Attr(name), ClassOf::Known(class)) = (label, self.class_of(by)) else {
            return ClassOf::Unknown;
        };
        super::lookup::class_of_attribute(self.db, class, name)
    }

    fn class_of_definition(&self, definition: &Definition) -> ClassOf {
        match definition {
            Definition::Function(_) => ClassOf::builtin("function"),
            Definition::Class(_) => ClassOf::builtin("type"),
            Definition::Module(_) => ClassOf::External("types.ModuleType".into()),
            Definition::Value { file, expr } => {
                super::lookup::class_of_global(self.db, *file, *expr)
            }
            Definition::External(_) | Definition::Unknown => ClassOf::Unknown,
        }
    }
}

fn class_of_constant(value: &Const) -> &'static str {
    match value {
        Const::None => "NoneType",
        Const::Bool(_) => "bool",
        Const::Ellipsis => "ellipsis",
        Const::Int(_) | Const::BigInt(_) => "int",
        Const::Float(_) => "float",
        Const::Imaginary(_) => "complex",
        Const::Str(_) => "str",
        Const::Bytes(_) => "bytes",
    }
}

/// Does the last part of a path look like a class: a builtin type, or a capital?
pub(super) fn is_class_path(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    let builtin = ["list", "dict", "set", "frozenset", "tuple", "str", "bytes", "int", "float"];
    match path.strip_prefix("builtins.") {
        Some(name) => builtin.contains(&name) || name.starts_with(char::is_uppercase),
        None => last.starts_with(char::is_uppercase) || refwise_model::class(path).is_some(),
    }
}
