//! Findings as text, in the form that was asked for.

mod concise;
mod full;
mod json;

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
}

impl Format {
    /// All forms.
    pub const ALL: [Format; 3] = [Format::Full, Format::Concise, Format::Json];

    /// The word for it, in lowercase.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Concise => "concise",
            Format::Json => "json",
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
/// The full and the concise form of a list are those of its parts in a row; the JSON form is one
/// array for the whole list. Colour (ANSI escapes) is for people only: JSON has none.
pub fn render(db: &dyn Db, found: &[Diagnostic], format: Format, in_colour: bool) -> String {
    match format {
        Format::Full => found.iter().map(|it| full::render(db, it, in_colour)).collect(),
        Format::Concise => found.iter().map(|it| concise::render(db, it, in_colour)).collect(),
        Format::Json => json::render(db, found),
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
