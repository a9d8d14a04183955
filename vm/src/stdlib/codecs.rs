//! `_codecs`: codecs by name, error handlers, and the codecs that CPython has in C.
//!
//! Source: `Python/codecs.c`, `Modules/_codecsmodule.c` (CPython 3.13).

mod charmap;
mod handlers;
mod transcode;

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::bytes::Bytes;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

pub use handlers::{Handling, handling};

/// What programs registered.
#[derive(Default)]
pub struct Registry {
    /// Functions that look for codecs.
    searches: RefCell<Vec<Ref>>,
    /// Codecs that were found, by their normal names.
    found: RefCell<FxHashMap<String, Ref>>,
    /// Error handlers, by name.
    handlers: RefCell<FxHashMap<String, Ref>>,
}

impl Registry {
    /// Shows everything to the audit.
    pub(crate) fn visit(&self, visit: &mut dyn FnMut(&Ref)) {
        self.searches.borrow().iter().for_each(&mut *visit);
        self.found.borrow().values().for_each(&mut *visit);
        self.handlers.borrow().values().for_each(visit);
    }
}

/// `_codecs`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_codecs",
    doc: "Codecs and error handlers.",
    functions: &[
        function("register(search_function, /)", register),
        function("unregister(search_function, /)", unregister),
        function("lookup(encoding, /)", |vm, _, args| lookup(vm, &text(vm, &args, 0, "lookup")?)),
        function("encode(obj, encoding='utf-8', errors='strict')", |vm, _, args| {
            convert(vm, &args, 0, "encoder")
        }),
        function("decode(obj, encoding='utf-8', errors='strict')", |vm, _, args| {
            convert(vm, &args, 1, "decoder")
        }),
        function("register_error(errors, handler, /)", handlers::register_error),
        function("lookup_error(name, /)", handlers::lookup_error),
        function("utf_8_encode(str, errors=None, /)", transcode::utf_8_encode),
        function("utf_8_decode(data, errors=None, final=False, /)", transcode::utf_8_decode),
        function("ascii_encode(str, errors=None, /)", transcode::ascii_encode),
        function("ascii_decode(data, errors=None, /)", transcode::ascii_decode),
        function("latin_1_encode(str, errors=None, /)", transcode::latin_1_encode),
        function("latin_1_decode(data, errors=None, /)", transcode::latin_1_decode),
        function("utf_16_encode(str, errors=None, byteorder=0, /)", transcode::utf_16_encode),
        function("utf_16_le_encode(str, errors=None, /)", transcode::utf_16_le_encode),
        function("utf_16_be_encode(str, errors=None, /)", transcode::utf_16_be_encode),
        function("utf_16_decode(data, errors=None, final=False, /)", transcode::utf_16_decode),
        function(
            "utf_16_le_decode(data, errors=None, final=False, /)",
            transcode::utf_16_le_decode,
        ),
        function(
            "utf_16_be_decode(data, errors=None, final=False, /)",
            transcode::utf_16_be_decode,
        ),
        function(
            "utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /)",
            transcode::utf_16_ex_decode,
        ),
        function("utf_32_encode(str, errors=None, byteorder=0, /)", transcode::utf_32_encode),
        function("utf_32_le_encode(str, errors=None, /)", transcode::utf_32_le_encode),
        function("utf_32_be_encode(str, errors=None, /)", transcode::utf_32_be_encode),
        function("utf_32_decode(data, errors=None, final=False, /)", transcode::utf_32_decode),
        function(
            "utf_32_le_decode(data, errors=None, final=False, /)",
            transcode::utf_32_le_decode,
        ),
        function(
            "utf_32_be_decode(data, errors=None, final=False, /)",
            transcode::utf_32_be_decode,
        ),
        function("unicode_escape_encode(str, errors=None, /)", transcode::unicode_escape_encode),
        function(
            "unicode_escape_decode(data, errors=None, final=True, /)",
            transcode::unicode_escape_decode,
        ),
        function(
            "raw_unicode_escape_encode(str, errors=None, /)",
            transcode::raw_unicode_escape_encode,
        ),
        function(
            "raw_unicode_escape_decode(data, errors=None, final=True, /)",
            transcode::raw_unicode_escape_decode,
        ),
        function("charmap_build(map, /)", charmap::build),
        function("charmap_encode(str, errors=None, mapping=None, /)", charmap::encode),
        function("charmap_decode(data, errors=None, mapping=None, /)", charmap::decode),
    ],
    fill: |_, _| Ok(()),
};

/// The text of an argument.
fn text(vm: &Vm, args: &Args, index: usize, function: &str) -> Res<String> {
    match args[index].get::<Str>() {
        Some(it) => Ok(it.to_string_lossy().into_owned()),
        None => {
            let name = vm.type_name(&args[index]);
            Err(vm.type_error(format!("{function}() argument must be str, not {name}")))
        }
    }
}

fn register(vm: &Vm, _: &Ref, args: Args) -> Res {
    if !vm.is_callable(&args[0]) {
        return Err(vm.type_error("argument must be callable".to_owned()));
    }
    vm.codecs.searches.borrow_mut().push(args[0].clone());
    Ok(vm.none.clone())
}

