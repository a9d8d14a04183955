//! Code objects beside CPython's: made of the sequences of `_testinternalcapi.compiler_codegen`,
//! recorded, and live where there is a Python 3.13.

use std::sync::Arc;

use super::assemble_unit;
use crate::code::{CodeObject, Constant};
use crate::compile::oracle;
use crate::compile::unit::Unit;

#[test]
fn recorded_units_become_cpythons_code_objects() {
    let recorded = include_str!("../../../tests/corpus/assemble.txt");
    let (units, differ) = compare(recorded.lines().map(str::to_string));
    assert!(units > 20, "{units} units are recorded");
    assert_eq!(differ, 0, "of {units}");
}

#[test]
fn units_of_the_standard_library_become_cpythons_code_objects() {
    let answer = oracle::about_lib("assemble.py", "REFWISE_ASSEMBLE_FILES", |lines| compare(lines));
    let Some((units, differ)) = answer else { return };
    println!("{units} units, {differ} differ");
    assert_eq!(differ, 0, "of {units}");
}

/// How many units there are, and how many become another code object than they should.
fn compare(lines: impl Iterator<Item = String>) -> (usize, usize) {
    let (mut units, mut differ) = (0, 0);
    let mut text = Vec::new();
    for line in lines {
        let Some(expected) = line.strip_prefix("expect ") else {
            text.push(line);
            continue;
        };
        let unit = read_unit(&text);
        let name = unit.name.clone();
        let found = show(&assemble_unit(unit, "".into()));
        units += 1;
        if found != expected {
            differ += 1;
            if differ <= 20 {
                print_difference(&name, expected, &found);
            }
        }
        text.clear();
    }
    (units, differ)
}

fn read_unit(lines: &[String]) -> Unit {
    let (heads, instructions) = lines.split_at(5);
    let words: Vec<Vec<&str>> = heads.iter().map(|it| it.split(' ').collect()).collect();
    let instructions: Vec<_> = instructions.iter().map(|it| oracle::instruction(it)).collect();
    let number = |index: usize| words[0][index].parse::<u32>().expect("a number");
    let names = |line: usize| words[line][1..].iter().map(|&it| it.into()).collect::<Vec<_>>();
    Unit {
        name: words[0][6].into(),
        qualname: "".into(),
        argcount: number(1) - number(2),
        posonlyargcount: number(2),
        kwonlyargcount: number(3),
        flags: number(4),
        firstlineno: number(5) as i32,
        varnames: names(1),
        cellvars: names(2),
        freevars: names(3),
        consts: words[4][1..].iter().map(|it| constant(it)).collect(),
        instructions: oracle::sequence(&instructions),
        names: Vec::new(),
        fast_hidden: Vec::new(),
    }
}

/// Constants of which nothing but truth and identity matters are strings.
fn constant(text: &str) -> Constant {
    if let Some(items) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        return Constant::Tuple(split(items).into_iter().map(constant).collect());
    }
    match text {
        "None" => Constant::None,
        "True" => Constant::Bool(true),
        "False" => Constant::Bool(false),
        "str" => Constant::Str("".into()),
        "bytes" => Constant::Bytes(Arc::new([])),
        "float" => Constant::Float(0.0),
        "complex" => Constant::Complex(0.0, 0.0),
        "tuple" => Constant::Tuple(Arc::new([])),
        other => other.parse().map_or_else(|_| Constant::Str(other.into()), Constant::Int),
    }
}

/// Splits at the `;` behind each item of a tuple, not at those of tuples inside.
fn split(items: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (index, character) in items.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            ';' if depth == 0 => {
                parts.push(&items[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    parts
}

fn show(code: &CodeObject) -> String {
    let tables = [&code.co_code, &code.co_linetable, &code.co_exceptiontable].map(|it| hex(it));
    format!("{} {} {}", code.co_stacksize, code.co_consts.len(), tables.join(" "))
}

fn hex(bytes: &[u8]) -> String {
    match bytes {
        [] => "-".to_string(),
        _ => bytes.iter().map(|it| format!("{it:02x}")).collect(),
    }
}

fn print_difference(name: &str, expected: &str, found: &str) {
    const FIELDS: [&str; 5] =
        ["co_stacksize", "len(co_consts)", "co_code", "co_linetable", "co_exceptiontable"];
    for ((field, expected), found) in FIELDS.iter().zip(expected.split(' ')).zip(found.split(' ')) {
        if expected != found {
            println!("{name}: {field}\n  expected {expected}\n  found    {found}");
        }
    }
}
