//! One file: read, checked, mended, rendered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use refwise_analysis::diagnostic::SYNTAX_ERROR;
use refwise_analysis::fix::apply_fixes;
use refwise_analysis::render::{self, Format};
use refwise_analysis::{
    Applicability, Change, Diagnostic, File, Fix, RootDb, Settings, Severity, line_index,
};
use refwise_syntax::SyntaxError;

use crate::settings::Project;
use crate::source::Source;
use crate::workspace::{self, Problem};

/// A file to check.
#[derive(Debug)]
pub(super) struct Input {
    /// Where it is; `None` is standard input.
    pub(super) path: Option<PathBuf>,
    /// What was chosen for it.
    pub(super) project: Arc<Project>,
}

impl Input {
    fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new("<stdin>"))
    }

    fn read(&self) -> Result<Source, Problem> {
        match &self.path {
            Some(path) => workspace::read(path),
            None => workspace::read_stdin(),
        }
    }
}

/// What to do with what is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    pub(super) format: Format,
    pub(super) in_colour: bool,
    /// The fixes to apply, if any.
    pub(super) fix: Option<Applicability>,
}

/// What was found in a file.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) rendered: render::Part,
    pub(super) n_findings: usize,
    /// How many of the findings `--fix` would mend.
    pub(super) n_fixable: usize,
    /// How many others it has mended.
    pub(super) n_fixed: usize,
}

/// Checks one file after the other.
pub(super) struct Checker<'a> {
    options: &'a Options,
    /// Begun anew for each file: what is in a database stays there, and memory that was just freed
    /// is the fastest to be had.
    db: RootDb,
}

/// How often a file is mended and checked again before its fixes are taken for unending.
const ROUNDS: usize = 20;

impl Checker<'_> {
    pub(super) fn new(options: &Options) -> Checker<'_> {
        Checker { options, db: RootDb::default() }
    }

    /// Checks one file. A mistake of ours in it does not end the run.
    pub(super) fn check(&mut self, input: &Input) -> Result<Outcome, Problem> {
        self.db = RootDb::default();
        let checked = catch_unwind(AssertUnwindSafe(|| self.try_check(input)));
        checked.unwrap_or_else(|_| {
            Err(Problem::new(input.path(), "refwise failed here; please report it"))
        })
    }

    fn try_check(&mut self, input: &Input) -> Result<Outcome, Problem> {
        let source = input.read()?;
        let path = workspace::display(input.path());
        if let Some(refused) = source.refused {
            return Ok(self.refuse(&path, source.text, &refused));
        }
        let project = &input.project;
        match (self.options.fix, &input.path) {
            (Some(fix), Some(file)) if source.is_utf8 => {
                self.mend(&path, file, source.text, project, fix)
            }
            _ => {
                let (_, found) = self.find(&path, source.text, project);
                Ok(self.outcome(&found, 0))
            }
        }
    }

    /// The only finding of a file that cannot be decoded.
    fn refuse(&mut self, path: &str, text: String, refused: &SyntaxError) -> Outcome {
        let file = self.hold(path, text, None);
        let message = refused.message(line_index(&self.db, file));
        let found = Diagnostic {
            rule: SYNTAX_ERROR,
            severity: Severity::Error,
            file,
            range: refused.range,
            message,
            help: None,
            labels: Vec::new(),
            fixes: Vec::new(),
            tags: Vec::new(),
        };
        self.outcome(&[found], 0)
    }

    /// Applies fixes until there are no more, and writes the file if any was.
    fn mend(
        &mut self,
        path: &str,
        file: &Path,
        mut text: String,
        project: &Project,
        fix: Applicability,
    ) -> Result<Outcome, Problem> {
        let mut n_fixed = 0;
        let (_, mut found) = self.find(path, text.clone(), project);
        for _ in 0..ROUNDS {
            let fixes: Vec<&Fix> = found.iter().filter_map(|it| fix_of(it, fix)).collect();
            if fixes.is_empty() || found.iter().any(|it| it.rule == SYNTAX_ERROR) {
                break;
            }
            let fixed = apply_fixes(&text, &fixes);
            let (_, after) = self.find(path, fixed.text.clone(), project);
            if after.iter().any(|it| it.rule == SYNTAX_ERROR) {
                // No fix may break a file; what was mended before stays.
                (_, found) = self.find(path, text.clone(), project);
                break;
            }
            n_fixed += fixed.n_applied;
            (text, found) = (fixed.text, after);
        }
        if n_fixed > 0 {
            workspace::write(file, &text)?;
        }
        Ok(self.outcome(&found, n_fixed))
    }

    /// What is to say about `text`, without hints where they are only for editors.
    fn find(&mut self, path: &str, text: String, project: &Project) -> (File, Vec<Diagnostic>) {
        let file = self.hold(path, text, Some(&project.settings));
        let found = refwise_analysis::check(&self.db, file).iter();
        let is_shown = |it: &&Diagnostic| project.hints || it.severity != Severity::Hint;
        (file, found.filter(is_shown).cloned().collect())
    }

    fn hold(&mut self, path: &str, text: String, settings: Option<&Settings>) -> File {
        let mut change = Change::new().set_text(path, text);
        if let Some(settings) = settings {
            change = change.set_settings(settings.clone());
        }
        change.apply(&mut self.db);
        self.db.file(path).expect("the change has set it")
    }

    fn outcome(&self, found: &[Diagnostic], n_fixed: usize) -> Outcome {
        if found.is_empty() {
            return Outcome { n_fixed, ..Outcome::default() };
        }
        Outcome {
            rendered: render::part(&self.db, found, self.options.format, self.options.in_colour),
            n_findings: found.len(),
            n_fixable: found.iter().filter_map(|it| fix_of(it, Applicability::Safe)).count(),
            n_fixed,
        }
    }
}

/// The first fix of a finding that may be applied.
fn fix_of(found: &Diagnostic, at_most: Applicability) -> Option<&Fix> {
    found.fixes.iter().find(|it| it.applicability <= at_most)
}
