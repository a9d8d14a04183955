//! Operators on constants, with the limits of CPython's `Python/ast_opt.c` (3.13).

use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};
use refwise_syntax::ast::BinOp;
use refwise_syntax::literal::PyStr;

use crate::code::Constant;
use crate::compile::tree::UnaryOp;
use crate::hash::frozen_set;

use super::numbers;

// Source: `Python/ast_opt.c` (CPython 3.13).
const MAX_INT_SIZE: u64 = 128;
const MAX_COLLECTION_SIZE: usize = 256;
const MAX_STR_SIZE: usize = 4096;
const MAX_TOTAL_ITEMS: i64 = 1024;

/// `op operand`, where it has a value.
pub(super) fn unary(op: UnaryOp, operand: &Constant) -> Option<Constant> {
    match (op, operand) {
        (UnaryOp::Not, it) => Some(Constant::Bool(!is_true(it))),
        (UnaryOp::Invert, it) => Some(Constant::Int(-numbers::int(it)? - 1)),
        (UnaryOp::UAdd, Constant::Float(_) | Constant::Complex(..)) => Some(operand.clone()),
        (UnaryOp::UAdd, it) => Some(Constant::Int(numbers::int(it)?)),
        (UnaryOp::USub, Constant::Float(it)) => Some(Constant::Float(-it)),
        (UnaryOp::USub, Constant::Complex(re, im)) => Some(Constant::Complex(-re, -im)),
        (UnaryOp::USub, it) => Some(Constant::Int(-numbers::int(it)?)),
    }
}

/// `bool(value)`.
fn is_true(value: &Constant) -> bool {
    match value {
        Constant::None => false,
        Constant::Bool(it) => *it,
        Constant::Ellipsis | Constant::Code(_) => true,
        Constant::Int(it) => !it.is_zero(),
        Constant::Float(it) => *it != 0.0,
        Constant::Complex(re, im) => *re != 0.0 || *im != 0.0,
        Constant::Str(it) => !it.is_empty(),
        Constant::Bytes(it) => !it.is_empty(),
        Constant::Tuple(it) | Constant::FrozenSet(it) => !it.is_empty(),
    }
}

/// `left op right`, where it has a value within the limits.
pub(super) fn binary(op: BinOp, left: &Constant, right: &Constant) -> Option<Constant> {
    use Constant::{Bool, Bytes, Str, Tuple};
    match (op, left, right) {
        (BinOp::BitAnd, Bool(a), Bool(b)) => return Some(Bool(a & b)),
        (BinOp::BitOr, Bool(a), Bool(b)) => return Some(Bool(a | b)),
        (BinOp::BitXor, Bool(a), Bool(b)) => return Some(Bool(a ^ b)),
        (BinOp::Add, Str(a), Str(b)) => {
            let mut sum = a.clone();
            sum.append(b);
            return Some(Str(sum));
        }
        (BinOp::Add, Bytes(a), Bytes(b)) => return Some(Bytes([&a[..], &b[..]].concat().into())),
        (BinOp::Add, Tuple(a), Tuple(b)) => return Some(Tuple([&a[..], &b[..]].concat().into())),
        (BinOp::Mult, _, Str(_) | Bytes(_) | Tuple(_)) => return repeat(left, right),
        (BinOp::Mult, Str(_) | Bytes(_) | Tuple(_), _) => return repeat(right, left),
        _ => {}
    }
    if let (Some(a), Some(b)) = (numbers::int(left), numbers::int(right))
        && exceeds_limits(op, &a, &b)
    {
        return None;
    }
    numbers::binary(op, numbers::pair(left, right)?)
}

