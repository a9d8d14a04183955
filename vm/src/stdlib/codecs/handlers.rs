//! Error handlers by name: Python's own, and those that programs register.

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::bytes::as_bytes;
use crate::objects::exception::Exception;
use crate::objects::native::NativeFunction;
use crate::objects::str_::Str;
use crate::objects::tuple::Tuple;
use crate::text;
use crate::text::codec::{Fault, Handler, Replacement};
use crate::typedef::{NativeDef, function};
use crate::vm::Vm;

/// What is done about a fault.
pub enum Handling {
    /// By one of Python's own handlers.
    Builtin(Handler),
    /// By a function.
    Registered(Ref),
}

/// The handler of a name.
pub fn handling(vm: &Vm, name: &str) -> Res<Handling> {
    if let Some(handler) = Handler::by_name(name) {
        return Ok(Handling::Builtin(handler));
    }
    let registered = vm.codecs.handlers.borrow().get(name).cloned();
    registered.map(Handling::Registered).ok_or_else(|| unknown(vm, name))
}

fn unknown(vm: &Vm, name: &str) -> Raised {
    let text = vm.str(&format!("unknown error handler name '{name}'"));
    vm.raise(&vm.exceptions.LookupError, vec![text])
}

impl Handling {
    /// Asks a registered handler about an exception: a str or bytes, and where to go on in an input
    /// of `len` items.
    pub fn ask(vm: &Vm, handler: &Ref, error: Raised, len: usize, what: &str) -> Res<(Ref, usize)> {
        let found = vm.call(handler, Args::one(error.0))?;
        let refused = || {
            let shown = if what == "encoding" { "str/bytes" } else { "str" };
            vm.type_error(format!("{what} error handler must return ({shown}, int) tuple"))
        };
        let Some([replacement, position]) = found.get::<Tuple>().map(Tuple::items) else {
            return Err(refused());
        };
        let Some(position) = position.get::<Int>() else { return Err(refused()) };
        let is_text = replacement.get::<Str>().is_some();
        let is_bytes = what == "encoding" && as_bytes(replacement).is_some();
        if !is_text && !is_bytes {
            return Err(refused());
        }
        let given = position.saturated();
        let at = if given < 0 { given.saturating_add(len as i64) } else { given };
        match usize::try_from(at).ok().filter(|it| *it <= len) {
            Some(at) => Ok((replacement.clone(), at)),
            None => {
                let text = format!("position {at} from error handler out of bounds");
                Err(vm.index_error(text))
            }
        }
    }
}

pub(super) fn register_error(vm: &Vm, _: &Ref, args: Args) -> Res {
    let name = super::text(vm, &args, 0, "register_error")?;
    if !vm.is_callable(&args[1]) {
        return Err(vm.type_error("handler must be callable".to_owned()));
    }
    let old = vm.codecs.handlers.borrow_mut().insert(name, args[1].clone());
    drop(old);
    Ok(vm.none.clone())
}

/// Python's own handlers as functions.
const BUILTIN: [(&str, NativeDef); 8] = [
    ("strict", function("strict_errors(exc, /)", |vm, _, args| handle(vm, &args, Handler::Strict))),
    ("ignore", function("ignore_errors(exc, /)", |vm, _, args| handle(vm, &args, Handler::Ignore))),
    (
        "replace",
        function("replace_errors(exc, /)", |vm, _, args| handle(vm, &args, Handler::Replace)),
    ),
    (
        "xmlcharrefreplace",
        function("xmlcharrefreplace_errors(exc, /)", |vm, _, args| {
            handle(vm, &args, Handler::XmlCharRefReplace)
        }),
    ),
    (
        "backslashreplace",
        function("backslashreplace_errors(exc, /)", |vm, _, args| {
            handle(vm, &args, Handler::BackslashReplace)
        }),
    ),
    (
        "namereplace",
        function("namereplace_errors(exc, /)", |vm, _, args| {
            handle(vm, &args, Handler::NameReplace)
        }),
    ),
    (
        "surrogatepass",
        function("surrogatepass(exc, /)", |vm, _, args| handle(vm, &args, Handler::SurrogatePass)),
    ),
    (
        "surrogateescape",
        function("surrogateescape(exc, /)", |vm, _, args| {
            handle(vm, &args, Handler::SurrogateEscape)
        }),
    ),
];

