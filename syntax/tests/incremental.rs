//! Whatever is edited, re-reading gives what a full parse gives, and every byte comes back.
//!
//! Random edits of real files: the project's corpus, or the folders in `REFWISE_EDITED` (joined by
//! the path separator). `REFWISE_EDITS` says how many, `REFWISE_SEED` where the dice begin.

use std::path::{Path, PathBuf};

use fastrand::Rng;
use refwise_syntax::{Parse, TextEdit, TextRange, parse};

/// What a person types, and what breaks lines, blocks, strings and brackets.
const TYPED: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "f\"",
    "f'{",
    "t'{x!r:>{w}}'",
    ":",
    "\n",
    "\n    ",
    "\n        ",
    "    ",
    "\t",
    " ",
    "#",
    "# x\n",
    "\\",
    "\\\n",
    "else:\n",
    "elif x:\n",
    "if x:\n",
    "def f():\n",
    "class A:\n    pass\n",
    "return",
    "x = 1\n",
    "\r\n",
    "\r",
    ";",
    "@",
    "async ",
    "match x:\n    case 1: pass\n",
    "case _:",
    "except:",
    "try:\n",
    "finally:\n",
    "lambda: ",
    ",",
    "=",
    ":=",
    "*",
    "**",
    "é",
    "€",
    "\u{feff}",
    "\0",
    "0777",
    "1_",
    "import ",
    "from ",
    "$",
    "\x0c",
    "print x",
    "type X = int",
    "with (a as b):",
    "x",
    "pass\n",
    "not ",
    "}}",
    "{{",
    "!r",
];

/// Edits made one after the other in one file.
const IN_A_ROW: usize = 20;

/// Longer texts are cut, so that the edits meet many files.
const LONGEST: usize = 60_000;

fn number(variable: &str, default: usize) -> usize {
    std::env::var(variable).ok().and_then(|it| it.parse().ok()).unwrap_or(default)
}

fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    match std::env::var_os("REFWISE_EDITED") {
        Some(folders) => std::env::split_paths(&folders).for_each(|it| collect(&it, &mut found)),
        None => {
            collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus"), &mut found);
        }
    }
    found.sort();
    found
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|it| it == "py") {
            out.push(path);
        }
    }
}

fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&it| text.is_char_boundary(it)).expect("the end is one")
}

fn random_edit(rng: &mut Rng, text: &str) -> TextEdit {
    let start = boundary(text, rng.usize(..=text.len()));
    let len = match rng.u8(0..6) {
        0..=2 => 0,
        3 => 1,
        4 => rng.usize(..20),
        _ => rng.usize(..300),
    };
    let end = boundary(text, (start + len).min(text.len()));
    TextEdit::replace(
        TextRange::new((start as u32).into(), (end as u32).into()),
        random_text(rng, text),
    )
}

fn random_text(rng: &mut Rng, text: &str) -> String {
    match rng.u8(0..5) {
        0 => String::new(),
        1..=3 => (0..rng.usize(1..=2)).map(|_| TYPED[rng.usize(..TYPED.len())]).collect(),
        _ => {
            let start = boundary(text, rng.usize(..=text.len()));
            let end = boundary(text, (start + rng.usize(..200)).min(text.len()));
            text[start..end].to_string()
        }
    }
}

/// A text that is not longer than [`LONGEST`], from the start of a line on.
fn cut(rng: &mut Rng, text: String) -> String {
    if text.len() <= LONGEST {
        return text;
    }
    let start = boundary(&text, rng.usize(..text.len() - LONGEST / 2));
    let start = text[start..].find('\n').map_or(start, |it| start + it + 1);
    let end = boundary(&text, (start + LONGEST).min(text.len()));
    text[start..end].to_string()
}

fn assert_same(reparsed: &Parse, text: &str, edit: &TextEdit, path: &Path) -> Parse {
    let full = parse(text);
    assert!(
        full.syntax().text() == text,
        "{}: the tree's text differs from the file",
        path.display()
    );
    if *reparsed != full {
        let only = |a: &Parse, b: &Parse| -> Vec<String> {
            a.errors()
                .iter()
                .filter(|it| !b.errors().contains(it))
                .map(|it| format!("{it:?}"))
                .collect()
        };
        panic!(
            "{}: {edit:?} gives {} tree; errors only re-read: {:#?}; only read in full: {:#?}",
            path.display(),
            if reparsed.green() == full.green() { "the same" } else { "another" },
            only(reparsed, &full),
            only(&full, reparsed),
        );
    }
    full
}

#[test]
fn reparse_equals_parse() {
    let files = files();
    let mut rng = Rng::with_seed(number("REFWISE_SEED", 1) as u64);
    let mut left = number("REFWISE_EDITS", 3_000);
    while left > 0 {
        let path = &files[rng.usize(..files.len())];
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let mut text = cut(&mut rng, text);
        let mut parsed = parse(&text);
        for _ in 0..IN_A_ROW.min(left) {
            let edit = random_edit(&mut rng, &text);
            text = edit.apply(&text);
            parsed = assert_same(&parsed.reparse(&edit), &text, &edit, path);
            left -= 1;
        }
    }
}

#[test]
fn typing_a_file_letter_by_letter() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/compound_statements.py");
    let whole: String = std::fs::read_to_string(&path).unwrap().chars().take(1_500).collect();
    let (mut text, mut parsed) = (String::new(), parse(""));
    for c in whole.chars() {
        let edit = TextEdit::insert((text.len() as u32).into(), c);
        text.push(c);
        parsed = assert_same(&parsed.reparse(&edit), &text, &edit, &path);
    }
}
