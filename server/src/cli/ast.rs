//! `refwise ast FILE`: the abstract syntax tree as `python3.13 -m ast` prints it.

use std::path::PathBuf;

use refwise_syntax::dump::{Options, dump};
use refwise_syntax::{first_reported, parse};

use super::output::{print, tell};
use super::refusal::refusal;
use super::{Status, input};

/// How the examples of the help text look.
const EXAMPLES: &str = "\
Example:
  echo 'x = 1' | refwise ast -a -";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The file to read; `-` is standard input
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Show where each node stands: lines from one, columns from zero in bytes
    #[arg(short = 'a', long)]
    include_attributes: bool,
    /// How far each level is indented
    #[arg(short, long, default_value_t = 3)]
    indent: usize,
    /// Take `# type:` comments for comments
    #[arg(long)]
    no_type_comments: bool,
}

/// Prints the tree, or the error for which CPython has none.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let (name, source) = input::read(&args.file)?;
    let parse = parse(&source.text);
    let options = Options {
        include_attributes: args.include_attributes,
        indent: args.indent,
        type_comments: !args.no_type_comments,
    };
    let dumped = match source.refused.as_ref().or(first_reported(parse.errors())) {
        Some(error) => Err(error.clone()),
        None => dump(&parse.file(), &source.text, options),
    };
    match dumped {
        Ok(text) => {
            print(&text)?;
            print("\n")?;
            Ok(Status::Clean)
        }
        Err(error) => {
            tell(refusal(&name, &source.text, &error));
            Ok(Status::Findings)
        }
    }
}
