//! `FileIO`: the bytes of something that is open by its number.

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::files::{Errno, flag};
use crate::heap::{Payload, Ref};
use crate::objects::type_;
use crate::signature::Signature;
use crate::stdlib::posix::{Accepts, Path, os_error};
use crate::typedef::{BASE, TypeDef, getter, method};
use crate::vm::Vm;

use super::base::{FLAGS, RAW_BASE};
use super::{BUFFER_SIZE, buffer_len, bytes_of, fill_buffer, size_of, unsupported};

/// An open file by its number; -1 when it is closed.
#[derive(Default)]
pub(crate) struct FileIo {
    number: Cell<i32>,
    reads: Cell<bool>,
    writes: Cell<bool>,
    creates: Cell<bool>,
    appends: Cell<bool>,
    /// Does it close the number when it is closed?
    owns: Cell<bool>,
}

impl Payload for FileIo {}

/// `FileIO`.
pub(super) static FILE_IO: TypeDef = TypeDef {
    name: "_io.FileIO",
    base: Some(&RAW_BASE),
    flags: FLAGS,
    slots: |it| {
        it.tp_new.set(Some(|_, class, _| {
            let it = FileIo { number: Cell::new(-1), owns: Cell::new(true), ..FileIo::default() };
            Ok(type_::instantiate(class, it))
        }));
        it.tp_init.set(Some(|vm, object, args| {
            let signature = "FileIO(file, mode='r', closefd=True, opener=None)";
            init(vm, object, Signature::parse(signature, false).bind(vm, args)?)
        }));
        it.tp_repr.set(Some(repr));
    },
    methods: &[
        method("read(self, size=-1, /)", |vm, object, args| {
            let it = readable(vm, object)?;
            let size = size_of(vm, &args, 0)?;
            let found = match usize::try_from(size) {
                Ok(size) => read(vm, it, size)?,
                Err(_) => read_all(vm, it)?,
            };
            vm.reserve(found.len() as u64)?;
            Ok(vm.bytes(found))
        }),
        method("readall(self, /)", |vm, object, _| {
            let it = readable(vm, object)?;
            Ok(vm.bytes(read_all(vm, it)?))
        }),
        method("readinto(self, buffer, /)", |vm, object, args| {
            let it = readable(vm, object)?;
            let room = buffer_len(vm, &args[0])?;
            let found = read(vm, it, room)?;
            fill_buffer(vm, &args[0], found)
        }),
        method("write(self, b, /)", |vm, object, args| {
            let it = open_file(vm, object)?;
            if !it.writes.get() {
                return Err(unsupported(vm, "File not open for writing"));
            }
            let bytes = bytes_of(vm, &args[0])?;
            let count = write(vm, it, &bytes)?;
            Ok(vm.int(count as i64))
        }),
        method("seek(self, pos, whence=0, /)", |vm, object, args| {
            let it = open_file(vm, object)?;
            if args[0].ty().slots.nb_index.get().is_none() {
                return Err(vm.type_error("an integer is required".to_owned()));
            }
            let offset = vm.index_or_overflow(&args[0])? as i64;
            let whence = args.get(1).map_or(Ok(0), |it| vm.index_or_overflow(it))? as i32;
            let at = checked(vm, vm.seek_opened(it.number.get(), offset, whence))?;
            Ok(vm.int(at as i64))
        }),
        method("tell(self, /)", |vm, object, _| {
            let it = open_file(vm, object)?;
            Ok(vm.int(checked(vm, vm.seek_opened(it.number.get(), 0, 1))? as i64))
        }),
        method("truncate(self, size=None, /)", |vm, object, args| {
            let it = open_file(vm, object)?;
            if !it.writes.get() {
                return Err(unsupported(vm, "File not open for writing"));
            }
            let size = match args.get_not_none(vm, 0) {
                Some(size) => vm.index_or_overflow(size)? as i64,
                None => checked(vm, vm.seek_opened(it.number.get(), 0, 1))? as i64,
            };
            let Ok(bytes) = u64::try_from(size) else {
                return Err(os_error(vm, Errno::EINVAL, None));
            };
            checked(vm, vm.truncate_opened(it.number.get(), bytes)?)?;
            Ok(vm.int(size))
        }),
        method("close(self, /)", close),
        method("seekable(self, /)", |vm, object, _| {
            let it = open_file(vm, object)?;
            Ok(vm.bool(vm.seek_opened(it.number.get(), 0, 1).is_ok()))
        }),
        method(
            "readable(self, /)",
            |vm, object, _| Ok(vm.bool(open_file(vm, object)?.reads.get())),
        ),
        method("writable(self, /)", |vm, object, _| {
            Ok(vm.bool(open_file(vm, object)?.writes.get()))
        }),
        method("fileno(self, /)", |vm, object, _| {
            Ok(vm.int(open_file(vm, object)?.number.get().into()))
        }),
        method("isatty(self, /)", |vm, object, _| {
            let it = open_file(vm, object)?;
            Ok(vm.bool(vm.is_terminal(it.number.get()).unwrap_or(false)))
        }),
        method("_isatty_open_only(self, /)", |vm, object, _| {
            let it = open_file(vm, object)?;
            Ok(vm.bool(vm.is_terminal(it.number.get()).unwrap_or(false)))
        }),
        method("_dealloc_warn(self, source, /)", |vm, object, args| {
            warn_unclosed(vm, object, &args[0])?;
            Ok(vm.none.clone())
        }),
    ],
    getset: &[
        getter("closed", |vm, object| Ok(vm.bool(object.expect::<FileIo>().number.get() < 0))),
        getter("closefd", |vm, object| Ok(vm.bool(object.expect::<FileIo>().owns.get()))),
        getter("mode", |vm, object| Ok(vm.str(object.expect::<FileIo>().mode()))),
        getter("_blksize", |vm, _| Ok(vm.int(BUFFER_SIZE as i64))),
    ],
    doc: "Open a file.",
    ..BASE
};

