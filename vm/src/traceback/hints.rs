//! What is said beside the message.

use crate::heap::Ref;
use crate::vm::Vm;

/// `. Did you mean: 'x'?`
pub(super) fn hint(_: &Vm, _: &Ref) -> String {
    String::new()
}

/// Where a `SyntaxError` is.
pub(super) fn syntax_error(_: &Vm, _: &Ref) -> Option<String> {
    None
}

/// The message of a `SyntaxError` without its place.
pub(super) fn syntax_message(_: &Vm, _: &Ref) -> Option<String> {
    None
}
