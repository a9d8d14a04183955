//! `posix`: what `os` finds of a system in the sandbox: an empty environment, and files to read where
//! they are granted.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::bytes::Bytes;
use crate::objects::module::Module;
use crate::stdlib::structseq;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

const STAT_FIELDS: &[&str] = &[
    "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_atime",
    "st_mtime", "st_ctime",
];

/// `posix`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "posix",
    doc: "The system as the sandbox shows it.",
    functions: &[
        function("getcwd()", |vm, _, _| Ok(vm.str("/"))),
        function("getcwdb()", |vm, _, _| Ok(vm.bytes(b"/".to_vec()))),
        function("getpid()", |vm, _, _| Ok(vm.int(1))),
        function("getppid()", |vm, _, _| Ok(vm.int(0))),
        function("getuid()", |vm, _, _| Ok(vm.int(1000))),
        function("cpu_count()", |vm, _, _| Ok(vm.int(1))),
        function("fspath(path)", fspath),
        function("listdir(path='.')", |vm, _, args| {
            let path = args.get(0).map_or(Ok(".".to_owned()), |it| path_text(vm, it))?;
            match vm.host.list_folder(&path) {
                Some(names) => Ok(vm.list(names.iter().map(|it| vm.str(it)).collect())),
                None => Err(not_found(vm, &path)),
            }
        }),
        function("stat(path, *, dir_fd=None, follow_symlinks=True)", stat),
        function("lstat(path, *, dir_fd=None)", stat),
        function("urandom(size, /)", |vm, _, args| {
            let n = vm.index_or_overflow(&args[0])?.max(0) as usize;
            vm.charge_len(n)?;
            Ok(vm.bytes(
                (0..n)
                    .map(|it| (it as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes()[3])
                    .collect(),
            ))
        }),
    ],
    fill: |vm, module| {
        let it = module.expect::<Module>();
        it.set(vm, "environ", vm.dict());
        it.set(vm, "error", vm.exceptions.OSError.clone());
        it.set(vm, "_have_functions", vm.list(Vec::new()));
        for (name, value) in [
            ("O_RDONLY", 0),
            ("O_WRONLY", 1),
            ("O_RDWR", 2),
            ("O_CREAT", 64),
            ("O_EXCL", 128),
            ("O_TRUNC", 512),
            ("O_APPEND", 1024),
            ("O_CLOEXEC", 524_288),
            ("F_OK", 0),
            ("R_OK", 4),
            ("W_OK", 2),
            ("X_OK", 1),
            ("EX_OK", 0),
        ] {
            it.set(vm, name, vm.int(value));
        }
        it.set(vm, "stat_result", vm.named_tuple("os.stat_result", STAT_FIELDS)?);
        it.set(vm, "terminal_size", vm.named_tuple("os.terminal_size", &["columns", "lines"])?);
        let times = ["user", "system", "children_user", "children_system", "elapsed"];
        it.set(vm, "times_result", vm.named_tuple("posix.times_result", &times)?);
        let uname = ["sysname", "nodename", "release", "version", "machine"];
        it.set(vm, "uname_result", vm.named_tuple("posix.uname_result", &uname)?);
        Ok(())
    },
};

/// A str or bytes, or what `__fspath__` says.
fn fspath(vm: &Vm, _: &Ref, args: Args) -> Res {
    let path = &args[0];
    let is_text = |it: &Ref| vm.str_text(it).is_some() || it.get::<Bytes>().is_some();
    if is_text(path) {
        return Ok(path.clone());
    }
    let Some(found) = vm.call_special(path, &vm.names.__fspath__, Args::none())? else {
        let text = format!("expected str, bytes or os.PathLike object, not {}", vm.type_name(path));
        return Err(vm.type_error(text));
    };
    if is_text(&found) {
        return Ok(found);
    }
    let (own, given) = (vm.type_name(path), vm.type_name(&found));
    Err(vm.type_error(format!("expected {own}.__fspath__() to return str or bytes, not {given}")))
}

fn path_text(vm: &Vm, path: &Ref) -> Res<String> {
    let found = fspath(vm, path, Args::one(path.clone()))?;
    Ok(match found.get::<Bytes>() {
        Some(it) => String::from_utf8_lossy(&it.0).into_owned(),
        None => vm.text(&found),
    })
}

/// `FileNotFoundError: [Errno 2] …`.
fn not_found(vm: &Vm, path: &str) -> Raised {
    let args = vec![vm.int(2), vm.str("No such file or directory"), vm.str(path)];
    vm.raise(&vm.exceptions.FileNotFoundError, args)
}

fn stat(vm: &Vm, _: &Ref, args: Args) -> Res {
    let path = path_text(vm, &args[0])?;
    let (mode, size) = match vm.host.is_folder(&path) {
        Some(true) => (0o040_755, 4096),
        Some(false) => (0o100_644, vm.host.read_file(&path).map_or(0, |it| it.len() as i64)),
        None => return Err(not_found(vm, &path)),
    };
    let values = [mode, 0, 0, 1, 1000, 1000, size, 0, 0, 0].map(|it| vm.int(it)).to_vec();
    let class = vm.named_tuple("os.stat_result", STAT_FIELDS)?;
    Ok(structseq::instance(&class, values))
}
