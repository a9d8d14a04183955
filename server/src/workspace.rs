//! The files on disk: which ones belong to a project, and what they say.
//!
//! A folder is walked as git and other linters walk it. Whatever cannot be read is told by name
//! and left out; nothing here stops a run.

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder};

use crate::source::{self, Source, Unreadable};

/// A file or a folder that could not be looked into, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    path: String,
    reason: String,
}

impl Problem {
    /// `reason` starts in lower case and ends without a dot.
    pub(crate) fn new(path: &Path, reason: impl Into<String>) -> Problem {
        Problem { path: display(path), reason: reason.into() }
    }

    /// What the system says of `path`.
    pub(crate) fn io(path: &Path, error: &io::Error) -> Problem {
        Problem::new(path, reason(error))
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}

/// `path` as it is shown: without a leading `./`, with U+FFFD for what is not Unicode.
pub(crate) fn display(path: &Path) -> String {
    plain(path).to_string_lossy().into_owned()
}

/// `path` without a leading `./`.
fn plain(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

/// Folders that no one wants to have checked unless they are named. Names that start with a dot
/// are left out anyway.
const EXCLUDED: [&str; 8] = [
    "__pycache__",
    "__pypackages__",
    "_build",
    "buck-out",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
];

/// What a walk has found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Python files, in no order.
    pub(crate) files: Vec<PathBuf>,
    /// What could not be looked into.
    pub(crate) problems: Vec<Problem>,
}

/// The Python files at `root`: itself if it is a file, else those in the folder that neither git
/// ignores nor `exclude` names. `progress` is told how many there are so far.
pub(crate) fn find(root: &Path, exclude: &[Gitignore], progress: impl Fn(usize)) -> Found {
    let mut found = Found::default();
    match std::fs::metadata(root) {
        Err(error) => found.problems.push(Problem::io(root, &error)),
        Ok(it) if it.is_dir() => walk(root, exclude, progress, &mut found),
        Ok(it) => take(root, &it, &mut found),
    }
    found
}

fn walk(root: &Path, exclude: &[Gitignore], progress: impl Fn(usize), found: &mut Found) {
    let exclude = exclude.to_vec();
    let mut walk = WalkBuilder::new(root);
    walk.filter_entry(move |it| it.depth() == 0 || !is_excluded(it, &exclude));
    for entry in walk.build() {
        match entry {
            Ok(entry) => look_at(entry, found),
            Err(error) => found.problems.push(walk_problem(root, error)),
        }
        progress(found.files.len());
    }
}

fn is_excluded(entry: &DirEntry, exclude: &[Gitignore]) -> bool {
    let is_dir = entry.file_type().is_some_and(|it| it.is_dir());
    if exclude.iter().any(|it| names(it, entry.path(), is_dir)) {
        return true;
    }
    is_dir && (is_excluded_name(entry) || entry.path().join("pyvenv.cfg").exists())
}

/// Is `path` among the patterns, which are about absolute paths?
fn names(exclude: &Gitignore, path: &Path, is_dir: bool) -> bool {
    let absolute = || std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    !exclude.is_empty() && exclude.matched(absolute(), is_dir).is_ignore()
}

fn is_excluded_name(entry: &DirEntry) -> bool {
    entry.file_name().to_str().is_some_and(|it| EXCLUDED.contains(&it))
}

fn look_at(entry: DirEntry, found: &mut Found) {
    let is_python = entry.path().extension().is_some_and(|it| it == "py" || it == "pyi");
    let Some(kind) = entry.file_type().filter(|it| is_python && !it.is_dir()) else { return };
    if kind.is_file() {
        return found.files.push(plain(entry.path()).to_owned());
    }
    match std::fs::metadata(entry.path()) {
        // Links to folders are not followed, so that no loop of them can be entered.
        Ok(it) if it.is_dir() => {}
        Ok(it) => take(entry.path(), &it, found),
        Err(error) => found.problems.push(Problem::io(entry.path(), &error)),
    }
}

fn take(path: &Path, metadata: &Metadata, found: &mut Found) {
    match special(metadata.file_type()) {
        None => found.files.push(plain(path).to_owned()),
        Some(reason) => found.problems.push(Problem::new(path, reason)),
    }
}

fn walk_problem(root: &Path, error: ignore::Error) -> Problem {
    match error {
        ignore::Error::WithPath { path, err } => walk_problem(&path, *err),
        ignore::Error::WithDepth { err, .. } => walk_problem(root, *err),
        ignore::Error::Io(error) => Problem::io(root, &error),
        error => Problem::new(root, error.to_string()),
    }
}

/// Reads and decodes a file.
pub(crate) fn read(path: &Path) -> Result<Source, Problem> {
    decode(path, read_bytes(path)?)
}

/// Decodes the bytes of a file.
pub(crate) fn decode(path: &Path, bytes: Vec<u8>) -> Result<Source, Problem> {
    source::decode(bytes).map_err(|it| Problem::new(path, it.to_string()))
}

/// Reads and decodes standard input.
pub(crate) fn read_stdin() -> Result<Source, Problem> {
    let path = Path::new("<stdin>");
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|it| Problem::io(path, &it))?;
    source::decode(bytes).map_err(|it| Problem::new(path, it.to_string()))
}

/// Writes a file anew, in UTF-8.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Problem> {
    std::fs::write(path, text).map_err(|it| Problem::io(path, &it))
}

/// The text of a settings file in UTF-8, if there is one that this user may read.
pub(crate) fn read_settings(path: &Path) -> Result<Option<String>, Problem> {
    use io::ErrorKind::{NotADirectory, NotFound, PermissionDenied};

    match std::fs::metadata(path) {
        Err(it) if matches!(it.kind(), NotFound | NotADirectory | PermissionDenied) => Ok(None),
        _ => {
            let text = String::from_utf8(read_bytes(path)?);
            text.map(Some).map_err(|_| Problem::new(path, "not in UTF-8"))
        }
    }
}

/// Reads a file that is a file.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Problem> {
    let io = |error: io::Error| Problem::io(path, &error);
    let mut file = open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if let Some(reason) = special(metadata.file_type()) {
        return Err(Problem::new(path, reason));
    }
    let len = usize::try_from(metadata.len()).ok().filter(|&it| it <= source::MAX_LEN);
    let len = len.ok_or_else(|| Problem::new(path, Unreadable::TooLong.to_string()))?;
    // One byte more, so that the end is seen without growing.
    let mut bytes = Vec::with_capacity(len + 1);
    file.read_to_end(&mut bytes).map_err(io)?;
    Ok(bytes)
}

/// Opens a file to read, without waiting for the other end of a pipe.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.open(path)
}

/// What a file is that holds no bytes of its own to read.
fn special(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    if kind.is_dir() {
        return Some("a folder, not a file");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a named pipe, not a file");
        }
        if kind.is_socket() {
            return Some("a socket, not a file");
        }
    }
    Some("a device, not a file")
}

/// The system's words in our form; what a library has put before them is left out.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.rsplit(": ").next().unwrap_or(&text);
    let text = text.split(" (os error").next().unwrap_or(text);
    let mut chars = text.chars();
    chars.next().map(|it| it.to_ascii_lowercase()).into_iter().chain(chars).collect()
}
