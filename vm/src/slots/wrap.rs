//! Native slots as methods: `wrap_*` of Objects/typeobject.c.

use super::{CompareOp, Slot, SlotFn};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::str_::Str;
use crate::objects::type_::Type;
use crate::vm::Vm;

/// `check_num_args`: exactly `n`, no keywords.
fn expect(vm: &Vm, args: &Args, min: usize, max: usize) -> Res<()> {
    if !args.names.is_empty() {
        return Err(vm.type_error("wrapper takes no keyword arguments".to_owned()));
    }
    let given = args.len();
    if (min..=max).contains(&given) {
        return Ok(());
    }
    if min != max {
        let (bound, wanted) = if given < min { ("at least", min) } else { ("at most", max) };
        let plural = if wanted == 1 { "" } else { "s" };
        return Err(
            vm.type_error(format!("expected {bound} {wanted} argument{plural}, got {given}"))
        );
    }
    let plural = if min == 1 { "" } else { "s" };
    Err(vm.type_error(format!("expected {min} argument{plural}, got {given}")))
}

/// As [`expect`], in the words of `PyArg_UnpackTuple` without a name: they begin with a blank.
fn unpack(vm: &Vm, args: &Args, min: usize, max: usize) -> Res<()> {
    if !args.names.is_empty() {
        return Err(vm.type_error("wrapper takes no keyword arguments".to_owned()));
    }
    args.check(vm, "", min, max)
}

macro_rules! slot {
    ($function:ident, $variant:ident) => {
        let SlotFn::$variant($function) = $function else {
            unreachable!("the table has this signature")
        };
    };
}

pub(super) fn unary(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 0, 0)?;
    slot!(f, Unary);
    f(vm, a)
}

pub(super) fn binary(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    slot!(f, Binary);
    f(vm, a, &args[0])
}

pub(super) fn reflected(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    slot!(f, Binary);
    f(vm, &args[0], a)
}

pub(super) fn power(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    unpack(vm, &args, 1, 2)?;
    slot!(f, Ternary);
    f(vm, a, &args[0], args.get(1).unwrap_or(&vm.none))
}

pub(super) fn power_reflected(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 2)?;
    slot!(f, Ternary);
    f(vm, &args[0], a, args.get(1).unwrap_or(&vm.none))
}

pub(super) fn next(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 0, 0)?;
    slot!(f, Next);
    f(vm, a)?.ok_or_else(|| vm.stop_iteration(None))
}

pub(super) fn length(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 0, 0)?;
    slot!(f, Length);
    f(vm, a).map(|it| vm.int(it as i64))
}

pub(super) fn truth(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 0, 0)?;
    slot!(f, Truth);
    f(vm, a).map(|it| vm.bool(it))
}

pub(super) fn hash(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 0, 0)?;
    slot!(f, Hash);
    f(vm, a).map(|it| vm.int(it))
}

pub(super) fn contains(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    slot!(f, Contains);
    f(vm, a, &args[0]).map(|it| vm.bool(it))
}

pub(super) fn repeat(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    slot!(f, Item);
    f(vm, a, vm.index_or_overflow(&args[0])?)
}

/// The index, counted from the end where it is negative (`getindex`).
fn index(vm: &Vm, a: &Ref, index: &Ref) -> Res<isize> {
    let index = vm.index_or_overflow(index)?;
    match a.ty().slots.sq_length.get() {
        Some(length) if index < 0 => Ok(index + length(vm, a)? as isize),
        _ => Ok(index),
    }
}

pub(super) fn item(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    slot!(f, Item);
    f(vm, a, index(vm, a, &args[0])?)
}

pub(super) fn set_item(vm: &Vm, f: SlotFn, a: &Ref, mut args: Args) -> Res {
    unpack(vm, &args, 2, 2)?;
    slot!(f, SetItem);
    let value = args.take(1);
    f(vm, a, index(vm, a, &args[0])?, value).map(|()| vm.none.clone())
}

pub(super) fn del_item(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    slot!(f, SetItem);
    f(vm, a, index(vm, a, &args[0])?, None).map(|()| vm.none.clone())
}

pub(super) fn set_subscript(vm: &Vm, f: SlotFn, a: &Ref, mut args: Args) -> Res {
    unpack(vm, &args, 2, 2)?;
    slot!(f, SetSubscript);
    let value = args.take(1);
    f(vm, a, &args[0], value).map(|()| vm.none.clone())
}

