//! `_IOBase` and its three kinds: what a file can do if it says nothing else.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::bytes::{Bytes, as_bytes};
use crate::objects::object::Object;
use crate::objects::type_;
use crate::typedef::{BASE, NativeDef, TypeDef, flag, getset, getter, method};
use crate::vm::Vm;

use super::{BUFFER_SIZE, bytes_of, call, check_open, is_closed, size_of, unsupported};

/// What all types of `_io` have: a dict, weak references, cycles.
pub(super) const FLAGS: u32 = flag::BASETYPE | flag::HAS_DICT | flag::HAS_WEAKREFS | flag::HAVE_GC;

/// `_IOBase`.
pub(super) static IO_BASE: TypeDef = TypeDef {
    name: "_io._IOBase",
    flags: FLAGS,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Object))));
        it.tp_iter.set(Some(|vm, object| {
            check_open(vm, object)?;
            Ok(object.clone())
        }));
        it.tp_iternext.set(Some(|vm, object| {
            let line = call(vm, object, "readline")?;
            Ok(if vm.length(&line)? == 0 { None } else { Some(line) })
        }));
        it.tp_finalize.set(Some(finalize));
    },
    methods: METHODS,
    getset: &[getter("closed", |vm, object| is_marked(vm, object).map(|it| vm.bool(it)))],
    doc: "The abstract base class for all I/O classes.",
    ..BASE
};

/// `_RawIOBase`.
pub(super) static RAW_BASE: TypeDef = TypeDef {
    name: "_io._RawIOBase",
    base: Some(&IO_BASE),
    flags: FLAGS,
    methods: &[
        method("read(self, size=-1, /)", |vm, object, args| {
            let size = size_of(vm, &args, 0)?;
            if size < 0 {
                return call(vm, object, "readall");
            }
            vm.charge_len(size as usize)?;
            let zeros = vm.bytes(vec![0; size as usize]);
            let buffer = vm.call(&vm.types.bytearray, Args::one(zeros))?;
            let found = vm.call_method(object, "readinto", Args::one(buffer.clone()))?;
            if found.is(&vm.none) {
                return Ok(found);
            }
            let count = vm.index_or_overflow(&found)?.max(0) as usize;
            let bytes = as_bytes(&buffer).unwrap_or_default();
            Ok(vm.bytes(bytes[..count.min(bytes.len())].to_vec()))
        }),
        method("readall(self, /)", |vm, object, _| {
            let mut all = Vec::new();
            loop {
                let size = vm.int(BUFFER_SIZE as i64);
                let found = vm.call_method(object, "read", Args::one(size))?;
                if found.is(&vm.none) {
                    return Ok(if all.is_empty() { found } else { vm.bytes(all) });
                }
                let Some(bytes) = found.get::<Bytes>() else {
                    return Err(vm.type_error("read() should return bytes".to_owned()));
                };
                if bytes.0.is_empty() {
                    return Ok(vm.bytes(all));
                }
                vm.reserve(bytes.0.len() as u64)?;
                all.extend_from_slice(&bytes.0);
            }
        }),
    ],
    doc: "Base class for raw binary I/O.",
    ..BASE
};

/// `_BufferedIOBase`.
pub(super) static BUFFERED_BASE: TypeDef = TypeDef {
    name: "_io._BufferedIOBase",
    base: Some(&IO_BASE),
    flags: FLAGS,
    methods: &[
        method("detach(self, /)", |vm, _, _| Err(unsupported(vm, "detach"))),
        method("read(self, size=-1, /)", |vm, _, _| Err(unsupported(vm, "read"))),
        method("read1(self, size=-1, /)", |vm, _, _| Err(unsupported(vm, "read1"))),
        method("write(self, b, /)", |vm, _, _| Err(unsupported(vm, "write"))),
        method("readinto(self, buffer, /)", |vm, object, args| {
            read_into(vm, object, &args[0], "read")
        }),
        method("readinto1(self, buffer, /)", |vm, object, args| {
            read_into(vm, object, &args[0], "read1")
        }),
    ],
    doc: "Base class for buffered IO objects.",
    ..BASE
};

