//! `TextIOWrapper`: text over a buffered file.

mod place;

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::{Payload, Ref, Slot};
use crate::objects::bytes::{Bytes, as_bytes};
use crate::objects::str_::Str;
use crate::objects::str_::encode as encode_text;
use crate::objects::type_;
use crate::signature::Signature;
use crate::text;
use crate::typedef::{BASE, TypeDef, getset, getter, method};
use crate::vm::Vm;

use super::base::{FLAGS, TEXT_BASE};
use super::decode::Decoder;
use super::newline::{Newlines, translated};
use super::{BUFFER_SIZE, call, is_closed, size_of, unsupported};

/// Text over a buffer.
pub(crate) struct TextIo {
    /// The buffered file.
    buffer: Slot,
    detached: Cell<bool>,
    encoding: RefCell<String>,
    errors: RefCell<String>,
    newlines: RefCell<Newlines>,
    line_buffering: Cell<bool>,
    write_through: Cell<bool>,
    decoder: RefCell<Option<Decoder>>,
    /// Characters that were decoded, and how many of them were handed on.
    decoded: RefCell<Vec<u32>>,
    used: Cell<usize>,
    /// The decoder before the bytes that `decoded` came from, and those bytes.
    snapshot: RefCell<Option<(Decoder, Vec<u8>)>>,
    /// Encoded text that waits.
    pending: RefCell<Vec<u8>>,
    /// Something was written in an encoding that begins with a mark.
    wrote: Cell<bool>,
    /// Can the buffer be read and written?
    reads: Cell<bool>,
    writes: Cell<bool>,
    /// `next` was called: places are not told any more.
    iterates: Cell<bool>,
    chunk: Cell<usize>,
}

impl Default for TextIo {
    fn default() -> TextIo {
        TextIo {
            buffer: Slot::default(),
            detached: Cell::new(false),
            encoding: RefCell::default(),
            errors: RefCell::new("strict".to_owned()),
            newlines: RefCell::default(),
            line_buffering: Cell::new(false),
            write_through: Cell::new(false),
            decoder: RefCell::default(),
            decoded: RefCell::default(),
            used: Cell::new(0),
            snapshot: RefCell::default(),
            pending: RefCell::default(),
            wrote: Cell::new(false),
            reads: Cell::new(false),
            writes: Cell::new(false),
            iterates: Cell::new(false),
            chunk: Cell::new(BUFFER_SIZE),
        }
    }
}

impl Payload for TextIo {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.buffer.visit(visit);
        if let Some(object) = self.decoder.borrow().as_ref().and_then(Decoder::object) {
            visit(object);
        }
    }

    fn clear(&self) {
        self.buffer.set(None);
    }
}