/// `safe_multiply`, `safe_power`, `safe_lshift` for ints.
fn exceeds_limits(op: BinOp, a: &BigInt, b: &BigInt) -> bool {
    if a.is_zero() || b.is_zero() {
        return false;
    }
    match op {
        BinOp::Mult => a.bits() + b.bits() > MAX_INT_SIZE,
        BinOp::Pow if b.is_positive() => b.to_u64().is_none_or(|it| a.bits() > MAX_INT_SIZE / it),
        BinOp::LShift if b.is_positive() => {
            b.to_u64().is_none_or(|it| it > MAX_INT_SIZE || a.bits() > MAX_INT_SIZE - it)
        }
        _ => false,
    }
}

/// `safe_multiply` of a sequence.
fn repeat(count: &Constant, sequence: &Constant) -> Option<Constant> {
    let count = numbers::int(count)?;
    let (len, limit) = match sequence {
        Constant::Str(it) => (it.code_points().count(), MAX_STR_SIZE),
        Constant::Bytes(it) => (it.len(), MAX_STR_SIZE),
        Constant::Tuple(it) => (it.len(), MAX_COLLECTION_SIZE),
        _ => return None,
    };
    let n = match len {
        // No limit, but a count that is no `Py_ssize_t` overflows.
        0 => count.to_i64().map(|_| 0)?,
        len => count.to_usize().filter(|&it| it <= limit / len)?,
    };
    Some(match sequence {
        Constant::Str(it) => {
            let mut all = PyStr::new();
            (0..n).for_each(|_| all.append(it));
            Constant::Str(all)
        }
        Constant::Bytes(it) => Constant::Bytes(it.repeat(n).into()),
        Constant::Tuple(it) => {
            if n > 0 && complexity_left(sequence, MAX_TOTAL_ITEMS / n as i64) < 0 {
                return None;
            }
            Constant::Tuple((0..n).flat_map(|_| it.iter().cloned()).collect())
        }
        _ => return None,
    })
}

/// `check_complexity`: how many items may still come; below zero where there are too many.
fn complexity_left(value: &Constant, limit: i64) -> i64 {
    let (Constant::Tuple(items) | Constant::FrozenSet(items)) = value else {
        return limit;
    };
    let mut limit = limit - items.len() as i64;
    for item in items.iter() {
        if limit < 0 {
            break;
        }
        limit = complexity_left(item, limit);
    }
    limit
}

/// `value[index]`, where it has a value.
pub(super) fn subscript(value: &Constant, index: &Constant) -> Option<Constant> {
    let index = numbers::int(index)?.to_i64()?;
    let at = |len: usize| {
        let at = if index < 0 { index.checked_add(len as i64)? } else { index };
        usize::try_from(at).ok().filter(|&it| it < len)
    };
    match value {
        Constant::Str(it) => {
            let codes: Vec<u32> = it.code_points().collect();
            let mut one = PyStr::new();
            one.push(codes[at(codes.len())?]);
            Some(Constant::Str(one))
        }
        Constant::Bytes(it) => Some(Constant::Int(it[at(it.len())?].into())),
        Constant::Tuple(it) => Some(it[at(it.len())?].clone()),
        _ => None,
    }
}

/// The tuple of constants; `None` where one is none.
pub(in crate::compile) fn tuple<'a>(
    items: impl Iterator<Item = Option<&'a Constant>>,
) -> Option<Arc<[Constant]>> {
    items.map(|it| it.cloned()).collect()
}

/// The frozenset of constants; of equal ones the first is kept, as Python's sets do.
pub(in crate::compile) fn frozenset(items: &[Constant]) -> Constant {
    let first = frozen_set(items);
    // CPython builds a second set to merge the elements with other constants, and a third one where
    // a string of it gives way to one that was interned before. Most that look like names do; of
    // single characters there is only one object from the start.
    let gives_way = |it: &Constant| match it {
        Constant::Str(text) => it.is_interned() && text.code_points().nth(1).is_some(),
        _ => false,
    };
    let is_remade = items.iter().any(gives_way);
    Constant::FrozenSet(if is_remade { frozen_set(&first) } else { first }.into())
}
