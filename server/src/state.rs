//! The state of the server and the frozen view of it that other threads compute on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use anyhow::Context;
use refwise_analysis::{Cancelled, Change, RootDb, cancellable};
use tracing::{debug, error, warn};

use crate::backend::lsp_types as lsp;
use crate::capabilities::ClientSettings;
use crate::cli::STACK_SIZE;
use crate::diagnostics::{self, Checks};
use crate::documents::Documents;
use crate::event_loop::{Event, Failure, Reply};
use crate::handlers;
use crate::loader::Disk;
use crate::lsp::Outbox;
use crate::options::Options;
use crate::programs::{self, Outputs};
use crate::projects;
use crate::questions::{self, Questions};
use crate::view::Cells;

/// Everything the server knows. The thread of the event loop owns it.
pub(crate) struct ServerState {
    /// The open documents; what they gathered is not in the database until [`Self::apply`].
    pub(crate) documents: Documents,
    /// What the client can.
    pub(crate) client: ClientSettings,
    /// What the user chose in the editor.
    pub(crate) options: Options,
    /// The folders in which the client works.
    pub(crate) folders: Arc<[PathBuf]>,
    /// Which documents were checked.
    pub(crate) checks: Checks,
    /// What the client was asked and has not answered.
    pub(crate) questions: Questions,
    /// The way to the client.
    pub(crate) outbox: Outbox,
    /// What programs printed.
    pub(crate) outputs: Arc<Outputs>,
    cells: Arc<Cells>,
    db: RootDb,
    events: Sender<Event>,
    pool: rayon::ThreadPool,
}

/// The contents of the server at one moment, to compute on while the server goes on.
///
/// A change of the database waits until every snapshot is dropped, and cancels what runs on them.
/// So a snapshot is used in [`Snapshot::run`] and nowhere kept.
pub(crate) struct Snapshot {
    /// A handle of the database.
    pub(crate) db: RootDb,
    /// What the client can.
    pub(crate) client: ClientSettings,
    /// What the user chose in the editor.
    pub(crate) options: Options,
    /// The folders in which the client works.
    pub(crate) folders: Arc<[PathBuf]>,
    /// Which documents are cells of notebooks.
    pub(crate) cells: Arc<Cells>,
    /// What programs printed.
    pub(crate) outputs: Arc<Outputs>,
    /// The paths of the documents that the client has open.
    pub(crate) open: Vec<Arc<str>>,
    /// The way to the client, for answers that come in parts.
    pub(crate) outbox: Outbox,
}

impl ServerState {
    /// A server without documents. `events` lets it tell itself what was computed.
    ///
    /// # Errors
    /// When threads cannot be started.
    pub(crate) fn new(events: Sender<Event>, outbox: Outbox) -> anyhow::Result<ServerState> {
        let pool = rayon::ThreadPoolBuilder::new()
            .thread_name(|it| format!("pool {it}"))
            .stack_size(STACK_SIZE)
            .build()
            .context("cannot start the pool")?;
        Ok(ServerState {
            documents: Documents::default(),
            client: ClientSettings::default(),
            options: Options::default(),
            folders: Arc::default(),
            checks: Checks::default(),
            questions: Questions::default(),
            outbox,
            outputs: Arc::default(),
            cells: Arc::default(),
            db: RootDb::with_loader(Arc::new(Disk::default())),
            events,
            pool,
        })
    }

    /// Takes one event. Edits only gather; see [`Self::settle`].
    pub(crate) fn take(&mut self, event: Event) {
        match event {
            Event::Initialize { client, options, folders } => {
                self.client = client;
                self.options = options;
                self.folders = folders.into();
                self.configure();
            }
            Event::Initialized => questions::introduce(self),
            Event::Open { uri, language, version, text } => {
                self.open(uri, &language, version, text)
            }
            Event::Edit { uri, version, changes } => {
                if !self.documents.edit(&uri, version, changes, self.client.encoding) {
                    warn!("edit of {uri:?}, which is not open");
                }
            }
            Event::Close { uri } => {
                if self.documents.close(&uri) {
                    diagnostics::clear(self, &uri);
                }
            }
            Event::Notebook(event) => {
                if let crate::event_loop::NotebookEvent::Close(uri) = &event {
                    diagnostics::clear(self, uri);
                }
                if !self.documents.notebook(event, self.client.encoding) {
                    warn!("a notebook changed that is not open");
                }
                self.cells = Arc::new(self.documents.cells());
            }
            Event::Configuration(chosen) => questions::configuration_changed(self, &chosen),
            Event::Folders { added, removed } => {
                let kept = self.folders.iter().filter(|it| !removed.contains(it)).cloned();
                self.folders = kept.chain(added).collect();
                self.configure();
            }
            Event::Watched(changed) => projects::files_changed(self, &changed),
            Event::Answered(answer) => questions::answered(self, &answer),
            Event::Ask(request) => handlers::answer(self, *request),
            Event::Printed(printed) => programs::show(self, printed),
            Event::Checked(checked) => diagnostics::publish(self, checked),
        }
    }

