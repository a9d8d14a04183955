//! `str(…)`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::bytes;
use crate::objects::type_;
use crate::vm::Vm;

use super::codec::{decode, named};
use super::{Str, text_of};

/// `str.__new__`. Source: `unicode_new_impl` (Objects/unicodeobject.c).
pub(super) fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    if class.is(&vm.types.str_) && args.names.is_empty() {
        args.check(vm, "str", 0, 3)?;
    }
    let object = args.take_keyword("object");
    let (encoding, errors) = (args.take_keyword("encoding"), args.take_keyword("errors"));
    if let Some(name) = args.names.first() {
        let name = vm.text(name);
        return Err(vm.type_error(format!("str() got an unexpected keyword argument '{name}'")));
    }
    if args.len() > 3 {
        let given = args.len();
        return Err(vm.type_error(format!("str() takes at most 3 arguments ({given} given)")));
    }
    let object = object.or_else(|| args.take(0));
    let (encoding, errors) = (encoding.or_else(|| args.take(1)), errors.or_else(|| args.take(2)));
    let made = match (object, encoding.is_some() || errors.is_some()) {
        (None, _) => vm.str(""),
        (Some(object), false) => vm.str_of(&object)?,
        (Some(object), true) => {
            let encoding = named(vm, encoding.as_ref(), "utf-8", "str", "encoding")?;
            let errors = named(vm, errors.as_ref(), "strict", "str", "errors")?;
            of_bytes(vm, &object, &encoding, &errors)?
        }
    };
    if class.is(&vm.types.str_) {
        return Ok(made);
    }
    Ok(type_::instantiate(class, Str(text_of(&made).clone())))
}

fn of_bytes(vm: &Vm, object: &Ref, encoding: &str, errors: &str) -> Res {
    if object.get::<Str>().is_some() {
        return Err(vm.type_error("decoding str is not supported".to_owned()));
    }
    let Some(bytes) = bytes::as_bytes(object) else {
        let name = vm.type_name(object);
        let text = format!("decoding to str: need a bytes-like object, {name} found");
        return Err(vm.type_error(text));
    };
    decode(vm, object, &bytes, encoding, errors)
}
