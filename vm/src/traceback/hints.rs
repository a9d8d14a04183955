//! "Did you mean": what is said behind the message (`_compute_suggestion_error`).

use crate::args::Args;
use crate::error::Res;
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::exception::{Exception, Fields};
use crate::objects::module::Module;
use crate::objects::traceback::Traceback;
use crate::suggest::closest;
use crate::vm::Vm;

/// `. Did you mean: 'x'?`, or nothing.
pub(super) fn hint(vm: &Vm, error: &Ref, traceback: Option<&Ref>) -> String {
    let all = &vm.exceptions;
    let is = |class: &Ref| vm.is_instance_of(error, class);
    let name = |field| vm.str_text(&error.expect::<Exception>().field(vm, field));
    let meant = |it: Option<String>| it.map(|it| format!(". Did you mean: '{it}'?"));
    if is(&all.ImportError) {
        let Some(name) = name(Fields::FOURTH) else { return String::new() };
        return meant(from_module(vm, error, &name)).unwrap_or_default();
    }
    let is_name = is(&all.NameError);
    if !is_name && !is(&all.AttributeError) {
        return String::new();
    }
    let Some(name) = name(Fields::FIRST) else { return String::new() };
    let innermost = traceback.map(innermost_frame);
    if !is_name {
        return meant(attribute(vm, error, &name, innermost.as_ref())).unwrap_or_default();
    }
    let meant = meant(innermost.and_then(|it| variable(vm, &name, &it)));
    let forgotten = is_library_module(vm, &name);
    match (meant, forgotten) {
        (Some(meant), true) => format!("{meant} Or did you forget to import '{name}'?"),
        (None, true) => format!(". Did you forget to import '{name}'?"),
        (meant, false) => meant.unwrap_or_default(),
    }
}

fn innermost_frame(traceback: &Ref) -> Ref {
    let mut at = traceback.clone();
    while let Some(next) = at.expect::<Traceback>().next.get() {
        at = next;
    }
    at.expect::<Traceback>().frame.clone()
}

fn is_library_module(vm: &Vm, name: &str) -> bool {
    let names = vm
        .import("sys")
        .ok()
        .and_then(|it| it.get::<Module>().and_then(|it| it.get(vm, "stdlib_module_names")));
    names.is_some_and(|it| vm.contains(&it, &vm.str(name)).unwrap_or(false))
}

fn from_module(vm: &Vm, error: &Ref, name: &str) -> Option<String> {
    let module = vm.str_text(&error.expect::<Exception>().field(vm, Fields::FIRST))?;
    vm.import(&module).ok()?;
    let top = vm.import(module.split('.').next()?).ok()?;
    let names = dir(vm, &top).ok()?;
    closest(name, names.into_iter().filter(|it| name.starts_with('_') || !it.starts_with('_')))
}

fn attribute(vm: &Vm, error: &Ref, name: &str, frame: Option<&Ref>) -> Option<String> {
    let object = error.expect::<Exception>().field(vm, Fields::SECOND);
    let names = dir(vm, &object).ok()?;
    let is_own = |frame: &Ref| own_instance(vm, frame).is_some_and(|it| it.is(&object));
    let all = name.starts_with('_') || frame.is_some_and(is_own);
    closest(name, names.into_iter().filter(|it| all || !it.starts_with('_')))
}

/// The variable `self`.
fn own_instance(vm: &Vm, frame: &Ref) -> Option<Ref> {
    vm.find_local(frame, "self")
}

fn variable(vm: &Vm, name: &str, frame: &Ref) -> Option<String> {
    if let Some(own) = own_instance(vm, frame)
        && matches!(vm.find_attribute(&own, &vm.intern(name)), Ok(Some(_)))
    {
        return Some(format!("self.{name}"));
    }
    let it = frame.expect::<Frame>();
    let mut names = vm.local_names(frame);
    for dict in [&it.globals, &it.builtins] {
        let keys = dict.get::<Dict>().map(Dict::entries).unwrap_or_default();
        names.extend(keys.iter().filter_map(|it| vm.str_text(&it.0)));
    }
    closest(name, names)
}

/// `dir(object)`.
fn dir(vm: &Vm, object: &Ref) -> Res<Vec<String>> {
    let Some(found) = vm.call_special(object, &vm.names.__dir__, Args::none())? else {
        return Ok(Vec::new());
    };
    let names = vm.iterate_to_vec(&found)?;
    let mut names: Vec<String> = names.iter().filter_map(|it| vm.str_text(it)).collect();
    names.sort();
    Ok(names)
}
