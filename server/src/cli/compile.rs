//! `refwise compile`: `.pyc` files that CPython 3.13 imports.
//!
//! What is written where, and what counts as up to date, is as in `compileall` and `py_compile`
//! (Lib/compileall.py, Lib/py_compile.py, CPython 3.13.0).

mod target;
mod walk;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::bail;
use refwise_syntax::{LineIndex, SyntaxError, TextSize, first_reported, parse, repr};
use refwise_vm::code::CodeObject;
use refwise_vm::compile;

use super::output::{print, tell};
use super::refusal::refusal;
use super::{Status, jobs};
use crate::source::Source;
use crate::workspace::{self, Problem};
use target::{Target, Validate};

/// How the examples of the help text look.
const EXAMPLES: &str = "\
Examples:
  refwise compile src                   into the folders `__pycache__` below `src`
  refwise compile main.py -o main.pyc   one file

Exit codes: 0 all is compiled or was up to date, 1 CPython refuses a file, 2 something could not be
read or written.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Files and folders to compile
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Where to write the bytecode of one file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Compile what is up to date, too
    #[arg(short, long)]
    force: bool,
    /// Say nothing of what is done
    #[arg(short, long)]
    quiet: bool,
    /// 1 leaves assertions out, 2 docstrings too
    #[arg(long, value_name = "LEVEL", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=2))]
    optimize: u8,
    /// How an import finds out whether the source has changed; the default is `timestamp`, or
    /// `checked-hash` if SOURCE_DATE_EPOCH is set
    #[arg(long, value_name = "MODE")]
    invalidation_mode: Option<Validate>,
}

/// Compiles everything, and goes on behind what cannot be compiled.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let found = walk::find(&args.paths);
    if args.output.is_some() && !matches!(&args.paths[..], [path] if path.is_file()) {
        bail!("`--output` is for one file");
    }
    let mut status = Status::Clean;
    for problem in &found.problems {
        tell(problem);
        status = Status::Failed;
    }
    let n_threads = thread::available_parallelism().map_or(1, usize::from);
    let worker = || |path: &PathBuf| compile_file(path, args);
    let mut closed = None;
    jobs::in_order(&found.files, n_threads.min(found.files.len()).max(1), worker, |done| {
        let (outcome, path) = done;
        status = status.max(outcome.tell());
        let is_told = matches!(outcome, Outcome::Written) && !args.quiet;
        match if is_told { print(&compiling(&path)) } else { Ok(()) } {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                closed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    closed.map_or(Ok(status), |error| Err(error.into()))
}

/// The code object of a module, or CPython's error for it. `name` becomes `co_filename`.
pub(crate) fn code_object(
    name: &str,
    source: &Source,
    optimize: u8,
) -> Result<CodeObject, SyntaxError> {
    if let Some(error) = &source.refused {
        return Err(error.clone());
    }
    // CPython does not count a byte order mark among the columns.
    let text = source.text.trim_start_matches('\u{feff}');
    let n_hidden = TextSize::of(&*source.text) - TextSize::of(text);
    let (parse, lines) = (parse(text), LineIndex::new(text));
    compile::module(&parse, &lines, name, optimize.into()).map_err(|errors| {
        let mut error = first_reported(&errors).cloned().expect("refused for a reason");
        error.range += n_hidden;
        error
    })
}

/// What became of a file.
enum Outcome {
    UpToDate,
    Written,
    /// What Python's traceback says.
    Refused(String),
    Failed(Problem),
}

impl Outcome {
    /// Tells what went wrong.
    fn tell(&self) -> Status {
        match self {
            Outcome::UpToDate | Outcome::Written => Status::Clean,
            Outcome::Refused(text) => {
                tell(text);
                Status::Findings
            }
            Outcome::Failed(problem) => {
                tell(problem);
                Status::Failed
            }
        }
    }
}

fn compile_file(path: &Path, args: &Args) -> (Outcome, PathBuf) {
    (compile_one(path, args).unwrap_or_else(Outcome::Failed), path.to_owned())
}

fn compile_one(path: &Path, args: &Args) -> Result<Outcome, Problem> {
    let target = Target::new(path, args.output.as_deref(), args.optimize)?;
    if args.output.is_none() && !args.force && target.is_up_to_date() {
        return Ok(Outcome::UpToDate);
    }
    let bytes = workspace::read_bytes(path)?;
    let validation = target.validation(args.invalidation_mode, &bytes);
    let source = workspace::decode(path, bytes)?;
    let name = path.to_string_lossy();
    match code_object(&name, &source, args.optimize) {
        Ok(code) => target.write(validation, code).map(|()| Outcome::Written),
        Err(error) => Ok(Outcome::Refused(refusal(&name, &source.text, &error))),
    }
}

/// As `compileall` says it.
fn compiling(path: &Path) -> String {
    let mut line = "Compiling ".to_string();
    repr::write_str(&path.to_string_lossy(), &mut line);
    line + "...\n"
}
