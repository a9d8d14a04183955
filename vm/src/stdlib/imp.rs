//! `_imp`: what `importlib` needs of the machine.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::bytes::as_bytes;
use crate::objects::exception::{Exception, Fields};
use crate::objects::module::Module;
use crate::stdlib::import::library;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `_imp`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_imp",
    doc: "(Extremely) low-level import machinery bits as used by importlib.",
    functions: &[
        function("extension_suffixes()", |vm, _, _| Ok(vm.list(Vec::new()))),
        function("lock_held()", |vm, _, _| Ok(vm.bool(vm.imports.lock.get() > 0))),
        function("acquire_lock()", |vm, _, _| {
            vm.imports.lock.set(vm.imports.lock.get() + 1);
            Ok(vm.none.clone())
        }),
        function("release_lock()", |vm, _, _| {
            let Some(left) = vm.imports.lock.get().checked_sub(1) else {
                return Err(vm.runtime_error("not holding the import lock".to_owned()));
            };
            vm.imports.lock.set(left);
            Ok(vm.none.clone())
        }),
        function("find_frozen(name, /, *, withdata=False)", find_frozen),
        function("get_frozen_object(name, data=None, /)", frozen_object),
        function("is_frozen_package(name, /)", |vm, _, args| {
            let name = name_of(vm, &args[0], "is_frozen_package")?;
            match library::frozen(&name) {
                Some(_) => Ok(vm.bool(false)),
                None => Err(no_frozen(vm, &name)),
            }
        }),
        function("create_builtin(spec, /)", create_builtin),
        function("exec_builtin(mod, /)", |vm, _, _| Ok(vm.int(0))),
        function("init_frozen(name, /)", |vm, _, args| {
            let name = name_of(vm, &args[0], "init_frozen")?;
            let Some(code) = library::frozen_code(vm, &name)? else { return Ok(vm.none.clone()) };
            let module = Module::object(vm, &name);
            let dict = &module.expect::<Module>().dict;
            vm.run_code(&code, dict, dict, None)?;
            Ok(module)
        }),
        function("is_builtin(name, /)", |vm, _, args| {
            let name = name_of(vm, &args[0], "is_builtin")?;
            Ok(vm.int(match name.as_str() {
                "sys" | "builtins" => -1,
                name => super::native_def(name).is_some().into(),
            }))
        }),
        function("is_frozen(name, /)", |vm, _, args| {
            let name = name_of(vm, &args[0], "is_frozen")?;
            Ok(vm.bool(has_frozen(vm, &name)))
        }),
        function("_frozen_module_names()", |vm, _, _| {
            Ok(vm.list(library::FROZEN.iter().map(|it| vm.str(it.name)).collect()))
        }),
        function("_override_frozen_modules_for_tests(override, /)", |vm, _, args| {
            vm.imports.frozen_override.set(vm.index_or_overflow(&args[0])? as i64);
            Ok(vm.none.clone())
        }),
        function("_override_multi_interp_extensions_check(override, /)", |vm, _, _| Ok(vm.int(0))),
        function("_fix_co_filename(code, path, /)", |vm, _, args| {
            if let Some(code) = args[0].get::<crate::objects::code::Code>() {
                code.rename_file(&args[1]);
            }
            Ok(vm.none.clone())
        }),
        function("source_hash(key, source)", |vm, _, args| {
            let bytes = vm.call(&vm.types.bytes, Args::one(args[1].clone()))?;
            let hash = crate::pyc::source_hash(&as_bytes(&bytes).unwrap_or_default());
            Ok(vm.bytes(hash.to_vec()))
        }),
    ],
    fill: |vm, module| {
        module.expect::<Module>().set(vm, "check_hash_based_pycs", vm.str("default"));
        Ok(())
    },
};

fn name_of(vm: &Vm, name: &Ref, function: &str) -> Res<String> {
    vm.str_text(name).ok_or_else(|| {
        let given = vm.type_name(name);
        vm.type_error(format!("{function}() argument must be str, not {given}"))
    })
}

/// Is there such a frozen module, and a library to make it from?
fn has_frozen(vm: &Vm, name: &str) -> bool {
    // The essential ones stay whatever a test asks for (`use_frozen`, Python/import.c).
    let is_essential = name.starts_with("_frozen_importlib") || name == "zipimport";
    let wanted = is_essential || vm.imports.frozen_override.get() >= 0;
    wanted && library::frozen(name).is_some() && library::folder(vm).is_some()
}

fn no_frozen(vm: &Vm, name: &str) -> Raised {
    let error = vm.import_error(format!("No such frozen object named {name}"));
    if let Some(it) = error.0.get::<Exception>() {
        it.set_field(vm, Fields::FIRST, Some(vm.str(name)));
    }
    error
}

fn find_frozen(vm: &Vm, _: &Ref, args: Args) -> Res {
    let name = name_of(vm, &args[0], "find_frozen")?;
    let Some(found) = library::frozen(&name).filter(|_| has_frozen(vm, &name)) else {
        return Ok(vm.none.clone());
    };
    Ok(vm.tuple(vec![vm.none.clone(), vm.bool(false), vm.str(found.origin)]))
}

fn frozen_object(vm: &Vm, _: &Ref, args: Args) -> Res {
    let name = name_of(vm, &args[0], "get_frozen_object")?;
    library::frozen_code(vm, &name)?.ok_or_else(|| no_frozen(vm, &name))
}

/// A native module, new; one that is there already stays the same.
fn create_builtin(vm: &Vm, _: &Ref, args: Args) -> Res {
    let name = vm.get_attribute(&args[0], &vm.names.name)?;
    let name = name_of(vm, &name, "create_builtin")?;
    match super::native_def(&name) {
        Some(def) => Module::from_def(vm, def),
        None => Ok(vm.none.clone()),
    }
}