/// `_TextIOBase`.
pub(super) static TEXT_BASE: TypeDef = TypeDef {
    name: "_io._TextIOBase",
    base: Some(&IO_BASE),
    flags: FLAGS,
    methods: &[
        method("detach(self, /)", |vm, _, _| Err(unsupported(vm, "detach"))),
        method("read(self, size=-1, /)", |vm, _, _| Err(unsupported(vm, "read"))),
        method("readline(self, size=-1, /)", |vm, _, _| Err(unsupported(vm, "readline"))),
        method("write(self, s, /)", |vm, _, _| Err(unsupported(vm, "write"))),
    ],
    getset: &[
        getter("encoding", |vm, _| Ok(vm.none.clone())),
        getter("newlines", |vm, _| Ok(vm.none.clone())),
        getset(
            "errors",
            |vm, _| Ok(vm.none.clone()),
            |vm, object, _| {
                let text = "attribute 'errors' of '_io._TextIOBase' objects is not writable";
                Err(vm.attribute_error(text.to_owned(), object, &vm.intern("errors")))
            },
        ),
    ],
    doc: "Base class for text I/O.",
    ..BASE
};

const METHODS: &[NativeDef] = &[
    method("seek(self, offset, whence=0, /)", |vm, _, _| Err(unsupported(vm, "seek"))),
    method("tell(self, /)", |vm, object, _| {
        vm.call_method(object, "seek", Args::positional([vm.int(0), vm.int(1)]))
    }),
    method("truncate(self, size=None, /)", |vm, _, _| Err(unsupported(vm, "truncate"))),
    method("fileno(self, /)", |vm, _, _| Err(unsupported(vm, "fileno"))),
    method("flush(self, /)", |vm, object, _| {
        if is_marked(vm, object)? {
            return Err(vm.value_error("I/O operation on closed file.".to_owned()));
        }
        Ok(vm.none.clone())
    }),
    method("close(self, /)", |vm, object, _| {
        if is_marked(vm, object)? {
            return Ok(vm.none.clone());
        }
        let flushed = call(vm, object, "flush");
        vm.set_attribute(object, &vm.intern(CLOSED), Some(vm.bool(true)))?;
        flushed.map(|_| vm.none.clone())
    }),
    method("seekable(self, /)", |vm, _, _| Ok(vm.bool(false))),
    method("readable(self, /)", |vm, _, _| Ok(vm.bool(false))),
    method("writable(self, /)", |vm, _, _| Ok(vm.bool(false))),
    method("isatty(self, /)", |vm, object, _| {
        check_open(vm, object)?;
        Ok(vm.bool(false))
    }),
    method("_checkClosed(self, /)", |vm, object, _| {
        check_open(vm, object)?;
        Ok(vm.none.clone())
    }),
    method("_checkSeekable(self, /)", |vm, object, _| {
        check_can(vm, object, "seekable", "File or stream is not seekable.")
    }),
    method("_checkReadable(self, /)", |vm, object, _| {
        check_can(vm, object, "readable", "File or stream is not readable.")
    }),
    method("_checkWritable(self, /)", |vm, object, _| {
        check_can(vm, object, "writable", "File or stream is not writable.")
    }),
    method("__enter__(self, /)", |vm, object, _| {
        check_open(vm, object)?;
        Ok(object.clone())
    }),
    method("__exit__(self, *args)", |vm, object, _| call(vm, object, "close")),
    method("readline(self, size=-1, /)", |vm, object, args| {
        let limit = size_of(vm, &args, 0)?;
        read_line(vm, object, usize::try_from(limit).unwrap_or(usize::MAX))
    }),
    method("readlines(self, hint=-1, /)", |vm, object, args| {
        let hint = size_of(vm, &args, 0)?;
        read_lines(vm, object, usize::try_from(hint).ok().filter(|&it| it > 0))
    }),
    method("writelines(self, lines, /)", |vm, object, args| {
        check_open(vm, object)?;
        vm.for_each(&args[0], |line| vm.call_method(object, "write", Args::one(line)).map(drop))?;
        Ok(vm.none.clone())
    }),
];

