//! `workspace/executeCommand`: what editors run without knowing what it does.

use serde_json::{Value, json};

use refwise_analysis::{Rule, rules};

use crate::backend::lsp_types as lsp;
use crate::backend::lsp_types::notification::ShowMessage;
use crate::event_loop::{Failure, Reply};
use crate::handlers::virtual_document::bytecode;
use crate::programs::{self, Program};
use crate::questions;
use crate::state::ServerState;

/// Shows the page of the rule that the argument names.
pub(crate) const EXPLAIN_RULE: &str = "refwise.explainRule";

/// Answers with the bytecode of the document that the argument names, and shows it where the client
/// has documents of ours.
pub(crate) const SHOW_BYTECODE: &str = "refwise.showBytecode";

/// Runs the document that the argument names, and answers with what it printed.
pub(crate) const RUN: &str = "refwise.run";

/// The same for the lines of the document that the second argument, a range, touches.
pub(crate) const RUN_SELECTION: &str = "refwise.runSelection";

/// Runs the program that shows what the page of the rule claims that the argument names.
pub(crate) const SHOW_CLAIM: &str = "refwise.showClaim";

/// The commands that we know.
pub(crate) const ALL: [&str; 5] = [EXPLAIN_RULE, SHOW_BYTECODE, RUN, RUN_SELECTION, SHOW_CLAIM];

/// Runs a command.
pub(crate) fn run(
    state: &mut ServerState,
    params: &lsp::ExecuteCommandParams,
    reply: Reply<Option<Value>>,
) {
    let argument = params.arguments.first().and_then(Value::as_str).unwrap_or_default().to_owned();
    match params.command.as_str() {
        EXPLAIN_RULE => reply.send(explain_rule(state, &argument)),
        SHOW_BYTECODE => show_bytecode(state, &argument, reply),
        RUN => run_program(state, programs::of_document(state, &argument, None), reply),
        RUN_SELECTION => {
            let range = params.arguments.get(1).cloned().map(serde_json::from_value);
            let program = match range {
                Some(Ok(it)) => programs::of_document(state, &argument, Some(it)),
                _ => Err(Failure::Refused("the second argument is no range")),
            };
            run_program(state, program, reply);
        }
        SHOW_CLAIM => run_program(state, rule(&argument).and_then(programs::of_rule), reply),
        _ => reply.send(Err(Failure::Refused("there is no such command"))),
    }
}

fn run_program(
    state: &mut ServerState,
    program: Result<Program, Failure>,
    reply: Reply<Option<Value>>,
) {
    match program {
        Ok(it) => programs::run(state, it, reply),
        Err(why) => reply.send(Err(why)),
    }
}

fn rule(name: &str) -> Result<&'static Rule, Failure> {
    rules::find(name).map_err(|_| Failure::Refused("there is no such rule"))
}

/// Answers with the page.
fn explain_rule(state: &mut ServerState, name: &str) -> Result<Option<Value>, Failure> {
    let rule = rule(name)?;
    match (state.client.shows_documents, state.client.virtual_documents) {
        (true, true) => {
            questions::show_document(state, &format!("refwise-rule:/{}.md", rule.name), false);
        }
        (true, false) => questions::show_document(state, &rule.address(), true),
        (false, _) => {
            let message = format!("{}: {}", rule.name, rule.summary());
            let params = lsp::ShowMessageParams { typ: lsp::MessageType::INFO, message };
            state.outbox.notify::<ShowMessage>(&params);
        }
    }
    Ok(Some(json!(rule.page())))
}

fn show_bytecode(state: &mut ServerState, uri: &str, reply: Reply<Option<Value>>) {
    let Ok(uri) = uri.parse::<lsp::Uri>() else {
        return reply.send(Err(Failure::Refused("the argument is no address of a document")));
    };
    if state.client.shows_documents && state.client.virtual_documents {
        let shown = format!("refwise-dis:{}.dis", uri.path());
        questions::show_document(state, &shown, false);
    }
    state.try_answer(reply, move |snapshot| {
        let view = snapshot.view(&uri).ok_or(Failure::Refused("that document is not open"))?;
        Ok(Some(json!(bytecode(&snapshot.db, view.file))))
    });
}
