//! Conversations with the built server: what a client sends, in which order, and what comes back.

use std::time::Duration;

use serde_json::{Value, json};
use support::Random;
use support::client::{Client, change, range};

const URI: &str = "file:///project/a.py";
const SILENCE: Duration = Duration::from_millis(300);

fn start() -> Client {
    let mut program = support::program();
    program.arg("server").env("REFWISE_LOG", "error");
    Client::start(program)
}

fn introduce(capabilities: Value) -> Client {
    let mut client = start();
    client.initialize(capabilities);
    client
}

/// A client that has said nothing of itself, so that it counts in UTF-16 and findings are pushed.
fn plain() -> Client {
    introduce(json!({}))
}

fn rules(found: &[Value]) -> Vec<&str> {
    found.iter().map(|it| it["code"].as_str().unwrap()).collect()
}

fn error_code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_else(|| panic!("no error: {answer}"))
}

fn hover_at(uri: &str, line: u32, character: u32) -> Value {
    json!({"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
}

/// The server still does its work.
fn assert_alive(client: &mut Client) {
    client.open("untitled:alive", "x = int()\nx is 1000\n");
    assert_eq!(rules(&client.diagnostics("untitled:alive", 1)), ["is-literal"]);
    client.close("untitled:alive");
    client.published("untitled:alive", |it| it["version"].is_null());
}

// Findings.

#[test]
fn a_typed_finding_appears_and_vanishes_when_it_is_mended() {
    let mut client = plain();
    client.open(URI, "x = int()\nx == 1000\n");
    assert_eq!(client.diagnostics(URI, 1), [] as [Value; 0]);
    client.change(URI, 2, json!([change([1, 2, 1, 4], "is")]));
    let found = client.diagnostics(URI, 2);
    assert_eq!(rules(&found), ["is-literal"]);
    client.change(URI, 3, json!([change([1, 2, 1, 4], "==")]));
    assert_eq!(client.diagnostics(URI, 3), [] as [Value; 0]);
    assert_eq!(client.shut_down(), Some(0));
}

#[test]
fn a_syntax_error_appears_and_vanishes() {
    let mut client = plain();
    client.open(URI, "def f(:\n    pass\n");
    assert_eq!(rules(&client.diagnostics(URI, 1)), ["syntax-error"]);
    client.change(URI, 2, json!([change([0, 6, 0, 6], ")")]));
    assert_eq!(client.diagnostics(URI, 2), [] as [Value; 0]);
}

#[test]
fn a_finding_tells_all_that_an_editor_shows() {
    let mut client = plain();
    client.open(URI, "x = int()\nif x is 1000:\n    pass\n");
    let found = client.diagnostics(URI, 1);
    let found = &found[0];
    assert_eq!(found["source"], "refwise");
    assert_eq!(found["code"], "is-literal");
    assert!(found["codeDescription"]["href"].as_str().unwrap().ends_with("/is-literal"));
    assert_eq!(found["severity"], 1);
    assert_eq!(found["range"]["start"]["line"], 1);
    assert_eq!(found["data"]["rule"], "is-literal");
    let edit = &found["data"]["fixes"][0]["edits"][0];
    assert_eq!(edit["newText"], "==");
    assert_eq!(edit["range"], range(1, 5, 1, 7));
}

#[test]
fn related_places_are_told() {
    let mut client = plain();
    client
        .open(URI, "def f():\n    def walk(n):\n        return walk(n - 1)\n    return walk(3)\n");
    let found = client.diagnostics(URI, 1);
    let cycle = found.iter().find(|it| it["code"] == "recursive-closure-cycle").unwrap();
    let related = cycle["relatedInformation"].as_array().unwrap();
    assert!(related.iter().all(|it| it["location"]["uri"] == URI));
    assert!(!related.is_empty());
}

#[test]
fn closing_takes_the_findings_back() {
    let mut client = plain();
    client.open(URI, "x is 1000\n");
    assert_eq!(client.diagnostics(URI, 1).len(), 1);
    client.close(URI);
    let published = client.published(URI, |_| true);
    assert_eq!(published["diagnostics"], json!([]));
    assert_eq!(client.until_silence(SILENCE), [] as [Value; 0]);
}

#[test]
fn documents_that_are_no_files_are_checked_too() {
    let mut client = plain();
    for uri in [
        "untitled:Untitled-1",
        "vscode-notebook-cell:/a.ipynb#W0sZmlsZQ",
        "file:///a%20b/%C3%A9.py",
    ] {
        client.open(uri, "x is 1000\n");
        assert_eq!(rules(&client.diagnostics(uri, 1)), ["is-literal"], "{uri}");
    }
}

#[test]
fn documents_in_other_languages_are_left_alone() {
    let mut client = plain();
    let document =
        json!({"uri": "file:///a.toml", "languageId": "toml", "version": 1, "text": "a ="});
    client.notify("textDocument/didOpen", json!({"textDocument": document}));
    client.change("file:///a.toml", 2, json!([{"text": "b ="}]));
    assert_eq!(client.until_silence(SILENCE), [] as [Value; 0]);
    assert_alive(&mut client);
}

#[test]
fn a_client_may_pull() {
    let mut client = introduce(json!({"textDocument": {"diagnostic": {}}}));
    client.open(URI, "x is 1000\n");
    let ask =
        |previous: &Value| json!({"textDocument": {"uri": URI}, "previousResultId": previous});
    let report = client.request("textDocument/diagnostic", ask(&Value::Null))["result"].take();
    assert_eq!(report["kind"], "full");
    assert_eq!(rules(report["items"].as_array().unwrap()), ["is-literal"]);
    let again =
        client.request("textDocument/diagnostic", ask(&report["resultId"]))["result"].take();
    assert_eq!((&again["kind"], &again["resultId"]), (&json!("unchanged"), &report["resultId"]));
    client.change(URI, 2, json!([change([0, 2, 0, 4], "==")]));
    let mended =
        client.request("textDocument/diagnostic", ask(&report["resultId"]))["result"].take();
    assert_eq!((&mended["kind"], &mended["items"]), (&json!("full"), &json!([])));
    assert_eq!(client.until_silence(SILENCE), [] as [Value; 0]);
}

// Settings.

#[test]
fn the_project_chooses_the_rules() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("the project");
    std::fs::create_dir_all(&folder).unwrap();
    let uri = format!("file://{}", folder.display()).replace(' ', "%20");
    for (settings, rules_found) in [
        ("is-literal = \"off\"", [].as_slice()),
        ("is-literal = \"on\"", &["is-literal"]),
        ("no-such-rule = \"off\"", &["is-literal"]),
    ] {
        let text = format!("[tool.refwise.rules]\n{settings}\n");
        std::fs::write(folder.join("pyproject.toml"), text).unwrap();
        let mut client = start();
        let folders = json!([{"uri": uri, "name": "project"}]);
        client.request("initialize", json!({"capabilities": {}, "workspaceFolders": folders}));
        client.notify("initialized", json!({}));
        if settings.contains("no-such-rule") {
            let told = client.next_message();
            assert_eq!(told["method"], "window/showMessage");
            assert!(told["params"]["message"].as_str().unwrap().contains("no-such-rule"), "{told}");
        }
        client.open(URI, "x is 1000\n");
        assert_eq!(rules(&client.diagnostics(URI, 1)), rules_found, "{settings}");
    }
}

// Hover.

#[test]
fn hovering_a_finding_shows_the_page_of_its_rule() {
    let mut client = plain();
    client.open(URI, "x = int()\nx is 1000\n");
    client.diagnostics(URI, 1);
    let hover = client.request("textDocument/hover", hover_at(URI, 1, 3))["result"].take();
    assert_eq!(hover["contents"]["kind"], "markdown");
    let page = hover["contents"]["value"].as_str().unwrap();
    assert!(page.contains("\n# is-literal") && page.contains("```python"), "{page}");
    assert_eq!(hover["range"], range(1, 2, 1, 4));
    let hover = client.request("textDocument/hover", hover_at(URI, 0, 1));
    assert_eq!(hover["result"], Value::Null);
}

#[test]
fn hovering_a_silencing_comment_shows_the_page_of_the_rule() {
    let mut client = plain();
    client.open(URI, "x is 1000  # refwise: ignore[is-literal, eq-none]\n");
    assert_eq!(client.diagnostics(URI, 1)[0]["code"], "unused-suppression");
    for (column, rule) in [(30, "is-literal"), (45, "eq-none")] {
        let hover = client.request("textDocument/hover", hover_at(URI, 0, column));
        let page = hover["result"]["contents"]["value"].as_str().unwrap();
        assert!(page.starts_with(&format!("# {rule}")), "{page}");
    }
    let hover = client.request("textDocument/hover", hover_at(URI, 0, 15));
    assert_eq!(hover["result"], Value::Null);
}

#[test]
fn hovering_where_nothing_is_open_is_null() {
    let mut client = plain();
    let hover = client.request("textDocument/hover", hover_at("file:///none.py", 7, 7));
    assert_eq!(hover["result"], Value::Null);
}

// Positions.

#[test]
fn columns_are_counted_as_agreed() {
    for (kind, operator) in [("utf-8", 10), ("utf-16", 8), ("utf-32", 7)] {
        let mut client = start();
        let agreed = client.initialize(json!({"general": {"positionEncodings": [kind, "utf-16"]}}));
        assert_eq!(agreed["positionEncoding"], kind);
        client.open(URI, "'𝄞'; x == 1000\n");
        client.change(URI, 2, json!([change([0, operator, 0, operator + 2], "is")]));
        let found = client.diagnostics(URI, 2);
        let fix = &found[0]["data"]["fixes"][0]["edits"][0];
        assert_eq!(fix["range"], range(0, operator, 0, operator + 2), "{kind}");
    }
}

#[test]
fn every_line_end_ends_a_line() {
    let mut client = plain();
    client.open(URI, "a = 1\rb = 2\r\nc = 3\nx == 1000");
    client.change(URI, 2, json!([change([3, 2, 3, 4], "is")]));
    let found = client.diagnostics(URI, 2);
    assert_eq!(found[0]["range"]["start"]["line"], 3);
}

#[test]
fn ranges_outside_the_text_do_no_harm() {
    let mut client = plain();
    client.open(URI, "x = 1\n");
    let far = u32::MAX;
    client.change(
        URI,
        2,
        json!([change([0, far, 0, far], "0"), change([far, 0, far, far], "x is 10")]),
    );
    assert_eq!(rules(&client.diagnostics(URI, 2)), ["is-literal"]);
    client.change(URI, 3, json!([change([1, 7, 1, 5], "None")]));
    assert_eq!(client.diagnostics(URI, 3), [] as [Value; 0]);
    client.change(URI, 4, json!([{"range": {"start": {"line": -1, "character": 0}}, "text": "y"}]));
    let hover = client.request("textDocument/hover", hover_at(URI, far, far));
    assert_eq!(hover["result"]["range"], range(1, 5, 1, 9));
    assert_alive(&mut client);
}

#[test]
fn changes_of_one_notification_follow_one_another() {
    let mut client = plain();
    client.open(URI, "");
    client.diagnostics(URI, 1);
    let changes = json!([
        {"text": "x == 1000"},
        change([0, 0, 0, 0], "\n"),
        change([1, 2, 1, 4], "is"),
        change([0, 0, 0, 0], "x = int()"),
    ]);
    client.change(URI, 2, changes);
    let found = client.diagnostics(URI, 2);
    assert_eq!(
        (rules(&found), &found[0]["range"]["start"]["line"]),
        (vec!["is-literal"], &json!(1))
    );
}

#[test]
fn half_a_character_is_replaced() {
    let mut client = plain();
    client.open(URI, "");
    client.diagnostics(URI, 1);
    let body = r#"{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":
        {"uri":"file:///project/a.py","version":2},"contentChanges":[{"text":"'\ud834'; x is 1000"}]}}"#;
    client.send_body(body.as_bytes());
    let found = client.diagnostics(URI, 2);
    assert_eq!(found[0]["range"]["start"]["character"], 5);
}

