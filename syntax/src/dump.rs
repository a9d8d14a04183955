//! The tree as `python3.13 -m ast` prints it: `ast.dump`, byte for byte.
//!
//! The text is written straight from the syntax tree; CPython's nodes are never built. Trees can be
//! deep, so nothing here calls itself for a child: a handler writes what comes before the first
//! child and leaves the rest as [`Step`]s.

mod expressions;
mod parameters;
mod patterns;
mod statements;
mod strings;
mod type_comments;
mod writer;

use rowan::TextRange;

use crate::SyntaxToken;
use crate::ast::{self, AstNode, Expr, Pattern, Stmt};
use crate::error::SyntaxError;
use crate::kind::SyntaxKind;
use crate::literal::PyStr;
use statements::Elifs;
use type_comments::TypeComments;
pub use writer::Places;
use writer::Writer;

/// What is shown, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where each node stands (`-a`): lines from one, columns from zero in bytes of UTF-8.
    pub include_attributes: bool,
    /// Blanks before a field, for each level.
    pub indent: usize,
    /// Read `# type:` comments, as `python3.13 -m ast` does unless told otherwise.
    pub type_comments: bool,
}

impl Default for Options {
    /// What `python3.13 -m ast` does without options.
    fn default() -> Options {
        Options { include_attributes: false, indent: 3, type_comments: true }
    }
}

/// What `python3.13 -m ast` prints for `file`, without the last line end.
///
/// `source` is the text that was parsed, without errors. The one error that is left is a type comment
/// where CPython's grammar has no place for one.
pub fn dump(file: &ast::File, source: &str, options: Options) -> Result<String, SyntaxError> {
    let places = Places::new(source);
    let comments = if options.type_comments {
        TypeComments::new(file, source)
    } else {
        TypeComments::default()
    };
    let ignores = comments.ignores(&places);
    let sink = Writer::new(options.indent, options.include_attributes.then_some(places));
    let mut dump = Dump { sink, later: Vec::new(), source, comments };
    dump.module(file, ignores);
    dump.comments.misplaced().map_or(Ok(dump.sink.finish()), Err)
}

/// Tells `sink` of the nodes of `file`, as [`dump`] shows them.
pub fn walk<S: Sink>(
    file: &ast::File,
    source: &str,
    type_comments: bool,
    sink: S,
) -> Result<S, SyntaxError> {
    let comments =
        if type_comments { TypeComments::new(file, source) } else { TypeComments::default() };
    let ignores = comments.ignores(&Places::new(source));
    let mut dump = Dump { sink, later: Vec::new(), source, comments };
    dump.module(file, ignores);
    dump.comments.misplaced().map_or(Ok(dump.sink), Err)
}

