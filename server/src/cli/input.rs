//! The one file that `ast`, `dis`, `symtable` and `tree` are about.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use crate::source::Source;
use crate::workspace;

/// Reads `path`; `-` is standard input. Also gives the name to tell, which is Python's own for it.
pub(crate) fn read(path: &Path) -> anyhow::Result<(String, Source)> {
    let (name, source) = match path.as_os_str() == "-" {
        true => (PathBuf::from("<stdin>"), workspace::read_stdin()),
        false => (path.to_owned(), workspace::read(path)),
    };
    Ok((workspace::display(&name), source.map_err(|it| anyhow!("{it}"))?))
}
