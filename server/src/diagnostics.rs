//! When documents are checked, and what becomes of the findings.
//!
//! Push: a document is checked whenever its text is another; what is found is published if the text
//! is still the same then. Pull: the client asks (`handlers/diagnostic.rs`).

use refwise_analysis::check;
use rustc_hash::FxHashMap;
use tracing::{debug, error};

use crate::backend::lsp_types as lsp;
use crate::backend::lsp_types::notification::PublishDiagnostics;
use crate::convert;
use crate::documents::Revision;
use crate::event_loop::{Event, Failure};
use crate::state::{ServerState, Snapshot};

/// The text of each document that was last given to a check.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    started: FxHashMap<lsp::Uri, Revision>,
}

/// The outcome of a check.
#[derive(Debug)]
pub(crate) struct Checked {
    uri: lsp::Uri,
    revision: Revision,
    outcome: Result<Vec<lsp::Diagnostic>, Failure>,
}

#[cfg(test)]
impl Checked {
    /// The check as if a change had cancelled it.
    pub(crate) fn outdated_for_test(event: Event) -> Event {
        match event {
            Event::Checked(it) => Event::Checked(Checked { outcome: Err(Failure::Outdated), ..it }),
            other => other,
        }
    }
}

/// Starts a check of each document whose text is new. No rule looks beyond its file, so the others
/// need none.
pub(crate) fn check_changed(state: &mut ServerState) {
    if state.client.pulls_diagnostics {
        return;
    }
    let documents = state.documents.iter();
    let changed: Vec<_> = documents
        .filter(|(uri, document)| state.checks.started.get(uri) != Some(&document.revision))
        .map(|(uri, document)| (uri.clone(), document.revision))
        .collect();
    for (uri, revision) in changed {
        start_check(state, uri, revision);
    }
}

fn start_check(state: &mut ServerState, uri: lsp::Uri, revision: Revision) {
    state.checks.started.insert(uri.clone(), revision);
    let events = state.events();
    let checked = uri.clone();
    state.spawn(
        move |snapshot| findings(snapshot, &uri),
        move |outcome| {
            // Nobody listens when the server leaves.
            let _ = events.send(Event::Checked(Checked { uri: checked, revision, outcome }));
        },
    );
}

/// What is found in a document; nothing where there is none.
pub(crate) fn findings(snapshot: &Snapshot, uri: &lsp::Uri) -> Vec<lsp::Diagnostic> {
    let Some(file) = snapshot.file(uri) else { return Vec::new() };
    let found = check(&snapshot.db, file).iter();
    found.map(|it| convert::diagnostic(snapshot, uri, it)).collect()
}

/// Publishes what a check found, unless the document has another text by now.
pub(crate) fn publish(state: &mut ServerState, checked: Checked) {
    let Checked { uri, revision, outcome } = checked;
    let Some(document) = state.documents.get(&uri).filter(|it| it.revision == revision) else {
        debug!("outdated findings of {uri:?} dropped");
        return;
    };
    match outcome {
        Ok(found) => tell(state, uri, found, Some(document.version)),
        // Another document was changed meanwhile: settling starts the check again.
        Err(Failure::Outdated) => drop(state.checks.started.remove(&uri)),
        Err(Failure::Panicked) => error!("no findings for version {} of {uri:?}", document.version),
    }
}

/// Takes back what was published of a document that is not open any more.
pub(crate) fn clear(state: &mut ServerState, uri: &lsp::Uri) {
    if state.checks.started.remove(uri).is_some() {
        tell(state, uri.clone(), Vec::new(), None);
    }
}

fn tell(
    state: &ServerState,
    uri: lsp::Uri,
    diagnostics: Vec<lsp::Diagnostic>,
    version: Option<i32>,
) {
    let params = lsp::PublishDiagnosticsParams { uri, diagnostics, version };
    state.outbox.notify::<PublishDiagnostics>(&params);
}
