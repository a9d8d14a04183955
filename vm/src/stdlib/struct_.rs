//! `_struct`: values to bytes and back, by the layouts of [`crate::layout`].

mod buffer;
mod item;
mod object;

use crate::args::Args;
use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::layout::Layout;
use crate::objects::bytes::as_bytes;
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::stdlib::module_error::{self, MODULE_ERROR};
use crate::typedef::{ModuleDef, TypeDef, function};
use crate::vm::Vm;

pub(crate) use buffer::values;
pub(crate) use item::get;
pub(crate) use object::{Struct, Unpacking};

/// `_struct`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_struct",
    doc: "Functions to convert between Python values and C structs.",
    functions: &[
        function("_clearcache()", |vm, _, _| Ok(vm.none.clone())),
        function(
            "calcsize(format, /)",
            |vm, _, args| Ok(vm.int(layout(vm, &args[0])?.size as i64)),
        ),
        function("pack(*args)", |vm, _, mut args| {
            let format = first(vm, &mut args)?;
            buffer::pack(vm, &layout(vm, &format)?, &args.take_positional(0))
        }),
        function("pack_into(*args)", |vm, _, mut args| {
            let format = first(vm, &mut args)?;
            buffer::pack_into(vm, &layout(vm, &format)?, &args.take_positional(0))
        }),
        function("unpack(format, buffer, /)", |vm, _, args| {
            buffer::unpack(vm, &layout(vm, &args[0])?, &args[1])
        }),
        function("unpack_from(format, /, buffer, offset=0)", |vm, _, args| {
            buffer::unpack_from(vm, &layout(vm, &args[0])?, &args[1], args.get(2))
        }),
        function("iter_unpack(format, buffer, /)", |vm, _, args| {
            object::iter_unpack(vm, layout(vm, &args[0])?, &args[1])
        }),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "error", vm.type_of(&ERROR));
        module.set(vm, "Struct", vm.type_of(&object::DEF));
        Ok(())
    },
};

/// `struct.error`.
static ERROR: TypeDef = TypeDef { name: "struct.error", ..MODULE_ERROR };

/// A `struct.error`.
#[cold]
fn error(vm: &Vm, text: String) -> Raised {
    module_error::error(vm, &ERROR, &text)
}

fn first(vm: &Vm, args: &mut Args) -> Res {
    args.no_keywords(vm, "struct")?;
    let first = if args.is_empty() { None } else { args.values.remove(0) };
    first.ok_or_else(|| vm.type_error("missing format argument".to_owned()))
}

/// The layout that a str or bytes object describes.
fn layout(vm: &Vm, format: &Ref) -> Res<Layout> {
    let bytes = match format.get::<Str>() {
        Some(_) => {
            let codec = Args::one(vm.str("ascii"));
            let encoded = vm.call_method(format, "encode", codec)?;
            as_bytes(&encoded).unwrap_or_default().into_owned()
        }
        None => match as_bytes(format) {
            Some(it) => it.into_owned(),
            None => return Err(no_format(vm, format)),
        },
    };
    if bytes.contains(&0) {
        return Err(error(vm, "embedded null character".to_owned()));
    }
    Layout::parse(&bytes).map_err(|it| error(vm, it.0.to_owned()))
}

fn no_format(vm: &Vm, format: &Ref) -> Raised {
    let name = vm.type_name(format);
    vm.type_error(format!("Struct() argument 1 must be a str or bytes object, not {name}"))
}
