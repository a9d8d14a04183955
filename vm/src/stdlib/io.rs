//! `_io`: files in memory, `StringIO` and `BytesIO`; `open` reads what the host grants and writes
//! into memory, where the same run finds it again.

use std::cell::{Cell, RefCell};

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::files::{Errno, flag as open_flag};
use crate::heap::{Payload, Ref};
use crate::objects::bytes::Bytes;
use crate::objects::module::Module;
use crate::objects::object::Object;
use crate::objects::str_::Str;
use crate::objects::type_;
use crate::stdlib::posix::{Accepts, Path, os_error};
use crate::text;
use crate::typedef::{BASE, ModuleDef, NativeDef, TypeDef, flag, function, getter, method};
use crate::vm::Vm;

/// A file: code points of a text, or bytes.
#[derive(Default)]
pub(crate) struct File {
    units: RefCell<Vec<u32>>,
    at: Cell<usize>,
    closed: Cell<bool>,
    is_text: bool,
    readable: bool,
    writable: bool,
    appends: bool,
    /// Where it is kept when it is closed or flushed.
    path: RefCell<Option<String>>,
    mode: String,
}

impl Payload for File {}

/// `_io`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_io",
    doc: "Files in memory.",
    functions: &[
        function(
            "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
            open,
        ),
        function("open_code(path)", |vm, module, args| {
            open(vm, module, Args::positional([args[0].clone(), vm.str("rb")]))
        }),
        function("text_encoding(encoding, stacklevel=2, /)", |vm, _, args| {
            Ok(args.get_not_none(vm, 0).cloned().unwrap_or_else(|| vm.str("utf-8")))
        }),
    ],
    fill: |vm, module| {
        let it = module.expect::<Module>();
        it.set(vm, "DEFAULT_BUFFER_SIZE", vm.int(8192));
        let bases = [
            &IO_BASE,
            &RAW_BASE,
            &BUFFERED_BASE,
            &TEXT_BASE,
            &STRING_IO,
            &BYTES_IO,
            &FILE_IO,
            &BUFFERED_READER,
            &BUFFERED_WRITER,
            &BUFFERED_RANDOM,
            &BUFFERED_PAIR,
            &NEWLINE_DECODER,
        ];
        for def in bases {
            it.set(vm, def.name.rsplit('.').next().unwrap_or_default(), vm.type_of(def));
        }
        let stdout = vm.import("sys")?.expect::<Module>().get(vm, "stdout");
        it.set(vm, "TextIOWrapper", stdout.map_or_else(|| vm.none.clone(), |it| it.class()));
        let bases = vm.tuple(vec![vm.exceptions.OSError.clone(), vm.exceptions.ValueError.clone()]);
        let args = Args::positional([vm.str("UnsupportedOperation"), bases, vm.dict()]);
        let unsupported = vm.call(&vm.types.type_, args)?;
        type_::set_attribute(vm, &unsupported, "__module__", vm.str("io"));
        it.set(vm, "UnsupportedOperation", unsupported);
        it.set(vm, "BlockingIOError", vm.exceptions.BlockingIOError.clone());
        Ok(())
    },
};

const PLAIN: TypeDef = TypeDef {
    flags: flag::BASETYPE | flag::HAS_DICT | flag::HAS_WEAKREFS | flag::HAVE_GC,
    slots: |it| it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, Object)))),
    methods: &[
        method("__enter__(self, /)", |_, object, _| Ok(object.clone())),
        method("__exit__(self, *args)", |vm, object, _| {
            vm.call_method(object, "close", Args::none())
        }),
        method("close(self, /)", |vm, _, _| Ok(vm.none.clone())),
        method("flush(self, /)", |vm, _, _| Ok(vm.none.clone())),
        method("readable(self, /)", |vm, _, _| Ok(vm.bool(false))),
        method("writable(self, /)", |vm, _, _| Ok(vm.bool(false))),
        method("seekable(self, /)", |vm, _, _| Ok(vm.bool(false))),
        method("isatty(self, /)", |vm, _, _| Ok(vm.bool(false))),
    ],
    getset: &[getter("closed", |vm, _| Ok(vm.bool(false)))],
    ..BASE
};

static IO_BASE: TypeDef = TypeDef { name: "_io._IOBase", ..PLAIN };
static RAW_BASE: TypeDef = TypeDef { name: "_io._RawIOBase", base: Some(&IO_BASE), ..PLAIN };
static BUFFERED_BASE: TypeDef =
    TypeDef { name: "_io._BufferedIOBase", base: Some(&IO_BASE), ..PLAIN };
