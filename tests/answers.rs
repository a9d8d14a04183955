//! Conversations with the built server: what it answers beside findings.

use serde_json::{Value, json};
use support::client::{Client, change, range};

const URI: &str = "file:///project/a.py";

/// Everything is on.
fn all() -> Value {
    let on = json!({"enable": true});
    json!({
        "references": on, "folding": on, "selectionRange": on, "documentSymbol": on,
        "workspaceSymbol": on, "definition": on, "rename": on,
    })
}

fn start() -> Client {
    let mut program = support::program();
    program.arg("server").env("REFWISE_LOG", "error");
    Client::start(program)
}

fn introduce(params: Value) -> Client {
    let mut client = start();
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client
}

fn open(text: &str) -> Client {
    let mut client = introduce(json!({"capabilities": {}, "initializationOptions": all()}));
    client.open(URI, text);
    client
}

fn at(line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": URI}, "position": {"line": line, "character": character}})
}

fn whole() -> Value {
    json!({"textDocument": {"uri": URI}, "range": range(0, 0, 999, 0)})
}

fn result(client: &mut Client, method: &str, params: Value) -> Value {
    let answer = client.request(method, params);
    answer.get("result").unwrap_or_else(|| panic!("{method}: {answer}")).clone()
}

fn list(client: &mut Client, method: &str, params: Value) -> Vec<Value> {
    let result = result(client, method, params);
    result.as_array().unwrap_or_else(|| panic!("{method}: {result}")).clone()
}

/// The text behind the edits of a workspace edit in one document.
fn edited(text: &str, edit: &Value) -> String {
    let mut edits: Vec<Value> = edit["changes"][URI].as_array().unwrap().clone();
    edits.sort_by_key(|it| {
        let start = &it["range"]["start"];
        (start["line"].as_u64(), start["character"].as_u64())
    });
    let offset = |place: &Value| {
        let line = place["line"].as_u64().unwrap() as usize;
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + place["character"].as_u64().unwrap() as usize
    };
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        let (start, end) = (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]));
        text.replace_range(start..end, edit["newText"].as_str().unwrap());
    }
    text
}

// Code actions.

const FLAGGED: &str = "x = int()\nx is 1000\n";

fn actions(client: &mut Client, only: Value) -> Vec<Value> {
    let params = json!({
        "textDocument": {"uri": URI}, "range": range(1, 2, 1, 2),
        "context": {"diagnostics": [], "only": only},
    });
    list(client, "textDocument/codeAction", params)
}

#[test]
fn a_finding_can_be_mended_silenced_and_explained() {
    let mut client = open(FLAGGED);
    let offered = actions(&mut client, json!(["quickfix"]));
    let titles: Vec<&str> = offered.iter().map(|it| it["title"].as_str().unwrap()).collect();
    let others =
        ["Disable is-literal for this line", "Explain is-literal", "Show is-literal in a run"];
    assert_eq!(titles[1..], others);
    assert_eq!(edited(FLAGGED, &offered[0]["edit"]), "x = int()\nx == 1000\n");
    let silenced = "x = int()\nx is 1000  # refwise: ignore[is-literal]\n";
    assert_eq!(edited(FLAGGED, &offered[1]["edit"]), silenced);
    assert!(offered.iter().all(|it| it["diagnostics"][0]["code"] == "is-literal"));
    let command = &offered[2]["command"];
    let page = result(&mut client, "workspace/executeCommand", command.clone());
    assert!(page.as_str().unwrap().contains("is-literal"), "{page}");
}

