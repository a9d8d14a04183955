//! `workspace/diagnostic`: the findings of all files in the client's folders.
//!
//! Whoever gives a token for it gets the findings as they are found, in parts.

use serde_json::{Value, json};

use super::diagnostic::result_id;
use crate::backend::lsp_types::{
    FullDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport, WorkspaceDiagnosticParams,
    WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use crate::diagnostics::findings;
use crate::projects;
use crate::state::Snapshot;
use crate::view::View;

/// So many files are told at once.
const PART: usize = 32;

/// A report for each file: its findings, or that they are those of the result that the client names.
pub(super) fn workspace_diagnostic(
    snapshot: &Snapshot,
    params: &WorkspaceDiagnosticParams,
) -> WorkspaceDiagnosticReportResult {
    let token = params.partial_result_params.partial_result_token.as_ref();
    let token = token.and_then(|it| serde_json::to_value(it).ok());
    let files = projects::files(snapshot);
    let mut progress = projects::Progress::start(snapshot, files.len(), params);
    let mut items = Vec::new();
    for file in files {
        snapshot.db.give_way();
        for view in snapshot.views(file) {
            items.push(report(&view, params));
        }
        progress.step();
        if let Some(token) = token.as_ref().filter(|_| items.len() >= PART) {
            tell(snapshot, token, &mut items);
        }
    }
    if let Some(token) = &token {
        tell(snapshot, token, &mut items);
    }
    WorkspaceDiagnosticReport { items }.into()
}

fn report(
    view: &View<'_>,
    params: &WorkspaceDiagnosticParams,
) -> WorkspaceDocumentDiagnosticReport {
    let items = findings(view);
    let result_id = result_id(&items);
    let before = params.previous_result_ids.iter().find(|it| it.uri == view.uri);
    let (uri, version) = (view.uri.clone(), None);
    match before {
        Some(it) if it.value == result_id => {
            let report = WorkspaceUnchangedDocumentDiagnosticReport {
                uri,
                version,
                unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                    result_id,
                },
            };
            report.into()
        }
        _ => {
            let report = WorkspaceFullDocumentDiagnosticReport {
                uri,
                version,
                full_document_diagnostic_report: FullDocumentDiagnosticReport {
                    result_id: Some(result_id),
                    items,
                },
            };
            report.into()
        }
    }
}

fn tell(snapshot: &Snapshot, token: &Value, items: &mut Vec<WorkspaceDocumentDiagnosticReport>) {
    if !items.is_empty() {
        let params = json!({"token": token, "value": {"items": std::mem::take(items)}});
        snapshot.outbox.send(json!({"jsonrpc": "2.0", "method": "$/progress", "params": params}));
    }
}
