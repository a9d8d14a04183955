//! `BufferedReader`, `BufferedWriter` and `BufferedRandom`: a buffer over the bytes of a file.

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref, Slot};
use crate::objects::bytes::{Bytes, as_bytes};
use crate::objects::type_;
use crate::signature::Signature;
use crate::typedef::{BASE, NativeDef, TypeDef, getset, getter, member, method};
use crate::vm::Vm;

use super::base::{BUFFERED_BASE, FLAGS};
use super::raw::{FileIo, is_plain};
use super::{
    BUFFER_SIZE, buffer_len, bytes_of, call, fill_buffer, is_closed, size_of, unsupported,
};

/// A buffer over a raw file.
#[derive(Default)]
pub(crate) struct Buffered {
    /// The raw file.
    raw: Slot,
    size: Cell<usize>,
    reads: bool,
    writes: bool,
    /// Bytes that were read ahead, and how many of them were handed on.
    ahead: RefCell<Vec<u8>>,
    used: Cell<usize>,
    /// Bytes that wait to be written.
    waiting: RefCell<Vec<u8>>,
    detached: Cell<bool>,
}

impl Payload for Buffered {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.raw.visit(visit);
    }

    fn clear(&self) {
        self.raw.set(None);
    }
}

macro_rules! kind {
    ($constant:ident, $name:literal, $reads:literal, $writes:literal, $methods:expr) => {
        #[doc = concat!("`", $name, "`.")]
        pub(super) static $constant: TypeDef = TypeDef {
            name: concat!("_io.", $name),
            base: Some(&BUFFERED_BASE),
            flags: FLAGS,
            slots: |it| {
                it.tp_new.set(Some(|_, class, _| {
                    let it = Buffered { reads: $reads, writes: $writes, ..Buffered::default() };
                    Ok(type_::instantiate(class, it))
                }));
                it.tp_init.set(Some(|vm, object, args| {
                    let signature = concat!($name, "(raw, buffer_size=8192)");
                    let args = Signature::parse(signature, false).bind(vm, args)?;
                    init(vm, object, &args)
                }));
                it.tp_repr.set(Some(repr));
                if $reads {
                    it.tp_iternext.set(Some(|vm, object| {
                        let line = read_line(vm, object, usize::MAX)?;
                        Ok(if line.is_empty() { None } else { Some(vm.bytes(line)) })
                    }));
                }
            },
            methods: $methods,
            getset: &[
                member("raw", |vm, object| {
                    let raw = object.expect::<Buffered>().raw.get();
                    Ok(raw.unwrap_or_else(|| vm.none.clone()))
                }),
                getter("closed", |vm, object| {
                    vm.get_attribute(&raw(vm, object)?, &vm.names.closed)
                }),
                getter("name", |vm, object| vm.get_attribute(&raw(vm, object)?, &vm.names.name)),
                getter("mode", |vm, object| vm.get_attribute(&raw(vm, object)?, &vm.names.mode)),
                getset(
                    "_finalizing",
                    |vm, _| Ok(vm.bool(false)),
                    |vm, object, _| match object.expect::<Buffered>().raw.get() {
                        Some(raw) => warn_unclosed(vm, object, &raw),
                        None => Ok(()),
                    },
                ),
            ],
            ..BASE
        };
    };
}

