//! The cursor that the grammar moves: tokens in, elements of the tree out.
//!
//! `grammar` holds one function for each production. It asks for the current token, bumps it, and
//! wraps what it has bumped into nodes with [`Parser::start`] and [`Parser::finish`]. A line tells
//! one mistake: after the first error the rest of the logical line stays quiet.

use std::borrow::Cow;

use rowan::{TextRange, TextSize};

use crate::builder::{Builder, GreenElement, MAX_HEIGHT};
use crate::error::{ErrorClass, SyntaxError};
use crate::kind::SyntaxKind::{self, *};
use crate::kind::TokenSet;
use crate::lexer::{Lexer, MAX_BRACKETS, Token};
use crate::version::Feature;

/// How deep expressions may nest. CPython's parser gives up at a similar depth (`MAXSTACK`).
const MAX_DEPTH: u32 = 1_000;

const TOO_COMPLEX: &str = "Parser stack overflowed - Python source too complex to parse";

/// What a parser has made of its text.
pub(crate) struct Output {
    pub(crate) elements: Vec<GreenElement>,
    /// Each with the start of the statement that it belongs to.
    pub(crate) errors: Vec<(u32, SyntaxError)>,
    pub(crate) features: Vec<(TextRange, Feature)>,
}

/// Where a node starts: in the text, and on the builder's stack.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    at: usize,
    pub(crate) start: u32,
}

pub(crate) struct Parser<'t> {
    lexer: Lexer<'t>,
    token: Token,
    ahead: Option<Token>,
    builder: Builder,
    features: Vec<(TextRange, Feature)>,
    depth: u32,
    /// The end of the token bumped last.
    last_end: u32,
    /// How many errors there were when the current logical line began.
    errors_before: usize,
}

impl<'t> Parser<'t> {
    pub(crate) fn new(mut lexer: Lexer<'t>) -> Parser<'t> {
        let token = lexer.next_token();
        Parser {
            builder: Builder::new(lexer.text().len()),
            lexer,
            token,
            ahead: None,
            features: Vec::new(),
            depth: 0,
            last_end: 0,
            errors_before: 0,
        }
    }

    /// Forgets what reading the first token has reported.
    pub(crate) fn forget_errors(&mut self) {
        self.lexer.errors.clear();
    }

    pub(crate) fn output(mut self) -> Output {
        let trivia_end = self.token.start;
        self.flush_to(trivia_end);
        Output { elements: self.builder.take(), errors: self.lexer.errors, features: self.features }
    }

    // ---- looking ------------------------------------------------------------------------------

    pub(crate) fn kind(&self) -> SyntaxKind {
        self.token.kind
    }

    pub(crate) fn at(&self, kind: SyntaxKind) -> bool {
        self.token.kind == kind
    }

    pub(crate) fn at_any(&self, set: TokenSet) -> bool {
        set.contains(self.token.kind)
    }

    pub(crate) fn token(&self) -> Token {
        self.token
    }

    pub(crate) fn token_text(&self) -> &'t str {
        &self.lexer.text()[self.token.start as usize..self.token.end as usize]
    }

    /// The token behind the current one.
    pub(crate) fn peek(&mut self) -> SyntaxKind {
        self.ahead.get_or_insert_with(|| self.lexer.next_token()).kind
    }

