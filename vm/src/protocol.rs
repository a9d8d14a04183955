//! What any object can be asked, by way of its type's slots: CPython's `Objects/abstract.c` and
//! `Objects/object.c`.

mod attribute;
pub mod buffer;
mod call;
mod check;
mod compare;
mod index;
mod iterate;
mod number;
mod subscript;
mod text;
mod values;

pub use number::BinaryOp;
