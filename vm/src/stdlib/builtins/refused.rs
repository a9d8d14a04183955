//! `SyntaxError` of a text that is not compiled, with the place that CPython gives.
//!
//! Source: `_PyPegen_raise_error_known_location` (Parser/pegen_errors.c) for the parser's errors,
//! `PyErr_RangedSyntaxLocationObject` (Python/errors.c) for those of the passes behind it.

use refwise_syntax::ast::{AstNode, File, Stmt};
use refwise_syntax::{
    Encoding, ErrorClass, LineIndex, NodeOrToken, Parse, Stage, SyntaxError, SyntaxKind, TextRange,
    TextSize, first_reported,
};

use crate::compile::sequence::Location;
use crate::compile::{Mode, Places};
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::exception::{Exception, SyntaxFields};
use crate::stdlib::warnings::warn_in_file;
use crate::vm::Vm;

/// A text with its name.
pub(in crate::stdlib) struct Text<'a> {
    pub(in crate::stdlib) text: &'a str,
    pub(in crate::stdlib) filename: &'a str,
    pub(in crate::stdlib) lines: &'a LineIndex,
    pub(in crate::stdlib) mode: Mode,
    /// Where the nodes say that they stand, if the text was made of a tree.
    pub(in crate::stdlib) places: Option<&'a Places>,
}

impl Text<'_> {
    /// Where the smallest node of the tree around `range` says that it stands.
    fn node_place(&self, range: TextRange) -> Option<Location> {
        let around = self.places?.iter().filter(|it| it.0.contains_range(range));
        around.min_by_key(|it| it.0.len()).map(|it| *it.1)
    }

    /// From one.
    fn line(&self, range: TextRange) -> i64 {
        match self.node_place(range) {
            Some(it) => i64::from(it.lineno),
            None => i64::from(self.lines.line_col(range.start()).line) + 1,
        }
    }
}

/// Why a text that is a module is none of the mode's: no expression, more than one statement.
pub(super) fn wrong_for_mode(parse: &Parse, text: &str, mode: Mode) -> Option<SyntaxError> {
    let file = parse.file();
    let statements: Vec<Stmt> = file.body().collect();
    let end = TextRange::empty(TextSize::of(text));
    match (mode, statements.as_slice()) {
        (Mode::Exec, _) => None,
        (_, []) => Some(SyntaxError::new(end, "invalid syntax")),
        (Mode::Eval, [Stmt::Expr(_)]) => None,
        (Mode::Eval, [Stmt::Expr(_), second, ..]) => Some(invalid_at(second)),
        (Mode::Eval, [first, ..]) => Some(behind_expression(first)),
        (Mode::Single, [first])
            if is_compound(first) && !text.trim_end_matches([' ', '\t']).ends_with('\n') =>
        {
            Some(SyntaxError::new(end, "invalid syntax"))
        }
        (Mode::Single, [first, second, ..]) if is_compound(first) => Some(invalid_at(second)),
        (Mode::Single, statements) => second_line(&file, statements),
    }
}

fn is_compound(statement: &Stmt) -> bool {
    use Stmt::*;
    matches!(
        statement,
        If(_) | While(_) | For(_) | Try(_) | With(_) | FunctionDef(_) | ClassDef(_) | Match(_)
    )
}

fn invalid_at(statement: &Stmt) -> SyntaxError {
    let node = statement.syntax();
    let range = node.first_token().map_or(node.text_range(), |it| it.text_range());
    SyntaxError::new(range, "invalid syntax")
}

/// An expression may stand here, but it goes on as a statement: `a = 1`.
fn behind_expression(statement: &Stmt) -> SyntaxError {
    let mut parts = statement.syntax().children_with_tokens();
    let is_trivia = |it: &NodeOrToken<_, refwise_syntax::SyntaxToken>| match it {
        NodeOrToken::Token(it) => it.kind().is_trivia(),
        NodeOrToken::Node(_) => false,
    };
    match parts.find(|it| !is_trivia(it)) {
        Some(NodeOrToken::Node(_)) => {
            let token = parts.filter_map(NodeOrToken::into_token).find(|it| !it.kind().is_trivia());
            token.map_or_else(
                || invalid_at(statement),
                |it| SyntaxError::new(it.text_range(), "invalid syntax"),
            )
        }
        _ => invalid_at(statement),
    }
}

/// A statement in a line behind the first one (`bad_single_statement`).
fn second_line(file: &File, statements: &[Stmt]) -> Option<SyntaxError> {
    let [first, .., last] = statements else { return None };
    let first = first.syntax().text_range().start();
    let tokens = file.syntax().descendants_with_tokens().filter_map(NodeOrToken::into_token);
    let line_ends = tokens.filter(|it| it.kind() == SyntaxKind::NEWLINE);
    let line_end = line_ends.map(|it| it.text_range().start()).find(|it| *it > first)?;
    (last.syntax().text_range().start() > line_end).then(|| {
        let range = TextRange::at(line_end, 1.into());
        SyntaxError::new(range, "multiple statements found while compiling a single statement")
    })
}

/// Shows what the compiler warns of; where a filter makes errors of that, a `SyntaxError`.
pub(in crate::stdlib) fn warn(vm: &Vm, parse: &Parse, text: &Text<'_>) -> Res<()> {
    let category = &vm.exceptions.SyntaxWarning;
    for warning in crate::compile::warnings::warnings(parse) {
        let line = text.line(warning.range);
        let told = warn_in_file(vm, category, &warning.text, text.filename, line);
        let Err(error) = told else { continue };
        if !vm.is_raised(&error, category) {
            return Err(error);
        }
        // Escapes are looked at while the text is parsed.
        let is_escape = warning.text.starts_with("invalid ");
        let stage = if is_escape { Stage::Parse } else { Stage::Compile };
        let error = SyntaxError::new(warning.range, warning.text).stage(stage);
        return Err(syntax_error(vm, &[error], text));
    }
    Ok(())
}

