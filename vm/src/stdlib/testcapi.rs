//! `_testlimitedcapi` and `_testinternalcapi`: what CPython's own tests of the language ask its C
//! interface, by the protocols of this machine.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::bytes::as_bytes;
use crate::objects::dict::Dict;
use crate::objects::module::Module;
use crate::typedef::{ModuleDef, flag, function};
use crate::vm::Vm;

/// `_testlimitedcapi`.
pub(super) static LIMITED: ModuleDef = ModuleDef {
    name: "_testlimitedcapi",
    doc: "",
    functions: &[
        function("object_hasattrstring(obj, name, /)", |vm, _, args| {
            let name = as_bytes(&args[1]).unwrap_or_default().into_owned();
            let name = vm.intern(&String::from_utf8_lossy(&name));
            let is_there = vm.find_attribute(&args[0], &name)?.is_some();
            Ok(vm.int(is_there.into()))
        }),
        function("sequence_getitem(seq, index, /)", |vm, _, args| {
            let index = index(vm, &args)?;
            match args[0].ty().slots.sq_item.get() {
                Some(item) => item(vm, &args[0], index),
                None => Err(vm.type_error(format!(
                    "'{}' object does not support indexing",
                    vm.type_name(&args[0])
                ))),
            }
        }),
        function("sequence_setitem(seq, index, value, /)", |vm, _, args| {
            set_item(vm, &args, Some(args[2].clone()), "item assignment")
        }),
        function("sequence_delitem(seq, index, /)", |vm, _, args| {
            set_item(vm, &args, None, "item deletion")
        }),
    ],
    fill: |_, _| Ok(()),
};

/// The index, counted from the end where it is negative.
fn index(vm: &Vm, args: &Args) -> Res<isize> {
    let index = vm.index_or_overflow(&args[1])?;
    match args[0].ty().slots.sq_length.get() {
        Some(length) if index < 0 => Ok(index + length(vm, &args[0])? as isize),
        _ => Ok(index),
    }
}

/// `PySequence_SetItem` and `PySequence_DelItem`.
fn set_item(vm: &Vm, args: &Args, value: Option<Ref>, what: &str) -> Res {
    if args[0].ty().slots.mp_ass_subscript.get().is_none() {
        let name = vm.type_name(&args[0]);
        return Err(vm.type_error(format!("'{name}' object does not support {what}")));
    }
    let index = index(vm, args)?;
    if index < 0 {
        return Err(vm.raise(
            &vm.exceptions.IndexError,
            vec![vm.str(&format!("{} index out of range", vm.type_name(&args[0])))],
        ));
    }
    vm.set_item(&args[0], &vm.int(index as i64), value)?;
    Ok(vm.int(0))
}

/// `_testinternalcapi`.
pub(super) static INTERNAL: ModuleDef = ModuleDef {
    name: "_testinternalcapi",
    doc: "",
    functions: &[
        function("has_inline_values(obj, /)", |vm, _, args| {
            let object = &args[0];
            let has_none = |it: &crate::heap::Ext| it.dict.is_none();
            let keeps = object.ty().flag(flag::HAS_DICT) && object.ext().is_some_and(has_none);
            Ok(vm.bool(keeps))
        }),
        // Nothing becomes immortal late where there is a GIL.
        function("suppress_immortalization(value, /)", |vm, _, _| Ok(vm.none.clone())),
        // Of the many settings, what tests ask for.
        function("get_config()", |vm, _, _| {
            let config = vm.dict();
            let dict = config.expect::<Dict>();
            dict.insert_name(vm, &vm.intern("code_debug_ranges"), vm.int(1));
            dict.insert_name(vm, &vm.intern("optimization_level"), vm.int(0));
            Ok(config)
        }),
        function("get_recursion_depth()", |vm, _, _| Ok(vm.int(vm.python_depth.get() as i64))),
    ],
    fill: |vm, module| {
        module.expect::<Module>().set(vm, "SIZEOF_PYGC_HEAD", vm.int(16));
        Ok(())
    },
};

/// `_testsinglephase`: a native module that tests import.
pub(super) static SINGLE_PHASE: ModuleDef = ModuleDef {
    name: "_testsinglephase",
    doc: "Test module _testsinglephase",
    functions: &[
        function("sum(i, j, /)", |vm, _, args| {
            vm.binary_op(&args[0], &args[1], crate::protocol::BinaryOp::Add)
        }),
        function("look_up_self()", |vm, _, _| vm.import("_testsinglephase")),
    ],
    fill: |vm, module| {
        let it = module.expect::<Module>();
        it.set(vm, "int_const", vm.int(1969));
        it.set(vm, "str_const", vm.str("something different"));
        Ok(())
    },
};