/// Who is told of nodes, in the order in which `ast.dump` shows them. Fields that are `None` or an
/// empty list are left out.
pub trait Sink {
    /// Begins a node of this class.
    fn node(&mut self, class: &'static str);
    /// Begins a field; its value comes next.
    fn field(&mut self, name: &'static str);
    /// Begins a list.
    fn list(&mut self);
    /// Begins an item of a list, which comes next.
    fn item(&mut self);
    /// Ends a list.
    fn end_list(&mut self);
    /// Ends a node that stands there.
    fn end_at(&mut self, range: TextRange);
    /// Ends a node of a class without places.
    fn end(&mut self);
    /// A value that is no node.
    fn value(&mut self, value: &Value);
}

/// A value of a field or item.
#[derive(Clone, Debug)]
pub enum Value {
    /// `None`
    None,
    /// `True`
    True,
    /// `False`
    False,
    /// `...`
    Ellipsis,
    /// A node without fields, as it is shown: `Load()`.
    Word(&'static str),
    /// A name or text.
    Str(PyStr),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A number as it is written: `0x1f`.
    Number(SyntaxKind, String),
    /// Another number.
    Int(i64),
}

/// A piece of the dump that is still to be written.
enum Step {
    Node(&'static str),
    EndAt(TextRange),
    End,
    List,
    EndList,
    Field(&'static str),
    Item,
    Value(Value),
    Name(SyntaxToken),
    Number(usize),
    Stmt(Stmt),
    Elifs(Elifs),
    Expr(Expr, Context),
    Pattern(Pattern),
}

/// What an expression is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Context {
    Load,
    Store,
    Del,
}

impl Context {
    fn text(self) -> &'static str {
        match self {
            Context::Load => "Load()",
            Context::Store => "Store()",
            Context::Del => "Del()",
        }
    }
}

struct Dump<'a, S> {
    sink: S,
    /// What the running handler leaves for later, in order.
    later: Vec<Step>,
    source: &'a str,
    comments: TypeComments,
}

impl<S: Sink> Dump<'_, S> {
    fn module(&mut self, file: &ast::File, ignores: Vec<(usize, String)>) {
        self.add(Step::Node("Module"));
        self.stmts("body", file.body());
        self.list("type_ignores", ignores, |dump, (line, tag)| {
            dump.add(Step::Node("TypeIgnore"));
            dump.number("lineno", line);
            dump.field("tag", Step::Value(Value::Str(tag.as_str().into())));
            dump.add(Step::End);
        });
        self.add(Step::End);

        let mut todo: Vec<Step> = self.later.drain(..).rev().collect();
        while let Some(step) = todo.pop() {
            self.run(step);
            todo.extend(self.later.drain(..).rev());
        }
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::Node(name) => self.sink.node(name),
            Step::EndAt(range) => self.sink.end_at(range),
            Step::End => self.sink.end(),
            Step::List => self.sink.list(),
            Step::EndList => self.sink.end_list(),
            Step::Field(name) => self.sink.field(name),
            Step::Item => self.sink.item(),
            Step::Value(value) => self.sink.value(&value),
            Step::Name(token) => {
                let name = crate::literal::identifier(token.text());
                self.sink.value(&Value::Str(name.as_ref().into()));
            }
            Step::Number(number) => self.sink.value(&Value::Int(number as i64)),
            Step::Stmt(it) => self.stmt(it),
            Step::Elifs(it) => self.elifs(it),
            Step::Expr(it, context) => self.expr(it, context),
            Step::Pattern(it) => self.pattern(it),
        }
    }

    /// Writes `step` now if nothing waits before it and it has no children, else later.
    fn add(&mut self, step: Step) {
        let has_children =
            matches!(step, Step::Stmt(_) | Step::Elifs(_) | Step::Expr(..) | Step::Pattern(_));
        if has_children || !self.later.is_empty() {
            self.later.push(step);
        } else {
            self.run(step);
        }
    }

    // ---- fields; what is missing or empty is left out -----------------------------------------

    fn field(&mut self, name: &'static str, value: Step) {
        self.add(Step::Field(name));
        self.add(value);
    }

    fn number(&mut self, name: &'static str, value: usize) {
        self.field(name, Step::Number(value));
    }

    fn text(&mut self, name: &'static str, value: &'static str) {
        self.field(name, Step::Value(Value::Word(value)));
    }

    fn name(&mut self, name: &'static str, value: Option<SyntaxToken>) {
        if let Some(it) = value {
            self.field(name, Step::Name(it));
        }
    }

    fn load(&mut self, name: &'static str, value: Option<Expr>) {
        self.target(name, value, Context::Load);
    }

    fn target(&mut self, name: &'static str, value: Option<Expr>, context: Context) {
        if let Some(it) = value {
            self.field(name, Step::Expr(it, context));
        }
    }

    fn loads(&mut self, name: &'static str, values: impl IntoIterator<Item = Expr>) {
        self.targets(name, values, Context::Load);
    }

    fn targets(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = Expr>,
        context: Context,
    ) {
        self.list(name, values, |dump, it| dump.add(Step::Expr(it, context)));
    }

    fn stmts(&mut self, name: &'static str, values: impl IntoIterator<Item = Stmt>) {
        self.list(name, values, |dump, it| dump.add(Step::Stmt(it)));
    }

    fn block(&mut self, name: &'static str, block: Option<ast::Block>) {
        self.stmts(name, block.into_iter().flat_map(|it| it.body()));
    }

    fn type_comment(&mut self, comment: Option<String>) {
        if let Some(it) = comment {
            self.field("type_comment", Step::Value(Value::Str(it.as_str().into())));
        }
    }

    fn list<T>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Self, T),
    ) {
        let mut values = values.into_iter().peekable();
        if values.peek().is_none() {
            return;
        }
        self.field(name, Step::List);
        for it in values {
            self.add(Step::Item);
            write(self, it);
        }
        self.add(Step::EndList);
    }
}

/// The range of a node that ends with a token of its own: all but compound statements.
fn range_of(node: &impl AstNode) -> TextRange {
    node.syntax().text_range()
}