/// `TextIOWrapper`.
pub(super) static TEXT_IO: TypeDef = TypeDef {
    name: "_io.TextIOWrapper",
    base: Some(&TEXT_BASE),
    flags: FLAGS,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, TextIo::default()))));
        it.tp_init.set(Some(|vm, object, args| {
            let signature = "TextIOWrapper(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)";
            init(vm, object, &Signature::parse(signature, false).bind(vm, args)?)
        }));
        it.tp_repr.set(Some(repr));
        it.tp_iternext.set(Some(|vm, object| {
            let it = object.expect::<TextIo>();
            it.iterates.set(true);
            let line = read_line(vm, object, usize::MAX)?;
            if line.is_empty() {
                it.iterates.set(false);
                it.snapshot.replace(None);
                return Ok(None);
            }
            Ok(Some(vm.new_str(text::Str::from_code_points(line))))
        }));
    },
    methods: &[
        method("write(self, text, /)", |vm, object, args| write(vm, object, &args[0])),
        method("read(self, size=-1, /)", |vm, object, args| {
            let size = size_of(vm, &args, 0)?;
            open(vm, object)?;
            read(vm, object, usize::try_from(size).ok())
        }),
        method("readline(self, size=-1, /)", |vm, object, args| {
            let size = size_of(vm, &args, 0)?;
            let line = read_line(vm, object, usize::try_from(size).unwrap_or(usize::MAX))?;
            Ok(vm.new_str(text::Str::from_code_points(line)))
        }),
        method("flush(self, /)", |vm, object, _| {
            let buffer = open(vm, object)?;
            object.expect::<TextIo>().iterates.set(false);
            flush_pending(vm, object)?;
            call(vm, &buffer, "flush")
        }),
        method("close(self, /)", |vm, object, _| {
            let buffer = buffer(vm, object)?;
            if is_closed(vm, object)? {
                return Ok(vm.none.clone());
            }
            let flushed = call(vm, object, "flush");
            let closed = call(vm, &buffer, "close");
            super::buffered::joined_errors(vm, flushed, closed)
        }),
        method("detach(self, /)", |vm, object, _| {
            call(vm, object, "flush")?;
            let it = object.expect::<TextIo>();
            it.detached.set(true);
            let buffer = buffer_of(it).ok_or_else(|| uninitialized(vm, it))?;
            it.buffer.set(None);
            Ok(buffer)
        }),
        method("seekable(self, /)", |vm, object, _| call(vm, &buffer(vm, object)?, "seekable")),
        method("readable(self, /)", |vm, object, _| call(vm, &buffer(vm, object)?, "readable")),
        method("writable(self, /)", |vm, object, _| call(vm, &buffer(vm, object)?, "writable")),
        method("fileno(self, /)", |vm, object, _| call(vm, &buffer(vm, object)?, "fileno")),
        method("isatty(self, /)", |vm, object, _| call(vm, &buffer(vm, object)?, "isatty")),
        method("tell(self, /)", |vm, object, _| place::tell(vm, object)),
        method("seek(self, cookie, whence=0, /)", |vm, object, args| {
            let whence = args.get(1).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
            place::seek(vm, object, &args[0], whence)
        }),
        method("truncate(self, pos=None, /)", |vm, object, args| {
            let buffer = open(vm, object)?;
            call(vm, object, "flush")?;
            let at = args
                .get_not_none(vm, 0)
                .map_or_else(|| call(vm, object, "tell"), |it| Ok(it.clone()))?;
            vm.call_method(&buffer, "truncate", Args::one(at))
        }),
        method(
            "reconfigure(self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)",
            reconfigure,
        ),
    ],
    getset: &[
        getter("buffer", |vm, object| {
            let it = object.expect::<TextIo>();
            if it.detached.get() {
                return Ok(vm.none.clone());
            }
            buffer(vm, object)
        }),
        getter("closed", |vm, object| vm.get_attribute(&buffer(vm, object)?, &vm.names.closed)),
        getter("name", |vm, object| vm.get_attribute(&buffer(vm, object)?, &vm.names.name)),
        getter("encoding", |vm, object| Ok(vm.str(&object.expect::<TextIo>().encoding.borrow()))),
        getset(
            "errors",
            |vm, object| Ok(vm.str(&object.expect::<TextIo>().errors.borrow())),
            |vm, object, _| {
                let text = "attribute 'errors' of '_io.TextIOWrapper' objects is not writable";
                Err(vm.attribute_error(text.to_owned(), object, &vm.intern("errors")))
            },
        ),
        getter("newlines", |vm, object| {
            let it = object.expect::<TextIo>();
            let seen = it.decoder.borrow().as_ref().map(|it| it.seen);
            Ok(seen.map_or_else(|| vm.none.clone(), |it| it.newlines(vm)))
        }),
        getter("line_buffering", |vm, object| {
            Ok(vm.bool(object.expect::<TextIo>().line_buffering.get()))
        }),
        getter("write_through", |vm, object| {
            Ok(vm.bool(object.expect::<TextIo>().write_through.get()))
        }),
        getset(
            "_CHUNK_SIZE",
            |vm, object| Ok(vm.int(object.expect::<TextIo>().chunk.get() as i64)),
            |vm, object, value| {
                let size = value.map_or(Ok(0), |it| vm.index_or_overflow(&it))?;
                if size <= 0 {
                    return Err(
                        vm.value_error("a strictly positive integer is required".to_owned())
                    );
                }
                object.expect::<TextIo>().chunk.set(size as usize);
                Ok(())
            },
        ),
        getset(
            "_finalizing",
            |vm, _| Ok(vm.bool(false)),
            |vm, object, _| match buffer_of(object.expect::<TextIo>()) {
                Some(buffer) => super::buffered::warn_unclosed(vm, object, &buffer),
                None => Ok(()),
            },
        ),
    ],
    doc: "Character and line based layer over a BufferedIOBase object, buffer.",
    ..BASE
};

