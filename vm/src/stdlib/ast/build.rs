//! From a text to the tree of objects that `ast` shows (`ast2obj`), by the walk of
//! `refwise_syntax::dump`.

use refwise_syntax::dump::{Places, Sink, Value, walk};
use refwise_syntax::literal::{self, Number};
use refwise_syntax::{SyntaxError, TextRange};
use rustc_hash::FxHashMap;

use super::classes::{Many, Shape, shapes};
use crate::compile::Mode;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::object::Object;
use crate::objects::type_;
use crate::text;
use crate::vm::Vm;

/// The tree of a text without errors; the one that may be left is that of a type comment.
pub(crate) fn tree(
    vm: &Vm,
    parse: &refwise_syntax::Parse,
    text: &str,
    mode: Mode,
    type_comments: bool,
) -> Res<Result<Ref, SyntaxError>> {
    let builder = Builder {
        vm,
        shapes: shapes(vm)?,
        words: super::classes(vm)?,
        places: Places::new(text),
        open: Vec::new(),
        done: None,
    };
    let builder = match walk(&parse.file(), text, type_comments, builder) {
        Ok(builder) => builder,
        Err(error) => return Ok(Err(error)),
    };
    let module = builder.done.clone().unwrap_or_else(|| vm.none.clone());
    builder.in_mode(module, mode).map(Ok)
}

/// A node or a list that is not whole yet.
enum Open {
    Node { class: &'static str, fields: Vec<(&'static str, Ref)>, field: &'static str },
    List(Vec<Ref>),
}

struct Builder<'a> {
    vm: &'a Vm,
    shapes: FxHashMap<&'static str, Shape>,
    /// The dict that has the nodes without fields.
    words: Ref,
    places: Places,
    open: Vec<Open>,
    done: Option<Ref>,
}

impl Builder<'_> {
    fn put(&mut self, value: Ref) {
        match self.open.last_mut() {
            Some(Open::Node { fields, field, .. }) => fields.push((field, value)),
            Some(Open::List(items)) => items.push(value),
            None => self.done = Some(value),
        }
    }

    fn word(&self, shown: &str) -> Ref {
        let found = self.words.expect::<Dict>().get_name(&self.vm.intern(shown));
        found.expect("the grammar has this node")
    }

    fn close(&mut self, range: Option<TextRange>) {
        let Some(Open::Node { class, fields, .. }) = self.open.pop() else { return };
        let made = self.node_of(class, fields);
        if let Some(range) = range {
            let ((line, column), (end_line, end_column)) =
                (self.places.of(range.start()), self.places.of(range.end()));
            for (name, number) in [
                ("lineno", line),
                ("col_offset", column),
                ("end_lineno", end_line),
                ("end_col_offset", end_column),
            ] {
                self.set(&made, &self.vm.intern(name), self.vm.int(number as i64));
            }
        }
        self.put(made);
    }

    /// A node with all its fields, in their order.
    fn node_of(&self, class: &'static str, mut given: Vec<(&'static str, Ref)>) -> Ref {
        let shape = &self.shapes[class];
        if shape.fields.is_empty() && !shape.has_places {
            return self.word(&format!("{class}()"));
        }
        let made = type_::instantiate(&shape.class, Object);
        for (name, many) in &shape.fields {
            let value = match given.iter().position(|it| it.0 == *name) {
                Some(at) => given.swap_remove(at).1,
                None if *many == Many::List => self.vm.list(Vec::new()),
                None => self.vm.none.clone(),
            };
            self.set(&made, &self.vm.intern(name), value);
        }
        made
    }

    /// Nothing but a plain attribute: nodes have no descriptors.
    fn set(&self, node: &Ref, name: &Ref, value: Ref) {
        let done = self.vm.set_attribute(node, name, Some(value));
        debug_assert!(done.is_ok(), "nodes take all attributes");
    }

    /// As `Expression` or `Interactive`, where that was asked for.
    fn in_mode(&self, module: Ref, mode: Mode) -> Res {
        let body = self.vm.get_attribute(&module, &self.vm.intern("body"))?;
        match mode {
            Mode::Exec => Ok(module),
            Mode::Single => Ok(self.node_of("Interactive", vec![("body", body)])),
            Mode::Eval => {
                let first = self.vm.get_item(&body, &self.vm.int(0))?;
                let value = self.vm.get_attribute(&first, &self.vm.intern("value"))?;
                Ok(self.node_of("Expression", vec![("body", value)]))
            }
        }
    }
}

impl Sink for Builder<'_> {
    fn node(&mut self, class: &'static str) {
        self.open.push(Open::Node { class, fields: Vec::new(), field: "" });
    }

    fn field(&mut self, name: &'static str) {
        if let Some(Open::Node { field, .. }) = self.open.last_mut() {
            *field = name;
        }
    }

    fn list(&mut self) {
        self.open.push(Open::List(Vec::new()));
    }

    fn item(&mut self) {}

    fn end_list(&mut self) {
        if let Some(Open::List(items)) = self.open.pop() {
            let list = self.vm.list(items);
            self.put(list);
        }
    }

    fn end_at(&mut self, range: TextRange) {
        self.close(Some(range));
    }

    fn end(&mut self) {
        self.close(None);
    }

    fn value(&mut self, value: &Value) {
        let vm = self.vm;
        let made = match value {
            Value::None => vm.none.clone(),
            Value::True => vm.true_.clone(),
            Value::False => vm.false_.clone(),
            Value::Ellipsis => vm.ellipsis.clone(),
            Value::Word(shown) => self.word(shown),
            Value::Str(it) => vm.interned(&vm.new_str(text::Str::from(it))),
            Value::Bytes(it) => vm.bytes(it.clone()),
            Value::Int(it) => vm.int(*it),
            Value::Number(kind, written) => match literal::number(*kind, written) {
                Some(Number::Int(it)) => vm.big_int(it.into()),
                Some(Number::Float(it)) => vm.float(it),
                Some(Number::Imaginary(it)) => vm.complex(0.0, it),
                None => vm.none.clone(),
            },
        };
        self.put(made);
    }
}
