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

use serde_json::Value;

use crate::backend::lsp_types as lsp;
use crate::capabilities::ClientSettings;
use crate::diagnostics::Checked;
use crate::options::Options;
use crate::programs::Printed;
use crate::state::ServerState;

/// One thing that happened.
#[derive(Debug)]
pub(crate) enum Event {
    /// The client told what it can and in which folders it works; always the first event.
    Initialize { client: ClientSettings, options: Options, folders: Vec<PathBuf> },
    /// The client is ready to be asked.
    Initialized,
    /// The client owns this document from now on.
    Open { uri: lsp::Uri, language: String, version: i32, text: String },
    /// The client changed a document; each change speaks of the text that those before it left.
    Edit { uri: lsp::Uri, version: i32, changes: Vec<lsp::TextDocumentContentChangeEvent> },
    /// The client does not own this document any more.
    Close { uri: lsp::Uri },
    /// Something happened to a notebook.
    Notebook(NotebookEvent),
    /// The user chose something else.
    Configuration(Value),
    /// The client works in other folders too, and in some not any more.
    Folders { added: Vec<PathBuf>, removed: Vec<PathBuf> },
    /// Files on disk are not what they were.
    Watched(Vec<lsp::Uri>),
    /// The client answered what we asked.
    Answered(Value),
    /// The client wants to know something.
    Ask(Box<Request>),
    /// A program that the editor ran has ended.
    Printed(Printed),
    /// A check of a document is done.
    Checked(Checked),
}

/// What may happen to a notebook.
#[derive(Debug)]
pub(crate) enum NotebookEvent {
    /// `notebookDocument/didOpen`
    Open(lsp::DidOpenNotebookDocumentParams),
    /// `notebookDocument/didChange`
    Change(lsp::DidChangeNotebookDocumentParams),
    /// `notebookDocument/didClose`
    Close(lsp::Uri),
}

/// What a client may ask of the documents, with the way to answer.
#[derive(Debug)]
pub(crate) enum Request {
    /// `textDocument/diagnostic`
    Diagnostic(lsp::DocumentDiagnosticParams, Reply<lsp::DocumentDiagnosticReportResult>),
    /// `workspace/diagnostic`
    WorkspaceDiagnostic(
        lsp::WorkspaceDiagnosticParams,
        Reply<lsp::WorkspaceDiagnosticReportResult>,
    ),
    /// `textDocument/hover`
    Hover(lsp::HoverParams, Reply<Option<lsp::Hover>>),
    /// `textDocument/codeAction`
    CodeAction(lsp::CodeActionParams, Reply<Option<lsp::CodeActionResponse>>),
    /// `codeAction/resolve`
    CodeActionResolve(lsp::CodeAction, Reply<lsp::CodeAction>),
    /// `textDocument/codeLens`
    CodeLens(lsp::CodeLensParams, Reply<Option<Vec<lsp::CodeLens>>>),
    /// `textDocument/inlayHint`
    InlayHint(lsp::InlayHintParams, Reply<Option<Vec<lsp::InlayHint>>>),
    /// `textDocument/inlineValue`
    InlineValue(lsp::InlineValueParams, Reply<Option<Vec<lsp::InlineValue>>>),
    /// `textDocument/semanticTokens/full`
    SemanticTokens(lsp::SemanticTokensParams, Reply<Option<lsp::SemanticTokensResult>>),
    /// `textDocument/semanticTokens/range`
    SemanticTokensRange(
        lsp::SemanticTokensRangeParams,
        Reply<Option<lsp::SemanticTokensRangeResult>>,
    ),
    /// `textDocument/documentHighlight`
    DocumentHighlight(lsp::DocumentHighlightParams, Reply<Option<Vec<lsp::DocumentHighlight>>>),
    /// `textDocument/references`
    References(lsp::ReferenceParams, Reply<Option<Vec<lsp::Location>>>),
    /// `textDocument/foldingRange`
    FoldingRange(lsp::FoldingRangeParams, Reply<Option<Vec<lsp::FoldingRange>>>),
    /// `textDocument/selectionRange`
    SelectionRange(lsp::SelectionRangeParams, Reply<Option<Vec<lsp::SelectionRange>>>),
    /// `textDocument/documentSymbol`
    DocumentSymbol(lsp::DocumentSymbolParams, Reply<Option<lsp::DocumentSymbolResponse>>),
    /// `workspace/symbol`
    WorkspaceSymbol(lsp::WorkspaceSymbolParams, Reply<Option<lsp::WorkspaceSymbolResponse>>),
    /// `textDocument/definition`
    Definition(lsp::GotoDefinitionParams, Reply<Option<lsp::GotoDefinitionResponse>>),
    /// `textDocument/prepareRename`
    PrepareRename(lsp::TextDocumentPositionParams, Reply<Option<lsp::PrepareRenameResponse>>),
    /// `textDocument/rename`
    Rename(lsp::RenameParams, Reply<Option<lsp::WorkspaceEdit>>),
    /// `workspace/executeCommand`
    Command(lsp::ExecuteCommandParams, Reply<Option<lsp::LSPAny>>),
    /// `workspace/textDocumentContent`
    VirtualDocument(VirtualDocumentParams, Reply<VirtualDocument>),
}

/// The parameters of `workspace/textDocumentContent`.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct VirtualDocumentParams {
    /// The address of the document: our scheme and the path of a file.
    pub(crate) uri: lsp::Uri,
}

/// The answer to `workspace/textDocumentContent`.
#[derive(Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct VirtualDocument {
    /// The content.
    pub(crate) text: String,
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
    /// What was asked cannot be done; why.
    Refused(&'static str),
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
