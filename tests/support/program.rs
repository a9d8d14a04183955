//! The program under test.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// A command that runs `refwise`: the program at `REFWISE_PROGRAM`, or else one built now from this
/// source, optimized if the caller is.
pub fn program() -> Command {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    let path = PATH.get_or_init(|| match std::env::var_os("REFWISE_PROGRAM") {
        Some(path) => path.into(),
        None => build(),
    });
    Command::new(path)
}

fn build() -> PathBuf {
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let output = Command::new(env!("CARGO"))
        .args(["build", "--package=refwise-server", "--bin=refwise", "--message-format=json"])
        .args(["--profile", profile])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo is there: it has built this");
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let messages = messages.lines().filter_map(|it| serde_json::from_str::<Value>(it).ok());
    let mut programs = messages.filter_map(|it| it["executable"].as_str().map(PathBuf::from));
    programs.next().expect("the program can be built")
}
