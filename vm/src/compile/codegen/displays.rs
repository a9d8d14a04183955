//! Lists, tuples, sets and dicts that are written out.

use crate::code::Constant;
use crate::compile::fold;
use crate::compile::sequence::Location;
use crate::compile::tree::{DictItem, Expr};
use crate::opcode::Opcode;

use super::{Compiler, STACK_USE_GUIDELINE};

/// `INTRINSIC_LIST_TO_TUPLE`. Source: `Include/internal/pycore_intrinsics.h` (CPython 3.13).
const LIST_TO_TUPLE: usize = 6;

/// The instructions that build a collection.
struct Build {
    build: Opcode,
    add: Opcode,
    extend: Opcode,
    is_tuple: bool,
}

const LIST: Build = Build {
    build: Opcode::BUILD_LIST,
    add: Opcode::LIST_APPEND,
    extend: Opcode::LIST_EXTEND,
    is_tuple: false,
};
const TUPLE: Build = Build { is_tuple: true, ..LIST };
const SET: Build = Build {
    build: Opcode::BUILD_SET,
    add: Opcode::SET_ADD,
    extend: Opcode::SET_UPDATE,
    is_tuple: false,
};

impl Compiler<'_, '_> {
    pub(super) fn list(&mut self, elements: &[Expr], location: Location) {
        self.star_unpack(elements, 0, &LIST, location);
    }

    pub(super) fn tuple(&mut self, elements: &[Expr], location: Location) {
        self.star_unpack(elements, 0, &TUPLE, location);
    }

    pub(super) fn set(&mut self, elements: &[Expr], location: Location) {
        self.star_unpack(elements, 0, &SET, location);
    }

    /// The positional arguments of a call as a tuple; `pushed` of them are on the stack already.
    pub(super) fn argument_tuple(&mut self, args: &[Expr], pushed: usize, location: Location) {
        self.star_unpack(args, pushed, &TUPLE, location);
    }

    /// `starunpack_helper`.
    fn star_unpack(&mut self, elements: &[Expr], pushed: usize, how: &Build, location: Location) {
        let n = elements.len();
        if n > 2
            && let Some(items) = fold::constants(elements.iter())
        {
            return self.constant_collection(Constant::Tuple(items), pushed, how, location);
        }
        let is_big = n + pushed > STACK_USE_GUIDELINE;
        if !is_big && !elements.iter().any(Expr::is_starred) {
            elements.iter().for_each(|it| self.expr(it));
            let build = if how.is_tuple { Opcode::BUILD_TUPLE } else { how.build };
            return self.op_i(build, n + pushed, location);
        }
        let mut is_built = is_big;
        if is_big {
            self.op_i(how.build, pushed, location);
        }
        for (at, element) in elements.iter().enumerate() {
            if element.is_starred() && !is_built {
                self.op_i(how.build, at + pushed, location);
                is_built = true;
            }
            self.expr(element);
            if element.is_starred() {
                self.op_i(how.extend, 1, location);
            } else if is_built {
                self.op_i(how.add, 1, location);
            }
        }
        if how.is_tuple {
            self.op_i(Opcode::CALL_INTRINSIC_1, LIST_TO_TUPLE, location);
        }
    }

    fn constant_collection(
        &mut self,
        tuple: Constant,
        pushed: usize,
        how: &Build,
        location: Location,
    ) {
        if how.is_tuple && pushed == 0 {
            return self.load_const(tuple, location);
        }
        let items = match &tuple {
            Constant::Tuple(items) if how.add == Opcode::SET_ADD => fold::frozenset(items),
            _ => tuple,
        };
        self.op_i(how.build, pushed, location);
        self.load_const(items, location);
        self.op_i(how.extend, 1, location);
        if how.is_tuple {
            self.op_i(Opcode::CALL_INTRINSIC_1, LIST_TO_TUPLE, location);
        }
    }

    /// `compiler_dict`.
    pub(super) fn dict(&mut self, items: &[DictItem], location: Location) {
        let mut has_dict = false;
        let mut n_waiting = 0;
        for (at, item) in items.iter().enumerate() {
            if item.key.is_some() {
                if n_waiting * 2 > STACK_USE_GUIDELINE {
                    self.subdict(&items[at - n_waiting..=at], &mut has_dict, location);
                    n_waiting = 0;
                } else {
                    n_waiting += 1;
                }
                continue;
            }
            if n_waiting > 0 {
                self.subdict(&items[at - n_waiting..at], &mut has_dict, location);
                n_waiting = 0;
            }
            if !has_dict {
                self.op_i(Opcode::BUILD_MAP, 0, location);
                has_dict = true;
            }
            self.expr(&item.value);
            self.op_i(Opcode::DICT_UPDATE, 1, location);
        }
        if n_waiting > 0 {
            self.subdict(&items[items.len() - n_waiting..], &mut has_dict, location);
        }
        if !has_dict {
            self.op_i(Opcode::BUILD_MAP, 0, location);
        }
    }

    /// `compiler_subdict`: items without `**`; they go into the dict where there is one.
    fn subdict(&mut self, items: &[DictItem], has_dict: &mut bool, location: Location) {
        let n = items.len();
        let is_big = n * 2 > STACK_USE_GUIDELINE;
        let keys = items.iter().filter_map(|it| it.key.as_ref());
        let constants = fold::constants(keys).filter(|_| n > 1 && !is_big);
        if let Some(keys) = constants {
            items.iter().for_each(|it| self.expr(&it.value));
            self.load_const(Constant::Tuple(keys), location);
            self.op_i(Opcode::BUILD_CONST_KEY_MAP, n, location);
        } else {
            if is_big {
                self.op_i(Opcode::BUILD_MAP, 0, location);
            }
            for item in items {
                item.key.iter().for_each(|it| self.expr(it));
                self.expr(&item.value);
                if is_big {
                    self.op_i(Opcode::MAP_ADD, 1, location);
                }
            }
            if !is_big {
                self.op_i(Opcode::BUILD_MAP, n, location);
            }
        }
        if *has_dict {
            self.op_i(Opcode::DICT_UPDATE, 1, location);
        }
        *has_dict = true;
    }
}