/// What all three have.
const COMMON: [NativeDef; 14] = [
    method("close(self, /)", |vm, object, _| close(vm, object)),
    method("detach(self, /)", |vm, object, _| {
        let raw = raw(vm, object)?;
        call(vm, object, "flush")?;
        let it = object.expect::<Buffered>();
        it.detached.set(true);
        it.raw.set(None);
        Ok(raw)
    }),
    method("seekable(self, /)", |vm, object, _| call(vm, &raw(vm, object)?, "seekable")),
    method("fileno(self, /)", |vm, object, _| call(vm, &raw(vm, object)?, "fileno")),
    method("isatty(self, /)", |vm, object, _| call(vm, &raw(vm, object)?, "isatty")),
    method("_dealloc_warn(self, source, /)", |vm, object, args| {
        if let Some(raw) = object.expect::<Buffered>().raw.get() {
            warn_unclosed(vm, &args[0], &raw)?;
        }
        Ok(vm.none.clone())
    }),
    method("readable(self, /)", |vm, object, _| {
        let raw = raw(vm, object)?;
        if object.expect::<Buffered>().reads {
            call(vm, &raw, "readable")
        } else {
            Ok(vm.bool(false))
        }
    }),
    method("writable(self, /)", |vm, object, _| {
        let raw = raw(vm, object)?;
        if object.expect::<Buffered>().writes {
            call(vm, &raw, "writable")
        } else {
            Ok(vm.bool(false))
        }
    }),
    method("flush(self, /)", |vm, object, _| {
        let raw = raw(vm, object)?;
        if is_closed(vm, object)? {
            return Err(vm.value_error("flush of closed file".to_owned()));
        }
        flush(vm, object)?;
        let it = object.expect::<Buffered>();
        if it.reads && it.writes {
            forget_ahead(vm, object)?;
        }
        if it.writes { Ok(vm.none.clone()) } else { call(vm, &raw, "flush") }
    }),
    method("seek(self, target, whence=0, /)", seek),
    method("tell(self, /)", |vm, object, _| Ok(vm.int(tell(vm, object)?))),
    method("truncate(self, pos=None, /)", |vm, object, args| {
        let it = object.expect::<Buffered>();
        if !it.writes {
            return Err(unsupported(vm, "truncate"));
        }
        check_open(vm, object, "truncate of closed file")?;
        let at = match args.get_not_none(vm, 0) {
            Some(given) => given.clone(),
            None => vm.int(tell(vm, object)?),
        };
        flush(vm, object)?;
        vm.call_method(&raw(vm, object)?, "truncate", Args::one(at))
    }),
    method("__sizeof__(self, /)", |vm, object, _| {
        Ok(vm.int(160 + object.expect::<Buffered>().size.get() as i64))
    }),
    method("__getstate__(self, /)", |vm, object, _| {
        Err(vm.type_error(format!("cannot pickle '{}' object", vm.type_name(object))))
    }),
];

const READING: [NativeDef; 7] = [
    method("read(self, size=-1, /)", |vm, object, args| {
        let size = size_of(vm, &args, 0)?;
        if size < -1 {
            return Err(vm.value_error("read length must be non-negative or -1".to_owned()));
        }
        check_open(vm, object, "read of closed file")?;
        match usize::try_from(size) {
            Ok(size) => read(vm, object, size),
            Err(_) => read_all(vm, object),
        }
    }),
    method("read1(self, size=-1, /)", |vm, object, args| {
        let size = size_of(vm, &args, 0)?;
        check_open(vm, object, "read of closed file")?;
        let size = usize::try_from(size).unwrap_or(object.expect::<Buffered>().size.get());
        read_once(vm, object, size).map(|it| vm.bytes(it))
    }),
    method("peek(self, size=0, /)", |vm, object, _| {
        check_open(vm, object, "peek of closed file")?;
        flush(vm, object)?;
        let it = object.expect::<Buffered>();
        if left(it) == 0 {
            fill_ahead(vm, object, it.size.get())?;
        }
        Ok(vm.bytes(it.ahead.borrow()[it.used.get()..].to_vec()))
    }),
    method("readinto(self, buffer, /)", |vm, object, args| {
        check_open(vm, object, "readinto of closed file")?;
        let room = buffer_len(vm, &args[0])?;
        let found = read(vm, object, room)?;
        match found.get::<Bytes>() {
            Some(bytes) => fill_buffer(vm, &args[0], bytes.0.to_vec()),
            None => Ok(found),
        }
    }),
    method("readinto1(self, buffer, /)", |vm, object, args| {
        check_open(vm, object, "readinto of closed file")?;
        let room = buffer_len(vm, &args[0])?;
        let found = read_once(vm, object, room)?;
        fill_buffer(vm, &args[0], found)
    }),
    method("readline(self, size=-1, /)", |vm, object, args| {
        let size = size_of(vm, &args, 0)?;
        let line = read_line(vm, object, usize::try_from(size).unwrap_or(usize::MAX))?;
        Ok(vm.bytes(line))
    }),
    method("_checkReadable(self, /)", |vm, object, _| {
        super::base::check_can(vm, object, "readable", "File or stream is not readable.")
    }),
];

const WRITING: [NativeDef; 1] = [method("write(self, buffer, /)", |vm, object, args| {
    raw(vm, object)?;
    check_open(vm, object, "write to closed file")?;
    let bytes = bytes_of(vm, &args[0])?;
    write(vm, object, &bytes)?;
    Ok(vm.int(bytes.len() as i64))
})];

