//! Names: globals, builtins, namespaces of classes and modules, cells.

use crate::error::{Raised, Res};
use crate::frame::Frame;
use crate::heap::Ref;
use crate::objects::cell::Cell;
use crate::objects::code::Code;
use crate::objects::code::cache::Place;
use crate::objects::dict::Dict;
use crate::vm::Vm;

#[cold]
fn not_defined(vm: &Vm, name: &Ref) -> Raised {
    vm.name_error(
        &vm.exceptions.NameError,
        format!("name '{}' is not defined", vm.text(name)),
        name,
    )
}

#[cold]
pub(super) fn unbound_local(vm: &Vm, frame: &Frame, index: usize) -> Raised {
    let name = frame.code().localsplus[index].clone();
    let text = format!(
        "cannot access local variable '{}' where it is not associated with a value",
        vm.text(&name)
    );
    vm.name_error(&vm.exceptions.UnboundLocalError, text, &name)
}

#[cold]
pub(super) fn unbound_cell(vm: &Vm, frame: &Frame, index: usize) -> Raised {
    let code = frame.code();
    if !code.is_free(index) {
        return unbound_local(vm, frame, index);
    }
    let name = code.localsplus[index].clone();
    let text = format!(
        "cannot access free variable '{}' where it is not associated with a value in enclosing scope",
        vm.text(&name)
    );
    vm.name_error(&vm.exceptions.NameError, text, &name)
}

/// A global or builtin; its place is remembered while no key comes or goes.
#[inline(never)]
pub(super) fn load_global(vm: &Vm, frame: &Frame, code: &Code, at: usize, name: usize) -> Res {
    let found = code.cache(at).get();
    let place = found.index as usize;
    let value = match found.place {
        Place::Global => frame
            .globals
            .get::<Dict>()
            .and_then(|globals| globals.value_of_version(found.version, place)),
        Place::Builtin => frame
            .globals
            .get::<Dict>()
            .filter(|globals| globals.has_keys(found.more))
            .and_then(|_| frame.builtins.get::<Dict>())
            .and_then(|builtins| builtins.value_of_version(found.version, place)),
        _ => None,
    };
    match value {
        Some(value) => Ok(value),
        None => load_global_slowly(vm, frame, code, at, &code.names[name]),
    }
}

#[inline(never)]
fn load_global_slowly(vm: &Vm, frame: &Frame, code: &Code, at: usize, name: &Ref) -> Res {
    let (globals, builtins) = (frame.globals.expect::<Dict>(), frame.builtins.expect::<Dict>());
    let learns = code.cache(at).missed();
    if let Some(place) = globals.place_of_name(name)
        && let Some(value) = globals.value_at(place)
    {
        if learns {
            code.cache(at).set(Place::Global, globals.keys_version(vm), place, 0);
        }
        return Ok(value);
    }
    let place = builtins.place_of_name(name).ok_or_else(|| not_defined(vm, name))?;
    if learns {
        let (version, more) = (builtins.keys_version(vm), globals.keys_version(vm));
        code.cache(at).set(Place::Builtin, version, place, more);
    }
    builtins.value_at(place).ok_or_else(|| not_defined(vm, name))
}

pub(super) fn load_builtin(vm: &Vm, frame: &Frame, name: &Ref) -> Res {
    match frame.builtins.expect::<Dict>().get_name(name) {
        Some(found) => Ok(found),
        None => Err(vm.name_error(
            &vm.exceptions.NameError,
            format!("{} not found", vm.text(name)),
            name,
        )),
    }
}

fn from_mapping(vm: &Vm, mapping: &Ref, name: &Ref) -> Res<Option<Ref>> {
    if mapping.is_exactly(&vm.types.dict) {
        return Ok(mapping.expect::<Dict>().get_name(name));
    }
    match vm.get_item(mapping, name) {
        Ok(found) => Ok(Some(found)),
        Err(error) if vm.is_raised(&error, &vm.exceptions.KeyError) => Ok(None),
        Err(error) => Err(error),
    }
}

