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
use statements::Elifs;
use type_comments::TypeComments;
use writer::{Places, Writer};

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
    let mut dump = Dump {
        writer: Writer::new(options.indent, options.include_attributes.then_some(places)),
        later: Vec::new(),
        source,
        comments,
    };
    dump.module(file, ignores);
    dump.comments.misplaced().map_or(Ok(dump.writer.finish()), Err)
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
    Text(&'static str),
    Owned(String),
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

struct Dump<'a> {
    writer: Writer,
    /// What the running handler leaves for later, in order.
    later: Vec<Step>,
    source: &'a str,
    comments: TypeComments,
}

impl Dump<'_> {
    fn module(&mut self, file: &ast::File, ignores: Vec<(usize, String)>) {
        self.add(Step::Node("Module"));
        self.stmts("body", file.body());
        self.list("type_ignores", ignores, |dump, (line, tag)| {
            dump.add(Step::Node("TypeIgnore"));
            dump.number("lineno", line);
            dump.field("tag", Step::Owned(crate::repr::py_str(&tag.into())));
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
            Step::Node(name) => self.writer.node(name),
            Step::EndAt(range) => self.writer.end_at(range),
            Step::End => self.writer.end(),
            Step::List => self.writer.list(),
            Step::EndList => self.writer.end_list(),
            Step::Field(name) => self.writer.field(name),
            Step::Item => self.writer.item(),
            Step::Text(text) => self.writer.text(text),
            Step::Owned(text) => self.writer.text(&text),
            Step::Name(token) => self.writer.name(token.text()),
            Step::Number(number) => self.writer.number(number),
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
        self.field(name, Step::Text(value));
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
            self.field("type_comment", Step::Owned(crate::repr::py_str(&it.into())));
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
