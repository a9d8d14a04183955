//! Functions over what is open, by number: `open`, `read`, `write`, `lseek`, `pipe`.

use crate::error::Res;
use crate::files::Errno;
use crate::heap::Ref;
use crate::objects::bytes::as_bytes;
use crate::typedef::{NativeDef, function};
use crate::vm::Vm;

use super::path::{Accepts, Path, os_error};

pub(super) const FUNCTIONS: &[NativeDef] = &[
    function("open(path, flags, mode=511, *, dir_fd=None)", |vm, _, args| {
        let path = Path::of(vm, &args[0], "open", Accepts::Path)?;
        let flags = vm.index_or_overflow(&args[1])? as i32;
        let mode = args.get(2).map_or(Ok(0o777), |it| vm.index_or_overflow(it))?;
        let text = path.text(vm)?;
        if text.is_empty() {
            return Err(path.error(vm, Errno::ENOENT));
        }
        let found = vm.open_file(&text, flags, mode as u32).map_err(|it| path.error(vm, it))?;
        Ok(vm.int(found.into()))
    }),
    function("close(fd)", |vm, _, args| {
        let number = number(vm, &args[0])?;
        checked(vm, vm.close_file(number))?;
        Ok(vm.none.clone())
    }),
    function("closerange(fd_low, fd_high, /)", |vm, _, args| {
        let (low, high) = (number(vm, &args[0])?, number(vm, &args[1])?);
        for number in low.max(0)..high.min(4096) {
            // What is not open is passed over.
            let _ = vm.close_file(number);
        }
        Ok(vm.none.clone())
    }),
    function("read(fd, length, /)", |vm, _, args| {
        let number = number(vm, &args[0])?;
        let length = vm.index_or_overflow(&args[1])?;
        if length < 0 {
            return Err(os_error(vm, Errno::EINVAL, None));
        }
        vm.wait_readable(number)?;
        let found = checked(vm, vm.read_opened(number, length as usize))?;
        vm.reserve(found.len() as u64)?;
        Ok(vm.bytes(found))
    }),
    function("write(fd, data, /)", |vm, _, args| {
        let number = number(vm, &args[0])?;
        let Some(bytes) = as_bytes(&args[1]) else {
            let given = vm.type_name(&args[1]);
            return Err(vm.type_error(format!("a bytes-like object is required, not '{given}'")));
        };
        vm.wait_writable(number)?;
        let written = checked(vm, vm.write_opened(number, &bytes)?)?;
        Ok(vm.int(written as i64))
    }),
    function("lseek(fd, position, whence, /)", |vm, _, args| {
        let number = number(vm, &args[0])?;
        let offset = vm.index_or_overflow(&args[1])? as i64;
        let whence = vm.index_or_overflow(&args[2])? as i32;
        Ok(vm.int(checked(vm, vm.seek_opened(number, offset, whence))? as i64))
    }),
    function("ftruncate(fd, length, /)", |vm, _, args| {
        let number = number(vm, &args[0])?;
        let length = vm.index_or_overflow(&args[1])?;
        let Ok(length) = u64::try_from(length) else {
            return Err(os_error(vm, Errno::EINVAL, None));
        };
        checked(vm, vm.truncate_opened(number, length)?)?;
        Ok(vm.none.clone())
    }),
    function("fsync(fd)", |vm, _, args| {
        checked(vm, vm.opened(number(vm, &args[0])?))?;
        Ok(vm.none.clone())
    }),
    function("isatty(fd, /)", |vm, _, args| {
        let number = number(vm, &args[0])?;
        Ok(vm.bool(vm.is_terminal(number).unwrap_or(false)))
    }),
    function("dup(fd, /)", |vm, _, args| {
        let number = number(vm, &args[0])?;
        Ok(vm.int(checked(vm, vm.duplicate_file(number))?.into()))
    }),
    function("dup2(fd, fd2, inheritable=True)", |vm, _, args| {
        let (old, new) = (number(vm, &args[0])?, number(vm, &args[1])?);
        checked(vm, vm.duplicate_file_to(old, new))?;
        Ok(vm.int(new.into()))
    }),
    function("pipe()", |vm, _, _| {
        let (read, write) = vm.open_pipe();
        Ok(vm.tuple(vec![vm.int(read.into()), vm.int(write.into())]))
    }),
    function("get_inheritable(fd, /)", |vm, _, args| {
        let opened = checked(vm, vm.opened(number(vm, &args[0])?))?;
        Ok(vm.bool(opened.is_inheritable().get()))
    }),
    function("set_inheritable(fd, inheritable, /)", |vm, _, args| {
        let opened = checked(vm, vm.opened(number(vm, &args[0])?))?;
        opened.is_inheritable().set(vm.is_true(&args[1])?);
        Ok(vm.none.clone())
    }),
    function("get_blocking(fd, /)", |vm, _, args| {
        let nonblocking = checked(vm, vm.is_nonblocking(number(vm, &args[0])?))?;
        Ok(vm.bool(!nonblocking))
    }),
    function("set_blocking(fd, blocking, /)", |vm, _, args| {
        let on = !vm.is_true(&args[1])?;
        checked(vm, vm.set_nonblocking(number(vm, &args[0])?, on))?;
        Ok(vm.none.clone())
    }),
    function("get_terminal_size(fd=1, /)", |vm, _, _| Err(os_error(vm, NO_TERMINAL, None))),
    function("device_encoding(fd)", |vm, _, args| {
        let number = number(vm, &args[0])?;
        let is_terminal = vm.is_terminal(number).unwrap_or(false);
        Ok(if is_terminal { vm.str("utf-8") } else { vm.none.clone() })
    }),
];

/// `ENOTTY`.
const NO_TERMINAL: Errno = Errno(25);

/// A number of something open; an object with `fileno()` is none here.
pub(super) fn number(vm: &Vm, given: &Ref) -> Res<i32> {
    let found = vm.index_or_overflow(given)?;
    i32::try_from(found)
        .map_err(|_| vm.overflow_error("Python int too large to convert to C int".to_owned()))
}

fn checked<T>(vm: &Vm, found: Result<T, Errno>) -> Res<T> {
    found.map_err(|it| os_error(vm, it, None))
}
