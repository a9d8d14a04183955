//! Fixes into a text.

use refwise_syntax::{TextEdit, TextRange};

use crate::diagnostic::Fix;

/// A text with fixes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The text behind the fixes.
    pub text: String,
    /// How many of the fixes are in it; one that touches the edits of an earlier one is left out,
    /// and can be had by another check of the new text.
    pub n_applied: usize,
}

/// Puts `fixes` into `text`, those that stand first first.
///
/// Line ends in what is inserted become those of the text. Edits speak of bytes of the text as it
/// was checked, its byte order mark included.
pub fn apply_fixes(text: &str, fixes: &[&Fix]) -> Fixed {
    let (edits, n_applied) = compatible(fixes.iter().copied());
    Fixed { text: splice(text, &edits), n_applied }
}

/// The edits of those `fixes` that go together, those that stand first first, and how many fixes
/// these are.
pub(crate) fn compatible<'a>(fixes: impl Iterator<Item = &'a Fix>) -> (Vec<&'a TextEdit>, usize) {
    let mut fixes: Vec<&Fix> = fixes.collect();
    fixes.sort_by_key(|it| it.edits.iter().map(|it| it.delete.start()).min());
    let mut edits: Vec<&TextEdit> = Vec::new();
    let mut n_applied = 0;
    for fix in fixes {
        if fix.edits.iter().all(|new| edits.iter().all(|it| apart(it.delete, new.delete))) {
            edits.extend(&fix.edits);
            n_applied += 1;
        }
    }
    edits.sort_by_key(|it| it.delete.start());
    (edits, n_applied)
}

/// Neither overlapping nor touching in a way that leaves their order open.
fn apart(a: TextRange, b: TextRange) -> bool {
    let both_touch = a.start() == b.start() && (a.is_empty() || b.is_empty());
    !both_touch && (a.end() <= b.start() || b.end() <= a.start())
}

fn splice(text: &str, edits: &[&TextEdit]) -> String {
    let line_end = line_end(text);
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        new.push_str(&text[at..usize::from(edit.delete.start())]);
        new.push_str(&edit.insert.replace("\r\n", "\n").replace('\n', line_end));
        at = usize::from(edit.delete.end());
    }
    new.push_str(&text[at..]);
    new
}

/// The line end that `text` uses: that of its first line, `\n` where it has only one.
fn line_end(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// Puts the operator `operator` in the place of the one at `range`, with a blank on each side.
pub(crate) fn replace_operator(text: &str, range: TextRange, operator: &str) -> TextEdit {
    let before = text[..usize::from(range.start())].chars().next_back();
    let after = text[usize::from(range.end())..].chars().next();
    let blank = |it: Option<char>| if it.is_some_and(|it| !it.is_whitespace()) { " " } else { "" };
    TextEdit::replace(range, format!("{}{operator}{}", blank(before), blank(after)))
}

#[cfg(test)]
mod tests {
    use refwise_syntax::TextSize;

    use super::*;
    use crate::diagnostic::Applicability;

    fn fix(start: u32, end: u32, insert: &str) -> Fix {
        let range = TextRange::new(TextSize::new(start), TextSize::new(end));
        let edits = vec![TextEdit::replace(range, insert)];
        Fix { title: "Mend".to_owned(), edits, applicability: Applicability::Safe }
    }

    #[test]
    fn line_ends_are_those_of_the_text() {
        let text = "\u{feff}é = 1\r\nb = 2\r\n";
        let fixed = apply_fixes(text, &[&fix(5, 5, "0\nx"), &fix(11, 12, "c")]);
        assert_eq!(fixed.text, "\u{feff}é0\r\nx = 1\r\nc = 2\r\n");
        assert_eq!(fixed.n_applied, 2);
    }

    #[test]
    fn an_operator_that_is_a_word_gets_its_blanks() {
        let range = TextRange::new(TextSize::new(1), TextSize::new(3));
        assert_eq!(replace_operator("x==None", range, "is").apply("x==None"), "x is None");
    }

    #[test]
    fn of_two_that_touch_the_first_is_taken() {
        let fixed = apply_fixes("a b", &[&fix(0, 3, "c"), &fix(2, 3, "d")]);
        assert_eq!((fixed.text.as_str(), fixed.n_applied), ("c", 1));
    }
}
