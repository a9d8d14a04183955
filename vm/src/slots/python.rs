//! What slots of classes written in Python hold: calls of the methods they define (`slot_*` of
//! Objects/typeobject.c).

use super::{CompareOp, Slot};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::objects::type_;
use crate::vm::Vm;

fn missing(vm: &Vm, a: &Ref, name: &Ref) -> crate::error::Raised {
    let text = format!("'{}' object has no attribute '{}'", vm.type_name(a), vm.text(name));
    vm.attribute_error(text, a, name)
}

fn call(vm: &Vm, a: &Ref, name: &Ref, args: Args) -> Res {
    vm.call_special(a, name, args)?.ok_or_else(|| missing(vm, a, name))
}

pub(super) fn unary(vm: &Vm, a: &Ref, name: &Ref) -> Res {
    call(vm, a, name, Args::none())
}

pub(super) fn method1(vm: &Vm, a: &Ref, b: &Ref, name: &Ref) -> Res {
    call(vm, a, name, Args::one(b.clone()))
}

/// `SLOT1BINFULL`: the left operand's method, the right one's reflected method, the right one first
/// where its type is a subtype that has its own.
pub(super) fn binary(vm: &Vm, a: &Ref, b: &Ref, slot: Slot, name: &Ref, reflected: &Ref) -> Res {
    let (left, right) = (a.class(), b.class());
    let do_other = !left.is(&right) && b.ty().slots.is_python(slot);
    let mut do_other = do_other;
    if a.ty().slots.is_python(slot) {
        if do_other && type_::is_subtype(&right, &left) && overrides(vm, &left, &right, reflected)?
        {
            let found = maybe(vm, b, a, reflected)?;
            if !found.is(&vm.not_implemented) {
                return Ok(found);
            }
            do_other = false;
        }
        let found = maybe(vm, a, b, name)?;
        if !found.is(&vm.not_implemented) || left.is(&right) {
            return Ok(found);
        }
    }
    if do_other { maybe(vm, b, a, reflected) } else { Ok(vm.not_implemented.clone()) }
}

/// Has the subtype a method of this name that its base has not (`method_is_overloaded`)?
fn overrides(vm: &Vm, left: &Ref, right: &Ref, name: &Ref) -> Res<bool> {
    let Some(b) = type_::lookup(vm, right, name) else { return Ok(false) };
    let Some(a) = type_::lookup(vm, left, name) else { return Ok(true) };
    Ok(!a.is(&b))
}

fn maybe(vm: &Vm, a: &Ref, b: &Ref, name: &Ref) -> Res {
    Ok(vm
        .call_special(a, name, Args::one(b.clone()))?
        .unwrap_or_else(|| vm.not_implemented.clone()))
}

pub(super) fn power(vm: &Vm, a: &Ref, b: &Ref, modulus: &Ref) -> Res {
    let names = &vm.names;
    if modulus.is(&vm.none) {
        return binary(vm, a, b, Slot::nb_power, &names.__pow__, &names.__rpow__);
    }
    if a.ty().slots.is_python(Slot::nb_power) {
        let args = Args::positional([b.clone(), modulus.clone()]);
        return call(vm, a, &names.__pow__, args);
    }
    Ok(vm.not_implemented.clone())
}

pub(super) fn inplace_power(vm: &Vm, a: &Ref, b: &Ref, _: &Ref) -> Res {
    method1(vm, a, b, &vm.names.__ipow__)
}

pub(super) fn compare(vm: &Vm, a: &Ref, b: &Ref, op: CompareOp) -> Res {
    let names = &vm.names;
    let name =
        [&names.__lt__, &names.__le__, &names.__eq__, &names.__ne__, &names.__gt__, &names.__ge__]
            [op as usize];
    maybe(vm, a, b, name)
}

/// What `__getattribute__` finds; `object`'s own is not called for it.
fn attribute_without_hook(vm: &Vm, a: &Ref, name: &Ref) -> Res {
    let special = &vm.names.__getattribute__;
    let own = type_::lookup_in(vm, a.ty(), special);
    let usual = type_::lookup(vm, &vm.types.object, special);
    if own.map(|it| it.address()) == usual.map(|it| it.address()) {
        return vm.generic_get_attribute(a, name);
    }
    call(vm, a, special, Args::one(name.clone()))
}

/// `__getattribute__`, then `__getattr__` where there is one (`_Py_slot_tp_getattr_hook`).
pub(super) fn getattr_hook(vm: &Vm, a: &Ref, name: &Ref) -> Res {
    let class = a.class();
    let getattr = type_::lookup(vm, &class, &vm.names.__getattr__);
    let found = match attribute_without_hook(vm, a, name) {
        Ok(found) => return Ok(found),
        Err(error) => error,
    };
    if getattr.is_none() || !vm.is_raised(&found, &vm.exceptions.AttributeError) {
        return Err(found);
    }
    drop(found);
    drop(class);
    call(vm, a, &vm.names.__getattr__, Args::one(name.clone()))
}

