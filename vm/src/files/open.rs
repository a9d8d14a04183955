//! What is open, by number: files, folders, the ends of pipes, the standard streams.

use std::cell::Cell;
use std::rc::Rc;

use super::stream::Stream;
use super::{Entry, Errno, File};
use crate::error::Res;
use crate::host::Change;
use crate::vm::Vm;

/// How a file is opened: Linux's bits.
#[allow(missing_docs, reason = "the system's names")]
pub mod flag {
    pub const O_RDONLY: i32 = 0;
    pub const O_WRONLY: i32 = 1;
    pub const O_RDWR: i32 = 2;
    pub const O_CREAT: i32 = 0o100;
    pub const O_EXCL: i32 = 0o200;
    pub const O_TRUNC: i32 = 0o1000;
    pub const O_APPEND: i32 = 0o2000;
    pub const O_DIRECTORY: i32 = 0o200_000;
}

/// `os.devnull`.
pub(super) const NULL_DEVICE: &str = "/dev/null";

/// Something open; copies of its number share it.
#[derive(Debug)]
pub struct Opened {
    pub(super) file: Source,
    /// Where reading or writing goes on.
    at: Cell<u64>,
    flags: i32,
    inheritable: Cell<bool>,
}

#[derive(Debug)]
pub(super) enum Source {
    Standard(u32),
    Stream(Stream),
    File(Rc<File>),
    Folder(String),
    /// What is written is gone, and there is nothing to read.
    Null,
}

/// How an operation on an open file can end: with the system's error, or with the end of the run.
type Outcome<T> = Res<Result<T, Errno>>;

impl Opened {
    /// A standard stream.
    pub(super) fn standard(number: u32) -> Rc<Opened> {
        let flags = if number == 0 { flag::O_RDONLY } else { flag::O_WRONLY };
        let inheritable = Cell::new(true);
        Rc::new(Opened { file: Source::Standard(number), at: Cell::new(0), flags, inheritable })
    }

    pub(super) fn new(file: Source, flags: i32) -> Rc<Opened> {
        Rc::new(Opened { file, at: Cell::new(0), flags, inheritable: Cell::new(false) })
    }

    fn reads(&self) -> bool {
        self.flags & 3 != flag::O_WRONLY
    }

    fn writes(&self) -> bool {
        self.flags & 3 != flag::O_RDONLY
    }
}

impl Vm {
    /// Opens a path; the answer is its number.
    pub fn open_file(&self, path: &str, flags: i32, mode: u32) -> Result<i32, Errno> {
        let given = path;
        let path = self.absolute_path(path);
        let source = match self.file_entry(&path) {
            Ok(it) if it.is_folder => {
                if flags & 3 != flag::O_RDONLY || flags & flag::O_CREAT != 0 {
                    return Err(Errno::EISDIR);
                }
                Source::Folder(path)
            }
            Ok(_) if flags & flag::O_DIRECTORY != 0 || given.ends_with('/') => {
                return Err(Errno::ENOTDIR);
            }
            Ok(_) if flags & flag::O_CREAT != 0 && flags & flag::O_EXCL != 0 => {
                return Err(Errno::EEXIST);
            }
            Ok(_) if path == NULL_DEVICE => Source::Null,
            Ok(_) => Source::File(self.open_existing(&path, flags)?),
            Err(Errno::ENOENT) if flags & flag::O_CREAT != 0 => {
                if given.ends_with('/') {
                    return Err(Errno::EISDIR);
                }
                Source::File(self.create_file(&path, mode)?)
            }
            Err(error) => return Err(error),
        };
        Ok(self.add_opened(Opened::new(source, flags)))
    }

    fn open_existing(&self, path: &str, flags: i32) -> Result<Rc<File>, Errno> {
        let file = self.file_at(path)?;
        if flags & 3 != flag::O_RDONLY {
            self.make_writable(path, &file)?;
        }
        if flags & flag::O_TRUNC != 0 {
            self.set_size(&file, 0)?;
        }
        Ok(file)
    }

