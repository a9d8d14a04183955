//! `posix`: what `os` finds of a system in the sandbox: an empty environment, one process, and the
//! files of [`crate::files`].

mod descriptors;
mod names;
mod path;
mod scandir;
mod stat;
mod tree;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::module::Module;
use crate::stdlib::structseq;
use crate::typedef::{ModuleDef, NativeDef, function};
use crate::vm::Vm;

pub(crate) use path::{Accepts, Path, os_error};
pub(crate) use scandir::{DirEntry, Scan};

/// `posix`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "posix",
    doc: "The system as the sandbox shows it.",
    functions: PROCESS,
    fill,
};

const PROCESS: &[NativeDef] = &[
    function("getpid()", |vm, _, _| Ok(vm.int(PROCESS_ID))),
    function("getppid()", |vm, _, _| Ok(vm.int(PROCESS_ID - 1))),
    function("getuid()", |vm, _, _| Ok(vm.int(USER))),
    function("geteuid()", |vm, _, _| Ok(vm.int(USER))),
    function("getgid()", |vm, _, _| Ok(vm.int(USER))),
    function("getegid()", |vm, _, _| Ok(vm.int(USER))),
    function("cpu_count()", |vm, _, _| Ok(vm.int(1))),
    function("sched_getaffinity(pid, /)", |vm, _, _| {
        vm.call(&vm.types.set, Args::one(vm.list(vec![vm.int(0)])))
    }),
    function("sched_yield()", |vm, _, _| Ok(vm.none.clone())),
    function("waitpid(pid, options, /)", |vm, _, _| {
        // There are no children.
        Err(os_error(vm, crate::files::Errno(10), None))
    }),
    function("waitstatus_to_exitcode(status)", |vm, _, args| {
        let status = vm.index_or_overflow(&args[0])?;
        let (signal, code) = (status & 0x7f, (status >> 8) & 0xff);
        Ok(vm.int(if signal == 0 { code } else { -signal } as i64))
    }),
    function("WIFEXITED(status)", |vm, _, args| {
        Ok(vm.bool(vm.index_or_overflow(&args[0])? & 0x7f == 0))
    }),
    function("WEXITSTATUS(status)", |vm, _, args| {
        Ok(vm.int((vm.index_or_overflow(&args[0])? >> 8 & 0xff) as i64))
    }),
    function("WIFSIGNALED(status)", |vm, _, args| {
        let signal = vm.index_or_overflow(&args[0])? & 0x7f;
        Ok(vm.bool(signal != 0 && signal != 0x7f))
    }),
    function("WTERMSIG(status)", |vm, _, args| {
        Ok(vm.int((vm.index_or_overflow(&args[0])? & 0x7f) as i64))
    }),
    function("WIFSTOPPED(status)", |vm, _, args| {
        Ok(vm.bool(vm.index_or_overflow(&args[0])? & 0xff == 0x7f))
    }),
    function("WSTOPSIG(status)", |vm, _, args| {
        Ok(vm.int((vm.index_or_overflow(&args[0])? >> 8 & 0xff) as i64))
    }),
    function("umask(mask, /)", |vm, _, _| Ok(vm.int(0o022))),
    function("_exit(status)", |vm, _, args| {
        Err(vm.raise(&vm.exceptions.SystemExit, vec![args[0].clone()]))
    }),
    function("strerror(code, /)", |vm, _, args| {
        let code = vm.index_or_overflow(&args[0])?;
        Ok(vm.str(&super::errno::strerror(code as i32)))
    }),
    function("putenv(name, value, /)", |vm, _, _| Ok(vm.none.clone())),
    function("unsetenv(name, /)", |vm, _, _| Ok(vm.none.clone())),
    function("register_at_fork(*args, **kwargs)", |vm, _, _| Ok(vm.none.clone())),
    function("uname()", |vm, _, _| {
        let class = vm.named_tuple("posix.uname_result", names::UNAME_FIELDS)?;
        let values = ["Linux", "sandbox", "0", "refwise", "x86_64"].map(|it| vm.str(it));
        Ok(structseq::instance(&class, values.to_vec()))
    }),
    function("times()", |vm, _, _| {
        let class = vm.named_tuple("posix.times_result", names::TIMES_FIELDS)?;
        let used = vm.limits.steps.get() as f64 / 1e8;
        let values = [used, 0.0, 0.0, 0.0, used].map(|it| vm.float(it));
        Ok(structseq::instance(&class, values.to_vec()))
    }),
    function("getloadavg()", |vm, _, _| Ok(vm.tuple((0..3).map(|_| vm.float(0.0)).collect()))),
    function("urandom(size, /)", |vm, _, args| {
        let size = vm.index_or_overflow(&args[0])?;
        if size < 0 {
            return Err(vm.value_error("negative argument not allowed".to_owned()));
        }
        vm.charge_len(size as usize)?;
        // No real chance: the same seed, the same run.
        let word = |it: u64| it.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) ^ it;
        let start = vm.limits.steps.get();
        let bytes = (0..size as u64).map(|it| word(word(start).wrapping_add(it)).to_le_bytes()[3]);
        Ok(vm.bytes(bytes.collect()))
    }),
];

/// The one process there is.
const PROCESS_ID: i64 = 4242;
/// Whose it is.
const USER: i64 = 1000;

fn fill(vm: &Vm, module: &Ref) -> Res<()> {
    let it = module.expect::<Module>();
    for functions in [path::FUNCTIONS, stat::FUNCTIONS, tree::FUNCTIONS, descriptors::FUNCTIONS] {
        it.add_functions(vm, module, functions);
    }
    it.add_functions(vm, module, scandir::FUNCTIONS);
    it.set(vm, "environ", vm.dict());
    it.set(vm, "error", vm.exceptions.OSError.clone());
    it.set(vm, "_have_functions", vm.list(Vec::new()));
    for &(name, value) in names::CONSTANTS {
        it.set(vm, name, vm.int(value));
    }
    it.set(vm, "stat_result", stat::result_type(vm)?);
    let size = ["columns", "lines"];
    it.set(vm, "terminal_size", vm.named_tuple("os.terminal_size", &size)?);
    it.set(vm, "times_result", vm.named_tuple("posix.times_result", names::TIMES_FIELDS)?);
    it.set(vm, "uname_result", vm.named_tuple("posix.uname_result", names::UNAME_FIELDS)?);
    it.set(vm, "DirEntry", scandir::entry_type(vm));
    Ok(())
}
