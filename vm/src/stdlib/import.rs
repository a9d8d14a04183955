//! `import`: `sys.modules`, then `importlib`; native modules alone need none of it.

mod bootstrap;
pub(super) mod library;
mod words;

use std::cell::Cell;

use crate::args::Args;
use crate::compile::Mode;
use crate::error::{Raised, Res};
use crate::heap::{Ref, Slot};
use crate::objects::dict::Dict;
use crate::objects::exception::{Exception, Fields};
use crate::objects::module::Module;
use crate::vm::Vm;

pub use bootstrap::{importlib, running as running_importlib};
use words::is_initializing;
pub use words::{cannot_import_name, no_attribute};

/// What the machine keeps for imports.
#[derive(Default)]
pub struct State {
    /// `_frozen_importlib`, when it was needed.
    pub(crate) importlib: Slot,
    /// Its start began.
    pub(crate) starts: Cell<bool>,
    /// How often the import lock is held.
    pub(crate) lock: Cell<u32>,
    /// What `_imp._override_frozen_modules_for_tests` was told.
    pub(crate) frozen_override: Cell<i64>,
}

/// The module `name`, imported with its packages.
pub fn import(vm: &Vm, name: &str) -> Res {
    let key = vm.intern(name);
    let modules = vm.modules.expect::<Dict>();
    if let Some(found) = modules.get_name(&key) {
        return Ok(found);
    }
    if let Some(core) = bootstrap::running(vm) {
        return bootstrap::find_and_load(vm, &core, &key);
    }
    if super::native_def(name).is_some() {
        return native(vm, name);
    }
    match bootstrap::importlib(vm)? {
        // Its start may have brought the module along.
        Some(_) => import(vm, name),
        None => import_alone(vm, name),
    }
}

/// A native module, made when it is first asked for.
pub(super) fn native(vm: &Vm, name: &str) -> Res {
    let key = vm.intern(name);
    let modules = vm.modules.expect::<Dict>();
    if let Some(found) = modules.get_name(&key) {
        return Ok(found);
    }
    let Some(def) = super::native_def(name) else { return Err(not_found(vm, name)) };
    let module = Module::from_def(vm, def)?;
    modules.insert_name(vm, &key, module.clone());
    Ok(module)
}

/// Without a library there is no `importlib`: modules of the search path alone.
fn import_alone(vm: &Vm, name: &str) -> Res {
    let modules = vm.modules.expect::<Dict>();
    if let Some((package, _)) = name.rsplit_once('.') {
        import(vm, package)?;
        if let Some(found) = modules.get_name(&vm.intern(name)) {
            return Ok(found);
        }
    }
    let Some(source) = source_of(vm, name) else { return Err(not_found(vm, name)) };
    let found = load(vm, name, source)?;
    if let Some((package, own)) = name.rsplit_once('.') {
        let package = import(vm, package)?;
        vm.set_attribute(&package, &vm.intern(own), Some(found.clone()))?;
    }
    Ok(found)
}

struct Source {
    path: String,
    bytes: Vec<u8>,
    package: Option<String>,
}

/// The file of a module: `name/__init__.py` or `name.py` in the first folder that has one.
fn source_of(vm: &Vm, name: &str) -> Option<Source> {
    let relative = name.replace('.', "/");
    for folder in vm.host.search_path() {
        let folder = if folder.is_empty() { "." } else { &folder };
        let package = format!("{folder}/{relative}");
        let path = format!("{package}/__init__.py");
        if let Some(bytes) = vm.host.read_file(&path) {
            return Some(Source { path, bytes, package: Some(package) });
        }
        let path = format!("{package}.py");
        if let Some(bytes) = vm.host.read_file(&path) {
            return Some(Source { path, bytes, package: None });
        }
    }
    None
}