pub(super) fn lookup_error(vm: &Vm, _: &Ref, args: Args) -> Res {
    let name = super::text(vm, &args, 0, "lookup_error")?;
    if let Some(known) = vm.codecs.handlers.borrow().get(&name) {
        return Ok(known.clone());
    }
    let Some((_, def)) = BUILTIN.into_iter().find(|it| it.0 == name) else {
        return Err(unknown(vm, &name));
    };
    let made = NativeFunction::object(vm, def, None, None);
    vm.codecs.handlers.borrow_mut().insert(name, made.clone());
    Ok(made)
}

/// One of Python's own handlers, called with an exception.
fn handle(vm: &Vm, args: &Args, handler: Handler) -> Res {
    let error = &args[0];
    let raised = || Raised(error.clone());
    if handler == Handler::Strict {
        if error.get::<Exception>().is_none() {
            return Err(vm.type_error("codec must pass exception instance".to_owned()));
        }
        return Err(raised());
    }
    let exceptions = &vm.exceptions;
    let is = |class: &Ref| vm.is_instance_of(error, class);
    let is_decoding = is(&exceptions.UnicodeDecodeError);
    let is_known = is_decoding || is(&exceptions.UnicodeEncodeError);
    let is_translating = is(&exceptions.UnicodeTranslateError) && handler == Handler::Ignore;
    if !is_known && !is_translating || is_decoding && !handler.decodes() {
        let name = vm.type_name(error);
        return Err(vm.type_error(format!("don't know how to handle {name} in error callback")));
    }
    let object = vm.get_attribute(error, &vm.intern("object"))?;
    let fault = fault_of(vm, error, is_translating)?;
    if is_decoding {
        let bytes = as_bytes(&object).unwrap_or_default();
        let fault = Fault { end: fault.end.min(bytes.len()), ..fault };
        let (text, next) = handler.decoded(fault, &bytes).ok_or_else(raised)?;
        return Ok(vm.tuple(vec![vm.new_str(text), vm.int(next as i64)]));
    }
    let text = object.get::<Str>().map(|it| it.0.clone()).unwrap_or_default();
    let fault = Fault { end: fault.end.min(text.len()), ..fault };
    let (replacement, next) = handler.encoded(fault, &text).ok_or_else(raised)?;
    let replacement = match replacement {
        Replacement::Text(it) => vm.new_str(it),
        Replacement::Bytes(it) => vm.bytes(it),
    };
    Ok(vm.tuple(vec![replacement, vm.int(next as i64)]))
}

/// What an exception tells of.
fn fault_of(vm: &Vm, error: &Ref, has_no_encoding: bool) -> Res<Fault> {
    let place = |name: &str| -> Res<usize> {
        let value = vm.get_attribute(error, &vm.intern(name))?;
        Ok(usize::try_from(vm.index_saturated(&value)?).unwrap_or(0))
    };
    let encoding = if has_no_encoding {
        String::new()
    } else {
        vm.text(&vm.get_attribute(error, &vm.intern("encoding"))?)
    };
    let (start, end) = (place("start")?, place("end")?);
    Ok(Fault { encoding: unit_name(&encoding), start, end: end.max(start), reason: "" })
}

/// The encoding whose surrogates can be passed.
fn unit_name(encoding: &str) -> &'static str {
    use text::codec::{Codec, Order};
    match Codec::by_name(encoding) {
        Some(Codec::Utf8) => "utf-8",
        Some(Codec::Utf16(Order::Big)) => "utf-16-be",
        Some(Codec::Utf16(_)) => "utf-16-le",
        Some(Codec::Utf32(Order::Big)) => "utf-32-be",
        Some(Codec::Utf32(_)) => "utf-32-le",
        _ => "",
    }
}