    /// The tokens behind the current one, to the end of the logical line.
    pub(crate) fn rest_of_line(&self) -> impl Iterator<Item = SyntaxKind> + use<'t> {
        let mut lexer = self.lexer.clone();
        let mut next = self.ahead;
        std::iter::from_fn(move || {
            let token = next.take().unwrap_or_else(|| lexer.next_token());
            (!matches!(token.kind, NEWLINE | ENDMARKER)).then_some(token.kind)
        })
    }

    pub(crate) fn lexer(&self) -> &Lexer<'t> {
        &self.lexer
    }

    pub(crate) fn last_end(&self) -> u32 {
        self.last_end
    }

    // ---- moving -------------------------------------------------------------------------------

    /// Takes the current token into the tree.
    pub(crate) fn bump(&mut self) {
        let kind = self.token.kind;
        self.bump_as(kind);
    }

    /// Takes the current token into the tree as one of another kind (a soft keyword).
    pub(crate) fn bump_as(&mut self, kind: SyntaxKind) {
        let token = self.token;
        self.flush_to(token.start);
        if token.end > token.start {
            let text = &self.lexer.text()[token.start as usize..token.end as usize];
            self.builder.token(kind, text);
        }
        self.last_end = token.end;
        self.advance();
    }

    /// Moves over INDENT, which leaves the white space before it to the token that follows.
    pub(crate) fn bump_indent(&mut self) {
        self.advance();
    }

    fn advance(&mut self) {
        self.token = match self.ahead.take() {
            Some(token) => token,
            None => self.lexer.next_token(),
        };
    }

    /// Bumps the current token if it is a `kind`.
    pub(crate) fn eat(&mut self, kind: SyntaxKind) -> bool {
        let there = self.at(kind);
        if there {
            self.bump();
        }
        there
    }

    /// Bumps the current token, which the grammar wants to be a `kind`, or says that it is not.
    pub(crate) fn expect(&mut self, kind: SyntaxKind) -> bool {
        let there = self.eat(kind);
        if !there {
            self.invalid_syntax();
        }
        there
    }

    // ---- nodes --------------------------------------------------------------------------------

    /// A node may start here: white space and comments before the current token stay outside.
    pub(crate) fn start(&mut self) -> Mark {
        self.flush_to(self.token.start);
        Mark { at: self.builder.mark(), start: self.token.start }
    }

    /// Makes one node of all since `mark`.
    pub(crate) fn finish(&mut self, mark: Mark, kind: SyntaxKind) {
        self.builder.finish(mark.at, kind);
    }

    /// Makes one link of a chain of all since `mark`. Where the tree becomes too high, gives up on
    /// the rest of the line instead and answers false.
    pub(crate) fn finish_link(&mut self, mark: Mark, kind: SyntaxKind) -> bool {
        let fits = self.builder.height_since(mark.at) <= MAX_HEIGHT;
        if fits {
            self.builder.finish(mark.at, kind);
        } else {
            self.too_complex(mark);
            self.skip_line();
        }
        fits
    }

    /// The kind of the node that lies alone above `mark`, if one does.
    pub(crate) fn node_since(&self, mark: Mark) -> Option<SyntaxKind> {
        match self.builder.since(mark.at) {
            [it] => Some(crate::builder::element_kind(it)),
            _ => None,
        }
    }

    /// Is there a generator without parentheses among the arguments that lie alone above `mark`?
    pub(crate) fn is_bare_generator_since(&self, mark: Mark) -> bool {
        let [rowan::NodeOrToken::Node(node)] = self.builder.since(mark.at) else {
            return false;
        };
        node.children().filter_map(|it| it.into_node()).any(|it| {
            let kind_of = crate::builder::kind_of;
            let opens = |it: &rowan::GreenTokenData| kind_of(it.kind()) == LPAR;
            let first = it.children().next().and_then(|it| it.into_token());
            kind_of(it.kind()) == GENERATOR_EXPR && !first.is_some_and(opens)
        })
    }

    /// The kind of the last token of the node that lies alone above `mark`.
    pub(crate) fn last_kind_since(&self, mark: Mark) -> Option<SyntaxKind> {
        let [rowan::NodeOrToken::Node(node)] = self.builder.since(mark.at) else {
            return None;
        };
        let mut last = node.children().last()?;
        loop {
            match last {
                rowan::NodeOrToken::Node(it) => last = it.children().last()?,
                rowan::NodeOrToken::Token(it) => {
                    return Some(crate::builder::kind_of(it.kind()));
                }
            }
        }
    }

    /// Has the node that lies alone above `mark` a child of `kind`?
    pub(crate) fn has_child_since(&self, mark: Mark, kind: SyntaxKind) -> bool {
        let kind_of = crate::builder::kind_of;
        match self.builder.since(mark.at) {
            [rowan::NodeOrToken::Node(node)] => {
                let raw = |it| match it {
                    rowan::NodeOrToken::Node(it) => rowan::GreenNodeData::kind(it),
                    rowan::NodeOrToken::Token(it) => rowan::GreenTokenData::kind(it),
                };
                node.children().any(|it| kind_of(raw(it)) == kind)
            }
            _ => false,
        }
    }

    /// The kind of the first token of the node that lies alone above `mark`.
    pub(crate) fn first_kind_since(&self, mark: Mark) -> Option<SyntaxKind> {
        let [rowan::NodeOrToken::Node(node)] = self.builder.since(mark.at) else {
            return None;
        };
        let mut first = node.children().next()?;
        loop {
            match first {
                rowan::NodeOrToken::Node(it) => first = it.children().next()?,
                rowan::NodeOrToken::Token(it) => {
                    return Some(crate::builder::kind_of(it.kind()));
                }
            }
        }
    }

    /// The text at `range`.
    pub(crate) fn text(&self, range: TextRange) -> &'t str {
        &self.lexer.text()[range]
    }

    /// Is there a comment among what was built since `mark`?
    pub(crate) fn has_comment_since(&self, mark: Mark) -> bool {
        fn is_in(
            element: rowan::NodeOrToken<&rowan::GreenNodeData, &rowan::GreenTokenData>,
        ) -> bool {
            match element {
                rowan::NodeOrToken::Node(it) => it.children().any(is_in),
                rowan::NodeOrToken::Token(it) => crate::builder::kind_of(it.kind()) == COMMENT,
            }
        }
        self.builder.since(mark.at).iter().any(|it| match it {
            rowan::NodeOrToken::Node(it) => is_in(rowan::NodeOrToken::Node(it)),
            rowan::NodeOrToken::Token(it) => is_in(rowan::NodeOrToken::Token(it)),
        })
    }

    pub(crate) fn kinds_since(&self, mark: Mark) -> impl DoubleEndedIterator<Item = SyntaxKind> {
        self.builder.kinds_since(mark.at)
    }

    pub(crate) fn elements_since(&self, mark: Mark) -> &[GreenElement] {
        self.builder.since(mark.at)
    }

    /// Puts the only token of the node built last in its place.
    pub(crate) fn unwrap_token(&mut self) {
        self.builder.unwrap_token();
    }

    /// Takes white space and comments up to `end` into the tree.
    fn flush_to(&mut self, end: u32) {
        if self.last_end == end {
            return;
        }
        let text = self.lexer.text();
        let mut rest = &text[self.last_end as usize..end as usize];
        self.last_end = end;
        while !rest.is_empty() {
            let (kind, len) = first_trivia(rest);
            self.builder.token(kind, &rest[..len]);
            rest = &rest[len..];
        }
    }

    /// Takes white space and comments before DEDENT into the tree, and moves over it.
    pub(crate) fn bump_dedent(&mut self) {
        self.flush_to(self.token.start);
        self.advance();
    }

    // ---- depth --------------------------------------------------------------------------------

    /// Runs `parse` one level deeper; where that is too deep, gives up on the rest of the line.
    pub(crate) fn deeper(&mut self, parse: impl FnOnce(&mut Self)) {
        if self.depth >= MAX_DEPTH || self.lexer.level() > MAX_BRACKETS {
            let mark = self.start();
            self.too_complex(mark);
            self.skip_line();
            self.builder.finish(mark.at, ERROR);
            return;
        }
        self.depth += 1;
        parse(self);
        self.depth -= 1;
    }

    /// Runs `parse` with a depth of its own, as a statement has it.
    pub(crate) fn with_fresh_depth(&mut self, parse: impl FnOnce(&mut Self)) {
        let depth = std::mem::take(&mut self.depth);
        parse(self);
        self.depth = depth;
    }

    fn too_complex(&mut self, mark: Mark) {
        let end = self.token.end.max(mark.start);
        self.error(TextRange::new(mark.start.into(), end.into()), TOO_COMPLEX);
    }

    /// Takes all up to the end of the logical line as it is.
    pub(crate) fn skip_line(&mut self) {
        while !matches!(self.kind(), NEWLINE | ENDMARKER | INDENT | DEDENT) {
            self.bump();
        }
    }

    // ---- statements and errors ----------------------------------------------------------------

    /// Runs `parse` for the statement that starts here; errors belong to it.
    pub(crate) fn owning(&mut self, parse: impl FnOnce(&mut Self)) {
        self.owning_at(self.token.start, parse);
    }

    /// Runs `parse` for the statement at `start`.
    pub(crate) fn owning_at(&mut self, start: u32, parse: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.lexer.owner, start);
        self.new_line();
        parse(self);
        self.lexer.owner = outer;
    }

    /// A new logical line may tell its own mistake.
    pub(crate) fn new_line(&mut self) {
        self.errors_before = self.lexer.errors.len();
    }

    /// Has this logical line told its mistake?
    pub(crate) fn is_quiet(&self) -> bool {
        self.lexer.errors.len() > self.errors_before || self.token.flawed
    }

    /// Reports `text` at `range`, unless the line has told its mistake.
    pub(crate) fn error(&mut self, range: TextRange, text: impl Into<Cow<'static, str>>) {
        self.push(SyntaxError::new(range, text));
    }

    pub(crate) fn push(&mut self, error: SyntaxError) {
        if !self.is_quiet() {
            self.lexer.push_error(error);
        }
    }

    /// Reports `text` at the current token.
    pub(crate) fn error_here(&mut self, text: impl Into<Cow<'static, str>>) {
        self.error(self.token.range(), text);
    }

    /// Reports `text` from `mark` to the token bumped last.
    pub(crate) fn error_since(&mut self, mark: Mark, text: impl Into<Cow<'static, str>>) {
        self.error(self.range_since(mark), text);
    }

    pub(crate) fn range_since(&self, mark: Mark) -> TextRange {
        TextRange::new(mark.start.into(), self.last_end.max(mark.start).into())
    }

    /// CPython's words for what none of its rules explain.
    pub(crate) fn invalid_syntax(&mut self) {
        match self.kind() {
            INDENT => self.indentation_error("unexpected indent"),
            DEDENT => self.indentation_error("unexpected unindent"),
            _ => self.error_here("invalid syntax"),
        }
    }

    pub(crate) fn indentation_error(&mut self, text: &'static str) {
        let error = SyntaxError::new(self.token.range(), text);
        self.push(error.class(ErrorClass::Indentation));
    }

    /// "expected an indented block after `what` on line N", N being the line of `at`.
    pub(crate) fn missing_block(&mut self, what: &str, at: u32) {
        let text = format!("expected an indented block after {what} on line {{line}}");
        let error = SyntaxError::new(self.token.range(), text);
        self.push(error.class(ErrorClass::Indentation).with_line_of(TextSize::new(at)));
    }

    /// Notes a use of syntax that older versions do not have.
    pub(crate) fn feature(&mut self, range: TextRange, feature: Feature) {
        self.features.push((range, feature));
    }
}

/// Kind and length of the white space or the comment at the start of `text`.
fn first_trivia(text: &str) -> (SyntaxKind, usize) {
    let bytes = text.as_bytes();
    if bytes.len() == 1 {
        return (if bytes[0] == b'#' { COMMENT } else { WHITESPACE }, 1);
    }
    if bytes[0] == b'#' {
        let end = memchr::memchr2(b'\n', b'\r', bytes);
        return (COMMENT, end.unwrap_or(bytes.len()));
    }
    (WHITESPACE, memchr::memchr(b'#', bytes).unwrap_or(bytes.len()))
}
