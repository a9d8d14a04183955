//! Python's values as `values.py` writes them.
#![allow(dead_code, reason = "each group uses a part")]

use refwise_vm::numbers::{Complex, Error, Int};
use refwise_vm::text::Str;
use serde_json::Value as Json;

/// A value of Python.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(Int),
    Float(f64),
    Complex(Complex),
    Str(Str),
    Bytes(Vec<u8>),
    List(Vec<Value>),
    /// An exception as a traceback's last line shows it.
    Raised(String),
}

/// A call and what came of it.
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) arguments: Vec<Value>,
    pub(crate) answer: Value,
}

impl Call {
    /// `["name", [arguments], answer]`.
    pub(crate) fn parse(line: &str) -> Call {
        let json: Json = serde_json::from_str(line).expect("JSON");
        let Value::List(arguments) = Value::of(&json[1]) else { panic!("no arguments: {line}") };
        let operation = json[0].as_str().expect("a name").to_owned();
        Call { operation, arguments, answer: Value::of(&json[2]) }
    }
}

impl Value {
    fn of(json: &Json) -> Value {
        match json {
            Json::Null => Value::None,
            Json::Bool(it) => Value::Bool(*it),
            Json::Number(it) => Value::Int(it.as_i64().expect("64 bits").into()),
            Json::String(it) => Value::Str(it.as_str().into()),
            Json::Array(items) => Value::List(items.iter().map(Value::of).collect()),
            Json::Object(object) => {
                let (tag, value) = object.iter().next().expect("a tag");
                Value::tagged(tag, value)
            }
        }
    }

    fn tagged(tag: &str, value: &Json) -> Value {
        let text = || value.as_str().expect("a text");
        let float = |it: &Json| f64::from_bits(hex(it.as_str().expect("bits")));
        match tag {
            "i" => Value::Int(Int::parse(text().as_bytes(), 16, 0).expect("an int")),
            "f" => Value::Float(float(value)),
            "z" => Value::Complex(Complex::new(float(&value[0]), float(&value[1]))),
            "b" => Value::Bytes(
                text()
                    .as_bytes()
                    .chunks(2)
                    .map(|it| hex(str::from_utf8(it).unwrap()) as u8)
                    .collect(),
            ),
            "c" => {
                let codes = value.as_array().expect("code points").iter();
                Value::Str(Str::from_code_points(codes.map(|it| it.as_u64().unwrap() as u32)))
            }
            "e" => Value::Raised(text().to_owned()),
            _ => panic!("no tag: {tag}"),
        }
    }

    pub(crate) fn int(&self) -> Int {
        match self {
            Value::Int(it) => it.clone(),
            Value::Bool(it) => Int::from(*it),
            _ => panic!("no int: {self:?}"),
        }
    }

    pub(crate) fn index(&self) -> i64 {
        self.int().to_i64().expect("64 bits")
    }

    pub(crate) fn size(&self) -> usize {
        self.index().try_into().expect("not negative")
    }

    pub(crate) fn float(&self) -> f64 {
        match self {
            Value::Float(it) => *it,
            _ => panic!("no float: {self:?}"),
        }
    }

    pub(crate) fn bool(&self) -> bool {
        match self {
            Value::Bool(it) => *it,
            _ => panic!("no bool: {self:?}"),
        }
    }

    pub(crate) fn str(&self) -> &Str {
        match self {
            Value::Str(it) => it,
            _ => panic!("no str: {self:?}"),
        }
    }

    /// The text of an ASCII string.
    pub(crate) fn ascii(&self) -> &str {
        self.str().as_str().expect("ASCII")
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Value::Bytes(it) => it,
            _ => panic!("no bytes: {self:?}"),
        }
    }

    pub(crate) fn list(&self) -> &[Value] {
        match self {
            Value::List(it) => it,
            _ => panic!("no list: {self:?}"),
        }
    }
}

fn hex(text: &str) -> u64 {
    u64::from_str_radix(text, 16).expect("hexadecimal digits")
}

/// Floats by their bits, but any NaN is like any other.
impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        let same = |a: f64, b: f64| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
        match (self, other) {
            (Value::None, Value::None) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Int(a), Value::Int(b)) => a == b,
            (Value::Float(a), Value::Float(b)) => same(*a, *b),
            (Value::Complex(a), Value::Complex(b)) => same(a.real, b.real) && same(a.imag, b.imag),
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::Bytes(a), Value::Bytes(b)) => a == b,
            (Value::List(a), Value::List(b)) => a == b,
            (Value::Raised(a), Value::Raised(b)) => a == b,
            _ => false,
        }
    }
}

macro_rules! from {
    ($($from:ty => $name:ident),* $(,)?) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Value {
                Value::$name(value.into())
            }
        }
    )*};
}
from!(bool => Bool, Int => Int, i64 => Int, u64 => Int, usize => Int, f64 => Float);
from!(Complex => Complex, Str => Str, String => Str, &str => Str, Vec<u8> => Bytes, Vec<Value> => List);

impl<T: Into<Value>> From<Result<T, Error>> for Value {
    fn from(value: Result<T, Error>) -> Value {
        match value {
            Ok(it) => it.into(),
            Err(error) => Value::Raised(error.to_string()),
        }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::None, Into::into)
    }
}

impl<A: Into<Value>, B: Into<Value>> From<(A, B)> for Value {
    fn from((a, b): (A, B)) -> Value {
        Value::List(vec![a.into(), b.into()])
    }
}
