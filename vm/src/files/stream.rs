//! Pipes and pairs of sockets: bytes that one end writes and the other reads, in memory.
//!
//! A read that has to wait lets other threads run ([`Vm::wait_readable`]).

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use super::open::{Opened, Source, flag};
use super::{Errno, Files};
use crate::error::Res;
use crate::threads::Wait;
use crate::vm::Vm;

/// How many bytes may wait to be read before writing has to wait.
const CAPACITY: usize = 1 << 16;

/// Bytes on their way from one end to another. The ends hold it; with one of them gone nothing comes
/// any more, or nobody reads.
pub(super) type Channel = Rc<RefCell<VecDeque<u8>>>;

/// One end of a pipe or of a pair of sockets.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// Where it reads from.
    incoming: RefCell<Option<Channel>>,
    /// Where it writes to.
    outgoing: RefCell<Option<Channel>>,
    /// Reading does not wait.
    nonblocking: Cell<bool>,
}

impl Stream {
    fn source(incoming: Option<&Channel>, outgoing: Option<&Channel>) -> Source {
        Source::Stream(Stream {
            incoming: RefCell::new(incoming.cloned()),
            outgoing: RefCell::new(outgoing.cloned()),
            nonblocking: Cell::new(false),
        })
    }

    /// Would a read answer at once: with bytes, or with the end?
    fn is_readable(&self) -> bool {
        let incoming = self.incoming.borrow();
        incoming.as_ref().is_none_or(|it| !it.borrow().is_empty() || Rc::strong_count(it) == 1)
    }

    fn is_writable(&self) -> bool {
        let outgoing = self.outgoing.borrow();
        outgoing.as_ref().is_none_or(|it| it.borrow().len() < CAPACITY || Rc::strong_count(it) == 1)
    }

    fn read(&self, size: usize) -> Result<Vec<u8>, Errno> {
        let incoming = self.incoming.borrow();
        let Some(channel) = incoming.as_ref() else { return Ok(Vec::new()) };
        let mut data = channel.borrow_mut();
        if data.is_empty() && Rc::strong_count(channel) > 1 {
            return Err(Errno::EAGAIN);
        }
        let end = size.min(data.len());
        Ok(data.drain(..end).collect())
    }

    fn write(&self, bytes: &[u8]) -> Result<usize, Errno> {
        let outgoing = self.outgoing.borrow();
        let channel = outgoing.as_ref().ok_or(Errno::EPIPE)?;
        if Rc::strong_count(channel) == 1 {
            return Err(Errno::EPIPE);
        }
        let mut data = channel.borrow_mut();
        let room = CAPACITY.saturating_sub(data.len()).min(bytes.len());
        if room == 0 && !bytes.is_empty() {
            return Err(Errno::EAGAIN);
        }
        data.extend(&bytes[..room]);
        Ok(room)
    }
}

impl Files {
    /// What threads wait on that wait for any stream.
    fn streams(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }
}

impl Vm {
    /// A pipe: the number to read from, and the one to write to.
    pub fn open_pipe(&self) -> (i32, i32) {
        let channel = Channel::default();
        let read =
            self.add_opened(Opened::new(Stream::source(Some(&channel), None), flag::O_RDONLY));
        let end = Opened::new(Stream::source(None, Some(&channel)), flag::O_WRONLY);
        (read, self.add_opened(end))
    }

    /// Two sockets that are connected with each other.
    pub fn open_socket_pair(&self) -> (i32, i32) {
        let (there, back) = (Channel::default(), Channel::default());
        let end = |a, b| Opened::new(Stream::source(Some(a), Some(b)), flag::O_RDWR);
        let first = self.add_opened(end(&there, &back));
        (first, self.add_opened(end(&back, &there)))
    }

    /// A socket that is connected with nothing.
    pub fn open_socket(&self) -> i32 {
        self.add_opened(Opened::new(Stream::source(None, None), flag::O_RDWR))
    }

    /// Ends one or both directions of a socket.
    pub fn shut_down(&self, number: i32, reading: bool, writing: bool) -> Result<(), Errno> {
        let opened = self.opened(number)?;
        let Source::Stream(stream) = &opened.file else { return Err(Errno::ENOTSOCK) };
        if reading {
            drop(stream.incoming.take());
        }
        if writing {
            drop(stream.outgoing.take());
        }
        self.streams_changed();
        Ok(())
    }

    /// Somebody who waits for a stream has to look again.
    pub(super) fn streams_changed(&self) {
        self.wake_address(self.files.streams(), usize::MAX);
    }

    pub(super) fn read_stream(&self, stream: &Stream, size: usize) -> Result<Vec<u8>, Errno> {
        let found = stream.read(size)?;
        self.streams_changed();
        Ok(found)
    }

    pub(super) fn write_stream(&self, stream: &Stream, bytes: &[u8]) -> Result<usize, Errno> {
        let written = stream.write(bytes)?;
        self.streams_changed();
        Ok(written)
    }

    /// Would reading answer at once? Files always do.
    pub fn is_readable(&self, number: i32) -> Result<bool, Errno> {
        Ok(match &self.opened(number)?.file {
            Source::Stream(stream) => stream.is_readable(),
            _ => true,
        })
    }

    /// Would writing answer at once?
    pub fn is_writable(&self, number: i32) -> Result<bool, Errno> {
        Ok(match &self.opened(number)?.file {
            Source::Stream(stream) => stream.is_writable(),
            _ => true,
        })
    }

    /// Does it never wait, as `os.set_blocking(fd, False)` says?
    pub fn is_nonblocking(&self, number: i32) -> Result<bool, Errno> {
        Ok(match &self.opened(number)?.file {
            Source::Stream(stream) => stream.nonblocking.get(),
            _ => false,
        })
    }

    /// Says whether reading may wait.
    pub fn set_nonblocking(&self, number: i32, on: bool) -> Result<(), Errno> {
        if let Source::Stream(stream) = &self.opened(number)?.file {
            stream.nonblocking.set(on);
        }
        Ok(())
    }

    /// Waits until something changes at some stream, or until a time; false: it was the time.
    pub fn wait_for_streams(&self, what: &'static str, until: Option<u64>) -> Res<bool> {
        self.wait(Wait { on: self.files.streams(), what, holder: None }, until)
    }

    /// Waits until reading answers at once, unless it is told not to wait.
    pub fn wait_readable(&self, number: i32) -> Res<()> {
        while let (Ok(false), Ok(false)) = (self.is_readable(number), self.is_nonblocking(number)) {
            self.wait_for_streams("waits for bytes to read", None)?;
        }
        Ok(())
    }

    /// As [`Self::wait_readable`], for writing.
    pub fn wait_writable(&self, number: i32) -> Res<()> {
        while let (Ok(false), Ok(false)) = (self.is_writable(number), self.is_nonblocking(number)) {
            self.wait_for_streams("waits for room to write", None)?;
        }
        Ok(())
    }
}
