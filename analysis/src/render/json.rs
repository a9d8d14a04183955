//! Findings as one JSON array.

use refwise_syntax::TextRange;
use serde::Serialize;

use crate::db::{Db, File};
use crate::diagnostic::{Diagnostic, Fix, Label};
use crate::render::place;

/// A finding. Lines and columns count from one, columns in characters; ends are exclusive.
#[derive(Serialize)]
struct Finding<'a> {
    file: &'a str,
    #[serde(flatten)]
    place: Place,
    rule: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
    fixes: Vec<Mend<'a>>,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    file: &'a str,
    #[serde(flatten)]
    place: Place,
    message: &'a str,
}

#[derive(Serialize)]
struct Mend<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    #[serde(flatten)]
    place: Place,
    insert: &'a str,
}

/// The elements of the array, with commas between them.
pub(super) fn elements(db: &dyn Db, found: &[Diagnostic]) -> String {
    if found.is_empty() {
        return String::new();
    }
    let found: Vec<Finding<'_>> = found.iter().map(|it| finding(db, it)).collect();
    let mut text = serde_json::to_string_pretty(&found).expect("findings have only text keys");
    text.truncate(text.len() - "\n]".len());
    text.remove(0);
    text
}

fn finding<'a>(db: &'a dyn Db, it: &'a Diagnostic) -> Finding<'a> {
    Finding {
        file: it.file.path(db),
        place: range(db, it.file, it.range),
        rule: it.rule,
        severity: it.severity.as_str(),
        message: &it.message,
        help: it.help.as_deref(),
        related: it.labels.iter().map(|it| related(db, it)).collect(),
        fixes: it.fixes.iter().map(|fix| mend(db, it.file, fix)).collect(),
    }
}

fn related<'a>(db: &'a dyn Db, it: &'a Label) -> Related<'a> {
    let place = range(db, it.file, it.range);
    Related { file: it.file.path(db), place, message: &it.message }
}

fn mend<'a>(db: &dyn Db, file: File, it: &'a Fix) -> Mend<'a> {
    let edit = |it: &'a refwise_syntax::TextEdit| Edit {
        place: range(db, file, it.delete),
        insert: &it.insert,
    };
    Mend {
        title: &it.title,
        applicability: it.applicability.as_str(),
        edits: it.edits.iter().map(edit).collect(),
    }
}

fn range(db: &dyn Db, file: File, range: TextRange) -> Place {
    let (line, column) = place(db, file, range.start());
    let (end_line, end_column) = place(db, file, range.end());
    Place { line, column, end_line, end_column }
}