const fn joined<const A: usize, const B: usize, const N: usize>(
    first: [NativeDef; A],
    second: [NativeDef; B],
) -> [NativeDef; N] {
    let mut all = [first[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < A { first[at] } else { second[at - A] };
        at += 1;
    }
    all
}

const OF_READER: [NativeDef; 21] = joined(COMMON, READING);

kind!(READER, "BufferedReader", true, false, &OF_READER);
kind!(WRITER, "BufferedWriter", false, true, &{ joined::<14, 1, 15>(COMMON, WRITING) });
kind!(RANDOM, "BufferedRandom", true, true, &{ joined::<21, 1, 22>(OF_READER, WRITING) });

impl Buffered {
    /// A reader or a writer over a standard stream.
    pub(super) fn over(vm: &Vm, raw: Ref, reads: bool) -> Ref {
        let it = Buffered {
            raw: Slot::new(Some(raw)),
            size: Cell::new(BUFFER_SIZE),
            reads,
            writes: !reads,
            ..Buffered::default()
        };
        type_::instantiate(&vm.type_of(if reads { &READER } else { &WRITER }), it)
    }

    /// What waits to be written, taken out.
    pub(super) fn take_waiting(&self) -> Vec<u8> {
        std::mem::take(&mut *self.waiting.borrow_mut())
    }
}

fn init(vm: &Vm, object: &Ref, args: &Args) -> Res<()> {
    let it = object.expect::<Buffered>();
    let size = args.get(1).map_or(Ok(BUFFER_SIZE as isize), |it| vm.index_or_overflow(it))?;
    if size <= 0 {
        return Err(vm.value_error("buffer size must be strictly positive".to_owned()));
    }
    let check = |can: bool, name: &str, text: &str| match can {
        true => super::base::check_can(vm, &args[0], name, text).map(drop),
        false => Ok(()),
    };
    if it.reads && it.writes {
        check(true, "seekable", "File or stream is not seekable.")?;
    }
    check(it.reads, "readable", "File or stream is not readable.")?;
    check(it.writes, "writable", "File or stream is not writable.")?;
    vm.reserve(size as u64)?;
    it.size.set(size as usize);
    it.detached.set(false);
    it.ahead.borrow_mut().clear();
    it.waiting.borrow_mut().clear();
    it.used.set(0);
    it.raw.set(Some(args[0].clone()));
    Ok(())
}

fn raw(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Buffered>();
    it.raw.get().ok_or_else(|| {
        let text = match it.detached.get() {
            true => "raw stream has been detached",
            false => "I/O operation on uninitialized object",
        };
        vm.value_error(text.to_owned())
    })
}

fn check_open(vm: &Vm, object: &Ref, text: &str) -> Res<()> {
    raw(vm, object)?;
    match is_closed(vm, object)? {
        true => Err(vm.value_error(text.to_owned())),
        false => Ok(()),
    }
}

/// How many bytes were read ahead and not handed on.
fn left(it: &Buffered) -> usize {
    it.ahead.borrow().len() - it.used.get()
}

/// Takes at most so many bytes of those that were read ahead.
fn take(it: &Buffered, size: usize) -> Vec<u8> {
    let ahead = it.ahead.borrow();
    let start = it.used.get();
    let end = start.saturating_add(size).min(ahead.len());
    it.used.set(end);
    ahead[start..end].to_vec()
}

/// Reads from the raw file; `None` where nothing is there yet.
fn read_raw(vm: &Vm, raw: &Ref, size: usize) -> Res<Option<Vec<u8>>> {
    if is_plain(vm, raw) {
        return FileIo::read_some(vm, raw, size).map(Some);
    }
    vm.charge_len(size)?;
    let zeros = vm.bytes(vec![0; size]);
    let buffer = vm.call(&vm.types.bytearray, Args::one(zeros))?;
    let found = vm.call_method(raw, "readinto", Args::one(buffer.clone()))?;
    if found.is(&vm.none) {
        return Ok(None);
    }
    let count = vm.index_or_overflow(&found)?;
    let bytes = as_bytes(&buffer).unwrap_or_default();
    match usize::try_from(count).ok().filter(|&it| it <= size) {
        Some(count) => Ok(Some(bytes[..count.min(bytes.len())].to_vec())),
        None => {
            let text = format!(
                "raw readinto() returned invalid length {count} (should have been between 0 and {size})"
            );
            Err(vm.raise(&vm.exceptions.OSError, vec![vm.str(&text)]))
        }
    }
}

/// Reads once more ahead; the answer is how many bytes came, `None` where none are there yet.
fn fill_ahead(vm: &Vm, object: &Ref, size: usize) -> Res<Option<usize>> {
    let Some(found) = read_raw(vm, &raw(vm, object)?, size)? else { return Ok(None) };
    let it = object.expect::<Buffered>();
    let count = found.len();
    vm.reserve(count as u64)?;
    let mut ahead = it.ahead.borrow_mut();
    if it.used.get() > 0 {
        ahead.drain(..it.used.get());
        it.used.set(0);
    }
    ahead.extend(found);
    Ok(Some(count))
}

fn read(vm: &Vm, object: &Ref, size: usize) -> Res {
    flush(vm, object)?;
    let it = object.expect::<Buffered>();
    let mut blocked = false;
    while left(it) < size {
        let wanted = it.size.get().max(size - left(it));
        match fill_ahead(vm, object, wanted)? {
            Some(0) => break,
            Some(_) => {}
            None => {
                blocked = true;
                break;
            }
        }
    }
    if blocked && left(it) == 0 {
        return Ok(vm.none.clone());
    }
    Ok(vm.bytes(take(it, size)))
}

fn read_all(vm: &Vm, object: &Ref) -> Res {
    flush(vm, object)?;
    let it = object.expect::<Buffered>();
    let mut all = take(it, usize::MAX);
    let raw = raw(vm, object)?;
    if let Some(read_all) = vm.find_attribute(&raw, &vm.intern("readall"))? {
        let found = vm.call(&read_all, Args::none())?;
        let Some(bytes) = found.get::<Bytes>() else {
            if found.is(&vm.none) {
                return Ok(if all.is_empty() { found } else { vm.bytes(all) });
            }
            return Err(vm.type_error("readall() should return bytes".to_owned()));
        };
        if all.is_empty() {
            return Ok(found);
        }
        all.extend_from_slice(&bytes.0);
        return Ok(vm.bytes(all));
    }
    loop {
        let found = call(vm, &raw, "read")?;
        match found.get::<Bytes>() {
            Some(bytes) if !bytes.0.is_empty() => {
                vm.reserve(bytes.0.len() as u64)?;
                all.extend_from_slice(&bytes.0);
            }
            None if found.is(&vm.none) && all.is_empty() => return Ok(found),
            None if !found.is(&vm.none) => {
                return Err(vm.type_error("read() should return bytes".to_owned()));
            }
            _ => return Ok(vm.bytes(all)),
        }
    }
}

/// What is there, or what one read of the raw file gives.
fn read_once(vm: &Vm, object: &Ref, size: usize) -> Res<Vec<u8>> {
    flush(vm, object)?;
    let it = object.expect::<Buffered>();
    if size > 0 && left(it) == 0 {
        fill_ahead(vm, object, it.size.get().max(size))?;
    }
    Ok(take(it, size))
}

fn read_line(vm: &Vm, object: &Ref, limit: usize) -> Res<Vec<u8>> {
    check_open(vm, object, "readline of closed file")?;
    flush(vm, object)?;
    let it = object.expect::<Buffered>();
    loop {
        let end = {
            let ahead = it.ahead.borrow();
            let rest = &ahead[it.used.get()..];
            let end = rest.iter().position(|&it| it == b'\n').map(|it| it + 1);
            end.or((rest.len() >= limit).then_some(limit))
        };
        if let Some(end) = end {
            return Ok(take(it, end.min(limit)));
        }
        if fill_ahead(vm, object, it.size.get())?.is_none_or(|it| it == 0) {
            return Ok(take(it, limit));
        }
    }
}

/// Bytes that were read ahead are read again later.
fn forget_ahead(vm: &Vm, object: &Ref) -> Res<()> {
    let it = object.expect::<Buffered>();
    let rest = left(it) as i64;
    it.ahead.borrow_mut().clear();
    it.used.set(0);
    if rest > 0 {
        let args = Args::positional([vm.int(-rest), vm.int(1)]);
        vm.call_method(&raw(vm, object)?, "seek", args)?;
    }
    Ok(())
}

fn write(vm: &Vm, object: &Ref, bytes: &[u8]) -> Res<()> {
    let it = object.expect::<Buffered>();
    if it.reads {
        forget_ahead(vm, object)?;
    }
    vm.reserve(bytes.len() as u64)?;
    let room = it.size.get();
    if it.waiting.borrow().len() + bytes.len() <= room {
        it.waiting.borrow_mut().extend_from_slice(bytes);
        return Ok(());
    }
    flush(vm, object)?;
    it.waiting.borrow_mut().extend_from_slice(bytes);
    if bytes.len() > room {
        flush(vm, object)?;
    }
    Ok(())
}

/// Writes what waits to the raw file.
fn flush(vm: &Vm, object: &Ref) -> Res<()> {
    let it = object.expect::<Buffered>();
    while !it.waiting.borrow().is_empty() {
        let raw = raw(vm, object)?;
        let bytes = it.waiting.borrow().clone();
        let written = match is_plain(vm, &raw) {
            true => FileIo::write_some(vm, &raw, &bytes)?,
            false => write_raw(vm, &raw, &bytes)?,
        };
        let mut waiting = it.waiting.borrow_mut();
        let end = written.min(waiting.len());
        waiting.drain(..end);
    }
    Ok(())
}

fn write_raw(vm: &Vm, raw: &Ref, bytes: &[u8]) -> Res<usize> {
    let found = vm.call_method(raw, "write", Args::one(vm.bytes(bytes.to_vec())))?;
    if found.is(&vm.none) {
        let text = "write could not complete without blocking";
        let args = vec![vm.int(11), vm.str(text), vm.int(0)];
        return Err(vm.raise(&vm.exceptions.BlockingIOError, args));
    }
    let count = vm.index_or_overflow(&found)?;
    usize::try_from(count).ok().filter(|&it| it <= bytes.len()).ok_or_else(|| {
        let text = format!(
            "raw write() returned invalid length {count} (should have been between 0 and {})",
            bytes.len()
        );
        vm.raise(&vm.exceptions.OSError, vec![vm.str(&text)])
    })
}

fn tell(vm: &Vm, object: &Ref) -> Res<i64> {
    let it = object.expect::<Buffered>();
    let at = call(vm, &raw(vm, object)?, "tell")?;
    let at = vm.index_or_overflow(&at)? as i64;
    if at < 0 {
        let text = format!("Raw stream returned invalid position {at}");
        return Err(vm.raise(&vm.exceptions.OSError, vec![vm.str(&text)]));
    }
    Ok(at - left(it) as i64 + it.waiting.borrow().len() as i64)
}

fn seek(vm: &Vm, object: &Ref, args: Args) -> Res {
    check_open(vm, object, "seek of closed file")?;
    let whence = args.get(1).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
    if !(0..=4).contains(&whence) {
        return Err(vm.value_error(format!("whence value {whence} unsupported")));
    }
    let raw = raw(vm, object)?;
    super::base::check_can(vm, &raw, "seekable", "File or stream is not seekable.")?;
    let mut target = vm.index_or_overflow(&args[0])? as i64;
    flush(vm, object)?;
    let it = object.expect::<Buffered>();
    if whence == 1 {
        target -= left(it) as i64;
    }
    let found =
        vm.call_method(&raw, "seek", Args::positional([vm.int(target), vm.int(whence as i64)]))?;
    it.ahead.borrow_mut().clear();
    it.used.set(0);
    Ok(found)
}

fn close(vm: &Vm, object: &Ref) -> Res {
    let raw = raw(vm, object)?;
    if is_closed(vm, object)? {
        return Ok(vm.none.clone());
    }
    let flushed = call(vm, object, "flush");
    let closed = call(vm, &raw, "close");
    joined_errors(vm, flushed, closed)
}

/// Both happened; the second error comes while the first is handled (`_PyErr_ChainExceptions1`).
pub(super) fn joined_errors(vm: &Vm, first: Res, second: Res) -> Res {
    match (first, second) {
        (Err(first), Err(second)) => {
            let Raised(error) = second;
            if let Some(it) = error.get::<crate::objects::exception::Exception>()
                && it.context.is_none()
                && !error.is(&first.0)
            {
                it.context.set(Some(first.0));
            }
            Err(Raised(error))
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
        (Ok(_), Ok(_)) => Ok(vm.none.clone()),
    }
}

/// A file that dies open tells so under the name of its outermost layer.
pub(super) fn warn_unclosed(vm: &Vm, source: &Ref, raw: &Ref) -> Res<()> {
    if let Some(warn) = vm.find_attribute(raw, &vm.intern("_dealloc_warn"))? {
        vm.call(&warn, Args::one(source.clone()))?;
    }
    Ok(())
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let class = object.ty().full_name();
    let name = match vm.find_attribute(object, &vm.names.name) {
        Ok(name) => name,
        Err(error) if vm.is_raised(&error, &vm.exceptions.ValueError) => None,
        Err(error) => return Err(error),
    };
    Ok(vm.str(&match name {
        Some(name) => format!("<{class} name={}>", vm.repr_text(&name)?),
        None => format!("<{class}>"),
    }))
}
