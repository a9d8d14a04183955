//! The command line: which subcommands and options there are, and what their exit codes mean.

mod completions;
mod server;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The arguments of the program.
#[derive(Debug, Parser)]
#[command(name = "refwise", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What to do; each arm is a file in `cli/`.
#[derive(Debug, Subcommand)]
enum Command {
    /// Speak the language server protocol over standard input and output
    Server,
    /// Print a completion script for a shell
    Completions(completions::Args),
}

/// How a run ended; the numbers are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Nothing to say.
    Clean = 0,
    /// There are findings.
    Findings = 1,
    /// Something could not be done.
    Failed = 2,
}

/// Runs the subcommand and tells failures on standard error.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let outcome = match cli.command {
        Command::Server => server::run(),
        Command::Completions(args) => completions::run(&args),
    };
    let status = outcome.unwrap_or_else(|error| {
        eprintln!("refwise: {error:#}");
        Status::Failed
    });
    ExitCode::from(status as u8)
}
