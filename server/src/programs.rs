//! Programs that the editor runs: each on our machine, in a process of its own.
//!
//! A program may run for ever, take all memory or bring down the machine it runs on, so it never
//! runs in the server, whose answers must not wait. The process is `refwise run` with the limits for
//! editors; it is ended when the editor cancels, when its time is over, and when the server is gone.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde_json::{Value, json};
use tracing::error;

use crate::backend::lsp_types as lsp;
use crate::backend::lsp_types::notification::LogMessage;
use crate::event_loop::{Failure, Reply};
use crate::lsp::Outbox;
use crate::state::ServerState;

/// How long a program may run.
const LONGEST: Duration = Duration::from_secs(30);
/// How often somebody looks whether it still should.
const PAUSE: Duration = Duration::from_millis(10);
/// How much of what it prints is kept, in bytes; its limits keep it from printing much more.
const MOST_OUTPUT: u64 = 2 << 20;

/// A document to run.
struct Program {
    path: String,
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

/// Runs the open document at `uri` and answers, when it has ended, with `{"code", "output",
/// "errors", "ended"}`; the same is written into the client's log.
pub(crate) fn run(state: &mut ServerState, uri: &str, reply: Reply<Option<Value>>) {
    if state.options.is_untrusted {
        return reply.send(Err(Failure::Refused("nothing is run in an untrusted workspace")));
    }
    let uri = uri.parse::<lsp::Uri>().ok();
    let Some(document) = uri.and_then(|it| state.documents.get(&it)) else {
        return reply.send(Err(Failure::Refused("that document is not open")));
    };
    let program = Program { path: document.path.to_string(), text: document.text().to_owned() };
    let outbox = state.outbox.clone();
    let watcher = thread::Builder::new().name("watcher of a program".to_owned());
    let started = watcher.spawn(move || match program.run(|| reply.is_cancelled()) {
        Ok(ended) => {
            ended.log(&outbox, &program.path);
            reply.send(Ok(Some(ended.answer())));
        }
        Err(why) => {
            error!("{}: {why:#}", program.path);
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
        let path = Path::new(&self.path);
        let mut command = Command::new(std::env::current_exe().context("where are we?")?);
        command.args(["run", "--for-editor", &std::process::id().to_string()]);
        command.arg("--stdin-path").arg(path).arg("-");
        if let Some(folder) = path.parent().filter(|it| it.is_dir()) {
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

    fn log(&self, outbox: &Outbox, path: &str) {
        let end = match (self.why, self.code) {
            (Why::Itself, Some(code)) => format!("exit code {code}"),
            (why, _) => format!("ended: {}", why.as_str()),
        };
        let message = format!("refwise run {path}\n{}{}{end}", self.output, self.errors);
        let typ = lsp::MessageType::LOG;
        outbox.notify::<LogMessage>(&lsp::LogMessageParams { typ, message });
    }
}
