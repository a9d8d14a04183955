//! Lines of a text as `str.splitlines` and `textwrap` see them.

/// The characters that end a line for `str.splitlines`; `\r\n` is one end.
fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// `text.splitlines(True)`.
pub(super) fn split_keeping_ends(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_line_end(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c == '\r' && chars.next_if(|it| it.1 == '\n').is_some() {
            end += 1;
        }
        found.push(&text[start..end]);
        start = end;
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

/// `text.splitlines()`, as characters.
pub(super) fn split(text: &str) -> Vec<Vec<char>> {
    let without_end = |line: &str| line.trim_end_matches(is_line_end).chars().collect();
    split_keeping_ends(text).into_iter().map(without_end).collect()
}

/// `textwrap.dedent`: without the white space that all lines begin with; blank lines become empty.
pub(super) fn dedent(text: &str) -> String {
    let is_blank = |line: &&str| line.bytes().all(|it| matches!(it, b' ' | b'\t'));
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let mut margin: Option<&str> = None;
    for line in text.split('\n').filter(|it| !is_blank(it)) {
        let own = &line[..indent(line)];
        margin = Some(match margin {
            None => own,
            Some(margin) => common_start(margin, own),
        });
    }
    let n = margin.map_or(0, str::len);
    let cut = |line: &str| if is_blank(&line) { String::new() } else { line[n..].to_owned() };
    text.split('\n').map(cut).collect::<Vec<_>>().join("\n")
}

fn common_start<'a>(a: &'a str, b: &str) -> &'a str {
    let n = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    &a[..n]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_python_ends_them() {
        assert_eq!(split_keeping_ends("a\r\nb\x0cc"), ["a\r\n", "b\x0c", "c"]);
        assert_eq!(split("a\n\nb").len(), 3);
    }

    #[test]
    fn a_common_margin_goes() {
        assert_eq!(dedent("    a\n      b\n  \n"), "a\n  b\n\n");
        assert_eq!(dedent("\ta\n    b\n"), "\ta\n    b\n");
    }
}
