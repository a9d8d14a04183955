//! How rules are tested: their pages are, and cases of their own.

use std::process::Command;

use crate::change::Change;
use crate::check::check;
use crate::db::{Db, RootDb, line_index, parse};
use crate::diagnostic::Diagnostic;
use crate::fix::apply_fixes;
use crate::rule::{Look, Rule};
use crate::settings::{RuleSet, Settings};

const MARK: &str = "# flagged: ";

/// Runs the examples of the page: `Flagged` blocks are flagged in the marked lines with the marked
/// words and nowhere else, their fixes make the `Fixed` blocks, `Clean` blocks are silent.
pub(crate) fn check_page(rule: &'static Rule) {
    let flagged = rule.examples("Flagged");
    let fixed = rule.examples("Fixed");
    let clean = rule.examples("Clean");
    assert!(!flagged.is_empty() && !clean.is_empty(), "{}: the page wants examples", rule.name);
    for text in &flagged {
        flags(rule, text);
    }
    for (text, expected) in flagged.iter().zip(&fixed) {
        assert_eq!(&fix_all(rule, &strip_marks(text)), expected, "{}: the fix", rule.name);
    }
    for text in &clean {
        flags(rule, text);
    }
}

/// `text` is flagged by `rule` in the lines that end in `# flagged: words`, with a message that
/// holds the words, and nowhere else.
pub(crate) fn flags(rule: &'static Rule, text: &str) {
    let (db, found) = run(rule, text);
    let file = db.file("example.py").expect("just added");
    assert!(parse(&db, file).errors().is_empty(), "{}: broken example:\n{text}", rule.name);
    let lines = line_index(&db, file);
    let actual: Vec<(usize, String)> = found
        .iter()
        .map(|it| (lines.line_col(it.range.start()).line as usize, it.message.clone()))
        .collect();
    let marked: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .filter_map(|(line, it)| Some((line, it.split_once(MARK)?.1)))
        .collect();
    // One line may have several findings, of which all have the words.
    let is_told = |it: &(usize, &str)| actual.iter().any(|found| found.0 == it.0);
    let is_marked = |it: &(usize, String)| {
        marked.iter().any(|mark| mark.0 == it.0 && it.1.contains(mark.1.trim()))
    };
    let matches = marked.iter().all(is_told) && actual.iter().all(is_marked);
    assert!(matches, "{}: found {actual:?}\nin\n{text}", rule.name);
}

/// `rule` finds nothing in `text`.
pub(crate) fn silent(rule: &'static Rule, text: &str) {
    assert!(!text.contains(MARK));
    flags(rule, text);
}

/// Runs the blocks under `On the machine` on CPython: what is printed is what `# prints:` says.
pub(crate) fn check_claims(rule: &'static Rule) {
    let Some(python) = find_python() else {
        eprintln!("no python3.13 here: the claims of {} were not checked", rule.name);
        return;
    };
    for block in rule.claims() {
        let expected: String = block
            .lines()
            .filter_map(|it| it.split_once("# prints: "))
            .map(|it| format!("{}\n", it.1))
            .collect();
        assert!(!expected.is_empty(), "{}: a block that claims nothing", rule.name);
        let output = Command::new(&python)
            .args(["-I", "-W", "ignore", "-c", &block])
            .output()
            .expect("python3.13 starts");
        let printed = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(printed, expected, "{}: {errors}", rule.name);
    }
}

#[expect(clippy::disallowed_methods, reason = "a test looks for the interpreter it compares with")]
pub(crate) fn find_python() -> Option<String> {
    let named = std::env::var("REFWISE_PYTHON").ok();
    let python = named.unwrap_or_else(|| "python3.13".to_owned());
    let output = Command::new(&python).arg("-V").output().ok()?;
    output.stdout.starts_with(b"Python 3.13").then_some(python)
}

fn run(rule: &'static Rule, text: &str) -> (RootDb, Vec<Diagnostic>) {
    let mut rules = RuleSet::none();
    rules.enable(rule);
    if let Look::Suppressions(_) = rule.look {
        // What silences nothing is known when all have looked.
        rules = RuleSet::all();
    }
    let mut db = RootDb::default();
    let settings = Settings { rules, ..Settings::default() };
    Change::new().set_settings(settings).set_text("example.py", text).apply(&mut db);
    let file = db.file("example.py").expect("just added");
    let found = check(&db as &dyn Db, file).iter().filter(|it| it.rule == rule.name).cloned();
    let found = found.collect();
    (db, found)
}

fn fix_all(rule: &'static Rule, text: &str) -> String {
    let (_, found) = run(rule, text);
    let fixes: Vec<_> = found.iter().filter_map(|it| it.fixes.first()).collect();
    assert_eq!(fixes.len(), found.len(), "{}: every finding of the page has a fix", rule.name);
    apply_fixes(text, &fixes).text
}

fn strip_marks(text: &str) -> String {
    let strip = |it: &str| it.split_once(MARK).map_or(it, |it| it.0.trim_end()).to_owned() + "\n";
    text.lines().map(strip).collect()
}