impl FileIo {
    /// Over a number that is open; it is not closed with it.
    pub(super) fn over(vm: &Vm, number: i32, reads: bool) -> Ref {
        let it = FileIo::default();
        it.number.set(number);
        it.reads.set(reads);
        it.writes.set(!reads);
        type_::instantiate(&vm.type_of(&FILE_IO), it)
    }

    fn mode(&self) -> &'static str {
        let reads = self.reads.get();
        match (self.creates.get(), self.appends.get(), reads, self.writes.get()) {
            (true, _, true, _) => "xb+",
            (true, ..) => "xb",
            (_, true, true, _) => "ab+",
            (_, true, ..) => "ab",
            (_, _, true, true) => "rb+",
            (_, _, true, false) => "rb",
            _ => "wb",
        }
    }

    /// Reads for a buffer, without an object in between.
    pub(super) fn read_some(vm: &Vm, object: &Ref, size: usize) -> Res<Vec<u8>> {
        let it = readable(vm, object)?;
        read(vm, it, size)
    }

    /// Writes for a buffer.
    pub(super) fn write_some(vm: &Vm, object: &Ref, bytes: &[u8]) -> Res<usize> {
        let it = open_file(vm, object)?;
        if !it.writes.get() {
            return Err(unsupported(vm, "File not open for writing"));
        }
        write(vm, it, bytes)
    }
}

fn checked<T>(vm: &Vm, found: Result<T, Errno>) -> Res<T> {
    found.map_err(|it| os_error(vm, it, None))
}

/// Other threads run while there is nothing to read yet.
fn read(vm: &Vm, it: &FileIo, size: usize) -> Res<Vec<u8>> {
    vm.wait_readable(it.number.get())?;
    checked(vm, vm.read_opened(it.number.get(), size))
}

/// As [`read`].
fn write(vm: &Vm, it: &FileIo, bytes: &[u8]) -> Res<usize> {
    vm.wait_writable(it.number.get())?;
    checked(vm, vm.write_opened(it.number.get(), bytes)?)
}

fn open_file<'a>(vm: &Vm, object: &'a Ref) -> Res<&'a FileIo> {
    let it = object.expect::<FileIo>();
    match it.number.get() {
        ..0 => Err(vm.value_error("I/O operation on closed file".to_owned())),
        _ => Ok(it),
    }
}

fn readable<'a>(vm: &Vm, object: &'a Ref) -> Res<&'a FileIo> {
    let it = open_file(vm, object)?;
    if it.reads.get() { Ok(it) } else { Err(unsupported(vm, "File not open for reading")) }
}

fn read_all(vm: &Vm, it: &FileIo) -> Res<Vec<u8>> {
    let mut all = Vec::new();
    loop {
        let found = read(vm, it, 1 << 20)?;
        if found.is_empty() {
            return Ok(all);
        }
        vm.reserve((all.len() + found.len()) as u64)?;
        all.extend(found);
    }
}

/// The system's flags of a mode.
fn read_mode(vm: &Vm, it: &FileIo, mode: &str) -> Res<i32> {
    let one = || {
        let text = "Must have exactly one of create/read/write/append mode and at most one plus";
        vm.value_error(text.to_owned())
    };
    let (mut kind, mut plus) = (None, false);
    for char in mode.chars() {
        match char {
            'x' | 'r' | 'w' | 'a' if kind.is_none() => kind = Some(char),
            '+' if !plus => plus = true,
            'x' | 'r' | 'w' | 'a' | '+' => return Err(one()),
            'b' => {}
            _ => return Err(vm.value_error(format!("invalid mode: {mode}"))),
        }
    }
    let Some(kind) = kind else { return Err(one()) };
    it.reads.set(kind == 'r' || plus);
    it.writes.set(kind != 'r' || plus);
    it.creates.set(kind == 'x');
    it.appends.set(kind == 'a');
    let access = match (it.reads.get(), it.writes.get()) {
        (true, true) => flag::O_RDWR,
        (true, false) => flag::O_RDONLY,
        _ => flag::O_WRONLY,
    };
    Ok(access
        | match kind {
            'x' => flag::O_CREAT | flag::O_EXCL,
            'w' => flag::O_CREAT | flag::O_TRUNC,
            'a' => flag::O_CREAT | flag::O_APPEND,
            _ => 0,
        })
}

