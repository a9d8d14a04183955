//! Errors that reach the end: `sys.excepthook` and `sys.unraisablehook`.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::exception::Exception;
use crate::objects::module::Module;
use crate::vm::Vm;

/// Writes to `sys.stderr`, or straight to the host where that is gone.
pub fn write_error(vm: &Vm, text: &str) {
    let stream =
        vm.import("sys").ok().and_then(|it| it.get::<Module>().and_then(|it| it.get(vm, "stderr")));
    let written = stream
        .filter(|it| !it.is(&vm.none))
        .map(|it| vm.call_method(&it, "write", Args::one(vm.str(text))));
    if !matches!(written, Some(Ok(_))) {
        vm.host.write(2, text.as_bytes());
    }
}

/// Prints an exception with its traceback and its causes.
pub fn print_error(vm: &Vm, error: &Ref) {
    write_error(vm, &crate::traceback::text(vm, error));
}

/// `sys.excepthook` itself (`PyErr_Display`): an exception without traceback gets the given one.
pub(super) fn display(vm: &Vm, error: &Ref, traceback: &Ref) {
    let Some(it) = error.get::<Exception>() else {
        let name = vm.type_name(error);
        let text =
            format!("TypeError: print_exception(): Exception expected for value, {name} found\n");
        return write_error(vm, &text);
    };
    let is_traceback = traceback.get::<crate::objects::traceback::Traceback>().is_some();
    if is_traceback && it.traceback.get().is_none() {
        it.traceback.set(Some(traceback.clone()));
    }
    print_error(vm, error);
}

/// Tells of an error that nobody can handle, through the hook.
pub fn unraisable(vm: &Vm, error: Raised, place: Option<&Ref>) {
    tell(vm, error, vm.none.clone(), place);
}

/// As [`unraisable`], with other words than `Exception ignored in`.
pub fn unraisable_in(vm: &Vm, error: Raised, words: &str, place: Option<&Ref>) {
    tell(vm, error, vm.str(words), place);
}

fn tell(vm: &Vm, error: Raised, words: Ref, place: Option<&Ref>) {
    let Ok(sys) = vm.import("sys") else { return };
    let hook = sys.expect::<Module>().get(vm, "unraisablehook");
    // One that was raised by no frame gets that which runs.
    if let (Some(it), Some(frame)) = (error.0.get::<Exception>(), vm.current_frame())
        && it.traceback.get().is_none()
    {
        it.traceback.set(Some(crate::objects::traceback::Traceback::here(vm, &frame, None)));
    }
    let info = unraisable_info(vm, &error.0, words, place);
    let (Some(hook), Ok(info)) = (hook, info) else { return };
    let Err(error) = vm.call(&hook, Args::one(info)) else { return };
    let shown = shown_object(vm, &hook);
    let text = crate::traceback::unraisable_text(vm, &error.0);
    write_error(vm, &format!("Exception ignored in sys.unraisablehook: {shown}\n{text}"));
}

fn shown_object(vm: &Vm, object: &Ref) -> String {
    vm.repr_text(object).unwrap_or_else(|_| "<object repr() failed>".to_owned())
}

fn unraisable_info(vm: &Vm, error: &Ref, words: Ref, place: Option<&Ref>) -> Res {
    let fields = ["exc_type", "exc_value", "exc_traceback", "err_msg", "object"];
    let class = vm.named_tuple("UnraisableHookArgs", &fields)?;
    let traceback = error.get::<Exception>().and_then(|it| it.traceback.get());
    let or_none = |it: Option<Ref>| it.unwrap_or_else(|| vm.none.clone());
    let items =
        vec![error.class(), error.clone(), or_none(traceback), words, or_none(place.cloned())];
    Ok(crate::stdlib::structseq::instance(&class, items))
}

/// `sys.unraisablehook` itself.
pub(super) fn unraisable_hook(vm: &Vm, info: &Ref) -> Res {
    let field = |name: &str| vm.get_attribute(info, &vm.intern(name));
    let (error, message, object) = (field("exc_value")?, field("err_msg")?, field("object")?);
    let mut text = String::new();
    let message = vm.str_text(&message);
    if !object.is(&vm.none) {
        let shown = shown_object(vm, &object);
        text += &format!("{}: {shown}\n", message.as_deref().unwrap_or("Exception ignored in"));
    } else if let Some(message) = message {
        text += &format!("{message}:\n");
    }
    text += &crate::traceback::unraisable_text(vm, &error);
    write_error(vm, &text);
    Ok(vm.none.clone())
}

/// Tells of an exception that ends the program, through `sys.excepthook`.
pub fn report_error(vm: &Vm, error: &Ref) {
    let hook = vm
        .import("sys")
        .ok()
        .and_then(|it| it.get::<Module>().and_then(|it| it.get(vm, "excepthook")));
    let Some(hook) = hook else { return print_error(vm, error) };
    let traceback = error
        .get::<Exception>()
        .and_then(|it| it.traceback.get())
        .unwrap_or_else(|| vm.none.clone());
    let args = Args::positional([error.class(), error.clone(), traceback]);
    if let Err(other) = vm.call(&hook, args) {
        write_error(vm, "Error in sys.excepthook:\n");
        print_error(vm, &other.0);
        write_error(vm, "\nOriginal exception was:\n");
        print_error(vm, error);
    }
}

/// `sys.breakpointhook` itself: what `PYTHONBREAKPOINT` names, or `pdb.set_trace`.
pub(super) fn breakpoint(vm: &Vm, args: Args) -> Res {
    let wanted = wanted_breakpoint(vm)?;
    if wanted == "0" {
        return Ok(vm.none.clone());
    }
    let (module, name) = wanted.rsplit_once('.').unwrap_or(("builtins", &wanted));
    let found = vm
        .import(module)
        .and_then(|_| vm.get_item(&vm.modules, &vm.str(module)))
        .and_then(|it| vm.get_attribute(&it, &vm.intern(name)));
    match found {
        Ok(hook) => vm.call(&hook, args),
        Err(error) if vm.is_raised(&error, &vm.exceptions.Exception) => {
            let text = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{wanted}\"");
            vm.warn(&vm.exceptions.RuntimeWarning, &text)?;
            Ok(vm.none.clone())
        }
        Err(error) => Err(error),
    }
}

/// `PYTHONBREAKPOINT` in `os.environ`, where a program has `os`.
fn wanted_breakpoint(vm: &Vm) -> Res<String> {
    let usual = || "pdb.set_trace".to_owned();
    let modules = vm.modules.expect::<crate::objects::dict::Dict>();
    let Some(os) = modules.get_name(&vm.intern("os")) else { return Ok(usual()) };
    let environ = vm.get_attribute(&os, &vm.intern("environ"))?;
    let name = Args::one(vm.str("PYTHONBREAKPOINT"));
    let found = vm.call_method(&environ, "get", name)?;
    Ok(vm.str_text(&found).filter(|it| !it.is_empty()).unwrap_or_else(usual))
}
