//! Code objects made by programs: `CodeType(…)` and `code.replace(…)`.
//!
//! Source: `code_new_impl`, `code_replace_impl`, `_PyCode_Validate` (Objects/codeobject.c, CPython
//! 3.13).

use std::sync::Arc;

use super::Code;
use super::load::load_with;
use crate::args::Args;
use crate::code::flag::{CO_VARARGS, CO_VARKEYWORDS};
use crate::code::{CodeObject, Constant, kind};
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::bytes::Bytes;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::vm::Vm;

/// The fields as `CodeType` takes them, in its order.
struct Parts {
    counts: [i64; 6],
    bytes: Vec<u8>,
    consts: Vec<Ref>,
    names: Vec<Ref>,
    varnames: Vec<Ref>,
    filename: Ref,
    name: Ref,
    qualname: Ref,
    firstlineno: i64,
    linetable: Vec<u8>,
    exceptiontable: Vec<u8>,
    freevars: Vec<Ref>,
    cellvars: Vec<Ref>,
}

/// The counts' places in [`Parts::counts`].
const COUNTS: [&str; 6] = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_nlocals",
    "co_stacksize",
    "co_flags",
];

/// `code.replace(co_name=…)`.
pub(super) fn replace(vm: &Vm, object: &Ref, mut args: Args) -> Res {
    let changes = args.take_keywords();
    if !args.is_empty() {
        return Err(vm.type_error("replace() takes no positional arguments".to_owned()));
    }
    let mut parts = parts_of(vm, object.expect::<Code>());
    for (name, value) in changes {
        change(vm, &mut parts, &vm.text(&name), &value)?;
    }
    for (name, value) in COUNTS.iter().zip(parts.counts) {
        if value < 0 {
            return Err(vm.value_error(format!("{name} must be a positive integer")));
        }
    }
    build(vm, parts)
}

fn parts_of(vm: &Vm, code: &Code) -> Parts {
    let it = &code.object;
    let names = |of: Vec<Arc<str>>| of.iter().map(|it| vm.intern(it)).collect();
    let nlocals = it.co_nlocals() as i64;
    let counts = [it.co_argcount, it.co_posonlyargcount, it.co_kwonlyargcount].map(i64::from);
    let [argcount, posonly, kwonly] = counts;
    Parts {
        counts: [argcount, posonly, kwonly, nlocals, it.co_stacksize.into(), it.co_flags.into()],
        bytes: it.co_code.clone(),
        consts: code.consts.clone(),
        names: code.names.clone(),
        varnames: names(it.co_varnames()),
        filename: code.filename(),
        name: code.name.clone(),
        qualname: code.qualname.clone(),
        firstlineno: it.co_firstlineno.into(),
        linetable: it.co_linetable.clone(),
        exceptiontable: it.co_exceptiontable.clone(),
        freevars: names(it.co_freevars()),
        cellvars: names(it.co_cellvars()),
    }
}

fn change(vm: &Vm, parts: &mut Parts, field: &str, value: &Ref) -> Res<()> {
    if let Some(place) = COUNTS.iter().position(|it| *it == field) {
        parts.counts[place] = number(vm, value)?;
        return Ok(());
    }
    match field {
        "co_code" => parts.bytes = bytes(vm, field, value)?,
        "co_linetable" => parts.linetable = bytes(vm, field, value)?,
        "co_exceptiontable" => parts.exceptiontable = bytes(vm, field, value)?,
        "co_consts" => parts.consts = tuple(vm, field, value)?,
        "co_names" => parts.names = tuple(vm, field, value)?,
        "co_varnames" => parts.varnames = tuple(vm, field, value)?,
        "co_freevars" => parts.freevars = tuple(vm, field, value)?,
        "co_cellvars" => parts.cellvars = tuple(vm, field, value)?,
        "co_filename" => parts.filename = text(vm, field, value)?,
        "co_name" => parts.name = text(vm, field, value)?,
        "co_qualname" => parts.qualname = text(vm, field, value)?,
        "co_firstlineno" => parts.firstlineno = number(vm, value)?,
        other => {
            let text = format!("replace() got an unexpected keyword argument '{other}'");
            return Err(vm.type_error(text));
        }
    }
    Ok(())
}

fn number(vm: &Vm, value: &Ref) -> Res<i64> {
    let value = vm.index_or_overflow(value)?;
    match i32::try_from(value) {
        Ok(it) => Ok(it.into()),
        Err(_) => {
            let side = if value > 0 { "greater" } else { "less" };
            let bound = if value > 0 { "maximum" } else { "minimum" };
            Err(vm.overflow_error(format!("signed integer is {side} than {bound}")))
        }
    }
}

fn refused<T>(vm: &Vm, field: &str, wanted: &str, value: &Ref) -> Res<T> {
    let name = vm.type_name(value);
    Err(vm.type_error(format!("replace() argument '{field}' must be {wanted}, not {name}")))
}

fn bytes(vm: &Vm, field: &str, value: &Ref) -> Res<Vec<u8>> {
    match value.get::<Bytes>() {
        Some(it) => Ok(it.0.to_vec()),
        None => refused(vm, field, "bytes", value),
    }
}

fn tuple(vm: &Vm, field: &str, value: &Ref) -> Res<Vec<Ref>> {
    match value.get::<Tuple>() {
        Some(it) => Ok(it.items().to_vec()),
        None => refused(vm, field, "tuple", value),
    }
}

fn text(vm: &Vm, field: &str, value: &Ref) -> Res {
    match value.get::<Str>() {
        Some(_) => Ok(value.clone()),
        None => refused(vm, field, "str", value),
    }
}

