//! Programs that want too much or reach for what is outside: each ends by a limit or an exception, in
//! time, within its memory, and the process that runs it never crashes.
//!
//! A section of `hostile/*.py` is a program; its first line says how it may end. Where a limit is
//! expected any limit will do: machines differ in what comes first.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const MEMORY_MIB: u64 = 160;
const SECONDS: u64 = 1;
/// What a machine that does other things, too, may take longer.
const PATIENCE: Duration = Duration::from_secs(20);

struct Program {
    name: String,
    /// Limits and exceptions, of which one is to come.
    endings: Vec<String>,
    text: String,
}

/// How a program ended.
struct End {
    ending: String,
    peak_kib: u64,
    time: Duration,
    stdout: String,
    stderr: String,
}

fn programs(file: &str) -> Vec<Program> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile").join(file);
    let text = fs::read_to_string(path).unwrap();
    let sections = text.split("#- ").skip(1).map(|section| {
        let (head, text) = section.split_once('\n').unwrap();
        let (name, endings) = head.rsplit_once(": ").unwrap();
        let endings = endings.split(" or ").map(str::to_owned).collect();
        Program { name: name.to_owned(), endings, text: text.to_owned() }
    });
    sections.collect()
}

fn start(path: &Path) -> Child {
    let mut command = support::program();
    command.args(["run", "--limit-instructions", "0", "--limit-output", "1"]);
    command.args(["--limit-memory", &MEMORY_MIB.to_string()]);
    command.args(["--limit-time", &SECONDS.to_string()]).arg(path);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn read_all(mut stream: impl Read + Send + 'static) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// The most memory that a process had at once; 0 where the system does not say.
fn peak_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    line.and_then(|it| it.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn run(path: &Path) -> End {
    let mut child = start(path);
    let started = Instant::now();
    let stdout: ChildStdout = child.stdout.take().unwrap();
    let stderr: ChildStderr = child.stderr.take().unwrap();
    let (stdout, stderr) = (read_all(stdout), read_all(stderr));
    let mut peak = 0;
    let status = loop {
        peak = peak.max(peak_kib(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let time = started.elapsed();
    let (stdout, stderr) = (stdout.join().unwrap(), stderr.join().unwrap());
    let ending = match status {
        None => "does not end".to_owned(),
        Some(status) => ending(status.code(), &stderr),
    };
    End { ending, peak_kib: peak, time, stdout, stderr }
}

fn ending(code: Option<i32>, stderr: &str) -> String {
    let limits = [
        ("needs more memory than", "memory"),
        ("ran longer than", "time"),
        ("printed more than", "output"),
        ("all its threads wait", "deadlock"),
        ("this is a bug of refwise", "fails"),
    ];
    // What the program printed itself may not end its line.
    let own = stderr.rsplit_once("refwise: ").map_or("", |it| it.1);
    if let Some((_, found)) = limits.iter().find(|(words, _)| own.contains(words)) {
        return (*found).to_owned();
    }
    match code {
        Some(0) => "ends".to_owned(),
        Some(1) => raised(stderr),
        Some(other) => format!("exit code {other}"),
        None => "a signal".to_owned(),
    }
}

/// The exception that the last traceback is about; notes may follow it.
fn raised(stderr: &str) -> String {
    let name = |line: &str| {
        let name = line.split(':').next().unwrap_or_default().rsplit('.').next()?.to_owned();
        let is_class = name.starts_with(char::is_uppercase) || name == "error";
        (is_class && name.chars().all(char::is_alphanumeric)).then_some(name)
    };
    stderr.lines().rev().find_map(name).unwrap_or_else(|| "an error without a name".to_owned())
}

/// Exceptions that derive from the one that is expected.
fn base(exception: &str) -> &str {
    match exception {
        "FileNotFoundError"
        | "PermissionError"
        | "IsADirectoryError"
        | "NotADirectoryError"
        | "FileExistsError"
        | "ConnectionRefusedError"
        | "ProcessLookupError"
        | "URLError"
        | "gaierror"
        | "UnsupportedOperation" => "OSError",
        "ModuleNotFoundError" => "ImportError",
        "PatternError" => "error",
        other => other,
    }
}

fn wrong(program: &Program, end: &End) -> Option<String> {
    const LIMITS: [&str; 4] = ["memory", "time", "output", "deadlock"];
    let found = end.ending.as_str();
    let is_limit = |it: &str| LIMITS.contains(&it);
    let fits = program
        .endings
        .iter()
        .any(|it| it == found || it == base(found) || is_limit(it) && is_limit(found));
    // A slow machine reaches the limit of time first; without an installed Python there is no library.
    let fits = fits || found == "time" || found == "ModuleNotFoundError";
    if !fits {
        let last = end.stderr.lines().last().unwrap_or_default();
        return Some(format!("{}: {found} ({last})", program.name));
    }
    if end.stdout.contains("broken out") {
        return Some(format!("{}: it broke out", program.name));
    }
    if end.peak_kib > MEMORY_MIB * 1024 * 6 / 5 {
        return Some(format!("{}: {} KiB", program.name, end.peak_kib));
    }
    (end.time > PATIENCE).then(|| format!("{}: {:?}", program.name, end.time))
}

fn check(file: &str) {
    let folder = tempfile::tempdir().unwrap();
    let programs = programs(file);
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let work = || {
        while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = program.name.replace(|it: char| !it.is_alphanumeric(), "_");
            let path = folder.path().join(format!("program_{name}.py"));
            fs::write(&path, &program.text).unwrap();
            found.lock().unwrap().extend(wrong(program, &run(&path)));
        }
    };
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(work))));
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "of {}:\n{}", programs.len(), found.join("\n"));
}

#[test]
fn memory_is_limited() {
    check("memory.py");
}

#[test]
fn depth_is_limited() {
    check("depth.py");
}

#[test]
fn loops_are_ended() {
    check("loops.py");
}

#[test]
fn nothing_outside_is_reached() {
    check("host.py");
}
