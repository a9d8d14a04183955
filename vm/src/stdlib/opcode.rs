//! `_opcode`: facts about instructions, for `opcode` and `dis`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::opcode::Opcode;
use crate::opcode::arguments::{BINARY_INTRINSICS, NB_OPS, UNARY_INTRINSICS};
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

macro_rules! fact {
    ($signature:literal, $is:expr) => {
        function($signature, |vm, _, args| {
            let number = vm.index_or_overflow(&args[0])?;
            let is: fn(isize) -> bool = $is;
            Ok(vm.bool(is(number)))
        })
    };
}

/// `_opcode`.
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_opcode",
    doc: "Opcode support module.",
    functions: &[
        function("stack_effect(opcode, oparg=None, /, *, jump=None)", stack_effect),
        fact!("is_valid(opcode)", is_valid),
        fact!("has_arg(opcode)", |it| matches!(it, 45..=118 | 149 | 162..=206 | 208 | 211
            | 220..=222 | 236 | 240..=245 | 248..=253 | 256..=262 | 264..=267)),
        fact!("has_const(opcode)", |it| matches!(it, 83 | 103 | 240)),
        fact!("has_name(opcode)", |it| matches!(it, 63 | 66 | 67 | 74 | 75 | 82 | 90..=93 | 108
            | 113 | 114 | 192 | 202 | 205 | 206 | 211 | 259..=262)),
        fact!("has_jump(opcode)", |it| matches!(it, 72 | 77..=79 | 97..=100 | 104 | 188..=190
            | 256 | 257)),
        fact!("has_free(opcode)", |it| matches!(it, 64 | 84 | 89 | 94 | 109)),
        fact!("has_local(opcode)", |it| matches!(it, 3 | 65 | 85..=88 | 110..=112 | 258 | 267)),
        fact!("has_exc(opcode)", |it| matches!(it, 264..=266)),
        function("get_nb_ops()", |vm, _, _| {
            let row = |it: &(&str, &str)| vm.tuple(vec![vm.str(it.0), vm.str(it.1)]);
            Ok(vm.list(NB_OPS.iter().map(row).collect()))
        }),
        function("get_intrinsic1_descs()", |vm, _, _| Ok(names(vm, &UNARY_INTRINSICS))),
        function("get_intrinsic2_descs()", |vm, _, _| Ok(names(vm, &BINARY_INTRINSICS))),
        function("get_specialization_stats()", |vm, _, _| Ok(vm.none.clone())),
        function("get_executor(*, code, offset)", |vm, _, _| {
            let text = "Executors are not available in this build";
            Err(vm.runtime_error(text.to_owned()))
        }),
    ],
    fill: |vm, module| {
        let module = module.expect::<crate::objects::module::Module>();
        module.set(vm, "ENABLE_SPECIALIZATION", vm.bool(true));
        Ok(())
    },
};

fn names(vm: &Vm, names: &[&str]) -> Ref {
    vm.list(names.iter().map(|it| vm.str(it)).collect())
}

/// Instructions, their specialized and instrumented forms, and those of the compiler.
fn is_valid(number: isize) -> bool {
    matches!(number, 0..=118 | 149..=222 | 236..=253 | 256..=267)
}

fn stack_effect(vm: &Vm, _: &Ref, args: Args) -> Res {
    let invalid = || vm.value_error("invalid opcode or oparg".to_owned());
    let number = vm.index_or_overflow(&args[0])?;
    let oparg = match args.get_not_none(vm, 1) {
        Some(it) => vm.index(it)?.expect::<Int>().to_i64().unwrap_or(-1),
        None => 0,
    };
    let jump = match args.get_not_none(vm, 2) {
        Some(it) => Some(vm.as_bool(it).ok_or_else(|| {
            vm.value_error("stack_effect: jump must be False, True or None".to_owned())
        })?),
        None => None,
    };
    let number = u16::try_from(number).map_err(|_| invalid())?;
    let opcode = Opcode::from_number(number).ok_or_else(invalid)?;
    let oparg = u32::try_from(oparg).map_err(|_| invalid())?;
    Ok(vm.int(i64::from(match jump {
        Some(jump) => opcode.stack_effect(oparg, jump),
        None => opcode.max_stack_effect(oparg),
    })))
}
