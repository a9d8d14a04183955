//! Targets: what is assigned to, deleted, or changed in place.

use std::sync::Arc;

use crate::compile::sequence::Location;
use crate::compile::tree::{Expr, ExprKind};
use crate::opcode::Opcode;

use super::Compiler;
use super::expressions::two_element_slice;
use super::names::Access;
use super::scope::UnitKind;

impl Compiler<'_, '_> {
    /// Assigns the value on top of the stack.
    pub(super) fn store(&mut self, target: &Expr) {
        let location = target.location;
        match &target.kind {
            ExprKind::Name(name) => self.nameop(name, Access::Store, location),
            ExprKind::Attribute { value, attr } => {
                self.add_static_attribute(value, attr);
                self.expr(value);
                let location = match_attr(location, target, attr);
                self.op_name(Opcode::STORE_ATTR, attr, location);
            }
            ExprKind::Subscript { value, slice } => {
                self.expr(value);
                if let Some(it) = two_element_slice(slice) {
                    self.slice(it, slice.location);
                    return self.op(Opcode::STORE_SLICE, location);
                }
                self.expr(slice);
                self.op(Opcode::STORE_SUBSCR, location);
            }
            ExprKind::List(elements) | ExprKind::Tuple(elements) => {
                self.unpack(elements, location);
            }
            ExprKind::Starred(value) => self.store(value),
            _ => {}
        }
    }

    /// `assignment_helper`.
    fn unpack(&mut self, elements: &[Expr], location: Location) {
        match elements.iter().position(Expr::is_starred) {
            Some(at) => {
                let after = elements.len() - at - 1;
                self.op_i(Opcode::UNPACK_EX, at + (after << 8), location);
            }
            None => self.op_i(Opcode::UNPACK_SEQUENCE, elements.len(), location),
        }
        for element in elements {
            self.store(element);
        }
    }

    pub(super) fn del(&mut self, target: &Expr) {
        let location = target.location;
        match &target.kind {
            ExprKind::Name(name) => self.nameop(name, Access::Del, location),
            ExprKind::Attribute { value, attr } => {
                self.expr(value);
                let location = match_attr(location, target, attr);
                self.op_name(Opcode::DELETE_ATTR, attr, location);
            }
            ExprKind::Subscript { value, slice } => {
                self.expr(value);
                self.expr(slice);
                self.op(Opcode::DELETE_SUBSCR, location);
            }
            ExprKind::List(elements) | ExprKind::Tuple(elements) => {
                elements.iter().for_each(|it| self.del(it));
            }
            _ => {}
        }
    }

    /// The first half of `compiler_augassign`: the value, and below it what it was taken from.
    pub(super) fn load_target(&mut self, target: &Expr) {
        let location = target.location;
        match &target.kind {
            ExprKind::Name(name) => self.nameop(name, Access::Load, location),
            ExprKind::Attribute { value, attr } => {
                self.expr(value);
                self.op_i(Opcode::COPY, 1, location);
                let index = self.name_index(attr);
                let location = match_attr(location, target, attr);
                self.op_i(Opcode::LOAD_ATTR, index << 1, location);
            }
            ExprKind::Subscript { value, slice } => {
                self.expr(value);
                let (copies, opcode) = match two_element_slice(slice) {
                    Some(it) => {
                        self.slice(it, slice.location);
                        (3, Opcode::BINARY_SLICE)
                    }
                    None => {
                        self.expr(slice);
                        (2, Opcode::BINARY_SUBSCR)
                    }
                };
                for _ in 0..copies {
                    self.op_i(Opcode::COPY, copies, location);
                }
                self.op(opcode, location);
            }
            _ => {}
        }
    }

    /// The second half: the result goes where the value came from.
    pub(super) fn store_back(&mut self, target: &Expr) {
        let location = target.location;
        match &target.kind {
            ExprKind::Name(name) => self.nameop(name, Access::Store, location),
            ExprKind::Attribute { attr, .. } => {
                let location = match_attr(location, target, attr);
                self.op_i(Opcode::SWAP, 2, location);
                self.op_name(Opcode::STORE_ATTR, attr, location);
            }
            ExprKind::Subscript { slice, .. } => {
                let (first, opcode) = match two_element_slice(slice) {
                    Some(_) => (4, Opcode::STORE_SLICE),
                    None => (3, Opcode::STORE_SUBSCR),
                };
                for n in (2..=first).rev() {
                    self.op_i(Opcode::SWAP, n, location);
                }
                self.op(opcode, location);
            }
            _ => {}
        }
    }

    /// `compiler_maybe_add_static_attribute_to_class`.
    fn add_static_attribute(&mut self, value: &Expr, attr: &Arc<str>) {
        if !matches!(&value.kind, ExprKind::Name(name) if &**name == "self") {
            return;
        }
        let class = self.outer.iter_mut().rev().find(|it| it.kind == UnitKind::Class);
        if let Some(class) = class {
            class.static_attributes.insert(attr.clone());
        }
    }
}

/// `update_start_location_to_match_attr`: an attribute on a later line than its object's start is
/// where its name is.
pub(super) fn match_attr(mut location: Location, attribute: &Expr, attr: &str) -> Location {
    let end = attribute.location;
    if location.lineno == end.end_lineno {
        return location;
    }
    location.lineno = end.end_lineno;
    let len = attr.chars().count() as i32;
    if len <= end.end_col_offset {
        location.col_offset = end.end_col_offset - len;
    } else {
        location.col_offset = -1;
        location.end_col_offset = -1;
    }
    location.end_lineno = location.end_lineno.max(location.lineno);
    if location.lineno == location.end_lineno {
        location.end_col_offset = location.end_col_offset.max(location.col_offset);
    }
    location
}