#[test]
fn edits_come_when_an_action_is_chosen() {
    let support = json!({"properties": ["edit"]});
    let capabilities = json!({"textDocument": {"codeAction": {"resolveSupport": support}}});
    let mut client = introduce(json!({"capabilities": capabilities}));
    client.open(URI, FLAGGED);
    let offered = actions(&mut client, json!(["quickfix"]));
    assert!(offered[0]["edit"].is_null());
    let chosen = result(&mut client, "codeAction/resolve", offered[0].clone());
    assert_eq!(edited(FLAGGED, &chosen["edit"]), "x = int()\nx == 1000\n");
    client.change(URI, 2, json!([change([0, 0, 0, 0], "\n")]));
    let late = client.request("codeAction/resolve", offered[0].clone());
    assert_eq!(late["error"]["code"], -32801);
}

#[test]
fn all_safe_fixes_are_one_action() {
    let text = "x = 1  # refwise: ignore\ny = 1  # refwise: ignore\n";
    let mut client = open(text);
    for only in [json!(["source.fixAll"]), json!(["source.fixAll.refwise"]), json!(["source"])] {
        let offered = actions(&mut client, only);
        assert_eq!(offered[0]["kind"], "source.fixAll.refwise");
        assert_eq!(edited(text, &offered[0]["edit"]), "x = 1\ny = 1\n");
    }
    assert!(actions(&mut client, json!(["refactor"])).is_empty());
}

// Names and objects.

const CLOSURE: &str = "def f(x=[]):\n    y = x\n    def g():\n        return y\n    return g\n";

#[test]
fn names_of_one_object_are_marked() {
    let mut client = open(CLOSURE);
    let marked = list(&mut client, "textDocument/documentHighlight", at(1, 4));
    assert!(marked.len() >= 3, "{marked:?}");
    let places = list(&mut client, "textDocument/references", {
        let mut params = at(1, 4);
        params["context"] = json!({"includeDeclaration": true});
        params
    });
    assert!(places.len() >= marked.len() && places[0]["uri"] == URI, "{places:?}");
    assert_eq!(result(&mut client, "textDocument/documentHighlight", at(9, 9)), Value::Null);
}

#[test]
fn captures_are_hinted_and_marked() {
    let mut client = open(CLOSURE);
    let hints = list(&mut client, "textDocument/inlayHint", whole());
    assert_eq!(hints.len(), 1);
    assert_eq!(hints[0]["label"], "captures y");
    assert_eq!(hints[0]["position"], json!({"line": 2, "character": 12}));
    let tokens = result(&mut client, "textDocument/semanticTokens/full", whole());
    // `x` is a shared default, `y` captured, `x` shared, `y` free.
    let expected = [[0, 6, 1, 1, 8], [1, 4, 1, 0, 1], [0, 4, 1, 1, 8], [2, 15, 1, 0, 2]];
    assert_eq!(tokens["data"], json!(expected.concat()));
    let some = json!({"textDocument": {"uri": URI}, "range": range(3, 0, 4, 0)});
    let tokens = result(&mut client, "textDocument/semanticTokens/range", some);
    assert_eq!(tokens["data"], json!([3, 15, 1, 0, 2]));
}

#[test]
fn variables_are_renamed_and_found() {
    let mut client = open(CLOSURE);
    assert_eq!(result(&mut client, "textDocument/prepareRename", at(3, 15)), range(3, 15, 3, 16));
    let mut params = at(3, 15);
    params["newName"] = json!("z");
    let edit = result(&mut client, "textDocument/rename", params.clone());
    assert_eq!(edited(CLOSURE, &edit), CLOSURE.replace('y', "z"));
    params["newName"] = json!("x");
    assert_eq!(client.request("textDocument/rename", params)["error"]["code"], -32602);
    let found = list(&mut client, "textDocument/definition", at(3, 15));
    assert_eq!(found[0]["range"], range(1, 4, 1, 5));
}

// The structure of a document.

