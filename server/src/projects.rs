//! The projects in the client's folders: what they chose, and what becomes of their files.

use std::path::Path;

use refwise_analysis::{Change, File, SearchPaths};
use serde_json::{Value, json};
use tracing::warn;

use crate::backend::lsp_types as lsp;
use crate::backend::lsp_types::notification::ShowMessage;
use crate::settings::{self, Project};
use crate::state::{ServerState, Snapshot};
use crate::{convert, environment, questions, workspace};

/// The choices of the first folder's project, with the search paths of all folders. A mistake in
/// them is shown to the user, and everything is looked for.
pub(crate) fn configuration(state: &ServerState) -> Change {
    let mut change = Change::new();
    let mut search_paths: Option<SearchPaths> = None;
    for folder in state.folders.iter() {
        let Some(mut project) = project(state, folder) else { continue };
        if state.options.is_untrusted {
            project.settings.python = None;
        }
        let paths = environment::search_paths(&project, folder);
        match &mut search_paths {
            None => {
                change = change.set_settings(project.settings);
                search_paths = Some(paths);
            }
            Some(first) => {
                let new = paths.roots.into_iter().filter(|it| !first.roots.contains(it));
                let new: Vec<_> = new.collect();
                first.roots.extend(new);
            }
        }
    }
    match search_paths {
        Some(paths) => change.set_search_paths(paths),
        None => change,
    }
}

fn project(state: &ServerState, folder: &Path) -> Option<Project> {
    match settings::find(folder) {
        Ok(project) => Some(project),
        Err(error) => {
            let message = format!("refwise: {error:#}");
            warn!("{message}");
            let params = lsp::ShowMessageParams { typ: lsp::MessageType::WARNING, message };
            state.outbox.notify::<ShowMessage>(&params);
            None
        }
    }
}

/// Takes over what happened on disk to files that the client does not own.
pub(crate) fn files_changed(state: &mut ServerState, changed: &[lsp::Uri]) {
    let paths: Vec<_> = changed.iter().map(convert::path).collect();
    if paths.iter().any(|it| it.ends_with("pyproject.toml") || it.ends_with("pyvenv.cfg")) {
        state.configure();
    }
    let mut change = Change::new();
    for path in paths.into_iter().filter(|it| !state.documents.is_open(it)) {
        if path.ends_with(".py") || path.ends_with(".pyi") {
            change = change.reload(path);
        }
    }
    if !change.is_empty() {
        state.apply();
        state.alter(change);
    }
    questions::refresh_diagnostics(state);
}

/// The Python files in the client's folders, and those that it has open, in the order of their
/// paths.
pub(crate) fn files(snapshot: &Snapshot) -> Vec<File> {
    let db = &snapshot.db;
    let mut files: Vec<File> = Vec::new();
    for folder in snapshot.folders.iter() {
        let exclude = settings::find(folder).map(|it| vec![it.exclude]).unwrap_or_default();
        let found = workspace::find(folder, &exclude, |_| {
            db.give_way();
        });
        files.extend(found.files.iter().filter_map(|it| db.load(&it.to_string_lossy())));
    }
    files.extend(snapshot.open.iter().filter_map(|it| db.file(it)));
    files.sort_by_key(|it| it.path(db));
    files.dedup();
    files
}

/// How far a long work is, for clients that show it.
pub(crate) struct Progress<'a> {
    snapshot: &'a Snapshot,
    token: Option<Value>,
    n_done: usize,
    n_all: usize,
}

impl<'a> Progress<'a> {
    /// Work on `n_all` files begins; it is told where the client gave a token for it.
    pub(crate) fn start(
        snapshot: &'a Snapshot,
        n_all: usize,
        params: &lsp::WorkspaceDiagnosticParams,
    ) -> Progress<'a> {
        let token = params.work_done_progress_params.work_done_token.as_ref();
        let token = token.and_then(|it| serde_json::to_value(it).ok());
        let progress = Progress { snapshot, token, n_done: 0, n_all };
        progress.tell(json!({"kind": "begin", "title": "refwise", "percentage": 0}));
        progress
    }

    /// One file is done.
    pub(crate) fn step(&mut self) {
        self.n_done += 1;
        let percentage = |n_done: usize| n_done * 100 / self.n_all.max(1);
        if percentage(self.n_done) != percentage(self.n_done - 1) {
            let message = format!("{}/{} files", self.n_done, self.n_all);
            let percentage = percentage(self.n_done);
            self.tell(json!({"kind": "report", "message": message, "percentage": percentage}));
        }
    }

    fn tell(&self, value: Value) {
        if let Some(token) = &self.token {
            let params = json!({"token": token, "value": value});
            let message = json!({"jsonrpc": "2.0", "method": "$/progress", "params": params});
            self.snapshot.outbox.send(message);
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.tell(json!({"kind": "end"}));
    }
}
