//! `co_linetable`: the place in the source of every instruction (PEP 657).
//!
//! The format is described in CPython's InternalDocs/code_objects.md (Objects/locations.md in 3.13).

use crate::compile::sequence::Location;

use super::Instruction;

/// Kinds of entries (`_PyCodeLocationInfoKind`); below `ONE_LINE` stand the short ones.
const ONE_LINE: u8 = 10;
const NO_COLUMNS: u8 = 13;
const LONG: u8 = 14;
const NONE: u8 = 15;
/// The longest run of code units that one entry stands for.
const MAX_ENTRY: u32 = 8;

/// The table of a code object that begins at line `firstlineno`.
pub(super) fn write(instructions: &[Instruction], firstlineno: i32) -> Vec<u8> {
    let mut table = Table { bytes: Vec::with_capacity(instructions.len() * 3), line: firstlineno };
    let mut location = Location::NONE;
    let mut size = 0;
    for (index, instruction) in instructions.iter().enumerate() {
        let place = match instruction.location {
            Location::NEXT => place(instructions, index),
            place => place,
        };
        if place != location {
            table.write(location, size);
            location = place;
            size = 0;
        }
        size += instruction.size();
    }
    table.write(location, size);
    table.bytes
}

/// Where the instruction at `index` comes from; `Location::NEXT` is that of the one behind it.
fn place(instructions: &[Instruction], index: usize) -> Location {
    for instruction in &instructions[index..] {
        if instruction.location != Location::NEXT {
            return instruction.location;
        }
        if instruction.opcode.is_terminator() {
            break;
        }
    }
    Location::NONE
}

struct Table {
    bytes: Vec<u8>,
    /// The line of the last entry that had one.
    line: i32,
}

impl Table {
    /// `assemble_location`: `size` code units of `location`.
    fn write(&mut self, location: Location, mut size: u32) {
        while size > MAX_ENTRY {
            self.write_entry(location, MAX_ENTRY);
            size -= MAX_ENTRY;
        }
        if size > 0 {
            self.write_entry(location, size);
        }
    }

    /// `write_location_info_entry`.
    fn write_entry(&mut self, location: Location, size: u32) {
        let Location { lineno, end_lineno, col_offset, end_col_offset } = location;
        if lineno < 0 {
            self.write_head(NONE, size);
            return;
        }
        let delta = lineno - self.line;
        self.line = lineno;
        let has_columns = col_offset >= 0 && end_col_offset >= 0;
        if !has_columns && (end_lineno == lineno || end_lineno < 0) {
            self.write_head(NO_COLUMNS, size);
            self.write_signed(delta);
        } else if has_columns && end_lineno == lineno && self.fits_short(location, delta) {
            self.write_head(col_offset as u8 >> 3, size);
            let length = (end_col_offset - col_offset) as u8;
            self.bytes.push((col_offset as u8 & 7) << 4 | length);
        } else if has_columns
            && end_lineno == lineno
            && (0..3).contains(&delta)
            && col_offset < 128
            && end_col_offset < 128
        {
            self.write_head(ONE_LINE + delta as u8, size);
            self.bytes.extend([col_offset as u8, end_col_offset as u8]);
        } else {
            self.write_head(LONG, size);
            self.write_signed(delta);
            self.write_unsigned((end_lineno - lineno) as u32);
            self.write_unsigned((col_offset + 1) as u32);
            self.write_unsigned((end_col_offset + 1) as u32);
        }
    }

    fn fits_short(&self, location: Location, delta: i32) -> bool {
        let width = location.end_col_offset - location.col_offset;
        delta == 0 && location.col_offset < 80 && (0..16).contains(&width)
    }

    fn write_head(&mut self, kind: u8, size: u32) {
        self.bytes.push(128 | kind << 3 | (size - 1) as u8);
    }

    /// Six bits a byte, the lowest first.
    fn write_unsigned(&mut self, mut value: u32) {
        while value >= 64 {
            self.bytes.push(64 | value as u8 & 63);
            value >>= 6;
        }
        self.bytes.push(value as u8);
    }

    /// The sign is the lowest bit.
    fn write_signed(&mut self, value: i32) {
        self.write_unsigned(value.unsigned_abs() << 1 | u32::from(value < 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(location: (i32, i32, i32, i32), expected: &[u8]) {
        let (lineno, end_lineno, col_offset, end_col_offset) = location;
        let mut table = Table { bytes: Vec::new(), line: 1 };
        table.write(Location { lineno, end_lineno, col_offset, end_col_offset }, 2);
        assert_eq!(table.bytes, expected);
    }

    #[test]
    fn short_form() {
        check((1, 1, 10, 13), &[0x80 | 1 << 3 | 1, 2 << 4 | 3]);
    }

    #[test]
    fn one_line_form() {
        check((3, 3, 10, 100), &[0x80 | 12 << 3 | 1, 10, 100]);
    }

    #[test]
    fn no_columns() {
        check((0, 0, -1, -1), &[0x80 | 13 << 3 | 1, 3]);
    }

    #[test]
    fn long_form() {
        check((1, 3, 10, 200), &[0x80 | 14 << 3 | 1, 0, 2, 11, 64 | 201 & 63, 3]);
    }

    #[test]
    fn nowhere() {
        check((-1, -1, -1, -1), &[0x80 | 15 << 3 | 1]);
    }
}
