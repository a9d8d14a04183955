//! Objects that hold no others.

use std::sync::Arc;

use num_bigint::{BigInt, BigUint, Sign};
use refwise_syntax::literal::PyStr;

use super::item::Item;
use super::{ARC_HEADER, ReadError, Reader, SHORT};
use crate::code::Constant;
use crate::marshal::tag;

/// What the digits of an int of up to 64 bits take.
const DIGITS: usize = 32;

impl Reader<'_> {
    pub(super) fn atom(&mut self, tag: u8) -> Result<Item, ReadError> {
        if matches!(tag, tag::NONE | tag::TRUE | tag::FALSE | tag::ELLIPSIS) {
            self.bytes.grant(SHORT);
        }
        let constant = match tag {
            tag::NONE => Constant::None,
            tag::TRUE => Constant::Bool(true),
            tag::FALSE => Constant::Bool(false),
            tag::ELLIPSIS => Constant::Ellipsis,
            tag::INT => Constant::Int(self.small_int()?),
            tag::INT64 => Constant::Int(self.int64()?),
            tag::LONG => Constant::Int(self.long_int()?),
            tag::BINARY_FLOAT => Constant::Float(self.bytes.float()?),
            tag::FLOAT => Constant::Float(self.text_float()?),
            tag::BINARY_COMPLEX => Constant::Complex(self.bytes.float()?, self.bytes.float()?),
            tag::COMPLEX => Constant::Complex(self.text_float()?, self.text_float()?),
            tag::STRING => Constant::Bytes(self.byte_object()?),
            _ => return self.text(tag),
        };
        Ok(Item::Constant(constant))
    }

    fn text(&mut self, tag: u8) -> Result<Item, ReadError> {
        match tag {
            tag::SHORT_ASCII | tag::SHORT_ASCII_INTERNED => {
                let len = self.bytes.byte()?.into();
                self.ascii(len)
            }
            tag::ASCII | tag::ASCII_INTERNED => {
                let len = self.bytes.size("string")?;
                self.ascii(len)
            }
            tag::UNICODE | tag::INTERNED => self.unicode(),
            tag::NULL => Err(ReadError::Unsupported("a null object")),
            tag::STOP_ITERATION => Err(ReadError::Unsupported("StopIteration")),
            tag::LIST => Err(ReadError::Unsupported("a list")),
            tag::DICT => Err(ReadError::Unsupported("a dict")),
            tag::SET => Err(ReadError::Unsupported("a set")),
            _ => Err(ReadError::UnknownType(tag)),
        }
    }

    /// CPython takes the bytes for code points, above 127 too.
    fn ascii(&mut self, len: usize) -> Result<Item, ReadError> {
        let bytes = self.bytes.take(len)?;
        if let Some(text) = std::str::from_utf8(bytes).ok().filter(|it| it.is_ascii()) {
            self.bytes.allocate(ARC_HEADER + len)?;
            return Ok(Item::Text(text.into()));
        }
        self.bytes.allocate(ARC_HEADER + 4 * len)?;
        Ok(Item::Text(bytes.iter().map(|&it| char::from(it)).collect::<String>().into()))
    }

    fn unicode(&mut self) -> Result<Item, ReadError> {
        let len = self.bytes.size("string")?;
        let bytes = self.bytes.take(len)?;
        self.bytes.allocate(ARC_HEADER + 2 * len)?;
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Item::Text(text.into())),
            Err(_) => with_surrogates(bytes).map(|it| Item::Constant(Constant::Str(it))),
        }
    }

    fn byte_object(&mut self) -> Result<Arc<[u8]>, ReadError> {
        let len = self.bytes.size("bytes object")?;
        let bytes = self.bytes.take(len)?;
        self.bytes.allocate(ARC_HEADER + len)?;
        Ok(bytes.into())
    }

    fn small_int(&mut self) -> Result<BigInt, ReadError> {
        self.bytes.allocate(DIGITS)?;
        self.bytes.long().map(BigInt::from)
    }

    fn int64(&mut self) -> Result<BigInt, ReadError> {
        self.bytes.allocate(DIGITS)?;
        self.bytes.long64().map(BigInt::from)
    }

    /// The sign of the count of digits is the int's.
    fn long_int(&mut self) -> Result<BigInt, ReadError> {
        let count = self.bytes.long()?;
        let digits = count.unsigned_abs() as usize;
        if digits > self.bytes.left() / 2 {
            return Err(ReadError::Eof);
        }
        self.bytes.allocate(8 * digits + 32)?;
        let magnitude = self.magnitude(digits)?;
        let sign = if count < 0 { Sign::Minus } else { Sign::Plus };
        Ok(BigInt::from_biguint(sign, magnitude))
    }

    /// Digits in base 2**15, low ones first.
    fn magnitude(&mut self, digits: usize) -> Result<BigUint, ReadError> {
        let mut words = Vec::with_capacity(digits / 2 + 1);
        let (mut bits, mut held, mut last) = (0_u64, 0, 1);
        for _ in 0..digits {
            last = self.bytes.short()?;
            if last > 0x7fff {
                return Err(ReadError::BadInt);
            }
            bits |= u64::from(last) << held;
            held += 15;
            if held >= 32 {
                words.push(bits as u32);
                bits >>= 32;
                held -= 32;
            }
        }
        if last == 0 {
            return Err(ReadError::BadInt);
        }
        words.push(bits as u32);
        Ok(BigUint::new(words))
    }

    fn text_float(&mut self) -> Result<f64, ReadError> {
        let len = self.bytes.byte()?.into();
        let text = std::str::from_utf8(self.bytes.take(len)?).map_err(|_| ReadError::BadFloat)?;
        text.parse().map_err(|_| ReadError::BadFloat)
    }
}

/// UTF-8 in which surrogates are encoded like other code points (`surrogatepass`).
fn with_surrogates(mut bytes: &[u8]) -> Result<PyStr, ReadError> {
    let mut text = PyStr::new();
    while !bytes.is_empty() {
        let valid = valid_start(bytes);
        text.push_str(valid);
        bytes = match &bytes[valid.len()..] {
            [] => break,
            [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf, rest @ ..] => {
                text.push(0xd000 | u32::from(second & 0x3f) << 6 | u32::from(third & 0x3f));
                rest
            }
            _ => return Err(ReadError::BadUtf8),
        };
    }
    Ok(text)
}

/// Everything before the first byte that UTF-8 does not allow.
fn valid_start(bytes: &[u8]) -> &str {
    bytes.utf8_chunks().next().map_or("", |it| it.valid())
}
