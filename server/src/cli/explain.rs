//! `refwise explain FILE:LINE:COLUMN`: what is known of the objects at a place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow};
use refwise_analysis::explain::explain;
use refwise_analysis::{Change, RootDb, line_index};
use refwise_syntax::{Encoding, LineCol};

use super::Status;
use super::output::print;
use crate::loader::Disk;
use crate::{environment, settings, workspace};

/// How the examples of the help text look.
const EXAMPLES: &str = "\
Example:
  refwise explain src/view.py:12:9

Lines and columns count from one, as in findings.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The place: FILE:LINE:COLUMN
    place: String,
}

/// Prints what is known there.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let (path, place) = parse_place(&args.place)?;
    let source = workspace::read(&path).map_err(|it| anyhow!("{it}"))?;
    let key = std::path::absolute(&path)?;
    let key = key.to_string_lossy();
    let mut db = RootDb::with_loader(Arc::new(Disk::default()));
    let project = settings::find(&path)?;
    let search_paths = environment::search_paths(&project, &path);
    Change::new()
        .set_search_paths(search_paths)
        .set_text(key.as_ref(), source.text.as_str())
        .apply(&mut db);
    let file = db.file(&key).context("the file was just read")?;
    let lines = line_index(&db, file);
    anyhow::ensure!(place.line < lines.n_lines(), "{}: the file has no such line", args.place);
    let offset = lines.offset(file.text(&db), place, Encoding::Utf32);
    match explain(&db, file, offset) {
        Some(text) => print(&text)?,
        None => anyhow::bail!("{}: there is no expression", args.place),
    }
    Ok(Status::Clean)
}

fn parse_place(place: &str) -> anyhow::Result<(PathBuf, LineCol)> {
    let wrong = || anyhow!("`{place}` is not FILE:LINE:COLUMN");
    let mut parts = place.rsplitn(3, ':');
    let mut number = || -> Option<u32> { parts.next()?.parse::<u32>().ok()?.checked_sub(1) };
    let (col, line) = (number().ok_or_else(wrong)?, number().ok_or_else(wrong)?);
    let path = parts.next().filter(|it| !it.is_empty()).ok_or_else(wrong)?;
    Ok((Path::new(path).to_owned(), LineCol { line, col }))
}
