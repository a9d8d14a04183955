//! Between the protocol's types and ours: places, paths, findings.

use std::sync::Arc;

use refwise_analysis::{Diagnostic, Fix, Label, Severity, Tag, rules};
use refwise_syntax::{Encoding, LineCol, LineIndex, TextEdit, TextRange};
use serde_json::{Value, json};

use crate::backend::lsp_types as lsp;
use crate::view::View;

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

/// A finding as the client shows it in the document that it is in.
pub(crate) fn diagnostic(view: &View<'_>, found: &Diagnostic) -> lsp::Diagnostic {
    let related: Vec<_> = found.labels.iter().filter_map(|it| related(view, it)).collect();
    let tags: Vec<_> = found.tags.iter().map(|it| tag(*it)).collect();
    lsp::Diagnostic {
        range: view.range(found.range),
        severity: Some(severity(found.severity)),
        code: Some(lsp::NumberOrString::String(found.rule.to_owned())),
        code_description: page_address(found.rule).map(|href| lsp::CodeDescription { href }),
        source: Some("refwise".to_owned()),
        message: message(found),
        related_information: (!related.is_empty()).then_some(related),
        tags: (!tags.is_empty()).then_some(tags),
        data: Some(data(view, found)),
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

fn related(view: &View<'_>, label: &Label) -> Option<lsp::DiagnosticRelatedInformation> {
    let location = view.location_in(label.file, label.range)?;
    Some(lsp::DiagnosticRelatedInformation { location, message: label.message.clone() })
}

/// What a code action needs to know again: `{"rule", "fixes": [{"title", "applicability", "edits"}]}`.
fn data(view: &View<'_>, found: &Diagnostic) -> Value {
    let fixes: Vec<_> = found.fixes.iter().map(|it| fix(view, it)).collect();
    json!({ "rule": found.rule, "fixes": fixes })
}

fn fix(view: &View<'_>, fix: &Fix) -> Value {
    let edits: Vec<_> = fix.edits.iter().map(|it| text_edit(view, it)).collect();
    json!({ "title": fix.title, "applicability": fix.applicability.as_str(), "edits": edits })
}

/// An edit in the client's terms.
pub(crate) fn text_edit(view: &View<'_>, edit: &TextEdit) -> lsp::TextEdit {
    lsp::TextEdit { range: view.range(edit.delete), new_text: edit.insert.clone() }
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
