//! What the client can, and what we offer it.

use std::path::{Path, PathBuf};

use refwise_syntax::Encoding;
use serde_json::{Value, json};

use crate::backend::lsp_types::{
    ClientCapabilities, InitializeParams, InitializeResult, MarkupKind, PositionEncodingKind, Uri,
};
use crate::commands;
use crate::convert;
use crate::handlers::semantic_tokens;
use crate::options::{Features, Options};

/// The schemes of documents that are made by us: bytecode, trees and the pages of rules.
pub(crate) const VIRTUAL_SCHEMES: [&str; 4] =
    ["refwise-dis", "refwise-tree", "refwise-rule", "refwise-run"];

/// What we need to know of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientSettings {
    /// What it counts columns in.
    pub(crate) encoding: Encoding,
    /// It asks for diagnostics when it wants them, so none are pushed.
    pub(crate) pulls_diagnostics: bool,
    /// It can show Markdown in a hover.
    pub(crate) markdown: bool,
    /// It asks for the edits of a code action when one is chosen.
    pub(crate) resolves_edits: bool,
    /// It tells its configuration when asked.
    pub(crate) configuration: bool,
    /// It can be told later what we offer.
    pub(crate) registers: bool,
    /// It tells which files changed, when asked to.
    pub(crate) watches_files: bool,
    /// It shows how far a long work is.
    pub(crate) progress: bool,
    /// It can be asked to pull its diagnostics again.
    pub(crate) refreshes_diagnostics: bool,
    /// It shows documents when told to.
    pub(crate) shows_documents: bool,
    /// It asks for the content of documents with our schemes.
    pub(crate) virtual_documents: bool,
}

impl Default for ClientSettings {
    fn default() -> ClientSettings {
        ClientSettings {
            encoding: Encoding::Utf16,
            pulls_diagnostics: false,
            markdown: true,
            resolves_edits: false,
            configuration: false,
            registers: false,
            watches_files: false,
            progress: false,
            refreshes_diagnostics: false,
            shows_documents: false,
            virtual_documents: false,
        }
    }
}

impl ClientSettings {
    /// What the client tells when it introduces itself.
    pub(crate) fn new(params: &InitializeParams) -> ClientSettings {
        let client = &params.capabilities;
        let can = serde_json::to_value(client).unwrap_or_default();
        let is = |path: &str| can.pointer(path).is_some_and(|it| *it == json!(true));
        let resolved = can.pointer("/textDocument/codeAction/resolveSupport/properties");
        let resolved = resolved.and_then(Value::as_array);
        ClientSettings {
            encoding: encoding(client),
            pulls_diagnostics: can.pointer("/textDocument/diagnostic").is_some(),
            markdown: shows_markdown(client),
            resolves_edits: resolved.is_some_and(|it| it.contains(&json!("edit"))),
            configuration: is("/workspace/configuration"),
            registers: is("/workspace/didChangeConfiguration/dynamicRegistration"),
            watches_files: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            progress: is("/window/workDoneProgress"),
            refreshes_diagnostics: is("/workspace/diagnostic/refreshSupport")
                || is("/workspace/diagnostics/refreshSupport"),
            shows_documents: is("/window/showDocument/support"),
            virtual_documents: is("/experimental/textDocumentContent"),
        }
    }
}

/// The folders in which the client works.
pub(crate) fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let mut uris: Vec<&Uri> = params.workspace_folders.iter().flatten().map(|it| &it.uri).collect();
    if uris.is_empty() {
        // Clients that know only one folder.
        #[expect(deprecated)]
        uris.extend(&params.root_uri);
    }
    uris.into_iter().filter_map(folder).collect()
}

/// The folder at `uri`, if it is one on this machine.
pub(crate) fn folder(uri: &Uri) -> Option<PathBuf> {
    let path = convert::path(uri);
    Path::new(&*path).is_absolute().then(|| Path::new(&*path).to_owned())
}

