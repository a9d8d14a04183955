//! What an editor selects when it is told to select more: the name, the expression, the statement.

use refwise_syntax::{SyntaxKind, TextRange, TextSize};

use crate::db::{Db, File, parse};

/// More are not told: editors get them in each other, and some read no deeper.
const MAX_RANGES: usize = 48;

/// The ranges around `offset`, each larger than the one before, the file last.
pub fn ranges(db: &dyn Db, file: File, offset: TextSize) -> Vec<TextRange> {
    let root = parse(db, file).syntax();
    let whole = TextRange::up_to(TextSize::of(file.text(db)));
    let tokens = root.token_at_offset(offset.min(root.text_range().end()));
    // A name rather than what stands between names.
    let token = tokens.max_by_key(|it| match it.kind() {
        SyntaxKind::NAME => 2,
        it if it == SyntaxKind::WHITESPACE || it == SyntaxKind::NEWLINE => 0,
        _ => 1,
    });
    let mut ranges: Vec<TextRange> = Vec::new();
    let mut add = |it: TextRange| {
        if ranges.last().is_none_or(|last| it.contains_range(*last) && it != *last) {
            ranges.push(it);
        }
    };
    if let Some(token) = token {
        if token.kind() != SyntaxKind::WHITESPACE {
            add(token.text_range());
        }
        for node in token.parent_ancestors() {
            let end = refwise_syntax::ast::significant_end(&node);
            let start = node.text_range().start();
            if start <= offset && offset <= end {
                add(TextRange::new(start, end));
            }
        }
    }
    ranges.truncate(MAX_RANGES - 1);
    if ranges.last() != Some(&whole) {
        ranges.push(whole);
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    #[test]
    fn selections_grow() {
        let text = "def f():\n    return a.b + 1\n";
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let all = ranges(&db, file, TextSize::new(22));
        let texts: Vec<&str> = all.iter().map(|it| &text[*it]).collect();
        assert_eq!(texts[..4], ["b", "a.b", "a.b + 1", "return a.b + 1"]);
        assert_eq!(texts.last(), Some(&text));
        let behind = ranges(&db, file, TextSize::new(99));
        assert_eq!(behind.last(), Some(&TextRange::up_to(TextSize::of(text))));
    }
}
