//! Where lines begin in the instructions, for those who trace.

use super::Code;
use crate::opcode::Opcode;

/// One flag a unit.
pub(super) fn starts(code: &Code) -> Box<[bool]> {
    let mut found = vec![false; code.units.len()];
    let mut before: Option<i32> = None;
    let mut at = 0;
    while at < code.units.len() {
        let unit = code.units[at].get();
        let line = code.line(at);
        found[at] = line.is_some() && line != before && !never_begins(unit.op);
        before = line;
        at += unit.len as usize;
    }
    for target in targets(code) {
        if code.line(target).is_some() {
            found[target] = true;
        }
    }
    found.into()
}

fn never_begins(op: Opcode) -> bool {
    use Opcode::*;
    matches!(op, END_ASYNC_FOR | END_FOR | END_SEND | RESUME)
}

/// Where jumps and handlers lead.
fn targets(code: &Code) -> Vec<usize> {
    use Opcode::*;
    let mut found: Vec<usize> = code.handlers.iter().map(|it| it.target as usize).collect();
    let mut at = 0;
    while at < code.units.len() {
        let unit = code.units[at].get();
        let next = at + unit.len as usize;
        let target = match unit.op {
            JUMP_BACKWARD | JUMP_BACKWARD_NO_INTERRUPT => next.checked_sub(unit.arg as usize),
            JUMP_FORWARD | POP_JUMP_IF_FALSE | POP_JUMP_IF_TRUE | POP_JUMP_IF_NONE
            | POP_JUMP_IF_NOT_NONE | FOR_ITER | SEND => Some(next + unit.arg as usize),
            _ => None,
        };
        found.extend(target.filter(|it| *it < code.units.len()));
        at = next;
    }
    found
}
