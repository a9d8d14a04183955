//! What an argument means, in words (`ArgResolver.get_argval_argrepr`).
//!
//! An index that leads nowhere, in damaged code, has no words; CPython's `dis` fails there.

use super::decode::Unit;
use super::labels::Labels;
use super::repr::repr;
use crate::code::CodeObject;
use crate::opcode::Opcode;
use crate::opcode::arguments::{BINARY_INTRINSICS, NB_OPS, UNARY_INTRINSICS};

/// Source: `cmp_op` (Lib/opcode.py).
const COMPARISONS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];

/// What `SET_FUNCTION_ATTRIBUTE` sets, by bit.
const FUNCTION_ATTRIBUTES: [&str; 4] = ["defaults", "kwdefaults", "annotations", "closure"];

/// What `CONVERT_VALUE` calls.
const CONVERSIONS: [&str; 4] = ["", "str", "repr", "ascii"];

pub(super) fn argrepr(code: &CodeObject, labels: &Labels, unit: &Unit) -> String {
    let (Some(opcode), Some(arg)) = (unit.opcode, unit.arg) else { return String::new() };
    if let Some(target) = unit.jump_target() {
        return labels.at(target).map(|it| format!("to L{it}")).unwrap_or_default();
    }
    let Ok(arg) = usize::try_from(arg) else { return String::new() };
    in_words(code, opcode, arg).unwrap_or_default()
}

fn in_words(code: &CodeObject, opcode: Opcode, arg: usize) -> Option<String> {
    let words = |words: &[&str], index: usize| words.get(index).map(|it| it.to_string());
    match opcode {
        Opcode::LOAD_GLOBAL => name_and(code, arg >> 1, arg, " + NULL"),
        Opcode::LOAD_ATTR => name_and(code, arg >> 1, arg, " + NULL|self"),
        Opcode::LOAD_SUPER_ATTR => name_and(code, arg >> 2, arg, " + NULL|self"),
        Opcode::LOAD_FAST_LOAD_FAST
        | Opcode::STORE_FAST_LOAD_FAST
        | Opcode::STORE_FAST_STORE_FAST => {
            Some(format!("{}, {}", variable(code, arg >> 4)?, variable(code, arg & 15)?))
        }
        Opcode::COMPARE_OP => comparison(arg),
        Opcode::CONVERT_VALUE => words(&CONVERSIONS, arg),
        Opcode::SET_FUNCTION_ATTRIBUTE => Some(function_attributes(arg)),
        Opcode::BINARY_OP => NB_OPS.get(arg).map(|it| it.1.to_string()),
        Opcode::CALL_INTRINSIC_1 => words(&UNARY_INTRINSICS, arg),
        Opcode::CALL_INTRINSIC_2 => words(&BINARY_INTRINSICS, arg),
        _ if opcode.has_const() => code.co_consts.get(arg).map(repr),
        _ if opcode.has_name() => code.co_names.get(arg).map(|it| it.to_string()),
        _ if opcode.has_local() || opcode.has_free() => {
            variable(code, arg).map(ToString::to_string)
        }
        _ => None,
    }
}

/// A name, and what its lowest bit adds.
fn name_and(code: &CodeObject, index: usize, arg: usize, more: &str) -> Option<String> {
    let name = code.co_names.get(index)?;
    let more = if arg & 1 == 1 && !name.is_empty() { more } else { "" };
    Some(format!("{name}{more}"))
}

fn variable(code: &CodeObject, index: usize) -> Option<&str> {
    code.co_localsplusnames.get(index).map(|it| &**it)
}

fn comparison(arg: usize) -> Option<String> {
    let operator = COMPARISONS.get(arg >> 5)?;
    Some(if arg & 16 != 0 { format!("bool({operator})") } else { operator.to_string() })
}

fn function_attributes(arg: usize) -> String {
    let set = FUNCTION_ATTRIBUTES.iter().enumerate().filter(|it| arg & 1 << it.0 != 0);
    set.map(|it| *it.1).collect::<Vec<_>>().join(", ")
}
