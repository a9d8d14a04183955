//! How long an editor waits for findings: from a change on the wire to `publishDiagnostics`.
//!
//! ```console
//! $ cargo bench -p refwise-tests --bench latency
//! $ cargo bench -p refwise-tests --bench latency -- ruff server      # any other server that pushes
//! ```
//!
//! The document is `Lib/test/test_typing.py` of the `python3.13` on `PATH` (or of `REFWISE_PYTHON`),
//! over 10,000 lines, or the file that `REFWISE_BENCH_FILE` names; with `REFWISE_BENCH_FOLDER` it is
//! opened in that workspace. Times are wall-clock; beside them stands what the server's threads
//! computed, where the system tells it (Linux), because walls are noisy. How other servers are
//! started is in `README.md`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::client::{Client, change};

const N_EDITS: usize = 300;
const BURST: i64 = 200;

fn main() {
    if !std::env::args().any(|it| it == "--bench") {
        return; // `cargo test --all-targets` came by.
    }
    let Some(path) = document() else {
        println!(
            "latency: skipped, there is no python3.13 (set REFWISE_PYTHON or REFWISE_BENCH_FILE)"
        );
        return;
    };
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    println!("{} ({} lines)\n", path.display(), text.lines().count());
    println!("{:32} {:>9} {:>9} {:>9} {:>9}", "milliseconds", "p50", "p95", "max", "CPU each");
    measure_open(&text);
    let middle = body_line(&text);
    measure_edits("letter in a body", &text, middle, "x");
    measure_edits("opening quote in a body", &text, middle, "\"");
    measure_edits("opening bracket in a body", &text, middle, "(");
    measure_edits("function at the top level", &text, top_level_line(&text), "def added(): pass\n");
    measure_burst(&text, middle);
    measure_hover(&text, middle);
}

/// What the client calls the document: a file of its own in the workspace, if there is one.
fn uri() -> String {
    match folder() {
        Some(folder) => format!("{folder}/refwise_bench_document.py"),
        None => "file:///bench/document.py".to_owned(),
    }
}

fn folder() -> Option<String> {
    let folder = std::env::var("REFWISE_BENCH_FOLDER").ok()?;
    let folder = fs::canonicalize(&folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    Some(format!("file://{}", folder.display()))
}

/// A session with the server that the arguments name, or with ours.
fn start() -> Client {
    // Cargo adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let command = match words.split_first() {
        Some((program, arguments)) => {
            let mut command = Command::new(program);
            command.args(arguments);
            command
        }
        None => {
            let mut program = support::program();
            program.arg("server");
            program
        }
    };
    let mut client = Client::start(command);
    let folders = folder().map(|it| json!([{"uri": it, "name": "bench"}]));
    let params = json!({
        "processId": null, "rootUri": folder(), "workspaceFolders": folders,
        "capabilities": {"textDocument": {
            "publishDiagnostics": {"versionSupport": true},
            "hover": {"contentFormat": ["markdown"]},
        }},
    });
    client.request("initialize", params);
    client.notify("initialized", json!({}));
    client
}

fn document() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("REFWISE_BENCH_FILE") {
        return Some(path.into());
    }
    let python = std::env::var("REFWISE_PYTHON").unwrap_or_else(|_| "python3.13".to_owned());
    let ask = ["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"];
    let output = Command::new(python).args(ask).output().ok()?;
    let lib = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(lib.trim()).join("test/test_typing.py")).filter(|it| it.exists())
}

/// The end of a simple statement in a body near the middle of `text`.
fn body_line(text: &str) -> [u32; 2] {
    let lines: Vec<&str> = text.lines().collect();
    let is_call =
        |it: &str| it.starts_with("        ") && it.is_ascii() && it.trim_end().ends_with(')');
    let middle = (lines.len() / 2..lines.len()).find(|&it| is_call(lines[it]));
    let line_idx = middle.unwrap_or(lines.len() / 2);
    [line_idx as u32, lines[line_idx].trim_end().len() as u32]
}

/// The start of a class or function behind the middle of `text`, with an empty line before it.
fn top_level_line(text: &str) -> [u32; 2] {
    let lines: Vec<&str> = text.lines().collect();
    let is_start = |it: usize| lines[it].starts_with(['c', 'd']) && lines[it - 1].is_empty();
    let line_idx = (lines.len() / 2..lines.len()).find(|&it| is_start(it));
    [line_idx.unwrap_or(0) as u32, 0]
}

