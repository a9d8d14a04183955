//! What we ask the client: its configuration, to watch files, to offer our answers.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use tracing::{debug, warn};

use crate::capabilities::{Switched, switched};
use crate::state::ServerState;

/// What the client was asked and has not answered.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    asked: FxHashMap<String, Question>,
    n_asked: u64,
    /// The methods that were offered after the start.
    registered: Vec<&'static str>,
    /// Those that were offered at the start.
    offered: Vec<&'static str>,
}

/// What an answer will be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Configuration,
    Other,
}

/// Does what a server does first when the client listens.
pub(crate) fn introduce(state: &mut ServerState) {
    let offered = switched(&state.options.features).into_iter().filter(|it| it.is_on);
    state.questions.offered = offered.map(|it| it.method).collect();
    if state.client.watches_files {
        watch_files(state);
    }
    if state.client.registers {
        register(state, "workspace/didChangeConfiguration", json!({"section": "refwise"}));
    }
    ask_configuration(state);
}

/// The user chose something else; some clients tell what, others want to be asked.
pub(crate) fn configuration_changed(state: &mut ServerState, chosen: &Value) {
    let ours = chosen.get("refwise").unwrap_or(chosen);
    if ours.is_object() {
        choose(state, ours);
    }
    ask_configuration(state);
}

/// Takes the client's answer to a question of ours.
pub(crate) fn answered(state: &mut ServerState, answer: &Value) {
    let id = answer["id"].as_str().unwrap_or_default();
    let Some(question) = state.questions.asked.remove(id) else {
        debug!("an answer to nothing that was asked");
        return;
    };
    if let Some(error) = answer.get("error") {
        warn!("the client refused {question:?}: {error}");
        return;
    }
    if question == Question::Configuration {
        let chosen = answer["result"].get(0).cloned().unwrap_or_default();
        choose(state, &chosen);
    }
}

/// Asks the client to pull its diagnostics again.
pub(crate) fn refresh_diagnostics(state: &mut ServerState) {
    if state.client.pulls_diagnostics && state.client.refreshes_diagnostics {
        ask(state, Question::Other, "workspace/diagnostic/refresh", Value::Null);
    }
}

/// Asks the client to show a page in a browser.
pub(crate) fn show_document(state: &mut ServerState, uri: &str, is_external: bool) {
    let params = json!({"uri": uri, "external": is_external, "takeFocus": true});
    ask(state, Question::Other, "window/showDocument", params);
}

fn ask_configuration(state: &mut ServerState) {
    if state.client.configuration {
        let params = json!({"items": [{"section": "refwise"}]});
        ask(state, Question::Configuration, "workspace/configuration", params);
    }
}

/// Takes the user's choices, and offers what they ask for.
fn choose(state: &mut ServerState, chosen: &Value) {
    let before = state.options;
    state.options.update(chosen);
    if state.options == before {
        return;
    }
    if state.options.is_untrusted != before.is_untrusted {
        state.configure();
    }
    if state.options.features.diagnostics != before.features.diagnostics {
        state.checks.outdate();
        refresh_diagnostics(state);
    }
    if state.client.registers {
        for feature in switched(&state.options.features) {
            offer(state, feature);
        }
    }
}

fn offer(state: &mut ServerState, feature: Switched) {
    let is_registered = state.questions.registered.contains(&feature.method);
    if feature.is_on && !is_registered && !state.questions.offered.contains(&feature.method) {
        let mut options = match feature.options.is_object() {
            true => feature.options,
            false => json!({}),
        };
        options["documentSelector"] = json!([{"language": "python"}]);
        register(state, feature.method, options);
        state.questions.registered.push(feature.method);
    } else if !feature.is_on && is_registered {
        // The misspelling is the protocol's.
        let params =
            json!({"unregisterations": [{"id": feature.method, "method": feature.method}]});
        ask(state, Question::Other, "client/unregisterCapability", params);
        state.questions.registered.retain(|it| *it != feature.method);
    }
}

fn watch_files(state: &mut ServerState) {
    let patterns = ["**/*.{py,pyi}", "**/pyproject.toml", "**/pyvenv.cfg"];
    let watchers: Vec<_> = patterns.map(|it| json!({"globPattern": it})).into();
    register(state, "workspace/didChangeWatchedFiles", json!({ "watchers": watchers }));
}

fn register(state: &mut ServerState, method: &str, options: Value) {
    let registration = json!({"id": method, "method": method, "registerOptions": options});
    let params = json!({"registrations": [registration]});
    ask(state, Question::Other, "client/registerCapability", params);
}

fn ask(state: &mut ServerState, question: Question, method: &str, params: Value) {
    state.questions.n_asked += 1;
    let id = format!("refwise-{}", state.questions.n_asked);
    let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method});
    if !params.is_null() {
        message["params"] = params;
    }
    state.outbox.send(message);
    state.questions.asked.insert(id, question);
}
