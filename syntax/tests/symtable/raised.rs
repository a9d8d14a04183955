//! An error in the form in which CPython's exception tells it.

use refwise_syntax::{Encoding, LineIndex, Stage, SyntaxError};

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
    (format!("{}{end}", place(error.range.start())), error.message(&lines))
}