/// Runs a module's file in a new namespace.
fn load(vm: &Vm, name: &str, source: Source) -> Res {
    let code = compile(vm, &source.bytes, &source.path)?;
    let module = Module::object(vm, name);
    let it = module.expect::<Module>();
    it.set(vm, "__file__", vm.str(&source.path));
    let parent = name.rsplit_once('.').map_or("", |it| it.0);
    let package = if source.package.is_some() { name } else { parent };
    it.set(vm, "__package__", vm.str(package));
    if let Some(folder) = &source.package {
        it.set(vm, "__path__", vm.list(vec![vm.str(folder)]));
    }
    let modules = vm.modules.expect::<Dict>();
    let key = vm.intern(name);
    it.set(
        vm,
        "__builtins__",
        modules.get_name(&vm.names.builtins).expect("it is there from the start"),
    );
    modules.insert_name(vm, &key, module.clone());
    if let Err(error) = vm.run_code(&code, &it.dict, &it.dict, None) {
        modules.remove_name(&key);
        return Err(error);
    }
    // A module may put another object in its place.
    Ok(modules.get_name(&key).unwrap_or(module))
}

/// Source text to a code object.
pub fn compile(vm: &Vm, bytes: &[u8], path: &str) -> Res {
    let text = String::from_utf8_lossy(bytes);
    super::builtins::namespaces::compiled(vm, &text, path, Mode::Exec, 0)
}

#[cold]
fn not_found(vm: &Vm, name: &str) -> Raised {
    let error = vm.raise(
        &vm.exceptions.ModuleNotFoundError,
        vec![vm.str(&format!("No module named '{name}'"))],
    );
    if let Some(it) = error.0.get::<Exception>() {
        it.set_field(vm, Fields::FIRST, Some(vm.str(name)));
    }
    error
}

/// `__import__(name, globals=None, locals=None, fromlist=(), level=0)`.
pub(super) fn dunder_import(vm: &Vm, args: &Args) -> Res {
    let Some(name) = vm.str_text(&args[0]) else {
        return Err(vm.type_error("module name must be a string".to_owned()));
    };
    let level = args.get(4).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
    if level < 0 {
        return Err(vm.value_error("level must be >= 0".to_owned()));
    }
    let full = match level {
        0 if name.is_empty() => return Err(vm.value_error("Empty module name".to_owned())),
        0 => name.clone(),
        _ => relative(vm, args.get_not_none(vm, 1), &name, level as usize)?,
    };
    let module = import_initialized(vm, &full)?;
    let fromlist = match args.get_not_none(vm, 3) {
        Some(it) if vm.is_true(it)? => vm.iterate_to_vec(it)?,
        _ => Vec::new(),
    };
    if !fromlist.is_empty() {
        import_submodules(vm, &module, &fromlist, false)?;
        return Ok(module);
    }
    if level > 0 && name.is_empty() {
        return Ok(module);
    }
    let Some((front, rest)) = name.split_once('.') else { return Ok(module) };
    if level == 0 {
        return import_initialized(vm, front);
    }
    let front = &full[..full.len() - rest.len() - 1];
    let found = vm.modules.expect::<Dict>().get_name(&vm.intern(front));
    found.ok_or_else(|| {
        let text = format!("'{front}' not in sys.modules as expected");
        vm.raise(&vm.exceptions.KeyError, vec![vm.str(&text)])
    })
}

/// As [`import`], but a module that is being imported by another thread is waited for, and `None`
/// in `sys.modules` forbids the import.
fn import_initialized(vm: &Vm, name: &str) -> Res {
    let key = vm.intern(name);
    match vm.modules.expect::<Dict>().get_name(&key) {
        Some(found) if found.is(&vm.none) => match bootstrap::importlib(vm)? {
            Some(core) => bootstrap::find_and_load(vm, &core, &key),
            None => Err(not_found(vm, name)),
        },
        Some(found) => {
            bootstrap::ensure_initialized(vm, &found, &key)?;
            Ok(found)
        }
        None => import(vm, name),
    }
}

/// `resolve_name` (Python/import.c).
fn relative(vm: &Vm, globals: Option<&Ref>, name: &str, level: usize) -> Res<String> {
    let package = package(vm, globals)?;
    if package.is_empty() {
        return Err(
            vm.import_error("attempted relative import with no known parent package".to_owned())
        );
    }
    let parts: Vec<&str> = package.split('.').collect();
    if level > parts.len() {
        return Err(
            vm.import_error("attempted relative import beyond top-level package".to_owned())
        );
    }
    let base = parts[..parts.len() - (level - 1)].join(".");
    Ok(if name.is_empty() { base } else { format!("{base}.{name}") })
}