    pub(super) fn add_opened(&self, opened: Rc<Opened>) -> i32 {
        let mut all = self.files.opened.borrow_mut();
        let free = all.iter().position(Option::is_none).unwrap_or(all.len());
        match all.get_mut(free) {
            Some(place) => *place = Some(opened),
            None => all.push(Some(opened)),
        }
        free as i32
    }

    /// What has this number.
    pub fn opened(&self, number: i32) -> Result<Rc<Opened>, Errno> {
        let all = self.files.opened.borrow();
        let found = usize::try_from(number).ok().and_then(|it| all.get(it).cloned().flatten());
        found.ok_or(Errno::EBADF)
    }

    /// Closes a number.
    pub fn close_file(&self, number: i32) -> Result<(), Errno> {
        let opened = self.opened(number)?;
        self.files.opened.borrow_mut()[number as usize] = None;
        if matches!(&opened.file, Source::Stream(_)) {
            drop(opened);
            self.streams_changed();
            return Ok(());
        }
        if let Source::File(file) = &opened.file
            && Rc::strong_count(file) == 1
        {
            self.files.discharge(file.data.borrow().len());
        }
        Ok(())
    }

    /// Another number for the same.
    pub fn duplicate_file(&self, number: i32) -> Result<i32, Errno> {
        let opened = self.opened(number)?;
        Ok(self.add_opened(opened))
    }

    /// The same under a given number, which is closed before.
    pub fn duplicate_file_to(&self, number: i32, other: i32) -> Result<(), Errno> {
        let opened = self.opened(number)?;
        let Ok(other) = usize::try_from(other) else { return Err(Errno::EBADF) };
        let mut all = self.files.opened.borrow_mut();
        if other > 4096 {
            return Err(Errno::EBADF);
        }
        if all.len() <= other {
            all.resize(other + 1, None);
        }
        all[other] = Some(opened);
        Ok(())
    }

    /// Reads at most so many bytes; none at the end.
    pub fn read_opened(&self, number: i32, size: usize) -> Result<Vec<u8>, Errno> {
        let opened = self.opened(number)?;
        if !opened.reads() {
            return Err(Errno::EBADF);
        }
        match &opened.file {
            Source::Folder(_) => Err(Errno::EISDIR),
            Source::Null => Ok(Vec::new()),
            Source::Standard(_) => Ok(self.read_standard(size)),
            Source::Stream(stream) => self.read_stream(stream, size),
            Source::File(file) => {
                let data = file.data.borrow();
                let start = (opened.at.get() as usize).min(data.len());
                let end = start.saturating_add(size).min(data.len());
                opened.at.set(opened.at.get().max(end as u64));
                Ok(data[start..end].to_vec())
            }
        }
    }

    fn read_standard(&self, size: usize) -> Vec<u8> {
        let mut input = self.files.input.borrow_mut();
        if input.is_empty() {
            *input = self.host.read_line();
        }
        let end = size.min(input.len());
        input.drain(..end).collect()
    }

    /// Writes bytes, all of them; the answer is how many.
    pub fn write_opened(&self, number: i32, bytes: &[u8]) -> Outcome<usize> {
        let opened = match self.opened(number) {
            Ok(it) if it.writes() => it,
            _ => return Ok(Err(Errno::EBADF)),
        };
        let file = match &opened.file {
            Source::Folder(_) => return Ok(Err(Errno::EBADF)),
            Source::Null => return Ok(Ok(bytes.len())),
            Source::Standard(stream) => {
                self.charge_output(bytes.len() as u64)?;
                self.host.write(*stream, bytes);
                return Ok(Ok(bytes.len()));
            }
            Source::Stream(stream) => return Ok(self.write_stream(stream, bytes)),
            Source::File(file) => file,
        };
        let len = file.data.borrow().len();
        let appends = opened.flags & flag::O_APPEND != 0;
        let start = if appends { len } else { opened.at.get() as usize };
        let end = start.saturating_add(bytes.len());
        self.charge_file(end.saturating_sub(len))?;
        let mut data = file.data.borrow_mut();
        if data.len() < end {
            data.resize(end, 0);
        }
        data[start..end].copy_from_slice(bytes);
        drop(data);
        opened.at.set(end as u64);
        file.modified.set(self.file_time());
        let path = file.written_through.borrow().clone();
        let found = path
            .and_then(|it| self.change_host(&it, Change::Write(start as u64, bytes)))
            .unwrap_or(Ok(()));
        Ok(found.map(|()| bytes.len()))
    }

