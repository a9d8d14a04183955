//! Comments that silence findings: our own, and those that were written for other linters.
//!
//! `# refwise: ignore[is-literal, eq-none]`, `# refwise: ignore`, `# noqa: F632` and `# noqa`, at the
//! end of the line of the finding, of its last line, or of the last line of its statement.

use refwise_syntax::ast::{AstNode, Stmt, significant_end};
use refwise_syntax::{LineIndex, NodeOrToken, SyntaxKind, TextSize};

use crate::db::{Db, File, line_index, parse};
use crate::diagnostic::Diagnostic;
use crate::rule::Rule;

/// What a comment silences in its line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Silence {
    All,
    /// Rules by name or code.
    Rules(Vec<String>),
    /// Rules by their code, or by another linter's code for their topic; also by how codes start.
    Codes(Vec<String>),
}

/// Takes out of `found` what a comment silences.
pub(crate) fn retain_unsuppressed(db: &dyn Db, file: File, found: &mut Vec<Diagnostic>) {
    if found.is_empty() || !may_silence(file.text(db)) {
        return;
    }
    let silences = silences(db, file);
    if silences.is_empty() {
        return;
    }
    let lines = line_index(db, file);
    found.retain(|it| {
        let last = statement_end(db, file, it);
        let in_lines = [it.range.start(), it.range.end(), last].map(|at| lines.line_col(at).line);
        let mut here = silences.iter().filter(|silence| in_lines.contains(&silence.0));
        !here.any(|silence| silence.1.covers(it.rule))
    });
}

fn may_silence(text: &str) -> bool {
    let finds = |word: &[u8]| memchr::memmem::find(text.as_bytes(), word).is_some();
    finds(b"refwise:") || finds(b"noqa") || finds(b"NOQA") || finds(b"NoQA")
}

/// The comments that silence something, each with its line.
fn silences(db: &dyn Db, file: File) -> Vec<(u32, Silence)> {
    let parse = parse(db, file);
    let lines: &LineIndex = line_index(db, file);
    let mut silences = Vec::new();
    let mut path = vec![parse.green().children()];
    let mut offset = TextSize::new(0);
    while let Some(children) = path.last_mut() {
        match children.next() {
            None => drop(path.pop()),
            Some(NodeOrToken::Node(node)) => path.push(node.children()),
            Some(NodeOrToken::Token(token)) => {
                if token.kind().0 == SyntaxKind::COMMENT as u16 {
                    let line = || lines.line_col(offset).line;
                    silences.extend(Silence::of(token.text()).map(|it| (line(), it)));
                }
                offset += token.text_len();
            }
        }
    }
    silences
}

/// Where the simple statement around a finding ends; the finding's own end where there is none.
fn statement_end(db: &dyn Db, file: File, it: &Diagnostic) -> TextSize {
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

impl Silence {
    /// What `comment` silences; the word may stand behind other words and another `#`.
    fn of(comment: &str) -> Option<Silence> {
        comment.split('#').skip(1).find_map(|it| Silence::of_part(it.trim()))
    }

    fn of_part(part: &str) -> Option<Silence> {
        if let Some(rest) = part.strip_prefix("refwise:") {
            let rest = rest.trim_start().strip_prefix("ignore")?;
            return match rest.trim_start().strip_prefix('[') {
                Some(names) => Some(Silence::Rules(words(names.split(']').next()?))),
                None if rest.is_empty() || rest.starts_with(char::is_whitespace) => {
                    Some(Silence::All)
                }
                None => None,
            };
        }
        let head = part.get(..4)?;
        let rest = &part[4..];
        if !head.eq_ignore_ascii_case("noqa") || rest.starts_with(|it: char| it.is_alphanumeric()) {
            return None;
        }
        let codes = rest.trim_start().strip_prefix(':').map(codes).unwrap_or_default();
        Some(if codes.is_empty() { Silence::All } else { Silence::Codes(codes) })
    }

    fn covers(&self, name: &str) -> bool {
        let rule = || crate::rules::all().iter().find(|it| it.name == name);
        match self {
            Silence::All => true,
            Silence::Rules(names) => names.iter().any(|it| it == name || is_code(rule(), it)),
            Silence::Codes(codes) => rule().is_some_and(|rule| {
                let known = || rule.noqa.iter().copied().chain([rule.code]);
                codes.iter().any(|code| known().any(|it| it.starts_with(code.as_str())))
            }),
        }
    }
}

fn is_code(rule: Option<&&'static Rule>, word: &str) -> bool {
    rule.is_some_and(|it| it.code == word)
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

/// The codes that `text` begins with; prose behind them ends them.
fn codes(text: &str) -> Vec<String> {
    let is_code = |it: &&str| {
        let digits = it.trim_start_matches(|it: char| it.is_ascii_alphabetic());
        !it.is_empty() && digits.len() < it.len() && digits.bytes().all(|it| it.is_ascii_digit())
    };
    let is_short = |it: &&str| it.len() == 1 || it.bytes().any(|it| it.is_ascii_digit());
    text.split([',', ' ', '\t'])
        .filter(|it| !it.is_empty())
        .take_while(|it| is_code(it) && is_short(it))
        .map(str::to_ascii_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(all: &[&str]) -> Option<Silence> {
        Some(Silence::Codes(all.iter().map(|it| (*it).to_owned()).collect()))
    }

    #[test]
    fn comments_are_read() {
        let of = Silence::of;
        assert_eq!(of("# noqa"), Some(Silence::All));
        assert_eq!(of("#NOQA"), Some(Silence::All));
        assert_eq!(of("# noqa: F632,E711"), codes(&["F632", "E711"]));
        assert_eq!(of("# noqa:F632 E711 because of x"), codes(&["F632", "E711"]));
        assert_eq!(of("# type: ignore  # noqa: e711"), codes(&["E711"]));
        assert_eq!(of("# noqa: because"), Some(Silence::All));
        assert_eq!(of("# noqavail"), None);
        assert_eq!(of("# refwise: ignore"), Some(Silence::All));
        assert_eq!(of("# refwise: ignored"), None);
        let names = vec!["is-literal".to_owned(), "eq-none".to_owned()];
        assert_eq!(of("# refwise: ignore[is-literal, eq-none] why"), Some(Silence::Rules(names)));
        assert_eq!(of("# a noqa"), None);
        assert_eq!(of("# é"), None);
    }

    /// The lines in which something is found, of a text where each `is` is a finding of `is-literal`.
    fn lines(text: &str) -> Vec<u32> {
        let mut db = crate::RootDb::default();
        crate::Change::new().set_text("a.py", text).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let lines = line_index(&db, file);
        crate::check(&db, file).iter().map(|it| lines.line_col(it.range.start()).line).collect()
    }

    #[test]
    fn the_comment_must_be_about_the_rule() {
        assert_eq!(lines("x is 1  # refwise: ignore[is-literal]\nx is 1\n"), [1]);
        assert_eq!(lines("x is 1  # refwise: ignore[eq-none]\n"), [0]);
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
