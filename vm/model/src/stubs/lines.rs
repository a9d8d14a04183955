//! Logical lines of a stub, and how a line is cut.

/// A logical line: brackets are closed at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its first physical line, from one.
    pub(super) number: usize,
    /// How many spaces it begins with.
    pub(super) indent: usize,
    /// Without indentation and comments.
    pub(super) text: &'static str,
}

/// The logical lines of `text`, without blank lines, comments and docstrings.
pub(super) fn lines(text: &'static str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = text;
    let mut number = 1;
    while !rest.is_empty() {
        let (end, comment) = end_of_line(rest);
        let indent = rest.len() - rest.trim_start_matches(' ').len();
        let text = rest[..comment.unwrap_or(end)].trim();
        if !text.is_empty() && !text.starts_with('"') {
            lines.push(Line { number, indent, text });
        }
        number += rest[..end].matches('\n').count() + 1;
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    lines
}

/// Where the first logical line of `text` ends, and where the comment behind it begins.
fn end_of_line(text: &str) -> (usize, Option<usize>) {
    let mut depth = 0_usize;
    let mut comment = None;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        match rest.as_bytes()[0] {
            b'"' if comment.is_none() => {
                at += quoted(rest);
                continue;
            }
            b'\n' if depth == 0 => return (at, comment),
            b'#' if comment.is_none() && depth == 0 => comment = Some(at),
            b'(' | b'[' | b'{' if comment.is_none() => depth += 1,
            b')' | b']' | b'}' if comment.is_none() => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    (text.len(), comment)
}

/// The length of the string that `text` begins with, quotes included.
fn quoted(text: &str) -> usize {
    let quotes = if text.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let inside = &text[quotes.len()..];
    inside.find(quotes).map_or(text.len(), |it| it + 2 * quotes.len())
}

/// The parts of `text` between separators that stand outside of brackets and quotes, trimmed.
pub(super) fn split<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut depth, mut at, mut start) = (0_usize, 0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if depth == 0 && rest.starts_with(separator) {
            parts.push(text[start..at].trim());
            at += separator.len();
            start = at;
            continue;
        }
        at += match rest.as_bytes()[0] {
            b'"' => quoted(rest),
            b'(' | b'[' | b'{' => {
                depth += 1;
                1
            }
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                1
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
    }
    let last = text[start..].trim();
    if !last.is_empty() || !parts.is_empty() {
        parts.push(last);
    }
    if parts.last() == Some(&"") {
        parts.pop();
    }
    parts
}

/// `name(inside)` cut into its two parts.
pub(super) fn call(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once('(')?;
    Some((name.trim(), rest.strip_suffix(')')?.trim()))
}