fn init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    let it = object.expect::<FileIo>();
    if it.number.get() >= 0 {
        close(vm, object, Args::none())?;
    }
    let file = &args[0];
    let owns = args.get(2).map_or(Ok(true), |it| vm.is_true(it))?;
    let mode = args.get(1).map_or_else(|| "r".to_owned(), |it| vm.text(it));
    let flags = read_mode(vm, it, &mode)?;
    let path = Path::of(vm, file, "open", Accepts::File)?;
    it.owns.set(owns);
    let number = match (path.number(), args.get_not_none(vm, 3)) {
        (Some(number), _) if number < 0 => {
            return Err(vm.value_error("negative file descriptor".to_owned()));
        }
        (Some(number), _) => {
            checked(vm, vm.opened(number))?;
            number
        }
        (None, _) if !owns => {
            return Err(vm.value_error("Cannot use file name with closefd=False".to_owned()));
        }
        (None, Some(opener)) => open_by(vm, opener, file, flags)?,
        (None, None) => {
            let text = path.text(vm)?;
            let missing = || path.error(vm, Errno::ENOENT);
            if text.is_empty() {
                return Err(missing());
            }
            // A system call lets go of the GIL.
            vm.let_others_run()?;
            vm.open_file(&text, flags, 0o666).map_err(|it| path.error(vm, it))?
        }
    };
    it.number.set(number);
    if vm.opened_entry(number).is_ok_and(|it| it.is_some_and(|it| it.is_folder)) {
        if owns && path.number().is_none() {
            checked(vm, vm.close_file(number))?;
        }
        it.number.set(-1);
        return Err(path.error(vm, Errno::EISDIR));
    }
    vm.set_attribute(object, &vm.names.name, Some(file.clone()))?;
    if it.appends.get() {
        // Where there is no place to go to, writing goes to the end all the same.
        let _ = vm.seek_opened(number, 0, 2);
    }
    Ok(())
}

fn open_by(vm: &Vm, opener: &Ref, file: &Ref, flags: i32) -> Res<i32> {
    const O_CLOEXEC: i32 = 0o2_000_000;
    let flags = vm.int((flags | O_CLOEXEC).into());
    let found = vm.call(opener, Args::positional([file.clone(), flags]))?;
    if found.ty().slots.nb_index.get().is_none() {
        return Err(vm.type_error("expected integer from opener".to_owned()));
    }
    let number = vm.index_or_overflow(&found)? as i32;
    if number < 0 {
        return Err(vm.value_error(format!("opener returned {number}")));
    }
    Ok(number)
}

fn close(vm: &Vm, object: &Ref, _: Args) -> Res {
    let it = object.expect::<FileIo>();
    let base = type_::lookup(vm, &vm.type_of(&super::base::IO_BASE), &vm.names.close);
    let marked = match base {
        Some(base) => vm.call(&base, Args::one(object.clone())),
        None => Ok(vm.none.clone()),
    };
    if vm.find_attribute(object, &vm.intern("_finalizing"))?.is_some()
        && it.number.get() >= 0
        && it.owns.get()
    {
        warn_unclosed(vm, object, object)?;
    }
    let number = it.number.replace(-1);
    let closed = match it.owns.get() && number >= 0 {
        true => checked(vm, vm.close_file(number)),
        false => Ok(()),
    };
    marked?;
    closed?;
    Ok(vm.none.clone())
}

/// `ResourceWarning: unclosed file …`.
fn warn_unclosed(vm: &Vm, object: &Ref, source: &Ref) -> Res<()> {
    let it = object.expect::<FileIo>();
    if it.number.get() < 0 || !it.owns.get() {
        return Ok(());
    }
    let text = format!("unclosed file {}", vm.repr_text(source)?);
    let warned = vm.warn(&vm.exceptions.ResourceWarning, &text);
    if let Err(error) = warned {
        // Nobody can handle what a warning raises while a file dies.
        vm.unraisable(error, Some(object));
    }
    Ok(())
}

fn repr(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<FileIo>();
    if it.number.get() < 0 {
        return Ok(vm.str("<_io.FileIO [closed]>"));
    }
    let owns = if it.owns.get() { "True" } else { "False" };
    let place = match vm.find_attribute(object, &vm.names.name)? {
        Some(name) => format!("name={}", vm.repr_text(&name)?),
        None => format!("fd={}", it.number.get()),
    };
    Ok(vm.str(&format!("<_io.FileIO {place} mode='{}' closefd={owns}>", it.mode())))
}

/// The number of a file that is a `FileIO` itself and nothing more.
pub(super) fn is_plain(vm: &Vm, object: &Ref) -> bool {
    object.is_exactly(&vm.type_of(&FILE_IO))
}
