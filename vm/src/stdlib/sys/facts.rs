//! What `sys` says of version, platform and limits: those of CPython 3.13.0 on 64-bit Linux.

mod names;

use crate::error::Res;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::stdlib::import::library;
use crate::stdlib::structseq;
use crate::vm::Vm;

const HEXVERSION: i64 = 0x030d_00f0;

pub(super) fn fill(vm: &Vm, module: &Ref) -> Res<()> {
    let it = module.expect::<Module>();
    let text = [
        ("version", "3.13.0 (refwise) [rustc]"),
        ("platform", "linux"),
        ("byteorder", "little"),
        ("copyright", "refwise: CPython 3.13's language, in a sandbox"),
        ("executable", ""),
        ("platlibdir", "lib"),
        ("abiflags", ""),
        ("float_repr_style", "short"),
    ];
    for (name, value) in text {
        it.set(vm, name, vm.str(value));
    }
    let library = library::folder(vm);
    let prefix = library.as_deref().and_then(|it| it.strip_suffix("/lib/python3.13"));
    for name in ["prefix", "base_prefix", "exec_prefix", "base_exec_prefix"] {
        it.set(vm, name, vm.str(prefix.unwrap_or("/usr")));
    }
    let library = library.map_or_else(|| vm.none.clone(), |it| vm.str(&it));
    it.set(vm, "_stdlib_dir", library);
    it.set(vm, "hexversion", vm.int(HEXVERSION));
    it.set(vm, "api_version", vm.int(1013));
    it.set(vm, "maxsize", vm.int(i64::MAX));
    it.set(vm, "maxunicode", vm.int(0x10_ffff));
    it.set(vm, "dont_write_bytecode", vm.bool(true));
    it.set(vm, "pycache_prefix", vm.none.clone());
    let names = super::super::NATIVE.iter().map(|it| vm.intern(it.name)).collect();
    it.set(vm, "builtin_module_names", vm.tuple(names));
    it.set(
        vm,
        "stdlib_module_names",
        vm.frozenset(names::STDLIB_MODULE_NAMES.iter().map(|it| vm.intern(it)).collect()),
    );
    structures(vm, it)?;
    implementation(vm, it)
}

fn structures(vm: &Vm, it: &Module) -> Res<()> {
    let ints = |values: &[i64]| values.iter().map(|&it| vm.int(it)).collect::<Vec<_>>();
    it.set(vm, "version_info", version_info(vm)?);
    let flags = [
        "debug",
        "inspect",
        "interactive",
        "optimize",
        "dont_write_bytecode",
        "no_user_site",
        "no_site",
        "ignore_environment",
        "verbose",
        "bytes_warning",
        "quiet",
        "hash_randomization",
        "isolated",
        "dev_mode",
        "utf8_mode",
        "warn_default_encoding",
        "safe_path",
        "int_max_str_digits",
    ];
    let mut values = ints(&[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    values.push(vm.bool(false));
    values.extend(ints(&[1, 0]));
    values.push(vm.bool(false));
    values.push(vm.int(4300));
    add(vm, it, "flags", &flags, values)?;
    let floats = [
        "max",
        "max_exp",
        "max_10_exp",
        "min",
        "min_exp",
        "min_10_exp",
        "dig",
        "mant_dig",
        "epsilon",
        "radix",
        "rounds",
    ];
    let values = vec![
        vm.float(f64::MAX),
        vm.int(1024),
        vm.int(308),
        vm.float(f64::MIN_POSITIVE),
        vm.int(-1021),
        vm.int(-307),
        vm.int(15),
        vm.int(53),
        vm.float(f64::EPSILON),
        vm.int(2),
        vm.int(1),
    ];
    add(vm, it, "float_info", &floats, values)?;
    let fields =
        ["bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"];
    add(vm, it, "int_info", &fields, ints(&[30, 4, 4300, 640]))?;
    let fields =
        ["width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"];
    let mut values = ints(&[64, (1 << 61) - 1, 314_159, 0, 1_000_003]);
    values.push(vm.str("siphash13"));
    values.extend(ints(&[64, 128, 0]));
    add(vm, it, "hash_info", &fields, values)?;
    let values = vec![vm.str("pthread"), vm.str("semaphore"), vm.none.clone()];
    add(vm, it, "thread_info", &["name", "lock", "version"], values)
}

fn add(vm: &Vm, module: &Module, name: &str, fields: &[&str], values: Vec<Ref>) -> Res<()> {
    let class = vm.named_tuple(&format!("sys.{name}"), fields)?;
    module.set(vm, name, structseq::instance(&class, values));
    Ok(())
}

fn version_info(vm: &Vm) -> Res {
    let class =
        vm.named_tuple("sys.version_info", &["major", "minor", "micro", "releaselevel", "serial"])?;
    let values = vec![vm.int(3), vm.int(13), vm.int(0), vm.str("final"), vm.int(0)];
    Ok(structseq::instance(&class, values))
}

/// `sys.implementation`: the language is CPython's, the machine says what it is.
fn implementation(vm: &Vm, it: &Module) -> Res<()> {
    let namespace = vm.simple_namespace(vec![
        ("name", vm.str("cpython")),
        ("cache_tag", vm.str("cpython-313")),
        ("version", version_info(vm)?),
        ("hexversion", vm.int(HEXVERSION)),
        ("_multiarch", vm.str("x86_64-linux-gnu")),
    ])?;
    it.set(vm, "implementation", namespace);
    Ok(())
}

impl Vm {
    /// The type of named tuples with this name, made once.
    pub fn named_tuple(&self, name: &str, fields: &[&str]) -> Res {
        let known = self.named_tuples.expect::<Dict>().get_name(&self.intern(name));
        if let Some(known) = known {
            return Ok(known);
        }
        let made = structseq::new_type(self, name, fields)?;
        self.named_tuples.expect::<Dict>().insert_name(self, &self.intern(name), made.clone());
        Ok(made)
    }
}
