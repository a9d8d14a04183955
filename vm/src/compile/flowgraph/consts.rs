//! The constants of a code object while its graph is rewritten.

use num_bigint::Sign;

use crate::code::Constant;

use super::Graph;

impl Graph {
    /// Drops what nothing loads; the first may be the docstring and stays.
    pub(super) fn remove_unused_consts(&mut self, consts: &mut Vec<Constant>) {
        let Some(mut used) = self.used_consts(consts.len()) else { return };
        let mut places = vec![0; consts.len()];
        let mut count = 0;
        for (place, &is_used) in places.iter_mut().zip(&used) {
            *place = count;
            count += u32::from(is_used);
        }
        let mut used = used.drain(..);
        consts.retain(|_| used.next().expect("one flag each"));
        for instr in self.loads_of_consts() {
            *instr = places[*instr as usize];
        }
    }

    /// By index: whether it is loaded; `None` where all are.
    fn used_consts(&mut self, count: usize) -> Option<Vec<bool>> {
        let mut used = vec![false; count];
        *used.first_mut()? = true;
        for &mut oparg in self.loads_of_consts() {
            used[oparg as usize] = true;
        }
        used.contains(&false).then_some(used)
    }

    fn loads_of_consts(&mut self) -> impl Iterator<Item = &mut u32> {
        let instructions = self.blocks.iter_mut().flat_map(|it| &mut it.instructions);
        instructions.filter(|it| it.opcode.has_const()).map(|it| &mut it.oparg)
    }
}

/// The index of `constant`, which is added unless an equal one of equal types is there.
pub(super) fn add_const(consts: &mut Vec<Constant>, constant: Constant) -> u32 {
    let index = consts.iter().position(|it| *it == constant);
    let index = index.unwrap_or_else(|| {
        consts.push(constant);
        consts.len() - 1
    });
    u32::try_from(index).expect("fewer than 2**32 constants")
}

/// `bool(constant)`.
pub(super) fn is_true(constant: &Constant) -> bool {
    match constant {
        Constant::None => false,
        Constant::Bool(value) => *value,
        Constant::Ellipsis | Constant::Code(_) => true,
        Constant::Int(value) => value.sign() != Sign::NoSign,
        Constant::Float(value) => *value != 0.0,
        Constant::Complex(real, imaginary) => *real != 0.0 || *imaginary != 0.0,
        Constant::Str(value) => !value.is_empty(),
        Constant::Bytes(value) => !value.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
    }
}
