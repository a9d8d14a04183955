//! `textDocument/diagnostic`: the findings of one document, when the client wants them.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use crate::backend::lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    FullDocumentDiagnosticReport, RelatedFullDocumentDiagnosticReport,
    RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
};
use crate::diagnostics::findings;
use crate::state::Snapshot;

/// The findings, or that they are those of the result that the client names.
pub(super) fn diagnostic(
    snapshot: &Snapshot,
    params: &DocumentDiagnosticParams,
) -> DocumentDiagnosticReportResult {
    let view = snapshot.view(&params.text_document.uri);
    let items = view.map(|it| findings(&it)).unwrap_or_default();
    let result_id = result_id(&items);
    if params.previous_result_id.as_deref() == Some(&*result_id) {
        return unchanged(result_id).into();
    }
    DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: FullDocumentDiagnosticReport {
            result_id: Some(result_id),
            items,
        },
    })
    .into()
}

fn unchanged(result_id: String) -> DocumentDiagnosticReport {
    DocumentDiagnosticReport::Unchanged(RelatedUnchangedDocumentDiagnosticReport {
        related_documents: None,
        unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport { result_id },
    })
}

/// Made of what was found, so that it means the same to a server that was started anew.
pub(super) fn result_id(items: &[Diagnostic]) -> String {
    let mut hasher = FxHasher::default();
    serde_json::to_string(items).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
