//! Changes to the tree of files: `mkdir`, `rename`, `unlink`, and what is in a folder.

use crate::args::Args;
use crate::error::Res;
use crate::files::Errno;
use crate::heap::Ref;
use crate::typedef::{NativeDef, function};
use crate::vm::Vm;

use super::path::{Accepts, Path};

pub(super) const FUNCTIONS: &[NativeDef] = &[
    function("listdir(path=None)", |vm, _, args| {
        let given = args.get(0).cloned().unwrap_or_else(|| vm.none.clone());
        let path = Path::of(vm, &given, "listdir", Accepts::NumberOrNone)?;
        let names = vm.list_folder(&path.absolute(vm)?).map_err(|it| path.error(vm, it))?;
        vm.charge_len(names.len())?;
        Ok(vm.list(names.iter().map(|it| path.answer(vm, it)).collect()))
    }),
    function("mkdir(path, mode=511, *, dir_fd=None)", |vm, _, args| {
        change(vm, &args[0], "mkdir", Vm::make_folder)
    }),
    function("rmdir(path, *, dir_fd=None)", |vm, _, args| {
        change(vm, &args[0], "rmdir", Vm::remove_folder)
    }),
    function("unlink(path, *, dir_fd=None)", |vm, _, args| {
        change(vm, &args[0], "unlink", Vm::remove_file)
    }),
    function("remove(path, *, dir_fd=None)", |vm, _, args| {
        change(vm, &args[0], "remove", Vm::remove_file)
    }),
    function("rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", |vm, _, args| {
        rename(vm, &args, "rename")
    }),
    function("replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", |vm, _, args| {
        rename(vm, &args, "replace")
    }),
    function("chmod(path, mode, *, dir_fd=None, follow_symlinks=True)", |vm, _, args| {
        let path = Path::of(vm, &args[0], "chmod", Accepts::Path)?;
        let mode = vm.index_or_overflow(&args[1])? as u32;
        let absolute = path.absolute(vm)?;
        vm.change_entry(&absolute, Some(mode), None).map_err(|it| path.error(vm, it))?;
        Ok(vm.none.clone())
    }),
    function(
        "utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)",
        |vm, _, args| {
            let path = Path::of(vm, &args[0], "utime", Accepts::Path)?;
            let modified = super::stat::modified(vm, &args)?;
            let absolute = path.absolute(vm)?;
            vm.change_entry(&absolute, None, Some(modified)).map_err(|it| path.error(vm, it))?;
            Ok(vm.none.clone())
        },
    ),
    function("readlink(path, *, dir_fd=None)", |vm, _, args| {
        let path = Path::of(vm, &args[0], "readlink", Accepts::Path)?;
        vm.file_entry(&path.absolute(vm)?).map_err(|it| path.error(vm, it))?;
        // There are no links in memory, and those of the host are followed by it.
        Err(path.error(vm, Errno::EINVAL))
    }),
];

/// A change to one path.
fn change(vm: &Vm, given: &Ref, function: &str, change: fn(&Vm, &str) -> Result<(), Errno>) -> Res {
    let path = Path::of(vm, given, function, Accepts::Path)?;
    let absolute = path.absolute(vm)?;
    change(vm, &absolute).map_err(|it| path.error(vm, it))?;
    Ok(vm.none.clone())
}

fn rename(vm: &Vm, args: &Args, function: &str) -> Res {
    let from = Path::of(vm, &args[0], function, Accepts::Path)?;
    let to = Path::of(vm, &args[1], function, Accepts::Path)?;
    let (old, new) = (from.absolute(vm)?, to.absolute(vm)?);
    vm.rename_file(&old, &new).map_err(|it| from.error_to(vm, it, &to))?;
    Ok(vm.none.clone())
}
