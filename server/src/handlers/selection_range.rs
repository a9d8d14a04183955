//! `textDocument/selectionRange`: what to select when more is to be selected.

use refwise_analysis::ide::selection::ranges;

use crate::backend::lsp_types::{SelectionRange, SelectionRangeParams};
use crate::state::Snapshot;

/// The ranges around each place that is asked about.
pub(super) fn selection_ranges(
    snapshot: &Snapshot,
    params: &SelectionRangeParams,
) -> Option<Vec<SelectionRange>> {
    let view = snapshot.view(&params.text_document.uri)?;
    if !snapshot.options.features.selection_range {
        return None;
    }
    let mut all = Vec::new();
    for &position in &params.positions {
        let mut around = None;
        for range in ranges(&snapshot.db, view.file, view.offset(position)).into_iter().rev() {
            let parent = around.map(Box::new);
            around = Some(SelectionRange { range: view.range(range), parent });
        }
        all.extend(around);
    }
    Some(all)
}
