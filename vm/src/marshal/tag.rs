//! The byte an object begins with.

pub(super) const NULL: u8 = b'0';
pub(super) const NONE: u8 = b'N';
pub(super) const FALSE: u8 = b'F';
pub(super) const TRUE: u8 = b'T';
pub(super) const STOP_ITERATION: u8 = b'S';
pub(super) const ELLIPSIS: u8 = b'.';
pub(super) const INT: u8 = b'i';
/// Not written any more.
pub(super) const INT64: u8 = b'I';
/// Digits in base 2**15.
pub(super) const LONG: u8 = b'l';
/// Decimal text; not written any more.
pub(super) const FLOAT: u8 = b'f';
pub(super) const BINARY_FLOAT: u8 = b'g';
/// Decimal text; not written any more.
pub(super) const COMPLEX: u8 = b'x';
pub(super) const BINARY_COMPLEX: u8 = b'y';
/// A bytes object.
pub(super) const STRING: u8 = b's';
/// An interned str in UTF-8.
pub(super) const INTERNED: u8 = b't';
/// A str in UTF-8, surrogates let through.
pub(super) const UNICODE: u8 = b'u';
pub(super) const ASCII: u8 = b'a';
pub(super) const ASCII_INTERNED: u8 = b'A';
/// Less than 256 bytes.
pub(super) const SHORT_ASCII: u8 = b'z';
/// Less than 256 bytes.
pub(super) const SHORT_ASCII_INTERNED: u8 = b'Z';
pub(super) const TUPLE: u8 = b'(';
/// Less than 256 elements.
pub(super) const SMALL_TUPLE: u8 = b')';
pub(super) const LIST: u8 = b'[';
pub(super) const DICT: u8 = b'{';
pub(super) const SET: u8 = b'<';
pub(super) const FROZENSET: u8 = b'>';
pub(super) const CODE: u8 = b'c';
/// An object that came before, by its number.
pub(super) const REF: u8 = b'r';

/// Set in the tag of an object that a `REF` can name.
pub(super) const FLAG_REF: u8 = 0x80;