// Order.

const BODY: &str = "def f(a, b=[]):\n    if a is 10 or b == None:\n        return f(b, a)\n\n\n";

/// An edit of a text of which every line is ASCII, done to `text` as well.
fn random_change(numbers: &mut Random, text: &mut String) -> Value {
    let line_idx = numbers.below(text.lines().count());
    let line_start: usize = text.split_inclusive('\n').take(line_idx).map(str::len).sum();
    let width = text[line_start..].find('\n').unwrap_or(0);
    let column = numbers.below(width + 1);
    let end = (column + numbers.below(3)).min(width);
    let inserts = ["", "x", "(", ")", "\n", "\"", ":", " is ", "\n    pass\n", "[1]"];
    let insert = numbers.of(&inserts);
    text.replace_range(line_start + column..line_start + end, insert);
    change([line_idx as u32, column as u32, line_idx as u32, end as u32], insert)
}

#[test]
fn edits_sent_at_once_end_with_the_findings_of_the_last_text() {
    const LAST: i64 = 2001;
    for seed in 1..=3 {
        let mut client = plain();
        let mut text = BODY.repeat(200);
        let mut numbers = Random::new(seed);
        client.open(URI, &text);
        for version in 2..=LAST {
            let change = random_change(&mut numbers, &mut text);
            client.change(URI, version, json!([change]));
        }
        let mut versions = Vec::new();
        let last = loop {
            let published = client.published(URI, |_| true);
            versions.push(published["version"].as_i64().unwrap());
            if published["version"] == LAST {
                break published["diagnostics"].as_array().unwrap().clone();
            }
        };
        assert!(versions.is_sorted_by(|a, b| a < b), "{versions:?}");
        let mut fresh = plain();
        fresh.open(URI, &text);
        assert_eq!(last, fresh.diagnostics(URI, 1), "seed {seed}");
        assert!(!last.is_empty());
        assert_eq!(client.until_silence(SILENCE), [] as [Value; 0]);
    }
}

