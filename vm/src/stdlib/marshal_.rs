//! `marshal`: objects to bytes and back, as `.pyc` files hold them.

use crate::args::Args;
use crate::code::Constant;
use crate::error::Res;
use crate::heap::Ref;
use crate::marshal;
use crate::objects::bytes::as_bytes;
use crate::objects::code::{self, Code};
use crate::objects::module::Module;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// The version of the format.
const VERSION: i64 = 4;

/// `marshal`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "marshal",
    doc: "Values of Python in a binary format.",
    functions: &[
        function("loads(bytes, /, *, allow_code=True)", |vm, _, args| loads(vm, &args[0])),
        function("load(file, /, *, allow_code=True)", |vm, _, args| {
            let bytes = vm.call_method(&args[0], "read", Args::none())?;
            loads(vm, &bytes)
        }),
        function("dumps(value, version=4, /, *, allow_code=True)", |vm, _, args| {
            dumps(vm, &args[0])
        }),
        function("dump(value, file, version=4, /, *, allow_code=True)", |vm, _, args| {
            let bytes = dumps(vm, &args[0])?;
            vm.call_method(&args[1], "write", Args::one(bytes))
        }),
    ],
    fill: |vm, module| {
        module.expect::<Module>().set(vm, "version", vm.int(VERSION));
        Ok(())
    },
};

fn loads(vm: &Vm, bytes: &Ref) -> Res {
    let bytes = match as_bytes(bytes) {
        Some(_) => bytes.clone(),
        None => vm.call(&vm.types.bytes, Args::one(bytes.clone()))?,
    };
    let bytes = as_bytes(&bytes).unwrap_or_default();
    match marshal::loads(&bytes) {
        Ok(constant) => Ok(code::load_constant(vm, &constant)),
        Err(marshal::ReadError::Eof) => Err(vm.eof_error("marshal data too short".to_owned())),
        Err(error) => Err(vm.value_error(format!("bad marshal data ({error})"))),
    }
}

fn dumps(vm: &Vm, value: &Ref) -> Res {
    let Some(code) = value.get::<Code>() else {
        return Err(vm.value_error("unmarshallable object".to_owned()));
    };
    match marshal::dumps(&Constant::Code(code.object.clone())) {
        Ok(bytes) => Ok(vm.bytes(bytes)),
        Err(_) => Err(vm.value_error("object too deeply nested to marshal".to_owned())),
    }
}
