//! `_io`: files in three layers, as CPython has them: bytes of what is open (`FileIO`), a buffer over
//! them, and text over that; and files that are objects alone (`BytesIO`, `StringIO`).
//!
//! What an operation means follows Modules/_io and Lib/_pyio.py of CPython 3.13.

mod base;
mod buffered;
mod bytes_io;
mod decode;
mod newline;
mod open;
mod pair;
mod raw;
mod standard;
mod string_io;
mod text;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::bytes::{Bytes, as_bytes};
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

pub(crate) use buffered::Buffered;
pub(crate) use bytes_io::BytesIo;
pub(crate) use newline::NewlineDecoder;
pub(crate) use pair::Pair;
pub(crate) use raw::FileIo;
pub(crate) use string_io::StringIo;
pub(crate) use text::TextIo;

pub(super) use open::open;
pub(super) use standard::standard_stream;
pub(crate) use standard::{flush_at_end, flush_standard};

/// How many bytes a buffer has room for (`DEFAULT_BUFFER_SIZE`).
const BUFFER_SIZE: usize = 8192;

/// `_io`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_io",
    doc: "The io module provides the Python interfaces to stream handling.",
    functions: &[
        function(
            "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
            open,
        ),
        function("open_code(path)", |vm, module, args| {
            if args[0].get::<Str>().is_none() {
                let given = vm.type_name(&args[0]);
                let text = format!("open_code() argument 'path' must be str, not {given}");
                return Err(vm.type_error(text));
            }
            open(vm, module, Args::positional([args[0].clone(), vm.str("rb")]))
        }),
        function("text_encoding(encoding, stacklevel=2, /)", |vm, _, args| {
            Ok(args.get_not_none(vm, 0).cloned().unwrap_or_else(|| vm.str("locale")))
        }),
    ],
    fill,
};

fn fill(vm: &Vm, module: &Ref) -> Res<()> {
    let it = module.expect::<Module>();
    it.set(vm, "DEFAULT_BUFFER_SIZE", vm.int(BUFFER_SIZE as i64));
    let types = [
        &base::IO_BASE,
        &base::RAW_BASE,
        &base::BUFFERED_BASE,
        &base::TEXT_BASE,
        &raw::FILE_IO,
        &bytes_io::BYTES_IO,
        &string_io::STRING_IO,
        &newline::NEWLINE_DECODER,
        &buffered::READER,
        &buffered::WRITER,
        &buffered::RANDOM,
        &pair::PAIR,
        &text::TEXT_IO,
    ];
    for def in types {
        it.set(vm, def.name.rsplit('.').next().unwrap_or_default(), vm.type_of(def));
    }
    let bases = vm.tuple(vec![vm.exceptions.OSError.clone(), vm.exceptions.ValueError.clone()]);
    let args = Args::positional([vm.str("UnsupportedOperation"), bases, vm.dict()]);
    let unsupported = vm.call(&vm.types.type_, args)?;
    type_::set_attribute(vm, &unsupported, "__module__", vm.str("io"));
    it.set(vm, "UnsupportedOperation", unsupported);
    it.set(vm, "BlockingIOError", vm.exceptions.BlockingIOError.clone());
    Ok(())
}

/// `io.UnsupportedOperation`.
fn unsupported(vm: &Vm, text: &str) -> Raised {
    let class = vm
        .import("_io")
        .ok()
        .and_then(|it| it.get::<Module>().and_then(|it| it.get(vm, "UnsupportedOperation")));
    vm.raise(&class.unwrap_or_else(|| vm.exceptions.OSError.clone()), vec![vm.str(text)])
}

/// `object.name()`.
fn call(vm: &Vm, object: &Ref, name: &str) -> Res {
    vm.call_method(object, name, Args::none())
}

/// Is `object.closed` true?
fn is_closed(vm: &Vm, object: &Ref) -> Res<bool> {
    let closed = vm.get_attribute(object, &vm.names.closed)?;
    vm.is_true(&closed)
}

/// A `ValueError` if it is closed.
fn check_open(vm: &Vm, object: &Ref) -> Res<()> {
    match is_closed(vm, object)? {
        true => Err(vm.value_error("I/O operation on closed file.".to_owned())),
        false => Ok(()),
    }
}

/// The bytes of a bytes-like object.
fn bytes_of(vm: &Vm, object: &Ref) -> Res<Vec<u8>> {
    if let Some(found) = as_bytes(object) {
        return Ok(found.into_owned());
    }
    let is_buffer = object.get::<Str>().is_none()
        && object.ty().slots.nb_index.get().is_none()
        && !object.is(&vm.none);
    let view = match is_buffer {
        true => vm.call(&vm.types.memoryview, Args::one(object.clone())),
        false => Err(not_bytes(vm, object)),
    };
    let view = view.map_err(|error| match vm.is_raised(&error, &vm.exceptions.TypeError) {
        true => not_bytes(vm, object),
        false => error,
    })?;
    let bytes = call(vm, &view, "tobytes")?;
    Ok(as_bytes(&bytes).unwrap_or_default().into_owned())
}

fn not_bytes(vm: &Vm, object: &Ref) -> Raised {
    vm.type_error(format!("a bytes-like object is required, not '{}'", vm.type_name(object)))
}

/// Puts bytes at the start of a writable buffer.
fn fill_buffer(vm: &Vm, buffer: &Ref, bytes: Vec<u8>) -> Res {
    let view = vm.call(&vm.types.memoryview, Args::one(buffer.clone()))?;
    let count = vm.int(bytes.len() as i64);
    let range = vm.slice(vm.none.clone(), count.clone(), vm.none.clone());
    vm.set_item(&view, &range, Some(vm.bytes(bytes)))?;
    Ok(count)
}

/// How many bytes a writable buffer has room for.
fn buffer_len(vm: &Vm, buffer: &Ref) -> Res<usize> {
    let view = vm.call(&vm.types.memoryview, Args::one(buffer.clone()));
    let found = view.and_then(|it| vm.get_attribute(&it, &vm.intern("nbytes")));
    match found {
        Ok(it) if buffer.get::<Bytes>().is_none() => Ok(vm.index_or_overflow(&it)?.max(0) as usize),
        _ => {
            let given = vm.type_name(buffer);
            let text =
                format!("readinto() argument must be read-write bytes-like object, not {given}");
            Err(vm.type_error(text))
        }
    }
}

/// The argument `size` of `read` and its kin: -1 where it is left out or `None`.
fn size_of(vm: &Vm, args: &Args, index: usize) -> Res<isize> {
    let Some(given) = args.get_not_none(vm, index) else { return Ok(-1) };
    if given.ty().slots.nb_index.get().is_none() {
        let given = vm.type_name(given);
        return Err(vm.type_error(format!("argument should be integer or None, not '{given}'")));
    }
    vm.index_or_overflow(given)
}
