//! What the run as a whole has to say.

use refwise_analysis::render::Format;

use super::file::Outcome;
use crate::cli::output::{print, tell};
use crate::workspace::Problem;

/// Prints results as they come, and counts.
pub(super) struct Report {
    format: Format,
    n_files: usize,
    n_files_with_findings: usize,
    n_fixed: usize,
    n_fixable: usize,
    /// How many findings were printed.
    pub(super) n_findings: usize,
    /// How many files and folders could not be checked.
    pub(super) n_problems: usize,
}

impl Report {
    pub(super) fn new(format: Format) -> Report {
        Report {
            format,
            n_files: 0,
            n_files_with_findings: 0,
            n_fixed: 0,
            n_fixable: 0,
            n_findings: 0,
            n_problems: 0,
        }
    }

    /// Tells what could not be checked.
    pub(super) fn problem(&mut self, problem: &Problem) {
        self.n_problems += 1;
        tell(format_args!("refwise: {problem}"));
    }

    /// Prints what was found in a file.
    pub(super) fn take(&mut self, outcome: &Result<Outcome, Problem>) -> anyhow::Result<()> {
        let found = match outcome {
            Ok(found) => found,
            Err(problem) => {
                self.problem(problem);
                return Ok(());
            }
        };
        self.n_files += 1;
        self.n_fixed += found.n_fixed;
        if found.n_findings == 0 {
            return Ok(());
        }
        let is_first = self.n_findings == 0;
        self.n_files_with_findings += 1;
        self.n_findings += found.n_findings;
        self.n_fixable += found.n_fixable;
        match self.format {
            Format::Json => print(&json_part(&found.rendered, is_first))?,
            Format::Full | Format::Concise => print(&found.rendered)?,
        }
        Ok(())
    }

    /// Prints what ends the list of findings.
    pub(super) fn finish(&self) -> anyhow::Result<()> {
        if self.format == Format::Json {
            print(if self.n_findings == 0 { "[]\n" } else { "\n]\n" })?;
        }
        Ok(())
    }

    /// The run in one line.
    pub(super) fn summary(&self) -> String {
        let files = |n| count(n, "file", "files");
        let checked = match (self.n_findings, self.n_files) {
            (0, 0) if self.n_problems > 0 => String::new(),
            (0, 0) => "No Python files found.".to_owned(),
            (0, n) if self.n_problems > 0 => format!("Found nothing in {}.", files(n)),
            (0, n) => format!("All checks passed! ({} checked)", files(n)),
            (found, n) => format!(
                "Found {} in {} ({n} checked).",
                count(found, "finding", "findings"),
                files(self.n_files_with_findings)
            ),
        };
        let mut line = checked;
        if self.n_problems > 0 {
            line += &format!(" Could not check {}.", count(self.n_problems, "path", "paths"));
        }
        if self.n_fixed > 0 {
            line += &format!(" Fixed {}.", count(self.n_fixed, "finding", "findings"));
        }
        if self.n_fixable > 0 {
            line += &format!(" {} fixable with `--fix`.", self.n_fixable);
        }
        line.trim_start().to_owned()
    }
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The elements of the JSON array `rendered`, as the next ones of the one array of the run.
fn json_part(rendered: &str, is_first: bool) -> String {
    let inner = rendered.trim_end();
    let inner = inner.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(inner);
    let open = if is_first { "[" } else { "," };
    format!("{open}{}", inner.trim_end())
}
