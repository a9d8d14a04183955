//! Which error CPython reports for a broken file, in its words and at its place.
//!
//! The parser of this crate finds every mistake and mends it; CPython stops at one, and which one
//! that is follows from how its parser works: it tries the grammar until no token fits, and then a
//! second time with rules for invalid code; in between and afterwards its tokenizer may fail. This
//! module takes the same way, over the statement that is broken. It runs for broken files alone.

mod nodes;
mod peg;
mod rules;
mod tokenizer;

use self::peg::Peg;
use self::tokenizer::{Stop, Tokenizer};
use rowan::{GreenNode, NodeOrToken};

use crate::Parse;
use crate::error::{ErrorClass, Stage, SyntaxError};
use crate::kind::SyntaxKind::{self, *};
use crate::version::PythonVersion;

/// The error that CPython's parser reports for `text`, whose lines before `from` are fine; `from`
/// is the start of a logical line at the top level. None where there is no error, and where the
/// code is nested too deep to tell.
pub(crate) fn first_error(text: &str, from: usize) -> Option<SyntaxError> {
    let mut peg = Peg::new(Tokenizer::new(text, from));
    match peg.file() {
        Ok(true) => return None,
        Ok(false) => {}
        Err(_) => return raised(peg),
    }
    let last = *peg.tokens.last()?;
    peg.restart();
    if peg.file().is_err() {
        return raised(peg);
    }
    // Mirrors `_Pypegen_set_syntax_error`.
    if matches!(last.kind, INDENT | DEDENT) {
        let text = if last.kind == INDENT { "unexpected indent" } else { "unexpected unindent" };
        let error = SyntaxError::new(peg.last_read(), text);
        return Some(error.class(ErrorClass::Indentation));
    }
    let error = SyntaxError::new(peg.range_of(last), "invalid syntax");
    Some(rest_of_text(&mut peg).unwrap_or(error))
}

/// An error of the parser counts only where the tokenizer finds none in the rest of the text.
fn raised(mut peg: Peg<'_>) -> Option<SyntaxError> {
    let error = peg.error.take()?;
    if peg.stop.is_some() || peg.tokenizer.at_end {
        return Some(error);
    }
    Some(rest_of_text(&mut peg).unwrap_or(error))
}

/// Mirrors `_PyPegen_tokenize_full_source_to_check_for_errors`.
fn rest_of_text(peg: &mut Peg<'_>) -> Option<SyntaxError> {
    let line = peg.tokens.last()?.line;
    loop {
        match peg.tokenizer.next_token() {
            Ok(token) if token.kind == ENDMARKER => return None,
            Ok(_) => {}
            // Inside an f-string, the error in its expression is the better one.
            Err(Stop::Raised(error)) => return Some(error).filter(|_| !peg.tokenizer.in_fstring()),
            Err(_) => {
                let bracket = *peg.tokenizer.brackets.last()?;
                let is_before = bracket.line < line + 1 && !peg.tokenizer.in_fstring();
                return peg.tokenizer.never_closed().filter(|_| is_before);
            }
        }
    }
}

/// The errors of `parse`, those that CPython would report first in CPython's words.
///
/// The parser's own errors are told where they are mended. For each broken statement at the top
/// level, this takes CPython's way to its first error, and puts that in the place of ours.
pub(crate) fn errors(parse: &Parse) -> Vec<SyntaxError> {
    let text = parse.syntax().text().to_string();
    let mut found = explained(parse, &text);
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found.dedup();
    found
}

fn explained(parse: &Parse, text: &str) -> Vec<SyntaxError> {
    let mut found: Vec<SyntaxError> = Vec::new();
    for (i, statement) in broken_statements(parse, text).into_iter().enumerate() {
        let exact = (i < MAX_EXPLAINED && !statement.is_newer)
            .then(|| first_error(text, statement.start as usize))
            .flatten();
        match exact {
            Some(exact) if u32::from(exact.range.start()) <= statement.end => found.push(exact),
            // CPython has read on, and found that its tokenizer fails further down.
            Some(exact) => {
                found.extend(statement.errors);
                found.push(exact.stage(Stage::Tokens));
            }
            None => found.extend(statement.errors),
        }
    }
    found
}

/// How many broken statements are explained.
const MAX_EXPLAINED: usize = 20;

/// A logical line or a compound statement at the top level, and what the parser says of it.
struct Statement {
    start: u32,
    end: u32,
    errors: Vec<SyntaxError>,
    /// Does it use syntax that CPython 3.13 does not have?
    is_newer: bool,
}

fn broken_statements(parse: &Parse, text: &str) -> Vec<Statement> {
    let starts = top_level_starts(parse.green(), text);
    let index_of = |at: u32| starts.partition_point(|start| *start <= at).max(1) - 1;
    let mut found: Vec<Statement> = Vec::new();
    for (error, owner) in parse.errors.iter().zip(&parse.owners) {
        let i = index_of(u32::from(*owner).min(error.range.start().into()));
        let start = starts[i];
        match found.iter_mut().find(|it| it.start == start) {
            Some(it) => it.errors.push(error.clone()),
            None => {
                let end = starts.get(i + 1).copied().unwrap_or(text.len() as u32);
                let is_newer = parse.features.iter().any(|(range, feature)| {
                    feature.since() > PythonVersion::DEFAULT
                        && (start..end).contains(&u32::from(range.start()))
                });
                found.push(Statement { start, end, errors: vec![error.clone()], is_newer });
            }
        }
    }
    found
}

/// Where the logical lines at the top level start. Lines that are indented for no reason belong to
/// the statement before them.
fn top_level_starts(file: &GreenNode, text: &str) -> Vec<u32> {
    let mut starts = vec![0];
    let mut offset = 0;
    for child in file.children() {
        let (kind, len) = match child {
            NodeOrToken::Node(it) => (it.kind(), it.text_len()),
            NodeOrToken::Token(it) => (it.kind(), it.text_len()),
        };
        offset += u32::from(len);
        let is_indented = text[offset as usize..].starts_with([' ', '\t', '\u{c}']);
        if ends_line(crate::builder::kind_of(kind))
            && !is_indented
            && (offset as usize) < text.len()
        {
            starts.push(offset);
        }
    }
    starts
}

fn ends_line(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        NEWLINE
            | IF_STMT
            | WHILE_STMT
            | FOR_STMT
            | TRY_STMT
            | WITH_STMT
            | FUNCTION_DEF
            | CLASS_DEF
            | MATCH_STMT
    )
}

#[cfg(test)]
mod tests;