impl TextIo {
    /// A standard stream over its buffer.
    pub(super) fn over(vm: &Vm, buffer: Ref, number: i32) -> Ref {
        let it = TextIo::default();
        it.buffer.set(Some(buffer));
        *it.encoding.borrow_mut() = "utf-8".to_owned();
        let errors = if number == 2 { "backslashreplace" } else { "strict" };
        *it.errors.borrow_mut() = errors.to_owned();
        let is_terminal = vm.host.is_terminal(number as u32);
        it.line_buffering.set(number == 2 || is_terminal);
        it.reads.set(number == 0);
        it.writes.set(number != 0);
        it.newlines.borrow_mut().given = (number != 0).then(|| "\n".to_owned());
        type_::instantiate(&vm.type_of(&TEXT_IO), it)
    }

    /// The buffered file.
    pub(super) fn buffer_object(&self) -> Option<Ref> {
        self.buffer.get()
    }

    /// Encoded text that waits, taken out.
    pub(super) fn take_pending(&self) -> Vec<u8> {
        std::mem::take(&mut *self.pending.borrow_mut())
    }

    /// Forgets what was read ahead.
    fn forget(&self) {
        self.decoded.borrow_mut().clear();
        self.used.set(0);
        drop(self.snapshot.replace(None));
    }
}

fn buffer_of(it: &TextIo) -> Option<Ref> {
    it.buffer.get()
}

fn uninitialized(vm: &Vm, it: &TextIo) -> Raised {
    let text = match it.detached.get() {
        true => "underlying buffer has been detached",
        false => "I/O operation on uninitialized object",
    };
    vm.value_error(text.to_owned())
}

fn buffer(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<TextIo>();
    buffer_of(it).ok_or_else(|| uninitialized(vm, it))
}

/// The buffer of a file that is open.
fn open(vm: &Vm, object: &Ref) -> Res {
    let buffer = buffer(vm, object)?;
    match is_closed(vm, object)? {
        true => Err(vm.value_error("I/O operation on closed file.".to_owned())),
        false => Ok(buffer),
    }
}

fn text_or(vm: &Vm, given: Option<&Ref>, name: &str, default: &str) -> Res<String> {
    let Some(given) = given.filter(|it| !it.is(&vm.none)) else { return Ok(default.to_owned()) };
    vm.str_text(given).ok_or_else(|| {
        let given = vm.type_name(given);
        vm.type_error(format!("TextIOWrapper() argument '{name}' must be str or None, not {given}"))
    })
}

/// The encoding must be one of text that is known (`_PyCodec_LookupTextEncoding`).
fn check_encoding(vm: &Vm, encoding: &str, errors: &str) -> Res<()> {
    encode_text(vm, &vm.str(""), encoding, errors).map(drop)
}

