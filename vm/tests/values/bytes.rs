//! Methods of `bytes`, and codecs.

use std::ops::Range;

use refwise_vm::text::codec::{Codec, Handler, Unencodable};
use refwise_vm::text::{Side, bytes};

use crate::value::Value;

/// Methods of `bytes`.
pub(crate) fn bytes(name: &str, arguments: &[Value]) -> Option<Value> {
    if name == "fromhex" {
        let codes: Vec<u32> = arguments[0].str().code_points().collect();
        return Some(bytes::fromhex(&codes).into());
    }
    let text = arguments[0].bytes();
    if let Some(answer) = question(name, text) {
        return Some(answer);
    }
    let other = || arguments[1].bytes();
    let at = |n: usize| arguments[n].index() as isize;
    let size = |n: usize| usize::try_from(at(n)).unwrap_or(0);
    let cut = |range: Range<usize>| Value::from(text[range].to_vec());
    let parts = |ranges: Vec<Range<usize>>| Value::List(ranges.into_iter().map(cut).collect());
    Some(match name {
        "find" => bytes::find(text, other(), at(2), at(3)).into(),
        "rfind" => bytes::rfind(text, other(), at(2), at(3)).into(),
        "count" => bytes::count(text, other(), at(2), at(3)).into(),
        "startswith" => bytes::starts_with(text, other(), at(2), at(3)).into(),
        "endswith" => bytes::ends_with(text, other(), at(2), at(3)).into(),
        "split" => parts(bytes::split(text, other(), at(2))),
        "rsplit" => parts(bytes::rsplit(text, other(), at(2))),
        "split_space" => parts(bytes::split_space(text, at(1))),
        "rsplit_space" => parts(bytes::rsplit_space(text, at(1))),
        "splitlines" => parts(bytes::split_lines(text, arguments[1].bool())),
        "strip" => cut(bytes::strip(text, other(), Side::Both)),
        "lstrip" => cut(bytes::strip(text, other(), Side::Left)),
        "rstrip" => cut(bytes::strip(text, other(), Side::Right)),
        "strip_space" => cut(bytes::strip_space(text, Side::Both)),
        "replace" => {
            let (new, count) = (arguments[2].bytes(), at(3));
            let replaced = bytes::replace(text, other(), new, count).unwrap_or(text.to_vec());
            assert_eq!(replaced.len(), bytes::replaced_len(text, other(), new, count));
            replaced.into()
        }
        "translate" => {
            let table = bytes::maketrans(other(), arguments[2].bytes());
            bytes::translate(text, Some(&table), arguments[3].bytes()).into()
        }
        "center" => bytes::center(text, size(1), b'*').into(),
        "zfill" => bytes::zfill(text, size(1)).into(),
        "expandtabs" => bytes::expand_tabs(text, size(1)).into(),
        "hex" => bytes::hex(text, Some(b':'), at(1)).into(),
        "join" => {
            let items: Vec<&[u8]> = arguments[1].list().iter().map(Value::bytes).collect();
            bytes::join(text, &items).into()
        }
        _ => return None,
    })
}

/// Methods without arguments.
fn question(name: &str, text: &[u8]) -> Option<Value> {
    Some(match name {
        "lower" => text.to_ascii_lowercase().into(),
        "upper" => text.to_ascii_uppercase().into(),
        "title" => bytes::title(text).into(),
        "capitalize" => bytes::capitalize(text).into(),
        "swapcase" => bytes::swapcase(text).into(),
        "isalpha" => bytes::all(text, |it| it.is_ascii_alphabetic()).into(),
        "isspace" => bytes::all(text, bytes::is_space).into(),
        "islower" => bytes::is_lower(text).into(),
        "isupper" => bytes::is_upper(text).into(),
        "istitle" => bytes::is_title(text).into(),
        "hash" => refwise_vm::text::hash_bytes(text).into(),
        "repr" => refwise_vm::text::repr_bytes(text).into(),
        _ => return None,
    })
}

/// `str.encode`, `bytes.decode`, and what errors say.
pub(crate) fn codec(name: &str, arguments: &[Value]) -> Option<Value> {
    let codec = Codec::by_name(arguments[1].ascii()).expect("a codec");
    let handler = Handler::by_name(arguments[2].ascii()).expect("a handler");
    Some(match name {
        "encode" => encode(codec, handler, &arguments[0]),
        "decode" => decode(codec, handler, arguments[0].bytes(), true),
        "decode_part" => decode(codec, handler, arguments[0].bytes(), false),
        _ => return None,
    })
}

fn encode(codec: Codec, handler: Handler, text: &Value) -> Value {
    let text = text.str();
    let handle = |fault| handler.encoded(fault, text).ok_or(Unencodable::<()>::Fault(fault));
    match codec.encode(text, handle) {
        Ok(it) => it.into(),
        Err(Unencodable::Fault(fault)) => {
            Value::Raised(format!("UnicodeEncodeError: {}", fault.encode_message(text)))
        }
        Err(Unencodable::Raised(())) => Value::None,
    }
}

fn decode(codec: Codec, handler: Handler, bytes: &[u8], is_final: bool) -> Value {
    let decoded = codec.decode(bytes, is_final, |fault| {
        if !handler.decodes() {
            let message = "don't know how to handle UnicodeDecodeError in error callback";
            return Err(format!("TypeError: {message}"));
        }
        let raised = || format!("UnicodeDecodeError: {}", fault.decode_message(bytes));
        handler.decoded(fault, bytes).ok_or_else(raised)
    });
    match decoded {
        Ok((text, _)) if is_final => text.into(),
        Ok((text, len)) => (text, len).into(),
        Err(message) => Value::Raised(message),
    }
}
