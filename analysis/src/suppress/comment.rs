//! What a comment says to linters.

use refwise_syntax::{TextRange, TextSize};

use crate::rule::Rule;
use crate::rules;

/// A comment, or a part of one, that silences something.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Suppression {
    pub(super) place: Place,
    pub(super) reach: Reach,
    pub(super) silence: Silence,
}

/// Where a suppression stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The whole comment.
    pub comment: TextRange,
    /// The part of it that is meant, from its `#` up to the next or the end.
    pub part: TextRange,
}

/// Where findings are silenced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Line(u32),
    File,
}

/// What a comment silences.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Silence {
    All {
        is_ours: bool,
        is_used: bool,
    },
    /// Rules by name or code.
    Rules(Vec<Named>),
    /// Rules by their code, or by another linter's code for their topic; also by how codes start.
    Codes(Vec<String>),
}

/// A rule by the name that a comment gives it.
#[derive(Debug)]
pub struct Named {
    /// The name as it is written.
    pub text: String,
    /// Its place.
    pub range: TextRange,
    /// The rule; else the name that it is most like, if any.
    pub rule: Result<&'static Rule, Option<&'static str>>,
    pub(super) is_used: bool,
}

impl PartialEq for Named {
    fn eq(&self, other: &Named) -> bool {
        (&self.text, self.range, self.is_used) == (&other.text, other.range, other.is_used)
    }
}

impl Eq for Named {}

/// What `comment`, which starts at `offset`, silences; the words may stand behind others and
/// another `#`.
pub(super) fn suppressions(
    comment: &str,
    offset: TextSize,
    line: impl Fn() -> u32,
) -> impl Iterator<Item = Suppression> {
    let whole = TextRange::at(offset, TextSize::of(comment));
    let starts = comment.match_indices('#').map(|it| it.0);
    let ends = comment.match_indices('#').skip(1).map(|it| it.0).chain([comment.len()]);
    starts.zip(ends).filter_map(move |(start, end)| {
        let at = offset + TextSize::new(start as u32);
        let text = &comment[start..end];
        let (is_for_file, silence) = read(text, at)?;
        let place = Place { comment: whole, part: TextRange::at(at, TextSize::of(text)) };
        let reach = if is_for_file { Reach::File } else { Reach::Line(line()) };
        Some(Suppression { place, reach, silence })
    })
}

/// What the part `text` of a comment at `at` silences, and whether in the whole file.
fn read(text: &str, at: TextSize) -> Option<(bool, Silence)> {
    let words = text[1..].trim_start();
    if let Some(rest) = words.strip_prefix("refwise:") {
        let rest = rest.trim_start().strip_prefix("ignore")?;
        let (is_for_file, rest) = match rest.strip_prefix("-file") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        return Some((is_for_file, ours(text, rest, at)?));
    }
    if let Some(rest) = words.strip_prefix("ruff:").or(words.strip_prefix("flake8:")) {
        // Without codes it is about that linter alone.
        let silence = noqa(rest.trim_start())?;
        return matches!(silence, Silence::Codes(_)).then_some((true, silence));
    }
    Some((false, noqa(words)?))
}

/// What stands behind `ignore`: `rest`, the end of `text` at `at`.
fn ours(text: &str, rest: &str, at: TextSize) -> Option<Silence> {
    if let Some(names) = rest.trim_start().strip_prefix('[') {
        let start = text.len() - names.len();
        let names = names.split(']').next()?;
        return Some(Silence::Rules(named(names, at + TextSize::new(start as u32))));
    }
    let is_whole = rest.is_empty() || rest.starts_with(char::is_whitespace);
    is_whole.then_some(Silence::All { is_ours: true, is_used: false })
}

/// The names of the list `text` at `at`.
fn named(text: &str, at: TextSize) -> Vec<Named> {
    let mut start = at;
    let mut all = Vec::new();
    for word in text.split(',') {
        let name = word.trim();
        let blanks = TextSize::of(word) - TextSize::of(word.trim_start());
        if !name.is_empty() {
            let range = TextRange::at(start + blanks, TextSize::of(name));
            let rule = rules::find(name);
            all.push(Named { text: name.to_owned(), range, rule, is_used: false });
        }
        start += TextSize::of(word) + TextSize::of(',');
    }
    all
}

