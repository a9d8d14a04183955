//! Exception types of modules that are written here: `csv.Error`, `struct.error`, `zlib.error`.

use crate::error::Raised;
use crate::typedef::{BASE, TypeDef, flag};
use crate::vm::Vm;

/// `Exception`, as a base.
pub(super) static EXCEPTION: TypeDef = TypeDef { name: "Exception", ..BASE };

/// What all of them have: the start for `..MODULE_ERROR`.
pub(super) const MODULE_ERROR: TypeDef = TypeDef {
    base: Some(&EXCEPTION),
    flags: flag::BASETYPE | flag::HAVE_GC,
    size: (72, 0),
    ..BASE
};

/// An error of this type.
#[cold]
pub(super) fn error(vm: &Vm, class: &'static TypeDef, text: &str) -> Raised {
    vm.raise(&vm.type_of(class), vec![vm.str(text)])
}
