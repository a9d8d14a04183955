//! `co_exceptiontable`: ranges of code, their handlers, and what the stack is like there.
//!
//! The format is described in CPython's InternalDocs/exception_handling.md.

use super::{Handler, Instruction};

const CONTINUATION: u8 = 64;
const START_OF_ENTRY: u8 = 128;

/// The table; distances in code units.
pub(super) fn write(instructions: &[Instruction]) -> Vec<u8> {
    if instructions.iter().all(|it| it.handler.is_none()) {
        return Vec::new();
    }
    let mut offsets = Vec::with_capacity(instructions.len() + 1);
    let mut offset = 0;
    for instruction in instructions {
        offsets.push(offset);
        offset += instruction.size();
    }
    offsets.push(offset);
    let mut table = Vec::new();
    let mut open: Option<(Handler, u32)> = None;
    for (instruction, &offset) in instructions.iter().zip(&offsets) {
        let label = |handler: Handler| handler.target;
        if open.map(|(handler, _)| label(handler)) == instruction.handler.map(label) {
            continue;
        }
        if let Some((handler, start)) = open {
            write_entry(&mut table, handler, start, offset, &offsets);
        }
        open = instruction.handler.map(|handler| (handler, offset));
    }
    if let Some((handler, start)) = open {
        write_entry(&mut table, handler, start, offset, &offsets);
    }
    table
}

/// `assemble_emit_exception_table_entry`.
fn write_entry(table: &mut Vec<u8>, handler: Handler, start: u32, end: u32, offsets: &[u32]) {
    let pushed = 1 + u32::from(handler.preserve_lasti);
    let depth = handler.start_depth.saturating_sub(pushed);
    let depth_lasti = depth << 1 | u32::from(handler.preserve_lasti);
    write_item(table, start, START_OF_ENTRY);
    write_item(table, end - start, 0);
    write_item(table, offsets[handler.target as usize], 0);
    write_item(table, depth_lasti, 0);
}

/// Six bits a byte, the highest first; `mark` goes into the first byte.
fn write_item(table: &mut Vec<u8>, value: u32, mark: u8) {
    let start = table.len();
    for shift in [30, 24, 18, 12, 6] {
        if value >> shift != 0 {
            table.push((value >> shift) as u8 & 63 | CONTINUATION);
        }
    }
    table.push(value as u8 & 63);
    table[start] |= mark;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_items_take_one_byte() {
        let mut table = Vec::new();
        write_item(&mut table, 63, START_OF_ENTRY);
        write_item(&mut table, 64, 0);
        assert_eq!(table, [191, 65, 0]);
    }

    #[test]
    fn long_items_begin_with_their_highest_bits() {
        let mut table = Vec::new();
        write_item(&mut table, 1 << 18, START_OF_ENTRY);
        assert_eq!(table, [64 | 128 | 1, 64, 64, 0]);
    }
}
