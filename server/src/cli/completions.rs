//! `refwise completions SHELL`: a script that teaches a shell the command line.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Status};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell to write for
    shell: Shell,
}

/// Prints the script.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "refwise", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(Status::Clean)
}
