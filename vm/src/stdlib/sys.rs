//! `sys`.

mod facts;
mod hooks;

use crate::args::Args;
use crate::error::Res;
use crate::frame::{Frame, State};
use crate::heap::{Ref, is_tracked};
use crate::objects::dict::Dict;
use crate::objects::exception::Exception;
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::typedef::{ModuleDef, flag, function};
use crate::vm::Vm;

pub use hooks::{print_error, report_error, unraisable, unraisable_in, write_error};

/// `sys`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "sys",
    doc: "The interpreter's own state.",
    functions: &[
        function("getrefcount(object, /)", |vm, _, args| Ok(vm.int(count(&args[0])))),
        function("getsizeof(object, default=None)", getsizeof),
        function("intern(string, /)", intern),
        function("exc_info()", exc_info),
        function("exception()", |vm, _, _| Ok(vm.handled().unwrap_or_else(|| vm.none.clone()))),
        function("exit(status=None, /)", |vm, _, args| {
            let args = args.get(0).cloned().into_iter().collect();
            Err(vm.raise(&vm.exceptions.SystemExit, args))
        }),
        function("getrecursionlimit()", |vm, _, _| Ok(vm.int(vm.recursion_limit.get() as i64))),
        function("setrecursionlimit(limit, /)", set_recursion_limit),
        function("_getframe(depth=0, /)", get_frame),
        function("_getframemodulename(depth=0)", |vm, module, args| {
            let depth = args.get(0).cloned().unwrap_or_else(|| vm.int(0));
            match get_frame(vm, module, Args::one(depth)) {
                Ok(frame) => {
                    let globals = frame.expect::<Frame>().globals.clone();
                    let name = globals.get::<Dict>().and_then(|it| it.get_name(&vm.names.__name__));
                    Ok(name.unwrap_or_else(|| vm.none.clone()))
                }
                Err(_) => Ok(vm.none.clone()),
            }
        }),
        function("_current_frames()", |vm, _, _| {
            let dict = vm.dict();
            let own = vm.threads.ident();
            let living = vm.threads.living.borrow().clone();
            for thread in living {
                let frame = if thread.ident == own { vm.current_frame() } else { thread.frame() };
                if let Some(frame) = frame {
                    vm.set_item(&dict, &vm.int(thread.ident as i64), Some(frame))?;
                }
            }
            Ok(dict)
        }),
        function("getdefaultencoding()", |vm, _, _| Ok(vm.intern("utf-8"))),
        function("getfilesystemencoding()", |vm, _, _| Ok(vm.intern("utf-8"))),
        function("getfilesystemencodeerrors()", |vm, _, _| Ok(vm.intern("surrogateescape"))),
        function("is_finalizing()", |vm, _, _| Ok(vm.bool(vm.threads.finalizing.get()))),
        function("getswitchinterval()", |vm, _, _| Ok(vm.float(vm.threads.interval.get()))),
        function("setswitchinterval(interval, /)", |vm, _, args| {
            let interval = super::math::real(vm, &args[0])?;
            if interval <= 0.0 {
                let text = "switch interval must be strictly positive";
                return Err(vm.value_error(text.to_owned()));
            }
            vm.threads.interval.set(interval);
            Ok(vm.none.clone())
        }),
        function("audit(*args)", |vm, _, _| Ok(vm.none.clone())),
        function("addaudithook(hook)", |vm, _, _| Ok(vm.none.clone())),
        function("settrace(function, /)", |vm, _, args| {
            vm.set_trace(args.get_not_none(vm, 0).cloned());
            Ok(vm.none.clone())
        }),
        function("gettrace()", |vm, _, _| {
            Ok(vm.tracing.trace.get().unwrap_or_else(|| vm.none.clone()))
        }),
        function("setprofile(function, /)", |vm, _, args| {
            vm.set_profile(args.get_not_none(vm, 0).cloned());
            Ok(vm.none.clone())
        }),
        function("getprofile()", |vm, _, _| {
            Ok(vm.tracing.profile.get().unwrap_or_else(|| vm.none.clone()))
        }),
        function("call_tracing(func, args, /)", |vm, _, args| {
            vm.call_traced(&args[0], Args::positional(vm.tuple_items(&args[1])))
        }),
        function("getallocatedblocks()", |vm, _, _| {
            Ok(vm.int(crate::heap::account(|it| it.objects.get()) as i64))
        }),
        function("getunicodeinternedsize(*, _only_immortal=False)", |vm, _, _| Ok(vm.int(1000))),
        function("_get_cpu_count_config()", |vm, _, _| Ok(vm.int(-1))),
        function("_is_interned(string, /)", |vm, _, args| Ok(vm.bool(args[0].is_interned()))),
        function("_is_gil_enabled()", |vm, _, _| Ok(vm.bool(true))),
        function("_clear_type_cache()", |vm, _, _| {
            vm.method_cache.clear();
            Ok(vm.none.clone())
        }),
        function("get_int_max_str_digits()", |vm, _, _| {
            Ok(vm.int(vm.int_max_str_digits.get() as i64))
        }),
        function("set_int_max_str_digits(maxdigits)", |vm, _, args| {
            let digits = vm.index_or_overflow(&args[0])?;
            if digits != 0 && digits < 640 {
                return Err(vm.value_error("maxdigits must be 0 or larger than 640".to_owned()));
            }
            vm.int_max_str_digits.set(digits as usize);
            Ok(vm.none.clone())
        }),
        function("get_asyncgen_hooks()", |vm, _, _| {
            let class = vm.named_tuple("sys.asyncgen_hooks", &["firstiter", "finalizer"])?;
            let hooks =
                vm.asyncgen_hooks.borrow().clone().map(|it| it.unwrap_or_else(|| vm.none.clone()));
            Ok(super::structseq::instance(&class, hooks.to_vec()))
        }),
        function("set_asyncgen_hooks(*args, **kwargs)", set_asyncgen_hooks),
        function("get_coroutine_origin_tracking_depth()", |vm, _, _| Ok(vm.int(0))),
        function("set_coroutine_origin_tracking_depth(depth)", |vm, _, _| Ok(vm.none.clone())),
        function("displayhook(object, /)", |vm, _, args| super::displayhook(vm, &args[0])),
        function("excepthook(exctype, value, traceback, /)", |vm, _, args| {
            hooks::display(vm, &args[1], &args[2]);
            Ok(vm.none.clone())
        }),
        function("unraisablehook(unraisable, /)", |vm, _, args| {
            hooks::unraisable_hook(vm, &args[0])
        }),
        function("breakpointhook(*args, **kwargs)", |vm, _, args| hooks::breakpoint(vm, args)),
    ],
    fill,
};

