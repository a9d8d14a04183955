//! The server lives on, whatever a workspace holds and a client does: what other language servers
//! have died of.
//!
//! Messages of no shape, positions outside the text and the phases of a session are in `lsp.rs`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::client::{Client, change, range};

fn introduce(params: Value) -> Client {
    let mut program = support::program();
    program.arg("server").env("REFWISE_LOG", "error");
    let mut client = Client::start(program);
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client
}

fn plain() -> Client {
    introduce(json!({"capabilities": {}}))
}

fn in_folder(folder: &std::path::Path) -> (Client, String) {
    let uri = format!("file://{}", folder.display());
    let folders = json!([{"uri": uri, "name": "project"}]);
    (introduce(json!({"capabilities": {}, "workspaceFolders": folders})), uri)
}

/// Every request that asks about a place or a document, with parameters of the right shape.
fn ask_everything(client: &mut Client, uri: &str, line: u32, character: u32) {
    let document = json!({ "uri": uri });
    let position = json!({"line": line, "character": character});
    let whole = range(0, 0, u32::MAX, u32::MAX);
    let params = json!({
        "textDocument": document, "position": position, "range": whole,
        "positions": [position], "context": {"includeDeclaration": true, "diagnostics": [],
            "frameId": 1, "stoppedLocation": whole},
        "newName": "other", "query": "", "previousResultIds": [],
    });
    for method in [
        "textDocument/hover",
        "textDocument/codeAction",
        "textDocument/inlayHint",
        "textDocument/inlineValue",
        "textDocument/semanticTokens/full",
        "textDocument/semanticTokens/range",
        "textDocument/documentHighlight",
        "textDocument/references",
        "textDocument/foldingRange",
        "textDocument/selectionRange",
        "textDocument/documentSymbol",
        "textDocument/definition",
        "textDocument/prepareRename",
        "textDocument/rename",
        "textDocument/diagnostic",
        "workspace/symbol",
    ] {
        let answer = client.request(method, params.clone());
        let is_answered = answer.get("result").is_some() || answer["error"]["code"] == -32602;
        assert!(is_answered, "{method} at {line}:{character}: {answer}");
    }
}

fn all_on() -> Client {
    let on = json!({"enable": true});
    introduce(json!({"capabilities": {}, "initializationOptions": {
        "references": on, "folding": on, "selectionRange": on, "documentSymbol": on,
        "workspaceSymbol": on, "definition": on, "rename": on,
    }}))
}

