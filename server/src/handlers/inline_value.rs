//! `textDocument/inlineValue`: which variables a debugger shows while it stands in a line.

use refwise_analysis::ide::inline_values::variables;

use crate::backend::lsp_types::{InlineValue, InlineValueParams, InlineValueVariableLookup};
use crate::state::Snapshot;

/// The variables, for the debugger to look up.
pub(super) fn inline_values(
    snapshot: &Snapshot,
    params: &InlineValueParams,
) -> Option<Vec<InlineValue>> {
    let view = snapshot.view(&params.text_document.uri)?;
    if !snapshot.options.features.inline_values {
        return None;
    }
    let stopped = view.text_range(params.context.stopped_location);
    let found = variables(&snapshot.db, view.file, view.text_range(params.range), stopped);
    let shown = found.into_iter().map(|it| {
        InlineValue::VariableLookup(InlineValueVariableLookup {
            range: view.range(it),
            variable_name: None,
            case_sensitive_lookup: true,
        })
    });
    Some(shown.collect())
}