fn init(vm: &Vm, object: &Ref, args: &Args) -> Res<()> {
    let it = object.expect::<TextIo>();
    it.buffer.set(None);
    let encoding = text_or(vm, args.get(1), "encoding", "UTF-8")?;
    let encoding = if encoding == "locale" { "UTF-8".to_owned() } else { encoding };
    let errors = text_or(vm, args.get(2), "errors", "strict")?;
    let newlines = Newlines::of(vm, args.get(3))?;
    check_encoding(vm, &encoding, &errors)?;
    *it.encoding.borrow_mut() = encoding;
    *it.errors.borrow_mut() = errors;
    *it.newlines.borrow_mut() = newlines;
    let truth = |index: usize| args.get(index).map_or(Ok(false), |it| vm.is_true(it));
    it.line_buffering.set(truth(4)?);
    it.write_through.set(truth(5)?);
    it.forget();
    it.pending.borrow_mut().clear();
    drop(it.decoder.replace(None));
    it.detached.set(false);
    // Text that goes on behind other text does not begin with a mark.
    let can = |name: &str| vm.is_true(&call(vm, &args[0], name)?);
    it.reads.set(can("readable")?);
    it.writes.set(can("writable")?);
    it.wrote.set(can("seekable")? && it.writes.get() && can("tell")?);
    it.buffer.set(Some(args[0].clone()));
    Ok(())
}

fn reconfigure(vm: &Vm, object: &Ref, args: Args) -> Res {
    let it = object.expect::<TextIo>();
    let (encoding, errors) = (args.get_not_none(vm, 0), args.get_not_none(vm, 1));
    let has_read = it.decoder.borrow().is_some() && it.snapshot.borrow().is_some();
    if has_read && (encoding.is_some() || errors.is_some() || args.get(2).is_some()) {
        let text =
            "It is not possible to set the encoding or newline of stream after the first read";
        return Err(unsupported(vm, text));
    }
    let new_errors = match (encoding, errors) {
        (_, Some(errors)) => text_or(vm, Some(errors), "errors", "strict")?,
        (Some(_), None) => "strict".to_owned(),
        (None, None) => it.errors.borrow().clone(),
    };
    let new_encoding = match encoding {
        Some(_) => text_or(vm, encoding, "encoding", "UTF-8")?,
        None => it.encoding.borrow().clone(),
    };
    check_encoding(vm, &new_encoding, &new_errors)?;
    let newlines = args.get(2).map(|given| Newlines::of(vm, Some(given))).transpose()?;
    let truth =
        |index: usize, old: bool| args.get_not_none(vm, index).map_or(Ok(old), |it| vm.is_true(it));
    let line_buffering = truth(3, it.line_buffering.get())?;
    let write_through = truth(4, it.write_through.get())?;
    call(vm, object, "flush")?;
    *it.encoding.borrow_mut() = new_encoding;
    *it.errors.borrow_mut() = new_errors;
    if let Some(newlines) = newlines {
        *it.newlines.borrow_mut() = newlines;
    }
    drop(it.decoder.replace(None));
    it.line_buffering.set(line_buffering);
    it.write_through.set(write_through);
    Ok(vm.none.clone())
}

fn write(vm: &Vm, object: &Ref, given: &Ref) -> Res {
    let Some(text) = given.get::<Str>() else {
        let given = vm.type_name(given);
        return Err(vm.type_error(format!("write() argument must be str, not {given}")));
    };
    let buffer = open(vm, object)?;
    let it = object.expect::<TextIo>();
    if !it.writes.get() {
        return Err(unsupported(vm, "not writable"));
    }
    let has_line = text.code_points().any(|it| it == u32::from('\n') || it == u32::from('\r'));
    let newlines = it.newlines.borrow().clone();
    let shown = match newlines.written().filter(|_| has_line) {
        Some(newline) => {
            let units = translated(text.code_points(), Some(newline));
            vm.new_str(text::Str::from_code_points(units))
        }
        None => given.clone(),
    };
    let bytes = encode(vm, it, &shown)?;
    vm.reserve(bytes.len() as u64)?;
    if it.pending.borrow().len() + bytes.len() > it.chunk.get() {
        flush_pending(vm, object)?;
    }
    it.pending.borrow_mut().extend_from_slice(&bytes);
    let line = it.line_buffering.get() && has_line;
    let full = it.pending.borrow().len() >= it.chunk.get();
    if full || line || it.write_through.get() {
        flush_pending(vm, object)?;
    }
    if line {
        call(vm, &buffer, "flush")?;
    }
    if it.snapshot.borrow().is_some() || !it.decoded.borrow().is_empty() {
        it.forget();
        if let Some(decoder) = it.decoder.borrow_mut().as_mut() {
            decoder.reset(vm)?;
        }
    }
    Ok(vm.int(text.len() as i64))
}

