//! `refwise dis FILE`: bytecode as `python3.13 -m dis` prints it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use refwise_vm::code::CodeObject;
use refwise_vm::dis::{Options, dis};
use refwise_vm::pyc;

use super::compile::code_object;
use super::output::{print, tell};
use super::refusal::refusal;
use super::{Status, input};

/// How the examples of the help text look.
const EXAMPLES: &str = "\
Example:
  echo 'print(1 + 1)' | refwise dis -

The bytecode is that of CPython 3.13. Addresses are zeros, and sets stand in the order that
PYTHONHASHSEED=0 gives them: both change from run to run of Python.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The file to compile, or a `.pyc` file; `-` is standard input
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Show the inline caches
    #[arg(short = 'C', long)]
    show_caches: bool,
    /// Show where each instruction stands
    #[arg(short = 'O', long)]
    show_offsets: bool,
}

/// Prints the instructions, or the error for which CPython has none.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let options = Options { show_caches: args.show_caches, show_offsets: args.show_offsets };
    let code = match args.file.extension() == Some(OsStr::new("pyc")) {
        true => written(&args.file)?,
        false => match compiled(&args.file)? {
            Some(code) => Arc::new(code),
            None => return Ok(Status::Findings),
        },
    };
    print(&dis(&code, options))?;
    Ok(Status::Clean)
}

/// The code object that CPython, or `refwise compile`, has written.
fn written(path: &Path) -> anyhow::Result<Arc<CodeObject>> {
    let name = path.display();
    let bytes = fs::read(path).with_context(|| name.to_string())?;
    Ok(pyc::read(&bytes).with_context(|| name.to_string())?.code)
}

/// The code object of a source file; `None`, with a word on it, where CPython refuses it.
fn compiled(path: &Path) -> anyhow::Result<Option<CodeObject>> {
    let (_, source) = input::read(path)?;
    // As it was given: it becomes `co_filename`.
    let name = if path.as_os_str() == "-" { "<stdin>".into() } else { path.to_string_lossy() };
    match code_object(&name, &source, 0) {
        Ok(code) => Ok(Some(code)),
        Err(error) => {
            tell(refusal(&name, &source.text, &error));
            Ok(None)
        }
    }
}
