//! Starting threads, and what becomes of exceptions that nobody in them catches.

use super::handle::{self, Handle, Stage};
use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::objects::method::Method;
use crate::stdlib::sys;
use crate::vm::Vm;

/// `start_new_thread(function, args, kwargs)`.
pub(super) fn start_new_thread(vm: &Vm, _: &Ref, args: Args) -> Res {
    let function = args[0].clone();
    if !vm.is_callable(&function) {
        return Err(vm.type_error("first arg must be callable".to_owned()));
    }
    if !vm.is_instance_of(&args[1], &vm.types.tuple) {
        return Err(vm.type_error("2nd arg must be a tuple".to_owned()));
    }
    let mut values = Args::positional(vm.tuple_items(&args[1]));
    if let Some(keywords) = args.get(2) {
        let Some(dict) = keywords.get::<Dict>() else {
            return Err(vm.type_error("optional 3rd arg must be a dictionary".to_owned()));
        };
        for (name, value) in dict.entries() {
            values.names.push(name);
            values.values.push(Some(value));
        }
    }
    drop(args);
    let handle = Handle::object(vm);
    start(vm, function, values, &handle)?;
    Ok(vm.int(handle.expect::<Handle>().ident.get() as i64))
}

/// `start_joinable_thread(function, handle, daemon)`.
pub(super) fn start_joinable_thread(vm: &Vm, _: &Ref, args: Args) -> Res {
    let function = args[0].clone();
    if !vm.is_callable(&function) {
        return Err(vm.type_error("thread function must be callable".to_owned()));
    }
    let handle = match args.get_not_none(vm, 1) {
        Some(it) if it.get::<Handle>().is_some() => it.clone(),
        Some(_) => return Err(vm.type_error("'handle' must be a _ThreadHandle".to_owned())),
        None => Handle::object(vm),
    };
    let daemon = args.get(2).map_or(Ok(true), |it| vm.is_true(it))?;
    if handle.expect::<Handle>().stage.get() != Stage::New {
        return Err(vm.runtime_error("thread already started".to_owned()));
    }
    if vm.threads.finalizing.get() {
        let text = vm.str("can't create new thread at interpreter shutdown");
        return Err(vm.raise(&vm.exceptions.PythonFinalizationError, vec![text]));
    }
    start(vm, function, Args::none(), &handle)?;
    if !daemon {
        vm.threads.awaited_at_end.borrow_mut().push(handle.clone());
    }
    Ok(handle)
}

fn start(vm: &Vm, function: Ref, args: Args, handle: &Ref) -> Res<()> {
    let name = name_of(vm, &function);
    let own = handle.clone();
    let started = vm.start_thread(name, move |vm| run(vm, function, args, own))?;
    let Some(thread) = started else {
        return Err(vm.runtime_error("can't start new thread".to_owned()));
    };
    let it = handle.expect::<Handle>();
    it.stage.set(Stage::Running);
    it.ident.set(thread.ident);
    Ok(())
}

/// What a thread does, from its start to its end.
fn run(vm: &Vm, function: Ref, args: Args, handle: Ref) {
    if let Err(error) = vm.call(&function, args) {
        report(vm, error, &function);
    }
    drop(function);
    super::local::forget_thread(vm);
    drop(vm.context.take());
    handle::set_done(vm, &handle);
}

fn report(vm: &Vm, error: Raised, function: &Ref) {
    if vm.is_halt(&error) || vm.is_raised(&error, &vm.exceptions.SystemExit) {
        return;
    }
    sys::unraisable_in(vm, error, "Exception ignored in thread started by", Some(function));
}

/// As reports call it: `threading.Thread` gives its threads names.
fn name_of(vm: &Vm, function: &Ref) -> String {
    let owner = function.get::<Method>().map(|it| it.object.clone());
    let name = owner.and_then(|it| vm.find_attribute(&it, &vm.intern("_name")).ok().flatten());
    name.and_then(|it| vm.str_text(&it)).unwrap_or_else(|| {
        let name = vm.find_attribute(function, &vm.names.__name__).ok().flatten();
        name.and_then(|it| vm.str_text(&it)).unwrap_or_else(|| "a thread".to_owned())
    })
}

/// The type of the argument of `threading.excepthook`.
pub(super) fn except_hook_args(vm: &Vm) -> Res {
    vm.named_tuple("_thread._ExceptHookArgs", &["exc_type", "exc_value", "exc_traceback", "thread"])
}

/// `threading.excepthook` itself (`thread_excepthook`).
pub(super) fn excepthook(vm: &Vm, _: &Ref, args: Args) -> Res {
    if !vm.is_instance_of(&args[0], &except_hook_args(vm)?) {
        let text = "_thread.excepthook argument type must be ExceptHookArgs";
        return Err(vm.type_error(text.to_owned()));
    }
    let items = vm.tuple_items(&args[0]);
    let [kind, error, traceback, thread] = &items[..] else { return Ok(vm.none.clone()) };
    if kind.is(&vm.exceptions.SystemExit) {
        return Ok(vm.none.clone());
    }
    let name = match thread.is(&vm.none) {
        true => None,
        false => vm.find_attribute(thread, &vm.intern("_name"))?,
    };
    let name = match name {
        Some(name) => vm.str_of(&name).map(|it| vm.text(&it))?,
        None => vm.threads.ident().to_string(),
    };
    sys::write_error(vm, &format!("Exception in thread {name}:\n"));
    let error = match error.is(&vm.none) {
        true => vm.call(kind, Args::none())?,
        false => error.clone(),
    };
    if let Some(it) = error.get::<crate::objects::exception::Exception>()
        && !traceback.is(&vm.none)
    {
        it.traceback.set(Some(traceback.clone()));
    }
    sys::print_error(vm, &error);
    Ok(vm.none.clone())
}
