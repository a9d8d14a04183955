//! `refwise server`: the language server.

use super::Status;

use crate::lsp::{self, Farewell};

/// Serves one editor. The protocol wants 0 where the client asked for `shutdown` before it left,
/// else 1.
pub(crate) fn run() -> anyhow::Result<Status> {
    Ok(match lsp::run()? {
        Farewell::Orderly => Status::Clean,
        Farewell::Abrupt => Status::Findings,
    })
}
