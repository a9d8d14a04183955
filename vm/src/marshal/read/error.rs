//! What can be wrong with marshalled bytes.

use std::fmt;

/// Why bytes are no object that a code object can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// They end before the object does.
    Eof,
    /// No object begins with this byte.
    UnknownType(u8),
    /// An object that no code object can hold: a list, a dict, a set, `StopIteration`, or an object
    /// of the wrong type for its place.
    Unsupported(&'static str),
    /// A length of this type is negative.
    BadSize(&'static str),
    /// An int's digits are out of range, or its first one is zero.
    BadInt,
    /// The text of a float is none.
    BadFloat,
    /// A str is not UTF-8.
    BadUtf8,
    /// A reference to an object that did not come before.
    BadReference,
    /// The fields of a code object contradict each other.
    BadCode(&'static str),
    /// More than `MAX_DEPTH` objects in each other.
    TooDeep,
    /// The objects take more than 20 times as much memory as their bytes.
    Memory,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Eof => f.write_str("marshal data too short"),
            ReadError::UnknownType(tag) => write!(f, "bad marshal data (unknown type code {tag})"),
            ReadError::Unsupported(what) => write!(f, "{what} in a code object"),
            ReadError::BadSize(what) => write!(f, "bad marshal data ({what} size out of range)"),
            ReadError::BadInt => f.write_str("bad marshal data (digits of an int)"),
            ReadError::BadFloat => f.write_str("bad marshal data (text of a float)"),
            ReadError::BadUtf8 => f.write_str("bad marshal data (a str is not UTF-8)"),
            ReadError::BadReference => f.write_str("bad marshal data (invalid reference)"),
            ReadError::BadCode(what) => write!(f, "bad code object: {what}"),
            ReadError::TooDeep => f.write_str("objects are nested too deep"),
            ReadError::Memory => f.write_str("objects need more than 20 times the file's size"),
        }
    }
}

impl std::error::Error for ReadError {}
