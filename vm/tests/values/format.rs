//! `format()`, `%` and the fields of `str.format`.

use std::ops::Range;

use refwise_vm::numbers::{Class, Error, Int};
use refwise_vm::text::format::{
    self, Align, Conversion, FieldName, Markup, NameStep, PercentArguments, PercentParser,
    PercentPiece, PercentSpec, Spec, parse_field_name,
};
use refwise_vm::text::{Str, StrBuilder, ascii, repr};

use crate::value::Value;

const MAX_DIGITS: usize = 4300;

/// Ways to show values.
pub(crate) fn format(name: &str, arguments: &[Value]) -> Option<Value> {
    Some(match name {
        "format" => formatted(&arguments[0], arguments[1].str()).into(),
        "percent" => percent(arguments[0].str(), arguments[1].list()).into(),
        "markup" => markup(arguments[0].str()).into(),
        "field_name" => field_name(arguments[0].str()).into(),
        _ => return None,
    })
}

fn formatted(value: &Value, text: &Str) -> Result<Str, Error> {
    let (kind, align, type_name) = match value {
        Value::Str(_) => (Some('s'), Align::Left, "str"),
        Value::Int(_) => (Some('d'), Align::Right, "int"),
        Value::Bool(_) => (Some('d'), Align::Right, "bool"),
        Value::Float(_) => (None, Align::Right, "float"),
        _ => (None, Align::Right, "complex"),
    };
    let spec = Spec::parse(text, kind, align, type_name)?;
    match value {
        Value::Str(it) => format::text(it, &spec),
        Value::Float(it) => format::float(*it, &spec, type_name),
        Value::Complex(it) => format::complex(*it, &spec),
        _ => format::int(&value.int(), &spec, type_name, MAX_DIGITS),
    }
}

/// The arguments of `%`: no mapping.
struct Arguments<'a> {
    rest: &'a [Value],
}

impl<'a> Arguments<'a> {
    fn next(&mut self) -> Result<&'a Value, Error> {
        let (first, rest) = self.rest.split_first().ok_or_else(|| {
            Error::new(Class::TypeError, "not enough arguments for format string")
        })?;
        self.rest = rest;
        Ok(first)
    }

    fn number(&mut self) -> Result<i64, Error> {
        match self.next()? {
            it @ (Value::Int(_) | Value::Bool(_)) => Ok(it.index()),
            _ => Err(Error::new(Class::TypeError, "* wants int")),
        }
    }
}

impl PercentArguments for Arguments<'_> {
    type Error = Error;

    fn check_mapping(&mut self) -> Result<(), Error> {
        Err(Error::new(Class::TypeError, "format requires a mapping"))
    }

    fn key(&mut self, _: Range<usize>) -> Result<(), Error> {
        self.check_mapping()
    }

    fn width(&mut self) -> Result<i64, Error> {
        self.number()
    }

    fn precision(&mut self) -> Result<i64, Error> {
        self.number()
    }
}

fn percent(text: &Str, arguments: &[Value]) -> Result<Str, Error> {
    let mut arguments = Arguments { rest: arguments };
    let mut parser = PercentParser::new(text.view());
    let mut out = StrBuilder::new();
    while let Some(piece) = parser.next_piece(&mut arguments)? {
        match piece {
            PercentPiece::Text(range) => out.push_py(&text.slice(range)),
            PercentPiece::Percent => out.push_str("%"),
            PercentPiece::Field(spec) => out.push_py(&shown(&spec, arguments.next()?)?),
        }
    }
    if !arguments.rest.is_empty() {
        let message = "not all arguments converted during string formatting";
        return Err(Error::new(Class::TypeError, message));
    }
    Ok(out.finish())
}

fn shown(spec: &PercentSpec, value: &Value) -> Result<Str, Error> {
    let conversion = spec.conversion()?;
    Ok(match (conversion, value) {
        (Conversion::Str, Value::Str(it)) => spec.text(it),
        (Conversion::Repr, Value::Str(it)) => spec.text(&repr(it)),
        (Conversion::Ascii, Value::Str(it)) => spec.text(&ascii(it)),
        (Conversion::Char, Value::Str(it)) => spec.character(it),
        (Conversion::Float(_), it) => spec.float(number(it)?)?.into(),
        (_, Value::Float(it)) => spec.int(&Int::from_f64(*it)?, MAX_DIGITS)?.into(),
        (_, it) => spec.int(&it.int(), MAX_DIGITS)?.into(),
    })
}

fn number(value: &Value) -> Result<f64, Error> {
    match value {
        Value::Float(it) => Ok(*it),
        it => it.int().to_f64(),
    }
}

fn markup(text: &Str) -> Result<Value, Error> {
    let mut parts = Vec::new();
    for part in Markup::new(text.view(), 0..text.len()) {
        let part = part?;
        let literal = text.slice(part.literal).into();
        parts.push(Value::List(match part.field {
            None => vec![literal, Value::None, Value::None, Value::None],
            Some(it) => vec![
                literal,
                text.slice(it.name).into(),
                text.slice(it.spec).into(),
                it.conversion.map(Str::from_char).into(),
            ],
        }));
    }
    Ok(Value::List(parts))
}

fn field_name(text: &Str) -> Result<Value, Error> {
    let (first, steps) = parse_field_name(text)?;
    let first: Value = match first {
        FieldName::Automatic => Str::new().into(),
        FieldName::Index(it) => it.into(),
        FieldName::Name(it) => it.into(),
    };
    let mut shown = Vec::new();
    for step in steps {
        shown.push(match step? {
            NameStep::Attribute(it) => (true, it).into(),
            NameStep::Index(it) => (false, it).into(),
            NameStep::Key(it) => (false, it).into(),
        });
    }
    Ok((first, Value::List(shown)).into())
}
