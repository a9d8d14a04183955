//! Findings as a SARIF 2.1.0 log, for code scanning services and viewers.
//!
//! Results are written as they come, one a line, and the rules behind them, once it is known which
//! have found something. The types are ours: of the standard's hundred we need twenty, and
//! `serde-sarif` brings 30 crates and writes its code anew with each build. Sections in the comments
//! are those of the OASIS standard.

mod fingerprint;
mod uri;

use std::collections::BTreeSet;

use refwise_syntax::{TextEdit, TextRange};
use serde::Serialize;
use serde_json::{Value, json};

use crate::db::{Db, File};
use crate::diagnostic::{Diagnostic, Fix, Label, SYNTAX_ERROR, Severity};
use crate::render::place;
use crate::rule::Rule;
use fingerprint::Fingerprints;
use uri::artifact;

/// What stands for the root of the sources in locations.
const ROOT: &str = "SRCROOT";

/// A finding (§3.27).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject {
    rule_id: &'static str,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    code_flows: Vec<CodeFlow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Mend>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

/// A place with what is to say of it (§3.28).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Value,
    region: Region,
}

/// Lines and columns from one, columns in characters; the end is exclusive (§3.30).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

/// A way through the code (§3.36); ours have one thread.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeFlow {
    thread_flows: [ThreadFlow; 1],
}

#[derive(Serialize)]
struct ThreadFlow {
    locations: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    location: Location,
}

/// Edits that mend (§3.55).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mend {
    description: Message,
    artifact_changes: [ArtifactChange; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: Value,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// The results of `found`, one a line, with commas between them.
pub(super) fn results(db: &dyn Db, found: &[Diagnostic]) -> String {
    let mut prints = Fingerprints::default();
    let results = found.iter().map(|it| {
        let result = result(db, it, prints.of(db, it));
        serde_json::to_string(&result).expect("results have only text keys")
    });
    results.collect::<Vec<_>>().join(",\n")
}

/// What stands before the first result. `root` is the URI of the folder that relative paths begin
/// in; without it a reader must know.
pub(super) fn head(root: Option<&str>) -> String {
    let root = match root {
        Some(root) => json!({ ROOT: { "uri": root } }),
        None => json!({ ROOT: { "description": { "text": "The folder that was checked from." } } }),
    };
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    format!(
        "{{\"$schema\":\"{schema}\",\"version\":\"2.1.0\",\"runs\":[{{\
         \"columnKind\":\"unicodeCodePoints\",\
         \"newlineSequences\":[\"\\r\\n\",\"\\n\",\"\\r\"],\
         \"originalUriBaseIds\":{root},\n\"results\":[\n"
    )
}

/// What stands behind the last result: what could not be checked, and the rules that found something.
pub(super) fn tail(rules: &BTreeSet<&'static str>, problems: &[String]) -> String {
    let told = |it: &String| json!({ "level": "error", "message": { "text": it } });
    let mut invocation = json!({ "executionSuccessful": problems.is_empty() });
    if !problems.is_empty() {
        let told: Vec<Value> = problems.iter().map(told).collect();
        invocation["toolExecutionNotifications"] = Value::Array(told);
    }
    let rules: Vec<Value> = rules.iter().map(|it| descriptor(it)).collect();
    let driver = json!({
        "name": "refwise",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": "https://refwise.dev",
        "rules": rules,
    });
    format!("\n],\n\"invocations\":[{invocation}],\n\"tool\":{}}}]}}\n", json!({"driver": driver}))
}

/// What is known of a rule (§3.49).
fn descriptor(name: &str) -> Value {
    match crate::rules::find(name) {
        Ok(rule) => rule_descriptor(rule),
        Err(_) => json!({
            "id": name,
            "shortDescription": { "text": "What Python itself refuses." },
            "defaultConfiguration": { "level": level(Severity::Error) },
        }),
    }
}

fn rule_descriptor(rule: &Rule) -> Value {
    let page = rule.page();
    json!({
        "id": rule.name,
        "name": rule.code,
        "shortDescription": { "text": rule.summary() },
        "help": { "text": page, "markdown": page },
        "helpUri": rule.address(),
        "defaultConfiguration": { "level": level(rule.severity) },
        "properties": { "tags": [rule.group.title()] },
    })
}

fn result(db: &dyn Db, it: &Diagnostic, fingerprint: String) -> ResultObject {
    debug_assert!(it.rule == SYNTAX_ERROR || crate::rules::find(it.rule).is_ok());
    let related = it.labels.iter().zip(1..).map(|(label, id)| related(db, label, Some(id)));
    ResultObject {
        rule_id: it.rule,
        level: level(it.severity),
        message: message(&with_help(it)),
        locations: [location(db, it.file, it.range)],
        partial_fingerprints: json!({ "refwise/v1": fingerprint }),
        related_locations: related.collect(),
        code_flows: code_flow(db, it).into_iter().collect(),
        fixes: it.fixes.iter().map(|fix| mend(db, it.file, fix)).collect(),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Hint => "note",
    }
}

fn with_help(it: &Diagnostic) -> String {
    match &it.help {
        Some(help) => format!("{}\nhelp: {help}", it.message),
        None => it.message.clone(),
    }
}

/// `text` as a plain text message, where `[a](1)` would be a link (§3.11.6).
fn message(text: &str) -> Message {
    Message { text: text.replace("](", "\\](") }
}

fn location(db: &dyn Db, file: File, range: TextRange) -> Location {
    let artifact_location = artifact(file.path(db));
    let region = region(db, file, range);
    let physical_location = PhysicalLocation { artifact_location, region };
    Location { id: None, physical_location, message: None }
}

fn related(db: &dyn Db, label: &Label, id: Option<usize>) -> Location {
    let message = Some(message(&label.message));
    Location { id, message, ..location(db, label.file, label.range) }
}

/// The way along the labels to the finding itself.
fn code_flow(db: &dyn Db, it: &Diagnostic) -> Option<CodeFlow> {
    if it.labels.is_empty() {
        return None;
    }
    let here = Location { message: Some(message(&it.message)), ..location(db, it.file, it.range) };
    let way = it.labels.iter().map(|label| related(db, label, None));
    let locations = way.chain([here]).map(|location| Step { location }).collect();
    Some(CodeFlow { thread_flows: [ThreadFlow { locations }] })
}

fn mend(db: &dyn Db, file: File, fix: &Fix) -> Mend {
    let replacement = |it: &TextEdit| Replacement {
        deleted_region: region(db, file, it.delete),
        inserted_content: Message { text: it.insert.clone() },
    };
    let change = ArtifactChange {
        artifact_location: artifact(file.path(db)),
        replacements: fix.edits.iter().map(replacement).collect(),
    };
    let title = format!("{} ({})", fix.title, fix.applicability.as_str());
    Mend { description: message(&title), artifact_changes: [change] }
}

fn region(db: &dyn Db, file: File, range: TextRange) -> Region {
    let (start_line, start_column) = place(db, file, range.start());
    let (end_line, end_column) = place(db, file, range.end());
    Region { start_line, start_column, end_line, end_column }
}

#[cfg(test)]
mod tests;
