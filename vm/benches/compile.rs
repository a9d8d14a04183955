//! Source text to code objects on one core, parse included, beside CPython's `compile()`.
//!
//! ```text
//! REFWISE_PYTHON=python3.13 cargo bench -p refwise-vm
//! ```
//!
//! `REFWISE_CORPUS` names a folder; without it, Python's own library is compiled. The two take
//! turns, and each tells its processor time for the files that both take.

use std::path::{Path, PathBuf};
use std::process::Command;

use cpu_time::ProcessTime;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 3;

/// Compiles the files that the arguments name and prints the seconds that took.
const CPYTHON: &str = "
import sys, time
texts = [open(path, encoding='utf-8', newline='').read() for path in open(sys.argv[1]).read().split('\\n')]
start = time.process_time()
for text in texts:
    compile(text, 'f', 'exec', dont_inherit=True)
print(time.process_time() - start)
";

fn main() {
    let python = std::env::var("REFWISE_PYTHON").unwrap_or_else(|_| "python3.13".to_string());
    let Some(root) = corpus(&python) else {
        println!("no `{python}`: nothing to compare with");
        return;
    };
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    // Both sides take files that are UTF-8 and correct.
    let sources: Vec<(PathBuf, String)> = files
        .into_iter()
        .filter_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text)))
        .filter(|(_, text)| !text.starts_with('\u{feff}') && compile(text))
        .collect();
    let bytes: usize = sources.iter().map(|it| it.1.len()).sum();
    let list = std::env::temp_dir().join(format!("refwise-bench-{}.txt", std::process::id()));
    let paths: Vec<&str> = sources.iter().filter_map(|it| it.0.to_str()).collect();
    std::fs::write(&list, paths.join("\n")).expect("the folder for temporary files is writable");
    let (mut ours, mut theirs) = (f64::MAX, f64::MAX);
    for _ in 0..ROUNDS {
        let start = ProcessTime::now();
        for (_, text) in &sources {
            compile(text);
        }
        ours = ours.min(start.elapsed().as_secs_f64());
        theirs = theirs.min(cpython(&python, &list));
    }
    let _ = std::fs::remove_file(&list);
    let speed = |seconds: f64| bytes as f64 / 1e6 / seconds;
    println!("{} files, {:.1} MB, best of {ROUNDS} rounds", sources.len(), bytes as f64 / 1e6);
    println!("refwise {:6.1} MB/s", speed(ours));
    println!("CPython {:6.1} MB/s", speed(theirs));
    println!("refwise / CPython {:.2}", theirs / ours);
}

fn compile(text: &str) -> bool {
    let parsed = refwise_syntax::parse(text);
    let lines = refwise_syntax::LineIndex::new(text);
    std::hint::black_box(refwise_vm::compile::module(&parsed, &lines, "f", 0)).is_ok()
}

fn cpython(python: &str, list: &Path) -> f64 {
    let output = Command::new(python).args(["-W", "ignore", "-c", CPYTHON]).arg(list).output();
    let output = output.expect("Python was there a moment ago");
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn corpus(python: &str) -> Option<PathBuf> {
    let script = "import sysconfig; print(sysconfig.get_path('stdlib'))";
    let output = Command::new(python).args(["-c", script]).output().ok()?;
    let stdlib = String::from_utf8_lossy(&output.stdout).trim().to_string();
    output
        .status
        .success()
        .then(|| std::env::var_os("REFWISE_CORPUS").map_or_else(|| stdlib.into(), PathBuf::from))
}

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|it| it.path()) {
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|it| it == "py") {
            out.push(path);
        }
    }
}
