//! `textDocument/codeAction` and `codeAction/resolve`: fixes, comments that silence, pages of rules.
//!
//! Where the client can, an action comes without its edit, which is computed when the action is
//! chosen: `data` says which it is.

use refwise_analysis::ide::actions::{fix_all, silence};
use refwise_analysis::{Applicability, Diagnostic, check, rules};
use refwise_syntax::{TextEdit, TextRange};
use serde_json::{Value, json};

use crate::backend::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Command,
    Uri, WorkspaceEdit,
};
use crate::commands::{EXPLAIN_RULE, SHOW_CLAIM};
use crate::convert;
use crate::event_loop::Failure;
use crate::state::Snapshot;
use crate::view::View;

/// All safe fixes of a file at once.
const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.refwise");

/// Nobody chooses among the actions for more findings than this.
const MAX_FINDINGS: usize = 50;

/// What can be done about the findings at a place.
pub(super) fn code_actions(
    snapshot: &Snapshot,
    params: &CodeActionParams,
) -> Option<CodeActionResponse> {
    let view = snapshot.view(&params.text_document.uri)?;
    let wants = |kind: &CodeActionKind| match &params.context.only {
        Some(only) => only.iter().any(|it| is_within(kind.as_str(), it.as_str())),
        None => true,
    };
    if !snapshot.options.features.code_actions {
        return None;
    }
    let mut actions = Vec::new();
    if wants(&CodeActionKind::QUICKFIX) {
        let range = view.text_range(params.range);
        let found = check(&snapshot.db, view.file).iter();
        let here = found.filter(|it| view.holds(it.range) && touches(it.range, range));
        for it in here.take(MAX_FINDINGS) {
            actions.extend(for_finding(&view, it));
        }
    }
    if wants(&FIX_ALL) {
        actions.extend(fix_all_action(&view));
    }
    Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

/// The action with its edit.
pub(super) fn resolve(snapshot: &Snapshot, mut action: CodeAction) -> Result<CodeAction, Failure> {
    let Some(data) = action.data.take() else { return Ok(action) };
    let uri = data["uri"].as_str().and_then(|it| it.parse::<Uri>().ok());
    let view = uri.and_then(|it| snapshot.view(&it)).ok_or(Failure::Outdated)?;
    let edits = edits(&view, &data).ok_or(Failure::Outdated)?;
    action.edit = Some(workspace_edit(&view, &edits));
    Ok(action)
}

/// Is `kind` the kind `wanted`, or one below it?
fn is_within(kind: &str, wanted: &str) -> bool {
    kind.strip_prefix(wanted)
        .is_some_and(|it| it.is_empty() || it.starts_with('.') || wanted.is_empty())
}

fn touches(found: TextRange, range: TextRange) -> bool {
    found.start() <= range.end() && range.start() <= found.end()
}

fn for_finding(view: &View<'_>, found: &Diagnostic) -> Vec<CodeAction> {
    let mut actions = Vec::new();
    for (nth, fix) in found.fixes.iter().enumerate() {
        let is_safe = fix.applicability == Applicability::Safe;
        let mut action = edit_action(view, found, &fix.title, json!({ "fix": nth }), &fix.edits);
        action.is_preferred = Some(nth == 0 && is_safe);
        actions.push(action);
    }
    if let Some(edit) = silence(&view.snapshot.db, found) {
        let title = format!("Disable {} for this line", found.rule);
        actions.push(edit_action(view, found, &title, json!({"silence": true}), &[edit]));
    }
    if let Ok(rule) = rules::find(found.rule) {
        let explain = format!("Explain {}", rule.name);
        actions.push(command_action(view, found, explain, EXPLAIN_RULE));
        let runs = view.snapshot.options.features.run && !view.snapshot.options.is_untrusted;
        if runs && !rule.claims().is_empty() {
            let show = format!("Show {} in a run", rule.name);
            actions.push(command_action(view, found, show, SHOW_CLAIM));
        }
    }
    actions
}

fn edit_action(
    view: &View<'_>,
    found: &Diagnostic,
    title: &str,
    which: Value,
    edits: &[TextEdit],
) -> CodeAction {
    let data = json!({
        "uri": view.uri,
        "rule": found.rule,
        "range": [u32::from(found.range.start()), u32::from(found.range.end())],
        "message": found.message,
        "which": which,
    });
    CodeAction {
        title: title.to_owned(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![convert::diagnostic(view, found)]),
        ..with_edit(view, data, edits)
    }
}

/// An action that runs a command of ours with the rule of the finding.
fn command_action(view: &View<'_>, found: &Diagnostic, title: String, command: &str) -> CodeAction {
    let command = Command {
        title: title.clone(),
        command: command.to_owned(),
        arguments: Some(vec![json!(found.rule)]),
    };
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![convert::diagnostic(view, found)]),
        command: Some(command),
        ..CodeAction::default()
    }
}

fn fix_all_action(view: &View<'_>) -> Option<CodeAction> {
    let edits = fix_all(&view.snapshot.db, view.file);
    let edits: Vec<TextEdit> = edits.into_iter().filter(|it| view.holds(it.delete)).collect();
    if edits.is_empty() {
        return None;
    }
    let data = json!({"uri": view.uri, "which": {"all": true}});
    Some(CodeAction {
        title: "Fix all that refwise can fix safely".to_owned(),
        kind: Some(FIX_ALL),
        ..with_edit(view, data, &edits)
    })
}

/// An action with its edit, or with what is needed to find it again.
fn with_edit(view: &View<'_>, data: Value, edits: &[TextEdit]) -> CodeAction {
    match view.snapshot.client.resolves_edits {
        true => CodeAction { data: Some(data), ..CodeAction::default() },
        false => CodeAction { edit: Some(workspace_edit(view, edits)), ..CodeAction::default() },
    }
}

/// The edits of the action that `data` names; `None` where the finding is not there any more.
fn edits(view: &View<'_>, data: &Value) -> Option<Vec<TextEdit>> {
    let which = &data["which"];
    if which["all"].is_boolean() {
        let edits = fix_all(&view.snapshot.db, view.file);
        return Some(edits.into_iter().filter(|it| view.holds(it.delete)).collect());
    }
    let found = check(&view.snapshot.db, view.file).iter().find(|it| {
        let range = json!([u32::from(it.range.start()), u32::from(it.range.end())]);
        data["rule"] == it.rule && data["range"] == range && data["message"] == *it.message
    })?;
    match which["fix"].as_u64() {
        Some(nth) => Some(found.fixes.get(nth as usize)?.edits.clone()),
        None => silence(&view.snapshot.db, found).map(|it| vec![it]),
    }
}

fn workspace_edit(view: &View<'_>, edits: &[TextEdit]) -> WorkspaceEdit {
    let edits = edits.iter().map(|it| convert::text_edit(view, it)).collect();
    let changes = [(view.uri.clone(), edits)].into_iter().collect();
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_in_each_other() {
        assert!(is_within("source.fixAll.refwise", "source"));
        assert!(is_within("source.fixAll.refwise", "source.fixAll.refwise"));
        assert!(is_within("quickfix", ""));
        assert!(!is_within("source.fixAll.refwise", "source.fix"));
        assert!(!is_within("quickfix", "refactor"));
    }
}
