//! `float`.

mod methods;
mod new;
mod operators;

use crate::heap::Payload;
use crate::typedef::{BASE, TypeDef, classmethod, flag, getter, method};

pub use new::float_of;
pub(in crate::objects) use new::number;
pub(in crate::objects) use operators::real;

/// A float.
pub struct Float(pub f64);

impl Payload for Float {
    const LEAF: bool = true;
}

/// `float`.
pub const DEF: TypeDef = TypeDef {
    name: "float",
    flags: flag::BASETYPE | flag::MATCH_SELF,
    slots: operators::fill,
    methods: &[
        classmethod("fromhex(type, string, /)", methods::fromhex),
        classmethod("__getformat__(type, typestr, /)", methods::getformat),
        method("conjugate(self, /)", |vm, it, _| Ok(new::exact(vm, it))),
        method("is_integer(self, /)", methods::is_integer),
        method("as_integer_ratio(self, /)", methods::as_integer_ratio),
        method("hex(self, /)", methods::hex),
        method("__trunc__(self, /)", |vm, it, _| operators::int(vm, it)),
        method("__floor__(self, /)", |vm, it, _| methods::whole(vm, it, f64::floor)),
        method("__ceil__(self, /)", |vm, it, _| methods::whole(vm, it, f64::ceil)),
        method("__round__(self, ndigits=None, /)", methods::round),
        method("__getnewargs__(self, /)", |vm, it, _| {
            Ok(vm.tuple(vec![vm.float(it.expect::<Float>().0)]))
        }),
        method("__format__(self, format_spec, /)", methods::format),
    ],
    getset: &[
        getter("real", |vm, it| Ok(new::exact(vm, it))),
        getter("imag", |vm, _| Ok(vm.float(0.0))),
    ],
    size: (24, 0),
    ..BASE
};