    /// Does what the events before gave reason for.
    pub(crate) fn settle(&mut self) {
        self.apply();
        diagnostics::check_changed(self);
    }

    /// Brings the database up to the documents.
    pub(crate) fn apply(&mut self) {
        let change = self.documents.take_change();
        if !change.is_empty() {
            self.alter(change);
        }
    }

    /// Does `change` to the database; every document may have other findings then.
    pub(crate) fn alter(&mut self, change: Change) {
        self.checks.outdate();
        let db = &mut self.db;
        if catch_unwind(AssertUnwindSafe(|| change.apply(db))).is_err() {
            // An edit of the tree failed; the texts are right, so begin from them.
            error!("an edit was not taken; all documents are read anew");
            self.documents.forget_edits();
            self.documents.take_change().apply(&mut self.db);
        }
    }

    /// Computes `job` on a snapshot of now, in the pool, and hands the outcome to `done` there.
    /// The snapshot is dropped before `done` runs.
    pub(crate) fn spawn<T: 'static>(
        &self,
        job: impl FnOnce(&Snapshot) -> T + Send + 'static,
        done: impl FnOnce(Result<T, Failure>) + Send + 'static,
    ) {
        let snapshot = Snapshot {
            db: self.db.clone(),
            client: self.client,
            options: self.options,
            folders: Arc::clone(&self.folders),
            cells: Arc::clone(&self.cells),
            outputs: Arc::clone(&self.outputs),
            open: self.documents.iter().map(|it| Arc::clone(&it.1.path)).collect(),
            outbox: self.outbox.clone(),
        };
        self.pool.spawn(move || done(snapshot.run(job)));
    }

    /// Answers a request with what `job` makes of a snapshot of now.
    pub(crate) fn answer<T: Send + 'static>(
        &mut self,
        reply: Reply<T>,
        job: impl FnOnce(&Snapshot) -> T + Send + 'static,
    ) {
        self.try_answer(reply, |snapshot| Ok(job(snapshot)));
    }

    /// The same for a request that `job` may refuse.
    pub(crate) fn try_answer<T: Send + 'static>(
        &mut self,
        reply: Reply<T>,
        job: impl FnOnce(&Snapshot) -> Result<T, Failure> + Send + 'static,
    ) {
        if reply.is_cancelled() {
            return;
        }
        self.apply();
        self.spawn(job, |answer| reply.send(answer.and_then(|it| it)));
    }

    /// The way for a thread to tell the event loop something.
    pub(crate) fn events(&self) -> Sender<Event> {
        self.events.clone()
    }

    /// Takes the choices that the projects in the client's folders make.
    pub(crate) fn configure(&mut self) {
        let change = projects::configuration(self);
        self.alter(change);
    }

    fn open(&mut self, uri: lsp::Uri, language: &str, version: i32, text: String) {
        if is_python(language, uri.path().as_str()) {
            self.documents.open(uri, version, text);
        } else {
            debug!("{uri:?} is {language}, not Python");
        }
    }
}

impl Snapshot {
    /// Computes `job` and drops the snapshot.
    fn run<T>(self, job: impl FnOnce(&Snapshot) -> T) -> Result<T, Failure> {
        let queries = AssertUnwindSafe(|| job(&self));
        let outcome = catch_unwind(AssertUnwindSafe(|| cancellable(&self.db, queries)));
        drop(self);
        match outcome {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Cancelled::PropagatedPanic)) | Err(_) => Err(Failure::Panicked),
            Ok(Err(_)) => Err(Failure::Outdated),
        }
    }
}

