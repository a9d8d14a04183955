//! `textDocument/inlayHint`: what functions capture, and what changes before it is used.

use refwise_analysis::ide::inlay::{Wanted, hints};

use crate::backend::lsp_types::{InlayHint, InlayHintLabel, InlayHintParams, InlayHintTooltip};
use crate::state::Snapshot;

/// The hints of a part of a document.
pub(super) fn inlay_hints(snapshot: &Snapshot, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let view = snapshot.view(&params.text_document.uri)?;
    let features = &snapshot.options.features;
    let wanted =
        Wanted { captures: features.inlay_captures, late_binding: features.inlay_late_binding };
    if !wanted.captures && !wanted.late_binding {
        return None;
    }
    let found = hints(&snapshot.db, view.file, view.text_range(params.range), wanted);
    let shown = found.into_iter().map(|it| InlayHint {
        position: view.position(it.offset),
        label: InlayHintLabel::String(it.label),
        kind: None,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::String(it.tooltip)),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    });
    Some(shown.collect())
}