/// Our answer to `initialize`.
pub(crate) fn offer(client: &ClientSettings, options: &Options) -> InitializeResult {
    let offered = json!({
        "capabilities": capabilities(client, options),
        "serverInfo": {"name": "refwise", "version": env!("CARGO_PKG_VERSION")},
    });
    serde_json::from_value(offered).expect("what we offer has the protocol's shape")
}

/// Says where the library's types let anything stand what they would drop of an introduction.
pub(crate) fn keep_newer(message: &mut Value) {
    let Some(client) = message.pointer_mut("/params/capabilities") else { return };
    if client.pointer("/workspace/textDocumentContent").is_none() {
        return;
    }
    let Some(client) = client.as_object_mut() else { return };
    let experimental = client.entry("experimental").or_insert(Value::Null);
    if !experimental.is_object() {
        *experimental = json!({});
    }
    experimental["textDocumentContent"] = json!(true);
}

/// What is not in the library's types yet.
pub(crate) fn add_newer(answer: &mut Value) {
    if let Some(capabilities) = answer.pointer_mut("/result/capabilities") {
        capabilities["workspace"]["textDocumentContent"] = json!({ "schemes": VIRTUAL_SCHEMES });
    }
}

fn capabilities(client: &ClientSettings, options: &Options) -> Value {
    let mut offered = json!({
        "positionEncoding": encoding_kind(client.encoding),
        "textDocumentSync": {"openClose": true, "change": 2},
        "notebookDocumentSync": {
            "notebookSelector": [{"notebook": "*", "cells": [{"language": "python"}]}],
        },
        "executeCommandProvider": {"commands": commands::ALL},
        "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
    });
    if client.pulls_diagnostics {
        offered["diagnosticProvider"] = json!({
            "identifier": "refwise",
            "interFileDependencies": true,
            "workspaceDiagnostics": options.whole_workspace,
        });
    }
    for feature in switched(&options.features).into_iter().filter(|it| it.is_on) {
        offered[feature.capability] = feature.options;
    }
    offered
}

/// An answer that can be switched on and off.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Switched {
    /// The method of its requests.
    pub(crate) method: &'static str,
    /// Its key among what a server offers.
    pub(crate) capability: &'static str,
    /// What is offered there.
    pub(crate) options: Value,
    /// Is it switched on?
    pub(crate) is_on: bool,
}

/// The answers that can be switched, as they are.
pub(crate) fn switched(features: &Features) -> Vec<Switched> {
    let row = |method, capability, options, is_on| Switched { method, capability, options, is_on };
    let kinds = ["quickfix", "source.fixAll.refwise"];
    let actions = json!({"codeActionKinds": kinds, "resolveProvider": true});
    let tokens = json!({"legend": semantic_tokens::legend(), "full": true, "range": true});
    let hints = features.inlay_captures || features.inlay_late_binding;
    let all = json!({});
    vec![
        row("textDocument/hover", "hoverProvider", all.clone(), features.hover),
        row("textDocument/codeAction", "codeActionProvider", actions, features.code_actions),
        row("textDocument/codeLens", "codeLensProvider", all.clone(), features.run),
        row("textDocument/inlayHint", "inlayHintProvider", all.clone(), hints),
        row(
            "textDocument/semanticTokens",
            "semanticTokensProvider",
            tokens,
            features.semantic_tokens,
        ),
        row(
            "textDocument/documentHighlight",
            "documentHighlightProvider",
            all.clone(),
            features.document_highlight,
        ),
        row("textDocument/inlineValue", "inlineValueProvider", json!(true), features.inline_values),
        row("textDocument/references", "referencesProvider", all.clone(), features.references),
        row("textDocument/foldingRange", "foldingRangeProvider", json!(true), features.folding),
        row(
            "textDocument/selectionRange",
            "selectionRangeProvider",
            json!(true),
            features.selection_range,
        ),
        row(
            "textDocument/documentSymbol",
            "documentSymbolProvider",
            all.clone(),
            features.document_symbol,
        ),
        row("workspace/symbol", "workspaceSymbolProvider", all.clone(), features.workspace_symbol),
        row("textDocument/definition", "definitionProvider", all, features.definition),
        row(
            "textDocument/rename",
            "renameProvider",
            json!({"prepareProvider": true}),
            features.rename,
        ),
    ]
}

