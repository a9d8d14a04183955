//! `textDocument/documentHighlight`: all names of the same object in the function.

use refwise_analysis::ide::objects::same_object;

use crate::backend::lsp_types::{
    DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams,
};
use crate::state::Snapshot;

/// The names; `None` where the cursor is on none.
pub(super) fn highlights(
    snapshot: &Snapshot,
    params: &DocumentHighlightParams,
) -> Option<Vec<DocumentHighlight>> {
    let at = &params.text_document_position_params;
    let view = snapshot.view(&at.text_document.uri)?;
    if !snapshot.options.features.document_highlight {
        return None;
    }
    let found = same_object(&snapshot.db, view.file, view.offset(at.position));
    let shown = found.iter().filter(|it| view.holds(it.range)).map(|it| DocumentHighlight {
        range: view.range(it.range),
        kind: Some(match it.is_write {
            true => DocumentHighlightKind::WRITE,
            false => DocumentHighlightKind::READ,
        }),
    });
    let shown: Vec<_> = shown.collect();
    (!shown.is_empty()).then_some(shown)
}
