//! What the pages of the rules claim about run time, run on our machine: a page may not claim what
//! does not happen.

use std::io::Write;
use std::process::{Output, Stdio};

use refwise_analysis::rules;

/// So many of the programs import nothing that is written in Python.
const N_WITHOUT_LIBRARY: usize = 75;

#[test]
fn our_machine_shows_what_the_pages_claim() {
    let has_library = support::python().is_some();
    let mut n_shown = 0;
    for rule in rules::all() {
        for program in rule.claims() {
            let output = run(&program);
            let errors = String::from_utf8_lossy(&output.stderr);
            if !has_library && errors.contains("ModuleNotFoundError") {
                continue;
            }
            let printed = String::from_utf8_lossy(&output.stdout);
            assert_eq!(printed, claimed(&program), "{}: {errors}", rule.name);
            n_shown += 1;
        }
    }
    assert!(n_shown >= N_WITHOUT_LIBRARY, "{n_shown} programs were run");
}

/// What the program says that it prints.
fn claimed(program: &str) -> String {
    let claims = program.lines().filter_map(|it| it.split_once("# prints: "));
    claims.map(|it| format!("{}\n", it.1)).collect()
}

fn run(program: &str) -> Output {
    let mut command = support::program();
    command.args(["run", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let mut input = child.stdin.take().expect("it was asked for");
    input.write_all(program.as_bytes()).expect("it reads all of its text");
    drop(input);
    child.wait_with_output().expect("it ends")
}