static TEXT_BASE: TypeDef = TypeDef { name: "_io._TextIOBase", base: Some(&IO_BASE), ..PLAIN };
static FILE_IO: TypeDef = TypeDef { name: "_io.FileIO", base: Some(&RAW_BASE), ..PLAIN };
static BUFFERED_WRITER: TypeDef =
    TypeDef { name: "_io.BufferedWriter", base: Some(&BUFFERED_BASE), ..PLAIN };
static BUFFERED_RANDOM: TypeDef =
    TypeDef { name: "_io.BufferedRandom", base: Some(&BUFFERED_BASE), ..PLAIN };
static BUFFERED_PAIR: TypeDef =
    TypeDef { name: "_io.BufferedRWPair", base: Some(&BUFFERED_BASE), ..PLAIN };
static NEWLINE_DECODER: TypeDef = TypeDef { name: "_io.IncrementalNewlineDecoder", ..PLAIN };

const FILE: TypeDef = TypeDef {
    flags: flag::BASETYPE | flag::HAS_DICT | flag::HAS_WEAKREFS | flag::HAVE_GC,
    slots: |it| {
        it.tp_iter.set(Some(|vm, object| of(vm, object).map(|_| object.clone())));
        it.tp_iternext.set(Some(|vm, object| {
            let line = line(vm, object)?;
            Ok(if vm.length(&line)? == 0 { None } else { Some(line) })
        }));
        it.tp_repr.set(Some(|vm, object| {
            let it = object.expect::<File>();
            let name = it.path.borrow().clone();
            Ok(vm.str(&match name {
                Some(name) if it.is_text => {
                    format!("<_io.TextIOWrapper name='{name}' mode='{}' encoding='UTF-8'>", it.mode)
                }
                Some(name) => format!("<_io.BufferedReader name='{name}'>"),
                None => format!("<{} object at {:#x}>", vm.type_name(object), object.address()),
            }))
        }));
    },
    methods: METHODS,
    getset: &[
        getter("closed", |vm, object| Ok(vm.bool(object.expect::<File>().closed.get()))),
        getter("name", |vm, object| {
            let name = object.expect::<File>().path.borrow().clone();
            let missing = || {
                vm.attribute_error(
                    "'_io.StringIO' object has no attribute 'name'".to_owned(),
                    object,
                    &vm.names.name,
                )
            };
            name.map(|it| vm.str(&it)).ok_or_else(missing)
        }),
        getter("mode", |vm, object| Ok(vm.str(&object.expect::<File>().mode))),
        getter("encoding", |vm, object| {
            let has = object.expect::<File>().path.borrow().is_some();
            Ok(if has { vm.str("utf-8") } else { vm.none.clone() })
        }),
        getter("errors", |vm, _| Ok(vm.none.clone())),
        getter("newlines", |vm, _| Ok(vm.none.clone())),
        getter("line_buffering", |vm, _| Ok(vm.bool(false))),
    ],
    ..BASE
};

static STRING_IO: TypeDef = TypeDef {
    name: "_io.StringIO",
    base: Some(&TEXT_BASE),
    slots: |it| {
        (FILE.slots)(it);
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, in_memory(true)))));
        it.tp_init.set(Some(|vm, object, args| {
            init(vm, object, args, "StringIO(initial_value='', newline='\\n')")
        }));
    },
    ..FILE
};

static BYTES_IO: TypeDef = TypeDef {
    name: "_io.BytesIO",
    base: Some(&BUFFERED_BASE),
    slots: |it| {
        (FILE.slots)(it);
        it.tp_new.set(Some(|_, class, _| Ok(type_::instantiate(class, in_memory(false)))));
        it.tp_init
            .set(Some(|vm, object, args| init(vm, object, args, "BytesIO(initial_bytes=b'')")));
    },
    ..FILE
};

static BUFFERED_READER: TypeDef =
    TypeDef { name: "_io.BufferedReader", base: Some(&BUFFERED_BASE), ..FILE };
static TEXT_FILE: TypeDef = TypeDef { name: "_io.TextIOWrapper", base: Some(&TEXT_BASE), ..FILE };

fn in_memory(is_text: bool) -> File {
    File { is_text, readable: true, writable: true, ..File::default() }
}

fn init(vm: &Vm, object: &Ref, args: Args, signature: &'static str) -> Res<()> {
    let args = crate::signature::Signature::parse(signature, false).bind(vm, args)?;
    let it = object.expect::<File>();
    it.closed.set(false);
    it.at.set(0);
    let units = match args.get_not_none(vm, 0) {
        Some(given) => units(vm, it, given)?,
        None => Vec::new(),
    };
    *it.units.borrow_mut() = units;
    Ok(())
}

