//! The program `refwise`: reads the command line and hands over to the subcommand.
//!
//! Everything that touches the world (files, streams, the editor's wire, threads) is in this crate;
//! what is said about Python is in the crates below it.

mod backend;
mod cli;
mod source;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    cli::run(cli::Cli::parse())
}
