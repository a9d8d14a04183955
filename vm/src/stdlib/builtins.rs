//! `builtins`.

pub(super) mod iterables;
pub(super) mod namespaces;
mod numbers;
pub(super) mod refused;
mod site;
mod source_text;

pub(crate) use site::Quitter;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::module::Module;
use crate::objects::type_::Type;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `builtins`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "builtins",
    doc: "Functions and types that every program sees.",
    functions: &[
        function("__build_class__(*args, **kwargs)", |vm, _, args| vm.build_class(args)),
        function(
            "__import__(name, globals=None, locals=None, fromlist=(), level=0)",
            |vm, _, args| super::import::dunder_import(vm, &args),
        ),
        function("breakpoint(*args, **kws)", |vm, _, args| {
            let sys = vm.import("sys")?;
            match sys.expect::<Module>().get(vm, "breakpointhook") {
                Some(hook) => vm.call(&hook, args),
                None => Err(vm.runtime_error("lost sys.breakpointhook".to_owned())),
            }
        }),
        function("callable(obj, /)", |vm, _, args| Ok(vm.bool(vm.is_callable(&args[0])))),
        function("getattr(*args)", getattr),
        function("hasattr(obj, name, /)", |vm, _, args| {
            Ok(vm.bool(vm.find_attribute(&args[0], &args[1])?.is_some()))
        }),
        function("hash(obj, /)", |vm, _, args| vm.hash(&args[0]).map(|it| vm.int(it))),
        function("id(obj, /)", |vm, _, args| Ok(vm.int(args[0].address() as i64))),
        function("isinstance(obj, class_or_tuple, /)", |vm, _, args| {
            vm.is_instance(&args[0], &args[1]).map(|it| vm.bool(it))
        }),
        function("issubclass(cls, class_or_tuple, /)", |vm, _, args| {
            vm.is_subclass(&args[0], &args[1]).map(|it| vm.bool(it))
        }),
        function("len(obj, /)", |vm, _, args| vm.length(&args[0]).map(|it| vm.int(it as i64))),
        function("next(*args)", next),
        function(
            "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
            super::io::open,
        ),
        function("print(*args, sep=' ', end='\\n', file=None, flush=False)", print),
        function("repr(obj, /)", |vm, _, args| vm.repr(&args[0])),
        function("setattr(obj, name, value, /)", |vm, _, args| {
            vm.set_attribute(&args[0], &args[1], Some(args[2].clone()))?;
            Ok(vm.none.clone())
        }),
        function("delattr(obj, name, /)", |vm, _, args| {
            vm.set_attribute(&args[0], &args[1], None)?;
            Ok(vm.none.clone())
        }),
    ],
    fill,
};

fn fill(vm: &Vm, module: &Ref) -> Res<()> {
    let object = module;
    let module = module.expect::<Module>();
    for functions in [iterables::FUNCTIONS, namespaces::FUNCTIONS, numbers::FUNCTIONS] {
        module.add_functions(vm, object, functions);
    }
    let types = &vm.types;
    let named = [
        &types.object,
        &types.type_,
        &types.int,
        &types.bool_,
        &types.float,
        &types.complex,
        &types.str_,
        &types.bytes,
        &types.bytearray,
        &types.memoryview,
        &types.tuple,
        &types.list,
        &types.dict,
        &types.set,
        &types.frozenset,
        &types.range,
        &types.slice,
        &types.enumerate,
        &types.zip,
        &types.map,
        &types.filter,
        &types.reversed,
        &types.classmethod,
        &types.staticmethod,
        &types.property,
        &types.super_,
    ];
    for class in named {
        let name = class.expect::<Type>().name.borrow().clone();
        module.set(vm, &name, class.clone());
    }
    for (name, class) in vm.exceptions.all() {
        module.set(vm, name, class.clone());
    }
    module.set(vm, "EnvironmentError", vm.exceptions.OSError.clone());
    module.set(vm, "IOError", vm.exceptions.OSError.clone());
    module.set(vm, "None", vm.none.clone());
    module.set(vm, "True", vm.true_.clone());
    module.set(vm, "False", vm.false_.clone());
    module.set(vm, "Ellipsis", vm.ellipsis.clone());
    module.set(vm, "NotImplemented", vm.not_implemented.clone());
    module.set(vm, "__debug__", vm.true_.clone());
    site::fill(vm, module);
    Ok(())
}

