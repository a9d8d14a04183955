//! What the run as a whole has to say.

use refwise_analysis::render::{Document, Format};

use super::file::Outcome;
use crate::cli::output::{print, tell};
use crate::workspace::Problem;

/// Prints results as they come, and counts.
pub(super) struct Report {
    document: Document,
    n_files: usize,
    n_files_with_findings: usize,
    n_fixed: usize,
    n_fixable: usize,
    /// How many findings were printed.
    pub(super) n_findings: usize,
    /// The files and folders that could not be checked, and why.
    problems: Vec<String>,
}

impl Report {
    pub(super) fn new(format: Format) -> Report {
        Report {
            document: Document::new(format, root()),
            n_files: 0,
            n_files_with_findings: 0,
            n_fixed: 0,
            n_fixable: 0,
            n_findings: 0,
            problems: Vec::new(),
        }
    }

    /// Tells what could not be checked.
    pub(super) fn problem(&mut self, problem: &Problem) {
        tell(format_args!("refwise: {problem}"));
        self.problems.push(problem.to_string());
    }

    /// How many files and folders could not be checked.
    pub(super) fn n_problems(&self) -> usize {
        self.problems.len()
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
        self.n_files_with_findings += 1;
        self.n_findings += found.n_findings;
        self.n_fixable += found.n_fixable;
        print(&self.document.add(&found.rendered))?;
        Ok(())
    }

    /// Prints what ends the document, and returns the run in one line.
    pub(super) fn finish(self) -> anyhow::Result<String> {
        let summary = self.summary();
        print(&self.document.end(&self.problems))?;
        Ok(summary)
    }

    /// The run in one line.
    fn summary(&self) -> String {
        let files = |n| count(n, "file", "files");
        let checked = match (self.n_findings, self.n_files) {
            (0, 0) if self.n_problems() > 0 => String::new(),
            (0, 0) => "No Python files found.".to_owned(),
            (0, n) if self.n_problems() > 0 => format!("Found nothing in {}.", files(n)),
            (0, n) => format!("All checks passed! ({} checked)", files(n)),
            (found, n) => format!(
                "Found {} in {} ({n} checked).",
                count(found, "finding", "findings"),
                files(self.n_files_with_findings)
            ),
        };
        let mut line = checked;
        if self.n_problems() > 0 {
            line += &format!(" Could not check {}.", count(self.n_problems(), "path", "paths"));
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

/// The URI of the current folder, in which relative paths begin.
fn root() -> Option<String> {
    let folder = std::env::current_dir().ok()?;
    let uri = crate::convert::uri(folder.to_str()?)?;
    Some(format!("{}/", uri.as_str().trim_end_matches('/')))
}
