//! Streams of compressed bytes: bare, with the frame of zlib, or with that of gzip.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use super::error;
use crate::error::{Raised, Res};
use crate::stdlib::binascii::crc32;
use crate::vm::Vm;

/// What stands around the compressed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    None,
    Zlib,
    Gzip,
    /// Zlib or gzip, as the first bytes say.
    Either,
}

impl Frame {
    /// By the number `wbits` of zlib's interface.
    fn of(wbits: i64) -> Option<Frame> {
        match wbits {
            0 | 8..=15 => Some(Frame::Zlib),
            -15..=-8 => Some(Frame::None),
            24..=31 => Some(Frame::Gzip),
            40..=47 => Some(Frame::Either),
            _ => None,
        }
    }
}

/// How much of what was written is to be readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// As the compressor likes.
    No,
    /// All of it; more may come.
    Sync,
    /// As `Sync`, and what comes does not refer to what was.
    Full,
    /// It is the end.
    End,
}

/// How many bytes are made at a time.
const STEP: usize = 16 * 1024;

/// Compresses.
pub(super) struct Deflate {
    inner: Compress,
    frame: Frame,
    level: i64,
    is_started: bool,
    crc: u32,
    len: u32,
}

impl Deflate {
    /// `None`: there is no such level or frame.
    pub(super) fn new(level: i64, wbits: i64) -> Option<Deflate> {
        let frame = Frame::of(wbits).filter(|it| *it != Frame::Either && wbits != 0)?;
        let compression = match level {
            -1 => Compression::default(),
            0..=9 => Compression::new(level as u32),
            _ => return None,
        };
        let inner = Compress::new(compression, frame == Frame::Zlib);
        Some(Deflate { inner, frame, level, is_started: false, crc: 0, len: 0 })
    }

    pub(super) fn feed(
        &mut self,
        vm: &Vm,
        data: &[u8],
        finish: Finish,
        out: &mut Vec<u8>,
    ) -> Res<()> {
        vm.charge_len(8 * data.len())?;
        if self.frame == Frame::Gzip {
            self.start_gzip(out);
            self.crc = crc32(data, self.crc);
            self.len = self.len.wrapping_add(data.len() as u32);
        }
        self.body(vm, data, finish, out)?;
        if self.frame == Frame::Gzip && finish == Finish::End {
            out.extend(self.crc.to_le_bytes());
            out.extend(self.len.to_le_bytes());
        }
        Ok(())
    }

    fn start_gzip(&mut self, out: &mut Vec<u8>) {
        if std::mem::replace(&mut self.is_started, true) {
            return;
        }
        let extra = match self.level {
            9 => 2,
            0 | 1 => 4,
            _ => 0,
        };
        out.extend([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, extra, 3]);
    }

    fn body(&mut self, vm: &Vm, mut data: &[u8], finish: Finish, out: &mut Vec<u8>) -> Res<()> {
        let flush = match finish {
            Finish::No => FlushCompress::None,
            Finish::Sync => FlushCompress::Sync,
            Finish::Full => FlushCompress::Full,
            Finish::End => FlushCompress::Finish,
        };
        loop {
            vm.reserve(STEP as u64)?;
            out.reserve(STEP);
            let (read, written) = (self.inner.total_in(), self.inner.total_out());
            let status = self.inner.compress_vec(data, out, flush);
            data = &data[(self.inner.total_in() - read) as usize..];
            let has_written = self.inner.total_out() != written;
            let is_full = out.len() == out.capacity();
            match status {
                Ok(Status::StreamEnd) => return Ok(()),
                Err(_) => return Err(error(vm, "Error -2 while compressing data")),
                Ok(_) if !data.is_empty() || is_full => {}
                Ok(_) if finish == Finish::End && has_written => {}
                Ok(_) => return Ok(()),
            }
        }
    }
}

/// Where a reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Header,
    Body,
    Trailer,
    Over,
}

/// Decompresses.
pub(super) struct Inflate {
    inner: Decompress,
    frame: Frame,
    stage: Stage,
    /// A header or trailer of which bytes are missing.
    partial: Vec<u8>,
    crc: u32,
    len: u32,
}

impl Inflate {
    /// `None`: there is no such frame.
    pub(super) fn new(wbits: i64) -> Option<Inflate> {
        let frame = Frame::of(wbits)?;
        let stage = if frame == Frame::None { Stage::Body } else { Stage::Header };
        let inner = Decompress::new(frame != Frame::None && frame != Frame::Gzip);
        Some(Inflate { inner, frame, stage, partial: Vec::new(), crc: 0, len: 0 })
    }

