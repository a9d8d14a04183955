//! What a type can do, as a table of functions: CPython's `tp_*`, `nb_*`, `sq_*`, `mp_*`, `am_*`.
//!
//! A slot holds a native function or the one that calls the method of its name; `slotdefs` of
//! `Objects/typeobject.c` (CPython 3.13) says which names belong to which slot. The wrappers that
//! make a native slot callable as a method stand in [`wrap`], the functions that call a method
//! written in Python in [`python`].

mod defs;
mod fill;
mod python;
mod wrap;

use std::cell::Cell;

use crate::args::Args;
use crate::error::Res;
use crate::heap::Ref;
use crate::vm::Vm;

pub use defs::{SLOTDEFS, SlotDef};
pub use fill::{fill_from_methods, inherit, update_slot, wrappers};

/// The six comparisons, numbered as CPython numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "the operators' names")]
pub enum CompareOp {
    Lt = 0,
    Le = 1,
    Eq = 2,
    Ne = 3,
    Gt = 4,
    Ge = 5,
}

impl CompareOp {
    /// By CPython's number.
    pub fn from_number(number: u32) -> CompareOp {
        [CompareOp::Lt, CompareOp::Le, CompareOp::Eq, CompareOp::Ne, CompareOp::Gt, CompareOp::Ge]
            [number as usize % 6]
    }

    /// What the other operand is asked.
    pub fn swapped(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
            same => same,
        }
    }

    /// As it is written.
    pub fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    /// Its answer for two values in this order.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            CompareOp::Lt => ordering.is_lt(),
            CompareOp::Le => ordering.is_le(),
            CompareOp::Eq => ordering.is_eq(),
            CompareOp::Ne => ordering.is_ne(),
            CompareOp::Gt => ordering.is_gt(),
            CompareOp::Ge => ordering.is_ge(),
        }
    }
}

macro_rules! signatures {
    ($($variant:ident($name:ident) = fn($($arg:ty),*) -> $result:ty, $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub type $name = fn(&Vm, $($arg),*) -> $result;
        )*

        /// A function of any slot.
        #[derive(Clone, Copy)]
        #[allow(missing_docs, reason = "each is documented at its type")]
        pub enum SlotFn {
            $($variant($name),)*
        }

        impl SlotFn {
            /// Where its code is, to compare with.
            pub fn address(self) -> usize {
                match self {
                    $(SlotFn::$variant(it) => it as usize,)*
                }
            }
        }
    };
}

signatures! {
    Unary(Unary) = fn(&Ref) -> Res, "`-a`, `repr(a)`, `iter(a)`.";
    Binary(Binary) = fn(&Ref, &Ref) -> Res, "`a + b`, `a[b]`; for numbers either may be the one whose type it is.";
    Ternary(Ternary) = fn(&Ref, &Ref, &Ref) -> Res, "`pow(a, b, c)`; the third may be `None`.";
    Next(Next) = fn(&Ref) -> Res<Option<Ref>>, "The next item; `None` at the end.";
    Length(Length) = fn(&Ref) -> Res<usize>, "`len(a)`.";
    Truth(Truth) = fn(&Ref) -> Res<bool>, "`bool(a)`.";
    Hash(Hash) = fn(&Ref) -> Res<i64>, "`hash(a)`.";
    Contains(Contains) = fn(&Ref, &Ref) -> Res<bool>, "`b in a`: container, item.";
    Item(Item) = fn(&Ref, isize) -> Res, "`a[i]` of a sequence, the index not negative; `a * i`.";
    SetItem(SetItem) = fn(&Ref, isize, Option<Ref>) -> Res<()>, "`a[i] = v` of a sequence; `None` deletes.";
    SetSubscript(SetSubscript) = fn(&Ref, &Ref, Option<Ref>) -> Res<()>, "`a[k] = v`; `None` deletes. Also `setattr`.";
    Compare(Compare) = fn(&Ref, &Ref, CompareOp) -> Res, "`a < b`; may answer `NotImplemented`.";
    Call(Call) = fn(&Ref, Args) -> Res, "`a(...)`.";
    New(New) = fn(&Ref, Args) -> Res, "`T.__new__(T, ...)`.";
    Init(Init) = fn(&Ref, Args) -> Res<()>, "`a.__init__(...)`.";
    Get(Get) = fn(&Ref, Option<&Ref>, Option<&Ref>) -> Res, "A descriptor is read: itself, instance, class.";
    Set(Set) = fn(&Ref, &Ref, Option<Ref>) -> Res<()>, "A descriptor is set: itself, instance, value; `None` deletes.";
    Finalize(Finalize) = fn(&Ref) -> Res<()>, "`a.__del__()`.";
}

