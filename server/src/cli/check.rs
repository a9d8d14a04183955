//! `refwise check`: findings in files and folders.

mod base;
mod file;
mod progress;
mod report;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anstream::ColorChoice;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use refwise_analysis::render::Format;
use refwise_analysis::{Applicability, RootDb, Rule};
use refwise_syntax::PythonVersion;

use super::output::{is_closed_pipe, tell};
use super::{Status, jobs};
use crate::settings::{self, Project};
use crate::workspace::{self, Problem};
use base::Base;
use file::{Checker, Input, Options, Outcome};
use progress::Progress;
use report::Report;

/// How the examples of the help text look.
const EXAMPLES: &str = "\
Examples:
  refwise check                                  the current folder
  refwise check src tests/conftest.py            a folder and a file
  refwise check --output-format json src         for programs
  refwise check --ignore eq-none,eq-bool --fix   mend what can be mended safely
  git show HEAD:setup.py | refwise check -       standard input

Exit codes: 0 nothing found, 1 findings, 2 something could not be checked.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Files and folders to check; `-` is standard input
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// How findings are printed
    #[arg(long, value_name = "FORMAT", default_value = "full", value_parser = format_parser())]
    output_format: Format,
    /// The oldest Python that the code must run on, 3.8 to 3.14
    #[arg(long, value_name = "VERSION")]
    target_version: Option<PythonVersion>,
    /// Look for these rules only
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = settings::rule)]
    select: Vec<&'static Rule>,
    /// Do not look for these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = settings::rule)]
    ignore: Vec<&'static Rule>,
    /// Print hints too; those of rules that `--select` names are printed anyway
    #[arg(long)]
    hints: bool,
    /// Leave out paths that match, as in .gitignore
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    exclude: Vec<String>,
    /// Read no pyproject.toml
    #[arg(long)]
    isolated: bool,
    /// Apply the safe fixes
    #[arg(long)]
    fix: bool,
    /// Apply the fixes that want a look as well
    #[arg(long, requires = "fix")]
    unsafe_fixes: bool,
    /// Exit with 0 even if there are findings
    #[arg(long)]
    exit_zero: bool,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: clap::ColorChoice,
    /// Print findings and failures only
    #[arg(short, long)]
    quiet: bool,
    /// How many threads to use [default: as many as there are processors]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str)).try_map(|it| it.parse::<Format>())
}

/// Checks what `args` name.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    if args.fix && args.paths.iter().any(|it| is_stdin(it)) {
        anyhow::bail!("`--fix` writes files; it cannot mend standard input");
    }
    let mut progress = Progress::new(args.quiet);
    let Work { inputs, bases, problems } = find(args, &progress)?;
    let mut report = Report::new(args.output_format);
    for problem in &problems {
        report.problem(problem);
    }
    progress.start(inputs.len());
    let options = Options {
        format: args.output_format,
        in_colour: in_colour(args.color),
        fix: args.fix.then_some(match args.unsafe_fixes {
            true => Applicability::Unsafe,
            false => Applicability::Safe,
        }),
    };
    let outcome = check_all(&inputs, &bases, &options, n_threads(args), |result| {
        let is_silent = matches!(&result, Ok(it) if it.n_findings == 0);
        let taken = match is_silent {
            true => report.take(&result),
            false => progress.aside(|| report.take(&result)),
        };
        progress.step();
        taken
    });
    progress.finish();
    let status = status(&report, args.exit_zero);
    match outcome.and_then(|()| report.finish()) {
        Ok(summary) if !args.quiet => tell(summary),
        Ok(_) => {}
        Err(error) if is_closed_pipe(&error) => {}
        Err(error) => return Err(error),
    }
    Ok(status)
}

/// How many bytes of source are checked before trees are forgotten: a tree that is wanted again has
/// to be made again, but one byte of source becomes two dozen of trees and bodies.
const BATCH: u64 = 4 << 20;