#[test]
fn documents_have_a_structure() {
    let mut client = open(CLOSURE);
    let document = json!({"textDocument": {"uri": URI}});
    let symbols = list(&mut client, "textDocument/documentSymbol", document.clone());
    assert_eq!(
        (&symbols[0]["name"], &symbols[0]["children"][0]["name"]),
        (&json!("f"), &json!("g"))
    );
    let folds = list(&mut client, "textDocument/foldingRange", document);
    let lines: Vec<_> =
        folds.iter().map(|it| (it["startLine"].as_u64(), it["endLine"].as_u64())).collect();
    assert_eq!(lines, [(Some(0), Some(4)), (Some(2), Some(3))]);
    let params = json!({"textDocument": {"uri": URI}, "positions": [{"line": 3, "character": 15}]});
    let selections = list(&mut client, "textDocument/selectionRange", params);
    assert_eq!(selections[0]["range"], range(3, 15, 3, 16));
    assert_eq!(selections[0]["parent"]["range"], range(3, 8, 3, 16));
    let found = list(&mut client, "workspace/symbol", json!({"query": "F"}));
    assert_eq!(found[0]["name"], "f");
}

#[test]
fn a_debugger_is_told_what_to_show() {
    let mut client = open(CLOSURE);
    let stopped = range(1, 4, 1, 9);
    let params = json!({"textDocument": {"uri": URI}, "range": range(0, 0, 9, 0),
        "context": {"frameId": 1, "stoppedLocation": stopped}});
    let shown = list(&mut client, "textDocument/inlineValue", params);
    assert_eq!(shown[0]["range"], range(0, 6, 0, 7));
}

#[test]
fn what_is_off_is_neither_offered_nor_answered() {
    let mut client = start();
    let answer = client.request("initialize", json!({"capabilities": {}}));
    let offered = &answer["result"]["capabilities"];
    client.notify("initialized", json!({}));
    client.open(URI, CLOSURE);
    for (capability, method) in [
        ("definitionProvider", "textDocument/definition"),
        ("renameProvider", "textDocument/prepareRename"),
        ("referencesProvider", "textDocument/references"),
        ("documentSymbolProvider", "textDocument/documentSymbol"),
        ("foldingRangeProvider", "textDocument/foldingRange"),
    ] {
        assert_eq!(offered[capability], Value::Null);
        let mut params = at(3, 15);
        params["context"] = json!({"includeDeclaration": true});
        if method != "textDocument/prepareRename" {
            assert_eq!(result(&mut client, method, params), Value::Null, "{method}");
        }
    }
    for capability in ["hoverProvider", "codeActionProvider", "inlayHintProvider"] {
        assert_ne!(offered[capability], Value::Null);
    }
}

// Documents that are made by us.

#[test]
fn bytecode_trees_and_pages_are_documents() {
    let mut client = open(CLOSURE);
    let mut text = |uri: &str| {
        let answer = result(&mut client, "workspace/textDocumentContent", json!({"uri": uri}));
        answer["text"].as_str().unwrap().to_owned()
    };
    let bytecode = text("refwise-dis:/project/a.py");
    assert!(bytecode.contains("def g():") && bytecode.contains("LOAD_DEREF"), "{bytecode}");
    assert!(bytecode.contains("# constant 0: None, a singleton"), "{bytecode}");
    assert!(text("refwise-tree:/project/a.py").contains("FUNCTION_DEF"));
    assert!(text("refwise-rule:/is-literal.md").contains("is-literal"));
    let answer =
        client.request("workspace/textDocumentContent", json!({"uri": "refwise-dis:/no.py"}));
    assert_eq!(answer["error"]["code"], -32602);
    let command = json!({"command": "refwise.showBytecode", "arguments": [URI]});
    let shown = result(&mut client, "workspace/executeCommand", command);
    assert_eq!(shown.as_str(), Some(&*bytecode));
}

// Programs.

const PROGRAM: &str =
    "def f():\n    return 1\n\nif __name__ == \"__main__\":\n    print(f() + 1)\n";