/// The exception for the error that CPython reports of these.
pub(in crate::stdlib) fn syntax_error(vm: &Vm, errors: &[SyntaxError], text: &Text<'_>) -> Raised {
    let Some(error) = first_reported(errors) else {
        return vm.system_error("a text was refused without a reason".to_owned());
    };
    let message = error.message(text.lines);
    let class = match error.class {
        ErrorClass::Syntax => &vm.exceptions.SyntaxError,
        ErrorClass::Indentation => &vm.exceptions.IndentationError,
        ErrorClass::Tab => &vm.exceptions.TabError,
    };
    let place = Place::new(error, &message, text);
    let line = match error.stage {
        Stage::Tokens | Stage::Parse if text.places.is_none() => {
            Some(parsed_line(&message, &place, text))
        }
        _ => file_line(vm, text.filename, place.line),
    };
    let number = |it: i64| vm.int(it);
    let or_none = |it: Option<Ref>| it.unwrap_or_else(|| vm.none.clone());
    let is_known = error.stage != Stage::Future;
    let details = vec![
        vm.str(text.filename),
        number(place.line),
        number(place.column),
        or_none(line.map(|it| vm.str(&it))),
        number(if is_known { place.end_line } else { place.line }),
        or_none(is_known.then(|| number(place.end_column))),
    ];
    if matches!(error.stage, Stage::Tokens | Stage::Parse | Stage::Compile) {
        return vm.raise(class, vec![vm.str(&message), vm.tuple(details)]);
    }
    let made = vm.raise(class, vec![vm.str(&message)]);
    if let Some(it) = made.0.get::<Exception>() {
        for (index, value) in details.into_iter().enumerate() {
            it.set_field(vm, SyntaxFields::FILENAME + index, Some(value));
        }
    }
    made
}

/// Lines and columns from one; columns count characters.
struct Place {
    line: i64,
    column: i64,
    end_line: i64,
    end_column: i64,
}

/// Errors that know where they begin alone, by their words: the end that CPython gives.
const WITHOUT_END: &[(&str, i64)] = &[
    ("was never closed", 0),
    ("inconsistent use of tabs", 0),
    ("unexpected character after line continuation", 0),
    ("expected after dictionary key", 0),
    ("unexpected indent", -1),
    ("unindent does not match", -1),
    ("unexpected EOF", -1),
];

/// Errors of the tokenizer that end where they begin.
const POINTS: &[&str] = &[
    "unterminated ",
    "invalid decimal literal",
    "too many nested parentheses",
    "f-string: expecting '}'",
];

impl Place {
    fn new(error: &SyntaxError, message: &str, text: &Text<'_>) -> Place {
        if let Some(it) = text.node_place(error.range) {
            return Place {
                line: it.lineno.into(),
                column: i64::from(it.col_offset) + 1,
                end_line: it.end_lineno.into(),
                end_column: i64::from(it.end_col_offset) + 1,
            };
        }
        let of = |offset| {
            // The passes behind the parser count bytes.
            let unit = if error.stage > Stage::Parse { Encoding::Utf8 } else { Encoding::Utf32 };
            let at = text.lines.position(text.text, offset, unit);
            (i64::from(at.line) + 1, i64::from(at.col) + 1)
        };
        let (line, column) = of(error.range.start());
        let (mut end_line, mut end_column) = of(error.range.end());
        let is_parsed = error.stage <= Stage::Parse;
        if POINTS.iter().any(|it| message.starts_with(it)) {
            (end_line, end_column) = (line, column);
        }
        if error.range.is_empty() && is_parsed && message.starts_with("expected ") {
            end_column = -1;
        }
        if let Some((_, end)) = WITHOUT_END.iter().find(|it| message.contains(it.0)) {
            (end_line, end_column) = (line, *end);
        }
        if text.text.is_empty() {
            return Place { line: 0, column: 0, end_line: 0, end_column: 0 };
        }
        if error.range.is_empty() && is_parsed && message == "invalid syntax" {
            return Place { line, column: 0, end_line, end_column: 0 };
        }
        if message.starts_with("multiple statements") {
            (end_line, end_column) = (line, column + 1);
        }
        Place { line, column, end_line, end_column }
    }
}

/// The line as the tokenizer has it: with an end, unless what is behind it was not looked at.
fn parsed_line(message: &str, place: &Place, text: &Text<'_>) -> String {
    let index = (place.line - 1).max(0) as u32;
    let range = text.lines.line_range(index).unwrap_or_default();
    let line = &text.text[range];
    let without_end = line.trim_end_matches(['\n', '\r']);
    let is_cut = message.starts_with("unterminated") || message.ends_with("decimal literal");
    if is_cut || text.mode != Mode::Exec && without_end.len() == line.len() {
        return without_end.to_owned();
    }
    format!("{without_end}\n")
}

/// The line of the file that is named so, where there is one.
fn file_line(vm: &Vm, filename: &str, line: i64) -> Option<String> {
    let line = vm.source_line(filename, i32::try_from(line).ok()?);
    (!line.is_empty()).then(|| line + "\n")
}
