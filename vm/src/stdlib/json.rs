//! `_json`: the parts of `json` that are C in CPython.

mod encoder;
mod quote;
mod scanner;
mod string;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

pub(crate) use encoder::Encoder;
pub(crate) use scanner::JsonScanner;

/// `_json`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_json",
    doc: "json speedups\n",
    functions: &[
        function("encode_basestring_ascii(string, /)", |vm, _, args| {
            quoted(vm, &args[0], quote::ascii)
        }),
        function("encode_basestring(string, /)", |vm, _, args| {
            quoted(vm, &args[0], quote::unicode)
        }),
        function("scanstring(string, end, strict=True, /)", scan_string),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "make_scanner", vm.type_of(&scanner::DEF));
        module.set(vm, "make_encoder", vm.type_of(&encoder::DEF));
        Ok(())
    },
};

fn quoted(vm: &Vm, object: &Ref, quote: fn(&crate::text::Str) -> crate::text::Str) -> Res {
    let Some(text) = object.get::<Str>() else {
        let name = vm.type_name(object);
        return Err(vm.type_error(format!("first argument must be a string, not {name}")));
    };
    vm.charge_len(text.len())?;
    Ok(vm.new_str(quote(text)))
}

fn scan_string(vm: &Vm, _: &Ref, args: Args) -> Res {
    let end = vm.index_or_overflow(&args[1])?;
    let strict = args.get(2).map_or(Ok(true), |it| vm.is_true(it))?;
    let Some(text) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("first argument must be a string, not {name}")));
    };
    let codes: Vec<u32> = text.code_points().collect();
    let Some(start) = usize::try_from(end).ok().filter(|&it| it > 0 && it <= codes.len()) else {
        return Err(vm.value_error("end is out of bounds".to_owned()));
    };
    let (found, next) = string::scan(vm, &args[0], &codes, start, strict)?;
    Ok(vm.tuple(vec![found, vm.int(next as i64)]))
}

/// A `json.decoder.JSONDecodeError`.
#[cold]
fn decode_error(vm: &Vm, message: &str, text: &Ref, at: usize) -> Raised {
    let make = || -> Res {
        let decoder = vm.import("json.decoder")?;
        let class = vm.get_attribute(&decoder, &vm.intern("JSONDecodeError"))?;
        vm.call(&class, Args::positional([vm.str(message), text.clone(), vm.int(at as i64)]))
    };
    match make() {
        Ok(error) => vm.with_context(Raised(error)),
        Err(error) => error,
    }
}
