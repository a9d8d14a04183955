//! Operators: `binary_op1` and what comes after it.

use crate::error::{Raised, Res};
use crate::heap::Ref;
use crate::objects::type_;
use crate::slots::{Binary, Item, Slot, SlotTable, Ternary};
use crate::vm::Vm;

/// A binary operator, numbered as the argument of `BINARY_OP` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs, reason = "CPython's names")]
pub enum BinaryOp {
    Add = 0,
    And = 1,
    FloorDivide = 2,
    Lshift = 3,
    MatrixMultiply = 4,
    Multiply = 5,
    Remainder = 6,
    Or = 7,
    Power = 8,
    Rshift = 9,
    Subtract = 10,
    TrueDivide = 11,
    Xor = 12,
}

use BinaryOp::*;

impl BinaryOp {
    const ALL: [BinaryOp; 13] = [
        Add,
        And,
        FloorDivide,
        Lshift,
        MatrixMultiply,
        Multiply,
        Remainder,
        Or,
        Power,
        Rshift,
        Subtract,
        TrueDivide,
        Xor,
    ];

    /// By the argument of `BINARY_OP`; in-place forms are 13 above.
    pub fn from_number(number: u32) -> (BinaryOp, bool) {
        let in_place = number >= 13;
        (BinaryOp::ALL[if in_place { number - 13 } else { number } as usize], in_place)
    }

    fn symbol(self, in_place: bool) -> String {
        let symbol = ["+", "&", "//", "<<", "@", "*", "%", "|", "** or pow()", ">>", "-", "/", "^"]
            [self as usize];
        match (self, in_place) {
            (Power, true) => "**=".to_owned(),
            (_, true) => format!("{symbol}="),
            _ => symbol.to_owned(),
        }
    }

    fn slot(self) -> Slot {
        match self {
            Add => Slot::nb_add,
            And => Slot::nb_and,
            FloorDivide => Slot::nb_floor_divide,
            Lshift => Slot::nb_lshift,
            MatrixMultiply => Slot::nb_matrix_multiply,
            Multiply => Slot::nb_multiply,
            Remainder => Slot::nb_remainder,
            Or => Slot::nb_or,
            Power => Slot::nb_power,
            Rshift => Slot::nb_rshift,
            Subtract => Slot::nb_subtract,
            TrueDivide => Slot::nb_true_divide,
            Xor => Slot::nb_xor,
        }
    }

    fn function(self, slots: &SlotTable) -> Option<Binary> {
        match self {
            Add => slots.nb_add.get(),
            And => slots.nb_and.get(),
            FloorDivide => slots.nb_floor_divide.get(),
            Lshift => slots.nb_lshift.get(),
            MatrixMultiply => slots.nb_matrix_multiply.get(),
            Multiply => slots.nb_multiply.get(),
            Remainder => slots.nb_remainder.get(),
            Or => slots.nb_or.get(),
            Rshift => slots.nb_rshift.get(),
            Subtract => slots.nb_subtract.get(),
            TrueDivide => slots.nb_true_divide.get(),
            Xor => slots.nb_xor.get(),
            Power => None,
        }
    }

    fn in_place(self, slots: &SlotTable) -> Option<Binary> {
        match self {
            Add => slots.nb_inplace_add.get(),
            And => slots.nb_inplace_and.get(),
            FloorDivide => slots.nb_inplace_floor_divide.get(),
            Lshift => slots.nb_inplace_lshift.get(),
            MatrixMultiply => slots.nb_inplace_matrix_multiply.get(),
            Multiply => slots.nb_inplace_multiply.get(),
            Remainder => slots.nb_inplace_remainder.get(),
            Or => slots.nb_inplace_or.get(),
            Rshift => slots.nb_inplace_rshift.get(),
            Subtract => slots.nb_inplace_subtract.get(),
            TrueDivide => slots.nb_inplace_true_divide.get(),
            Xor => slots.nb_inplace_xor.get(),
            Power => None,
        }
    }
}

impl Vm {
    /// `a op b`.
    pub fn binary_op(&self, a: &Ref, b: &Ref, op: BinaryOp) -> Res {
        if op == Power {
            return self.power(a, b, &self.none);
        }
        let found = self.binary_op1(a, b, op)?;
        if !found.is(&self.not_implemented) {
            return Ok(found);
        }
        match self.sequence_op(a, b, op)? {
            Some(found) => Ok(found),
            None => Err(self.unsupported(a, b, op, false)),
        }
    }

    /// `a op= b`.
    pub fn in_place_op(&self, a: &Ref, b: &Ref, op: BinaryOp) -> Res {
        let slots = &a.ty().slots;
        if op == Power {
            if let Some(power) = slots.nb_inplace_power.get() {
                let found = power(self, a, b, &self.none)?;
                if !found.is(&self.not_implemented) {
                    return Ok(found);
                }
            }
            return self.power_as(a, b, &self.none, true);
        }
        if let Some(function) = op.in_place(slots) {
            let found = function(self, a, b)?;
            if !found.is(&self.not_implemented) {
                return Ok(found);
            }
        }
        let found = self.binary_op1(a, b, op)?;
        if !found.is(&self.not_implemented) {
            return Ok(found);
        }
        if let (Add, Some(concat)) = (op, slots.sq_inplace_concat.get()) {
            return concat(self, a, b);
        }
        if let (Multiply, Some(repeat)) = (op, slots.sq_inplace_repeat.get()) {
            return self.repeat(repeat, a, b);
        }
        match self.sequence_op(a, b, op)? {
            Some(found) => Ok(found),
            None => Err(self.unsupported(a, b, op, true)),
        }
    }

