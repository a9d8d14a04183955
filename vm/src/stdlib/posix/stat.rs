//! `stat` and its kin.

use crate::args::Args;
use crate::error::Res;
use crate::files::Entry;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::tuple::Tuple;
use crate::objects::type_;
use crate::stdlib::structseq;
use crate::typedef::{NativeDef, function};
use crate::vm::Vm;

use super::path::{Accepts, Path, os_error};

pub(super) const FUNCTIONS: &[NativeDef] = &[
    function("stat(path, *, dir_fd=None, follow_symlinks=True)", |vm, _, args| {
        stat(vm, &args[0], "stat", Accepts::Number)
    }),
    function("lstat(path, *, dir_fd=None)", |vm, _, args| {
        stat(vm, &args[0], "lstat", Accepts::Path)
    }),
    function("fstat(fd)", |vm, _, args| {
        let number = super::descriptors::number(vm, &args[0])?;
        of_number(vm, number)
    }),
    function(
        "access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)",
        |vm, _, args| {
            let path = Path::of(vm, &args[0], "access", Accepts::Path)?;
            let mode = vm.index_or_overflow(&args[1])?;
            let found = vm.file_entry(&path.absolute(vm)?);
            // The owner's bits; the rights to read and write are those of the sandbox.
            let allowed = |it: Entry| (it.permissions >> 6) & mode as u32 == mode as u32;
            Ok(vm.bool(found.is_ok_and(|it| it.is_folder || allowed(it))))
        },
    ),
];

const FIELDS: &[&str] = &[
    "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_atime",
    "st_mtime", "st_ctime",
];

/// `os.stat_result`: a tuple of ten, with more by name.
pub(super) fn result_type(vm: &Vm) -> Res {
    let names = vm.named_tuples.expect::<Dict>();
    let key = vm.intern("os.stat_result");
    if let Some(known) = names.get_name(&key) {
        return Ok(known);
    }
    let made = structseq::new_open_type(vm, "os.stat_result", FIELDS)?;
    // By name they are floats, which each result has for itself.
    for name in ["st_atime", "st_mtime", "st_ctime"] {
        vm.set_attribute(&made, &vm.intern(name), None)?;
    }
    names.insert_name(vm, &key, made.clone());
    Ok(made)
}

fn stat(vm: &Vm, given: &Ref, function: &str, accepts: Accepts) -> Res {
    let path = Path::of(vm, given, function, accepts)?;
    if let Some(number) = path.number() {
        return of_number(vm, number);
    }
    let absolute = path.absolute(vm)?;
    let entry = vm.file_entry(&absolute).map_err(|it| path.error(vm, it))?;
    if !entry.is_folder && path.text(vm)?.ends_with('/') {
        return Err(path.error(vm, crate::files::Errno::ENOTDIR));
    }
    result(vm, &entry)
}

fn of_number(vm: &Vm, number: i32) -> Res {
    match vm.opened_entry(number).map_err(|it| os_error(vm, it, None))? {
        Some(entry) => result(vm, &entry),
        None => {
            let permissions = 0o620;
            let entry = Entry { is_folder: false, size: 0, modified: 0, inode: 3, permissions };
            made(vm, &entry, CHARACTER_DEVICE)
        }
    }
}

const FOLDER: u32 = 0o040_000;
const FILE: u32 = 0o100_000;
const CHARACTER_DEVICE: u32 = 0o020_000;

/// The answer of `stat`.
pub(super) fn result(vm: &Vm, entry: &Entry) -> Res {
    made(vm, entry, if entry.is_folder { FOLDER } else { FILE })
}

fn made(vm: &Vm, entry: &Entry, kind: u32) -> Res {
    let seconds = entry.modified.div_euclid(1_000_000_000);
    let mode = i64::from(kind | entry.permissions);
    let links = if entry.is_folder { 2 } else { 1 };
    let numbers = [
        mode,
        entry.inode as i64,
        65024,
        links,
        1000,
        1000,
        entry.size as i64,
        seconds,
        seconds,
        seconds,
    ];
    let items = numbers.map(|it| vm.int(it)).to_vec();
    let class = result_type(vm)?;
    let found = type_::instantiate(&class, Tuple::new(items));
    let set =
        |name: &str, value: Ref| vm.generic_set_attribute(&found, &vm.intern(name), Some(value));
    let blocks = entry.size.div_ceil(512) as i64;
    for (name, value) in [("st_blksize", 4096), ("st_blocks", blocks), ("st_rdev", 0)] {
        set(name, vm.int(value))?;
    }
    for name in ["atime", "mtime", "ctime"] {
        set(&format!("st_{name}_ns"), vm.int(entry.modified))?;
        set(&format!("st_{name}"), vm.float(entry.modified as f64 / 1e9))?;
    }
    Ok(found)
}

/// The arguments `times` and `ns` of `utime`, in nanoseconds: when it changed.
pub(super) fn modified(vm: &Vm, args: &Args) -> Res<i64> {
    let pair = |it: &Ref, what: &str| match vm.tuple_items(it).as_slice() {
        [_, modified] => Ok(modified.clone()),
        _ => Err(vm.type_error(format!(
            "utime: '{what}' must be {}a tuple of two ints",
            if what == "times" { "either " } else { "" }
        ))),
    };
    if let Some(times) = args.get_not_none(vm, 1) {
        let seconds = pair(times, "times")?;
        let seconds = vm.call(&vm.types.float, crate::args::Args::one(seconds))?;
        let seconds = seconds.get::<crate::objects::float::Float>().map_or(0.0, |it| it.0);
        return Ok((seconds * 1e9) as i64);
    }
    if let Some(times) = args.get_not_none(vm, 2) {
        return Ok(vm.index_or_overflow(&pair(times, "ns")?)? as i64);
    }
    Ok(vm.file_time())
}
