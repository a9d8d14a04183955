//! Functions: made, and called: arguments to parameters (`initialize_locals`).

use super::calls::Called;
use crate::args::Args;
use crate::code::flag::*;
use crate::error::{Raised, Res};
use crate::frame::Frame;
use crate::heap::{FrameSlots, Ref, Slot};
use crate::objects::code::Code;
use crate::objects::dict::Dict;
use crate::objects::function::Function;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::vm::Vm;

/// `MAKE_FUNCTION`.
pub(super) fn make(vm: &Vm, frame: &Frame, code: &Ref) -> Ref {
    Function::with_builtins(vm, code, &frame.globals, &frame.builtins)
}

/// `SET_FUNCTION_ATTRIBUTE`: defaults, keyword defaults, annotations, closure.
pub(super) fn set_attribute(function: &Ref, which: u32, value: Ref) {
    let it = function.expect::<Function>();
    let slot: &Slot = match which {
        1 => &it.defaults,
        2 => &it.kwdefaults,
        4 => &it.annotations,
        _ => &it.closure,
    };
    slot.set(Some(value));
}

/// `COPY_FREE_VARS`: the closure's cells become the last locals.
pub(super) fn copy_free_vars(frame: &Frame, code: &Code, n: usize) {
    let Some(function) = frame.function.get() else { return };
    let closure = function.get::<Function>().and_then(|it| it.closure.get());
    let Some(closure) = closure.as_ref().and_then(|it| it.get::<Tuple>()) else {
        return;
    };
    let first = code.n_localsplus() - n;
    for (index, cell) in closure.items().iter().enumerate() {
        drop(frame.slots.set_local(first + index, Some(cell.clone())));
    }
}

/// The frame of a call.
#[inline]
pub(super) fn frame_for_call(vm: &Vm, function: Ref, args: Args) -> Res<Called> {
    new_frame(vm, function, args, None).map(Called::Frame)
}

/// A frame whose `n` values come from the top of the stack; none where binding them takes more than
/// that and defaults for the last ones.
#[inline]
pub(super) fn frame_from_stack(
    vm: &Vm,
    slots: &FrameSlots,
    function: &Function,
    n: usize,
) -> Option<Ref> {
    let code = function.code();
    let n_parameters = code.expect::<Code>().plain_parameters? as usize;
    let missing = n_parameters.checked_sub(n)?;
    let defaults = if missing == 0 { None } else { function.defaults.get() };
    let defaults = match &defaults {
        _ if missing == 0 => &[],
        Some(tuple) => {
            let items = tuple.get::<Tuple>()?.items();
            &items[items.len().checked_sub(missing)?..]
        }
        None => return None,
    };
    let frame = Frame::object(vm, code, &function.globals, &function.builtins);
    let it = frame.expect::<Frame>();
    slots.move_to_locals(n, &it.slots);
    for (index, value) in defaults.iter().enumerate() {
        let empty = it.slots.set_local(n + index, Some(value.clone()));
        debug_assert!(empty.is_none());
    }
    Some(frame)
}

/// A frame with its parameters bound.
pub(super) fn new_frame(vm: &Vm, function: Ref, args: Args, locals: Option<Ref>) -> Res {
    let it = function.expect::<Function>();
    let code = it.code();
    let frame = Frame::object(vm, code, &it.globals, &it.builtins);
    let made = frame.expect::<Frame>();
    bind(vm, it, made, args)?;
    made.locals.set(locals);
    made.function.set(Some(function));
    Ok(frame)
}

#[inline]
fn bind(vm: &Vm, function: &Function, frame: &Frame, mut args: Args) -> Res<()> {
    let code = frame.code();
    let object = &code.object;
    let simple =
        object.co_flags & (CO_VARARGS | CO_VARKEYWORDS) == 0 && object.co_kwonlyargcount == 0;
    if simple && args.names.is_empty() && args.values.len() == object.co_argcount as usize {
        for (index, value) in args.values.drain(..).enumerate() {
            drop(frame.slots.set_local(index, value));
        }
        return Ok(());
    }
    bind_slowly(vm, function, frame, args)
}

