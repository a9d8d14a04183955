//! The heap: objects with exact reference counts, and the references that lead to them.
//!
//! A [`Ref`] is one counted reference: clone retains, drop releases, and an object dies in the very
//! moment its last reference goes, as in CPython. What an object holds is its payload, one Rust
//! type for each [`Kind`]; payloads keep further references in [`Slot`]s, [`Seq`]s and tables.
//!
//! This is the one room of the machine that may hold `unsafe`. Its interface cannot be misused:
//! references are counted by the compiler, no cell lends what it holds while it could change, and
//! nothing here runs Python code but through [`hooks`], when no borrow is open.

#![allow(unsafe_code)]

mod arena;
mod audit;
mod collect;
mod coroutine;
mod die;
mod header;
mod home;
mod instance;
pub mod kinds;
mod lists;
mod reference;
mod seq;
mod slot;
mod stack;
mod weak;

pub use arena::{Account, account};
pub use audit::{Audit, Wrong, audit};
pub use collect::{Collection, collect, frozen, generation_counts, referents, tracked};
pub use coroutine::Coroutine;
pub use die::{Hooks, exchange_nested_deaths, hooks, set_hooks};
pub use header::Header;
pub use home::Home;
pub use instance::Ext;
pub use kinds::{Kind, Payload};
pub use lists::{is_tracked, may_be_tracked, track, untrack};
pub use reference::{Extra, Ref};
pub use seq::Seq;
pub use slot::Slot;
pub use stack::{FrameSlots, Taken};
pub use weak::{Interned, Weak, weak_count, weak_references};
