//! Findings as workflow commands, which GitHub Actions shows beside the lines of a pull request.
//!
//! `::error file=a.py,line=1,col=1,endLine=1,endColumn=7,title=refwise (is-literal)::message`; GitHub
//! takes the path from the root of the repository and reads nothing behind the first line end.

use crate::db::{Db, File};
use crate::diagnostic::{Diagnostic, Severity};
use crate::render::place;

pub(super) fn render(db: &dyn Db, it: &Diagnostic) -> String {
    let (line, column) = place(db, it.file, it.range.start());
    let (end_line, end_column) = place(db, it.file, it.range.end());
    format!(
        "::{} file={},line={line},col={column},endLine={end_line},endColumn={end_column},title={}::{}\n",
        command(it.severity),
        property(it.file.path(db)),
        property(&format!("refwise ({})", it.rule)),
        data(&message(db, it)),
    )
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "notice",
    }
}

/// What is shown: the log of a run shows nothing else, so the place is in it.
fn message(db: &dyn Db, it: &Diagnostic) -> String {
    let at = |file: File, offset| {
        let (line, column) = place(db, file, offset);
        format!("{}:{line}:{column}", file.path(db))
    };
    let mut text = format!("{}: {}", at(it.file, it.range.start()), it.message);
    for label in &it.labels {
        text += &format!("\n{}: {}", at(label.file, label.range.start()), label.message);
    }
    if let Some(help) = &it.help {
        text += &format!("\nhelp: {help}");
    }
    text
}

/// `text` behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// `text` as a value before it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
        assert_eq!(data("a,b:c%\r\n"), "a,b:c%25%0D%0A");
    }
}
