//! From slots to methods and back: what a native type's slots are called, and which slots a class
//! fills by the methods it defines or inherits.

use super::defs::{SLOTDEFS, SlotDef, is_native_only};
use super::{Slot, SlotFn, SlotTable};
use crate::heap::Ref;
use crate::objects::descriptor::Wrapper;
use crate::objects::type_::{self, Type};
use crate::vm::Vm;

/// The methods that a native type's filled slots make (`add_operators`).
pub fn wrappers(slots: &SlotTable) -> Vec<(&'static SlotDef, SlotFn)> {
    let filled = SLOTDEFS
        .iter()
        .filter(|it| it.slot != Slot::tp_new && it.name != "__getattr__" && it.name != "__del__");
    filled.filter_map(|it| Some((it, slots.get(it.slot)?))).collect()
}

/// A native type takes over what its base can do and it does not say itself (`inherit_slots`).
///
/// `tp_hash` and `tp_richcompare` come together: a type that compares in its own way is not hashed
/// in its base's.
pub fn inherit(slots: &SlotTable, base: &SlotTable) {
    let compares = slots.tp_richcompare.get().is_some();
    for &slot in Slot::ALL {
        let is_hash = matches!(slot, Slot::tp_hash | Slot::tp_richcompare);
        if slots.get(slot).is_none() && !(is_hash && compares) {
            slots.set(slot, base.get(slot), base.is_python(slot));
        }
    }
}

/// Fills all slots of a class from the methods that it defines and inherits.
pub fn fill_from_methods(vm: &Vm, class: &Ref) {
    for &slot in Slot::ALL {
        refill(vm, class, slot);
    }
}

/// A method of `class` changed: fills the slots of its name again, in its subclasses too.
pub fn update_slot(vm: &Vm, class: &Ref, name: &str) {
    if !(name.starts_with("__") && name.ends_with("__")) {
        return;
    }
    for def in SLOTDEFS.iter().filter(|it| it.name == name) {
        for class in type_::with_subclasses(class) {
            refill(vm, &class, def.slot);
        }
    }
}

/// `update_one_slot`: a native function where every method of the slot wraps that very function,
/// else the one that calls methods.
fn refill(vm: &Vm, class: &Ref, slot: Slot) {
    let rows = SLOTDEFS.iter().filter(|it| it.slot == slot);
    let slots = &class.expect::<Type>().slots;
    let mut native: Option<SlotFn> = None;
    let mut use_python = false;
    let mut python = None;
    for row in rows {
        python = python.or(Some(row.python));
        let Some(found) = type_::lookup(vm, class, &vm.intern(row.name)) else { continue };
        match native_function(vm, class, &found, row) {
            Found::Native(it) => match native {
                Some(other) if other.address() != it.address() => use_python = true,
                _ => native = Some(it),
            },
            Found::Python => use_python = true,
            Found::Nothing => {}
        }
    }
    if is_native_only(slot) {
        return slots.set(slot, native, false);
    }
    match (use_python, native) {
        (true, _) => slots.set(slot, python, true),
        (false, native) => slots.set(slot, native, native.is_some_and(|it| is_python(it, python))),
    }
}

fn is_python(function: SlotFn, python: Option<SlotFn>) -> bool {
    python.is_some_and(|it| it.address() == function.address())
}

enum Found {
    Native(SlotFn),
    Python,
    Nothing,
}

/// What the method `found` means for the slot.
fn native_function(vm: &Vm, class: &Ref, found: &Ref, row: &SlotDef) -> Found {
    if row.slot == Slot::tp_new {
        return match type_::native_new_of(vm, found) {
            Some(it) => Found::Native(SlotFn::New(it)),
            None => Found::Python,
        };
    }
    if row.name == "__hash__" && found.is(&vm.none) {
        return Found::Native(SlotFn::Hash(crate::objects::object::hash_not_implemented));
    }
    let Some(wrapper) = found.get::<Wrapper>() else { return Found::Python };
    if wrapper.def.slot == row.slot
        && wrapper.def.name == row.name
        && type_::is_subtype(class, &wrapper.class)
    {
        return Found::Native(wrapper.function);
    }
    if is_native_only(row.slot) {
        return Found::Nothing;
    }
    // `__add__` of a native sequence is `sq_concat`: for `nb_add` nothing was defined. But
    // `__getitem__` of a tuple is both of its slots (`resolve_slotdups`).
    if wrapper.def.name == row.name && SLOTDEFS.iter().filter(|it| it.name == row.name).count() > 1
    {
        let own = wrapper.class.expect::<Type>().slots.get(row.slot);
        return own.map_or(Found::Nothing, Found::Native);
    }
    Found::Python
}