/// The count as CPython has it: a frame that runs is held by the machine once, here by the machine
/// and by the loop.
fn count(object: &Ref) -> i64 {
    let runs = object.get::<Frame>().is_some_and(|it| it.state.get() == State::Running);
    i64::from(object.count()) - i64::from(runs)
}

fn fill(vm: &Vm, module: &Ref) -> Res<()> {
    facts::fill(vm, module)?;
    let it = module.expect::<Module>();
    it.set(vm, "modules", vm.modules.clone());
    let path = vm.host.search_path().iter().map(|it| vm.str(it)).collect();
    it.set(vm, "path", vm.list(path));
    for name in ["argv", "orig_argv", "warnoptions", "meta_path", "path_hooks"] {
        it.set(vm, name, vm.list(Vec::new()));
    }
    for name in ["path_importer_cache", "_xoptions"] {
        it.set(vm, name, vm.dict());
    }
    for (name, number) in [("stdin", 0), ("stdout", 1), ("stderr", 2)] {
        let stream = super::io::standard_stream(vm, number);
        it.set(vm, name, stream.clone());
        it.set(vm, &format!("__{name}__"), stream);
    }
    for name in ["displayhook", "excepthook", "unraisablehook", "breakpointhook"] {
        let hook = it.get(vm, name).expect("it stands in the table");
        it.set(vm, &format!("__{name}__"), hook);
    }
    Ok(())
}