/// The package that relative imports of code with these globals start from.
fn package(vm: &Vm, globals: Option<&Ref>) -> Res<String> {
    let Some(globals) = globals else {
        return Err(vm.raise(&vm.exceptions.KeyError, vec![vm.str("'__name__' not in globals")]));
    };
    let Some(globals) = globals.get::<Dict>() else {
        return Err(vm.type_error("globals must be a dict".to_owned()));
    };
    let get = |key: &Ref| globals.get_name(key).filter(|it| !it.is(&vm.none));
    let spec = get(&vm.names.__spec__);
    let parent = |it: &Ref| vm.get_attribute(it, &vm.intern("parent"));
    if let Some(package) = get(&vm.names.__package__) {
        let Some(text) = vm.str_text(&package) else {
            return Err(vm.type_error("package must be a string".to_owned()));
        };
        if let Some(spec) = spec
            && !vm.is_equal(&package, &parent(&spec)?)?
        {
            let warning = "__package__ != __spec__.parent";
            vm.warn(&vm.exceptions.DeprecationWarning, warning)?;
        }
        return Ok(text);
    }
    if let Some(spec) = spec {
        let parent = parent(&spec)?;
        return vm
            .str_text(&parent)
            .ok_or_else(|| vm.type_error("__spec__.parent must be a string".to_owned()));
    }
    let warning =
        "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__";
    vm.warn(&vm.exceptions.ImportWarning, warning)?;
    let Some(own) = get(&vm.names.__name__) else {
        return Err(vm.raise(&vm.exceptions.KeyError, vec![vm.str("'__name__' not in globals")]));
    };
    let Some(own) = vm.str_text(&own) else {
        return Err(vm.type_error("__name__ must be a string".to_owned()));
    };
    if get(&vm.names.__path__).is_some() {
        return Ok(own);
    }
    Ok(own.rsplit_once('.').map_or(String::new(), |it| it.0.to_owned()))
}

/// `from package import submodule` (`_handle_fromlist`).
fn import_submodules(vm: &Vm, module: &Ref, fromlist: &[Ref], of_all: bool) -> Res<()> {
    if vm.find_attribute(module, &vm.names.__path__)?.is_none() {
        return Ok(());
    }
    let name = vm.text(&vm.get_attribute(module, &vm.names.__name__)?);
    for item in fromlist {
        let Some(text) = vm.str_text(item) else {
            let place = if of_all { format!("{name}.__all__") } else { "``from list''".to_owned() };
            let given = vm.type_name(item);
            return Err(vm.type_error(format!("Item in {place} must be str, not {given}")));
        };
        if text == "*" {
            if !of_all && let Some(all) = vm.find_attribute(module, &vm.names.__all__)? {
                import_submodules(vm, module, &vm.iterate_to_vec(&all)?, true)?;
            }
            continue;
        }
        if vm.find_attribute(module, item)?.is_none() {
            let full = format!("{name}.{text}");
            match import_initialized(vm, &full) {
                Err(error) if is_not_found(vm, &error, &full) && !is_forbidden(vm, &full) => {}
                other => drop(other?),
            }
        }
    }
    Ok(())
}

/// Is it `None` in `sys.modules`?
fn is_forbidden(vm: &Vm, name: &str) -> bool {
    let found = vm.modules.expect::<Dict>().get_name(&vm.intern(name));
    found.is_some_and(|it| it.is(&vm.none))
}

fn is_not_found(vm: &Vm, error: &Raised, name: &str) -> bool {
    vm.is_raised(error, &vm.exceptions.ModuleNotFoundError)
        && error
            .0
            .get::<Exception>()
            .is_some_and(|it| vm.text(&it.field(vm, Fields::FIRST)) == name)
}

/// The code of a module that is to run as `__main__` (`-m`), with the attributes `__main__` needs.
pub fn main_code(vm: &Vm, name: &str, main: &Ref) -> Res {
    let package = source_of(vm, name).filter(|it| it.package.is_some());
    let full = if package.is_some() { format!("{name}.__main__") } else { name.to_owned() };
    if let Some((parent, _)) = full.rsplit_once('.') {
        import(vm, parent)?;
    }
    let Some(source) = source_of(vm, &full) else {
        return Err(vm.import_error(format!("No module named {name}")));
    };
    let it = main.expect::<Module>();
    it.set(vm, "__file__", vm.str(&source.path));
    it.set(vm, "__package__", vm.str(full.rsplit_once('.').map_or("", |it| it.0)));
    compile(vm, &source.bytes, &source.path)
}