/// The attribute that says that a file was closed.
const CLOSED: &str = "__IOBase_closed";

fn is_marked(vm: &Vm, object: &Ref) -> Res<bool> {
    Ok(vm.find_attribute(object, &vm.intern(CLOSED))?.is_some())
}

/// `object.name()` must be `True`.
pub(super) fn check_can(vm: &Vm, object: &Ref, name: &str, text: &str) -> Res {
    let found = call(vm, object, name)?;
    if found.is(&vm.true_) {
        return Ok(found);
    }
    Err(unsupported(vm, text))
}

/// A line, byte by byte where the file cannot be peeked into.
fn read_line(vm: &Vm, object: &Ref, limit: usize) -> Res {
    let peek = vm.find_attribute(object, &vm.intern("peek"))?;
    let mut line = Vec::new();
    while line.len() < limit {
        let mut wanted = 1;
        if let Some(peek) = &peek {
            let ahead = bytes_of(vm, &vm.call(peek, Args::one(vm.int(1)))?)?;
            if !ahead.is_empty() {
                let end = ahead.iter().position(|&it| it == b'\n').map_or(ahead.len(), |it| it + 1);
                wanted = end.min(limit - line.len());
            }
        }
        let found = vm.call_method(object, "read", Args::one(vm.int(wanted as i64)))?;
        let Some(bytes) = found.get::<Bytes>() else {
            let given = vm.type_name(&found);
            let text = format!("read() should have returned a bytes object, not '{given}'");
            return Err(vm.raise(&vm.exceptions.OSError, vec![vm.str(&text)]));
        };
        if bytes.0.is_empty() {
            break;
        }
        vm.reserve(bytes.0.len() as u64)?;
        line.extend_from_slice(&bytes.0);
        if line.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(vm.bytes(line))
}

fn read_lines(vm: &Vm, object: &Ref, hint: Option<usize>) -> Res {
    let (mut lines, mut length) = (Vec::new(), 0);
    let iterator = vm.iter(object)?;
    while let Some(line) = vm.next(&iterator)? {
        length += vm.length(&line)?;
        vm.charge(1)?;
        lines.push(line);
        if hint.is_some_and(|hint| length > hint) {
            break;
        }
    }
    Ok(vm.list(lines))
}

fn read_into(vm: &Vm, object: &Ref, buffer: &Ref, method: &str) -> Res {
    let room = super::buffer_len(vm, buffer)?;
    let found = vm.call_method(object, method, Args::one(vm.int(room as i64)))?;
    let Some(bytes) = found.get::<Bytes>() else {
        return Err(vm.type_error(format!("{method}() should return bytes")));
    };
    if bytes.0.len() > room {
        let text = format!(
            "{method}() returned too much data: {room} bytes requested, {} returned",
            bytes.0.len()
        );
        return Err(vm.value_error(text));
    }
    super::fill_buffer(vm, buffer, bytes.0.to_vec())
}

/// A file that nobody holds any more is closed (`iobase_finalize`).
fn finalize(vm: &Vm, object: &Ref) -> Res<()> {
    if is_closed(vm, object).unwrap_or(false) {
        return Ok(());
    }
    // Files may tell that nobody closed them.
    let _ = vm.set_attribute(object, &vm.intern("_finalizing"), Some(vm.bool(true)));
    if let Err(error) = call(vm, object, "close") {
        vm.unraisable(error, Some(object));
    }
    Ok(())
}
