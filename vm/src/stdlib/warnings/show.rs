//! How a warning is shown: by the library's `warnings`, or as a line with its source.

use super::{Place, filters};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::vm::Vm;

/// A warning that is to be shown.
pub(super) struct Shown {
    pub(super) category: Ref,
    pub(super) text: Ref,
    pub(super) message: Ref,
    pub(super) place: Place,
    pub(super) source: Option<Ref>,
}

/// `call_show_warning`.
pub(super) fn show(vm: &Vm, it: &Shown) -> Res<()> {
    if it.source.is_some() {
        // The library knows where the object was allocated.
        let _ = vm.import("warnings");
    }
    let Some(show) = filters::of_library(vm, "_showwarnmsg")? else { return plain(vm, it) };
    if !vm.is_callable(&show) {
        let text = "warnings._showwarnmsg() must be set to a callable";
        return Err(vm.type_error(text.to_owned()));
    }
    let Some(class) = filters::of_library(vm, "WarningMessage")? else {
        return Err(vm.runtime_error("unable to get warnings.WarningMessage".to_owned()));
    };
    let none = || vm.none.clone();
    let args = Args::positional([
        it.message.clone(),
        it.category.clone(),
        it.place.filename.clone(),
        vm.int(it.place.line),
        none(),
        none(),
        it.source.clone().unwrap_or_else(none),
    ]);
    let message = vm.call(&class, args)?;
    vm.call(&show, Args::one(message)).map(drop)
}

/// `show_warning`: `file:line: Category: text`, and the line.
fn plain(vm: &Vm, it: &Shown) -> Res<()> {
    let file = vm.text(&it.place.filename);
    let name = vm.get_attribute(&it.category, &vm.names.__name__)?;
    let (name, text) = (vm.text(&name), vm.text(&vm.str_of(&it.text)?));
    let mut shown = format!("{file}:{}: {name}: {text}\n", it.place.line);
    let line = match &it.place.text {
        Some(line) => line.clone(),
        None => vm.source_line(&file, it.place.line as i32),
    };
    match line.trim_start_matches([' ', '\t', '\x0c']) {
        "" => {}
        line => shown += &format!("  {line}\n"),
    }
    crate::stdlib::sys::write_error(vm, &shown);
    Ok(())
}
