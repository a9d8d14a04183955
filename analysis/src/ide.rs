//! Answers for editors about one place or one file, without a protocol: ranges are bytes of the
//! file, texts are Markdown.
//!
//! Each file answers one question. They stand beside what a type checker answers: what a name
//! *refers to*, rather than which type it has.

pub mod actions;
pub mod definition;
pub mod folding;
pub mod hover;
pub mod inlay;
pub mod inline_values;
pub mod lenses;
pub mod names;
pub mod objects;
pub mod selection;
pub mod symbols;
pub mod tokens;
