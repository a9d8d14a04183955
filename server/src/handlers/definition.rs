//! `textDocument/definition`: where the name under the cursor is bound.

use refwise_analysis::ide::definition::definitions;

use crate::backend::lsp_types::{GotoDefinitionParams, GotoDefinitionResponse, Location};
use crate::state::Snapshot;

/// The places, in this file and others.
pub(super) fn definition(
    snapshot: &Snapshot,
    params: &GotoDefinitionParams,
) -> Option<GotoDefinitionResponse> {
    let at = &params.text_document_position_params;
    let view = snapshot.view(&at.text_document.uri)?;
    let found = definitions(&snapshot.db, view.file, view.offset(at.position));
    let places: Vec<Location> =
        found.into_iter().filter_map(|it| view.location_in(it.0, it.1)).collect();
    (snapshot.options.features.definition && !places.is_empty())
        .then_some(GotoDefinitionResponse::Array(places))
}
