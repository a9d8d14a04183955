//! One line for each finding.

use anstyle::{AnsiColor, Style};

use crate::db::Db;
use crate::diagnostic::{Diagnostic, Severity};
use crate::render::place;

pub(super) fn render(db: &dyn Db, it: &Diagnostic, in_colour: bool) -> String {
    let (line, column) = place(db, it.file, it.range.start());
    let path = it.file.path(db);
    let (severity, rule, message) = (it.severity, it.rule, &it.message);
    if !in_colour {
        return format!("{path}:{line}:{column}: {severity}[{rule}] {message}\n");
    }
    let (bold, tint) = (Style::new().bold(), tint(severity));
    format!("{bold}{path}{bold:#}:{line}:{column}: {tint}{severity}[{rule}]{tint:#} {message}\n")
}

fn tint(severity: Severity) -> Style {
    let colour = match severity {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::BrightBlue,
        Severity::Hint => AnsiColor::BrightCyan,
    };
    colour.on_default().bold()
}
