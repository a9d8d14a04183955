//! What hovers say, and that CPython does what they say.
//!
//! A fixture in `hover/*.txt` begins with `#- its name`; then come a program with `$0` at the cursor,
//! the facts of the hover (`#> `; none where there is no hover), and a witness for them: lines
//! (`#! `) that run behind the program and assert each claim about identity, sharing, freshness,
//! capture or rings. `hover/recorded.txt` holds which witnesses CPython 3.13 has confirmed; where a
//! `python3.13` is found (or named by `REFWISE_PYTHON`), they are run.
//!
//! `UPDATE_EXPECT=1` writes facts and records anew.

#![allow(clippy::disallowed_methods, reason = "only the library itself reads no files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use refwise_analysis::ide::hover::hover;
use refwise_analysis::{Change, RootDb};
use refwise_syntax::TextSize;

/// How a claim of which CPython has to be the witness can be told from other facts.
const CLAIMS: [&str; 14] = [
    "a new ",
    "a singleton",
    "a small int",
    "bound again",
    "captured by",
    "compares identity here",
    "constant",
    "held by",
    "is `False` here",
    "is `True` here",
    "on a ring",
    "one object",
    "share",
    "the same object",
];

struct Fixture {
    name: String,
    /// The program with its mark.
    program: String,
    facts: Vec<String>,
    witness: Vec<String>,
}

impl Fixture {
    fn read(text: &str) -> Fixture {
        let (name, rest) = text.split_once('\n').expect("a name");
        let mut fixture = Fixture {
            name: name.to_owned(),
            program: String::new(),
            facts: Vec::new(),
            witness: Vec::new(),
        };
        for line in rest.lines() {
            if let Some(fact) = line.strip_prefix("#> ") {
                fixture.facts.push(fact.to_owned());
            } else if let Some(line) = line.strip_prefix("#! ") {
                fixture.witness.push(line.to_owned());
            } else if !line.is_empty() || !fixture.program.is_empty() {
                fixture.program += &format!("{line}\n");
            }
        }
        fixture.program.truncate(fixture.program.trim_end().len());
        fixture.program.push('\n');
        fixture
    }

    fn write(&self) -> String {
        let facts: String = self.facts.iter().map(|it| format!("#> {it}\n")).collect();
        let witness: String = self.witness.iter().map(|it| format!("#! {it}\n")).collect();
        format!("#- {}\n{}{facts}{witness}", self.name, self.program)
    }

    /// What the hover says.
    fn said(&self) -> Vec<String> {
        let offset = self.program.find("$0").unwrap_or_else(|| panic!("{}: no `$0`", self.name));
        let mut db = RootDb::default();
        Change::new().set_text("a.py", self.program.replace("$0", "")).apply(&mut db);
        let file = db.file("a.py").expect("just added");
        let offset = TextSize::try_from(offset).expect("a small program");
        hover(&db, file, offset).map(|it| it.facts).unwrap_or_default()
    }

    fn n_claims(&self) -> usize {
        self.facts.iter().filter(|fact| CLAIMS.iter().any(|it| fact.contains(it))).count()
    }

    /// The program and its witness, as they run.
    fn python(&self) -> String {
        format!("{}{}\n", self.program.replace("$0", ""), self.witness.join("\n"))
    }

    /// The line of the record.
    fn record(&self) -> String {
        // FNV-1a: the same on every machine and with every compiler.
        let hash = self.python().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, it| {
            (hash ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3)
        });
        format!("{}: {hash:016x}\n", self.name)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hover")
}

fn is_updating() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some()
}

/// The fixtures of each file.
fn fixtures() -> Vec<(PathBuf, Vec<Fixture>)> {
    let entries = fs::read_dir(folder()).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|it| it.expect("readable").path()).collect();
    paths
        .retain(|it| it.extension().is_some_and(|it| it == "txt") && !it.ends_with("recorded.txt"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("readable").replace("\r\n", "\n");
        let fixtures = text.split("#- ").skip(1).map(Fixture::read).collect();
        (path, fixtures)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn hovers_say_what_they_should() {
    let mut n_fixtures = 0;
    let mut wrong = Vec::new();
    for (path, mut fixtures) in fixtures() {
        for fixture in &mut fixtures {
            n_fixtures += 1;
            let said = fixture.said();
            if said != fixture.facts {
                wrong.push(format!("{}:\n{}says {said:#?}", fixture.name, fixture.write()));
                fixture.facts = said;
            }
        }
        if is_updating() {
            let texts: Vec<String> = fixtures.iter().map(Fixture::write).collect();
            fs::write(path, texts.join("\n")).expect("writable");
        }
    }
    assert!(is_updating() || wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(n_fixtures >= 80, "{n_fixtures} fixtures");
}

#[test]
fn each_claim_has_a_witness() {
    let mut wanting = Vec::new();
    for fixture in fixtures().into_iter().flat_map(|it| it.1) {
        let n_asserts = fixture.witness.iter().map(|it| it.matches("assert ").count()).sum();
        let n_claims = fixture.n_claims();
        if n_claims > n_asserts {
            wanting.push(format!("{}: {n_claims} claims, {n_asserts} asserts", fixture.name));
        }
    }
    assert!(wanting.is_empty(), "{wanting:#?}");
}

#[test]
fn cpython_confirms_each_claim() {
    let fixtures: Vec<Fixture> = fixtures().into_iter().flat_map(|it| it.1).collect();
    let with_witness = fixtures.iter().filter(|it| !it.witness.is_empty());
    let python = find_python();
    let mut record = String::new();
    for fixture in with_witness {
        if let Some(python) = &python {
            let mut run = Command::new(python);
            let output = run.args(["-I", "-W", "ignore", "-c", &fixture.python()]).output();
            let output = output.expect("python3.13 starts");
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{}: {errors}\n{}", fixture.name, fixture.python());
        }
        record += &fixture.record();
    }
    let path = folder().join("recorded.txt");
    if is_updating() && python.is_some() {
        fs::write(&path, &record).expect("writable");
    }
    if python.is_none() {
        eprintln!("no python3.13 here: the record stands for it");
    }
    let recorded = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(recorded, record, "the witnesses that CPython has confirmed");
}

fn find_python() -> Option<String> {
    let named = std::env::var("REFWISE_PYTHON").ok();
    let python = named.unwrap_or_else(|| "python3.13".to_owned());
    let output = Command::new(&python).arg("-V").output().ok()?;
    output.stdout.starts_with(b"Python 3.13").then_some(python)
}