pub(super) fn setattr(vm: &Vm, a: &Ref, name: &Ref, value: Option<Ref>) -> Res<()> {
    match value {
        Some(value) => call(vm, a, &vm.names.__setattr__, Args::positional([name.clone(), value]))?,
        None => call(vm, a, &vm.names.__delattr__, Args::one(name.clone()))?,
    };
    Ok(())
}

pub(super) fn hash(vm: &Vm, a: &Ref) -> Res<i64> {
    let Some(function) =
        type_::lookup(vm, &a.class(), &vm.names.__hash__).filter(|it| !it.is(&vm.none))
    else {
        return Err(vm.type_error(format!("unhashable type: '{}'", vm.type_name(a))));
    };
    drop(function);
    let found = call(vm, a, &vm.names.__hash__, Args::none())?;
    vm.hash_from_int(&found)
}

pub(super) fn call_slot(vm: &Vm, a: &Ref, args: Args) -> Res {
    // The caller's stack and the tuple of `_PyObject_MakeTpCall` hold the values meanwhile.
    let held = [args.values.clone(), args.values.clone()];
    let found = call(vm, a, &vm.names.__call__, args);
    drop(held);
    found
}

pub(super) fn next(vm: &Vm, a: &Ref) -> Res<Option<Ref>> {
    match call(vm, a, &vm.names.__next__, Args::none()) {
        Ok(found) => Ok(Some(found)),
        Err(error) => vm.end_of_iteration(error),
    }
}

pub(super) fn descr_get(vm: &Vm, a: &Ref, instance: Option<&Ref>, owner: Option<&Ref>) -> Res {
    let or_none = |it: Option<&Ref>| it.unwrap_or(&vm.none).clone();
    match vm.call_special(
        a,
        &vm.names.__get__,
        Args::positional([or_none(instance), or_none(owner)]),
    )? {
        Some(found) => Ok(found),
        None => Ok(a.clone()),
    }
}

pub(super) fn descr_set(vm: &Vm, a: &Ref, instance: &Ref, value: Option<Ref>) -> Res<()> {
    match value {
        Some(value) => call(vm, a, &vm.names.__set__, Args::positional([instance.clone(), value]))?,
        None => call(vm, a, &vm.names.__delete__, Args::one(instance.clone()))?,
    };
    Ok(())
}

pub(super) fn init(vm: &Vm, a: &Ref, args: Args) -> Res<()> {
    let found = call(vm, a, &vm.names.__init__, args)?;
    if found.is(&vm.none) {
        return Ok(());
    }
    Err(vm.type_error(format!("__init__() should return None, not '{}'", vm.type_name(&found))))
}

pub(super) fn new(vm: &Vm, class: &Ref, mut args: Args) -> Res {
    let function = vm.get_attribute(class, &vm.names.__new__)?;
    args.insert_first(class.clone());
    vm.call(&function, args)
}

pub(super) fn finalize(vm: &Vm, a: &Ref) -> Res<()> {
    vm.call_special(a, &vm.names.__del__, Args::none()).map(drop)
}

pub(super) fn truth(vm: &Vm, a: &Ref) -> Res<bool> {
    if let Some(found) = vm.call_special(a, &vm.names.__bool__, Args::none())? {
        return match vm.as_bool(&found) {
            Some(it) => Ok(it),
            None => Err(vm.type_error(format!(
                "__bool__ should return bool, returned {}",
                vm.type_name(&found)
            ))),
        };
    }
    if a.ty().slots.mp_length.get().is_some() { length(vm, a).map(|it| it != 0) } else { Ok(true) }
}

pub(super) fn length(vm: &Vm, a: &Ref) -> Res<usize> {
    let found = call(vm, a, &vm.names.__len__, Args::none())?;
    vm.length_from(&found)
}

pub(super) fn set_subscript(vm: &Vm, a: &Ref, key: &Ref, value: Option<Ref>) -> Res<()> {
    match value {
        Some(value) => call(vm, a, &vm.names.__setitem__, Args::positional([key.clone(), value]))?,
        None => call(vm, a, &vm.names.__delitem__, Args::one(key.clone()))?,
    };
    Ok(())
}

pub(super) fn item(vm: &Vm, a: &Ref, index: isize) -> Res {
    call(vm, a, &vm.names.__getitem__, Args::one(vm.int(index as i64)))
}

pub(super) fn set_item(vm: &Vm, a: &Ref, index: isize, value: Option<Ref>) -> Res<()> {
    set_subscript(vm, a, &vm.int(index as i64), value)
}

/// Never in a slot: `sq_repeat` is native only.
pub(super) fn no_item(vm: &Vm, _: &Ref, _: isize) -> Res {
    Ok(vm.not_implemented.clone())
}

/// `__contains__`, else the items one by one.
pub(super) fn contains(vm: &Vm, a: &Ref, item: &Ref) -> Res<bool> {
    let function = type_::lookup(vm, &a.class(), &vm.names.__contains__);
    if function.is_some_and(|it| it.is(&vm.none)) {
        return Err(vm.type_error(format!("'{}' object is not a container", vm.type_name(a))));
    }
    match vm.call_special(a, &vm.names.__contains__, Args::one(item.clone()))? {
        Some(found) => vm.is_true(&found),
        None => vm.contains_by_iteration(a, item),
    }
}