#[test]
fn edits_sent_one_by_one_give_the_findings_of_each_text() {
    let (mut client, mut fresh) = (plain(), plain());
    let mut text = BODY.repeat(20);
    let mut numbers = Random::new(7);
    client.open(URI, &text);
    for version in 2..150 {
        let change = random_change(&mut numbers, &mut text);
        client.change(URI, version, json!([change]));
        let uri = format!("untitled:{version}");
        fresh.open(&uri, &text);
        let (found, expected) = (client.diagnostics(URI, version), fresh.diagnostics(&uri, 1));
        let places = |it: &[Value]| -> Vec<String> {
            it.iter()
                .map(|it| format!("{} {} {}", it["range"], it["code"], it["message"]))
                .collect()
        };
        assert_eq!(places(&found), places(&expected), "version {version}: {change}");
        fresh.close(&uri);
    }
}

#[test]
fn requests_among_edits_are_all_answered() {
    let mut client = plain();
    client.open(URI, &BODY.repeat(50));
    let mut ids = Vec::new();
    for version in 2..300 {
        client.change(URI, version, json!([change([0, 0, 0, 0], "#")]));
        ids.push(client.send_request("textDocument/hover", hover_at(URI, 1, 8)));
    }
    for id in ids {
        let answer = client.answer(id);
        let is_modified = answer["error"]["code"] == -32801;
        assert!(is_modified || answer.get("result").is_some(), "{answer}");
    }
    client.diagnostics(URI, 299);
}

