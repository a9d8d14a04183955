//! Which method names belong to which slot, in the order of CPython's `slotdefs`.

use super::{Slot, SlotFn, python, wrap};
use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::vm::Vm;

/// Makes a native slot callable as a method: its function, `self`, the arguments.
pub(crate) type Wrap = fn(&Vm, SlotFn, &Ref, Args) -> Res;

/// A method name and its slot.
pub struct SlotDef {
    /// The method's name.
    pub name: &'static str,
    /// The slot it fills.
    pub slot: Slot,
    /// What the slot holds for a class that defines the method in Python.
    pub python: SlotFn,
    /// What the method does for a type whose slot is native.
    pub wrap: Wrap,
    /// `self` and parameters, as the method's `__text_signature__` shows them.
    pub signature: &'static str,
}

macro_rules! def {
    ($name:ident, $slot:ident, $variant:ident, $python:expr, $wrap:path, $signature:literal) => {
        SlotDef {
            name: stringify!($name),
            slot: Slot::$slot,
            python: SlotFn::$variant($python),
            wrap: $wrap,
            signature: $signature,
        }
    };
}

macro_rules! unary {
    ($slot:ident, $name:ident) => {
        def!(
            $name,
            $slot,
            Unary,
            |vm, a| python::unary(vm, a, &vm.names.$name),
            wrap::unary,
            "($self, /)"
        )
    };
}

macro_rules! left {
    ($slot:ident, $name:ident, $reflected:ident) => {
        def!(
            $name,
            $slot,
            Binary,
            |vm, a, b| python::binary(vm, a, b, Slot::$slot, &vm.names.$name, &vm.names.$reflected),
            wrap::binary,
            "($self, value, /)"
        )
    };
}

macro_rules! right {
    ($slot:ident, $name:ident, $reflected:ident) => {
        def!(
            $reflected,
            $slot,
            Binary,
            |vm, a, b| python::binary(vm, a, b, Slot::$slot, &vm.names.$name, &vm.names.$reflected),
            wrap::reflected,
            "($self, value, /)"
        )
    };
}

macro_rules! method1 {
    ($slot:ident, $name:ident) => {
        def!(
            $name,
            $slot,
            Binary,
            |vm, a, b| python::method1(vm, a, b, &vm.names.$name),
            wrap::binary,
            "($self, value, /)"
        )
    };
}

macro_rules! compare {
    ($name:ident, $wrap:ident) => {
        def!($name, tp_richcompare, Compare, python::compare, wrap::$wrap, "($self, value, /)")
    };
}

