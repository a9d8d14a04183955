//! `_csv`: rows of text with delimiters, read and written by a dialect.

mod dialect;
mod reader;
mod writer;

use std::cell::Cell;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::stdlib::module_error::{self, MODULE_ERROR};
use crate::typedef::{ModuleDef, TypeDef, function};
use crate::vm::Vm;

pub(crate) use dialect::Dialect;
pub(crate) use reader::Reader;
pub(crate) use writer::Writer;

/// `QUOTE_MINIMAL` and its kin, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoting {
    Minimal,
    All,
    NonNumeric,
    None,
    Strings,
    NotNull,
}

impl Quoting {
    const ALL: [(&'static str, Quoting); 6] = [
        ("QUOTE_MINIMAL", Quoting::Minimal),
        ("QUOTE_ALL", Quoting::All),
        ("QUOTE_NONNUMERIC", Quoting::NonNumeric),
        ("QUOTE_NONE", Quoting::None),
        ("QUOTE_STRINGS", Quoting::Strings),
        ("QUOTE_NOTNULL", Quoting::NotNull),
    ];
}

/// `_csv`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_csv",
    doc: "CSV parsing and writing.\n",
    functions: &[
        function("reader(*args, **kwargs)", |vm, _, args| reader::new(vm, args)),
        function("writer(*args, **kwargs)", |vm, _, args| writer::new(vm, args)),
        function("list_dialects()", |vm, module, _| {
            Ok(vm.list(dialects(vm, module)?.expect::<Dict>().keys()))
        }),
        function("register_dialect(*args, **kwargs)", register),
        function("unregister_dialect(name)", |vm, module, args| {
            match dialects(vm, module)?.expect::<Dict>().remove(vm, &args[0])? {
                Some(_) => Ok(vm.none.clone()),
                None => Err(error(vm, "unknown dialect")),
            }
        }),
        function("get_dialect(name)", |vm, _, args| named(vm, &args[0])),
        function("field_size_limit(new_limit=None)", field_size_limit),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        for (number, (name, _)) in Quoting::ALL.into_iter().enumerate() {
            module.set(vm, name, vm.int(number as i64));
        }
        module.set(vm, "_dialects", vm.dict());
        module.set(vm, "Dialect", vm.type_of(&dialect::DEF));
        module.set(vm, "Reader", vm.type_of(&reader::DEF));
        module.set(vm, "Writer", vm.type_of(&writer::DEF));
        module.set(vm, "Error", vm.type_of(&ERROR));
        Ok(())
    },
};

/// `csv.Error`.
static ERROR: TypeDef = TypeDef { name: "_csv.Error", ..MODULE_ERROR };

#[cold]
fn error(vm: &Vm, text: &str) -> Raised {
    module_error::error(vm, &ERROR, text)
}

thread_local! {
    /// The longest field that is read.
    static LIMIT: Cell<i64> = const { Cell::new(128 * 1024) };
}

fn field_size_limit(vm: &Vm, _: &Ref, args: Args) -> Res {
    let old = LIMIT.with(Cell::get);
    if let Some(new) = args.get(0) {
        if new.get::<Int>().is_none() {
            return Err(vm.type_error("limit must be an integer".to_owned()));
        }
        let new = vm.index_or_overflow(new)?;
        LIMIT.with(|it| it.set(new as i64));
    }
    Ok(vm.int(old))
}

/// The dict of the dialects that have a name.
fn dialects(vm: &Vm, module: &Ref) -> Res {
    match module.get::<Module>() {
        Some(_) => vm.get_attribute(module, &vm.intern("_dialects")),
        None => {
            let module = vm.import("_csv")?;
            vm.get_attribute(&module, &vm.intern("_dialects"))
        }
    }
}

/// The dialect of this name.
fn named(vm: &Vm, name: &Ref) -> Res {
    let known = dialects(vm, &vm.none)?;
    known.expect::<Dict>().get(vm, name)?.ok_or_else(|| error(vm, "unknown dialect"))
}

fn register(vm: &Vm, _: &Ref, mut args: Args) -> Res {
    let given = args.n_positional();
    if given == 0 || given > 2 {
        let (bound, n) =
            if given == 0 { ("at least 1 argument", 0) } else { ("at most 2 arguments", given) };
        return Err(vm.type_error(format!("register_dialect expected {bound}, got {n}")));
    }
    let name = args.values.remove(0).expect("positional arguments are given");
    if name.get::<Str>().is_none() {
        return Err(vm.type_error("dialect name must be a string".to_owned()));
    }
    let dialect = dialect::made(vm, args)?;
    dialects(vm, &vm.none)?.expect::<Dict>().insert(vm, &name, dialect)?;
    Ok(vm.none.clone())
}

/// The first argument of `reader` and `writer`, and the dialect that the others make.
fn first_and_dialect(vm: &Vm, mut args: Args) -> Res<(Ref, Ref)> {
    let given = args.n_positional();
    if given == 0 || given > 2 {
        let text = match given {
            0 => " expected at least 1 argument, got 0".to_owned(),
            _ => format!(" expected at most 2 arguments, got {given}"),
        };
        return Err(vm.type_error(text));
    }
    let first = args.values.remove(0).expect("positional arguments are given");
    Ok((first, dialect::made(vm, args)?))
}
