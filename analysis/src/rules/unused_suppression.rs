//! Comments that silence nothing.

use refwise_syntax::{TextEdit, TextRange, TextSize};

use crate::diagnostic::{SYNTAX_ERROR, Tag};
use crate::rule::RuleContext;
use crate::suppress::{Named, Place, Unused};

crate::rule! {
    /// A comment that silences nothing.
    ///
    /// `# refwise: ignore[rule]` is for a finding in its own line, in the last line of the finding,
    /// or in the last line of the statement that the finding is in; `# refwise: ignore-file[rule]` is
    /// for the file. When the code changes and the finding is gone, the comment stays, and would hide
    /// the next finding that nobody has judged. The same comment with a misspelt name never worked.
    ///
    /// Names of rules that are switched off are left alone: they may be on in another run.
    /// A comment without names, `# refwise: ignore`, is reported only when all rules are on.
    /// Other linters' `# noqa` are theirs to judge.
    ///
    /// ## Flagged
    ///
    /// ```python
    /// def find(rows, key):
    ///     row = rows.get(key)
    ///     if row is None:  # refwise: ignore[eq-none]  # flagged: `eq-none` finds nothing in this line
    ///         return 0
    ///     return row is 1  # refwise: ignore[is-literal, self-compare]  # flagged: `self-compare`
    /// ```
    ///
    /// ## Fixed
    ///
    /// ```python
    /// def find(rows, key):
    ///     row = rows.get(key)
    ///     if row is None:
    ///         return 0
    ///     return row is 1  # refwise: ignore[is-literal]
    /// ```
    ///
    /// ## Clean
    ///
    /// ```python
    /// def is_zero(number):
    ///     return number is 0  # refwise: ignore[is-literal] zero is one object in CPython
    /// ```
    "unused-suppression",
    code: "RW901", group: Comments, severity: Warning, fix: Safe, since: "0.1.0",
    noqa: ["RUF100"],
    look: Suppressions => check,
}

fn check(cx: &mut RuleContext<'_>, unused: &[Unused<'_>]) {
    for it in unused {
        let place = if it.is_for_file { "file" } else { "line" };
        match it.named {
            Some((named, nth, n)) => tell_name(cx, it.place, place, named, (nth, n)),
            None => {
                let range = trimmed(cx.text(), it.place.part);
                let edit = removal(cx.text(), it.place);
                let message = format!(
                    "no rule finds anything in this {place}, so this comment silences nothing"
                );
                let report = cx.report(range, message).tag(Tag::Unnecessary);
                report.safe_fix("Remove the comment", vec![edit]);
            }
        }
    }
}

fn tell_name(
    cx: &mut RuleContext<'_>,
    place: &Place,
    line: &str,
    named: &Named,
    (nth, n): (usize, usize),
) {
    let name = &named.text;
    let edit = match n {
        1 => removal(cx.text(), place),
        _ => TextEdit::replace(without_comma(cx.text(), named.range, nth), ""),
    };
    match named.rule {
        Ok(_) => {
            let message =
                format!("`{name}` finds nothing in this {line}, so this comment silences nothing");
            let report = cx.report(named.range, message).tag(Tag::Unnecessary);
            report.safe_fix("Remove it", vec![edit]);
        }
        Err(_) if name == SYNTAX_ERROR => {
            let report = cx.report(named.range, "what Python itself refuses cannot be silenced");
            report.safe_fix("Remove it", vec![edit]);
        }
        Err(None) => {
            let message = format!("there is no rule `{name}`, so this comment silences nothing");
            cx.report(named.range, message).safe_fix("Remove it", vec![edit]);
        }
        Err(Some(near)) => {
            let message = format!("there is no rule `{name}`; did you mean `{near}`?");
            let edit = TextEdit::replace(named.range, near);
            cx.report(named.range, message).unsafe_fix(format!("Name `{near}`"), vec![edit]);
        }
    }
}

fn trimmed(text: &str, range: TextRange) -> TextRange {
    TextRange::at(range.start(), TextSize::of(text[range].trim_end()))
}

/// Removes the part of the comment, and what it leaves empty: the comment, the line.
fn removal(text: &str, place: &Place) -> TextEdit {
    let Place { comment, part } = *place;
    let before = &text[..usize::from(part.start())];
    let head = before.trim_end_matches([' ', '\t', '\x0c']);
    let behind = &text[usize::from(part.end())..];
    let is_last = part.end() == comment.end();
    let is_alone = head.is_empty() || head.ends_with(['\n', '\r']);
    let range = match (is_last, is_alone && part == comment) {
        (false, _) => part,
        (true, false) => TextRange::new(TextSize::of(head), part.end()),
        (true, true) => {
            let n = line_end(behind);
            TextRange::new(TextSize::of(head), part.end() + TextSize::new(n))
        }
    };
    TextEdit::replace(range, "")
}

