//! `importlib` as CPython starts it: `_frozen_importlib` and its external part, made from the library
//! that the host grants, the first time that something needs them.
//!
//! A program that imports native modules alone never pays for them. From its start on, `importlib`
//! finds and loads every module, native ones too.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::code::Code;
use crate::objects::dict::Dict;
use crate::objects::exception::Exception;
use crate::objects::module::Module;
use crate::objects::traceback::Traceback;
use crate::vm::Vm;

use super::library;

/// CPython's name of the part that needs no files.
const CORE: &str = "_frozen_importlib";
/// CPython's name of the part that does.
const EXTERNAL: &str = "_frozen_importlib_external";

/// `_frozen_importlib`, started if it was not; `None` where no library is granted, or while it starts.
pub fn importlib(vm: &Vm) -> Res<Option<Ref>> {
    let known = vm.imports.importlib.get();
    if known.is_some() || vm.imports.starts.replace(true) {
        return Ok(known);
    }
    let Some(core) = start_core(vm)? else { return Ok(None) };
    vm.imports.importlib.set(Some(core.clone()));
    Ok(Some(core))
}

/// `_frozen_importlib`, if it runs already.
pub fn running(vm: &Vm) -> Option<Ref> {
    vm.imports.importlib.get()
}

/// `init_importlib` and `init_importlib_external` (Python/import.c).
fn start_core(vm: &Vm) -> Res<Option<Ref>> {
    let Some(core) = run_part(vm, CORE)? else { return Ok(None) };
    let (sys, imp) = (super::native(vm, "sys")?, super::native(vm, "_imp")?);
    vm.call_method(&core, "_install", Args::positional([sys, imp]))?;
    let Some(external) = run_part(vm, EXTERNAL)? else { return Ok(None) };
    core.expect::<Module>().set(vm, "_bootstrap_external", external.clone());
    vm.call_method(&external, "_install", Args::one(core.clone()))?;
    give_main_a_loader(vm, &core, &external)?;
    Ok(Some(core))
}

/// Runs a part in a module of its own.
fn run_part(vm: &Vm, name: &str) -> Res<Option<Ref>> {
    let Some(code) = library::frozen_code(vm, name)? else { return Ok(None) };
    let module = Module::object(vm, name);
    let it = module.expect::<Module>();
    let modules = vm.modules.expect::<Dict>();
    let origin = library::frozen(name).map_or(name, |it| it.origin);
    it.set(vm, "__origname__", vm.str(origin));
    it.set(vm, "__builtins__", super::native(vm, "builtins")?);
    modules.insert_name(vm, &vm.intern(name), module.clone());
    vm.run_code(&code, &it.dict, &it.dict, None)?;
    Ok(Some(module))
}

/// What runs as `__main__` was not imported: its loader is that of source files for a file, else that
/// of builtin modules.
fn give_main_a_loader(vm: &Vm, core: &Ref, external: &Ref) -> Res<()> {
    let Some(main) = vm.modules.expect::<Dict>().get_name(&vm.names.__main__) else {
        return Ok(());
    };
    let Some(main) = main.get::<Module>() else { return Ok(()) };
    if main.get(vm, "__loader__").is_some_and(|it| !it.is(&vm.none)) {
        return Ok(());
    }
    let loader = match main.get(vm, "__file__") {
        Some(file) => {
            let args = Args::positional([vm.str("__main__"), file]);
            vm.call_method(external, "SourceFileLoader", args)?
        }
        None => vm.get_attribute(core, &vm.intern("BuiltinImporter"))?,
    };
    main.set(vm, "__loader__", loader);
    Ok(())
}

/// The module `name`, which is not in `sys.modules` (`import_find_and_load`).
pub(super) fn find_and_load(vm: &Vm, core: &Ref, name: &Ref) -> Res {
    let import = vm.builtin("__import__");
    let args = Args::positional([name.clone(), import]);
    vm.call_method(core, "_find_and_load", args).map_err(|error| without_frames(vm, error))
}

/// Waits until another thread that imports it is done (`import_ensure_initialized`).
pub(super) fn ensure_initialized(vm: &Vm, module: &Ref, name: &Ref) -> Res<()> {
    let Some(core) = running(vm) else { return Ok(()) };
    let Some(it) = module.get::<Module>() else { return Ok(()) };
    let spec = it.dict.expect::<Dict>().get_name(&vm.names.__spec__);
    let Some(spec) = spec.filter(|it| !it.is(&vm.none)) else { return Ok(()) };
    if !super::is_initializing(vm, &spec) {
        return Ok(());
    }
    vm.call_method(&core, "_lock_unlock_module", Args::one(name.clone()))
        .map(drop)
        .map_err(|error| without_frames(vm, error))
}

/// Frames of `importlib` are no news in a traceback (`remove_importlib_frames`).
pub(super) fn without_frames(vm: &Vm, error: Raised) -> Raised {
    if vm.is_halt(&error) {
        return error;
    }
    let Some(it) = error.0.get::<Exception>() else { return error };
    let always = vm.is_raised(&error, &vm.exceptions.ImportError);
    let mut kept: Vec<Ref> = Vec::new();
    let mut chunk: Vec<Ref> = Vec::new();
    let mut at = it.traceback.get();
    while let Some(traceback) = at {
        let step = traceback.expect::<Traceback>();
        let frame = step.frame.expect::<Frame>();
        let (inside, calls) = place(vm, frame.code());
        at = step.next.get();
        if !inside {
            kept.append(&mut chunk);
            kept.push(traceback);
        } else if always || calls {
            chunk.clear();
        } else {
            chunk.push(traceback);
        }
    }
    kept.append(&mut chunk);
    for pair in kept.windows(2) {
        pair[0].expect::<Traceback>().next.set(Some(pair[1].clone()));
    }
    if let Some(last) = kept.last() {
        last.expect::<Traceback>().next.set(None);
    }
    it.traceback.set(kept.into_iter().next());
    error
}

/// Is it code of `importlib`, and is it the function whose name says that it calls other code?
fn place(vm: &Vm, code: &Code) -> (bool, bool) {
    let file = vm.text(&code.filename());
    let inside =
        file == "<frozen importlib._bootstrap>" || file == "<frozen importlib._bootstrap_external>";
    (inside, inside && vm.text(&code.name) == "_call_with_frames_removed")
}
