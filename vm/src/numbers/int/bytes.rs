//! Ints as bytes: `int.to_bytes` and `int.from_bytes`.

use num_bigint::BigInt;
use num_traits::Signed;

use crate::numbers::Error;

use super::Int;

/// Which end comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrder {
    /// The lowest byte comes first.
    Little,
    /// The highest byte comes first.
    Big,
}

impl Int {
    /// `self.to_bytes(length, order, signed=signed)`.
    ///
    /// Source: `_PyLong_AsByteArray` (Objects/longobject.c).
    pub fn to_bytes(
        &self,
        length: usize,
        order: ByteOrder,
        signed: bool,
    ) -> Result<Vec<u8>, Error> {
        if self.is_negative() && !signed {
            return Err(Error::overflow("can't convert negative int to unsigned"));
        }
        let fill = if self.is_negative() { 0xff } else { 0 };
        let mut bytes =
            if self.is_zero() { Vec::new() } else { self.to_big().to_signed_bytes_le() };
        // Without a sign the highest bit is part of the number.
        if !signed && bytes.last() == Some(&0) {
            bytes.pop();
        }
        // CPython finds room for -1 in no bytes.
        let fits = bytes.len() <= length || length == 0 && *self == Int::Small(-1);
        if !fits {
            return Err(Error::overflow("int too big to convert"));
        }
        bytes.resize(length, fill);
        if order == ByteOrder::Big {
            bytes.reverse();
        }
        Ok(bytes)
    }

    /// `int.from_bytes(bytes, order, signed=signed)`.
    pub fn from_bytes(bytes: &[u8], order: ByteOrder, signed: bool) -> Int {
        let value = match (order, signed) {
            (ByteOrder::Little, true) => BigInt::from_signed_bytes_le(bytes),
            (ByteOrder::Big, true) => BigInt::from_signed_bytes_be(bytes),
            (ByteOrder::Little, false) => BigInt::from_bytes_le(num_bigint::Sign::Plus, bytes),
            (ByteOrder::Big, false) => BigInt::from_bytes_be(num_bigint::Sign::Plus, bytes),
        };
        debug_assert!(signed || !value.is_negative());
        value.into()
    }
}