#[test]
fn a_cancelled_request_is_answered_once() {
    let mut client = plain();
    client.open(URI, &BODY.repeat(500));
    let id = client.send_request("textDocument/hover", hover_at(URI, 1, 8));
    client.notify("$/cancelRequest", json!({"id": id}));
    let answer = client.answer(id);
    assert!(answer["error"]["code"] == -32800 || answer.get("result").is_some(), "{answer}");
    client.diagnostics(URI, 1);
    assert_eq!(client.until_silence(SILENCE), [] as [Value; 0]);
}

#[test]
fn everything_may_be_sent_at_once() {
    let mut client = start();
    let id = client.send_request("initialize", json!({"capabilities": {}}));
    client.notify("initialized", json!({}));
    client.open(URI, "x is 1000\n");
    let hover = client.send_request("textDocument/hover", hover_at(URI, 0, 3));
    assert!(client.answer(id).get("result").is_some());
    assert!(client.answer(hover)["result"].is_object());
    assert_eq!(client.diagnostics(URI, 1).len(), 1);
}

// What no client should do.

#[test]
fn documents_opened_twice_or_never() {
    let mut client = plain();
    client.open(URI, "x is 1000\n");
    assert_eq!(client.diagnostics(URI, 1).len(), 1);
    client.open(URI, "x == 1000\n");
    assert_eq!(client.diagnostics(URI, 1), [] as [Value; 0]);
    client.change("file:///never.py", 2, json!([{"text": "x is 1000"}]));
    client.close("file:///never.py");
    client.close(URI);
    client.close(URI);
    client.published(URI, |it| it["version"].is_null());
    assert_eq!(client.until_silence(SILENCE), [] as [Value; 0]);
    assert_alive(&mut client);
}

#[test]
fn requests_before_initialize_are_refused() {
    let mut client = start();
    for method in ["textDocument/hover", "shutdown", "no/such"] {
        assert_eq!(error_code(&client.request(method, Value::Null)), -32002, "{method}");
    }
    client.open(URI, "x is 1000\n");
    client.initialize(json!({}));
    assert_eq!(client.until_silence(SILENCE), [] as [Value; 0]);
    let again = client.request("initialize", json!({"capabilities": {}}));
    assert_eq!(error_code(&again), -32600);
    assert_alive(&mut client);
}