fn noqa(text: &str) -> Option<Silence> {
    let head = text.get(..4)?;
    let rest = &text[4..];
    if !head.eq_ignore_ascii_case("noqa") || rest.starts_with(|it: char| it.is_alphanumeric()) {
        return None;
    }
    let codes = rest.trim_start().strip_prefix(':').map(codes).unwrap_or_default();
    Some(match codes.is_empty() {
        true => Silence::All { is_ours: false, is_used: false },
        false => Silence::Codes(codes),
    })
}

/// The codes that `text` begins with; prose behind them ends them.
fn codes(text: &str) -> Vec<String> {
    let is_code = |it: &&str| {
        let digits = it.trim_start_matches(|it: char| it.is_ascii_alphabetic());
        !it.is_empty() && digits.len() < it.len() && digits.bytes().all(|it| it.is_ascii_digit())
    };
    let is_short = |it: &&str| it.len() == 1 || it.bytes().any(|it| it.is_ascii_digit());
    text.split([',', ' ', '\t'])
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .take_while(|it| is_code(it) && is_short(it))
        .map(str::to_ascii_uppercase)
        .collect()
}

impl Silence {
    /// Is the rule `name` silenced? Then this was of use.
    pub(super) fn covers(&mut self, name: &str) -> bool {
        match self {
            Silence::All { is_used, .. } => {
                *is_used = true;
                true
            }
            Silence::Rules(names) => {
                let meant = names.iter_mut().filter(|it| it.rule.is_ok_and(|it| it.name == name));
                meant.map(|it| it.is_used = true).count() > 0
            }
            Silence::Codes(codes) => rules::find(name).is_ok_and(|rule| {
                let known = || rule.noqa.iter().copied().chain([rule.code]);
                codes.iter().any(|code| known().any(|it| it.starts_with(code.as_str())))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `comment` silences, in words.
    fn of(comment: &str) -> String {
        let all = suppressions(comment, TextSize::new(0), || 0).map(|it| {
            let what = match it.silence {
                Silence::All { is_ours: true, .. } => "all".to_owned(),
                Silence::All { is_ours: false, .. } => "noqa".to_owned(),
                Silence::Rules(names) => {
                    names.iter().map(|it| &comment[it.range]).collect::<Vec<_>>().join("+")
                }
                Silence::Codes(codes) => codes.join("+"),
            };
            match it.reach {
                Reach::Line(_) => what,
                Reach::File => format!("file {what}"),
            }
        });
        all.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn comments_are_read() {
        assert_eq!(of("# noqa"), "noqa");
        assert_eq!(of("#NOQA"), "noqa");
        assert_eq!(of("# noqa: F632,E711"), "F632+E711");
        assert_eq!(of("# noqa:F632 E711 because of x"), "F632+E711");
        assert_eq!(of("# type: ignore  # noqa: e711"), "E711");
        assert_eq!(of("# noqa: because"), "noqa");
        assert_eq!(of("# noqavail"), "");
        assert_eq!(of("# refwise: ignore"), "all");
        assert_eq!(of("# refwise: ignored"), "");
        assert_eq!(of("# refwise: ignore[ is-literal,eq-none] why"), "is-literal+eq-none");
        assert_eq!(of("#refwise:ignore [é, ,is-literal"), "é+is-literal");
        assert_eq!(of("# a noqa"), "");
        assert_eq!(of("# é"), "");
    }

    #[test]
    fn comments_for_the_file_are_read() {
        assert_eq!(of("# refwise: ignore-file[is-literal]"), "file is-literal");
        assert_eq!(of("# refwise: ignore-file"), "file all");
        assert_eq!(of("# refwise: ignore-files"), "");
        assert_eq!(of("# ruff: noqa: F632"), "file F632");
        assert_eq!(of("# flake8: noqa: F632, E711"), "file F632+E711");
        assert_eq!(of("# ruff: noqa"), "");
    }

    #[test]
    fn a_comment_may_say_two_things() {
        let both = "# refwise: ignore[eq-none]  # noqa: F632";
        assert_eq!(of(both), "eq-none; F632");
        let parts: Vec<TextRange> =
            suppressions(both, TextSize::new(0), || 0).map(|it| it.place.part).collect();
        assert_eq!(&both[parts[1]], "# noqa: F632");
    }
}