    /// Moves where reading or writing goes on; the answer is the new place.
    pub fn seek_opened(&self, number: i32, offset: i64, whence: i32) -> Result<u64, Errno> {
        let opened = self.opened(number)?;
        let file = match &opened.file {
            Source::File(it) => it,
            Source::Null => return Ok(0),
            _ => return Err(Errno::ESPIPE),
        };
        let from = match whence {
            0 => 0,
            1 => opened.at.get() as i64,
            2 => file.data.borrow().len() as i64,
            _ => return Err(Errno::EINVAL),
        };
        let at = from.checked_add(offset).and_then(|it| u64::try_from(it).ok());
        let at = at.ok_or(Errno::EINVAL)?;
        opened.at.set(at);
        Ok(at)
    }

    /// Cuts or extends a file that is open for writing.
    pub fn truncate_opened(&self, number: i32, size: u64) -> Outcome<()> {
        let opened = match self.opened(number) {
            Ok(it) if it.writes() => it,
            Ok(_) => return Ok(Err(Errno::EINVAL)),
            Err(error) => return Ok(Err(error)),
        };
        let Source::File(file) = &opened.file else { return Ok(Err(Errno::EINVAL)) };
        let len = file.data.borrow().len();
        self.charge_file((size as usize).saturating_sub(len))?;
        Ok(self.set_size(file, size))
    }

    fn set_size(&self, file: &File, size: u64) -> Result<(), Errno> {
        let mut data = file.data.borrow_mut();
        self.files.discharge(data.len().saturating_sub(size as usize));
        data.resize(size as usize, 0);
        drop(data);
        file.modified.set(self.file_time());
        let path = file.written_through.borrow().clone();
        path.and_then(|it| self.change_host(&it, Change::Truncate(size))).unwrap_or(Ok(()))
    }

    /// What is known of what is open; `None` for a standard stream or a pipe.
    pub fn opened_entry(&self, number: i32) -> Result<Option<Entry>, Errno> {
        match &self.opened(number)?.file {
            Source::Standard(_) | Source::Stream(_) => Ok(None),
            Source::File(file) => Ok(Some(file.entry())),
            Source::Folder(path) => self.file_entry(path).map(Some),
            Source::Null => self.file_entry(NULL_DEVICE).map(Some),
        }
    }

    /// The path of an open folder.
    pub fn opened_folder(&self, number: i32) -> Result<String, Errno> {
        match &self.opened(number)?.file {
            Source::Folder(path) => Ok(path.clone()),
            _ => Err(Errno::ENOTDIR),
        }
    }

    /// Is it a standard stream that a person looks at?
    pub fn is_terminal(&self, number: i32) -> Result<bool, Errno> {
        match &self.opened(number)?.file {
            Source::Standard(stream) => Ok(self.host.is_terminal(*stream)),
            _ => Ok(false),
        }
    }

    /// `os.get_inheritable`, `os.set_inheritable`.
    pub fn inheritable(&self, number: i32) -> Result<Rc<Opened>, Errno> {
        self.opened(number)
    }

    /// Chooses the folder that relative paths start from.
    pub fn change_folder(&self, path: &str) -> Result<(), Errno> {
        let path = self.absolute_path(path);
        if !self.file_entry(&path)?.is_folder {
            return Err(Errno::ENOTDIR);
        }
        *self.files.folder.borrow_mut() = Some(path);
        Ok(())
    }
}

impl Opened {
    /// Would a process that is started get it?
    pub fn is_inheritable(&self) -> &Cell<bool> {
        &self.inheritable
    }
}
