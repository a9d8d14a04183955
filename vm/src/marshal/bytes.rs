//! The bytes that are read, and how much memory they may cost.
//!
//! A few corrupted bytes can claim any length, and a reference of five bytes can ask for a copy of a
//! long string. Whoever allocates says so here first; all
//! that is held at once has a limit.

use super::ReadError;

pub(super) struct Bytes<'a> {
    rest: &'a [u8],
    /// What may still be taken.
    memory: usize,
}

impl<'a> Bytes<'a> {
    pub(super) fn new(bytes: &'a [u8], memory: usize) -> Bytes<'a> {
        Bytes { rest: bytes, memory }
    }

    /// How many bytes are not read yet.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], ReadError> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(ReadError::Eof)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(ReadError::Eof)?;
        self.rest = rest;
        Ok(*taken)
    }

    pub(super) fn byte(&mut self) -> Result<u8, ReadError> {
        self.array().map(|[it]| it)
    }

    pub(super) fn short(&mut self) -> Result<u16, ReadError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn long(&mut self) -> Result<i32, ReadError> {
        self.array().map(i32::from_le_bytes)
    }

    pub(super) fn long64(&mut self) -> Result<i64, ReadError> {
        self.array().map(i64::from_le_bytes)
    }

    pub(super) fn float(&mut self) -> Result<f64, ReadError> {
        self.array().map(f64::from_le_bytes)
    }

    /// A length of `what`.
    pub(super) fn size(&mut self, what: &'static str) -> Result<usize, ReadError> {
        usize::try_from(self.long()?).map_err(|_| ReadError::BadSize(what))
    }

    /// Takes note of an allocation of `bytes` that is about to be made.
    pub(super) fn allocate(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.memory = self.memory.checked_sub(bytes).ok_or(ReadError::Memory)?;
        Ok(())
    }

    /// May an allocation of `bytes` be made?
    pub(super) fn affords(&self, bytes: usize) -> bool {
        bytes <= self.memory
    }

    /// Lets `bytes` more be taken, for an object that was really there and is larger than the rest.
    pub(super) fn grant(&mut self, bytes: usize) {
        self.memory += bytes;
    }

    /// Takes note of an allocation that is gone.
    pub(super) fn release(&mut self, bytes: usize) {
        self.memory += bytes;
    }
}
