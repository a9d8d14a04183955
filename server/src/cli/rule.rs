//! `refwise rule`: the pages of the rules.

use std::path::{Path, PathBuf};

use anyhow::Context;
use refwise_analysis::{Rule, rules};

use super::Status;
use super::output::print;
use crate::settings;

/// How the examples of the help text look.
const EXAMPLES: &str = "\
Examples:
  refwise rule                            a line for each rule
  refwise rule is-literal                 the page of a rule, in Markdown
  refwise rule --all --out docs/rules     a file for each rule";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The rule to explain, by name or code
    #[arg(value_parser = settings::rule, conflicts_with = "all")]
    name: Option<&'static Rule>,
    /// Explain all rules
    #[arg(long)]
    all: bool,
    /// Write each page to a file NAME.md in this folder instead
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints or writes the pages that `args` name; without a name, the list of rules.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let named = match args.name {
        Some(rule) => vec![rule],
        None if args.all || args.out.is_some() => rules::all().to_vec(),
        None => {
            print(&list())?;
            return Ok(Status::Clean);
        }
    };
    match &args.out {
        Some(folder) => write(folder, &named)?,
        None => print(&named.iter().map(|it| it.page()).collect::<Vec<_>>().join("\n"))?,
    }
    Ok(Status::Clean)
}

fn list() -> String {
    let width = rules::all().iter().map(|it| it.name.len()).max().unwrap_or(0);
    let line = |it: &&Rule| format!("{} {:width$}  {}\n", it.code, it.name, it.summary());
    rules::all().iter().map(line).collect()
}

fn write(folder: &Path, named: &[&Rule]) -> anyhow::Result<()> {
    let told = || folder.display().to_string();
    std::fs::create_dir_all(folder).with_context(told)?;
    for rule in named {
        let path = folder.join(format!("{}.md", rule.name));
        std::fs::write(&path, rule.page()).with_context(|| path.display().to_string())?;
    }
    Ok(())
}
