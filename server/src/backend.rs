//! The adapter to tower-lsp: what a client sends becomes an [`Event`]. No other file names the
//! library.
//!
//! A handler sends its event before its first `.await`, and [`Session::receive`] polls it once before
//! it returns: so events are in the order of the wire however long their answers take. The library's
//! own `Server` is not used, because it polls only some handlers at a time, in any order, and ends
//! at the first body that is not JSON.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::runtime::Handle;
use tower_lsp::LspService;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request as Call, Response};
use tower_service::Service;
use tracing::{debug, error, warn};

use crate::capabilities;
use crate::event_loop::Event;
use crate::lsp::{Farewell, Outbox};

pub(crate) use methods::watch_parent;
pub(crate) use tower_lsp::ls_types as lsp_types;

mod methods;

use methods::Backend;

/// The conversation with one client.
pub(crate) struct Session {
    service: LspService<Backend>,
    answers: Sender<Event>,
    phase: Phase,
    outbox: Outbox,
    runtime: Handle,
}

/// How far the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Start,
    Initialized,
    ShutDown,
}

/// Does the conversation go on?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// The client will say more.
    Read,
    /// The client said `exit`.
    Leave,
}

impl Session {
    /// A conversation whose events go to `events` and whose answers to `outbox`; `runtime` waits for
    /// those that take time.
    pub(crate) fn new(events: Sender<Event>, outbox: Outbox, runtime: Handle) -> Session {
        let answers = events.clone();
        let (service, _) = LspService::build(|_| Backend { events })
            .custom_method("workspace/textDocumentContent", Backend::virtual_document)
            .finish();
        Session { answers, service, phase: Phase::Start, outbox, runtime }
    }

    /// Takes one message; its event is sent when this returns, and its answer is sent when it is
    /// there.
    pub(crate) fn receive(&mut self, mut message: Value) -> Next {
        if is_response(&message) {
            // Without an owner the program is about to end.
            let _ = self.answers.send(Event::Answered(message));
            return Next::Read;
        }
        let id = id(&message);
        if message["method"] == "initialize" {
            capabilities::keep_newer(&mut message);
        }
        match serde_json::from_value::<Call>(message) {
            Ok(call) if !call.method().is_empty() => self.take_call(call),
            _ => {
                self.refuse_call(id, Error::invalid_request());
                Next::Read
            }
        }
    }

    /// Tells the client that something came that is no message.
    pub(crate) fn refuse(&self, why: &str) {
        warn!("cannot read a message: {why}");
        let error = Error { message: format!("Parse error: {why}").into(), ..Error::parse_error() };
        self.refuse_call(Id::Null, error);
    }

    /// How the client left, if it leaves now.
    pub(crate) fn farewell(&self) -> Farewell {
        match self.phase {
            Phase::ShutDown => Farewell::Orderly,
            Phase::Start | Phase::Initialized => Farewell::Abrupt,
        }
    }

    fn take_call(&mut self, call: Call) -> Next {
        let method = call.method().to_owned();
        debug!("{method}");
        if method == "exit" {
            return Next::Leave;
        }
        let id = call.id().cloned();
        match (id, self.refusal(&method)) {
            (Some(id), Some(error)) => self.refuse_call(id, error),
            (Some(id), None) => self.take_request(&method, id, call),
            // Notifications are answered by nothing; outside the right phase the library drops them.
            (None, _) => drop(self.start(call)),
        }
        Next::Read
    }

    /// Why a request cannot be answered in this phase. The library knows this too, but not of
    /// methods that it does not know.
    fn refusal(&self, method: &str) -> Option<Error> {
        match self.phase {
            Phase::Start if method != "initialize" => Some(Error {
                code: ErrorCode::ServerError(-32002),
                message: "Server not initialized".into(),
                data: None,
            }),
            Phase::ShutDown => Some(Error::invalid_request()),
            _ => None,
        }
    }

    fn take_request(&mut self, method: &str, id: Id, call: Call) {
        match self.start(call) {
            Started::Done(response) => {
                let response = response.unwrap_or_else(|| unanswered(id));
                self.advance(method, &response);
                match method {
                    "initialize" => send_with(&self.outbox, &response, capabilities::add_newer),
                    _ => send(&self.outbox, &response),
                }
            }
            Started::Runs(answer) => {
                let outbox = self.outbox.clone();
                self.runtime.spawn(async move {
                    let answer = AssertUnwindSafe(answer).catch_unwind().await;
                    let response = answer.ok().flatten().unwrap_or_else(|| unanswered(id));
                    send(&outbox, &response);
                });
            }
        }
    }

    /// Runs a handler up to its first `.await` that has to wait.
    fn start(&mut self, call: Call) -> Started {
        let id = call.id().cloned();
        let service = &mut self.service;
        let started = catch_unwind(AssertUnwindSafe(|| {
            // The only error is that the service has exited, which is ours to do.
            let mut answer = service.call(call).map(|it| it.ok().flatten()).boxed();
            match (&mut answer).now_or_never() {
                Some(response) => Started::Done(response),
                None => Started::Runs(answer),
            }
        }));
        let failed = || id.map(|id| Response::from_error(id, Error::internal_error()));
        started.unwrap_or_else(|_| Started::Done(failed()))
    }

    /// The phase after a request was answered.
    fn advance(&mut self, method: &str, response: &Response) {
        self.phase = match (method, self.phase) {
            ("initialize", Phase::Start) if response.is_ok() => Phase::Initialized,
            ("shutdown", Phase::Initialized) if response.is_ok() => Phase::ShutDown,
            (_, phase) => phase,
        };
    }

    fn refuse_call(&self, id: Id, error: Error) {
        send(&self.outbox, &Response::from_error(id, error));
    }
}

/// A handler that was polled once.
enum Started {
    Done(Option<Response>),
    Runs(BoxFuture<'static, Option<Response>>),
}

/// The answer to a request for which the library has none: one that it takes for a notification.
fn unanswered(id: Id) -> Response {
    Response::from_error(id, Error::method_not_found())
}

fn send(outbox: &Outbox, response: &Response) {
    send_with(outbox, response, |_| {});
}

fn send_with(outbox: &Outbox, response: &Response, change: impl FnOnce(&mut Value)) {
    match serde_json::to_value(response) {
        Ok(mut response) => {
            change(&mut response);
            outbox.send(response);
        }
        Err(error) => error!("an answer cannot be told: {error}"),
    }
}

/// The id of a message of any shape, for an answer that says what is wrong with it.
fn id(message: &Value) -> Id {
    message.get("id").and_then(|it| serde_json::from_value(it.clone()).ok()).unwrap_or_default()
}

fn is_response(message: &Value) -> bool {
    message.get("method").is_none()
        && message.get("id").is_some()
        && (message.get("result").is_some() || message.get("error").is_some())
}
