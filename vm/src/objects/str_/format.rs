//! `str.format`, `str.format_map` and `str.__format__`.
//!
//! Source: `Objects/stringlib/unicode_format.h` (CPython 3.13).

use std::ops::Range;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::dict::Dict;
use crate::text::format::{
    self, Align, Field, FieldName, Markup, NameStep, Spec, parse_field_name,
};
use crate::text::{Str as Text, StrBuilder};
use crate::vm::Vm;

use super::{Str, text_of, unchanged};

/// How deep fields nest in the specifications of fields.
const MAX_DEPTH: u32 = 2;

/// Where fields take their values from.
struct Values {
    /// `None` for `format_map`.
    positional: Option<Vec<Ref>>,
    /// A mapping of names.
    named: Ref,
    numbering: Numbering,
}

/// How fields count, which no string changes.
enum Numbering {
    Unknown,
    /// The next number.
    Automatic(usize),
    Manual,
}

pub(super) fn format_method(vm: &Vm, object: &Ref, mut args: Args) -> Res {
    let named = vm.dict();
    for (name, value) in args.take_keywords() {
        named.expect::<Dict>().insert(vm, &name, value)?;
    }
    let positional = Some(args.take_positional(0));
    let mut values = Values { positional, named, numbering: Numbering::Unknown };
    whole(vm, object, &mut values)
}

pub(super) fn format_map(vm: &Vm, object: &Ref, args: Args) -> Res {
    let named = args[0].clone();
    let mut values = Values { positional: None, named, numbering: Numbering::Unknown };
    whole(vm, object, &mut values)
}

/// The text with all fields; a string that is all of it is returned itself.
fn whole(vm: &Vm, object: &Ref, values: &mut Values) -> Res {
    let text = text_of(object);
    if !text.code_points().any(|it| it == u32::from('{') || it == u32::from('}')) {
        return Ok(unchanged(vm, object));
    }
    let mut parts = Markup::new(text.view(), 0..text.len());
    if let Some(Ok(only)) = parts.next()
        && parts.next().is_none()
        && only.literal.is_empty()
        && let Some(field) = only.field
    {
        let shown = field_text(vm, text, &field, values, MAX_DEPTH)?;
        return Ok(match shown.is_exactly(&vm.types.str_) && text_of(&shown).len() != 1 {
            true => shown,
            false => vm.new_str(text_of(&shown).clone()),
        });
    }
    formatted(vm, text, 0..text.len(), values, MAX_DEPTH).map(|it| vm.new_str(it))
}

fn formatted(
    vm: &Vm,
    text: &Text,
    range: Range<usize>,
    values: &mut Values,
    depth: u32,
) -> Res<Text> {
    if depth == 0 {
        return Err(vm.value_error("Max string recursion exceeded".to_owned()));
    }
    let mut out = StrBuilder::new();
    for part in Markup::new(text.view(), range) {
        let part = vm.checked(part)?;
        out.push_py(&text.slice(part.literal));
        if let Some(field) = part.field {
            let shown = field_text(vm, text, &field, values, depth)?;
            vm.charge_len(out.len() + shown.expect::<Str>().len())?;
            out.push_py(text_of(&shown));
        }
    }
    Ok(out.finish())
}

fn field_text(vm: &Vm, text: &Text, field: &Field, values: &mut Values, depth: u32) -> Res {
    let name = text.slice(field.name.clone());
    let value = values.value(vm, &name)?;
    let value = match field.conversion {
        Some(conversion) => converted(vm, &value, conversion)?,
        None => value,
    };
    let spec = match field.is_nested {
        true => formatted(vm, text, field.spec.clone(), values, depth - 1)?,
        false => text.slice(field.spec.clone()),
    };
    vm.format(&value, &vm.new_str(spec))
}

fn converted(vm: &Vm, value: &Ref, conversion: u32) -> Res {
    match char::from_u32(conversion) {
        Some('r') => vm.repr(value),
        Some('s') => vm.str_of(value),
        Some('a') => crate::stdlib::ascii(vm, value),
        Some(c @ '!'..='~') => Err(vm.value_error(format!("Unknown conversion specifier {c}"))),
        _ => Err(vm.value_error(format!("Unknown conversion specifier \\x{conversion:x}"))),
    }
}

impl Values {
    /// The object that a field's name means. Source: `get_field_object`.
    fn value(&mut self, vm: &Vm, name: &Text) -> Res {
        let (first, steps) = vm.checked(parse_field_name(name))?;
        let mut value = match self.numbered(vm, first)? {
            FieldName::Name(name) => vm.get_item(&self.named, &vm.new_str(name))?,
            FieldName::Index(index) => self.positional(vm, index)?,
            FieldName::Automatic => return Err(mixed(vm, true)),
        };
        for step in steps {
            value = match vm.checked(step)? {
                NameStep::Attribute(name) => {
                    vm.get_attribute(&value, &vm.intern(&name.to_string_lossy()))?
                }
                NameStep::Index(index) => vm.get_item(&value, &vm.int(index as i64))?,
                NameStep::Key(key) => vm.get_item(&value, &vm.new_str(key))?,
            };
        }
        Ok(value)
    }

    /// A name with its number, where it has none of its own. Source: `autonumber_state_error`.
    fn numbered(&mut self, vm: &Vm, name: FieldName) -> Res<FieldName> {
        match (name, &mut self.numbering) {
            (FieldName::Automatic, Numbering::Manual) => Err(mixed(vm, true)),
            (FieldName::Automatic, Numbering::Automatic(next)) => {
                *next += 1;
                Ok(FieldName::Index(*next - 1))
            }
            (FieldName::Automatic, Numbering::Unknown) => {
                self.numbering = Numbering::Automatic(1);
                Ok(FieldName::Index(0))
            }
            (FieldName::Index(_), Numbering::Automatic(_)) => Err(mixed(vm, false)),
            (FieldName::Index(index), _) => {
                self.numbering = Numbering::Manual;
                Ok(FieldName::Index(index))
            }
            (name, _) => Ok(name),
        }
    }

    fn positional(&self, vm: &Vm, index: usize) -> Res {
        let Some(positional) = &self.positional else {
            return Err(vm.value_error("Format string contains positional fields".to_owned()));
        };
        positional.get(index).cloned().ok_or_else(|| {
            vm.index_error(format!(
                "Replacement index {index} out of range for positional args tuple"
            ))
        })
    }
}

fn mixed(vm: &Vm, to_automatic: bool) -> Raised {
    let (manual, automatic) = ("manual field specification", "automatic field numbering");
    let (from, to) = if to_automatic { (manual, automatic) } else { (automatic, manual) };
    vm.value_error(format!("cannot switch from {from} to {to}"))
}

pub(super) fn dunder_format(vm: &Vm, object: &Ref, args: Args) -> Res {
    let Some(text) = args[0].get::<Str>() else {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("__format__() argument must be str, not {name}")));
    };
    if text.is_empty() {
        return if object.is_exactly(&vm.types.str_) {
            Ok(unchanged(vm, object))
        } else {
            vm.str_of(object)
        };
    }
    let spec = vm.checked(Spec::parse(text, Some('s'), Align::Left, &vm.type_name(object)))?;
    vm.charge_len(spec.width.saturating_mul(4))?;
    vm.checked(format::text(text_of(object), &spec)).map(|it| vm.new_str(it))
}
