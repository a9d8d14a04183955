//! `_operator`: the operators as functions.

mod getters;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::module::Module;
use crate::objects::str_::Str;
use crate::protocol::BinaryOp;
use crate::slots::{CompareOp, Slot};
use crate::typedef::{ModuleDef, function};
use crate::vm::Vm;

pub(crate) use getters::Getter;

macro_rules! compare {
    ($signature:literal, $op:ident) => {
        function($signature, |vm, _, args| vm.rich_compare(&args[0], &args[1], CompareOp::$op))
    };
}

macro_rules! binary {
    ($signature:literal, $op:ident) => {
        function($signature, |vm, _, args| vm.binary_op(&args[0], &args[1], BinaryOp::$op))
    };
}

macro_rules! in_place {
    ($signature:literal, $op:ident) => {
        function($signature, |vm, _, args| vm.in_place_op(&args[0], &args[1], BinaryOp::$op))
    };
}

macro_rules! unary {
    ($signature:literal, $slot:ident) => {
        function($signature, |vm, _, args| vm.unary_op(&args[0], Slot::$slot))
    };
}

/// `_operator`.
// One row for each.
#[rustfmt::skip]
pub(super) static DEF: ModuleDef = ModuleDef {
    name: "_operator",
    doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    functions: &[
        compare!("lt(a, b, /)", Lt),
        compare!("le(a, b, /)", Le),
        compare!("eq(a, b, /)", Eq),
        compare!("ne(a, b, /)", Ne),
        compare!("ge(a, b, /)", Ge),
        compare!("gt(a, b, /)", Gt),
        binary!("add(a, b, /)", Add),
        binary!("sub(a, b, /)", Subtract),
        binary!("mul(a, b, /)", Multiply),
        binary!("matmul(a, b, /)", MatrixMultiply),
        binary!("floordiv(a, b, /)", FloorDivide),
        binary!("truediv(a, b, /)", TrueDivide),
        binary!("mod(a, b, /)", Remainder),
        binary!("lshift(a, b, /)", Lshift),
        binary!("rshift(a, b, /)", Rshift),
        binary!("and_(a, b, /)", And),
        binary!("xor(a, b, /)", Xor),
        binary!("or_(a, b, /)", Or),
        binary!("pow(a, b, /)", Power),
        in_place!("iadd(a, b, /)", Add),
        in_place!("isub(a, b, /)", Subtract),
        in_place!("imul(a, b, /)", Multiply),
        in_place!("imatmul(a, b, /)", MatrixMultiply),
        in_place!("ifloordiv(a, b, /)", FloorDivide),
        in_place!("itruediv(a, b, /)", TrueDivide),
        in_place!("imod(a, b, /)", Remainder),
        in_place!("ilshift(a, b, /)", Lshift),
        in_place!("irshift(a, b, /)", Rshift),
        in_place!("iand(a, b, /)", And),
        in_place!("ixor(a, b, /)", Xor),
        in_place!("ior(a, b, /)", Or),
        in_place!("ipow(a, b, /)", Power),
        unary!("neg(a, /)", nb_negative),
        unary!("pos(a, /)", nb_positive),
        unary!("inv(a, /)", nb_invert),
        unary!("invert(a, /)", nb_invert),
        unary!("abs(a, /)", nb_absolute),
        function("truth(a, /)", |vm, _, args| Ok(vm.bool(vm.is_true(&args[0])?))),
        function("not_(a, /)", |vm, _, args| Ok(vm.bool(!vm.is_true(&args[0])?))),
        function("is_(a, b, /)", |vm, _, args| Ok(vm.bool(args[0].is(&args[1])))),
        function("is_not(a, b, /)", |vm, _, args| Ok(vm.bool(!args[0].is(&args[1])))),
        function("index(a, /)", |vm, _, args| Ok(vm.exact_int(&vm.index(&args[0])?))),
        function("concat(a, b, /)", |vm, _, args| concat(vm, &args, false)),
        function("iconcat(a, b, /)", |vm, _, args| concat(vm, &args, true)),
        function("contains(a, b, /)", |vm, _, args| Ok(vm.bool(vm.contains(&args[0], &args[1])?))),
        function("countOf(a, b, /)", |vm, _, args| count_of(vm, &args)),
        function("indexOf(a, b, /)", |vm, _, args| index_of(vm, &args)),
        function("getitem(a, b, /)", |vm, _, args| vm.get_item(&args[0], &args[1])),
        function("setitem(a, b, c, /)", |vm, _, args| {
            vm.set_item(&args[0], &args[1], args.get(2).cloned())?;
            Ok(vm.none.clone())
        }),
        function("delitem(a, b, /)", |vm, _, args| {
            vm.set_item(&args[0], &args[1], None)?;
            Ok(vm.none.clone())
        }),
        function("length_hint(obj, default=0, /)", length_hint),
        function("call(*args, **kwargs)", |vm, _, mut args| {
            if args.n_positional() == 0 {
                let text = "call expected at least 1 argument, got 0";
                return Err(vm.type_error(text.to_owned()));
            }
            let callee = args.values.remove(0).expect("positional arguments are given");
            vm.call(&callee, args)
        }),
        function("_compare_digest(a, b, /)", |vm, _, args| compare_digest(vm, &args)),
    ],
    fill: |vm, module| {
        let module = module.expect::<Module>();
        module.set(vm, "itemgetter", vm.type_of(&getters::ITEM_GETTER));
        module.set(vm, "attrgetter", vm.type_of(&getters::ATTR_GETTER));
        module.set(vm, "methodcaller", vm.type_of(&getters::METHOD_CALLER));
        Ok(())
    },
};

