//! f-strings.

use crate::code::Constant;
use crate::compile::sequence::Location;
use crate::compile::tree::{Expr, FormattedValue};
use crate::opcode::Opcode;

use super::{Compiler, STACK_USE_GUIDELINE};

impl Compiler<'_, '_> {
    /// `compiler_joined_str`.
    pub(super) fn joined_str(&mut self, parts: &[Expr], location: Location) {
        if parts.len() > STACK_USE_GUIDELINE {
            return self.join_many(parts, location);
        }
        if parts.is_empty() {
            return self.load_const(Constant::Str("".into()), location);
        }
        parts.iter().for_each(|it| self.expr(it));
        if parts.len() > 1 {
            self.op_i(Opcode::BUILD_STRING, parts.len(), location);
        }
    }

    fn join_many(&mut self, parts: &[Expr], location: Location) {
        self.load_const(Constant::Str("".into()), location);
        let join = self.fold.name("join");
        let index = self.name_index(&join);
        self.op_i(Opcode::LOAD_ATTR, index << 1 | 1, location);
        self.op_i(Opcode::BUILD_LIST, 0, location);
        for part in parts {
            self.expr(part);
            self.op_i(Opcode::LIST_APPEND, 1, location);
        }
        self.op_i(Opcode::CALL, 1, location);
    }

    /// `compiler_formatted_value`.
    pub(super) fn formatted_value(&mut self, field: &FormattedValue, location: Location) {
        self.expr(&field.value);
        let conversion = match field.conversion {
            Some('s') => Some(1),
            Some('r') => Some(2),
            Some('a') => Some(3),
            _ => None,
        };
        if let Some(it) = conversion {
            self.op_i(Opcode::CONVERT_VALUE, it, location);
        }
        match &field.format_spec {
            Some(spec) => {
                self.expr(spec);
                self.op(Opcode::FORMAT_WITH_SPEC, location);
            }
            None => self.op(Opcode::FORMAT_SIMPLE, location),
        }
    }
}
