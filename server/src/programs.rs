//! Programs that the editor runs: each on our machine, in a process of its own.
//!
//! A program may run for ever, take all memory or bring down the machine it runs on, so it never
//! runs in the server, whose answers must not wait. The process is `refwise run` with the limits for
//! editors; it is ended when the editor cancels, when its time is over, and when the server is gone.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::Context;
use refwise_analysis::Rule;
use serde_json::{Value, json};
use tracing::error;

use crate::backend::lsp_types as lsp;
use crate::backend::lsp_types::notification::LogMessage;
use crate::event_loop::{Event, Failure, Reply};
use crate::questions;
use crate::state::ServerState;

/// How long a program may run.
const LONGEST: Duration = Duration::from_secs(30);
/// How often somebody looks whether it still should.
const PAUSE: Duration = Duration::from_millis(10);
/// How much of what it prints is kept, in bytes; its limits keep it from printing much more.
const MOST_OUTPUT: u64 = 2 << 20;
/// So many outputs stay to be looked at.
const MOST_KEPT: usize = 16;

/// A text to run.
pub(crate) struct Program {
    /// What it is called where its output is shown.
    name: String,
    /// The file whose text it is: its imports look beside it, and its traceback names it.
    path: Option<String>,
    text: String,
}

/// What became of it.
struct Ended {
    /// Its exit code; none where it was ended from outside.
    code: Option<i32>,
    output: String,
    errors: String,
    why: Why,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    Itself,
    Cancelled,
    TimeIsOver,
}

/// What a program printed and how it ended, to be shown.
#[derive(Debug)]
pub(crate) struct Printed {
    name: String,
    text: String,
}

/// What the last programs printed, as documents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outputs {
    n_shown: u64,
    kept: VecDeque<(String, String)>,
}

impl Outputs {
    /// The text of the document at `path`.
    pub(crate) fn get(&self, path: &str) -> Option<&str> {
        self.kept.iter().find(|it| it.0 == path).map(|it| it.1.as_str())
    }

    /// Keeps what was printed as a document of its own; the answer is its path.
    fn keep(&mut self, printed: Printed) -> String {
        self.n_shown += 1;
        let path = format!("/{}/{}.txt", self.n_shown, printed.name);
        self.kept.push_back((path.clone(), printed.text));
        if self.kept.len() > MOST_KEPT {
            self.kept.pop_front();
        }
        path
    }
}

/// Shows what a program printed: in a document where the client can, and in its log.
pub(crate) fn show(state: &mut ServerState, printed: Printed) {
    let message = format!("refwise run {}\n{}", printed.name, printed.text);
    let typ = lsp::MessageType::LOG;
    state.outbox.notify::<LogMessage>(&lsp::LogMessageParams { typ, message });
    if state.client.shows_documents && state.client.virtual_documents {
        let path = Arc::make_mut(&mut state.outputs).keep(printed);
        questions::show_document(state, &format!("refwise-run:{path}"), false);
    }
}

/// The open document at `uri`, or so much of it.
///
/// # Errors
/// When it is not open.
pub(crate) fn of_document(
    state: &ServerState,
    uri: &str,
    selected: Option<lsp::Range>,
) -> Result<Program, Failure> {
    let uri = uri.parse::<lsp::Uri>().ok();
    let document = uri.and_then(|it| state.documents.get(&it));
    let document = document.ok_or(Failure::Refused("that document is not open"))?;
    let path = document.path.to_string();
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let text = match selected {
        Some(it) => lines(document.text(), it.start.line, it.end),
        None => document.text().to_owned(),
    };
    Ok(Program { name, path: Some(path), text })
}

/// The program that shows what the page of a rule claims.
///
/// # Errors
/// When the page claims nothing about run time.
pub(crate) fn of_rule(rule: &Rule) -> Result<Program, Failure> {
    let text = rule.claims().into_iter().next();
    let text = text.ok_or(Failure::Refused("nothing about this rule is to be seen in a run"))?;
    Ok(Program { name: format!("{}.py", rule.name), path: None, text })
}

/// The lines from `first` to those that `end` touches, as far to the left as they go, in the lines
/// that they have in `text`.
fn lines(text: &str, first: u32, end: lsp::Position) -> String {
    let last = if end.character == 0 && end.line > first { end.line - 1 } else { end.line };
    let (first, last) = (first as usize, last as usize);
    let chosen = || text.lines().enumerate().filter(|it| (first..=last).contains(&it.0));
    let indents = chosen().filter(|it| !it.1.trim().is_empty());
    let indent = indents.map(|it| it.1.len() - it.1.trim_start().len()).min().unwrap_or(0);
    let blank = "\n".repeat(first);
    chosen().fold(blank, |all, it| all + it.1.get(indent..).unwrap_or_default() + "\n")
}

