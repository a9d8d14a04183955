//! What the client can, and what we offer it.

use std::path::{Path, PathBuf};

use refwise_syntax::Encoding;

use crate::backend::lsp_types::{
    ClientCapabilities, DiagnosticOptions, DiagnosticServerCapabilities, HoverProviderCapability,
    InitializeParams, InitializeResult, MarkupKind, PositionEncodingKind, ServerCapabilities,
    ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
};

use crate::convert;

/// What we need to know of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientSettings {
    /// What it counts columns in.
    pub(crate) encoding: Encoding,
    /// It asks for diagnostics when it wants them, so none are pushed.
    pub(crate) pulls_diagnostics: bool,
    /// It can show Markdown in a hover.
    pub(crate) markdown: bool,
}

impl Default for ClientSettings {
    fn default() -> ClientSettings {
        ClientSettings { encoding: Encoding::Utf16, pulls_diagnostics: false, markdown: true }
    }
}

impl ClientSettings {
    /// What the client tells when it introduces itself.
    pub(crate) fn new(params: &InitializeParams) -> ClientSettings {
        let client = &params.capabilities;
        let document = client.text_document.as_ref();
        ClientSettings {
            encoding: encoding(client),
            pulls_diagnostics: document.is_some_and(|it| it.diagnostic.is_some()),
            markdown: shows_markdown(client),
        }
    }
}

/// The folder in which the client works, the first where there are several.
pub(crate) fn folder(params: &InitializeParams) -> Option<PathBuf> {
    let first = params.workspace_folders.iter().flatten().map(|it| &it.uri).next();
    // Clients that know only one folder.
    #[expect(deprecated)]
    let uri = first.or(params.root_uri.as_ref())?;
    let path = convert::path(uri);
    Path::new(&*path).is_absolute().then(|| Path::new(&*path).to_owned())
}

/// Our answer to `initialize`.
pub(crate) fn offer(client: &ClientSettings) -> InitializeResult {
    InitializeResult {
        capabilities: ServerCapabilities {
            position_encoding: Some(encoding_kind(client.encoding)),
            text_document_sync: Some(TextDocumentSyncCapability::Options(
                TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::INCREMENTAL),
                    ..Default::default()
                },
            )),
            diagnostic_provider: client.pulls_diagnostics.then(pull_diagnostics),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            ..Default::default()
        },
        server_info: Some(ServerInfo {
            name: "refwise".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        ..Default::default()
    }
}

fn pull_diagnostics() -> DiagnosticServerCapabilities {
    DiagnosticServerCapabilities::Options(DiagnosticOptions {
        identifier: Some("refwise".to_owned()),
        inter_file_dependencies: false,
        workspace_diagnostics: false,
        ..Default::default()
    })
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
    use serde_json::{Value, json};

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
        let pulls = settings(json!({"textDocument": {"diagnostic": {}}}));
        assert!(offer(&pulls).capabilities.diagnostic_provider.is_some());
        let waits = settings(json!({}));
        assert!(offer(&waits).capabilities.diagnostic_provider.is_none());
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
}
