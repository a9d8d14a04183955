//! The rules of CPython's grammar, those for invalid code among them.
//!
//! One function for each rule, with its alternatives in CPython's order: the order decides which
//! words an error gets. Source: Grammar/python.gram, CPython 3.13.

mod arguments;
mod arithmetic;
mod atoms;
mod compound;
mod expressions;
mod params;
mod patterns;
mod statements;
mod strings;
mod targets;
