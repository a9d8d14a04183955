//! Docstrings lose their indentation when they are compiled (`_PyCompile_CleanDoc`, CPython 3.13).

use refwise_syntax::literal::PyStr;

/// The docstring without blanks before its first line, and without those that all other lines
/// start with. Tabs become blanks.
pub(super) fn clean_doc(doc: &PyStr) -> PyStr {
    if let Some(text) = doc.as_str().filter(|it| !it.contains('\t')) {
        let clean = clean(text.as_bytes(), b' ', b'\n');
        if let Ok(text) = String::from_utf8(clean) {
            return text.into();
        }
    }
    let codes: Vec<u32> = doc.code_points().collect();
    let mut text = PyStr::new();
    let clean = clean(&expand_tabs(&codes), u32::from(' '), u32::from('\n'));
    clean.into_iter().for_each(|it| text.push(it));
    text
}

/// The same for bytes as for code points: only ASCII characters count.
fn clean<T: Copy + PartialEq>(text: &[T], blank: T, newline: T) -> Vec<T> {
    let indent = |line: &[T]| line.iter().take_while(|it| **it == blank).count();
    let mut lines = text.split(|it| *it == newline);
    let first = lines.next().unwrap_or_default();
    // Lines of nothing but blanks do not count.
    let margins = lines.clone().map(|it| (indent(it), it.len())).filter(|it| it.0 < it.1);
    let margin = margins.map(|it| it.0).min().unwrap_or_default();
    let mut clean = Vec::with_capacity(text.len());
    clean.extend_from_slice(&first[indent(first)..]);
    for line in lines {
        clean.push(newline);
        clean.extend_from_slice(&line[indent(line).min(margin)..]);
    }
    clean
}

/// `str.expandtabs`.
fn expand_tabs(codes: &[u32]) -> Vec<u32> {
    const TAB_SIZE: usize = 8;
    let mut expanded = Vec::with_capacity(codes.len());
    let mut col = 0;
    for &code in codes {
        match char::from_u32(code) {
            Some('\t') => {
                let n_blanks = TAB_SIZE - col % TAB_SIZE;
                expanded.extend(std::iter::repeat_n(u32::from(' '), n_blanks));
                col += n_blanks;
            }
            Some('\n' | '\r') => {
                expanded.push(code);
                col = 0;
            }
            _ => {
                expanded.push(code);
                col += 1;
            }
        }
    }
    expanded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(doc: &str, expected: &str) {
        assert_eq!(clean_doc(&doc.into()), expected.into(), "{doc:?}");
    }

    #[test]
    fn the_common_indentation_goes() {
        check("a", "a");
        check("  a\n    b\n      c\n    ", "a\nb\n  c\n");
        check("a\n  é\n\n  ", "a\né\n\n");
        check("\ta\n\tb\n        c", "a\nb\nc");
        check("a\n  b\n c", "a\n b\nc");
    }
}
