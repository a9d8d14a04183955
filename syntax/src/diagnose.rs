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
use rowan::{GreenNode, GreenNodeData, NodeOrToken};

use crate::Parse;
use crate::error::{ErrorClass, Stage, SyntaxError};
use crate::kind::SyntaxKind::{self, *};
use crate::version::PythonVersion;

/// The error that CPython's parser reports for `text`, whose lines before `from` are fine; `from`
/// is the start of a logical line at the top level. The lines of `fine`, statements of blocks, are
/// fine too, and so is all behind those of the logical lines `starts` that come after the errors.
/// None where there is no error, and where the code is nested too deep to tell.
fn first_error(
    text: &str,
    from: usize,
    fine: Vec<(u32, u32)>,
    fine_starts: &[u32],
) -> Option<SyntaxError> {
    let mut peg = Peg::new(Tokenizer::new(text, from).without(fine));
    match first_pass_and_second(&mut peg)? {
        Found::Raised(error) if peg.stop.is_some() || peg.tokenizer.at_end => Some(error),
        Found::UnexpectedIndent(error) => Some(error),
        Found::Raised(error) | Found::Generic(error) => {
            Some(rest_of_text(&mut peg, fine_starts).unwrap_or(error))
        }
    }
}

/// What CPython's parser would report for the block's rest that begins with the line at `from`, if
/// it were a file of its own.
fn first_error_of_block(text: &str, from: usize) -> Option<SyntaxError> {
    let mut peg = Peg::new(Tokenizer::of_block(text, from));
    first_pass_and_second(&mut peg).map(|it| match it {
        Found::Raised(error) | Found::UnexpectedIndent(error) | Found::Generic(error) => error,
    })
}

/// How an error was found.
enum Found {
    Raised(SyntaxError),
    UnexpectedIndent(SyntaxError),
    Generic(SyntaxError),
}

/// Mirrors `_PyPegen_run_parser` and `_Pypegen_set_syntax_error`.
fn first_pass_and_second(peg: &mut Peg<'_>) -> Option<Found> {
    match peg.file() {
        Ok(true) => return None,
        Ok(false) => {}
        Err(_) => return peg.error.take().map(Found::Raised),
    }
    let last = *peg.tokens.last()?;
    peg.restart();
    if peg.file().is_err() {
        return peg.error.take().map(Found::Raised);
    }
    if matches!(last.kind, INDENT | DEDENT) {
        let text = if last.kind == INDENT { "unexpected indent" } else { "unexpected unindent" };
        let error = SyntaxError::new(peg.last_read(), text);
        return Some(Found::UnexpectedIndent(error.class(ErrorClass::Indentation)));
    }
    Some(Found::Generic(SyntaxError::new(peg.range_of(last), "invalid syntax")))
}

