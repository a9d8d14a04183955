//! A `SyntaxError` as Python's traceback shows it.

use refwise_syntax::{Encoding, ErrorClass, LineIndex, SyntaxError};

/// The last lines of the traceback that Python prints for `error` in `text`, the file `name`.
///
/// Source: `TracebackException._format_syntax_error` (Lib/traceback.py, CPython 3.13).
pub(crate) fn refusal(name: &str, text: &str, error: &SyntaxError) -> String {
    let lines = LineIndex::new(text);
    let start = lines.position(text, error.range.start(), Encoding::Utf32);
    let end = lines.position(text, error.range.end(), Encoding::Utf32);
    let line = lines.line_range(start.line).map_or("", |it| &text[it]);
    let line = line.trim_end_matches(['\n', '\r']);
    let shown = line.trim_start_matches([' ', '\n', '\x0c', '\u{feff}']);
    let n_hidden = line.chars().count() - shown.chars().count();
    let end = if end.line == start.line { end.col as usize } else { line.chars().count() };
    let carets = carets(shown, start.col as usize, end, n_hidden);
    let class = match error.class {
        ErrorClass::Syntax => "SyntaxError",
        ErrorClass::Indentation => "IndentationError",
        ErrorClass::Tab => "TabError",
    };
    let number = start.line + 1;
    let message = error.message(&lines);
    format!("  File \"{name}\", line {number}\n    {shown}\n{carets}{class}: {message}")
}

/// The line of carets under `shown`, of which `n_hidden` characters before are not shown; nothing
/// if the place is there.
fn carets(shown: &str, start: usize, end: usize, n_hidden: usize) -> String {
    let Some(start) = start.checked_sub(n_hidden) else { return String::new() };
    let len = end.saturating_sub(n_hidden).saturating_sub(start).max(1);
    // Tabs stay tabs, so that the carets stand where they belong.
    let blanks = shown.chars().map(|it| if it.is_whitespace() { it } else { ' ' });
    let blanks: String = blanks.chain(std::iter::repeat(' ')).take(start).collect();
    format!("    {blanks}{}\n", "^".repeat(len))
}

/// The error of a file as a whole, which CPython reports before all others.
pub(crate) fn first<'a>(
    parser: &'a [SyntaxError],
    behind: &'a [SyntaxError],
) -> Option<&'a SyntaxError> {
    refwise_syntax::first_reported(parser).or_else(|| refwise_syntax::first_reported(behind))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use refwise_syntax::{TextRange, TextSize};

    use super::*;

    fn check(text: &str, range: std::ops::Range<u32>, expected: Expect) {
        let range = TextRange::new(TextSize::new(range.start), TextSize::new(range.end));
        let error = SyntaxError::new(range, "invalid syntax");
        expected.assert_eq(&refusal("f.py", text, &error));
    }

    #[test]
    fn carets_stand_under_the_place() {
        check(
            "x = = 1\n",
            4..5,
            expect![[r#"
              File "f.py", line 1
                x = = 1
                    ^
            SyntaxError: invalid syntax"#]],
        );
        check(
            "if é:\n\t\té é = = 1\r\n",
            17..18,
            expect![[r#"
              File "f.py", line 2
                		é é = = 1
                		      ^
            SyntaxError: invalid syntax"#]],
        );
        check(
            "  x = (\n1\n",
            6..9,
            expect![[r#"
              File "f.py", line 1
                x = (
                    ^
            SyntaxError: invalid syntax"#]],
        );
        check(
            "x =",
            3..3,
            expect![[r#"
              File "f.py", line 1
                x =
                   ^
            SyntaxError: invalid syntax"#]],
        );
        check(
            "  x\n",
            0..1,
            expect![[r#"
              File "f.py", line 1
                x
            SyntaxError: invalid syntax"#]],
        );
    }
}
