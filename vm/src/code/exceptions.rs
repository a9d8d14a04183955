//! `co_exceptiontable`: which handler guards which instructions.
//!
//! Source: Objects/exception_handling_notes.txt and `_parse_exception_table` (Lib/dis.py), CPython
//! 3.13.0.

/// A guarded range of `co_code` and its handler; offsets in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionEntry {
    /// The first guarded instruction.
    pub start: usize,
    /// Behind the last guarded instruction.
    pub end: usize,
    /// The handler.
    pub target: usize,
    /// To how many objects the stack is cut before the handler runs.
    pub depth: usize,
    /// The offset of the instruction that raised is pushed, for `RERAISE`.
    pub lasti: bool,
}

/// The entries in the order of the table; a cut-off last one is left out, as `dis` does.
#[derive(Clone)]
pub struct ExceptionEntries<'a> {
    bytes: std::slice::Iter<'a, u8>,
}

impl<'a> ExceptionEntries<'a> {
    pub(super) fn new(table: &'a [u8]) -> ExceptionEntries<'a> {
        ExceptionEntries { bytes: table.iter() }
    }

    /// Six bits a byte, high ones first; bit six says that more follow. Numbers that no table needs
    /// lose their high bits.
    fn varint(&mut self) -> Option<usize> {
        let mut value = 0_u32;
        loop {
            let byte = u32::from(*self.bytes.next()?);
            value = value << 6 | byte & 0x3f;
            if byte & 0x40 == 0 {
                return Some(value as usize);
            }
        }
    }
}

impl Iterator for ExceptionEntries<'_> {
    type Item = ExceptionEntry;

    fn next(&mut self) -> Option<ExceptionEntry> {
        let start = 2 * self.varint()?;
        let end = start + 2 * self.varint()?;
        let target = 2 * self.varint()?;
        let depth_and_lasti = self.varint()?;
        let lasti = depth_and_lasti & 1 == 1;
        Some(ExceptionEntry { start, end, target, depth: depth_and_lasti >> 1, lasti })
    }
}
