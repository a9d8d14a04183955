//! `int` and `bool`.

mod bool_;
mod methods;
mod new;
mod operators;

use crate::heap::Payload;
use crate::typedef::{BASE, FINAL, TypeDef, classmethod, flag, getter, method};

pub use crate::numbers::Int;
pub use new::{int_of, invalid_literal};

impl Payload for Int {
    const LEAF: bool = true;
}

/// `int`.
pub const DEF: TypeDef = TypeDef {
    name: "int",
    flags: flag::BASETYPE | flag::MATCH_SELF,
    slots: operators::fill,
    methods: &[
        method("conjugate(self, /)", |vm, it, _| Ok(vm.exact_int(it))),
        method("bit_length(self, /)", methods::bit_length),
        method("bit_count(self, /)", methods::bit_count),
        method("to_bytes(self, /, length=1, byteorder='big', *, signed=False)", methods::to_bytes),
        classmethod(
            "from_bytes(type, /, bytes, byteorder='big', *, signed=False)",
            methods::from_bytes,
        ),
        method("as_integer_ratio(self, /)", methods::as_integer_ratio),
        method("is_integer(self, /)", |vm, _, _| Ok(vm.bool(true))),
        method("__trunc__(self, /)", |vm, it, _| Ok(vm.exact_int(it))),
        method("__floor__(self, /)", |vm, it, _| Ok(vm.exact_int(it))),
        method("__ceil__(self, /)", |vm, it, _| Ok(vm.exact_int(it))),
        method("__round__(self, ndigits=None, /)", methods::round),
        method("__getnewargs__(self, /)", |vm, it, _| {
            Ok(vm.tuple(vec![vm.new_int(it.expect::<Int>().clone())]))
        }),
        method("__format__(self, format_spec, /)", methods::format),
        method("__sizeof__(self, /)", |vm, it, _| Ok(vm.int(it.expect::<Int>().sizeof() as i64))),
    ],
    getset: &[
        getter("real", |vm, it| Ok(vm.exact_int(it))),
        getter("imag", |vm, _| Ok(vm.int(0))),
        getter("numerator", |vm, it| Ok(vm.exact_int(it))),
        getter("denominator", |vm, _| Ok(vm.int(1))),
    ],
    size: (24, 4),
    ..BASE
};

/// `bool`.
pub const BOOL_DEF: TypeDef =
    TypeDef { name: "bool", base: Some(&DEF), slots: bool_::fill, size: (24, 4), ..FINAL };