#[test]
fn every_request_is_answered_about_every_kind_of_text() {
    let mut client = all_on();
    let texts = [
        "",
        "\u{feff}",
        "x",
        "def",
        "def f(",
        "class C:\n",
        "\\",
        "'''",
        "f'{x",
        "f'{x!r:{y}}'",
        "lambda",
        "@",
        "x = [i for",
        "match x:\n    case [a, *",
        "\u{0}\u{1}",
        "é = '𝄞'\r\né",
        "\t \t x\n  y\n",
        "async def f(a=[], *b, **c): return lambda: (yield a)\n",
        "import a.b as c, d\nfrom . import (e as f)\n",
        "type X[T: int = str, *U, **V] = list[T]\n",
    ];
    for (nth, text) in texts.into_iter().enumerate() {
        let uri = format!("untitled:{nth}");
        client.open(&uri, text);
        for (line, character) in [(0, 0), (0, 5), (1, 0), (7, 7), (u32::MAX, u32::MAX)] {
            ask_everything(&mut client, &uri, line, character);
        }
    }
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn every_request_is_answered_about_documents_that_are_not_there() {
    let mut client = all_on();
    for uri in
        ["file:///no/such.py", "untitled:x", "refwise-dis:/x", "a:", "file://host/share/x.py"]
    {
        ask_everything(&mut client, uri, 0, 0);
    }
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn deep_nesting_is_read() {
    let mut client = all_on();
    let deep = [
        format!("x = {}{}\n", "(".repeat(5_000), ")".repeat(5_000)),
        format!("x = {}1{}\n", "[".repeat(5_000), "]".repeat(5_000)),
        format!("x = {}1\n", "-".repeat(5_000)),
        format!("x = {}1\n", "lambda: ".repeat(5_000)),
        format!("x = a{}\n", ".b".repeat(5_000)),
        format!("x = 1{}\n", " + 1".repeat(5_000)),
        (0..1_000).map(|it| format!("{}if x:\n", " ".repeat(it))).collect::<String>(),
        (0..1_000).map(|it| format!("{}def f(a):\n", " ".repeat(it))).collect::<String>(),
    ];
    for (nth, text) in deep.iter().enumerate() {
        let uri = format!("untitled:{nth}");
        client.open(&uri, text);
        client.diagnostics(&uri, 1);
        ask_everything(&mut client, &uri, 0, 4);
        client.close(&uri);
    }
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn long_files_are_read() {
    let mut client = all_on();
    let function = "def f(a, b=[]):\n    c = [a]\n    return lambda: c, b\n\n\n";
    let text = format!("{function}{}", "x = 1\ny = x\n# z\n\n".repeat(12))
        .repeat(if cfg!(debug_assertions) { 95 } else { 950 });
    client.open("untitled:long", &text);
    client.diagnostics("untitled:long", 1);
    ask_everything(&mut client, "untitled:long", 25_001, 4);
    let line = "x = 1; ".repeat(if cfg!(debug_assertions) { 5_000 } else { 50_000 });
    client.open("untitled:wide", &line);
    client.diagnostics("untitled:wide", 1);
    ask_everything(&mut client, "untitled:wide", 0, 300_000);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn imports_in_a_circle_are_followed() {
    const N: usize = 300;
    let folder = tempfile::tempdir().unwrap();
    for nth in 0..N {
        let next = (nth + 1) % N;
        let text = format!(
            "from m{next} import *\nfrom m{next} import f as g, C as D\n\
             class C(D): pass\ndef f(x):\n    return g(x)\n"
        );
        std::fs::write(folder.path().join(format!("m{nth}.py")), text).unwrap();
    }
    let (mut client, uri) = in_folder(folder.path());
    let text = std::fs::read_to_string(folder.path().join("m0.py")).unwrap();
    let m = format!("{uri}/m0.py");
    client.open(&m, &text);
    client.diagnostics(&m, 1);
    client.change(&m, 2, json!([change([0, 0, 0, 0], "\n")]));
    client.diagnostics(&m, 2);
    ask_everything(&mut client, &m, 5, 11);
    let report = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    assert_eq!(report["result"]["items"].as_array().unwrap().len(), N);
    assert_eq!(client.shut_down(), Some(0));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_left_alone() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(at("p/q")).unwrap();
    std::fs::write(at("a.py"), "import p, fifo, loop, p.q, gone\n").unwrap();
    std::fs::write(at("bytes.py"), b"x = '\xff\xfe'\n").unwrap();
    symlink(folder.path(), at("p/q/up")).unwrap();
    symlink(at("loop.py"), at("loop.py")).unwrap();
    symlink(at("nowhere"), at("gone.py")).unwrap();
    symlink("/dev/zero", at("zero.py")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(at("fifo.py")).status();
    assert!(made.is_ok_and(|it| it.success()), "mkfifo works");
    let (mut client, uri) = in_folder(folder.path());
    let a = format!("{uri}/a.py");
    client.open(&a, "import p, fifo, loop, p.q, gone, zero, bytes\nfifo.x, zero.x, loop.x\n");
    client.diagnostics(&a, 1);
    ask_everything(&mut client, &a, 1, 6);
    let answer = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    assert!(answer["result"]["items"].is_array(), "{answer}");
    let changes: Vec<Value> = ["fifo.py", "gone.py", "p", "bytes.py", "pyproject.toml"]
        .iter()
        .map(|it| json!({"uri": format!("{uri}/{it}"), "type": 2}))
        .collect();
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    client.close(&a);
    client.published(&a, |it| it["version"].is_null());
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_folder_that_is_gone_is_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (mut client, uri) = in_folder(&folder.path().join("gone"));
    let a = format!("{uri}/a.py");
    client.open(&a, "import b\nx = int()\nx is 1000\n");
    assert_eq!(client.diagnostics(&a, 1).len(), 1);
    let answer = client.request("workspace/diagnostic", json!({"previousResultIds": []}));
    assert!(answer["result"]["items"].is_array(), "{answer}");
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn configurations_of_no_shape_are_left_alone() {
    let mut client = plain();
    for settings in
        [json!(null), json!(7), json!([]), json!({"refwise": 7}), json!({"refwise": {"hover": []}})]
    {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    }
    client.send(&json!({"jsonrpc": "2.0", "id": "refwise-1", "result": 7}));
    client.send(&json!({"jsonrpc": "2.0", "id": "nobody", "error": {"code": 1, "message": ""}}));
    client.open("untitled:a", "x = int()\nx is 1000\n");
    assert_eq!(client.diagnostics("untitled:a", 1).len(), 1);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn notebooks_of_no_shape_are_left_alone() {
    let mut client = plain();
    let notebook = json!({"uri": "file:///n.ipynb", "version": 1, "notebookType": "n",
        "cells": [{"kind": 2, "document": "nb:a"}, {"kind": 2, "document": "nb:a"}]});
    let params = json!({"notebookDocument": notebook, "cellTextDocuments": []});
    client.notify("notebookDocument/didOpen", params.clone());
    client.notify("notebookDocument/didOpen", params);
    let array = json!({"start": 99, "deleteCount": 99, "cells": []});
    for cells in [json!({"structure": {"array": array}}), json!({"textContent": []}), json!(7)] {
        let id = json!({"uri": "file:///n.ipynb", "version": 2});
        let params = json!({"notebookDocument": id, "change": {"cells": cells}});
        client.notify("notebookDocument/didChange", params);
    }
    for uri in ["file:///n.ipynb", "file:///n.ipynb", "file:///other.ipynb"] {
        let params = json!({"notebookDocument": {"uri": uri}, "cellTextDocuments": []});
        client.notify("notebookDocument/didClose", params);
    }
    client.open("untitled:a", "x = int()\nx is 1000\n");
    assert_eq!(client.diagnostics("untitled:a", 1).len(), 1);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn shutdown_is_answered_while_a_workspace_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let text = "def f(a, b=[]):\n    c = [a]\n    return lambda: c, b\n\n\n".repeat(500);
    for nth in 0..60 {
        std::fs::write(folder.path().join(format!("m{nth}.py")), &text).unwrap();
    }
    let (mut client, _) = in_folder(folder.path());
    client.send_request("workspace/diagnostic", json!({"previousResultIds": []}));
    std::thread::sleep(Duration::from_millis(100));
    let start = Instant::now();
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(Duration::from_secs(2)), Some(0));
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn the_server_leaves_when_the_editor_is_gone_and_its_stream_is_not() {
    let mut editor = std::process::Command::new("sleep").arg("1000").spawn().unwrap();
    let client = introduce(json!({"capabilities": {}, "processId": editor.id()}));
    editor.kill().unwrap();
    editor.wait().unwrap();
    assert_eq!(client.exit_code(Duration::from_secs(2)), Some(1));
}
