//! Files as a program sees them: those that the host grants, and over them, in memory, those that it
//! wrote, renamed or removed itself.
//!
//! What is written stays in memory and is gone with the run, unless the host grants the place for
//! writing: then every change is the host's, too. Errors are the system's numbers ([`Errno`]).

mod open;
mod stream;
mod tree;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::{Rc, Weak};

use crate::error::Res;
use crate::host::Change;
use crate::vm::Vm;

pub use open::{Opened, flag};
pub use tree::Entry;

/// A system's error by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno(pub i32);

/// The errors that files have.
#[allow(missing_docs, reason = "the system's names")]
impl Errno {
    pub const EPERM: Errno = Errno(1);
    pub const ENOENT: Errno = Errno(2);
    pub const EBADF: Errno = Errno(9);
    pub const EAGAIN: Errno = Errno(11);
    pub const EACCES: Errno = Errno(13);
    pub const EEXIST: Errno = Errno(17);
    pub const ENOTDIR: Errno = Errno(20);
    pub const EISDIR: Errno = Errno(21);
    pub const EINVAL: Errno = Errno(22);
    pub const ENOSPC: Errno = Errno(28);
    pub const ESPIPE: Errno = Errno(29);
    pub const EPIPE: Errno = Errno(32);
    pub const ENOTEMPTY: Errno = Errno(39);
    pub const ENOTSOCK: Errno = Errno(88);
}

/// A file's contents and what is known of it, shared by all that have it open.
#[derive(Debug)]
pub struct File {
    /// Its bytes.
    pub data: RefCell<Vec<u8>>,
    /// Its number.
    pub inode: u64,
    /// Who may do what.
    pub permissions: Cell<u32>,
    /// When it changed last: nanoseconds since 1970.
    pub modified: Cell<i64>,
    /// Where changes go on the host's side, too.
    written_through: RefCell<Option<String>>,
}

/// What stands at a path in memory.
#[derive(Clone, Debug)]
enum Node {
    File(Rc<File>),
    /// A folder; one that was made anew hides what the host has under its path.
    Folder {
        inode: u64,
        hides: bool,
        permissions: u32,
    },
    /// It was removed or renamed: the host's is not seen any more.
    Gone,
}

/// All files of a run.
pub struct Files {
    nodes: RefCell<BTreeMap<String, Node>>,
    /// Files of the host that are open, so that two that open one share it.
    shared: RefCell<HashMap<String, Weak<File>>>,
    /// Folders whose entries changed, with the time.
    touched: RefCell<HashMap<String, i64>>,
    /// What is open, by its number; the first three are the standard streams.
    opened: RefCell<Vec<Option<Rc<Opened>>>>,
    /// The folder that relative paths start from, when the program chose one.
    folder: RefCell<Option<String>>,
    next_inode: Cell<u64>,
    /// Bytes of files in memory.
    size: Cell<u64>,
    /// Bytes of standard input that were read and not handed on.
    input: RefCell<Vec<u8>>,
    started: Cell<bool>,
}

impl Default for Files {
    fn default() -> Files {
        Files {
            nodes: RefCell::default(),
            shared: RefCell::default(),
            touched: RefCell::default(),
            opened: RefCell::new((0..3).map(|it| Some(Opened::standard(it))).collect()),
            folder: RefCell::default(),
            next_inode: Cell::new(1 << 32),
            size: Cell::new(0),
            input: RefCell::default(),
            started: Cell::new(false),
        }
    }
}

impl Vm {
    /// The time that files get.
    pub fn file_time(&self) -> i64 {
        self.wall_clock() as i64
    }

    /// The folder that relative paths start from.
    pub fn current_folder(&self) -> String {
        self.files.folder.borrow().clone().unwrap_or_else(|| self.host.current_folder())
    }

    /// The path from the root, without `.` and `..`.
    pub fn absolute_path(&self, path: &str) -> String {
        let mut parts: Vec<String> = Vec::new();
        let start = if path.starts_with('/') { String::new() } else { self.current_folder() };
        for part in start.split('/').chain(path.split('/')) {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part.to_owned()),
            }
        }
        format!("/{}", parts.join("/"))
    }

    /// Asks whether a file in memory may grow by so many bytes, and counts them.
    pub(crate) fn charge_file(&self, bytes: usize) -> Res<()> {
        let size = self.files.size.get().saturating_add(bytes as u64);
        self.reserve(size)?;
        self.files.size.set(size);
        Ok(())
    }

    /// Tells the host of a change, where it grants writing.
    fn change_host(&self, path: &str, change: Change<'_>) -> Option<Result<(), Errno>> {
        self.host.change(path, change).map(|it| it.map_err(Errno))
    }
}

impl Files {
    fn new_inode(&self) -> u64 {
        let inode = self.next_inode.get();
        self.next_inode.set(inode + 1);
        inode
    }

    /// A file with these bytes.
    fn new_file(&self, vm: &Vm, data: Vec<u8>) -> Rc<File> {
        Rc::new(File {
            data: RefCell::new(data),
            inode: self.new_inode(),
            permissions: Cell::new(0o644),
            modified: Cell::new(vm.file_time()),
            written_through: RefCell::default(),
        })
    }
}
