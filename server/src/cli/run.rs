//! `refwise run`: a program on our own machine, as `python3.13` would run it.

mod guard;

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead, IsTerminal, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use refwise_vm::host::{Change, Host, Metadata};
use refwise_vm::limits::Limits;
use refwise_vm::program::{Outcome, Program};
use refwise_vm::threads::Schedule;
use refwise_vm::vm::{Halt, Vm};

use super::Status;
use crate::backend::watch_parent;
use crate::environment;

/// What the host's stack must hold: natives that call natives, to the limit of their depth.
const STACK_SIZE: usize = 1 << 30;

/// Where systems keep the rules of time zones, which `zoneinfo` reads.
const TIME_ZONES: &str = "/usr/share/zoneinfo";

/// The exit code where a limit ended the program, as `timeout` has it.
const ENDED_BY_LIMIT: u8 = 124;

/// How the examples of the help text look.
const EXAMPLES: &str = "\
Examples:
  refwise run program.py first second
  refwise run -c 'print(1000 is int(\"1000\"))'
  echo 'import gc; print(gc.collect())' | refwise run -

The machine runs CPython 3.13's bytecode in a sandbox: no network, no processes, and only the
folders that are granted. Modules written in Python come from an installed Python 3.13.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, trailing_var_arg = true)]
pub(crate) struct Args {
    /// Run this text
    #[arg(short = 'c', value_name = "CODE", conflicts_with = "module")]
    code: Option<String>,
    /// Run this module
    #[arg(short = 'm', value_name = "MODULE")]
    module: Option<String>,
    /// End the program after this many instructions; 0: never
    #[arg(long, value_name = "N", default_value_t = 100_000_000_000)]
    limit_instructions: u64,
    /// End the program when it needs more than this many MiB; 0: never
    #[arg(long, value_name = "MIB", default_value_t = 2048)]
    limit_memory: u64,
    /// End the program when it printed more than this many MiB; 0: never
    #[arg(long, value_name = "MIB", default_value_t = 256)]
    limit_output: u64,
    /// End the program after this many seconds; 0: never
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    limit_time: u64,
    /// A folder that the program may read
    #[arg(long, value_name = "FOLDER")]
    allow_read: Vec<PathBuf>,
    /// A folder that the program may change; elsewhere what it writes stays in memory
    #[arg(long, value_name = "FOLDER")]
    allow_write: Vec<PathBuf>,
    /// Let a generator with this start choose which thread runs next, and for how long
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Switch threads after every N instructions, also where CPython would not
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    switch_every: u64,
    /// Let the program see the real time, and really sleep
    #[arg(long)]
    allow_clock: bool,
    /// Say at the end how threads spent their time
    #[arg(long)]
    report: bool,
    /// The file whose text standard input is, as an editor holds it
    #[arg(long, value_name = "FILE", hide = true)]
    stdin_path: Option<PathBuf>,
    /// Run with the limits for editors, while this process lives
    #[arg(long, value_name = "PROCESS", hide = true)]
    for_editor: Option<u32>,
    /// Import nothing from an installed Python
    #[arg(long)]
    isolated: bool,
    /// The file, `-` for standard input, and the program's arguments
    #[arg(value_name = "FILE|ARGS", allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Runs the program and ends with its exit code.
pub(crate) fn run(args: &Args) -> anyhow::Result<Status> {
    let (program, argv, folder) = program(args)?;
    let host = Terminal::new(args, folder);
    watch_parent(args.for_editor);
    let settings = Settings {
        limits: (args.limit_instructions, args.limit_memory << 20, args.limit_output << 20),
        time: Duration::from_secs(args.limit_time),
        is_for_editor: args.for_editor.is_some(),
        schedule: Schedule { seed: args.seed, switch_every: args.switch_every },
        report: args.report,
    };
    let limits = settings.limits();
    guard::watch(limits.time.get(), limits.memory.get());
    let thread = std::thread::Builder::new().stack_size(STACK_SIZE);
    let running = thread.spawn(move || execute(host, &settings, &program, &argv))?;
    let outcome = running
        .join()
        .map_err(|_| anyhow::anyhow!("the machine failed; this is a bug of refwise"))?;
    if let Some(halt) = &outcome.halt {
        eprintln!("refwise: {}", reason(halt));
        return Ok(Status::Code(ENDED_BY_LIMIT));
    }
    Ok(Status::Code(outcome.code as u8))
}

/// How a program is run.
struct Settings {
    /// Instructions, bytes of memory, bytes of output.
    limits: (u64, u64, u64),
    time: Duration,
    /// The limits for editors stand in place of those above.
    is_for_editor: bool,
    schedule: Schedule,
    report: bool,
}

impl Settings {
    fn limits(&self) -> Limits {
        if self.is_for_editor {
            return Limits::for_editors();
        }
        let limits = Limits::default();
        let (instructions, memory, output) = self.limits;
        limits.instructions.set(instructions);
        limits.memory.set(memory);
        limits.output.set(output);
        limits.time.set(self.time);
        limits
    }
}

fn execute(host: Terminal, settings: &Settings, program: &Program, argv: &[String]) -> Outcome {
    let host = Rc::new(host);
    let vm = Vm::new(settings.limits(), host.clone());
    vm.threads.set_schedule(settings.schedule);
    let outcome = vm.run_program(program, argv);
    host.flush();
    if settings.report {
        eprint!("{}", vm.thread_report());
    }
    outcome
}

fn reason(halt: &Halt) -> String {
    match halt {
        Halt::Instructions => {
            "the program was ended: it ran more instructions than --limit-instructions".to_owned()
        }
        Halt::Memory => {
            "the program was ended: it needs more memory than --limit-memory".to_owned()
        }
        Halt::Output => "the program was ended: it printed more than --limit-output".to_owned(),
        Halt::Time => "the program was ended: it ran longer than --limit-time".to_owned(),
        Halt::Deadlock(who) => {
            format!("the program was ended: all its threads wait, and nobody can end that\n{who}")
        }
    }
}

/// The program, its `sys.argv`, and the folder its imports look in first.
fn program(args: &Args) -> anyhow::Result<(Program, Vec<String>, PathBuf)> {
    let nowhere = PathBuf::new();
    let argv = |first: &str, rest: &[String]| {
        std::iter::once(first.to_owned()).chain(rest.iter().cloned()).collect::<Vec<_>>()
    };
    if let Some(code) = &args.code {
        return Ok((
            Program::Text(format!("{code}\n"), "<string>".to_owned()),
            argv("-c", &args.rest),
            nowhere,
        ));
    }
    if let Some(module) = &args.module {
        let here = std::env::current_dir().unwrap_or_default();
        return Ok((Program::Module(module.clone()), argv("-m", &args.rest), here));
    }
    let file = args.rest.first().map_or("-", String::as_str);
    let rest = args.rest.get(1..).unwrap_or_default();
    if file == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input")?;
        if let Some(path) = &args.stdin_path {
            let folder = path.parent().map(Path::to_owned).unwrap_or_default();
            let name = path.to_string_lossy().into_owned();
            return Ok((Program::Text(text, name.clone()), argv(&name, rest), folder));
        }
        return Ok((Program::Text(text, "<stdin>".to_owned()), argv("-", rest), nowhere));
    }
    let bytes = fs::read(file).with_context(|| file.to_owned())?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let real = Path::new(file).canonicalize().with_context(|| file.to_owned())?;
    let folder = real.parent().map(Path::to_owned).unwrap_or_default();
    let shown = std::path::absolute(file).with_context(|| file.to_owned())?;
    let shown = shown.to_string_lossy().into_owned();
    Ok((Program::Text(text, shown), argv(file, rest), folder))
}