fn measure_open(text: &str) {
    let mut walls = Vec::new();
    let mut cpu = Duration::ZERO;
    for _ in 0..10 {
        let mut client = start();
        let before = cpu_time(&client);
        let sent = Instant::now();
        client.open(&uri(), text);
        client.diagnostics(&uri(), 1);
        walls.push(sent.elapsed());
        cpu += cpu_time(&client) - before;
    }
    report("open", walls, cpu);
}

/// Types `insert` at a place and takes it back, again and again, always waiting for the findings.
fn measure_edits(name: &str, text: &str, [line, column]: [u32; 2], insert: &str) {
    let mut client = start();
    client.open(&uri(), text);
    client.diagnostics(&uri(), 1);
    let end = match insert.ends_with('\n') {
        true => [line + 1, 0],
        false => [line, column + insert.len() as u32],
    };
    let there = json!([change([line, column, line, column], insert)]);
    let back = json!([change([line, column, end[0], end[1]], "")]);
    let (mut walls, before) = (Vec::new(), cpu_time(&client));
    for edit_idx in 0..N_EDITS {
        let changes = if edit_idx % 2 == 0 { &there } else { &back };
        walls.push(edit(&mut client, edit_idx as i64 + 2, changes));
    }
    report(name, walls, cpu_time(&client) - before);
}

fn edit(client: &mut Client, version: i64, changes: &Value) -> Duration {
    let sent = Instant::now();
    client.change(&uri(), version, changes.clone());
    client.diagnostics(&uri(), version);
    sent.elapsed()
}

/// Sends many edits at once and waits for the findings of the last text.
fn measure_burst(text: &str, [line, column]: [u32; 2]) {
    let (mut walls, mut cpu) = (Vec::new(), Duration::ZERO);
    for _ in 0..10 {
        let mut client = start();
        client.open(&uri(), text);
        client.diagnostics(&uri(), 1);
        let before = cpu_time(&client);
        let sent = Instant::now();
        for version in 2..2 + BURST {
            client.change(&uri(), version, json!([change([line, column, line, column], "x")]));
        }
        client.diagnostics(&uri(), 1 + BURST);
        walls.push(sent.elapsed());
        cpu += cpu_time(&client) - before;
    }
    report(&format!("{BURST} edits at once, all"), walls, cpu);
}

/// Types a letter and asks at once what a name further up refers to.
fn measure_hover(text: &str, [line, column]: [u32; 2]) {
    let mut client = start();
    client.open(&uri(), text);
    client.diagnostics(&uri(), 1);
    let place = json!({
        "textDocument": {"uri": uri()},
        "position": {"line": line, "character": column.saturating_sub(2)},
    });
    let (mut walls, before) = (Vec::new(), cpu_time(&client));
    for edit_idx in 0..100 {
        let (end, insert) = if edit_idx % 2 == 0 { (column, "x") } else { (column + 1, "") };
        let edit = json!([change([line, column, line, end], insert)]);
        client.change(&uri(), edit_idx + 2, edit);
        let sent = Instant::now();
        client.request("textDocument/hover", place.clone());
        walls.push(sent.elapsed());
        client.diagnostics(&uri(), edit_idx + 2);
    }
    report("hover after a letter", walls, cpu_time(&client) - before);
    match peak_memory(&client) {
        Some(kib) => println!("\npeak memory: {} MiB", kib / 1024),
        None => println!("\npeak memory: the system does not tell"),
    }
}

/// The most memory that the server ever had, in KiB.
fn peak_memory(client: &Client) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", client.process_id())).ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn report(name: &str, mut walls: Vec<Duration>, cpu: Duration) {
    walls.sort_unstable();
    let ms = |it: Duration| it.as_secs_f64() * 1e3;
    let at = |percent: usize| ms(walls[(walls.len() - 1) * percent / 100]);
    let cpu = ms(cpu) / walls.len() as f64;
    println!("{name:32} {:9.2} {:9.2} {:9.2} {cpu:9.2}", at(50), at(95), at(100));
}

/// What all threads of the server have computed so far; nothing where the system does not tell.
fn cpu_time(client: &Client) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{}/task", client.process_id()));
    let times = tasks.into_iter().flatten().flatten().filter_map(|task| {
        let schedule = fs::read_to_string(task.path().join("schedstat")).ok()?;
        schedule.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(times.sum())
}
