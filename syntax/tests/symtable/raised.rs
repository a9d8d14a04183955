//! Which of a table's errors CPython raises, and what it says of it.

use refwise_syntax::symtable::SymbolTable;
use refwise_syntax::{Encoding, LineIndex, Stage, SyntaxError};

/// The error that `future.c` or else `symtable.c` raise.
pub(crate) fn first_error(table: &SymbolTable) -> Option<&SyntaxError> {
    let of = |stage| table.errors().iter().find(move |it| it.stage == stage);
    of(Stage::Future).or_else(|| of(Stage::Symtable))
}

/// `line:column-line:column`, columns in characters from 1, and the message.
pub(crate) fn place_and_message(error: &SyntaxError, text: &str) -> (String, String) {
    let lines = LineIndex::new(text);
    let place = |offset| {
        let position = lines.position(text, offset, Encoding::Utf32);
        format!("{}:{}", position.line + 1, position.col + 1)
    };
    // `future.c` of 3.13 tells no end.
    let end = match error.stage {
        Stage::Future => String::new(),
        _ => format!("-{}", place(error.range.end())),
    };
    (
        format!("{}{end}", place(error.range.start())),
        error.message(&lines),
    )
}
