//! Errors and warnings that are told, not raised.

use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::vm::Vm;

/// Tells of an error that nobody can handle (`sys.unraisablehook`).
pub fn unraisable(vm: &Vm, error: Raised, place: Option<&Ref>) {
    let place = place.and_then(|it| vm.repr_text(it).ok());
    let text = match place {
        Some(place) => format!("Exception ignored in: {place}\n"),
        None => String::new(),
    };
    let name = vm.type_name(&error.0);
    let message = vm.str_of(&error.0).map(|it| vm.text(&it)).unwrap_or_default();
    let line =
        if message.is_empty() { format!("{name}\n") } else { format!("{name}: {message}\n") };
    vm.host.write(2, format!("{text}{line}").as_bytes());
}

/// Shows a warning.
pub fn warn(vm: &Vm, category: &Ref, text: &str) -> Res<()> {
    let name = category.expect::<crate::objects::type_::Type>().name.borrow().clone();
    vm.host.write(2, format!("{name}: {text}\n").as_bytes());
    Ok(())
}