/// Mirrors `_PyPegen_tokenize_full_source_to_check_for_errors`.
fn rest_of_text(peg: &mut Peg<'_>, fine_starts: &[u32]) -> Option<SyntaxError> {
    let line = peg.tokens.last()?.line;
    loop {
        if let Some(at) = peg.tokenizer.at_line()
            && fine_starts.binary_search(&at).is_ok()
        {
            return None;
        }
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
    let text = parse.green().to_string();
    let mut found = explained(parse, &text);
    found.sort_by(|a, b| a.order().cmp(&b.order()));
    found.dedup();
    found
}

fn explained(parse: &Parse, text: &str) -> Vec<SyntaxError> {
    let mut rest: Vec<(u32, SyntaxError)> =
        parse.owners.iter().map(|it| (*it).into()).zip(parse.errors.iter().cloned()).collect();
    let mut found = Vec::new();
    let behind_newer = behind_newer_syntax(parse, text);
    let is_late = behind_newer.is_some();
    if let Some(exact) = behind_newer.or_else(|| first_of_all(parse, text)) {
        let at = exact.range.start();
        let owners = rest.iter().map(|it| it.0);
        let owner = owners.clone().filter(|it| *it <= at.into()).max().or(owners.min());
        rest.retain(|it| Some(it.0) != owner);
        // CPython reads on before it reports an error of the parser.
        let reads_on = is_late || rest.iter().any(|it| it.1.range.start() < at);
        found.push(if reads_on { exact.stage(Stage::Tokens) } else { exact });
    }
    rest.sort_by_key(|it| it.0);
    let is_newer = parse.features.iter().any(|it| it.1.since() > PythonVersion::DEFAULT);
    for (i, errors) in rest.chunk_by(|a, b| a.0 == b.0).enumerate() {
        match errors {
            // Where an open bracket swallows what follows, the bracket is the mistake.
            [(_, error)] if error.is_open_bracket() => found.push(error.clone()),
            [(owner, error)] if i < MAX_EXPLAINED && !is_newer => {
                found.push(exact_in_block(text, *owner).unwrap_or_else(|| error.clone()));
            }
            _ => found.extend(errors.iter().map(|it| it.1.clone())),
        }
    }
    found
}

/// How many statements are explained that come after the first broken one.
const MAX_EXPLAINED: usize = 20;

/// What CPython 3.13 reports instead of syntax that it does not have yet: a failure of its tokenizer
/// farther down.
fn behind_newer_syntax(parse: &Parse, text: &str) -> Option<SyntaxError> {
    let newer = parse.features.iter().find(|it| it.1.since() > PythonVersion::DEFAULT)?;
    let at = newer.0.start();
    let first = parse.errors.first()?.range.start();
    if first < at {
        return None;
    }
    let starts = top_level_starts(parse.green(), text);
    let i = starts.partition_point(|start| *start <= at.into()).max(1) - 1;
    let exact = first_error(text, starts[i] as usize, Vec::new(), &[])?;
    parse.errors.iter().any(|it| it.range.start() == exact.range.start()).then_some(exact)
}

/// What CPython would report for the file.
fn first_of_all(parse: &Parse, text: &str) -> Option<SyntaxError> {
    let (error, owner) = (parse.errors.first()?, parse.owners.first()?);
    let at = u32::from(*owner).min(error.range.start().into());
    let starts = top_level_starts(parse.green(), text);
    let i = starts.partition_point(|start| *start <= at).max(1) - 1;
    let end = starts.get(i + 1).copied().unwrap_or(text.len() as u32);
    let is_newer = parse.features.iter().any(|(range, feature)| {
        feature.since() > PythonVersion::DEFAULT
            && (starts[i]..end).contains(&u32::from(range.start()))
    });
    if is_newer {
        return None;
    }
    let fine = fine_statements(parse.green(), text, at);
    first_error(text, starts[i] as usize, fine, behind_errors(parse, &starts))
}

/// Those of the logical lines `starts` at the top level that come behind all errors.
fn behind_errors<'s>(parse: &Parse, starts: &'s [u32]) -> &'s [u32] {
    let ends = parse.errors.iter().map(|it| u32::from(it.range.end()));
    let owners = parse.owners.iter().map(|it| u32::from(*it));
    let last = ends.chain(owners).max().unwrap_or(0);
    &starts[starts.partition_point(|it| *it <= last)..]
}

/// The lines of the statements that come before the one at `at`, the first with an error, in the
/// bodies of the classes and functions around it: CPython's parser has nothing to say of them.
fn fine_statements(file: &GreenNode, text: &str, at: u32) -> Vec<(u32, u32)> {
    let mut fine = Vec::new();
    let (mut node, mut start): (&GreenNodeData, u32) = (file, 0);
    loop {
        let mut first = None;
        let mut offset = start;
        let mut inner = None;
        for child in node.children() {
            let end = offset + u32::from(child.text_len());
            if let NodeOrToken::Node(it) = child {
                if (offset..end).contains(&at) {
                    inner = Some((it, offset));
                    break;
                }
                first.get_or_insert(offset);
            }
            offset = end;
        }
        let Some((it, offset)) = inner else { return fine };
        if crate::builder::kind_of(node.kind()) == BLOCK
            && let Some(first) = first
        {
            let (from, to) = (line_start(text, first), line_start(text, offset));
            // What stands in the line of the header is none of its own.
            if start <= from && from < to {
                fine.push((from, to));
            }
        }
        let is_body =
            matches!(crate::builder::kind_of(it.kind()), CLASS_DEF | FUNCTION_DEF | BLOCK);
        if !is_body {
            return fine;
        }
        (node, start) = (it, offset);
    }
}

fn line_start(text: &str, at: u32) -> u32 {
    text[..at as usize].rfind(['\n', '\r']).map_or(0, |it| it as u32 + 1)
}

/// What CPython would say of the statement that starts at `owner`, if all before it were fine.
fn exact_in_block(text: &str, owner: u32) -> Option<SyntaxError> {
    let before = &text[..owner as usize];
    let line = before.rfind(['\n', '\r']).map_or(0, |it| it + 1);
    let exact = first_error_of_block(text, line)?;
    // Farther down, it is the mistake of another statement.
    let between = text.get(owner as usize..exact.range.start().into())?;
    (between.matches('\n').count() < MAX_LINES).then_some(exact)
}

/// How many lines below a statement's start its error may be.
const MAX_LINES: usize = 40;

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
