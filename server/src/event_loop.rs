//! What may happen to the server, and the loop that lets it happen.
//!
//! [`Event`] is closed: everything that alters the state or asks for something is a variant, whether
//! it comes from the client or from a thread of our own. One thread takes them in order and owns
//! the only `&mut` of the database.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use tokio::sync::oneshot;
use tracing::error;

use crate::backend::lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, Hover, HoverParams,
    TextDocumentContentChangeEvent, Uri,
};
use crate::capabilities::ClientSettings;
use crate::diagnostics::Checked;
use crate::state::ServerState;

/// One thing that happened.
#[derive(Debug)]
pub(crate) enum Event {
    /// The client told what it can and in which folder it works; always the first event.
    Initialize { client: ClientSettings, folder: Option<PathBuf> },
    /// The client owns this document from now on.
    Open { uri: Uri, language: String, version: i32, text: String },
    /// The client changed a document; each change speaks of the text that those before it left.
    Edit { uri: Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent> },
    /// The client does not own this document any more.
    Close { uri: Uri },
    /// The client wants to know something.
    Ask(Request),
    /// A check of a document is done.
    Checked(Checked),
}

/// What a client may ask of the documents, with the way to answer.
#[derive(Debug)]
pub(crate) enum Request {
    /// `textDocument/diagnostic`
    Diagnostic(DocumentDiagnosticParams, Reply<DocumentDiagnosticReport>),
    /// `textDocument/hover`
    Hover(HoverParams, Reply<Option<Hover>>),
}

/// The way to answer a request.
#[derive(Debug)]
pub(crate) struct Reply<T>(oneshot::Sender<Result<T, Failure>>);

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The documents changed meanwhile.
    Outdated,
    /// The computation panicked; the panic was logged.
    Panicked,
}

impl<T> Reply<T> {
    /// A way to answer and the place where the answer arrives.
    pub(crate) fn channel() -> (Reply<T>, oneshot::Receiver<Result<T, Failure>>) {
        let (sender, receiver) = oneshot::channel();
        (Reply(sender), receiver)
    }

    /// Answers.
    pub(crate) fn send(self, answer: Result<T, Failure>) {
        // A client that does not wait any more has cancelled the request.
        let _ = self.0.send(answer);
    }

    /// Has the client cancelled the request?
    pub(crate) fn is_cancelled(&self) -> bool {
        self.0.is_closed()
    }
}

/// Takes events until nobody can send one any more.
///
/// Events that wait in the queue are taken together: edits gather in the documents and reach the
/// database at the end, or when a request needs them.
pub(crate) fn run(queue: &Receiver<Event>, mut state: ServerState) {
    while let Ok(first) = queue.recv() {
        for event in std::iter::once(first).chain(queue.try_iter()) {
            survive(|| state.take(event));
        }
        survive(|| state.settle());
    }
}

/// A panic in one event must not cost the others. What the event was about to do is lost.
fn survive(work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        error!("the last event was not fully handled");
    }
}