/// Runs a program and answers, when it has ended, with `{"code", "output", "errors", "ended"}`; the
/// same is shown.
pub(crate) fn run(state: &mut ServerState, program: Program, reply: Reply<Option<Value>>) {
    if state.options.is_untrusted {
        return reply.send(Err(Failure::Refused("nothing is run in an untrusted workspace")));
    }
    let events = state.events();
    let watcher = thread::Builder::new().name("watcher of a program".to_owned());
    let started = watcher.spawn(move || match program.run(|| reply.is_cancelled()) {
        Ok(ended) => {
            // Without a server there is nobody to show it to.
            let _ = events.send(Event::Printed(ended.printed(&program.name)));
            reply.send(Ok(Some(ended.answer())));
        }
        Err(why) => {
            error!("{}: {why:#}", program.name);
            reply.send(Err(Failure::Refused("the program could not be started")));
        }
    });
    if let Err(why) = started {
        // Who waits for the answer learns that nobody will send it.
        error!("cannot start a thread: {why}");
    }
}

impl Program {
    fn run(&self, is_unwanted: impl Fn() -> bool) -> anyhow::Result<Ended> {
        let mut child = self.command()?.spawn().context("cannot start a process")?;
        let mut input = child.stdin.take().context("it has no input")?;
        let output = collected(child.stdout.take());
        let errors = collected(child.stderr.take());
        // One that ends before it has read its text says why.
        let _ = input.write_all(self.text.as_bytes());
        drop(input);
        let (code, why) = watch(&mut child, is_unwanted)?;
        Ok(Ended { code, output: text(output), errors: text(errors), why })
    }

    fn command(&self) -> anyhow::Result<Command> {
        let mut command = Command::new(std::env::current_exe().context("where are we?")?);
        command.args(["run", "--for-editor", &std::process::id().to_string()]);
        if let Some(path) = &self.path {
            command.arg("--stdin-path").arg(path);
        }
        command.arg("-");
        let folder = self.path.as_deref().and_then(|it| Path::new(it).parent());
        if let Some(folder) = folder.filter(|it| it.is_dir()) {
            command.current_dir(folder);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }
}

/// Waits for the end, or brings it about.
fn watch(child: &mut Child, is_unwanted: impl Fn() -> bool) -> anyhow::Result<(Option<i32>, Why)> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status.code(), Why::Itself));
        }
        let why = match () {
            () if is_unwanted() => Why::Cancelled,
            () if start.elapsed() > LONGEST => Why::TimeIsOver,
            () => {
                thread::sleep(PAUSE);
                continue;
            }
        };
        child.kill()?;
        child.wait()?;
        return Ok((None, why));
    }
}

/// What comes out of `stream`, gathered by a thread: a full pipe would stop the program.
fn collected(stream: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What cannot be read is as if it had not been printed.
            let _ = (&mut stream).take(MOST_OUTPUT).read_to_end(&mut bytes);
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
        bytes
    })
}

fn text(collected: JoinHandle<Vec<u8>>) -> String {
    String::from_utf8_lossy(&collected.join().unwrap_or_default()).into_owned()
}

impl Why {
    const fn as_str(self) -> &'static str {
        match self {
            Why::Itself => "itself",
            Why::Cancelled => "cancelled",
            Why::TimeIsOver => "its time was over",
        }
    }
}

impl Ended {
    fn answer(&self) -> Value {
        json!({
            "code": self.code, "output": self.output, "errors": self.errors,
            "ended": self.why.as_str(),
        })
    }

    fn printed(&self, name: &str) -> Printed {
        let end = match (self.why, self.code) {
            (Why::Itself, Some(code)) => format!("exit code {code}"),
            (why, _) => format!("ended: {}", why.as_str()),
        };
        let text = format!("{}{}{end}\n", self.output, self.errors);
        Printed { name: name.to_owned(), text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_lines_keep_their_numbers_and_lose_their_indent() {
        let text = "def f():\n    a = 1\n\n    if a:\n        b\n";
        let end = |line, character| lsp::Position { line, character };
        assert_eq!(lines(text, 1, end(4, 0)), "\na = 1\n\nif a:\n");
        assert_eq!(lines(text, 3, end(4, 9)), "\n\n\nif a:\n    b\n");
        assert_eq!(lines(text, 9, end(9, 0)), "\n".repeat(9));
    }
}