/// The first of the client's encodings that we know, which is every one that the protocol names.
/// A client that names none counts in UTF-16.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered = client.general.as_ref().and_then(|it| it.position_encodings.as_ref());
    let known = offered.and_then(|kinds| kinds.iter().find_map(encoding_of));
    known.unwrap_or(Encoding::Utf16)
}

fn encoding_of(kind: &PositionEncodingKind) -> Option<Encoding> {
    match kind.as_str() {
        "utf-8" => Some(Encoding::Utf8),
        "utf-16" => Some(Encoding::Utf16),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    }
}

fn encoding_kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

/// Markdown, unless the client lists formats and it is not among them.
fn shows_markdown(client: &ClientCapabilities) -> bool {
    let hover = client.text_document.as_ref().and_then(|it| it.hover.as_ref());
    match hover.and_then(|it| it.content_format.as_ref()) {
        Some(formats) => formats.contains(&MarkupKind::Markdown),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(capabilities: Value) -> ClientSettings {
        let params = json!({ "capabilities": capabilities });
        ClientSettings::new(&serde_json::from_value(params).unwrap())
    }

    #[test]
    fn the_clients_first_encoding_that_we_know_is_taken() {
        let encoding =
            |kinds: Value| settings(json!({"general": {"positionEncodings": kinds}})).encoding;
        assert_eq!(encoding(json!(["utf-32", "utf-8"])), Encoding::Utf32);
        assert_eq!(encoding(json!(["utf-7", "utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(encoding(json!([])), Encoding::Utf16);
        assert_eq!(settings(json!({})).encoding, Encoding::Utf16);
    }

    #[test]
    fn pull_is_offered_to_those_who_can() {
        let offered = |client| offer(&client, &Options::default()).capabilities;
        assert!(
            offered(settings(json!({"textDocument": {"diagnostic": {}}})))
                .diagnostic_provider
                .is_some()
        );
        assert!(offered(settings(json!({}))).diagnostic_provider.is_none());
    }

    #[test]
    fn what_is_switched_off_is_not_offered() {
        let mut options = Options::default();
        let offered = offer(&settings(json!({})), &options).capabilities;
        assert!(offered.hover_provider.is_some() && offered.definition_provider.is_none());
        options.update(&json!({"hover": {"enable": false}, "definition": {"enable": true}}));
        let offered = offer(&settings(json!({})), &options).capabilities;
        assert!(offered.hover_provider.is_none() && offered.definition_provider.is_some());
    }

    #[test]
    fn formats_are_those_of_the_client() {
        let markdown = |formats: Value| {
            settings(json!({"textDocument": {"hover": {"contentFormat": formats}}})).markdown
        };
        assert!(markdown(json!(["plaintext", "markdown"])));
        assert!(!markdown(json!(["plaintext"])));
        assert!(settings(json!({})).markdown);
    }

    #[test]
    fn what_the_librarys_types_drop_is_kept() {
        let shows = |capabilities: Value| {
            let mut message = json!({"params": {"capabilities": capabilities}});
            keep_newer(&mut message);
            settings(message["params"]["capabilities"].clone()).virtual_documents
        };
        let can = json!({"textDocumentContent": {"dynamicRegistration": true}});
        assert!(shows(json!({"workspace": can})));
        assert!(shows(json!({"workspace": can, "experimental": 7})));
        assert!(!shows(json!({"workspace": {}})));
    }
}
