//! A client of the language server protocol, over the standard streams of a server of its own.
//!
//! It is simple where an editor is clever: it sends what it is told, also what is no message at
//! all, and keeps what comes back in order. Whoever waits in vain gets a panic, not a hang.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A running server and the conversation with it.
pub struct Client {
    server: Child,
    to_server: Option<ChildStdin>,
    from_server: Receiver<Value>,
    /// What came while something else was waited for.
    waiting: VecDeque<Value>,
    last_id: i64,
}

impl Client {
    /// Starts the server by `command` and says nothing yet.
    pub fn start(mut command: Command) -> Client {
        let mut server = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let (sender, from_server) = mpsc::channel();
        let output = server.stdout.take().expect("the output is piped");
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let to_server = server.stdin.take();
        Client { server, to_server, from_server, waiting: VecDeque::new(), last_id: 0 }
    }

    /// Starts the server and introduces a client with these capabilities.
    pub fn introduce(command: Command, capabilities: Value) -> Client {
        let mut client = Client::start(command);
        client.initialize(capabilities);
        client
    }

    /// Introduces the client and returns what the server can.
    pub fn initialize(&mut self, capabilities: Value) -> Value {
        let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities});
        let answer = self.request("initialize", params);
        self.notify("initialized", json!({}));
        answer["result"]["capabilities"].clone()
    }

    /// Sends a request and waits for the whole answer, be it a result or an error.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send_request(method, params);
        self.answer(id)
    }

    /// Sends a request and returns its id.
    pub fn send_request(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Waits for the answer to the request with this id.
    pub fn answer(&mut self, id: impl Into<Value>) -> Value {
        let id = id.into();
        self.wait_for(|it| it["method"].is_null() && it["id"] == id)
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends any JSON as a message.
    pub fn send(&mut self, message: &Value) {
        self.send_body(message.to_string().as_bytes());
    }

    /// Sends any bytes as the body of a message.
    pub fn send_body(&mut self, body: &[u8]) {
        let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        bytes.extend_from_slice(body);
        self.send_bytes(&bytes);
    }

    /// Sends bytes as they are.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let to_server = self.to_server.as_mut().expect("the stream to the server is open");
        to_server.write_all(bytes).expect("the server reads");
        to_server.flush().expect("the server reads");
    }

    /// Opens a Python document as version 1.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "python", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Changes a document; see [`change`].
    pub fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.notify("textDocument/didChange", params);
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// Waits until the findings of this version of a document are published.
    pub fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let params = self.published(uri, |it| it["version"] == version);
        params["diagnostics"].as_array().expect("diagnostics are a list").clone()
    }

    /// Waits until something about a document is published that is `wanted`.
    pub fn published(&mut self, uri: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let is_published = |it: &Value| {
            it["method"] == "textDocument/publishDiagnostics"
                && it["params"]["uri"] == uri
                && wanted(&it["params"])
        };
        self.wait_for(is_published)["params"].take()
    }

    /// Waits for what the server asks by this method.
    pub fn asked(&mut self, method: &str) -> Value {
        self.wait_for(|it| it["method"] == method)
    }

    /// The next message of the server that nobody waited for.
    pub fn next_message(&mut self) -> Value {
        self.wait_for(|_| true)
    }

    /// Everything that the server says until it is silent for `silence`.
    pub fn until_silence(&mut self, silence: Duration) -> Vec<Value> {
        let mut messages: Vec<Value> = self.waiting.drain(..).collect();
        while let Ok(message) = self.from_server.recv_timeout(silence) {
            messages.push(message);
        }
        messages
    }

    /// Asks the server to end as a client should, and returns its exit code.
    pub fn shut_down(mut self) -> Option<i32> {
        let answer = self.request("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null);
        self.notify("exit", Value::Null);
        self.exit_code(PATIENCE)
    }

    /// The number by which the system knows the server.
    pub fn process_id(&self) -> u32 {
        self.server.id()
    }

    /// Closes the stream to the server, as when the client dies.
    pub fn hang_up(&mut self) {
        self.to_server = None;
    }

    /// Waits `patience` for the server to end, and returns its exit code.
    pub fn exit_code(mut self, patience: Duration) -> Option<i32> {
        let start = Instant::now();
        while start.elapsed() < patience {
            if let Some(status) = self.server.try_wait().expect("the server can be waited for") {
                return status.code();
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the server is still there after {patience:?}");
    }

    fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&wanted) {
            return self.waiting.remove(at).expect("there is one at its place");
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.from_server.recv_timeout(left).unwrap_or_else(|error| {
                panic!("{error}; meanwhile the server said {:#?}", self.waiting)
            });
            if wanted(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A content change: `[line, column, end line, end column]` becomes `text`.
pub fn change(range: [u32; 4], text: &str) -> Value {
    let [line, column, end_line, end_column] = range;
    json!({"range": self::range(line, column, end_line, end_column), "text": text})
}

/// A range of the protocol.
pub fn range(line: u32, column: u32, end_line: u32, end_column: u32) -> Value {
    json!({
        "start": {"line": line, "character": column},
        "end": {"line": end_line, "character": end_column},
    })
}

fn read_message(output: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length.expect("a message has a length")];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("a message is JSON"))
}
