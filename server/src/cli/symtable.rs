//! `refwise symtable FILE`: the scopes as `python3.13 -m symtable` prints them.

use std::path::PathBuf;

use refwise_syntax::parse;
use refwise_syntax::symtable::symbol_table;

use super::output::{print, tell};
use super::refusal::{first, refusal};
use super::{Status, input};

/// How the examples of the help text look.
const EXAMPLES: &str = "\
Example:
  echo 'def f(a): return lambda: a' | refwise symtable -

Symbols come in the order in which they first appear; CPython's own order varies.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The file to read; `-` is standard input
    #[arg(default_value = "-")]
    file: PathBuf,
}

/// Prints the symbol tables, or the error for which CPython has none.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let (name, source) = input::read(&args.file)?;
    let parse = parse(&source.text);
    let table = symbol_table(&parse.file());
    if let Some(error) = source.refused.as_ref().or(first(parse.errors(), table.errors())) {
        tell(refusal(&name, &source.text, error));
        return Ok(Status::Findings);
    }
    print(&table.print(&name))?;
    Ok(Status::Clean)
}
