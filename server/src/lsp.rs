//! `refwise server`: one editor, served over standard input and output.
//!
//! Four threads. The *reader* takes messages from the stream and hands each to [`Session`], which
//! turns it into an [`Event`](crate::event_loop::Event) before the next one is read, so events are
//! in the order of the wire. The *owner* (`event_loop.rs`) takes the events and alone may alter the
//! database. A *pool* computes on snapshots. The *writer* puts messages on the stream. They are
//! joined by unbounded channels, so none ever waits for another to take something.
//!
//! Standard output belongs to the protocol; logs go to standard error.

use std::io::{BufReader, BufWriter, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use serde_json::{Value, json};
use tracing::{error, info, level_filters::LevelFilter};

use crate::backend::lsp_types::notification::Notification;
use crate::backend::{Next, Session};
use crate::cli::STACK_SIZE;
use crate::event_loop;
use crate::state::ServerState;
use crate::wire::{self, Frame, Frames};

/// How long the last messages may take to get out when the server leaves.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How the editor left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// It had asked for `shutdown`.
    Orderly,
    /// It had not, or it died.
    Abrupt,
}

/// The way to the client, for messages in the order in which they are sent.
#[derive(Clone)]
pub(crate) struct Outbox(Sender<Outgoing>);

enum Outgoing {
    Message(Value),
    /// Everything before this is to be on the stream when the sender is dropped.
    Last(Sender<()>),
}

/// Serves until the client sends `exit` or closes a stream.
///
/// # Errors
/// When a thread cannot be started, or the client does not take our answers any more.
pub(crate) fn run() -> anyhow::Result<Farewell> {
    start_log();
    let (leave, left) = mpsc::channel();
    let outbox = start_writer(leave.clone())?;
    let (events, queue) = mpsc::channel();
    let state = ServerState::new(events.clone(), outbox.clone())?;
    start("owner", move || event_loop::run(&queue, state))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build()?;
    let session = Session::new(events, outbox.clone(), runtime.handle().clone());
    start("reader", move || {
        let _ = leave.send(Ok(read(session)));
    })?;
    let farewell = left.recv().context("the reader died")?;
    outbox.finish();
    runtime.shutdown_background();
    farewell
}

/// Reads messages until the client leaves.
fn read(mut session: Session) -> Farewell {
    // Not `stdin().lock()`: the lock would be held for ever, also by a `read` that never returns.
    let mut frames = Frames::new(BufReader::with_capacity(1 << 16, std::io::stdin()));
    loop {
        let next = match frames.next() {
            Ok(Some(Frame::Message(message))) => session.receive(message),
            Ok(Some(Frame::Broken(why))) => {
                session.refuse(&why);
                Next::Read
            }
            Ok(None) => {
                info!("the client closed its stream");
                return session.farewell();
            }
            Err(error) => {
                error!("cannot read from the client: {error}");
                return session.farewell();
            }
        };
        if next == Next::Leave {
            return session.farewell();
        }
    }
}

fn start_writer(leave: Sender<anyhow::Result<Farewell>>) -> anyhow::Result<Outbox> {
    let (sender, queue) = mpsc::channel();
    start("writer", move || {
        if let Err(error) = write_all(&queue, BufWriter::new(std::io::stdout())) {
            let _ = leave.send(Err(error).context("cannot write to the client"));
        }
    })?;
    Ok(Outbox(sender))
}

fn write_all(queue: &Receiver<Outgoing>, mut output: impl Write) -> std::io::Result<()> {
    while let Ok(first) = queue.recv() {
        for outgoing in std::iter::once(first).chain(queue.try_iter()) {
            match outgoing {
                Outgoing::Message(message) => wire::write(&mut output, &message)?,
                Outgoing::Last(done) => {
                    output.flush()?;
                    drop(done);
                }
            }
        }
        output.flush()?;
    }
    Ok(())
}

impl Outbox {
    /// Queues `message`.
    pub(crate) fn send(&self, message: Value) {
        // Without a writer there is no client, and the server is about to leave.
        let _ = self.0.send(Outgoing::Message(message));
    }

    /// Queues a notification.
    pub(crate) fn notify<N: Notification>(&self, params: &N::Params) {
        self.send(json!({ "jsonrpc": "2.0", "method": N::METHOD, "params": params }));
    }

    /// Waits until what was sent is out, as long as [`LAST_WORDS`] allow.
    fn finish(&self) {
        let (done, flushed) = mpsc::channel();
        if self.0.send(Outgoing::Last(done)).is_ok() {
            let _ = flushed.recv_timeout(LAST_WORDS);
        }
    }

    /// An outbox and what was put into it.
    #[cfg(test)]
    pub(crate) fn for_test() -> (Outbox, impl Iterator<Item = Value>) {
        let (sender, queue) = mpsc::channel();
        let messages =
            std::iter::from_fn(move || match queue.recv_timeout(Duration::from_secs(10)) {
                Ok(Outgoing::Message(message)) => Some(message),
                _ => None,
            });
        (Outbox(sender), messages)
    }
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> anyhow::Result<()> {
    let builder = thread::Builder::new().name(name.to_owned()).stack_size(STACK_SIZE);
    builder.spawn(work).with_context(|| format!("cannot start the {name}"))?;
    Ok(())
}

/// Logs to standard error, as much as `REFWISE_LOG` says (`off`, `error`, `warn`, `info`, `debug`,
/// `trace`).
fn start_log() {
    let chosen = std::env::var("REFWISE_LOG").ok().and_then(|it| it.parse().ok());
    let subscriber = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(chosen.unwrap_or(LevelFilter::WARN))
        .with_ansi(false)
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
    std::panic::set_hook(Box::new(|panic| error!("{panic}")));
}