/// `PySequence_Concat`, `PySequence_InPlaceConcat`: of sequences alone.
fn concat(vm: &Vm, args: &Args, in_place: bool) -> Res {
    let (a, b) = (&args[0], &args[1]);
    let slots = &a.ty().slots;
    if in_place && let Some(concat) = slots.sq_inplace_concat.get() {
        return concat(vm, a, b);
    }
    if let Some(concat) = slots.sq_concat.get() {
        return concat(vm, a, b);
    }
    if is_sequence(a) && is_sequence(b) {
        return match in_place {
            true => vm.in_place_op(a, b, BinaryOp::Add),
            false => vm.binary_op(a, b, BinaryOp::Add),
        };
    }
    Err(vm.type_error(format!("'{}' object can't be concatenated", vm.type_name(a))))
}

/// `PySequence_Check`.
fn is_sequence(object: &Ref) -> bool {
    let is_dict = object.get::<crate::objects::dict::Dict>().is_some();
    !is_dict && object.ty().slots.sq_item.get().is_some()
}

fn iterable(vm: &Vm, object: &Ref) -> Res {
    let text = || format!("argument of type '{}' is not iterable", vm.type_name(object));
    match vm.iter(object) {
        Err(error) if vm.is_raised(&error, &vm.exceptions.TypeError) => Err(vm.type_error(text())),
        other => other,
    }
}

fn count_of(vm: &Vm, args: &Args) -> Res {
    let iterator = iterable(vm, &args[0])?;
    let mut count = 0;
    while let Some(item) = vm.next(&iterator)? {
        vm.charge(1)?;
        count += i64::from(vm.is_equal(&item, &args[1])?);
    }
    Ok(vm.int(count))
}

fn index_of(vm: &Vm, args: &Args) -> Res {
    let iterator = iterable(vm, &args[0])?;
    let mut index = 0;
    while let Some(item) = vm.next(&iterator)? {
        vm.charge(1)?;
        if vm.is_equal(&item, &args[1])? {
            return Ok(vm.int(index));
        }
        index += 1;
    }
    Err(vm.value_error("sequence.index(x): x not in sequence".to_owned()))
}

fn length_hint(vm: &Vm, _: &Ref, args: Args) -> Res {
    let default = match args.get(1) {
        Some(it) => vm.index_or_overflow(it)?,
        None => 0,
    };
    // The default may be negative, which no hint is.
    let found = vm.length_hint(&args[0], usize::MAX)?;
    Ok(vm.int(if found == usize::MAX { default as i64 } else { found as i64 }))
}

/// `hmac.compare_digest` for text in ASCII and bytes.
fn compare_digest(vm: &Vm, args: &Args) -> Res {
    let (a, b) = (&args[0], &args[1]);
    if let (Some(x), Some(y)) = (a.get::<Str>(), b.get::<Str>()) {
        let (x, y) = (x.to_string_lossy(), y.to_string_lossy());
        if !x.is_ascii() || !y.is_ascii() {
            let text = "comparing strings with non-ASCII characters is not supported";
            return Err(vm.type_error(text.to_owned()));
        }
        return Ok(vm.bool(x == y));
    }
    if vm.buffer(a)?.is_none() && vm.buffer(b)?.is_none() {
        return Err(vm.type_error(format!(
            "unsupported operand types(s) or combination of types: '{}' and '{}'",
            vm.type_name(a),
            vm.type_name(b)
        )));
    }
    Ok(vm.bool(vm.bytes_argument(a)? == vm.bytes_argument(b)?))
}