fn unregister(vm: &Vm, _: &Ref, args: Args) -> Res {
    let mut searches = vm.codecs.searches.borrow_mut();
    let found = searches.iter().position(|it| it.is(&args[0]));
    let gone = found.map(|at| searches.remove(at));
    drop(searches);
    if gone.is_some() {
        let known = std::mem::take(&mut *vm.codecs.found.borrow_mut());
        drop(known);
    }
    Ok(vm.none.clone())
}

/// Letters and digits, small, with underscores for all between (`_Py_normalize_encoding`).
fn normal(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() && c != '.' {
            gap = !normal.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            normal.push('_');
        }
        normal.push(c.to_ascii_lowercase());
    }
    normal
}

/// The codec of a name: a tuple of encoder, decoder, reader and writer.
pub fn lookup(vm: &Vm, name: &str) -> Res {
    let normal = normal(name);
    if let Some(found) = vm.codecs.found.borrow().get(&normal) {
        return Ok(found.clone());
    }
    if vm.codecs.searches.borrow().is_empty() {
        import_encodings(vm)?;
    }
    let searches = vm.codecs.searches.borrow().clone();
    for search in searches {
        let found = vm.call(&search, Args::one(vm.str(&normal)))?;
        if found.is(&vm.none) {
            continue;
        }
        if found.get::<Tuple>().is_none_or(|it| it.items().len() != 4) {
            let text = "codec search functions must return 4-tuples";
            return Err(vm.type_error(text.to_owned()));
        }
        vm.codecs.found.borrow_mut().insert(normal, found.clone());
        return Ok(found);
    }
    Err(unknown(vm, name))
}

/// Registers Python's own codecs, where its library is there.
fn import_encodings(vm: &Vm) -> Res<()> {
    match vm.import("encodings") {
        Err(error) if !vm.is_raised(&error, &vm.exceptions.ImportError) => Err(error),
        _ => Ok(()),
    }
}

fn unknown(vm: &Vm, name: &str) -> Raised {
    let text = vm.str(&format!("unknown encoding: {name}"));
    vm.raise(&vm.exceptions.LookupError, vec![text])
}

/// `codecs.encode` and `codecs.decode`: item `index` of the codec.
fn convert(vm: &Vm, args: &Args, index: usize, what: &str) -> Res {
    let encoding = match args.get(1) {
        Some(_) => text(vm, args, 1, what)?,
        None => "utf-8".to_owned(),
    };
    let codec = lookup(vm, &encoding)?;
    call(vm, &codec, &args[0], args.get(2).cloned(), index, what)
}

/// What an encoder or decoder makes of an object.
fn call(vm: &Vm, codec: &Ref, object: &Ref, errors: Option<Ref>, index: usize, what: &str) -> Res {
    let function = vm.tuple_items(codec)[index].clone();
    let arguments = [Some(object.clone()), errors].into_iter().flatten();
    let found = vm.call(&function, Args::positional(arguments))?;
    match found.get::<Tuple>().map(Tuple::items) {
        Some([result, _]) => Ok(result.clone()),
        _ => Err(vm.type_error(format!("{what} must return a tuple (object, integer)"))),
    }
}

/// `str.encode` with a codec that is written in Python.
pub fn encode_text(vm: &Vm, object: &Ref, encoding: &str, errors: &str) -> Res {
    let codec = text_codec(vm, encoding, "encode")?;
    let found = call(vm, &codec, object, Some(vm.str(errors)), 0, "encoder")?;
    if found.get::<Bytes>().is_some() {
        return Ok(found);
    }
    let name = vm.type_name(&found);
    Err(vm.type_error(format!(
        "'{encoding}' encoder returned '{name}' instead of 'bytes'; use codecs.encode() to encode \
         to arbitrary types"
    )))
}

/// `bytes.decode` with a codec that is written in Python.
pub fn decode_text(vm: &Vm, object: &Ref, encoding: &str, errors: &str) -> Res {
    let codec = text_codec(vm, encoding, "decode")?;
    let found = call(vm, &codec, object, Some(vm.str(errors)), 1, "decoder")?;
    if found.get::<Str>().is_some() {
        return Ok(found);
    }
    let name = vm.type_name(&found);
    Err(vm.type_error(format!(
        "'{encoding}' decoder returned '{name}' instead of 'str'; use codecs.decode() to decode to \
         arbitrary types"
    )))
}

/// A codec between str and bytes. Source: `_PyCodec_LookupTextEncoding`.
fn text_codec(vm: &Vm, encoding: &str, function: &str) -> Res {
    let codec = lookup(vm, encoding)?;
    let flag = vm.find_attribute(&codec, &vm.intern("_is_text_encoding"))?;
    if let Some(flag) = flag
        && !vm.is_true(&flag)?
    {
        let text = vm.str(&format!(
            "'{encoding}' is not a text encoding; use codecs.{function}() to handle arbitrary codecs"
        ));
        return Err(vm.raise(&vm.exceptions.LookupError, vec![text]));
    }
    Ok(codec)
}
