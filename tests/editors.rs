//! Real editors, driven by the scripts under `editors/` and `tests/editors/`.
//!
//! `.ci/clients` installs them all. An editor that is not there is skipped, and said to be, unless
//! the variable `REFWISE_CLIENTS` is `required`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tempfile::TempDir;

const SAMPLE: &str = "x = int(\"1000\")\nif x is 1000:\n    print(\"same\")\nimport os\n";

#[test]
fn neovim_shows_findings_while_one_types() {
    let Some(nvim) = neovim() else { return };
    let _turn = turn();
    let output = Command::new(root().join("editors/neovim/smoke.sh"))
        .env("NVIM", nvim)
        .env("REFWISE_PROGRAM", program())
        .output()
        .expect("a shell is there");
    let report = printed(&output);
    assert_eq!(report["finding"]["code"], "is-literal");
    assert_eq!(report["finding"]["line"], 1);
    assert_eq!(report["fixed"], "if x == 1000:");
    assert_eq!(report["text"][1], "if x == 1000:");
}

#[test]
fn neovim_takes_several_servers() {
    let (Some(nvim), Some(ruff)) = (neovim(), client("ruff", "RUFF", "ruff")) else { return };
    let session = Session::new();
    let mut command = session.command(&nvim);
    command.args(["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c"]);
    command.arg(format!("luafile {}", script("neovim/several.lua").display()));
    let report =
        session.report(command.env("RUNTIME", root().join("editors/neovim")).env("RUFF", ruff));
    assert_eq!(report["encodings"], json!({"refwise": "utf-8", "ruff": "utf-8"}));
    let found = report["found"].as_array().unwrap();
    for expected in ["refwise:is-literal", "ruff:F401"] {
        assert!(found.contains(&json!(expected)), "{report}");
    }
}

#[test]
fn emacs_shows_findings_and_fixes_them() {
    let Some(emacs) = client("Emacs", "EMACS", "emacs") else { return };
    let report = eglot(&emacs, &[&program(), "server"], "is-literal");
    assert!(report["hover"].as_str().unwrap().contains("compares identity"), "{report}");
}

#[test]
fn emacs_takes_several_servers_as_one() {
    let (Some(emacs), Some(rass), Some(ruff)) = (
        client("Emacs", "EMACS", "emacs"),
        client("rassumfrassum", "RASS", "rass"),
        client("ruff", "RUFF", "ruff"),
    ) else {
        return;
    };
    let program = program();
    let server = [&rass, "--", &program, "server", "--", &ruff, "server"];
    let report = eglot(&emacs, &server, "is-literal,F401");
    assert!(report["found"].as_array().unwrap().len() >= 2, "{report}");
}

#[test]
fn vim_shows_findings_through_ale() {
    let Some(vim) = client("Vim", "VIM_PROGRAM", "vim") else { return };
    if !Path::new("/usr/share/vim/vimfiles/pack/dist-bundle/opt/ale").exists() {
        return skip("ALE");
    }
    let session = Session::new();
    let mut command = session.command(&vim);
    command.args(["-T", "dumb", "--not-a-term", "-N", "-u", "NONE", "-i", "NONE", "-S"]);
    command.arg(script("vim/session.vim")).env("RUNTIME", root().join("editors/vim"));
    let report = session.report(&mut command);
    assert_eq!(report["found"], json!(["refwise:is-literal"]), "{report}");
    assert_eq!(report["mended"], json!([]), "{report}");
}

#[test]
fn visual_studio_code_runs_the_extension() {
    let Some(report) = visual_studio_code("trusted") else { return };
    assert_eq!(report["finding"]["code"], "is-literal");
    assert_eq!(report["fixed"], "if x == 1000:");
    assert_eq!(report["bytecode"], true);
    let information = &report["information"];
    assert_eq!(information["server"]["name"], "refwise");
    assert_eq!(information["program"]["source"], "environment");
    assert_eq!(information["trusted"], true);
    assert_eq!(information["options"]["untrustedWorkspace"], false);
}

#[test]
fn visual_studio_code_runs_no_program_of_an_untrusted_workspace() {
    let Some(report) = visual_studio_code("untrusted") else { return };
    assert_eq!(report["finding"]["code"], "is-literal");
    let information = &report["information"];
    assert_eq!(information["trusted"], false);
    assert_eq!(information["program"]["source"], "setting");
    assert_eq!(information["options"]["untrustedWorkspace"], true);
}