/// What is written, as units of this file.
fn units(vm: &Vm, it: &File, value: &Ref) -> Res<Vec<u32>> {
    if it.is_text {
        return match value.get::<Str>() {
            Some(text) => Ok(text.code_points().collect()),
            None => {
                Err(vm
                    .type_error(format!("string argument expected, got '{}'", vm.type_name(value))))
            }
        };
    }
    if value.get::<Str>().is_some() {
        return Err(vm.type_error("a bytes-like object is required, not 'str'".to_owned()));
    }
    let bytes = vm.call(&vm.types.bytes, Args::one(value.clone()))?;
    Ok(bytes
        .get::<Bytes>()
        .map(|it| it.0.iter().map(|&it| it.into()).collect())
        .unwrap_or_default())
}

fn value(vm: &Vm, it: &File, units: &[u32]) -> Ref {
    if it.is_text {
        return vm.new_str(text::Str::from_code_points(units.iter().copied()));
    }
    vm.bytes(units.iter().map(|&it| it as u8).collect())
}

/// An open file.
fn of<'a>(vm: &Vm, object: &'a Ref) -> Res<&'a File> {
    let it = object.expect::<File>();
    if it.closed.get() {
        return Err(vm.value_error("I/O operation on closed file.".to_owned()));
    }
    Ok(it)
}

fn unsupported(vm: &Vm, text: &str) -> Raised {
    let class = vm
        .import("_io")
        .ok()
        .and_then(|it| it.get::<Module>().and_then(|it| it.get(vm, "UnsupportedOperation")));
    vm.raise(&class.unwrap_or_else(|| vm.exceptions.OSError.clone()), vec![vm.str(text)])
}

fn readable<'a>(vm: &Vm, object: &'a Ref) -> Res<&'a File> {
    let it = of(vm, object)?;
    if it.readable { Ok(it) } else { Err(unsupported(vm, "not readable")) }
}

const METHODS: &[NativeDef] = &[
    method("read(self, size=-1, /)", |vm, object, args| {
        let it = readable(vm, object)?;
        let size = args.get_not_none(vm, 0).map_or(Ok(-1), |it| vm.index_or_overflow(it))?;
        let units = it.units.borrow();
        let start = it.at.get().min(units.len());
        let end = usize::try_from(size)
            .map_or(units.len(), |size| start.saturating_add(size).min(units.len()));
        it.at.set(end);
        Ok(value(vm, it, &units[start..end]))
    }),
    method("read1(self, size=-1, /)", |vm, object, args| vm.call_method(object, "read", args)),
    method("readline(self, size=-1, /)", |vm, object, _| line(vm, object)),
    method("readlines(self, hint=-1, /)", |vm, object, _| {
        let mut lines = Vec::new();
        loop {
            let line = line(vm, object)?;
            if vm.length(&line)? == 0 {
                return Ok(vm.list(lines));
            }
            lines.push(line);
        }
    }),
    method("write(self, text, /)", |vm, object, args| write(vm, object, &args[0])),
    method("writelines(self, lines, /)", |vm, object, args| {
        vm.for_each(&args[0], |line| write(vm, object, &line).map(drop))?;
        Ok(vm.none.clone())
    }),
    method("getvalue(self, /)", |vm, object, _| {
        let it = of(vm, object)?;
        Ok(value(vm, it, &it.units.borrow()))
    }),
    method("getbuffer(self, /)", |vm, object, _| {
        let it = of(vm, object)?;
        let bytes = value(vm, it, &it.units.borrow());
        vm.call(&vm.types.memoryview, Args::one(bytes))
    }),
    method("tell(self, /)", |vm, object, _| of(vm, object).map(|it| vm.int(it.at.get() as i64))),
    method("seek(self, pos, whence=0, /)", |vm, object, args| {
        let it = of(vm, object)?;
        let offset = vm.index_or_overflow(&args[0])?;
        let whence = args.get(1).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
        let from = match whence {
            0 if offset < 0 => {
                return Err(vm.value_error(format!("Negative seek position {offset}")));
            }
            0 => 0,
            1 => it.at.get() as isize,
            _ => it.units.borrow().len() as isize,
        };
        it.at.set((from + offset).max(0) as usize);
        Ok(vm.int(it.at.get() as i64))
    }),
    method("truncate(self, pos=None, /)", |vm, object, args| {
        let it = of(vm, object)?;
        let at = args
            .get_not_none(vm, 0)
            .map_or(Ok(it.at.get() as isize), |it| vm.index_or_overflow(it))?;
        it.units.borrow_mut().truncate(at.max(0) as usize);
        Ok(vm.int(at as i64))
    }),
    method("flush(self, /)", |vm, object, _| {
        keep(vm, of(vm, object)?)?;
        Ok(vm.none.clone())
    }),
    method("close(self, /)", |vm, object, _| {
        let it = object.expect::<File>();
        if !it.closed.replace(true) {
            keep(vm, it)?;
        }
        Ok(vm.none.clone())
    }),
    method("readable(self, /)", |vm, object, _| of(vm, object).map(|it| vm.bool(it.readable))),
    method("writable(self, /)", |vm, object, _| of(vm, object).map(|it| vm.bool(it.writable))),
    method("seekable(self, /)", |vm, object, _| of(vm, object).map(|_| vm.bool(true))),
    method("isatty(self, /)", |vm, object, _| of(vm, object).map(|_| vm.bool(false))),
    method("fileno(self, /)", |vm, _, _| Err(unsupported(vm, "fileno"))),
    method("__enter__(self, /)", |vm, object, _| of(vm, object).map(|_| object.clone())),
    method("__exit__(self, *args)", |vm, object, _| vm.call_method(object, "close", Args::none())),
];