pub(super) fn del_subscript(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    slot!(f, SetSubscript);
    f(vm, a, &args[0], None).map(|()| vm.none.clone())
}

fn check_name(vm: &Vm, args: &Args) -> Res<()> {
    match args.get(0).filter(|it| it.get::<Str>().is_none()) {
        Some(wrong) => Err(vm.no_name(wrong)),
        None => Ok(()),
    }
}

pub(super) fn getattribute(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    check_name(vm, &args)?;
    binary(vm, f, a, args)
}

pub(super) fn setattr(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    unpack(vm, &args, 2, 2)?;
    check_override(vm, f, a, "__setattr__")?;
    check_name(vm, &args)?;
    set_subscript(vm, f, a, args)
}

pub(super) fn delattr(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    check_override(vm, f, a, "__delattr__")?;
    check_name(vm, &args)?;
    del_subscript(vm, f, a, args)
}

/// `object.__setattr__` and the like must not be used around a native type's own (`hackcheck`).
fn check_override(vm: &Vm, f: SlotFn, a: &Ref, what: &str) -> Res<()> {
    let class = a.class();
    let class = class.expect::<Type>();
    let address = |it: &Type| it.slots.get(Slot::tp_setattro).map(SlotFn::address);
    let is_python = |it: &Type| it.slots.is_python(Slot::tp_setattro);
    let mro = class.mro.to_vec();
    let defines = |it: &&Ref| {
        let it = it.expect::<Type>();
        !is_python(it) && address(it) == address(class)
    };
    let mut at = mro.iter().rev().find(defines).cloned().or_else(|| Some(a.class()));
    while let Some(base) = at {
        let it = base.expect::<Type>();
        if address(it) == Some(f.address()) {
            return Ok(());
        }
        if !is_python(it) {
            let name = class.full_name();
            return Err(vm.type_error(format!("can't apply this {what} to {name} object")));
        }
        at = it.base.get();
    }
    Ok(())
}

fn compare(vm: &Vm, f: SlotFn, a: &Ref, args: Args, op: CompareOp) -> Res {
    expect(vm, &args, 1, 1)?;
    slot!(f, Compare);
    f(vm, a, &args[0], op)
}

pub(super) fn lt(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    compare(vm, f, a, args, CompareOp::Lt)
}

pub(super) fn le(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    compare(vm, f, a, args, CompareOp::Le)
}

pub(super) fn eq(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    compare(vm, f, a, args, CompareOp::Eq)
}

pub(super) fn ne(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    compare(vm, f, a, args, CompareOp::Ne)
}

pub(super) fn gt(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    compare(vm, f, a, args, CompareOp::Gt)
}

pub(super) fn ge(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    compare(vm, f, a, args, CompareOp::Ge)
}

pub(super) fn call(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    slot!(f, Call);
    f(vm, a, args)
}

pub(super) fn init(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    slot!(f, Init);
    f(vm, a, args).map(|()| vm.none.clone())
}

/// `__new__` is no wrapper but a function of its own (`tp_new_wrapper`, `objects/type_/new.rs`).
pub(super) fn new(vm: &Vm, f: SlotFn, class: &Ref, args: Args) -> Res {
    slot!(f, New);
    f(vm, class, args)
}

pub(super) fn finalize(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 0, 0)?;
    slot!(f, Finalize);
    f(vm, a).map(|()| vm.none.clone())
}

pub(super) fn descr_get(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 2)?;
    slot!(f, Get);
    let instance = args.get_not_none(vm, 0);
    let owner = args.get_not_none(vm, 1);
    if instance.is_none() && owner.is_none() {
        return Err(vm.type_error("__get__(None, None) is invalid".to_owned()));
    }
    f(vm, a, instance, owner)
}

pub(super) fn descr_set(vm: &Vm, f: SlotFn, a: &Ref, mut args: Args) -> Res {
    expect(vm, &args, 2, 2)?;
    slot!(f, Set);
    let value = args.take(1);
    f(vm, a, &args[0], value).map(|()| vm.none.clone())
}

pub(super) fn descr_delete(vm: &Vm, f: SlotFn, a: &Ref, args: Args) -> Res {
    expect(vm, &args, 1, 1)?;
    slot!(f, Set);
    f(vm, a, &args[0], None).map(|()| vm.none.clone())
}
