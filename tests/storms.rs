//! Storms of edits: what is found behind them is what a server finds that never saw them.
//!
//! Two files of which one imports the other are edited at random, in bursts and one by one. The
//! number of storms is that of `REFWISE_STORMS` (a few by default), the first of them that of
//! `REFWISE_STORM_FIRST`, the edits of each that of `REFWISE_STORM_EDITS`.

use std::time::Duration;

use serde_json::{Value, json};
use support::Random;
use support::client::{Client, change};

const IMPORTED: &str = "import threading
limit = 1000
shared = []
def same(x):
    return x
def keep(x, into=[]):
    into.append(x)
    return into
class Node:
    items = []
    def __init__(self, parent=None):
        self.parent = parent
        self.on_click = self.click
        if parent is not None:
            parent.children = [self]
    def click(self):
        return self.items
    def __eq__(self, other):
        return other is 'node'
";

const IMPORTING: &str = "from imported import Node, keep, same, shared
import imported
def rings():
    root = {}
    root['self'] = same(root)
    return 1
def late():
    found = []
    for i in range(3):
        found.append(lambda: i)
    return found
def compare(x, y=[]):
    if x is 1000 or x == None:
        return keep(x, y)
    z = [y] * 3
    return z, shared
class Child(Node):
    def run(self):
        try:
            return imported.limit is 1000
        except Exception as error:
            self.error = error
";

/// What may be typed: parts of the programs, and what breaks them.
const INSERTS: [&str; 24] = [
    "",
    "",
    "",
    "x",
    "(",
    ")",
    "\n",
    "\"",
    "'''",
    ":",
    " is ",
    "\n    pass\n",
    "[1]",
    "#",
    "def g():\n",
    "    return x\n",
    "lambda: i",
    "self.",
    "class C(Node):\n",
    "from imported import *\n",
    "\\",
    " ",
    "nonlocal ",
    "{}",
];

struct File {
    uri: String,
    text: String,
    version: i64,
}

impl File {
    /// An edit at a random place, done to the text as well. Every line is ASCII.
    fn random_change(&mut self, numbers: &mut Random) -> Value {
        let at = numbers.below(self.text.len() + 1);
        let line = self.text[..at].matches('\n').count() as u32;
        let column = self.text[..at].rfind('\n').map_or(at, |it| at - it - 1) as u32;
        let rest = self.text[at..].find('\n').unwrap_or(self.text.len() - at);
        let n_gone = numbers.below(6).min(rest);
        let insert = numbers.of(&INSERTS);
        self.text.replace_range(at..at + n_gone, insert);
        self.version += 1;
        change([line, column, line, column + n_gone as u32], insert)
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(default)
}

fn in_folder(folder: &str) -> Client {
    let mut program = support::program();
    program.arg("server").env("REFWISE_LOG", "error");
    let mut client = Client::start(program);
    let folders = json!([{"uri": folder, "name": "storm"}]);
    client.request("initialize", json!({"capabilities": {}, "workspaceFolders": folders}));
    client.notify("initialized", json!({}));
    client
}

/// What a server says of both files when it has settled.
fn settled(client: &mut Client, files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    let report = |client: &mut Client, uri: &str| {
        let params = json!({"textDocument": {"uri": uri}});
        loop {
            let answer = client.request("textDocument/diagnostic", params.clone());
            if let Some(items) = answer["result"]["items"].as_array() {
                return items.clone();
            }
            assert_eq!(answer["error"]["code"], -32802, "{answer}");
        }
    };
    for file in files {
        for it in report(client, &file.uri) {
            found.push(format!("{}: {it}", file.uri));
        }
    }
    found
}

/// The last that was published of each file; waits until that is what is expected, for a while.
fn published(client: &mut Client, files: &[File], expected: &[String]) -> Vec<String> {
    let mut last = vec![Vec::new(); files.len()];
    for _ in 0..100 {
        for message in client.until_silence(Duration::from_millis(100)) {
            let place = files.iter().position(|it| message["params"]["uri"] == *it.uri);
            if let Some(place) = place {
                last[place] = message["params"]["diagnostics"].as_array().unwrap().clone();
            }
        }
        if told(files, &last) == expected {
            break;
        }
    }
    told(files, &last)
}

fn told(files: &[File], found: &[Vec<Value>]) -> Vec<String> {
    let all = files.iter().zip(found);
    all.flat_map(|(file, all)| all.iter().map(|it| format!("{}: {it}", file.uri))).collect()
}

fn storm(seed: u64, n_edits: u64) {
    let mut numbers = Random::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let root = format!("file://{}", folder.path().display());
    let file = |name: &str, text: &str, times| {
        std::fs::write(folder.path().join(name), text).unwrap();
        File { uri: format!("{root}/{name}"), text: text.repeat(times), version: 1 }
    };
    let mut files = [
        file("imported.py", IMPORTED, 1 + seed as usize % 4),
        file("importing.py", IMPORTING, 1 + seed as usize % 3),
    ];
    let mut client = in_folder(&root);
    for file in &files {
        client.open(&file.uri, &file.text);
    }
    for nth in 0..n_edits {
        let file = &mut files[usize::from(numbers.below(3) > 0)];
        if nth % 100 == 99 {
            // Typing goes wrong for good sooner or later; begin from something that means something.
            let whole = if file.uri.ends_with("importing.py") { IMPORTING } else { IMPORTED };
            file.text = whole.to_owned();
            file.version += 1;
            client.change(&file.uri, file.version, json!([{"text": whole}]));
        }
        let change = file.random_change(&mut numbers);
        client.change(&file.uri, file.version, json!([change]));
        if numbers.below(20) == 0 {
            settled(&mut client, &files);
        }
    }
    let found = settled(&mut client, &files);
    let mut fresh = in_folder(&root);
    for file in &files {
        fresh.open(&file.uri, &file.text);
    }
    let expected = settled(&mut fresh, &files);
    assert_eq!(found, expected, "storm {seed}");
    let told = published(&mut client, &files, &expected);
    assert_eq!(told, expected, "what was published of storm {seed}");
}

#[test]
fn storms_leave_what_a_fresh_server_finds() {
    let n_edits = number("REFWISE_STORM_EDITS", 400);
    let first = number("REFWISE_STORM_FIRST", 1);
    for seed in first..first + number("REFWISE_STORMS", 4) {
        eprintln!("storm {seed}");
        storm(seed, n_edits);
    }
}
