//! `_string`: formats taken apart, for `string.Formatter`.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::Range;

use crate::args::Args;
use crate::error::Res;
use crate::heap::{Payload, Ref};
use crate::numbers::Error;
use crate::objects::str_::Str;
use crate::text::format::{FieldName, Markup, NameStep, Part, parse_field_name};
use crate::typedef::{FINAL, ModuleDef, TypeDef, flag, function};
use crate::vm::Vm;

/// `_string`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_string",
    doc: "string helper module",
    functions: &[
        function("formatter_parser(object, /)", formatter_parser),
        function("formatter_field_name_split(object, /)", field_name_split),
    ],
    fill: |_, _| Ok(()),
};

/// An iterator over what was found already; what is wrong comes when it is reached.
pub(crate) struct Parts(RefCell<VecDeque<Result<Ref, Error>>>);

impl Payload for Parts {
    fn edges(&self, visit: &mut dyn FnMut(&Ref)) {
        self.0.borrow().iter().flatten().for_each(visit);
    }
}

static FORMATTER_ITERATOR: TypeDef = TypeDef {
    name: "formatteriterator",
    flags: flag::DISALLOW_INSTANTIATION,
    slots: |it| {
        it.tp_iter.set(Some(|_, object| Ok(object.clone())));
        it.tp_iternext.set(Some(next));
    },
    size: (64, 0),
    ..FINAL
};

static FIELD_NAME_ITERATOR: TypeDef = TypeDef { name: "fieldnameiterator", ..FORMATTER_ITERATOR };

fn next(vm: &Vm, object: &Ref) -> Res<Option<Ref>> {
    let part = object.expect::<Parts>().0.borrow_mut().pop_front();
    part.map(|it| vm.checked(it)).transpose()
}

fn iterator(
    vm: &Vm,
    class: &'static TypeDef,
    parts: impl Iterator<Item = Result<Ref, Error>>,
) -> Ref {
    let mut found = VecDeque::new();
    for part in parts {
        let is_wrong = part.is_err();
        found.push_back(part);
        if is_wrong {
            break;
        }
    }
    Ref::new(Some(vm.type_of(class)), Parts(RefCell::new(found)))
}

fn text<'a>(vm: &Vm, args: &'a Args) -> Res<&'a Str> {
    args[0]
        .get::<Str>()
        .ok_or_else(|| vm.type_error(format!("expected str, got {}", vm.type_name(&args[0]))))
}

/// An iterator of `(literal, field_name, format_spec, conversion)`.
fn formatter_parser(vm: &Vm, _: &Ref, args: Args) -> Res {
    let text = text(vm, &args)?;
    vm.charge_len(text.len())?;
    let parts = Markup::new(text.view(), 0..text.len());
    Ok(iterator(vm, &FORMATTER_ITERATOR, parts.map(|it| it.map(|it| row(vm, text, it)))))
}

fn row(vm: &Vm, text: &Str, part: Part) -> Ref {
    let slice = |range: Range<usize>| vm.new_str(text.slice(range));
    let none = || vm.none.clone();
    let literal = slice(part.literal);
    vm.tuple(match part.field {
        None => vec![literal, none(), none(), none()],
        Some(field) => {
            let conversion = field.conversion.map_or_else(none, |it| vm.char(it));
            vec![literal, slice(field.name), slice(field.spec), conversion]
        }
    })
}

/// The name, and an iterator of `(is_attribute, name)` for the steps behind it.
fn field_name_split(vm: &Vm, _: &Ref, args: Args) -> Res {
    let text = text(vm, &args)?;
    vm.charge_len(text.len())?;
    let (first, steps) = vm.checked(parse_field_name(text))?;
    let first = match first {
        FieldName::Automatic => vm.str(""),
        FieldName::Index(index) => vm.int(index as i64),
        FieldName::Name(name) => vm.new_str(name),
    };
    let step = |it: NameStep| match it {
        NameStep::Attribute(name) => vm.tuple(vec![vm.bool(true), vm.new_str(name)]),
        NameStep::Index(index) => vm.tuple(vec![vm.bool(false), vm.int(index as i64)]),
        NameStep::Key(name) => vm.tuple(vec![vm.bool(false), vm.new_str(name)]),
    };
    let steps = iterator(vm, &FIELD_NAME_ITERATOR, steps.map(|it| it.map(step)));
    Ok(vm.tuple(vec![first, steps]))
}