#[test]
fn a_program_runs_from_its_lens() {
    let mut client = open(PROGRAM);
    let params = json!({"textDocument": {"uri": URI}});
    let lenses = list(&mut client, "textDocument/codeLens", params);
    assert_eq!(lenses.len(), 1, "{lenses:?}");
    assert_eq!(lenses[0]["range"]["start"], json!({"line": 3, "character": 0}));
    let ended = result(&mut client, "workspace/executeCommand", lenses[0]["command"].clone());
    assert_eq!(ended["output"], "2\n", "{ended}");
    assert_eq!((&ended["code"], &ended["ended"]), (&json!(0), &json!("itself")));
}

#[test]
fn an_error_of_the_program_is_told() {
    let mut client = open("import sys\nprint(sys.argv)\n1 / 0\n");
    let command = json!({"command": "refwise.run", "arguments": [URI]});
    let ended = result(&mut client, "workspace/executeCommand", command);
    assert_eq!(ended["output"], "['/project/a.py']\n");
    let errors = ended["errors"].as_str().unwrap();
    assert!(errors.contains("/project/a.py\", line 3") && errors.contains("ZeroDivisionError"));
    assert_eq!(ended["code"], 1);
}

#[test]
fn a_program_that_does_not_end_is_ended() {
    let mut client = open("while True: pass\n");
    let command = json!({"command": "refwise.run", "arguments": [URI]});
    let ended = result(&mut client, "workspace/executeCommand", command);
    // Whichever comes first.
    let is_late = ended["ended"] == "its time was over";
    assert!(is_late || ended["errors"].as_str().unwrap().contains("instructions"), "{ended}");
}

#[test]
fn nothing_runs_in_an_untrusted_workspace() {
    let options = json!({"untrustedWorkspace": true});
    let mut client = introduce(json!({"capabilities": {}, "initializationOptions": options}));
    client.open(URI, PROGRAM);
    let params = json!({"textDocument": {"uri": URI}});
    assert_eq!(client.request("textDocument/codeLens", params)["result"], json!(null));
    let command = json!({"command": "refwise.run", "arguments": [URI]});
    let answer = client.request("workspace/executeCommand", command);
    assert_eq!(answer["error"]["message"], "nothing is run in an untrusted workspace");
}

#[test]
fn chosen_lines_run_with_their_numbers() {
    let mut client = open("if True:\n    print(6 * 7)\n    1 / 0\n");
    let chosen = json!([URI, range(1, 0, 2, 9)]);
    let command = json!({"command": "refwise.runSelection", "arguments": chosen});
    let ended = result(&mut client, "workspace/executeCommand", command);
    assert_eq!(ended["output"], "42\n", "{ended}");
    assert!(ended["errors"].as_str().unwrap().contains("line 3"), "{ended}");
    let command = json!({"command": "refwise.runSelection", "arguments": [URI]});
    let answer = client.request("workspace/executeCommand", command);
    assert_eq!(answer["error"]["message"], "the second argument is no range");
}

#[test]
fn what_a_rule_claims_is_shown_in_a_run() {
    let can = json!({
        "window": {"showDocument": {"support": true}},
        "workspace": {"textDocumentContent": {}},
    });
    let mut client = introduce(json!({"capabilities": can}));
    client.open(URI, "x = dict.fromkeys('ab', [])\n");
    let params = json!({
        "textDocument": {"uri": URI}, "range": range(0, 4, 0, 4), "context": {"diagnostics": []},
    });
    let actions = list(&mut client, "textDocument/codeAction", params);
    let show = actions.iter().find(|it| it["title"] == "Show fromkeys-mutable in a run");
    let command = show.unwrap_or_else(|| panic!("{actions:?}"))["command"].clone();
    let ended = result(&mut client, "workspace/executeCommand", command);
    assert_eq!(ended["output"], "{'a': [1], 'b': [1]}\n", "{ended}");
    let shown = client.asked("window/showDocument")["params"]["uri"].clone();
    assert_eq!(shown, "refwise-run:/1/fromkeys-mutable.py.txt");
    let text = result(&mut client, "workspace/textDocumentContent", json!({"uri": shown}));
    assert_eq!(text["text"], "{'a': [1], 'b': [1]}\nexit code 0\n");
}

