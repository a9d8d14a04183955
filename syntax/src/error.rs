//! What CPython says of a file that it refuses: place, class and words.

use std::borrow::Cow;

use rowan::{TextRange, TextSize};

use crate::position::LineIndex;

/// A reason why CPython would not run the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where it is; `lineno`, `offset`, `end_lineno`, `end_offset` of CPython's exception.
    pub range: TextRange,
    /// Which exception CPython raises.
    pub class: ErrorClass,
    /// Which of CPython's passes raises it.
    pub stage: Stage,
    text: Cow<'static, str>,
    /// The place whose line number stands for `{line}` in the text. An edit above moves the place,
    /// so the number is filled in when the message is read.
    line_of: Option<TextSize>,
}

/// The class of the exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// `SyntaxError`.
    Syntax,
    /// `IndentationError`.
    Indentation,
    /// `TabError`.
    Tab,
}

/// CPython's passes in their order: it stops at the first one that finds an error, wherever in the
/// file that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// The tokenizer, behind a statement that the parser refuses: CPython reads on to the end
    /// before it reports the parser's error, and reports the tokenizer's where there is one.
    Tokens,
    /// Tokenizer and parser.
    Parse,
    /// `__future__` imports (`Python/future.c`).
    Future,
    /// `Python/symtable.c`.
    Symtable,
    /// `Python/compile.c`.
    Compile,
}

impl SyntaxError {
    /// A `SyntaxError` of the parser. `{line}` in `text` is reserved, see [`Self::with_line_of`].
    pub fn new(range: TextRange, text: impl Into<Cow<'static, str>>) -> SyntaxError {
        SyntaxError {
            range,
            class: ErrorClass::Syntax,
            stage: Stage::Parse,
            text: text.into(),
            line_of: None,
        }
    }

    /// The same error of another class.
    pub fn class(self, class: ErrorClass) -> SyntaxError {
        SyntaxError { class, ..self }
    }

    /// The same error of another pass.
    pub fn stage(self, stage: Stage) -> SyntaxError {
        SyntaxError { stage, ..self }
    }

    /// `{line}` in the text becomes the number of the line at `offset`.
    pub fn with_line_of(self, offset: TextSize) -> SyntaxError {
        SyntaxError { line_of: Some(offset), ..self }
    }

    /// The order of errors in a list: by place, then by words.
    pub(crate) fn order(&self) -> (TextSize, TextSize, &str) {
        (self.range.start(), self.range.end(), &self.text)
    }

    /// CPython's words. `lines` belongs to the text that was parsed.
    pub fn message(&self, lines: &LineIndex) -> String {
        match self.line_of {
            Some(offset) => {
                let line = lines.line_col(offset).line + 1;
                self.text.replace("{line}", &line.to_string())
            }
            None => self.text.to_string(),
        }
    }

    /// Is it a bracket that is open at the end of the file, or where a statement begins?
    pub(crate) fn is_open_bracket(&self) -> bool {
        self.text.ends_with("was never closed")
    }

    /// The same error in a text where all behind `from` has moved by `by` bytes.
    pub(crate) fn shifted(&self, from: TextSize, by: i64) -> SyntaxError {
        let shift = |at: TextSize| {
            let moved =
                if at >= from { i64::from(u32::from(at)) + by } else { u32::from(at).into() };
            TextSize::new(u32::try_from(moved).expect("a shifted place stays inside the text"))
        };
        SyntaxError {
            range: TextRange::new(shift(self.range.start()), shift(self.range.end())),
            line_of: self.line_of.map(shift),
            ..self.clone()
        }
    }
}

/// The error that CPython reports, of all that were found: that of the earliest pass, and of these
/// the first in the text. `symtable.c` goes over the names twice, so of its errors the one that
/// [`SymbolTable::errors`](crate::symtable::SymbolTable::errors) tells first is CPython's.
pub fn first_reported(errors: &[SyntaxError]) -> Option<&SyntaxError> {
    errors.iter().min_by_key(|it| match it.stage {
        Stage::Symtable => (it.stage, TextSize::default()),
        _ => (it.stage, it.range.start()),
    })
}
