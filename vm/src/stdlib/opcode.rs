//! `_opcode`: facts about instructions, for `opcode` and `dis`.

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::numbers::Int;
use crate::opcode::Opcode;
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

/// `(name, symbol)` by the argument of `BINARY_OP`.
const NB_OPS: &[(&str, &str)] = &[
    ("NB_ADD", "+"),
    ("NB_AND", "&"),
    ("NB_FLOOR_DIVIDE", "//"),
    ("NB_LSHIFT", "<<"),
    ("NB_MATRIX_MULTIPLY", "@"),
    ("NB_MULTIPLY", "*"),
    ("NB_REMAINDER", "%"),
    ("NB_OR", "|"),
    ("NB_POWER", "**"),
    ("NB_RSHIFT", ">>"),
    ("NB_SUBTRACT", "-"),
    ("NB_TRUE_DIVIDE", "/"),
    ("NB_XOR", "^"),
    ("NB_INPLACE_ADD", "+="),
    ("NB_INPLACE_AND", "&="),
    ("NB_INPLACE_FLOOR_DIVIDE", "//="),
    ("NB_INPLACE_LSHIFT", "<<="),
    ("NB_INPLACE_MATRIX_MULTIPLY", "@="),
    ("NB_INPLACE_MULTIPLY", "*="),
    ("NB_INPLACE_REMAINDER", "%="),
    ("NB_INPLACE_OR", "|="),
    ("NB_INPLACE_POWER", "**="),
    ("NB_INPLACE_RSHIFT", ">>="),
    ("NB_INPLACE_SUBTRACT", "-="),
    ("NB_INPLACE_TRUE_DIVIDE", "/="),
    ("NB_INPLACE_XOR", "^="),
];

/// By the argument of `CALL_INTRINSIC_1`.
const INTRINSICS_1: &[&str] = &[
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];

/// By the argument of `CALL_INTRINSIC_2`.
const INTRINSICS_2: &[&str] = &[
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];

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
        function("get_intrinsic1_descs()", |vm, _, _| Ok(names(vm, INTRINSICS_1))),
        function("get_intrinsic2_descs()", |vm, _, _| Ok(names(vm, INTRINSICS_2))),
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