/// Standard streams, and the folders that may be read.
struct Terminal {
    out: RefCell<Vec<u8>>,
    /// Where imports look, in order.
    search_path: Vec<String>,
    readable: Vec<PathBuf>,
    writable: Vec<PathBuf>,
    /// When the run began, where it may know the time.
    clock: Option<Instant>,
}

/// Output is handed on in blocks of this many bytes, and before anything is read.
const BLOCK: usize = 8192;

impl Terminal {
    fn new(args: &Args, folder: PathBuf) -> Terminal {
        let library = if args.isolated { None } else { environment::standard_library(&folder) };
        let folders: Vec<PathBuf> = std::iter::once(folder).chain(library).collect();
        let search_path = folders.iter().map(|it| it.to_string_lossy().into_owned()).collect();
        let real = |it: &PathBuf| it.canonicalize().ok();
        let writable: Vec<PathBuf> = args.allow_write.iter().filter_map(real).collect();
        let folders = folders.iter().map(|it| or_here(it));
        let folders: Vec<PathBuf> = folders.map(Path::to_owned).collect();
        let zones = [PathBuf::from(TIME_ZONES)].into_iter().filter(|_| !args.isolated);
        let folders = folders.into_iter().chain(zones);
        let folders: Vec<PathBuf> = folders.chain(args.allow_read.iter().cloned()).collect();
        let readable = folders.iter().filter_map(real);
        let readable = readable.chain(writable.iter().cloned()).collect();
        let clock = args.allow_clock.then(Instant::now);
        Terminal { out: RefCell::default(), search_path, readable, writable, clock }
    }

    fn flush(&self) {
        let bytes = std::mem::take(&mut *self.out.borrow_mut());
        // Nobody reads any more: there is nobody to tell.
        let _ = std::io::stdout().write_all(&bytes).and_then(|()| std::io::stdout().flush());
    }