// Notebooks.

#[test]
fn cells_of_a_notebook_share_their_names() {
    let mut client = introduce(json!({"capabilities": {}, "initializationOptions": all()}));
    let cell = |it: &str| json!({"kind": 2, "document": it});
    let document = |uri: &str, text: &str| json!({"uri": uri, "languageId": "python", "version": 1, "text": text});
    client.notify(
        "notebookDocument/didOpen",
        json!({
            "notebookDocument": {"uri": "file:///project/n.ipynb", "version": 1,
                "notebookType": "jupyter-notebook", "cells": [cell("nb:a"), cell("nb:b")]},
            "cellTextDocuments": [document("nb:a", "%time\nimport math as m\n"), document("nb:b", "m\nm is 1000\n")],
        }),
    );
    let found = client.published("nb:b", |_| true)["diagnostics"].clone();
    assert_eq!((&found[0]["code"], &found[0]["range"]), (&json!("is-literal"), &range(1, 0, 1, 9)));
    assert_eq!(client.published("nb:a", |_| true)["diagnostics"], json!([]));
    let params = json!({"textDocument": {"uri": "nb:b"}, "position": {"line": 0, "character": 0}});
    let bound = list(&mut client, "textDocument/definition", params);
    assert_eq!(
        (&bound[0]["uri"], &bound[0]["range"]["start"]["line"]),
        (&json!("nb:a"), &json!(1))
    );
    client.notify(
        "notebookDocument/didChange",
        json!({"notebookDocument": {"uri": "file:///project/n.ipynb", "version": 2},
            "change": {"cells": {"textContent": [{"document": {"uri": "nb:b", "version": 2},
                "changes": [change([1, 2, 1, 4], "==")]}]}}}),
    );
    assert_eq!(client.published("nb:b", |_| true)["diagnostics"], json!([]));
    client.notify(
        "notebookDocument/didClose",
        json!({"notebookDocument": {"uri": "file:///project/n.ipynb"}, "cellTextDocuments": []}),
    );
    client.published("nb:a", |_| true);
}

// Workspaces.

fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let uri = format!("file://{}", folder.path().display());
    (folder, uri)
}

fn in_folder(uri: &str, capabilities: Value) -> Client {
    let folders = json!([{"uri": uri, "name": "project"}]);
    introduce(json!({"capabilities": capabilities, "workspaceFolders": folders}))
}