/// Checks `inputs` and hands the outcomes to `take`, in their order, until it fails.
fn check_all(
    inputs: &[Input],
    bases: &[Base],
    options: &Options,
    n_threads: usize,
    mut take: impl FnMut(Result<Outcome, Problem>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut dbs = base::databases(inputs, bases, options.fix.is_some());
    for batch in batches(inputs) {
        let mut outcome = Ok(());
        let mut to_mend = Vec::new();
        // A handle may go to another thread, not be looked at by two.
        let handles = Mutex::new(dbs.clone());
        let worker = || {
            let handles = handles.lock().expect("cloning does not panic").clone();
            let checker = Checker::new(options, bases, handles);
            move |it: &Input| checker.check(it)
        };
        jobs::in_order(batch, n_threads, worker, |result| {
            // Files are mended when no other thread looks at them.
            if options.fix.is_some() {
                to_mend.push(result);
                return ControlFlow::Continue(());
            }
            outcome = take(result);
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        drop(handles);
        outcome?;
        for (input, result) in batch.iter().zip(to_mend) {
            let (db, hints) = (&mut dbs[input.base], bases[input.base].hints);
            take(result.and_then(|it| file::mend(it, db, input, hints, options)))?;
        }
        dbs.iter_mut().for_each(RootDb::forget_trees);
    }
    // The process ends, and the system takes all memory back at once.
    std::mem::forget(dbs);
    Ok(())
}

/// `inputs` in pieces of about [`BATCH`] bytes.
fn batches(inputs: &[Input]) -> Vec<&[Input]> {
    let mut batches = Vec::new();
    let (mut start, mut n_bytes) = (0, 0);
    for (idx, input) in inputs.iter().enumerate() {
        n_bytes += input.len();
        if n_bytes >= BATCH || idx + 1 == inputs.len() {
            batches.push(&inputs[start..=idx]);
            (start, n_bytes) = (idx + 1, 0);
        }
    }
    batches
}

fn status(report: &Report, exit_zero: bool) -> Status {
    match () {
        () if report.n_problems() > 0 => Status::Failed,
        () if report.n_findings > 0 && !exit_zero => Status::Findings,
        () => Status::Clean,
    }
}

fn n_threads(args: &Args) -> usize {
    let default = || std::thread::available_parallelism().map_or(1, usize::from);
    args.jobs.map_or_else(default, usize::from)
}

fn in_colour(choice: clap::ColorChoice) -> bool {
    match choice {
        clap::ColorChoice::Always => true,
        clap::ColorChoice::Never => false,
        clap::ColorChoice::Auto => {
            anstream::AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
        }
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// What is to be checked, in the order of the paths, and what cannot be.
#[derive(Default)]
struct Work {
    inputs: Vec<Input>,
    bases: Vec<Base>,
    problems: Vec<Problem>,
}

fn find(args: &Args, progress: &Progress) -> anyhow::Result<Work> {
    let here = settings::exclude_here(&args.exclude)?;
    let mut work = Work::default();
    for path in &args.paths {
        let project = project(args, path)?;
        let exclude = [project.exclude.clone(), here.clone()];
        let base = Base::new(project, if is_stdin(path) { Path::new(".") } else { path });
        let base = base::index_of(&mut work.bases, base);
        if is_stdin(path) {
            work.inputs.push(Input { path: None, base });
            continue;
        }
        let found = workspace::find(path, &exclude, |n| progress.found(n));
        work.problems.extend(found.problems);
        work.inputs.extend(found.files.into_iter().map(|it| Input { path: Some(it), base }));
    }
    work.inputs.sort_by(|a, b| a.path.cmp(&b.path));
    work.inputs.dedup_by(|a, b| a.path == b.path);
    work.problems.sort_by_key(Problem::to_string);
    Ok(work)
}

/// The choices for what is found at `path`: those of the command line before those of the project.
fn project(args: &Args, path: &Path) -> anyhow::Result<Project> {
    let mut project = match args.isolated {
        true => Project::default(),
        false => settings::find(if is_stdin(path) { Path::new(".") } else { path })?,
    };
    let chosen = &mut project.settings;
    chosen.target = args.target_version.unwrap_or(chosen.target);
    if !args.select.is_empty() {
        chosen.rules.disable_all();
        args.select.iter().for_each(|it| chosen.rules.enable(it));
    }
    args.ignore.iter().for_each(|it| chosen.rules.disable(it));
    project.hints |= args.hints || !args.select.is_empty();
    Ok(project)
}
