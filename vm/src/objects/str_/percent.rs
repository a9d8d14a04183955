//! `str % arguments`. Source: `PyUnicode_Format` (Objects/unicodeobject.c).

use std::ops::Range;

use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::numbers::{Error, Int};
use crate::objects::float::{self, Float};
use crate::objects::int::int_of;
use crate::objects::tuple::Tuple;
use crate::text::format::{Conversion, PercentArguments, PercentParser, PercentPiece, PercentSpec};
use crate::text::{self, StrBuilder};
use crate::vm::Vm;

use super::{Str, text_of, unchanged};

/// `a % b` where `a` is a str.
pub(super) fn remainder(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some(format) = a.get::<Str>() else { return Ok(vm.not_implemented.clone()) };
    let mut arguments = Arguments::new(vm, &format.0, b);
    let mut parser = PercentParser::new(format.view());
    let mut out = StrBuilder::new();
    // A string that is all of the result is the result itself.
    let mut whole: Option<Ref> = None;
    while let Some(piece) = parser.next_piece(&mut arguments).map_err(|it| it.raised(vm))? {
        if let Some(it) = whole.take() {
            out.push_py(text_of(&it));
        }
        match piece {
            PercentPiece::Text(range) if range.len() == format.len() => {
                whole = Some(unchanged(vm, a))
            }
            PercentPiece::Text(range) => out.push_py(&format.slice(range)),
            PercentPiece::Percent => out.push('%'.into()),
            PercentPiece::Field(spec) => {
                let value = arguments.next().map_err(|it| it.raised(vm))?;
                if let Some(text) = unpadded(vm, &spec, &value)? {
                    vm.charge_len(out.len() + text_of(&text).len())?;
                    match out.is_empty() {
                        true => whole = Some(text),
                        false => out.push_py(text_of(&text)),
                    }
                    continue;
                }
                let shown = shown(vm, &spec, &value)?;
                vm.charge_len(out.len() + shown.len())?;
                out.push_py(&shown);
            }
        }
    }
    if arguments.has_more() {
        let text = "not all arguments converted during string formatting";
        return Err(vm.type_error(text.to_owned()));
    }
    Ok(whole.unwrap_or_else(|| vm.new_str(out.finish())))
}

/// What `%s` and its kin show where nothing cuts or pads it.
fn unpadded(vm: &Vm, spec: &PercentSpec, value: &Ref) -> Res<Option<Ref>> {
    if spec.width > 0 || spec.precision.is_some() || value.is_exactly(&vm.types.int) {
        return Ok(None);
    }
    let text = match vm.checked(spec.conversion())? {
        Conversion::Str => vm.str_of(value)?,
        Conversion::Repr => vm.repr(value)?,
        Conversion::Ascii => crate::stdlib::ascii(vm, value)?,
        _ => return Ok(None),
    };
    Ok(Some(text).filter(|it| it.is_exactly(&vm.types.str_)))
}

/// What reading a format can raise.
pub(in crate::objects) enum Failure {
    Error(Error),
    Raised(Raised),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Error(error)
    }
}

impl Failure {
    pub(in crate::objects) fn raised(self, vm: &Vm) -> Raised {
        match self {
            Failure::Error(error) => vm.value_failed(error),
            Failure::Raised(error) => error,
        }
    }
}

/// The arguments of a format: a tuple's items, or one object, which may be a mapping.
struct Arguments<'a> {
    vm: &'a Vm,
    format: &'a text::Str,
    rest: Vec<Ref>,
    mapping: Option<Ref>,
}

impl<'a> Arguments<'a> {
    fn new(vm: &'a Vm, format: &'a text::Str, given: &Ref) -> Arguments<'a> {
        if let Some(tuple) = given.get::<Tuple>() {
            let rest = tuple.items().iter().rev().cloned().collect();
            return Arguments { vm, format, rest, mapping: None };
        }
        let is_mapping =
            given.ty().slots.mp_subscript.get().is_some() && given.get::<Str>().is_none();
        let mapping = is_mapping.then(|| given.clone());
        Arguments { vm, format, rest: vec![given.clone()], mapping }
    }

    fn next(&mut self) -> Result<Ref, Failure> {
        let text = "not enough arguments for format string";
        self.rest.pop().ok_or_else(|| Failure::Raised(self.vm.type_error(text.to_owned())))
    }

    fn has_more(&self) -> bool {
        !self.rest.is_empty() && self.mapping.is_none()
    }

    fn star(&mut self) -> Result<Ref, Failure> {
        let value = self.next()?;
        if value.get::<Int>().is_none() {
            return Err(Failure::Raised(self.vm.type_error("* wants int".to_owned())));
        }
        Ok(value)
    }
}