    /// The number slots of both operands; `NotImplemented` where none can.
    fn binary_op1(&self, a: &Ref, b: &Ref, op: BinaryOp) -> Res {
        let (left, right) = (a.ty(), b.ty());
        let slot_a = op.function(&left.slots);
        let same = a.class_address() == b.class_address();
        let mut slot_b = if same { None } else { op.function(&right.slots) };
        if left.slots.is_same(&right.slots, op.slot()) {
            slot_b = None;
        }
        if let Some(function) = slot_a {
            if let Some(other) = slot_b
                && type_::is_subtype(&b.class(), &a.class())
            {
                let found = other(self, a, b)?;
                if !found.is(&self.not_implemented) {
                    return Ok(found);
                }
                slot_b = None;
            }
            let found = function(self, a, b)?;
            if !found.is(&self.not_implemented) {
                return Ok(found);
            }
        }
        match slot_b {
            Some(function) => function(self, a, b),
            None => Ok(self.not_implemented.clone()),
        }
    }

    /// `+` and `*` of sequences.
    fn sequence_op(&self, a: &Ref, b: &Ref, op: BinaryOp) -> Res<Option<Ref>> {
        let (left, right) = (&a.ty().slots, &b.ty().slots);
        match op {
            Add => left.sq_concat.get().map(|concat| concat(self, a, b)).transpose(),
            Multiply => {
                if let Some(repeat) = left.sq_repeat.get() {
                    return self.repeat(repeat, a, b).map(Some);
                }
                right.sq_repeat.get().map(|repeat| self.repeat(repeat, b, a)).transpose()
            }
            _ => Ok(None),
        }
    }

    fn repeat(&self, repeat: Item, sequence: &Ref, n: &Ref) -> Res {
        if n.ty().slots.nb_index.get().is_none() {
            let text =
                format!("can't multiply sequence by non-int of type '{}'", self.type_name(n));
            return Err(self.type_error(text));
        }
        repeat(self, sequence, self.index_or_overflow(n)?)
    }

    #[cold]
    fn unsupported(&self, a: &Ref, b: &Ref, op: BinaryOp, in_place: bool) -> Raised {
        let (left, right) = (self.type_name(a), self.type_name(b));
        let hint = if op == Rshift && !in_place && self.is_print(a) {
            ". Did you mean \"print(<message>, file=<output_stream>)\"?"
        } else {
            ""
        };
        self.type_error(format!(
            "unsupported operand type(s) for {}: '{left}' and '{right}'{hint}",
            op.symbol(in_place)
        ))
    }

    fn is_print(&self, a: &Ref) -> bool {
        a.get::<crate::objects::native::NativeFunction>()
            .is_some_and(|it| it.signature.name == "print")
    }

    /// `pow(a, b, modulus)`; `None` is no modulus (`ternary_op`).
    pub fn power(&self, a: &Ref, b: &Ref, modulus: &Ref) -> Res {
        self.power_as(a, b, modulus, false)
    }

    fn power_as(&self, a: &Ref, b: &Ref, modulus: &Ref, in_place: bool) -> Res {
        let slot = |it: &Ref| it.ty().slots.nb_power.get();
        let is = |x: Option<Ternary>, y: Option<Ternary>| {
            x.map(|it| it as usize) == y.map(|it| it as usize)
        };
        let slot_a = slot(a);
        let mut slot_b = if a.class_address() == b.class_address() { None } else { slot(b) };
        if is(slot_a, slot_b) {
            slot_b = None;
        }
        if let Some(function) = slot_a {
            if let Some(other) = slot_b
                && type_::is_subtype(&b.class(), &a.class())
            {
                let found = other(self, a, b, modulus)?;
                if !found.is(&self.not_implemented) {
                    return Ok(found);
                }
                slot_b = None;
            }
            let found = function(self, a, b, modulus)?;
            if !found.is(&self.not_implemented) {
                return Ok(found);
            }
        }
        if let Some(function) = slot_b {
            let found = function(self, a, b, modulus)?;
            if !found.is(&self.not_implemented) {
                return Ok(found);
            }
        }
        let slot_c = slot(modulus);
        if let Some(function) = slot_c
            && !is(slot_c, slot_a)
            && !is(slot_c, slot_b)
        {
            let found = function(self, a, b, modulus)?;
            if !found.is(&self.not_implemented) {
                return Ok(found);
            }
        }
        if modulus.is(&self.none) {
            return Err(self.unsupported(a, b, Power, in_place));
        }
        let (a, b, c) = (self.type_name(a), self.type_name(b), self.type_name(modulus));
        Err(self.type_error(format!(
            "unsupported operand type(s) for ** or pow(): '{a}', '{b}', '{c}'"
        )))
    }

    /// `-a`, `+a`, `~a` and `abs(a)`, by slot.
    pub fn unary_op(&self, a: &Ref, slot: Slot) -> Res {
        let slots = &a.ty().slots;
        let (function, text) = match slot {
            Slot::nb_negative => (slots.nb_negative.get(), "unary -"),
            Slot::nb_positive => (slots.nb_positive.get(), "unary +"),
            Slot::nb_invert => (slots.nb_invert.get(), "unary ~"),
            _ => (slots.nb_absolute.get(), "abs()"),
        };
        match function {
            Some(function) => function(self, a),
            None => {
                Err(self
                    .type_error(format!("bad operand type for {text}: '{}'", self.type_name(a))))
            }
        }
    }
}
