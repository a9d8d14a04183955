//! Findings for clients that wait for them: what to check, and what of it is still true.

use refwise_analysis::check;
use rustc_hash::FxHashMap;
use tracing::{debug, error};

use crate::backend::lsp_types as lsp;
use crate::backend::lsp_types::notification::PublishDiagnostics;
use crate::convert;
use crate::documents::Revision;
use crate::event_loop::{Event, Failure};
use crate::state::{ServerState, Snapshot};
use crate::view::View;

/// Findings by document: one document, or the cells of a notebook.
type Findings = Vec<(lsp::Uri, Vec<lsp::Diagnostic>)>;

/// What was given to a check of each document, and what was told of it.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    started: FxHashMap<lsp::Uri, Started>,
    /// What was published of each document of the client.
    published: FxHashMap<lsp::Uri, (Option<i32>, Vec<lsp::Diagnostic>)>,
    /// The documents that were published for each document: its cells, or itself.
    parts: FxHashMap<lsp::Uri, Vec<lsp::Uri>>,
    /// Counts the changes of the database.
    generation: u64,
    /// How many checks run.
    n_running: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Started {
    revision: Revision,
    generation: u64,
}

impl Checks {
    /// Everything may have other findings now.
    pub(crate) fn outdate(&mut self) {
        self.generation += 1;
    }
}

/// The outcome of a check.
#[derive(Debug)]
pub(crate) struct Checked {
    uri: lsp::Uri,
    revision: Revision,
    outcome: Result<Findings, Failure>,
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

/// Starts a check of each document whose text is new. When those are done, the others are checked
/// again, if anything changed that they may depend on.
pub(crate) fn check_changed(state: &mut ServerState) {
    if state.client.pulls_diagnostics {
        return;
    }
    let checks = &state.checks;
    let mut due = Vec::new();
    let mut others = Vec::new();
    for (uri, document) in state.documents.iter() {
        match checks.started.get(uri) {
            Some(it) if it.revision != document.revision => due.push((uri, document.revision)),
            None => due.push((uri, document.revision)),
            Some(it) if it.generation != checks.generation => {
                others.push((uri, document.revision));
            }
            Some(_) => {}
        }
    }
    if due.is_empty() && checks.n_running == 0 {
        due = others;
    }
    let due: Vec<_> = due.into_iter().map(|it| (it.0.clone(), it.1)).collect();
    for (uri, revision) in due {
        start_check(state, uri, revision);
    }
}

fn start_check(state: &mut ServerState, uri: lsp::Uri, revision: Revision) {
    let generation = state.checks.generation;
    state.checks.started.insert(uri.clone(), Started { revision, generation });
    state.checks.n_running += 1;
    let events = state.events();
    let checked = uri.clone();
    state.spawn(
        move |snapshot| findings_of_parts(snapshot, &uri),
        move |outcome| {
            // Nobody listens when the server leaves.
            let _ = events.send(Event::Checked(Checked { uri: checked, revision, outcome }));
        },
    );
}

fn findings_of_parts(snapshot: &Snapshot, uri: &lsp::Uri) -> Findings {
    let path = convert::path(uri);
    let views: Vec<View<'_>> = match snapshot.cells.notebooks.get(&path) {
        Some(cells) => cells.iter().filter_map(|it| snapshot.view(it)).collect(),
        None => snapshot.view(uri).into_iter().collect(),
    };
    views.iter().map(|it| (it.uri.clone(), findings(it))).collect()
}

/// What is found in a document.
pub(crate) fn findings(view: &View<'_>) -> Vec<lsp::Diagnostic> {
    if !view.snapshot.options.features.diagnostics {
        return Vec::new();
    }
    let found = check(&view.snapshot.db, view.file).iter().filter(|it| view.holds(it.range));
    found.map(|it| convert::diagnostic(view, it)).collect()
}

/// Publishes what a check found, unless the document has another text by now.
pub(crate) fn publish(state: &mut ServerState, checked: Checked) {
    state.checks.n_running -= 1;
    let Checked { uri, revision, outcome } = checked;
    let Some(document) = state.documents.get(&uri).filter(|it| it.revision == revision) else {
        debug!("outdated findings of {uri:?} dropped");
        return;
    };
    let version = document.version;
    match outcome {
        Ok(found) => tell_parts(state, uri, version, found),
        // Another document was changed meanwhile: settling starts the check again.
        Err(Failure::Outdated) => drop(state.checks.started.remove(&uri)),
        Err(why) => error!("no findings for version {version} of {uri:?}: {why:?}"),
    }
}

/// Takes back what was published of a document that is not open any more.
pub(crate) fn clear(state: &mut ServerState, uri: &lsp::Uri) {
    if state.checks.started.remove(uri).is_none() {
        return;
    }
    let parts = state.checks.parts.remove(uri);
    for part in parts.unwrap_or_else(|| vec![uri.clone()]) {
        state.checks.published.remove(&part);
        tell(state, part, Vec::new(), None);
    }
}

fn tell_parts(state: &mut ServerState, uri: lsp::Uri, version: i32, found: Findings) {
    let parts: Vec<lsp::Uri> = found.iter().map(|it| it.0.clone()).collect();
    let before = state.checks.parts.insert(uri.clone(), parts.clone()).unwrap_or_default();
    for gone in before.into_iter().filter(|it| !parts.contains(it)) {
        state.checks.published.remove(&gone);
        tell(state, gone, Vec::new(), None);
    }
    for (part, diagnostics) in found {
        // A notebook's version is none of its cells'.
        let version = (part == uri).then_some(version);
        let new = (version, diagnostics);
        if state.checks.published.get(&part) != Some(&new) {
            tell(state, part.clone(), new.1.clone(), version);
            state.checks.published.insert(part, new);
        }
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