/// What `__sizeof__` says, and the collector's header (`_PySys_GetSizeOf`).
fn getsizeof(vm: &Vm, _: &Ref, args: Args) -> Res {
    let object = &args[0];
    let found = match vm.call_special(object, &vm.intern("__sizeof__"), Args::none()) {
        Ok(found) => found,
        Err(error) if vm.is_raised(&error, &vm.exceptions.TypeError) && args.get(1).is_some() => {
            return Ok(args[1].clone());
        }
        Err(error) => return Err(error),
    };
    let Some(found) = found else {
        return Err(
            vm.type_error(format!("Type {} doesn't define __sizeof__", vm.type_name(object)))
        );
    };
    let size = vm.index_or_overflow(&found)?;
    if size < 0 {
        return Err(vm.value_error("__sizeof__() should return >= 0".to_owned()));
    }
    Ok(vm.int((size + header_size(object)) as i64))
}

/// The bytes before an object: 16 for the collector, 16 for the dict and weak references of
/// instances (`_PyType_PreHeaderSize`).
fn header_size(object: &Ref) -> isize {
    let class = object.ty();
    let is_class = object.get::<crate::objects::type_::Type>().is_some();
    let heap_class = class.flag(flag::HEAPTYPE);
    if is_class && !object.ty().flag(flag::HEAPTYPE) && object.is_immortal() {
        return 0;
    }
    let gc = if class.flag(flag::HAVE_GC) || is_tracked(object) { 16 } else { 0 };
    let managed = if heap_class
        && (class.flag(flag::HAS_DICT) || class.flag(flag::HAS_WEAKREFS))
        && !class.is_native
        && !is_class
    {
        16
    } else {
        0
    };
    // It is the one exception that CPython makes as a class of two bases.
    let is_group = class.is_native && class.native.name == "ExceptionGroup";
    gc + if is_group { 16 } else { managed }
}

fn intern(vm: &Vm, _: &Ref, args: Args) -> Res {
    if args[0].get::<Str>().is_none() {
        return Err(
            vm.type_error(format!("intern() argument must be str, not {}", vm.type_name(&args[0])))
        );
    }
    if !args[0].is_exactly(&vm.types.str_) {
        return Err(vm.type_error(format!("can't intern {}", vm.type_name(&args[0]))));
    }
    Ok(vm.interned(&args[0]))
}

fn exc_info(vm: &Vm, _: &Ref, _: Args) -> Res {
    let Some(error) = vm.handled() else {
        return Ok(vm.tuple(vec![vm.none.clone(), vm.none.clone(), vm.none.clone()]));
    };
    let traceback = error.get::<Exception>().and_then(|it| it.traceback.get());
    Ok(vm.tuple(vec![error.class(), error.clone(), traceback.unwrap_or_else(|| vm.none.clone())]))
}

fn set_recursion_limit(vm: &Vm, _: &Ref, args: Args) -> Res {
    let limit = vm.index_or_overflow(&args[0])?;
    if limit < 1 {
        return Err(vm.value_error("recursion limit must be greater or equal than 1".to_owned()));
    }
    let depth = vm.python_depth.get();
    if depth >= limit as usize {
        let text = format!(
            "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"
        );
        return Err(vm.recursion_error(text));
    }
    vm.recursion_limit.set(limit as usize);
    Ok(vm.none.clone())
}

fn get_frame(vm: &Vm, _: &Ref, args: Args) -> Res {
    let mut depth = args.get(0).map_or(Ok(0), |it| vm.index_or_overflow(it))?;
    let mut at = vm.current_frame();
    while depth > 0 {
        at = at.and_then(|it| it.expect::<Frame>().back.get());
        depth -= 1;
    }
    at.ok_or_else(|| vm.value_error("call stack is not deep enough".to_owned()))
}

fn set_asyncgen_hooks(vm: &Vm, _: &Ref, mut args: Args) -> Res {
    let firstiter = args.take_keyword("firstiter");
    let finalizer = args.take_keyword("finalizer");
    let firstiter = firstiter.or_else(|| args.take(0));
    let finalizer = finalizer.or_else(|| args.take(1));
    let mut hooks = vm.asyncgen_hooks.borrow().clone();
    for (place, given) in hooks.iter_mut().zip([firstiter, finalizer]) {
        if let Some(given) = given {
            *place = Some(given).filter(|it| !it.is(&vm.none));
        }
    }
    drop(vm.asyncgen_hooks.replace(hooks));
    Ok(vm.none.clone())
}
