//! The machine under the rules: tokens, a place among them, memory, and errors.
//!
//! Mirrors Parser/pegen.c and Parser/pegen_errors.c of CPython 3.13. A rule gives a value, or
//! nothing where it does not match, and it ends all rules where it raises an error. Which tokens
//! were asked for matters: the last of them is where CPython says "invalid syntax".

use std::borrow::Cow;

use rowan::{TextRange, TextSize};
use rustc_hash::FxHashMap;

use super::nodes::{Expr, Kind};
use super::tokenizer::{Stop, Token, Tokenizer};
use crate::error::{ErrorClass, SyntaxError};
use crate::kind::SyntaxKind::{self, *};

/// How deep rules may nest. CPython's `MAXSTACK` is higher, its frames are smaller.
const MAX_LEVEL: u32 = 150;

/// An error was raised; it lies in [`Peg::error`]. None there means that the text is too deep.
pub(super) struct Raised;

/// What a rule gives.
pub(super) type Outcome<T> = Result<Option<T>, Raised>;

/// The value of a rule, or nothing for the rule around it.
macro_rules! want {
    ($outcome:expr) => {
        match $outcome? {
            Some(it) => it,
            None => return Ok(None),
        }
    };
}
pub(super) use want;

/// Stops the alternative where the condition is false.
macro_rules! check {
    ($condition:expr) => {
        if !$condition {
            return Ok(None);
        }
    };
}
pub(super) use check;

/// The first alternative that matches.
macro_rules! choose {
    ($p:ident; $($alternative:expr),+ $(,)?) => {{
        $(if let Some(it) = $p.attempt($alternative)? {
            return Ok(Some(it));
        })+
        Ok(None)
    }};
}
pub(super) use choose;

/// The rules that remember what they gave: those marked `memo` in CPython's grammar and those
/// that are recursive on the left.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Rule {
    SimpleStmt,
    Block,
    Expression,
    StarExpression,
    NamedInvalid,
    Disjunction,
    Conjunction,
    Inversion,
    BitwiseOr,
    Factor,
    AwaitPrimary,
    Primary,
    Strings,
    Arguments,
    StarTarget,
    TargetWithStarAtom,
    TargetPrimary,
    DelTarget,
    ClosedPattern,
    StarPattern,
    TypeParam,
}

pub(super) struct Peg<'t> {
    pub(super) tokenizer: Tokenizer<'t>,
    pub(super) tokens: Vec<Token>,
    pub(super) mark: usize,
    /// Do the rules for invalid code take part (`call_invalid_rules`)?
    pub(super) invalid: bool,
    pub(super) error: Option<SyntaxError>,
    /// Why the tokenizer has no more tokens.
    pub(super) stop: Option<Stop>,
    memory: FxHashMap<(u32, Rule), (Option<Expr>, u32)>,
    /// The elements of tuples and lists, the operands of comparisons, what is starred.
    pub(super) children: Vec<Expr>,
    level: u32,
}