#[test]
fn all_files_of_a_workspace_are_reported() {
    let (_folder, uri) = folder(&[("a.py", FLAGGED), ("p/b.py", ""), ("venv/pyvenv.cfg", "")]);
    let mut client = in_folder(&uri, json!({"textDocument": {"diagnostic": {}}}));
    let params = json!({"previousResultIds": []});
    let report = result(&mut client, "workspace/diagnostic", params);
    let items = report["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["uri"], format!("{uri}/a.py"));
    assert_eq!(items[0]["items"][0]["code"], "is-literal");
    let known = json!([{"uri": items[0]["uri"], "value": items[0]["resultId"]}]);
    let params = json!({"previousResultIds": known, "partialResultToken": "t",
        "workDoneToken": "w"});
    let id = client.send_request("workspace/diagnostic", params);
    assert_eq!(client.answer(id)["result"]["items"], json!([]));
    let told = client.until_silence(std::time::Duration::from_millis(200));
    let part = told.iter().find(|it| it["params"]["token"] == "t").unwrap();
    assert_eq!(part["params"]["value"]["items"][0]["kind"], "unchanged");
    let ends: Vec<_> = told.iter().filter(|it| it["params"]["token"] == "w").collect();
    assert_eq!(ends.last().unwrap()["params"]["value"]["kind"], "end");
}

#[test]
fn other_open_files_are_checked_again() {
    let (_folder, uri) = folder(&[("m.py", ""), ("a.py", "")]);
    let mut client = in_folder(&uri, json!({}));
    let (m, a) = (format!("{uri}/m.py"), format!("{uri}/a.py"));
    client.open(&m, "def f(x):\n    return x\n");
    client.open(&a, "from m import f\ndef g():\n    d = {}\n    d['d'] = f(d)\n    return 1\n");
    let found = client.published(&a, |it| it["diagnostics"] != json!([]));
    assert_eq!(found["diagnostics"][0]["source"], "refwise");
    client.change(&m, 2, json!([change([1, 11, 1, 12], "1")]));
    assert_eq!(client.published(&a, |_| true)["diagnostics"], json!([]));
}

#[test]
fn files_that_change_on_disk_are_seen() {
    let (folder, uri) = folder(&[("m.py", "def f(x):\n    return 1\n")]);
    let watch = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut client = in_folder(&uri, watch);
    let registration = client.next_message();
    assert_eq!(registration["method"], "client/registerCapability");
    client.send(&json!({"jsonrpc": "2.0", "id": registration["id"], "result": null}));
    let a = format!("{uri}/a.py");
    client.open(&a, "from m import f\ndef g():\n    d = {}\n    d['d'] = f(d)\n    return 1\n");
    assert_eq!(client.diagnostics(&a, 1), [] as [Value; 0]);
    let m = folder.path().join("m.py");
    std::fs::write(&m, "def f(x):\n    return x\n").unwrap();
    let changed = json!({"changes": [{"uri": format!("{uri}/m.py"), "type": 2}]});
    client.notify("workspace/didChangeWatchedFiles", changed);
    client.published(&a, |it| it["diagnostics"] != json!([]));
}

#[test]
fn choices_are_asked_for_and_offered() {
    let capabilities = json!({"workspace": {"configuration": true,
        "didChangeConfiguration": {"dynamicRegistration": true}}});
    let mut client = introduce(json!({ "capabilities": capabilities }));
    assert_eq!(
        client.next_message()["params"]["registrations"][0]["method"],
        "workspace/didChangeConfiguration"
    );
    let question = client.next_message();
    assert_eq!(question["method"], "workspace/configuration");
    let chosen = json!([{"rename": {"enable": true}, "diagnostics": {"enable": false}}]);
    client.send(&json!({"jsonrpc": "2.0", "id": question["id"], "result": chosen}));
    let offer = client.next_message();
    assert_eq!(offer["params"]["registrations"][0]["method"], "textDocument/rename");
    client.open(URI, FLAGGED);
    assert_eq!(client.diagnostics(URI, 1), [] as [Value; 0]);
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"refwise": {"diagnostics": {"enable": true}}}}),
    );
    client.published(URI, |it| it["diagnostics"] != json!([]));
}

#[test]
fn folders_come_and_go() {
    let (_first, first) = folder(&[("a.py", "")]);
    let (_second, second) = folder(&[("b.py", "")]);
    let mut client = in_folder(&first, json!({"textDocument": {"diagnostic": {}}}));
    let event =
        json!({"added": [{"uri": second, "name": "b"}], "removed": [{"uri": first, "name": "a"}]});
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    let report = result(&mut client, "workspace/diagnostic", json!({"previousResultIds": []}));
    let items = report["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["uri"]), (1, &json!(format!("{second}/b.py"))));
}

#[test]
fn nothing_of_an_untrusted_workspace_chooses_a_python() {
    let (_folder, uri) =
        folder(&[("pyproject.toml", "[tool.refwise]\npython = 'bin/python'\n"), ("a.py", FLAGGED)]);
    let folders = json!([{"uri": uri, "name": "project"}]);
    let mut client = introduce(json!({"capabilities": {}, "workspaceFolders": folders,
        "initializationOptions": {"untrustedWorkspace": true}}));
    let a = format!("{uri}/a.py");
    client.open(&a, FLAGGED);
    assert_eq!(client.diagnostics(&a, 1)[0]["code"], "is-literal");
}