fn line(vm: &Vm, object: &Ref) -> Res {
    let it = readable(vm, object)?;
    let units = it.units.borrow();
    let start = it.at.get().min(units.len());
    let end = units[start..]
        .iter()
        .position(|&it| it == u32::from('\n'))
        .map_or(units.len(), |at| start + at + 1);
    it.at.set(end);
    Ok(value(vm, it, &units[start..end]))
}

fn write(vm: &Vm, object: &Ref, given: &Ref) -> Res {
    let it = of(vm, object)?;
    if !it.writable {
        return Err(unsupported(vm, "not writable"));
    }
    let new = units(vm, it, given)?;
    vm.reserve(4 * new.len() as u64)?;
    let mut units = it.units.borrow_mut();
    let at = if it.appends { units.len() } else { it.at.get() };
    if at > units.len() {
        units.resize(at, 0);
    }
    let end = (at + new.len()).min(units.len());
    let written = new.len();
    units.splice(at..end, new);
    it.at.set(at + written);
    Ok(vm.int(written as i64))
}

/// What was written is found by the next `open` of the same path.
fn keep(vm: &Vm, it: &File) -> Res<()> {
    let Some(path) = it.path.borrow().clone().filter(|_| it.writable) else { return Ok(()) };
    let units = it.units.borrow();
    let bytes = match it.is_text {
        true => text::Str::from_code_points(units.iter().copied())
            .to_string_lossy()
            .into_owned()
            .into_bytes(),
        false => units.iter().map(|&it| it as u8).collect(),
    };
    let flags = open_flag::O_WRONLY | open_flag::O_CREAT | open_flag::O_TRUNC;
    let failed = |error| os_error(vm, error, Some(&vm.str(&path)));
    let number = vm.open_file(&path, flags, 0o666).map_err(failed)?;
    let written = vm.write_opened(number, &bytes);
    vm.close_file(number).map_err(failed)?;
    written?.map_err(failed)?;
    Ok(())
}

fn found(vm: &Vm, path: &str) -> Result<Vec<u8>, Errno> {
    let number = vm.open_file(path, open_flag::O_RDONLY, 0)?;
    let found = vm.read_opened(number, usize::MAX);
    vm.close_file(number)?;
    found
}

/// `open(file, mode)`.
pub(super) fn open(vm: &Vm, _: &Ref, args: Args) -> Res {
    let given = Path::of(vm, &args[0], "open", Accepts::Path)?;
    let path = given.text(vm)?;
    let mode = args.get(1).map_or_else(|| "r".to_owned(), |it| vm.text(it));
    let has = |it: char| mode.contains(it);
    if ['r', 'w', 'a', 'x'].into_iter().filter(|&it| has(it)).count() != 1
        || mode.chars().any(|it| !"rwaxbt+".contains(it))
    {
        return Err(vm.value_error(format!("invalid mode: '{mode}'")));
    }
    let existing = found(vm, &path);
    let missing = existing == Err(Errno::ENOENT);
    if let Err(error) = &existing
        && (has('r') || !missing)
    {
        return Err(given.error(vm, *error));
    }
    if has('x') && !missing {
        return Err(given.error(vm, Errno::EEXIST));
    }
    let bytes = if has('w') { Vec::new() } else { existing.unwrap_or_default() };
    let is_text = !has('b');
    let units: Vec<u32> = match is_text {
        true => {
            String::from_utf8_lossy(&bytes).replace("\r\n", "\n").chars().map(u32::from).collect()
        }
        false => bytes.into_iter().map(u32::from).collect(),
    };
    let at = if has('a') { units.len() } else { 0 };
    let file = File {
        units: RefCell::new(units),
        at: Cell::new(at),
        is_text,
        readable: has('r') || has('+'),
        writable: !has('r') || has('+'),
        appends: has('a'),
        path: RefCell::new(Some(path)),
        mode,
        ..File::default()
    };
    keep(vm, &file)?;
    let def = if is_text { &TEXT_FILE } else { &BUFFERED_READER };
    Ok(type_::instantiate(&vm.type_of(def), file))
}
