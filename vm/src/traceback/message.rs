//! What stands below the frames: class, message and notes (`format_exception_only`).

use super::{hints, syntax};
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::str_::Str;
use crate::objects::type_::Type;
use crate::vm::Vm;

/// The lines, one text each.
pub(super) fn last_lines(vm: &Vm, error: &Ref, traceback: Option<&Ref>) -> Vec<String> {
    let name = class_name(vm, &error.class());
    let text = message(vm, error);
    let notes = notes(vm, error);
    let mut found = if vm.is_instance_of(error, &vm.exceptions.SyntaxError) {
        syntax::lines(vm, error, &name)
    } else {
        match text + &hints::hint(vm, error, traceback) {
            text if text.is_empty() => vec![format!("{name}\n")],
            text => vec![format!("{name}: {text}\n")],
        }
    };
    found.extend(notes);
    found
}

/// The text of an object, with escapes for what no terminal shows.
pub(super) fn shown(object: &Ref) -> String {
    let Some(it) = object.get::<Str>() else { return String::new() };
    if let Some(text) = it.as_str() {
        return text.to_owned();
    }
    let code = |code: u32| match char::from_u32(code) {
        Some(c) => c.to_string(),
        None => format!("\\u{code:04x}"),
    };
    it.code_points().map(code).collect()
}

/// `str(error)`, whatever it does.
pub(super) fn message(vm: &Vm, error: &Ref) -> String {
    safely(vm.str_of(error), "<exception str() failed>")
}

fn safely(text: Res, otherwise: &str) -> String {
    text.map_or_else(|_| otherwise.to_owned(), |it| shown(&it))
}

/// `module.qualname`; the module not for `builtins` and `__main__`.
pub fn class_name(vm: &Vm, class: &Ref) -> String {
    let it = class.expect::<Type>();
    let qualname = it.qualname.get().map_or_else(|| it.name.borrow().clone(), |it| vm.text(&it));
    let module = vm.find_attribute(class, &vm.names.__module__).ok().flatten();
    match module.and_then(|it| vm.str_text(&it)).as_deref() {
        None => format!("<unknown>.{qualname}"),
        Some("builtins" | "__main__") => qualname,
        Some(module) => format!("{module}.{qualname}"),
    }
}

fn notes(vm: &Vm, error: &Ref) -> Vec<String> {
    let notes = match vm.find_attribute(error, &vm.names.__notes__) {
        Ok(Some(notes)) => notes,
        Ok(None) => return Vec::new(),
        Err(error) => {
            let text = safely(vm.repr(&error.0), "<__notes__ repr() failed>");
            return vec![format!("Ignored error getting __notes__: {text}\n")];
        }
    };
    if notes.is(&vm.none) {
        return Vec::new();
    }
    if !is_sequence(vm, &notes) {
        return vec![safely(vm.repr(&notes), "<__notes__ repr() failed>") + "\n"];
    }
    let mut found = Vec::new();
    for note in vm.iterate_to_vec(&notes).unwrap_or_default() {
        let text = safely(vm.str_of(&note), "<note str() failed>");
        found.extend(text.split('\n').map(|it| format!("{it}\n")));
    }
    found
}

fn is_sequence(vm: &Vm, notes: &Ref) -> bool {
    let is = |class: &Ref| vm.is_instance_of(notes, class);
    let is_text = is(&vm.types.str_) || is(&vm.types.bytes);
    !is_text && notes.ty().flag(crate::typedef::flag::SEQUENCE)
}
