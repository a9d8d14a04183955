//! Bytes that CPython 3.13.0 printed, and what becomes of broken ones.

use std::sync::Arc;

use num_bigint::BigInt;

use super::*;
use crate::code::Constant;

/// `bytes` are what `marshal.dumps` of an object answers that something else refers to as well.
fn check(constant: Constant, bytes: &[u8]) {
    assert_eq!(loads(bytes), Ok(constant.clone()));
    assert_eq!(dumps(&constant).as_deref(), Ok(bytes));
}

fn int(value: i64) -> Constant {
    Constant::Int(BigInt::from(value))
}

fn string(value: &str) -> Constant {
    Constant::Str(value.into())
}

fn tuple(items: impl IntoIterator<Item = Constant>) -> Constant {
    Constant::Tuple(items.into_iter().collect())
}

#[test]
fn ints() {
    check(int(0), b"\xe9\0\0\0\0");
    check(int(-1), b"\xe9\xff\xff\xff\xff");
    check(int(0x7fff_ffff), b"\xe9\xff\xff\xff\x7f");
    check(int(0x8000_0000), b"\xec\x03\0\0\0\0\0\0\0\x02\0");
    check(int(-0x8000_0001), b"\xec\xfd\xff\xff\xff\x01\0\0\0\x02\0");
    check(Constant::Int(BigInt::from(1) << 60), b"\xec\x05\0\0\0\0\0\0\0\0\0\0\0\x01\0");
}

#[test]
fn other_simple_objects() {
    check(Constant::None, b"N");
    check(Constant::Bool(true), b"T");
    check(Constant::Bool(false), b"F");
    check(Constant::Ellipsis, b".");
    check(Constant::Float(1.5), b"\xe7\0\0\0\0\0\0\xf8?");
    check(Constant::Complex(0.0, -1.0), b"\xf9\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xf0\xbf");
    check(Constant::Bytes(Arc::from(*b"ab")), b"\xf3\x02\0\0\0ab");
}

#[test]
fn strings() {
    check(string("name"), b"\xda\x04name");
    check(string("no name"), b"\xfa\x07no name");
    check(string("h\u{e4}"), b"\xf5\x03\0\0\0h\xc3\xa4");
    check(string("\u{e4}"), b"\xf4\x02\0\0\0\xc3\xa4");
    let mut surrogate = refwise_syntax::literal::PyStr::from("a");
    surrogate.push(0xdc80);
    check(Constant::Str(surrogate), b"\xf5\x04\0\0\0a\xed\xb2\x80");
}

#[test]
fn an_equal_object_becomes_a_reference() {
    let twice = tuple([int(1000), string("a b"), tuple([int(1000)]), string("a b")]);
    check(twice, b"\xa9\x04\xe9\xe8\x03\0\0\xfa\x03a b)\x01r\x01\0\0\0r\x02\0\0\0");
    check(tuple([tuple([]), tuple([])]), b"\xa9\x02\xa9\0r\x01\0\0\0");
}

#[test]
fn a_set_is_sorted_by_its_bytes() {
    let set = Constant::FrozenSet([string("b"), string("a"), int(2)].into());
    check(set, b"\xbe\x03\0\0\0\xda\x01a\xda\x01b\xe9\x02\0\0\0");
}

#[test]
fn old_forms_are_read() {
    assert_eq!(loads(b"I\0\0\0\0\x01\0\0\0"), Ok(int(1 << 32)));
    assert_eq!(loads(b"f\x031.5"), Ok(Constant::Float(1.5)));
    assert_eq!(loads(b"a\x01\0\0\0\xe4"), Ok(string("\u{e4}")));
}

#[test]
fn broken_bytes_are_refused() {
    let broken: [(&[u8], ReadError); 11] = [
        (b"", ReadError::Eof),
        (b"(\x05\0\0\0", ReadError::Eof),
        (b"?", ReadError::UnknownType(b'?')),
        (b"[\0\0\0\0", ReadError::Unsupported("a list")),
        (b"(\xff\xff\xff\xff", ReadError::BadSize("tuple")),
        (b"l\x01\0\0\0\0\x80", ReadError::BadInt),
        (b"l\x01\0\0\0\0\0", ReadError::BadInt),
        (b"u\x01\0\0\0\xff", ReadError::BadUtf8),
        (b"r\0\0\0\0", ReadError::BadReference),
        (b"\xa9\x01r\0\0\0\0", ReadError::BadReference),
        (b"f\x01x", ReadError::BadFloat),
    ];
    for (bytes, error) in broken {
        assert_eq!(loads(bytes), Err(error), "{bytes:?}");
    }
}

#[test]
fn depth_is_bounded() {
    // What stands behind the object is not read, but counts as the file's size.
    let behind = vec![0; 100_000];
    let nested = |depth: usize| [b")\x01".repeat(depth), b"N".to_vec(), behind.clone()].concat();
    assert_eq!(loads(&nested(MAX_DEPTH)), Err(ReadError::TooDeep));
    let deepest = loads(&nested(MAX_DEPTH - 1)).expect("just not too deep");
    assert!(dumps(&deepest).is_ok_and(|it| it.len() == 2 * MAX_DEPTH - 1));
    let mut constant = Constant::None;
    for _ in 0..MAX_DEPTH {
        constant = tuple([constant]);
    }
    assert_eq!(dumps(&constant), Err(TooDeep));
}

#[test]
fn dense_objects_are_read() {
    let none = |len: u32| [b"(".to_vec(), len.to_le_bytes().to_vec(), vec![b'N'; len as usize]];
    for len in [1, 10, 1_000, 100_000] {
        let read = loads(&none(len).concat());
        assert_eq!(read, Ok(tuple(vec![Constant::None; len as usize])), "{len} times None");
    }
    let empty = [b"(\x10\x27\0\0".to_vec(), b")\0".repeat(10_000)].concat();
    assert_eq!(loads(&empty), Ok(tuple(vec![tuple([]); 10_000])));
    let named = [b"(\x10\x27\0\0".to_vec(), b"\xe9\x07\0\0\0".repeat(10_000)].concat();
    assert_eq!(loads(&named), Ok(tuple(vec![int(7); 10_000])));
    let nested = [b")\x01".repeat(MAX_DEPTH - 10), b"N".to_vec()].concat();
    assert!(loads(&nested).is_ok());
}

#[test]
fn copies_of_a_long_string_do_not_pile_up() {
    let long = [b"\xe1\0\0\x01\0".to_vec(), vec![b'x'; 65536]].concat();
    let many = b"r\x01\0\0\0".repeat(10_000);
    let count = 10_001_u32.to_le_bytes().to_vec();
    assert_eq!(loads(&[b"\xa8".to_vec(), count, long, many].concat()), Err(ReadError::Memory));
}
