//! Comments that silence findings: our own, and those that were written for other linters.
//!
//! `# refwise: ignore[is-literal, eq-none]`, `# refwise: ignore`, `# noqa: F632` and `# noqa`, at the
//! end of the line of the finding, of its last line, or of the last line of its statement;
//! `# refwise: ignore-file[is-literal]`, `# ruff: noqa: F632` and `# flake8: noqa: F632` anywhere, for
//! the whole file. Which of our own silence nothing is told by the rule `unused-suppression`.

mod comment;

use refwise_syntax::ast::{AstNode, Stmt, significant_end};
use refwise_syntax::{NodeOrToken, SyntaxKind, TextSize};
use rowan::{GreenNodeData, GreenTokenData};

use crate::db::{Db, File, line_index, parse};
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;
use comment::{Reach, Silence, Suppression};

pub use comment::{Named, Place};

/// The comments of a file that silence something, and which of them were of use.
#[derive(Debug, Default)]
pub(crate) struct Suppressions {
    all: Vec<Suppression>,
}

/// Something in a comment of ours that silences nothing.
#[derive(Debug)]
pub struct Unused<'a> {
    /// The comment.
    pub place: &'a Place,
    /// The name that is of no use, with its index in the list and the list's length; `None` where
    /// the comment has no names.
    pub named: Option<(&'a Named, usize, usize)>,
    /// Is the comment about the whole file?
    pub is_for_file: bool,
}

impl Suppressions {
    /// The comments of `file`.
    pub(crate) fn of(db: &dyn Db, file: File) -> Suppressions {
        let places = places(file.text(db).as_bytes());
        match places.is_empty() {
            true => Suppressions::default(),
            false => Suppressions { all: read(db, file, places) },
        }
    }

    /// Takes out of `found` what a comment silences.
    pub(crate) fn apply(&mut self, db: &dyn Db, file: File, found: &mut Vec<Diagnostic>) {
        self.apply_if(db, file, found, |_| true);
    }

    /// The same for findings about these comments themselves, which only their name silences.
    pub(crate) fn apply_by_name(&mut self, db: &dyn Db, file: File, found: &mut Vec<Diagnostic>) {
        self.apply_if(db, file, found, |it| !matches!(it.silence, Silence::All { .. }));
    }

    fn apply_if(
        &mut self,
        db: &dyn Db,
        file: File,
        found: &mut Vec<Diagnostic>,
        counts: impl Fn(&Suppression) -> bool,
    ) {
        if self.all.is_empty() {
            return;
        }
        let lines = line_index(db, file);
        found.retain(|it| {
            let last = statement_end(db, file, it);
            let in_lines = [it.range.start(), it.range.end(), last];
            let in_lines = in_lines.map(|at| lines.line_col(at).line);
            let reaches = |it: &Suppression| match it.reach {
                Reach::Line(line) => in_lines.contains(&line),
                Reach::File => true,
            };
            let here = self.all.iter_mut().filter(|it| reaches(it) && counts(it));
            // Every comment that silences it is of use, not just the first.
            here.filter_map(|comment| comment.silence.covers(it.rule).then_some(())).count() == 0
        });
    }

    /// What is in vain in our own comments, after [`Self::apply`]; `is_on` tells which rules looked,
    /// `all_looked` whether all did.
    pub(crate) fn unused(
        &self,
        is_on: impl Fn(&Rule) -> bool,
        all_looked: bool,
    ) -> Vec<Unused<'_>> {
        let mut unused = Vec::new();
        for it in &self.all {
            let is_for_file = matches!(it.reach, Reach::File);
            let tell = |named| Unused { place: &it.place, named, is_for_file };
            match &it.silence {
                Silence::All { is_ours: true, is_used: false } if all_looked => {
                    unused.push(tell(None));
                }
                Silence::Rules(names) => {
                    let in_vain = |it: &Named| match it.rule {
                        Ok(rule) => !it.is_used && is_on(rule),
                        Err(_) => true,
                    };
                    let n = names.len();
                    let named = names.iter().enumerate().filter(|it| in_vain(it.1));
                    unused.extend(named.map(|(nth, it)| tell(Some((it, nth, n)))));
                }
                Silence::All { .. } | Silence::Codes(_) => {}
            }
        }
        unused
    }
}

