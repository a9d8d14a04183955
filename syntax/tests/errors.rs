//! Our syntax errors beside CPython's: class, pass, line, words and columns.
//!
//! `errors/*.txt` hold snippets with the answers of CPython 3.13, recorded by `errors/record.py`.
//! Where a `python3.13` is found, the snippets of CPython's own tests, and code of its library with
//! a token too few or too many, are compared as well.

mod common;

mod errors {
    pub(crate) mod cases;
    pub(crate) mod compare;
}

use common::python::Python;
use errors::cases::{Case, recorded};
use errors::compare::Score;
use refwise_syntax::{LineIndex, SyntaxError, ast, parse};

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

/// Of CPython's own tests, those that compile broken code.
const MODULES: [&str; 31] = [
    "test_coroutines",
    "test_dictcomps",
    "test_eof",
    "test_except_star",
    "test_exceptions",
    "test_fstring",
    "test_future_stmt.test_future",
    "test_generators",
    "test_genexps",
    "test_global",
    "test_grammar",
    "test_keywordonlyarg",
    "test_listcomps",
    "test_named_expressions",
    "test_patma",
    "test_positional_only_arg",
    "test_scope",
    "test_setcomps",
    "test_string_literals",
    "test_syntax",
    "test_traceback",
    "test_type_annotations",
    "test_type_aliases",
    "test_type_params",
    "test_unicode_identifiers",
    "test_unpack",
    "test_unpack_ex",
    "test_utf8source",
    "test_with",
    "test_codeop",
    "test_decorators",
];

fn compare_live(arguments: &[&str]) -> Option<Score> {
    let text = Python::find()?.run("errors/record.py", arguments);
    let mut score = Score::default();
    for case in text.lines().filter_map(Case::from_line) {
        score.add(&case);
    }
    Some(score)
}

#[test]
fn broken_code_of_cpythons_own_tests() {
    let arguments = [&["--extract"], &MODULES[..]].concat();
    let Some(score) = compare_live(&arguments) else { return };
    assert!(score.cases > 1_000, "{}", score.report());
    assert_eq!(score.wrong_sides(), 0, "{}", score.report());
    assert_eq!(score.line, score.cases, "{}", score.report());
    assert!(score.words * 100 >= score.cases * 99, "{}", score.report());
    assert!(score.start * 100 >= score.cases * 98, "{}", score.report());
}

#[test]
fn code_with_a_token_too_few_or_too_many() {
    let Some(score) = compare_live(&["--mutate", "300", "5"]) else { return };
    assert!(score.cases > 200, "{}", score.report());
    assert_eq!(score.wrong_sides(), 0, "{}", score.report());
    assert!(score.line * 100 >= score.cases * 99, "{}", score.report());
    assert!(score.words * 100 >= score.cases * 99, "{}", score.report());
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

/// One mistake is one message, and what stands behind it is read as if nothing were wrong.
#[test]
fn a_mistake_stays_in_its_statement() {
    let mut bad = Vec::new();
    for file in [include_str!("errors/typing.txt"), include_str!("errors/python2.txt")] {
        // Nothing tells where a string with three quotes was meant to end.
        let is_open = |it: &Case| it.source.contains("\"\"\"");
        for case in recorded(file).iter().filter(|it| it.answer.is_some() && !is_open(it)) {
            if let Some(text) = spread(&case.source) {
                bad.push(text);
            }
        }
    }
    assert!(bad.is_empty(), "{}\n{} snippets", bad.join("\n"), bad.len());
}

/// What is wrong with the tree of `source` and a function behind it.
fn spread(source: &str) -> Option<String> {
    let text = format!("{source}\ndef after(a, b):\n    if a:\n        return b\n    c = [a]\n");
    let parsed = parse(&text);
    let lines = LineIndex::new(&text);
    let errors: Vec<String> = parsed.errors().iter().map(|it| it.message(&lines)).collect();
    let last = parsed.file().body().last();
    let function = match last {
        Some(ast::Stmt::FunctionDef(it)) => it.name().filter(|it| it.text() == "after"),
        _ => None,
    };
    (errors.len() > 1 || function.is_none())
        .then(|| format!("{source:?}: {errors:?}, function behind it: {}", function.is_some()))
}

#[test]
fn each_mistake_is_told() {
    let text = r#"
class A:
    def f(self):
        x = foo(1,
    def g(self):
        print "x"
        return 1 2
    def h(self):
        if x
            y = = 1
    @a.
    def i(self): f(a=1, b)
def last(a=1, b):
    try: pass
    x = {1: 2, 3}
    for f() in x: pass
"#;
    let parsed = parse(text);
    let lines = LineIndex::new(text);
    let line = |it: &SyntaxError| lines.line_col(it.range.start()).line + 1;
    let told: Vec<String> =
        parsed.errors().iter().map(|it| format!("{}: {}", line(it), it.message(&lines))).collect();
    let expected = [
        "4: '(' was never closed",
        "6: Missing parentheses in call to 'print'. Did you mean print(...)?",
        "7: invalid syntax",
        "9: expected ':'",
        "10: invalid syntax",
        "11: invalid syntax",
        "12: positional argument follows keyword argument",
        "13: parameter without a default follows parameter with a default",
        "15: expected 'except' or 'finally' block",
        "15: ':' expected after dictionary key",
        "16: cannot assign to function call",
    ];
    assert_eq!(told, expected);
}
