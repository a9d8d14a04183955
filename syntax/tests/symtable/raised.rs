//! Which of a table's errors CPython raises.

use refwise_syntax::symtable::SymbolTable;
use refwise_syntax::{Stage, SyntaxError};

/// The error that `future.c` or else `symtable.c` raise.
pub(crate) fn first_error(table: &SymbolTable) -> Option<&SyntaxError> {
    let of = |stage| table.errors().iter().find(move |it| it.stage == stage);
    of(Stage::Future).or_else(|| of(Stage::Symtable))
}
