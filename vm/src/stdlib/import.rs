//! `import`: `sys.modules`, native modules, then files.

use crate::args::Args;
use crate::compile::Mode;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::exception::{Exception, Fields};
use crate::objects::module::Module;
use crate::vm::Vm;

/// The module `name`, imported with its packages.
pub fn import(vm: &Vm, name: &str) -> Res {
    let modules = vm.modules.expect::<Dict>();
    if let Some(found) = modules.get_name(&vm.intern(name)) {
        return Ok(found);
    }
    if let Some((package, _)) = name.rsplit_once('.') {
        import(vm, package)?;
        if let Some(found) = modules.get_name(&vm.intern(name)) {
            return Ok(found);
        }
    }
    let found = find(vm, name)?;
    if let Some((package, own)) = name.rsplit_once('.') {
        let package = import(vm, package)?;
        vm.set_attribute(&package, &vm.intern(own), Some(found.clone()))?;
    }
    Ok(found)
}

fn find(vm: &Vm, name: &str) -> Res {
    let modules = vm.modules.expect::<Dict>();
    if let Some(def) = super::NATIVE.iter().find(|it| it.name == name) {
        let module = Module::from_def(vm, def)?;
        modules.insert_name(vm, &vm.intern(name), module.clone());
        return Ok(module);
    }
    let Some(source) = source_of(vm, name) else { return Err(not_found(vm, name)) };
    load(vm, name, source)
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
    super::builtins::namespaces::compiled(vm, &text, path, Mode::Exec)
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
    let full = match level {
        0 => name.clone(),
        _ => relative(vm, args.get(1), &name, level as usize)?,
    };
    let module = import(vm, &full)?;
    let fromlist =
        args.get_not_none(vm, 3).map(|it| vm.iterate_to_vec(it)).transpose()?.unwrap_or_default();
    if !fromlist.is_empty() {
        import_submodules(vm, &module, &full, &fromlist)?;
        return Ok(module);
    }
    if level > 0 {
        let cut = name.split('.').count().saturating_sub(1);
        let parts: Vec<&str> = full.split('.').collect();
        return import(vm, &parts[..parts.len() - cut].join("."));
    }
    import(vm, name.split('.').next().unwrap_or(&name))
}

fn relative(vm: &Vm, globals: Option<&Ref>, name: &str, level: usize) -> Res<String> {
    let get = |key: &Ref| {
        globals
            .and_then(|it| it.get::<Dict>())
            .and_then(|it| it.get_name(key))
            .and_then(|it| vm.str_text(&it))
    };
    let package = match get(&vm.names.__package__) {
        Some(package) => package,
        None => {
            let own = get(&vm.names.__name__).unwrap_or_default();
            own.rsplit_once('.').map_or(String::new(), |it| it.0.to_owned())
        }
    };
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

/// `from package import submodule`.
fn import_submodules(vm: &Vm, module: &Ref, name: &str, fromlist: &[Ref]) -> Res<()> {
    if vm.find_attribute(module, &vm.names.__path__)?.is_none() {
        return Ok(());
    }
    for item in fromlist {
        let Some(text) = vm.str_text(item) else { continue };
        if text == "*" {
            if let Some(all) = vm.find_attribute(module, &vm.names.__all__)? {
                import_submodules(vm, module, name, &vm.iterate_to_vec(&all)?)?;
            }
            continue;
        }
        if vm.find_attribute(module, item)?.is_none() {
            let full = format!("{name}.{text}");
            match import(vm, &full) {
                Err(error) if is_not_found(vm, &error, &full) => {}
                other => drop(other?),
            }
        }
    }
    Ok(())
}

fn is_not_found(vm: &Vm, error: &Raised, name: &str) -> bool {
    vm.is_raised(error, &vm.exceptions.ModuleNotFoundError)
        && error
            .0
            .get::<Exception>()
            .is_some_and(|it| vm.text(&it.field(vm, Fields::FIRST)) == name)
}

/// `cannot import name 'x' from 'module' (file)`.
pub fn cannot_import_name(vm: &Vm, module: &Ref, name: &str) -> Raised {
    let attribute =
        |key: &Ref| vm.find_attribute(module, key).ok().flatten().and_then(|it| vm.str_text(&it));
    let package =
        attribute(&vm.names.__name__).unwrap_or_else(|| "<unknown module name>".to_owned());
    let place = attribute(&vm.names.__file__).unwrap_or_else(|| "unknown location".to_owned());
    let error = vm.import_error(format!("cannot import name '{name}' from '{package}' ({place})"));
    if let Some(it) = error.0.get::<Exception>() {
        it.set_field(vm, Fields::FIRST, Some(vm.str(&package)));
        it.set_field(vm, Fields::FOURTH, Some(vm.str(name)));
    }
    error
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
