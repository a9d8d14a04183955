//! The graph beside CPython's: `_testinternalcapi.optimize_cfg` on the sequences of
//! `_testinternalcapi.compiler_codegen`, recorded, and live where there is a Python 3.13.

use super::Graph;
use crate::code::Constant;
use crate::compile::assemble::Instruction;
use crate::compile::oracle;
use crate::compile::sequence::Location;
use crate::opcode::Opcode;

/// Instructions as lists of numbers, and constants as `repr` shows them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Shown {
    instructions: Vec<[i32; 6]>,
    consts: Vec<String>,
}

/// `nlocals`, before and after.
type Unit = (usize, Shown, Shown);

#[test]
fn recorded_units_become_what_cpython_makes_of_them() {
    let recorded = include_str!("../../../tests/corpus/flowgraph.txt");
    let (units, differ) = compare(recorded.lines().map(str::to_string));
    assert!(units > 20, "{units} units are recorded");
    assert_eq!(differ, 0, "of {units}");
}

#[test]
fn units_of_the_standard_library_become_what_cpython_makes_of_them() {
    let answer =
        oracle::about_lib("flowgraph.py", "REFWISE_FLOWGRAPH_FILES", |lines| compare(lines));
    let Some((units, differ)) = answer else { return };
    println!("{units} units, {differ} differ");
    assert_eq!(differ, 0, "of {units}");
}

/// How many units there are, and how many become something else than they should.
fn compare(lines: impl Iterator<Item = String>) -> (usize, usize) {
    let (mut units, mut differ) = (0, 0);
    for (nlocals, before, expected) in read_units(lines) {
        units += 1;
        let found = optimize(nlocals, &before);
        if found != expected {
            differ += 1;
            if differ <= 3 {
                print_difference(&before, &expected, &found);
            }
        }
    }
    (units, differ)
}

fn read_units(lines: impl Iterator<Item = String>) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut is_after = false;
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        match words[0] {
            "unit" => {
                let nlocals = words[1].parse().expect("a count");
                units.push((nlocals, Shown::default(), Shown::default()));
                is_after = false;
            }
            "becomes" => is_after = true,
            first => {
                let (_, before, after) = units.last_mut().expect("a unit");
                let shown = if is_after { after } else { before };
                if first == "consts" {
                    shown.consts = words[1..].iter().map(|it| it.to_string()).collect();
                } else {
                    shown.instructions.push(oracle::instruction(&line));
                }
            }
        }
    }
    units
}

fn optimize(nlocals: usize, before: &Shown) -> Shown {
    let mut consts: Vec<Constant> = before.consts.iter().map(|it| constant(it)).collect();
    let mut graph = Graph::from_instruction_sequence(&oracle::sequence(&before.instructions));
    graph.optimize_code_unit(&mut consts, nlocals, 0);
    Shown {
        instructions: graph.to_instruction_sequence().iter().map(numbers).collect(),
        consts: consts.iter().map(repr).collect(),
    }
}

fn numbers(instruction: &Instruction) -> [i32; 6] {
    let Location { lineno, end_lineno, col_offset, end_col_offset } = instruction.location;
    let opcode = i32::from(instruction.opcode.number());
    [opcode, instruction.oparg as i32, lineno, end_lineno, col_offset, end_col_offset]
}

fn constant(text: &str) -> Constant {
    match text {
        "None" => Constant::None,
        "True" => Constant::Bool(true),
        "False" => Constant::Bool(false),
        "Ellipsis" => Constant::Ellipsis,
        "''" => Constant::Str("".into()),
        "'s'" => Constant::Str("s".into()),
        "b''" => Constant::Bytes([].into()),
        "()" => Constant::Tuple([].into()),
        "1.5" => Constant::Float(1.5),
        number => Constant::Int(number.parse().expect("an int")),
    }
}

fn repr(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".to_string(),
        Constant::Bool(true) => "True".to_string(),
        Constant::Bool(false) => "False".to_string(),
        Constant::Ellipsis => "Ellipsis".to_string(),
        Constant::Str(text) if text.is_empty() => "''".to_string(),
        Constant::Str(_) => "'s'".to_string(),
        Constant::Bytes(_) => "b''".to_string(),
        Constant::Float(value) => value.to_string(),
        Constant::Int(value) => value.to_string(),
        Constant::Tuple(items) => {
            let shown: Vec<String> = items.iter().map(repr).collect();
            let comma = if items.len() == 1 { "," } else { "" };
            format!("({}{comma})", shown.join(","))
        }
        other => panic!("no such constant is made up: {other:?}"),
    }
}

fn print_difference(before: &Shown, expected: &Shown, found: &Shown) {
    let show = |title: &str, shown: &Shown| {
        println!("{title}: consts {:?}", shown.consts);
        for (index, numbers) in shown.instructions.iter().enumerate() {
            let name = Opcode::from_number(numbers[0] as u16).map_or("?", Opcode::name);
            println!("{index:4} {name} {:?}", &numbers[1..]);
        }
    };
    show("before", before);
    show("expected", expected);
    show("found", found);
}