    /// Was the end of the stream read?
    pub(super) fn is_over(&self) -> bool {
        self.stage == Stage::Over
    }

    /// Reads of `data` until `out` has `most` bytes; how many were read.
    pub(super) fn feed(
        &mut self,
        vm: &Vm,
        data: &[u8],
        most: usize,
        out: &mut Vec<u8>,
    ) -> Res<usize> {
        let mut at = 0;
        loop {
            let before = (at, self.stage, out.len());
            match self.stage {
                Stage::Header => at += self.header(vm, &data[at..])?,
                Stage::Body => at += self.body(vm, &data[at..], most, out)?,
                Stage::Trailer => at += self.trailer(vm, &data[at..])?,
                Stage::Over => return Ok(at),
            }
            if before == (at, self.stage, out.len()) {
                return Ok(at);
            }
        }
    }

    fn header(&mut self, vm: &Vm, data: &[u8]) -> Res<usize> {
        let known = self.partial.len();
        self.partial.extend(data);
        let [first, second, ..] = self.partial[..] else { return Ok(data.len()) };
        if self.frame == Frame::Gzip || self.frame == Frame::Either && first == 0x1f {
            if [first, second] != [0x1f, 0x8b] {
                return Err(wrong(vm, "incorrect header check"));
            }
            let Some(len) = gzip_header(&self.partial) else { return Ok(data.len()) };
            self.frame = Frame::Gzip;
            self.inner = Decompress::new(false);
            self.partial.clear();
            self.stage = Stage::Body;
            return Ok(len - known);
        }
        if u16::from_be_bytes([first, second]) % 31 != 0 {
            return Err(wrong(vm, "incorrect header check"));
        }
        if first & 0x0f != 8 {
            return Err(wrong(vm, "unknown compression method"));
        }
        self.frame = Frame::Zlib;
        // The crate reads this header itself.
        let head = std::mem::take(&mut self.partial);
        self.stage = Stage::Body;
        if known > 0 {
            let mut none = Vec::with_capacity(1);
            self.inflate(vm, &head[..known], &mut none)?;
        }
        Ok(0)
    }

    fn inflate(&mut self, vm: &Vm, data: &[u8], out: &mut Vec<u8>) -> Res<usize> {
        let read = self.inner.total_in();
        let status = self.inner.decompress_vec(data, out, FlushDecompress::None);
        if let Ok(Status::StreamEnd) = status {
            self.stage = if self.frame == Frame::Gzip { Stage::Trailer } else { Stage::Over };
        }
        if status.is_err() {
            return Err(wrong(vm, "invalid data"));
        }
        Ok((self.inner.total_in() - read) as usize)
    }

    fn body(&mut self, vm: &Vm, data: &[u8], most: usize, out: &mut Vec<u8>) -> Res<usize> {
        let room = most.saturating_sub(out.len()).min(STEP);
        if room == 0 {
            return Ok(0);
        }
        vm.reserve(room as u64)?;
        let mut made = Vec::with_capacity(room);
        let read = self.inflate(vm, data, &mut made)?;
        vm.charge_len(read + made.len())?;
        if self.frame == Frame::Gzip {
            self.crc = crc32(&made, self.crc);
            self.len = self.len.wrapping_add(made.len() as u32);
        }
        made.truncate(room);
        out.extend(made);
        Ok(read)
    }

    fn trailer(&mut self, vm: &Vm, data: &[u8]) -> Res<usize> {
        let wanted = (8 - self.partial.len()).min(data.len());
        self.partial.extend(&data[..wanted]);
        let Ok(bytes) = <[u8; 8]>::try_from(&self.partial[..]) else { return Ok(wanted) };
        let [a, b, c, d, rest @ ..] = bytes;
        if u32::from_le_bytes([a, b, c, d]) != self.crc {
            return Err(wrong(vm, "incorrect data check"));
        }
        if u32::from_le_bytes(rest) != self.len {
            return Err(wrong(vm, "incorrect length check"));
        }
        self.stage = Stage::Over;
        Ok(wanted)
    }
}

#[cold]
fn wrong(vm: &Vm, what: &str) -> Raised {
    error(vm, &format!("Error -3 while decompressing data: {what}"))
}

/// How long the header of RFC 1952 is; `None` where it is not complete.
fn gzip_header(bytes: &[u8]) -> Option<usize> {
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & 4 != 0 {
        let len = [*bytes.get(at)?, *bytes.get(at + 1)?];
        at += 2 + usize::from(u16::from_le_bytes(len));
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            at += bytes.get(at..)?.iter().position(|it| *it == 0)? + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    (bytes.len() >= at).then_some(at)
}
