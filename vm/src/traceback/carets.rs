//! The source line of a frame.

use crate::code::Position;

/// The line, without its indentation.
pub(super) fn excerpt(lines: &[String], line: i32, _: Position) -> String {
    match usize::try_from(line - 1).ok().and_then(|it| lines.get(it)) {
        Some(text) if !text.trim().is_empty() => format!("    {}\n", text.trim()),
        _ => String::new(),
    }
}
