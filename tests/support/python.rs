//! A Python to compare with.

use std::process::Command;

/// The program `REFWISE_PYTHON`, or `python3.13` of the path, if it is CPython 3.13; says so where
/// there is none.
pub fn python() -> Option<String> {
    let program = std::env::var("REFWISE_PYTHON").unwrap_or_else(|_| "python3.13".to_owned());
    let answer = Command::new(&program).arg("-V").output();
    if answer.is_ok_and(|it| it.stdout.starts_with(b"Python 3.13.")) {
        return Some(program);
    }
    println!("no Python 3.13 found as `{program}`: nothing to compare with");
    None
}