/// The table. Where a slot stands in several rows, the first one's `python` is what it holds.
pub static SLOTDEFS: &[SlotDef] = &[
    def!(
        __getattribute__,
        tp_getattro,
        Binary,
        python::getattr_hook,
        wrap::getattribute,
        "($self, name, /)"
    ),
    def!(__getattr__, tp_getattro, Binary, python::getattr_hook, wrap::binary, ""),
    def!(
        __setattr__,
        tp_setattro,
        SetSubscript,
        python::setattr,
        wrap::setattr,
        "($self, name, value, /)"
    ),
    def!(
        __delattr__,
        tp_setattro,
        SetSubscript,
        python::setattr,
        wrap::delattr,
        "($self, name, /)"
    ),
    unary!(tp_repr, __repr__),
    def!(__hash__, tp_hash, Hash, python::hash, wrap::hash, "($self, /)"),
    def!(__call__, tp_call, Call, python::call_slot, wrap::call, "($self, /, *args, **kwargs)"),
    unary!(tp_str, __str__),
    compare!(__lt__, lt),
    compare!(__le__, le),
    compare!(__eq__, eq),
    compare!(__ne__, ne),
    compare!(__gt__, gt),
    compare!(__ge__, ge),
    unary!(tp_iter, __iter__),
    def!(__next__, tp_iternext, Next, python::next, wrap::next, "($self, /)"),
    def!(
        __get__,
        tp_descr_get,
        Get,
        python::descr_get,
        wrap::descr_get,
        "($self, instance, owner=None, /)"
    ),
    def!(
        __set__,
        tp_descr_set,
        Set,
        python::descr_set,
        wrap::descr_set,
        "($self, instance, value, /)"
    ),
    def!(
        __delete__,
        tp_descr_set,
        Set,
        python::descr_set,
        wrap::descr_delete,
        "($self, instance, /)"
    ),
    def!(__init__, tp_init, Init, python::init, wrap::init, "($self, /, *args, **kwargs)"),
    def!(__new__, tp_new, New, python::new, wrap::new, "(type, /, *args, **kwargs)"),
    def!(__del__, tp_finalize, Finalize, python::finalize, wrap::finalize, "($self, /)"),
    unary!(am_await, __await__),
    unary!(am_aiter, __aiter__),
    unary!(am_anext, __anext__),
    left!(nb_add, __add__, __radd__),
    right!(nb_add, __add__, __radd__),
    left!(nb_subtract, __sub__, __rsub__),
    right!(nb_subtract, __sub__, __rsub__),
    left!(nb_multiply, __mul__, __rmul__),
    right!(nb_multiply, __mul__, __rmul__),
    left!(nb_remainder, __mod__, __rmod__),
    right!(nb_remainder, __mod__, __rmod__),
    left!(nb_divmod, __divmod__, __rdivmod__),
    right!(nb_divmod, __divmod__, __rdivmod__),
    def!(__pow__, nb_power, Ternary, python::power, wrap::power, "($self, value, mod=None, /)"),
    def!(
        __rpow__,
        nb_power,
        Ternary,
        python::power,
        wrap::power_reflected,
        "($self, value, mod=None, /)"
    ),
    unary!(nb_negative, __neg__),
    unary!(nb_positive, __pos__),
    unary!(nb_absolute, __abs__),
    def!(__bool__, nb_bool, Truth, python::truth, wrap::truth, "($self, /)"),
    unary!(nb_invert, __invert__),
    left!(nb_lshift, __lshift__, __rlshift__),
    right!(nb_lshift, __lshift__, __rlshift__),
    left!(nb_rshift, __rshift__, __rrshift__),
    right!(nb_rshift, __rshift__, __rrshift__),
    left!(nb_and, __and__, __rand__),
    right!(nb_and, __and__, __rand__),
    left!(nb_xor, __xor__, __rxor__),
    right!(nb_xor, __xor__, __rxor__),
    left!(nb_or, __or__, __ror__),
    right!(nb_or, __or__, __ror__),
    unary!(nb_int, __int__),
    unary!(nb_float, __float__),
    method1!(nb_inplace_add, __iadd__),
    method1!(nb_inplace_subtract, __isub__),
    method1!(nb_inplace_multiply, __imul__),
    method1!(nb_inplace_remainder, __imod__),
    def!(
        __ipow__,
        nb_inplace_power,
        Ternary,
        python::inplace_power,
        wrap::power,
        "($self, value, /)"
    ),
    method1!(nb_inplace_lshift, __ilshift__),
    method1!(nb_inplace_rshift, __irshift__),
    method1!(nb_inplace_and, __iand__),
    method1!(nb_inplace_xor, __ixor__),
    method1!(nb_inplace_or, __ior__),
    left!(nb_floor_divide, __floordiv__, __rfloordiv__),
    right!(nb_floor_divide, __floordiv__, __rfloordiv__),
    left!(nb_true_divide, __truediv__, __rtruediv__),
    right!(nb_true_divide, __truediv__, __rtruediv__),
    method1!(nb_inplace_floor_divide, __ifloordiv__),
    method1!(nb_inplace_true_divide, __itruediv__),
    unary!(nb_index, __index__),
    left!(nb_matrix_multiply, __matmul__, __rmatmul__),
    right!(nb_matrix_multiply, __matmul__, __rmatmul__),
    method1!(nb_inplace_matrix_multiply, __imatmul__),
    def!(__len__, mp_length, Length, python::length, wrap::length, "($self, /)"),
    method1!(mp_subscript, __getitem__),
    def!(
        __setitem__,
        mp_ass_subscript,
        SetSubscript,
        python::set_subscript,
        wrap::set_subscript,
        "($self, key, value, /)"
    ),
    def!(
        __delitem__,
        mp_ass_subscript,
        SetSubscript,
        python::set_subscript,
        wrap::del_subscript,
        "($self, key, /)"
    ),
    def!(__len__, sq_length, Length, python::length, wrap::length, "($self, /)"),
    method1!(sq_concat, __add__),
    def!(__mul__, sq_repeat, Item, python::no_item, wrap::repeat, "($self, value, /)"),
    def!(__rmul__, sq_repeat, Item, python::no_item, wrap::repeat, "($self, value, /)"),
    def!(__getitem__, sq_item, Item, python::item, wrap::item, "($self, key, /)"),
    def!(
        __setitem__,
        sq_ass_item,
        SetItem,
        python::set_item,
        wrap::set_item,
        "($self, key, value, /)"
    ),
    def!(__delitem__, sq_ass_item, SetItem, python::set_item, wrap::del_item, "($self, key, /)"),
    def!(__contains__, sq_contains, Contains, python::contains, wrap::contains, "($self, key, /)"),
    method1!(sq_inplace_concat, __iadd__),
    def!(__imul__, sq_inplace_repeat, Item, python::no_item, wrap::repeat, "($self, value, /)"),
];

/// `sq_concat`, `sq_repeat` and their in-place forms are never filled from Python: `__add__` there
/// is `nb_add` (`slotdefs` has no function for them).
pub(super) fn is_native_only(slot: Slot) -> bool {
    matches!(
        slot,
        Slot::sq_concat | Slot::sq_repeat | Slot::sq_inplace_concat | Slot::sq_inplace_repeat
    )
}
