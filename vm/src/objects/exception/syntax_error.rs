//! `SyntaxError`: the place that its second argument tells.
//!
//! Source: `SyntaxError_init`, `SyntaxError_str` (`Objects/exceptions.c`, CPython 3.13).

use super::fields::{SIMPLE, field};
use super::{Exception, init};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::typedef::TypeDef;
use crate::vm::Vm;

/// The places of its fields in [`Exception::fields`].
pub struct SyntaxFields;

impl SyntaxFields {
    /// `msg`.
    pub const MSG: usize = 0;
    /// `filename`.
    pub const FILENAME: usize = 1;
    /// `lineno`, from one.
    pub const LINENO: usize = 2;
    /// `offset`, from one.
    pub const OFFSET: usize = 3;
    /// `text`: the line.
    pub const TEXT: usize = 4;
    /// `end_lineno`.
    pub const END_LINENO: usize = 5;
    /// `end_offset`.
    pub const END_OFFSET: usize = 6;
    /// `print_file_and_line`.
    pub const PRINT_FILE_AND_LINE: usize = 7;
}

/// `SyntaxError`.
pub(super) const SYNTAX_ERROR: TypeDef = TypeDef {
    slots: |it| {
        it.tp_init.set(Some(syntax_error_init));
        it.tp_str.set(Some(str_of));
    },
    getset: &[
        field!("msg", SyntaxFields::MSG),
        field!("filename", SyntaxFields::FILENAME),
        field!("lineno", SyntaxFields::LINENO),
        field!("offset", SyntaxFields::OFFSET),
        field!("text", SyntaxFields::TEXT),
        field!("end_lineno", SyntaxFields::END_LINENO),
        field!("end_offset", SyntaxFields::END_OFFSET),
        field!("print_file_and_line", SyntaxFields::PRINT_FILE_AND_LINE),
    ],
    size: (136, 0),
    ..SIMPLE
};

fn syntax_error_init(vm: &Vm, object: &Ref, args: Args) -> Res<()> {
    init(vm, object, args)?;
    let it = object.expect::<Exception>();
    let args = it.arguments(vm);
    if let Some(message) = args.first() {
        it.set_field(vm, SyntaxFields::MSG, Some(message.clone()));
    }
    let [_, details] = args.as_slice() else { return Ok(()) };
    let details = vm.iterate_to_vec(details)?;
    if !(4..=6).contains(&details.len()) {
        let (bound, given) = (if details.len() < 4 { "least 4" } else { "most 6" }, details.len());
        return Err(vm.type_error(format!("function takes at {bound} arguments ({given} given)")));
    }
    for index in 0..6 {
        it.set_field(vm, SyntaxFields::FILENAME + index, details.get(index).cloned());
    }
    if details.len() == 5 {
        let text = "end_offset must be provided when end_lineno is provided";
        return Err(vm.type_error(text.to_owned()));
    }
    Ok(())
}

/// The message with the file's last part and the line.
fn str_of(vm: &Vm, object: &Ref) -> Res {
    let it = object.expect::<Exception>();
    let filename = vm.str_text(&it.field(vm, SyntaxFields::FILENAME));
    let filename = filename.map(|it| it.rsplit('/').next().unwrap_or_default().to_owned());
    let line = it.field(vm, SyntaxFields::LINENO);
    let line = line.get::<Int>().filter(|_| line.is_exactly(&vm.types.int)).map(Int::saturated);
    let message = vm.str_of(&it.field(vm, SyntaxFields::MSG))?;
    let text = vm.text(&message);
    Ok(match (filename, line) {
        (None, None) => message,
        (Some(file), Some(line)) => vm.str(&format!("{text} ({file}, line {line})")),
        (Some(file), None) => vm.str(&format!("{text} ({file})")),
        (None, Some(line)) => vm.str(&format!("{text} (line {line})")),
    })
}
