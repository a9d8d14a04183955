//! Names, `repr`s and floats are those of CPython 3.13, all of them.
//!
//! Without a Python 3.13 the tests say so and pass.

mod common;

use common::python::Python;
use refwise_syntax::literal::{PyStr, StringValue, string};
use refwise_syntax::repr;

fn named(name: &str) -> Option<PyStr> {
    match string(&format!("'\\N{{{name}}}'"))? {
        StringValue::Str(it) => Some(it),
        StringValue::Bytes(_) => None,
    }
}

fn one(code: u32) -> PyStr {
    let mut value = PyStr::new();
    value.push(code);
    value
}

#[test]
fn names() {
    let Some(python) = Python::find() else { return };
    let answers = python.run("values.py", &["names"]);
    let mut known = std::collections::HashSet::new();
    for line in answers.lines() {
        let (code, name) = line.split_once(' ').unwrap();
        let code = u32::from_str_radix(code, 16).unwrap();
        assert_eq!(named(name), Some(one(code)), "{name}");
        known.insert(code);
    }
    assert!(known.len() > 140_000);
    // Names of later versions of Unicode are refused.
    for code in (0..0x110000).filter(|it| !known.contains(it)) {
        let newer = char::from_u32(code).and_then(unicode_names2::name).map(|it| it.to_string());
        assert_eq!(newer.as_deref().and_then(named), None, "{newer:?}");
    }
}

#[test]
fn reprs() {
    let Some(python) = Python::find() else { return };
    let answers = python.run("values.py", &["reprs"]);
    assert_eq!(answers.lines().count(), 0x110000);
    for (code, answer) in (0..).zip(answers.split_terminator('\n')) {
        assert_eq!(repr::py_str(&one(code)), answer, "{code:x}");
    }
}

#[test]
fn floats() {
    let Some(python) = Python::find() else { return };
    let answers = python.run("values.py", &["floats"]);
    assert!(answers.lines().count() > 50_000);
    for line in answers.lines() {
        let (bits, answer) = line.split_once(' ').unwrap();
        let value = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
        assert_eq!(repr::float(value), answer);
    }
}
