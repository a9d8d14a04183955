//! The requests: each file answers one of them from a snapshot and the request's parameters.

mod code_action;
mod code_lens;
mod definition;
mod diagnostic;
mod document_highlight;
mod document_symbol;
mod folding_range;
mod hover;
mod inlay_hint;
mod inline_value;
mod references;
mod rename;
mod selection_range;
pub(crate) mod semantic_tokens;
pub(crate) mod virtual_document;
mod workspace_diagnostic;
mod workspace_symbol;

use crate::commands;
use crate::event_loop::Request;
use crate::state::ServerState;

/// Lets the pool answer `request`.
pub(crate) fn answer(state: &mut ServerState, request: Request) {
    match request {
        Request::Diagnostic(params, reply) => {
            state.answer(reply, move |it| diagnostic::diagnostic(it, &params));
        }
        Request::WorkspaceDiagnostic(params, reply) => {
            state.answer(reply, move |it| workspace_diagnostic::workspace_diagnostic(it, &params));
        }
        Request::Hover(params, reply) => {
            state.answer(reply, move |it| hover::hover(it, &params));
        }
        Request::CodeAction(params, reply) => {
            state.answer(reply, move |it| code_action::code_actions(it, &params));
        }
        Request::CodeActionResolve(action, reply) => {
            state.try_answer(reply, move |it| code_action::resolve(it, action));
        }
        Request::CodeLens(params, reply) => {
            state.answer(reply, move |it| code_lens::code_lenses(it, &params));
        }
        Request::InlayHint(params, reply) => {
            state.answer(reply, move |it| inlay_hint::inlay_hints(it, &params));
        }
        Request::InlineValue(params, reply) => {
            state.answer(reply, move |it| inline_value::inline_values(it, &params));
        }
        Request::SemanticTokens(params, reply) => {
            state.answer(reply, move |it| semantic_tokens::full(it, &params));
        }
        Request::SemanticTokensRange(params, reply) => {
            state.answer(reply, move |it| semantic_tokens::range(it, &params));
        }
        Request::DocumentHighlight(params, reply) => {
            state.answer(reply, move |it| document_highlight::highlights(it, &params));
        }
        Request::References(params, reply) => {
            state.answer(reply, move |it| references::references(it, &params));
        }
        Request::FoldingRange(params, reply) => {
            state.answer(reply, move |it| folding_range::folding_ranges(it, &params));
        }
        Request::SelectionRange(params, reply) => {
            state.answer(reply, move |it| selection_range::selection_ranges(it, &params));
        }
        Request::DocumentSymbol(params, reply) => {
            state.answer(reply, move |it| document_symbol::document_symbols(it, &params));
        }
        Request::WorkspaceSymbol(params, reply) => {
            state.answer(reply, move |it| workspace_symbol::workspace_symbols(it, &params));
        }
        Request::Definition(params, reply) => {
            state.answer(reply, move |it| definition::definition(it, &params));
        }
        Request::PrepareRename(params, reply) => {
            state.answer(reply, move |it| rename::prepare(it, &params));
        }
        Request::Rename(params, reply) => {
            state.try_answer(reply, move |it| rename::rename(it, &params));
        }
        Request::VirtualDocument(params, reply) => {
            state.try_answer(reply, move |it| virtual_document::content(it, &params.uri));
        }
        Request::Command(params, reply) => commands::run(state, &params, reply),
    }
}