/// `CodeType(argcount, posonlyargcount, …)`.
pub(super) fn new(vm: &Vm, _: &Ref, args: Args) -> Res {
    args.check(vm, "code", 16, 18)?;
    let counts: Vec<i64> = (0..6).map(|at| number(vm, &args[at])).collect::<Res<_>>()?;
    let optional = |at: usize| args.get(at).map_or(Ok(Vec::new()), |it| tuple(vm, "names", it));
    let parts = Parts {
        counts: [counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]],
        bytes: bytes(vm, "codestring", &args[6])?,
        consts: tuple(vm, "constants", &args[7])?,
        names: tuple(vm, "names", &args[8])?,
        varnames: tuple(vm, "varnames", &args[9])?,
        filename: text(vm, "filename", &args[10])?,
        name: text(vm, "name", &args[11])?,
        qualname: text(vm, "qualname", &args[12])?,
        firstlineno: number(vm, &args[13])?,
        linetable: bytes(vm, "linetable", &args[14])?,
        exceptiontable: bytes(vm, "exceptiontable", &args[15])?,
        freevars: optional(16)?,
        cellvars: optional(17)?,
    };
    build(vm, parts)
}

fn build(vm: &Vm, parts: Parts) -> Res {
    let [argcount, posonly, kwonly, nlocals, stacksize, flags] = parts.counts;
    for (name, value) in COUNTS.iter().zip(parts.counts).take(4) {
        if value < 0 {
            let name = name.trim_start_matches("co_");
            return Err(vm.value_error(format!("code: {name} must not be negative")));
        }
    }
    if flags < 0 || stacksize < 0 || argcount < posonly {
        return Err(vm.system_error("bad argument to internal function".to_owned()));
    }
    if !parts.bytes.len().is_multiple_of(2) {
        return Err(vm.value_error("code: co_code is malformed".to_owned()));
    }
    let flags = flags as u32;
    let n_special = [CO_VARARGS, CO_VARKEYWORDS].iter().filter(|it| flags & *it != 0).count();
    if argcount + kwonly + n_special as i64 > parts.varnames.len() as i64 {
        return Err(vm.value_error("code: co_varnames is too small".to_owned()));
    }
    if nlocals != parts.varnames.len() as i64 {
        return Err(vm.value_error("code: co_nlocals != len(co_varnames)".to_owned()));
    }
    let (localsplus, kinds) = localsplus(vm, &parts)?;
    let object = CodeObject {
        co_argcount: argcount as u32,
        co_posonlyargcount: posonly as u32,
        co_kwonlyargcount: kwonly as u32,
        co_stacksize: stacksize as u32,
        co_flags: flags,
        co_consts: parts.consts.iter().map(|it| constant(vm, it)).collect(),
        co_code: parts.bytes,
        co_names: names(vm, &parts.names)?,
        co_localsplusnames: localsplus,
        co_localspluskinds: kinds,
        co_filename: vm.text(&parts.filename).into(),
        co_name: vm.text(&parts.name).into(),
        co_qualname: vm.text(&parts.qualname).into(),
        co_firstlineno: parts.firstlineno as i32,
        co_linetable: parts.linetable,
        co_exceptiontable: parts.exceptiontable,
    };
    Ok(load_with(vm, &Arc::new(object), parts.consts))
}

fn names(vm: &Vm, names: &[Ref]) -> Res<Vec<Arc<str>>> {
    let name = |it: &Ref| match vm.str_text(it) {
        Some(text) => Ok(text.into()),
        None => Err(vm.system_error("non-string found in code slot".to_owned())),
    };
    names.iter().map(name).collect()
}

/// Locals, those that are cells among them, then other cells, then free variables.
fn localsplus(vm: &Vm, parts: &Parts) -> Res<(Vec<Arc<str>>, Vec<u8>)> {
    let varnames = names(vm, &parts.varnames)?;
    let cellvars = names(vm, &parts.cellvars)?;
    let freevars = names(vm, &parts.freevars)?;
    let of_local = |name: &Arc<str>| {
        let cell = if cellvars.contains(name) { kind::CO_FAST_CELL } else { 0 };
        kind::CO_FAST_LOCAL | cell
    };
    let mut kinds: Vec<u8> = varnames.iter().map(of_local).collect();
    let mut all = varnames.clone();
    for name in cellvars.into_iter().filter(|it| !varnames.contains(it)) {
        all.push(name);
        kinds.push(kind::CO_FAST_CELL);
    }
    kinds.extend(freevars.iter().map(|_| kind::CO_FAST_FREE));
    all.extend(freevars);
    Ok((all, kinds))
}

/// The value of an object where a file could hold it; what stands for others is compared with
/// nothing, as the objects themselves are.
fn constant(vm: &Vm, object: &Ref) -> Constant {
    let is = |class: &Ref| object.is_exactly(class);
    if let Some(value) = vm.as_bool(object) {
        return Constant::Bool(value);
    }
    if let Some(it) = object.get::<Code>() {
        return Constant::Code(it.object.clone());
    }
    match () {
        () if object.is(&vm.ellipsis) => Constant::Ellipsis,
        () if is(&vm.types.int) => Constant::Int(object.expect::<Int>().to_big().into_owned()),
        () if is(&vm.types.float) => {
            Constant::Float(object.expect::<crate::objects::float::Float>().0)
        }
        () if is(&vm.types.complex) => {
            let it = object.expect::<crate::objects::complex::Complex>();
            Constant::Complex(it.0, it.1)
        }
        () if is(&vm.types.str_) => Constant::Str((&object.expect::<Str>().0).into()),
        () if is(&vm.types.bytes) => Constant::Bytes(object.expect::<Bytes>().0.to_vec().into()),
        () if is(&vm.types.tuple) => {
            let items = object.expect::<Tuple>().items().iter();
            Constant::Tuple(items.map(|it| constant(vm, it)).collect())
        }
        () => Constant::None,
    }
}