fn bind_slowly(vm: &Vm, function: &Function, frame: &Frame, mut args: Args) -> Res<()> {
    let code = frame.code();
    let object = &code.object;
    let n_args = object.co_argcount as usize;
    let n_total = n_args + object.co_kwonlyargcount as usize;
    let has_varargs = object.co_flags & CO_VARARGS != 0;
    let keywords = args.take_keywords();
    let given = args.values.len();
    let rest =
        if given > n_args { args.values.drain(n_args..).flatten().collect() } else { Vec::new() };
    let n_rest = rest.len();
    for (index, value) in args.values.drain(..).enumerate() {
        drop(frame.slots.set_local(index, value));
    }
    if has_varargs {
        drop(frame.slots.set_local(n_total, Some(vm.tuple(rest))));
    }
    let extra = (object.co_flags & CO_VARKEYWORDS != 0).then(|| vm.dict());
    if let Some(extra) = &extra {
        drop(frame.slots.set_local(n_total + usize::from(has_varargs), Some(extra.clone())));
    }
    bind_keywords(vm, function, frame, keywords, extra.as_ref())?;
    if n_rest > 0 && !has_varargs {
        return Err(too_many(vm, function, frame, given));
    }
    bind_defaults(vm, function, frame)
}

fn bind_keywords(
    vm: &Vm,
    function: &Function,
    frame: &Frame,
    keywords: Vec<(Ref, Ref)>,
    extra: Option<&Ref>,
) -> Res<()> {
    let code = frame.code();
    let object = &code.object;
    let n_total = (object.co_argcount + object.co_kwonlyargcount) as usize;
    let n_positional_only = object.co_posonlyargcount as usize;
    let given: Vec<Ref> = match n_positional_only {
        0 => Vec::new(),
        _ => keywords.iter().map(|it| it.0.clone()).collect(),
    };
    for (name, value) in keywords {
        let params = &code.localsplus[..n_total];
        let is_it = |it: &&Ref| it.is(&name) || it.expect::<Str>().0 == name.expect::<Str>().0;
        let found = params[n_positional_only..]
            .iter()
            .position(|it| is_it(&it))
            .map(|it| it + n_positional_only);
        match (found, extra) {
            (Some(index), _) => {
                if frame.slots.local(index).is_some() {
                    let text = format!(
                        "{}() got multiple values for argument '{}'",
                        name_of(vm, function),
                        vm.text(&name)
                    );
                    return Err(vm.type_error(text));
                }
                drop(frame.slots.set_local(index, Some(value)));
            }
            (None, Some(extra)) => extra.expect::<Dict>().insert(vm, &name, value)?,
            (None, None) => return Err(unexpected(vm, function, code, &name, &given)),
        }
    }
    Ok(())
}

fn name_of(vm: &Vm, function: &Function) -> String {
    function.qualname.get().map_or_else(String::new, |it| vm.text(&it))
}

#[cold]
fn unexpected(vm: &Vm, function: &Function, code: &Code, name: &Ref, given: &[Ref]) -> Raised {
    let object = &code.object;
    let positional_only = &code.localsplus[..object.co_posonlyargcount as usize];
    let text = vm.text(name);
    let qualname = name_of(vm, function);
    let names = positional_only.iter().map(|it| vm.text(it));
    let wrong: Vec<String> =
        names.filter(|it| given.iter().any(|name| vm.text(name) == *it)).collect();
    if !wrong.is_empty() {
        return vm.type_error(format!(
            "{qualname}() got some positional-only arguments passed as keyword arguments: '{}'",
            wrong.join(", ")
        ));
    }
    let n_total = (object.co_argcount + object.co_kwonlyargcount) as usize;
    let params =
        code.localsplus[object.co_posonlyargcount as usize..n_total].iter().map(|it| vm.text(it));
    let hint = match crate::suggest::closest(&text, params) {
        Some(it) => format!(". Did you mean '{it}'?"),
        None => String::new(),
    };
    vm.type_error(format!("{qualname}() got an unexpected keyword argument '{text}'{hint}"))
}