fn from_globals(vm: &Vm, frame: &Frame, name: &Ref) -> Res {
    let found = frame.globals.expect::<Dict>().get_name(name);
    match found.or_else(|| frame.builtins.expect::<Dict>().get_name(name)) {
        Some(found) => Ok(found),
        None => Err(not_defined(vm, name)),
    }
}

pub(super) fn load_locals(vm: &Vm, frame: &Frame) -> Res {
    frame.locals.get().ok_or_else(|| vm.system_error("no locals".to_owned()))
}

pub(super) fn load_name(vm: &Vm, frame: &Frame, name: &Ref) -> Res {
    let locals = frame
        .locals
        .get()
        .ok_or_else(|| vm.system_error(format!("no locals when loading {}", vm.text(name))))?;
    match from_mapping(vm, &locals, name)? {
        Some(found) => Ok(found),
        None => from_globals(vm, frame, name),
    }
}

pub(super) fn load_from_dict_or_globals(vm: &Vm, frame: &Frame, mapping: &Ref, name: &Ref) -> Res {
    match from_mapping(vm, mapping, name)? {
        Some(found) => Ok(found),
        None => from_globals(vm, frame, name),
    }
}

pub(super) fn load_from_dict_or_deref(vm: &Vm, frame: &Frame, mapping: &Ref, index: usize) -> Res {
    let name = frame.code().localsplus[index].clone();
    match from_mapping(vm, mapping, &name)? {
        Some(found) => Ok(found),
        None => load_deref(vm, frame, index),
    }
}

pub(super) fn store_name(vm: &Vm, frame: &Frame, name: &Ref, value: Ref) -> Res<()> {
    let locals = frame.locals.get().ok_or_else(|| {
        vm.system_error(format!("no locals found when storing {}", vm.text(name)))
    })?;
    if locals.is_exactly(&vm.types.dict) {
        locals.expect::<Dict>().insert_name(vm, name, value);
        return Ok(());
    }
    vm.set_item(&locals, name, Some(value))
}

pub(super) fn delete_name(vm: &Vm, frame: &Frame, name: &Ref) -> Res<()> {
    let locals = frame
        .locals
        .get()
        .ok_or_else(|| vm.system_error(format!("no locals when deleting {}", vm.text(name))))?;
    match vm.set_item(&locals, name, None) {
        Err(error) if vm.is_raised(&error, &vm.exceptions.KeyError) => Err(not_defined(vm, name)),
        other => other,
    }
}

pub(super) fn store_global(vm: &Vm, frame: &Frame, name: &Ref, value: Ref) {
    frame.globals.expect::<Dict>().insert_name(vm, name, value);
}

pub(super) fn delete_global(vm: &Vm, frame: &Frame, name: &Ref) -> Res<()> {
    match frame.globals.expect::<Dict>().remove_name(name) {
        Some(_) => Ok(()),
        None => Err(not_defined(vm, name)),
    }
}

/// `__annotations__` of a module or class that annotates a name.
pub(super) fn setup_annotations(vm: &Vm, frame: &Frame) -> Res<()> {
    let name = &vm.names.__annotations__;
    let locals = load_locals(vm, frame)?;
    if from_mapping(vm, &locals, name)?.is_none() {
        vm.set_item(&locals, name, Some(vm.dict()))?;
    }
    Ok(())
}

pub(super) fn load_deref(vm: &Vm, frame: &Frame, index: usize) -> Res {
    let cell = frame.slots.local(index);
    let contents = cell.as_ref().and_then(|it| it.get::<Cell>()).and_then(|it| it.contents.get());
    contents.ok_or_else(|| unbound_cell(vm, frame, index))
}

/// Sets or empties a cell; what it held is let go of, and whether it held something is told.
pub(super) fn set_cell(frame: &Frame, index: usize, value: Option<Ref>) -> Option<()> {
    let cell = frame.slots.local(index)?;
    let old = cell.get::<Cell>()?.contents.replace(value);
    old.map(drop)
}
