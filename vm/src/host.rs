//! The outside of the machine: what a run may touch of it is what the host hands in.

use std::cell::RefCell;
use std::time::Duration;

/// The outside. Every method has an answer that touches nothing.
pub trait Host {
    /// Bytes for standard output (1) or standard error (2).
    fn write(&self, stream: u32, bytes: &[u8]);

    /// How many bytes of memory the run takes, as far as the host can tell.
    fn memory_in_use(&self) -> Option<u64> {
        None
    }

    /// A line of standard input, its end included; empty at the end of the input.
    fn read_line(&self) -> Vec<u8> {
        Vec::new()
    }

    /// The bytes of a file that may be read.
    fn read_file(&self, _path: &str) -> Option<Vec<u8>> {
        None
    }

    /// What is known of a file or folder that may be read.
    fn metadata(&self, path: &str) -> Option<Metadata> {
        let is_folder = self.is_folder(path)?;
        let size = if is_folder { 0 } else { self.read_file(path)?.len() as u64 };
        Some(Metadata { is_folder, size, ..Metadata::default() })
    }

    /// Changes a file or folder; `None` where it may not be written. An error is the system's number.
    fn change(&self, _path: &str, _change: Change<'_>) -> Option<Result<(), i32>> {
        None
    }

    /// Does a person look at this standard stream?
    fn is_terminal(&self, _stream: u32) -> bool {
        false
    }

    /// The folder that relative paths start from.
    fn current_folder(&self) -> String {
        "/".to_owned()
    }

    /// The names in a folder that may be read.
    fn list_folder(&self, _path: &str) -> Option<Vec<String>> {
        None
    }

    /// Is there such a file (`Some(false)`) or folder (`Some(true)`) that may be read?
    fn is_folder(&self, _path: &str) -> Option<bool> {
        None
    }

    /// A clock that never goes back, since the start of the run; `None`: time is virtual.
    fn monotonic(&self) -> Option<Duration> {
        None
    }

    /// The time since 1970; `None`: time is virtual.
    fn wall_clock(&self) -> Option<Duration> {
        None
    }

    /// Waits, where the clock is real.
    fn sleep(&self, _time: Duration) {}

    /// Where pure-Python modules may be imported from, in order.
    fn search_path(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A change to a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// It is going to be written: may it?
    Open,
    /// A new, empty file.
    Create,
    /// Another size.
    Truncate(u64),
    /// Bytes at a place.
    Write(u64, &'a [u8]),
    /// The file goes.
    Remove,
    /// It gets another path.
    Rename(&'a str),
    /// A new folder.
    MakeFolder,
    /// The empty folder goes.
    RemoveFolder,
}

/// What is known of a file or folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Is it a folder?
    pub is_folder: bool,
    /// Bytes.
    pub size: u64,
    /// When it changed last: nanoseconds since 1970.
    pub modified: i64,
    /// Its number on its device.
    pub inode: u64,
    /// The bits of its mode that say who may do what.
    pub permissions: u32,
}

/// A host that keeps what is printed and has nothing else.
#[derive(Default)]
pub struct Closed {
    /// What was printed to both streams, in order.
    pub printed: RefCell<Vec<u8>>,
}

impl Host for Closed {
    fn write(&self, _: u32, bytes: &[u8]) {
        self.printed.borrow_mut().extend_from_slice(bytes);
    }
}
