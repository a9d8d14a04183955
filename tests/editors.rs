//! Real editors, driven by the scripts under `editors/`. An editor that is not there is skipped, and
//! said to be.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

#[test]
fn neovim_shows_findings_while_one_types() {
    let nvim = std::env::var_os("NVIM").unwrap_or_else(|| OsString::from("nvim"));
    if !is_new_enough(&nvim) {
        eprintln!("skipped: no Neovim 0.11 or later on PATH or in the variable NVIM");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../editors/neovim/smoke.sh");
    let output = Command::new(script)
        .env("NVIM", nvim)
        .env("REFWISE_PROGRAM", support::program().get_program())
        .output()
        .expect("a shell is there");
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{report}{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_str(&report).expect("the report is JSON");
    assert_eq!(report["finding"]["code"], "is-literal");
    assert_eq!(report["finding"]["line"], 1);
    assert_eq!(report["text"][1], "if x == 1000:");
}

/// `vim.lsp.config` came with 0.11.
fn is_new_enough(nvim: &OsString) -> bool {
    let Ok(output) = Command::new(nvim).arg("--version").output() else { return false };
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = version.trim_start_matches("NVIM v").split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= (0, 11),
        _ => false,
    }
}
