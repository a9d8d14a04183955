//! What is said when a module lacks a name: circular imports and files that hide a module of the
//! library are told apart (`_PyEval_ImportFrom`, `_Py_module_getattro_impl`, CPython 3.13).

use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::exception::{Exception, Fields};
use crate::objects::module::Module;
use crate::vm::Vm;

/// Where a module that lacks a name stands.
struct Place {
    /// Its file, if it has one.
    origin: Option<String>,
    /// It may hide another module: it lies in the folder that is searched first.
    may_hide: bool,
    /// It has the name of a module of the library.
    hides_library: bool,
    /// Its code did not end yet.
    is_initializing: bool,
}

impl Place {
    fn of(vm: &Vm, spec: &Ref, name: &str) -> Res<Place> {
        let origin = file_origin(vm, spec)?;
        let may_hide = match &origin {
            Some(origin) => lies_first(vm, origin),
            None => false,
        };
        let hides_library = may_hide && is_of_library(vm, name);
        let is_initializing = is_initializing(vm, spec);
        Ok(Place { origin, may_hide, hides_library, is_initializing })
    }
}

/// `_PyModuleSpec_IsInitializing`.
pub(super) fn is_initializing(vm: &Vm, spec: &Ref) -> bool {
    let found = vm.find_attribute(spec, &vm.intern("_initializing"));
    found.is_ok_and(|it| it.is_some_and(|it| vm.is_true(&it).unwrap_or(false)))
}

/// `_PyModuleSpec_GetFileOrigin`.
fn file_origin(vm: &Vm, spec: &Ref) -> Res<Option<String>> {
    let has_location = vm.find_attribute(spec, &vm.intern("has_location"))?;
    match has_location {
        Some(it) if vm.is_true(&it)? => {
            let origin = vm.find_attribute(spec, &vm.intern("origin"))?;
            Ok(origin.and_then(|it| vm.str_text(&it)))
        }
        _ => Ok(None),
    }
}

/// `_PyModule_IsPossiblyShadowing`: in the folder that `sys.path` began with.
fn lies_first(vm: &Vm, origin: &str) -> bool {
    let Some(first) = vm.host.search_path().into_iter().next() else { return false };
    let first = if first.is_empty() || first == "." { vm.host.current_folder() } else { first };
    let own = origin.strip_suffix("/__init__.py").unwrap_or(origin);
    own.rsplit_once('/').is_some_and(|it| it.0 == first)
}

fn is_of_library(vm: &Vm, name: &str) -> bool {
    let sys = vm.modules.expect::<Dict>().get_name(&vm.names.sys);
    let names =
        sys.and_then(|it| it.get::<Module>().and_then(|it| it.get(vm, "stdlib_module_names")));
    names.is_some_and(|it| vm.contains(&it, &vm.str(name)).unwrap_or(false))
}

/// `cannot import name 'x' from 'module' (file)`.
pub fn cannot_import_name(vm: &Vm, module: &Ref, name: &str) -> Raised {
    match import_from_text(vm, module, name) {
        Ok((text, package, origin)) => {
            let error = vm.import_error(text);
            if let Some(it) = error.0.get::<Exception>() {
                it.set_field(vm, Fields::FIRST, Some(vm.str(&package)));
                it.set_field(vm, Fields::SECOND, origin.map(|it| vm.str(&it)));
                it.set_field(vm, Fields::FOURTH, Some(vm.str(name)));
            }
            error
        }
        Err(error) => error,
    }
}

fn import_from_text(vm: &Vm, module: &Ref, name: &str) -> Res<(String, String, Option<String>)> {
    let package = vm.find_attribute(module, &vm.names.__name__)?.and_then(|it| vm.str_text(&it));
    let package = package.unwrap_or_else(|| "<unknown module name>".to_owned());
    let Some(spec) = vm.find_attribute(module, &vm.names.__spec__)? else {
        let text = format!("cannot import name '{name}' from '{package}' (unknown location)");
        return Ok((text, package, None));
    };
    let mut place = Place::of(vm, &spec, &package)?;
    if place.origin.is_none()
        && let Some(it) = module.get::<Module>()
    {
        place.origin = it.get(vm, "__file__").and_then(|it| vm.str_text(&it));
    }
    let shown = place.origin.as_deref().unwrap_or("unknown location");
    let text = if place.hides_library {
        format!(
            "cannot import name '{name}' from '{package}' (consider renaming '{shown}' since it \
             has the same name as the standard library module named '{package}' and the import \
             system gives it precedence)"
        )
    } else if place.is_initializing && place.may_hide {
        format!(
            "cannot import name '{name}' from '{package}' (consider renaming '{shown}' if it has \
             the same name as a library you intended to import)"
        )
    } else if place.is_initializing {
        format!(
            "cannot import name '{name}' from partially initialized module '{package}' (most \
             likely due to a circular import) ({shown})"
        )
    } else {
        format!("cannot import name '{name}' from '{package}' ({shown})")
    };
    Ok((text, package, place.origin))
}

/// What is said of an attribute that a module does not have.
pub fn no_attribute(vm: &Vm, module: &Module, attribute: &str) -> Res<String> {
    let get = |name: &Ref| module.dict.expect::<Dict>().get_name(name);
    let Some(name) = get(&vm.names.__name__).and_then(|it| vm.str_text(&it)) else {
        return Ok(format!("module has no attribute '{attribute}'"));
    };
    let plain = format!("module '{name}' has no attribute '{attribute}'");
    let Some(spec) = get(&vm.names.__spec__).filter(|it| !it.is(&vm.none)) else {
        return Ok(plain);
    };
    let place = Place::of(vm, &spec, &name)?;
    let origin = place.origin.as_deref().unwrap_or_default();
    if place.hides_library {
        return Ok(format!(
            "{plain} (consider renaming '{origin}' since it has the same name as the standard \
             library module named '{name}' and the import system gives it precedence)"
        ));
    }
    if place.is_initializing {
        let circular = "(most likely due to a circular import)";
        return Ok(match &place.origin {
            Some(origin) if place.may_hide => format!(
                "{plain} (consider renaming '{origin}' if it has the same name as a library you \
                 intended to import)"
            ),
            Some(origin) => format!(
                "partially initialized module '{name}' from '{origin}' has no attribute \
                 '{attribute}' {circular}"
            ),
            None => format!(
                "partially initialized module '{name}' has no attribute '{attribute}' {circular}"
            ),
        });
    }
    if waits_for(vm, &spec, attribute)? {
        return Ok(format!(
            "cannot access submodule '{attribute}' of module '{name}' (most likely due to a \
             circular import)"
        ));
    }
    Ok(plain)
}

/// `_PyModuleSpec_IsUninitializedSubmodule`.
fn waits_for(vm: &Vm, spec: &Ref, name: &str) -> Res<bool> {
    let Some(found) = vm.find_attribute(spec, &vm.intern("_uninitialized_submodules"))? else {
        return Ok(false);
    };
    vm.contains(&found, &vm.str(name))
}
