//! `.pyc` files: sixteen bytes that say what they were made from, then a marshalled code object.
//!
//! Source: Lib/importlib/_bootstrap_external.py, CPython 3.13.0, and PEP 552.

use std::fmt;
use std::sync::Arc;

use siphasher::sip::SipHasher13;

use crate::code::{CodeObject, Constant};
use crate::marshal::{self, ReadError, TooDeep};

/// The number that CPython 3.13 gives its bytecode.
pub const MAGIC_NUMBER: u16 = 3571;

/// A `.pyc` file.
#[derive(Clone, Debug, PartialEq)]
pub struct Pyc {
    /// How an import finds out whether the source has changed.
    pub validation: Validation,
    /// The module's code object.
    pub code: Arc<CodeObject>,
}

/// By what an import recognises the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validation {
    /// By its time of change and its size, both modulo 2**32.
    Timestamp {
        /// Seconds since 1970.
        mtime: u32,
        /// Bytes.
        size: u32,
    },
    /// By its [`source_hash`].
    Hash {
        /// The hash.
        source_hash: [u8; 8],
        /// Whether an import reads the source to compare.
        check_source: bool,
    },
}

/// Why bytes are no `.pyc` file of CPython 3.13.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PycError {
    /// The first bytes are not those of 3.13: another version, or no `.pyc` at all.
    BadMagic,
    /// They end within the first sixteen bytes.
    Eof,
    /// Flags that 3.13 does not know.
    BadFlags(u32),
    /// The object behind the header cannot be read.
    BadObject(ReadError),
    /// The object behind the header is no code object.
    NoCode,
}

impl fmt::Display for PycError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PycError::BadMagic => f.write_str("bad magic number: not bytecode of CPython 3.13"),
            PycError::Eof => f.write_str("reached EOF while reading pyc header"),
            PycError::BadFlags(flags) => write!(f, "invalid flags {flags:#x}"),
            PycError::BadObject(error) => error.fmt(f),
            PycError::NoCode => f.write_str("non-code object"),
        }
    }
}

impl std::error::Error for PycError {}

/// The bytes that every `.pyc` file of CPython 3.13 begins with.
pub fn magic() -> [u8; 4] {
    let [low, high] = MAGIC_NUMBER.to_le_bytes();
    [low, high, b'\r', b'\n']
}

/// Reads a whole file. What it takes of memory: see [`marshal::loads`]; 20 times its size, mostly.
pub fn read(bytes: &[u8]) -> Result<Pyc, PycError> {
    let rest = bytes.strip_prefix(&magic()).ok_or(PycError::BadMagic)?;
    let (flags, rest) = rest.split_first_chunk().ok_or(PycError::Eof)?;
    let (stamp, rest) = rest.split_first_chunk().ok_or(PycError::Eof)?;
    let validation = validation(u32::from_le_bytes(*flags), *stamp)?;
    match marshal::loads_from_file(rest, bytes.len()).map_err(PycError::BadObject)? {
        Constant::Code(code) => Ok(Pyc { validation, code }),
        _ => Err(PycError::NoCode),
    }
}

/// The bytes of a whole file.
pub fn write(pyc: &Pyc) -> Result<Vec<u8>, TooDeep> {
    let (flags, stamp) = match pyc.validation {
        Validation::Timestamp { mtime, size } => (0, u64::from(mtime) | u64::from(size) << 32),
        Validation::Hash { source_hash, check_source } => {
            (1 | u32::from(check_source) << 1, u64::from_le_bytes(source_hash))
        }
    };
    let mut bytes = magic().to_vec();
    bytes.extend(flags.to_le_bytes());
    bytes.extend(stamp.to_le_bytes());
    bytes.extend(marshal::dumps(&Constant::Code(pyc.code.clone()))?);
    Ok(bytes)
}

/// What `importlib.util.source_hash` answers.
pub fn source_hash(source: &[u8]) -> [u8; 8] {
    let key = u32::from_le_bytes(magic());
    SipHasher13::new_with_keys(key.into(), 0).hash(source).to_le_bytes()
}

fn validation(flags: u32, stamp: [u8; 8]) -> Result<Validation, PycError> {
    let stamps = u64::from_le_bytes(stamp);
    match flags {
        0 | 2 => Ok(Validation::Timestamp { mtime: stamps as u32, size: (stamps >> 32) as u32 }),
        1 | 3 => Ok(Validation::Hash { source_hash: stamp, check_source: flags == 3 }),
        _ => Err(PycError::BadFlags(flags)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_checked() {
        let header = |rest: &[u8]| read(&[&magic(), rest].concat());
        assert_eq!(read(b""), Err(PycError::BadMagic));
        assert_eq!(read(b"\xcb\r\r\n"), Err(PycError::BadMagic));
        assert_eq!(header(b"\0\0\0\0\0\0\0\0\0\0\0"), Err(PycError::Eof));
        assert_eq!(header(b"\x04\0\0\0\0\0\0\0\0\0\0\0N"), Err(PycError::BadFlags(4)));
        assert_eq!(header(b"\0\0\0\0\0\0\0\0\0\0\0\0N"), Err(PycError::NoCode));
        let cut_off = Err(PycError::BadObject(ReadError::Eof));
        assert_eq!(header(b"\0\0\0\0\0\0\0\0\0\0\0\0"), cut_off);
    }

    /// Recorded from CPython 3.13.0's `importlib.util.source_hash`.
    #[test]
    fn the_hash_of_a_source() {
        assert_eq!(&source_hash(b""), b"'\xecm1/\x93\xb8\x14");
        assert_eq!(&source_hash(b"print('hello, world')\n"), b"g\xc8@\xda\x99!\x1f\x17");
    }
}
