//! CPython 3.13 as the tests of single passes ask it: scripts of `tests/` that print instruction
//! sequences.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use super::sequence::{Arg, InstructionSequence, Location};
use crate::opcode::Opcode;

/// Hands `read` what `script` prints about the files of the standard library that match the pattern
/// in the environment variable `files`, or `a*.py`; `None`, said aloud, without a Python 3.13.
pub(super) fn about_lib<T>(
    script: &str,
    files: &str,
    read: impl FnOnce(&mut dyn Iterator<Item = String>) -> T,
) -> Option<T> {
    let python = std::env::var("REFWISE_PYTHON").unwrap_or_else(|_| "python3.13".to_string());
    let version = Command::new(&python).arg("--version").output();
    if !version.is_ok_and(|it| it.stdout.starts_with(b"Python 3.13.")) {
        println!("no Python 3.13 found as `{python}`: nothing to compare with");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script);
    let files = std::env::var(files).unwrap_or_else(|_| "a*.py".to_string());
    let child =
        Command::new(&python).arg(script).args(["--lib", &files]).stdout(Stdio::piped()).spawn();
    let mut child = child.expect("Python was there a moment ago");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let answer = read(&mut lines.map(|it| it.expect("the script writes UTF-8")));
    assert!(child.wait().is_ok_and(|it| it.success()), "the script fails");
    Some(answer)
}

/// A list of `opcode oparg lineno end_lineno col_offset end_col_offset`, in which jumps tell the
/// index of the instruction they lead to.
pub(super) fn sequence(instructions: &[[i32; 6]]) -> InstructionSequence {
    let mut sequence = InstructionSequence::default();
    let labels: Vec<_> = instructions.iter().map(|_| sequence.new_label()).collect();
    for (&label, &[opcode, oparg, lineno, end_lineno, col_offset, end_col_offset]) in
        labels.iter().zip(instructions)
    {
        sequence.use_label(label);
        let opcode = Opcode::from_number(opcode as u16).expect("an opcode");
        let arg = match opcode.has_target() {
            true => Arg::Label(labels[oparg as usize]),
            false => Arg::Value(oparg as u32),
        };
        let location = Location { lineno, end_lineno, col_offset, end_col_offset };
        sequence.add(opcode, arg, location);
    }
    sequence
}

/// Six numbers in a line.
pub(super) fn instruction(line: &str) -> [i32; 6] {
    let numbers: Vec<i32> = line.split(' ').map(|it| it.parse().expect("a number")).collect();
    numbers.try_into().expect("six numbers an instruction")
}
