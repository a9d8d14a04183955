//! `BytesIO`: a file of bytes in memory.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref, Slot};
use crate::objects::bytearray::ByteArray;
use crate::objects::bytes::as_bytes;
use crate::objects::type_;
use crate::signature::Signature;
use crate::typedef::{TypeDef, getter, method};
use crate::vm::Vm;

use super::base::{BUFFERED_BASE, FLAGS};
use super::{buffer_len, bytes_of, fill_buffer, size_of};

/// The bytes and the place where reading or writing goes on.
pub(crate) struct BytesIo {
    /// A bytearray; empty when the file is closed.
    bytes: Slot,
    /// The bytes object it was made from or gave out last, while it says the same.
    same: Slot,
    at: Cell<usize>,
}

impl Payload for BytesIo {
    const TRACKED: bool = true;

    fn traverse(&self, visit: &mut dyn FnMut(&Ref)) {
        self.bytes.visit(visit);
    }

    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        self.bytes.visit(visit);
        self.same.visit(visit);
    }
}

/// `BytesIO`.
pub(super) static BYTES_IO: TypeDef = TypeDef {
    name: "_io.BytesIO",
    base: Some(&BUFFERED_BASE),
    flags: FLAGS,
    slots: |it| {
        it.tp_new.set(Some(|vm, class, _| {
            let bytes = Slot::new(Some(vm.call(&vm.types.bytearray, Args::none())?));
            let it = BytesIo { bytes, same: Slot::default(), at: Cell::new(0) };
            Ok(type_::instantiate(class, it))
        }));
        it.tp_init.set(Some(|vm, object, args| {
            let args = Signature::parse("BytesIO(initial_bytes=b'')", false).bind(vm, args)?;
            init(vm, object, &args)
        }));
        it.tp_iternext.set(Some(|vm, object| {
            let line = read_line(vm, object, usize::MAX)?;
            Ok(if line.is_empty() { None } else { Some(vm.bytes(line)) })
        }));
    },
    methods: &[
        method("read(self, size=-1, /)", |vm, object, args| read(vm, object, &args)),
        method("read1(self, size=-1, /)", |vm, object, args| read(vm, object, &args)),
        method("readline(self, size=-1, /)", |vm, object, args| {
            let size = size_of(vm, &args, 0)?;
            let line = read_line(vm, object, usize::try_from(size).unwrap_or(usize::MAX))?;
            Ok(vm.bytes(line))
        }),
        method("readlines(self, size=None, /)", |vm, object, args| {
            let hint = usize::try_from(size_of(vm, &args, 0)?).ok().filter(|&it| it > 0);
            let (mut lines, mut total) = (Vec::new(), 0);
            loop {
                let line = read_line(vm, object, usize::MAX)?;
                if line.is_empty() || hint.is_some_and(|hint| total >= hint) {
                    return Ok(vm.list(lines));
                }
                total += line.len();
                vm.charge(1)?;
                lines.push(vm.bytes(line));
            }
        }),
        method("readinto(self, buffer, /)", |vm, object, args| {
            open(vm, object)?;
            let room = buffer_len(vm, &args[0])?;
            fill_buffer(vm, &args[0], taken(vm, object, room)?)
        }),
        method("write(self, b, /)", |vm, object, args| {
            open(vm, object)?;
            let bytes = bytes_of(vm, &args[0])?;
            write(vm, object, &bytes)?;
            Ok(vm.int(bytes.len() as i64))
        }),
        method("writelines(self, lines, /)", |vm, object, args| {
            open(vm, object)?;
            vm.for_each(&args[0], |line| write(vm, object, &bytes_of(vm, &line)?))?;
            Ok(vm.none.clone())
        }),
        method("getvalue(self, /)", |vm, object, _| {
            let bytes = open(vm, object)?;
            let it = object.expect::<BytesIo>();
            if let Some(same) = it.same.get() {
                return Ok(same);
            }
            let found = vm.bytes(bytes.expect::<ByteArray>().to_vec());
            it.same.set(Some(found.clone()));
            Ok(found)
        }),
        method("getbuffer(self, /)", |vm, object, _| {
            let bytes = open(vm, object)?;
            object.expect::<BytesIo>().same.set(None);
            vm.call(&vm.types.memoryview, Args::one(bytes))
        }),
        method("tell(self, /)", |vm, object, _| {
            open(vm, object)?;
            Ok(vm.int(object.expect::<BytesIo>().at.get() as i64))
        }),
        method("seek(self, pos, whence=0, /)", seek),
        method("truncate(self, size=None, /)", |vm, object, args| {
            let bytes = open(vm, object)?;
            let it = object.expect::<BytesIo>();
            let size = match args.get_not_none(vm, 0) {
                Some(_) => size_of(vm, &args, 0)?,
                None => it.at.get() as isize,
            };
            let Ok(end) = usize::try_from(size) else {
                return Err(vm.value_error(format!("negative size value {size}")));
            };
            it.same.set(None);
            if end < bytes.expect::<ByteArray>().len() {
                cut(vm, &bytes, end)?;
            }
            Ok(vm.int(size as i64))
        }),
        method("close(self, /)", |vm, object, _| {
            let it = object.expect::<BytesIo>();
            it.same.set(None);
            it.bytes.set(None);
            Ok(vm.none.clone())
        }),
        method("flush(self, /)", |vm, object, _| open(vm, object).map(|_| vm.none.clone())),
        method("isatty(self, /)", |vm, object, _| open(vm, object).map(|_| vm.bool(false))),
        method("readable(self, /)", |vm, object, _| open(vm, object).map(|_| vm.bool(true))),
        method("writable(self, /)", |vm, object, _| open(vm, object).map(|_| vm.bool(true))),
        method("seekable(self, /)", |vm, object, _| open(vm, object).map(|_| vm.bool(true))),
        method("__getstate__(self, /)", |vm, object, _| {
            let value = super::call(vm, object, "getvalue")?;
            let at = vm.int(object.expect::<BytesIo>().at.get() as i64);
            let dict = vm.instance_dict_if_any(object).unwrap_or_else(|| vm.none.clone());
            Ok(vm.tuple(vec![value, at, dict]))
        }),
        method("__setstate__(self, state, /)", |vm, object, args| {
            let [value, at, dict] = vm.tuple_items(&args[0]).try_into().map_err(|_| {
                let given = vm.type_name(&args[0]);
                vm.type_error(format!(
                    "{}.__setstate__ argument should be 3-tuple, got {given}",
                    object.ty().full_name()
                ))
            })?;
            init(vm, object, &Args::one(value))?;
            let at = vm.index_or_overflow(&at)?;
            let Ok(at) = usize::try_from(at) else {
                return Err(vm.value_error("position value cannot be negative".to_owned()));
            };
            object.expect::<BytesIo>().at.set(at);
            if !dict.is(&vm.none) {
                vm.dict_update(&vm.instance_dict(object)?, &dict)?;
            }
            Ok(vm.none.clone())
        }),
    ],
    getset: &[getter("closed", |vm, object| {
        Ok(vm.bool(object.expect::<BytesIo>().bytes.is_none()))
    })],
    doc: "Buffered I/O implementation using an in-memory bytes buffer.",
    size: (64, 0),
};