impl PercentArguments for Arguments<'_> {
    type Error = Failure;

    fn check_mapping(&mut self) -> Result<(), Failure> {
        match self.mapping {
            Some(_) => Ok(()),
            None => {
                let text = "format requires a mapping".to_owned();
                Err(Failure::Raised(self.vm.type_error(text)))
            }
        }
    }

    fn key(&mut self, key: Range<usize>) -> Result<(), Failure> {
        let Some(mapping) = &self.mapping else { return self.check_mapping() };
        let key = self.vm.new_str(self.format.slice(key));
        let value = self.vm.get_item(mapping, &key).map_err(Failure::Raised)?;
        self.rest = vec![value];
        Ok(())
    }

    fn width(&mut self) -> Result<i64, Failure> {
        let value = self.star()?;
        value.expect::<Int>().to_i64().filter(|it| *it != i64::MIN).ok_or_else(|| {
            let text = "Python int too large to convert to C ssize_t".to_owned();
            Failure::Raised(self.vm.overflow_error(text))
        })
    }

    fn precision(&mut self) -> Result<i64, Failure> {
        let value = self.star()?;
        let found = value.expect::<Int>().to_i64().filter(|it| i32::try_from(*it).is_ok());
        found.ok_or_else(|| {
            let text = "Python int too large to convert to C int".to_owned();
            Failure::Raised(self.vm.overflow_error(text))
        })
    }
}

/// An argument as its field shows it.
fn shown(vm: &Vm, spec: &PercentSpec, value: &Ref) -> Res<text::Str> {
    let conversion = vm.checked(spec.conversion())?;
    vm.charge_len(spec.size())?;
    Ok(match conversion {
        Conversion::Str => spec.text(text_of(&vm.str_of(value)?)),
        Conversion::Repr => spec.text(text_of(&vm.repr(value)?)),
        Conversion::Ascii => spec.text(text_of(&crate::stdlib::ascii(vm, value)?)),
        Conversion::Char => spec.character(&character(vm, value)?),
        Conversion::Float(_) => {
            let value = real(vm, value, "must be real number, not ")?;
            vm.checked(spec.float(value))?.into()
        }
        Conversion::Decimal if spec.is_plain() => match value.get::<Int>() {
            Some(Int::Small(it)) => (*it).into(),
            _ => integer_text(vm, spec, value)?.into(),
        },
        Conversion::Decimal | Conversion::Radix(_) => integer_text(vm, spec, value)?.into(),
    })
}

/// An int, or what can be made one, in digits.
pub(in crate::objects) fn integer_text(vm: &Vm, spec: &PercentSpec, value: &Ref) -> Res<String> {
    let value = integer(vm, spec, value)?;
    let value = value.expect::<Int>();
    vm.charge_digits(value.bit_length())?;
    vm.checked(spec.int(value, vm.int_max_str_digits.get()))
}

/// Source: `mainformatlong` (Objects/unicodeobject.c).
fn integer(vm: &Vm, spec: &PercentSpec, value: &Ref) -> Res {
    if value.get::<Int>().is_some() {
        return Ok(value.clone());
    }
    let letter = char::from_u32(spec.letter).unwrap_or('d');
    let wants_int = matches!(letter, 'o' | 'x' | 'X');
    let slots = &value.ty().slots;
    let is_number = slots.nb_index.get().is_some()
        || slots.nb_int.get().is_some()
        || slots.nb_float.get().is_some();
    let found = match (is_number, wants_int) {
        (false, _) => None,
        (true, true) => Some(vm.index(value)),
        (true, false) => Some(int_of(vm, value)),
    };
    match found {
        Some(Err(error)) if !vm.is_raised(&error, &vm.exceptions.TypeError) => Err(error),
        Some(Ok(it)) => Ok(it),
        _ => {
            let what = if wants_int { "an integer" } else { "a real number" };
            let name = vm.type_name(value);
            Err(vm.type_error(format!("%{letter} format: {what} is required, not {name}")))
        }
    }
}

/// The float of a number; `refusal` and the type's name is the message for anything else.
pub(in crate::objects) fn real(vm: &Vm, value: &Ref, refusal: &str) -> Res<f64> {
    if let Some(it) = value.get::<Float>() {
        return Ok(it.0);
    }
    let found = float::number(vm, value)?;
    found.ok_or_else(|| vm.type_error(format!("{refusal}{}", vm.type_name(value))))
}

/// Source: `formatchar` (Objects/unicodeobject.c).
fn character(vm: &Vm, value: &Ref) -> Res<text::Str> {
    let refused = || vm.type_error("%c requires int or char".to_owned());
    if let Some(text) = value.get::<Str>() {
        return if text.len() == 1 { Ok(text.0.clone()) } else { Err(refused()) };
    }
    if value.ty().slots.nb_index.get().is_none() {
        return Err(refused());
    }
    match vm.index_saturated(value)? {
        code @ 0..=0x10ffff => Ok(text::Str::from_char(code as u32)),
        _ => Err(vm.overflow_error("%c arg not in range(0x110000)".to_owned())),
    }
}
