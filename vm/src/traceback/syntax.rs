//! A `SyntaxError` with its line and carets (`TracebackException._format_syntax_error`).

use super::message::shown;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::exception::{Exception, SyntaxFields};
use crate::vm::Vm;

/// The lines of one that is of the class `name`.
pub(super) fn lines(vm: &Vm, error: &Ref, name: &str) -> Vec<String> {
    let it = error.expect::<Exception>();
    let field = |index| Some(it.field(vm, index)).filter(|it| !it.is(&vm.none));
    let text_of = |object: &Ref| vm.str_of(object).map(|it| shown(&it)).unwrap_or_default();
    let filename = field(SyntaxFields::FILENAME).map(|it| text_of(&it));
    let mut found = Vec::new();
    let mut suffix = String::new();
    match (field(SyntaxFields::LINENO), filename) {
        (Some(line), filename) => {
            let file = filename.filter(|it| !it.is_empty());
            let file = file.as_deref().unwrap_or("<string>");
            found.push(format!("  File \"{file}\", line {}\n", text_of(&line)));
        }
        (None, Some(filename)) => suffix = format!(" ({filename})"),
        (None, None) => {}
    }
    if let Some(text) = field(SyntaxFields::TEXT) {
        let number = |index| field(index).and_then(|it| it.get::<Int>().map(Int::saturated));
        let is_one_line = number(SyntaxFields::LINENO) == number(SyntaxFields::END_LINENO);
        let place = Place {
            offset: number(SyntaxFields::OFFSET),
            end: number(SyntaxFields::END_OFFSET),
            is_one_line,
        };
        found.extend(excerpt(&shown(&text), place));
    }
    let message = field(SyntaxFields::MSG).map(|it| text_of(&it)).filter(|it| !it.is_empty());
    let message = message.as_deref().unwrap_or("<no detail available>");
    found.push(format!("{name}: {message}{suffix}\n"));
    found
}

/// Columns from one.
struct Place {
    offset: Option<i64>,
    end: Option<i64>,
    is_one_line: bool,
}

fn excerpt(text: &str, place: Place) -> Vec<String> {
    let whole = text.trim_end_matches('\n');
    let line: Vec<char> = whole.trim_start_matches([' ', '\n', '\x0c']).chars().collect();
    let shown = format!("    {}\n", line.iter().collect::<String>());
    let Some(mut offset) = place.offset else { return vec![shown] };
    let (n_text, n_whole) = (text.chars().count() as i64, whole.chars().count() as i64);
    let n_spaces = n_whole - line.len() as i64;
    let mut end = match place.end {
        _ if !place.is_one_line => n_whole + 1,
        Some(end) if end != 0 => end,
        _ => offset,
    };
    if n_text > 0 && offset > n_text {
        offset = n_whole + 1;
    }
    if n_text > 0 && end > n_text {
        end = n_whole + 1;
    }
    if offset >= end || end < 0 {
        end = offset + 1;
    }
    let (column, end_column) = (offset - 1 - n_spaces, end - 1 - n_spaces);
    if column < 0 {
        return vec![shown];
    }
    // White space that is no blank stays, so that the carets stand below their characters.
    let space = |c: &char| if c.is_whitespace() { *c } else { ' ' };
    let before: String = line.iter().take(column as usize).map(space).collect();
    let carets = "^".repeat((end_column - column).max(0) as usize);
    vec![shown, format!("    {before}{carets}\n")]
}