    fn allowed(&self, path: &str) -> Option<PathBuf> {
        let path = Path::new(if path.is_empty() { "." } else { path }).canonicalize().ok()?;
        self.readable.iter().any(|it| path.starts_with(it)).then_some(path)
    }

    /// The real path of something that may be written; it need not be there yet.
    fn may_change(&self, path: &str) -> Option<PathBuf> {
        let path = Path::new(path);
        let path = match path.canonicalize() {
            Ok(real) => real,
            Err(_) => path.parent()?.canonicalize().ok()?.join(path.file_name()?),
        };
        self.writable.iter().any(|it| path.starts_with(it)).then_some(path)
    }

    fn make_change(path: &Path, change: Change<'_>, to: Option<PathBuf>) -> std::io::Result<()> {
        match change {
            Change::Open => fs::OpenOptions::new().write(true).open(path).map(drop),
            Change::Create => fs::File::create(path).map(drop),
            Change::Truncate(size) => fs::OpenOptions::new().write(true).open(path)?.set_len(size),
            Change::Write(at, bytes) => {
                let mut file = fs::OpenOptions::new().write(true).open(path)?;
                file.seek(SeekFrom::Start(at))?;
                file.write_all(bytes)
            }
            Change::Remove => fs::remove_file(path),
            Change::Rename(_) => match to {
                Some(to) => fs::rename(path, to),
                None => Err(std::io::ErrorKind::PermissionDenied.into()),
            },
            Change::MakeFolder => fs::create_dir(path),
            Change::RemoveFolder => fs::remove_dir(path),
        }
    }
}

impl Host for Terminal {
    fn write(&self, stream: u32, bytes: &[u8]) {
        if stream != 1 {
            self.flush();
            let _ = std::io::stderr().write_all(bytes);
            return;
        }
        self.out.borrow_mut().extend_from_slice(bytes);
        if self.out.borrow().len() > BLOCK {
            self.flush();
        }
    }

    fn monotonic(&self) -> Option<Duration> {
        self.clock.map(|it| it.elapsed())
    }

    fn wall_clock(&self) -> Option<Duration> {
        self.clock?;
        SystemTime::now().duration_since(UNIX_EPOCH).ok()
    }

    fn sleep(&self, time: Duration) {
        self.flush();
        std::thread::sleep(time);
    }

    fn memory_in_use(&self) -> Option<u64> {
        guard::memory_in_use()
    }

    fn read_line(&self) -> Vec<u8> {
        self.flush();
        let mut line = Vec::new();
        let _ = std::io::stdin().lock().read_until(b'\n', &mut line);
        line
    }

    fn read_file(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.allowed(path)?).ok()
    }

    fn list_folder(&self, path: &str) -> Option<Vec<String>> {
        let entries = fs::read_dir(self.allowed(path)?).ok()?;
        let mut names: Vec<String> =
            entries.flatten().map(|it| it.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Some(names)
    }

    fn metadata(&self, path: &str) -> Option<Metadata> {
        let found = fs::metadata(self.allowed(path)?).ok()?;
        Some(Metadata {
            is_folder: found.is_dir(),
            size: found.len(),
            modified: modified(&found),
            inode: inode(&found),
            permissions: permissions(&found),
        })
    }

    fn change(&self, path: &str, change: Change<'_>) -> Option<Result<(), i32>> {
        let path = self.may_change(path)?;
        let to = match change {
            Change::Rename(to) => self.may_change(to),
            _ => None,
        };
        // An error without a number is `EIO`.
        Some(Terminal::make_change(&path, change, to).map_err(|it| it.raw_os_error().unwrap_or(5)))
    }

    fn is_terminal(&self, stream: u32) -> bool {
        match stream {
            0 => std::io::stdin().is_terminal(),
            1 => std::io::stdout().is_terminal(),
            _ => std::io::stderr().is_terminal(),
        }
    }

    fn current_folder(&self) -> String {
        let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
        here.to_string_lossy().into_owned()
    }

    fn is_folder(&self, path: &str) -> Option<bool> {
        Some(self.allowed(path)?.is_dir())
    }

    fn search_path(&self) -> Vec<String> {
        self.search_path.clone()
    }
}

/// The current folder is the one without a name.
fn or_here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

/// Nanoseconds since 1970.
fn modified(found: &fs::Metadata) -> i64 {
    let since = found.modified().ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |it| it.as_nanos() as i64)
}

#[cfg(unix)]
fn inode(found: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(found)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

#[cfg(unix)]
fn permissions(found: &fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(found) & 0o7777
}

#[cfg(not(unix))]
fn permissions(found: &fs::Metadata) -> u32 {
    if found.permissions().readonly() { 0o444 } else { 0o644 }
}
