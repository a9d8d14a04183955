//! Between the protocol's types and ours: places, paths, findings.

use std::sync::Arc;

use refwise_analysis::{Diagnostic, Fix, Label, Severity, Tag, rules};
use refwise_syntax::{Encoding, LineCol, LineIndex, TextEdit, TextRange};
use serde_json::{Value, json};

use crate::backend::lsp_types as lsp;
use crate::state::Snapshot;

/// The bytes of a range of the protocol. Places outside the text are clamped, and a range that ends
/// before it starts is turned round.
pub(crate) fn text_range(
    lines: &LineIndex,
    text: &str,
    range: lsp::Range,
    encoding: Encoding,
) -> TextRange {
    let at = |it: lsp::Position| {
        lines.offset(text, LineCol { line: it.line, col: it.character }, encoding)
    };
    let (start, end) = (at(range.start), at(range.end));
    TextRange::new(start.min(end), start.max(end))
}

/// Where bytes are in the protocol's terms.
pub(crate) fn range(
    lines: &LineIndex,
    text: &str,
    range: TextRange,
    encoding: Encoding,
) -> lsp::Range {
    let at = |offset| {
        let LineCol { line, col } = lines.position(text, offset, encoding);
        lsp::Position { line, character: col }
    };
    lsp::Range { start: at(range.start()), end: at(range.end()) }
}

/// The path in the database of what is at `uri`: that of the file, or else the URI itself, as for
/// `untitled:Untitled-1`.
pub(crate) fn path(uri: &lsp::Uri) -> Arc<str> {
    let is_file = uri.scheme().as_str().eq_ignore_ascii_case("file");
    match uri.to_file_path().filter(|_| is_file) {
        Some(path) => path.to_string_lossy().into(),
        None => uri.as_str().into(),
    }
}

/// The URI for a path of the database; `None` for one that cannot be told in a URI.
pub(crate) fn uri(path: &str) -> Option<lsp::Uri> {
    match std::path::Path::new(path).is_absolute() {
        true => lsp::Uri::from_file_path(path),
        false => path.parse().ok(),
    }
}

/// A finding as the client shows it. `uri` is what the client calls the file of the finding.
pub(crate) fn diagnostic(
    snapshot: &Snapshot,
    uri: &lsp::Uri,
    found: &Diagnostic,
) -> lsp::Diagnostic {
    let related: Vec<_> =
        found.labels.iter().filter_map(|it| related(snapshot, uri, found, it)).collect();
    let tags: Vec<_> = found.tags.iter().map(|it| tag(*it)).collect();
    lsp::Diagnostic {
        range: snapshot.range(found.file, found.range),
        severity: Some(severity(found.severity)),
        code: Some(lsp::NumberOrString::String(found.rule.to_owned())),
        code_description: page_address(found.rule).map(|href| lsp::CodeDescription { href }),
        source: Some("refwise".to_owned()),
        message: message(found),
        related_information: (!related.is_empty()).then_some(related),
        tags: (!tags.is_empty()).then_some(tags),
        data: Some(data(snapshot, found)),
    }
}

fn message(found: &Diagnostic) -> String {
    match &found.help {
        Some(help) => format!("{}\nhelp: {help}", found.message),
        None => found.message.clone(),
    }
}

/// Where a browser finds the page of a rule; the syntax errors are Python's and have none.
fn page_address(rule: &str) -> Option<lsp::Uri> {
    rules::find(rule).ok()?.address().parse().ok()
}

fn related(
    snapshot: &Snapshot,
    uri: &lsp::Uri,
    found: &Diagnostic,
    label: &Label,
) -> Option<lsp::DiagnosticRelatedInformation> {
    let uri = match label.file == found.file {
        true => uri.clone(),
        false => self::uri(label.file.path(&snapshot.db))?,
    };
    let range = snapshot.range(label.file, label.range);
    let location = lsp::Location { uri, range };
    Some(lsp::DiagnosticRelatedInformation { location, message: label.message.clone() })
}

/// What a code action needs to know again: `{"rule", "fixes": [{"title", "applicability", "edits"}]}`.
fn data(snapshot: &Snapshot, found: &Diagnostic) -> Value {
    let fixes: Vec<_> = found.fixes.iter().map(|it| fix(snapshot, found, it)).collect();
    json!({ "rule": found.rule, "fixes": fixes })
}

fn fix(snapshot: &Snapshot, found: &Diagnostic, fix: &Fix) -> Value {
    let edit = |it: &TextEdit| {
        let range = snapshot.range(found.file, it.delete);
        lsp::TextEdit { range, new_text: it.insert.clone() }
    };
    let edits: Vec<_> = fix.edits.iter().map(edit).collect();
    json!({ "title": fix.title, "applicability": fix.applicability.as_str(), "edits": edits })
}

fn severity(severity: Severity) -> lsp::DiagnosticSeverity {
    match severity {
        Severity::Error => lsp::DiagnosticSeverity::ERROR,
        Severity::Warning => lsp::DiagnosticSeverity::WARNING,
        Severity::Info => lsp::DiagnosticSeverity::INFORMATION,
        Severity::Hint => lsp::DiagnosticSeverity::HINT,
    }
}

fn tag(tag: Tag) -> lsp::DiagnosticTag {
    match tag {
        Tag::Unnecessary => lsp::DiagnosticTag::UNNECESSARY,
        Tag::Deprecated => lsp::DiagnosticTag::DEPRECATED,
    }
}
