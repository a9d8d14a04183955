//! `bytes(…)`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::str_::{self, Str};
use crate::objects::type_;
use crate::vm::Vm;

use super::{Bytes, as_bytes, contents};

/// What `bytes` and `bytearray` are made of.
pub(in crate::objects) struct Source {
    pub(in crate::objects) object: Option<Ref>,
    encoding: Option<Ref>,
    errors: Option<Ref>,
}

impl Source {
    /// The arguments of the class `name`.
    pub(in crate::objects) fn take(vm: &Vm, mut args: Args, name: &str) -> Res<Source> {
        let object = args.take_keyword("source");
        let (encoding, errors) = (args.take_keyword("encoding"), args.take_keyword("errors"));
        if let Some(keyword) = args.names.first() {
            let keyword = vm.text(keyword);
            let text = format!("{name}() got an unexpected keyword argument '{keyword}'");
            return Err(vm.type_error(text));
        }
        if args.len() > 3 {
            let given = args.len();
            let text = format!("{name}() takes at most 3 arguments ({given} given)");
            return Err(vm.type_error(text));
        }
        Ok(Source {
            object: object.or_else(|| args.take(0)),
            encoding: encoding.or_else(|| args.take(1)),
            errors: errors.or_else(|| args.take(2)),
        })
    }

    /// The bytes of a str in an encoding; `None` where it is another object.
    pub(in crate::objects) fn encoded(&self, vm: &Vm, name: &str) -> Res<Option<Ref>> {
        // Both are looked at before the object is.
        str_::named(vm, self.encoding.as_ref(), "utf-8", name, "encoding")?;
        str_::named(vm, self.errors.as_ref(), "strict", name, "errors")?;
        let text = self.object.as_ref().filter(|it| it.get::<Str>().is_some());
        let Some(text) = text else {
            let what = match (&self.encoding, &self.errors) {
                (Some(_), _) => "encoding",
                (_, Some(_)) => "errors",
                _ => return Ok(None),
            };
            return Err(vm.type_error(format!("{what} without a string argument")));
        };
        if self.encoding.is_none() {
            return Err(vm.type_error("string argument without an encoding".to_owned()));
        }
        let encoding = str_::named(vm, self.encoding.as_ref(), "utf-8", name, "encoding")?;
        let errors = str_::named(vm, self.errors.as_ref(), "strict", name, "errors")?;
        str_::encode(vm, text, &encoding, &errors).map(Some)
    }
}

/// `bytes.__new__`. Source: `bytes_new_impl` (Objects/bytesobject.c).
pub(super) fn new(vm: &Vm, class: &Ref, args: Args) -> Res {
    let source = Source::take(vm, args, "bytes")?;
    let is_plain = source.encoding.is_none() && source.errors.is_none();
    let own = source.object.as_ref().filter(|it| is_plain && it.get::<Str>().is_some());
    let own = own.filter(|it| vm.lookup_special(it, &vm.names.__bytes__).is_some());
    if let Some(text) = own.filter(|_| class.is(&vm.types.bytes)) {
        // A subclass of str may say what its bytes are.
        return of_object(vm, text);
    }
    let made = match (source.encoded(vm, "bytes")?, &source.object) {
        (Some(made), _) => made,
        (None, None) => vm.bytes(Vec::new()),
        (None, Some(object)) => of_object(vm, object)?,
    };
    if class.is(&vm.types.bytes) {
        return Ok(made);
    }
    Ok(type_::instantiate(class, Bytes(contents(&made).into_owned().into())))
}

/// Source: `PyBytes_FromObject` and what `bytes_new_impl` does before.
fn of_object(vm: &Vm, object: &Ref) -> Res {
    if object.is_exactly(&vm.types.bytes) {
        return Ok(object.clone());
    }
    if let Some(found) = vm.call_special(object, &vm.names.__bytes__, Args::none())? {
        if found.get::<Bytes>().is_some() {
            return Ok(found);
        }
        let name = vm.type_name(&found);
        return Err(vm.type_error(format!("__bytes__ returned non-bytes (type {name})")));
    }
    let is_read = object.get::<crate::objects::tuple::Tuple>().is_none()
        && object.ty().slots.nb_index.get().is_none()
        && as_bytes(object).is_none();
    let made = contents_of(vm, object, "bytes")?;
    Ok(if is_read { vm.bytes(made) } else { vm.fresh_bytes(made) })
}

/// The bytes that an object means to the class `name`: a number of zeros, bytes, or ints.
pub(in crate::objects) fn contents_of(vm: &Vm, object: &Ref, name: &str) -> Res<Vec<u8>> {
    if object.ty().slots.nb_index.get().is_some() && object.get::<Str>().is_none() {
        match vm.index_or_overflow(object) {
            Ok(count) => return zeros(vm, count),
            Err(error) if !vm.is_raised(&error, &vm.exceptions.TypeError) => return Err(error),
            Err(_) => {}
        }
    }
    if let Some(bytes) = as_bytes(object) {
        vm.charge_len(bytes.len())?;
        return Ok(bytes.into_owned());
    }
    if let Some(buffer) = vm.buffer(object)? {
        vm.charge_len(buffer.n_bytes())?;
        return Ok(buffer.to_vec());
    }
    let slots = &object.ty().slots;
    let is_iterable = slots.tp_iter.get().is_some() || slots.sq_item.get().is_some();
    if !is_iterable || object.get::<Str>().is_some() {
        let given = vm.type_name(object);
        return Err(vm.type_error(format!("cannot convert '{given}' object to {name}")));
    }
    // `bytearray` speaks of one byte, `bytes` of many.
    let what = if name == "bytes" { "bytes" } else { "byte" };
    let mut bytes = Vec::new();
    vm.for_each(object, |item| {
        bytes.push(byte(vm, &item, what)?);
        Ok(())
    })?;
    Ok(bytes)
}

fn zeros(vm: &Vm, count: isize) -> Res<Vec<u8>> {
    let Ok(count) = usize::try_from(count) else {
        return Err(vm.value_error("negative count".to_owned()));
    };
    vm.charge_len(count)?;
    Ok(vec![0; count])
}

/// An int from 0 to 255.
pub(in crate::objects) fn byte(vm: &Vm, item: &Ref, what: &str) -> Res<u8> {
    let value = vm.index_saturated(item)?;
    u8::try_from(value).map_err(|_| vm.value_error(format!("{what} must be in range(0, 256)")))
}
