//! Code objects as CPython compiles them, from one Python process for all files.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use refwise_vm::code::{CodeObject, Constant};
use refwise_vm::marshal;

use super::python::Python;

/// A file and what CPython's `compile(source, path, "exec", optimize=0)` makes of it.
pub(crate) struct Compiled {
    pub(crate) path: PathBuf,
    /// The marshalled code object, or the message of the exception.
    pub(crate) answer: Result<Vec<u8>, String>,
}

impl Compiled {
    /// The code object, where there is one.
    pub(crate) fn code(&self) -> Option<Arc<CodeObject>> {
        let bytes = self.answer.as_ref().ok()?;
        Some(code(bytes).unwrap_or_else(|error| panic!("{}: {error}", self.path.display())))
    }
}

/// The code object that `bytes` hold.
pub(crate) fn code(bytes: &[u8]) -> Result<Arc<CodeObject>, marshal::ReadError> {
    match marshal::loads(bytes)? {
        Constant::Code(code) => Ok(code),
        other => panic!("no code object: {other:?}"),
    }
}

/// Calls `each` with every `.py` file below `places`, or of the standard library and what is
/// installed beside it where there are none.
pub(crate) fn compile(python: &Python, places: &[&Path], mut each: impl FnMut(Compiled)) {
    let mut command = python.script("compile_all.py");
    let mut child = command.args(places).stdout(Stdio::piped()).spawn().expect("Python starts");
    let mut answers = BufReader::new(child.stdout.take().expect("its output is ours"));
    while let Some(compiled) = next(&mut answers) {
        each(compiled);
    }
    assert!(child.wait().expect("Python ends").success());
}

/// Calls `each` with every block of bytes that a script prints.
pub(crate) fn blocks(script: &mut Command, mut each: impl FnMut(Vec<u8>)) {
    let mut child = script.stdout(Stdio::piped()).spawn().expect("Python starts");
    let mut answers = BufReader::new(child.stdout.take().expect("its output is ours"));
    while let Some(data) = block(&mut answers) {
        each(data);
    }
    assert!(child.wait().expect("Python ends").success());
}

/// The next answer of `compile_all.py`.
pub(crate) fn next(answers: &mut impl Read) -> Option<Compiled> {
    let path = String::from_utf8(block(answers)?).expect("a readable path").into();
    let mut status = [0];
    answers.read_exact(&mut status).expect("a status behind a path");
    let data = block(answers).expect("data behind a status");
    let answer = match status {
        [b'1'] => Ok(data),
        _ => Err(String::from_utf8_lossy(&data).into_owned()),
    };
    Some(Compiled { path, answer })
}

/// Bytes with their length before them; `None` at the end.
fn block(answers: &mut impl Read) -> Option<Vec<u8>> {
    let mut len = [0; 4];
    answers.read_exact(&mut len).ok()?;
    let mut data = vec![0; u32::from_le_bytes(len) as usize];
    answers.read_exact(&mut data).expect("as many bytes as were announced");
    Some(data)
}
