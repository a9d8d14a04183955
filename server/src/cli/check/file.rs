//! One file: read, checked, mended, rendered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use refwise_analysis::diagnostic::SYNTAX_ERROR;
use refwise_analysis::fix::apply_fixes;
use refwise_analysis::render::{self, Format};
use refwise_analysis::{
    Applicability, Change, Diagnostic, File, Fix, RootDb, Severity, line_index,
};
use refwise_syntax::SyntaxError;

use super::base::Base;
use crate::loader::Disk;
use crate::source::Source;
use crate::workspace::{self, Problem};

/// A file to check.
#[derive(Debug)]
pub(super) struct Input {
    /// Where it is; `None` is standard input.
    pub(super) path: Option<PathBuf>,
    /// Which of the run's bases holds what was chosen for it.
    pub(super) base: usize,
}

impl Input {
    fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new("<stdin>"))
    }

    /// How many bytes are in it, as far as the system tells.
    pub(super) fn len(&self) -> u64 {
        let found = self.path.as_ref().and_then(|it| std::fs::metadata(it).ok());
        found.map_or(0, |it| it.len())
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
    /// What is to be mended.
    found: Vec<Diagnostic>,
}

/// Checks one file after the other.
pub(super) struct Checker<'a> {
    options: &'a Options,
    bases: &'a [Base],
    /// A handle of each base's database.
    dbs: Vec<RootDb>,
}

/// How often a file is mended and checked again before its fixes are taken for unending.
const ROUNDS: usize = 20;

impl Checker<'_> {
    pub(super) fn new<'a>(
        options: &'a Options,
        bases: &'a [Base],
        dbs: Vec<RootDb>,
    ) -> Checker<'a> {
        Checker { options, bases, dbs }
    }

    /// Checks one file. A mistake of ours in it does not end the run.
    pub(super) fn check(&self, input: &Input) -> Result<Outcome, Problem> {
        survive(input, || self.try_check(input))
    }

    fn try_check(&self, input: &Input) -> Result<Outcome, Problem> {
        let path = workspace::display(input.path());
        let base = &self.bases[input.base];
        let db = &self.dbs[input.base];
        let file = input.path.as_ref().and_then(|_| db.load(&path));
        let Some(file) = file else { return self.check_apart(input, &path) };
        let found = findings(db, file, base.hints);
        if self.options.fix.is_some_and(|it| can_be_mended(&found, it)) {
            return Ok(Outcome { found, ..Outcome::default() });
        }
        Ok(self.options.outcome(db, &found, 0))
    }

    /// Checks what the database does not load: standard input, and what cannot be read or decoded.
    fn check_apart(&self, input: &Input, path: &str) -> Result<Outcome, Problem> {
        let source = input.read()?;
        let base = &self.bases[input.base];
        let mut db = base.database(Arc::new(Disk::default()));
        let file = hold(&mut db, path, source.text);
        let found = match source.refused {
            Some(refused) => vec![refusal(&db, file, &refused)],
            None => findings(&db, file, base.hints),
        };
        Ok(self.options.outcome(&db, &found, 0))
    }
}

/// Mends what `checked` says, and writes the file if that succeeds.
pub(super) fn mend(
    checked: Outcome,
    db: &mut RootDb,
    input: &Input,
    hints: bool,
    options: &Options,
) -> Result<Outcome, Problem> {
    match (options.fix, &input.path) {
        (Some(fix), Some(path)) if !checked.found.is_empty() => survive(input, || {
            let (found, n_fixed) = apply(checked.found, db, path, hints, fix)?;
            Ok(options.outcome(db, &found, n_fixed))
        }),
        _ => Ok(checked),
    }
}

/// Applies fixes until there are no more, and writes the file if any was.
fn apply(
    mut found: Vec<Diagnostic>,
    db: &mut RootDb,
    path: &Path,
    hints: bool,
    fix: Applicability,
) -> Result<(Vec<Diagnostic>, usize), Problem> {
    let source = workspace::read(path)?;
    let shown = workspace::display(path);
    let mut n_fixed = 0;
    let mut text = source.text;
    let is_read = db.load(&shown).is_some_and(|it| it.text(db) == text);
    if !source.is_utf8 || !is_read {
        return Ok((found, 0));
    }
    for _ in 0..ROUNDS {
        if !can_be_mended(&found, fix) {
            break;
        }
        let fixes: Vec<&Fix> = found.iter().filter_map(|it| fix_of(it, fix)).collect();
        let fixed = apply_fixes(&text, &fixes);
        let file = hold(db, &shown, fixed.text.clone());
        let after = findings(db, file, hints);
        if after.iter().any(|it| it.rule == SYNTAX_ERROR) {
            // No fix may break a file; what was mended before stays.
            let file = hold(db, &shown, text.clone());
            found = findings(db, file, hints);
            break;
        }
        n_fixed += fixed.n_applied;
        (text, found) = (fixed.text, after);
    }
    if n_fixed > 0 {
        workspace::write(path, &text)?;
    }
    Ok((found, n_fixed))
}

/// What is to say about a file, without hints where they are only for editors.
fn findings(db: &RootDb, file: File, hints: bool) -> Vec<Diagnostic> {
    let found = refwise_analysis::check(db, file).iter();
    found.filter(|it| hints || it.severity != Severity::Hint).cloned().collect()
}

/// The only finding of a file that cannot be decoded.
fn refusal(db: &RootDb, file: File, refused: &SyntaxError) -> Diagnostic {
    Diagnostic {
        rule: SYNTAX_ERROR,
        severity: Severity::Error,
        file,
        range: refused.range,
        message: refused.message(line_index(db, file)),
        help: None,
        labels: Vec::new(),
        fixes: Vec::new(),
        tags: Vec::new(),
    }
}

fn hold(db: &mut RootDb, path: &str, text: String) -> File {
    Change::new().set_text(path, text).apply(db);
    db.file(path).expect("the change has set it")
}

/// Does `work`; a panic costs only this file.
fn survive(
    input: &Input,
    work: impl FnOnce() -> Result<Outcome, Problem>,
) -> Result<Outcome, Problem> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Problem::new(input.path(), "refwise failed here; please report it"))
    })
}

impl Options {
    fn outcome(&self, db: &RootDb, found: &[Diagnostic], n_fixed: usize) -> Outcome {
        if found.is_empty() {
            return Outcome { n_fixed, ..Outcome::default() };
        }
        Outcome {
            rendered: render::part(db, found, self.format, self.in_colour),
            n_findings: found.len(),
            n_fixable: found.iter().filter_map(|it| fix_of(it, Applicability::Safe)).count(),
            n_fixed,
            found: Vec::new(),
        }
    }
}

/// Is there a fix, in a file that Python takes?
fn can_be_mended(found: &[Diagnostic], fix: Applicability) -> bool {
    found.iter().any(|it| fix_of(it, fix).is_some())
        && !found.iter().any(|it| it.rule == SYNTAX_ERROR)
}

/// The first fix of a finding that may be applied.
fn fix_of(found: &Diagnostic, at_most: Applicability) -> Option<&Fix> {
    found.fixes.iter().find(|it| it.applicability <= at_most)
}