/// What a session in a workspace with this trust saw.
fn visual_studio_code(trust: &str) -> Option<Value> {
    let Some(code_server) = std::env::var_os("CODE_SERVER") else {
        skip("code-server");
        return None;
    };
    if !root().join("editors/code/dist/extension.js").exists() {
        skip("built extension");
        return None;
    }
    let _turn = turn();
    let output = Command::new(script("code/run.sh"))
        .arg(trust)
        .env("CODE_SERVER", code_server)
        .env("REFWISE_PROGRAM", program())
        .output()
        .expect("a shell is there");
    Some(printed(&output))
}

#[test]
fn the_extension_offers_the_servers_choices() {
    let manifest = fs::read_to_string(root().join("editors/code/package.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    let offered = manifest["contributes"]["configuration"]["properties"].as_object().unwrap();
    let offered: BTreeMap<&str, bool> = offered
        .iter()
        .filter_map(|(name, it)| Some((name.strip_prefix("refwise.")?, it["default"].as_bool()?)))
        .collect();
    let source = fs::read_to_string(root().join("server/src/options.rs")).unwrap();
    let known: BTreeMap<&str, bool> = source.lines().filter_map(choice).collect();
    assert!(known.len() > 10, "{known:?}");
    assert_eq!(offered, known, "settings of package.json, and features of options.rs");
}

/// The choice that a line like `hover: "hover.enable" = true,` declares.
fn choice(line: &str) -> Option<(&str, bool)> {
    let (name, default) =
        line.trim().strip_suffix(',')?.split_once(": \"")?.1.split_once("\" = ")?;
    Some((name, default.parse().ok()?))
}

fn eglot(emacs: &str, server: &[&str], expected: &str) -> Value {
    let session = Session::new();
    let mut command = session.command(emacs);
    command.args(["--batch", "-l"]).arg(script("emacs/session.el"));
    command.env("SERVER", json!(server).to_string()).env("EXPECTS", expected);
    let report = session.report(&mut command);
    assert_eq!(report["passed"], true, "{report}");
    assert_eq!(report["fixed"], "if x == 1000:");
    report
}

/// A folder with a Python file, a home that is nobody's, and a place for what was seen.
struct Session {
    folder: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Session {
    fn new() -> Session {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("sample.py"), SAMPLE).unwrap();
        Session { folder, _turn: turn() }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("HOME", self.folder.path())
            .env("FILE", self.folder.path().join("sample.py"))
            .env("REPORT", self.folder.path().join("report.json"))
            .env("REFWISE_PROGRAM", self::program());
        for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
            command.env_remove(variable);
        }
        command
    }

    fn report(&self, command: &mut Command) -> Value {
        let output = command.stdin(std::process::Stdio::null()).output().unwrap();
        let report = fs::read_to_string(self.folder.path().join("report.json"));
        let report = report.unwrap_or_else(|error| panic!("no report: {error}\n{output:?}"));
        serde_json::from_str(&report).expect("the report is JSON")
    }
}

/// One editor at a time: each has a browser's appetite.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a script printed that ended well.
fn printed(output: &Output) -> Value {
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{report}{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&report).expect("the report is JSON")
}

fn neovim() -> Option<String> {
    client("Neovim 0.11 or later", "NVIM", "nvim").filter(|it| {
        let is_new = is_new_enough(it);
        if !is_new {
            skip("Neovim 0.11 or later");
        }
        is_new
    })
}

/// The program that `variable` names, or else `name`, if it runs.
fn client(called: &str, variable: &str, name: &str) -> Option<String> {
    let program = std::env::var(variable).unwrap_or_else(|_| name.to_owned());
    let runs = Command::new(&program).arg("--version").output().is_ok_and(|it| it.status.success());
    if !runs {
        skip(called);
    }
    runs.then_some(program)
}

/// Says what is missing even where the output of passing tests is not shown.
fn skip(what: &str) {
    let required = std::env::var("REFWISE_CLIENTS").is_ok_and(|it| it == "required");
    assert!(!required, "{what} is required, and not there");
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    let _ = writeln!(io::stderr(), "skipped {test}: no {what}");
}

/// `vim.lsp.config` came with 0.11.
fn is_new_enough(nvim: &str) -> bool {
    let Ok(output) = Command::new(nvim).arg("--version").output() else { return false };
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = version.trim_start_matches("NVIM v").split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) >= (0, 11),
        _ => false,
    }
}

fn program() -> String {
    support::program().get_program().to_str().expect("the path is text").to_owned()
}

fn script(name: &str) -> PathBuf {
    root().join("tests/editors").join(name)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the root").to_owned()
}
