//! `textDocument/foldingRange`: what can be folded.

use refwise_analysis::ide::folding::{FoldKind, folds};

use crate::backend::lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};
use crate::state::Snapshot;

/// The folds of a document.
pub(super) fn folding_ranges(
    snapshot: &Snapshot,
    params: &FoldingRangeParams,
) -> Option<Vec<FoldingRange>> {
    let view = snapshot.view(&params.text_document.uri)?;
    if !snapshot.options.features.folding {
        return None;
    }
    let found = folds(&snapshot.db, view.file);
    let shown = found.iter().filter(|it| view.holds(it.range)).map(|it| {
        let range = view.range(it.range);
        FoldingRange {
            start_line: range.start.line,
            end_line: range.end.line,
            kind: match it.kind {
                FoldKind::Code => None,
                FoldKind::Comment => Some(FoldingRangeKind::Comment),
                FoldKind::Imports => Some(FoldingRangeKind::Imports),
            },
            ..FoldingRange::default()
        }
    });
    Some(shown.filter(|it| it.start_line < it.end_line).collect())
}
