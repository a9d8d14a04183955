//! Findings as text, in the form that was asked for.

mod concise;
mod full;
mod github;
mod json;
mod sarif;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use refwise_syntax::{Encoding, TextSize};

use crate::db::{Db, File, line_index};
use crate::diagnostic::Diagnostic;

/// The forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// The lines of the source with carets under the place.
    #[default]
    Full,
    /// A line for each finding: `path:line:column: severity[rule] message`.
    Concise,
    /// One array of objects, for programs.
    Json,
    /// A workflow command of GitHub Actions for each finding.
    Github,
    /// One SARIF 2.1.0 log, for code scanning services.
    Sarif,
}

impl Format {
    /// All forms.
    pub const ALL: [Format; 5] =
        [Format::Full, Format::Concise, Format::Json, Format::Github, Format::Sarif];

    /// The word for it, in lowercase.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Json => "json",
            Format::Github => "github",
            Format::Sarif => "sarif",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Format, String> {
        let found = Format::ALL.into_iter().find(|it| it.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is no output format"))
    }
}

/// `found` in the form `format`, in its order; every line ended.
///
/// Colour (ANSI escapes) is for people only: what programs read has none.
pub fn render(db: &dyn Db, found: &[Diagnostic], format: Format, in_colour: bool) -> String {
    let mut document = Document::new(format, None);
    let text = document.add(&part(db, found, format, in_colour));
    text + &document.end(&[])
}

/// Some of the findings of a [`Document`], rendered wherever their database is.
#[derive(Clone, Debug, Default)]
pub struct Part {
    text: String,
    /// The rules that found something.
    rules: BTreeSet<&'static str>,
}

/// `found` as a part of a document.
pub fn part(db: &dyn Db, found: &[Diagnostic], format: Format, in_colour: bool) -> Part {
    let text = match format {
        Format::Full => found.iter().map(|it| full::render(db, it, in_colour)).collect(),
        Format::Concise => found.iter().map(|it| concise::render(db, it, in_colour)).collect(),
        Format::Json => json::elements(db, found),
        Format::Github => found.iter().map(|it| github::render(db, it)).collect(),
        Format::Sarif => sarif::results(db, found),
    };
    Part { text, rules: found.iter().map(|it| it.rule).collect() }
}

/// The findings of many files, as one text that comes piece by piece.
#[derive(Debug)]
pub struct Document {
    format: Format,
    root: Option<String>,
    is_begun: bool,
    rules: BTreeSet<&'static str>,
}

impl Document {
    /// An empty document. `root` is the URI, with a slash at its end, of the folder in which
    /// relative paths begin.
    pub fn new(format: Format, root: Option<String>) -> Document {
        Document { format, root, is_begun: false, rules: BTreeSet::new() }
    }

    /// The next piece: what `part` adds.
    pub fn add(&mut self, part: &Part) -> String {
        if part.text.is_empty() {
            return String::new();
        }
        self.rules.extend(&part.rules);
        let before = match (self.format, self.is_begun) {
            (Format::Json, false) => "[".to_owned(),
            (Format::Json, true) => ",".to_owned(),
            (Format::Sarif, false) => sarif::head(self.root.as_deref()),
            (Format::Sarif, true) => ",\n".to_owned(),
            (Format::Full | Format::Concise | Format::Github, _) => String::new(),
        };
        self.is_begun = true;
        before + &part.text
    }

    /// The last piece. `problems` are what could not be checked.
    pub fn end(self, problems: &[String]) -> String {
        match self.format {
            Format::Json if self.is_begun => "\n]\n".to_owned(),
            Format::Json => "[]\n".to_owned(),
            Format::Sarif => {
                let head = match self.is_begun {
                    true => String::new(),
                    false => sarif::head(self.root.as_deref()),
                };
                head + &sarif::tail(&self.rules, problems)
            }
            Format::Full | Format::Concise | Format::Github => String::new(),
        }
    }
}

/// Line and column for people: from one, columns in characters.
///
/// A byte order mark at the start of the file is no character of its first line.
fn place(db: &dyn Db, file: File, offset: TextSize) -> (u32, u32) {
    let text = file.text(db);
    let at = line_index(db, file).position(text, offset, Encoding::Utf32);
    let mark = u32::from(at.line == 0 && at.col > 0 && text.starts_with('\u{feff}'));
    (at.line + 1, at.col + 1 - mark)
}

#[cfg(test)]
mod tests;
