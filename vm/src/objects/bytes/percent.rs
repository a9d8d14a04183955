//! `bytes % arguments`. Source: `_PyBytes_FormatEx` (Objects/bytesobject.c).

use std::ops::Range;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::objects::str_::{Failure, Str, integer_text, real};
use crate::objects::tuple::Tuple;
use crate::text::format::{Conversion, PercentArguments, PercentParser, PercentPiece, PercentSpec};
use crate::text::{Str as Text, ascii};
use crate::vm::Vm;

use super::{Bytes, as_bytes, contents, like};

/// `a % b` where `a` is bytes or a bytearray.
pub(super) fn remainder(vm: &Vm, a: &Ref, b: &Ref) -> Res {
    let Some(format) = as_bytes(a) else { return Ok(vm.not_implemented.clone()) };
    let mut arguments = Arguments::new(vm, &format, b);
    let mut parser = PercentParser::of_bytes(&format);
    let mut out = Vec::new();
    while let Some(piece) = parser.next_piece(&mut arguments).map_err(|it| it.raised(vm))? {
        match piece {
            PercentPiece::Text(range) => out.extend_from_slice(&format[range]),
            PercentPiece::Percent => out.push(b'%'),
            PercentPiece::Field(spec) => {
                let value = arguments.next().map_err(|it| it.raised(vm))?;
                let shown = shown(vm, &spec, &value)?;
                vm.charge_len(out.len() + shown.len())?;
                out.extend(shown);
            }
        }
    }
    if arguments.has_more() {
        let text = "not all arguments converted during bytes formatting";
        return Err(vm.type_error(text.to_owned()));
    }
    Ok(like(vm, a, out))
}

/// The arguments of a format: a tuple's items, or one object, which may be a mapping.
struct Arguments<'a> {
    vm: &'a Vm,
    format: &'a [u8],
    rest: Vec<Ref>,
    mapping: Option<Ref>,
}

impl<'a> Arguments<'a> {
    fn new(vm: &'a Vm, format: &'a [u8], given: &Ref) -> Arguments<'a> {
        if let Some(tuple) = given.get::<Tuple>() {
            let rest = tuple.items().iter().rev().cloned().collect();
            return Arguments { vm, format, rest, mapping: None };
        }
        let is_text = given.get::<Str>().is_some() || as_bytes(given).is_some();
        let is_mapping = given.ty().slots.mp_subscript.get().is_some() && !is_text;
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

    fn star(&mut self) -> Result<i64, Failure> {
        let value = self.next()?;
        let Some(value) = value.get::<Int>() else {
            return Err(Failure::Raised(self.vm.type_error("* wants int".to_owned())));
        };
        value.to_i64().filter(|it| i32::try_from(*it).is_ok()).ok_or_else(|| {
            let text = "Python int too large to convert to C int".to_owned();
            Failure::Raised(self.vm.overflow_error(text))
        })
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
        let key = self.vm.bytes(self.format[key].to_vec());
        let value = self.vm.get_item(mapping, &key).map_err(Failure::Raised)?;
        self.rest = vec![value];
        Ok(())
    }

    fn width(&mut self) -> Result<i64, Failure> {
        self.star()
    }

    fn precision(&mut self) -> Result<i64, Failure> {
        self.star()
    }
}

/// An argument as its field shows it.
fn shown(vm: &Vm, spec: &PercentSpec, value: &Ref) -> Res<Vec<u8>> {
    vm.charge_len(spec.size())?;
    // `%b` is bytes' own, `%s` the same, and `%r` is `%a`.
    if spec.letter == u32::from('b') || spec.letter == u32::from('s') {
        let bytes = bytes_of(vm, value)?;
        let len = bytes.len().min(spec.precision.unwrap_or(usize::MAX));
        return Ok(padded(spec, &bytes[..len]));
    }
    Ok(match vm.checked(spec.conversion())? {
        Conversion::Str | Conversion::Repr | Conversion::Ascii => {
            let text = vm.repr(value)?;
            let text = spec.text(&only_ascii(text.expect::<Str>()));
            text.to_string_lossy().into_owned().into_bytes()
        }
        Conversion::Char => padded(spec, &[character(vm, value)?]),
        Conversion::Float(_) => {
            let value = real(vm, value, "float argument required, not ")?;
            vm.checked(spec.float(value))?.into_bytes()
        }
        Conversion::Decimal | Conversion::Radix(_) => integer_text(vm, spec, value)?.into_bytes(),
    })
}

/// A `repr` with escapes for what is not ASCII.
fn only_ascii(text: &Text) -> Text {
    if text.is_ascii() {
        return text.clone();
    }
    let escaped = text.code_points().map(|code| match code {
        0..0x80 => Text::from_char(code),
        _ => {
            let quoted = ascii(&Text::from_char(code));
            quoted.slice(1..quoted.len() - 1)
        }
    });
    let parts: Vec<Text> = escaped.collect();
    crate::text::concat_all(&parts)
}

fn padded(spec: &PercentSpec, bytes: &[u8]) -> Vec<u8> {
    let padding = spec.width.saturating_sub(bytes.len());
    let (before, behind) = if spec.left { (0, padding) } else { (padding, 0) };
    crate::text::bytes::pad(bytes, before, behind, b' ')
}

/// The bytes of a bytes-like object, or what `__bytes__` says.
fn bytes_of(vm: &Vm, value: &Ref) -> Res<Vec<u8>> {
    if let Some(bytes) = as_bytes(value) {
        return Ok(bytes.into_owned());
    }
    let Some(found) = vm.call_special(value, &vm.names.__bytes__, Args::none())? else {
        let name = vm.type_name(value);
        return Err(vm.type_error(format!(
            "%b requires a bytes-like object, or an object that implements __bytes__, not '{name}'"
        )));
    };
    if found.get::<Bytes>().is_none() {
        let name = vm.type_name(&found);
        return Err(vm.type_error(format!("__bytes__ returned non-bytes (type {name})")));
    }
    Ok(contents(&found).into_owned())
}

fn character(vm: &Vm, value: &Ref) -> Res<u8> {
    let refused =
        || vm.type_error("%c requires an integer in range(256) or a single byte".to_owned());
    if let Some(bytes) = as_bytes(value) {
        return if let [byte] = &*bytes { Ok(*byte) } else { Err(refused()) };
    }
    if value.ty().slots.nb_index.get().is_none() {
        return Err(refused());
    }
    let code = vm.index_saturated(value)?;
    u8::try_from(code).map_err(|_| vm.overflow_error("%c arg not in range(256)".to_owned()))
}
