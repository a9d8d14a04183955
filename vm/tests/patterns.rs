//! Patterns that CPython compiled, on subjects that CPython matched: `patterns.py` writes them down.
//!
//! `recorded/patterns.txt` needs no Python; where there is one, it makes new ones.

#[path = "common/mod.rs"]
mod common;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use common::python::Python;
use refwise_vm::sre::{Interrupted, Matcher, Mode, Program};
use refwise_vm::text::{Str, Unit, View};

#[test]
fn as_recorded() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded/patterns.txt");
    check(BufReader::new(File::open(path).unwrap()));
}

#[test]
fn as_cpython_answers_now() {
    let Some(python) = Python::find() else { return };
    let seed = std::env::var("REFWISE_SEED").unwrap_or_else(|_| std::process::id().to_string());
    let count = std::env::var("REFWISE_COUNT").unwrap_or_else(|_| "200".to_string());
    println!("REFWISE_SEED={seed} makes these patterns again");
    let mut command = python.script("patterns.py");
    command.args([&seed, &count]).stdout(Stdio::piped());
    let mut child = command.spawn().expect("Python was there a moment ago");
    check(BufReader::new(child.stdout.take().expect("its output is ours")));
    assert!(child.wait().expect("Python ends").success());
}

fn check(lines: impl BufRead) {
    let mut program = None;
    let (mut pattern, mut wrong, mut count) = (String::new(), Vec::new(), 0);
    for line in lines.lines() {
        let line = line.unwrap();
        if let Some(words) = line.strip_prefix("P ") {
            program = Some(parse_program(words));
            pattern = words.split_once('#').unwrap().1.to_owned();
            continue;
        }
        let (question, answer) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
        let ours = answer_to(program.as_ref().unwrap(), question);
        count += 1;
        if ours != answer {
            wrong.push(format!("{pattern} {question}\n    is   {answer}\n    ours {ours}"));
        }
    }
    assert!(count > 100, "only {count} tries");
    let first = wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {count} are wrong:\n{first}", wrong.len());
}

fn parse_program(words: &str) -> Program {
    let mut numbers = words.split('#').next().unwrap().split_whitespace();
    let n_groups = numbers.next().unwrap().parse().unwrap();
    let code = numbers.map(|it| it.parse().unwrap()).collect();
    Program::new(code, n_groups).unwrap_or_else(|_| panic!("CPython made this code: {words}"))
}

fn answer_to(program: &Program, question: &str) -> String {
    let mut words = question.split(' ');
    let mut next = || words.next().unwrap();
    let (mode, start, end, kind) =
        (next(), next().parse().unwrap(), next().parse().unwrap(), next());
    let units = words.filter(|it| !it.is_empty()).map(|it| it.parse::<u32>().unwrap());
    if kind == "b" {
        let bytes: Vec<u8> = units.map(|it| it as u8).collect();
        return matches(program, &bytes, mode, start, end);
    }
    match Str::from_code_points(units).view() {
        View::Ascii(it) => matches(program, it.as_bytes(), mode, start, end),
        View::Latin1(it) => matches(program, it, mode, start, end),
        View::Ucs2(it) => matches(program, it, mode, start, end),
        View::Ucs4(it) => matches(program, it, mode, start, end),
    }
}

fn matches<U: Unit>(
    program: &Program,
    units: &[U],
    mode: &str,
    start: usize,
    end: usize,
) -> String {
    let mut steps = 0;
    let mut watch = |work, _| {
        steps += work;
        if steps < 50_000_000 { Ok(()) } else { Err(Interrupted) }
    };
    let mut matcher = Matcher::new(program, units, start, end, &mut watch);
    let mut found = Vec::new();
    let chosen = match mode {
        "m" => Mode::Match,
        "f" => Mode::Full,
        _ => Mode::Search,
    };
    while matcher.run(chosen).expect("no pattern is that bad") {
        found.push(shown(program, &matcher));
        if mode != "i" {
            break;
        }
        matcher.advance();
    }
    found.join(";")
}

fn shown<U: Unit>(program: &Program, matcher: &Matcher<'_, U>) -> String {
    let span = |group| match matcher.group(group) {
        Some((start, end)) => format!("{start},{end}"),
        None => "-".to_owned(),
    };
    let spans: Vec<String> = (0..=program.n_groups()).map(span).collect();
    format!("{}@{}", spans.join(" "), matcher.lastindex().unwrap_or(0))
}

#[test]
fn a_pattern_that_never_ends_is_ended() {
    // `(?:a+)+$`, as `re._compiler` compiles it.
    let record = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded/patterns.txt"),
    );
    let record = record.unwrap();
    let line = record.lines().find(|it| it.ends_with("# '(?:a+)+$'")).unwrap();
    let program = parse_program(line.strip_prefix("P ").unwrap());
    let subject = [vec![b'a'; 60], vec![b'b']].concat();
    let mut steps = 0;
    let mut watch = |work, _| {
        steps += work;
        if steps < 1_000_000 { Ok(()) } else { Err(Interrupted) }
    };
    let mut matcher = Matcher::new(&program, &subject, 0, subject.len(), &mut watch);
    assert_eq!(matcher.run(Mode::Search), Err(Interrupted));
}

#[test]
fn a_long_subject_takes_no_host_stack() {
    let record = include_str!("recorded/patterns.txt");
    let line = record.lines().find(|it| it.ends_with("# '(?:ab|cd)+'")).unwrap();
    let program = parse_program(line.strip_prefix("P ").unwrap());
    let subject = b"abcd".repeat(200_000);
    let mut watch = |_, _| Ok(());
    let mut matcher = Matcher::new(&program, &subject, 0, subject.len(), &mut watch);
    assert_eq!(matcher.run(Mode::Full), Ok(true));
    assert_eq!(matcher.span(), (0, subject.len()));
}