fn encode(vm: &Vm, it: &TextIo, text: &Ref) -> Res<Vec<u8>> {
    let (encoding, errors) = (it.encoding.borrow().clone(), it.errors.borrow().clone());
    let normal = encoding.to_lowercase().replace('_', "-");
    // The mark at the start is written once.
    let goes_on = match normal.as_str() {
        "utf-16" => "utf-16-le",
        "utf-32" => "utf-32-le",
        "utf-8-sig" => "utf-8",
        _ => &encoding,
    };
    let encoding = if it.wrote.get() { goes_on } else { &encoding };
    let found = encode_text(vm, text, encoding, &errors)?;
    it.wrote.set(true);
    Ok(as_bytes(&found).unwrap_or_default().into_owned())
}

/// What waits goes to the buffer.
fn flush_pending(vm: &Vm, object: &Ref) -> Res<()> {
    let it = object.expect::<TextIo>();
    if it.pending.borrow().is_empty() {
        return Ok(());
    }
    let buffer = buffer(vm, object)?;
    let bytes = vm.bytes(it.take_pending());
    vm.call_method(&buffer, "write", Args::one(bytes)).map(drop)
}

/// Makes sure that there is a decoder.
fn start_decoder(vm: &Vm, it: &TextIo) -> Res<()> {
    if it.decoder.borrow().is_some() {
        return Ok(());
    }
    if !it.reads.get() {
        return Err(unsupported(vm, "not readable"));
    }
    let (encoding, errors) = (it.encoding.borrow().clone(), it.errors.borrow().clone());
    let newlines = it.newlines.borrow().clone();
    let decoder = Decoder::new(vm, &encoding, &errors, &newlines)?;
    drop(it.decoder.replace(Some(decoder)));
    Ok(())
}

/// Decodes with the file's decoder, which is away meanwhile: errors handlers are Python code.
fn decode(vm: &Vm, it: &TextIo, bytes: &[u8], is_final: bool) -> Res<Vec<u32>> {
    let Some(mut decoder) = it.decoder.borrow_mut().take() else {
        return Err(unsupported(vm, "not readable"));
    };
    let found = decoder.decode(vm, bytes, is_final);
    it.decoder.replace(Some(decoder));
    found
}

/// Reads and decodes once more; false at the end of the file.
fn read_chunk(vm: &Vm, object: &Ref) -> Res<bool> {
    let it = object.expect::<TextIo>();
    let buffer = buffer(vm, object)?;
    start_decoder(vm, it)?;
    let before = it.decoder.borrow().clone();
    let size = Args::one(vm.int(it.chunk.get() as i64));
    let has_read1 = vm.find_attribute(&buffer, &vm.intern("read1"))?.is_some();
    let found = vm.call_method(&buffer, if has_read1 { "read1" } else { "read" }, size)?;
    let bytes = match as_bytes(&found) {
        Some(bytes) => bytes.into_owned(),
        None => {
            let given = vm.type_name(&found);
            let name = if has_read1 { "read1" } else { "read" };
            let text = format!(
                "underlying {name}() should have returned a bytes-like object, not '{given}'"
            );
            return Err(vm.type_error(text));
        }
    };
    let is_final = bytes.is_empty();
    let new = decode(vm, it, &bytes, is_final)?;
    vm.reserve(4 * new.len() as u64)?;
    // Characters that were not handed on stay before the new ones.
    let mut decoded = it.decoded.borrow_mut();
    let used = it.used.replace(0);
    let left = decoded.len() - used;
    decoded.drain(..used);
    decoded.extend(new);
    drop(decoded);
    let old = it.snapshot.replace(None);
    let next = match (old, before) {
        // The bytes of what is left are part of where a place is found again.
        (Some((decoder, mut chunk)), _) if left > 0 => {
            it.used.set(0);
            chunk.extend(&bytes);
            place::without_used(vm, decoder, chunk, used)?
        }
        (_, Some(before)) if left == 0 => Some((before, bytes)),
        _ => None,
    };
    drop(it.snapshot.replace(next));
    Ok(!is_final)
}

