//! Constants as Python's `repr` shows them.

use refwise_syntax::repr as syntax;

use crate::code::{CodeObject, Constant};
use crate::hash::frozen_set;
use crate::numbers::Complex;

/// `repr` of a constant. A code object's address is zeros; a set's order that of
/// `PYTHONHASHSEED=0`.
pub fn repr(constant: &Constant) -> String {
    let mut out = String::new();
    write(constant, &mut out);
    out
}

fn write(constant: &Constant, out: &mut String) {
    match constant {
        Constant::None => out.push_str("None"),
        Constant::Bool(true) => out.push_str("True"),
        Constant::Bool(false) => out.push_str("False"),
        Constant::Ellipsis => out.push_str("Ellipsis"),
        Constant::Int(it) => out.push_str(&it.to_string()),
        Constant::Float(it) => out.push_str(&syntax::float(*it)),
        Constant::Complex(real, imag) => out.push_str(&Complex::new(*real, *imag).repr()),
        Constant::Str(it) => syntax::write_py_str(it, out),
        Constant::Bytes(it) => syntax::write_bytes(it, out),
        Constant::Tuple(items) => tuple(items, out),
        Constant::FrozenSet(items) => write_frozen_set(items, out),
        Constant::Code(it) => out.push_str(&code(it)),
    }
}

/// `repr` of a code object. Source: `code_repr` (Objects/codeobject.c).
pub(super) fn code(code: &CodeObject) -> String {
    let line = if code.co_firstlineno == 0 { -1 } else { code.co_firstlineno };
    let (name, file) = (&code.co_name, &code.co_filename);
    format!("<code object {name} at 0x000000000000, file \"{file}\", line {line}>")
}

fn tuple(items: &[Constant], out: &mut String) {
    out.push('(');
    separated(items, out);
    out.push_str(if items.len() == 1 { ",)" } else { ")" });
}

fn write_frozen_set(items: &[Constant], out: &mut String) {
    if items.is_empty() {
        return out.push_str("frozenset()");
    }
    out.push_str("frozenset({");
    separated(&frozen_set(items), out);
    out.push_str("})");
}

fn separated(items: &[Constant], out: &mut String) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write(item, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complex_numbers() {
        for ((real, imag), expected) in [
            ((0.0, 1.5), "1.5j"),
            ((-0.0, 1.0), "(-0+1j)"),
            ((1.0, -2.0), "(1-2j)"),
            ((1e16, f64::NAN), "(1e+16+nanj)"),
            ((0.0, f64::NEG_INFINITY), "-infj"),
        ] {
            assert_eq!(repr(&Constant::Complex(real, imag)), expected);
        }
    }

    #[test]
    fn containers() {
        let one = Constant::Int(1.into());
        assert_eq!(repr(&Constant::Tuple([].into())), "()");
        assert_eq!(repr(&Constant::Tuple([one.clone()].into())), "(1,)");
        assert_eq!(repr(&Constant::Tuple([one.clone(), Constant::None].into())), "(1, None)");
        assert_eq!(repr(&Constant::FrozenSet([].into())), "frozenset()");
        assert_eq!(repr(&Constant::FrozenSet([one].into())), "frozenset({1})");
    }
}
