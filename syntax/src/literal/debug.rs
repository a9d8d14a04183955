//! The text that `{text=}` shows.
//!
//! It should be what stands between the brace and the `!`, `:` or `}` behind the `=`, and mostly
//! is. But CPython's tokenizer guesses where an expression starts and ends before it knows that a
//! `=` follows, so `f'{a!=b=}'` shows `a`. This retraces its steps: `_PyLexer_update_fstring_expr`,
//! `set_fstring_expr` and their callers (Parser/lexer/lexer.c, CPython 3.13).

use rowan::{NodeOrToken, TextRange, TextSize, WalkEvent};

use crate::ast::{AstNode, ReplacementField};
use crate::kind::SyntaxKind::*;
use crate::{SyntaxNode, SyntaxToken};

/// The range of the text that `field`, one with a `=`, shows.
///
/// `None` where CPython has none: it gives up on the file with a `ValueError`.
pub(super) fn shown_range(field: &ReplacementField) -> Option<TextRange> {
    let string = string_around(field)?;
    let end = field_end(field)?;
    let mut tokenizer = Tokenizer { raw: super::is_raw(&string), ..Tokenizer::default() };
    let mut walk = string.preorder_with_tokens();
    while let Some(event) = walk.next() {
        match event {
            WalkEvent::Enter(NodeOrToken::Node(it)) if is_other_string(&it, &string) => {
                walk.skip_subtree();
            }
            WalkEvent::Enter(NodeOrToken::Token(it)) => {
                let shown = tokenizer.token(&it);
                if it == end {
                    return shown;
                }
            }
            _ => {}
        }
    }
    None
}

/// The f-string or t-string that `field` belongs to.
pub(super) fn string_around(field: &ReplacementField) -> Option<SyntaxNode> {
    field.syntax().ancestors().find(|it| matches!(it.kind(), FSTRING | TSTRING))
}

fn is_other_string(node: &SyntaxNode, string: &SyntaxNode) -> bool {
    matches!(node.kind(), FSTRING | TSTRING) && node != string
}

/// The token that ends the text: `!`, `:` or the closing brace.
fn field_end(field: &ReplacementField) -> Option<SyntaxToken> {
    let parts = [
        field.conversion().and_then(|it| it.syntax().first_token()),
        field.format_spec().and_then(|it| it.syntax().first_token()),
    ];
    parts.into_iter().flatten().next().or_else(|| field.syntax().last_token())
}

/// The part of `tokenizer_mode` (Parser/lexer/state.h) that has to do with these texts.
#[derive(Default)]
struct Tokenizer {
    /// `f_string_raw`.
    raw: bool,
    /// `last_expr_buffer`: where the expression starts.
    start: Option<TextSize>,
    /// `last_expr_end`: where it ends.
    end: Option<TextSize>,
    /// `f_string_debug`: a `=` was there.
    debug: bool,
    /// `in_format_spec`.
    in_spec: bool,
    /// `curly_bracket_depth`: open brackets of all sorts.
    depth: i32,
    /// `curly_bracket_expr_start_depth`, plus one: fields that are open.
    fields: i32,
    /// Is the tokenizer in the mode for literal text?
    in_text: bool,
    /// Does literal text stand right before the next token?
    behind_text: bool,
}

impl Tokenizer {
    /// Moves over a token; returns what a field would show that ends here.
    fn token(&mut self, token: &SyntaxToken) -> Option<TextRange> {
        let behind_text = std::mem::take(&mut self.behind_text);
        let in_text = std::mem::take(&mut self.in_text);
        let range = token.text_range();
        let mut shown = None;
        match token.kind() {
            FSTRING_START | TSTRING_START => self.in_text = true,
            FSTRING_MIDDLE | TSTRING_MIDDLE => self.text(token),
            // A line end ends a format specification, and what follows is read like an expression.
            WHITESPACE if in_text => self.in_spec = false,
            LBRACE => self.open_brace(token, in_text, behind_text),
            LPAR | LSQB => self.depth += 1,
            RPAR | RSQB => self.depth -= 1,
            RBRACE => {
                self.in_spec &= !in_text;
                shown = self.may_end(range.start());
                self.close_brace();
            }
            COLON | COLONEQUAL => {
                shown = self.may_end(range.start());
                if self.depth == self.fields {
                    self.in_spec = true;
                    self.in_text = true;
                }
            }
            EXCLAMATION | NOTEQUAL => shown = self.may_end(range.start()),
            EQUAL => self.debug = true,
            _ => {}
        }
        shown
    }

    /// Text reaches up to a brace or the quotes; a doubled brace ends a piece of it.
    fn text(&mut self, token: &SyntaxToken) {
        let text = token.text();
        self.in_text = true;
        self.behind_text = super::is_open_ended(text, self.raw);
        if let Some(at) = text.rfind("{{") {
            self.start_at(token.text_range().start() + TextSize::new(at as u32 + 1));
        }
    }

    fn open_brace(&mut self, token: &SyntaxToken, in_text: bool, behind_text: bool) {
        let is_field = in_text && token.parent().is_some_and(|it| it.kind() == REPLACEMENT_FIELD);
        let behind = token.text_range().end();
        // Where two braces meet, it first looks whether they are a doubled one.
        let is_looked_at = behind_text || self.in_spec && next_is(token, LBRACE);
        if is_field && is_looked_at {
            self.start_at(behind);
            self.in_spec = false;
        }
        self.fields += i32::from(is_field);
        if self.counts(self.depth) {
            self.start_at(behind);
        }
        self.depth += 1;
    }

    fn close_brace(&mut self) {
        self.depth -= 1;
        if self.depth == self.fields - 1 {
            self.fields -= 1;
            self.in_spec = false;
            self.debug = false;
            self.in_text = true;
        }
    }

    fn start_at(&mut self, start: TextSize) {
        self.start = Some(start);
        self.end = None;
    }

    fn may_end(&mut self, at: TextSize) -> Option<TextRange> {
        if !self.counts(self.depth - 1) {
            return None;
        }
        let end = *self.end.get_or_insert(at);
        let start = self.start.filter(|it| self.debug && *it <= end)?;
        Some(TextRange::new(start, end))
    }

    /// Does the tokenizer look at punctuation in so many brackets?
    fn counts(&self, depth: i32) -> bool {
        depth == 0 || depth == 1 && (self.debug || self.in_spec)
    }
}

fn next_is(token: &SyntaxToken, kind: crate::SyntaxKind) -> bool {
    token.next_token().is_some_and(|it| it.kind() == kind)
}
