//! What the code units behind an instruction are for.

use crate::opcode::Opcode;

/// The parts of the inline cache of `opcode`: name and code units. Source: `_cache_format`
/// (Lib/opcode.py).
pub(super) const fn format(opcode: Opcode) -> &'static [(&'static str, usize)] {
    match opcode {
        Opcode::LOAD_GLOBAL => {
            &[("counter", 1), ("index", 1), ("module_keys_version", 1), ("builtin_keys_version", 1)]
        }
        Opcode::LOAD_ATTR => &[("counter", 1), ("version", 2), ("keys_version", 2), ("descr", 4)],
        Opcode::STORE_ATTR => &[("counter", 1), ("version", 2), ("index", 1)],
        Opcode::CALL => &[("counter", 1), ("func_version", 2)],
        Opcode::TO_BOOL => &[("counter", 1), ("version", 2)],
        _ if opcode.caches() == 1 => &[("counter", 1)],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_whole() {
        for &opcode in Opcode::ALL {
            let units = format(opcode).iter().map(|it| it.1).sum::<usize>();
            assert_eq!(units, opcode.caches(), "{opcode:?}");
        }
    }
}
