//! Python's grammar, one function for each production, from CPython's `Grammar/python.gram`.
//!
//! A function is called where its production may stand. It takes more than CPython would where that
//! keeps the tree whole, and says what CPython would say; what only needs the finished tree is said
//! by `validate` and `symtable`.

mod atoms;
mod compound;
mod comprehensions;
mod expressions;
mod parameters;
mod patterns;
mod simple;
mod targets;

pub(crate) use atoms::CONVERSION_SPACE;

use crate::kind::SyntaxKind::*;
use crate::kind::TokenSet;
use crate::parser::Parser;

/// Tokens that an expression may start with.
const EXPRESSION_START: TokenSet = TokenSet::new(&[
    NAME,
    INT,
    FLOAT,
    IMAGINARY,
    STRING,
    FSTRING_START,
    TSTRING_START,
    LPAR,
    LSQB,
    LBRACE,
    MINUS,
    PLUS,
    TILDE,
    NOT_KW,
    LAMBDA_KW,
    AWAIT_KW,
    NONE_KW,
    TRUE_KW,
    FALSE_KW,
    ELLIPSIS,
]);

/// The same, and the star of a starred expression.
const STAR_EXPRESSION_START: TokenSet = EXPRESSION_START.union(TokenSet::new(&[STAR]));

/// Tokens that start an operand and can't continue an expression: behind one, an operator or a
/// comma is missing.
const OPERAND_START: TokenSet = TokenSet::new(&[
    NAME,
    INT,
    FLOAT,
    IMAGINARY,
    STRING,
    FSTRING_START,
    TSTRING_START,
    LBRACE,
    TILDE,
    LAMBDA_KW,
    AWAIT_KW,
    NONE_KW,
    TRUE_KW,
    FALSE_KW,
    ELLIPSIS,
]);

/// A whole file.
pub(crate) fn file(p: &mut Parser<'_>) {
    while !p.at(ENDMARKER) {
        statements(p, |_| false);
        if p.at(DEDENT) {
            extra_dedent(p);
        }
    }
}

/// Statements up to the end of the block or file, or until `stop` says so at the first token of a
/// logical line.
pub(crate) fn statements(p: &mut Parser<'_>, mut stop: impl FnMut(&Parser<'_>) -> bool) {
    // Lines that are indented for no reason are read as if they were not.
    let mut extra_indents = 0;
    loop {
        match p.kind() {
            ENDMARKER => return,
            DEDENT if extra_indents == 0 => return,
            DEDENT => {
                extra_indents -= 1;
                extra_dedent(p);
            }
            INDENT => {
                extra_indents += 1;
                unexpected_indent(p);
            }
            NEWLINE => p.owning(Parser::bump),
            _ if p.token().first && stop(p) => return,
            _ => compound::statement(p),
        }
    }
}

/// Moves over a DEDENT that ends no block. What the next line's first token reports belongs to the
/// line before it.
fn extra_dedent(p: &mut Parser<'_>) {
    p.owning_at(p.last_end().saturating_sub(1), Parser::bump_dedent);
}

fn unexpected_indent(p: &mut Parser<'_>) {
    p.owning(|p| {
        p.indentation_error("unexpected indent");
        p.bump_indent();
    });
}
