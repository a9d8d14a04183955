//! The forms of the same findings.

use expect_test::{Expect, expect};

use super::*;
use crate::{Change, RootDb, check};

fn rendered(text: &str, format: Format, in_colour: bool) -> String {
    let mut db = RootDb::default();
    Change::new().set_text("src/a.py", text).apply(&mut db);
    let file = db.file("src/a.py").expect("just added");
    render(&db, check(&db, file), format, in_colour)
}

fn check_form(text: &str, format: Format, expected: Expect) {
    expected.assert_eq(&rendered(text, format, false));
}

const TEXT: &str = "def f(x, é):\n    try:\n        g()\n    except E as e:\n        x.append(lambda: e)\n    return é is \"𝄞\"\n";

#[test]
fn full() {
    check_form(
        TEXT,
        Format::Full,
        expect![[r#"
        error[except-variable-captured]: `e` is deleted when the handler ends, and this lambda reads it later: it will raise `NameError`
         --> src/a.py:5:18
          |
        4 |     except E as e:
          |                 - bound for the time of the handler only
        5 |         x.append(lambda: e)
          |                  ^^^^^^^^^
          |
          = help: hand the exception over while it is there: `e=e` as a parameter
        help: Hand the exception over (unsafe: look at it first)
          |
        5 |         x.append(lambda e=e: e)
          |                         +++

        error[is-literal]: `is` asks for the same object, but `"𝄞"` is a str value, of which there may be many equal objects
         --> src/a.py:6:12
          |
        6 |     return é is "𝄞"
          |            ^^^^^^^^
          |
          = help: compare values, with `==`
        help: Compare values (unsafe: look at it first)
          |
        6 -     return é is "𝄞"
        6 +     return é == "𝄞"
          |

    "#]],
    );
}

#[test]
fn concise() {
    check_form(
        TEXT,
        Format::Concise,
        expect![[r#"
        src/a.py:5:18: error[except-variable-captured] `e` is deleted when the handler ends, and this lambda reads it later: it will raise `NameError`
        src/a.py:6:12: error[is-literal] `is` asks for the same object, but `"𝄞"` is a str value, of which there may be many equal objects
    "#]],
    );
}

#[test]
fn json() {
    check_form(
        "é is 1\r\n",
        Format::Json,
        expect![[r#"
        [
          {
            "file": "src/a.py",
            "line": 1,
            "column": 1,
            "end_line": 1,
            "end_column": 7,
            "rule": "is-literal",
            "severity": "error",
            "message": "`is` asks for the same object, but `1` is an int value, of which there may be many equal objects",
            "help": "compare values, with `==`",
            "related": [],
            "fixes": [
              {
                "title": "Compare values",
                "applicability": "unsafe",
                "edits": [
                  {
                    "line": 1,
                    "column": 3,
                    "end_line": 1,
                    "end_column": 5,
                    "insert": "=="
                  }
                ]
              }
            ]
          }
        ]
    "#]],
    );
}

#[test]
fn github() {
    check_form(
        TEXT,
        Format::Github,
        expect![[r#"
            ::error file=src/a.py,line=5,col=18,endLine=5,endColumn=27,title=refwise (except-variable-captured)::src/a.py:5:18: `e` is deleted when the handler ends, and this lambda reads it later: it will raise `NameError`%0Asrc/a.py:4:17: bound for the time of the handler only%0Ahelp: hand the exception over while it is there: `e=e` as a parameter
            ::error file=src/a.py,line=6,col=12,endLine=6,endColumn=20,title=refwise (is-literal)::src/a.py:6:12: `is` asks for the same object, but `"𝄞"` is a str value, of which there may be many equal objects%0Ahelp: compare values, with `==`
        "#]],
    );
}

#[test]
fn parts_make_one_document() {
    let mut db = RootDb::default();
    Change::new().set_text("a.py", "x is 1\n").set_text("b.py", "").apply(&mut db);
    let found = |path| check(&db, db.file(path).expect("just added"));
    for format in Format::ALL {
        let mut document = Document::new(format, Some("file:///p/".to_owned()));
        let parts = ["b.py", "a.py", "b.py", "a.py"].map(|it| part(&db, found(it), format, false));
        let text: String = parts.iter().map(|it| document.add(it)).collect();
        let text = text + &document.end(&["c.py: gone".to_owned()]);
        assert_eq!(text.matches("a.py").count() % 2, 0, "{text}");
        if let Format::Json | Format::Sarif = format {
            let whole: serde_json::Value = serde_json::from_str(&text).expect("one document");
            let found = whole.pointer("/runs/0/results").unwrap_or(&whole);
            assert_eq!(found.as_array().map(Vec::len), Some(2));
        }
        assert_eq!(text.contains("c.py: gone"), format == Format::Sarif);
    }
}

#[test]
fn nothing_found() {
    check_form("x = 1\n", Format::Full, expect![""]);
    check_form("x = 1\n", Format::Concise, expect![""]);
    check_form(
        "x = 1\n",
        Format::Json,
        expect![[r#"
        []
    "#]],
    );
}

#[test]
fn every_line_end_and_a_mark() {
    for line_end in ["\n", "\r\n", "\r"] {
        let text = format!("\u{feff}x is 1{line_end}if y == None:{line_end}    pass{line_end}");
        let concise = rendered(&text, Format::Concise, false);
        let places: Vec<&str> = concise.lines().filter_map(|it| it.split(": ").next()).collect();
        assert_eq!(places, ["src/a.py:1:1", "src/a.py:2:4"], "{line_end:?}");
        let full = rendered(&text, Format::Full, false);
        assert!(full.contains("2 | if y == None:"), "{full}");
    }
}

#[test]
fn errors_at_the_end_of_a_text_without_a_line_end() {
    for text in ["(", "x = ", "'", "def f():", "if x:\n", "x is 1"] {
        for format in Format::ALL {
            assert!(rendered(text, format, false).contains("a.py"), "{text:?}");
        }
    }
}

#[test]
fn a_line_that_nobody_reads_is_not_shown() {
    let text = format!("{}x is 1\n", "y = 2; ".repeat(100_000));
    let full = rendered(&text, Format::Full, false);
    assert!(full.starts_with("src/a.py:1:700001: error[is-literal]"));
    assert!(full.len() < 1_000);
}

#[test]
fn colour_is_only_colour() {
    for format in [Format::Full, Format::Concise] {
        let coloured = rendered(TEXT, format, true);
        assert!(coloured.contains("\x1b["));
        assert_eq!(without_colour(&coloured), rendered(TEXT, format, false));
    }
    assert!(!rendered(TEXT, Format::Json, true).contains("\x1b["));
}

/// `text` without its escape sequences.
fn without_colour(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, it| all + it.split_once('m').map_or("", |it| it.1))
}