macro_rules! slots {
    ($($slot:ident: $kind:ident,)*) => {
        /// The functions of a type. Empty: it cannot do that.
        #[derive(Default)]
        #[allow(missing_docs, reason = "CPython's names")]
        pub struct SlotTable {
            $(pub $slot: Cell<Option<$kind>>,)*
            /// One bit a slot: it calls a method written in Python.
            python: [Cell<u64>; 2],
        }

        /// The slots by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(non_camel_case_types, reason = "CPython's names")]
        #[allow(missing_docs, reason = "CPython's names")]
        #[repr(u8)]
        pub enum Slot {
            $($slot,)*
        }

        impl Slot {
            /// All slots.
            pub const ALL: &[Slot] = &[$(Slot::$slot,)*];
        }

        impl SlotTable {
            /// What a slot holds.
            pub fn get(&self, slot: Slot) -> Option<SlotFn> {
                match slot {
                    $(Slot::$slot => self.$slot.get().map(SlotFn::$kind),)*
                }
            }

            /// Fills or empties a slot. A function of another signature is an error of the machine.
            pub fn set(&self, slot: Slot, function: Option<SlotFn>, is_python: bool) {
                match slot {
                    $(Slot::$slot => self.$slot.set(match function {
                        Some(SlotFn::$kind(it)) => Some(it),
                        None => None,
                        _ => unreachable!("a slot gets functions of its own signature"),
                    }),)*
                }
                let (word, bit) = place(slot);
                let others = self.python[word].get() & !bit;
                self.python[word].set(if is_python { others | bit } else { others });
            }
        }
    };
}

slots! {
    tp_repr: Unary, tp_str: Unary, tp_hash: Hash, tp_call: Call,
    tp_getattro: Binary, tp_setattro: SetSubscript, tp_richcompare: Compare,
    tp_iter: Unary, tp_iternext: Next, tp_descr_get: Get, tp_descr_set: Set,
    tp_init: Init, tp_new: New, tp_finalize: Finalize,
    am_await: Unary, am_aiter: Unary, am_anext: Unary,
    nb_add: Binary, nb_subtract: Binary, nb_multiply: Binary, nb_remainder: Binary, nb_divmod: Binary,
    nb_power: Ternary, nb_negative: Unary, nb_positive: Unary, nb_absolute: Unary, nb_bool: Truth,
    nb_invert: Unary, nb_lshift: Binary, nb_rshift: Binary, nb_and: Binary, nb_xor: Binary, nb_or: Binary,
    nb_int: Unary, nb_float: Unary, nb_index: Unary,
    nb_inplace_add: Binary, nb_inplace_subtract: Binary, nb_inplace_multiply: Binary,
    nb_inplace_remainder: Binary, nb_inplace_power: Ternary, nb_inplace_lshift: Binary,
    nb_inplace_rshift: Binary, nb_inplace_and: Binary, nb_inplace_xor: Binary, nb_inplace_or: Binary,
    nb_floor_divide: Binary, nb_true_divide: Binary, nb_inplace_floor_divide: Binary,
    nb_inplace_true_divide: Binary, nb_matrix_multiply: Binary, nb_inplace_matrix_multiply: Binary,
    mp_length: Length, mp_subscript: Binary, mp_ass_subscript: SetSubscript,
    sq_length: Length, sq_concat: Binary, sq_repeat: Item, sq_item: Item, sq_ass_item: SetItem,
    sq_contains: Contains, sq_inplace_concat: Binary, sq_inplace_repeat: Item,
}

/// Where a slot's bit is.
#[inline]
fn place(slot: Slot) -> (usize, u64) {
    (slot as usize / 64, 1 << (slot as usize % 64))
}

impl SlotTable {
    /// Does the slot call a method written in Python?
    #[inline]
    pub fn is_python(&self, slot: Slot) -> bool {
        let (word, bit) = place(slot);
        self.python[word].get() & bit != 0
    }

    /// Do both hold the same?
    pub fn is_same(&self, other: &SlotTable, slot: Slot) -> bool {
        self.is_python(slot) == other.is_python(slot)
            && self.get(slot).map(SlotFn::address) == other.get(slot).map(SlotFn::address)
    }
}