/// The bytearray of a file that is open.
fn open(vm: &Vm, object: &Ref) -> Res {
    let bytes = object.expect::<BytesIo>().bytes.get();
    bytes.ok_or_else(|| vm.value_error("I/O operation on closed file.".to_owned()))
}

fn init(vm: &Vm, object: &Ref, args: &Args) -> Res<()> {
    let it = object.expect::<BytesIo>();
    let given = args.get_not_none(vm, 0);
    let bytes = given.map_or(Ok(Vec::new()), |given| bytes_of(vm, given))?;
    vm.reserve(bytes.len() as u64)?;
    it.at.set(0);
    it.bytes.set(Some(ByteArray::object(vm, bytes)));
    it.same.set(given.filter(|it| it.is_exactly(&vm.types.bytes)).cloned());
    Ok(())
}

/// The next bytes, at most so many.
fn taken(vm: &Vm, object: &Ref, size: usize) -> Res<Vec<u8>> {
    let bytes = open(vm, object)?;
    let it = object.expect::<BytesIo>();
    let bytes = as_bytes(&bytes).unwrap_or_default();
    let start = it.at.get().min(bytes.len());
    let end = start.saturating_add(size).min(bytes.len());
    vm.reserve((end - start) as u64)?;
    it.at.set(it.at.get().max(end));
    Ok(bytes[start..end].to_vec())
}

fn read(vm: &Vm, object: &Ref, args: &Args) -> Res {
    open(vm, object)?;
    let size = size_of(vm, args, 0)?;
    let it = object.expect::<BytesIo>();
    if let Some(same) = it.same.get()
        && it.at.get() == 0
        && size < 0
    {
        it.at.set(vm.length(&same)?);
        return Ok(same);
    }
    taken(vm, object, usize::try_from(size).unwrap_or(usize::MAX)).map(|it| vm.bytes(it))
}

fn read_line(vm: &Vm, object: &Ref, limit: usize) -> Res<Vec<u8>> {
    let bytes = open(vm, object)?;
    let at = object.expect::<BytesIo>().at.get();
    let length = bytes.expect::<ByteArray>().change(|bytes| {
        let rest = &bytes[at.min(bytes.len())..];
        rest.iter().position(|&it| it == b'\n').map_or(rest.len(), |it| it + 1)
    });
    taken(vm, object, length.min(limit))
}

fn write(vm: &Vm, object: &Ref, new: &[u8]) -> Res<()> {
    let bytes = open(vm, object)?;
    let it = object.expect::<BytesIo>();
    if new.is_empty() {
        return Ok(());
    }
    it.same.set(None);
    let (start, len) = (it.at.get(), bytes.expect::<ByteArray>().len());
    let end = start.saturating_add(new.len());
    vm.reserve(end.saturating_sub(len) as u64)?;
    if end > len {
        let more = vm.bytes(vec![0; end - len]);
        vm.call_method(&bytes, "extend", Args::one(more))?;
    }
    bytes.expect::<ByteArray>().change(|bytes| bytes[start..end].copy_from_slice(new));
    it.at.set(end);
    Ok(())
}

/// Deletes what comes after; a bytearray that lent its bytes refuses.
fn cut(vm: &Vm, bytes: &Ref, end: usize) -> Res<()> {
    let range = vm.slice(vm.int(end as i64), vm.none.clone(), vm.none.clone());
    vm.set_item(bytes, &range, None)
}

fn seek(vm: &Vm, object: &Ref, args: Args) -> Res {
    let bytes = open(vm, object)?;
    let it = object.expect::<BytesIo>();
    let offset = vm.index_or_overflow(&args[0])?;
    let whence = args.get(1).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
    let from = match whence {
        0 if offset < 0 => return Err(vm.value_error(format!("negative seek value {offset}"))),
        0 => 0,
        1 => it.at.get() as isize,
        2 => bytes.expect::<ByteArray>().len() as isize,
        _ => {
            let text = format!("invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(vm.value_error(text));
        }
    };
    let Some(at) = from.checked_add(offset) else {
        return Err(vm.overflow_error("new position too large".to_owned()));
    };
    it.at.set(at.max(0) as usize);
    Ok(vm.int(at.max(0) as i64))
}
