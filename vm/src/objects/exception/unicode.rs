//! `UnicodeDecodeError`, `UnicodeEncodeError` and `UnicodeTranslateError`.
//!
//! Source: `Objects/exceptions.c` (CPython 3.13).

use super::fields::SIMPLE;
use super::{Exception, init};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::bytes::{Bytes, as_bytes};
use crate::objects::str_::Str;
use crate::text::Str as Text;
use crate::text::codec::{decode_message, encode_message, translate_message};
use crate::typedef::{TypeDef, member_set};
use crate::vm::Vm;

const ENCODING: usize = 0;
const OBJECT: usize = 1;
const START: usize = 2;
const END: usize = 3;
const REASON: usize = 4;

macro_rules! field {
    ($name:literal, $index:expr) => {
        member_set(
            $name,
            |vm, error| Ok(error.expect::<Exception>().field(vm, $index)),
            |vm, error, value| {
                error.expect::<Exception>().set_field(vm, $index, value);
                Ok(())
            },
        )
    };
}

macro_rules! index_field {
    ($name:literal, $index:expr) => {
        member_set(
            $name,
            |vm, error| {
                let found = error.expect::<Exception>().field(vm, $index);
                Ok(if found.is(&vm.none) { vm.int(0) } else { found })
            },
            |vm, error, value| {
                let Some(value) = value else {
                    return Err(vm.type_error("can't delete numeric/char attribute".to_owned()));
                };
                if value.get::<Int>().is_none() {
                    return Err(vm.type_error("an integer is required".to_owned()));
                }
                let value = vm.index_or_overflow(&value)?;
                error.expect::<Exception>().set_field(vm, $index, Some(vm.int(value as i64)));
                Ok(())
            },
        )
    };
}

pub(super) const UNICODE_DECODE_ERROR: TypeDef = TypeDef {
    slots: |it| {
        it.tp_init.set(Some(|vm, error, args| init_coding(vm, error, args, is_bytes)));
        it.tp_str.set(Some(str_of_decode));
    },
    getset: &[
        field!("encoding", ENCODING),
        field!("object", OBJECT),
        index_field!("start", START),
        index_field!("end", END),
        field!("reason", REASON),
    ],
    size: (112, 0),
    ..SIMPLE
};

pub(super) const UNICODE_ENCODE_ERROR: TypeDef = TypeDef {
    slots: |it| {
        it.tp_init.set(Some(|vm, error, args| init_coding(vm, error, args, is_str)));
        it.tp_str.set(Some(str_of_encode));
    },
    ..UNICODE_DECODE_ERROR
};

pub(super) const UNICODE_TRANSLATE_ERROR: TypeDef = TypeDef {
    slots: |it| {
        it.tp_init.set(Some(init_translate));
        it.tp_str.set(Some(str_of_translate));
    },
    ..UNICODE_DECODE_ERROR
};

/// Says what an argument must be, where it is not.
type Check = fn(&Vm, usize, &Ref) -> Res<Ref>;

fn refused(vm: &Vm, place: usize, wanted: &str, given: &Ref) -> crate::error::Raised {
    let name = vm.type_name(given);
    vm.type_error(format!("argument {} must be {wanted}, not {name}", place + 1))
}

fn is_str(vm: &Vm, place: usize, given: &Ref) -> Res<Ref> {
    match given.get::<Str>() {
        Some(_) => Ok(given.clone()),
        None => Err(refused(vm, place, "str", given)),
    }
}

fn is_bytes(vm: &Vm, _: usize, given: &Ref) -> Res<Ref> {
    if given.get::<Bytes>().is_some() {
        return Ok(given.clone());
    }
    match as_bytes(given) {
        Some(bytes) => Ok(vm.bytes(bytes.into_owned())),
        None => {
            let name = vm.type_name(given);
            Err(vm.type_error(format!("a bytes-like object is required, not '{name}'")))
        }
    }
}

fn is_index(vm: &Vm, _: usize, given: &Ref) -> Res<Ref> {
    let index = vm.index_or_overflow(given)?;
    Ok(vm.int(index as i64))
}

fn set_fields(vm: &Vm, error: &Ref, args: Args, checks: &[(usize, Check)]) -> Res<()> {
    init(vm, error, args)?;
    let it = error.expect::<Exception>();
    let given = it.arguments(vm);
    if given.len() != checks.len() {
        let (wanted, given) = (checks.len(), given.len());
        return Err(
            vm.type_error(format!("function takes exactly {wanted} arguments ({given} given)"))
        );
    }
    for (place, (field, check)) in checks.iter().enumerate() {
        it.set_field(vm, *field, Some(check(vm, place, &given[place])?));
    }
    Ok(())
}

fn init_coding(vm: &Vm, error: &Ref, args: Args, object: Check) -> Res<()> {
    let checks: [(usize, Check); 5] = [
        (ENCODING, is_str),
        (OBJECT, object),
        (START, is_index),
        (END, is_index),
        (REASON, is_str),
    ];
    set_fields(vm, error, args, &checks)
}

fn init_translate(vm: &Vm, error: &Ref, args: Args) -> Res<()> {
    let checks: [(usize, Check); 4] =
        [(OBJECT, is_str), (START, is_index), (END, is_index), (REASON, is_str)];
    set_fields(vm, error, args, &checks)
}

/// The fields as they are shown.
struct Shown {
    encoding: String,
    object: Ref,
    start: isize,
    end: isize,
    reason: String,
}

/// `None` where `__init__` did not run.
fn shown(vm: &Vm, error: &Ref) -> Res<Option<Shown>> {
    let it = error.expect::<Exception>();
    if it.fields.is_empty() {
        return Ok(None);
    }
    let text = |field: usize| Ok(vm.text(&vm.str_of(&it.field(vm, field))?));
    let index = |field: usize| {
        let value = it.field(vm, field);
        value.get::<Int>().map_or(0, |it| it.saturated() as isize)
    };
    Ok(Some(Shown {
        encoding: text(ENCODING)?,
        object: it.field(vm, OBJECT),
        start: index(START),
        end: index(END),
        reason: text(REASON)?,
    }))
}

fn str_of_decode(vm: &Vm, error: &Ref) -> Res {
    let Some(it) = shown(vm, error)? else { return Ok(vm.str("")) };
    let bytes = as_bytes(&it.object).unwrap_or_default();
    Ok(vm.str(&decode_message(&it.encoding, &bytes, it.start, it.end, &it.reason)))
}

fn str_of_encode(vm: &Vm, error: &Ref) -> Res {
    let Some(it) = shown(vm, error)? else { return Ok(vm.str("")) };
    let message = encode_message(&it.encoding, &text_of(&it.object), it.start, it.end, &it.reason);
    Ok(vm.str(&message))
}

fn str_of_translate(vm: &Vm, error: &Ref) -> Res {
    let Some(it) = shown(vm, error)? else { return Ok(vm.str("")) };
    let message = translate_message(&text_of(&it.object), it.start, it.end, &it.reason);
    Ok(vm.str(&message))
}

fn text_of(object: &Ref) -> Text {
    object.get::<Str>().map(|it| it.0.clone()).unwrap_or_default()
}