#[cold]
fn too_many(vm: &Vm, function: &Function, frame: &Frame, given: usize) -> Raised {
    let object = &frame.code().object;
    let n_args = object.co_argcount as usize;
    let n_defaults = function.defaults.get().map_or(0, |it| vm.tuple_items(&it).len());
    let n_keyword_only = (n_args..n_args + object.co_kwonlyargcount as usize)
        .filter(|&it| frame.slots.local(it).is_some())
        .count();
    let takes = if n_defaults > 0 {
        format!("from {} to {n_args}", n_args - n_defaults)
    } else {
        n_args.to_string()
    };
    let plural = if n_args == 1 && n_defaults == 0 { "" } else { "s" };
    let (and, was) = if n_keyword_only > 0 {
        let plural_given = if given == 1 { "" } else { "s" };
        let plural_keyword = if n_keyword_only == 1 { "" } else { "s" };
        (
            format!(
                " positional argument{plural_given} (and {n_keyword_only} keyword-only argument{plural_keyword})"
            ),
            "were",
        )
    } else {
        (String::new(), if given == 1 { "was" } else { "were" })
    };
    vm.type_error(format!(
        "{}() takes {takes} positional argument{plural} but {given}{and} {was} given",
        name_of(vm, function)
    ))
}

/// Fills parameters that were given nothing with their defaults.
pub(super) fn bind_defaults(vm: &Vm, function: &Function, frame: &Frame) -> Res<()> {
    let code = frame.code();
    let n_args = code.object.co_argcount as usize;
    let n_total = n_args + code.object.co_kwonlyargcount as usize;
    let defaults = function.defaults.get();
    let defaults = defaults.as_ref().and_then(|it| it.get::<Tuple>()).map_or(&[][..], Tuple::items);
    let first_default = n_args.saturating_sub(defaults.len());
    let is_missing = |index: &usize| frame.slots.local(*index).is_none();
    let missing: Vec<usize> = (0..first_default).filter(is_missing).collect();
    if !missing.is_empty() {
        return Err(missing_arguments(vm, function, code, &missing, "positional"));
    }
    let skipped = defaults.len().saturating_sub(n_args);
    for (offset, value) in defaults.iter().skip(skipped).enumerate() {
        let index = first_default + offset;
        if is_missing(&index) {
            drop(frame.slots.set_local(index, Some(value.clone())));
        }
    }
    let keyword_defaults = function.kwdefaults.get();
    let mut missing = Vec::new();
    for index in (n_args..n_total).filter(is_missing) {
        let found = match &keyword_defaults {
            Some(dict) => dict.expect::<Dict>().get(vm, &code.localsplus[index])?,
            None => None,
        };
        match found {
            Some(value) => drop(frame.slots.set_local(index, Some(value))),
            None => missing.push(index),
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing_arguments(vm, function, code, &missing, "keyword-only"))
    }
}

/// `f() missing 2 required positional arguments: 'a' and 'b'`.
#[cold]
fn missing_arguments(
    vm: &Vm,
    function: &Function,
    code: &Code,
    missing: &[usize],
    kind: &str,
) -> Raised {
    let names: Vec<String> =
        missing.iter().map(|&it| format!("'{}'", vm.text(&code.localsplus[it]))).collect();
    let list = match names.as_slice() {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
        [] => String::new(),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    let text = format!(
        "{}() missing {} required {kind} argument{plural}: {list}",
        name_of(vm, function),
        names.len()
    );
    vm.type_error(text)
}

impl Vm {
    /// Calls a function written in Python.
    pub fn call_function(&self, function: &Ref, args: Args) -> Res {
        let frame = new_frame(self, function.clone(), args, None)?;
        match self.run(frame)? {
            super::Exit::Returned(value) => Ok(value),
            super::Exit::Yielded(_) => unreachable!("a generator is made before it yields"),
        }
    }

    /// Runs code in namespaces: a module, `exec`, a class body.
    pub fn run_code(&self, code: &Ref, globals: &Ref, locals: &Ref, closure: Option<Ref>) -> Res {
        let function = Function::object(self, code, globals);
        function.expect::<Function>().closure.set(closure);
        let frame = new_frame(self, function, Args::none(), Some(locals.clone()))?;
        match self.run(frame)? {
            super::Exit::Returned(value) => Ok(value),
            super::Exit::Yielded(_) => unreachable!("a generator is made before it yields"),
        }
    }

    /// `name()` as messages about a call say it (`_PyObject_FunctionStr`).
    pub fn function_text(&self, callee: &Ref) -> Res<String> {
        let Some(qualname) = self.find_attribute(callee, &self.names.__qualname__)? else {
            return Ok(self.text(&self.str_of(callee)?));
        };
        let module = self.find_attribute(callee, &self.names.__module__)?;
        let qualname = self.text(&qualname);
        Ok(match module.and_then(|it| self.str_text(&it)) {
            Some(module) if module != "builtins" => format!("{module}.{qualname}()"),
            _ => format!("{qualname}()"),
        })
    }
}