/// How many bytes the line end is that `text` begins with.
fn line_end(text: &str) -> u32 {
    match text.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// The range of a name in a list with the comma that belongs to it.
fn without_comma(text: &str, name: TextRange, nth: usize) -> TextRange {
    let [start, end] = [name.start(), name.end()].map(usize::from);
    if nth == 0 {
        let behind = &text[end..];
        let rest = behind.trim_start_matches([' ', '\t', ',']);
        return TextRange::new(
            name.start(),
            name.end() + TextSize::of(behind) - TextSize::of(rest),
        );
    }
    let head = text[..start].trim_end_matches([' ', '\t', ',']);
    TextRange::new(TextSize::of(head), name.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::testing::{flags, silent};
    use crate::{Change, RootDb, RuleSet, Settings, fix};

    /// `text` behind the first fix of each finding, but without what other rules find.
    fn fixed(text: &str) -> String {
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let found = crate::check(&db, db.file("a.py").expect("just added"));
        let fixes: Vec<_> = found.iter().filter(|it| it.rule == RULE.name).collect();
        let fixes: Vec<_> = fixes.iter().filter_map(|it| it.fixes.first()).collect();
        fix::apply_fixes(text, &fixes).text
    }

    #[test]
    fn what_is_left_empty_goes_too() {
        assert_eq!(fixed("x = 1  # refwise: ignore\ny = 2\n"), "x = 1\ny = 2\n");
        assert_eq!(fixed("x = 1\r\n    # refwise: ignore\r\ny = 2\r\n"), "x = 1\r\ny = 2\r\n");
        assert_eq!(fixed("# refwise: ignore"), "");
        assert_eq!(fixed("x = 1  # refwise: ignore[eq-none] why  # noqa\n"), "x = 1  # noqa\n");
        assert_eq!(fixed("x = 1  # type: int  # refwise: ignore\n"), "x = 1  # type: int\n");
        assert_eq!(fixed("# refwise: ignore-file[eq-none]\nx = 1\n"), "x = 1\n");
    }

    #[test]
    fn lists_stay_lists() {
        let of = |names: &str| fixed(&format!("x is 1  # refwise: ignore[{names}]\n"));
        assert_eq!(of("is-literal, eq-none"), "x is 1  # refwise: ignore[is-literal]\n");
        assert_eq!(of("eq-none , is-literal"), "x is 1  # refwise: ignore[is-literal]\n");
        assert_eq!(of("RW105,is-literal,eq-bool"), "x is 1  # refwise: ignore[is-literal]\n");
        assert_eq!(of("is-litteral"), "x is 1  # refwise: ignore[is-literal]\n");
    }

    #[test]
    fn names_are_told() {
        flags(
            &RULE,
            "x is 1  # refwise: ignore[is-litteral]  # flagged: did you mean `is-literal`?\n",
        );
        flags(&RULE, "x = 1  # refwise: ignore[qqqqq]  # flagged: there is no rule `qqqqq`\n");
        flags(&RULE, "x = 1  # refwise: ignore[syntax-error]  # flagged: cannot be silenced\n");
        flags(&RULE, "x = 1  # refwise: ignore-file[eq-none]  # flagged: nothing in this file\n");
        flags(&RULE, "# refwise: ignore[is-literal]  # flagged: nothing in this line\nx is 1\n");
        flags(&RULE, "x = 1  # refwise: ignore  # flagged: no rule finds anything\n");
    }

    #[test]
    fn what_is_of_use_is_silent() {
        silent(&RULE, "x is 1  # refwise: ignore\n");
        silent(&RULE, "x is 1  # refwise: ignore[RW101]\n");
        silent(&RULE, "x is 1  # refwise: ignore[is-literal]  # noqa: F632\n");
        silent(&RULE, "f(\n    x is 1,\n)  # refwise: ignore[is-literal]\n");
        silent(&RULE, "# refwise: ignore-file[is-literal]\nx is 1\n");
        silent(&RULE, "x = 1  # noqa: F632\n");
        silent(&RULE, "x = '# refwise: ignore[eq-none]'\n");
    }

    #[test]
    fn its_name_silences_it_too() {
        silent(&RULE, "x = 1  # refwise: ignore[eq-none, unused-suppression]\n");
        silent(&RULE, "# refwise: ignore-file[unused-suppression]\nx = 1  # refwise: ignore\n");
        silent(&RULE, "x = 1  # refwise: ignore[eq-none]  # noqa: RUF100\n");
        silent(&RULE, "x = 1  # refwise: ignore[unused-suppression]\n");
    }

    #[test]
    fn rules_that_rest_are_not_asked() {
        let mut rules = RuleSet::all();
        rules.disable(crate::rules::find("is-literal").expect("known"));
        let settings = Settings { rules, ..Settings::default() };
        let text = "x is 1  # refwise: ignore[is-literal]\ny = 1  # refwise: ignore\n";
        let mut db = RootDb::default();
        Change::new().set_settings(settings).set_text("a.py", text).apply(&mut db);
        assert!(crate::check(&db, db.file("a.py").expect("just added")).is_empty());
    }

    #[test]
    fn a_broken_file_is_not_judged() {
        let text = "x is = 1  # refwise: ignore[is-literal]\n";
        let mut db = RootDb::default();
        Change::new().set_text("a.py", text).apply(&mut db);
        let found = crate::check(&db, db.file("a.py").expect("just added"));
        assert!(found.iter().all(|it| it.rule == SYNTAX_ERROR), "{found:?}");
    }
}