/// Where `text` has a word that a comment has which silences something; also in strings and names.
fn places(text: &[u8]) -> Vec<usize> {
    let ours = memchr::memmem::find_iter(text, "refwise:");
    // In any case; the rarest letter is looked for.
    let theirs = memchr::memchr2_iter(b'q', b'Q', text).filter_map(|it| {
        let start = it.checked_sub(2)?;
        text.get(start..it + 2)?.eq_ignore_ascii_case(b"noqa").then_some(start)
    });
    let mut places: Vec<usize> = ours.chain(theirs).collect();
    places.sort_unstable();
    places
}

/// The comments at `places`.
fn read(db: &dyn Db, file: File, places: Vec<usize>) -> Vec<Suppression> {
    let (green, lines) = (parse(db, file).green(), line_index(db, file));
    let mut all = Vec::new();
    let mut end = TextSize::new(0);
    for place in places {
        let place = TextSize::new(place as u32);
        if place < end {
            continue;
        }
        let Some((start, token)) = token_at(green, place) else { continue };
        end = start + token.text_len();
        if token.kind().0 == SyntaxKind::COMMENT as u16 {
            all.extend(comment::suppressions(token.text(), start, || lines.line_col(start).line));
        }
    }
    all
}

/// The token at `offset`, and where it starts.
fn token_at(root: &GreenNodeData, offset: TextSize) -> Option<(TextSize, &GreenTokenData)> {
    let (mut node, mut start) = (root, TextSize::new(0));
    loop {
        let mut children = node.children();
        let found = children.find(|it| {
            let is_here = offset < start + it.text_len();
            start += if is_here { TextSize::new(0) } else { it.text_len() };
            is_here
        });
        match found? {
            NodeOrToken::Node(it) => node = it,
            NodeOrToken::Token(it) => return Some((start, it)),
        }
    }
}

/// Where the simple statement around a finding ends; the finding's own end where there is none.
pub(crate) fn statement_end(db: &dyn Db, file: File, it: &Diagnostic) -> TextSize {
    let root = parse(db, file).syntax();
    if it.range.end() > root.text_range().end() {
        return it.range.end();
    }
    let element = root.covering_element(it.range);
    let Some(node) = element.ancestors().find(|it| Stmt::can_cast(it.kind())) else {
        return it.range.end();
    };
    match SyntaxKind::IF_STMT <= node.kind() && node.kind() <= SyntaxKind::MATCH_STMT {
        true => it.range.end(),
        false => significant_end(&node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines in which something is found, of a text where each `is` is a finding of `is-literal`.
    fn lines(text: &str) -> Vec<u32> {
        let mut db = crate::RootDb::default();
        crate::Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let lines = line_index(&db, file);
        crate::check(&db, file).iter().map(|it| lines.line_col(it.range.start()).line).collect()
    }

    #[test]
    fn a_comment_may_be_about_the_file() {
        assert!(lines("# refwise: ignore-file[is-literal]\nx is 1\n\nx is 1\n").is_empty());
        assert!(lines("x is 1\nx is 1\n# refwise: ignore-file\n").is_empty());
        assert!(lines("# ruff: noqa: F632\nx is 1\n").is_empty());
        assert_eq!(lines("# ruff: noqa: E711\nx is 1\n"), [1]);
        assert_eq!(lines("# ruff: noqa\nx is 1\n"), [1]);
    }

    #[test]
    fn the_comment_must_be_about_the_rule() {
        assert_eq!(lines("x is 1  # refwise: ignore[is-literal]\nx is 1\n"), [1]);
        assert_eq!(lines("x is 1  # noqa: E712\n"), [0]);
        assert!(lines("x is 1  # refwise: ignore[RW101]\n").is_empty());
        assert!(lines("x is 1  # noqa: F632\n").is_empty());
        assert!(lines("x is 1  # noqa: RW101\n").is_empty());
        assert_eq!(lines("x is 1  # noqa: E711\n"), [0]);
        assert_eq!(lines("x = 'noqa' is 1  # refwise\n"), [0]);
    }

    #[test]
    fn a_statement_of_several_lines_may_end_in_the_comment() {
        assert!(lines("f(\n    x is 1,\n    y,\n)  # noqa\n").is_empty());
        assert_eq!(lines("f(\n    x is 1,  # noqa\n    y is 1,\n)\n"), [2]);
        assert!(lines("x is \"\"\"\n\"\"\"  # noqa\n").is_empty());
        assert_eq!(lines("if x is 1:\n    pass  # noqa\n"), [0]);
    }
}
