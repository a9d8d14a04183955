//! The command line: which subcommands and options there are, and what their exit codes mean.

mod ast;
mod check;
mod compile;
mod completions;
mod dis;
mod explain;
mod input;
mod jobs;
mod output;
mod refusal;
mod rule;
mod run;
mod server;
mod symtable;
mod tree;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use compile::code_object;
pub(crate) use jobs::STACK_SIZE;
pub(crate) use refusal::refusal;
pub(crate) use tree::tree;

/// Reads Python as CPython does, and finds what its objects will surprise you with.
#[derive(Debug, Parser)]
#[command(name = "refwise", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// What to do; each arm is a file in `cli/`.
#[derive(Debug, Subcommand)]
enum Command {
    /// Check Python files and folders
    Check(check::Args),
    /// Print the abstract syntax tree, as `python3.13 -m ast` does
    Ast(ast::Args),
    /// Print the symbol tables, as `python3.13 -m symtable` does
    Symtable(symtable::Args),
    /// Print the bytecode of CPython 3.13, as `python3.13 -m dis` does
    Dis(dis::Args),
    /// Run a program on refwise's own machine, as `python3.13` would
    Run(run::Args),
    /// Write `.pyc` files for CPython 3.13, as `python3.13 -m compileall` does
    Compile(compile::Args),
    /// Print the lossless tree: every token, every blank
    Tree(tree::Args),
    /// Tell what is known of the objects at a place
    Explain(explain::Args),
    /// Explain a rule, or list the rules
    Rule(rule::Args),
    /// Speak the language server protocol over standard input and output
    Server,
    /// Print a completion script for a shell
    Completions(completions::Args),
}

/// How a run ended; the numbers are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Nothing to say.
    Clean,
    /// There are findings.
    Findings,
    /// Something could not be done.
    Failed,
    /// A program that was run asked for this exit code.
    Code(u8),
}

impl Status {
    fn code(self) -> u8 {
        match self {
            Status::Clean => 0,
            Status::Findings => 1,
            Status::Failed => 2,
            Status::Code(it) => it,
        }
    }
}

/// Runs the subcommand and tells failures on standard error.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let outcome = match cli.command {
        Command::Check(args) => check::run(&args),
        Command::Ast(args) => ast::run(&args),
        Command::Symtable(args) => symtable::run(&args),
        Command::Dis(args) => dis::run(&args),
        Command::Run(args) => run::run(&args),
        Command::Compile(args) => compile::run(&args),
        Command::Tree(args) => tree::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rule(args) => rule::run(&args),
        Command::Server => server::run(),
        Command::Completions(args) => completions::run(&args),
    };
    let status = outcome.unwrap_or_else(|error| {
        if output::is_closed_pipe(&error) {
            return Status::Clean;
        }
        output::tell(format_args!("refwise: {error:#}"));
        Status::Failed
    });
    ExitCode::from(status.code())
}