/// Clients may send documents of any language that they connect us with.
fn is_python(language: &str, path: &str) -> bool {
    let by_name = [".py", ".pyi", ".pyw"].iter().any(|it| path.ends_with(it));
    by_name || language.is_empty() || language.to_ascii_lowercase().contains("python")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Receiver};
    use std::time::Duration;

    use refwise_analysis::check;
    use serde_json::Value;

    use super::*;

    struct Server<M> {
        state: ServerState,
        events: Receiver<Event>,
        messages: M,
    }

    fn server() -> Server<impl Iterator<Item = Value>> {
        let (sender, events) = mpsc::channel();
        let (outbox, messages) = Outbox::for_test();
        let state = ServerState::new(sender, outbox).unwrap();
        Server { state, events, messages }
    }

    fn uri() -> lsp::Uri {
        "file:///a.py".parse().unwrap()
    }

    fn open(version: i32, text: &str) -> Event {
        Event::Open { uri: uri(), language: "python".to_owned(), version, text: text.to_owned() }
    }

    fn edit(version: i32, text: &str) -> Event {
        let change = lsp::TextDocumentContentChangeEvent {
            range: None,
            range_length: None,
            text: text.to_owned(),
        };
        Event::Edit { uri: uri(), version, changes: vec![change] }
    }

    impl<M: Iterator<Item = Value>> Server<M> {
        fn settle(&mut self, events: impl IntoIterator<Item = Event>) {
            for event in events {
                self.state.take(event);
            }
            self.state.settle();
        }

        fn checked(&self) -> Event {
            self.events.recv_timeout(Duration::from_secs(10)).unwrap()
        }

        /// The next version that is published, with the rules of its findings.
        fn published(&mut self) -> (i64, Vec<String>) {
            let message = self.messages.next().unwrap();
            let found = message["params"]["diagnostics"].as_array().unwrap().iter();
            let rules = found.map(|it| it["code"].as_str().unwrap().to_owned());
            (message["params"]["version"].as_i64().unwrap(), rules.collect())
        }

        fn run<T: Send + 'static>(
            &self,
            job: impl FnOnce(&Snapshot) -> T + Send + 'static,
        ) -> Receiver<Result<T, Failure>> {
            let (sender, outcome) = mpsc::channel();
            self.state.spawn(job, move |it| sender.send(it).unwrap());
            outcome
        }
    }

    #[test]
    fn findings_of_an_older_text_are_not_published() {
        let mut server = server();
        server.settle([open(1, "x is 1000\n")]);
        let old = server.checked();
        server.settle([edit(2, "x is 1\nx is 2\n")]);
        server.settle([old]);
        let new = server.checked();
        server.settle([new]);
        assert_eq!(server.published(), (2, vec!["is-literal".to_owned(); 2]));
    }

    #[test]
    fn findings_of_a_document_that_was_opened_again_are_not_the_old_ones() {
        let mut server = server();
        server.settle([open(1, "x is 1000\n")]);
        let old = server.checked();
        server.settle([Event::Close { uri: uri() }, open(1, "x == 1000\n")]);
        server.settle([old]);
        let new = server.checked();
        server.settle([new]);
        assert!(server.messages.next().unwrap()["params"]["version"].is_null());
        assert_eq!(server.published(), (1, vec![]));
    }

    #[test]
    fn queued_edits_are_checked_once() {
        let mut server = server();
        let edits = (2..100).map(|it| edit(it, &format!("x is {it}\n")));
        server.settle(std::iter::once(open(1, "")).chain(edits));
        let checked = server.checked();
        server.settle([checked]);
        assert_eq!(server.published(), (99, vec!["is-literal".to_owned()]));
        assert!(server.events.try_recv().is_err());
    }

    #[test]
    fn a_panic_costs_only_its_own_job() {
        let mut server = server();
        server.settle([open(1, "")]);
        let outcome = server.run(|_| -> usize { panic!("on purpose") });
        assert_eq!(outcome.recv().unwrap(), Err(Failure::Panicked));
        let outcome = server.run(|snapshot| snapshot.db.files().len());
        assert_eq!(outcome.recv().unwrap(), Ok(1));
        server.settle([edit(2, "x is 1000\n")]);
    }

    #[test]
    fn an_edit_cancels_what_runs() {
        let mut server = server();
        server.settle([open(1, "")]);
        let outcome = server.run(|snapshot| {
            let file = snapshot.view(&uri()).unwrap().file;
            while check(&snapshot.db, file).is_empty() {}
        });
        server.settle([edit(2, "x is 1000\n")]);
        assert_eq!(outcome.recv().unwrap(), Err(Failure::Outdated));
    }

    #[test]
    fn a_check_that_another_documents_edit_cancelled_is_started_again() {
        let mut server = server();
        server.settle([open(1, "x is 1000\n")]);
        let done = server.checked();
        let outdated = diagnostics::Checked::outdated_for_test(done);
        server.settle([outdated]);
        let again = server.checked();
        server.settle([again]);
        assert_eq!(server.published(), (1, vec!["is-literal".to_owned()]));
    }
}