fn read(vm: &Vm, object: &Ref, size: Option<usize>) -> Res {
    let it = object.expect::<TextIo>();
    flush_pending(vm, object)?;
    let buffer = buffer(vm, object)?;
    start_decoder(vm, it)?;
    let Some(size) = size else {
        let found = call(vm, &buffer, "read")?;
        let Some(bytes) = found.get::<Bytes>() else {
            let given = vm.type_name(&found);
            let text = format!(
                "underlying read() should have returned a bytes-like object, not '{given}'"
            );
            return Err(vm.type_error(text));
        };
        let new = decode(vm, it, &bytes.0, true)?;
        let mut all = take(it, usize::MAX);
        all.extend(new);
        it.forget();
        return Ok(vm.new_str(text::Str::from_code_points(all)));
    };
    while it.decoded.borrow().len() - it.used.get() < size {
        if !read_chunk(vm, object)? {
            break;
        }
    }
    let taken = take(it, size);
    Ok(vm.new_str(text::Str::from_code_points(taken)))
}

/// Takes at most so many of the decoded characters.
fn take(it: &TextIo, size: usize) -> Vec<u32> {
    let decoded = it.decoded.borrow();
    let start = it.used.get();
    let end = start.saturating_add(size).min(decoded.len());
    it.used.set(end);
    decoded[start..end].to_vec()
}

fn read_line(vm: &Vm, object: &Ref, limit: usize) -> Res<Vec<u32>> {
    open(vm, object)?;
    let it = object.expect::<TextIo>();
    flush_pending(vm, object)?;
    let newlines = it.newlines.borrow().clone();
    let mut searched = 0;
    loop {
        let (end, length) = {
            let decoded = it.decoded.borrow();
            let rest = &decoded[it.used.get()..];
            let from = searched.min(rest.len());
            (newlines.line_end(&rest[from..]).map(|it| it + from), rest.len())
        };
        if let Some(end) = end {
            return Ok(take(it, end.min(limit)));
        }
        if length >= limit {
            return Ok(take(it, limit));
        }
        // A `\r` at the end may go on with a `\n`.
        searched = length.saturating_sub(1);
        if !read_chunk(vm, object)? {
            return Ok(take(it, limit));
        }
    }
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<TextIo>();
    let mut text = "<_io.TextIOWrapper".to_owned();
    if buffer_of(it).is_some() {
        let find = |name: &Ref| match vm.find_attribute(object, name) {
            Err(error) if vm.is_raised(&error, &vm.exceptions.ValueError) => Ok(None),
            found => found,
        };
        if let Some(name) = find(&vm.names.name)? {
            text += &format!(" name={}", vm.repr_text(&name)?);
        }
        if let Some(mode) = find(&vm.names.mode)? {
            text += &format!(" mode={}", vm.repr_text(&mode)?);
        }
    }
    let encoding = vm.str(&it.encoding.borrow());
    Ok(vm.str(&format!("{text} encoding={}>", vm.repr_text(&encoding)?)))
}