#[test]
fn requests_after_shutdown_are_refused() {
    let mut client = plain();
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
    for method in ["textDocument/hover", "shutdown", "no/such", "initialize"] {
        assert_eq!(error_code(&client.request(method, json!({}))), -32600, "{method}");
    }
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(Duration::from_secs(2)), Some(0));
}

#[test]
fn unknown_methods_and_bad_parameters_are_named() {
    let mut client = plain();
    assert_eq!(error_code(&client.request("no/such", json!({}))), -32601);
    assert_eq!(error_code(&client.request("$/no/such", json!({}))), -32601);
    assert_eq!(error_code(&client.request("textDocument/rename", hover_at(URI, 0, 0))), -32602);
    for params in [json!({}), json!([1]), json!(7), Value::Null, hover_at("no uri %", 0, 0)] {
        assert_eq!(error_code(&client.request("textDocument/hover", params)), -32602);
    }
    client.notify("no/such", json!({}));
    client.notify("$/setTrace", json!({"value": "verbose"}));
    client.notify("textDocument/didOpen", json!({"textDocument": 7}));
    client.notify("textDocument/didChange", Value::Null);
    assert_alive(&mut client);
}

#[test]
fn messages_of_no_shape_are_refused() {
    let mut client = plain();
    for (body, code) in [
        ("", -32700),
        ("{", -32700),
        ("{\"jsonrpc\": \"2.0\", }", -32700),
        ("7", -32600),
        ("null", -32600),
        ("[]", -32600),
        ("{}", -32600),
        ("{\"jsonrpc\": \"1.0\", \"id\": 1, \"method\": \"shutdown\"}", -32600),
        ("{\"jsonrpc\": \"2.0\", \"id\": {}, \"method\": \"shutdown\"}", -32600),
        ("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": 7}", -32600),
        ("[{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"shutdown\"}]", -32600),
    ] {
        client.send_body(body.as_bytes());
        assert_eq!(error_code(&client.next_message()), code, "{body}");
    }
    client.send(&json!({"jsonrpc": "2.0", "id": 99, "result": null}));
    client.send_body("[".repeat(100_000).as_bytes());
    assert_eq!(error_code(&client.next_message()), -32700);
    client.send_body(b"{\"jsonrpc\": \"\xff\"}");
    assert_eq!(error_code(&client.next_message()), -32700);
    assert_alive(&mut client);
}

#[test]
fn headers_of_no_shape_are_refused() {
    let mut client = plain();
    for bytes in [
        "Content-Type: application/json\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999999999\r\n\r\n",
        "hello\r\n\r\n",
        "\u{0}\u{1}\u{2}\n\n",
    ] {
        client.send_bytes(bytes.as_bytes());
        assert_eq!(error_code(&client.next_message()), -32700, "{bytes:?}");
    }
    assert_alive(&mut client);
}

#[test]
fn deep_and_long_texts_are_checked() {
    let mut client = plain();
    client.open(URI, &"(".repeat(100_000));
    assert!(!client.diagnostics(URI, 1).is_empty());
    client.change(URI, 2, json!([{"text": "x = 1\n".repeat(50_000) + "x is 1000\n"}]));
    let found = client.diagnostics(URI, 2);
    assert_eq!(
        (rules(&found), &found[0]["range"]["start"]["line"]),
        (vec!["is-literal"], &json!(50_000))
    );
    client.change(URI, 3, json!([{"text": "not ".repeat(5_000) + "1\n"}]));
    client.diagnostics(URI, 3);
    assert_alive(&mut client);
}

// The end.

#[test]
fn exit_without_shutdown_is_told_by_the_exit_code() {
    for mut client in [start(), plain()] {
        client.notify("exit", Value::Null);
        assert_eq!(client.exit_code(Duration::from_secs(2)), Some(1));
    }
}

#[test]
fn the_server_leaves_when_the_client_dies() {
    let mut client = plain();
    client.open(URI, &BODY.repeat(2_000));
    client.hang_up();
    assert_eq!(client.exit_code(Duration::from_secs(2)), Some(1));
}

#[test]
fn shutdown_is_answered_while_the_server_is_busy() {
    let mut client = plain();
    let text = BODY.repeat(2_000);
    client.open(URI, &text);
    for version in 2..50 {
        client.change(URI, version, json!([{"text": text}]));
    }
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
    client.notify("exit", Value::Null);
    assert_eq!(client.exit_code(Duration::from_secs(2)), Some(0));
}
