//! `refwise server`: the language server.

use super::Status;

/// Serves one editor.
pub(crate) fn run() -> anyhow::Result<Status> {
    crate::backend::run()?;
    Ok(Status::Clean)
}
