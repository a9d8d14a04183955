//! Classes (`compiler_class`).

use std::sync::Arc;

use refwise_syntax::kind::SyntaxKind::*;
use refwise_syntax::symtable::green::Node;

use crate::code::{CodeObject, Constant};
use crate::compile::sequence::Location;
use crate::compile::tree::{Expr, ExprKind};
use crate::opcode::Opcode;

use super::names::Access;
use super::scope::UnitKind;
use super::{Compiler, line};

/// `INTRINSIC_SUBSCRIPT_GENERIC`. Source: `Include/internal/pycore_intrinsics.h` (CPython 3.13).
const SUBSCRIPT_GENERIC: usize = 10;

impl<'a> Compiler<'a, '_> {
    pub(super) fn class(&mut self, node: Node<'a>) {
        let name = self.fold.name(node.name().map_or("", |it| it.text()));
        let decorators = self.decorators(node);
        let location = self.definition_location(node, CLASS_KW);
        let firstlineno = decorators.first().map_or(location.lineno, |it| it.lineno);
        let type_params = node.node(TYPE_PARAM_LIST);
        if let Some(list) = type_params {
            self.enter_type_params(&name, list, firstlineno);
            self.type_params(list);
            self.store_name(".type_params", location);
        }
        let (code, freevars) = self.class_body(node, &name, firstlineno);

        self.op(Opcode::LOAD_BUILD_CLASS, location);
        self.op(Opcode::PUSH_NULL, location);
        self.make_closure(code, freevars, 0, location);
        self.load_str(&name, location);
        let list = node.node(ARG_LIST);
        let (mut bases, keywords) = list.map(|it| self.fold.arguments(it)).unwrap_or_default();
        if type_params.is_some() {
            bases.push(self.generic_base(location));
        }
        self.call_helper(2, &bases, &keywords, location);
        if type_params.is_some() {
            self.leave_type_params(0, location);
        }
        self.apply_decorators(&decorators);
        self.nameop(&name, Access::Store, location);
    }

    /// `typing.Generic` of the type parameters, the last base of a generic class.
    fn generic_base(&mut self, location: Location) -> Expr {
        self.load_name(".type_params", location);
        self.op_i(Opcode::CALL_INTRINSIC_1, SUBSCRIPT_GENERIC, location);
        self.store_name(".generic_base", location);
        Expr { kind: ExprKind::Name(self.fold.name(".generic_base")), location }
    }

    /// `compiler_class_body`.
    fn class_body(
        &mut self,
        node: Node<'a>,
        name: &Arc<str>,
        firstlineno: i32,
    ) -> (Arc<CodeObject>, Vec<Arc<str>>) {
        self.enter_scope(name.clone(), UnitKind::Class, self.fold.scope(node), firstlineno);
        let location = line(firstlineno);
        self.load_name("__name__", location);
        self.store_name("__module__", location);
        let qualname = self.unit.qualname.clone();
        self.load_str(&qualname, location);
        self.store_name("__qualname__", location);
        self.load_const(Constant::Int(firstlineno.into()), location);
        self.store_name("__firstlineno__", location);
        if node.node(TYPE_PARAM_LIST).is_some() {
            self.load_name(".type_params", location);
            self.store_name("__type_params__", location);
        }
        if self.ste().needs_classdict {
            self.op(Opcode::LOAD_LOCALS, location);
            let index = self.deref_index(&"__classdict__".into(), true);
            self.op_i(Opcode::STORE_DEREF, index, location);
        }
        if let Some(block) = node.node(BLOCK) {
            self.body(block, location);
        }
        self.class_end();
        self.exit_scope(true)
    }

    /// What the class keeps for `type.__new__`.
    fn class_end(&mut self) {
        let attributes = std::mem::take(&mut self.unit.static_attributes);
        let attributes = attributes.iter().map(|it| Constant::Str((&**it).into())).collect();
        self.load_const(Constant::Tuple(attributes), Location::NONE);
        self.store_name("__static_attributes__", Location::NONE);
        if self.ste().needs_classdict {
            let index = self.deref_index(&"__classdict__".into(), true);
            self.op_i(Opcode::LOAD_CLOSURE, index, Location::NONE);
            self.store_name("__classdictcell__", Location::NONE);
        }
        if self.ste().needs_class_closure {
            let index = self.deref_index(&"__class__".into(), true);
            self.op_i(Opcode::LOAD_CLOSURE, index, Location::NONE);
            self.op_i(Opcode::COPY, 1, Location::NONE);
            self.store_name("__classcell__", Location::NONE);
        } else {
            self.load_const(Constant::None, Location::NONE);
        }
        self.op(Opcode::RETURN_VALUE, Location::NONE);
    }
}
