//! A finding: where, how bad, what, why, and what to do.

use std::fmt;

use refwise_syntax::{TextEdit, TextRange, TextSize};

use crate::db::{Db, File};
use crate::unit::{Unit, unit_start};

/// The rule name of what Python itself refuses.
pub const SYNTAX_ERROR: &str = "syntax-error";

/// One finding in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it, or [`SYNTAX_ERROR`].
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The file it is in.
    pub file: File,
    /// Its place in the file.
    pub range: TextRange,
    /// What is wrong and why; one sentence, no line end.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that belong to it, in the order of telling.
    pub labels: Vec<Label>,
    /// Edits that mend it, the best first.
    pub fixes: Vec<Fix>,
    /// How an editor may show the place.
    pub tags: Vec<Tag>,
}

impl Diagnostic {
    /// The same finding of `unit`, whose places begin with it, at its places in the file, where the
    /// unit starts at `by`.
    pub(crate) fn moved(mut self, db: &dyn Db, file: File, by: TextSize) -> Diagnostic {
        self.range += by;
        for label in &mut self.labels {
            match label.within.take() {
                Some(unit) => label.range += unit_start(db, unit),
                None if label.file == file => label.range += by,
                None => {}
            }
        }
        for edit in self.fixes.iter_mut().flat_map(|it| &mut it.edits) {
            edit.delete += by;
        }
        self
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The code does not do what it says, or does not run.
    Error,
    /// The code is likely to do something else than meant.
    Warning,
    /// The code works; there is a price or a better way.
    Info,
    /// Worth a mark in an editor, no more.
    Hint,
}

/// A place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file the place is in.
    pub file: File,
    /// The place.
    pub range: TextRange,
    /// What it has to do with the finding.
    pub message: String,
    /// The place begins with this unit, until the finding is moved to its place.
    pub(crate) within: Option<Unit>,
}

/// Edits of the file of the finding that mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as an order: "Compare values".
    pub title: String,
    /// The edits, all of the text as it is now, in its order, not overlapping.
    pub edits: Vec<TextEdit>,
    /// May it be applied unseen?
    pub applicability: Applicability,
}

/// May a fix be applied unseen?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// The code does the same afterwards, or what it was certainly meant to do.
    Safe,
    /// The code may do something else; a person must look.
    Unsafe,
}

/// How an editor may show the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// Code that does nothing.
    Unnecessary,
    /// Use of what is on its way out.
    Deprecated,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Severity; 4] =
        [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint];

    /// The word for it, in lowercase.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
            Severity::Hint => "hint",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Applicability {
    /// The word for it, in lowercase.
    pub const fn as_str(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        }
    }
}
