//! `textDocument/rename`: another name for a variable, where nothing else depends on it.

use refwise_analysis::ide::names::{rename as renamed, renamed_at};

use crate::backend::lsp_types::{
    PrepareRenameResponse, RenameParams, TextDocumentPositionParams, Uri, WorkspaceEdit,
};
use crate::convert;
use crate::event_loop::Failure;
use crate::state::Snapshot;

/// The name that would be changed; `None` where none can be.
pub(super) fn prepare(
    snapshot: &Snapshot,
    params: &TextDocumentPositionParams,
) -> Option<PrepareRenameResponse> {
    let view = snapshot.view(&params.text_document.uri)?;
    let found = renamed_at(&snapshot.db, view.file, view.offset(params.position)).ok()?;
    Some(PrepareRenameResponse::Range(view.range(found)))
}

/// The edits that change the name in the file, or in the cells of the notebook.
pub(super) fn rename(
    snapshot: &Snapshot,
    params: &RenameParams,
) -> Result<Option<WorkspaceEdit>, Failure> {
    let at = &params.text_document_position;
    let Some(view) = snapshot.view(&at.text_document.uri) else { return Ok(None) };
    let offset = view.offset(at.position);
    let edits = renamed(&snapshot.db, view.file, offset, &params.new_name);
    let mut changes = std::collections::HashMap::<Uri, Vec<_>>::new();
    let mut views = vec![view.clone()];
    views.extend(snapshot.views(view.file).into_iter().filter(|it| it.uri != view.uri));
    for edit in edits.map_err(Failure::Refused)? {
        if let Some(view) = views.iter().find(|it| it.holds(edit.delete)) {
            changes.entry(view.uri.clone()).or_default().push(convert::text_edit(view, &edit));
        }
    }
    Ok(Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }))
}
