//! The log as a whole, looked at as its readers do.

use serde_json::Value;

use crate::render::{Format, render};
use crate::{Change, RootDb, check};

fn log(path: &str, text: &str) -> Value {
    let mut db = RootDb::default();
    Change::new().set_text(path, text).apply(&mut db);
    let file = db.file(path).expect("just added");
    let text = render(&db, check(&db, file), Format::Sarif, true);
    serde_json::from_str(&text).expect("a log is JSON")
}

fn results(text: &str) -> Vec<Value> {
    log("a.py", text)["runs"][0]["results"].as_array().expect("a list").clone()
}

fn fingerprint(result: &Value) -> &str {
    result["partialFingerprints"]["refwise/v1"].as_str().expect("each result has one")
}

#[test]
fn a_log_has_what_the_standard_wants() {
    let log = log("src/a b.py", "é is 1\r\n");
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert!(run["originalUriBaseIds"]["SRCROOT"].is_object());
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "is-literal");
    assert_eq!(result["level"], "error");
    assert!(result["message"]["text"].as_str().unwrap().contains("\nhelp: compare values"));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "src/a%20b.py");
    assert_eq!(place["artifactLocation"]["uriBaseId"], "SRCROOT");
    let region =
        serde_json::json!({"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 7});
    assert_eq!(place["region"], region);
    let replaced = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replaced["insertedContent"]["text"], "==");
    assert_eq!(replaced["deletedRegion"]["startColumn"], 3);
}

#[test]
fn rules_are_those_that_found_something() {
    let log = log("a.py", "x is 1\ny is 1\nif z == None: pass\nq = = 1\n");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<&str> = rules.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["eq-none", "is-literal", "syntax-error"]);
    let rule = crate::rules::find("is-literal").unwrap();
    assert_eq!(rules[1]["help"]["markdown"], rule.page());
    assert_eq!(rules[1]["helpUri"], rule.address());
    assert_eq!(rules[1]["defaultConfiguration"]["level"], "error");
    let used = log["runs"][0]["results"].as_array().unwrap();
    assert!(used.iter().all(|it| ids.contains(&it["ruleId"].as_str().unwrap())));
}

#[test]
fn the_way_along_the_labels_is_a_code_flow() {
    let found = results("def f(x):\n  try:\n    f()\n  except E as e:\n    x.append(lambda: e)\n");
    let steps = found[0]["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
    let line = |it: &Value| it["physicalLocation"]["region"]["startLine"].clone();
    let lines: Vec<Value> = steps.iter().map(|it| line(&it["location"])).collect();
    assert_eq!(lines, [4, 5]);
    assert!(steps.iter().all(|it| it["location"]["message"]["text"].is_string()));
    assert_eq!(found[0]["relatedLocations"][0]["id"], 1);
    assert_eq!(line(&found[0]["locations"][0]), 5);
    assert!(results("x is 1\n")[0]["codeFlows"].is_null());
}

#[test]
fn fingerprints_outlive_edits_elsewhere() {
    let before = results("x is 1\nif y:\n    x is 1\nx is 2\n");
    let after = results("import os\n\nif y:\n    x is  1\n\nx is 1\ndef f():\n    x is 2\n");
    let all =
        |found: &[Value]| found.iter().map(|it| fingerprint(it).to_owned()).collect::<Vec<_>>();
    assert_eq!(all(&before), all(&after));
    let mut distinct = all(&before);
    distinct.dedup();
    assert_eq!(distinct.len(), 3);
    assert_ne!(fingerprint(&before[0]), fingerprint(&results("x is 3\n")[0]));
}

#[test]
fn brackets_are_no_links() {
    assert_eq!(super::message("`f[0](1)`").text, "`f[0\\](1)`");
}

#[test]
fn nothing_found_is_an_empty_list() {
    assert!(results("x = 1\n").is_empty());
    assert_eq!(log("a.py", "x = 1\n")["runs"][0]["invocations"][0]["executionSuccessful"], true);
}