fn getattr(vm: &Vm, _: &Ref, args: Args) -> Res {
    args.check(vm, "getattr", 2, 3)?;
    if vm.str_text(&args[1]).is_none() {
        return Err(vm.type_error(format!(
            "attribute name must be string, not '{}'",
            vm.type_name(&args[1])
        )));
    }
    match args.get(2) {
        None => vm.get_attribute(&args[0], &args[1]),
        Some(default) => {
            Ok(vm.find_attribute(&args[0], &args[1])?.unwrap_or_else(|| default.clone()))
        }
    }
}

fn next(vm: &Vm, _: &Ref, args: Args) -> Res {
    args.check(vm, "next", 1, 2)?;
    let Some(next) = args[0].ty().slots.tp_iternext.get() else {
        return Err(
            vm.type_error(format!("'{}' object is not an iterator", vm.type_name(&args[0])))
        );
    };
    match (next(vm, &args[0]), args.get(1)) {
        (Ok(Some(found)), _) => Ok(found),
        (Ok(None), Some(default)) => Ok(default.clone()),
        (Ok(None), None) => Err(vm.stop_iteration(None)),
        (Err(error), Some(default)) if vm.is_raised(&error, &vm.exceptions.StopIteration) => {
            Ok(default.clone())
        }
        (Err(error), _) => Err(error),
    }
}

/// `print`.
fn print(vm: &Vm, _: &Ref, mut args: Args) -> Res {
    let text_or =
        |given: Option<Ref>, name: &str, default: &str| match given.filter(|it| !it.is(&vm.none)) {
            Some(it) => vm.str_text(&it).ok_or_else(|| {
                vm.type_error(format!("{name} must be None or a string, not {}", vm.type_name(&it)))
            }),
            None => Ok(default.to_owned()),
        };
    let separator = text_or(args.take_keyword("sep"), "sep", " ")?;
    let end = text_or(args.take_keyword("end"), "end", "\n")?;
    let file = args.take_keyword("file").filter(|it| !it.is(&vm.none));
    let flush = args.take_keyword("flush");
    if let Some(name) = args.names.first() {
        let text = format!("print() got an unexpected keyword argument '{}'", vm.text(name));
        return Err(vm.type_error(text));
    }
    let file = match file {
        Some(it) => it,
        None => {
            let sys = vm.import("sys")?;
            let Some(stdout) = sys.expect::<Module>().get(vm, "stdout") else {
                return Err(vm.runtime_error("lost sys.stdout".to_owned()));
            };
            if stdout.is(&vm.none) {
                return Ok(stdout);
            }
            stdout
        }
    };
    let write = vm.get_attribute(&file, &vm.names.write)?;
    // They live as long as the call.
    let values = args.take_positional(0);
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            vm.call(&write, Args::one(vm.str(&separator)))?;
        }
        let text = vm.str_of(value)?;
        vm.call(&write, Args::one(text))?;
    }
    vm.call(&write, Args::one(vm.str(&end)))?;
    if let Some(flush) = flush
        && vm.is_true(&flush)?
    {
        vm.call_method(&file, "flush", Args::none())?;
    }
    Ok(vm.none.clone())
}

/// `ascii(object)`.
pub fn ascii(vm: &Vm, object: &Ref) -> Res {
    let text = vm.repr_text(object)?;
    let mut found = String::with_capacity(text.len());
    for char in text.chars() {
        match u32::from(char) {
            0..0x80 => found.push(char),
            code @ 0x80..0x100 => found.push_str(&format!("\\x{code:02x}")),
            code @ 0x100..0x10000 => found.push_str(&format!("\\u{code:04x}")),
            code => found.push_str(&format!("\\U{code:08x}")),
        }
    }
    Ok(vm.str(&found))
}

/// What an expression statement of an interactive session shows (`sys_displayhook`).
pub fn displayhook(vm: &Vm, value: &Ref) -> Res {
    if value.is(&vm.none) {
        return Ok(vm.none.clone());
    }
    let builtins = vm.builtins_dict();
    let set = |value: &Ref| {
        builtins.expect::<crate::objects::dict::Dict>().insert_name(
            vm,
            &vm.intern("_"),
            value.clone(),
        );
    };
    set(&vm.none);
    let sys = vm.import("sys")?;
    let stdout = sys.expect::<Module>().get(vm, "stdout").filter(|it| !it.is(&vm.none));
    let Some(stdout) = stdout else {
        return Err(vm.runtime_error("lost sys.stdout".to_owned()));
    };
    let text = vm.repr(value)?;
    vm.call_method(&stdout, "write", Args::one(text))?;
    vm.call_method(&stdout, "write", Args::one(vm.str("\n")))?;
    set(value);
    Ok(vm.none.clone())
}
