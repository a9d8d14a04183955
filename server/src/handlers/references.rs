//! `textDocument/references`: the places of an object, under all its names.

use refwise_analysis::ide::names::bindings;
use refwise_analysis::ide::objects::references as places;

use crate::backend::lsp_types::{Location, ReferenceParams};
use crate::state::Snapshot;

/// The places; `None` where the cursor is on no name.
pub(super) fn references(snapshot: &Snapshot, params: &ReferenceParams) -> Option<Vec<Location>> {
    let at = &params.text_document_position;
    let view = snapshot.view(&at.text_document.uri)?;
    if !snapshot.options.features.references {
        return None;
    }
    let offset = view.offset(at.position);
    let mut found = places(&snapshot.db, view.file, offset);
    if !params.context.include_declaration {
        let bound = bindings(&snapshot.db, view.file, offset);
        found.retain(|it| !bound.contains(it));
    }
    let places = found.into_iter().filter_map(|it| view.location_in(view.file, it));
    let places: Vec<Location> = places.collect();
    (!places.is_empty()).then_some(places)
}
