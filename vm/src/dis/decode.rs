//! `co_code`, instruction by instruction (`_unpack_opargs`).

use crate::opcode::Opcode;

/// An instruction with its whole argument.
pub(super) struct Unit {
    pub(super) offset: usize,
    pub(super) number: u8,
    pub(super) opcode: Option<Opcode>,
    pub(super) arg: Option<i32>,
}

impl Unit {
    /// Where it jumps to; `None` if it does not. Damaged code may name a place before the first
    /// instruction.
    pub(super) fn jump_target(&self) -> Option<i64> {
        let opcode = self.opcode.filter(|it| it.has_jump())?;
        let arg = i64::from(self.arg?);
        let arg = if opcode.is_backwards_jump() { -arg } else { arg };
        Some(self.offset as i64 + 2 + 2 * arg + 2 * opcode.caches() as i64)
    }
}

/// The instructions of `code`; inline caches are skipped.
pub(super) fn units(code: &[u8]) -> impl Iterator<Item = Unit> + '_ {
    let mut caches = 0;
    let mut extended = 0_i32;
    let units = code.as_chunks().0.iter().enumerate();
    units.filter_map(move |(index, &[number, low])| {
        if caches > 0 {
            caches -= 1;
            return None;
        }
        let opcode = Opcode::from_number(number.into());
        caches = opcode.map_or(0, Opcode::caches);
        let arg = opcode.filter(|it| it.has_arg()).map(|_| extended | i32::from(low));
        // As in C: bits fall out at the top, and the topmost one is the sign.
        extended = match opcode {
            Some(Opcode::EXTENDED_ARG) => arg.unwrap_or(0) << 8,
            _ => 0,
        };
        Some(Unit { offset: 2 * index, number, opcode, arg })
    })
}
