//! Each claim about identity has code that shows it on CPython.
//!
//! `witnesses.py` claims, `witnesses.txt` is what CPython 3.13 printed when it ran. What is claimed
//! to be the same or different was so each time; what depends is not checked further. Where a CPython
//! is found, random programs (`programs.py`) are asked too.

use super::{Identity, identity};
use crate::Change;
use crate::body::{Arg, Body, Const, Expr, ExprId};
use crate::db::{Db, RootDb, line_index};
use crate::rule::CodeUnit;
use crate::rule::testing::find_python;
use crate::unit::{Unit, units};

const PROGRAM: &str = include_str!("witnesses.py");
const RECORDED: &str = include_str!("witnesses.txt");

/// A claim: its line, what it says, and what refwise answers.
struct Claim {
    line: u32,
    claimed: String,
    found: Identity,
}

fn claims() -> Vec<Claim> {
    let mut db = RootDb::default();
    Change::new().set_text("witnesses.py", PROGRAM).apply(&mut db);
    let file = db.file("witnesses.py").expect("just added");
    let all = units(&db, file).iter().flat_map(|it| claims_of(&db, *it));
    all.collect()
}

fn claims_of(db: &dyn Db, it: Unit) -> Vec<Claim> {
    let unit = CodeUnit::new(db, it);
    let lines = line_index(db, unit.file);
    let claims = unit.calls().filter_map(|(call, func, args)| {
        let (text, a, b) = claim(unit.body, func, args.first()?.value, args.get(1)?.value)?;
        let line = lines.line_col(unit.range(call).start()).line + 1;
        Some(Claim { line, claimed: text.to_owned(), found: identity(db, it, a, b) })
    });
    claims.collect()
}

/// `claim("..", a is b)`; of `x and a is b` the first comparison.
fn claim(body: &Body, func: ExprId, text: ExprId, test: ExprId) -> Option<(&str, ExprId, ExprId)> {
    let Expr::Name(name) = body.expr(func) else { return None };
    let (true, Expr::Const(Const::Str(text))) = (body.name_of(name) == "claim", body.expr(text))
    else {
        return None;
    };
    let Expr::Compare { left, rest } = body.expr(test) else { return None };
    Some((text, *left, rest[0].1))
}

fn words(it: &Identity) -> String {
    let kind = match it {
        Identity::Same(_) => "same",
        Identity::Different(_) => "different",
        Identity::Depends(_) => "depends",
    };
    let reason = format!("{:?}", it.reason());
    format!("{kind}: {}", reason.split('(').next().unwrap_or_default())
}

/// What CPython gave in a line.
fn recorded(line: u32) -> Vec<&'static str> {
    let mut words = RECORDED.lines().map(str::split_whitespace);
    let found = words.find_map(|mut it| (it.next()? == line.to_string()).then_some(it));
    found.expect("each claim has run").collect()
}

#[test]
fn refwise_answers_as_claimed() {
    let claims = claims();
    assert!(claims.len() >= 100, "{}", claims.len());
    let differ = claims.iter().filter(|it| words(&it.found) != it.claimed);
    let differ: Vec<String> = differ
        .map(|it| format!("{}: claimed {}, found {}", it.line, it.claimed, words(&it.found)))
        .collect();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn what_is_certain_was_so_on_cpython() {
    for it in claims() {
        let Some(answer) = it.found.answer() else { continue };
        let expected = if answer { "True" } else { "False" };
        assert_eq!(recorded(it.line), [expected], "line {}", it.line);
    }
}

#[test]
fn what_is_recorded_is_what_cpython_prints() {
    let Some(python) = find_python() else {
        eprintln!("no python3.13 here: the witnesses were not run");
        return;
    };
    let output = std::process::Command::new(python)
        .args(["-I", "-W", "ignore", "-c", PROGRAM])
        .output()
        .expect("python3.13 starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
    assert_eq!(printed, RECORDED, "{errors}");
}

/// How many random programs are asked.
const N_PROGRAMS: usize = 200;

#[test]
fn what_is_certain_is_so_in_random_programs() {
    let Some(python) = find_python() else {
        eprintln!("no python3.13 here: no random programs were run");
        return;
    };
    let output = std::process::Command::new(python)
        .args(["-I", "-W", "ignore", "-c", include_str!("programs.py"), "0"])
        .arg(N_PROGRAMS.to_string())
        .output()
        .expect("python3.13 starts");
    let printed = String::from_utf8(output.stdout).expect("JSON");
    let certain: Vec<usize> = printed.lines().map(check_program).collect();
    assert_eq!(certain.len(), N_PROGRAMS, "{}", String::from_utf8_lossy(&output.stderr));
    assert!(certain.iter().sum::<usize>() > 4 * N_PROGRAMS, "too little is certain");
}

/// Holds what is certain in a program against what CPython gave; returns how many answers that are.
fn check_program(line: &str) -> usize {
    let program: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let text = program["text"].as_str().expect("a text");
    let mut db = RootDb::default();
    Change::new().set_text("program.py", text).apply(&mut db);
    let file = db.file("program.py").expect("just added");
    let mut n_certain = 0;
    for &it in units(&db, file).iter() {
        let unit = CodeUnit::new(&db, it);
        for (number, a, b) in unit.calls().filter_map(|it| noted(unit.body, it.1, it.2)) {
            let Some(answer) = super::identity_in(&unit, a, b).answer() else { continue };
            let Some(seen) = program["seen"][number.to_string()].as_str() else { continue };
            let expected = if answer { "T" } else { "F" };
            assert_eq!(seen, expected, "claim {number} in\n{text}");
            n_certain += 1;
        }
    }
    n_certain
}

/// `claim(number, a is b)`.
fn noted(body: &Body, func: ExprId, args: &[Arg]) -> Option<(i64, ExprId, ExprId)> {
    let (Expr::Name(name), [number, test]) = (body.expr(func), args) else { return None };
    let Expr::Const(Const::Int(number)) = body.expr(number.value) else { return None };
    let Expr::Compare { left, rest } = body.expr(test.value) else { return None };
    (body.name_of(name) == "claim").then_some((*number, *left, rest[0].1))
}
