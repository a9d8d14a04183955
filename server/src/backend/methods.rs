//! The methods of the protocol that we know; each only passes on what came.

use std::sync::mpsc::Sender;

use serde_json::json;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

use super::lsp_types::*;
use crate::capabilities::{self, ClientSettings};
use crate::event_loop::{
    Event, Failure, NotebookEvent, Reply, Request, VirtualDocument, VirtualDocumentParams,
};
use crate::options::Options;

/// What the library calls.
pub(super) struct Backend {
    pub(super) events: Sender<Event>,
}

/// Methods that become a [`Request`] each.
macro_rules! asked {
    ($($method:ident($params:ty) -> $answer:ty = $request:ident;)*) => {$(
        async fn $method(&self, params: $params) -> Result<$answer> {
            self.ask(|reply| Request::$request(params, reply)).await
        }
    )*};
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let client = ClientSettings::new(&params);
        let options = Options::new(params.initialization_options.as_ref());
        let folders = capabilities::folders(&params);
        watch_parent(params.process_id);
        self.send(Event::Initialize { client, options, folders });
        Ok(capabilities::offer(&client, &options))
    }

    async fn initialized(&self, _: InitializedParams) {
        self.send(Event::Initialized);
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let it = params.text_document;
        self.send(Event::Open {
            uri: it.uri,
            language: it.language_id,
            version: it.version,
            text: it.text,
        });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.send(Event::Edit {
            uri: params.text_document.uri,
            version: params.text_document.version,
            changes: params.content_changes,
        });
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.send(Event::Close { uri: params.text_document.uri });
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {}

    async fn notebook_did_open(&self, params: DidOpenNotebookDocumentParams) {
        self.send(Event::Notebook(NotebookEvent::Open(params)));
    }

    async fn notebook_did_change(&self, params: DidChangeNotebookDocumentParams) {
        self.send(Event::Notebook(NotebookEvent::Change(params)));
    }

    async fn notebook_did_close(&self, params: DidCloseNotebookDocumentParams) {
        self.send(Event::Notebook(NotebookEvent::Close(params.notebook_document.uri)));
    }

    async fn notebook_did_save(&self, _: DidSaveNotebookDocumentParams) {}

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.send(Event::Configuration(params.settings));
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let folders = |all: &[WorkspaceFolder]| {
            all.iter().filter_map(|it| capabilities::folder(&it.uri)).collect()
        };
        let (added, removed) = (folders(&params.event.added), folders(&params.event.removed));
        self.send(Event::Folders { added, removed });
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.send(Event::Watched(params.changes.into_iter().map(|it| it.uri).collect()));
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let report = self.ask(|reply| Request::Diagnostic(params, reply)).await;
        report.map_err(asked_again)
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let report = self.ask(|reply| Request::WorkspaceDiagnostic(params, reply)).await;
        report.map_err(asked_again)
    }

    asked! {
        hover(HoverParams) -> Option<Hover> = Hover;
        code_action(CodeActionParams) -> Option<CodeActionResponse> = CodeAction;
        code_action_resolve(CodeAction) -> CodeAction = CodeActionResolve;
        code_lens(CodeLensParams) -> Option<Vec<CodeLens>> = CodeLens;
        inlay_hint(InlayHintParams) -> Option<Vec<InlayHint>> = InlayHint;
        inline_value(InlineValueParams) -> Option<Vec<InlineValue>> = InlineValue;
        semantic_tokens_full(SemanticTokensParams) -> Option<SemanticTokensResult> = SemanticTokens;
        semantic_tokens_range(SemanticTokensRangeParams) -> Option<SemanticTokensRangeResult>
            = SemanticTokensRange;
        document_highlight(DocumentHighlightParams) -> Option<Vec<DocumentHighlight>>
            = DocumentHighlight;
        references(ReferenceParams) -> Option<Vec<Location>> = References;
        folding_range(FoldingRangeParams) -> Option<Vec<FoldingRange>> = FoldingRange;
        selection_range(SelectionRangeParams) -> Option<Vec<SelectionRange>> = SelectionRange;
        document_symbol(DocumentSymbolParams) -> Option<DocumentSymbolResponse> = DocumentSymbol;
        symbol(WorkspaceSymbolParams) -> Option<WorkspaceSymbolResponse> = WorkspaceSymbol;
        goto_definition(GotoDefinitionParams) -> Option<GotoDefinitionResponse> = Definition;
        prepare_rename(TextDocumentPositionParams) -> Option<PrepareRenameResponse> = PrepareRename;
        rename(RenameParams) -> Option<WorkspaceEdit> = Rename;
        execute_command(ExecuteCommandParams) -> Option<LSPAny> = Command;
    }
}

impl Backend {
    pub(super) async fn virtual_document(
        &self,
        params: VirtualDocumentParams,
    ) -> Result<VirtualDocument> {
        self.ask(|reply| Request::VirtualDocument(params, reply)).await
    }

    fn send(&self, event: Event) {
        // Without an owner the program is about to end.
        let _ = self.events.send(event);
    }

    async fn ask<T>(&self, request: impl FnOnce(Reply<T>) -> Request) -> Result<T> {
        let (reply, answer) = Reply::channel();
        self.send(Event::Ask(Box::new(request(reply))));
        match answer.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Failure::Outdated)) => Err(Error::content_modified()),
            Ok(Err(Failure::Refused(why))) => Err(Error::invalid_params(why)),
            Ok(Err(Failure::Panicked)) | Err(_) => Err(Error::internal_error()),
        }
    }
}

/// Tells a client that wants diagnostics to ask again: it may be that another document was changed,
/// and that this one is never asked about otherwise.
fn asked_again(error: Error) -> Error {
    if error.code != ErrorCode::ContentModified {
        return error;
    }
    Error {
        code: ErrorCode::ServerError(-32802),
        message: "Server cancelled the request".into(),
        data: Some(json!({ "retriggerRequest": true })),
    }
}

/// Leaves when the process that started this one is gone, should another program hold our streams
/// open. Only where the system shows processes as files.
pub(crate) fn watch_parent(id: Option<u32>) {
    let Some(process) = id.map(|it| std::path::PathBuf::from(format!("/proc/{it}"))) else {
        return;
    };
    if !process.exists() {
        return;
    }
    let watch = move || {
        while process.exists() {
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        std::process::exit(1);
    };
    // Without a thread for it, the end of the stream still tells.
    let _ = std::thread::Builder::new().name("watcher of the editor".to_owned()).spawn(watch);
}