impl<'t> Peg<'t> {
    pub(super) fn new(tokenizer: Tokenizer<'t>) -> Peg<'t> {
        Peg {
            tokenizer,
            tokens: Vec::new(),
            mark: 0,
            invalid: false,
            error: None,
            stop: None,
            memory: FxHashMap::default(),
            children: Vec::new(),
            level: 0,
        }
    }

    /// Prepares the second pass, which finds words for the error (`reset_parser_state_for_error_pass`).
    pub(super) fn restart(&mut self) {
        self.mark = 0;
        self.invalid = true;
        self.memory.clear();
        self.level = 0;
    }

    // ---- tokens -------------------------------------------------------------------------------

    /// The current token.
    pub(super) fn token(&mut self) -> Result<Token, Raised> {
        while self.mark >= self.tokens.len() {
            self.fill()?;
        }
        Ok(self.tokens[self.mark])
    }

    fn fill(&mut self) -> Result<(), Raised> {
        if self.stop.is_some() {
            return Err(Raised);
        }
        match self.tokenizer.next_token() {
            Ok(token) => {
                self.tokens.push(token);
                Ok(())
            }
            Err(stop) => {
                self.error = Some(self.tokenizer.explain(&stop));
                self.stop = Some(stop);
                Err(Raised)
            }
        }
    }

    pub(super) fn kind(&mut self) -> Result<SyntaxKind, Raised> {
        Ok(self.token()?.kind)
    }

    pub(super) fn at(&mut self, kind: SyntaxKind) -> Result<bool, Raised> {
        Ok(self.kind()? == kind)
    }

    pub(super) fn at_any(&mut self, kinds: &[SyntaxKind]) -> Result<bool, Raised> {
        Ok(kinds.contains(&self.kind()?))
    }

    /// Takes the current token if it is a `kind`.
    pub(super) fn eat(&mut self, kind: SyntaxKind) -> Outcome<Token> {
        let token = self.token()?;
        check!(token.kind == kind);
        self.mark += 1;
        Ok(Some(token))
    }

    pub(super) fn eat_any(&mut self, kinds: &[SyntaxKind]) -> Outcome<Token> {
        let token = self.token()?;
        check!(kinds.contains(&token.kind));
        self.mark += 1;
        Ok(Some(token))
    }

    /// Takes the token where it is there; always matches.
    pub(super) fn skip(&mut self, kind: SyntaxKind) -> Result<bool, Raised> {
        Ok(self.eat(kind)?.is_some())
    }

    /// Takes a soft keyword.
    pub(super) fn soft(&mut self, word: &str) -> Outcome<Token> {
        let token = self.token()?;
        check!(token.kind == NAME && self.text(token) == word);
        self.mark += 1;
        Ok(Some(token))
    }

    /// Takes the token, or raises that it was expected (`&&'('`).
    pub(super) fn force(&mut self, kind: SyntaxKind) -> Result<Token, Raised> {
        let token = self.token()?;
        if token.kind == kind {
            self.mark += 1;
            return Ok(token);
        }
        let text = format!("expected '{}'", kind.text().unwrap_or_default());
        self.raise(self.range_of(token), text)
    }

    pub(super) fn text(&self, token: Token) -> &str {
        self.tokenizer.slice(token.start, token.end)
    }

    fn last_taken(&self) -> Token {
        self.tokens[self.mark.max(1) - 1]
    }

    /// How many brackets are open behind the token taken last.
    pub(super) fn level_behind(&self) -> u16 {
        self.last_taken().level
    }

    // ---- rules --------------------------------------------------------------------------------

    /// Goes back where the alternative does not match.
    pub(super) fn attempt<T>(
        &mut self,
        alternative: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        let mark = self.mark;
        let outcome = alternative(self)?;
        if outcome.is_none() {
            self.mark = mark;
        }
        Ok(outcome)
    }

    /// Would the rule match here?
    pub(super) fn sees<T>(
        &mut self,
        rule: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Result<bool, Raised> {
        let mark = self.mark;
        let found = rule(self)?.is_some();
        self.mark = mark;
        Ok(found)
    }

    /// As often as it matches; how often that was.
    pub(super) fn repeat<T>(
        &mut self,
        mut rule: impl FnMut(&mut Self) -> Outcome<T>,
    ) -> Result<usize, Raised> {
        let mut n = 0;
        while self.attempt(&mut rule)?.is_some() {
            n += 1;
        }
        Ok(n)
    }

    /// One or more with separators between them.
    pub(super) fn gather<T>(
        &mut self,
        separator: SyntaxKind,
        mut rule: impl FnMut(&mut Self) -> Outcome<T>,
    ) -> Outcome<Vec<T>> {
        let mut all = vec![want!(self.attempt(&mut rule))];
        while let Some(it) = self.attempt(|p| {
            want!(p.eat(separator));
            rule(p)
        })? {
            all.push(it);
        }
        Ok(Some(all))
    }

    pub(super) fn remember(
        &mut self,
        name: Rule,
        rule: impl FnOnce(&mut Self) -> Outcome<Expr>,
    ) -> Outcome<Expr> {
        let key = (self.mark as u32, name);
        if let Some(&(expr, end)) = self.memory.get(&key) {
            self.mark = end as usize;
            return Ok(expr);
        }
        let expr = rule(self)?;
        self.memory.insert(key, (expr, self.mark as u32));
        Ok(expr)
    }

    /// Runs `rule` one level deeper.
    pub(super) fn deeper<T>(&mut self, rule: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        if self.level >= MAX_LEVEL {
            self.error = None;
            return Err(Raised);
        }
        self.level += 1;
        let outcome = rule(self);
        self.level -= 1;
        outcome
    }

    // ---- places -------------------------------------------------------------------------------

    /// Where the rule that starts here starts.
    pub(super) fn start(&mut self) -> Result<u32, Raised> {
        Ok(self.token()?.start)
    }

    /// A node from `start` to the token taken last.
    pub(super) fn node(&self, kind: Kind, start: u32) -> Expr {
        Expr { kind, start, end: self.last_taken().end, children: (0, 0) }
    }

    pub(super) fn node_with(&mut self, kind: Kind, start: u32, children: &[Expr]) -> Expr {
        let first = self.children.len() as u32;
        self.children.extend_from_slice(children);
        Expr { children: (first, children.len() as u32), ..self.node(kind, start) }
    }

    pub(super) fn token_node(&self, kind: Kind, token: Token) -> Expr {
        Expr { kind, start: token.start, end: token.end, children: (0, 0) }
    }

    pub(super) fn range_of(&self, token: Token) -> TextRange {
        if token.has_column {
            return TextRange::new(token.start.into(), token.end.into());
        }
        self.tokenizer.here()
    }

    // ---- errors -------------------------------------------------------------------------------

    pub(super) fn raise<T>(
        &mut self,
        range: TextRange,
        text: impl Into<Cow<'static, str>>,
    ) -> Result<T, Raised> {
        self.error = Some(SyntaxError::new(range, text));
        Err(Raised)
    }

    /// `RAISE_SYNTAX_ERROR_KNOWN_RANGE`.
    pub(super) fn raise_between<T>(
        &mut self,
        start: impl Placed,
        end: impl Placed,
        text: impl Into<Cow<'static, str>>,
    ) -> Result<T, Raised> {
        let (start, end) = (start.place().0, end.place().1);
        self.raise(TextRange::new(start.into(), end.max(start).into()), text)
    }

    /// `RAISE_SYNTAX_ERROR_KNOWN_LOCATION`.
    pub(super) fn raise_at<T>(
        &mut self,
        at: impl Placed,
        text: impl Into<Cow<'static, str>>,
    ) -> Result<T, Raised> {
        let (start, end) = at.place();
        self.raise(TextRange::new(start.into(), end.into()), text)
    }

    /// `RAISE_SYNTAX_ERROR`: at the last token that was read, wherever the rule stands.
    pub(super) fn raise_last<T>(
        &mut self,
        text: impl Into<Cow<'static, str>>,
    ) -> Result<T, Raised> {
        let range = self.last_read();
        self.raise(range, text)
    }

    pub(super) fn last_read(&self) -> TextRange {
        match self.tokens.last() {
            Some(token) => self.range_of(*token),
            None => TextRange::empty(TextSize::new(0)),
        }
    }

    /// `RAISE_SYNTAX_ERROR_ON_NEXT_TOKEN`.
    pub(super) fn raise_next<T>(
        &mut self,
        text: impl Into<Cow<'static, str>>,
    ) -> Result<T, Raised> {
        let token = self.token()?;
        self.raise(self.range_of(token), text)
    }

    /// `RAISE_SYNTAX_ERROR_STARTING_FROM`: to where the tokenizer stands. CPython's end is one
    /// column short there.
    pub(super) fn raise_from<T>(
        &mut self,
        from: impl Placed,
        text: impl Into<Cow<'static, str>>,
    ) -> Result<T, Raised> {
        let start = from.place().0;
        let end = self.tokenizer.position().saturating_sub(1).max(start);
        self.raise(TextRange::new(start.into(), end.into()), text)
    }

    /// `RAISE_INDENTATION_ERROR`.
    pub(super) fn raise_indentation<T>(
        &mut self,
        text: impl Into<Cow<'static, str>>,
    ) -> Result<T, Raised> {
        let error = SyntaxError::new(self.last_read(), text).class(ErrorClass::Indentation);
        self.error = Some(error);
        Err(Raised)
    }

    /// "expected an indented block after `what` on line N", where N is the line of `at`.
    pub(super) fn raise_missing_block<T>(&mut self, what: &str, at: Token) -> Result<T, Raised> {
        let text = format!("expected an indented block after {what} on line {{line}}");
        let error = SyntaxError::new(self.last_read(), text).class(ErrorClass::Indentation);
        self.error = Some(error.with_line_of(at.start.into()));
        Err(Raised)
    }
}

/// What an error can be put at.
pub(super) trait Placed {
    fn place(&self) -> (u32, u32);
}

impl Placed for Token {
    fn place(&self) -> (u32, u32) {
        (self.start, self.end)
    }
}

impl Placed for Expr {
    fn place(&self) -> (u32, u32) {
        (self.start, self.end)
    }
}
