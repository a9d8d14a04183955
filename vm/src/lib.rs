//! Python to CPython 3.13's code objects.
//!
//! Reading order: [`opcode`] (the instructions), `code` and `marshal` (code objects and their
//! bytes), `compile` (a tree to code objects, pass by pass, by CPython's names), `dis` (code objects
//! as text), `text` (what str and bytes are and can do, as values).

pub mod code;
pub mod compile;
pub mod dis;
pub mod hash;
pub mod marshal;
pub mod numbers;
pub mod opcode;
pub mod pyc;
pub mod text;
