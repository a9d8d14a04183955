//! Python to CPython 3.13's code objects, and a machine that runs them.
//!
//! Reading order: [`opcode`] (the instructions), `code` and `marshal` (code objects and their
//! bytes), `compile` (a tree to code objects, pass by pass, by CPython's names), `dis` (code objects
//! as text); then [`heap`] (objects and references), [`slots`] and [`typedef`] (what types can do),
//! [`objects`] (the types), [`protocol`] (what any object can be asked), `interp` (the loop),
//! [`stdlib`] (modules), [`vm`] (the machine itself).

pub mod args;
pub mod code;
pub mod compile;
pub mod dis;
pub mod error;
pub mod files;
pub mod frame;
pub mod gc;
pub mod hash;
pub mod heap;
pub mod host;
mod interp;
pub mod layout;
pub mod limits;
pub mod marshal;
pub mod names;
pub mod numbers;
pub mod objects;
pub mod opcode;
pub mod program;
pub mod protocol;
pub mod pyc;
pub mod signature;
pub mod slots;
pub mod sre;
pub mod stdlib;
pub mod suggest;
pub mod table;
pub mod text;
pub mod threads;
pub mod traceback;
pub mod typedef;
pub mod vm;
