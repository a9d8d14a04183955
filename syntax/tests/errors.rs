//! Our syntax errors beside CPython's: class, pass, line, words and columns.
//!
//! `errors/*.txt` hold snippets with the answers of CPython 3.13, recorded by `errors/record.py`.
//! Where a `python3.13` is found, the snippets of CPython's own tests, and code of its library with
//! a token too few or too many, are compared as well.

mod errors {
    pub(crate) mod cases;
    pub(crate) mod compare;
}

use errors::cases::{Case, recorded};
use errors::compare::Score;

fn check_file(text: &str) {
    let mut score = Score::default();
    for case in recorded(text) {
        score.add(&case);
    }
    assert!(score.is_perfect(), "{}", score.report());
}

#[test]
fn what_the_compiler_refuses() {
    check_file(include_str!("errors/compile.txt"));
}

#[test]
fn what_the_parser_refuses() {
    check_file(include_str!("errors/parser.txt"));
}

#[test]
fn code_that_is_being_typed() {
    check_file(include_str!("errors/typing.txt"));
}

#[test]
fn code_for_python_2() {
    check_file(include_str!("errors/python2.txt"));
}

/// `REFWISE_CASES=FILE cargo test --test errors cases -- --nocapture` compares a file that
/// `record.py` wrote.
#[test]
fn cases_of_a_file() {
    let Ok(path) = std::env::var("REFWISE_CASES") else {
        return;
    };
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let mut score = Score::default();
    for case in text.lines().filter_map(Case::from_line) {
        score.add(&case);
    }
    println!("{}", score.report());
}
