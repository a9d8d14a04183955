//! Edits that an editor offers at a finding: a comment that silences it, and all safe fixes at once.

use refwise_syntax::{SyntaxKind, SyntaxNode, TextEdit, TextRange, TextSize};

use crate::check::check;
use crate::db::{Db, File, line_index, parse};
use crate::diagnostic::{Applicability, Diagnostic, SYNTAX_ERROR};
use crate::fix::compatible;
use crate::suppress::statement_end;

/// The edit that silences `found` in its line by `# refwise: ignore[rule]`; `None` where no comment
/// can stand, and for what Python itself refuses.
pub fn silence(db: &dyn Db, found: &Diagnostic) -> Option<TextEdit> {
    if found.rule == SYNTAX_ERROR {
        return None;
    }
    let root = parse(db, found.file).syntax();
    let places = [found.range.start(), found.range.end(), statement_end(db, found.file, found)];
    places.into_iter().find_map(|it| silence_at(db, found, &root, it))
}

fn silence_at(
    db: &dyn Db,
    found: &Diagnostic,
    root: &SyntaxNode,
    at: TextSize,
) -> Option<TextEdit> {
    let text = found.file.text(db);
    let line = line_index(db, found.file).line_col(at).line;
    let line = line_index(db, found.file).line_range(line)?;
    let content = text[line].trim_end_matches(['\n', '\r']);
    let end = line.start() + TextSize::of(content);
    let last = root.token_at_offset(end).left_biased()?;
    let rule = found.rule;
    if last.kind() == SyntaxKind::COMMENT {
        return Some(match names_end(last.text()) {
            Some(names) => {
                let at = last.text_range().start() + TextSize::new(names as u32);
                TextEdit::insert(at, format!(", {rule}"))
            }
            None => TextEdit::insert(end, format!("  # refwise: ignore[{rule}]")),
        });
    }
    // Inside a string, or behind a backslash, what is added would be no comment.
    let is_inside = last.text_range().end() > end
        && !matches!(last.kind(), SyntaxKind::NEWLINE | SyntaxKind::WHITESPACE);
    let is_inside = is_inside || in_string(&last) || content.ends_with('\\');
    if is_inside {
        return None;
    }
    let blanks = TextSize::of(content) - TextSize::of(content.trim_end());
    let insert = format!("  # refwise: ignore[{rule}]");
    Some(TextEdit::replace(TextRange::new(end - blanks, end), insert))
}

/// Text of an f-string is not a token that holds the line end, but no comment can stand in it.
fn in_string(token: &refwise_syntax::SyntaxToken) -> bool {
    use SyntaxKind::{FSTRING_MIDDLE, FSTRING_START, TSTRING_MIDDLE, TSTRING_START};
    matches!(token.kind(), FSTRING_MIDDLE | FSTRING_START | TSTRING_MIDDLE | TSTRING_START)
}

/// Where in a comment the list of the silenced rules ends.
fn names_end(comment: &str) -> Option<usize> {
    let start = comment.find("refwise:")?;
    let open = start + comment[start..].find("ignore[")?;
    Some(open + comment[open..].find(']')?)
}

/// The edits of all safe fixes of `file` that go together, in the order of the text.
pub fn fix_all(db: &dyn Db, file: File) -> Vec<TextEdit> {
    let safe = check(db, file)
        .iter()
        .filter_map(|it| it.fixes.iter().find(|it| it.applicability == Applicability::Safe));
    compatible(safe).0.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, RootDb};

    /// The text when its first finding is silenced.
    fn silenced(text: &str) -> Option<String> {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let new = silence(&db, &check(&db, file)[0])?.apply(text);
        Change::new().set_text("a.py", new.as_str()).apply(&mut db);
        assert_eq!(check(&db, file), [], "{new}");
        Some(new)
    }

    fn check_silenced(text: &str, expected: &str) {
        assert_eq!(silenced(text).as_deref(), Some(expected));
    }

    #[test]
    fn a_comment_silences() {
        check_silenced("x is 1000\n", "x is 1000  # refwise: ignore[is-literal]\n");
        check_silenced("x is 1000", "x is 1000  # refwise: ignore[is-literal]");
        check_silenced("x is 1000 \r\ny\r\n", "x is 1000  # refwise: ignore[is-literal]\r\ny\r\n");
        check_silenced("x is 1000  # why\n", "x is 1000  # why  # refwise: ignore[is-literal]\n");
    }

    #[test]
    fn names_are_added_to_a_comment() {
        let at = |it: &str| names_end(it).map(|end| it[..end].to_owned());
        assert_eq!(
            at("# a # refwise: ignore[b, c] d").as_deref(),
            Some("# a # refwise: ignore[b, c")
        );
        assert_eq!(at("# refwise: ignore"), None);
        check_silenced(
            "x is 1000 or y == y  # refwise: ignore[self-compare]\n",
            "x is 1000 or y == y  # refwise: ignore[self-compare, is-literal]\n",
        );
    }

    #[test]
    fn a_comment_stands_where_one_can() {
        check_silenced("x is '''\n'''\n", "x is '''\n'''  # refwise: ignore[is-literal]\n");
        check_silenced(
            "(x \\\n    is 1000)\n",
            "(x \\\n    is 1000)  # refwise: ignore[is-literal]\n",
        );
    }

    #[test]
    fn safe_fixes_go_together() {
        let text = "x = 1  # refwise: ignore\ny = 2  # refwise: ignore\n";
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let edits = fix_all(&db, db.file("a.py").expect("just added"));
        let fixed = edits.iter().rev().fold(text.to_owned(), |text, it| it.apply(&text));
        assert_eq!(fixed, "x = 1\ny = 2\n");
    }
}
